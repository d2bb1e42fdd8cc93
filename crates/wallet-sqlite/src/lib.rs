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
//!
//! # How a batch goes
//! [`Ledger::execute`] sends it to the writer's thread (`worker`), which runs the statements of `execute` on its
//! connection and repeats them if need be (`writer`). Reads go to a few threads with connections that cannot write
//! (`queries`), a verification to a thread of its own (`verify`), so that none waits for another.
//!
//! # Where to read on
//! `migrations/sqlite` for the tables, `execute` for a batch's way, `row` for how records come back, `entries` for how a
//! wallet's are found, `verify` for the proof, `backup` for a copy of the file,
//! `copy` for a copy of another store's ledger, `error` for what failures mean.

mod backup;
mod config;
mod connection;
mod copy;
mod entries;
mod error;
mod execute;
mod keys;
mod lock;
mod migrate;
#[cfg(test)]
mod plans_tests;
mod queries;
mod registry;
mod room;
mod row;
mod sql;
#[cfg(feature = "testing")]
mod testing;
mod verify;
mod worker;
mod writer;

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Connection;
use wallet_domain::{
    Asset, AssetChange, AssetCode, AssetCreation, AssetRefusal, ChangeNote, ChangeRecord, ChangeSubject, Claim, Clock,
    Command, DiskUsage, Group, HoldPosition, Ledger, OpenHold, Outcome, OwnerId, Page, PageRequest, RateCycles,
    Reference, Registry, StatusChange, StatusRefusal, StoreError, StoreErrorKind, SystemWallets, Timestamp,
    Transaction, TransactionId, Wallet, WalletOpening, Wallets,
};

pub use backup::{BackupDraft, BackupError, Existing, backup};
pub use config::{Access, SqliteConfig};
pub use lock::{ServerLock, ServerLockError};
pub use migrate::{migrate, migrate_new};
#[cfg(feature = "testing")]
pub use testing::{AroundCommit, CommitFault};

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
    writer: Workers,
    access: Access,
    #[cfg(feature = "testing")]
    around_commit: Option<Arc<dyn AroundCommit>>,
}

impl SqliteLedger {
    /// Opens a database that [`migrate`] made. Refuses one whose schema is not this program's, and a copy that is not
    /// whole.
    pub fn open(config: SqliteConfig, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        Self::open_if(config, clock, copy::check_whole)
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
            let sentence = format!("{name} is not there; run wallet migrate first");
            return Err(StoreError::new(StoreErrorKind::Unavailable, sentence));
        }
        let connection = connect(&config, Role::Writer)?;
        migrate::check(&connection, &name)?;
        check(&connection, &name)?;
        drop(connection);
        let config = Arc::new(config);
        let links = |role, count: usize| (0..count).map(|_| Link::new(config.clone(), role)).collect();
        Ok(Self {
            config: config.clone(),
            clock,
            readers: Workers::start(
                "wallet-read",
                StoreErrorKind::Unavailable,
                links(Role::Reader, config.readers.max(1)),
            )?,
            verifier: Workers::start("wallet-verify", StoreErrorKind::Unavailable, links(Role::Reader, 1))?,
            writer: Workers::start("wallet-write", StoreErrorKind::Unknown, links(Role::Writer, 1))?,
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

    /// Has the writer do `work`, which must be safe to repeat.
    async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection, &dyn Clock) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let clock = self.clock.clone();
        self.writer.run(move |link| writer::write(link, |connection| work(connection, &*clock))).await
    }

    /// Has a reader do `work` on one snapshot.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let read = |connection: &mut Connection| queries::snapshot(connection, |snapshot| work(snapshot));
        self.readers.run(move |link| Ok(link.run(read)?)).await
    }
}

#[async_trait]
impl Ledger for SqliteLedger {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        if commands.is_empty() {
            // Tried only after a write that did not go through.
            return self.write(|_, _| Ok(Vec::new())).await;
        }
        let (commands, groups) = (commands.to_vec(), groups.to_vec());
        #[cfg(feature = "testing")]
        if let Some(around) = self.around_commit.clone() {
            let work = move |connection: &mut Connection, clock: &dyn Clock| {
                testing::execute(&*around, || execute::execute(connection, clock, &commands, &groups))
            };
            return self.write(work).await;
        }
        self.write(move |connection, clock| execute::execute(connection, clock, &commands, &groups)).await
    }

    fn disk(&self) -> Option<DiskUsage> {
        Some(room::usage(&self.config))
    }
}

#[async_trait]
impl Wallets for SqliteLedger {
    async fn read_clock(&self) -> Result<Timestamp, StoreError> {
        Ok(self.clock.now())
    }

    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        self.read(queries::list_assets).await
    }

    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        let (owners, now): (BTreeSet<OwnerId>, _) = (owners.iter().cloned().collect(), self.clock.now());
        self.read(move |snapshot| queries::list_wallets(snapshot, &owners, now)).await
    }

    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError> {
        self.read(queries::list_system_wallets).await
    }

    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        let (owner, asset, now) = (owner.clone(), asset.clone(), self.clock.now());
        self.read(move |snapshot| queries::find_wallet(snapshot, &owner, &asset, now)).await
    }

    async fn list_entries(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Page>, StoreError> {
        let (owner, asset) = (owner.clone(), asset.clone());
        self.read(move |snapshot| queries::list_entries(snapshot, &owner, &asset, &request)).await
    }

    async fn list_holds(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        after: Option<HoldPosition>,
        limit: u32,
    ) -> Result<Option<Vec<OpenHold>>, StoreError> {
        let (owner, asset, now) = (owner.clone(), asset.clone(), self.clock.now());
        self.read(move |snapshot| queries::list_holds(snapshot, (&owner, &asset), after, limit, now)).await
    }

    async fn find_claim(&self, id: TransactionId) -> Result<Option<Claim>, StoreError> {
        let key = [id.as_uuid().into_bytes()];
        self.read(move |snapshot| queries::find(snapshot, sql::FIND_CLAIM, key, row::claim)).await
    }

    async fn list_lapsed(&self, limit: u32) -> Result<Vec<Command>, StoreError> {
        let now = self.clock.now();
        self.read(move |snapshot| queries::list_lapsed(snapshot, limit, now)).await
    }

    async fn list_about(&self, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        self.read(move |snapshot| queries::list_about(snapshot, id, limit)).await
    }

    async fn list_payments(&self, payment_ref: &Reference, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let payment_ref = payment_ref.clone();
        self.read(move |snapshot| queries::list_payments(snapshot, &payment_ref, limit)).await
    }

    async fn list_changes(
        &self,
        of: ChangeSubject,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        self.read(move |snapshot| queries::list_changes(snapshot, &of, before, limit)).await
    }

    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        self.read(move |snapshot| queries::find_transaction(snapshot, id)).await
    }
}

#[async_trait]
impl Registry for SqliteLedger {
    async fn create_asset_by(
        &self,
        asset: &Asset,
        cycles: RateCycles,
        note: &ChangeNote,
    ) -> Result<AssetCreation, StoreError> {
        let (asset, note) = (asset.clone(), note.clone());
        self.write(move |connection, clock| registry::create_asset(connection, clock, (&asset, cycles), &note)).await
    }

    async fn change_asset(
        &self,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<Result<Asset, AssetRefusal>, StoreError> {
        let (code, change, note) = (code.clone(), change.clone(), note.clone());
        self.write(move |connection, clock| registry::change_asset(connection, clock, &code, &change, &note)).await
    }

    async fn change_wallets(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError> {
        let (owner, note) = (owner.clone(), note.clone());
        self.write(move |connection, clock| {
            registry::change_wallets(connection, clock, (&owner, asset.as_ref()), change, &note)
        })
        .await
    }

    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError> {
        let names = names.to_vec();
        self.write(move |connection, clock| registry::open_wallets(connection, clock, &names)).await
    }
}
