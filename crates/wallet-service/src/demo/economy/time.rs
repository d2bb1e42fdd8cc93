//! The calendar of a played economy, and its clock.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use wallet_domain::{Clock, Timestamp};

const DAY_US: i64 = 24 * 60 * MINUTE_US;
const MINUTE_US: i64 = 60 * 1_000_000;

/// A day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

/// A text that is no [`Day`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A day is written as in 2026-11-30.")]
pub struct InvalidDay;

/// Monday is the first day of a week.
pub(super) const TUESDAY: i64 = 1;
pub(super) const FRIDAY: i64 = 4;

impl Day {
    /// 2026-11-30, a Monday.
    #[cfg(test)]
    pub(super) const FOR_TESTS: Self = Self(20_787);

    /// The day of a moment.
    pub fn of(at: Timestamp) -> Self {
        Self(at.as_micros().div_euclid(DAY_US))
    }

    /// So many days later, or earlier.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// A moment of it.
    pub(super) fn at(self, minute: i64, micros: i64) -> Timestamp {
        Timestamp::from_micros(self.0 * DAY_US + minute * MINUTE_US + micros)
    }

    /// Its place in the week, 0 for a Monday.
    pub(super) fn weekday(self) -> i64 {
        // The first day of 1970 was a Thursday.
        (self.0 + 3).rem_euclid(7)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let midnight = self.at(0, 0).to_string();
        f.write_str(midnight.get(..10).unwrap_or(&midnight))
    }
}

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let midnight: Timestamp = format!("{text}T00:00:00Z").parse().map_err(|_| InvalidDay)?;
        let day = Self::of(midnight);
        if day.to_string() == text { Ok(day) } else { Err(InvalidDay) }
    }
}

/// The clock of a ledger that an economy is played into: it shows the moment that is being played. Only
/// [`Economy`](super::Economy) makes one, and only playing sets it.
#[derive(Debug)]
pub(super) struct PlayedClock(AtomicI64);

impl PlayedClock {
    pub(super) fn at(moment: Timestamp) -> Self {
        Self(AtomicI64::new(moment.as_micros()))
    }

    pub(super) fn set(&self, moment: Timestamp) {
        self.0.store(moment.as_micros(), Ordering::SeqCst);
    }
}

impl Clock for PlayedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_written_and_knows_its_weekday() {
        let day: Day = "2026-11-30".parse().expect("a day");
        assert_eq!((day.to_string(), day.weekday()), ("2026-11-30".to_owned(), 0));
        assert_eq!((day.plus(1).weekday(), day.plus(4).weekday()), (TUESDAY, FRIDAY));
        assert_eq!(Day::of(day.at(1439, 59_999_999)), day);
        for bad in ["", "2026-13-01", "2026-02-30", "30.11.2026", "2026-11-30T00:00:00Z", "2026-1-1"] {
            assert_eq!(bad.parse::<Day>(), Err(InvalidDay), "{bad}");
        }
    }
}
