//! What answers are made of. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::parts::{AssetAmount, Caps, Policy};
use super::transactions::{Actor, PostedTransaction, Transaction};
use super::words::{
    AnalyticsBy, ApprovalStatus, CheckStatus, EntryType, Flow, HoldStatus, OnShortfall, Role, Scope, WalletStatus,
};
use crate::problem::Problem;

/// What players hold, by the ledger's balances and by these figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnalyticsCheck {
    /// Whether they are equal; null while the figures are behind the ledger.
    pub equal: Option<bool>,
    /// By the ledger: what all other wallets lack, as the wallets of an asset sum to zero.
    pub ledger_minor: i64,
    /// By the figures.
    pub rollups_minor: i64,
}

/// A command that waits for another's approval, or waited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// The command, as it was asked for.
    pub command: Map<String, Value>,
    /// When.
    pub decided_at: Option<String>,
    /// Its `decider`.
    pub decider: Option<Actor>,
    /// The digest of the exact command.
    pub digest: String,
    /// From when on it cannot be approved any more.
    pub expires_at: String,
    /// The id that its transaction has, or will have.
    pub id: String,
    /// When it was asked for.
    pub made_at: String,
    /// Who asks.
    pub maker: Actor,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// The code of the refusal, if its command was refused for good.
    pub refusal: Option<String>,
    /// How far it has got.
    pub status: ApprovalStatus,
}

/// Approvals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApprovalList {
    /// The newest first.
    pub data: Vec<Approval>,
}

/// How far figures are folded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AsOf {
    /// When it happened.
    pub at: Option<String>,
    /// The last event that is in them, by its id in the feed; `0.0` if there is none.
    pub event: String,
}

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
    /// There, and true, if parts may be of different moments: a ledger on several machines was asked while commits
    /// over several of them went on. Ask again to have one moment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// By code.
    pub assets: Vec<AssetAudit>,
    /// The latest commit of every lane, for whoever keeps them elsewhere.
    pub heads: Vec<AuditHead>,
    /// Its `last_verification`.
    pub last_verification: Option<Verification>,
    /// The version of the server that answers.
    pub version: String,
}

/// The latest commit of a lane: what `wallet verify --head` compares the ledger with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditHead {
    /// When it was decided.
    pub created_at: String,
    /// Its hash: 64 hexadecimal digits.
    pub hash: String,
    /// The number of the lane.
    pub lane: i64,
    /// The number of the commit.
    pub number: i64,
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

/// What players owe of an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Debts {
    /// By the age of the debt, each part apart from the others: since it last grew or was repaid in part.
    pub ages: Vec<DebtsOfAge>,
    /// Its `as_of`.
    pub as_of: Option<SnapshotAsOf>,
    /// Which asset.
    pub asset: String,
    /// How many players owe something.
    pub count: i64,
    /// What they owe together, in minor units.
    pub total: i64,
    /// The zone of the days.
    pub zone: String,
}

/// The debts of an age.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DebtsOfAge {
    /// In minor units.
    pub amount: i64,
    /// Its `count`.
    pub count: i64,
    /// At most so many days, and more than the part before; null is any more.
    pub days_max: Option<i64>,
}

/// How an asset is distributed among those who hold it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Its `as_of`.
    pub as_of: Option<SnapshotAsOf>,
    /// Which asset.
    pub asset: String,
    /// Its `check`.
    pub check: Option<SnapshotCheck>,
    /// The Gini coefficient: 0 if all hold the same, near 1 if one holds nearly everything. Null if nobody holds
    /// anything.
    pub gini: Option<f64>,
    /// How many of them hold something: all that follows is about these.
    pub holders: i64,
    /// What the poorest so many percent of the holders have of the total: the Lorenz curve.
    pub lorenz: Vec<LorenzPoint>,
    /// What so many percent of the holders have at most.
    pub percentiles: Vec<Percentile>,
    /// What they hold together, in minor units.
    pub total: i64,
    /// How many wallets players have.
    pub wallets: i64,
    /// The zone of the days.
    pub zone: String,
}

/// A page of a wallet's entries, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryPage {
    /// The entries.
    pub data: Vec<WalletEntry>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// What a flow moved under a label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowRow {
    /// How many transactions.
    pub count: i64,
    /// The flow.
    pub flow: Flow,
    /// Credited to players, in minor units.
    pub r#in: i64,
    /// The label: empty where none is given, `other` for all but the 200 largest of the day.
    pub label: String,
    /// Debited from players.
    pub out: i64,
}

/// What each flow moved, by day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowsAnswer {
    /// How far the figures are.
    pub as_of: AsOf,
    /// Of which asset.
    pub asset: String,
    /// What rows are told apart by beside their flow.
    pub by: AnalyticsBy,
    /// Whether they add up to the ledger.
    pub check: AnalyticsCheck,
    /// The days.
    pub days: Vec<FlowsDay>,
    /// The time zone of the days.
    pub zone: String,
}

/// What each flow moved on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowsDay {
    /// The day.
    pub day: String,
    /// Whether its figures never change again.
    pub r#final: bool,
    /// A row a flow and label; largest first of each flow.
    pub rows: Vec<FlowRow>,
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

/// How many held an asset, by day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HolderDays {
    /// Its `as_of`.
    pub as_of: Option<SnapshotAsOf>,
    /// Which asset.
    pub asset: String,
    /// The days that have a snapshot, in order.
    pub days: Vec<HoldersOfDay>,
    /// The zone of the days.
    pub zone: String,
}

/// How many held an asset on a day, by its latest snapshot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoldersOfDay {
    /// Its `day`.
    pub day: String,
    /// Whether it never changes any more.
    pub r#final: bool,
    /// How many wallets of players held something.
    pub holders: i64,
    /// How many wallets players had.
    pub wallets: i64,
}

/// What open holds keep of an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoldsByEnd {
    /// Its `as_of`.
    pub as_of: Option<SnapshotAsOf>,
    /// Which asset.
    pub asset: String,
    /// How many are open and not over.
    pub count: i64,
    /// By when they end, each part apart from the others.
    pub ends: Vec<HoldsOfEnd>,
    /// What they have left, in minor units.
    pub total: i64,
    /// The zone of the days.
    pub zone: String,
}

/// The holds that end within a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoldsOfEnd {
    /// In minor units.
    pub amount: i64,
    /// Its `count`.
    pub count: i64,
    /// Within so many days, and not within those of the part before; null is any later.
    pub within_days: Option<i64>,
}

/// Every key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyList {
    /// By when they were made.
    pub data: Vec<ListedKey>,
}

/// A key and its secret, this once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyWithSecret {
    /// The key.
    pub key: ListedKey,
    /// What its holder sends: `Authorization: Bearer` and this.
    pub secret: String,
}

/// A key as it is told: all but its secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedKey {
    /// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
    pub approval_over: Option<i64>,
    /// The assets that it is for; null if it is for all.
    pub assets: Option<Vec<String>>,
    /// Its `caps`.
    pub caps: Option<Caps>,
    /// When it was made.
    pub created_at: String,
    /// From when on it is turned away.
    pub expires_at: Option<String>,
    /// Its public name, as logs and transactions have it.
    pub id: String,
    /// When it was last used, to a minute.
    pub last_used_at: Option<String>,
    /// Whether it is good now.
    pub live: bool,
    /// Who made it; null if that is not known.
    pub made_by: Option<String>,
    /// Whose key it is.
    pub name: String,
    /// The networks that it may be used from; null if it may be from all.
    pub networks: Option<Vec<String>>,
    /// Until when the secret before is good.
    pub old_secret_until: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// Who revoked it.
    pub revoked_by: Option<String>,
    /// Its `role`.
    pub role: Option<Role>,
    /// When it got the secret that it has, if that is not its first.
    pub rotated_at: Option<String>,
    /// Who rotated it.
    pub rotated_by: Option<String>,
    /// What it allows.
    pub scopes: Vec<Scope>,
}

/// That the service runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Liveness {
    /// `ok`.
    pub status: String,
}

/// A point of the Lorenz curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LorenzPoint {
    /// Have so many percent of the total.
    pub balance_percent: f64,
    /// So many percent of the holders, the poorest first.
    pub holders_percent: i64,
}

/// What somebody has written about an owner. It is never changed or deleted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// `key` and the id of an API key; `anyone` if none was sent.
    pub actor: String,
    /// When.
    pub at: String,
    /// Its number among the changes; later ones have higher numbers.
    pub number: i64,
    /// What it says.
    pub text: String,
}

/// A page of the notes about an owner, the latest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotePage {
    /// The notes.
    pub data: Vec<Note>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
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

/// What the caller may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnKey {
    /// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
    pub approval_over: Option<i64>,
    /// The assets that it is for; null if it is for all.
    pub assets: Option<Vec<String>>,
    /// Its `caps`.
    pub caps: Option<Caps>,
    /// The key's id; null where no key was sent and none is asked for.
    pub id: Option<String>,
    /// Whose key it is.
    pub name: String,
    /// The networks that it may be used from; null if it may be from all.
    pub networks: Option<Vec<String>>,
    /// Its `role`.
    pub role: Option<Role>,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// Its `used_today`.
    pub used_today: Option<UsedToday>,
}

/// The wallets of an owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnerWallets {
    /// Whose they are.
    pub owner: String,
    /// By asset.
    pub wallets: Vec<Wallet>,
}

/// What so many percent of the holders have at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Percentile {
    /// In minor units.
    pub balance: i64,
    /// So many percent of the holders.
    pub percent: f64,
}

/// The wallets of many owners, as of one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryWalletsAnswer {
    /// There, and true, if parts may be of different moments: a ledger on several machines was asked while commits
    /// over several of them went on. Ask again to have one moment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
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

/// Of which moment figures are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotAsOf {
    /// The time.
    pub at: String,
    /// The latest event that had a place in the feed, or one of the same commit: all up to it are counted.
    pub event: String,
}

/// Whether the figures add up to the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotCheck {
    /// Whether both are the same. Only a ledger on several machines may answer false, as they do not answer as of one
    /// moment.
    pub equal: bool,
    /// What players' wallets hold together.
    pub holdings_minor: i64,
    /// What players hold by all other wallets, since all wallets sum to zero.
    pub ledger_minor: i64,
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

/// What players hold, by day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplyAnswer {
    /// How far the figures are.
    pub as_of: AsOf,
    /// Of which asset.
    pub asset: String,
    /// Whether they add up to the ledger.
    pub check: AnalyticsCheck,
    /// The days.
    pub days: Vec<SupplyDay>,
    /// The time zone of the days.
    pub zone: String,
}

/// What players held at the end of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplyDay {
    /// The day.
    pub day: String,
    /// Whether its figures never change again.
    pub r#final: bool,
    /// Credited to players on the day, in minor units.
    pub r#in: i64,
    /// What was minted until then.
    pub minted: i64,
    /// The first without the second.
    pub net: i64,
    /// Debited from players on the day.
    pub out: i64,
    /// What revenue holds then.
    pub revenue: i64,
    /// What players hold at its end.
    pub supply: i64,
    /// What the treasury holds then.
    pub treasury: i64,
}

/// One of the largest holders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopHolder {
    /// What the wallet holds, in minor units.
    pub balance: i64,
    /// What the owner owes of the asset.
    pub debt: i64,
    /// What of that its open holds keep.
    pub held: i64,
    /// Its `owner`.
    pub owner: String,
    /// How many percent of what all players hold.
    pub share_percent: f64,
}

/// The largest holders of an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopHolders {
    /// Its `as_of`.
    pub as_of: Option<SnapshotAsOf>,
    /// Which asset.
    pub asset: String,
    /// The largest first; of equal ones by name.
    pub items: Vec<TopHolder>,
    /// The zone of the days.
    pub zone: String,
}

/// What was used of an asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UsedAmount {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
}

/// What a key has used of its caps today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UsedToday {
    /// How many wallets were frozen.
    pub freeze: i64,
    /// Of bonuses, by asset.
    pub grant: Vec<UsedAmount>,
    /// Of reversals, by asset.
    pub refund: Vec<UsedAmount>,
    /// When the day is over.
    pub resets_at: String,
}

/// How much of what players hold is spent, by day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VelocityAnswer {
    /// How far the figures are.
    pub as_of: AsOf,
    /// Of which asset.
    pub asset: String,
    /// Whether they add up to the ledger.
    pub check: AnalyticsCheck,
    /// The days.
    pub days: Vec<VelocityDay>,
    /// The time zone of the days.
    pub zone: String,
}

/// How much was spent on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VelocityDay {
    /// How many wallets of players moved.
    pub active_wallets: i64,
    /// The day.
    pub day: String,
    /// Whether its figures never change again.
    pub r#final: bool,
    /// What players spent, in minor units: spends, captures, and the prices of purchases.
    pub spent: i64,
    /// What they hold at its end.
    pub supply: i64,
    /// The first by the second; null if they hold nothing.
    pub velocity: Option<f64>,
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

/// That a verification was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VerificationRequested {
    /// Its `before`.
    pub before: Option<Verification>,
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
