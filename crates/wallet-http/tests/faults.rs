//! The suite that breaks real servers, in a short version: some rounds of every kind. `docs/faults.md` says what it does,
//! and `cargo xtask faults` runs as much of it as one likes.
//!
//! It is here because only here cargo builds the program beside the tests, and says where it is.
#![cfg(unix)]
#![allow(clippy::print_stdout, reason = "a failed test shows its rounds and their seeds")]

use wallet_faults::{Extent, Kind, Store, Suite, Tally};

/// A test has servers of its own, which it breaks while others break theirs: most of a round is waiting.
fn suite() -> Suite {
    Suite::new(harness::process::built("wallet"), None)
}

fn extent(rounds: u64) -> Extent {
    Extent { rounds, seed: fastrand::u64(..1_000_000), clients: 3, seconds: None }
}

/// Plays rounds of a kind; the printed seed is another one each time.
#[track_caller]
fn play(suite: &mut Suite, kind: Kind, store: Store, rounds: u64) -> Tally {
    let show = |line: &str| println!("{} {}: {line}", kind.name(), store.name());
    let tally = suite.run(kind, store, extent(rounds), &show).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(tally.rounds == rounds && tally.posted > 0 && tally.replayed > 0, "{tally:?}");
    tally
}

/// Its name puts it first: it takes the longest, and tests begin in the order of their names.
#[test]
fn a_primary_or_a_standby_that_is_lost_takes_nothing_along_and_doubles_nothing() {
    let mut suite = suite();
    for kind in [Kind::Failover, Kind::Frozen, Kind::ReplayAfterCrash, Kind::StandbyGone] {
        play(&mut suite, kind, Store::Postgres, 1);
    }
}

#[test]
fn on_sqlite_nothing_is_lost_or_doubled_by_a_kill_a_full_disk_or_a_clock_that_jumps() {
    let mut suite = suite();
    let killed = play(&mut suite, Kind::Server, Store::Sqlite, 4);
    assert!(killed.open > 0 && killed.unanswered > 0, "{killed:?}");
    let full = play(&mut suite, Kind::FileLimit, Store::Sqlite, 2);
    assert!(full.errors > 0, "{full:?}");
    play(&mut suite, Kind::Clock, Store::Sqlite, 2);
}

#[test]
fn on_postgres_nothing_is_lost_or_doubled_by_killing_the_server_the_database_or_both() {
    let mut suite = suite();
    let killed = play(&mut suite, Kind::Server, Store::Postgres, 3);
    assert!(killed.open > 0 && killed.unanswered > 0, "{killed:?}");
    for kind in [Kind::PostgresStop, Kind::PostgresKill, Kind::Both] {
        play(&mut suite, kind, Store::Postgres, 2);
    }
    play(&mut suite, Kind::Clock, Store::Postgres, 1);
}

#[test]
fn on_postgres_nothing_is_lost_or_doubled_by_connections_that_are_cut_stalled_or_used_up() {
    let mut suite = suite();
    for kind in [Kind::CutBefore, Kind::CutDuring, Kind::CutAfter] {
        play(&mut suite, kind, Store::Postgres, 2);
    }
    for kind in [Kind::Stall, Kind::Trickle] {
        play(&mut suite, kind, Store::Postgres, 1);
    }
    let used_up = play(&mut suite, Kind::Pool, Store::Postgres, 1);
    assert!(used_up.errors > 0, "{used_up:?}");
}

#[test]
fn two_servers_on_one_database_carry_out_each_key_once_and_no_deadlock_reaches_a_caller() {
    let tally = suite().run_pair(extent(3), &|line| println!("pair: {line}"));
    let tally = tally.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(tally.keys >= 1500 && tally.opposing >= 3840, "{tally:?}");
    assert!(tally.errors.is_empty() && tally.deadlocks == 0, "{tally:?}");
}

/// No test of its own: the suite starts this program as a receiver, which the environment asks for.
#[test]
fn a_receiver_of_webhooks() {
    wallet_faults::receive_if_asked();
}

#[test]
fn a_webhook_misses_nothing_while_server_and_receiver_are_killed() {
    hooks(&mut suite(), Store::Sqlite, 3);
}

#[test]
fn a_webhook_misses_nothing_while_server_receiver_and_database_are_killed() {
    hooks(&mut suite(), Store::Postgres, 3);
}

#[track_caller]
fn hooks(suite: &mut Suite, store: Store, rounds: u64) {
    let show = |line: &str| println!("webhooks {}: {line}", store.name());
    let tally = suite
        .run_hooks(store, Extent { clients: 1, ..extent(rounds) }, &show)
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(tally.rounds == rounds && tally.deliveries >= tally.events && tally.events > 0, "{tally:?}");
}
