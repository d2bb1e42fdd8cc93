//! A seeded simulator: one seed is one run, of random work and of faults, on a store that is compared with the model.
//!
//! ```text
//! seed -> commands, reads, clock, faults, who goes on -> a store -> every answer
//!                                                                        = the model's, field by field
//! ```
//! - **The model** is `MemoryLedger`: it executes the same batches in the order in which the store has committed them.
//! - **Nothing but the seed decides.** The simulator runs on one thread and moves the only clock. On PostgreSQL two
//!   servers have an execution each on their way, and go from one flight to the next when they are told to: a proxy
//!   holds their BEGIN, a hook holds what is between the flights, and who waits for whose lock is asked of the database.
//! - **After each fault** the store's own proof must have no finding, its totals must be the model's, and whatever was
//!   told since the last one must be found again. **At the end** invariants 1 to 6 are proven once more, by reading
//!   everything through the ports.
//!
//! # Where to read on
//! `workload` for what callers ask, `world` for what every run has, `model` for the comparison, `serial` for stores
//! with one batch at a time, `sqlite` and `postgres` for their faults, `reckoning` for the invariants.
//! `docs/testing.md` says how to replay a seed, and what this does not cover.

mod clock;
mod memory;
mod model;
mod postgres;
mod reckoning;
mod serial;
mod sqlite;
mod trace;
mod workload;
mod world;
#[cfg(test)]
mod wrong_tests;

use std::fmt;

use wallet_domain::Lanes;

use memory::Memory;
use model::Verdict;
use sqlite::Sqlite;
pub use trace::Tally;
use world::World;

/// Which store is simulated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Store {
    /// The model itself: shows that the simulator finds nothing where nothing is.
    Memory,
    /// The embedded store, in a temporary folder.
    Sqlite,
    /// PostgreSQL, in a database of its own on the server of that URL.
    Postgres(String),
}

impl Store {
    /// The name on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// A run in which all held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// A hash of all that happened, the same for the same seed.
    pub trace: u64,
    /// How much was done.
    pub tally: Tally,
}

/// A run in which something did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The run's seed.
    pub seed: u64,
    /// How many steps it was to have.
    pub steps: u64,
    /// The step in which it showed.
    pub step: u64,
    /// On which store.
    pub store: &'static str,
    /// What differed.
    pub what: String,
    /// What had happened before, the latest last.
    pub lines: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, steps, step, store, what, lines } = self;
        writeln!(f, "seed {seed} on {store}, step {step}: {what}")?;
        writeln!(f, "what had happened before:")?;
        lines.iter().try_for_each(|line| writeln!(f, "{line}"))?;
        write!(f, "replay it with: cargo xtask sim --seed {seed} --steps {steps} --store {store}")
    }
}

impl std::error::Error for Failure {}

/// Runs a seed on a store.
pub fn run(seed: u64, steps: u64, store: &Store) -> Result<Run, Box<Failure>> {
    run_shown(seed, steps, store, None)
}

/// Runs a seed on a store, and shows each line of the trace as it comes.
pub fn run_shown(seed: u64, steps: u64, store: &Store, show: Option<fn(&str)>) -> Result<Run, Box<Failure>> {
    let lanes = if let Store::Postgres(_) = store { postgres::lanes(seed) } else { Lanes::ONE };
    let world = World::new(seed, lanes, show);
    let mut world = if let Store::Postgres(_) = store { world.without_openings() } else { world };
    let clock = world.clock.clone();
    let verdict = on_one_thread(async {
        match store {
            Store::Memory => serial::run(&mut world, &mut Memory::new(clock), steps).await,
            Store::Sqlite => serial::run(&mut world, &mut Sqlite::new(clock)?, steps).await,
            Store::Postgres(url) => postgres::run(&mut world, url, lanes, steps).await,
        }
    });
    conclude(world, verdict, (seed, steps), store.name())
}

/// A runtime whose only thread is this one.
fn on_one_thread<T>(run: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime without threads can be had").block_on(run)
}

fn conclude(
    world: World,
    verdict: Verdict,
    (seed, steps): (u64, u64),
    store: &'static str,
) -> Result<Run, Box<Failure>> {
    match verdict {
        Ok(()) => Ok(Run { trace: world.trace.hash(), tally: world.tally }),
        Err(what) => {
            let (step, lines) = (world.trace.step(), world.trace.last_lines());
            Err(Box::new(Failure { seed, steps, step, store, what, lines }))
        }
    }
}
