//! The open loop's timetable: when each request is due, whatever became of those before it.

use std::time::Duration;

const SECOND_NS: u128 = 1_000_000_000;

/// Arrivals at even distances, numbered from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schedule {
    per_second: u32,
}

impl Schedule {
    pub(crate) fn new(per_second: u32) -> Self {
        Self { per_second }
    }

    /// When that arrival is due, from the start on. Reckoned from its number, so that no error adds up.
    pub(crate) fn due(self, arrival: u64) -> Duration {
        let ns = u128::from(arrival) * SECOND_NS / u128::from(self.per_second);
        Duration::from_nanos(u64::try_from(ns).expect("a load does not last for centuries"))
    }

    /// How many arrivals are due by then.
    pub(crate) fn due_by(self, elapsed: Duration) -> u64 {
        let product = elapsed.as_nanos() * u128::from(self.per_second);
        u64::try_from(product / SECOND_NS + 1).expect("a load does not last for centuries")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_are_spread_evenly_over_every_second() {
        let schedule = Schedule::new(4);
        let due: Vec<u128> = (0..6).map(|arrival| schedule.due(arrival).as_millis()).collect();
        assert_eq!(due, [0, 250, 500, 750, 1000, 1250]);
        assert_eq!(Schedule::new(3).due(3 * 3600), Duration::from_hours(1), "thirds do not add up to an error");
    }

    #[test]
    fn an_arrival_is_due_from_its_time_on() {
        let schedule = Schedule::new(4);
        let due_by = |ms| schedule.due_by(Duration::from_millis(ms));
        assert_eq!([0, 249, 250, 999, 1000].map(due_by), [1, 1, 2, 4, 5]);
    }

    #[test]
    fn times_and_counts_agree_at_any_rate() {
        for per_second in [1, 3, 7, 1000, 33_333, 1_000_000] {
            let schedule = Schedule::new(per_second);
            for arrival in (0..100_000).step_by(977) {
                let due = schedule.due(arrival);
                let counted = schedule.due_by(due + Duration::from_nanos(1));
                assert_eq!(counted, arrival + 1, "{per_second}/s");
            }
        }
    }
}
