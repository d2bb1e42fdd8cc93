//! Time, which the simulator alone moves.

use std::sync::atomic::{AtomicI64, Ordering};

use fastrand::Rng;
use wallet_domain::{Clock, Timestamp};

/// Where a run begins, in microseconds since 1970.
pub(crate) const BEGINNING: i64 = 1_700_000_000_000_000;

const SECOND: i64 = 1_000_000;

/// A clock that stands where it was set.
#[derive(Debug)]
pub(crate) struct SimClock {
    now: AtomicI64,
}

impl SimClock {
    pub(crate) fn new() -> Self {
        Self { now: AtomicI64::new(BEGINNING) }
    }

    pub(crate) fn micros(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    /// Moves on, by a little or by days; at times back, at times to where nobody would expect it.
    pub(crate) fn shift(&self, random: &mut Rng) -> i64 {
        let now = self.micros();
        let moved = match random.u8(0..20) {
            0 => 0,
            1 => BEGINNING - random.i64(0..2 * 365 * 86_400 * SECOND),
            2..6 => now - random.i64(0..3_600 * SECOND),
            6..8 => now + random.i64(0..3 * 86_400 * SECOND),
            _ => now.max(BEGINNING) + random.i64(0..5 * SECOND),
        };
        self.now.store(moved, Ordering::SeqCst);
        moved
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.micros())
    }
}
