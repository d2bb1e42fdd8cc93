//! Spreads a ledger over the workers of a Citus cluster.

use wallet_domain::{StoreError, StoreErrorKind};
pub use wallet_postgres::{Distribution, MovingTable};

use super::{OpenError, StoreUrl, pg_config};
use crate::config::Settings;

/// Looks whether a store's ledger can be distributed into that many shards. Nothing is changed.
pub async fn plan_distribution(url: &StoreUrl, settings: &Settings, shards: i64) -> Result<Distribution, OpenError> {
    let planned = match url {
        StoreUrl::Sqlite(_) => {
            let why = "an embedded store is one file: copy it into PostgreSQL first, with `wallet copy`";
            Err(StoreError::new(StoreErrorKind::Refused, why))
        }
        StoreUrl::Postgres(text) => Distribution::plan(&pg_config(text, settings), shards).await,
    };
    planned.map_err(|reason| url.failed(reason))
}
