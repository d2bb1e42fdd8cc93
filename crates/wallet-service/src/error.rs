//! Why a submitted command has no outcome.

use wallet_domain::{StoreError, StoreErrorKind};

/// Why a submitted command has no outcome. In every case the same command may be submitted again: its key makes it
/// one operation, however often it is tried.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SubmitError {
    /// The queue is full, or the command waited past its deadline without its turn having come. Nothing was recorded.
    #[error("the queue is full")]
    Overloaded,
    /// The service is shutting down. Nothing was recorded.
    #[error("the service is shutting down")]
    Closed,
    /// The service books nothing for the time being. Nothing was recorded.
    #[error("writes are stopped")]
    Stopped,
    /// Another request with this key is being decided, and its outcome did not come before the deadline.
    #[error("a request with this key is in progress")]
    InProgress,
    /// The deadline passed while the command was being committed: it is recorded, or it is not.
    #[error("the outcome is unknown")]
    OutcomeUnknown,
    /// The store failed; its kind says whether something may be recorded.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SubmitError {
    /// The same of commands that are only tried: they are never recorded, so the end of the wait is all there is to tell.
    pub(crate) fn of_trial(self) -> Self {
        match self {
            Self::OutcomeUnknown => Self::Overloaded,
            Self::Store(error) if error.kind == StoreErrorKind::Unknown => {
                Self::Store(StoreError::new(StoreErrorKind::Unavailable, error))
            }
            other => other,
        }
    }
}
