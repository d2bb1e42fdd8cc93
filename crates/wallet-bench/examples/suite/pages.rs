//! Single reads, one after the other: pages deep in a long history, and balances.

use harness::http::Client;
use harness::run::Failure;

use super::figures::{Spread, median};
use super::figures::{figure, micros, millis, ratio, whole};
use super::load::ASSET;
use super::page::Table;
use super::server::{client, get, get_json};

/// How deep pages are read: shares of the whole history, from the newest entry on.
const DEPTHS: [(&str, f64); 5] =
    [("the first page", 0.0), ("10% deep", 0.1), ("50% deep", 0.5), ("90% deep", 0.9), ("99.9% deep", 0.999)];
/// How often each page is read.
const PAGE_READS: usize = 200;
/// How many balances are read.
const BALANCE_READS: u64 = 1000;
/// Searches across wallets, by what they look for.
const SEARCHES: [(&str, &str); 5] = [
    ("the newest transactions", "/v1/transactions?limit=50"),
    ("the newest spends", "/v1/transactions?flow=spend&limit=50"),
    ("a reference that nobody gave", "/v1/transactions?reference=nobody-gave-this&limit=50"),
    ("a payment that is not there", "/v1/transactions?payment_ref=nobody-paid-this&limit=50"),
    ("wallets whose owners' names begin alike", "/v1/wallets?prefix=bench_0000&limit=50"),
];
/// How often each search is asked.
const SEARCH_READS: usize = 20;

/// Reads pages of the hot wallet's entries, every round each depth.
pub(super) fn by_depth(url: &str) -> Result<String, Failure> {
    let mut client = client(url)?;
    let base = format!("/v1/wallets/{}/{ASSET}/entries", owner(1));
    let (entries, cursors) = walk(&mut client, &base)?;
    let paths: Vec<String> = DEPTHS
        .iter()
        .map(|(_, share)| {
            let wanted = share * entries;
            match cursors.iter().take_while(|(depth, _)| *depth <= wanted).last() {
                Some((_, cursor)) => format!("{base}?limit=50&cursor={cursor}"),
                None => format!("{base}?limit=50"),
            }
        })
        .collect();
    let mut times = vec![Vec::new(); paths.len()];
    for _ in 0..PAGE_READS {
        for (path, times) in paths.iter().zip(&mut times) {
            times.push(timed(&mut client, path)?);
        }
    }
    let spreads: Vec<Spread> = times.into_iter().filter_map(Spread::of).collect();
    let mut table = Table::new(["page", "median", "min", "max"]);
    for ((name, _), spread) in DEPTHS.iter().zip(&spreads) {
        table.row([(*name).to_owned(), millis(spread.median), millis(spread.min), millis(spread.max)]);
    }
    let times = ratio(spreads[DEPTHS.len() - 1].median, spreads[0].median);
    Ok(format!(
        "Pages of 50 entries of a wallet with {} of them, {PAGE_READS} reads of each over one connection:\n\n{}\n\
         The deepest takes {times} times as long as the first.",
        whole(entries),
        table.render()
    ))
}

/// How many entries there are, and the cursor behind each page of 200 by how many are before it.
fn walk(client: &mut Client, base: &str) -> Result<(f64, Vec<(f64, String)>), Failure> {
    let (mut entries, mut cursors) = (0.0, Vec::new());
    let mut path = format!("{base}?limit=200");
    loop {
        let page = get_json(client, &path)?;
        entries += figure(page["data"].as_array().map_or(0, Vec::len) as u64);
        let Some(cursor) = page["next_cursor"].as_str() else { return Ok((entries, cursors)) };
        path = format!("{base}?limit=200&cursor={cursor}");
        cursors.push((entries, cursor.to_owned()));
    }
}

/// Median and 99th percentile of balance reads on two servers in turn, of `wallets` wallets each.
pub(super) fn balances(servers: [(&str, u64); 2]) -> Result<[(f64, f64); 2], Failure> {
    let mut clients = [client(servers[0].0)?, client(servers[1].0)?];
    let mut times = [Vec::new(), Vec::new()];
    for read in 0..BALANCE_READS {
        for ((client, (_, wallets)), times) in clients.iter_mut().zip(servers).zip(&mut times) {
            // A prime far from any number of wallets that is used here: all over the store, none twice in a row.
            let path = format!("/v1/wallets/{}/{ASSET}", owner(read * 7_368_787 % wallets + 1));
            times.push(timed(client, &path)?);
        }
    }
    Ok(times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        (median(times.iter().copied()).unwrap_or_default(), times[times.len() * 99 / 100])
    }))
}

/// Searches on an empty and on a large store, in turn.
pub(super) fn searches(empty: &str, large: &str) -> Result<String, Failure> {
    let mut clients = [client(empty)?, client(large)?];
    let mut table = Table::new(["search", "empty store", "large store", "slowest on the large one"]);
    for (name, path) in SEARCHES {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..SEARCH_READS {
            for (client, times) in clients.iter_mut().zip(&mut times) {
                times.push(timed(client, path)?);
            }
        }
        let spreads: Vec<Spread> = times.into_iter().filter_map(Spread::of).collect();
        table.row([name.to_owned(), millis(spreads[0].median), millis(spreads[1].median), millis(spreads[1].max)]);
    }
    Ok(format!(
        "Searches, {SEARCH_READS} of each over one connection; medians. One that finds nothing looks for 150 ms, and then tells \
         how far it came:\n\n{}",
        table.render()
    ))
}

/// A player of the load generator.
fn owner(number: u64) -> String {
    format!("bench_{number:07}")
}

fn timed(client: &mut Client, path: &str) -> Result<f64, Failure> {
    get(client, path).map(|answer| micros(answer.took))
}
