//! Days of a time zone's calendar.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::asset::period::{Period, Zone};
use crate::value::time::Timestamp;

/// A day of the calendar, such as `2026-11-30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A text that is no [`Day`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A day is written as in 2026-11-30.")]
pub struct InvalidDay;

impl Day {
    /// The day of a moment in a zone.
    pub fn of(at: Timestamp, zone: &Zone) -> Self {
        Self(zone.date_of(at))
    }

    /// The next day; the same at the end of the calendar.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// So many days later, or earlier; the same beyond the ends of the calendar.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.checked_add(days.days()).unwrap_or(self.0))
    }

    /// How many days it is after another; negative if it is before that.
    pub fn days_after(self, other: Self) -> i64 {
        (self.0 - other.0).get_days().into()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let day = Self(text.parse().map_err(|_| InvalidDay)?);
        // jiff reads more than one form.
        if day.to_string() == text { Ok(day) } else { Err(InvalidDay) }
    }
}

/// Days of moments that come in about their order: the zone's rules are looked at once a day.
#[derive(Debug, Clone)]
pub(crate) struct Days {
    zone: Zone,
    known: Option<(Timestamp, Timestamp, Day)>,
}

impl Days {
    pub(crate) fn of(zone: Zone) -> Self {
        Self { zone, known: None }
    }

    pub(crate) fn day_of(&mut self, at: Timestamp) -> Day {
        match self.known {
            Some((begin, end, day)) if begin <= at && at < end => day,
            _ => {
                let (begin, end) = Period::Day.around(at, &self.zone);
                let day = Day::of(at, &self.zone);
                self.known = Some((begin, end, day));
                day
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("RFC 3339")
    }

    #[test]
    fn a_day_is_read_as_it_is_written_and_no_other_way() {
        let day: Day = "2026-11-30".parse().expect("a day");
        assert_eq!((day.to_string().as_str(), day.next().to_string().as_str()), ("2026-11-30", "2026-12-01"));
        assert_eq!(day.plus(-30).days_after(day), -30);
        for bad in ["", "2026-1-1", "20261130", "2026-11-31", "2026-11-30T00:00:00Z", "tomorrow", "2026-W49-1"] {
            assert_eq!(bad.parse::<Day>(), Err(InvalidDay), "{bad}");
        }
    }

    #[test]
    fn days_are_of_the_zone_also_when_its_clocks_change() {
        for (zone, at, day) in [
            ("UTC", "2026-11-29T23:59:59.999999Z", "2026-11-29"),
            ("Europe/Berlin", "2026-11-29T23:00:00Z", "2026-11-30"),
            ("Europe/Berlin", "2026-11-29T22:59:59.999999Z", "2026-11-29"),
            // The clocks go back: 25 hours.
            ("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25"),
            ("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25"),
            ("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26"),
            // They go forward: 23 hours, here without a midnight.
            ("America/Santiago", "2027-09-05T03:59:59Z", "2027-09-04"),
            ("America/Santiago", "2027-09-05T04:00:00Z", "2027-09-05"),
            ("America/Santiago", "2027-09-06T03:00:00Z", "2027-09-06"),
            ("Pacific/Kiritimati", "2026-11-29T10:00:00Z", "2026-11-30"),
        ] {
            let zone = Zone::new(zone).expect("it is there");
            let mut days = Days::of(zone.clone());
            assert_eq!(Day::of(moment(at), &zone).to_string(), day, "{zone} {at}");
            for _ in 0..2 {
                assert_eq!(days.day_of(moment(at)).to_string(), day, "{zone} {at}");
            }
        }
    }

    #[test]
    fn each_moment_around_a_change_of_clocks_has_the_same_day_however_it_is_asked() {
        for zone in ["Europe/Berlin", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe"] {
            let zone = Zone::new(zone).expect("it is there");
            let mut days = Days::of(zone.clone());
            let begin = moment("2026-01-01T00:00:00Z").as_micros();
            for quarter in 0..4 * 24 * 400 {
                let at = Timestamp::from_micros(begin + quarter * 900_000_000);
                assert_eq!(days.day_of(at), Day::of(at, &zone), "{zone} {at}");
            }
        }
    }
}
