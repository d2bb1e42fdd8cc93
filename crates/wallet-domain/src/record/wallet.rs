//! Wallets: one owner's holding of one asset.

use serde::{Deserialize, Serialize};

use crate::value::amount::Balance;
use crate::value::asset_code::AssetCode;
use crate::value::lane::Stripe;
use crate::value::owner::{OwnerId, ShardKey};
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// A wallet by whose it is, what it holds, and which of the owner's stripes it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WalletName<'a> {
    /// Whose it is.
    pub owner: &'a OwnerId,
    /// What it holds.
    pub asset: &'a AssetCode,
    /// Which one, of an owner who has one a lane.
    pub stripe: Stripe,
}

impl WalletName<'_> {
    /// Where its row is.
    pub fn shard_key(&self) -> ShardKey {
        self.stripe.shard_key(self.owner)
    }
}

/// Whether a wallet takes part in transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum WalletStatus {
    /// It does.
    Open,
    /// An operator has stopped it for a while: nothing goes in, and nothing but what is let go goes out.
    Frozen,
    /// It has ended. An operator may open it again.
    Closed,
    /// An operator has stopped what goes out for a while.
    DebitsFrozen,
    /// An operator has stopped what goes in for a while.
    CreditsFrozen,
}

/// Which side of a wallet an operator stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// What goes out.
    Debits,
    /// What goes in.
    Credits,
    /// Both.
    All,
}

impl Block {
    /// Every way to stop a wallet.
    pub const ALL: [Self; 3] = [Self::Debits, Self::Credits, Self::All];
}

impl WalletStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Open, Self::Frozen, Self::Closed, Self::DebitsFrozen, Self::CreditsFrozen];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Frozen => "frozen",
            Self::Closed => "closed",
            Self::DebitsFrozen => "debits_frozen",
            Self::CreditsFrozen => "credits_frozen",
        }
    }

    /// The code in stores; it never changes.
    pub fn code(self) -> i16 {
        match self {
            Self::Open => 1,
            Self::Frozen => 2,
            Self::Closed => 3,
            Self::DebitsFrozen => 4,
            Self::CreditsFrozen => 5,
        }
    }

    /// Whether an operator has stopped what goes out.
    pub fn stops_debits(self) -> bool {
        matches!(self, Self::Frozen | Self::DebitsFrozen)
    }

    /// Whether an operator has stopped what goes in.
    pub fn stops_credits(self) -> bool {
        matches!(self, Self::Frozen | Self::CreditsFrozen)
    }

    /// The same with a side stopped, or both, beside what is stopped already.
    #[must_use]
    pub fn with(self, block: Block) -> Self {
        let (debits, credits) = (self.stops_debits(), self.stops_credits());
        match (debits || block != Block::Credits, credits || block != Block::Debits) {
            (true, true) => Self::Frozen,
            (true, false) => Self::DebitsFrozen,
            (false, _) => Self::CreditsFrozen,
        }
    }

    /// The status of that code.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// What of a wallet changes, and what a decision needs of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WalletState {
    /// The store's name for it.
    pub id: WalletId,
    /// What it holds.
    pub balance: Balance,
    /// What of that its open holds keep, in minor units: 0 to the balance.
    pub held: i64,
    /// What its owner owes of the asset, in minor units: what the [debt](OwnerId::debt_of)'s wallet lacks. 0 of all but
    /// players.
    pub debt: i64,
    /// The least it may hold: 0, and [`Balance::MIN`] for the contra wallet and for what a player owes.
    pub floor: Balance,
    /// How many entries it has; they are numbered 1, 2, 3, ... without gaps.
    pub sequence: i64,
    /// Moves with everything that changes the wallet.
    pub version: i64,
    /// Whether it takes part in transactions.
    pub status: WalletStatus,
    /// When its latest entry was decided, or when it was opened; of the service's own wallets the latest of all those
    /// times.
    pub last_entry_at: Timestamp,
}

impl WalletState {
    /// A wallet just opened: empty, its floor by its owner.
    pub fn opened(id: WalletId, owner: &OwnerId, at: Timestamp) -> Self {
        Self {
            id,
            balance: Balance::ZERO,
            held: 0,
            debt: 0,
            floor: Self::floor_of(owner),
            sequence: 0,
            version: 0,
            status: WalletStatus::Open,
            last_entry_at: at,
        }
    }

    /// The least that a wallet of `owner` may hold.
    pub fn floor_of(owner: &OwnerId) -> Balance {
        if owner == OwnerId::issuance() || owner.is_debt() { Balance::MIN } else { Balance::ZERO }
    }

    /// The most that a wallet of `owner` may hold.
    pub fn top_of(owner: &OwnerId) -> Balance {
        if owner.is_debt() { Balance::ZERO } else { Balance::MAX }
    }

    /// What can be taken out, in minor units.
    pub fn available(&self) -> i64 {
        self.balance.minor() - self.floor.minor() - self.held
    }

    /// What can be put in, in minor units.
    pub fn headroom(&self) -> i64 {
        Balance::MAX.minor() - self.balance.minor()
    }
}

/// One owner's holding of one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Wallet {
    /// Whose it is.
    pub owner: OwnerId,
    /// What it holds.
    pub asset: AssetCode,
    /// How much, and what else changes.
    pub state: WalletState,
}

impl Wallet {
    /// One wallet out of its stripes, the first one first: its balance, its entries and its changes are theirs together.
    pub fn of_stripes(stripes: impl IntoIterator<Item = Self>) -> Option<Self> {
        stripes.into_iter().reduce(|mut whole, stripe| {
            let (state, other) = (&mut whole.state, stripe.state);
            // Together they are within what was minted and what is owed: beyond a balance's bounds only where both are near it.
            state.balance = state.balance.checked_add(other.balance.minor()).unwrap_or(Balance::MAX);
            state.held += other.held;
            state.sequence += other.sequence;
            state.version += other.version;
            state.last_entry_at = state.last_entry_at.max(other.last_entry_at);
            whole
        })
    }

    /// One wallet of each owner and asset, out of stripes that stand together.
    pub fn merge_stripes(stripes: &[Self]) -> Vec<Self> {
        let wallets = stripes.chunk_by(|one, other| (&one.owner, &one.asset) == (&other.owner, &other.asset));
        wallets.filter_map(|stripes| Self::of_stripes(stripes.iter().cloned())).collect()
    }
}
