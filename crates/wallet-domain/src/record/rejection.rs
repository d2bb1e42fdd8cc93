//! Rejections: every business refusal, in the order in which they take precedence.

use serde::{Deserialize, Serialize};

use crate::asset::period::Period;
use crate::flow::Flow;
use crate::value::asset_code::AssetCode;
use crate::value::caps::CapExcess;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;

/// Why a command was refused. The variants stand in their order of precedence; see [`decide`](fn@crate::decide).
///
/// Those about the player at that moment are recorded under the command's key and replay for good; those about the set-up
/// are not ([`Rejection::is_recorded`]). Stores may hold any of them, from before that rule. The serialised form is what
/// stores keep: variants and members may be added, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// The key was used for another command; that one's outcome stands.
    #[error("This idempotency key was used for a different request. Use a new key for a new request.")]
    IdempotencyKeyReused,
    /// Another command of a group that stands or falls together was refused, or this one was.
    #[error("Nothing of this batch was carried out, as its command at index {index} was refused: {refusal}")]
    BatchRefused {
        /// Its position in the group, from 0.
        index: usize,
        /// Why it was.
        refusal: Box<Rejection>,
    },
    /// There is no such asset.
    #[error("There is no asset {asset}.")]
    AssetNotFound {
        /// The code that was asked for.
        asset: AssetCode,
    },
    /// The owner has no wallet of the asset.
    #[error("{}", no_wallet(.owner, .asset))]
    WalletNotFound {
        /// Whose wallet is missing.
        owner: OwnerId,
        /// Of which asset.
        asset: AssetCode,
    },
    /// There is no such transaction to reverse, or it was refused.
    #[error("There is no posted transaction {id}. Nothing was done, and the key is unused.")]
    TransactionNotFound {
        /// The id that was asked for.
        id: TransactionId,
    },
    /// There is no such hold, or it was refused.
    #[error("There is no hold {id}. Nothing was done, and the key is unused.")]
    HoldNotFound {
        /// The id that was asked for.
        id: TransactionId,
    },
    /// The hold was captured for the last time or released.
    #[error("The hold is {status}: nothing is left of it.")]
    HoldSettled {
        /// How it ended: `settled` or `released`.
        status: String,
    },
    /// The hold's time was over.
    #[error("The hold expired: what it kept is the player's again.")]
    HoldExpired,
    /// All of the transaction has been taken back.
    #[error("The transaction has been reversed in full.")]
    AlreadyReversed,
    /// More would be taken back than is left of the transaction.
    #[error("This is more than what is left of the transaction to reverse, {remaining}.")]
    ReversalExceedsOriginal {
        /// What is left of it, in minor units.
        remaining: i64,
    },
    /// What is asked would divide an item of a purchase, or a unit of anything.
    #[error("{}", divided(*step))]
    ShareNotWhole {
        /// What can be taken back is a multiple of this, in minor units of the transaction's amount.
        step: i64,
    },
    /// More would be captured than is left of the hold.
    #[error("This is more than what is left of the hold, {remaining}.")]
    CaptureExceedsHold {
        /// What is left of it, in minor units.
        remaining: i64,
    },
    /// The payment was credited before, and the asset's policy credits one once.
    #[error(
        "This payment_ref was credited already, by transaction {transaction}. Another payment needs a payment_ref of its own."
    )]
    PaymentRefUsed {
        /// The transaction that credited it first.
        transaction: TransactionId,
    },
    /// The asset cannot be converted to the other.
    #[error("There is no rate from {asset} to {to}.")]
    NoRate {
        /// What was to be paid.
        asset: AssetCode,
        /// What was to be received.
        to: AssetCode,
    },
    /// It would come to nothing, as what is received is rounded down.
    #[error("At the configured rate this comes to less than one unit of {to}.")]
    ConversionTooSmall {
        /// What was to be received.
        to: AssetCode,
    },
    /// It would come to less than the caller wants at least.
    #[error("At the configured rate this comes to {would_receive}, which is less than is wanted.")]
    RateBelowMinimum {
        /// What would be received, in minor units.
        would_receive: i64,
    },
    /// Source and destination are one wallet.
    #[error("Source and destination are the same wallet.")]
    SameWallet,
    /// Players may not give the asset to each other.
    #[error("{asset} cannot be given to another player.")]
    NotTransferable {
        /// Of which asset.
        asset: AssetCode,
    },
    /// An operator has frozen one of the wallets.
    #[error("The {asset} wallet of {owner} is frozen.")]
    WalletFrozen {
        /// Whose wallet it is.
        owner: OwnerId,
        /// Of which asset.
        asset: AssetCode,
    },
    /// One of the wallets has been closed.
    #[error("The {asset} wallet of {owner} is closed.")]
    WalletClosed {
        /// Whose wallet it is.
        owner: OwnerId,
        /// Of which asset.
        asset: AssetCode,
    },
    /// The wallet has changed since the caller looked.
    #[error("The wallet has version {found}, not {expected}. Look again, and use a new key.")]
    VersionMismatch {
        /// The version that the caller named.
        expected: i64,
        /// The version that it has.
        found: i64,
    },
    /// A limit of the asset would be passed.
    #[error("The limit on {flow} is {limit} a {per} ({}), and {used} of it is used.", if *.is_count { "how often" } else { "how much" })]
    LimitExceeded {
        /// Of which flow.
        flow: Flow,
        /// Within which period.
        per: Period,
        /// Whether it is about how often, not how much.
        is_count: bool,
        /// The most that there may be.
        limit: i64,
        /// What there has been before this.
        used: i64,
        /// When the next period begins.
        resets_at: Timestamp,
    },
    /// The player holds too little.
    #[error("The {}wallet{} has {available} available and {required} are needed.", before(.asset.as_ref()), of(.owner.as_ref()))]
    InsufficientFunds {
        /// What can be taken out, in minor units.
        available: i64,
        /// What was asked for, in minor units.
        required: i64,
        /// Of which asset, where the command pays in several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asset: Option<AssetCode>,
        /// Whose wallet it is, where that is another player than the command's owner.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<OwnerId>,
    },
    /// The treasury holds too little: the operator's matter, not the player's.
    #[error("The treasury of {asset} cannot grant this. An operator must mint more.")]
    TreasuryExhausted {
        /// Of which asset.
        asset: AssetCode,
    },
    /// An operator's budget holds too little.
    #[error("The budget {owner} holds too little {asset} for this.")]
    BudgetExhausted {
        /// Whose wallet it is.
        owner: OwnerId,
        /// Of which asset.
        asset: AssetCode,
    },
    /// Revenue holds too little to give back: it was paid out elsewhere.
    #[error("Revenue of {asset} cannot give this back.")]
    RevenueExhausted {
        /// Of which asset.
        asset: AssetCode,
    },
    /// The asset's `max_balance` would be passed.
    #[error("The wallet may be filled to {max_balance} by this; {headroom} more would fit.")]
    CeilingExceeded {
        /// What it may be filled to, in minor units.
        max_balance: i64,
        /// What would still fit, in minor units.
        headroom: i64,
    },
    /// A balance, or the supply, would pass its bound.
    #[error("This would pass the wallet's limit; {headroom} more would fit.")]
    BalanceLimitExceeded {
        /// What would still fit, in minor units.
        headroom: i64,
    },
    /// The actor's key may not do so much on its own.
    #[error(transparent)]
    CapExceeded(CapExcess),
    /// The actor's key needs another's approval for so much.
    #[error("The API key may move {over} on its own, and {asked} is asked for: another has to approve it.")]
    ApprovalRequired {
        /// What needs no approval, in minor units.
        over: i64,
        /// What is asked for, in minor units.
        asked: i64,
    },
}

/// What becomes of a refusal.
enum Keeping {
    /// It is recorded under the command's key: another try takes a new key.
    Recorded,
    /// Nothing is recorded: the same key is decided anew.
    Unrecorded,
}

fn divided(step: i64) -> String {
    if step == 1 {
        return "This share of the transaction is no whole number of units.".to_owned();
    }
    format!("Whole units allow only a multiple of {step} to be taken back of this transaction.")
}

fn before(asset: Option<&AssetCode>) -> String {
    asset.map_or_else(String::new, |asset| format!("{asset} "))
}

fn of(owner: Option<&OwnerId>) -> String {
    owner.map_or_else(String::new, |owner| format!(" of {owner}"))
}

fn no_wallet(owner: &OwnerId, asset: &AssetCode) -> String {
    match owner.debtor() {
        Some(player) => format!("{player} has never owed any {asset}."),
        None => format!("{owner} has no {asset} wallet."),
    }
}

impl Rejection {
    /// The stable name, as it is on the wire and in stores.
    pub fn code(&self) -> &'static str {
        self.row().0
    }

    /// Whether the refusal is recorded under the command's key and replayed for good.
    ///
    /// A refusal about the player at that moment is: the caller may have told the player "no", and a late retry must not
    /// become a "yes". A refusal about the set-up is not: an operator mends it, and the same key then succeeds. Were it
    /// recorded, a paid top-up would need a new key, and new keys are how a payment is credited twice.
    pub fn is_recorded(&self) -> bool {
        matches!(self.row().1, Keeping::Recorded)
    }

    /// The table of refusals: the stable name, and whether it is recorded.
    fn row(&self) -> (&'static str, Keeping) {
        use Keeping::{Recorded, Unrecorded};
        match self {
            Self::IdempotencyKeyReused => ("idempotency_key_reused", Unrecorded),
            Self::BatchRefused { .. } => ("batch_refused", Unrecorded),
            Self::AssetNotFound { .. } => ("asset_not_found", Unrecorded),
            Self::WalletNotFound { .. } => ("wallet_not_found", Unrecorded),
            Self::TransactionNotFound { .. } => ("transaction_not_found", Unrecorded),
            Self::HoldNotFound { .. } => ("hold_not_found", Unrecorded),
            Self::HoldSettled { .. } => ("hold_settled", Recorded),
            Self::HoldExpired => ("hold_expired", Recorded),
            Self::AlreadyReversed => ("already_reversed", Recorded),
            Self::ReversalExceedsOriginal { .. } => ("reversal_exceeds_original", Recorded),
            Self::ShareNotWhole { .. } => ("share_not_whole", Recorded),
            Self::CaptureExceedsHold { .. } => ("capture_exceeds_hold", Recorded),
            Self::PaymentRefUsed { .. } => ("payment_ref_used", Unrecorded),
            Self::NoRate { .. } => ("no_rate", Unrecorded),
            Self::ConversionTooSmall { .. } => ("conversion_too_small", Recorded),
            Self::RateBelowMinimum { .. } => ("rate_below_minimum", Recorded),
            Self::SameWallet => ("same_wallet", Recorded),
            Self::NotTransferable { .. } => ("not_transferable", Unrecorded),
            Self::WalletFrozen { .. } => ("wallet_frozen", Unrecorded),
            Self::WalletClosed { .. } => ("wallet_closed", Unrecorded),
            Self::VersionMismatch { .. } => ("version_mismatch", Recorded),
            Self::LimitExceeded { .. } => ("limit_exceeded", Recorded),
            Self::InsufficientFunds { .. } => ("insufficient_funds", Recorded),
            Self::TreasuryExhausted { .. } => ("treasury_exhausted", Unrecorded),
            Self::BudgetExhausted { .. } => ("budget_exhausted", Unrecorded),
            Self::RevenueExhausted { .. } => ("revenue_exhausted", Unrecorded),
            Self::CeilingExceeded { .. } => ("ceiling_exceeded", Recorded),
            Self::BalanceLimitExceeded { .. } => ("balance_limit_exceeded", Recorded),
            Self::CapExceeded(_) => ("cap_exceeded", Unrecorded),
            Self::ApprovalRequired { .. } => ("approval_required", Unrecorded),
        }
    }

    /// The form that stores keep: one JSON object with its code and its figures.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers always serialise")
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::every_rejection;

    #[test]
    fn every_rejection_comes_back_from_its_stored_form_and_carries_its_code() {
        for rejection in every_rejection() {
            let json = rejection.to_json();
            assert!(json.contains(&format!(r#""code":"{}""#, rejection.code())), "{json}");
            assert_eq!(Rejection::from_json(&json).expect("readable"), rejection);
        }
    }

    #[test]
    fn the_list_of_rejections_has_every_row_of_the_table() {
        let rows = include_str!("rejection.rs").lines().filter(|line| line.contains(" => (\"")).count();
        let mut codes: Vec<&str> = every_rejection().iter().map(Rejection::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), rows, "{codes:?}");
    }
}
