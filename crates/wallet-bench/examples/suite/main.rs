//! `cargo xtask bench`: the standard set of measurements, written into `docs/benchmarks.md`. It is no part of `wallet bench`,
//! which it runs as the load generator.
//!
//! Every server is the release binary on a port and a store of its own; the rounds of a section go through all its
//! contenders in turn, so that noise hits all alike; figures are medians. A section is written once every store of
//! it has passed `wallet verify`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to the person who runs it")]

mod citus;
mod contest;
mod events;
mod figures;
mod growth;
mod lanes;
mod lifecycle;
mod load;
mod memory;
mod options;
mod page;
mod pages;
mod reads;
mod rollups;
mod sections;
mod server;
mod verify;
mod watched;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use harness::cluster::{Cluster, Purpose};
use harness::process::{named_or_built, wallet_at};
use harness::run::{self, Failure};

use options::Options;
use server::Server;

/// What all sections need.
struct Bench {
    options: Options,
    wallet: PathBuf,
    cluster: Cluster,
    /// Holds the embedded stores and the servers' logs.
    scratch: PathBuf,
}

/// A store that a server is to keep, by its URL.
#[derive(Clone)]
struct Store {
    name: String,
    url: String,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Measures what is asked for and writes it into the page.
fn run(arguments: &[&str]) -> Result<(), Failure> {
    let options = Options::parse(arguments)?;
    let places: Vec<&str> = sections::ALL.iter().map(|section| section.place).collect();
    page::check(&[&places[..], &["conditions"]].concat())?;
    let wallet = named_or_built("release")?;
    let settings = match &options.cluster {
        Some(coordinator) => citus::settings_of(coordinator)?,
        None => Vec::new(),
    };
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let cluster = Cluster::start_with(Purpose::Benchmarks, &settings)?;
    // Inside of the cluster's folder, so it goes when that goes.
    let scratch = cluster.folder().join("scratch");
    std::fs::create_dir(&scratch)?;
    let bench = Bench { options, wallet, cluster, scratch };
    if bench.options.cluster.is_none() {
        page::put("conditions", &format!("{}\n\n{}", bench.provenance()?, bench.conditions()?))?;
    }
    for section in sections::ALL.iter().filter(|section| bench.options.includes(section.letter)) {
        println!("==> {} {}", section.letter, section.place);
        let measured = (section.measure)(&bench)?;
        page::put(section.place, &format!("{}\n\n{measured}", bench.provenance()?))?;
    }
    println!("docs/benchmarks.md is written");
    Ok(())
}

impl Bench {
    /// A `wallet` command free of whatever settings the caller's environment has.
    fn wallet(&self, store: &Store, arguments: &[&str]) -> Command {
        // Away from any wallet.toml.
        let mut command = wallet_at(&self.wallet, &self.scratch, arguments);
        command.env("DATABASE_URL", &store.url);
        command
    }

    /// A store that nobody has touched yet; an embedded one is made by whoever opens it first.
    fn bare(&self, name: &str, kind: Kind) -> Result<Store, Failure> {
        let url = match kind {
            Kind::Postgres => {
                self.cluster.create_database(name)?;
                self.cluster.url(name)
            }
            Kind::Sqlite => format!("sqlite:{}", self.scratch.join(format!("{name}.db")).display()),
        };
        Ok(Store { name: name.to_owned(), url })
    }

    /// A store with its tables and the demo.
    fn store(&self, name: &str, kind: Kind) -> Result<Store, Failure> {
        let store = self.bare(name, kind)?;
        run::read(&mut self.wallet(&store, &["migrate"]))?;
        run::read(&mut self.wallet(&store, &["seed"]))?;
        Ok(store)
    }

    fn serve(&self, store: &Store, settings: &[(&str, &str)]) -> Result<Server, Failure> {
        self.serve_as(&store.name, store, settings)
    }

    /// A server with a log of that name: one store may have several.
    fn serve_as(&self, name: &str, store: &Store, settings: &[(&str, &str)]) -> Result<Server, Failure> {
        let mut command = self.wallet(store, &["serve", "--port", "0"]);
        command.envs(settings.iter().copied());
        Server::start(&command, &self.scratch.join(format!("{name}.log")))
    }

    fn verify(&self, store: &Store) -> Result<(), Failure> {
        verify::watched(self, store).map(drop)
    }

    /// Transactions a second that pgbench makes, after a warm-up.
    fn pgbench(&self, database: &str, arguments: &[&str]) -> Result<f64, Failure> {
        self.pgbench_run(database, arguments, self.options.warmup_s)?;
        self.pgbench_run(database, arguments, self.options.seconds)
    }

    fn pgbench_run(&self, database: &str, arguments: &[&str], seconds: u64) -> Result<f64, Failure> {
        self.pgbench_once(database, &[arguments, &["-T", &seconds.to_string()]].concat())
    }

    fn pgbench_once(&self, database: &str, arguments: &[&str]) -> Result<f64, Failure> {
        let mut pgbench = self.cluster.client("pgbench", database)?;
        let printed = run::read(pgbench.arg("-n").args(arguments))?;
        tps(&printed).ok_or_else(|| Failure::new(format!("pgbench printed no rate:\n{printed}")))
    }

    fn provenance(&self) -> Result<String, Failure> {
        let mut git = run::program("git")?;
        let commit = run::read(git.args(["rev-parse", "--short=12", "HEAD"]))?;
        let dirty = ["status", "--porcelain", "--", ".", ":!docs/benchmarks.md"];
        let changed = if run::read(run::program("git")?.args(dirty))?.is_empty() { "" } else { " with changes" };
        let date = run::read(Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]))?;
        let Options { rounds, seconds, warmup_s, .. } = &self.options;
        Ok(format!("{date}, commit {commit}{changed}: {rounds} rounds of {seconds} s after {warmup_s} s of warm-up."))
    }

    fn conditions(&self) -> Result<String, Failure> {
        let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let mut table = page::Table::new(["condition", "value"]);
        let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
        row("cores", std::thread::available_parallelism()?.to_string());
        row("CPU", model.map_or("unknown", |(_, model)| model).to_owned());
        row("kernel", run::read(Command::new("uname").arg("-sr"))?);
        for setting in [
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "shared_buffers",
            "max_wal_size",
            "checkpoint_timeout",
            "wal_compression",
            "max_connections",
        ] {
            let show = format!("SHOW {setting}");
            row(setting, run::read(self.cluster.client("psql", "postgres")?.args(["-qAtc", &show]))?);
        }
        Ok(table.render())
    }
}

/// Which store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Postgres,
    Sqlite,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }

    /// As part of a database's name.
    fn word(self) -> &'static str {
        match self {
            Self::Postgres => "pg",
            Self::Sqlite => "lite",
        }
    }
}

/// The rate in what pgbench prints.
fn tps(printed: &str) -> Option<f64> {
    printed.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_pgbench_is_read() {
        let printed = "latency average = 3.2 ms\ntps = 1234.5 (without initial connection time)\n";
        assert_eq!(tps(printed), Some(1234.5));
        assert_eq!(tps("pgbench: error"), None);
    }
}
