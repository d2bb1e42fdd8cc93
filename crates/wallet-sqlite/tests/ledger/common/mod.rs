//! A store in a temporary folder, for every test file.

use std::future::{Ready, ready};
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Connection;
use tempfile::TempDir;
use wallet_domain::Verifier;
use wallet_domain::testing::damage::Damageable;
use wallet_domain::testing::rollups::RollupStore;
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

    /// The same ledger, closed and opened again.
    pub(crate) fn reopen(self) -> Ready<Self> {
        let Self { ledger, clock, config, _folder: folder } = self;
        drop(ledger);
        let ledger = SqliteLedger::open(config.clone(), clock.clone()).expect("the ledger opens");
        ready(Self { ledger, clock, config, _folder: folder })
    }

    /// Another ledger on the same file, as another process would have it.
    pub(crate) fn another(&self) -> SqliteLedger {
        SqliteLedger::open(self.config.clone(), self.clock.clone()).expect("the ledger opens")
    }

    /// A hand in the tables: a connection past all our code.
    pub(crate) fn by_hand(&self) -> Connection {
        Connection::open(&self.config.path).expect("the file opens")
    }

    /// Does what the file refuses: with the triggers dropped meanwhile and the checks off.
    pub(crate) fn damage(&self, damage: &str) {
        let connection = self.by_hand();
        connection.pragma_update(None, "ignore_check_constraints", true).expect("switched off");
        let triggers = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
        let mut statement = connection.prepare(triggers).expect("prepared");
        let triggers: Vec<(String, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("queried")
            .map(|trigger| trigger.expect("two texts"))
            .collect();
        for (name, _) in &triggers {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
        }
        connection.execute_batch(damage).expect("the damage is done");
        for (_, sql) in &triggers {
            connection.execute_batch(sql).expect("made again");
        }
    }
}

#[async_trait]
impl Damageable for Fixture {
    fn store(&self) -> &dyn RollupStore {
        &self.ledger
    }

    fn verifier(&self) -> &dyn Verifier {
        &self.ledger
    }

    fn later(&self) -> &'static str {
        "expires_at + 1"
    }

    async fn damage(&self, sql: &str) {
        Self::damage(self, sql);
    }
}
