//! `wallet bench`: load-tests a running server, then checks its ledger against what was acknowledged.

use clap::{Args, ValueEnum};
use wallet_bench::{ApiKey, BenchError, Mix, Mode, Spread};

use super::{Failure, Format, say};
use crate::config::InvalidSettings;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet bench                                          64 connections for 10 seconds on http://127.0.0.1:3000
  wallet bench --mix spend=1 --spread hot               spends from one wallet
  wallet bench --rate 2000 --seconds 60                 2000 requests a second, latency counted from when each was due
  wallet bench --batch 1000 --transactions 10000000     ten million commands, a thousand a request
  wallet bench --mix balance=9,spend=1 --wallets 1000000
  wallet bench --mix lifecycle --seconds 600            holds, captures, reversals, replays and reads; flat for ten minutes
  wallet bench --prepare-only --wallets 1000000
  wallet verify                                         afterwards: proves the whole ledger's invariants

The players are bench_0000001 and so on, with an asset of their own unless --asset names another.

The mix lifecycle tops a player up, spends, sends the spend again under its key, holds, captures a half and lets the rest
go, takes a half of the spend back, and reads the wallet and its entries, in turn over one connection. Whatever the mix, the
rate is told every ten seconds.

requests are those answered, whatever the answer; commands are those posted; outcomes count commands and reads by the
problem's code, `timeout`, `connection_lost`, ... Commands without an outcome are sent again under their keys after the
run. Then every balance (an even sample of more than 10,000) and the totals must have changed by exactly what was
acknowledged, or the exit code is 1. If others move credits of the asset meanwhile that cannot be: --no-check.

A connection costs a file here and one in the server: for more than about 1,000, raise `ulimit -n` for both.")]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Options {
    /// The server, as http://HOST:PORT
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    url: String,
    /// How many connections; each sends its next request when the one before is answered
    #[arg(long, value_name = "N", default_value_t = 64)]
    connections: usize,
    /// Open loop: so many requests a second over the connections, due at fixed times whatever the server does
    #[arg(long, value_name = "R")]
    rate: Option<u32>,
    /// How many threads send and receive; they share the cores with a server on this machine
    #[arg(long, value_name = "N", default_value_t = 1)]
    threads: usize,
    /// Shares of top_up, bonus, spend, balance and entries; or lifecycle
    #[arg(long, default_value = "top_up=1,bonus=1,spend=2")]
    mix: String,
    /// Send batches of so many commands, each with a key of its own
    #[arg(long, value_name = "SIZE")]
    batch: Option<usize>,
    /// The asset, which is made if it is missing
    #[arg(long, value_name = "CODE", default_value = "BENCH_CREDITS")]
    asset: String,
    /// How many players
    #[arg(long, value_name = "N", default_value_t = 1000)]
    wallets: u32,
    /// Which players the requests go to
    #[arg(long, value_enum, default_value_t = SpreadName::Uniform)]
    spread: SpreadName,
    /// With --spread hot: the share of requests, of a hundred, that goes to the first player
    #[arg(long, value_name = "PERCENT", default_value_t = 100)]
    hot_share: u32,
    /// How long to send [default: 10, or without end if --transactions is given]
    #[arg(long, value_name = "S")]
    seconds: Option<u64>,
    /// How long to send before anything is measured
    #[arg(long, value_name = "W", default_value_t = 0)]
    warmup_s: u64,
    /// Stop after so many commands, those of the warm-up included
    #[arg(long, value_name = "N")]
    transactions: Option<u64>,
    /// How long an answer may take
    #[arg(long, value_name = "S", default_value_t = 30)]
    timeout_s: u64,
    /// Make what is missing of asset, supply, wallets and opening balances (the default)
    #[arg(long, overrides_with = "no_prepare")]
    prepare: bool,
    /// Trust that all this is there
    #[arg(long)]
    no_prepare: bool,
    /// Make it and do nothing else
    #[arg(long, conflicts_with = "no_prepare")]
    prepare_only: bool,
    /// Do not check the ledger afterwards
    #[arg(long)]
    no_check: bool,
    /// Say nothing of the progress on standard error
    #[arg(long)]
    quiet: bool,
    /// The API key to send, if the server asks for one: all scopes for a new asset, else those of the mix and operate
    #[arg(long, env = "WALLET_API_KEY", hide_env_values = true, value_name = "KEY")]
    api_key: Option<ApiKey>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SpreadName {
    /// All alike
    Uniform,
    /// One player, or --hot-share of the requests to one
    Hot,
}

impl From<BenchError> for Failure {
    fn from(error: BenchError) -> Self {
        match error {
            BenchError::Options(sentence) => Self::Settings(InvalidSettings::new(sentence)),
            BenchError::Failed(sentence) => Self::Failed(sentence),
        }
    }
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let Some(report) = wallet_bench::run(&options.parse()?)? else {
        say(&format!("{} has {} wallets of {}", options.url, options.wallets, options.asset));
        return Ok(());
    };
    match options.format {
        Format::Table => say(&report.to_table()),
        Format::Json => say(&report.to_json()),
    }
    if report.is_off() { Err(Failure::Told) } else { Ok(()) }
}

impl Options {
    fn parse(&self) -> Result<wallet_bench::Options, BenchError> {
        Ok(wallet_bench::Options {
            url: self.url.clone(),
            mode: self.rate.map_or(Mode::Closed, Mode::Open),
            connections: self.connections,
            threads: self.threads,
            mix: self.mix.parse::<Mix>()?,
            batch: self.batch,
            asset: self.asset.clone(),
            wallets: self.wallets,
            spread: match self.spread {
                SpreadName::Uniform => Spread::Uniform,
                SpreadName::Hot => Spread::Hot(self.hot_share),
            },
            seconds: self.seconds,
            warmup_s: self.warmup_s,
            transactions: self.transactions,
            timeout_s: self.timeout_s,
            prepare: !self.no_prepare,
            prepare_only: self.prepare_only,
            check: !self.no_check,
            quiet: self.quiet,
            api_key: self.api_key.clone(),
        })
    }
}
