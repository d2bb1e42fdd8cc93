//! Connections: how one is opened, and a link that opens it again after a failure.

use std::sync::Arc;
use std::time::Instant;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::checkpoint::{self, Log};
use crate::config::{Access, SqliteConfig};
use crate::error::Failure;

/// The purpose of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Writes.
    Writer,
    /// Reads, and cannot write.
    Reader,
}

/// More than all our statements, so that each is prepared once a connection.
const STATEMENTS_MAX: usize = 128;

/// Opens a connection to a database that is there; it never creates one.
pub(crate) fn connect(config: &SqliteConfig, role: Role) -> Result<Connection, Failure> {
    let connection = match config.access {
        Access::Write => {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(&config.path, flags)?
        }
        Access::Read => open_to_read(config)?,
    };
    connection.busy_timeout(config.busy_timeout)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // Without it SQLite prepares a join again for each value that is bound to it, in case another plan suits that
    // value better: a third of the writer's time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if config.access == Access::Write {
        use_write_ahead_log(&connection)?;
    }
    let cache_kib = i64::from(config.cache_mib) * 1024;
    match role {
        Role::Writer => {
            connection.pragma_update(None, "foreign_keys", true)?;
            // INSERT OR REPLACE deletes without asking the triggers, unless they are told to be recursive.
            connection.pragma_update(None, "recursive_triggers", true)?;
            connection.pragma_update(None, "cache_size", -cache_kib)?;
            // A database keeps the page size that it was made with.
            let page: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
            connection.pragma_update(None, "wal_autocheckpoint", config.checkpoint_pages(page))?;
        }
        Role::Reader => {
            connection.pragma_update(None, "query_only", true)?;
            connection.pragma_update(None, "cache_size", -(cache_kib / 4))?;
        }
    }
    Ok(connection)
}

/// Opens a database that nobody here may write. Where its write-ahead log is gone, as after an orderly end, it is read as a
/// file that does not change: SQLite would else make files beside it.
fn open_to_read(config: &SqliteConfig) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let has_log = std::fs::metadata(config.beside("-wal")).is_ok_and(|log| log.len() > 0);
    let path: String = (config.path.to_string_lossy().chars())
        .map(|character| match character {
            '%' | '?' | '#' => format!("%{:02X}", u32::from(character)),
            plain => plain.to_string(),
        })
        .collect();
    let immutable = if has_log { "" } else { "?immutable=1" };
    Ok(Connection::open_with_flags(format!("file:{path}{immutable}"), flags)?)
}

/// A write-ahead log that every commit syncs: with less than FULL an acknowledged commit can vanish with the power.
pub(crate) fn use_write_ahead_log(connection: &Connection) -> Result<(), Failure> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Failure::Schema(format!("the file system of the database allows no write-ahead log, only {mode}")));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(())
}

/// A connection that is opened when it is needed, and anew after a failure that may have hurt it.
pub(crate) struct Link {
    config: Arc<SqliteConfig>,
    role: Role,
    connection: Option<Connection>,
    /// The length of the write-ahead log from which the writer waits for readers; raised while they do not let go.
    pub(crate) log_bytes_max: u64,
    /// Whether a commit failed, so that the log's end may not be on the disk.
    pub(crate) log_is_suspect: bool,
    /// Whether the latest write did not go through, for a reason that may last.
    pub(crate) is_doubtful: bool,
    /// When the room on the disk was last looked at.
    pub(crate) looked_at: Option<Instant>,
    /// Where the log is copied by a thread of its own; without it SQLite copies it in a commit.
    log: Option<Log>,
}

impl Link {
    pub(crate) fn new(config: Arc<SqliteConfig>, role: Role) -> Self {
        let log_bytes_max = config.log_bytes_max();
        Self {
            config,
            role,
            connection: None,
            log_bytes_max,
            log_is_suspect: false,
            is_doubtful: false,
            looked_at: None,
            log: None,
        }
    }

    /// The writer's, whose log is copied by that thread.
    pub(crate) fn with_log(mut self, log: Log) -> Self {
        self.log = Some(log);
        self
    }

    /// Runs `work` on the connection.
    pub(crate) fn run<T>(&mut self, work: impl FnOnce(&mut Connection) -> Result<T, Failure>) -> Result<T, Failure> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => {
                let mut connection = connect(&self.config, self.role)?;
                if let Some(log) = &mut self.log {
                    log.watch(&mut connection)?;
                }
                none.insert(connection)
            }
        };
        let result = work(connection);
        if result.as_ref().is_err_and(|failure| !failure.leaves_connection_sound()) {
            self.disconnect();
        }
        result
    }

    /// Has the log copied once it is long enough.
    pub(crate) fn checkpoint(&mut self) {
        let (Some(log), Some(connection)) = (&mut self.log, &self.connection) else { return };
        log.after_commit(|| {
            if let Err(failure) = checkpoint::copy_rest(connection) {
                tracing::warn!(%failure, "the write-ahead log could not be copied into the database");
            }
        });
    }

    /// Closes the connection, rolling back what is open. The next run opens another.
    pub(crate) fn disconnect(&mut self) {
        self.connection = None;
    }

    pub(crate) fn config(&self) -> &SqliteConfig {
        &self.config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_syncs_its_commits() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = SqliteConfig::at(folder.path().join("wallet.db"));
        crate::migrate(&config).expect("the migrations apply");
        for role in [Role::Writer, Role::Reader] {
            let connection = connect(&config, role).expect("the database opens");
            let synchronous = connection.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
            assert_eq!(synchronous, Ok(2), "FULL");
            let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("a mode");
            assert_eq!(mode, "wal");
        }
    }
}
