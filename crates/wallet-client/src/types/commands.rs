//! The commands of a batch. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::parts::AssetAmount;
use super::words::OnShortfall;

/// A command of a batch: `allocate`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AllocateCommand {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// Whether it goes back to the treasury; `false` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<bool>,
    /// Whose wallet: `system:` and a name that is not one of the service's own.
    pub budget: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
}

/// One command: its flow and its own key, and else what the flow's own route takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "flow", rename_all = "snake_case")]
#[non_exhaustive]
pub enum BatchCommand {
    /// A command of a batch: `mint`, under its own key.
    Mint(Box<MintCommand>),
    /// A command of a batch: `top_up`, under its own key.
    TopUp(Box<TopUpCommand>),
    /// A command of a batch: `bonus`, under its own key.
    Bonus(Box<BonusCommand>),
    /// A command of a batch: `spend`, under its own key.
    Spend(Box<SpendCommand>),
    /// A command of a batch: `hold`, under its own key.
    Hold(Box<HoldCommand>),
    /// A command of a batch: `capture`, under its own key.
    Capture(Box<CaptureCommand>),
    /// A command of a batch: `release`, under its own key.
    Release(Box<ReleaseCommand>),
    /// A command of a batch: `reversal`, under its own key.
    Reversal(Box<ReversalCommand>),
    /// A command of a batch: `purchase`, under its own key.
    Purchase(Box<PurchaseCommand>),
    /// A command of a batch: `gift`, under its own key.
    Gift(Box<GiftCommand>),
    /// A command of a batch: `conversion`, under its own key.
    Conversion(Box<ConversionCommand>),
    /// A command of a batch: `allocate`, under its own key.
    Allocate(Box<AllocateCommand>),
}

/// A command of a batch: `bonus`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BonusCommand {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Who receives.
    pub owner: String,
    /// Why it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The budget that it is paid from instead of the treasury.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A command of a batch: `capture`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureCommand {
    /// Minor units; all that the hold has left if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Whether it takes what the hold has left, at most the amount, instead of being refused if that is less; `false`
    /// if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_much_as: Option<bool>,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#final: Option<bool>,
    /// The id of the earlier transaction.
    pub hold: String,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// The caller's own handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A command of a batch: `conversion`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConversionCommand {
    /// How much of it, in minor units.
    pub amount: i64,
    /// What is paid.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// How much of it there must be at least, or nothing happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_receive: Option<i64>,
    /// Whose credits.
    pub owner: String,
    /// The caller's own handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What is received.
    pub to: String,
}

/// A command of a batch: `gift`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GiftCommand {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the giver pays beside it, to revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<i64>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Who gives.
    pub owner: String,
    /// The caller's own handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Who receives.
    pub to: String,
}

/// A command of a batch: `hold`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HoldCommand {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// After how many seconds it is over: 1 to 604,800 (7 days), and 900 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in_s: Option<i64>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Whose credits.
    pub owner: String,
    /// The caller's own handle, such as an order's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A command of a batch: `mint`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MintCommand {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// `system:treasury`, named or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// A command of a batch: `purchase`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PurchaseCommand {
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Who buys.
    pub owner: String,
    /// What is paid, to revenue.
    pub pay: Vec<AssetAmount>,
    /// What is received, from the treasury. Each asset is paid or received, and named once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receive: Option<Vec<AssetAmount>>,
    /// What is bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
}

/// A command of a batch: `release`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReleaseCommand {
    /// Why, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The id of the earlier transaction.
    pub hold: String,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// The caller's own handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A command of a batch: `reversal`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReversalCommand {
    /// Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was
    /// paid. All that is left of it if neither this nor `share` is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_shortfall: Option<OnShortfall>,
    /// Why it is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the fee that was paid beside it is returned as well, or the same share of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_fee: Option<bool>,
    /// The id of the earlier transaction.
    pub reverses: String,
    /// Instead of `amount`, the share of all that there was, such as two of five items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
}

/// A command of a batch: `spend`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SpendCommand {
    /// Minor units.
    pub amount: i64,
    /// Whether it takes what there is, at most the amount, instead of being refused if that is less; `false` if it is
    /// not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_much_as: Option<bool>,
    /// With which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Who pays.
    pub owner: String,
    /// The operator's own wallet that it is paid to instead of revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sink: Option<String>,
}

/// A command of a batch: `top_up`, under its own key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TopUpCommand {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new one for each thing to be done, the same one for each retry of it.
    pub idempotency_key: String,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Who receives.
    pub owner: String,
    /// The payment that it was bought with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_ref: Option<String>,
}
