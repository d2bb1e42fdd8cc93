//! The store that a URL names: only here both stores are known.
//!
//! - [`StoreUrl`] says which one it is.
//! - [`Store`] opens it; `migrate`, `lock` and `patiently` come before that.
//! - `replicas` are the standbys that histories, searches, analytics and exports are read from.
//! - `backup` copies an embedded store, `copy` any store into any other. `demo` plays an economy into an empty one.

mod backup;
mod copy;
mod demo;
mod distribute;
mod replicas;
mod url;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use wallet_domain::access::{ApiKeys, Approvals};
use wallet_domain::webhook::Webhooks;
use wallet_domain::{
    Feed, Lanes, Ledger, OwnerId, Registry, Rollups, Search, Snapshots, StoreError, StoreErrorKind, Verifier, Wallets,
};
use wallet_postgres::{PgClock, PgConfig, PgLedger};
use wallet_service::demo::DemoData;
use wallet_sqlite::{Access, ServerLock, SqliteConfig, SqliteLedger};

use crate::config::Settings;
use crate::http::replicas::Replicas;
use wallet_domain::SystemClock;

pub use backup::{Backup, Existing, NoBackup, Proving, back_up};
pub use copy::{NoCopy, copy, open_to_read};
pub use demo::{NotPlayed, Played, play};
pub use distribute::{Distribution, MovingTable, plan_distribution};
pub use replicas::{open_to_export, read_url};
pub use url::StoreUrl;

/// The pause between two attempts to reach a store that is down.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// An open store by its ports.
#[derive(Clone)]
pub struct Store {
    /// The write side.
    pub ledger: Arc<dyn Ledger>,
    /// The read side.
    pub wallets: Arc<dyn Wallets>,
    /// Searches across owners.
    pub search: Arc<dyn Search>,
    /// The standbys for reads that may be late, if it was opened with them and there are any.
    pub replicas: Option<Arc<dyn Replicas>>,
    /// Assets and the opening of wallets.
    pub registry: Arc<dyn Registry>,
    /// The proof of the invariants.
    pub verifier: Arc<dyn Verifier>,
    /// API keys.
    pub keys: Arc<dyn ApiKeys>,
    /// Commands that wait for an approval.
    pub approvals: Arc<dyn Approvals>,
    /// The feed of events.
    pub feed: Arc<dyn Feed>,
    /// The figures of days.
    pub rollups: Arc<dyn Rollups>,
    /// Who holds what.
    pub snapshots: Arc<dyn Snapshots>,
    /// Webhooks and balance alerts.
    pub webhooks: Arc<dyn Webhooks>,
    /// By how many microseconds this machine's clock was ahead of the store's when it was opened; 0 of an embedded one.
    pub clock_ahead_us: i64,
}

/// Whether the standbys that the settings name are watched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standbys {
    Watch,
    Leave,
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is not there, and only `migrate` and `serve` make one.
    #[error("there is no database at {}; `wallet migrate` makes one", .0.display())]
    Missing(PathBuf),
    /// Its folder cannot be made.
    #[error("the folder {} cannot be made: {reason}", .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The store failed.
    #[error("{url}: {}", with_causes(reason))]
    Store {
        /// The store, without secrets.
        url: String,
        /// What it says.
        reason: StoreError,
    },
}

impl Store {
    fn of<
        T: Ledger
            + Wallets
            + Search
            + Registry
            + Verifier
            + ApiKeys
            + Approvals
            + Feed
            + Rollups
            + Snapshots
            + Webhooks
            + 'static,
    >(
        store: Arc<T>,
        clock_ahead_us: i64,
    ) -> Self {
        Self {
            replicas: None,
            ledger: store.clone(),
            wallets: store.clone(),
            search: store.clone(),
            registry: store.clone(),
            verifier: store.clone(),
            keys: store.clone(),
            approvals: store.clone(),
            feed: store.clone(),
            rollups: store.clone(),
            snapshots: store.clone(),
            webhooks: store,
            clock_ahead_us,
        }
    }

    /// Opens a store whose schema is there.
    pub async fn open(url: &StoreUrl, settings: &Settings) -> Result<Self, OpenError> {
        Self::open_with(url, settings, Access::Write, Standbys::Leave).await
    }

    /// The same with the standbys that the settings name.
    pub async fn open_to_serve(url: &StoreUrl, settings: &Settings) -> Result<Self, OpenError> {
        Self::open_with(url, settings, Access::Write, Standbys::Watch).await
    }

    /// Opens a store to prove it: an embedded one also where nothing can be written, as on a medium that is read only; one with
    /// standbys by what they have.
    pub async fn open_to_verify(url: &StoreUrl, settings: &Settings) -> Result<Self, OpenError> {
        let access = if url.is_protected() { Access::Read } else { Access::Write };
        Self::open_with(url, settings, access, Standbys::Watch).await
    }

    async fn open_with(
        url: &StoreUrl,
        settings: &Settings,
        access: Access,
        standbys: Standbys,
    ) -> Result<Self, OpenError> {
        match url {
            StoreUrl::Sqlite(path) if !path.exists() => return Err(OpenError::Missing(path.clone())),
            StoreUrl::Sqlite(path) => {
                let config = SqliteConfig { access, ..sqlite_config(path, settings) };
                SqliteLedger::open(config, Arc::new(SystemClock)).map(|ledger| Self::of(Arc::new(ledger), 0))
            }
            StoreUrl::Postgres(text) => {
                let connected = PgLedger::connect(pg_config(text, settings), PgClock::OfDatabase).await;
                match connected {
                    Ok(ledger) => Self::on_postgres(Arc::new(ledger), url, settings, standbys).await,
                    Err(reason) => Err(reason),
                }
            }
        }
        .map_err(|reason| url.failed(reason))
    }

    async fn on_postgres(
        ledger: Arc<PgLedger>,
        url: &StoreUrl,
        settings: &Settings,
        standbys: Standbys,
    ) -> Result<Self, StoreError> {
        let ahead_us = ledger.clock_ahead_us(&SystemClock).await?;
        let mut store = Self::of(ledger.clone(), ahead_us);
        if standbys == Standbys::Watch
            && let Some(replicas) = replicas::watch(&ledger, url, settings)?
        {
            store.verifier = replicas.clone();
            store.replicas = Some(replicas);
        }
        Ok(store)
    }

    /// Whether nothing was ever booked and no asset was created but those of the demo data: new, or left by a first start
    /// that did not get to its end.
    pub async fn is_new(&self, demo: &DemoData) -> Result<bool, StoreError> {
        let assets = self.wallets.list_assets().await?;
        if !assets.iter().all(|asset| demo.has_asset(&asset.code)) {
            return Ok(false);
        }
        // Every credit comes through a treasury first, so an untouched treasury means an untouched ledger.
        let treasuries = self.wallets.list_wallets(&[OwnerId::treasury().clone()]).await?;
        Ok(treasuries.iter().all(|treasury| treasury.state.sequence == 0))
    }
}

/// Brings a store's schema up to date, making the store if it is embedded and missing; says what was applied.
pub async fn migrate(url: &StoreUrl, settings: &Settings) -> Result<Vec<String>, OpenError> {
    match url {
        StoreUrl::Sqlite(path) => {
            make_folder_of(path)?;
            wallet_sqlite::migrate(&sqlite_config(path, settings))
        }
        StoreUrl::Postgres(text) => migrate_postgres(pg_config(text, settings)).await,
    }
    .map_err(|reason| url.failed(reason))
}

/// Connects once after the migration, which adds lanes: the service's own role may not.
async fn migrate_postgres(config: PgConfig) -> Result<Vec<String>, StoreError> {
    let applied = wallet_postgres::migrate(&config).await?;
    PgLedger::connect(config, PgClock::OfDatabase).await?;
    Ok(applied)
}

/// The lock that keeps a second server off an embedded store; PostgreSQL needs none.
pub fn lock(url: &StoreUrl) -> Result<Option<ServerLock>, String> {
    let StoreUrl::Sqlite(path) = url else {
        return Ok(None);
    };
    make_folder_of(path).map_err(|error| error.to_string())?;
    ServerLock::acquire(path).map(Some).map_err(|error| error.to_string())
}

/// Repeats `attempt` while the store cannot be reached, up to `store.start_wait_s`.
pub async fn patiently<T>(
    settings: &Settings,
    mut attempt: impl AsyncFnMut() -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    let wait = Duration::from_secs(settings.store.start_wait_s);
    let began = Instant::now();
    loop {
        match attempt().await {
            Err(error) if error.is_temporary() && began.elapsed() + RETRY_PAUSE <= wait => {
                let left_s = wait.saturating_sub(began.elapsed()).as_secs();
                tracing::warn!("the store cannot be reached, trying again for {left_s} s: {error}");
                tokio::time::sleep(RETRY_PAUSE).await;
            }
            done => return done,
        }
    }
}

impl OpenError {
    fn is_temporary(&self) -> bool {
        match self {
            Self::Store { reason, .. } => match reason.kind {
                StoreErrorKind::Unavailable | StoreErrorKind::Busy | StoreErrorKind::Unknown => true,
                StoreErrorKind::Refused | StoreErrorKind::Corrupt => false,
            },
            Self::Missing(_) | Self::Folder { .. } => false,
        }
    }
}

/// A store's error with its causes, such as the system's reason why no connection could be made.
fn with_causes(error: &StoreError) -> String {
    // The error's own words end with its first cause.
    let mut cause = error.source().and_then(Error::source);
    let mut text = error.to_string();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.ends_with(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = error.source();
    }
    text
}

fn make_folder_of(path: &Path) -> Result<(), OpenError> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            fs::create_dir_all(folder).map_err(|reason| OpenError::Folder { folder: folder.into(), reason })
        }
        _ => Ok(()),
    }
}

fn sqlite_config(path: &Path, settings: &Settings) -> SqliteConfig {
    let sqlite = &settings.sqlite;
    SqliteConfig {
        readers: sqlite.readers,
        cache_mib: sqlite.cache_mib,
        checkpoint_bytes: u64::from(sqlite.checkpoint_mib) << 20,
        busy_timeout: Duration::from_millis(sqlite.busy_timeout_ms),
        ..SqliteConfig::at(path)
    }
}

fn pg_config(url: &str, settings: &Settings) -> PgConfig {
    let postgres = &settings.postgres;
    PgConfig {
        pool_max: postgres.pool_max,
        connect_timeout: Duration::from_millis(postgres.connect_timeout_ms),
        statement_timeout: Duration::from_millis(postgres.statement_timeout_ms),
        lock_timeout: Duration::from_millis(postgres.lock_timeout_ms),
        retry_for: Duration::from_millis(postgres.retry_for_ms),
        lanes: Lanes::new(i64::from(postgres.lanes)).expect("settings are checked before a store is opened"),
        ..PgConfig::new(url)
    }
}
