//! What commands cost that refer to earlier ones, for as long as it takes a history to grow: holds, captures, reversals,
//! replays and reads, on stores that begin empty. The rate must not fall.

use harness::run::Failure;

use super::Bench;
use super::contest::{Side, WALLETS};
use super::figures::{Spread, figure, ratio, whole};
use super::load::{Amount, Load};
use super::page::Table;

const MIX: &str = "lifecycle";

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    let seconds = bench.options.lifecycle_s;
    let load = Load { mix: MIX, amount: Amount::Seconds(seconds), ..Load::singles(64, WALLETS, seconds, 0) };
    let mut table = Table::new(["store", "requests a second", "every ten seconds", "the last quarter to the first"]);
    for kind in &bench.options.stores {
        let side = Side::start(bench, &format!("lifecycle_{}", kind.word()), *kind, &[], &load)?;
        let report = load.run(&bench.wallet, &side.server.url)?;
        bench.verify(&side.store)?;
        let rates = report.rates;
        let quarter = rates.len() / 4;
        let first = Spread::of(rates.iter().take(quarter.max(1)).copied());
        let last = Spread::of(rates.iter().rev().take(quarter.max(1)).copied());
        let (Some(all), Some(first), Some(last)) = (Spread::of(rates.iter().copied()), first, last) else {
            return Err(Failure::new("a lifecycle takes ten seconds at least"));
        };
        println!("    {}: {}", kind.name(), all.rates());
        table.row([
            kind.name().to_owned(),
            whole(report.requests_per_s),
            all.rates(),
            ratio(last.median, first.median),
        ]);
    }
    Ok(format!(
        "{} seconds over 64 connections, {} wallets; the medians, and the least and the most of ten seconds:\n\n{}",
        seconds,
        whole(figure(WALLETS)),
        table.render()
    ))
}
