//! Time, which the simulator alone moves.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use fastrand::Rng;
use wallet_domain::{Clock, Timestamp};

/// Where a run begins, in microseconds since 1970.
pub(crate) const BEGINNING: i64 = 1_700_000_000_000_000;

const SECOND: i64 = 1_000_000;

tokio::task_local! {
    /// Which server's work a task does.
    pub(crate) static SERVER: usize;
}

/// A clock that stands where it was set, and remembers what each server has read of it last: an execution may be
/// decided at one moment and committed at a later one, and the model has to decide at the first.
#[derive(Debug)]
pub(crate) struct SimClock {
    now: AtomicI64,
    readings: Mutex<[i64; 2]>,
}

impl SimClock {
    pub(crate) fn new() -> Self {
        Self { now: AtomicI64::new(BEGINNING), readings: Mutex::new([BEGINNING; 2]) }
    }

    pub(crate) fn micros(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    /// What a server has read last.
    pub(crate) fn reading(&self, server: usize) -> i64 {
        self.readings.lock().expect("nothing panics while it holds the readings")[server]
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
        let now = self.micros();
        // Outside of a server's work nobody asks what was read.
        let _ = SERVER.try_with(|server| {
            self.readings.lock().expect("nothing panics while it holds the readings")[*server] = now;
        });
        Timestamp::from_micros(now)
    }
}
