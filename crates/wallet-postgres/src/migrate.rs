//! Migrations: forward only, each in a transaction of its own, one migrator at a time.

use wallet_domain::{StoreError, StoreErrorKind};

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
/// the other, and the second finds nothing left to do.
pub async fn migrate(config: &PgConfig) -> Result<Vec<String>, StoreError> {
    let mut client = connect_for_maintenance(config).await?;
    let failed = |error| Failure::of(&Step::Read("lock migrations"), error).into_store_error();
    client.batch_execute("SET lock_timeout = '60s'").await.map_err(failed)?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await.map_err(failed)?;
    let report = embedded::migrations::runner()
        .run_async(&mut client)
        .await
        .map_err(|error| StoreError::new(StoreErrorKind::Refused, error))?;
    // The lock ends with the connection in any case.
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await.map_err(failed)?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}
