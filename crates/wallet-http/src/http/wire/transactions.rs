//! Transactions as they are answered, borrowed from the domain.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{Description, Reference, Timestamp, TransactionId};

use super::names;
use super::story::{Entry, Story};
use super::text::JsonText;
use crate::http::problem::{self, Problem};

/// The immutable record of one decided command.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transaction<'a> {
    /// Made from owner and key, so that a retry names the same transaction.
    #[serde(serialize_with = "super::text::display")]
    #[schema(value_type = String, format = "uuid")]
    id: TransactionId,
    /// The business reason.
    #[schema(value_type = names::Flow)]
    flow: &'static str,
    /// Whether it moved anything.
    status: TransactionStatus,
    /// Whose command it was.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// What was moved.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// How much of it moved, was held or was let go, in minor units; of a rejected one how much was asked for. Always
    /// positive.
    #[schema(example = 30)]
    amount: i64,
    /// The owner's balance after it; null if it was rejected.
    #[schema(example = 70)]
    balance: Option<i64>,
    /// What of it is held after it; null if it was rejected.
    #[schema(example = 0)]
    held: Option<i64>,
    /// What of it can be spent after it; null if it was rejected.
    #[schema(example = 70)]
    available: Option<i64>,
    /// What the owner owes of the asset after it; null if it was rejected.
    #[schema(example = 0)]
    debt: Option<i64>,
    #[serde(flatten)]
    #[schema(ignore)]
    story: Story<'a>,
    /// What is left of the hold, or of the transaction that is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    remaining: Option<i64>,
    /// What was to be taken back and was no longer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    shortfall: Option<i64>,
    /// When a hold is over.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "super::text::moment")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    expires_at: Option<Timestamp>,
    /// The key it was asked for under.
    idempotency_key: &'a str,
    /// A top-up's payment_ref, a bonus's or a reversal's reason, a purchase's sku.
    reference: Option<&'a str>,
    /// What it is for, for people.
    description: Option<&'a str>,
    /// What the caller attached.
    #[schema(value_type = Option<Object>)]
    metadata: Option<JsonText<'a>>,
    /// Who asked for it; null of what was recorded before that was kept.
    actor: Option<Actor<'a>>,
    /// When it was decided.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Its legs, the debit first; none if it was rejected.
    #[schema(value_type = Vec<Entry>)]
    entries: Entries<'a>,
    /// Why it was rejected; absent if it was posted.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "rejected")]
    #[schema(value_type = Option<problem::Body>, nullable = false)]
    problem: Option<Problem>,
}

/// Who asked for a transaction.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Actor<'a> {
    /// The API key's name; `anyone` where none was asked for, `wallet` for the service itself, or a command line's user.
    #[schema(example = "shop")]
    name: &'a str,
    /// The API key's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    key: Option<&'a str>,
    /// The person whom the caller named with `Wallet-On-Behalf-Of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    on_behalf_of: Option<&'a str>,
    /// The name of the other API key that approved it, where one had to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    approved_by: Option<&'a str>,
    /// That key's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    approved_with: Option<&'a str>,
}

impl<'a> From<&'a domain::Origin> for Actor<'a> {
    fn from(origin: &'a domain::Origin) -> Self {
        Self {
            name: origin.name(),
            key: origin.key(),
            on_behalf_of: origin.person(),
            approved_by: origin.approver(),
            approved_with: origin.approver_key(),
        }
    }
}

/// A page of transactions, and the time that it is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransactionPage<'a> {
    /// From when on.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// Until when; what was decided then is not in it.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
    /// Down to when all was looked at: on the last page `from`.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub searched_to: Timestamp,
    /// The newest first. A page may be short, or empty, and yet have a `next_cursor`.
    pub data: Vec<Transaction<'a>>,
    /// What asks for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// One transaction, or a page of those that fit. It stands for both in the document.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum FoundTransactions<'a> {
    /// By owner and key.
    One(Box<Transaction<'a>>),
    /// By conditions.
    Many(TransactionPage<'a>),
}

/// Whether a transaction moved anything.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransactionStatus {
    /// It did.
    Posted,
    /// It was refused, and that is recorded.
    Rejected,
}

impl<'a> From<&'a domain::Transaction> for Transaction<'a> {
    fn from(transaction: &'a domain::Transaction) -> Self {
        let command = &transaction.command;
        let details = command.details();
        let (status, problem) = match &transaction.result {
            Ok(_) => (TransactionStatus::Posted, None),
            Err(rejection) => (TransactionStatus::Rejected, Some(Problem::from(rejection))),
        };
        let holding = transaction.holding();
        let claim = transaction.result.as_ref().ok().and_then(domain::Posting::claim);
        let story = transaction.story();
        Self {
            balance: holding.map(|it| it.balance),
            held: holding.map(|it| it.held),
            available: holding.map(|it| it.balance - it.held),
            debt: holding.map(|it| it.debt),
            remaining: claim.map(|claim| claim.remaining),
            shortfall: claim.map(|claim| claim.shortfall).filter(|shortfall| *shortfall > 0),
            expires_at: claim.and_then(|claim| claim.expires_at),
            id: command.id(),
            flow: command.flow().name(),
            status,
            owner: command.owner().as_str(),
            asset: command.asset().as_str(),
            amount: story.amount,
            story: Story::from(story),
            actor: command.origin().map(Actor::from),
            idempotency_key: command.key().as_str(),
            reference: details.reference.as_ref().map(Reference::as_str),
            description: details.description.as_ref().map(Description::as_str),
            metadata: details.metadata.as_ref().map(|metadata| JsonText(metadata.as_str())),
            created_at: transaction.created_at,
            entries: Entries(transaction),
            problem,
        }
    }
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn rejected<S: Serializer>(problem: &Option<Problem>, serializer: S) -> Result<S::Ok, S::Error> {
    problem.as_ref().map(Problem::body).serialize(serializer)
}

#[derive(Debug)]
struct Entries<'a>(&'a domain::Transaction);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.shown_entries().map(Entry::from))
    }
}

/// What was taken back of a transaction.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReversalList<'a> {
    /// How much of it in all, in minor units.
    #[schema(example = 10)]
    pub reversed: i64,
    /// How much of it is left to take back.
    #[schema(example = 20)]
    pub remaining: i64,
    /// Its reversals, refused ones too, in the order of their times: the first 1,000.
    pub data: Vec<Transaction<'a>>,
}
