//! Reads of balances and of entries, alone and with writes beside them.

use harness::run::{self, Failure};

use super::contest::{Contender, Sample, Side, WALLETS, batches_of, interleave, singles_of};
use super::figures::{figure, ratio, whole};
use super::load::{Amount, Check, Load};
use super::page::Table;
use super::sections::PGBENCH_64;
use super::{Bench, Kind};

/// Transactions that every wallet has before anyone reads.
const EACH: u64 = 20;

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    let read = Load { check: Check::No, ..singles_of(bench, 64) };
    let sides = [
        ("PostgreSQL", Side::start(bench, "reads_pg", Kind::Postgres, &[], &read)?),
        ("SQLite", Side::start(bench, "reads_lite", Kind::Sqlite, &[], &read)?),
    ];
    let history = Load { amount: Amount::Transactions(WALLETS * EACH), warmup_s: 0, ..batches_of(bench) };
    for (_, side) in &sides {
        side.run(bench, &history)?;
    }
    let fresh = just_filled(bench, &read, &history)?;
    bench.cluster.create_database("reads_pgbench")?;
    run::read(bench.cluster.client("pgbench", "reads_pgbench")?.args(["-i", "-q", "-s", "10"]))?;
    let loads =
        [("balance", Load { mix: "balance=1", ..read.clone() }), ("entries", Load { mix: "entries=1", ..read })];
    let writes = Load::writes_beside(WALLETS);
    let mut contenders: Vec<Contender<'_>> = Vec::new();
    for (name, side) in &sides {
        for (what, load) in &loads {
            contenders.push(side.contender(bench, format!("{name}, {what}"), load));
            contenders.push(Contender::new(format!("{name}, {what}, writes beside"), |_| {
                let work = || side.run(bench, load);
                let (sample, rate) = writes.beside(&bench.wallet, &side.server.url, work)?;
                Ok(Sample { beside: Some(rate), ..sample })
            }));
        }
    }
    contenders.push(fresh.contender(bench, "PostgreSQL, balance, just filled", &loads[0].1));
    contenders.push(Contender::new("pgbench -S, prepared", |_| {
        let select = [&PGBENCH_64[..], &["-S", "-M", "prepared"]].concat();
        bench.pgbench("reads_pgbench", &select).map(Sample::of_rate)
    }));
    interleave(bench, &mut contenders)?;
    sides.iter().map(|(_, side)| side).chain([&fresh]).try_for_each(|side| bench.verify(&side.store))?;
    Ok(told(&contenders))
}

/// A store of which PostgreSQL knows nothing yet: it was filled, and never analyzed.
fn just_filled(bench: &Bench, read: &Load, history: &Load) -> Result<Side, Failure> {
    let store = bench.store("reads_fresh", Kind::Postgres)?;
    let unwatched = "DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = false)', name);
        END LOOP;
    END $$";
    run::read(bench.cluster.client("psql", &store.name)?.args(["-qAtc", unwatched]))?;
    let server = bench.serve(&store, &[])?;
    read.prepare(&bench.wallet, &server.url)?;
    let side = Side { store, server };
    side.run(bench, history)?;
    Ok(side)
}

fn told(contenders: &[Contender<'_>]) -> String {
    let base = contenders.last().expect("pgbench is the last");
    let mut table = Table::new(["reader", "a second (min to max)", "p50", "p99", "writes a second beside", "ratio"]);
    for contender in contenders {
        table.row([
            contender.name.clone(),
            contender.rate().rates(),
            contender.latency(|latency| latency.p50),
            contender.latency(|latency| latency.p99),
            contender.beside().map_or("-".to_owned(), whole),
            ratio(contender.rate().median, base.rate().median),
        ]);
    }
    let kept = |index: usize| ratio(contenders[index + 1].rate().median, contenders[index].rate().median);
    format!(
        "64 connections, {} wallets with about {EACH} entries each; the writes come from a load generator of their own \
         at 2,000 a second; what was just filled was never analyzed:\n\n{}\nThe ratio is to \"{}\". With the writes beside them balance reads keep {} of their \
         rate on PostgreSQL and {} on SQLite, entries {} and {}.",
        whole(figure(WALLETS)),
        table.render(),
        base.name,
        kept(0),
        kept(4),
        kept(2),
        kept(6)
    )
}
