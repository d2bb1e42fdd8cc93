//! How fast the store is at the moment, which bounds the size of a batch and the length of the line.
//!
//! A batch that takes longer than its callers wait is committed for nobody, and so are the batches behind it. While the
//! store is slow, large batches would cause just that. So a batch is kept to an eighth of the deadline, and a command
//! whose turn would come too late is refused at once instead of at its deadline.
//!
//! The cost of a batch is a fixed part and a part for each command, estimated from the last two batches of different
//! sizes, of any lane: it is one store. Where the fixed part is larger (a store far away), small batches would not help, and
//! the commands may take the eighth in addition.
//!
//! All of this begins with a batch that takes a good part of that eighth, and ends with a batch of some size that does not:
//! a disk that hesitates for a moment must not turn a crowd away.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Into how many batches a deadline is divided.
const DEADLINE_PARTS: u32 = 8;
/// Two batches must differ by this part of the larger one to tell the cost of a command.
const DIFFERENCE: usize = 8;
/// What remains of the estimate for a command after a batch that says nothing about it.
const FORGETTING: f64 = 0.8;
/// A batch of fewer commands gains nothing by being smaller, and tells nothing about larger ones.
const SMALL: usize = 16;
/// Into how many parts a batch's share of the deadline is divided; a batch that takes less than one part is not slow.
const SHARE_PARTS: f64 = 8.0;
/// How many small batches that are not slow it takes to forget a slow one.
const SUSPICION: u8 = 8;
/// How much longer a batch must take than the one that `each` was concluded from.
const WORSE: f64 = 1.25;

/// What the workers have learnt about the store.
#[derive(Debug)]
pub(crate) struct Pace {
    batch_max: usize,
    deadline: Duration,
    cost: Mutex<Cost>,
    batch_now: AtomicUsize,
    batch_us: AtomicU64,
}

impl Pace {
    pub(crate) fn new(batch_max: usize, deadline: Duration) -> Self {
        let (batch_now, batch_us) = (AtomicUsize::new(batch_max), AtomicU64::new(0));
        Self { batch_max, deadline, cost: Mutex::default(), batch_now, batch_us }
    }

    /// Learns from a batch.
    pub(crate) fn learn(&self, size: usize, took: Duration) {
        let size = size.max(1);
        let mut cost = self.cost.lock().unwrap_or_else(PoisonError::into_inner);
        let share = (self.deadline / DEADLINE_PARTS).as_secs_f64();
        let (fixed, each) = cost.learn(size, took.as_secs_f64(), share);
        let (batch_now, batch_us) = if cost.suspicion > 0 {
            let batch_now = whole((share - fixed).max(fixed.min(share)) / each).clamp(1, self.batch_max);
            (batch_now, whole((fixed + each * float(batch_now)) * 1e6))
        } else {
            (self.batch_max, 0)
        };
        self.batch_now.store(batch_now, Ordering::Relaxed);
        self.batch_us.store(u64::try_from(batch_us).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The most commands that a batch may have now.
    pub(crate) fn batch_now(&self) -> usize {
        self.batch_now.load(Ordering::Relaxed)
    }

    /// How long such a batch takes.
    pub(crate) fn batch_time(&self) -> Duration {
        Duration::from_micros(self.batch_us.load(Ordering::Relaxed))
    }

    /// Whether the turn of a command behind `waiting` others comes too late. With less than a batch before it, it is never
    /// too late: if nothing were tried, nobody would find out that the store is fast again.
    pub(crate) fn is_too_late_behind(&self, waiting: usize) -> bool {
        let batches = waiting / self.batch_now();
        let batches = u32::try_from(batches).unwrap_or(u32::MAX);
        batches > 0 && self.batch_time().saturating_mul(batches.saturating_add(1)) > self.deadline * 3 / 4
    }
}

/// The cost of a batch, in seconds.
#[derive(Debug, Default)]
struct Cost {
    /// The part for each command.
    each: f64,
    /// Size and time of the latest batch.
    last: Option<(usize, f64)>,
    /// How long the batch took that `each` was concluded from.
    concluded_from: f64,
    /// Above 0 while the store counts as slow.
    suspicion: u8,
}

impl Cost {
    /// The fixed part and the part for each command after this batch, where no batch should take more than `share`.
    fn learn(&mut self, size: usize, took: f64, share: f64) -> (f64, f64) {
        let at_most = took / float(size);
        self.suspicion = match self.suspicion {
            _ if took >= share / SHARE_PARTS => SUSPICION,
            _ if size >= SMALL => 0,
            before => before.saturating_sub(1),
        };
        self.each = match self.last {
            Some((last_size, last_took)) if tells(last_size, size) => {
                let slope = (took - last_took) / (float(size) - float(last_size));
                self.concluded_from = took;
                // It counts as slower at once, as faster by and by.
                if slope > self.each { slope } else { f64::midpoint(slope.max(0.0), self.each) }
            }
            // Batches of one size do not tell. If they became too slow, commands may be the cause: the next batch is smaller.
            _ if took > share && size >= SMALL && took > self.concluded_from * WORSE => {
                self.concluded_from = took;
                at_most
            }
            // Otherwise the next batch is a little larger, or they would stay of one size for ever.
            _ => self.each * FORGETTING,
        };
        self.each = self.each.min(at_most);
        self.last = Some((size, took));
        (took - self.each * float(size), self.each)
    }
}

/// Whether two batches of these sizes tell the cost of a command.
fn tells(one: usize, other: usize) -> bool {
    let larger = one.max(other);
    larger >= SMALL && one.abs_diff(other) * DIFFERENCE > larger
}

#[expect(clippy::cast_precision_loss, reason = "batches are far smaller than 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}

/// Rounds down. NaN is 0; overflow saturates.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, which is what is wanted")]
fn whole(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const BATCH_MAX: usize = 2000;

    fn pace() -> Pace {
        Pace::new(BATCH_MAX, Duration::from_secs(10))
    }

    /// Batches as large as they may be, on a store with these costs.
    fn run(pace: &Pace, rounds: usize, fixed: Duration, each: Duration) {
        for _ in 0..rounds {
            let size = pace.batch_now();
            pace.learn(size, fixed + each * u32::try_from(size).expect("small"));
        }
    }

    #[test]
    fn a_store_that_is_fast_has_batches_as_large_as_they_may_be() {
        let pace = pace();
        for size in [1, 1, 2, 40, 3, 2000, 1, 700] {
            pace.learn(size, Duration::from_micros(500 + 10 * size as u64));
        }
        assert_eq!(pace.batch_now(), BATCH_MAX);
        assert!(!pace.is_too_late_behind(1_000_000 / 20));
    }

    #[test]
    fn a_store_that_is_slow_has_batches_that_take_an_eighth_of_the_deadline() {
        let pace = pace();
        run(&pace, 8, Duration::from_millis(50), Duration::from_millis(10));
        let time =
            Duration::from_millis(50) + Duration::from_millis(10) * u32::try_from(pace.batch_now()).expect("small");
        assert!((Duration::from_millis(900)..Duration::from_millis(1600)).contains(&time), "{time:?}");
        // Six of those batches fit into three quarters of the deadline, and not ten.
        assert!(!pace.is_too_late_behind(pace.batch_now() * 3));
        assert!(pace.is_too_late_behind(pace.batch_now() * 10));
        assert!(!pace.is_too_late_behind(pace.batch_now() - 1));
    }

    #[test]
    fn a_store_that_is_well_again_has_large_batches_again_at_once() {
        let pace = pace();
        run(&pace, 8, Duration::from_millis(50), Duration::from_millis(10));
        run(&pace, 2, Duration::from_millis(1), Duration::from_micros(10));
        assert_eq!(pace.batch_now(), BATCH_MAX);
    }

    #[test]
    fn a_store_that_is_far_away_keeps_large_batches_as_small_ones_would_not_help() {
        let pace = pace();
        run(&pace, 12, Duration::from_secs(2), Duration::from_micros(10));
        assert!(pace.batch_now() > BATCH_MAX / 2, "{}", pace.batch_now());
    }

    #[test]
    fn a_moments_hesitation_turns_no_one_away() {
        let pace = pace();
        run(&pace, 3, Duration::from_millis(1), Duration::from_micros(10));
        for (size, took_ms) in [(1, 1), (2, 900), (40, 3), (17, 150), (1, 100)] {
            pace.learn(size, Duration::from_millis(took_ms));
            assert_eq!(
                (pace.batch_now(), pace.is_too_late_behind(15_000)),
                (BATCH_MAX, false),
                "{size} in {took_ms} ms"
            );
        }
    }

    #[test]
    fn a_batch_that_took_no_time_says_nothing_that_could_do_harm() {
        let pace = pace();
        run(&pace, 3, Duration::ZERO, Duration::ZERO);
        assert!(pace.batch_now() >= 1);
        run(&pace, 3, Duration::from_millis(1), Duration::from_micros(1));
        assert_eq!(pace.batch_now(), BATCH_MAX);
    }
}
