//! What the tests of every store do: some seeds that are always the same, and two that never are.

#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part of this")]

use std::io::Write;
use std::ops::RangeInclusive;

use wallet_sim::{Store, Tally, run};

/// Runs seeds, those of `fixed` and two random ones, and gives what was done in all of them.
pub fn run_seeds(store: &Store, fixed: RangeInclusive<u64>, steps: u64) -> Tally {
    let random = [fastrand::u64(..), fastrand::u64(..)];
    // Past the capture of the test's runner: a random seed is worth knowing, whatever becomes of it.
    writeln!(std::io::stdout(), "random seeds on {}: {random:?}", store.name()).expect("someone listens");
    let mut all = Tally::default();
    for seed in fixed.chain(random) {
        let done = run(seed, steps, store).unwrap_or_else(|failure| panic!("{failure}"));
        all.add(&done.tally);
    }
    all
}

/// One seed is one run.
pub fn assert_replays(store: &Store, seed: u64, steps: u64) {
    let [first, second] = [(); 2].map(|()| run(seed, steps, store).unwrap_or_else(|failure| panic!("{failure}")));
    assert_eq!(first, second);
    let other = run(seed + 1, steps, store).unwrap_or_else(|failure| panic!("{failure}"));
    assert_ne!(first.trace, other.trace);
}
