//! The tiles of the console's economy: each answer that one is drawn from, over one connection.

use std::time::{Duration, Instant};

use harness::run::Failure;

use super::super::figures::{Spread, micros, millis};
use super::super::load::ASSET;
use super::super::page::Table;
use super::super::server::{Server, get, get_json};

/// How often each is asked for.
const ASKS: usize = 20;
/// How long a server may take until its figures are those of the ledger.
const SETTLED_MAX: Duration = Duration::from_mins(30);

/// What is asked for: a name, and a path after `/v1/analytics/`.
const TILES: [(&str, &str); 11] = [
    ("supply, 28 days", "supply?"),
    ("supply, 90 days", "supply?from={from}"),
    ("velocity, 90 days", "velocity?from={from}"),
    ("flows, 28 days", "flows?"),
    ("flows, 90 days by reason", "flows?by=reason&from={from}"),
    ("flows, 90 days by item", "flows?by=item&from={from}"),
    ("distribution", "distribution?"),
    ("top 100", "top?"),
    ("holders, 90 days", "holders?"),
    ("debts", "debts?"),
    ("holds", "holds?"),
];

/// Median and greatest time of each tile, idle and with writes beside; how long the slowest took.
pub(super) struct Times(Vec<Spread>);

/// Asks for each tile, round by round.
pub(super) fn ask(server: &Server, from: &str) -> Result<Times, Failure> {
    let mut client = server.client()?;
    let paths = TILES.map(|(_, path)| format!("/v1/analytics/{}&asset={ASSET}", path.replace("{from}", from)));
    let mut times = vec![Vec::new(); paths.len()];
    for _ in 0..ASKS {
        for (path, times) in paths.iter().zip(&mut times) {
            times.push(micros(get(&mut client, path)?.took));
        }
    }
    Ok(Times(times.into_iter().filter_map(Spread::of).collect()))
}

/// Both times as a table, and the slowest answer of all.
pub(super) fn table(quiet: &Times, beside: &Times) -> String {
    let mut table = Table::new(["tile", "median", "slowest", "median beside writes", "slowest"]);
    for (((name, _), quiet), beside) in TILES.iter().zip(&quiet.0).zip(&beside.0) {
        let name = (*name).to_owned();
        table.row([name, millis(quiet.median), millis(quiet.max), millis(beside.median), millis(beside.max)]);
    }
    let slowest = quiet.0.iter().chain(&beside.0).map(|spread| spread.max).fold(0.0, f64::max);
    format!("{}\nThe slowest answer took {}.", table.render(), millis(slowest))
}

/// Waits until the server's figures are those of the ledger, and until it has looked at who holds what.
pub(super) fn settle(server: &Server) -> Result<(), Failure> {
    let mut client = server.client()?;
    let began = Instant::now();
    while get_json(&mut client, &format!("/v1/analytics/supply?asset={ASSET}"))?["check"]["equal"] != true {
        if began.elapsed() > SETTLED_MAX {
            return Err(Failure::new("the rollups do not come to what the ledger has"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Waits for the first look at who holds what.
pub(super) fn await_look(server: &Server) -> Result<(), Failure> {
    let mut client = server.client()?;
    let began = Instant::now();
    while get_json(&mut client, &format!("/v1/analytics/distribution?asset={ASSET}"))?["as_of"].is_null() {
        if began.elapsed() > SETTLED_MAX {
            return Err(Failure::new("nobody looks at who holds what"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
