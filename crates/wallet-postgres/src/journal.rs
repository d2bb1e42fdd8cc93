//! The journal: everything that the database keeps, in order, in chunks (port [`Journal`]), on a connection outside of the
//! pool, so that it may take its time.
//!
//! Each call is one short snapshot, every statement a walk along a key or look-ups by one: nobody waits for it, and no old
//! row version has to be kept. For a proof, rows that cannot be read back are told as such: they are findings, not
//! failures.

mod records;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio_postgres::Row;
use uuid::Uuid;
use wallet_domain::access::ApiKey;
use wallet_domain::copy::{AssetCopy, CommitCopy, LaneEnd, WalletCopy};
use wallet_domain::proof::{
    AssetRecord, ClaimRecord, CommitRecord, EntryKey, EntryRecord, Filed, Heads, IdChunk, LaneHead, OrphanChunk,
    TransactionRecord, WalletChunk,
};
use wallet_domain::rollup::{Day, DayClose, RollupRow, StoredFold};
use wallet_domain::{
    AssetCode, Boxed, ChainHash, ChangeRecord, Claim, FeedPlace, Journal, Seal, StoreError, Transaction, TransactionId,
    WalletId,
};

use self::records::{Named, asset_record, claim_records, commit, keys_of, moment, transaction_record, wallet_record};
use crate::config::PgConfig;
use crate::error::{Failure, Step};
use crate::pool::{Linked, connect_for_maintenance};
use crate::replicas::position_of;
use crate::sql::{
    ASK_POSITION, EXPORT_ASSETS, EXPORT_CHANGES, EXPORT_WALLETS, FIND_MISSING_GUARDS, FIND_ORPHANS, FIND_TRANSACTIONS,
    HAS_WALLET, LIST_API_KEYS, LIST_ASSET_PROOFS, LIST_CLAIM_TRANSACTIONS, LIST_CLAIMS, LIST_COMMITS, LIST_ENTRY_CHUNK,
    LIST_FEED, LIST_ID_CHUNK, LIST_LANES, LIST_LEGS, LIST_TRANSACTION_RECORDS, LIST_UNPLACED, LIST_WALLET_CHUNK,
    Statement,
};
use crate::tx::{self, Values};
use crate::{feed, keys, migrate, rollups, rows};

/// How many commits one read brings at most.
const COMMITS_MAX: i64 = 500;

/// What the database keeps, on a connection of its own.
pub struct PgJournal {
    /// A snapshot needs the connection for itself; calls come one after the other anyway.
    client: Mutex<Linked>,
}

impl PgJournal {
    /// Connects to a migrated database, which may be a copy that is not whole.
    ///
    /// # Errors
    /// As [`PgLedger::connect`](crate::PgLedger::connect).
    pub fn connect(config: &PgConfig) -> Boxed<'_, Result<Self, StoreError>> {
        Box::pin(async { Ok(Self { client: Mutex::new(connect(config).await?) }) })
    }

    /// How far the standby is that this reads.
    pub(crate) async fn position(&self) -> Result<u64, StoreError> {
        let rows = self.query(ASK_POSITION, &[]).await?;
        let row = rows.first().ok_or_else(|| Failure::corrupt("a position without a row").into_store_error())?;
        position_of(row).map_err(Failure::into_store_error)
    }

    async fn query(&self, statement: Statement, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        let client = self.client.lock().await;
        tx::read(&*client, statement, values).await.map_err(Failure::into_store_error)
    }

    /// A chunk, and where the lanes are in the same snapshot.
    async fn query_with_heads(
        &self,
        statement: Statement,
        values: Values<'_>,
    ) -> Result<(Heads, Vec<Row>), StoreError> {
        let mut client = self.client.lock().await;
        let read = async {
            let snapshot = client.snapshot().await?;
            let lanes = tx::read(&snapshot, LIST_LANES, &[]).await?;
            let rows = tx::read(&snapshot, statement, values).await?;
            snapshot.commit().await.map_err(failed)?;
            let heads = lanes.iter().map(rows::lane_end);
            Ok((heads.map(|end| end.map(|end| (end.lane, end.number))).collect::<Result<_, _>>()?, rows))
        };
        read.await.map_err(Failure::into_store_error)
    }

    /// The transactions of these ids, in their order. One that is not there is an error.
    async fn list_transactions(&self, ids: &[Uuid]) -> Result<Vec<Transaction>, StoreError> {
        let shards: Vec<i16> = ids.iter().map(|id| TransactionId::from_uuid(*id).shard_key()).collect();
        let rows = self.query(FIND_TRANSACTIONS, &[&shards, &ids]).await?;
        let mut found: Vec<Option<Transaction>> = ids.iter().map(|_| None).collect();
        for (slot, transaction) in read(rows.iter().map(|row| Ok((rows::slot(row)?, rows::transaction(row)?))))? {
            found[slot] = Some(transaction);
        }
        read(found.into_iter().zip(ids).map(|(transaction, id)| {
            transaction.ok_or_else(|| Failure::corrupt(format!("transaction {id} is in a commit and is not there")))
        }))
    }
}

/// A connection to a migrated database.
pub(crate) async fn connect(config: &PgConfig) -> Result<Linked, StoreError> {
    let client = connect_for_maintenance(config).await?;
    migrate::within(config, migrate::check_schema(&client)).await?;
    Ok(client)
}

#[async_trait]
impl Journal for PgJournal {
    async fn read_lanes(&self) -> Result<Vec<LaneEnd>, StoreError> {
        let rows = self.query(LIST_LANES, &[]).await?;
        read(rows.iter().map(rows::lane_end))
    }

    async fn read_assets(&self) -> Result<Vec<AssetCopy>, StoreError> {
        let rows = self.query(EXPORT_ASSETS, &[]).await?;
        let copy = |row| Ok(AssetCopy { asset: rows::asset(row)?, created_at: rows::timestamp(row, "created_at")? });
        read(rows.iter().map(copy))
    }

    async fn read_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<Vec<WalletCopy>, StoreError> {
        let id = after.map_or(i64::MIN, WalletId::value);
        let rows = self.query(EXPORT_WALLETS, &[&id, &limit]).await?;
        read(rows.iter().map(|row| {
            Ok(WalletCopy {
                wallet: rows::wallet(row)?,
                stripe: rows::get(row, "stripe")?,
                created_at: rows::timestamp(row, "created_at")?,
                usage: rows::usage(row)?,
            })
        }))
    }

    async fn read_commits(&self, lane: i16, after: i64, limit: usize) -> Result<Vec<CommitCopy>, StoreError> {
        let rows = self.query(LIST_COMMITS, &[&lane, &after, &i64::MAX, &COMMITS_MAX]).await?;
        let (mut ids, mut ends) = (Vec::new(), Vec::new());
        for row in &rows {
            ids.extend(rows::get::<Vec<Uuid>>(row, "transaction_ids").map_err(Failure::into_store_error)?);
            ends.push(ids.len());
            if ids.len() >= limit {
                break;
            }
        }
        let mut transactions = self.list_transactions(&ids).await?.into_iter();
        read(rows.iter().zip(&ends).scan(0, |begin, (row, &end)| {
            let size = end - std::mem::replace(begin, end);
            Some(commit(row, lane, transactions.by_ref().take(size).collect()))
        }))
    }

    async fn read_claims(&self, after: Option<TransactionId>, limit: i64) -> Result<Vec<Claim>, StoreError> {
        let (shard, id) = after.map_or((i16::MIN, Uuid::nil()), |id| (id.shard_key(), id.as_uuid()));
        let rows = self.query(LIST_CLAIMS, &[&shard, &id, &limit]).await?;
        read(rows.iter().map(rows::claim))
    }

    async fn read_changes(&self, after: i64, limit: i64) -> Result<Vec<ChangeRecord>, StoreError> {
        let rows = self.query(EXPORT_CHANGES, &[&after, &limit]).await?;
        read(rows.iter().map(rows::change))
    }

    async fn read_feed(&self, after: i64, limit: i64) -> Result<Vec<FeedPlace>, StoreError> {
        let mut client = self.client.lock().await;
        let read = async {
            let snapshot = client.snapshot().await?;
            let mut rows = tx::read(&snapshot, LIST_FEED, &[&after, &limit]).await?;
            if i64::try_from(rows.len()).is_ok_and(|found| found < limit) {
                // Those of a database that nobody serves: their positions are the ones behind the last.
                rows.extend(tx::read(&snapshot, LIST_UNPLACED, &[&after.saturating_add(limit)]).await?);
            }
            snapshot.commit().await.map_err(failed)?;
            let mut places = rows.iter().map(feed::place).collect::<Result<Vec<_>, _>>()?;
            places.retain(|place| place.position > after);
            places.truncate(usize::try_from(limit).unwrap_or_default());
            Ok(places)
        };
        read.await.map_err(Failure::into_store_error)
    }

    async fn read_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let rows = self.query(LIST_API_KEYS, &[]).await?;
        read(rows.iter().map(keys::api_key))
    }

    async fn prove_assets(&self) -> Result<Vec<AssetRecord>, StoreError> {
        let rows = self.query(LIST_ASSET_PROOFS, &[]).await?;
        read(rows.iter().map(asset_record))
    }

    async fn prove_schema(&self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = self.query(FIND_MISSING_GUARDS, &[]).await?;
        read(rows.iter().map(|row| {
            let table: &str = rows::get(row, "table_name")?;
            Ok((format!("table {table}"), rows::get(row, "detail")?))
        }))
    }

    async fn prove_lanes(&self) -> Result<Vec<LaneHead>, StoreError> {
        let rows = self.query(LIST_LANES, &[]).await?;
        read(rows.iter().map(|row| {
            Ok(LaneHead {
                lane: rows::get(row, "lane")?,
                number: rows::get(row, "number")?,
                latest: rows::get(row, "latest")?,
                // A damaged one is no hash of any commit.
                hash: rows::hash(row, "head").unwrap_or(Some(ChainHash::ZERO)),
            })
        }))
    }

    async fn prove_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<WalletChunk, StoreError> {
        let id = after.map_or(i64::MIN, WalletId::value);
        let (heads, rows) = self.query_with_heads(LIST_WALLET_CHUNK, &[&id, &limit]).await?;
        Ok(WalletChunk { heads, wallets: read(rows.iter().map(wallet_record))? })
    }

    async fn has_wallet(&self, id: WalletId) -> Result<bool, StoreError> {
        Ok(!self.query(HAS_WALLET, &[&id.shard_key(), &id.value()]).await?.is_empty())
    }

    async fn prove_entries(&self, after: EntryKey, last: EntryKey, limit: i64) -> Result<Vec<EntryRecord>, StoreError> {
        let values: Values<'_> = &[&after.shard, &after.wallet, &after.sequence, &last.shard, &last.wallet, &limit];
        let rows = self.query(LIST_ENTRY_CHUNK, values).await?;
        read(rows.iter().map(|row| {
            // By position: a name would be looked up for each of millions of rows.
            let column = |error| Failure::corrupt(format!("an entry: {error}"));
            Ok(EntryRecord {
                key: EntryKey {
                    shard: row.try_get(0).map_err(column)?,
                    wallet: row.try_get(1).map_err(column)?,
                    sequence: row.try_get(2).map_err(column)?,
                },
                amount: row.try_get(3).map_err(column)?,
                balance_after: row.try_get(4).map_err(column)?,
            })
        }))
    }

    async fn prove_ids(&self, after: Option<Filed>, limit: i64) -> Result<IdChunk, StoreError> {
        let (shard, id) = after.map_or((i16::MIN, Uuid::nil()), |filed| (filed.shard, filed.id.as_uuid()));
        let (heads, rows) = self.query_with_heads(LIST_ID_CHUNK, &[&shard, &id, &limit]).await?;
        let ids = rows.iter().map(|row| {
            Ok(Filed { shard: rows::get(row, "shard_key")?, id: TransactionId::from_uuid(rows::get(row, "id")?) })
        });
        Ok(IdChunk { heads, ids: read(ids)? })
    }

    async fn prove_commits(&self, lane: i16, after: i64, to: i64, limit: i64) -> Result<Vec<CommitRecord>, StoreError> {
        let rows = self.query(LIST_COMMITS, &[&lane, &after, &to, &limit]).await?;
        read(rows.iter().map(|row| {
            let ids: Vec<Uuid> = rows::get(row, "transaction_ids")?;
            let transactions: Vec<_> = ids.into_iter().map(TransactionId::from_uuid).collect();
            Ok(CommitRecord {
                number: rows::get(row, "number")?,
                size: transactions.len(),
                transactions,
                created_at: moment(row)?,
                seal: Seal::from_stored(rows::get(row, "root")?, rows::get(row, "previous")?)
                    .map_err(|why| format!("its hashes cannot be read: {why}")),
                complaint: None,
            })
        }))
    }

    async fn prove_transactions(&self, ids: &[TransactionId]) -> Result<Vec<TransactionRecord>, StoreError> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        let shards: Vec<i16> = ids.iter().map(|id| id.shard_key()).collect();
        let uuids: Vec<Uuid> = ids.iter().map(|id| id.as_uuid()).collect();
        let rows = self.query(LIST_TRANSACTION_RECORDS, &[&shards, &uuids]).await?;
        let mut named = Named::default();
        let mut records = read(rows.iter().enumerate().map(|(at, row)| transaction_record(row, at, &mut named)))?;
        named.sort();
        for row in self.query(LIST_LEGS, &[&named.wallets, &named.sequences]).await? {
            let leg = rows::slot(&row).map_err(Failure::into_store_error)?;
            let record = &mut records[named.owners[leg]];
            let points_back = rows::get::<Uuid>(&row, "transaction_id").map_err(Failure::into_store_error)?;
            if points_back == record.id.as_uuid() {
                record.legs.push(named.leg(leg, &row).map_err(Failure::into_store_error)?);
            }
        }
        Ok(records)
    }

    async fn prove_claims(&self, after: Option<Filed>, limit: i64) -> Result<Vec<ClaimRecord>, StoreError> {
        let (shard, id) = after.map_or((i16::MIN, Uuid::nil()), |filed| (filed.shard, filed.id.as_uuid()));
        let mut client = self.client.lock().await;
        let records = async {
            let snapshot = client.snapshot().await?;
            let claims = tx::read(&snapshot, LIST_CLAIMS, &[&shard, &id, &limit]).await?;
            let (shards, ids) = keys_of(&claims)?;
            let its = tx::read(&snapshot, LIST_CLAIM_TRANSACTIONS, &[&shards, &ids]).await?;
            let (shards, ids) = keys_of(&its)?;
            let found = tx::read(&snapshot, FIND_TRANSACTIONS, &[&shards, &ids]).await?;
            snapshot.commit().await.map_err(failed)?;
            claim_records(&claims, &its, &found)
        };
        records.await.map_err(Failure::into_store_error)
    }

    async fn prove_rollups(&self) -> Result<Option<StoredFold>, StoreError> {
        let mut client = self.client.lock().await;
        let fold = async {
            let snapshot = client.snapshot().await?;
            let fold = rollups::load(&snapshot).await?;
            snapshot.commit().await.map_err(failed)?;
            Ok(fold)
        };
        fold.await.map_err(Failure::into_store_error)
    }

    async fn prove_rollup_day(
        &self,
        asset: &AssetCode,
        day: Day,
    ) -> Result<(Vec<RollupRow>, Option<DayClose>), StoreError> {
        let client = self.client.lock().await;
        rollups::read_day(&*client, asset, day).await.map_err(Failure::into_store_error)
    }

    async fn list_rolled_days(&self) -> Result<Vec<(String, String)>, StoreError> {
        let client = self.client.lock().await;
        rollups::list_rolled_days(&*client).await.map_err(Failure::into_store_error)
    }

    async fn find_orphans(&self, after: EntryKey, last: EntryKey, limit: i64) -> Result<OrphanChunk, StoreError> {
        let values: Values<'_> = &[&after.shard, &after.wallet, &after.sequence, &last.shard, &last.wallet, &limit];
        let rows = self.query(FIND_ORPHANS, values).await?;
        let looked_at = read(rows.iter().map(|row| {
            let key = EntryKey {
                shard: rows::get(row, "shard_key")?,
                wallet: rows::get(row, "wallet_id")?,
                sequence: rows::get(row, "sequence")?,
            };
            Ok((key, rows::get::<Option<String>>(row, "why")?))
        }))?;
        let last = looked_at.last().map(|(key, _)| *key);
        Ok(OrphanChunk { orphans: looked_at.into_iter().filter_map(|(key, why)| Some((key, why?))).collect(), last })
    }
}

fn read<T>(rows: impl Iterator<Item = Result<T, Failure>>) -> Result<Vec<T>, StoreError> {
    rows.collect::<Result<_, _>>().map_err(Failure::into_store_error)
}

pub(crate) fn failed(error: tokio_postgres::Error) -> Failure {
    Failure::of(&Step::Read("journal"), error)
}
