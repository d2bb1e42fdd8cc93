//! What a store could not do.

use std::error::Error;
use std::sync::Arc;

use crate::decide::invalid::InvalidBatch;

/// A store could not do what it was asked. The driver's own error is the source, for the log only.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{kind}: {source}")]
pub struct StoreError {
    /// What it means for the caller.
    pub kind: StoreErrorKind,
    source: Arc<dyn Error + Send + Sync>,
}

impl StoreError {
    /// An error of that kind with its cause.
    pub fn new(kind: StoreErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: Arc::from(source.into()) }
    }
}

impl From<InvalidBatch> for StoreError {
    fn from(invalid: InvalidBatch) -> Self {
        let kind = if invalid == InvalidBatch::Groups { StoreErrorKind::Refused } else { StoreErrorKind::Corrupt };
        Self::new(kind, invalid)
    }
}

/// What a store's failure means for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum StoreErrorKind {
    /// The store cannot be reached. Nothing of this call is durable.
    #[error("the store is unavailable")]
    Unavailable,
    /// Locks or a place in line were not had in time. Nothing of this call is durable.
    #[error("the store is busy")]
    Busy,
    /// The connection was lost around the commit: all of this call is durable, or none. The same call tells which.
    #[error("the outcome is unknown")]
    Unknown,
    /// The store refused just this: a constraint, or data that it cannot hold. Nothing of this call is durable.
    #[error("the store refused the request")]
    Refused,
    /// What is stored cannot be read back: a bug, or a hand in the tables. Nothing of this call is durable.
    #[error("stored data is not as it should be")]
    Corrupt,
}
