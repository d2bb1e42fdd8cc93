//! A store in a temporary folder, for every test file.
#![allow(dead_code)] // Each test file uses some of it.

use std::sync::Arc;

use rusqlite::Connection;
use tempfile::TempDir;
use wallet_domain::testing::{SetClock, Store};
use wallet_sqlite::{SqliteConfig, SqliteLedger, migrate};

/// A fresh database with one ledger on it.
pub(crate) struct Fixture {
    // Dropped in this order: the ledger closes its file before the folder goes.
    pub(crate) ledger: SqliteLedger,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) config: SqliteConfig,
    pub(crate) _folder: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = SqliteConfig::at(folder.path().join("data").join("wallet.db"));
        migrate(&config).expect("the migrations apply");
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        let ledger = SqliteLedger::open(config.clone(), clock.clone()).expect("the ledger opens");
        Self { ledger, clock, config, _folder: folder }
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &self.ledger
    }

    pub(crate) fn clock(&self) -> &SetClock {
        &self.clock
    }

    /// Another ledger on the same file, as another process would have it.
    pub(crate) fn another(&self) -> SqliteLedger {
        SqliteLedger::open(self.config.clone(), self.clock.clone()).expect("the ledger opens")
    }

    /// A hand in the tables: a connection past all our code.
    pub(crate) fn by_hand(&self) -> Connection {
        Connection::open(&self.config.path).expect("the file opens")
    }
}
