//! The simulator's command line; `cargo xtask sim` builds and runs it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to the person who runs it")]

use std::ops::Range;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use wallet_sim::{Failure, Store, Tally, run_shown};

/// Runs random work and faults on a store, and compares every answer with the model's. The same seed is the same run.
#[derive(Parser)]
#[command(name = "cargo xtask sim")]
struct Arguments {
    /// The seed to run; without it and without --seeds a fresh one, which is printed
    #[arg(long, conflicts_with = "seeds")]
    seed: Option<u64>,
    /// Several seeds, from A up to but without B
    #[arg(long, value_name = "A..B", value_parser = parse_range)]
    seeds: Option<Range<u64>>,
    /// How many steps a run has
    #[arg(long, default_value_t = 300)]
    steps: u64,
    /// The store to simulate
    #[arg(long, value_enum, default_value_t = Name::Memory)]
    store: Name,
    /// Goes on with fresh seeds for so many minutes
    #[arg(long, conflicts_with_all = ["seed", "seeds"])]
    minutes: Option<u64>,
    /// Prints every line of the trace
    #[arg(long)]
    trace: bool,
    /// A PostgreSQL server whose user may create databases; `cargo xtask sim` starts one
    #[arg(long, env = "WALLET_TEST_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Name {
    Memory,
    Sqlite,
    Postgres,
}

fn parse_range(text: &str) -> Result<Range<u64>, String> {
    let bounds = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    bounds.filter(|range: &Range<u64>| !range.is_empty()).ok_or_else(|| "two numbers, such as 1..100".to_owned())
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let store = match (arguments.store, &arguments.database_url) {
        (Name::Memory, _) => Store::Memory,
        (Name::Sqlite, _) => Store::Sqlite,
        (Name::Postgres, Some(url)) => Store::Postgres(url.clone()),
        (Name::Postgres, None) => {
            eprintln!("--store postgres needs --database-url; cargo xtask sim starts a server and gives its own");
            return ExitCode::FAILURE;
        }
    };
    match run_all(&arguments, &store) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            println!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run_all(arguments: &Arguments, store: &Store) -> Result<(), Box<Failure>> {
    let one = |seed| run_one(seed, arguments, store);
    let mut all = Tally::default();
    let mut runs = 0_u64;
    match (arguments.seed, &arguments.seeds, arguments.minutes) {
        (Some(seed), ..) => all.add(&one(seed)?),
        (None, Some(seeds), _) => {
            for seed in seeds.clone() {
                all.add(&one(seed)?);
                runs += 1;
            }
        }
        (None, None, minutes) => {
            let end = Instant::now() + Duration::from_secs(60 * minutes.unwrap_or_default());
            loop {
                all.add(&one(fastrand::u64(..))?);
                runs += 1;
                if Instant::now() >= end {
                    break;
                }
            }
        }
    }
    if runs > 1 {
        println!("{runs} seeds on {}, together:", store.name());
    }
    print!("{all}");
    Ok(())
}

fn run_one(seed: u64, arguments: &Arguments, store: &Store) -> Result<Tally, Box<Failure>> {
    let show: Option<fn(&str)> = if arguments.trace { Some(|line| println!("{line}")) } else { None };
    let Arguments { steps, .. } = arguments;
    let done = run_shown(seed, *steps, store, show)?;
    println!("seed {seed} on {}: {steps} steps, trace {:016x}", store.name(), done.trace);
    Ok(done.tally)
}
