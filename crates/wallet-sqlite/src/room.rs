//! Room on the disk: how much there is, what is done when it becomes short, and whether a write goes through at all.
//!
//! A full disk is seen by a commit that cannot append to the write-ahead log. The log can then only be folded into the
//! database if that need not grow for it; so it is folded before, while there is still room to do so.

use std::fs;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use wallet_domain::DiskUsage;

use crate::config::SqliteConfig;
use crate::connection::Link;
use crate::error::Failure;

/// How often the room is looked at, and a full disk's log tried to be folded.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// How long readers are waited for.
const READERS_WAIT: Duration = Duration::from_millis(50);
/// Room is short if there is less than twice the log and this; a log of less than `LOG_WORTH_BYTES` is not worth folding.
const ROOM_MIN_BYTES: u64 = 16 << 20;
const LOG_WORTH_BYTES: u64 = 256 << 10;

/// How much the store takes of its disk, and how much is left.
pub(crate) fn usage(config: &SqliteConfig) -> DiskUsage {
    let bytes = |path| fs::metadata(path).map_or(0, |file| file.len());
    let (database_bytes, log_bytes) = (bytes(config.path.clone()), bytes(config.beside("-wal")));
    DiskUsage { database_bytes, log_bytes, free_bytes: free_bytes(config) }
}

#[cfg(unix)]
fn free_bytes(config: &SqliteConfig) -> Option<u64> {
    let disk = rustix::fs::statvfs(&config.path).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_: &SqliteConfig) -> Option<u64> {
    None
}

/// Folds the log while there is still room to, at most once a [`LOOK_INTERVAL`].
pub(crate) fn save(link: &mut Link) {
    if link.looked_at.is_some_and(|at| at.elapsed() < LOOK_INTERVAL) {
        return;
    }
    link.looked_at = Some(Instant::now());
    let usage = usage(link.config());
    if !is_short(&usage) {
        return;
    }
    let DiskUsage { log_bytes, free_bytes, .. } = usage;
    match fold(link) {
        Ok(()) => tracing::warn!(log_bytes, free_bytes, "the disk is nearly full; the write-ahead log was folded"),
        Err(failure) => tracing::warn!(log_bytes, free_bytes, %failure, "the disk is nearly full"),
    }
}

/// Whether the log is worth folding, and there is little more room than that takes.
fn is_short(usage: &DiskUsage) -> bool {
    let DiskUsage { log_bytes, free_bytes, .. } = *usage;
    log_bytes >= LOG_WORTH_BYTES && free_bytes.is_some_and(|free| free < log_bytes * 2 + ROOM_MIN_BYTES)
}

/// Finds out whether a write goes through, after one that did not: with a write that changes nothing. A log that has no
/// room is folded, if it can be.
pub(crate) fn probe(link: &mut Link) -> Result<(), Failure> {
    let failure = match link.run(touch) {
        Err(failure) if is_full(&failure) => failure,
        other => return other,
    };
    if link.looked_at.is_some_and(|at| at.elapsed() < LOOK_INTERVAL) {
        return Err(failure);
    }
    link.looked_at = Some(Instant::now());
    fold(link)?;
    link.run(touch)
}

/// Writes the number that a database has for its program's own use, as it is: one page of the log, synced.
fn touch(connection: &mut Connection) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    transaction.pragma_update(None, "user_version", number)?;
    Ok(transaction.commit()?)
}

/// Copies the whole log into the database and cuts it off, if no reader holds it.
fn fold(link: &mut Link) -> Result<(), Failure> {
    let busy_timeout = link.config().busy_timeout;
    link.run(|connection| {
        connection.busy_timeout(READERS_WAIT)?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(connection.busy_timeout(busy_timeout)?)
    })
}

fn is_full(failure: &Failure) -> bool {
    match failure {
        Failure::Sqlite(error) | Failure::Commit(error) => error.sqlite_error_code() == Some(ErrorCode::DiskFull),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::connection::Role;
    use crate::migrate;

    #[test]
    fn room_is_short_when_little_more_is_left_than_folding_takes() {
        let short = |log_mib: u64, free_mib: u64| {
            is_short(&DiskUsage { database_bytes: 0, log_bytes: log_mib << 20, free_bytes: Some(free_mib << 20) })
        };
        assert!(short(40, 90) && !short(40, 100));
        assert!(short(1, 10) && !short(0, 10), "nothing to fold");
        assert!(!is_short(&DiskUsage { database_bytes: 0, log_bytes: 1 << 30, free_bytes: None }));
    }

    #[test]
    fn a_probe_changes_nothing_but_writes_and_folding_leaves_no_log() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = SqliteConfig::at(folder.path().join("wallet.db"));
        migrate(&config).expect("the migrations apply");
        let mut link = Link::new(Arc::new(config.clone()), Role::Writer);
        probe(&mut link).expect("the disk has room");
        let before = usage(&config).log_bytes;
        probe(&mut link).expect("the disk has room");
        assert!(usage(&config).log_bytes > before, "a page was written");
        fold(&mut link).expect("the disk has room");
        assert_eq!(usage(&config).log_bytes, 0);
        assert!(usage(&config).free_bytes.is_some_and(|free| free > 0));
    }
}
