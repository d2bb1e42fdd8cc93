//! The ids of wallets.

use crate::value::owner::ShardKey;

/// A store's name for a wallet: the shard key in the high bits, the store's own number below. Locks are taken in
/// ascending order of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WalletId(i64);

/// A number that no [`WalletId`] has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A wallet's number is 0 to 2^48 - 1.")]
pub struct InvalidWalletId;

impl WalletId {
    const NUMBER_BITS: u32 = 48;

    /// The id of the wallet with a store's own `number` (unique in the store, from 0 to 2^48 - 1) in a shard.
    pub fn new(shard: ShardKey, number: i64) -> Result<Self, InvalidWalletId> {
        let is_in_bounds = (0..1 << Self::NUMBER_BITS).contains(&number);
        let id = Self(i64::from(shard.value()) << Self::NUMBER_BITS | number);
        if is_in_bounds { Ok(id) } else { Err(InvalidWalletId) }
    }

    /// An id as it was stored.
    pub fn from_value(id: i64) -> Self {
        Self(id)
    }

    /// The id as stored.
    pub fn value(self) -> i64 {
        self.0
    }

    /// The store's own number below the shard key.
    pub fn number(self) -> i64 {
        self.0 & ((1 << Self::NUMBER_BITS) - 1)
    }

    /// The shard key in its high bits: where its row and its entries are.
    pub fn shard_key(self) -> i16 {
        i16::try_from(self.0 >> Self::NUMBER_BITS).expect("64 bits less 48 are 16")
    }
}
