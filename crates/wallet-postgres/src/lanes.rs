//! How many lanes the database has: the rows of `lanes`, so that all servers agree. Lanes are added, never taken away.
//!
//! A lane comes with its stripes: one of treasury and one of revenue for every asset. An asset comes with a stripe for
//! every lane. Both take the first lane's row before anything else, so that neither misses what the other adds.

use wallet_domain::{AssetCode, Lanes, OwnerId, StoreError, StoreErrorKind, Stripe, Timestamp, WalletState};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::pool::Lent;
use crate::rows;
use crate::sql::{COUNT_LANES, INSERT_LANES, INSERT_WALLET, LIST_ASSETS, LOCK_LANE};
use crate::tx::{self, End};

impl PgLedger {
    /// Adds the lanes that the settings ask for and the database does not have, and learns how many there are.
    pub(crate) async fn open_lanes(&self) -> Result<(), StoreError> {
        let wanted = self.config.lanes;
        let found = self.count_lanes().await?;
        let found = if found < wanted { self.add_lanes(wanted, found).await? } else { found };
        if found > wanted {
            tracing::info!(
                lanes = found.count(),
                "the database has more lanes than postgres.lanes asks for; all are used"
            );
        }
        self.lanes.note_lanes(found);
        Ok(())
    }

    async fn count_lanes(&self) -> Result<Lanes, StoreError> {
        let rows = self.read(COUNT_LANES, &[]).await?;
        let row = rows.first().ok_or_else(|| Failure::corrupt("a count without a row").into_store_error())?;
        rows::lanes(row).map_err(Failure::into_store_error)
    }

    /// Adds lanes up to `wanted`. A role that may not add any uses those that are there.
    async fn add_lanes(&self, wanted: Lanes, found: Lanes) -> Result<Lanes, StoreError> {
        match self.run_tx("add_lanes", |connection| self.insert_lanes(connection, wanted)).await {
            Ok(()) => {
                tracing::info!(lanes = wanted.count(), "the database has got more lanes");
                self.count_lanes().await
            }
            Err(error) if error.kind == StoreErrorKind::Unavailable || error.kind == StoreErrorKind::Refused => {
                tracing::warn!(%error, lanes = found.count(), "lanes could not be added; those that are there are used");
                Ok(found)
            }
            Err(error) => Err(error),
        }
    }

    async fn insert_lanes(&self, connection: Lent, wanted: Lanes) -> Result<End<()>, Failure> {
        lock_first_lane(&connection).await?;
        let now = self.clock.now(&connection).await?;
        tx::write(&connection, INSERT_LANES, &[&i32::from(wanted.count())]).await?;
        for asset in tx::write(&connection, LIST_ASSETS, &[]).await? {
            let asset = rows::asset(&asset)?.code;
            open_system_wallets(&connection, &asset, wanted, now).await?;
        }
        Ok(End::Commit(connection, ()))
    }
}

/// Makes a database transaction that adds lanes or an asset wait for others of the kind.
pub(crate) async fn lock_first_lane(connection: &Lent) -> Result<(), Failure> {
    tx::write(connection, LOCK_LANE, &[&Stripe::FIRST.number()]).await.map(|_| ())
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

/// The number of lanes, seen from within a database transaction.
pub(crate) async fn count_lanes(connection: &Lent) -> Result<Lanes, Failure> {
    let rows = tx::write(connection, COUNT_LANES, &[]).await?;
    rows::lanes(rows.first().ok_or_else(|| Failure::corrupt("a count without a row"))?)
}
