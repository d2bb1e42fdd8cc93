//! The schema: how it comes into a file, and whether a file has the one of this program. Migrations go forward only, one
//! migrator at a time.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use wallet_domain::record::schema::Schema;
use wallet_domain::{Flow, StoreError};

use crate::config::{PAGE_BYTES, SqliteConfig};
use crate::connection::{Role, connect, use_write_ahead_log};
use crate::error::Failure;
use crate::{lock, tx};

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

/// The same, but only for a file that is missing or has no ledger yet: one whose first migration was cut short has none.
pub fn migrate_new(config: &SqliteConfig) -> Result<Vec<String>, StoreError> {
    if config.path.exists() {
        let connection = connect(config, Role::Reader)?;
        let is_new = match compare(&connection)? {
            Schema::Missing => true,
            Schema::Older => !has_ledger(&connection)?,
            _ => false,
        };
        if !is_new {
            return Ok(Vec::new());
        }
    }
    migrate(config)
}

fn has_ledger(connection: &Connection) -> Result<bool, Failure> {
    Ok(connection.query_row("SELECT 1 FROM assets LIMIT 1", [], |_| Ok(())).optional()?.is_some())
}

/// Applies what is missing: the migrations, all of them or none, and then the flows.
pub(crate) fn apply(connection: &mut Connection, name: &str) -> Result<Vec<String>, Failure> {
    match compare(connection)? {
        Schema::Current => return Ok(Vec::new()),
        Schema::Missing | Schema::Older => {}
        other => return refuse(&other, name).map(|()| Vec::new()),
    }
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    let report = embedded::migrations::runner().set_grouped(true).run(connection).map_err(Failure::Migration)?;
    name_flows(connection)?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Writes the flows that the file does not have yet.
fn name_flows(connection: &mut Connection) -> Result<(), Failure> {
    let transaction = connection.transaction()?;
    for flow in Flow::ALL {
        let insert = "INSERT INTO flows (code, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        transaction.execute(insert, (flow.code(), flow.name()))?;
    }
    transaction.commit().map_err(Failure::Commit)
}

/// Refuses a file whose schema is not the one of this program.
pub(crate) fn check(connection: &Connection, name: &str) -> Result<(), Failure> {
    refuse(&compare(connection)?, name)
}

fn refuse(schema: &Schema, name: &str) -> Result<(), Failure> {
    schema.refusal(name).map_or(Ok(()), |sentence| Err(Failure::Schema(sentence)))
}

/// Compares the migrations that refinery has recorded with the embedded ones, without asking refinery, which would
/// create its table first; then the flows.
fn compare(connection: &Connection) -> Result<Schema, Failure> {
    let history = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'refinery_schema_history'";
    if connection.query_row(history, [], |_| Ok(())).optional()?.is_none() {
        return Ok(Schema::Missing);
    }
    let history = "SELECT version, checksum FROM refinery_schema_history";
    let applied: Vec<_> = tx::list(connection, history, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let runner = embedded::migrations::runner();
    let known: Vec<_> = runner.get_migrations().iter().map(|it| (it.version(), it.checksum().to_string())).collect();
    match Schema::of(&applied, &known) {
        Schema::Current => {
            let flows = tx::list(connection, "SELECT code, name FROM flows", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Schema::of_flows(&flows))
        }
        other => Ok(other),
    }
}
