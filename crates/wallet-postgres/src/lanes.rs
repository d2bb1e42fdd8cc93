//! The lanes of the database: the rows of `lanes`, so that all servers agree. Lanes are added, never taken away.
//!
//! A lane comes with its stripes: one of treasury and one of revenue for every asset. An asset comes with a stripe for
//! every lane. Both take the first lane's row before anything else, so that neither misses what the other adds.
//!
//! Who adds lanes gives all of them a new layout. A batch reads the layout with its lane's row, so a server whose map is old
//! learns it before it decides anything.

use std::time::Duration;

use tokio::time::timeout;
use wallet_domain::{
    AssetCode, Command, Lanes, NotShards, OwnerId, StoreError, StoreErrorKind, Stripe, Timestamp, WalletState,
};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::pool::Lent;
use crate::rows;
use crate::sql::{INSERT_CROSSINGS, INSERT_LANES, INSERT_WALLET, LIST_ASSETS, LIST_LAYOUT, LOCK_LANE, SET_LAYOUT};
use crate::tx::{self, End, Reach, Tries, Way};

/// The layout of a database that nobody has served yet.
pub(crate) const FIRST_LAYOUT: i32 = 1;

/// How many tries a node may lose before the coordinator is asked instead: it may reach a node that this server does not.
const LOST_MAX: u32 = 2;

/// How long a batch that was lost may wait for the coordinator to say where its shard is.
const LOOK_MAX: Duration = Duration::from_secs(1);

/// The rows of `lanes`, as far as they say which lanes there are.
struct Rows {
    /// By lane.
    stripe_keys: Vec<i16>,
    layout: i32,
}

impl Rows {
    fn of(rows: &[tokio_postgres::Row]) -> Result<Self, Failure> {
        let (mut stripe_keys, mut layout) = (Vec::with_capacity(rows.len()), 0);
        for (row, expected) in rows.iter().zip(0_i16..) {
            if rows::get::<i16>(row, "lane")? != expected {
                return Err(Failure::corrupt(format!(
                    "the lanes are not numbered from 0 on: {expected} is not there, or twice"
                )));
            }
            stripe_keys.push(rows::get(row, "stripe_key")?);
            layout = layout.max(rows::get(row, "layout")?);
        }
        Ok(Self { stripe_keys, layout })
    }

    /// The lanes that they are; of a distributed ledger, with the shard of each shard key.
    fn lanes(&self, shard_of: Option<&[i64]>) -> Result<Lanes, Failure> {
        match shard_of {
            None => Lanes::of_stripe_keys(&self.stripe_keys).map_err(Failure::corrupt),
            Some(shard_of) => Lanes::of_shards(&self.stripe_keys, shard_of).map_err(Failure::of_shards),
        }
    }

    /// The stripe keys of the lanes that are to be added: as many as are wanted, or one for each shard.
    fn missing(&self, wanted: Lanes, shard_of: Option<&[i64]>) -> Vec<i16> {
        match shard_of.map(|shard_of| Lanes::of_shards(&self.stripe_keys, shard_of)) {
            None => (0..wanted.count()).skip(self.stripe_keys.len()).collect(),
            Some(Err(NotShards::Missing(stripe_keys))) => stripe_keys,
            Some(_) => Vec::new(),
        }
    }
}

/// The shard of each shard key of a distributed ledger, as of a version.
struct Shards {
    of_keys: Option<Vec<i64>>,
    version: u64,
}

impl Shards {
    fn of_keys(&self) -> Option<&[i64]> {
        self.of_keys.as_deref()
    }
}

impl PgLedger {
    /// Adds the lanes that the settings ask for, or that shards need, and the database does not have, and learns which there
    /// are.
    pub(crate) async fn open_lanes(&self) -> Result<(), StoreError> {
        let (wanted, shards) = (self.config.lanes, self.shards());
        let mut found = self.read_lanes().await?;
        if !found.missing(wanted, shards.of_keys()).is_empty() && self.add_lanes(wanted, &shards).await? {
            found = self.read_lanes().await?;
        }
        let lanes = found.lanes(shards.of_keys()).map_err(Failure::into_store_error)?;
        if lanes.count() > wanted.count() && !lanes.are_shards() {
            tracing::info!(
                lanes = lanes.count(),
                "the database has more lanes than postgres.lanes asks for; all are used"
            );
        }
        self.lanes.note_lanes(lanes, found.layout, shards.version);
        Ok(())
    }

    async fn read_lanes(&self) -> Result<Rows, StoreError> {
        Rows::of(&self.read(LIST_LAYOUT, &[]).await?).map_err(Failure::into_store_error)
    }

    /// Learns the lanes anew.
    pub(crate) async fn learn_lanes(&self) -> Result<(), StoreError> {
        self.look_for_shards().await;
        let shards = self.shards();
        let found = self.read_lanes().await?;
        let lanes = found.lanes(shards.of_keys()).map_err(Failure::into_store_error)?;
        self.lanes.note_lanes(lanes, found.layout, shards.version);
        Ok(())
    }

    /// Looks where the shards of a distributed ledger are. Without an answer they are thought to be where they were.
    pub(crate) async fn look_for_shards(&self) {
        let Some(nodes) = &self.nodes else { return };
        // Without the coordinator the nodes' own shards are served all the same.
        if !matches!(timeout(LOOK_MAX, nodes.look()).await, Ok(Ok(()))) {
            tracing::debug!("the coordinator could not be asked where the shards are");
        }
    }

    /// Makes a lane of each shard that has none, once shards were seen to have moved or to be split.
    pub(crate) async fn follow_shards(&self) {
        let Some(nodes) = &self.nodes else { return };
        if nodes.version() != self.lanes.shards()
            && let Err(error) = self.open_lanes().await
        {
            tracing::warn!(%error, "the lanes could not be laid out anew; batches go where their shards were");
        }
    }

    /// On whose connections a batch is tried.
    pub(crate) fn way_of(&self, commands: &[Command], tries: Tries) -> Way {
        match &self.nodes {
            Some(nodes) if !tries.is_crossing && tries.lost < LOST_MAX && !commands.is_empty() => {
                let (lane, _) = self.lanes.lane_for(commands);
                let is_here =
                    |command: &Command| lane.lanes().lane_of(command) == lane && lane.lanes().hold_all_of(command);
                if commands.iter().all(is_here) {
                    return Way { pool: nodes.pool_of(lane.stripe_key()), reach: Reach::Lane };
                }
                Way { pool: self.pool.clone(), reach: Reach::All }
            }
            _ => Way { pool: self.pool.clone(), reach: Reach::All },
        }
    }

    fn shards(&self) -> Shards {
        let known = self.nodes.as_ref().map(|nodes| nodes.shards());
        let (of_keys, version) = known.map_or((None, 0), |(of_keys, version)| (Some(of_keys), version));
        Shards { of_keys, version }
    }

    /// Adds lanes up to `wanted`. A role that may not add any uses those that are there.
    async fn add_lanes(&self, wanted: Lanes, shards: &Shards) -> Result<bool, StoreError> {
        match self.run_tx("add_lanes", |connection| self.insert_lanes(connection, (wanted, shards))).await {
            Ok(()) => {
                tracing::info!("the database has got more lanes");
                Ok(true)
            }
            Err(error) if error.kind == StoreErrorKind::Unavailable || error.kind == StoreErrorKind::Refused => {
                tracing::warn!(%error, "lanes could not be added; those that are there are used");
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    async fn insert_lanes(&self, connection: Lent, (wanted, shards): (Lanes, &Shards)) -> Result<End<()>, Failure> {
        lock_first_lane(&connection).await?;
        // Someone may have added some meanwhile.
        let mut rows = Rows::of(&tx::write(&connection, LIST_LAYOUT, &[]).await?)?;
        let count = rows.stripe_keys.len();
        let missing = rows.missing(wanted, shards.of_keys());
        if missing.is_empty() {
            return Ok(End::RollBack(connection, ()));
        }
        rows.stripe_keys.extend(missing);
        rows.layout += 1;
        let lanes = rows.lanes(shards.of_keys())?;
        let now = self.clock.now(&connection).await?;
        let (numbers, stripe_keys) = numbers_and_keys(lanes, count);
        tx::write(&connection, INSERT_LANES, &[&numbers, &stripe_keys, &rows.layout]).await?;
        tx::write(&connection, INSERT_CROSSINGS, &[&numbers, &stripe_keys]).await?;
        tx::write(&connection, SET_LAYOUT, &[&rows.layout]).await?;
        for asset in tx::write(&connection, LIST_ASSETS, &[]).await? {
            let asset = rows::asset(&asset)?.code;
            open_system_wallets(&connection, &asset, lanes, now).await?;
        }
        Ok(End::Commit(connection, ()))
    }

    /// Takes the first lane's row, so that nobody adds lanes or an asset meanwhile, and tells which lanes there are.
    pub(crate) async fn hold_lanes(&self, connection: &Lent) -> Result<Lanes, Failure> {
        let layout = lock_first_lane(connection).await?;
        if layout != self.lanes.layout() {
            self.learn_lanes().await.map_err(Failure::of_store)?;
        }
        Ok(self.lanes.lanes())
    }
}

/// The numbers and the stripe keys of lanes from that one on.
pub(crate) fn numbers_and_keys(lanes: Lanes, from: usize) -> (Vec<i16>, Vec<i16>) {
    (0..lanes.count()).skip(from).map(|number| (number, lanes.stripe_key(number))).unzip()
}

/// Makes a database transaction that adds lanes, an asset or a change wait for others of the kind. Returns the layout.
pub(crate) async fn lock_first_lane(connection: &Lent) -> Result<i32, Failure> {
    let first = Stripe::FIRST.number();
    let rows = tx::write(connection, LOCK_LANE, &[&first, &first]).await?;
    rows::get(rows.first().ok_or_else(|| Failure::corrupt("the lanes table has lost its first row"))?, "layout")
}

/// Opens every stripe of an asset's system wallets, or leaves those that are there as they are.
pub(crate) async fn open_system_wallets(
    connection: &Lent,
    asset: &AssetCode,
    lanes: Lanes,
    at: Timestamp,
) -> Result<(), Failure> {
    let at = rows::to_system_time(at);
    for owner in OwnerId::system() {
        let floor = WalletState::floor_of(owner).minor();
        for stripe in Stripe::all_of(owner, lanes) {
            let (shard, number) = (stripe.shard_key(owner).value(), stripe.number());
            let params: Params<'_, 6> = [&shard, &owner.as_str(), &asset.as_str(), &floor, &at, &number];
            tx::write(connection, INSERT_WALLET, &params).await?;
        }
    }
    Ok(())
}
