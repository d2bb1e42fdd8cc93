//! The ledger on PostgreSQL.
//!
//! - Purpose: [`PgLedger`] implements the domain's ports over the tables of `migrations/postgres`.
//! - Invariants: the adapter holds none of its own. It locks, loads, lets the domain decide, and writes what was
//!   planned; constraints and triggers refuse what no plan would contain.
//! - Sequence of statements: one batch is two round trips, laid out in `execute`. A read is one; reads of single wallets
//!   share it with those that wait beside them, as `reads` says.
//! - Standbys answer reads that may be late: `replicas` says which of them, and how late.
//! - What a failure means is judged in one place, `error`.
//!
//! Statements are in `sql/<table>/<verb>.sql`, each with a name, what it takes and why it is the way it is.

mod approvals;
mod caps;
mod choice;
mod clock;
mod columns;
mod config;
mod distribute;
mod engine;
mod error;
mod execute;
mod feed;
mod hosts;
mod import;
mod journal;
mod keys;
mod lanes;
mod migrate;
mod moment;
mod nodes;
mod numbers;
mod pool;
mod reads;
mod registry;
mod replicas;
mod rollups;
mod rows;
mod search;
mod session;
mod snapshots;
pub mod sql;
mod standbys;
mod tls;
mod tx;
mod url;
mod verify;
mod wallets;
mod webhooks;

use std::sync::Arc;

use async_trait::async_trait;
use wallet_domain::{Boxed, Command, Group, Lanes, Ledger, Outcome, PoolUsage, StoreError};

use choice::LaneChoice;
pub use clock::PgClock;
pub use config::PgConfig;
pub use distribute::{Distribution, Moved, MovingTable};
pub use engine::Dialect;
use engine::Engine;
pub use import::PgImporter;
pub use journal::PgJournal;
pub use migrate::{migrate, migrate_new};
#[cfg(feature = "testing")]
pub use pool::{connect_for_journal, connect_for_service};
pub use replicas::{NoReplica, PgReplicas, Replica};

/// The ledger on PostgreSQL. Cheap to share behind an `Arc`; any number of servers may use one database.
pub struct PgLedger {
    pool: pool::Pool,
    engine: Engine,
    numbers: numbers::Numbers,
    config: PgConfig,
    reads: reads::Reads,
    clock: PgClock,
    lanes: LaneChoice,
    /// The nodes of a distributed ledger; none of a plain one.
    nodes: Option<Arc<nodes::Nodes>>,
    safe_feed: standbys::SafePosition,
    #[cfg(feature = "testing")]
    between_flights: Option<Arc<dyn BetweenFlights>>,
}

/// A test's hook between the two flights of an execution: it plays another server, say.
#[cfg(feature = "testing")]
#[async_trait]
pub trait BetweenFlights: Send + Sync {
    /// Called with every lock held and nothing written.
    async fn reached(&self);
}

impl PgLedger {
    /// A ledger on a migrated database. Its connections and its readers live on the current tokio runtime, which must
    /// outlive it.
    ///
    /// # Errors
    /// A bad URL is refused, and so is a database with another schema, or a copy that is not whole; one that cannot be
    /// reached or was never migrated is unavailable.
    pub fn connect(config: PgConfig, clock: impl Into<PgClock>) -> Boxed<'static, Result<Self, StoreError>> {
        Box::pin(Self::open(config, clock.into()))
    }

    async fn open(config: PgConfig, clock: PgClock) -> Result<Self, StoreError> {
        let ledger = Self::attach(config, clock).await?;
        let connection = pool::Lent::from(&ledger.pool).await.map_err(error::Failure::into_store_error)?;
        migrate::within(&ledger.config, import::check_whole(&connection)).await?;
        connection.give_back();
        ledger.open_lanes().await?;
        Ok(ledger)
    }

    /// The same, but also for an unfinished copy, and without adding lanes.
    pub(crate) async fn attach(config: PgConfig, clock: PgClock) -> Result<Self, StoreError> {
        let target = config::Target::new(&config, config::Session::Service)?;
        session::check_pooler(&target).await?;
        let engine = Engine::of(&target).await.map_err(error::Failure::into_store_error)?;
        engine.tell();
        let mut ledger = Self::on(pool::pool(&config, &engine, None)?, engine, config, clock);
        ledger.nodes = nodes::Nodes::of(&ledger.config, &ledger.engine, &ledger.pool)?;
        let connection = pool::Lent::from(&ledger.pool).await.map_err(error::Failure::into_store_error)?;
        migrate::within(&ledger.config, migrate::check_schema(&connection)).await?;
        connection.give_back();
        Ok(ledger)
    }

    /// The ledger behind a pool. Nothing is asked.
    pub(crate) fn on(pool: pool::Pool, engine: Engine, config: PgConfig, clock: PgClock) -> Self {
        Self {
            reads: reads::Reads::start(reads::Database {
                pool: pool.clone(),
                config: config.clone(),
                clock: clock.clone(),
            }),
            pool,
            engine,
            numbers: numbers::Numbers::default(),
            config,
            clock,
            lanes: LaneChoice::new(),
            nodes: None,
            safe_feed: standbys::SafePosition::default(),
            #[cfg(feature = "testing")]
            between_flights: None,
        }
    }

    /// The same ledger, stopping between the flights of every execution.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn with_between_flights(mut self, hook: Arc<dyn BetweenFlights>) -> Self {
        self.between_flights = Some(hook);
        self
    }

    /// The node that a command's batch is sent to, as `host:port`; none if that is the one of the URL.
    #[cfg(feature = "testing")]
    pub fn node_of(&self, command: &Command) -> Option<String> {
        let way = self.way_of(std::slice::from_ref(command), tx::Tries::default());
        let lane = self.lanes.lanes().lane_of(command);
        let nodes = self.nodes.as_ref().filter(|_| way.reach == tx::Reach::Lane)?;
        let layout = nodes.layout();
        let shard = layout.keeper_of(lane.stripe_key());
        Some(format!("{}:{}", shard.host, shard.port))
    }

    #[cfg(feature = "testing")]
    pub(crate) async fn stop_between_flights(&self) {
        if let Some(hook) = &self.between_flights {
            hook.reached().await;
        }
    }
}

#[async_trait]
impl Ledger for PgLedger {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        self.execute_batch(commands, groups).await
    }

    fn lanes(&self) -> Lanes {
        self.lanes.lanes()
    }

    fn pool(&self) -> Option<PoolUsage> {
        let status = self.pool.status();
        Some(PoolUsage { max: status.max_size, open: status.size, idle: status.available, waiting: status.waiting })
    }
}
