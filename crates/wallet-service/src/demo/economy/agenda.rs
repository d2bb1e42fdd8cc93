//! What is going to happen, by the minute.

use std::collections::BTreeMap;

use wallet_domain::Command;

use super::players::{Coin, Id};

/// Something that is going to happen. Whoever does it may not be able to any more, and does something else then.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// The first gift to a player who joins.
    Join(Id),
    /// Thanks for a recommendation.
    Thank(Id),
    /// The bonus of the day.
    Daily(Id),
    /// A quest's reward.
    Quest(Id),
    /// Something of a campaign's budget.
    Event { player: Id, campaign: usize },
    /// Buys something for gold coins or diamonds.
    Buy(Id, Coin),
    /// Buys a pack of diamonds; the payment may be charged back.
    TopUp { player: Id, pack: Option<usize> },
    /// Points for what was paid.
    Loyalty { player: Id, points: u64 },
    /// Changes gold coins into diamonds.
    Convert(Id),
    /// Buys the bundle, at whatever it costs.
    Bundle(Id),
    /// Pays points for diamonds.
    Reward(Id),
    /// Gives gold coins to somebody.
    Give(Id),
    /// Enters a tournament: the fee is held until it is over.
    Enter(Id),
    /// What becomes of a hold.
    Settle { player: Id, hold: Command, end: End },
    /// Gives a spend back, in full or half of it.
    Refund { of: Command, is_half: bool },
    /// A payment is charged back.
    ChargeBack { player: Id, of: Command },
    /// A purchase at the wrong price is taken back.
    TakeBack { of: Command },
    /// Spends a certain number of diamonds on something: a part that is written.
    Pay { player: Id, gems: u64, sink: &'static str, item: &'static str },
    /// Bids diamonds in an auction, and wins it for less.
    Bid { player: Id, gems: u64 },
    /// Funds a campaign's budget.
    Fund { campaign: usize },
    /// Takes back what is left of it.
    Close { campaign: usize },
}

/// What becomes of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It is taken.
    Captured,
    /// So much of it is taken, and the rest let go.
    CapturedInPart(u64),
    /// It is let go.
    Released,
    /// Nobody cared, and its time is over.
    Lapsed,
}

/// Deeds by the minute from the first day's midnight, and within a minute in the order in which they came.
#[derive(Default)]
pub(super) struct Agenda {
    deeds: BTreeMap<(i64, u64), Deed>,
    count: u64,
}

impl Agenda {
    pub(super) fn put(&mut self, minute: i64, deed: Deed) {
        self.count += 1;
        self.deeds.insert((minute, self.count), deed);
    }

    /// The next one before `minute`.
    pub(super) fn take_before(&mut self, minute: i64) -> Option<Deed> {
        let first = self.deeds.first_entry().filter(|entry| entry.key().0 < minute)?;
        Some(first.remove())
    }
}
