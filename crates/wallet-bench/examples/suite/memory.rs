//! What a server keeps in memory, and how soon it is ready.

use std::time::{Duration, Instant};

use harness::run::Failure;

use super::contest::{Side, singles_of};
use super::figures::{Spread, mib, micros, millis};
use super::load::{Amount, Load};
use super::page::Table;
use super::{Bench, Kind};

/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// How often a start is timed.
const STARTS: usize = 5;

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    let mut table =
        Table::new(["store", "idle", "64: after warm-up", "64: at the end", "64: most", "1,024 connections: most"]);
    let mut grown = Vec::new();
    for kind in [Kind::Postgres, Kind::Sqlite] {
        let [idle, first, last, most, many] = of(bench, kind)?;
        grown.push(format!("{:+.1} MiB on {}", (last - first) / 1024.0, kind.name()));
        table.row([kind.name().to_owned(), mib(idle), mib(first), mib(last), mib(most), mib(many)]);
    }
    let seconds = bench.options.memory_s;
    Ok(format!(
        "Resident memory of the server (VmRSS), idle with {} wallets, in single requests over 64 connections for \
         {seconds} s, then over 1,024:\n\n{}\nFrom the warm-up to the end of the long run it changed by {}.\n\n{}",
        super::figures::whole(super::figures::figure(super::contest::WALLETS)),
        table.render(),
        grown.join(" and "),
        starts(bench)?
    ))
}

/// Idle; first after warm-up, last and most over 64 connections; most over 1,024. In KiB.
fn of(bench: &Bench, kind: Kind) -> Result<[f64; 5], Failure> {
    let short = singles_of(bench, 64);
    let side = Side::start(bench, &format!("memory_{}", kind.word()), kind, &[], &short)?;
    let gone = || Failure::new("the server's memory cannot be read");
    let idle = side.server.resident_kib().ok_or_else(gone)?;
    let long = Load { amount: Amount::Seconds(bench.options.memory_s), ..short };
    let samples = watched(bench, &side, &long)?;
    let (first, last) = (samples.first().copied().ok_or_else(gone)?, samples.last().copied().ok_or_else(gone)?);
    let many = watched(bench, &side, &singles_of(bench, 1024))?;
    let most = |samples: Vec<f64>| Spread::of(samples).map(|spread| spread.max).ok_or_else(gone);
    bench.verify(&side.store)?;
    Ok([idle, first, last, most(samples)?, most(many)?])
}

/// What the server held from the end of the warm-up on.
fn watched(bench: &Bench, side: &Side, load: &Load) -> Result<Vec<f64>, Failure> {
    println!("    {} under {} connections", side.store.name, load.connections);
    let (mut samples, began) = (Vec::new(), Instant::now());
    load.start(&bench.wallet, &side.server.url)?.finish_watched(LOOK, || {
        if began.elapsed() >= Duration::from_secs(load.warmup_s) {
            samples.extend(side.server.resident_kib());
        }
    })?;
    Ok(samples)
}

fn starts(bench: &Bench) -> Result<String, Failure> {
    let load = singles_of(bench, 64);
    let side = Side::start(bench, "starts", Kind::Sqlite, &[], &load)?;
    side.run(bench, &load)?;
    // Stopped, so that it can be started again.
    let Side { store, server } = side;
    drop(server);
    let (mut existing, mut new) = (Vec::new(), Vec::new());
    for start in 0..STARTS {
        existing.push(micros(bench.serve(&store, &[])?.ready_after));
        let fresh = bench.bare(&format!("starts_{start}"), Kind::Sqlite)?;
        new.push(micros(bench.serve(&fresh, &[])?.ready_after));
    }
    bench.verify(&store)?;
    let mut table = Table::new(["embedded store", "ready after", "min", "max"]);
    let mut medians = Vec::new();
    for (name, times) in [("existing", existing), ("new", new)] {
        let spread = Spread::of(times).expect("there was at least one start");
        medians.push(millis(spread.median));
        table.row([name.to_owned(), millis(spread.median), millis(spread.min), millis(spread.max)]);
    }
    Ok(format!(
        "From the start of the process until `GET /health/ready` answers 200, median of {STARTS}:\n\n{}\nA server is \
         ready {} after its start on a store that is there, {} on one that it makes and fills with the demo.",
        table.render(),
        medians[0],
        medians[1]
    ))
}
