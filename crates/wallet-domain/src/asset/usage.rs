//! What has been used of a limit, period by period.

use serde::{Deserialize, Serialize};

use crate::asset::period::{Period, Zone};
use crate::asset::policy::Limit;
use crate::flow::Flow;
use crate::value::time::Timestamp;

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
#[serde(try_from = "Vec<Used>")]
pub struct Usage(pub(crate) Vec<Used>);

/// What is no [`Usage`]: nobody has used less than nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("What was used of a limit is 0 or more.")]
pub struct InvalidUsage;

impl TryFrom<Vec<Used>> for Usage {
    type Error = InvalidUsage;

    fn try_from(used: Vec<Used>) -> Result<Self, InvalidUsage> {
        if used.iter().any(|used| used.count < 0 || used.amount < 0) { Err(InvalidUsage) } else { Ok(Self(used)) }
    }
}

impl Usage {
    /// What was used, period by period.
    pub fn periods(&self) -> &[Used] {
        &self.0
    }

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
