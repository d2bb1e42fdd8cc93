//! The read side: each answer is one prepared statement, so one moment.

use async_trait::async_trait;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use wallet_domain::{
    Asset, AssetCode, OwnerId, Page, PageRequest, ShardKey, StoreError, Transaction, TransactionId, Wallet, Wallets,
};

use crate::PgLedger;
use crate::error::{Failure, Remedy};
use crate::pool::Lent;
use crate::row;
use crate::statements::{FIND_TRANSACTIONS, FIND_WALLET, LIST_ASSETS, LIST_ENTRIES, LIST_WALLETS, Statement};

impl PgLedger {
    /// Runs a read, once more if the pool's connection turns out to be dead: after a restart of the database they all
    /// are.
    pub(crate) async fn read(
        &self,
        statement: Statement,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        let mut tries_left = self.config.pool_max.max(2);
        loop {
            match self.read_once(statement, params).await {
                Err(failure) if failure.remedy == Remedy::Reconnect && tries_left > 0 => tries_left -= 1,
                answer => return answer.map_err(Failure::into_store_error),
            }
        }
    }

    async fn read_once(&self, statement: Statement, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Failure> {
        let connection = Lent::from(&self.pool).await?;
        let judged = |error| Failure::of(&statement.into(), error);
        let reading = async {
            let prepared = connection.prepare_cached(statement.sql).await.map_err(judged)?;
            connection.query(&prepared, params).await.map_err(judged)
        };
        let limit = self.config.statement_timeout + self.config.connect_timeout;
        let rows = tokio::time::timeout(limit, reading)
            .await
            .unwrap_or_else(|_| Err(Failure::of_silence(&statement.into())))?;
        connection.give_back();
        Ok(rows)
    }
}

#[async_trait]
impl Wallets for PgLedger {
    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        let rows = self.read(LIST_ASSETS, &[]).await?;
        rows.iter().map(row::asset).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        let shards: Vec<i16> = owners.iter().map(|owner| ShardKey::of(owner).value()).collect();
        let names: Vec<&str> = owners.iter().map(OwnerId::as_str).collect();
        let rows = self.read(LIST_WALLETS, &[&shards, &names]).await?;
        rows.iter().map(row::wallet).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        let shard = ShardKey::of(owner).value();
        let rows = self.read(FIND_WALLET, &[&shard, &owner.as_str(), &asset.as_str()]).await?;
        let state = rows.first().map(row::wallet_state).transpose().map_err(Failure::into_store_error)?;
        Ok(state.map(|state| Wallet { owner: owner.clone(), asset: asset.clone(), state }))
    }

    async fn list_entries(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Page>, StoreError> {
        let shard = ShardKey::of(owner).value();
        let before = request.before.unwrap_or(i64::MAX);
        // One more than asked for tells whether there is another page.
        let limit = i64::from(request.limit) + 1;
        let rows = self.read(LIST_ENTRIES, &[&shard, &owner.as_str(), &asset.as_str(), &before, &limit]).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let lines = rows.iter().filter_map(|found| row::statement_line(found, owner, asset).transpose());
        let lines = lines.collect::<Result<_, _>>().map_err(Failure::into_store_error)?;
        Ok(Some(Page::cut(lines, request.limit)))
    }

    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        let rows = self.read(FIND_TRANSACTIONS, &[&vec![id.shard_key()], &vec![id.as_uuid()]]).await?;
        rows.first().map(row::transaction).transpose().map_err(Failure::into_store_error)
    }
}
