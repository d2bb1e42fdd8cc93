//! Wallets and what is recorded of them (port [`Wallets`]): each answer is of one statement, so of one moment. Single
//! wallets are found in `reads`.

use std::time::UNIX_EPOCH;

use async_trait::async_trait;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wallet_domain::{
    Asset, AssetCode, Boxed, CapUsage, ChangeRecord, ChangeSubject, Claim, Clock, Command, HoldPosition, Moment,
    OpenHold, OwnerId, PageRequest, Reference, ShardKey, StatementLine, StoreError, Stripe, SystemWallets, Timestamp,
    Transaction, TransactionId, Wallet, Wallets,
};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::sql::{
    FIND_CAP_USAGE, FIND_CLAIMS, FIND_TRANSACTIONS, LIST_ABOUT, LIST_ASSETS, LIST_CHANGES, LIST_CHANGES_OF_ACTION,
    LIST_CHANGES_OF_ACTOR, LIST_CHANGES_OF_ASSET, LIST_CHANGES_OF_OBJECT, LIST_CHANGES_OF_OWNER,
    LIST_CHANGES_OF_WALLET, LIST_ENTRIES, LIST_HOLDS, LIST_LAPSED, LIST_PAYMENTS, LIST_SYSTEM_WALLETS, LIST_WALLETS,
    READ_CLOCK,
};
use crate::standbys::Place;
use crate::{caps, rows};

impl PgLedger {
    /// By how many microseconds a clock is ahead of the database's, negative if it is behind; half a round trip of it is the
    /// network's.
    pub fn clock_ahead_us<'a>(&'a self, clock: &'a dyn Clock) -> Boxed<'a, Result<i64, StoreError>> {
        Box::pin(self.compare_clocks(clock))
    }

    async fn compare_clocks(&self, clock: &dyn Clock) -> Result<i64, StoreError> {
        let rows = self.read(READ_CLOCK, &[]).await?;
        let now = clock.now();
        let row = rows.first().ok_or_else(|| Failure::corrupt("a clock without a row").into_store_error())?;
        let theirs = rows::timestamp(row, "now").map_err(Failure::into_store_error)?;
        Ok(now.as_micros() - theirs.as_micros())
    }

    /// The transactions whose ids these rows are, in their order.
    async fn list_transactions(&self, rows: &[Row]) -> Result<Vec<Transaction>, StoreError> {
        let ids = rows.iter().map(|row| rows::get(row, "id")).collect::<Result<Vec<Uuid>, _>>();
        self.find_recorded(ids.map_err(Failure::into_store_error)?).await
    }

    /// The transactions of these ids, in their order.
    pub(crate) async fn find_recorded(&self, ids: Vec<Uuid>) -> Result<Vec<Transaction>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let shards: Vec<i16> = ids.iter().map(|id| TransactionId::from_uuid(*id).shard_key()).collect();
        let rows = self.read(FIND_TRANSACTIONS, &[&shards, &ids]).await?;
        let found =
            rows.iter().map(|row| Ok((rows::slot(row)?, rows::transaction(row)?))).collect::<Result<Vec<_>, _>>();
        let mut found = found.map_err(Failure::into_store_error)?;
        found.sort_unstable_by_key(|(slot, _)| *slot);
        Ok(found.into_iter().map(|(_, transaction)| transaction).collect())
    }
}

/// One wallet of each owner and asset, out of their stripes.
fn whole_wallets(rows: &[Row]) -> Result<Vec<Wallet>, StoreError> {
    let stripes = rows.iter().map(rows::wallet).collect::<Result<Vec<_>, _>>().map_err(Failure::into_store_error)?;
    Ok(Wallet::merge_stripes(&stripes))
}

#[async_trait]
impl Wallets for PgLedger {
    async fn read_clock(&self) -> Result<Timestamp, StoreError> {
        let answer = self.read(READ_CLOCK, &[]).await?;
        self.clock.of_answer(&answer).map_err(Failure::into_store_error)
    }

    async fn find_cap_usage(&self, key: &str, owner: &str) -> Result<CapUsage, StoreError> {
        let rows = self.read(FIND_CAP_USAGE, &[&key, &owner]).await?;
        rows.first().map_or_else(|| Ok(CapUsage::default()), caps::usage).map_err(Failure::into_store_error)
    }

    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        let rows = self.read(LIST_ASSETS, &[]).await?;
        rows.iter().map(rows::asset).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        let mut names: Vec<&str> = owners.iter().map(OwnerId::as_str).collect();
        names.sort_unstable();
        names.dedup();
        let now = self.clock.given();
        let rows = self.read(LIST_WALLETS, &[&names, &now]).await?;
        whole_wallets(&rows)
    }

    async fn sum_wallets(&self, owners: &[OwnerId]) -> Result<Moment<Vec<Wallet>>, StoreError> {
        self.of_one_moment(|| self.list_wallets(owners)).await
    }

    async fn sum_system_wallets(&self) -> Result<Moment<SystemWallets>, StoreError> {
        self.of_one_moment(|| self.list_system_wallets()).await
    }

    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError> {
        let rows = self.read(LIST_SYSTEM_WALLETS, &[]).await?;
        let debts = rows.iter().map(rows::debts).filter_map(Result::transpose).collect::<Result<_, _>>();
        Ok(SystemWallets { wallets: whole_wallets(&rows)?, debts: debts.map_err(Failure::into_store_error)? })
    }

    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        if owner.is_striped() {
            let wallets = self.list_wallets(std::slice::from_ref(owner)).await?;
            return Ok(wallets.into_iter().find(|wallet| wallet.asset == *asset));
        }
        self.reads.find_wallet(owner, asset).await
    }

    async fn list_stripes(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Vec<Vec<StatementLine>>>, StoreError> {
        let stripes: Vec<Stripe> = Stripe::all_of(owner, self.lanes.lanes().and_more()).collect();
        let shards: Vec<i16> = stripes.iter().map(|stripe| stripe.shard_key(owner).value()).collect();
        let numbers: Vec<i16> = stripes.iter().map(|stripe| stripe.number()).collect();
        let below: Vec<i64> = (0..stripes.len()).map(|stripe| request.below(stripe)).collect();
        let limit = i64::from(request.limit);
        let params: Params<'_, 6> = [&shards, &owner.as_str(), &asset.as_str(), &numbers, &below, &limit];
        let rows = self.read(LIST_ENTRIES, &params).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let lines = rows::statement_lines(&rows, owner, asset).map_err(Failure::into_store_error)?;
        Ok(Some(lines))
    }

    async fn list_holds(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        after: Option<HoldPosition>,
        limit: u32,
    ) -> Result<Option<Vec<OpenHold>>, StoreError> {
        let Some(wallet) = self.find_wallet(owner, asset).await? else { return Ok(None) };
        // Those that are over by now are behind nobody's page.
        let now = self.clock.given();
        let (from, id) =
            after.map_or((UNIX_EPOCH, Uuid::nil()), |at| (rows::to_system_time(at.expires_at), at.id.as_uuid()));
        let (wallet, limit) = (wallet.state.id.value(), i64::from(limit));
        let params: Params<'_, 5> = [&wallet, &from, &id, &limit, &now];
        let rows = self.read(LIST_HOLDS, &params).await?;
        let holds = rows.iter().map(rows::open_hold).collect::<Result<_, _>>();
        holds.map(Some).map_err(Failure::into_store_error)
    }

    async fn find_claim(&self, id: TransactionId) -> Result<Option<Claim>, StoreError> {
        let rows = self.read(FIND_CLAIMS, &[&vec![id.shard_key()], &vec![id.as_uuid()]]).await?;
        rows.first().map(rows::claim).transpose().map_err(Failure::into_store_error)
    }

    async fn list_lapsed(&self, limit: u32) -> Result<Vec<Command>, StoreError> {
        let now = self.clock.given();
        let rows = self.read(LIST_LAPSED, &[&now, &i64::from(limit)]).await?;
        let holds = self.list_transactions(&rows).await?;
        Ok(holds.into_iter().map(|hold| hold.command).collect())
    }

    async fn list_about(&self, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let rows = self.read(LIST_ABOUT, &[&id.as_uuid(), &i64::from(limit)]).await?;
        self.list_transactions(&rows).await
    }

    async fn list_payments(&self, payment_ref: &Reference, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let shard = ShardKey::of_payment(payment_ref).value();
        let rows = self.read(LIST_PAYMENTS, &[&shard, &payment_ref.as_str(), &i64::from(limit)]).await?;
        self.list_transactions(&rows).await
    }

    async fn list_changes(
        &self,
        of: ChangeSubject,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        let (before, limit) = (before.unwrap_or(i64::MAX), i64::from(limit));
        let (statement, of, asset) = match &of {
            ChangeSubject::All => (LIST_CHANGES, None, None),
            ChangeSubject::Wallet(owner, asset) => (LIST_CHANGES_OF_WALLET, Some(owner.as_str()), Some(asset.as_str())),
            ChangeSubject::Owner(owner) => (LIST_CHANGES_OF_OWNER, Some(owner.as_str()), None),
            ChangeSubject::Asset(asset) => (LIST_CHANGES_OF_ASSET, Some(asset.as_str()), None),
            ChangeSubject::Actor(actor) => (LIST_CHANGES_OF_ACTOR, Some(actor.as_str()), None),
            ChangeSubject::Action(action) => (LIST_CHANGES_OF_ACTION, Some(action.name()), None),
            ChangeSubject::Object(id) => (LIST_CHANGES_OF_OBJECT, Some(id.as_str()), None),
        };
        let named = [of, asset];
        let mut params: Vec<&(dyn ToSql + Sync)> = vec![&before, &limit];
        params.extend(named.iter().flatten().map(|text| text as &(dyn ToSql + Sync)));
        let rows = self.read(statement, &params).await?;
        rows.iter().map(rows::change).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        let rows = self.read(FIND_TRANSACTIONS, &[&vec![id.shard_key()], &vec![id.as_uuid()]]).await?;
        if !rows.is_empty() {
            self.await_standbys(Place::Lookup(id)).await?;
        }
        rows.first().map(rows::transaction).transpose().map_err(Failure::into_store_error)
    }

    async fn find_transactions(&self, ids: &[TransactionId]) -> Result<Vec<Transaction>, StoreError> {
        self.find_recorded(ids.iter().map(|id| id.as_uuid()).collect()).await
    }
}
