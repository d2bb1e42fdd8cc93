//! The writer's side of a link: what happens when COMMIT fails, and what keeps the write-ahead log bounded.

use std::fs;

use rusqlite::Connection;
use wallet_domain::{StoreError, StoreErrorKind};

use crate::connection::Link;
use crate::error::Failure;

/// How many times `checkpoint_pages` the log may hold before the writer waits for readers to let go of it.
const LOG_FACTOR_MAX: u64 = 4;
/// The size of a page with its frame's header in the log.
const FRAME_BYTES: u64 = 4096 + 24;
/// How long the writer waits for readers then. Whatever reads longer, such as a verification, is left in peace.
const LOG_WAIT_MS: u64 = 50;

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
/// and the log grows; so once it is several times its size, the writer holds back until the readers have let go.
fn bound_log(link: &mut Link) {
    let config = link.config();
    let bytes_max = u64::from(config.checkpoint_pages) * FRAME_BYTES * LOG_FACTOR_MAX;
    let busy_timeout = config.busy_timeout;
    let bytes = fs::metadata(config.beside("-wal")).map_or(0, |file| file.len());
    if bytes <= bytes_max {
        return;
    }
    let truncated = link.run(|connection| {
        connection.busy_timeout(std::time::Duration::from_millis(LOG_WAIT_MS))?;
        let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        connection.busy_timeout(busy_timeout)?;
        Ok(!busy?)
    });
    match truncated {
        Ok(truncated) => tracing::debug!(bytes, truncated, "the write-ahead log was over its bound"),
        Err(failure) => tracing::warn!(%failure, "the write-ahead log could not be truncated"),
    }
}
