//! The simulator on PostgreSQL: two servers on one database, stepped flight by flight.

mod common;

use common::{assert_replays, run_seeds};
use wallet_sim::Store;

/// The server that tests may use.
fn postgres() -> Store {
    Store::Postgres(harness::database::server_url())
}

#[test]
fn every_answer_is_the_models_however_two_servers_interleave_and_whatever_is_cut() {
    // These seeds alone meet every fault below, and both of the rare events.
    let done = run_seeds(&postgres(), 5..=8, 250);
    let kinds = [
        "cut before the first flight",
        "cut within the first flight",
        "cut before the second flight",
        "cut within the second flight",
        "cut after COMMIT",
        "cut within the answer to COMMIT",
        "process of the database ended between the flights",
        "caller went away",
        "connections refused",
    ];
    for kind in kinds {
        assert!(done.faults.contains_key(kind), "{kind}: {:?}", done.faults);
    }
    assert!(done.errors.contains_key("Unknown") && done.errors.contains_key("Unavailable"), "{:?}", done.errors);
    assert!(done.events["executions found waiting for the other server"] > 20, "{:?}", done.events);
    assert!(done.events["outcomes that a later try found"] > 0, "{:?}", done.events);
}

#[test]
fn a_seed_replays_exactly() {
    assert_replays(&postgres(), 7, 120);
}
