//! What the figures of days cost: folding a ledger of ninety days, the tiles that are drawn from them, the look at all
//! wallets, and the write path beside both.

mod past;
mod tiles;

use std::fs;

use harness::run::{self, Failure};

use super::contest::{Contender, Side, batches_of, interleave, singles_of};
use super::figures::{figure, mib, ratio, whole};
use super::load::{Check, Load};
use super::page::Table;
use super::watched::{Watched, watched};
use super::{Bench, Kind, Store};

/// A server that folds nothing and looks at nothing.
const NOTHING: [(&str, &str); 2] =
    [("WALLET__ANALYTICS__FOLD", "false"), ("WALLET__ANALYTICS__SNAPSHOT_INTERVAL_S", "0")];
/// One that folds.
const FOLD: [(&str, &str); 1] = [("WALLET__ANALYTICS__SNAPSHOT_INTERVAL_S", "0")];
/// One that folds, and looks at all wallets as often as it may.
const LOOKS: [(&str, &str); 1] = [("WALLET__ANALYTICS__SNAPSHOT_INTERVAL_S", "1")];

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    let past = bench.bare("rollups_past", Kind::Sqlite)?;
    let file = past.url.trim_start_matches("sqlite:").to_owned();
    past::fill(file.as_ref(), bench.options.transactions, bench.options.wallets)?;
    // The database's ledger is a copy, made before the embedded one is written to.
    let mut stores = Vec::new();
    for kind in &bench.options.stores {
        let store = match kind {
            Kind::Sqlite => past.clone(),
            Kind::Postgres => copied(bench, &past)?,
        };
        stores.push((*kind, store));
    }
    let parts: Result<Vec<String>, Failure> = stores.iter().map(|(kind, store)| of(bench, *kind, store)).collect();
    Ok(format!(
        "{} transactions of {} wallets over {} days, in commits of 1,000.\n\n{}",
        whole(figure(bench.options.transactions)),
        whole(figure(bench.options.wallets)),
        past::DAYS,
        parts?.join("\n\n")
    ))
}

fn copied(bench: &Bench, past: &Store) -> Result<Store, Failure> {
    let store = bench.bare("rollups_pg", Kind::Postgres)?;
    println!("    copying it to {}", store.name);
    let copy = watched(bench.wallet(&store, &["copy", "--from", &past.url, "--to", &store.url]))?;
    println!("    copied in {:.0} s", copy.seconds);
    // What the copy has left to be written must not fall to who is measured first.
    run::read(bench.cluster.client("psql", &store.name)?.args(["-qAtc", "CHECKPOINT"]))?;
    Ok(store)
}

fn of(bench: &Bench, kind: Kind, store: &Store) -> Result<String, Failure> {
    let writes = Load::writes_beside(bench.options.wallets);
    let first = rebuild(bench, store)?;
    let again = rebuild(bench, store)?;
    let server = bench.serve(store, &LOOKS)?;
    tiles::settle(&server)?;
    tiles::await_look(&server)?;
    let looks = looks(bench, store)?;
    let from = day_before(past::DAYS)?;
    let quiet = tiles::ask(&server, &from)?;
    let (beside, rate) = writes.beside(&bench.wallet, &server.url, || tiles::ask(&server, &from))?;
    let tiles = tiles::table(&quiet, &beside);
    let (busy, busy_rate) = writes.beside(&bench.wallet, &server.url, || rebuild(bench, store))?;
    let resident = server.resident_kib().map_or("-".to_owned(), mib);
    drop(server);
    let mut table = Table::new(["wallet rollups rebuild", "takes", "peak memory", "transactions a second"]);
    let beside = format!("beside {} writes a second", whole(busy_rate));
    for (name, of) in [("the first", &first), ("over the one before", &again), (beside.as_str(), &busy)] {
        let [takes, peak] = of.cells();
        table.row([name.to_owned(), takes, peak, whole(figure(bench.options.transactions) / of.seconds)]);
    }
    let costs = costs(bench, store)?;
    bench.verify(store)?;
    Ok(format!(
        "### {}\n\n{}\n{looks}\n\nTiles, alone and beside {} writes a second:\n\n{tiles} The server's resident memory \
         was {resident} afterwards.\n\n{costs}",
        kind.name(),
        table.render(),
        whole(rate),
    ))
}

fn rebuild(bench: &Bench, store: &Store) -> Result<Watched, Failure> {
    println!("    rebuilding the rollups of {}", store.name);
    watched(bench.wallet(store, &["rollups", "rebuild"]))
}

/// How long the first look of the server that has just begun took, as its log tells.
fn looks(bench: &Bench, store: &Store) -> Result<String, Failure> {
    let log = fs::read_to_string(bench.scratch.join(format!("{}.log", store.name)))?;
    let mut told = log.lines().filter(|line| line.contains("looked at who holds what"));
    let took = told.find_map(|line| line.split_once("took_ms=")?.1.split(' ').next()?.parse::<u64>().ok());
    let took = took.ok_or_else(|| Failure::new(format!("the log of {} tells of no look", store.name)))?;
    Ok(format!("A look at all wallets takes {} ms.", whole(figure(took))))
}

/// Writes beside the fold and the looks, by servers that are started in turn on the one store.
fn costs(bench: &Bench, store: &Store) -> Result<String, Failure> {
    let wallets = bench.options.wallets;
    // The generator's books would have to be those of all servers.
    let every = |load: Load| Load { wallets, check: Check::No, ..load };
    let loads = [("singles", every(singles_of(bench, 64))), ("batches", every(batches_of(bench)))];
    let mut contenders: Vec<Contender<'_>> = Vec::new();
    for (what, load) in &loads {
        for (name, settings) in [("no rollups", &NOTHING[..]), ("folding", &FOLD), ("folding and looking", &LOOKS)] {
            contenders.push(Contender::new(format!("{what}, {name}"), move |_| {
                let server = bench.serve(store, settings)?;
                if settings != NOTHING {
                    tiles::settle(&server)?;
                }
                Side { store: store.clone(), server }.run(bench, load)
            }));
        }
    }
    interleave(bench, &mut contenders)?;
    let mut table = Table::new([
        "load",
        "commands a second (min to max)",
        "p50",
        "p99",
        "server's CPU",
        "PostgreSQL's",
        "to no rollups, by pairs",
    ]);
    for (index, contender) in contenders.iter().enumerate() {
        let paired = contender.paired(&contenders[index / 3 * 3]);
        table.row([
            contender.name.clone(),
            contender.rate().rates(),
            contender.latency(|latency| latency.p50),
            contender.latency(|latency| latency.p99),
            contender.cpu(|cpu| cpu.server),
            contender.cpu(|cpu| cpu.database),
            paired.map_or("-".to_owned(), |spread| ratio(spread.median, 1.0)),
        ]);
    }
    Ok(format!(
        "Writes to all wallets, single requests over 64 connections and batches of 1,000 over 8, by a server that folds \
         nothing, one that folds, and one that also looks at all wallets as often as it may:\n\n{}",
        table.render()
    ))
}

/// The day so many before today, in UTC.
fn day_before(days: i64) -> Result<String, Failure> {
    let ago = format!("-{days} days");
    let day = run::read(std::process::Command::new("date").args(["-u", "-d", &ago, "+%Y-%m-%d"]))?;
    Ok(day.trim().to_owned())
}
