//! Holds as they are answered, borrowed from the domain.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{Description, Reference, Timestamp, TransactionId};

use super::names;
use super::transactions::Transaction;
use crate::http::extract::WalletPath;

/// A hold, whatever became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hold<'a> {
    /// The id of the transaction that made it.
    #[serde(serialize_with = "super::text::display")]
    #[schema(value_type = String, format = "uuid")]
    id: TransactionId,
    /// Whose credits.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// How much it kept at first, in minor units.
    #[schema(example = 30)]
    amount: i64,
    /// How much of it was captured.
    #[schema(example = 10)]
    captured: i64,
    /// How much it keeps still.
    #[schema(example = 20)]
    remaining: i64,
    /// `settled` by a last capture or by all of it.
    #[schema(value_type = names::HoldStatus)]
    status: &'static str,
    /// From when on it is over.
    #[serde(serialize_with = "super::text::moment")]
    #[schema(value_type = String, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// When it was made.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The caller's own handle.
    reference: Option<&'a str>,
    /// What it is for, for people.
    description: Option<&'a str>,
    /// Its captures, its release, its expiry.
    transactions: Vec<Transaction<'a>>,
}

impl<'a> Hold<'a> {
    /// A hold by the transaction that made it, its claim and the transactions about it, as of `now`.
    pub fn of(
        made: &'a domain::Transaction,
        claim: &domain::Claim,
        about: &'a [domain::Transaction],
        now: Timestamp,
    ) -> Self {
        let details = made.command.details();
        let has_lapsed = claim.has_lapsed(now);
        Self {
            id: claim.id,
            owner: made.command.owner().as_str(),
            asset: made.command.asset().as_str(),
            amount: claim.amount,
            captured: claim.taken,
            remaining: if has_lapsed { 0 } else { claim.left() },
            status: if has_lapsed { domain::ClaimStatus::Expired } else { claim.status }.name(),
            expires_at: claim.expires_at,
            created_at: made.created_at,
            reference: details.reference.as_ref().map(Reference::as_str),
            description: details.description.as_ref().map(Description::as_str),
            transactions: about.iter().map(Transaction::from).collect(),
        }
    }
}

/// A page of a wallet's open holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldPage<'a> {
    /// The holds, those that end first first.
    pub data: Vec<OpenHold<'a>>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// A hold that keeps something.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenHold<'a> {
    /// The id of the transaction that made it.
    #[serde(serialize_with = "super::text::display")]
    #[schema(value_type = String, format = "uuid")]
    id: TransactionId,
    /// Whose credits.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// How much it kept at first, in minor units.
    #[schema(example = 30)]
    amount: i64,
    /// How much of it was captured.
    #[schema(example = 10)]
    captured: i64,
    /// How much it keeps still.
    #[schema(example = 20)]
    remaining: i64,
    /// From when on it is over.
    #[serde(serialize_with = "super::text::moment")]
    #[schema(value_type = String, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// When it was made.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The caller's own handle.
    reference: Option<&'a str>,
    /// What it is for, for people.
    description: Option<&'a str>,
}

impl<'a> OpenHold<'a> {
    /// One of a wallet's holds.
    pub fn of(wallet: &'a WalletPath, hold: &'a domain::OpenHold) -> Self {
        Self {
            id: hold.claim.id,
            owner: wallet.owner.as_str(),
            asset: wallet.asset.as_str(),
            amount: hold.claim.amount,
            captured: hold.claim.taken,
            remaining: hold.claim.left(),
            expires_at: hold.claim.expires_at,
            created_at: hold.created_at,
            reference: hold.reference.as_ref().map(Reference::as_str),
            description: hold.description.as_ref().map(Description::as_str),
        }
    }
}
