//! Migrations: forward only, each in a transaction of its own, one migrator at a time.

use tokio_postgres::Client;
use wallet_domain::{Boxed, StoreError, StoreErrorKind};

use crate::PgConfig;
use crate::error::{Failure, Step};
use crate::pool::connect_for_maintenance;

mod embedded {
    #![allow(missing_docs, unreachable_pub, reason = "generated")]
    refinery::embed_migrations!("../../migrations/postgres");
}

/// The key of the advisory lock: "wallet" in ASCII.
const LOCK: i64 = 0x77_61_6c_6c_65_74;

/// Applies what the database does not have yet and says which, such as `V1__ledger`.
///
/// Refinery takes no lock, so an advisory one is held around it: two servers that start together migrate one after
/// the other, and the second finds nothing left to do. A database that is up to date is left alone, so a role that may
/// not create tables can start the service.
pub fn migrate(config: &PgConfig) -> Boxed<'_, Result<Vec<String>, StoreError>> {
    Box::pin(migrate_if(config, Due::Always))
}

/// The same, but only for a database without a ledger: one that was never migrated, or not to the end.
pub fn migrate_new(config: &PgConfig) -> Boxed<'_, Result<Vec<String>, StoreError>> {
    Box::pin(migrate_if(config, Due::WithoutLedger))
}

/// When a database is brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Always,
    WithoutLedger,
}

async fn migrate_if(config: &PgConfig, due: Due) -> Result<Vec<String>, StoreError> {
    let mut client = connect_for_maintenance(config).await?;
    let failed = |error| Failure::of(&Step::Read("lock migrations"), error).into_store_error();
    client.batch_execute("SET lock_timeout = '60s'").await.map_err(failed)?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await.map_err(failed)?;
    let applied = match compare(&client).await? {
        Schema::Current => Vec::new(),
        Schema::Older if due == Due::WithoutLedger && has_ledger(&client).await? => Vec::new(),
        Schema::Older => {
            let migrated = embedded::migrations::runner().run_async(&mut client).await;
            let report = migrated.map_err(|error| StoreError::new(StoreErrorKind::Refused, error))?;
            report.applied_migrations().iter().map(ToString::to_string).collect()
        }
        Schema::Newer(version) => return Err(newer(version)),
    };
    // The lock ends with the connection in any case.
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await.map_err(failed)?;
    Ok(applied)
}

/// Refuses a database whose schema is not the one that this program knows.
pub(crate) async fn check_schema(client: &Client) -> Result<(), StoreError> {
    match compare(client).await? {
        Schema::Current => Ok(()),
        Schema::Older => Err(StoreError::new(
            StoreErrorKind::Refused,
            "the database has an older schema than this program: run `wallet migrate` first",
        )),
        Schema::Newer(version) => Err(newer(version)),
    }
}

/// Whether there is an asset. Every schema has had the table, since its first migration.
async fn has_ledger(client: &Client) -> Result<bool, StoreError> {
    let failed = |error| Failure::of(&Step::Read("read migrations"), error).into_store_error();
    let table = client.query_one("SELECT to_regclass('assets') IS NOT NULL", &[]).await.map_err(failed)?;
    if !table.get::<_, bool>(0) {
        return Ok(false);
    }
    Ok(client.query_one("SELECT EXISTS (SELECT FROM assets)", &[]).await.map_err(failed)?.get(0))
}

fn newer(version: i32) -> StoreError {
    let sentence = format!(
        "the database has schema version {version}, which this program does not know: use the program that migrated it, \
         or a newer one"
    );
    StoreError::new(StoreErrorKind::Refused, sentence)
}

enum Schema {
    Older,
    Current,
    Newer(i32),
}

/// Compares the migrations that refinery has recorded with the embedded ones, without asking refinery, which would
/// create its table first.
async fn compare(client: &Client) -> Result<Schema, StoreError> {
    let failed = |error| Failure::of(&Step::Read("read migrations"), error).into_store_error();
    let table = client.query_one("SELECT to_regclass('refinery_schema_history') IS NOT NULL", &[]).await;
    if !table.map_err(failed)?.get::<_, bool>(0) {
        return Ok(Schema::Older);
    }
    let history = "SELECT version, checksum FROM refinery_schema_history ORDER BY version";
    let rows = client.query(history, &[]).await.map_err(failed)?;
    let applied: Vec<(i32, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let runner = embedded::migrations::runner();
    let mut known: Vec<_> = runner.get_migrations().iter().map(|m| (m.version(), m.checksum().to_string())).collect();
    known.sort();
    let latest = known.last().map_or(0, |(version, _)| *version);
    match applied.last() {
        Some((version, _)) if *version > latest => Ok(Schema::Newer(*version)),
        _ if applied == known => Ok(Schema::Current),
        // What differs otherwise is refinery's to judge.
        _ => Ok(Schema::Older),
    }
}
