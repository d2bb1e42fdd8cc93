//! The simulator on the model itself: it finds nothing where nothing is, and its work meets every rule.

mod common;

use common::{assert_replays, run_seeds};
use wallet_domain::Flow;
use wallet_sim::Store;

#[test]
fn the_model_is_equal_to_itself_and_meets_every_rule() {
    let done = run_seeds(&Store::Memory, 1..=10, 500);
    let expected = [
        "posted",
        "idempotency_key_reused",
        "asset_not_found",
        "wallet_not_found",
        "insufficient_funds",
        "treasury_exhausted",
        "balance_limit_exceeded",
    ];
    for name in expected {
        assert!(done.outcomes.get(name).is_some_and(|count| *count > 20), "{name}: {:?}", done.outcomes);
        let replayed = format!("replayed {name}");
        let is_recorded = ["posted", "insufficient_funds", "balance_limit_exceeded"].contains(&name);
        assert_eq!(done.outcomes.contains_key(&replayed), is_recorded, "{replayed}: {:?}", done.outcomes);
    }
    let reversals =
        Flow::ALL.into_iter().filter(|flow| flow.is_reversible()).map(|flow| format!("reversal of a {flow}"));
    let takes = Flow::ALL.into_iter().filter(|flow| flow.takes_at_most()).map(|flow| format!("less than a {flow}"));
    for event in reversals.chain(takes) {
        assert!(done.events.contains_key(event.as_str()), "{event}: {:?}", done.events);
    }
}

#[test]
fn a_seed_replays_exactly() {
    assert_replays(&Store::Memory, 7, 500);
}
