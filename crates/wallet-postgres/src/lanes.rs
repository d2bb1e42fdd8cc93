//! The lanes of the database: the rows of `lanes`, so that all servers agree. Lanes are added, never taken away.
//!
//! A lane comes with its stripes: one of treasury and one of revenue for every asset. An asset comes with a stripe for
//! every lane. Both take the first lane's row before anything else, so that neither misses what the other adds.
//!
//! Who adds lanes gives all of them a new layout. A batch reads the layout with its lane's row, so a server whose map is old
//! learns it before it decides anything.

use wallet_domain::{AssetCode, Lanes, NotShards, OwnerId, StoreError, StoreErrorKind, Stripe, Timestamp, WalletState};

use crate::PgLedger;
use crate::columns::Params;
use crate::engine::Engine;
use crate::error::Failure;
use crate::pool::Lent;
use crate::rows;
use crate::sql::{INSERT_LANES, INSERT_WALLET, LIST_ASSETS, LIST_LAYOUT, LOCK_LANE, SET_LAYOUT};
use crate::tx::{self, End};

/// The layout of a database that nobody has served yet.
pub(crate) const FIRST_LAYOUT: i32 = 1;

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

    /// The lanes that they are.
    fn lanes(&self, engine: &Engine) -> Result<Lanes, Failure> {
        match engine {
            Engine::Plain => Lanes::of_stripe_keys(&self.stripe_keys).map_err(Failure::corrupt),
            Engine::Distributed(layout) => {
                Lanes::of_shards(&self.stripe_keys, &layout.shard_of()).map_err(Failure::corrupt)
            }
        }
    }

    /// The stripe keys of the lanes that are to be added: up to those that are wanted, or one for each shard without one.
    fn missing(&self, engine: &Engine, wanted: Lanes) -> Vec<i16> {
        match engine {
            Engine::Plain => (0..wanted.count()).skip(self.stripe_keys.len()).collect(),
            Engine::Distributed(layout) => match Lanes::of_shards(&self.stripe_keys, &layout.shard_of()) {
                Err(NotShards::Missing(stripe_keys)) => stripe_keys,
                Ok(_) | Err(NotShards::Count(_)) => Vec::new(),
            },
        }
    }
}

impl PgLedger {
    /// Adds the lanes that the settings ask for and the database does not have, and learns which there are.
    pub(crate) async fn open_lanes(&self) -> Result<(), StoreError> {
        let wanted = self.config.lanes;
        let mut found = self.read_lanes().await?;
        if !found.missing(&self.engine, wanted).is_empty() && self.add_lanes(wanted).await? {
            found = self.read_lanes().await?;
        }
        let lanes = found.lanes(&self.engine).map_err(Failure::into_store_error)?;
        if lanes.count() > wanted.count() && !lanes.are_shards() {
            tracing::info!(
                lanes = lanes.count(),
                "the database has more lanes than postgres.lanes asks for; all are used"
            );
        }
        self.lanes.note_lanes(lanes, found.layout);
        Ok(())
    }

    async fn read_lanes(&self) -> Result<Rows, StoreError> {
        Rows::of(&self.read(LIST_LAYOUT, &[]).await?).map_err(Failure::into_store_error)
    }

    /// Learns the lanes anew.
    pub(crate) async fn learn_lanes(&self) -> Result<(), StoreError> {
        let found = self.read_lanes().await?;
        self.lanes.note_lanes(found.lanes(&self.engine).map_err(Failure::into_store_error)?, found.layout);
        Ok(())
    }

    /// Adds lanes up to `wanted`. A role that may not add any uses those that are there.
    async fn add_lanes(&self, wanted: Lanes) -> Result<bool, StoreError> {
        match self.run_tx("add_lanes", |connection| self.insert_lanes(connection, wanted)).await {
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

    async fn insert_lanes(&self, connection: Lent, wanted: Lanes) -> Result<End<()>, Failure> {
        lock_first_lane(&connection).await?;
        // Someone may have added some meanwhile.
        let mut rows = Rows::of(&tx::write(&connection, LIST_LAYOUT, &[]).await?)?;
        let count = rows.stripe_keys.len();
        let missing = rows.missing(&self.engine, wanted);
        if missing.is_empty() {
            return Ok(End::RollBack(connection, ()));
        }
        rows.stripe_keys.extend(missing);
        rows.layout += 1;
        let lanes = rows.lanes(&self.engine)?;
        let now = self.clock.now(&connection).await?;
        let (numbers, stripe_keys) = numbers_and_keys(lanes, count);
        tx::write(&connection, INSERT_LANES, &[&numbers, &stripe_keys, &rows.layout]).await?;
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
