//! The nodes of a distributed ledger: a pool for each shard, to the node that keeps it (decisions 0070 and 0087).
//!
//! - A lane's batches go to the node that keeps its shard, where all that they lock and write is local. Everything else, and a
//!   batch that needs several shards, goes to the coordinator.
//! - Shards move and are split while a ledger is served. A batch holds its shard where it is, and is decided anew if it is
//!   elsewhere. The coordinator is asked every few seconds where the shards are, and at once when a node lost a batch.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use wallet_domain::StoreError;

use crate::config::PgConfig;
use crate::engine::{Engine, Layout};
use crate::error::Failure;
use crate::pool::{self, Lent, Pool};

/// How often the coordinator is asked where the shards are.
const LOOK_INTERVAL: Duration = Duration::from_secs(5);

/// The nodes that keep a ledger's shards.
pub(crate) struct Nodes {
    config: PgConfig,
    coordinator: Pool,
    known: RwLock<Known>,
}

struct Known {
    layout: Arc<Layout>,
    /// How many layouts were known before this one.
    version: u64,
    /// By shard. One that is split has none any more.
    pools: HashMap<i64, (Place, Pool)>,
}

impl Nodes {
    /// The nodes of a distributed ledger; none of a plain one. A pool of each has as many connections as the settings say.
    pub(crate) fn of(config: &PgConfig, engine: &Engine, coordinator: &Pool) -> Result<Option<Arc<Self>>, StoreError> {
        let Engine::Distributed(layout) = engine else { return Ok(None) };
        let known = Known { layout: Arc::clone(layout), version: 0, pools: pools(config, layout, &HashMap::new())? };
        let nodes =
            Arc::new(Self { config: config.clone(), coordinator: coordinator.clone(), known: RwLock::new(known) });
        tokio::spawn(keep_looking(Arc::downgrade(&nodes)));
        Ok(Some(nodes))
    }

    /// The connections for the shard of a shard key, to the node that keeps it.
    pub(crate) fn pool_of(&self, shard_key: i16) -> Pool {
        self.with(|known| {
            let shard = known.layout.keeper_of(shard_key);
            known.pools.get(&shard.id).map_or(&self.coordinator, |(_, pool)| pool).clone()
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
        known.pools = pools(&self.config, &layout, &known.pools).map_err(Failure::of_store)?;
        known.layout = Arc::new(layout);
        known.version += 1;
        Ok(())
    }

    fn with<T>(&self, read: impl FnOnce(&Known) -> T) -> T {
        read(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Host and port of a node.
type Place = (String, u16);

/// A pool for each shard, those that there are already for shards that are where they were. A lane's batches take turns, so few
/// connections do: the shards of a node share its number.
fn pools(
    config: &PgConfig,
    layout: &Layout,
    made: &HashMap<i64, (Place, Pool)>,
) -> Result<HashMap<i64, (Place, Pool)>, StoreError> {
    let mut pools = HashMap::new();
    for shard in layout.shards() {
        let place = (shard.host.clone(), shard.port);
        let pool = match made.get(&shard.id) {
            Some((there, pool)) if *there == place => pool.clone(),
            _ => {
                let beside = layout.shards().iter().filter(|it| (&it.host, it.port) == (&place.0, place.1)).count();
                pool::pool_of_shard(&PgConfig { pool_max: config.pool_max / beside, ..config.clone() }, shard)?
            }
        };
        pools.insert(shard.id, (place, pool));
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
