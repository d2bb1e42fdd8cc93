//! Approvals: what is asked for, and how they stand.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use wallet_domain::access::{ApprovalRecord, ApprovalStatus};
use wallet_domain::{Description, Origin, Timestamp};

use super::batches::BatchCommand;
use super::fields::{Field, Why, optional};
use super::names;
use super::request::request;
use super::text::{JsonText, moment, rfc3339};
use super::transactions::{Actor, Transaction};
use crate::http::problem::Problem;

/// `POST /v1/approvals`: the command that another is to approve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskApprovalRequest {
    /// A bonus, a top-up, a purchase or a reversal, as a batch takes it: with its flow and its idempotency key.
    #[schema(value_type = BatchCommand)]
    pub command: Box<RawValue>,
}

/// `POST /v1/approvals/{id}/approve`: which command is meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRequest {
    /// The `digest` of the approval that was looked at.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub digest: String,
}

request! {
    /// `POST /v1/approvals/{id}/reject`: why.
    RejectRequest {
        reason: Option<Field<Why>> = "not ours to give back",
    }
}

impl RejectRequest {
    /// Why.
    pub fn into_reason(self) -> Result<Option<Description>, Problem> {
        optional(self.reason)
    }
}

/// A command that waits for another's approval, or waited.
#[derive(Debug, Serialize, ToSchema)]
pub struct Approval<'a> {
    /// The id that its transaction has, or will have.
    #[schema(format = "uuid")]
    id: String,
    /// How far it has got.
    #[schema(value_type = names::ApprovalStatus)]
    status: &'static str,
    /// The command, as it was asked for.
    #[schema(value_type = Object)]
    command: JsonText<'a>,
    /// The digest of the exact command.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    digest: &'a str,
    /// Who asks.
    maker: Actor<'a>,
    /// When it was asked for.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// From when on it cannot be approved any more.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Who approved or rejected it.
    decider: Option<Actor<'a>>,
    /// When.
    #[serde(serialize_with = "moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    decided_at: Option<Timestamp>,
    /// Why it was rejected.
    reason: Option<&'a str>,
    /// The code of the refusal, if its command was refused for good.
    refusal: Option<&'a str>,
}

/// Approvals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalList<'a> {
    /// The newest first.
    pub data: Vec<Approval<'a>>,
}

/// An approval whose command was carried out, and its transaction.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovedTransaction<'a> {
    /// The approval as it is now.
    pub approval: Approval<'a>,
    /// What came of it.
    pub transaction: Transaction<'a>,
}

/// An approval with those who are behind it.
#[derive(Debug)]
pub struct ShownApproval {
    record: ApprovalRecord,
    maker: Origin,
    decider: Option<Origin>,
}

impl ShownApproval {
    /// A record that was read.
    pub fn of(record: ApprovalRecord) -> Result<Self, Problem> {
        let maker = record.maker().map_err(Problem::internal)?;
        let decider = record.decider().map_err(Problem::internal)?;
        Ok(Self { record, maker, decider })
    }

    /// As it is told at a moment.
    pub fn told(&self, now: Timestamp) -> Approval<'_> {
        let Self { record, maker, decider } = self;
        Approval {
            id: record.id.to_string(),
            status: if record.has_expired(now) { ApprovalStatus::Expired.name() } else { record.status.name() },
            command: JsonText(&record.approval.command),
            digest: &record.approval.digest,
            maker: maker.into(),
            made_at: record.made_at(),
            expires_at: record.expires_at(),
            decider: decider.as_ref().map(Actor::from),
            decided_at: record.decided_at(),
            reason: record.approval.reason.as_deref(),
            refusal: record.approval.refusal.as_deref(),
        }
    }
}
