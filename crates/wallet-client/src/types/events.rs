//! Events, and changes by operators. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::transactions::Transaction;
use super::words::ChangeAction;

/// Something that an operator has changed beside the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What was done.
    pub action: ChangeAction,
    /// `key` and the id of an API key; `anyone` if none was sent; `cli:` and a user of the command line; `wallet`,
    /// the service itself.
    pub actor: String,
    /// The name of the API key; null if there was none.
    pub actor_name: Option<String>,
    /// The same members with their values after, null where a value was removed; all members if this change created
    /// it.
    pub after: Map<String, Value>,
    /// Which asset, or the wallet of which; null for a note, a key and an approval.
    pub asset: Option<String>,
    /// When.
    pub at: String,
    /// The changed members with their values before, null where there was no value; null if this change created it.
    pub before: Option<Map<String, Value>>,
    /// Later ones have higher numbers.
    pub number: i64,
    /// The id of a key, or of an approval, whose command's transaction has the same id. Null if neither was changed.
    pub object: Option<String>,
    /// Whose wallet, or whom a note is about; null for an asset, a key and an approval.
    pub owner: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A page of what operators have changed, the latest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The changes.
    pub data: Vec<Change>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// Something that happened. It is told the same, byte for byte, whenever it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub created_at: String,
    /// `after` of a request for what comes behind it. It has a mark of the event beside the `id`, so that a ledger
    /// which a restore has set back refuses it.
    pub cursor: String,
    /// What happened.
    pub data: EventData,
    /// Its place in the feed: a position, and the place within it. It never changes, and later events have later
    /// ones.
    pub id: String,
    /// What kind of event: `<flow>.posted`, `<flow>.rejected`, `hold.expired`, or what an operator did.
    pub r#type: String,
    /// The version of its form.
    pub version: i64,
}

/// What happened: a transaction, or a change by an operator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventData {
    /// The change, of an event about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// The transaction, of an event about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<Transaction>,
    /// The players' wallets whose balance, held credits or debt the transaction changed, as they were right after it.
    /// Empty if it was rejected, or changed only wallets of the service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wallets: Vec<WalletAfter>,
}

/// A page of the feed, the oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventPage {
    /// The events.
    pub data: Vec<Event>,
    /// `after` of the next request. It never expires, and is of this ledger alone.
    pub next_cursor: String,
}

/// A player's wallet right after a transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalletAfter {
    /// Of which asset.
    pub asset: String,
    /// What of it can be spent.
    pub available: i64,
    /// What it holds.
    pub balance: i64,
    /// What it held before, in minor units.
    pub balance_before: i64,
    /// What its owner owes of the asset.
    pub debt: i64,
    /// What of it is held.
    pub held: i64,
    /// Whose wallet.
    pub owner: String,
    /// The number of its entry by the transaction; absent if the transaction makes none in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
}
