//! Answers about a wallet's past, borrowed from the domain.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{Description, Reference, Timestamp, TransactionId};

use super::names;
use super::story::{Entry, Story};
use super::text::JsonText;
use crate::http::extract::WalletPath;

/// A page of a wallet's entries, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryPage<'a> {
    /// The entries.
    pub data: Vec<WalletEntry<'a>>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// An entry with what its transaction says of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletEntry<'a> {
    /// The transaction that it is a leg of.
    #[serde(serialize_with = "super::text::display")]
    #[schema(value_type = String, format = "uuid")]
    transaction_id: TransactionId,
    /// That transaction's business reason.
    #[schema(value_type = names::Flow)]
    flow: &'static str,
    #[serde(flatten)]
    #[schema(inline)]
    entry: Entry<'a>,
    #[serde(flatten)]
    #[schema(inline)]
    story: Story<'a>,
    /// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
    reference: Option<&'a str>,
    /// What it is for, for people.
    description: Option<&'a str>,
    /// What the caller attached.
    #[schema(value_type = Option<Object>)]
    metadata: Option<JsonText<'a>>,
    /// When it was decided.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl<'a> From<&'a domain::StatementLine> for WalletEntry<'a> {
    fn from(line: &'a domain::StatementLine) -> Self {
        let details = line.command.details();
        Self {
            transaction_id: line.transaction(),
            flow: line.command.flow().name(),
            story: Story::from(line.story()),
            entry: Entry::from(line.shown_entry()),
            reference: details.reference.as_ref().map(Reference::as_str),
            description: details.description.as_ref().map(Description::as_str),
            metadata: details.metadata.as_ref().map(|metadata| JsonText(metadata.as_str())),
            created_at: line.created_at,
        }
    }
}

impl<'a> WalletEntry<'a> {
    /// An entry of a transaction that is there as a whole.
    pub(crate) fn of(transaction: &'a domain::Transaction, entry: domain::ShownEntry<'a>) -> Self {
        let details = transaction.command.details();
        Self {
            transaction_id: transaction.id(),
            flow: transaction.command.flow().name(),
            story: Story::from(transaction.story()),
            entry: Entry::from(entry),
            reference: details.reference.as_ref().map(Reference::as_str),
            description: details.description.as_ref().map(Description::as_str),
            metadata: details.metadata.as_ref().map(|metadata| JsonText(metadata.as_str())),
            created_at: transaction.created_at,
        }
    }
}

/// What a wallet held at a moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceAt<'a> {
    /// Whose it is.
    #[schema(example = "user_001")]
    pub owner: &'a str,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    pub asset: &'a str,
    /// The time that the balance is of. What was decided at exactly this time is in it.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Minor units.
    #[schema(example = 470)]
    pub balance: i64,
    /// How many entries it had; absent of the treasury and revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 2)]
    pub sequence: Option<i64>,
}

/// A wallet's statement. Its entries are sent as they are read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statement<'a> {
    /// Whose it is.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// From when on; null from the first entry on.
    #[serde(serialize_with = "super::text::moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Until when; null until the moment at which it was asked for.
    #[serde(serialize_with = "super::text::moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// What it held before the first entry, in minor units.
    #[schema(example = 500)]
    opening_balance: i64,
    /// What it held after the last.
    #[schema(example = 470)]
    closing_balance: i64,
    /// The entries, the oldest first.
    #[schema(value_type = Vec<WalletEntry>)]
    entries: [WalletEntry<'a>; 0],
}

impl<'a> Statement<'a> {
    /// All of it up to the first entry, as text: entries, a bracket and a brace are to follow.
    pub fn head(
        path: &'a WalletPath,
        (from, to): (Option<Timestamp>, Option<Timestamp>),
        (opening_balance, closing_balance): (i64, i64),
    ) -> String {
        let (owner, asset) = (path.owner.as_str(), path.asset.as_str());
        let whole = Self { owner, asset, from, to, opening_balance, closing_balance, entries: [] };
        let mut text = String::from_utf8(super::text::to_json(&whole)).expect("JSON is UTF-8");
        text.truncate(text.len() - "]}".len());
        text
    }
}
