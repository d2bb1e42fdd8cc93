//! Transactions and their entries: the immutable record of what was decided.

use serde::{Deserialize, Serialize};

use crate::flow::command::Command;
use crate::record::rejection::Rejection;
use crate::record::wallet::WalletName;
use crate::record::wallet::WalletState;
use crate::value::amount::Balance;
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;
use crate::value::text::Reference;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// One leg of a transaction: what it did to one wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Entry {
    /// The wallet it belongs to.
    pub wallet: WalletId,
    /// Whose wallet that is.
    pub owner: OwnerId,
    /// Of which asset.
    pub asset: AssetCode,
    /// Minor units: negative for a debit, positive for a credit, never zero.
    pub amount: i64,
    /// The wallet's balance after it.
    pub balance_after: Balance,
    /// Its number among the wallet's entries, from 1.
    pub sequence: i64,
}

impl Entry {
    /// Moves `minor` units into a wallet, or out of it if they are negative. The bounds were checked: `None` means
    /// that they were not.
    pub(crate) fn leg(name: WalletName<'_>, state: &WalletState, minor: i64) -> Option<Self> {
        Some(Self {
            wallet: state.id,
            owner: name.owner.clone(),
            asset: name.asset.clone(),
            amount: minor,
            balance_after: state.balance.checked_add(minor)?,
            sequence: state.sequence.checked_add(1)?,
        })
    }
}

/// What a posted transaction did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Posting {
    /// What the command's owner holds of its asset after it; of a mint, what all stripes of the treasury hold.
    pub balance: Balance,
    /// Its legs, debits first; they sum to zero per asset. Two, but for a grant that several stripes of the treasury
    /// pay, a command of several legs, one that moves nothing, and one that makes or repays a debt.
    pub entries: Vec<Entry>,
    /// What it did beside them: to what is held, to an earlier transaction's claim.
    pub effects: Option<Box<Effects>>,
}

/// What a transaction did that its entries do not tell. None if it has only moved credits of a wallet without holds whose
/// owner owes nothing.
///
/// The serialised form is what stores keep, and the chain covers: members may be added, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effects {
    /// What the owner's wallet of the command's asset holds after it.
    pub balance: Balance,
    /// What of it is held after it, in minor units.
    pub held: i64,
    /// What the owner owes of the asset after it, in minor units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub debt: i64,
    /// What became of the claim that it made, or that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimEffect>,
    /// What each leg of the command moved, in minor units, where that is not what the command says: a bonus that was
    /// clipped, what a conversion came to, the parts that a reversal took of several legs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<i64>,
    /// Of a top-up that credits a payment again, as the asset's policy allowed: which credit of it this is, from 2; else 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub credit: i64,
    /// Other wallets of players as they are after it, where its entries do not tell that: something of them is held or
    /// owed, or all of a credit repaid a debt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherWallet>,
}

/// A player's wallet after a transaction that is not the command's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherWallet {
    /// Whose it is.
    pub owner: OwnerId,
    /// Of which asset.
    pub asset: AssetCode,
    /// What it holds.
    pub balance: Balance,
    /// What of it is held, in minor units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held: i64,
    /// What its owner owes of the asset, in minor units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub debt: i64,
}

/// What a transaction did to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimEffect {
    /// How much was held, captured, let go or reversed, in minor units.
    pub moved: i64,
    /// What is left of it, in minor units.
    pub remaining: i64,
    /// When a hold is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// What was to be reversed and was no longer there, in minor units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shortfall: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(minor: &i64) -> bool {
    *minor == 0
}

/// What each leg of a command moved that had these effects: what they say of it, or else what was asked.
pub(crate) fn moved_by_legs(command: &Command, effects: Option<&Effects>) -> Vec<i64> {
    let mut of_legs = effects.map_or(&[][..], |effects| &effects.moved).iter().copied();
    let by_claim = effects.and_then(|effects| effects.claim).map(|claim| claim.moved);
    let mut moved = Vec::new();
    command.each_leg(|leg| moved.push(of_legs.next().or(by_claim).unwrap_or(leg.amount.minor())));
    moved
}

impl Effects {
    /// How much moved of the command's asset, in minor units, where that may not be what the command says.
    pub fn amount(&self) -> Option<i64> {
        self.claim.map(|claim| claim.moved).or_else(|| self.moved.first().copied())
    }

    /// The form that stores keep: canonical JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("numbers always serialise")
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

impl Posting {
    /// A posting by its parts, as it was stored. `None` if neither tells what `owner` holds.
    pub fn of(owner: &OwnerId, entries: Vec<Entry>, effects: Option<Effects>) -> Option<Self> {
        let balance = match &effects {
            Some(effects) => effects.balance,
            None => entries.iter().find(|entry| entry.owner == *owner)?.balance_after,
        };
        Some(Self { balance, entries, effects: effects.map(Box::new) })
    }

    /// What of the owner's balance is held, in minor units.
    pub fn held(&self) -> i64 {
        self.effects.as_ref().map_or(0, |effects| effects.held)
    }

    /// What the owner owes of the asset after it, in minor units.
    pub fn debt(&self) -> i64 {
        self.effects.as_ref().map_or(0, |effects| effects.debt)
    }

    /// Other wallets of players whose entries do not tell what they are after it.
    pub fn others(&self) -> &[OtherWallet] {
        self.effects.as_ref().map_or(&[], |effects| &effects.others)
    }

    /// What a leg of the command moved, counted from 0, where that is not what the command says.
    pub fn moved(&self, leg: usize) -> Option<i64> {
        self.effects.as_ref()?.moved.get(leg).copied()
    }

    /// What the command of this posting moved of its asset, in minor units.
    pub fn moved_by(&self, command: &Command) -> i64 {
        let as_told = self.effects.as_deref().and_then(Effects::amount);
        as_told.unwrap_or_else(|| command.amount().minor())
    }

    /// What each leg of the command of this posting moved, in minor units.
    pub fn moved_by_legs(&self, command: &Command) -> Vec<i64> {
        moved_by_legs(command, self.effects.as_deref())
    }

    /// What became of a claim, if there is one.
    pub fn claim(&self) -> Option<ClaimEffect> {
        self.effects.as_ref()?.claim
    }
}

/// A payment that a posted top-up credits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment<'a> {
    /// Its name elsewhere.
    pub payment_ref: &'a Reference,
    /// Which credit of it this is, from 1. No two transactions have the same.
    pub ordinal: i64,
    /// The transaction that credits it.
    pub transaction: TransactionId,
}

/// The immutable record of one decided command, posted or rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Transaction {
    /// What was asked for.
    pub command: Command,
    /// When it was decided.
    pub created_at: Timestamp,
    /// What came of it.
    pub result: Result<Posting, Rejection>,
}

impl Transaction {
    /// Its id, the same as its command's.
    pub fn id(&self) -> TransactionId {
        self.command.id()
    }

    /// How much it moved of its asset, held or let go; of a refusal, how much was asked for. In minor units.
    pub fn amount(&self) -> i64 {
        let asked = || self.command.amount().minor();
        self.result.as_ref().map_or_else(|_| asked(), |posting| posting.moved_by(&self.command))
    }

    /// The payment that it credits, if it is a posted top-up that names one.
    pub fn payment(&self) -> Option<Payment<'_>> {
        let payment_ref = self.command.payment_ref()?;
        let posting = self.result.as_ref().ok()?;
        let ordinal = posting.effects.as_ref().map_or(1, |effects| effects.credit.max(1));
        Some(Payment { payment_ref, ordinal, transaction: self.id() })
    }

    /// Its legs; none if it was rejected.
    pub fn entries(&self) -> &[Entry] {
        self.result.as_ref().map_or(&[], |posting| &posting.entries)
    }

    /// The assets that it moves or was to move, some of them several times.
    pub fn assets(&self) -> impl Iterator<Item = &AssetCode> {
        let asked = self.command.legs().into_iter().map(|leg| leg.asset);
        asked.chain([self.command.asset()]).chain(self.entries().iter().map(|entry| &entry.asset))
    }
}

/// What a caller is told of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Outcome {
    /// It was decided and recorded just now.
    Decided(Transaction),
    /// It had been decided before; this is that record.
    Replayed(Transaction),
    /// Its key belongs to another command. Nothing was recorded.
    KeyReused,
    /// This is what would have come of it; it was only tried. Nothing was recorded.
    Tried(Transaction),
    /// It was refused for a reason that an operator can mend ([`Rejection::is_recorded`]). Nothing was recorded: the same
    /// command under the same key is decided anew.
    Unrecorded(Rejection),
    /// A command of its group was refused, so the group was undone. Nothing was recorded.
    Undone {
        /// That command's position in the group.
        index: usize,
        /// Why it was refused.
        refusal: Rejection,
    },
}

impl Outcome {
    /// The posted transaction and what it did, or the refusal.
    pub fn result(&self) -> Result<(&Transaction, &Posting), Rejection> {
        match self {
            Self::Decided(transaction) | Self::Replayed(transaction) | Self::Tried(transaction) => {
                match &transaction.result {
                    Ok(posting) => Ok((transaction, posting)),
                    Err(rejection) => Err(rejection.clone()),
                }
            }
            Self::KeyReused => Err(Rejection::IdempotencyKeyReused),
            Self::Unrecorded(rejection) => Err(rejection.clone()),
            Self::Undone { index, refusal } => {
                Err(Rejection::BatchRefused { index: *index, refusal: Box::new(refusal.clone()) })
            }
        }
    }

    /// Whether this had been decided before.
    pub fn is_replay(&self) -> bool {
        matches!(self, Self::Replayed(_))
    }
}
