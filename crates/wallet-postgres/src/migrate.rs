//! The schema: how it comes into a database, and whether a database has the one of this program. Migrations go forward
//! only, each in a database transaction of its own, one migrator at a time.

use tokio_postgres::Client;
use wallet_domain::{Boxed, Flow, StoreError, StoreErrorKind};

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
    client.batch_execute("SET lock_timeout = '60s'").await.map_err(failed)?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await.map_err(failed)?;
    let applied = match compare(&client).await? {
        Schema::Current => Vec::new(),
        Schema::Older if due == Due::WithoutLedger && has_ledger(&client).await? => Vec::new(),
        Schema::Older => {
            let migrated = embedded::migrations::runner().run_async(&mut *client).await;
            let report = migrated.map_err(|error| StoreError::new(StoreErrorKind::Refused, error))?;
            name_flows(&mut client).await.map_err(failed)?;
            report.applied_migrations().iter().map(ToString::to_string).collect()
        }
        other => return Err(refused(&other)),
    };
    // The lock ends with the connection in any case.
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await.map_err(failed)?;
    Ok(applied)
}

/// Writes the flows that the database does not have yet, and lets transactions have their codes.
async fn name_flows(client: &mut Client) -> Result<(), tokio_postgres::Error> {
    let (codes, names): (Vec<i16>, Vec<&str>) = Flow::ALL.iter().map(|flow| (flow.code(), flow.name())).unzip();
    let insert = "INSERT INTO flows (code, name) SELECT * FROM unnest($1::int2[], $2::text[]) ON CONFLICT DO NOTHING";
    let bound = format!(
        "SET LOCAL client_min_messages = warning;
         ALTER TABLE transactions DROP CONSTRAINT IF EXISTS transactions_flow_known,
             ADD CONSTRAINT transactions_flow_known CHECK (flow BETWEEN 1 AND {})",
        codes.iter().max().expect("there are flows")
    );
    let transaction = client.transaction().await?;
    transaction.execute(insert, &[&codes, &names]).await?;
    transaction.batch_execute(&bound).await?;
    transaction.commit().await
}

/// Refuses a database whose schema is not the one of this program.
pub(crate) async fn check_schema(client: &Client) -> Result<(), StoreError> {
    match compare(client).await? {
        Schema::Current => Ok(()),
        other => Err(refused(&other)),
    }
}

/// Whether there is an asset.
async fn has_ledger(client: &Client) -> Result<bool, StoreError> {
    if !has_table(client, "assets").await? {
        return Ok(false);
    }
    Ok(client.query_one("SELECT EXISTS (SELECT FROM assets)", &[]).await.map_err(failed)?.get(0))
}

async fn has_table(client: &Client, name: &str) -> Result<bool, StoreError> {
    Ok(client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&name]).await.map_err(failed)?.get(0))
}

/// How a database's schema compares with this program's.
enum Schema {
    /// Something is missing: all of it, a migration or a flow.
    Older,
    Current,
    /// A migration is not the one of this program that has its number.
    Other,
    /// The database has this in addition.
    Newer(String),
}

/// Why a schema other than the current one is refused, and what to do.
fn refused(schema: &Schema) -> StoreError {
    let sentence = match schema {
        Schema::Older | Schema::Current => {
            "the database has an older schema than this program: run `wallet migrate` first".to_owned()
        }
        Schema::Other => {
            "the database was made by a version from before the first release whose schema is not upgraded: \
             make a new database, and use that version to read this one"
                .to_owned()
        }
        Schema::Newer(what) => format!(
            "the database has {what}, which this program does not know: use the program that migrated it, or a newer one"
        ),
    };
    StoreError::new(StoreErrorKind::Refused, sentence)
}

/// Compares the migrations that refinery has recorded with the embedded ones, without asking refinery, which would
/// create its table first; then the flows with the domain's.
async fn compare(client: &Client) -> Result<Schema, StoreError> {
    if !has_table(client, "refinery_schema_history").await? {
        return Ok(Schema::Older);
    }
    let history = "SELECT version, checksum FROM refinery_schema_history ORDER BY version";
    let rows = client.query(history, &[]).await.map_err(failed)?;
    let runner = embedded::migrations::runner();
    let known = runner.get_migrations();
    for row in &rows {
        let (version, checksum): (i32, &str) = (row.get(0), row.get(1));
        match known.iter().find(|migration| migration.version() == version) {
            Some(migration) if migration.checksum().to_string() == checksum => {}
            Some(_) => return Ok(Schema::Other),
            None => return Ok(Schema::Newer(format!("schema version {version}"))),
        }
    }
    if rows.len() < known.len() {
        return Ok(Schema::Older);
    }
    let rows = client.query("SELECT code, name FROM flows", &[]).await.map_err(failed)?;
    for row in &rows {
        let (code, name): (i16, &str) = (row.get(0), row.get(1));
        if Flow::from_code(code).is_none_or(|flow| flow.name() != name) {
            return Ok(Schema::Newer(format!("the flow {name} with code {code}")));
        }
    }
    Ok(if rows.len() < Flow::ALL.len() { Schema::Older } else { Schema::Current })
}

fn failed(error: tokio_postgres::Error) -> StoreError {
    Failure::of(&Step::Read("migrate"), error).into_store_error()
}
