//! History over the model, compared with what a look at every entry says.

use std::sync::Arc;

use futures_util::FutureExt;

use super::*;
use crate::testing::Workload;
use crate::testing::{MemoryLedger, SetClock, amount, asset, open_workload, owner};
use crate::{Lanes, Ledger};

const BEGIN: i64 = 1_700_000_000_000_000;

/// A ledger with some thousand entries, many of them of one moment.
fn filled(lanes: i64) -> MemoryLedger {
    let clock = Arc::new(SetClock::at(BEGIN));
    let ledger = MemoryLedger::new(clock.clone()).with_lanes(Lanes::new(lanes).expect("valid"));
    open_workload(&ledger).now_or_never().expect("memory never waits");
    let mut workload = Workload::new(5);
    for number in 0..400 {
        clock.set(BEGIN + number / 3 * 1_000_000);
        ledger.execute(&workload.next_batch(20)).now_or_never().expect("memory never waits").expect("it works");
    }
    ledger
}

fn all_of(ledger: &MemoryLedger, name: &str) -> Vec<StatementLine> {
    let request = PageRequest { before: None, limit: u32::MAX };
    let page = ledger.list_entries(&owner(name), &asset("GOLD_COINS"), request).now_or_never();
    page.expect("memory never waits").expect("it works").expect("the wallet is there").lines
}

/// Every page of a filter, put together; each but the last says that there is more.
fn pages(ledger: &MemoryLedger, name: &str, request: &HistoryRequest) -> Vec<StatementLine> {
    let (mut lines, mut request) = (Vec::new(), request.clone());
    loop {
        let page = list_history(ledger, &owner(name), &asset("GOLD_COINS"), &request).now_or_never();
        let page = page.expect("memory never waits").expect("it works").expect("the wallet is there");
        assert!(page.lines.len() <= request.limit as usize);
        lines.extend(page.lines);
        let Some(next) = page.next else { return lines };
        request.after = Some(next);
    }
}

fn filters() -> Vec<Filter> {
    let at = |seconds: i64| Some(Timestamp::from_micros(BEGIN + seconds * 1_000_000));
    vec![
        Filter::default(),
        Filter { flow: Some(Flow::Spend), ..Filter::default() },
        Filter { from: at(20), to: at(40), ..Filter::default() },
        Filter { to: at(40), ..Filter::default() },
        Filter { from: at(500), ..Filter::default() },
        Filter { to: at(-1), ..Filter::default() },
        Filter { min_amount: Some(amount(10)), max_amount: Some(amount(20)), from: at(3), ..Filter::default() },
        Filter { reference: Some(Reference::new("never").expect("valid")), ..Filter::default() },
    ]
}

#[test]
fn every_filter_gives_what_a_look_at_every_entry_gives_in_both_orders() {
    let ledger = filled(1);
    let all = all_of(&ledger, "player_1");
    assert!(all.len() > 30, "{}", all.len());
    for filter in filters() {
        let mut expected: Vec<StatementLine> = all.iter().filter(|line| filter.matches(line)).cloned().collect();
        for limit in [1, 7, 200] {
            let request = HistoryRequest { filter: filter.clone(), limit, ..HistoryRequest::default() };
            assert_eq!(pages(&ledger, "player_1", &request), expected, "{filter:?}");
        }
        expected.reverse();
        for limit in [1, 7, 200] {
            let request = HistoryRequest { filter: filter.clone(), order: Order::Oldest, limit, after: None };
            assert_eq!(pages(&ledger, "player_1", &request), expected, "{filter:?}");
        }
    }
}

/// Each balance follows from the one before, in the order of the times, and no transaction has two lines.
fn assert_is_one_wallet(oldest_first: &[StatementLine], begin: i64) {
    let mut balance = begin;
    for line in oldest_first {
        balance += line.entry.amount;
        assert_eq!(line.entry.balance_after.minor(), balance, "{line:?}");
    }
    assert!(oldest_first.is_sorted_by_key(|line| line.created_at));
    let ids: std::collections::HashSet<_> = oldest_first.iter().map(StatementLine::transaction).collect();
    assert_eq!(ids.len(), oldest_first.len());
}

#[test]
fn stripes_are_read_as_the_one_wallet_that_they_are() {
    let ledger = filled(3);
    for name in ["system:treasury", "system:revenue"] {
        let mut all = all_of(&ledger, name);
        assert!(name == "system:revenue" || all.iter().any(|line| line.parts.len() > 1), "none was levelled");
        for filter in filters() {
            let expected: Vec<StatementLine> = all.iter().filter(|line| filter.matches(line)).cloned().collect();
            for limit in [1, 7, 200] {
                let request = HistoryRequest { filter: filter.clone(), limit, ..HistoryRequest::default() };
                assert_eq!(pages(&ledger, name, &request), expected, "{filter:?}");
                let request = HistoryRequest { filter: filter.clone(), order: Order::Oldest, limit, after: None };
                let rising = pages(&ledger, name, &request);
                let ids = |lines: &[StatementLine]| -> std::collections::BTreeSet<_> {
                    lines.iter().map(StatementLine::transaction).collect()
                };
                assert_eq!((rising.len(), ids(&rising)), (expected.len(), ids(&expected)), "{filter:?}");
            }
        }
        all.reverse();
        assert_is_one_wallet(&all, 0);
        let oldest = HistoryRequest { order: Order::Oldest, limit: 13, ..HistoryRequest::default() };
        assert_is_one_wallet(&pages(&ledger, name, &oldest), 0);
        let whole = ledger.find_wallet(&owner(name), &asset("GOLD_COINS")).now_or_never();
        let whole = whole.expect("memory never waits").expect("it works").expect("the wallet is there");
        let last = all.last().expect("there are entries");
        assert_eq!((last.entry.balance_after, last.entry.sequence), (whole.state.balance, whole.state.sequence));
    }
}

#[test]
fn a_wallet_is_found_as_it_was_at_any_moment() {
    let ledger = filled(3);
    for name in ["player_1", "system:treasury", "system:revenue"] {
        let all = all_of(&ledger, name);
        for seconds in [-5, 0, 1, 17, 50, 132, 133, 134, 1_000] {
            let moment = Timestamp::from_micros(BEGIN + seconds * 1_000_000);
            let expected: i64 = all.iter().filter(|line| line.created_at <= moment).map(|line| line.entry.amount).sum();
            let found = standing_at(&ledger, &owner(name), &asset("GOLD_COINS"), moment).now_or_never();
            let found = found.expect("memory never waits").expect("it works").expect("the wallet is there");
            assert_eq!(found.balance, expected, "{name} at {seconds}");
        }
    }
    let (name, code) = (owner("nobody"), asset("GOLD_COINS"));
    let nobody = standing_at(&ledger, &name, &code, Timestamp::from_micros(BEGIN)).now_or_never();
    assert_eq!(nobody.expect("memory never waits").expect("it works"), None);
}

#[test]
fn a_digest_tells_wallets_filters_and_orders_apart() {
    let mut seen = std::collections::HashSet::new();
    for filter in filters() {
        for order in [Order::Newest, Order::Oldest] {
            for name in ["user_001", "user_002"] {
                assert!(seen.insert(digest_of(&(owner(name), &filter, order))), "{filter:?}");
            }
        }
    }
}
