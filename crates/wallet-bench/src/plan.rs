//! The load as a pure function: what the request of each number asks for, and its bytes.
//!
//! A number is all that has to be kept of a request to send it again, so an outage costs eight bytes a command.

use std::io::Write;
use std::ops::Range;

use wallet_domain::{IdempotencyKey, OwnerId, TransactionId};

use crate::mix::{Mix, Operation};
use crate::options::{Options, Spread};

/// Amounts are from 1 to this: different ones, so that a mix-up of two commands shows in the sums.
const AMOUNT_MAX: u64 = 7;

/// The key of a player's opening balance, followed by the asset: keys are an owner's, whatever they move.
pub(crate) const OPENING_KEY: &str = "bench-opening-";

/// One request of a mix, or one command of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) operation: Operation,
    /// Which player, from 1 on.
    pub(crate) wallet: u32,
    pub(crate) amount: i64,
}

/// How far back in a life what a step is about was.
const HOLD_TO_CAPTURE: u64 = 1;
const SPEND_TO_REPLAY: u64 = 1;
const SPEND_TO_REVERSAL: u64 = 4;

/// What every number stands for in this run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The run's name, which makes its keys its own.
    pub(crate) run: String,
    seed: u64,
    pub(crate) host: String,
    /// The headers that every request has.
    headers: String,
    pub(crate) asset: String,
    pub(crate) mix: Mix,
    wallets: u32,
    spread: Spread,
}

impl Plan {
    pub(crate) fn new(options: &Options, host: String, seed: u64) -> Self {
        let key = options.api_key.as_ref();
        let key = key.map(|key| format!("\r\nAuthorization: Bearer {}", key.reveal())).unwrap_or_default();
        Self {
            run: format!("bench-{seed:016x}"),
            seed,
            headers: format!("Host: {host}{key}"),
            host,
            asset: options.asset.clone(),
            mix: options.mix,
            wallets: options.wallets,
            spread: options.spread,
        }
    }

    pub(crate) fn item(&self, number: u64) -> Item {
        // The steps of a life are about one player and one amount.
        let mut random = fastrand::Rng::with_seed(mixed(self.seed.wrapping_add(number / self.mix.steps())));
        let operation = self.mix.choose(number, random.u32(..));
        let wallet = match self.spread {
            Spread::Hot(share) if random.u32(0..100) < share => 1,
            Spread::Hot(_) | Spread::Uniform => random.u32(1..=self.wallets),
        };
        let amount = i64::try_from(random.u64(1..=AMOUNT_MAX)).expect("a small number");
        Item { operation, wallet, amount: self.mix.amount(operation, amount) }
    }

    /// The id of the transaction of that number, which its owner and its key give.
    fn id_of(&self, number: u64) -> TransactionId {
        let owner = OwnerId::new(&Owner(self.item(number).wallet).to_string()).expect("a name of plain letters");
        let key = IdempotencyKey::new(&Key::Run(&self.run, number).to_string()).expect("a key of plain letters");
        TransactionId::of(&owner, &key)
    }

    /// Writes the request of that number, each to its own route.
    pub(crate) fn write_single(&self, number: u64, out: &mut Vec<u8>, scratch: &mut Vec<u8>) {
        let Item { operation, wallet, amount } = self.item(number);
        let (route, number) = match operation {
            Operation::TopUp => ("/v1/top-ups", number),
            Operation::Bonus => ("/v1/bonuses", number),
            Operation::Spend => ("/v1/spends", number),
            Operation::Replay => ("/v1/spends", number - SPEND_TO_REPLAY),
            Operation::Hold => ("/v1/holds", number),
            Operation::Capture => {
                let route = format!("/v1/holds/{}/capture", self.id_of(number - HOLD_TO_CAPTURE));
                let body = format_args!(r#"{{"amount":{amount},"final":true}}"#);
                return self.write_command(&route, number, body, out, scratch);
            }
            Operation::Reversal => {
                let route = format!("/v1/transactions/{}/reversals", self.id_of(number - SPEND_TO_REVERSAL));
                return self.write_command(&route, number, format_args!(r#"{{"amount":{amount}}}"#), out, scratch);
            }
            Operation::Balance => return self.write_get(&self.wallet_path(wallet), out),
            Operation::Entries => return self.write_get(&format!("{}/entries", self.wallet_path(wallet)), out),
        };
        let owner = Owner(wallet);
        let body = format_args!(r#"{{"owner":"{owner}","asset":"{}","amount":{amount}}}"#, self.asset);
        self.write_command(route, number, body, out, scratch);
    }

    /// Writes a command under the key of that number.
    fn write_command(
        &self,
        route: &str,
        number: u64,
        body: std::fmt::Arguments<'_>,
        out: &mut Vec<u8>,
        scratch: &mut Vec<u8>,
    ) {
        scratch.clear();
        put(scratch, body);
        let key = format_args!("Idempotency-Key: {}-{number}\r\n", self.run);
        self.write_head(route, key, scratch.len(), out);
        out.extend_from_slice(scratch);
    }

    /// Writes a batch of the commands of those numbers.
    pub(crate) fn write_batch(&self, numbers: impl Iterator<Item = u64>, out: &mut Vec<u8>, scratch: &mut Vec<u8>) {
        let commands = numbers.map(|number| {
            let Item { operation, wallet, amount } = self.item(number);
            (operation.name(), Key::Run(&self.run, number), wallet, amount)
        });
        self.write_commands(commands, out, scratch);
    }

    /// Writes the opening balances of those players, under keys that are the same in every run.
    pub(crate) fn write_grants(&self, wallets: Range<u32>, amount: i64, out: &mut Vec<u8>) {
        let commands = wallets.map(|wallet| ("bonus", Key::Opening(&self.asset), wallet, amount));
        self.write_commands(commands, out, &mut Vec::new());
    }

    fn write_commands<'a>(
        &self,
        commands: impl Iterator<Item = (&'static str, Key<'a>, u32, i64)>,
        out: &mut Vec<u8>,
        scratch: &mut Vec<u8>,
    ) {
        scratch.clear();
        scratch.extend_from_slice(br#"{"commands":["#);
        for (index, (flow, key, wallet, amount)) in commands.enumerate() {
            let comma = if index == 0 { "" } else { "," };
            put(
                scratch,
                format_args!(
                    r#"{comma}{{"flow":"{flow}","idempotency_key":"{key}","owner":"{}","asset":"{}","amount":{amount}}}"#,
                    Owner(wallet),
                    self.asset
                ),
            );
        }
        scratch.extend_from_slice(b"]}");
        self.write_head("/v1/batches", format_args!(""), scratch.len(), out);
        out.extend_from_slice(scratch);
    }

    /// Writes a request that opens those players' wallets at once.
    pub(crate) fn write_openings(&self, wallets: Range<u32>, out: &mut Vec<u8>) {
        let wallets: Vec<String> =
            wallets.map(|wallet| format!(r#"{{"owner":"{}","asset":"{}"}}"#, Owner(wallet), self.asset)).collect();
        self.write_post("/v1/wallets", "", &format!(r#"{{"wallets":[{}]}}"#, wallets.join(",")), out);
    }

    pub(crate) fn write_post(&self, path: &str, headers: &str, body: &str, out: &mut Vec<u8>) {
        self.write_head(path, format_args!("{headers}"), body.len(), out);
        out.extend_from_slice(body.as_bytes());
    }

    pub(crate) fn write_get(&self, path: &str, out: &mut Vec<u8>) {
        put(out, format_args!("GET {path} HTTP/1.1\r\n{}\r\n\r\n", self.headers));
    }

    pub(crate) fn write_open(&self, wallet: u32, out: &mut Vec<u8>) {
        let path = self.wallet_path(wallet);
        put(out, format_args!("PUT {path} HTTP/1.1\r\n{}\r\nContent-Length: 0\r\n\r\n", self.headers));
    }

    pub(crate) fn wallet_path(&self, wallet: u32) -> String {
        format!("/v1/wallets/{}/{}", Owner(wallet), self.asset)
    }

    fn write_head(&self, path: &str, headers: std::fmt::Arguments<'_>, length: usize, out: &mut Vec<u8>) {
        let every = &self.headers;
        put(
            out,
            format_args!(
                "POST {path} HTTP/1.1\r\n{every}\r\nContent-Type: application/json\r\n\
                 {headers}Content-Length: {length}\r\n\r\n"
            ),
        );
    }
}

enum Key<'a> {
    Run(&'a str, u64),
    Opening(&'a str),
}

impl std::fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Run(run, number) => write!(f, "{run}-{number}"),
            Self::Opening(asset) => write!(f, "{OPENING_KEY}{asset}"),
        }
    }
}

/// A player's name.
pub(crate) struct Owner(pub(crate) u32);

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "bench_{:07}", self.0)
    }
}

fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a vector takes all that is written to it");
}

/// Makes numbers that follow each other unlike each other (the finisher of SplitMix64).
fn mixed(mut number: u64) -> u64 {
    number = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
