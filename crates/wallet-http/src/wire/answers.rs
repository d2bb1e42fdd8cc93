//! Answers of `/v1`, borrowed from the domain.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{Description, Reference, Timestamp, TransactionId};

use super::JsonText;
use crate::problem::{self, Problem};

/// The immutable record of one decided command.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transaction<'a> {
    /// Made from owner and key, so that a retry names the same transaction.
    #[serde(serialize_with = "super::display")]
    #[schema(value_type = String, format = "uuid")]
    id: TransactionId,
    /// The business reason: `mint`, `top_up`, `bonus` or `spend`.
    #[schema(example = "spend")]
    flow: &'static str,
    /// Whether it moved anything.
    status: TransactionStatus,
    /// Whose command it was.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// What was moved.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// How much, in minor units; always positive.
    #[schema(example = 30)]
    amount: i64,
    /// The owner's balance after it; null if it was rejected.
    #[schema(example = 70)]
    balance: Option<i64>,
    /// The key it was asked for under.
    idempotency_key: &'a str,
    /// A top-up's payment_ref, a bonus's reason.
    reference: Option<&'a str>,
    /// What it is for, for people.
    description: Option<&'a str>,
    /// What the caller attached.
    #[schema(value_type = Option<Object>)]
    metadata: Option<JsonText<'a>>,
    /// When it was decided.
    #[serde(serialize_with = "super::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Its legs, the debit first; none if it was rejected.
    #[schema(value_type = Vec<Entry>)]
    entries: Entries<'a>,
    /// Why it was rejected; absent if it was posted.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "rejected")]
    #[schema(value_type = Option<problem::Body>)]
    problem: Option<Problem>,
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
        Self {
            id: command.id(),
            flow: command.flow().name(),
            status,
            owner: command.owner().as_str(),
            asset: command.asset().as_str(),
            amount: command.amount().minor(),
            balance,
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
    /// `debit` (negative) or `credit` (positive).
    #[serde(rename = "entry_type")]
    #[schema(example = "debit")]
    kind: &'static str,
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
    #[schema(value_type = Option<i16>)]
    stripe: i16,
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
            kind: if entry.amount < 0 { "debit" } else { "credit" },
            amount: entry.amount,
            balance_after: entry.balance_after.minor(),
            sequence: entry.sequence,
            stripe: entry.stripe().number(),
        }
    }
}

/// What came of a batch: one result per command, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchAnswer<'a> {
    /// In the order of the commands.
    pub results: Vec<BatchResult<'a>>,
}

/// What came of one command: the status it would have had alone, and the transaction or the problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResult<'a> {
    /// 201 if it was posted, else the problem's.
    #[schema(example = 201)]
    status: u16,
    /// Present and true if it had been decided before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(value_type = Option<bool>)]
    replayed: bool,
    /// What was posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction: Option<Transaction<'a>>,
    /// Why it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<problem::Body<'a>>,
}

impl<'a> BatchResult<'a> {
    /// A command that was posted, now or before.
    pub fn posted(transaction: &'a domain::Transaction, replayed: bool) -> Self {
        Self { status: 201, replayed, transaction: Some(transaction.into()), problem: None }
    }

    /// A command that was not carried out.
    pub fn refused(problem: &'a Problem) -> Self {
        Self {
            status: problem.code().status(),
            replayed: problem.is_replay(),
            transaction: None,
            problem: Some(problem.body()),
        }
    }
}

/// The wallets of an owner.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wallets<'a> {
    /// Whose they are.
    #[schema(example = "user_001")]
    pub owner: &'a str,
    /// By asset.
    pub wallets: Vec<Wallet<'a>>,
}

/// One owner's holding of one asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wallet<'a> {
    /// Whose it is.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// What it holds.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Minor units.
    #[schema(example = 500)]
    balance: i64,
    /// `open`, `frozen` or `closed`.
    #[schema(example = "open")]
    status: &'static str,
    /// How many entries it has.
    #[schema(example = 1)]
    sequence: i64,
    /// Moves with everything that changes the wallet.
    #[schema(example = 1)]
    version: i64,
}

impl<'a> From<&'a domain::Wallet> for Wallet<'a> {
    fn from(wallet: &'a domain::Wallet) -> Self {
        Self {
            owner: wallet.owner.as_str(),
            asset: wallet.asset.as_str(),
            balance: wallet.state.balance.minor(),
            status: wallet.state.status.name(),
            sequence: wallet.state.sequence,
            version: wallet.state.version,
        }
    }
}

/// A page of a wallet's entries, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statement<'a> {
    /// The entries.
    pub data: Vec<StatementLine<'a>>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// An entry with what its transaction says of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementLine<'a> {
    /// The transaction that it is a leg of.
    #[serde(serialize_with = "super::display")]
    #[schema(value_type = String, format = "uuid")]
    transaction_id: TransactionId,
    /// That transaction's business reason.
    #[schema(example = "spend")]
    flow: &'static str,
    #[serde(flatten)]
    #[schema(inline)]
    entry: Entry<'a>,
    /// A top-up's payment_ref, a bonus's reason.
    reference: Option<&'a str>,
    /// What it is for, for people.
    description: Option<&'a str>,
    /// When it was decided.
    #[serde(serialize_with = "super::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl<'a> From<&'a domain::StatementLine> for StatementLine<'a> {
    fn from(line: &'a domain::StatementLine) -> Self {
        Self {
            transaction_id: line.transaction,
            flow: line.flow.name(),
            entry: Entry::from(&line.entry),
            reference: line.reference.as_ref().map(Reference::as_str),
            description: line.description.as_ref().map(Description::as_str),
            created_at: line.created_at,
        }
    }
}

/// Every asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct Assets<'a> {
    /// By code.
    pub assets: Vec<Asset<'a>>,
}

/// An asset as an operator defined it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Asset<'a> {
    /// Unique, and never changed.
    #[schema(example = "GOLD_COINS")]
    code: &'a str,
    /// For people.
    #[schema(example = "Gold coins")]
    name: &'a str,
    /// What it is for.
    description: Option<&'a str>,
}

impl<'a> From<&'a domain::Asset> for Asset<'a> {
    fn from(asset: &'a domain::Asset) -> Self {
        Self {
            code: asset.code.as_str(),
            name: asset.name.as_str(),
            description: asset.description.as_ref().map(Description::as_str),
        }
    }
}

/// Where every asset's supply is, and when the ledger was last proven.
#[derive(Debug, Serialize, ToSchema)]
pub struct Audit<'a> {
    /// By code.
    pub assets: Vec<AssetAudit<'a>>,
    /// The latest verification; null if there was none yet.
    pub last_verification: Option<LastVerification>,
}

/// Where an asset's supply is: `supply = treasury + revenue + players`.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetAudit<'a> {
    /// Which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Minor units in existence.
    supply: i64,
    /// What the treasury holds and can still grant.
    treasury: i64,
    /// What players have spent.
    revenue: i64,
    /// What players hold.
    players: i64,
}

impl<'a> AssetAudit<'a> {
    /// The audit of `asset`.
    pub fn new(asset: &'a domain::AssetCode, audit: domain::SupplyAudit) -> Self {
        let domain::SupplyAudit { supply, treasury, revenue, players } = audit;
        Self { asset: asset.as_str(), supply, treasury, revenue, players }
    }
}

/// A verification as it was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastVerification {
    /// When it ended.
    #[serde(serialize_with = "super::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    finished_at: Timestamp,
    /// How many places it found where an invariant does not hold.
    #[schema(example = 0)]
    findings: i64,
    /// Whether every invariant held.
    ok: bool,
}

impl From<domain::VerificationRecord> for LastVerification {
    fn from(record: domain::VerificationRecord) -> Self {
        Self { finished_at: record.finished_at, findings: record.findings, ok: record.findings == 0 }
    }
}

/// That the service runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
}
