//! Commits that fail as a disk can make them fail, for tests.

use rusqlite::ffi;
use wallet_domain::Outcome;

use crate::error::Failure;

/// How a commit fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitFault {
    /// COMMIT answers with an IO error, and nothing is durable.
    Before,
    /// COMMIT answers with an IO error, and all of it is durable.
    After,
}

/// Asked once in each attempt to execute a batch.
pub trait AroundCommit: Send + Sync {
    /// How this attempt's commit fails, if it does.
    fn fault(&self) -> Option<CommitFault>;
}

/// Executes a batch whose commit may fail. One that commits nothing cannot fail at it.
pub(crate) fn execute(
    around: &dyn AroundCommit,
    work: impl FnOnce() -> Result<Vec<Outcome>, Failure>,
) -> Result<Vec<Outcome>, Failure> {
    let fault = around.fault();
    if fault == Some(CommitFault::Before) {
        return Err(commit_failed());
    }
    let outcomes = work()?;
    let has_committed = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Decided(_)));
    if fault == Some(CommitFault::After) && has_committed { Err(commit_failed()) } else { Ok(outcomes) }
}

fn commit_failed() -> Failure {
    Failure::Commit(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_FSYNC), None))
}
