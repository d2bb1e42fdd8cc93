//! What answers are made of. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::parts::{AssetAmount, Policy};
use super::transactions::{PostedTransaction, Transaction};
use super::words::{CheckStatus, EntryType, Flow, HoldStatus, OnShortfall, WalletStatus};
use crate::problem::Problem;

/// An asset as an operator defined it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// Unique, and never changed.
    pub code: String,
    /// What it is for.
    pub description: Option<String>,
    /// For people.
    pub name: String,
    /// What is allowed with it.
    pub policy: Policy,
}

/// Where an asset's supply is: `supply + debts = treasury + revenue + budgets + players`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssetAudit {
    /// Which asset.
    pub asset: String,
    /// What operators' own wallets hold.
    pub budgets: i64,
    /// What players owe.
    pub debts: i64,
    /// What players hold.
    pub players: i64,
    /// What players have spent.
    pub revenue: i64,
    /// Minor units in existence.
    pub supply: i64,
    /// What the treasury holds and can still grant.
    pub treasury: i64,
}

/// Every asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssetList {
    /// By code.
    pub assets: Vec<Asset>,
}

/// Where every asset's supply is, and when the ledger was last proven.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// By code.
    pub assets: Vec<AssetAudit>,
    /// Its `last_verification`.
    pub last_verification: Option<Verification>,
}

/// What a wallet held at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BalanceAt {
    /// Of which asset.
    pub asset: String,
    /// The time that the balance is of. What was decided at exactly this time is in it.
    pub at: String,
    /// Minor units.
    pub balance: i64,
    /// Whose it is.
    pub owner: String,
    /// How many entries it had; absent of the treasury and revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
}

/// What came of a batch: one result per command, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// In the order of the commands.
    pub results: Vec<BatchResult>,
}

/// What came of one command: the status it would have had alone, and the transaction or the problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchResult {
    /// Why it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Present and true if it had been decided before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
    /// 201 if it was posted, else the problem's.
    pub status: i64,
    /// What was posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<PostedTransaction>,
}

/// What one check came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// What is wrong, if anything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Its `status`.
    pub status: CheckStatus,
}

/// A page of a wallet's entries, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryPage {
    /// The entries.
    pub data: Vec<WalletEntry>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// A hold, whatever became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hold {
    /// How much it kept at first, in minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// How much of it was captured.
    pub captured: i64,
    /// When it was made.
    pub created_at: String,
    /// What it is for, for people.
    pub description: Option<String>,
    /// From when on it is over.
    pub expires_at: String,
    /// The id of the transaction that made it.
    pub id: String,
    /// Whose credits.
    pub owner: String,
    /// The caller's own handle.
    pub reference: Option<String>,
    /// How much it keeps still.
    pub remaining: i64,
    /// `settled` by a last capture or by all of it.
    pub status: HoldStatus,
    /// Its captures, its release, its expiry.
    pub transactions: Vec<Transaction>,
}

/// A page of a wallet's open holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoldPage {
    /// The holds, those that end first first.
    pub data: Vec<OpenHold>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// That the service runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Liveness {
    /// `ok`.
    pub status: String,
}

/// A hold that keeps something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenHold {
    /// How much it kept at first, in minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// How much of it was captured.
    pub captured: i64,
    /// When it was made.
    pub created_at: String,
    /// What it is for, for people.
    pub description: Option<String>,
    /// From when on it is over.
    pub expires_at: String,
    /// The id of the transaction that made it.
    pub id: String,
    /// Whose credits.
    pub owner: String,
    /// The caller's own handle.
    pub reference: Option<String>,
    /// How much it keeps still.
    pub remaining: i64,
}

/// What came of the wallets: one result per name, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenWalletsAnswer {
    /// In the order of the names.
    pub results: Vec<OpeningResult>,
}

/// What came of one name: the status it would have had alone, and the wallet or the problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpeningResult {
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// 201 if it was opened, 200 if it was open, else the problem's.
    pub status: i64,
    /// The wallet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wallet: Option<Wallet>,
}

/// The wallets of an owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnerWallets {
    /// Whose they are.
    pub owner: String,
    /// By asset.
    pub wallets: Vec<Wallet>,
}

/// The wallets of many owners, as of one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryWalletsAnswer {
    /// In the order in which they were asked for, each once.
    pub data: Vec<OwnerWallets>,
}

/// The answer of a service that is ready.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Readiness {
    /// Every check, by name.
    pub checks: BTreeMap<String, Check>,
    /// `ready`.
    pub status: String,
}

/// A wallet's statement. Its entries are sent as they are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Of which asset.
    pub asset: String,
    /// What it held after the last.
    pub closing_balance: i64,
    /// The entries, the oldest first.
    pub entries: Vec<WalletEntry>,
    /// From when on; null from the first entry on.
    pub from: Option<String>,
    /// What it held before the first entry, in minor units.
    pub opening_balance: i64,
    /// Whose it is.
    pub owner: String,
    /// Until when; null until the moment at which it was asked for.
    pub to: Option<String>,
}

/// A verification as it was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// How many places it found where an invariant does not hold.
    pub findings: i64,
    /// When it ended.
    pub finished_at: String,
    /// Whether every invariant held.
    pub ok: bool,
}

/// One owner's holding of one asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wallet {
    /// What it holds.
    pub asset: String,
    /// What of it can be spent.
    pub available: i64,
    /// Minor units.
    pub balance: i64,
    /// What its owner owes of the asset.
    pub debt: i64,
    /// What of it open holds keep.
    pub held: i64,
    /// Whose it is.
    pub owner: String,
    /// How many entries it has; absent of the treasury and revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
    /// Whether it takes part.
    pub status: WalletStatus,
    /// Moves with everything that changes the wallet.
    pub version: i64,
}

/// An entry with what its transaction says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalletEntry {
    /// Minor units, signed.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
    /// `true` of an allocation that goes back to the treasury.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their
    /// statement alone: in a transaction it is absent, because they book several at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance_after: Option<i64>,
    /// The operator's own wallet that stood in for the treasury's or revenue's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    /// What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clipped: Option<i64>,
    /// Who is on the other side: of a credit who paid, of a debit who received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<String>,
    /// When it was decided.
    pub created_at: String,
    /// What it is for, for people.
    pub description: Option<String>,
    /// Which way it goes.
    pub entry_type: EntryType,
    /// What the payer paid beside `amount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<i64>,
    /// That transaction's business reason.
    pub flow: Flow,
    /// The hold that was captured, released or is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
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
    /// Whose wallet it is in.
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
    /// Its number among the wallet's entries, from 1; absent of the treasury and revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
    /// The share that a reversal takes back, if that was asked for instead of an amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// What a purchase is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub starting_balance: bool,
    /// The other player, who received `amount`; the asset that a conversion gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The transaction that it is a leg of.
    pub transaction_id: String,
}

/// A page of wallets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalletPage {
    /// By owner and asset. A page may be short, or empty, and yet have a `next_cursor`.
    pub data: Vec<Wallet>,
    /// What asks for the next page; null on the last one.
    pub next_cursor: Option<String>,
}
