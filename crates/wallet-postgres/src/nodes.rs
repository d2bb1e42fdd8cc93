//! The nodes of a distributed ledger: a pool for each, and which of them keeps the shard of a lane (decision 0070).
//!
//! - A lane's batches go to the node that keeps its shard, where all that they lock and write is local. Everything else, and a
//!   batch that needs several shards, goes to the coordinator.
//! - Shards move and are split while a ledger is served. Every node answers for every shard, only slower, so nothing is wrong
//!   meanwhile. The coordinator is asked every few seconds where the shards are, and at once when a node lost a batch.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use wallet_domain::StoreError;

use crate::config::PgConfig;
use crate::engine::{Engine, Layout, Shard};
use crate::error::Failure;
use crate::pool::{self, Lent, Pool};

/// How often the coordinator is asked where the shards are.
const LOOK_INTERVAL: Duration = Duration::from_secs(5);

/// The nodes that keep a ledger's shards.
pub(crate) struct Nodes {
    config: PgConfig,
    engine: Engine,
    coordinator: Pool,
    known: RwLock<Known>,
}

struct Known {
    layout: Arc<Layout>,
    /// How many layouts were known before this one.
    version: u64,
    /// By host and port. A node that keeps no shard any more has none.
    pools: HashMap<(String, u16), Pool>,
}

impl Nodes {
    /// The nodes of a distributed ledger; none of a plain one. A pool of each has as many connections as the settings say.
    pub(crate) fn of(config: &PgConfig, engine: &Engine, coordinator: &Pool) -> Result<Option<Arc<Self>>, StoreError> {
        let Engine::Distributed(layout) = engine else { return Ok(None) };
        let known =
            Known { layout: Arc::clone(layout), version: 0, pools: pools(config, engine, layout, &HashMap::new())? };
        let nodes = Arc::new(Self {
            config: config.clone(),
            engine: engine.clone(),
            coordinator: coordinator.clone(),
            known: RwLock::new(known),
        });
        tokio::spawn(keep_looking(Arc::downgrade(&nodes)));
        Ok(Some(nodes))
    }

    /// The pool of the node that keeps the shard of a shard key.
    pub(crate) fn pool_of(&self, shard_key: i16) -> Pool {
        self.with(|known| {
            let shard = known.layout.keeper_of(shard_key);
            known.pools.get(&address(shard)).unwrap_or(&self.coordinator).clone()
        })
    }

    /// The shard of each shard key, by its place among them, and the version of that.
    pub(crate) fn shards(&self) -> (Vec<i64>, u64) {
        self.with(|known| (known.layout.shard_of(), known.version))
    }

    /// Where the shards are, as far as is known.
    pub(crate) fn layout(&self) -> Arc<Layout> {
        self.with(|known| Arc::clone(&known.layout))
    }

    /// Grows when shards have moved or were split.
    pub(crate) fn version(&self) -> u64 {
        self.with(|known| known.version)
    }

    /// Asks the coordinator where the shards are.
    pub(crate) async fn look(&self) -> Result<(), Failure> {
        let connection = Lent::from(&self.coordinator).await?;
        let layout = Layout::ask(&connection).await?;
        connection.give_back();
        if self.with(|known| *known.layout == layout) {
            return Ok(());
        }
        tracing::info!(shards = layout.shards().len(), "shards have moved or were split");
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.pools = pools(&self.config, &self.engine, &layout, &known.pools).map_err(Failure::of_store)?;
        known.layout = Arc::new(layout);
        known.version += 1;
        Ok(())
    }

    fn with<T>(&self, read: impl FnOnce(&Known) -> T) -> T {
        read(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn address(shard: &Shard) -> (String, u16) {
    (shard.host.clone(), shard.port)
}

/// A pool for each node that keeps a shard, those that there are already.
fn pools(
    config: &PgConfig,
    engine: &Engine,
    layout: &Layout,
    made: &HashMap<(String, u16), Pool>,
) -> Result<HashMap<(String, u16), Pool>, StoreError> {
    let mut pools = HashMap::new();
    for (host, port) in layout.shards().iter().map(address).collect::<BTreeSet<_>>() {
        let pool = match made.get(&(host.clone(), port)) {
            Some(pool) => pool.clone(),
            None => pool::pool_of_node(config, engine, (&host, port))?,
        };
        pools.insert((host, port), pool);
    }
    Ok(pools)
}

async fn keep_looking(nodes: Weak<Nodes>) {
    loop {
        tokio::time::sleep(LOOK_INTERVAL).await;
        let Some(nodes) = nodes.upgrade() else { return };
        if let Err(failure) = nodes.look().await {
            // The coordinator is away: the shards of nodes that are there are served as before.
            tracing::debug!(error = %failure.error, "the coordinator could not be asked where the shards are");
        }
    }
}
