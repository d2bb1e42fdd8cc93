//! Copying another store's ledger into this one (port [`Importer`], decision 0025).
//!
//! Wallets, lanes and commits keep their ids and numbers. Rows are numbered anew, in the order in which they come: a
//! wallet's entries come in the order of their sequences, so that each links to the one before as if it had been booked
//! here. The triggers see the same as they see of a batch.

use std::collections::HashMap;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Transaction as WriteTransaction, params};
use wallet_domain::access::{ApiKey, KeyCreation};
use wallet_domain::copy::{AssetCopy, Chunk, CommitCopy, CopyStatus, Importer, Place, WalletCopy};
use wallet_domain::record::stored::stored_policy;
use wallet_domain::{
    AssetCode, ChangeRecord, Claim, Description, FeedPlace, Journal, Lanes, Rejection, StoreError, Timestamp,
    Transaction, Usage, WalletId, WalletState,
};

use crate::error::Failure;
use crate::execute::{self, LastEntries};
use crate::tx::{self, End};
use crate::{SqliteLedger, feed, keys, registry, rows, sql, wallets};

/// Refuses a copy that is not finished.
pub(crate) fn check_whole(connection: &Connection, name: &str) -> Result<(), Failure> {
    match find_copy(connection)? {
        Some((source, false)) => Err(Failure::Schema(format!(
            "{name} is an unfinished copy of {source}: run the same command again, it goes on where it ended"
        ))),
        _ => Ok(()),
    }
}

/// The source of which the store is a copy, and whether it is whole.
fn find_copy(connection: &Connection) -> Result<Option<(String, bool)>, Failure> {
    Ok(connection.query_row(sql::FIND_COPY, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

#[async_trait]
impl Importer for SqliteLedger {
    fn journal(&self) -> &dyn Journal {
        self
    }

    async fn copy_status(&self) -> Result<CopyStatus, StoreError> {
        self.stream(|snapshot| {
            Ok(match find_copy(snapshot)? {
                Some((source, true)) => CopyStatus::Finished(source),
                Some((source, false)) => CopyStatus::Unfinished(source),
                None if has_records(snapshot)? => CopyStatus::Occupied,
                None => CopyStatus::Empty,
            })
        })
        .await
    }

    async fn begin_copy(&self, source: &str, at: Timestamp) -> Result<(), StoreError> {
        let source = source.to_owned();
        self.run_tx("begin_copy", move |transaction, _| {
            if find_copy(transaction)?.is_some_and(|(begun, is_whole)| begun == source && !is_whole) {
                return Ok(End::RollBack(()));
            }
            if has_records(transaction)? {
                return Err(Failure::Schema("somebody has begun to use it".to_owned()));
            }
            transaction.execute(sql::INSERT_COPY, params![source, at.as_micros()])?;
            Ok(End::Commit(()))
        })
        .await
    }

    async fn import_lanes(&self, lanes: Lanes) -> Result<(), StoreError> {
        self.import(move |transaction| {
            for lane in 0..lanes.count() {
                transaction.prepare_cached(sql::INSERT_LANE)?.execute([lane])?;
            }
            Ok(())
        })
        .await
    }

    async fn import_assets(&self, assets: &[AssetCopy]) -> Result<(), StoreError> {
        let assets = assets.to_vec();
        self.import(move |transaction| {
            let mut statement = transaction.prepare_cached(sql::IMPORT_ASSET)?;
            for AssetCopy { asset, created_at } in &assets {
                let description = asset.description.as_ref().map(Description::as_str);
                let (code, policy) = (asset.code.as_str(), stored_policy(&asset.policy));
                statement.execute(params![code, asset.name.as_str(), description, created_at.as_micros(), policy])?;
            }
            Ok(())
        })
        .await
    }

    async fn import_wallets(&self, wallets: &[WalletCopy]) -> Result<(), StoreError> {
        let wallets = wallets.to_vec();
        self.import(move |transaction| {
            let mut statement = transaction.prepare_cached(sql::IMPORT_WALLET)?;
            for WalletCopy { wallet, stripe, created_at, .. } in &wallets {
                let id = wallet.state.id;
                statement.execute(params![
                    id.value(),
                    id.number(),
                    id.shard_key(),
                    wallet.owner.as_str(),
                    wallet.asset.as_str(),
                    stripe,
                    wallet.state.floor.minor(),
                    created_at.as_micros(),
                ])?;
            }
            Ok(())
        })
        .await
    }

    async fn find_states(&self, ids: &[WalletId]) -> Result<Vec<WalletState>, StoreError> {
        let ids = ids.to_vec();
        self.stream(move |snapshot| {
            let find = |id: &WalletId| tx::find(snapshot, sql::FIND_WALLET_BY_ID, [id.value()], rows::wallet_state);
            ids.iter().filter_map(|id| find(id).transpose()).collect()
        })
        .await
    }

    async fn import_commits(&self, chunk: &Chunk) -> Result<(), StoreError> {
        let chunk = chunk.clone();
        self.import(move |transaction| {
            let lanes = wallets::list_lanes(transaction)?;
            match chunk.place(|lane| lanes.iter().find(|(known, _)| *known == lane).map(|(_, number)| *number)) {
                Place::Before => book(transaction, &chunk),
                Place::Behind => Ok(()),
                Place::Elsewhere => Err(Failure::Schema("somebody else books in it".to_owned())),
            }
        })
        .await
    }

    async fn settle_claims(&self, claims: &[Claim]) -> Result<(), StoreError> {
        let claims = claims.to_vec();
        self.import(move |transaction| execute::upsert_claims(transaction, &claims)).await
    }

    async fn settle_wallets(&self, wallets: &[WalletCopy]) -> Result<(), StoreError> {
        let wallets = wallets.to_vec();
        self.import(move |transaction| {
            let mut statement = transaction.prepare_cached(sql::SETTLE_WALLET)?;
            for copy in &wallets {
                let WalletState { id, held, debt, version, status, last_entry_at, .. } = copy.wallet.state;
                let usage = copy.usage.as_ref().map(Usage::to_json);
                statement.execute(params![
                    id.value(),
                    held,
                    version,
                    status.code(),
                    last_entry_at.as_micros(),
                    usage,
                    debt
                ])?;
            }
            Ok(())
        })
        .await
    }

    async fn import_changes(&self, changes: &[ChangeRecord]) -> Result<(), StoreError> {
        let changes = changes.to_vec();
        self.import(move |transaction| {
            for ChangeRecord { number, at, note, change } in &changes {
                registry::insert_change(transaction, Some(*number), *at, note, change)?;
            }
            Ok(())
        })
        .await
    }

    async fn import_key(&self, key: &ApiKey) -> Result<KeyCreation, StoreError> {
        let key = key.clone();
        self.import(move |transaction| keys::import(transaction, &key)).await
    }

    async fn import_feed(&self, places: &[FeedPlace]) -> Result<(), StoreError> {
        let places = places.to_vec();
        self.import(move |transaction| {
            places.iter().try_for_each(|place| feed::insert(transaction, Some(place.position), place.holds))
        })
        .await
    }

    async fn finish_copy(&self, at: Timestamp) -> Result<(), StoreError> {
        self.run_tx("finish_copy", move |transaction, _| {
            transaction.execute(sql::FINISH_COPY, [at.as_micros()])?;
            Ok(End::Commit(()))
        })
        .await
    }
}

impl SqliteLedger {
    /// Has the writer do `work` in one commit, if the store is a copy that is not whole.
    async fn import<T: Send + 'static>(
        &self,
        work: impl Fn(&WriteTransaction<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run_tx("import", move |transaction, _| {
            if find_copy(transaction)?.is_none_or(|(_, is_whole)| is_whole) {
                return Err(Failure::Schema("it is no unfinished copy".to_owned()));
            }
            work(transaction).map(End::Commit)
        })
        .await
    }
}

fn has_records(connection: &Connection) -> Result<bool, Failure> {
    Ok(connection.query_row(sql::HAS_RECORDS, [], |row| row.get(0))?)
}

/// Books a chunk of commits, numbering on behind what is there.
fn book(transaction: &WriteTransaction<'_>, chunk: &Chunk) -> Result<(), Failure> {
    let mut last_entries = load_wallets(transaction, chunk)?;
    let mut heads = transaction.prepare_cached(sql::READ_HEADS)?;
    let heads = heads.query_row([], |row| Ok([row.get(0)?, row.get(1)?]))?;
    let [mut next_transaction, mut next_entry]: [i64; 2] = heads.map(|last: i64| last + 1);
    for commit in chunk.commits() {
        let CommitCopy { lane, number, created_at, seal, transactions } = commit;
        let key = rows::commit_key(*lane, *number);
        let assets = load_assets(transaction, transactions)?;
        let first = (next_transaction, next_entry);
        let with_assets = transactions.iter().map(|decided| (decided, assets.get(decided.command.asset()).copied()));
        execute::insert_transactions(transaction, with_assets, (first.0, first.1, key))?;
        execute::insert_entries(transaction, transactions, first, &mut last_entries)?;
        let payments = transactions.iter().filter_map(Transaction::payment);
        execute::insert_payments(transaction, payments)?;
        execute::insert_commit(transaction, key, *seal, (first.0, transactions.len(), *created_at))?;
        let entries = transactions.iter().map(|transaction| transaction.entries().len()).sum::<usize>();
        next_transaction += i64::try_from(transactions.len()).expect("a chunk is small");
        next_entry += i64::try_from(entries).expect("a chunk is small");
    }
    execute::update_wallets(transaction, chunk.wallets().map(|step| &step.to), &last_entries)
}

/// The latest entries of the wallets that a chunk moves. Each has to be where the chunk begins.
fn load_wallets(transaction: &WriteTransaction<'_>, chunk: &Chunk) -> Result<LastEntries, Failure> {
    let mut last_entries = LastEntries::new();
    for step in chunk.wallets() {
        let id = step.to.id;
        let found = tx::find(transaction, sql::FIND_WALLET_BY_ID, [id.value()], |row| {
            Ok((rows::wallet_state(row)?.sequence, row.get::<_, Option<i64>>(9)?))
        })?;
        let (_, last_entry) = found
            .filter(|(sequence, _)| *sequence == step.from)
            .ok_or_else(|| Failure::Schema("somebody else books in it".to_owned()))?;
        last_entries.insert(id, last_entry);
    }
    Ok(last_entries)
}

/// The ids of the transactions' assets, but for assets that were not there when it was decided.
fn load_assets<'a>(
    transaction: &WriteTransaction<'_>,
    transactions: &'a [Transaction],
) -> Result<HashMap<&'a AssetCode, i64>, Failure> {
    let mut ids = HashMap::new();
    for decided in transactions {
        let code = decided.command.asset();
        let is_missing = matches!(&decided.result, Err(Rejection::AssetNotFound { asset }) if asset == code);
        if is_missing || ids.contains_key(code) {
            continue;
        }
        let id = tx::find(transaction, sql::FIND_ASSET_ID, [code.as_str()], |row| Ok(row.get::<_, i64>(0)?))?;
        ids.insert(code, id.ok_or_else(|| Failure::corrupt("a transaction", "its asset is not there"))?);
    }
    Ok(ids)
}
