//! When a failed delivery is tried again.

use std::time::Duration;

/// The pauses after the first attempt, the second, and so on, before jitter: about 52 hours in all.
const PAUSES_S: [u64; 9] = [5, 30, 120, 600, 3_600, 10_800, 28_800, 57_600, 86_400];

/// How often an event is tried before it is parked.
pub const ATTEMPTS_MAX: u32 = 10;

/// The pause after so many failed attempts; `None` if the event is given up. `jitter` is between 0 and 1 and moves the pause
/// by up to a tenth either way, so that what failed together is not tried together again.
pub fn pause_after(attempts: u32, jitter: f64) -> Option<Duration> {
    let number = usize::try_from(attempts.checked_sub(1)?).ok()?;
    let pause = Duration::from_secs(*PAUSES_S.get(number)?);
    Some(pause.mul_f64(0.9 + 0.2 * jitter.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_tried_ten_times_over_two_days() {
        let pauses = |jitter| (1..).map_while(move |attempts| pause_after(attempts, jitter));
        assert_eq!(pauses(0.5).count() + 1, ATTEMPTS_MAX as usize);
        let hours = |jitter| pauses(jitter).sum::<Duration>().as_secs() / 3600;
        assert_eq!([hours(0.0), hours(0.5), hours(1.0)], [46, 52, 57]);
        assert_eq!(pause_after(1, 0.5), Some(Duration::from_secs(5)));
        assert_eq!([pause_after(0, 0.5), pause_after(10, 0.5), pause_after(u32::MAX, 0.5)], [None; 3]);
    }

    #[test]
    fn jitter_moves_a_pause_by_a_tenth() {
        assert_eq!(pause_after(2, 0.0), Some(Duration::from_secs(27)));
        assert_eq!(pause_after(2, 1.0), Some(Duration::from_secs(33)));
        assert_eq!(pause_after(2, 7.0), pause_after(2, 1.0));
    }
}
