//! The writer's side of a link: what happens when COMMIT fails, and what keeps the write-ahead log bounded.

use std::fs;
use std::time::Duration;

use rusqlite::Connection;
use wallet_domain::{StoreError, StoreErrorKind};

use crate::connection::Link;
use crate::error::Failure;
use crate::room;

/// How long the writer waits for readers once the log is too long. Whatever reads longer is left in peace.
const LOG_WAIT: Duration = Duration::from_millis(50);

/// Runs `work`, which must be safe to repeat. If its COMMIT fails, the outcome is unknown: a new connection sees what
/// the file says, so the same work is done again there and finds the outcome or makes it. After a write that did not go
/// through, none is tried before one that changes nothing has: so its callers are told that nothing was recorded.
pub(crate) fn write<T>(link: &mut Link, work: impl Fn(&mut Connection) -> Result<T, Failure>) -> Result<T, StoreError> {
    if link.is_doubtful {
        room::probe(link)?;
    }
    let result = match attempt(link, &work) {
        Err(failure) if failure.kind() == StoreErrorKind::Unknown => {
            tracing::warn!(%failure, "the outcome of a commit is unknown; doing the same again");
            attempt(link, &work).map_err(|failure| StoreError::new(StoreErrorKind::Unknown, failure))
        }
        result => result.map_err(StoreError::from),
    };
    link.is_doubtful =
        result.as_ref().is_err_and(|error| matches!(error.kind, StoreErrorKind::Unavailable | StoreErrorKind::Unknown));
    link.checkpoint();
    bound_log(link);
    if !link.is_doubtful {
        room::save(link);
    }
    result
}

fn attempt<T>(link: &mut Link, work: impl Fn(&mut Connection) -> Result<T, Failure>) -> Result<T, Failure> {
    if link.log_is_suspect {
        link.run(|connection| sync_log(connection))?;
        link.log_is_suspect = false;
    }
    let result = link.run(|connection| work(connection));
    link.log_is_suspect = result.as_ref().is_err_and(|failure| failure.kind() == StoreErrorKind::Unknown);
    result
}

/// A commit whose sync failed may be in the file system's memory only, where a new connection finds it and would
/// replay it as if it were durable. Copying the whole log into the database writes and syncs it once more, and fails
/// if the disk still does.
fn sync_log(connection: &Connection) -> Result<(), Failure> {
    let busy = connection.query_row("PRAGMA wal_checkpoint(FULL)", [], |row| row.get::<_, bool>(0))?;
    if busy {
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        return Err(rusqlite::Error::SqliteFailure(busy, Some("readers hold the write-ahead log".into())).into());
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Arc;

    use rusqlite::ffi;
    use wallet_domain::testing::{SetClock, asset_named, mint};
    use wallet_domain::{ChangeNote, Command, Outcome, RateCycles};

    use super::*;
    use crate::config::SqliteConfig;
    use crate::connection::Role;
    use crate::{migrate, registry, tx};

    struct Fixture {
        link: Link,
        clock: SetClock,
        _folder: tempfile::TempDir,
    }

    fn fixture() -> Fixture {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = SqliteConfig::at(folder.path().join("wallet.db"));
        migrate(&config).expect("the migrations apply");
        let clock = SetClock::at(0);
        let mut link = Link::new(Arc::new(config), Role::Writer);
        write(&mut link, |connection| {
            let asset = (&asset_named("GOLD_COINS"), RateCycles::Refuse);
            tx::run(connection, |transaction| {
                registry::create_asset(transaction, &clock, asset, &ChangeNote::service())
            })
        })
        .expect("the store works");
        Fixture { link, clock, _folder: folder }
    }

    fn execute(connection: &mut Connection, clock: &SetClock) -> Result<Vec<Outcome>, Failure> {
        tx::run(connection, |transaction| crate::execute::execute(transaction, clock, &batch(), &[]))
    }

    fn commit_failed() -> Failure {
        Failure::Commit(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_FSYNC), None))
    }

    fn batch() -> [Command; 1] {
        [mint("GOLD_COINS", 5, "k")]
    }

    #[test]
    fn a_commit_that_failed_after_it_was_durable_is_found_and_not_made_twice() {
        let Fixture { mut link, clock, _folder } = fixture();
        let first = Cell::new(true);
        let outcomes = write(&mut link, |connection| {
            let outcomes = execute(connection, &clock)?;
            if first.replace(false) { Err(commit_failed()) } else { Ok(outcomes) }
        });
        assert!(matches!(outcomes.expect("found")[..], [Outcome::Replayed(_)]));
        assert!(!link.log_is_suspect);
    }

    #[test]
    fn a_commit_that_failed_before_it_was_durable_is_made_by_the_second_attempt() {
        let Fixture { mut link, clock, _folder } = fixture();
        let first = Cell::new(true);
        let outcomes =
            write(
                &mut link,
                |connection| {
                    if first.replace(false) { Err(commit_failed()) } else { execute(connection, &clock) }
                },
            );
        assert!(matches!(outcomes.expect("made")[..], [Outcome::Decided(_)]));
    }

    #[test]
    fn a_commit_that_fails_twice_is_unknown_and_the_same_batch_tells_later() {
        let Fixture { mut link, clock, _folder } = fixture();
        let outcomes: Result<(), _> = write(&mut link, |connection| {
            execute(connection, &clock)?;
            Err(commit_failed())
        });
        assert_eq!(outcomes.map_err(|error| error.kind), Err(StoreErrorKind::Unknown));
        assert!(link.log_is_suspect, "what it finds next must be synced before it is replayed");
        let outcomes = write(&mut link, |connection| execute(connection, &clock));
        assert!(matches!(outcomes.expect("found")[..], [Outcome::Replayed(_)]));
        assert!(!link.log_is_suspect);
    }
}
