//! Events as they are told: by the feed, in the stream, and by `wallet events`.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{Happening, Timestamp};

use super::{Change, Transaction};

/// The version of an event's form.
pub(super) const VERSION: u8 = 1;

/// Something that happened. It is told the same, byte for byte, whenever it is read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event<'a> {
    /// Its place in the feed: a position, and the place within it. It never changes, and later events have later ones.
    #[schema(example = "12.0")]
    id: String,
    /// `after` of a request for what comes behind it. It has a mark of the event beside the `id`, so that a ledger which a
    /// restore has set back refuses it.
    #[schema(example = "12.0.9f86d081")]
    cursor: String,
    /// What kind of event: `<flow>.posted`, `<flow>.rejected`, `hold.expired`, or what an operator did.
    #[serde(rename = "type")]
    #[schema(example = "spend.posted")]
    kind: String,
    /// The version of its form.
    #[schema(example = 1)]
    version: u8,
    /// When it happened.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// What happened.
    data: EventData<'a>,
}

/// What happened: a transaction, or a change by an operator.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventData<'a> {
    /// The transaction, of an event about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    transaction: Option<Transaction<'a>>,
    /// The players' wallets whose balance, held credits or debt the transaction changed, as they were right after it. Empty
    /// if it was rejected, or changed only wallets of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    wallets: Option<Vec<WalletAfter>>,
    /// The change, of an event about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    change: Option<Change<'a>>,
}

/// A player's wallet right after a transaction.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletAfter {
    /// Whose wallet.
    #[schema(example = "user_001")]
    owner: String,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    asset: String,
    /// The number of its entry by the transaction; absent if the transaction makes none in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 2)]
    sequence: Option<i64>,
    /// What it held before, in minor units.
    #[schema(example = 100)]
    balance_before: i64,
    /// What it holds.
    #[schema(example = 70)]
    balance: i64,
    /// What of it is held.
    #[schema(example = 0)]
    held: i64,
    /// What of it can be spent.
    #[schema(example = 70)]
    available: i64,
    /// What its owner owes of the asset.
    #[schema(example = 0)]
    debt: i64,
}

impl From<domain::Standing> for WalletAfter {
    fn from(standing: domain::Standing) -> Self {
        let available = standing.available();
        let domain::Standing { owner, asset, sequence, balance_before, balance, held, debt } = standing;
        let (owner, asset) = (owner.to_string(), asset.to_string());
        Self { owner, asset, sequence, balance_before, balance, held, available, debt }
    }
}

impl<'a> From<&'a domain::Event> for Event<'a> {
    fn from(event: &'a domain::Event) -> Self {
        let data = match &event.what {
            Happening::Transaction(transaction) => EventData {
                wallets: Some(transaction.standings().into_iter().map(WalletAfter::from).collect()),
                transaction: Some(Transaction::from(&**transaction)),
                change: None,
            },
            Happening::Change(change) => {
                EventData { transaction: None, wallets: None, change: Some(Change::from(&**change)) }
            }
        };
        let (kind, cursor) = (event.event_type().name(), domain::EventCursor::from(event).to_string());
        Self { id: event.id.to_string(), cursor, kind, version: VERSION, created_at: event.at(), data }
    }
}

/// A page of the feed, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage<'a> {
    /// The events.
    pub data: Vec<Event<'a>>,
    /// `after` of the next request. It never expires, and is of this ledger alone.
    #[schema(example = "12.0.9f86d081")]
    pub next_cursor: String,
}
