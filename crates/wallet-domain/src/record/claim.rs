//! Claims: rights against a transaction that is booked, how much of each is left, and until when.
//!
//! A hold is a claim of its owner's application on the credits it keeps; a reversed transaction is a claim on what of it
//! can still be reversed. A claim has the id of the transaction that it is against, and changes only under the lock of
//! its wallet. All of it follows from the transactions: `verify` derives it from them.

use crate::flow::terms::Order;
use crate::record::transaction::Transaction;
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// How much of a hold, or of a transaction that was reversed in part, is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Claim {
    /// The transaction that it is against: the hold's, or the one that is reversed.
    pub id: TransactionId,
    /// Which of them.
    pub kind: ClaimKind,
    /// Whose credits it is about.
    pub wallet: WalletId,
    /// How much there was, in minor units.
    pub amount: i64,
    /// How much of it has been captured, or reversed.
    pub taken: i64,
    /// Whether more can be.
    pub status: ClaimStatus,
    /// From when on it is over; a reversed transaction's never is.
    pub expires_at: Option<Timestamp>,
}

/// What a claim is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ClaimKind {
    /// A hold.
    Hold,
    /// A transaction that is reversed.
    Original,
}

/// Whether something is left of a claim, or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ClaimStatus {
    /// Something is left.
    Open,
    /// All of it was taken, or the last of it that was wanted.
    Settled,
    /// What was left was given back.
    Released,
    /// Its time was over.
    Expired,
}

impl Claim {
    /// What can still be taken, in minor units.
    pub fn left(&self) -> i64 {
        if self.status == ClaimStatus::Open { self.amount - self.taken } else { 0 }
    }

    /// Whether it is open and its time is over at `now`.
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        self.status == ClaimStatus::Open && self.expires_at.is_some_and(|at| at <= now)
    }

    /// What a posted transaction makes of the claim of that id, which it is about, or makes, its owner's wallet being
    /// `wallet`: all that is known of a claim follows from its transactions. `None` if it has nothing to do with it: a
    /// reversal that is taken back is about another claim than its own.
    pub fn follow(
        id: TransactionId,
        before: Option<Self>,
        transaction: &Transaction,
        wallet: WalletId,
    ) -> Option<Self> {
        let command = &transaction.command;
        let effect = transaction.result.as_ref().ok()?.claim()?;
        if command.refers_to().unwrap_or(command.id()) != id {
            return None;
        }
        match command.order()? {
            Order::Hold(_) => Some(Self {
                id,
                kind: ClaimKind::Hold,
                wallet,
                amount: effect.moved,
                taken: 0,
                status: ClaimStatus::Open,
                expires_at: effect.expires_at,
            }),
            // Transactions of one moment come in any order: what has ended stays so.
            Order::Capture(_) => before.map(|claim| match claim.status {
                ClaimStatus::Open => claim.take(effect.moved, effect.remaining == 0),
                _ => Self { taken: claim.taken + effect.moved, ..claim },
            }),
            Order::Release(_) => before.map(|claim| Self { status: ClaimStatus::Released, ..claim }),
            Order::Expire(_) => before.map(|claim| Self { status: ClaimStatus::Expired, ..claim }),
            Order::Reversal(_) => {
                // The first reversal found all of it there, whichever comes first here.
                let amount = before.map_or(0, |claim| claim.amount).max(effect.moved + effect.remaining);
                let (kind, status) = (ClaimKind::Original, ClaimStatus::Open);
                let taken = before.map_or(0, |claim| claim.taken);
                let claim = Self { id, kind, wallet, amount, taken, status, expires_at: None };
                Some(claim.take(effect.moved, false))
            }
            // The others are about no claim.
            _ => None,
        }
    }

    /// The same with `minor` more taken; settled if nothing is left, or if that was the `last`.
    pub(crate) fn take(self, minor: i64, last: bool) -> Self {
        let taken = self.taken + minor;
        let status = if last || taken == self.amount { ClaimStatus::Settled } else { ClaimStatus::Open };
        Self { taken, status, ..self }
    }
}

impl ClaimKind {
    const ALL: [Self; 2] = [Self::Hold, Self::Original];

    /// The code in stores; it never changes.
    pub fn code(self) -> i16 {
        match self {
            Self::Hold => 1,
            Self::Original => 2,
        }
    }

    /// The kind of that code.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl ClaimStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Open, Self::Settled, Self::Released, Self::Expired];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Settled => "settled",
            Self::Released => "released",
            Self::Expired => "expired",
        }
    }

    /// The code in stores; it never changes.
    pub fn code(self) -> i16 {
        match self {
            Self::Open => 1,
            Self::Settled => 2,
            Self::Released => 3,
            Self::Expired => 4,
        }
    }

    /// The status of that code.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}
