//! The suite's command line; `cargo xtask faults` builds the programs and runs it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to the person who runs it")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use wallet_faults::{Extent, Failure, Kind, Store, Suite, Tally};

/// Breaks real servers under load, round after round, and accounts for everything that clients were told.
#[derive(Parser)]
#[command(name = "cargo xtask faults")]
struct Arguments {
    /// What is broken, or all of it: server, postgres-stop, postgres-kill, both, cut-before, cut-during, cut-after,
    /// stall, trickle, pool, file-limit, disk (as root), clock, failover, frozen, replay-after-crash, standby-gone, nodes, webhooks, pair
    #[arg(long, value_parser = parse_kind)]
    kind: Option<Kind>,
    /// sqlite or postgres; without it both, where the kind allows
    #[arg(long, value_parser = parse_store)]
    store: Option<Store>,
    /// How many rounds; of webhooks each is a kill, of pair each has 500 keys and 640 opposing transfers a server
    #[arg(long, default_value_t = 10)]
    rounds: u64,
    /// Decides what is asked for, and when and how the strikes come; without it a fresh one
    #[arg(long)]
    seed: Option<u64>,
    /// How many clients there are at a time
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=64))]
    clients: u64,
    /// No round of a kind begins later than so many seconds after its first
    #[arg(long)]
    seconds: Option<u64>,
    /// The coordinator of a Citus cluster that is there, for the kinds nodes and pair; without it nodes is left out
    #[arg(long, value_name = "URL")]
    cluster: Option<String>,
    /// The wallet program
    #[arg(long, env = "WALLET_BIN")]
    wallet: PathBuf,
}

fn parse_kind(name: &str) -> Result<Kind, String> {
    Kind::ALL.iter().copied().find(|kind| kind.name() == name).ok_or_else(|| "there is no such kind".to_owned())
}

fn parse_store(name: &str) -> Result<Store, String> {
    let stores = [Store::Sqlite, Store::Postgres];
    stores.into_iter().find(|store| store.name() == name).ok_or_else(|| "sqlite or postgres".to_owned())
}

/// A line of the table at the end.
struct Line {
    what: String,
    tally: Tally,
    seconds: f64,
}

fn main() -> ExitCode {
    wallet_faults::receive_if_asked();
    let arguments = Arguments::parse();
    let mut lines = Vec::new();
    let done = run_all(&arguments, &mut lines);
    print_table(&lines);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run_all(arguments: &Arguments, lines: &mut Vec<Line>) -> Result<(), Failure> {
    let Arguments { rounds, clients, seconds, .. } = *arguments;
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..1_000_000));
    let extent = Extent { rounds, seed, clients, seconds };
    let mut suite = Suite::new(arguments.wallet.clone(), arguments.cluster.clone());
    println!("seed {seed}");
    let has_cluster = |kind: Kind| kind != Kind::Nodes || arguments.kind.is_some() || arguments.cluster.is_some();
    let kinds = Kind::ALL.iter().filter(|kind| arguments.kind.is_none_or(|wanted| wanted == **kind));
    for &kind in kinds.filter(|kind| has_cluster(**kind)) {
        for &store in kind.stores().iter().filter(|store| arguments.store.is_none_or(|wanted| wanted == **store)) {
            let name = format!("{} {}", kind.name(), store.name());
            let show = |line: &str| println!("{name}: {line}");
            let began = Instant::now();
            if kind == Kind::Pair {
                let tally = suite.run_pair(extent, &show)?;
                println!("{name}: {tally}; {:.0} s", began.elapsed().as_secs_f64());
                continue;
            }
            if kind == Kind::Webhooks {
                let tally = suite.run_hooks(store, extent, &show)?;
                println!("{name}: {tally}; {:.0} s", began.elapsed().as_secs_f64());
                continue;
            }
            let tally = suite.run(kind, store, extent, &show)?;
            lines.push(Line { what: name, tally, seconds: began.elapsed().as_secs_f64() });
        }
    }
    Ok(())
}

fn print_table(lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    println!(
        "\n{:<24}{:>7}{:>9}{:>9}{:>9}{:>8}{:>8}{:>7}{:>7}{:>9}{:>9}{:>8}",
        "what",
        "rounds",
        "sent",
        "posted",
        "refused",
        "errors",
        "silent",
        "open",
        "there",
        "repeated",
        "slowest",
        "took"
    );
    let mut all = Tally::default();
    let mut seconds = 0.0;
    for Line { what, tally, seconds: took } in lines {
        print_line(what, tally, *took);
        all.add(tally);
        seconds += took;
    }
    print_line("together", &all, seconds);
    println!("errors by code: {:?}", all.codes);
}

fn print_line(what: &str, tally: &Tally, took: f64) {
    let Tally { rounds, sent, posted, refused, errors, unanswered, open, found, replayed, slowest, .. } = tally;
    println!(
        "{what:<24}{rounds:>7}{sent:>9}{posted:>9}{refused:>9}{errors:>8}{unanswered:>8}{open:>7}{found:>7}\
         {replayed:>9}{:>8.2}s{took:>7.0}s",
        slowest.as_secs_f64()
    );
}
