//! Periods: days, weeks and months of a time zone, and what has been used of a limit within one.

use std::fmt;

use jiff::civil::Weekday;
use jiff::{ToSpan, Unit, Zoned, ZonedRound};
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

    /// When the period that holds a moment begins, and when the next one does.
    pub fn around(self, at: Timestamp, zone: &Zone) -> (Timestamp, Timestamp) {
        let around = self.begin_of(at, zone).and_then(|begin| {
            let end = match self {
                Self::Day => begin.checked_add(1.day()),
                Self::Week => begin.checked_add(1.week()),
                Self::Month => begin.checked_add(1.month()),
            };
            end.map(|end| (begin, end))
        });
        let micros = |time: &Zoned| Timestamp::from_micros(time.timestamp().as_microsecond());
        // Only at the ends of the calendar can it have neither.
        around.map_or((at, at), |(begin, end)| (micros(&begin), micros(&end)))
    }

    fn begin_of(self, at: Timestamp, zone: &Zone) -> Result<Zoned, jiff::Error> {
        let time = jiff::Timestamp::from_microsecond(at.as_micros())?.to_zoned(zone.0.clone());
        let midnight = time.round(ZonedRound::new().smallest(Unit::Day).mode(jiff::RoundMode::Floor))?;
        match self {
            Self::Day => Ok(midnight),
            Self::Week => {
                let days = i64::from(time.weekday().since(Weekday::Monday));
                midnight.checked_sub(days.days())?.start_of_day()
            }
            Self::Month => midnight.first_of_month()?.start_of_day(),
        }
    }
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

    /// Puts what has been used of a limit in the period that begins at `since` in place of whatever was there.
    pub(crate) fn set(&mut self, limit: &Limit, since: Timestamp, (count, amount): (i64, i64)) {
        let used = Used { flow: limit.flow, per: limit.per, time_zone: limit.time_zone.clone(), since, count, amount };
        match self.0.iter_mut().find(|used| used.is_of(limit)) {
            Some(before) => *before = used,
            None => self.0.push(used),
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
