//! What went wrong inside, and what that means for the caller. Decided by result codes, never by a message's text.

use std::error::Error;
use std::fmt::Display;

use rusqlite::ErrorCode;
use wallet_domain::{InvalidBatch, StoreError, StoreErrorKind};

/// A failure inside this crate, before it is told to a caller as a [`StoreError`].
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A statement failed, or the connection could not be had. The database transaction, if any, is rolled back.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// COMMIT itself failed: it may have become durable or not.
    #[error("COMMIT failed: {0}")]
    Commit(rusqlite::Error),
    /// The batch is wrong, or what was read for it.
    #[error(transparent)]
    Invalid(#[from] InvalidBatch),
    /// A row is none of ours.
    #[error("{0}")]
    Corrupt(String),
    /// The file is not a database that this program can work on.
    #[error("{0}")]
    Schema(String),
    /// A migration failed; nothing of it was applied.
    #[error(transparent)]
    Migration(refinery::Error),
    /// A file beside the database, or its folder, cannot be used.
    #[error("{what}: {source}")]
    File {
        /// What was tried with which file.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl Failure {
    /// A row that cannot be read back: which part of it, and why.
    pub(crate) fn corrupt(what: &str, why: impl Display) -> Self {
        Self::Corrupt(format!("{what}: {why}"))
    }

    /// The kind of error that the caller gets.
    pub(crate) fn kind(&self) -> StoreErrorKind {
        match self {
            Self::Sqlite(error) => kind_of(error),
            Self::Commit(error) => match kind_of(error) {
                // The lock was not had, or a deferred constraint spoke: SQLite says so before it writes anything.
                kind @ (StoreErrorKind::Busy | StoreErrorKind::Refused) => kind,
                StoreErrorKind::Unavailable | StoreErrorKind::Unknown | StoreErrorKind::Corrupt => {
                    StoreErrorKind::Unknown
                }
            },
            Self::Corrupt(_) => StoreErrorKind::Corrupt,
            Self::Invalid(invalid) => StoreError::from(*invalid).kind,
            Self::Migration(error) => {
                let cause = error.source().and_then(|source| source.downcast_ref::<rusqlite::Error>());
                cause.map_or(StoreErrorKind::Refused, kind_of)
            }
            Self::Schema(_) => StoreErrorKind::Refused,
            Self::File { .. } => StoreErrorKind::Unavailable,
        }
    }

    /// Whether the connection can go on being used. After anything but a refusal or a long wait a new one is opened.
    pub(crate) fn leaves_connection_sound(&self) -> bool {
        match self.kind() {
            StoreErrorKind::Busy | StoreErrorKind::Refused => true,
            StoreErrorKind::Unavailable | StoreErrorKind::Unknown | StoreErrorKind::Corrupt => false,
        }
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.kind(), failure)
    }
}

fn kind_of(error: &rusqlite::Error) -> StoreErrorKind {
    let Some(failure) = error.sqlite_error() else {
        // A value could not be converted: it was not written by our own code.
        return StoreErrorKind::Corrupt;
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            StoreErrorKind::Busy
        }
        ErrorCode::ConstraintViolation
        | ErrorCode::TypeMismatch
        | ErrorCode::TooBig
        | ErrorCode::ParameterOutOfRange => StoreErrorKind::Refused,
        ErrorCode::CannotOpen
        | ErrorCode::SystemIoFailure
        | ErrorCode::DiskFull
        | ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::AuthorizationForStatementDenied
        | ErrorCode::OutOfMemory
        | ErrorCode::NoLargeFileSupport
        | ErrorCode::OperationAborted
        | ErrorCode::OperationInterrupted => StoreErrorKind::Unavailable,
        // Damage, a file that is no database, tables that are not as migrated, or a bug of ours.
        _ => StoreErrorKind::Corrupt,
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn sqlite(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
    }

    #[test]
    fn result_codes_mean_what_the_port_says() {
        let table = [
            (ffi::SQLITE_BUSY, StoreErrorKind::Busy),
            (ffi::SQLITE_BUSY_SNAPSHOT, StoreErrorKind::Busy),
            (ffi::SQLITE_LOCKED, StoreErrorKind::Busy),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, StoreErrorKind::Refused),
            (ffi::SQLITE_CONSTRAINT_DATATYPE, StoreErrorKind::Refused),
            (ffi::SQLITE_MISMATCH, StoreErrorKind::Refused),
            (ffi::SQLITE_CANTOPEN, StoreErrorKind::Unavailable),
            (ffi::SQLITE_IOERR_WRITE, StoreErrorKind::Unavailable),
            (ffi::SQLITE_FULL, StoreErrorKind::Unavailable),
            (ffi::SQLITE_CORRUPT, StoreErrorKind::Corrupt),
            (ffi::SQLITE_NOTADB, StoreErrorKind::Corrupt),
            (ffi::SQLITE_ERROR, StoreErrorKind::Corrupt),
        ];
        for (code, kind) in table {
            assert_eq!(Failure::Sqlite(sqlite(code)).kind(), kind, "{code}");
        }
    }

    #[test]
    fn an_io_error_at_commit_leaves_the_outcome_unknown() {
        for code in [ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_FULL] {
            assert_eq!(Failure::Commit(sqlite(code)).kind(), StoreErrorKind::Unknown, "{code}");
        }
        assert_eq!(Failure::Commit(sqlite(ffi::SQLITE_BUSY)).kind(), StoreErrorKind::Busy);
    }
}
