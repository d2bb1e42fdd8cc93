//! What a load test can be told, and which values are refused.

use std::fmt::{self, Display};
use std::net::{SocketAddr, ToSocketAddrs};
use std::ops::RangeInclusive;

use crate::{BenchError, Mix};

/// When requests are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Each connection sends its next request when the one before is answered.
    Closed,
    /// Requests are due at even distances, this many a second, whatever the server does.
    Open(u32),
}

/// Which players the requests go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// All alike.
    Uniform,
    /// This share of a hundred to the first player, the rest to all alike.
    Hot(u32),
}

/// A load test.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// The server, `http://HOST:PORT`.
    pub url: String,
    /// Closed or open loop.
    pub mode: Mode,
    /// How many connections.
    pub connections: usize,
    /// How many threads send and receive.
    pub threads: usize,
    /// What the requests ask for.
    pub mix: Mix,
    /// How many commands a request holds; none sends each alone, to its flow's route.
    pub batch: Option<usize>,
    /// The asset that is moved.
    pub asset: String,
    /// How many players.
    pub wallets: u32,
    /// Which of them.
    pub spread: Spread,
    /// How long to send, without the warm-up.
    pub seconds: Option<u64>,
    /// How long to send before anything is measured.
    pub warmup_s: u64,
    /// After how many commands to stop.
    pub transactions: Option<u64>,
    /// How long an answer may take.
    pub timeout_s: u64,
    /// Whether to make the asset, the wallets and their opening balances.
    pub prepare: bool,
    /// Whether to do nothing else.
    pub prepare_only: bool,
    /// Whether to check the ledger afterwards.
    pub check: bool,
    /// Whether to say nothing of the progress.
    pub quiet: bool,
    /// What the server asks for, if it does.
    pub api_key: Option<ApiKey>,
}

/// An API key, which is not shown.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key as it is sent.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for ApiKey {
    fn from(key: String) -> Self {
        Self(key)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey")
    }
}

impl Options {
    /// Refuses values out of their bounds, and options that do not fit together.
    pub(crate) fn validate(&self) -> Result<(), BenchError> {
        within("--connections", self.connections, 1..=10_000)?;
        within("--threads", self.threads, 1..=64)?;
        within("--wallets", self.wallets, 1..=9_999_999)?;
        within("--timeout-s", self.timeout_s, 1..=600)?;
        within("--warmup-s", self.warmup_s, 0..=86_400)?;
        if let Some(seconds) = self.seconds {
            within("--seconds", seconds, 1..=31_536_000)?;
        }
        if let Some(transactions) = self.transactions {
            within("--transactions", transactions, 1..=1_000_000_000_000)?;
        }
        if let Mode::Open(rate) = self.mode {
            within("--rate", rate, 1..=10_000_000)?;
        }
        if let Spread::Hot(share) = self.spread {
            within("--hot-share", share, 1..=100)?;
        }
        if let Some(batch) = self.batch {
            within("--batch", batch, 1..=10_000)?;
            if self.mix.has_reads() {
                return Err(BenchError::options("--batch sends commands only; take the reads out of --mix"));
            }
        }
        if self.api_key.as_ref().is_some_and(|key| !key.0.bytes().all(|byte| byte.is_ascii_graphic())) {
            return Err(BenchError::options("WALLET_API_KEY is no API key; `wallet keys create` prints one"));
        }
        let code = self.asset.as_bytes();
        let well_formed = (1..=50).contains(&code.len())
            && code[0].is_ascii_uppercase()
            && code.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
        if well_formed {
            return Ok(());
        }
        Err(BenchError::options(format!("--asset is {:?} and must be an asset's code, such as GOLD_COINS", self.asset)))
    }

    /// The server's name as it stands in a request, and its address.
    pub(crate) fn server(&self) -> Result<(String, SocketAddr), BenchError> {
        let host = self.url.trim_end_matches('/').strip_prefix("http://").filter(|host| !host.contains('/'));
        let host =
            host.ok_or_else(|| BenchError::options(format!("--url is {:?} and must be http://HOST:PORT", self.url)))?;
        let unknown = |reason: String| BenchError::options(format!("--url {}: {reason}", self.url));
        let mut addresses = host.to_socket_addrs().map_err(|error| unknown(error.to_string()))?;
        let address = addresses.next().ok_or_else(|| unknown("the host has no address".into()))?;
        Ok((host.to_owned(), address))
    }
}

fn within<T: PartialOrd + Display + Copy>(name: &str, value: T, bounds: RangeInclusive<T>) -> Result<(), BenchError> {
    if bounds.contains(&value) {
        return Ok(());
    }
    Err(BenchError::options(format!("{name} is {value} and must be from {} to {}", bounds.start(), bounds.end())))
}
