//! The embedded store: the ledger in one SQLite file.
//!
//! # What it keeps
//! - One commit a batch: entries, balances, keys and fingerprints become durable together or not at all. The
//!   write-ahead log is synced before anyone is told (`synchronous = FULL`).
//! - One writer: `BEGIN IMMEDIATE` takes the file's one write lock before anything is read to decide on, so what a
//!   decision stands on cannot change until its commit, whichever process asks.
//! - A caller that goes away changes nothing: work that was queued is finished.
//! - COMMIT that fails is neither yes nor no: the same batch is executed again on a new connection, which finds the
//!   outcome or makes it. Only if that fails too is the outcome [unknown](wallet_domain::StoreErrorKind::Unknown).
//! - No failure needs a restart: the next call opens the file again.
//! - A disk that becomes full is an error and no damage; the write-ahead log is folded while there is room to (`room`).
//! - Nobody waits for the write-ahead log to be copied into the file: a thread beside the writer does that (`checkpoint`).
//!
//! # How a batch goes
//! [`Ledger::execute`] sends it to the writer's thread (`worker`), which runs the statements of `execute` on its
//! connection and repeats them if need be (`writer`). Reads go to a few threads with connections that cannot write
//! (`wallets`), a verification to a thread of its own (`verify`), so that none waits for another.
//!
//! # Where to read on
//! `migrations/sqlite` for the tables, `sql/<table>/<verb>.sql` for the statements, `execute` for a batch's way, `tx` for
//! database transactions, `rows` for how records come back, `entries` for how a wallet's are found, `journal` for reading
//! everything, `verify` for the proof, `import` for a copy of another store's ledger, `backup` for a copy of the file,
//! `search` for looking across owners, `snapshots` for who holds what, `error` for what failures mean.

mod approvals;
mod backup;
mod caps;
mod checkpoint;
mod config;
mod connection;
mod entries;
mod error;
mod execute;
mod feed;
mod flush;
mod import;
mod journal;
mod keys;
mod lock;
mod migrate;
#[cfg(test)]
mod plans_tests;
mod registry;
mod rollups;
mod room;
mod rows;
mod search;
mod snapshots;
mod sql;
#[cfg(feature = "testing")]
mod testing;
mod tx;
mod verify;
mod wallets;
mod webhooks;
mod worker;
mod writer;

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Connection;
use wallet_domain::{Clock, Command, DiskUsage, Group, Ledger, Outcome, StoreError, StoreErrorKind};

pub use backup::{BackupDraft, BackupError, Existing, backup};
pub use config::{Access, SqliteConfig};
pub use lock::{ServerLock, ServerLockError};
pub use migrate::{migrate, migrate_new};
#[cfg(feature = "testing")]
pub use testing::{AroundCommit, CommitFault};

use checkpoint::Checkpointer;
use connection::{Link, Role, connect};
use error::Failure;
use worker::Workers;

/// The ledger in one SQLite file. Dropping it finishes what was queued, stops its threads and closes the file.
pub struct SqliteLedger {
    config: Arc<SqliteConfig>,
    clock: Arc<dyn Clock>,
    // Dropped in this order: the writer closes last, and so copies the write-ahead log into the file.
    readers: Workers,
    verifier: Workers,
    _checkpointer: Checkpointer,
    writer: Workers,
    access: Access,
    #[cfg(feature = "testing")]
    around_commit: Option<Arc<dyn AroundCommit>>,
}

impl SqliteLedger {
    /// Opens a database that [`migrate`] made. Refuses one whose schema is not this program's, and a copy that is not
    /// whole.
    pub fn open(config: SqliteConfig, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        Self::open_if(config, clock, import::check_whole)
    }

    /// Opens a database to copy it, or to copy another into it: it may be a copy that is not whole.
    pub fn open_to_copy(config: SqliteConfig, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        Self::open_if(config, clock, |_, _| Ok(()))
    }

    fn open_if(
        config: SqliteConfig,
        clock: Arc<dyn Clock>,
        check: impl FnOnce(&Connection, &str) -> Result<(), Failure>,
    ) -> Result<Self, StoreError> {
        let name = config.path.display().to_string();
        if !config.path.exists() {
            let sentence = format!("{name} is not there: run `wallet migrate` first");
            return Err(StoreError::new(StoreErrorKind::Unavailable, sentence));
        }
        let connection = connect(&config, Role::Writer)?;
        migrate::check(&connection, &name)?;
        check(&connection, &name)?;
        drop(connection);
        let config = Arc::new(config);
        let links = |role, count: usize| (0..count).map(|_| Link::new(config.clone(), role)).collect();
        let checkpointer = Checkpointer::start(config.clone())?;
        let writer = Link::new(config.clone(), Role::Writer).with_log(checkpointer.log());
        Ok(Self {
            config: config.clone(),
            clock,
            readers: Workers::start(
                "wallet-read",
                StoreErrorKind::Unavailable,
                links(Role::Reader, config.readers.max(1)),
            )?,
            verifier: Workers::start("wallet-verify", StoreErrorKind::Unavailable, links(Role::Reader, 1))?,
            _checkpointer: checkpointer,
            writer: Workers::start("wallet-write", StoreErrorKind::Unknown, vec![writer])?,
            access: config.access,
            #[cfg(feature = "testing")]
            around_commit: None,
        })
    }

    /// The same ledger, whose commits fail when the hook says so.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn with_around_commit(mut self, hook: Arc<dyn AroundCommit>) -> Self {
        self.around_commit = Some(hook);
        self
    }
}

#[async_trait]
impl Ledger for SqliteLedger {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        if commands.is_empty() {
            // Tried only after a write that did not go through.
            return self.write("probe", |_, _| Ok(Vec::new())).await;
        }
        let (commands, groups) = (commands.to_vec(), groups.to_vec());
        #[cfg(feature = "testing")]
        if let Some(around) = self.around_commit.clone() {
            let work = move |connection: &mut Connection, clock: &dyn Clock| {
                testing::execute(&*around, || {
                    tx::run(connection, |transaction| execute::execute(transaction, clock, &commands, &groups))
                })
            };
            return self.write("execute", work).await;
        }
        self.run_tx("execute", move |transaction, clock| execute::execute(transaction, clock, &commands, &groups)).await
    }

    fn disk(&self) -> Option<DiskUsage> {
        Some(room::usage(&self.config))
    }
}
