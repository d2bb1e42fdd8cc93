//! Lanes and stripes: how batches run side by side though every flow touches the treasury or revenue.
//!
//! A lane is a place in which batches are committed one after the other; several lanes commit side by side. Each has
//! a wallet of its own, a stripe, of the treasury and of revenue, so that lanes do not wait for each other. A player's
//! commands go to the lane that the player's shard key falls to, which keeps two lanes from wanting one wallet.
//!
//! Which lane a batch runs in is a matter of speed alone: wallets are locked whoever asks, so the answers are the
//! same in any. The treasury's stripes are one treasury: see [`Needs`](crate::Needs).

use crate::value::owner::{OwnerId, ShardKey};
use crate::value::wallet_id::WalletId;

/// How many lanes a store has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lanes(i16);

/// A number that is no [`Lanes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A store has 1 to {} lanes.", Lanes::COUNT_MAX)]
pub struct InvalidLanes;

impl Lanes {
    /// The most that a store may have.
    pub const COUNT_MAX: i16 = 64;
    /// As many as a store may have.
    pub const MAX: Self = Self(Self::COUNT_MAX);
    /// One lane: batches are committed one after the other.
    pub const ONE: Self = Self(1);

    /// That many lanes.
    pub fn new(count: i64) -> Result<Self, InvalidLanes> {
        match i16::try_from(count) {
            Ok(count @ 1..=Self::COUNT_MAX) => Ok(Self(count)),
            _ => Err(InvalidLanes),
        }
    }

    /// How many there are.
    pub fn count(self) -> i16 {
        self.0
    }

    /// The lane of that number, counted on from 0 behind the last.
    pub fn lane(self, number: i16) -> Lane {
        Lane { number: number.rem_euclid(self.0), of: self }
    }
}

/// One of a store's lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    number: i16,
    of: Lanes,
}

impl Lane {
    /// The lane of a store that has one.
    pub const ONLY: Self = Self { number: 0, of: Lanes::ONE };

    /// Its number, from 0.
    pub fn number(self) -> i16 {
        self.number
    }

    /// How many lanes the store has.
    pub fn lanes(self) -> Lanes {
        self.of
    }

    /// The stripe of `owner`'s wallets that this lane uses.
    pub fn stripe_of(self, owner: &OwnerId) -> Stripe {
        if owner.is_striped() { Stripe(self.number) } else { Stripe::FIRST }
    }
}

/// Which of an owner's wallets of one asset: the treasury and revenue have one a lane, everyone else has the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stripe(i16);

impl Stripe {
    /// The one that every owner has.
    pub const FIRST: Self = Self(0);

    /// Every stripe that a wallet of `owner` has in a store with that many lanes.
    pub fn all_of(owner: &OwnerId, lanes: Lanes) -> impl Iterator<Item = Self> + use<> {
        (0..if owner.is_striped() { lanes.count() } else { 1 }).map(Self)
    }

    /// The stripe that a wallet of `owner` is: the shard key of a system wallet is the number of its stripe.
    pub fn of(owner: &OwnerId, wallet: WalletId) -> Self {
        if owner.is_striped() { Self(wallet.shard_key()) } else { Self::FIRST }
    }

    /// The number as stored.
    pub fn number(self) -> i16 {
        self.0
    }

    /// Where the stripe's row is: stripe `k` of a system wallet has shard key `k`, a player's wallet the player's.
    pub fn shard_key(self, owner: &OwnerId) -> ShardKey {
        if owner.is_striped() { ShardKey::of_stripe(self.0) } else { ShardKey::of(owner) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{mint, owner, spend};

    #[test]
    fn a_store_has_1_to_64_lanes() {
        assert_eq!(Lanes::new(1), Ok(Lanes::ONE));
        assert!(Lanes::new(64).is_ok());
        for count in [0, -1, 65, i64::MAX] {
            assert_eq!(Lanes::new(count), Err(InvalidLanes), "{count}");
        }
    }

    #[test]
    fn a_players_commands_share_a_lane_and_the_systems_are_in_the_first() {
        let lanes = Lanes::new(4).expect("valid");
        let lane = |name: &str, key: &str| lanes.lane_of(&spend(name, "GOLD_COINS", 1, key)).number();
        assert_eq!((lane("user_001", "a"), lane("user_001", "b")), (885 % 4, 885 % 4));
        assert_eq!(lane("user_002", "a"), 339 % 4);
        assert_eq!(lanes.lane_of(&mint("GOLD_COINS", 1, "m")).number(), 0);
    }

    #[test]
    fn treasury_and_revenue_have_a_stripe_a_lane_and_no_one_else_has() {
        let lanes = Lanes::new(4).expect("valid");
        let lane = lanes.lane_of(&spend("user_002", "GOLD_COINS", 1, "a"));
        for (name, count, stripe, shard) in [
            ("system:treasury", 4, 3, 3),
            ("system:revenue", 4, 3, 3),
            ("system:issuance", 1, 0, 0),
            ("user_002", 1, 0, 339),
        ] {
            let owner = owner(name);
            assert_eq!(Stripe::all_of(&owner, lanes).count(), count, "{name}");
            let own = lane.stripe_of(&owner);
            assert_eq!((own.number(), own.shard_key(&owner).value()), (stripe, shard), "{name}");
            assert_eq!(
                Stripe::of(&owner, WalletId::new(own.shard_key(&owner), 7).expect("a small number")),
                own,
                "{name}"
            );
        }
    }
}
