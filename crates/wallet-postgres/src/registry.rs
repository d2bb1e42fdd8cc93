//! Assets and wallets: what must exist before anything can be booked.

use async_trait::async_trait;
use wallet_domain::{
    Asset, AssetCode, AssetCreation, Description, OwnerId, Registry, ShardKey, StoreError, Timestamp, Wallet,
    WalletOpening, WalletState, Wallets,
};

use crate::PgLedger;
use crate::error::{Failure, Step};
use crate::pool::Lent;
use crate::row;
use crate::statements::{INSERT_ASSET, INSERT_WALLET, Statement};

#[async_trait]
impl Registry for PgLedger {
    async fn create_asset(&self, asset: &Asset) -> Result<AssetCreation, StoreError> {
        if self.try_create(asset).await.map_err(Failure::into_store_error)? {
            return Ok(AssetCreation::Created);
        }
        let assets = self.list_assets().await?;
        let existing = assets.into_iter().find(|existing| existing.code == asset.code);
        existing.map(AssetCreation::Existing).ok_or_else(|| {
            Failure::corrupt(format!("asset {} is taken and cannot be read", asset.code)).into_store_error()
        })
    }

    async fn open_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<WalletOpening, StoreError> {
        if let Some(existing) = self.find_wallet(owner, asset).await? {
            return Ok(WalletOpening::Existing(existing));
        }
        let opened = async {
            let connection = Lent::from(&self.pool).await?;
            let state = insert_wallet(&connection, owner, asset, self.clock.now()).await?;
            connection.give_back();
            Ok(state)
        };
        if let Some(state) = opened.await.map_err(Failure::into_store_error)? {
            return Ok(WalletOpening::Opened(Wallet { owner: owner.clone(), asset: asset.clone(), state }));
        }
        // Someone opened it in the moment between, or there is no such asset.
        let existing = self.find_wallet(owner, asset).await?;
        Ok(existing.map_or(WalletOpening::AssetNotFound, WalletOpening::Existing))
    }
}

impl PgLedger {
    /// The asset and its system wallets in one commit. False if the code is taken.
    async fn try_create(&self, asset: &Asset) -> Result<bool, Failure> {
        let connection = Lent::from(&self.pool).await?;
        let now = self.clock.now();
        control(&connection, "BEGIN").await?;
        let description = asset.description.as_ref().map(Description::as_str);
        let at = row::to_system_time(now);
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&asset.code.as_str(), &asset.name.as_str(), &description, &at];
        let created = !query(&connection, INSERT_ASSET, &params).await?.is_empty();
        if created {
            for owner in OwnerId::system() {
                insert_wallet(&connection, owner, &asset.code, now).await?;
            }
        }
        control(&connection, "COMMIT").await?;
        connection.give_back();
        Ok(created)
    }
}

async fn insert_wallet(
    connection: &Lent,
    owner: &OwnerId,
    asset: &AssetCode,
    at: Timestamp,
) -> Result<Option<WalletState>, Failure> {
    let shard = ShardKey::of(owner).value();
    let floor = WalletState::floor_of(owner).minor();
    let at = row::to_system_time(at);
    let rows = query(connection, INSERT_WALLET, &[&shard, &owner.as_str(), &asset.as_str(), &floor, &at]).await?;
    rows.first().map(row::wallet_state).transpose()
}

/// These calls are safe to repeat by their nature, so a lost connection is reported as unknown and left to the caller.
fn step(name: &'static str) -> Step {
    Step::Write(name)
}

async fn control(connection: &Lent, sql: &'static str) -> Result<(), Failure> {
    connection.batch_execute(sql).await.map_err(|error| Failure::of(&step(sql), error))
}

async fn query(
    connection: &Lent,
    statement: Statement,
    params: &[&(dyn tokio_postgres::types::ToSql + Sync)],
) -> Result<Vec<tokio_postgres::Row>, Failure> {
    let judged = |error| Failure::of(&step(statement.name), error);
    let prepared = connection.prepare_cached(statement.sql).await.map_err(judged)?;
    connection.query(&prepared, params).await.map_err(judged)
}
