//! The store that a URL names: finding out which, waiting for it, opening it.

mod backup;
mod copy;

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use wallet_domain::access::ApiKeys;
use wallet_domain::{Lanes, Ledger, OwnerId, Registry, StoreError, StoreErrorKind, Verifier, Wallets};
use wallet_postgres::{PgClock, PgConfig, PgLedger};
use wallet_service::demo::DemoData;
use wallet_sqlite::{Access, ServerLock, SqliteConfig, SqliteLedger};

use crate::config::{InvalidSettings, Settings};
use crate::telemetry::SystemClock;

pub use backup::{Backup, Existing, NoBackup, Proving, back_up};
pub use copy::{NoCopy, copy, open_to_read, past};

/// The pause between two attempts to reach a store that is down.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// Which store a URL names.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// The embedded store in that file.
    Sqlite(PathBuf),
    /// A PostgreSQL server's database. It may hold a password: show it by its [`Display`](fmt::Display) only.
    Postgres(String),
}

impl StoreUrl {
    /// Reads a URL. The complaint does not repeat it, as it may hold a password.
    pub fn parse(url: &str) -> Result<Self, InvalidSettings> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            // Else a part of a password would be read as something that a complaint may quote.
            let (place, parameters) = url.split_at(url.find('?').unwrap_or(url.len()));
            if place.matches('@').count() > 1 || parameters.contains('@') || parameters.matches('?').count() > 1 {
                return Err(InvalidSettings::new(
                    "the database URL cannot be used: write %40 for every @ but the one before the host, and %3F for \
                     every ? but the one before the parameters",
                ));
            }
            PgConfig::new(url).check().map_err(|error| {
                let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
                InvalidSettings::new(format!("the database URL cannot be used: {reason}"))
            })?;
            return Ok(Self::Postgres(url.to_owned()));
        }
        let Some(path) = url.strip_prefix("sqlite:") else {
            return Err(InvalidSettings::new(
                "the database URL (--database-url, DATABASE_URL or store.url) must begin with sqlite:, postgres:// or \
                 postgresql://",
            ));
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains([':', '?']) {
            return Err(InvalidSettings::new(
                "the database URL must name a file after sqlite: and nothing else, such as sqlite:data/wallet.db",
            ));
        }
        Ok(Self::Sqlite(path.into()))
    }
}

/// Without user, password and parameters.
impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let (place, parameters) = rest.split_at(rest.find(['?', '&']).unwrap_or(rest.len()));
                // A password may hold anything: with an @ behind a ? nobody can tell which of both ends it.
                if parameters.contains('@') {
                    return f.write_str("postgres://...");
                }
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({self})")
    }
}

/// An open store by its ports; whichever it is, nobody else needs to know.
#[derive(Clone)]
pub struct Store {
    /// The write side.
    pub ledger: Arc<dyn Ledger>,
    /// The read side.
    pub wallets: Arc<dyn Wallets>,
    /// Assets and the opening of wallets.
    pub registry: Arc<dyn Registry>,
    /// The proof of the invariants.
    pub verifier: Arc<dyn Verifier>,
    /// API keys.
    pub keys: Arc<dyn ApiKeys>,
    /// By how many microseconds this machine's clock was ahead of the store's when it was opened; 0 of an embedded one.
    pub clock_ahead_us: i64,
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
    fn of<T: Ledger + Wallets + Registry + Verifier + ApiKeys + 'static>(store: T, clock_ahead_us: i64) -> Self {
        let store = Arc::new(store);
        Self {
            ledger: store.clone(),
            wallets: store.clone(),
            registry: store.clone(),
            verifier: store.clone(),
            keys: store,
            clock_ahead_us,
        }
    }

    /// Opens a store whose schema is there.
    pub async fn open(url: &StoreUrl, settings: &Settings) -> Result<Self, OpenError> {
        match url {
            StoreUrl::Sqlite(path) if !path.exists() => return Err(OpenError::Missing(path.clone())),
            StoreUrl::Sqlite(path) => SqliteLedger::open(sqlite_config(path, settings), Arc::new(SystemClock))
                .map(|ledger| Self::of(ledger, 0)),
            StoreUrl::Postgres(text) => Self::connect(pg_config(text, settings)).await,
        }
        .map_err(|reason| OpenError::Store { url: url.to_string(), reason })
    }

    /// Opens a store to prove it: an embedded one also where nothing can be written, as on a medium that is read only.
    pub async fn open_to_verify(url: &StoreUrl, settings: &Settings) -> Result<Self, OpenError> {
        match url {
            StoreUrl::Sqlite(path) if is_protected(path) => {
                let config = SqliteConfig { access: Access::Read, ..sqlite_config(path, settings) };
                let opened = SqliteLedger::open(config, Arc::new(SystemClock)).map(|ledger| Self::of(ledger, 0));
                opened.map_err(|reason| OpenError::Store { url: url.to_string(), reason })
            }
            _ => Self::open(url, settings).await,
        }
    }

    async fn connect(config: PgConfig) -> Result<Self, StoreError> {
        let ledger = PgLedger::connect(config, PgClock::OfDatabase).await?;
        let ahead_us = ledger.clock_ahead_us(&SystemClock).await?;
        Ok(Self::of(ledger, ahead_us))
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
    .map_err(|reason| OpenError::Store { url: url.to_string(), reason })
}

/// Whoever may migrate may add lanes, which the service's own role may not: connecting once does.
async fn migrate_postgres(config: PgConfig) -> Result<Vec<String>, StoreError> {
    let applied = wallet_postgres::migrate(&config).await?;
    PgLedger::connect(config, PgClock::OfDatabase).await?;
    Ok(applied)
}

/// What keeps a second server off an embedded store; PostgreSQL needs nothing of the kind.
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

/// A store's error with all that led to it, such as the system's reason why no connection could be made.
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

/// Whether a file is there that this process may not write.
pub fn is_protected(path: &Path) -> bool {
    let opened = fs::OpenOptions::new().append(true).open(path);
    opened.is_err_and(|error| {
        matches!(error.kind(), std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_an_embedded_store_or_postgresql_and_nothing_else() {
        let sqlite = |path: &str| Some(StoreUrl::Sqlite(path.into()));
        assert_eq!(StoreUrl::parse("sqlite:data/wallet.db").ok(), sqlite("data/wallet.db"));
        assert_eq!(StoreUrl::parse("sqlite:///var/lib/wallet.db").ok(), sqlite("/var/lib/wallet.db"));
        for url in ["postgres://localhost/wallet", "postgresql://localhost/wallet"] {
            assert_eq!(StoreUrl::parse(url).ok(), Some(StoreUrl::Postgres(url.into())));
        }
        for bad in [
            "postgres://db/wallet?sslmode=maybe",
            "postgres://me:secret@db:port/wallet",
            "postgres://me:a@b?secret=c@db/wallet",
            "postgres://me?sslmode=secret@db/wallet",
            "postgres://db/wallet?sslmode=require?password=secret",
            "postgres://db/wallet?sslmode=require;password=secret",
        ] {
            let complaint = StoreUrl::parse(bad).expect_err(bad).to_string();
            assert!(complaint.starts_with("the database URL cannot be used: "), "{complaint}");
            assert!(!complaint.contains("secret"), "{complaint}");
        }
        for bad in ["", "mysql://localhost", "wallet.db", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro"] {
            let complaint = StoreUrl::parse(bad).expect_err(bad).to_string();
            assert!(complaint.starts_with("the database URL"), "{complaint}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://me:secret@db:5432/wallet?sslmode=require", "postgres://db:5432/wallet"),
            ("postgresql://me:p@ssword@db/wallet", "postgres://db/wallet"),
            ("postgresql://me:p@ss?word@db/wallet", "postgres://..."),
            ("postgres://db/wallet?user=me&password=secret", "postgres://db/wallet"),
            ("postgres://db/wallet?user=a@b&password=secret", "postgres://..."),
            ("postgres://db/wallet?password=a@secret", "postgres://..."),
        ] {
            let url = StoreUrl::Postgres(url.into());
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), format!("StoreUrl({shown})"));
        }
    }
}
