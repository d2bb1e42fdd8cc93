//! The sections of the standard set.

use harness::run::{self, Failure};

use super::contest::{Contender, Sample, Side, batches_of, compared, interleave, singles_of};
use super::figures::ratio;
use super::load::{Amount, Load};
use super::options::{CITUS, EVENTS, GROWTH, LIFECYCLE, ROLLUPS};
use super::page::Table;
use super::{Bench, Kind, citus, events, growth, lanes, lifecycle, memory, reads, rollups};

/// A part of the set with a place of its own on the page.
pub(super) struct Section {
    pub(super) letter: &'static str,
    pub(super) place: &'static str,
    pub(super) measure: fn(&Bench) -> Result<String, Failure>,
}

pub(super) const ALL: [Section; 11] = [
    Section { letter: "A", place: "singles", measure: singles },
    Section { letter: "B", place: "batches", measure: batches },
    Section { letter: "C", place: "lanes", measure: lanes::measure },
    Section { letter: "D", place: "reads", measure: reads::measure },
    Section { letter: "E", place: "open loop", measure: open_loop },
    Section { letter: "F", place: "memory", measure: memory::measure },
    Section { letter: EVENTS, place: "events", measure: events::measure },
    Section { letter: LIFECYCLE, place: "lifecycle", measure: lifecycle::measure },
    Section { letter: ROLLUPS, place: "rollups", measure: rollups::measure },
    Section { letter: GROWTH, place: "growth", measure: growth::measure },
    Section { letter: CITUS, place: "citus", measure: citus::measure },
];

/// The share of a store's rate at which its latency is measured.
const OPEN_LOOP: f64 = 0.6;
/// That rate is measured for so many seconds, however long the latency is.
const CAPACITY_S: u64 = 30;
/// The connections of the open loop: enough that all requests that fall due during a slow commit can be sent, and share the
/// next one.
const OPEN_CONNECTIONS: u32 = 256;
/// PostgreSQL makes a file of its log by writing 16 MiB of zeros, 60 ms in which nothing commits, and later uses its files
/// again. A server that has run for a while has them: as many as `min_wal_size` keeps.
const MAKE_LOG_FILES: &str = "DO $$ BEGIN FOR i IN 1..500 LOOP \
                              PERFORM pg_logical_emit_message(true, 'log', 'file'), pg_switch_wal(); END LOOP; END $$";

/// pgbench's own threads.
pub(super) const PGBENCH_64: [&str; 4] = ["-c", "64", "-j", "2"];

fn file(name: &str) -> Result<String, Failure> {
    Ok(run::root()?.join("crates/wallet-bench/examples/suite").join(name).display().to_string())
}

fn singles(bench: &Bench) -> Result<String, Failure> {
    let load = singles_of(bench, 64);
    let one_by_one: &[(&str, &str)] = &[("WALLET__QUEUE__BATCH_MAX", "1")];
    let sides = [
        ("PostgreSQL", Side::start(bench, "singles_pg", Kind::Postgres, &[], &load)?),
        ("SQLite", Side::start(bench, "singles_lite", Kind::Sqlite, &[], &load)?),
        ("PostgreSQL, batch_max 1", Side::start(bench, "singles_pg_1", Kind::Postgres, one_by_one, &load)?),
        ("SQLite, batch_max 1", Side::start(bench, "singles_lite_1", Kind::Sqlite, one_by_one, &load)?),
    ];
    bench.cluster.create_database("seed_service")?;
    let schema = file("seed_schema.sql")?;
    run::read(bench.cluster.client("psql", "seed_service")?.args(["-q", "-v", "ON_ERROR_STOP=1", "-f", &schema]))?;
    let request = file("seed_request.pgbench.sql")?;
    let seed = [&PGBENCH_64[..], &["-M", "simple", "-f", &request]].concat();
    let mut contenders: Vec<Contender<'_>> =
        sides.iter().map(|(name, side)| side.contender(bench, *name, &load)).collect();
    contenders.push(Contender::new("pgbench with the seed service's SQL", |_| {
        bench.pgbench("seed_service", &seed).map(Sample::of_rate)
    }));
    interleave(bench, &mut contenders)?;
    let at_64 = compared(&contenders, contenders.last().expect("pgbench is the last"));
    let loads = [1, 16, 256, 1024].map(|connections| singles_of(bench, connections));
    let mut by_connections = Vec::new();
    for load in &loads {
        for (name, side) in &sides[..2] {
            let name = format!("{name}, {} connections", load.connections);
            by_connections.push(side.contender(bench, name, load));
        }
    }
    interleave(bench, &mut by_connections)?;
    let others = compared(&by_connections, &contenders[4]);
    sides.iter().try_for_each(|(_, side)| bench.verify(&side.store))?;
    Ok(format!("64 connections, mixed flows, 10,000 wallets:\n\n{at_64}\n\nOther numbers of connections:\n\n{others}"))
}

fn batches(bench: &Bench) -> Result<String, Failure> {
    let load = batches_of(bench);
    let sides = [
        ("PostgreSQL", Side::start(bench, "batches_pg", Kind::Postgres, &[], &load)?),
        ("SQLite", Side::start(bench, "batches_lite", Kind::Sqlite, &[], &load)?),
    ];
    let mut contenders: Vec<Contender<'_>> =
        sides.iter().map(|(name, side)| side.contender(bench, *name, &load)).collect();
    contenders.push(own_ceiling(bench)?);
    contenders.push(lean_ceiling(bench)?);
    interleave(bench, &mut contenders)?;
    let table = compared(&contenders, &contenders[3]);
    let to_own = |side: usize| ratio(contenders[side].rate().median, contenders[2].rate().median);
    sides.iter().try_for_each(|(_, side)| bench.verify(&side.store))?;
    Ok(format!(
        "`POST /v1/batches` of 1,000 commands over 8 connections; commands a second:\n\n{table}\n\n\
         Of the ceiling of its own tables PostgreSQL makes {}, SQLite {}.",
        to_own(0),
        to_own(1)
    ))
}

/// Set-based INSERTs into Wallet's own tables. Its rows stand for no ledger, so this one is not verified.
fn own_ceiling(bench: &Bench) -> Result<Contender<'_>, Failure> {
    let store = bench.store("ceiling", Kind::Postgres)?;
    let script = file("ceiling.pgbench.sql")?;
    Ok(Contender::new("ceiling: Wallet's own tables", move |round| {
        // Places that no other round takes.
        let begin = format!("batch={}", round * 10_000_000);
        let arguments = ["-c", "1", "-M", "prepared", "-f", &script, "-D", &begin];
        let rate = bench.pgbench_run(&store.name, &arguments, bench.options.seconds)?;
        Ok(Sample::of_rate(rate * 1000.0))
    }))
}

/// Set-based INSERTs into the leanest tables of a ledger.
fn lean_ceiling(bench: &Bench) -> Result<Contender<'_>, Failure> {
    let (database, schema, script) = ("lean_ceiling", file("lean_schema.sql")?, file("lean_ceiling.pgbench.sql")?);
    bench.cluster.create_database(database)?;
    let psql = |arguments: &[&str]| {
        let arguments = [&["-q", "-v", "ON_ERROR_STOP=1"], arguments].concat();
        run::read(bench.cluster.client("psql", database)?.args(arguments))
    };
    psql(&["-f", &schema])?;
    Ok(Contender::new("lean ceiling: as few columns and indexes as can be", move |_| {
        psql(&["-c", "TRUNCATE lean_transactions, lean_entries"])?;
        let runs = bench.pgbench_once(database, &["-c", "1", "-t", "1", "-f", &script])?;
        Ok(Sample::of_rate(runs * 200_000.0))
    }))
}

fn open_loop(bench: &Bench) -> Result<String, Failure> {
    let closed = singles_of(bench, 64);
    let capacity = Load { amount: Amount::Seconds(bench.options.seconds.min(CAPACITY_S)), ..closed.clone() };
    let sides = [
        ("PostgreSQL", Side::start(bench, "open_pg", Kind::Postgres, &[], &closed)?),
        ("SQLite", Side::start(bench, "open_lite", Kind::Sqlite, &[], &closed)?),
    ];
    for sql in [MAKE_LOG_FILES, "CHECKPOINT"] {
        run::read(bench.cluster.client("psql", &sides[0].1.store.name)?.args(["-qAtc", sql]))?;
    }
    let mut contenders = Vec::new();
    for (name, side) in &sides {
        let rate = side.run(bench, &capacity)?.rate * OPEN_LOOP;
        let load = Load { rate: Some(rate), connections: OPEN_CONNECTIONS, ..closed.clone() };
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
    Ok(format!(
        "Single requests at 0.6 of the rate that 64 connections reached, over {OPEN_CONNECTIONS} connections:\n\n{}",
        table.render()
    ))
}
