//! Bodies of requests. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::commands::BatchCommand;
use super::parts::{AssetAmount, Caps, Policy, WalletToOpen};
use super::words::{Block, OnShortfall, Role, Scope, WebhookPayload};

/// `POST /v1/allocations`: credits of the treasury for an operator's own wallet, or back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AllocationRequest {
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
}

/// `POST /v1/approvals/{id}/approve`: which command is meant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ApproveRequest {
    /// The `digest` of the approval that was looked at.
    pub digest: String,
}

/// `POST /v1/approvals`: the command that another is to approve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskApprovalRequest {
    /// A bonus, a top-up, a purchase or a reversal, as a batch takes it: with its flow and its idempotency key.
    pub command: BatchCommand,
}

/// `POST /v1/batches`: many commands, each atomic by itself or all together, decided in their order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchRequest {
    /// All of them or none: the first that is refused undoes the batch. `false` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub atomic: Option<bool>,
    /// 1 to 10,000 of them.
    pub commands: Vec<BatchCommand>,
}

/// `POST /v1/bonuses`: free credits, such as a referral's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BonusRequest {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
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

/// `POST /v1/holds/{id}/capture`: held credits that are spent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureRequest {
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
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// The caller's own handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// `PATCH /v1/assets/{code}`: what is to be changed, as RFC 7396 says it: what is not named stays, and null takes
/// away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangeAssetRequest {
    /// Whether rates may pay in a circle; `false` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_cycle: Option<bool>,
    /// What it is for; null takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its `policy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// Why, for the list of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `PATCH /v1/webhooks/{id}`: what is to be changed. What is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangeWebhookRequest {
    /// What it is for; null takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether deliveries stop where they are, or go on from there. `false` also takes a disabled webhook into use
    /// again, and tries at once what failed, as another `url` does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
    /// How much of an event is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<WebhookPayload>,
    /// The types of events, in the place of those before. What was read of the feed before the last seconds is not
    /// looked at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<String>>,
    /// Its `url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// `POST /v1/conversions`: one asset changed into another, at the rate that is configured when it is decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConversionRequest {
    /// How much of it, in minor units.
    pub amount: i64,
    /// What is paid.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
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

/// `POST /v1/assets`: a new asset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateAssetRequest {
    /// Whether rates may pay in a circle; `false` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_cycle: Option<bool>,
    /// Unique, and never changed.
    pub code: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// For people.
    pub name: String,
    /// Its `policy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
}

/// `POST /v1/keys`: whose key it is, and what it may do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateKeyRequest {
    /// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval_over: Option<i64>,
    /// The assets that it is for; all if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assets: Option<Vec<String>>,
    /// Its `caps`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caps: Option<Caps>,
    /// For how many seconds it is good; until it is revoked if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in_s: Option<i64>,
    /// Whose key it is, for people; several keys may share a name.
    pub name: String,
    /// The networks that it may be used from, such as `10.0.0.0/8`; all if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub networks: Option<Vec<String>>,
    /// Its `role`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// What it allows. A key has scopes or a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<Scope>>,
}

/// `POST /v1/owners/{owner}/notes`: what is to be kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateNoteRequest {
    /// What is to be kept, of one line or several.
    pub text: String,
}

/// `POST /v1/webhooks`: where events are delivered to, and which.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateWebhookRequest {
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// With which event it begins: `now` for those to come, which it is if it is not given; `beginning`; or an
    /// event's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// How much of an event is sent; `full` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<WebhookPayload>,
    /// What signs: `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The types of events: names and prefixes such as `spend.*`, `wallet.below` and `wallet.above` of alerts among
    /// them. All if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<String>>,
    /// An https URL on the public internet, without a user name. An operator can allow more by settings.
    pub url: String,
}

/// `POST /v1/wallets/{owner}/{asset}/freeze`: which side is stopped, and why.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FreezeRequest {
    /// `debits`, `credits` or `all`, which it is if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
    /// Why, for the list of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The case that it is about; kept with the reason. A key of the role support has to give both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
}

/// `POST /v1/gifts`: credits that a player gives to another, of an asset that may be given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GiftRequest {
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

/// `POST /v1/holds`: credits of a player that are kept for later.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HoldRequest {
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
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Whose credits.
    pub owner: String,
    /// The caller's own handle, such as an order's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// `POST /v1/mints`: supply for the treasury.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MintRequest {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// `POST /v1/wallets`: wallets to open, each by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenWalletsRequest {
    /// 1 to 10,000 of them.
    pub wallets: Vec<WalletToOpen>,
}

/// `POST /v1/purchases`: several assets paid, and several received, at once or not at all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PurchaseRequest {
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
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

/// `PUT /v1/alerts/{id}`: a line, and whose balance of which asset crosses it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutAlertRequest {
    /// It is told when the balance rises above this from this or less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<i64>,
    /// Whether it watches every player's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<bool>,
    /// Of which asset.
    pub asset: String,
    /// It is told when the balance falls below this from this or more, in minor units. Either this or `above`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<i64>,
    /// Whose balance. Either this or `all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// `POST /v1/wallets/query`: whose wallets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QueryWalletsRequest {
    /// 1 to 1,000 owners; who is named twice is answered once.
    pub owners: Vec<String>,
}

/// `POST /v1/wallets/{owner}/{asset}/unfreeze`, `close` and `reopen`: why.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReasonRequest {
    /// Why, for the list of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `POST /v1/approvals/{id}/reject`: why.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RejectRequest {
    /// Why, for the list of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `POST /v1/holds/{id}/release`: what a hold has left is the player's to spend again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReleaseRequest {
    /// Why, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// The caller's own handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// `POST /v1/webhooks/{id}/replay`: the part of the feed to deliver once more.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReplayWebhookRequest {
    /// The id of the first event, or of a delivery of it or a gap; `0.0` is the beginning.
    pub from: String,
    /// The id of the last event, or of a delivery of it; the latest one if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// `POST /v1/transactions/{id}/reversals`: a transaction that is taken back, in full or in part.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReversalRequest {
    /// Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was
    /// paid. All that is left of it if neither this nor `share` is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
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
    /// Instead of `amount`, the share of all that there was, such as two of five items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
}

/// `POST /v1/keys/{id}/rotate`: what becomes of the secret before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RotateKeyRequest {
    /// For how many seconds it is good yet; 0 if it is not given: it is turned away at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_s: Option<i64>,
}

/// `POST /v1/webhooks/{id}/rotate`: what signs from now on. The secret before signs, too, for 24 hours.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RotateSecretRequest {
    /// `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /v1/spends`: what a player buys in the application.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SpendRequest {
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
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Who pays.
    pub owner: String,
    /// The operator's own wallet that it is paid to instead of revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sink: Option<String>,
}

/// `POST /v1/top-ups`: credits that a player bought with real money, paid elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TopUpRequest {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Who receives.
    pub owner: String,
    /// The payment that it was bought with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_ref: Option<String>,
}
