//! A database of its own for each test, on the server that `WALLET_TEST_DATABASE_URL` names.

#![allow(unreachable_pub, reason = "a part of a program of tests")]

use std::sync::Arc;

use async_trait::async_trait;
use tokio_postgres::Client;
use wallet_domain::testing::damage::Damageable;
use wallet_domain::testing::rollups::RollupStore;
use wallet_domain::testing::{SetClock, Store};
use wallet_domain::{Clock, Verifier};
use wallet_postgres::{PgConfig, PgLedger, migrate};

/// A migrated database, the ledger on it, and the clock that the ledger reads.
pub struct Fixture {
    pub url: String,
    pub ledger: PgLedger,
    pub clock: Arc<SetClock>,
}

impl Fixture {
    pub async fn new() -> Self {
        let url = migrated().await;
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        let ledger = connect(PgConfig::new(&url), clock.clone()).await;
        Self { url, ledger, clock }
    }

    pub fn store(&self) -> &dyn Store {
        &self.ledger
    }

    pub fn clock(&self) -> &SetClock {
        &self.clock
    }

    /// The same database, with all connections of before closed.
    pub async fn reopen(self) -> Self {
        let Self { url, ledger, clock } = self;
        drop(ledger);
        let ledger = connect(PgConfig::new(&url), clock.clone()).await;
        Self { url, ledger, clock }
    }

    /// A second server on the same database.
    pub async fn another(&self) -> PgLedger {
        connect(PgConfig::new(&self.url), self.clock.clone()).await
    }

    /// A connection that bypasses the service.
    pub async fn by_hand(&self) -> Client {
        harness::database::connect(&self.url).await
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
        "expires_at + interval '1 s'"
    }

    /// Triggers are off; checks are not.
    async fn damage(&self, sql: &str) {
        let sql = format!("SET session_replication_role = replica; {sql}");
        self.by_hand().await.batch_execute(&sql).await.expect("a superuser may do this");
    }
}

/// A database that is migrated and empty, by its URL.
pub async fn migrated() -> String {
    harness::database::create_migrated(async |url| {
        migrate(&PgConfig::new(url)).await.expect("a new database can be migrated");
    })
    .await
}

pub async fn connect(config: PgConfig, clock: Arc<dyn Clock>) -> PgLedger {
    PgLedger::connect(config, clock).await.expect("the database is there")
}
