//! Requests and answers about what operators change beside the ledger: wallets' statuses, and the list of all changes.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{AssetCode, Block, Description, OwnerId, StatusChange, Timestamp};

use super::fields::{Field, Side, Why, optional};
use super::names;
use super::request::request;
use super::text::JsonText;
use crate::http::problem::Problem;

request! {
    /// `POST /v1/wallets/{owner}/{asset}/freeze`: which side is stopped, and why.
    FreezeRequest {
        /// `debits`, `credits` or `all`, which it is if it is not given.
        block: Option<Field<Side>>,
        reason: Option<Field<Why>> = "charged back",
        /// The case that it is about; kept with the reason. A key of the role support has to give both.
        ticket: Option<Field<Why>> = "T-1234",
    }

    /// `POST /v1/wallets/{owner}/{asset}/unfreeze`, `close` and `reopen`: why.
    ReasonRequest {
        reason: Option<Field<Why>> = "settled",
    }
}

/// Why, and the case that it is about.
type Reasons = (Option<Description>, Option<Description>);

impl FreezeRequest {
    /// What is to become of the wallet, and why.
    pub fn into_change(self) -> Result<(StatusChange, Reasons), Problem> {
        Ok((
            StatusChange::Freeze(optional(self.block)?.unwrap_or(Block::All)),
            (optional(self.reason)?, optional(self.ticket)?),
        ))
    }
}

impl ReasonRequest {
    /// The wallet is to take part again, and why.
    pub fn into_unfreezing(self) -> Result<(StatusChange, Reasons), Problem> {
        Ok((StatusChange::Unfreeze, (optional(self.reason)?, None)))
    }

    /// The wallet is to end, and why.
    pub fn into_closing(self) -> Result<(StatusChange, Reasons), Problem> {
        Ok((StatusChange::Close, (optional(self.reason)?, None)))
    }

    /// The wallet is to be opened again, and why.
    pub fn into_reopening(self) -> Result<(StatusChange, Reasons), Problem> {
        Ok((StatusChange::Reopen, (optional(self.reason)?, None)))
    }
}

/// A page of what operators have changed, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangePage<'a> {
    /// The changes.
    pub data: Vec<Change<'a>>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// Something that an operator has changed beside the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change<'a> {
    /// Later ones have higher numbers.
    #[schema(example = 7)]
    number: i64,
    /// When.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `key` and the id of an API key; `anyone` if none was sent; `cli:` and a user of the command line; `wallet`, the service
    /// itself.
    #[schema(example = "key 0a1b2c3d4e5f")]
    actor: &'a str,
    /// The name of the API key; null if there was none.
    #[schema(example = "ada, support")]
    actor_name: Option<&'a str>,
    /// What was done.
    #[schema(value_type = names::ChangeAction)]
    action: &'static str,
    /// Whose wallet, or whom a note is about; null for an asset, a key and an approval.
    owner: Option<&'a str>,
    /// Which asset, or the wallet of which; null for a note, a key and an approval.
    #[schema(example = "GOLD_COINS")]
    asset: Option<&'a str>,
    /// The id of a key, or of an approval, whose command's transaction has the same id. Null if neither was changed.
    object: Option<&'a str>,
    /// Why.
    reason: Option<&'a str>,
    /// The changed members with their values before, null where there was no value; null if this change created it.
    #[schema(value_type = Option<Object>)]
    before: Option<JsonText<'a>>,
    /// The same members with their values after, null where a value was removed; all members if this change created it.
    #[schema(value_type = Object)]
    after: JsonText<'a>,
}

impl<'a> From<&'a domain::ChangeRecord> for Change<'a> {
    fn from(record: &'a domain::ChangeRecord) -> Self {
        let domain::ChangeRecord { number, at, note, change } = record;
        Self {
            number: *number,
            at: *at,
            actor: note.actor.as_str(),
            actor_name: note.name.as_ref().map(domain::Name::as_str),
            action: change.action.name(),
            owner: change.owner.as_ref().map(OwnerId::as_str),
            asset: change.asset.as_ref().map(AssetCode::as_str),
            object: change.object.as_ref().map(domain::ObjectId::as_str),
            reason: note.reason.as_ref().map(Description::as_str),
            before: change.before.as_deref().map(JsonText),
            after: JsonText(&change.after),
        }
    }
}
