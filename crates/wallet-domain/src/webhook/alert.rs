//! Balance alerts: a line that a balance crosses. An alert is told once a crossing, as a type of its own behind the event
//! that crossed the line.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::event::Standing;
use crate::value::amount::MINOR_MAX;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its name, chosen by the caller.
    pub id: AlertId,
    /// Of which asset.
    pub asset: AssetCode,
    /// Whose balance; every player's if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnerId>,
    /// The line.
    pub threshold: Threshold,
    /// Since when it watches for just this: earlier events set off nothing.
    pub since: Timestamp,
}

/// The line of an alert, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// The balance falls below this from this or more.
    Below(i64),
    /// The balance rises above this from this or less.
    Above(i64),
}

/// A line that no balance can cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLine {
    /// No balance is below it.
    #[error("`below` is an amount in minor units from 1 to {MINOR_MAX}.")]
    Below,
    /// No balance is above it.
    #[error("`above` is an amount in minor units from 0 to {}.", MINOR_MAX - 1)]
    Above,
}

impl Threshold {
    /// A line that a balance can fall below.
    pub fn below(minor: i64) -> Result<Self, InvalidLine> {
        if (1..=MINOR_MAX).contains(&minor) { Ok(Self::Below(minor)) } else { Err(InvalidLine::Below) }
    }

    /// A line that a balance can rise above.
    pub fn above(minor: i64) -> Result<Self, InvalidLine> {
        if (0..MINOR_MAX).contains(&minor) { Ok(Self::Above(minor)) } else { Err(InvalidLine::Above) }
    }

    /// The type of event that tells of a crossing.
    pub fn event_type(self) -> &'static str {
        match self {
            Self::Below(_) => "wallet.below",
            Self::Above(_) => "wallet.above",
        }
    }

    /// The line itself.
    pub fn minor(self) -> i64 {
        match self {
            Self::Below(line) | Self::Above(line) => line,
        }
    }

    /// Whether a balance that goes from `before` to `after` crosses the line. Two crossings have one the other way
    /// between them, so each is told once.
    pub fn is_crossed(self, before: i64, after: i64) -> bool {
        match self {
            Self::Below(line) => before >= line && after < line,
            Self::Above(line) => before <= line && after > line,
        }
    }
}

impl Alert {
    /// The most alerts of a ledger.
    pub const ALERTS_MAX: usize = 100;

    /// Whether what happened to a wallet at that time sets it off.
    pub fn is_set_off(&self, standing: &Standing, at: Timestamp) -> bool {
        self.since <= at
            && self.asset == standing.asset
            && self.owner.as_ref().is_none_or(|owner| *owner == standing.owner)
            && self.threshold.is_crossed(standing.balance_before, standing.balance)
    }

    /// The alert as it is once it takes the place of the one of its id: one that says the same as before watches since
    /// then.
    #[must_use]
    pub fn in_place_of(&self, before: Option<&Self>) -> Self {
        let same = before.filter(|before| Self { since: before.since, ..self.clone() } == **before);
        same.unwrap_or(self).clone()
    }
}

/// The name of an alert: 1 to 50 small letters, digits, underscores and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AlertId(String);

/// A text that is no [`AlertId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An alert's id is 1 to 50 lower-case letters, digits, underscores and hyphens.")]
pub struct InvalidAlertId;

impl AlertId {
    /// Parses an id.
    pub fn new(text: &str) -> Result<Self, InvalidAlertId> {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
        let is_id = (1..=50).contains(&text.len()) && text.bytes().all(is_plain);
        if is_id { Ok(Self(text.to_owned())) } else { Err(InvalidAlertId) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for AlertId {
    type Error = InvalidAlertId;

    fn try_from(text: String) -> Result<Self, InvalidAlertId> {
        Self::new(&text)
    }
}

impl From<AlertId> for String {
    fn from(id: AlertId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(owner: &str, before: i64, after: i64) -> Standing {
        Standing {
            owner: OwnerId::new(owner).expect("an owner"),
            asset: AssetCode::new("GOLD_COINS").expect("an asset"),
            sequence: Some(1),
            balance_before: before,
            balance: after,
            held: 0,
            debt: 0,
        }
    }

    #[test]
    fn a_line_is_crossed_once_until_it_is_crossed_back() {
        let walk = [10, 5, 4, 4, 0, 5, 4, 5, 6, 5, 6];
        let crossings = |threshold: Threshold| -> Vec<usize> {
            let steps = walk.windows(2).enumerate();
            steps.filter(|(_, pair)| threshold.is_crossed(pair[0], pair[1])).map(|(step, _)| step).collect()
        };
        assert_eq!(crossings(Threshold::Below(5)), [1, 5]);
        assert_eq!(crossings(Threshold::Above(5)), [7, 9]);
        // Both lines at once, in one transaction.
        assert!(Threshold::Below(5).is_crossed(10, 0) && !Threshold::Above(5).is_crossed(10, 0));
    }

    #[test]
    fn a_line_is_where_a_balance_can_be_on_both_sides() {
        let most = MINOR_MAX;
        assert_eq!([1, most].map(Threshold::below), [Ok(Threshold::Below(1)), Ok(Threshold::Below(most))]);
        assert_eq!([0, most - 1].map(Threshold::above), [Ok(Threshold::Above(0)), Ok(Threshold::Above(most - 1))]);
        assert_eq!([0, -1, most + 1].map(Threshold::below), [Err(InvalidLine::Below); 3]);
        assert_eq!([-1, most].map(Threshold::above), [Err(InvalidLine::Above); 2]);
    }

    #[test]
    fn an_alert_is_set_off_by_its_asset_its_owner_and_its_time_alone() {
        let id = AlertId::new("low").expect("an id");
        let asset = AssetCode::new("GOLD_COINS").expect("an asset");
        let all = Alert { id, asset, owner: None, threshold: Threshold::Below(5), since: Timestamp::from_micros(10) };
        let one = Alert { owner: Some(OwnerId::new("user_001").expect("an owner")), ..all.clone() };
        let diamonds = Alert { asset: AssetCode::new("DIAMONDS").expect("an asset"), ..all.clone() };
        let now = Timestamp::from_micros(10);
        let set_off = |standing: &Standing| [&all, &one, &diamonds].map(|alert| alert.is_set_off(standing, now));
        assert_eq!(set_off(&standing("user_001", 5, 4)), [true, true, false]);
        assert_eq!(set_off(&standing("user_002", 5, 4)), [true, false, false]);
        assert!(!all.is_set_off(&standing("user_001", 5, 4), Timestamp::from_micros(9)));
    }

    #[test]
    fn ids_are_plain() {
        for bad in ["", "A", "a.b", "a b", "~", &"a".repeat(51)] {
            assert_eq!(AlertId::new(bad), Err(InvalidAlertId), "{bad:?}");
        }
        assert!(AlertId::new("low-gold_2").is_ok());
    }
}
