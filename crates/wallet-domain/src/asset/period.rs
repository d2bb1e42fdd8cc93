//! Periods: days, weeks and months of a time zone, and what has been used of a limit within one.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::value::time::Timestamp;

/// A span of the calendar that a limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// From midnight to midnight.
    Day,
    /// From Monday to Sunday (ISO 8601).
    Week,
    /// From the first to the last.
    Month,
}

/// A text that names no [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A period is day, week or month.")]
pub struct UnknownPeriod;

/// A time zone by its name in the IANA database, such as `Europe/Berlin`. The database is the build's own: what counts
/// as a day does not depend on the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(jiff::tz::TimeZone);

/// A text that names no [`Zone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no time zone of that name; use one like Europe/Berlin or UTC.")]
pub struct InvalidZone;

impl Zone {
    /// The time zone of that name.
    pub fn new(name: &str) -> Result<Self, InvalidZone> {
        if name == "UTC" {
            return Ok(Self::default());
        }
        let zone = jiff::tz::TimeZone::get(name).map_err(|_| InvalidZone)?;
        if zone.iana_name().is_some() { Ok(Self(zone)) } else { Err(InvalidZone) }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The day of a moment.
    pub(crate) fn date_of(&self, at: Timestamp) -> Date {
        let at = jiff::Timestamp::from_microsecond(at.as_micros()).expect("its bounds are within those of jiff");
        at.to_zoned(self.0.clone()).date()
    }

    pub(crate) fn is_utc(&self) -> bool {
        self.name() == "UTC"
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self(jiff::tz::TimeZone::UTC)
    }
}

impl TryFrom<String> for Zone {
    type Error = InvalidZone;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Period {
    type Err = UnknownPeriod;

    fn from_str(name: &str) -> Result<Self, UnknownPeriod> {
        Self::ALL.into_iter().find(|period| period.name() == name).ok_or(UnknownPeriod)
    }
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// When the period that holds a moment begins, and when the next one does: each at the first moment of a local day.
    pub fn around(self, at: Timestamp, zone: &Zone) -> (Timestamp, Timestamp) {
        let around = || -> Result<_, jiff::Error> {
            let day = jiff::Timestamp::from_microsecond(at.as_micros())?.to_zoned(zone.0.clone()).date();
            let (first, next) = self.days_around(day)?;
            Ok((first_moment(first, zone)?, first_moment(next, zone)?))
        };
        let micros = |time: jiff::Timestamp| Timestamp::from_micros(time.as_microsecond());
        // Only at the ends of the calendar can it have neither.
        around().map_or((at, at), |(begin, end)| (micros(begin), micros(end)))
    }

    /// The first day of the period that a day is in, and of the next.
    fn days_around(self, day: Date) -> Result<(Date, Date), jiff::Error> {
        let first = match self {
            Self::Day => day,
            Self::Week => day.checked_sub(i64::from(day.weekday().since(Weekday::Monday)).days())?,
            Self::Month => day.first_of_month(),
        };
        let length = match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
        };
        Ok((first, first.checked_add(length)?))
    }
}

/// The first moment of a local day: midnight, or, where the clocks skip that, the moment at which they go forward; of two
/// midnights the earlier.
fn first_moment(day: Date, zone: &Zone) -> Result<jiff::Timestamp, jiff::Error> {
    Ok(day.to_zoned(zone.0.clone())?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        let time: jiff::Timestamp = text.parse().expect("RFC 3339");
        Timestamp::from_micros(time.as_microsecond())
    }

    #[test]
    fn a_period_is_written_and_read_by_its_name() {
        for (name, period) in [("day", Period::Day), ("week", Period::Week), ("month", Period::Month)] {
            assert_eq!((period.to_string().as_str(), name.parse()), (name, Ok(period)));
        }
        assert_eq!("year".parse::<Period>(), Err(UnknownPeriod));
    }

    #[test]
    fn a_period_is_of_the_zones_calendar() {
        let berlin = Zone::new("Europe/Berlin").expect("it is there");
        for (period, zone, at, begin, end) in [
            (Period::Day, Zone::default(), "2026-11-25T23:30:00Z", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z"),
            (Period::Day, berlin.clone(), "2026-11-25T23:30:00Z", "2026-11-25T23:00:00Z", "2026-11-26T23:00:00Z"),
            // The day on which the clocks go back has 25 hours, the one on which they go forward 23.
            (Period::Day, berlin.clone(), "2026-10-25T10:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            (Period::Day, berlin.clone(), "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            (Period::Week, Zone::default(), "2026-11-25T12:00:00Z", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"),
            (Period::Week, Zone::default(), "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"),
            (Period::Month, Zone::default(), "2028-02-29T23:59:59Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
            (Period::Month, berlin, "2026-10-31T23:30:00Z", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z"),
        ] {
            assert_eq!(period.around(moment(at), &zone), (moment(begin), moment(end)), "{period:?} {zone} {at}");
        }
    }

    /// `tests/periods.rs` holds it of every zone.
    #[test]
    fn a_day_without_a_midnight_ends_with_the_next_one() {
        for (period, zone, at, begin, end) in [
            (Period::Day, "America/Santiago", "2027-09-05T12:00:00Z", "2027-09-05T04:00:00Z", "2027-09-06T03:00:00Z"),
            (Period::Day, "America/Santiago", "2027-09-05T03:59:59Z", "2027-09-04T04:00:00Z", "2027-09-05T04:00:00Z"),
            (Period::Day, "Africa/Cairo", "2027-04-30T12:00:00Z", "2027-04-29T22:00:00Z", "2027-04-30T21:00:00Z"),
            (Period::Day, "Asia/Beirut", "2027-03-28T12:00:00Z", "2027-03-27T22:00:00Z", "2027-03-28T21:00:00Z"),
            (Period::Day, "Atlantic/Azores", "2027-03-28T12:00:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:00:00Z"),
        ] {
            let zone = Zone::new(zone).expect("it is there");
            assert_eq!(period.around(moment(at), &zone), (moment(begin), moment(end)), "{period:?} {zone} {at}");
        }
    }

    #[test]
    fn the_first_and_the_last_moment_have_a_period() {
        for period in [Period::Day, Period::Week, Period::Month] {
            for micros in [0, i64::MAX] {
                let at = Timestamp::from_micros(micros);
                let (begin, end) = period.around(at, &Zone::new("Pacific/Auckland").expect("it is there"));
                assert!(begin <= at && at <= end, "{period:?} {micros}");
            }
        }
    }

    #[test]
    fn a_zone_is_one_of_the_database() {
        assert_eq!(Zone::new("Europe/Berlin").map(|zone| zone.name().to_owned()), Ok("Europe/Berlin".to_owned()));
        for bad in ["", "Berlin", "+02:00", "../etc/passwd"] {
            assert_eq!(Zone::new(bad), Err(InvalidZone), "{bad}");
        }
    }
}
