//! The simulator on the embedded store.

mod common;

use common::{assert_replays, run_seeds};
use wallet_sim::Store;

#[test]
fn every_answer_is_the_models_whatever_becomes_of_process_disk_and_callers() {
    let done = run_seeds(&Store::Sqlite, 1..=4, 250);
    assert_eq!(done.faults.len(), 10, "every kind of fault was met: {:?}", done.faults);
    assert!(done.errors.contains_key("Unknown") && done.errors.contains_key("Busy"), "{:?}", done.errors);
    assert!(done.events["durable though the answer was an error"] > 0, "{:?}", done.events);
}

#[test]
fn a_seed_replays_exactly() {
    assert_replays(&Store::Sqlite, 7, 120);
}
