//! The schema: how it comes into a database, and whether a database has the one of this program. Migrations go forward
//! only, each in a database transaction of its own, one migrator at a time.

use tokio::time::timeout;
use tokio_postgres::Client;
use wallet_domain::record::schema::Schema;
use wallet_domain::{Boxed, Flow, StoreError, StoreErrorKind};

use crate::config::{Session, Target};
use crate::error::{Failure, Step};
use crate::pool::connect_for_maintenance;
use crate::{PgConfig, session};

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
    session::check_pooler(&Target::new(config, Session::Maintenance)?).await?;
    let mut client = connect_for_maintenance(config).await?;
    client.batch_execute("SET lock_timeout = '60s'").await.map_err(failed)?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await.map_err(failed)?;
    let applied = match within(config, compare(&client)).await? {
        Schema::Current => Vec::new(),
        Schema::Missing | Schema::Older if due == Due::WithoutLedger && has_ledger(&client).await? => Vec::new(),
        Schema::Missing | Schema::Older => {
            let migrated = embedded::migrations::runner().run_async(&mut **client).await;
            let report = migrated.map_err(|error| StoreError::new(StoreErrorKind::Refused, error))?;
            name_flows(&mut client).await.map_err(failed)?;
            report.applied_migrations().iter().map(ToString::to_string).collect()
        }
        other => return refuse(&other).map(|()| Vec::new()),
    };
    // The lock ends with the connection in any case.
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await.map_err(failed)?;
    Ok(applied)
}

/// Writes the flows that the database does not have yet, and lets transactions have their codes. With no new flow it
/// leaves the table of transactions alone: a constraint is checked against every row, and nothing commits meanwhile.
async fn name_flows(client: &mut Client) -> Result<(), tokio_postgres::Error> {
    let (codes, names): (Vec<i16>, Vec<&str>) = Flow::ALL.iter().map(|flow| (flow.code(), flow.name())).unzip();
    let insert = "INSERT INTO flows (code, name) SELECT * FROM unnest($1::int2[], $2::text[]) ON CONFLICT DO NOTHING";
    let bound = format!(
        "ALTER TABLE transactions ADD CONSTRAINT transactions_flow_known CHECK (flow BETWEEN 1 AND {})",
        codes.iter().max().expect("there are flows")
    );
    let transaction = client.transaction().await?;
    // Citus has to know beforehand that a table that every node has is followed by one that is in shards. PostgreSQL keeps a
    // setting that it does not know.
    transaction.batch_execute("SET LOCAL citus.multi_shard_modify_mode = 'sequential'").await?;
    if transaction.execute(insert, &[&codes, &names]).await? > 0 {
        transaction.batch_execute("SET LOCAL client_min_messages = warning").await?;
        // One change each, and each sent alone: Citus passes them on as they are.
        transaction.batch_execute("ALTER TABLE transactions DROP CONSTRAINT IF EXISTS transactions_flow_known").await?;
        transaction.batch_execute(&bound).await?;
    }
    transaction.commit().await
}

/// Ends a question of a start that the database does not answer: a host may say nothing any more.
pub(crate) async fn within<T>(
    config: &PgConfig,
    asked: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let answer = timeout(config.statement_timeout + config.connect_timeout, asked).await;
    answer.unwrap_or_else(|_| Err(Failure::of_silence(&Step::Connect).into_store_error()))
}

/// Refuses a database whose schema is not the one of this program.
pub(crate) async fn check_schema(client: &Client) -> Result<(), StoreError> {
    refuse(&compare(client).await?)
}

fn refuse(schema: &Schema) -> Result<(), StoreError> {
    let sentence = schema.refusal("the database");
    sentence.map_or(Ok(()), |sentence| Err(StoreError::new(StoreErrorKind::Refused, sentence)))
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

/// Compares the migrations that refinery has recorded with the embedded ones, without asking refinery, which would
/// create its table first; then the flows.
async fn compare(client: &Client) -> Result<Schema, StoreError> {
    if !has_table(client, "refinery_schema_history").await? {
        return Ok(Schema::Missing);
    }
    let applied = client.query("SELECT version, checksum FROM refinery_schema_history", &[]).await.map_err(failed)?;
    let applied: Vec<_> = applied.iter().map(|row| (row.get(0), row.get(1))).collect();
    let runner = embedded::migrations::runner();
    let known: Vec<_> = runner.get_migrations().iter().map(|it| (it.version(), it.checksum().to_string())).collect();
    match Schema::of(&applied, &known) {
        Schema::Current => {
            let flows = client.query("SELECT code, name FROM flows", &[]).await.map_err(failed)?;
            Ok(Schema::of_flows(&flows.iter().map(|row| (row.get(0), row.get(1))).collect::<Vec<_>>()))
        }
        other => Ok(other),
    }
}

fn failed(error: tokio_postgres::Error) -> StoreError {
    Failure::of(&Step::Read("migrate"), error).into_store_error()
}
