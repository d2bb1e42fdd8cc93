//! The writer's side of a link: what happens when COMMIT fails, and what keeps the write-ahead log bounded.

use std::fs;
use std::time::Duration;

use rusqlite::Connection;
use wallet_domain::{StoreError, StoreErrorKind};

use crate::connection::Link;
use crate::error::Failure;

/// How long the writer waits for readers once the log is too long. Whatever reads longer is left in peace.
const LOG_WAIT: Duration = Duration::from_millis(50);

/// Runs `work`, which must be safe to repeat. If its COMMIT fails, the outcome is unknown: a new connection sees what
/// the file says, so the same work is done again there and finds the outcome or makes it.
pub(crate) fn write<T>(link: &mut Link, work: impl Fn(&mut Connection) -> Result<T, Failure>) -> Result<T, StoreError> {
    let result = match link.run(&work) {
        Err(failure) if failure.kind() == StoreErrorKind::Unknown => {
            tracing::warn!(%failure, "the outcome of a commit is unknown; doing the same again");
            link.run(|connection| {
                sync_log(connection)?;
                work(connection)
            })
            .map_err(|failure| StoreError::new(StoreErrorKind::Unknown, failure))
        }
        result => result.map_err(StoreError::from),
    };
    bound_log(link);
    result
}

/// A commit whose sync failed may be in the file system's memory only, where a new connection finds it. Copying the
/// log into the database writes and syncs it once more, and fails if the disk still does.
fn sync_log(connection: &Connection) -> Result<(), Failure> {
    connection.query_row("PRAGMA wal_checkpoint(FULL)", [], |_| Ok(())).map_err(Failure::Commit)
}

/// The log starts anew only at a moment when no one reads from it. If readers always overlap, that moment never comes
/// and the log grows; so once it is several times its size, the writer holds back until the readers have let go. If
/// one does not, such as a verification, the log may grow by as much again before the next attempt.
fn bound_log(link: &mut Link) {
    let bytes = fs::metadata(link.config().beside("-wal")).map_or(0, |file| file.len());
    if bytes <= link.log_bytes_max {
        return;
    }
    let busy_timeout = link.config().busy_timeout;
    let truncated = link.run(|connection| {
        connection.busy_timeout(LOG_WAIT)?;
        let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        connection.busy_timeout(busy_timeout)?;
        Ok(!busy?)
    });
    let bound = link.config().log_bytes_max();
    link.log_bytes_max = match truncated {
        Ok(true) => bound,
        Ok(false) => bytes + bound,
        Err(failure) => {
            tracing::warn!(%failure, "the write-ahead log could not be truncated");
            bytes + bound
        }
    };
}
