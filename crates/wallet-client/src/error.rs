//! Why a call has no answer.

use std::time::Duration;

use crate::call::Meta;
use crate::problem::Problem;
use crate::problem_kind::ProblemKind;

/// Why a call has no answer.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service said "no": that is the outcome.
    #[error(transparent)]
    Problem(Box<ProblemError>),
    /// There was no outcome before the deadline: send the same again under the same key.
    #[error(transparent)]
    NoOutcome(Box<NoOutcomeError>),
    /// The service carried the request out, and its answer is not what this client expects of it. It may be of another
    /// version.
    #[error("the answer cannot be read: {reason}")]
    Unreadable {
        /// What is wrong with it.
        reason: String,
        /// What is beside the answer's body.
        meta: Box<Meta>,
    },
    /// The request cannot be sent as it is: nothing was sent.
    #[error("{0}")]
    Invalid(String),
}

impl Error {
    /// What the service's "no" is about; `None` if there was none.
    pub fn kind(&self) -> Option<&ProblemKind> {
        match self {
            Self::Problem(error) => Some(&error.problem.kind),
            Self::NoOutcome(_) | Self::Unreadable { .. } | Self::Invalid(_) => None,
        }
    }

    /// Whether the command may have been carried out although this call does not say so.
    pub fn may_be_recorded(&self) -> bool {
        match self {
            Self::Problem(error) => error.may_be_recorded,
            Self::NoOutcome(error) => error.may_be_recorded,
            Self::Unreadable { .. } => true,
            Self::Invalid(_) => false,
        }
    }
}

/// A "no" of the service.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}: {}", problem.code, problem.detail)]
#[non_exhaustive]
pub struct ProblemError {
    /// Which one, with its figures.
    pub problem: Problem,
    /// Whether an earlier attempt may have been carried out without an answer that says so.
    pub may_be_recorded: bool,
    /// What is beside the answer's body.
    pub meta: Meta,
}

/// No outcome before the deadline.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{what}: no outcome after {} attempts: {reason}", meta.attempts)]
#[non_exhaustive]
pub struct NoOutcomeError {
    what: String,
    reason: String,
    /// The last answer, if the last attempt had one.
    pub problem: Option<Problem>,
    /// Whether some attempt may have been carried out without an answer that says so.
    pub may_be_recorded: bool,
    /// How long to wait before asking again: what the last answer asked for, or the pause that would have come next.
    pub retry_after: Duration,
    /// The key to ask again under, and what is beside the last answer's body.
    pub meta: Meta,
}

impl NoOutcomeError {
    pub(crate) fn new(
        what: String,
        last: Result<Problem, String>,
        may_be_recorded: bool,
        retry_after: Duration,
        meta: Meta,
    ) -> Self {
        let reason = last.as_ref().map_or_else(Clone::clone, |problem| problem.detail.clone());
        Self { what, reason, problem: last.ok(), may_be_recorded, retry_after, meta }
    }
}
