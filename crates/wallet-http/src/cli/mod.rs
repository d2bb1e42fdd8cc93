//! The command line of `wallet`: a command a file, and what commands share.
//!
//! `filter` has the options that choose transactions, `progress` the line that shows how far a command is, `table` columns
//! for people.
//!
//! Exit codes: 0 done; 1 failed, or `verify` found something; 2 the arguments or the settings are wrong.

mod alerts;
mod backup;
mod bench;
mod copy;
mod demo;
mod distribute;
mod events;
mod export;
mod filter;
pub(crate) mod head;
mod health;
mod import;
pub(crate) mod keys;
mod migrate;
mod openapi;
mod progress;
pub(crate) mod prove;
mod reverse;
mod rollups;
pub(crate) mod seed;
mod serve;
mod table;
mod transactions;
mod verify;
mod webhooks;

use std::ffi::OsString;
use std::future::Future;
use std::io::Write;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};
use wallet_domain::{Name, Origin};

use crate::config::{InvalidSettings, Settings, strange_variables};
use crate::store::{self, OpenError, StoreUrl};
use crate::telemetry;

const EXAMPLES: &str = "\
Examples:
  wallet                                         serve the demo on http://127.0.0.1:3000, data in data/wallet.db
  wallet serve --port 8080 --no-seed             another port, an empty store
  wallet --database-url postgres://app@db/wallet migrate
  DATABASE_URL=postgres://app@db/wallet wallet serve
  wallet keys create --name shop --scopes read,spend
  wallet webhooks create --url https://game.example/hook --types 'spend.*'
  wallet --database-url sqlite:data/demo.db demo     ninety days of a small game's economy, to look at
  wallet verify                                  prove the ledger's invariants; exits 1 if one is broken
  wallet backup /backup/wallet.db                copy the embedded store while it is served
  wallet copy --from sqlite:data/wallet.db --to postgres://app@db/wallet
  wallet reverse --job offer-7 --flow bonus --metadata offer=7 --dry-run
  wallet transactions --reference pay_9          every transaction of a payment, whoever's it is
  wallet head > heads.json                       keep it elsewhere: `wallet verify --head heads.json` tells of any change

Every other setting has a key in wallet.toml and a variable, such as queue.batch_max and WALLET__QUEUE__BATCH_MAX;
`wallet serve --help` lists them.

Exit codes: 0 done; 1 failed, or verify found something broken; 2 the arguments or the settings are wrong.";

/// A ledger of credits: double entry, idempotent, over HTTP.
#[derive(Debug, Parser)]
#[command(name = "wallet", version, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Args)]
struct Common {
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE [default: sqlite:data/wallet.db]
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// The file of settings [default: wallet.toml if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the demo page (also what `wallet` alone does)
    Serve(serve::Options),
    /// Bring the store's schema up to date, making the embedded store if it is missing
    Migrate,
    /// Apply a seed file; what is there already stays as it is
    Seed(seed::Options),
    /// Play weeks of a small game's economy into an empty store, so that there is something to look at
    Demo(demo::Options),
    /// Prove the ledger's invariants and print a table of the assets; exits 1 if one is broken
    Verify(verify::Options),
    /// Print the hash of every lane's latest commit, to be kept elsewhere
    #[command(after_help = head::HELP)]
    Head,
    /// Print the proof that a transaction is in the ledger, or check one without the ledger
    Prove(prove::Options),
    /// Copy the embedded store into a file, also while a server writes, and prove the copy
    Backup(backup::Options),
    /// Copy the whole ledger into another store, and prove that both are the same; exits 1 if they are not
    Copy(copy::Options),
    /// Spread the ledger over the workers of a Citus cluster, and prove it; exits 1 if it is not in order
    Distribute(distribute::Options),
    /// Book the balances of another system, from a CSV file of owner, asset and balance; exits 1 if one is refused
    Import(import::Options),
    /// Take every transaction of one cause back, with a row for each; exits 1 if one is refused
    Reverse(reverse::Options),
    /// Print every transaction that fits, posted or refused, as CSV or JSON
    Transactions(transactions::Options),
    /// Write all transactions, entries or wallets that fit into a file, and go on with one that was cut off
    Export(export::Options),
    /// Print everything that happened as lines of JSON, and go on as more happens
    Events(events::Options),
    /// Show how far the figures of days are, or fold them anew
    Rollups(rollups::Options),
    /// Make, list and revoke API keys, also beside a running server
    Keys(keys::Options),
    /// Make, show, pause, ping, replay and delete webhooks, also beside a running server
    Webhooks(webhooks::Options),
    /// Say which balances webhooks are told of when they cross a line
    Alerts(alerts::Options),
    /// Print the OpenAPI document of the HTTP interface
    Openapi,
    /// Ask a running server whether it is ready; exits 1 if it is not
    Health(health::Options),
    /// Load-test a running server, and check its ledger afterwards; exits 1 if that is off
    Bench(bench::Options),
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One line for programs
    Json,
}

/// Why a command failed.
#[derive(Debug)]
enum Failure {
    /// The settings are wrong.
    Settings(InvalidSettings),
    /// The command failed, for this reason.
    Failed(String),
    /// The command did its work and has printed a bad result.
    Told,
}

impl From<InvalidSettings> for Failure {
    fn from(error: InvalidSettings) -> Self {
        Self::Settings(error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    match run(arguments(std::env::args_os())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Settings(error)) => {
            complain(&error.to_string());
            ExitCode::from(2)
        }
        Err(Failure::Failed(reason)) => {
            complain(&reason);
            ExitCode::FAILURE
        }
        Err(Failure::Told) => ExitCode::FAILURE,
    }
}

/// The parsed command line. Ends the process if it is wrong, with a complaint that needs no knowledge of Rust.
fn arguments(all: impl Iterator<Item = OsString>) -> Cli {
    Cli::try_parse_from(all).unwrap_or_else(|error| {
        if error.kind() != ErrorKind::ValueValidation {
            error.exit();
        }
        let text = error.to_string().replace("invalid digit found in string", "it must be a whole number");
        let text = text.replace("cannot parse integer from empty string", "it must be a whole number");
        let text = text.replace("number too large to fit in target type", "it is too large");
        let _ = write!(std::io::stderr().lock(), "{text}");
        std::process::exit(2)
    })
}

fn run(cli: Cli) -> Result<(), Failure> {
    let Some(command) = cli.command else {
        let serve = std::env::args_os().chain([OsString::from("serve")]);
        return run(arguments(serve));
    };
    match &command {
        Command::Openapi => return openapi::run(),
        Command::Health(options) => return health::run(options, cli.common.config),
        Command::Bench(options) => return bench::run(options),
        Command::Prove(options) if options.check()? => return Ok(()),
        Command::Serve(_)
        | Command::Migrate
        | Command::Seed(_)
        | Command::Demo(_)
        | Command::Verify(_)
        | Command::Head
        | Command::Prove(_)
        | Command::Backup(_)
        | Command::Copy(_)
        | Command::Distribute(_)
        | Command::Import(_)
        | Command::Reverse(_)
        | Command::Transactions(_)
        | Command::Export(_)
        | Command::Events(_)
        | Command::Rollups(_)
        | Command::Keys(_)
        | Command::Webhooks(_)
        | Command::Alerts(_) => {}
    }
    let mut settings = Settings::load(cli.common.config.as_deref())?;
    if matches!(command, Command::Serve(_)) {
        // Before anything else can fail, so that failures come in the log's format.
        telemetry::start_log(&settings.log)?;
    }
    if let Some(url) = cli.common.database_url {
        settings.store.url = url;
    }
    if let Command::Serve(options) = &command {
        options.apply_to(&mut settings)?;
    }
    settings.check()?;
    let url = StoreUrl::parse(&settings.store.url)?;
    store::read_url(&url, &settings)?;
    for sentence in strange_variables(std::env::vars_os()) {
        match command {
            Command::Serve(_) => tracing::warn!("{sentence}"),
            _ => note(&sentence),
        }
    }
    match command {
        Command::Serve(options) => serve::run(&options, &settings, &url),
        Command::Migrate => block_on(Box::pin(migrate::run(&settings, &url))),
        Command::Seed(options) => block_on(Box::pin(seed::run(&options, &settings, &url))),
        Command::Demo(options) => block_on(Box::pin(demo::run(&options, &settings, &url))),
        Command::Verify(options) => block_on(Box::pin(verify::run(&options, &settings, &url))),
        Command::Head => block_on(Box::pin(head::run(&settings, &url))),
        Command::Prove(options) => block_on(Box::pin(prove::run(&options, &settings, &url))),
        Command::Backup(options) => block_on(Box::pin(backup::run(&options, &settings, &url))),
        Command::Copy(options) => block_on(Box::pin(copy::run(&options, &settings))),
        Command::Distribute(options) => block_on(Box::pin(distribute::run(&options, &settings, &url))),
        Command::Import(options) => block_on(Box::pin(import::run(&options, &settings, &url))),
        Command::Reverse(options) => block_on(Box::pin(reverse::run(&options, &settings, &url))),
        Command::Transactions(options) => block_on(Box::pin(transactions::run(&options, &settings, &url))),
        Command::Export(options) => block_on(Box::pin(export::run(&options, &settings, &url))),
        Command::Events(options) => block_on(Box::pin(events::run(&options, &settings, &url))),
        Command::Rollups(options) => block_on(Box::pin(rollups::run(&options, &settings, &url))),
        Command::Keys(options) => block_on(Box::pin(keys::run(&options, &settings, &url))),
        Command::Webhooks(options) => block_on(Box::pin(webhooks::run(&options, &settings, &url))),
        Command::Alerts(options) => block_on(Box::pin(alerts::run(&options, &settings, &url))),
        Command::Openapi | Command::Health(_) | Command::Bench(_) => {
            unreachable!("these need no settings and have run")
        }
    }
}

/// The runtime of stores and the commit queue. It has many threads, unlike those of the HTTP workers.
fn store_runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("wallet-store")
        .build()
        .map_err(|error| Failure::Failed(format!("no threads could be started: {error}")))
}

/// Boxed: the runtime is compiled once for all commands, not once for each.
fn block_on(command: Pin<Box<dyn Future<Output = Result<(), Failure>> + '_>>) -> Result<(), Failure> {
    store_runtime()?.block_on(command)
}

/// Prints a line on standard output. A reader that stops reading is no failure: `wallet openapi | head`.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// The origin of this command's transactions: `cli` and the user's name in the environment.
fn user() -> Arc<Origin> {
    Origin::named(&user_name())
}

/// `cli:` and the user's name in the environment.
fn user_name() -> Name {
    let name = ["SUDO_USER", "USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let named = name.and_then(|user| Name::new(&format!("cli:{user}")).ok());
    named.unwrap_or_else(|| Name::new("cli").expect("it is short"))
}

/// Prints a line on standard error, which programs that read standard output do not see.
fn note(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints the reason of a failure as one line on standard error, or in the log if that is JSON.
fn complain(reason: &str) {
    let reason = reason.split_whitespace().collect::<Vec<&str>>().join(" ");
    if telemetry::writes_json() && tracing::enabled!(tracing::Level::ERROR) {
        tracing::error!("{reason}");
    } else {
        let _ = writeln!(std::io::stderr().lock(), "wallet: {reason}");
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Cli::command().debug_assert();
    }
}
