//! Copies the ledger of one store into another, of either kind.

use std::path::Path;
use std::sync::Arc;

use wallet_domain::copy::{Copied, CopyError, Importer};
use wallet_domain::proof::Watch;
use wallet_domain::{Journal, StoreError};
use wallet_postgres::{PgClock, PgImporter, PgJournal};
use wallet_sqlite::SqliteLedger;

use super::{OpenError, StoreUrl, lock, pg_config, sqlite_config};
use crate::config::Settings;
use wallet_domain::SystemClock;

/// Why a ledger is not copied.
#[derive(Debug, thiserror::Error)]
pub enum NoCopy {
    /// One of the stores cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// Both URLs name one store.
    #[error("it is the very same store; name another one to copy it into")]
    Itself,
    /// An embedded store is being served.
    #[error("{0}")]
    Locked(String),
    /// The copy failed.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

/// Copies the ledger of one store into another that is empty, or continues such a copy.
pub async fn copy(from: &StoreUrl, to: &StoreUrl, settings: &Settings, watch: &dyn Watch) -> Result<Copied, NoCopy> {
    if let StoreUrl::Sqlite(path) = from
        && !path.exists()
    {
        return Err(OpenError::Missing(path.clone()).into());
    }
    if is_same(from, to) {
        return Err(NoCopy::Itself);
    }
    let _locks = [lock(from).map_err(NoCopy::Locked)?, lock(to).map_err(NoCopy::Locked)?];
    let source = open_to_read(from, settings).await?;
    let target = open_to_write(to, settings).await.map_err(|reason| to.failed(reason))?;
    Ok(wallet_domain::copy::copy(&*source, &*target, &from.to_string(), &SystemClock, watch).await?)
}

pub(super) async fn open_to_write(url: &StoreUrl, settings: &Settings) -> Result<Box<dyn Importer>, StoreError> {
    match url {
        StoreUrl::Sqlite(path) => {
            wallet_sqlite::migrate_new(&sqlite_config(path, settings))?;
            Ok(Box::new(open_to_copy(path, settings)?))
        }
        StoreUrl::Postgres(text) => {
            wallet_postgres::migrate_new(&pg_config(text, settings)).await?;
            Ok(Box::new(PgImporter::connect(pg_config(text, settings), PgClock::OfDatabase).await?))
        }
    }
}

/// Whether two URLs name one store: the same file, or the same database of the same host, whatever the user.
fn is_same(from: &StoreUrl, to: &StoreUrl) -> bool {
    match (from, to) {
        (StoreUrl::Sqlite(from), StoreUrl::Sqlite(to)) => match (from.canonicalize(), to.canonicalize()) {
            (Ok(from), Ok(to)) => from == to,
            _ => from == to,
        },
        (StoreUrl::Postgres(_), StoreUrl::Postgres(_)) => from.to_string() == to.to_string(),
        _ => false,
    }
}

/// Opens a store to be read commit by commit, also while it is served.
pub async fn open_to_read(url: &StoreUrl, settings: &Settings) -> Result<Box<dyn Journal>, OpenError> {
    let opened: Result<Box<dyn Journal>, StoreError> = match url {
        StoreUrl::Sqlite(path) => open_to_copy(path, settings).map(|store| Box::new(store) as _),
        StoreUrl::Postgres(text) => {
            PgJournal::connect(&pg_config(text, settings)).await.map(|store| Box::new(store) as _)
        }
    };
    opened.map_err(|reason| url.failed(reason))
}

fn open_to_copy(path: &Path, settings: &Settings) -> Result<SqliteLedger, StoreError> {
    SqliteLedger::open_to_copy(sqlite_config(path, settings), Arc::new(SystemClock))
}
