//! Periods: days, weeks and months of a time zone, and what has been used of a limit within one.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::flow::Flow;
use crate::policy::Limit;
use crate::time::Timestamp;

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

impl Period {
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

/// What a player has used of a limit, in the period that it was last used in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// Of which flow.
    pub flow: Flow,
    /// Of which kind of period.
    pub per: Period,
    /// By the days of which time zone.
    #[serde(default, skip_serializing_if = "Zone::is_utc")]
    pub time_zone: Zone,
    /// When that period began.
    pub since: Timestamp,
    /// How often.
    pub count: i64,
    /// How much, in minor units.
    pub amount: i64,
}

/// What a wallet's owner has used of the limits of its asset: a row's worth, kept beside the wallet under its lock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Usage(pub Vec<Used>);

impl Usage {
    /// Of how many periods of one limit it is kept at most what was used.
    const PERIODS_MAX: usize = 3;

    /// The stored form: canonical JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers always serialise")
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// What has been used of a limit in the period that begins at `since`: how often, and how much.
    pub fn of(&self, limit: &Limit, since: Timestamp) -> (i64, i64) {
        let used = self.0.iter().find(|used| used.is_of(limit) && used.since == since);
        used.map_or((0, 0), |used| (used.count, used.amount))
    }

    /// Puts what has been used of a limit in the period that begins at `since`. What was used in other periods stays, those
    /// nearest to it: so a clock that is set forth or back, for a moment or for good, forgets nothing.
    pub(crate) fn set(&mut self, limit: &Limit, since: Timestamp, (count, amount): (i64, i64)) {
        let used = Used { flow: limit.flow, per: limit.per, time_zone: limit.time_zone.clone(), since, count, amount };
        self.0.retain(|other| !(other.is_of(limit) && other.since == since));
        self.0.push(used);
        let of_limit = self.0.iter().enumerate().filter(|(_, used)| used.is_of(limit));
        if of_limit.clone().count() > Self::PERIODS_MAX {
            let farthest = of_limit.max_by_key(|(_, used)| used.since.as_micros().abs_diff(since.as_micros()));
            farthest.map(|(position, _)| position).map(|position| self.0.remove(position));
        }
    }

    /// The same without what no limit is about any more.
    pub(crate) fn keep(&mut self, limits: &[Limit]) {
        self.0.retain(|used| limits.iter().any(|limit| used.is_of(limit)));
    }
}

impl Used {
    fn is_of(&self, limit: &Limit) -> bool {
        (self.flow, self.per, &self.time_zone) == (limit.flow, limit.per, &limit.time_zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        let time: jiff::Timestamp = text.parse().expect("RFC 3339");
        Timestamp::from_micros(time.as_microsecond())
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

    #[test]
    fn what_was_used_is_known_for_the_nearest_periods() {
        let limit: Limit = serde_json::from_str(r#"{"flow":"bonus","per":"day","max_amount":9}"#).expect("a limit");
        let other: Limit = serde_json::from_str(r#"{"flow":"spend","per":"day","max_amount":9}"#).expect("a limit");
        let day = |number: i64| Timestamp::from_micros(number * 86_400_000_000);
        let mut usage = Usage::default();
        usage.set(&other, day(1), (7, 7));
        let kept = |usage: &Usage| {
            let of_limit = usage.0.iter().filter(|used| used.is_of(&limit));
            let mut days: Vec<_> =
                of_limit.map(|used| (used.since.as_micros() / 86_400_000_000, used.amount)).collect();
            days.sort_unstable();
            days
        };
        for (number, amount, expected) in [
            (1, 5, &[(1, 5)][..]),
            (2, 6, &[(1, 5), (2, 6)]),
            (3, 7, &[(1, 5), (2, 6), (3, 7)]),
            (4, 8, &[(2, 6), (3, 7), (4, 8)]),
            // A clock that is ahead on two days, and right again: today is as it was.
            (33, 1, &[(3, 7), (4, 8), (33, 1)]),
            (34, 2, &[(4, 8), (33, 1), (34, 2)]),
            (4, 9, &[(4, 9), (33, 1), (34, 2)]),
            (5, 1, &[(4, 9), (5, 1), (33, 1)]),
            (6, 1, &[(4, 9), (5, 1), (6, 1)]),
        ] {
            usage.set(&limit, day(number), (1, amount));
            assert_eq!(kept(&usage), expected, "after day {number}");
        }
        assert_eq!(usage.of(&other, day(1)), (7, 7), "another limit is left alone");
    }
}
