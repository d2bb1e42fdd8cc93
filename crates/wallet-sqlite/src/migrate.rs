//! The schema: how it comes into a file, and whether a file has the one that this program knows.

use refinery::error::Kind;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use wallet_domain::StoreError;

use crate::config::{PAGE_BYTES, SqliteConfig};
use crate::connection::{Role, connect, use_write_ahead_log};
use crate::error::Failure;
use crate::lock;

#[allow(unreachable_pub, missing_docs)]
mod embedded {
    refinery::embed_migrations!("../../migrations/sqlite");
}

/// Creates the database with its folder if need be, applies the migrations that it lacks and says which, such as
/// `V1__ledger`. Processes that migrate at the same time wait for each other.
pub fn migrate(config: &SqliteConfig) -> Result<Vec<String>, StoreError> {
    let name = config.beside(".migrating");
    let failed = |source| Failure::File { what: format!("cannot lock {}", name.display()), source };
    let lock = lock::open(&name).map_err(failed)?;
    // Held until the file is closed at the end of this function.
    lock.lock().map_err(failed)?;
    let mut connection = Connection::open(&config.path).map_err(Failure::from)?;
    connection.busy_timeout(config.busy_timeout).map_err(Failure::from)?;
    // Without effect on a database that is there.
    connection.pragma_update(None, "page_size", PAGE_BYTES).map_err(Failure::from)?;
    use_write_ahead_log(&connection)?;
    Ok(apply(&mut connection, &config.path.display().to_string())?)
}

/// The same, but only for a file that is missing, or has no tables yet.
pub fn migrate_new(config: &SqliteConfig) -> Result<Vec<String>, StoreError> {
    if config.path.exists() && find_version(&connect(config, Role::Reader)?)? != 0 {
        return Ok(Vec::new());
    }
    migrate(config)
}

/// Applies what is missing, all of it or nothing.
pub(crate) fn apply(connection: &mut Connection, name: &str) -> Result<Vec<String>, Failure> {
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    let report =
        embedded::migrations::runner().set_grouped(true).run(connection).map_err(|error| refused(error, name))?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Refuses a file whose schema is missing, older or newer than this program's.
pub(crate) fn check(connection: &Connection, name: &str) -> Result<(), Failure> {
    let found = find_version(connection)?;
    let known = i64::from(known_version());
    let sentence = match found {
        0 => format!("{name} holds no ledger; run wallet migrate first"),
        older if older < known => {
            format!("{name} has schema {older} and this program needs {known}; run wallet migrate first")
        }
        newer if newer > known => {
            format!("{name} has schema {newer}, which is newer than this program; use a newer program")
        }
        _ => return Ok(()),
    };
    Err(Failure::Schema(sentence))
}

/// The latest migration that the file has; 0 if it has none.
fn find_version(connection: &Connection) -> Result<i64, Failure> {
    let history = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'refinery_schema_history'";
    if connection.query_row(history, [], |_| Ok(())).optional()?.is_none() {
        return Ok(0);
    }
    let version = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
    Ok(connection.query_row(version, [], |row| row.get(0))?)
}

fn known_version() -> i32 {
    let runner = embedded::migrations::runner();
    runner.get_migrations().iter().map(refinery::Migration::version).max().unwrap_or(0)
}

fn refused(error: refinery::Error, name: &str) -> Failure {
    match error.kind() {
        Kind::MissingVersion(applied) => Failure::Schema(format!(
            "{name} has migration {applied}, which this program does not know; use a newer program"
        )),
        Kind::DivergentVersion(applied, _) => Failure::Schema(format!(
            "{name} has a migration {applied} that differs from this program's; it belongs to something else"
        )),
        _ => Failure::Migration(error),
    }
}
