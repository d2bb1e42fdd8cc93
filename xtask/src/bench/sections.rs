//! The sections of the standard set.

use std::path::Path;

use super::figures::{Spread, median, millis, ratio};
use super::load::{Latency, Load};
use super::page::Table;
use super::server::Server;
use super::{Bench, Kind, Store};
use crate::run::{self, Failure};

/// A part of the set with a place of its own on the page.
pub(super) struct Section {
    pub(super) letter: &'static str,
    pub(super) place: &'static str,
    pub(super) measure: fn(&Bench) -> Result<String, Failure>,
}

pub(super) const ALL: [Section; 3] = [
    Section { letter: "A", place: "singles", measure: singles },
    Section { letter: "B", place: "batches", measure: batches },
    Section { letter: "E", place: "open loop", measure: open_loop },
];

/// Wallets that the loads move credits of.
const WALLETS: u64 = 10_000;
/// pgbench's own threads.
const PGBENCH_64: [&str; 4] = ["-c", "64", "-j", "2"];

/// One round's result; pgbench tells no quantiles.
struct Sample {
    rate: f64,
    latency: Option<Latency>,
}

type Work<'a> = Box<dyn Fn(usize) -> Result<Sample, Failure> + 'a>;

struct Contender<'a> {
    name: String,
    work: Work<'a>,
    samples: Vec<Sample>,
}

impl<'a> Contender<'a> {
    fn new(name: impl Into<String>, work: impl Fn(usize) -> Result<Sample, Failure> + 'a) -> Self {
        Self { name: name.into(), work: Box::new(work), samples: Vec::new() }
    }

    fn rate(&self) -> Spread {
        Spread::of(self.samples.iter().map(|sample| sample.rate)).expect("there is at least one round")
    }

    fn latency(&self, of: impl Fn(&Latency) -> f64) -> String {
        median(self.samples.iter().filter_map(|sample| sample.latency.as_ref().map(&of))).map_or("-".to_owned(), millis)
    }
}

/// Every round goes through all contenders.
fn interleave(bench: &Bench, contenders: &mut [Contender<'_>]) -> Result<(), Failure> {
    for round in 0..bench.options.rounds {
        for contender in &mut *contenders {
            let sample = (contender.work)(round)?;
            println!("    round {}: {}: {:.0} a second", round + 1, contender.name, sample.rate);
            contender.samples.push(sample);
        }
    }
    Ok(())
}

/// The rates beside that of the last contender.
fn compared(contenders: &[Contender<'_>], base: &Contender<'_>) -> String {
    let mut table = Table::new(["contender", "a second (min to max)", "p50", "p99", "ratio"]);
    for contender in contenders {
        let rate = contender.rate();
        table.row([
            contender.name.clone(),
            rate.rates(),
            contender.latency(|latency| latency.p50),
            contender.latency(|latency| latency.p99),
            ratio(rate.median, base.rate().median),
        ]);
    }
    format!("{}\nThe ratio is to \"{}\".", table.render(), base.name)
}

/// A server with its store.
struct Side {
    store: Store,
    server: Server,
}

impl Side {
    fn start(bench: &Bench, name: &str, kind: Kind, settings: &[(&str, &str)], load: &Load) -> Result<Self, Failure> {
        let store = bench.store(name, kind)?;
        let server = bench.serve(&store, settings)?;
        load.prepare(&bench.wallet, &server.url)?;
        Ok(Self { store, server })
    }

    fn run(&self, bench: &Bench, load: &Load) -> Result<Sample, Failure> {
        let report = load.run(&bench.wallet, &self.server.url)?;
        Ok(Sample { rate: report.commands_per_s, latency: Some(report.latency_us) })
    }
}

fn load_of(bench: &Bench, connections: u32) -> Load {
    Load::singles(connections, WALLETS, bench.options.seconds, bench.options.warmup_s)
}

fn file(name: &str) -> Result<String, Failure> {
    Ok(run::root()?.join(Path::new("xtask/bench")).join(name).display().to_string())
}

fn singles(bench: &Bench) -> Result<String, Failure> {
    let load = load_of(bench, 64);
    let one_by_one: &[(&str, &str)] = &[("WALLET__QUEUE__BATCH_MAX", "1")];
    let sides = [
        ("PostgreSQL", Side::start(bench, "singles_pg", Kind::Postgres, &[], &load)?),
        ("SQLite", Side::start(bench, "singles_lite", Kind::Sqlite, &[], &load)?),
        ("PostgreSQL, batch_max 1", Side::start(bench, "singles_pg_1", Kind::Postgres, one_by_one, &load)?),
        ("SQLite, batch_max 1", Side::start(bench, "singles_lite_1", Kind::Sqlite, one_by_one, &load)?),
    ];
    bench.database("seed_service")?;
    let schema = file("seed_schema.sql")?;
    run::read(bench.cluster.client("psql", "seed_service")?.args(["-q", "-v", "ON_ERROR_STOP=1", "-f", &schema]))?;
    let request = file("seed_request.pgbench.sql")?;
    let seed = [&PGBENCH_64[..], &["-M", "simple", "-f", &request]].concat();
    let mut contenders: Vec<Contender<'_>> =
        sides.iter().map(|(name, side)| Contender::new(*name, |_| side.run(bench, &load))).collect();
    contenders.push(Contender::new("pgbench with the seed service's SQL", |_| {
        Ok(Sample { rate: bench.pgbench("seed_service", &seed)?, latency: None })
    }));
    interleave(bench, &mut contenders)?;
    let at_64 = compared(&contenders, contenders.last().expect("pgbench is the last"));
    let loads = [1, 16, 256, 1024].map(|connections| load_of(bench, connections));
    let mut by_connections = Vec::new();
    for load in &loads {
        for (name, side) in &sides[..2] {
            let name = format!("{name}, {} connections", load.connections);
            by_connections.push(Contender::new(name, |_| side.run(bench, load)));
        }
    }
    interleave(bench, &mut by_connections)?;
    let others = compared(&by_connections, &contenders[4]);
    sides.iter().try_for_each(|(_, side)| bench.verify(&side.store))?;
    Ok(format!("64 connections, mixed flows, 10,000 wallets:\n\n{at_64}\n\nOther numbers of connections:\n\n{others}"))
}

fn batches(bench: &Bench) -> Result<String, Failure> {
    let load = Load { batch: Some(1000), ..load_of(bench, 8) };
    let sides = [
        ("PostgreSQL", Side::start(bench, "batches_pg", Kind::Postgres, &[], &load)?),
        ("SQLite", Side::start(bench, "batches_lite", Kind::Sqlite, &[], &load)?),
    ];
    // Its rows stand for no ledger, so this one is not verified.
    let ceiling = bench.store("ceiling", Kind::Postgres)?;
    let script = file("ceiling.pgbench.sql")?;
    let mut contenders: Vec<Contender<'_>> =
        sides.iter().map(|(name, side)| Contender::new(*name, |_| side.run(bench, &load))).collect();
    contenders.push(Contender::new("ceiling: set-based INSERTs by one backend", |round| {
        // Places that no other round takes.
        let begin = format!("batch={}", round * 10_000_000);
        let rate = bench.pgbench_run(
            &ceiling.name,
            &["-c", "1", "-M", "prepared", "-f", &script, "-D", &begin],
            bench.options.seconds,
        )?;
        Ok(Sample { rate: rate * 1000.0, latency: None })
    }));
    interleave(bench, &mut contenders)?;
    let table = compared(&contenders, contenders.last().expect("the ceiling is the last"));
    sides.iter().try_for_each(|(_, side)| bench.verify(&side.store))?;
    Ok(format!("`POST /v1/batches` of 1,000 commands over 8 connections; commands a second:\n\n{table}"))
}

fn open_loop(bench: &Bench) -> Result<String, Failure> {
    let closed = load_of(bench, 64);
    let sides = [
        ("PostgreSQL", Side::start(bench, "open_pg", Kind::Postgres, &[], &closed)?),
        ("SQLite", Side::start(bench, "open_lite", Kind::Sqlite, &[], &closed)?),
    ];
    let mut contenders = Vec::new();
    for (name, side) in &sides {
        let rate = side.run(bench, &closed)?.rate / 2.0;
        let load = Load { rate: Some(rate), ..closed.clone() };
        contenders.push(Contender::new(format!("{name}, {rate:.0} asked for"), move |_| side.run(bench, &load)));
    }
    interleave(bench, &mut contenders)?;
    let mut table = Table::new(["store", "a second (min to max)", "p50", "p99", "p99.9", "max"]);
    for contender in &contenders {
        table.row([
            contender.name.clone(),
            contender.rate().rates(),
            contender.latency(|latency| latency.p50),
            contender.latency(|latency| latency.p99),
            contender.latency(|latency| latency.p999),
            contender.latency(|latency| latency.max),
        ]);
    }
    sides.iter().try_for_each(|(_, side)| bench.verify(&side.store))?;
    Ok(format!("Single requests at half of the rate that 64 connections reached:\n\n{}", table.render()))
}
