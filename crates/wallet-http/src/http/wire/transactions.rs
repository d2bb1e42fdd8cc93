//! Transactions as they are answered, borrowed from the domain.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{Description, Reference, Timestamp, TransactionId};

use super::names;
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
    /// How much, in minor units; always positive. Of a capture, a release or a reversal how much at most: `moved` tells.
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
    /// The hold that was captured, released or is over.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown")]
    #[schema(value_type = Option<String>, format = "uuid", nullable = false)]
    hold: Option<TransactionId>,
    /// The transaction that was taken back.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown")]
    #[schema(value_type = Option<String>, format = "uuid", nullable = false)]
    reverses: Option<TransactionId>,
    /// How much was held, captured, let go or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    moved: Option<i64>,
    /// What is left of the hold, or of the transaction that is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    remaining: Option<i64>,
    /// What was to be taken back and was no longer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    shortfall: Option<i64>,
    /// The operator's own wallet that stood in for the treasury's or revenue's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    budget: Option<&'a str>,
    /// What of a bonus did not fit under the asset's `max_balance`, and was not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    clipped: Option<i64>,
    /// What a conversion came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    received: Option<i64>,
    /// What a conversion took of `amount`, where that is not all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    taken: Option<i64>,
    /// What a conversion left of `amount`, as it would have bought nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    left: Option<i64>,
    /// When a hold is over.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "super::text::moment")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    expires_at: Option<Timestamp>,
    /// The key it was asked for under.
    idempotency_key: &'a str,
    /// A top-up's payment_ref, a bonus's reason.
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
}

impl<'a> From<&'a domain::Origin> for Actor<'a> {
    fn from(origin: &'a domain::Origin) -> Self {
        Self { name: origin.name(), key: origin.key(), on_behalf_of: origin.person() }
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
    /// The latest first. A page may be short, or empty, and yet have a `next_cursor`.
    pub data: Vec<Transaction<'a>>,
    /// What asks for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// One transaction, or a page of those of an actor. It stands for both in the document.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum FoundTransactions<'a> {
    /// By owner and key.
    One(Box<Transaction<'a>>),
    /// By actor.
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
        let (status, balance, problem) = match &transaction.result {
            Ok(posting) => (TransactionStatus::Posted, Some(posting.balance.minor()), None),
            Err(rejection) => (TransactionStatus::Rejected, None, Some(Problem::from(rejection))),
        };
        let posting = transaction.result.as_ref().ok();
        let claim = posting.and_then(domain::Posting::claim);
        let about = command.refers_to();
        let figure = |flow, leg| posting.filter(|_| command.flow() == flow).and_then(|posting| posting.moved(leg));
        let is_reversal = command.flow() == domain::Flow::Reversal;
        let taken = figure(domain::Flow::Conversion, 0).filter(|taken| *taken < command.amount().minor());
        Self {
            held: posting.map(domain::Posting::held),
            available: posting.map(|posting| posting.balance.minor() - posting.held()),
            debt: posting.map(domain::Posting::debt),
            hold: about.filter(|_| !is_reversal),
            reverses: about.filter(|_| is_reversal),
            moved: claim.map(|claim| claim.moved),
            remaining: claim.map(|claim| claim.remaining),
            shortfall: claim.map(|claim| claim.shortfall).filter(|shortfall| *shortfall > 0),
            expires_at: claim.and_then(|claim| claim.expires_at),
            budget: command.via().map(domain::OwnerId::as_str),
            clipped: figure(domain::Flow::Bonus, 0).map(|given| command.amount().minor() - given),
            received: figure(domain::Flow::Conversion, 1),
            taken,
            left: taken.map(|taken| command.amount().minor() - taken),
            id: command.id(),
            flow: command.flow().name(),
            status,
            owner: command.owner().as_str(),
            asset: command.asset().as_str(),
            amount: command.amount().minor(),
            balance,
            actor: command.origin().map(Actor::from),
            idempotency_key: command.key().as_str(),
            reference: details.reference.as_ref().map(Reference::as_str),
            description: details.description.as_ref().map(Description::as_str),
            metadata: details.metadata.as_ref().map(|metadata| JsonText(metadata.as_str())),
            created_at: transaction.created_at,
            entries: Entries(transaction.entries()),
            problem,
        }
    }
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn shown<S: Serializer>(id: &Option<TransactionId>, serializer: S) -> Result<S::Ok, S::Error> {
    id.as_ref().map(ToString::to_string).serialize(serializer)
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn rejected<S: Serializer>(problem: &Option<Problem>, serializer: S) -> Result<S::Ok, S::Error> {
    problem.as_ref().map(Problem::body).serialize(serializer)
}

#[derive(Debug)]
struct Entries<'a>(&'a [domain::Entry]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Entry::from))
    }
}

/// One leg of a transaction.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entry<'a> {
    /// Whose wallet it is in.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Which way it goes.
    #[serde(rename = "entry_type")]
    kind: EntryType,
    /// Minor units, signed.
    #[schema(example = -30)]
    amount: i64,
    /// The wallet's balance after it.
    #[schema(example = 70)]
    balance_after: i64,
    /// Its number among the wallet's entries, from 1; among the stripe's, if there is one.
    #[schema(example = 2)]
    sequence: i64,
    /// Which of the system's wallets it is in, where treasury and revenue have one for each of the store's lanes: 1, 2,
    /// ...; absent for the first.
    #[serde(skip_serializing_if = "is_first")]
    stripe: i16,
}

/// Which way a leg goes.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryType {
    /// Out of the wallet: its amount is negative.
    Debit,
    /// Into the wallet.
    Credit,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_first(stripe: &i16) -> bool {
    *stripe == domain::Stripe::FIRST.number()
}

impl<'a> From<&'a domain::Entry> for Entry<'a> {
    fn from(entry: &'a domain::Entry) -> Self {
        Self {
            owner: entry.owner.as_str(),
            asset: entry.asset.as_str(),
            kind: if entry.amount < 0 { EntryType::Debit } else { EntryType::Credit },
            amount: entry.amount,
            balance_after: entry.balance_after.minor(),
            sequence: entry.sequence,
            stripe: entry.stripe().number(),
        }
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
