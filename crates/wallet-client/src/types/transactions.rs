//! Transactions, and what they are made of. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::answers::Approval;
use super::parts::AssetAmount;
use super::words::{EntryType, Flow, OnShortfall};
use crate::problem::Problem;

/// Who asked for a transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    /// The name of the other API key that approved it, where one had to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// That key's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_with: Option<String>,
    /// The API key's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The API key's name; `anyone` where none was asked for, `wallet` for the service itself, or a command line's
    /// user.
    pub name: String,
    /// The person whom the caller named with `Wallet-On-Behalf-Of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

/// An approval whose command was carried out, and its transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApprovedTransaction {
    /// The approval as it is now.
    pub approval: Approval,
    /// What came of it.
    pub transaction: Transaction,
}

/// One leg of a transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Minor units, signed.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their
    /// statement alone: in a transaction it is absent, because they book several at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance_after: Option<i64>,
    /// Who is on the other side: of a credit who paid, of a debit who received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<String>,
    /// Which way it goes.
    pub entry_type: EntryType,
    /// Whose wallet it is in.
    pub owner: String,
    /// Its number among the wallet's entries, from 1; absent of the treasury and revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
}

/// One transaction, or a page of those that fit. It stands for both in the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum FoundTransactions {
    /// The immutable record of one decided command.
    Transaction(Box<Transaction>),
    /// A page of transactions, and the time that it is about.
    TransactionPage(Box<TransactionPage>),
}

/// What was credited for a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// The top-ups that credited it, the latest first, up to 100.
    pub data: Vec<PostedTransaction>,
    /// Its name elsewhere.
    pub payment_ref: String,
}

/// A command that was carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostedTransaction {
    /// Its `actor`.
    pub actor: Option<Actor>,
    /// How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always
    /// positive.
    pub amount: i64,
    /// What was moved.
    pub asset: String,
    /// What of it can be spent after it.
    pub available: i64,
    /// `true` of an allocation that goes back to the treasury.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// The owner's balance after it.
    pub balance: i64,
    /// The operator's own wallet that stood in for the treasury's or revenue's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    /// What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clipped: Option<i64>,
    /// When it was decided.
    pub created_at: String,
    /// What the owner owes of the asset after it.
    pub debt: i64,
    /// What it is for, for people.
    pub description: Option<String>,
    /// Its legs, the debit first; none if it was rejected.
    pub entries: Vec<Entry>,
    /// When a hold is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// What the payer paid beside `amount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<i64>,
    /// The business reason.
    pub flow: Flow,
    /// What of it is held after it.
    pub held: i64,
    /// The hold that was captured, released or is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// Made from owner and key, so that a retry names the same transaction.
    pub id: String,
    /// The key it was asked for under.
    pub idempotency_key: String,
    /// What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<i64>,
    /// What the caller attached.
    pub metadata: Option<Map<String, Value>>,
    /// The least that a conversion had to give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_receive: Option<i64>,
    /// What a reversal does about what is no longer there, if that is not to be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_shortfall: Option<OnShortfall>,
    /// Whose command it was.
    pub owner: String,
    /// What a purchase pays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pay: Vec<AssetAmount>,
    /// What a purchase gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receive: Vec<AssetAmount>,
    /// How much a conversion gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<i64>,
    /// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
    pub reference: Option<String>,
    /// What is left of the hold, or of the transaction that is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<i64>,
    /// The most that an order with `as_much_as` asked for; `amount` is how much moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<i64>,
    /// `true` of a reversal that returns the fee as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub return_fee: bool,
    /// That transaction's flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversed_flow: Option<Flow>,
    /// The transaction that was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverses: Option<String>,
    /// The share that a reversal takes back, if that was asked for instead of an amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// What was to be taken back and was no longer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<i64>,
    /// What a purchase is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub starting_balance: bool,
    /// The other player, who received `amount`; the asset that a conversion gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A command that was refused for good: nothing moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RejectedTransaction {
    /// Its `actor`.
    pub actor: Option<Actor>,
    /// How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always
    /// positive.
    pub amount: i64,
    /// What was moved.
    pub asset: String,
    /// What of it can be spent after it; null if it was rejected.
    pub available: Option<i64>,
    /// `true` of an allocation that goes back to the treasury.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// The owner's balance after it; null if it was rejected.
    pub balance: Option<i64>,
    /// The operator's own wallet that stood in for the treasury's or revenue's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    /// When it was decided.
    pub created_at: String,
    /// What the owner owes of the asset after it; null if it was rejected.
    pub debt: Option<i64>,
    /// What it is for, for people.
    pub description: Option<String>,
    /// Its legs, the debit first; none if it was rejected.
    pub entries: Vec<Entry>,
    /// What the payer paid beside `amount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<i64>,
    /// The business reason.
    pub flow: Flow,
    /// What of it is held after it; null if it was rejected.
    pub held: Option<i64>,
    /// The hold that was captured, released or is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// Made from owner and key, so that a retry names the same transaction.
    pub id: String,
    /// The key it was asked for under.
    pub idempotency_key: String,
    /// What the caller attached.
    pub metadata: Option<Map<String, Value>>,
    /// The least that a conversion had to give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_receive: Option<i64>,
    /// What a reversal does about what is no longer there, if that is not to be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_shortfall: Option<OnShortfall>,
    /// Whose command it was.
    pub owner: String,
    /// What a purchase pays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pay: Vec<AssetAmount>,
    /// Why it was rejected; absent if it was posted.
    pub problem: Problem,
    /// What a purchase gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receive: Vec<AssetAmount>,
    /// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
    pub reference: Option<String>,
    /// The most that an order with `as_much_as` asked for; `amount` is how much moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<i64>,
    /// `true` of a reversal that returns the fee as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub return_fee: bool,
    /// That transaction's flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversed_flow: Option<Flow>,
    /// The transaction that was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverses: Option<String>,
    /// The share that a reversal takes back, if that was asked for instead of an amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// What a purchase is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// The other player, who received `amount`; the asset that a conversion gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What was taken back of a transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReversalList {
    /// Its reversals, refused ones too, in the order of their times: the first 1,000.
    pub data: Vec<Transaction>,
    /// How much of it is left to take back.
    pub remaining: i64,
    /// How much of it in all, in minor units.
    pub reversed: i64,
}

/// The immutable record of one decided command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Transaction {
    /// A command that was carried out.
    Posted(Box<PostedTransaction>),
    /// A command that was refused for good: nothing moved.
    Rejected(Box<RejectedTransaction>),
}

/// A page of transactions, and the time that it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransactionPage {
    /// The newest first. A page may be short, or empty, and yet have a `next_cursor`.
    pub data: Vec<Transaction>,
    /// From when on.
    pub from: String,
    /// What asks for the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// Down to when all was looked at: on the last page `from`.
    pub searched_to: String,
    /// Until when; what was decided then is not in it.
    pub to: String,
}
