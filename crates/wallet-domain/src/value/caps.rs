//! Caps: how much a key may do on its own, and how much it has done.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::amount::MINOR_MAX;
use crate::value::time::Timestamp;

/// What a cap is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapKind {
    /// Bonuses, and top-ups if its holder may ask for them.
    Grant,
    /// Reversals.
    Refund,
    /// Freezes of wallets.
    Freeze,
}

/// Which of a cap's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapPer {
    /// In one action.
    Action,
    /// In a day.
    Day,
    /// For one player in a day.
    Player,
}

impl fmt::Display for CapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Grant => "grants",
            Self::Refund => "refunds",
            Self::Freeze => "freezes",
        })
    }
}

impl fmt::Display for CapPer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Action => "an action",
            Self::Day => "a day",
            Self::Player => "a player and day",
        })
    }
}

/// A cap that would be passed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("The API key's cap on {of} is {cap} {per}: {used} of it is used, and {asked} more is asked for.")]
pub struct CapExcess {
    /// What the cap is about.
    pub of: CapKind,
    /// Which of its figures.
    pub per: CapPer,
    /// The most that there may be.
    pub cap: i64,
    /// What there has been before this.
    pub used: i64,
    /// What is asked for.
    pub asked: i64,
    /// When all of it can be used again; none of a cap an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<Timestamp>,
}

/// The most that a key may do of one kind: in one action, in a day, and for one player in a day. Minor units of grants and
/// refunds, each asset counted alone; wallets of freezes. A day is a UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// In one action.
    pub action: i64,
    /// In a day.
    pub day: i64,
    /// For one player in a day.
    pub player: i64,
}

/// What a capped key may do of each kind. A kind without a cap is not allowed at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// Bonuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<Cap>,
    /// Reversals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<Cap>,
    /// Freezes of wallets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freeze: Option<Cap>,
}

/// A figure that is no cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A cap is three whole numbers from 0 to 2^53 - 1: an action, a day, a player.")]
pub struct InvalidCap;

impl Cap {
    /// A cap of these figures.
    pub fn new(action: i64, day: i64, player: i64) -> Result<Self, InvalidCap> {
        let cap = Self { action, day, player };
        if cap.is_valid() { Ok(cap) } else { Err(InvalidCap) }
    }

    fn is_valid(self) -> bool {
        [self.action, self.day, self.player].into_iter().all(|figure| (0..=MINOR_MAX).contains(&figure))
    }

    /// Whether it allows no more than another, in any of its figures.
    pub fn is_within(self, other: Self) -> bool {
        self.action <= other.action && self.day <= other.day && self.player <= other.player
    }
}

impl Caps {
    /// Whether every figure can be a cap.
    pub(crate) fn is_valid(&self) -> bool {
        self.each().into_iter().flatten().all(Cap::is_valid)
    }

    /// The caps of grants, refunds and freezes.
    pub fn each(&self) -> [Option<Cap>; 3] {
        [self.grant, self.refund, self.freeze]
    }

    /// Whether they allow no more than others, of any kind.
    pub fn are_within(&self, others: &Self) -> bool {
        self.each().into_iter().zip(others.each()).all(|(own, other)| match (own, other) {
            (None, _) => true,
            (Some(own), Some(other)) => own.is_within(other),
            (Some(_), None) => false,
        })
    }
}

/// What a key has used of its caps in a day, in all or for one player.
///
/// The serialised form is what stores keep.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapUsage {
    /// When the day began, in microseconds since 1970.
    since: i64,
    /// Minor units by asset.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    grant: BTreeMap<String, i64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    refund: BTreeMap<String, i64>,
    /// Wallets.
    #[serde(default)]
    freeze: i64,
}

const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

/// The day of a moment: when it began, and when the next one does.
fn day_of(now: Timestamp) -> (i64, Timestamp) {
    let since = now.as_micros().div_euclid(DAY_US) * DAY_US;
    (since, Timestamp::from_micros(since.saturating_add(DAY_US)))
}

impl CapUsage {
    /// The usage of today: none of a day that is over.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Self {
        let (since, _) = day_of(now);
        // A clock that was set back does not give a day's usage back.
        if self.since >= since { self.clone() } else { Self { since, ..Self::default() } }
    }

    /// When the day of a moment is over.
    pub fn resets_at(now: Timestamp) -> Timestamp {
        day_of(now).1
    }

    /// What was used of a kind: of each asset, or of freezes without one.
    pub fn used(&self, of: CapKind) -> impl Iterator<Item = (&str, i64)> {
        let (assets, wallets) = match of {
            CapKind::Grant => (Some(&self.grant), None),
            CapKind::Refund => (Some(&self.refund), None),
            CapKind::Freeze => (None, Some(("", self.freeze))),
        };
        assets.into_iter().flatten().map(|(asset, used)| (asset.as_str(), *used)).chain(wallets)
    }

    fn of(&self, of: CapKind, asset: &str) -> i64 {
        self.used(of).find(|(used, _)| *used == asset).map_or(0, |(_, used)| used)
    }

    fn add(&mut self, of: CapKind, asset: &str, asked: i64) {
        let used = match of {
            CapKind::Grant => self.grant.entry(asset.to_owned()).or_default(),
            CapKind::Refund => self.refund.entry(asset.to_owned()).or_default(),
            CapKind::Freeze => &mut self.freeze,
        };
        *used = used.saturating_add(asked);
    }

    /// The form that stores keep.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are JSON")
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

/// What a key has used today: in all, and for the player of the action.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CapUsages {
    /// In all.
    pub day: CapUsage,
    /// For the player.
    pub player: CapUsage,
}

impl CapUsages {
    /// The usages once an action has taken what it asks for, asset by asset; or the first figure of the cap that it passes.
    pub fn take(&self, caps: &Caps, of: CapKind, asked: &[(&str, i64)], now: Timestamp) -> Result<Self, CapExcess> {
        let cap = match of {
            CapKind::Grant => caps.grant,
            CapKind::Refund => caps.refund,
            CapKind::Freeze => caps.freeze,
        };
        let cap = cap.unwrap_or(Cap { action: 0, day: 0, player: 0 });
        let mut after = Self { day: self.day.today(now), player: self.player.today(now) };
        let resets_at = Some(CapUsage::resets_at(now));
        for &(asset, asked) in asked {
            let (day, player) = (after.day.of(of, asset), after.player.of(of, asset));
            for (per, cap, used, resets_at) in [
                (CapPer::Action, cap.action, 0, None),
                (CapPer::Day, cap.day, day, resets_at),
                (CapPer::Player, cap.player, player, resets_at),
            ] {
                if used.saturating_add(asked) > cap {
                    return Err(CapExcess { of, per, cap, used, asked, resets_at });
                }
            }
            after.day.add(of, asset, asked);
            after.player.add(of, asset, asked);
        }
        Ok(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_of_a_cap_bounds_an_asset_alone_until_the_day_is_over() {
        let caps = Caps { grant: Cap::new(10, 25, 15).ok(), refund: None, freeze: Cap::new(1, 2, 1).ok() };
        let noon = Timestamp::from_micros(DAY_US / 2);
        let take = |usages: &CapUsages, of, asset: &str, asked| usages.take(&caps, of, &[(asset, asked)], noon);
        let none = CapUsages::default();
        let excess = take(&none, CapKind::Grant, "GOLD", 11).expect_err("too much at once");
        assert_eq!((excess.per, excess.cap, excess.used, excess.resets_at), (CapPer::Action, 10, 0, None));
        let once = take(&none, CapKind::Grant, "GOLD", 10).expect("within it");
        let excess = take(&once, CapKind::Grant, "GOLD", 6).expect_err("too much for a player");
        assert_eq!((excess.per, excess.used, excess.asked), (CapPer::Player, 10, 6));
        assert_eq!(excess.resets_at, Some(Timestamp::from_micros(DAY_US)));
        assert!(take(&once, CapKind::Grant, "GEMS", 10).is_ok(), "another asset");
        let other_player = CapUsages { player: CapUsage::default(), ..once };
        let twice = take(&other_player, CapKind::Grant, "GOLD", 10).expect("another player");
        let third = CapUsages { player: CapUsage::default(), ..twice.clone() };
        assert_eq!(take(&third, CapKind::Grant, "GOLD", 6).expect_err("too much a day").per, CapPer::Day);
        assert_eq!(take(&none, CapKind::Refund, "GOLD", 1).expect_err("no cap is none").cap, 0);
        assert!(take(&none, CapKind::Freeze, "", 1).is_ok());
        let tomorrow = Timestamp::from_micros(DAY_US);
        assert!(twice.take(&caps, CapKind::Grant, &[("GOLD", 10)], tomorrow).is_ok());
        assert!(twice.take(&caps, CapKind::Grant, &[("GOLD", 10)], Timestamp::from_micros(-1)).is_err());
    }

    #[test]
    fn a_usage_comes_back_from_its_stored_form() {
        let caps = Caps { grant: Cap::new(9, 9, 9).ok(), ..Caps::default() };
        let taken = CapUsages::default().take(&caps, CapKind::Grant, &[("GOLD", 3)], Timestamp::from_micros(DAY_US));
        let usage = taken.expect("within it").day;
        assert_eq!(usage.to_json(), r#"{"since":86400000000,"grant":{"GOLD":3},"freeze":0}"#);
        assert_eq!(CapUsage::from_json(&usage.to_json()).expect("readable"), usage);
        assert_eq!(usage.used(CapKind::Grant).collect::<Vec<_>>(), [("GOLD", 3)]);
    }

    #[test]
    fn a_cap_has_no_negative_figure_and_none_beyond_exact_numbers() {
        assert!(Cap::new(0, 0, 0).is_ok() && Cap::new(MINOR_MAX, MINOR_MAX, MINOR_MAX).is_ok());
        for (action, day, player) in [(-1, 0, 0), (0, -1, 0), (0, 0, -1), (MINOR_MAX + 1, 0, 0)] {
            assert_eq!(Cap::new(action, day, player), Err(InvalidCap));
        }
    }

    #[test]
    fn caps_are_within_others_if_no_figure_passes_theirs() {
        let cap = |figure| Cap::new(figure, figure, figure).ok();
        let of = |grant, refund| Caps { grant, refund, freeze: None };
        assert!(of(cap(5), None).are_within(&of(cap(5), cap(1))));
        assert!(!of(cap(6), None).are_within(&of(cap(5), cap(1))));
        assert!(!of(None, cap(1)).are_within(&of(cap(5), None)));
    }
}
