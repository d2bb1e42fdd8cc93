//! Why a submitted command has no outcome.

use wallet_domain::{StoreError, StoreErrorKind};

/// Why a submitted command has no outcome. The same command may be submitted again in every case: its key makes all
/// attempts one operation.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SubmitError {
    /// The queue is full, or the deadline passed before the command's turn came. Nothing was recorded.
    #[error("the queue is full")]
    Overloaded,
    /// The service is shutting down. Nothing was recorded.
    #[error("the service is shutting down")]
    Closed,
    /// Writes are stopped for the time being. Nothing was recorded.
    #[error("writes are stopped")]
    Stopped,
    /// Another request with this key was being decided when the deadline passed.
    #[error("a request with this key is in progress")]
    InProgress,
    /// The deadline passed while the command was being committed: it may be recorded or not.
    #[error("the outcome is unknown")]
    OutcomeUnknown,
    /// The store failed; the error's kind says whether something may be recorded.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SubmitError {
    /// The same for commands that are only tried: they are never recorded, so their outcome is never unknown.
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
