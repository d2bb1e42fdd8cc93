//! Every refusal that there is, for tests that walk the table of refusals.

use super::{asset, key, owner};
use crate::{CapExcess, CapKind, CapPer, Flow, Period, Rejection, Timestamp, TransactionId};

/// One refusal of each kind.
pub fn every_rejection() -> Vec<Rejection> {
    let (asset, player) = (asset("GOLD_COINS"), owner("user_001"));
    let id = TransactionId::of(&player, &key("k"));
    vec![
        Rejection::IdempotencyKeyReused,
        Rejection::BatchRefused { index: 3, refusal: Box::new(Rejection::SameWallet) },
        Rejection::AssetNotFound { asset: asset.clone() },
        Rejection::WalletNotFound { owner: player.clone(), asset: asset.clone() },
        Rejection::TransactionNotFound { id },
        Rejection::HoldNotFound { id },
        Rejection::HoldSettled { status: "released".into() },
        Rejection::HoldExpired,
        Rejection::AlreadyReversed,
        Rejection::ReversalExceedsOriginal { remaining: 3 },
        Rejection::ShareNotWhole { step: 5 },
        Rejection::CaptureExceedsHold { remaining: 3 },
        Rejection::PaymentRefUsed { transaction: id },
        Rejection::NoRate { asset: asset.clone(), to: asset.clone() },
        Rejection::ConversionTooSmall { to: asset.clone() },
        Rejection::RateBelowMinimum { would_receive: 3 },
        Rejection::SameWallet,
        Rejection::NotTransferable { asset: asset.clone() },
        Rejection::VersionMismatch { expected: 3, found: 4 },
        Rejection::LimitExceeded {
            flow: Flow::Bonus,
            per: Period::Day,
            is_count: false,
            limit: 500,
            used: 450,
            resets_at: Timestamp::from_micros(1),
        },
        Rejection::BudgetExhausted { owner: player.clone(), asset: asset.clone() },
        Rejection::CeilingExceeded { max_balance: 500, headroom: 3 },
        Rejection::WalletFrozen { owner: player.clone(), asset: asset.clone() },
        Rejection::WalletClosed { owner: player, asset: asset.clone() },
        Rejection::InsufficientFunds { available: 1, required: 2, asset: None, owner: None },
        Rejection::InsufficientFunds { available: 1, required: 2, asset: Some(asset.clone()), owner: None },
        Rejection::InsufficientFunds { available: 1, required: 2, asset: None, owner: Some(owner("user_002")) },
        Rejection::TreasuryExhausted { asset: asset.clone() },
        Rejection::RevenueExhausted { asset },
        Rejection::BalanceLimitExceeded { headroom: 0 },
        Rejection::CapExceeded(CapExcess {
            of: CapKind::Grant,
            per: CapPer::Day,
            cap: 500,
            used: 450,
            asked: 60,
            resets_at: Some(Timestamp::from_micros(1)),
        }),
        Rejection::ApprovalRequired { over: 1000, asked: 1001 },
    ]
}
