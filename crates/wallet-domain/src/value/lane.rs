//! Lanes and stripes: how batches run side by side though every flow touches the treasury or revenue.
//!
//! A lane is a place in which batches are committed one after the other; several lanes commit side by side. Each has
//! a wallet of its own, a stripe, of the treasury and of revenue, so that lanes do not wait for each other. A player's
//! commands go to the lane that the player's shard key falls to, which keeps two lanes from wanting one wallet.
//!
//! Which lane a batch runs in is a matter of speed alone: wallets are locked whoever asks, so the answers are the
//! same in any. The treasury's stripes are one treasury: see [`Needs`](crate::Needs).
//!
//! Which shard keys fall to which lane is the store's to say. In one database lane = shard key % lanes. A database that is
//! distributed over machines has a lane a shard, and a lane's stripes have a shard key that lies in that shard.

use std::ptr;
use std::sync::{Mutex, PoisonError};

use crate::value::owner::{OwnerId, ShardKey};

/// The lanes of a store: how many there are, which shard keys fall to each, and where their stripes are.
#[derive(Debug, Clone, Copy)]
pub struct Lanes {
    count: i16,
    /// None if stripe `k` has shard key `k`, and shard keys fall to lanes by their remainder.
    layout: Option<&'static Layout>,
}

/// Lanes as a database has laid them out.
#[derive(Debug, PartialEq, Eq)]
struct Layout {
    /// The shard key of each lane's stripes.
    stripe_keys: Vec<i16>,
    /// The lane of each shard key, if lanes are shards.
    lane_of: Option<Vec<i16>>,
}

/// A number that is no [`Lanes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A store has 1 to {} lanes.", Lanes::COUNT_MAX)]
pub struct InvalidLanes;

/// Why lanes are not the shards of a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShards {
    /// There are none, or too many.
    #[error(transparent)]
    Count(#[from] InvalidLanes),
    /// Shards without a lane: a new lane of each has this stripe key, the smallest one that lies in the shard.
    #[error("no lane has its stripes in the shards of these shard keys: {0:?}")]
    Missing(Vec<i16>),
}

/// Every layout that this process has met. A database has another one only after its shards were split.
static LAYOUTS: Mutex<Vec<&'static Layout>> = Mutex::new(Vec::new());

impl PartialEq for Lanes {
    fn eq(&self, other: &Self) -> bool {
        // There is one of each layout.
        self.count == other.count && self.layout.map(ptr::from_ref) == other.layout.map(ptr::from_ref)
    }
}

impl Eq for Lanes {}

impl Lanes {
    /// The most that a store may have.
    pub const COUNT_MAX: i16 = 64;
    /// As many as a store may have.
    pub const MAX: Self = Self { count: Self::COUNT_MAX, layout: None };
    /// One lane: batches are committed one after the other.
    pub const ONE: Self = Self { count: 1, layout: None };

    /// That many lanes; each lane's stripes have its number for a shard key.
    pub fn new(count: i64) -> Result<Self, InvalidLanes> {
        match i16::try_from(count) {
            Ok(count @ 1..=Self::COUNT_MAX) => Ok(Self { count, layout: None }),
            _ => Err(InvalidLanes),
        }
    }

    /// The lanes of a store that is one database, by the shard keys of their stripes.
    pub fn of_stripe_keys(stripe_keys: &[i16]) -> Result<Self, InvalidLanes> {
        let plain = Self::new(i64::try_from(stripe_keys.len()).unwrap_or(i64::MAX))?;
        if stripe_keys.iter().copied().eq(0..plain.count) {
            return Ok(plain);
        }
        Ok(plain.laid_out(Layout { stripe_keys: stripe_keys.to_vec(), lane_of: None }))
    }

    /// The lanes of a database that is distributed: `shard_of` has the shard of each shard key, from 0. A shard's lane is
    /// the first one whose stripes lie in it; lanes beside those stand still.
    pub fn of_shards(stripe_keys: &[i16], shard_of: &[i64]) -> Result<Self, NotShards> {
        let plain = Self::new(i64::try_from(stripe_keys.len()).unwrap_or(i64::MAX))?;
        let shard = |key: i16| usize::try_from(key).ok().and_then(|key| shard_of.get(key));
        let lane_in = |shard_of_key: &i64| {
            (0..)
                .zip(stripe_keys)
                .find(|(_, stripe_key)| shard(**stripe_key) == Some(shard_of_key))
                .map(|(lane, _)| lane)
        };
        let lanes: Vec<Option<i16>> = shard_of.iter().map(lane_in).collect();
        let is_first = |key: &usize| shard_of.iter().position(|shard| *shard == shard_of[*key]) == Some(*key);
        let without = (0..shard_of.len()).filter(|key| lanes[*key].is_none()).filter(is_first);
        let missing: Vec<i16> = without.filter_map(|key| i16::try_from(key).ok()).collect();
        match lanes.into_iter().collect::<Option<Vec<i16>>>() {
            Some(lane_of) => Ok(plain.laid_out(Layout { stripe_keys: stripe_keys.to_vec(), lane_of: Some(lane_of) })),
            None => Err(NotShards::Missing(missing)),
        }
    }

    /// Layouts live as long as the process, each once, so that lanes are a small value wherever they go.
    fn laid_out(self, layout: Layout) -> Self {
        let mut layouts = LAYOUTS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = layouts.iter().copied().find(|known| **known == layout);
        let layout = known.unwrap_or_else(|| {
            let new: &'static Layout = Box::leak(Box::new(layout));
            layouts.push(new);
            new
        });
        Self { layout: Some(layout), ..self }
    }

    /// How many there are.
    pub fn count(self) -> i16 {
        self.count
    }

    /// The lane of that number, counted on from 0 behind the last.
    pub fn lane(self, number: i16) -> Lane {
        Lane { number: number.rem_euclid(self.count), of: self }
    }

    /// The lane that a shard key falls to.
    pub fn lane_of_key(self, shard_key: i16) -> Lane {
        let by_shard = self.layout.and_then(|layout| layout.lane_of.as_ref());
        let found = by_shard.zip(usize::try_from(shard_key).ok()).and_then(|(lane_of, key)| lane_of.get(key));
        self.lane(found.copied().unwrap_or(shard_key))
    }

    /// Whether lanes are the shards of a distributed database. Then what is in another lane is on another machine, so that
    /// batches keep to their lane however few commands wait.
    pub fn are_shards(self) -> bool {
        self.layout.is_some_and(|layout| layout.lane_of.is_some())
    }

    /// The shard key of a lane's stripes.
    pub fn stripe_key(self, lane: i16) -> i16 {
        let laid_out = self.layout.zip(usize::try_from(lane).ok());
        laid_out.and_then(|(layout, lane)| layout.stripe_keys.get(lane)).copied().unwrap_or(lane)
    }

    /// These and as many more as a store may have: a reader finds the stripes of lanes that it has not heard of yet, where
    /// lanes are not shards.
    #[must_use]
    pub fn and_more(self) -> Self {
        Self { count: Self::COUNT_MAX, ..self }
    }

    fn stripe(self, number: i16) -> Stripe {
        Stripe { number, key: self.stripe_key(number) }
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

    /// The shard key of its stripes.
    pub fn stripe_key(self) -> i16 {
        self.of.stripe_key(self.number)
    }

    /// The stripe of `owner`'s wallets that this lane uses.
    pub fn stripe_of(self, owner: &OwnerId) -> Stripe {
        if owner.is_striped() { self.of.stripe(self.number) } else { Stripe::FIRST }
    }
}

/// Which of an owner's wallets of one asset: the treasury and revenue have one a lane, everyone else has the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stripe {
    number: i16,
    key: i16,
}

impl Stripe {
    /// The one that every owner has.
    pub const FIRST: Self = Self { number: 0, key: 0 };

    /// Every stripe that a wallet of `owner` has in a store with these lanes.
    pub fn all_of(owner: &OwnerId, lanes: Lanes) -> impl Iterator<Item = Self> + use<> {
        (0..if owner.is_striped() { lanes.count } else { 1 })
            .map(move |number| if number == 0 && lanes.layout.is_none() { Self::FIRST } else { lanes.stripe(number) })
    }

    /// The number as stored.
    pub fn number(self) -> i16 {
        self.number
    }

    /// Where the stripe's row is: a stripe of a system wallet has its lane's stripe key, a player's wallet the player's.
    pub fn shard_key(self, owner: &OwnerId) -> ShardKey {
        if owner.is_striped() { ShardKey::of_stripe(self.key) } else { ShardKey::of(owner) }
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
        }
    }

    /// Shards of a database: shard key `k` is in shard `k / 100`.
    fn shard_of() -> Vec<i64> {
        (0..1024).map(|key| key / 100).collect()
    }

    #[test]
    fn lanes_that_are_shards_are_found_by_where_their_stripes_lie() {
        let stripe_keys: Vec<i16> = (0..11).map(|shard| shard * 100).collect();
        let lanes = Lanes::of_shards(&stripe_keys, &shard_of()).expect("a lane a shard");
        assert!(lanes.are_shards());
        assert_eq!((lanes.count(), lanes), (11, Lanes::of_shards(&stripe_keys, &shard_of()).expect("the same")));
        let lane = lanes.lane_of(&spend("user_001", "GOLD_COINS", 1, "a"));
        assert_eq!((lane.number(), lane.stripe_key()), (8, 800), "user_001 has shard key 885");
        let stripe = lane.stripe_of(OwnerId::treasury());
        assert_eq!((stripe.number(), stripe.shard_key(OwnerId::treasury()).value()), (8, 800));
        assert_eq!(lanes.lane_of(&mint("GOLD_COINS", 1, "m")).number(), 0);
        let all: Vec<i16> =
            Stripe::all_of(OwnerId::revenue(), lanes).map(|it| it.shard_key(OwnerId::revenue()).value()).collect();
        assert_eq!(all, stripe_keys);
    }

    #[test]
    fn a_shard_without_a_lane_is_told_by_its_smallest_key() {
        let missing = Lanes::of_shards(&[0, 1, 250], &shard_of());
        assert_eq!(missing, Err(NotShards::Missing(vec![100, 300, 400, 500, 600, 700, 800, 900, 1000])));
        assert_eq!(Lanes::of_shards(&[], &shard_of()), Err(NotShards::Count(InvalidLanes)));
    }

    #[test]
    fn a_lane_beside_the_lane_of_its_shard_stands_still() {
        let stripe_keys: Vec<i16> = [0, 1].into_iter().chain((1..11).map(|shard| shard * 100 + 20)).collect();
        let lanes = Lanes::of_shards(&stripe_keys, &shard_of()).expect("a lane a shard, and one more");
        let used: std::collections::BTreeSet<i16> = (0..1024).map(|key| lanes.lane_of_key(key).number()).collect();
        assert_eq!(used, (0..12).filter(|lane| *lane != 1).collect());
        // Its stripes belong to the treasury all the same.
        assert_eq!(Stripe::all_of(OwnerId::treasury(), lanes).count(), 12);
    }

    #[test]
    fn lanes_of_one_database_may_have_stripes_anywhere() {
        assert_eq!(Lanes::of_stripe_keys(&[0, 1, 2]), Lanes::new(3));
        let lanes = Lanes::of_stripe_keys(&[0, 28]).expect("two");
        assert_eq!((lanes.are_shards(), lanes.lane_of_key(7).number()), (false, 1));
        assert_eq!(lanes.lane(1).stripe_key(), 28);
        assert_ne!(Ok(lanes), Lanes::new(2));
    }
}
