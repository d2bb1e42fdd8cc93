//! A problem's body.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use wallet_domain::Timestamp;

use super::codes::{Code, RetryWith};
use crate::http::health::{Check, CheckList};
use crate::http::wire;

/// The numbers of a refusal; amounts are in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Figures {
    /// `insufficient_funds`: what can be taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) available: Option<i64>,
    /// `insufficient_funds`, `cap_exceeded`, `approval_required`: what was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) required: Option<i64>,
    /// `insufficient_funds` of a command that pays in several assets: of which.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) asset: Option<String>,
    /// `insufficient_funds` of another player than the command's owner: whose wallet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) owner: Option<String>,
    /// `balance_limit_exceeded`, `ceiling_exceeded`: what would still fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) headroom: Option<i64>,
    /// `limit_exceeded`, `ceiling_exceeded`, `cap_exceeded`, `approval_required`: the most that there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) limit: Option<i64>,
    /// `limit_exceeded`, `cap_exceeded`: what of it is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) used: Option<i64>,
    /// `limit_exceeded`, `cap_exceeded`: when all of it can be used again.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "wire::moment")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    pub(super) resets_at: Option<Timestamp>,
    /// `rate_below_minimum`: what the conversion would come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) would_receive: Option<i64>,
    /// `capture_exceeds_hold`, `reversal_exceeds_original`: what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) remaining: Option<i64>,
    /// `share_not_whole`: what is taken back is a multiple of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) step: Option<i64>,
    /// `payment_ref_used`: the transaction that credited the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) transaction: Option<String>,
    /// `version_mismatch`: the version that the wallet has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) version: Option<i64>,
    /// `rate_cycle`: the assets along the circle; the first comes again as the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) cycle: Option<Vec<String>>,
}

/// A problem's body, `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Body<'a> {
    /// `urn:wallet:problem:` and the code.
    #[serde(rename = "type", serialize_with = "problem_type")]
    #[schema(value_type = String, example = "urn:wallet:problem:insufficient_funds")]
    pub(super) kind: Code,
    /// What it means in general.
    #[schema(example = "The wallet has too little available")]
    pub(super) title: &'static str,
    /// The HTTP status.
    #[schema(example = 402)]
    pub(super) status: u16,
    /// What happened, and what to do.
    #[schema(example = "The wallet has 10 available and 30 are needed.")]
    pub(super) detail: &'a str,
    /// The stable name to program against.
    #[schema(value_type = wire::names::ProblemCode)]
    pub(super) code: Code,
    /// The same as `detail`.
    #[schema(example = "The wallet has 10 available and 30 are needed.")]
    pub(super) error: &'a str,
    /// How to get another try, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) retry_with: Option<RetryWith>,
    #[serde(flatten)]
    pub(super) figures: Figures,
    /// `rate_limited`: in how many seconds the same would be let through.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) retry_after: Option<u32>,
    /// Of a batch that stands or falls together: the position of the command that spoiled it, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) index: Option<usize>,
    /// `batch_refused`: the problem of the command at `index`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Body>, no_recursion, nullable = false)]
    pub(super) refusal: Option<Box<Body<'a>>>,
    /// `/health/ready`: every check, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Check>>, nullable = false)]
    pub(super) checks: Option<&'a CheckList>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn problem_type<S: Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("urn:wallet:problem:{}", code.name()))
}
