//! Copying: what this store gives away, and what it takes in (decision 0025).
//!
//! Wallets, lanes and commits keep their ids and numbers. Rows are numbered anew, in the order in which they come: a
//! wallet's entries come in the order of their sequences, so that each links to the one before as if it had been booked
//! here. The triggers see the same as they see of a batch.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, Transaction as WriteTransaction, TransactionBehavior, params};
use wallet_domain::access::ApiKeys;
use wallet_domain::copy::{AssetCopy, Chunk, CommitCopy, CopyStatus, Exporter, Importer, LaneEnd, Place, WalletCopy};
use wallet_domain::proof::{Proof, Watch, prove};
use wallet_domain::{
    ChangeRecord, Claim, Description, Head, Lanes, Rejection, StoreError, Timestamp, Transaction, TransactionId, Usage,
    WalletId, WalletState,
};

use crate::error::Failure;
use crate::execute::{self, AssetIds, LastEntries};
use crate::{SqliteLedger, queries, registry, row, sql};

/// How many commits one read brings at most.
const COMMITS_MAX: i64 = 500;

/// Refuses a copy that is not whole.
pub(crate) fn check_whole(connection: &Connection, name: &str) -> Result<(), Failure> {
    match find_copy(connection)? {
        Some((source, false)) => Err(Failure::Schema(format!(
            "{name} is an unfinished copy of {source}: run the same `wallet copy` again, it goes on where it ended"
        ))),
        _ => Ok(()),
    }
}

/// Of which source the store is a copy, and whether it is whole.
fn find_copy(connection: &Connection) -> Result<Option<(String, bool)>, Failure> {
    Ok(connection.query_row(sql::FIND_COPY, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

#[async_trait]
impl Exporter for SqliteLedger {
    async fn export_assets(&self) -> Result<Vec<AssetCopy>, StoreError> {
        self.stream(|snapshot| {
            queries::list(snapshot, sql::EXPORT_ASSETS, [], |row| {
                Ok(AssetCopy { asset: row::asset(row)?, created_at: row::moment(row, 4)? })
            })
        })
        .await
    }

    async fn export_lanes(&self) -> Result<Vec<LaneEnd>, StoreError> {
        let lanes = self.stream(queries::list_lanes).await?;
        Ok(lanes.into_iter().map(|(lane, number)| LaneEnd { lane, number }).collect())
    }

    async fn export_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<Vec<WalletCopy>, StoreError> {
        let after = after.map_or(i64::MIN, WalletId::value);
        self.stream(move |snapshot| {
            queries::list(snapshot, sql::EXPORT_WALLETS, [after, limit], |row| {
                Ok(WalletCopy {
                    wallet: row::wallet(row)?,
                    stripe: row.get(11)?,
                    created_at: row::moment(row, 12)?,
                    usage: row::usage(row, 13)?,
                })
            })
        })
        .await
    }

    async fn export_commits(&self, lane: i16, after: i64, limit: usize) -> Result<Vec<CommitCopy>, StoreError> {
        self.stream(move |snapshot| list_commits(snapshot, lane, after, limit)).await
    }

    async fn export_claims(&self, after: Option<TransactionId>, limit: i64) -> Result<Vec<Claim>, StoreError> {
        let after = after.map_or_else(Vec::new, |id| id.as_uuid().into_bytes().into());
        self.stream(move |snapshot| queries::list(snapshot, sql::LIST_CLAIM_CHUNK, (after, limit), row::claim)).await
    }

    async fn export_changes(&self, after: i64, limit: i64) -> Result<Vec<ChangeRecord>, StoreError> {
        self.stream(move |snapshot| queries::list(snapshot, sql::EXPORT_CHANGES, [after, limit], row::change)).await
    }

    fn keys(&self) -> &dyn ApiKeys {
        self
    }
}

fn list_commits(snapshot: &Connection, lane: i16, after: i64, limit: usize) -> Result<Vec<CommitCopy>, Failure> {
    let range = [row::commit_key(lane, after), row::commit_key(lane, i64::MAX), COMMITS_MAX];
    let mut statement = snapshot.prepare_cached(sql::EXPORT_COMMITS)?;
    let mut rows = statement.query(range)?;
    let (mut commits, mut transactions) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let commit = commit(snapshot, row)?;
        transactions += commit.transactions.len();
        commits.push(commit);
        if transactions >= limit {
            break;
        }
    }
    Ok(commits)
}

/// A commit: number as it is stored, first_transaction, transaction_count, created_at, root, previous.
fn commit(snapshot: &Connection, row: &Row<'_>) -> Result<CommitCopy, Failure> {
    let [key, first, count]: [i64; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
    let (lane, number) = row::commit_place(key)?;
    let range = [first, first.saturating_add(count), key];
    let transactions: Vec<Transaction> = queries::list(snapshot, sql::EXPORT_TRANSACTIONS, range, |row| {
        queries::with_entries(snapshot, row::recorded(row)?)
    })?;
    if i64::try_from(transactions.len()) != Ok(count) {
        let why = format!("it holds {count} transactions and {} of them are there", transactions.len());
        return Err(Failure::unreadable(&format!("commit {number} of lane {lane}"), why));
    }
    Ok(CommitCopy { lane, number, created_at: row::moment(row, 3)?, seal: row::seal(row, 4, 5)?, transactions })
}

#[async_trait]
impl Importer for SqliteLedger {
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
        self.write(move |connection, _| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let is_begun = find_copy(&transaction)?.is_some_and(|(begun, is_whole)| begun == source && !is_whole);
            if is_begun {
                return Ok(());
            }
            if has_records(&transaction)? {
                return Err(Failure::Schema("somebody has begun to use it".to_owned()));
            }
            transaction.execute(sql::INSERT_COPY, params![source, at.as_micros()])?;
            transaction.commit().map_err(Failure::Commit)
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
                let (code, policy) = (asset.code.as_str(), registry::stored_policy(&asset.policy));
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
            let find = |id: &WalletId| queries::find(snapshot, sql::FIND_WALLET_BY_ID, [id.value()], row::wallet_state);
            ids.iter().filter_map(|id| find(id).transpose()).collect()
        })
        .await
    }

    async fn import_commits(&self, chunk: &Chunk) -> Result<(), StoreError> {
        let chunk = chunk.clone();
        self.import(move |transaction| {
            let lanes = queries::list_lanes(transaction)?;
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

    async fn prove_copy(&self, known: &[Head], watch: &dyn Watch) -> Result<Proof, StoreError> {
        prove(self, known, watch).await
    }

    async fn finish_copy(&self, at: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection, _| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(sql::FINISH_COPY, [at.as_micros()])?;
            transaction.commit().map_err(Failure::Commit)
        })
        .await
    }
}

impl SqliteLedger {
    /// Has the writer do `work` in one commit, if the store is a copy that is not whole.
    async fn import(
        &self,
        work: impl Fn(&WriteTransaction<'_>) -> Result<(), Failure> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.write(move |connection, _| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if find_copy(&transaction)?.is_none_or(|(_, is_whole)| is_whole) {
                return Err(Failure::Schema("it is no unfinished copy".to_owned()));
            }
            work(&transaction)?;
            transaction.commit().map_err(Failure::Commit)
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
        let key = row::commit_key(*lane, *number);
        let assets = load_assets(transaction, transactions)?;
        let first = (next_transaction, next_entry);
        execute::insert_transactions(transaction, &assets, transactions, (first.0, first.1, key))?;
        execute::insert_entries(transaction, transactions, first, &mut last_entries)?;
        let payments = transactions.iter().filter_map(Transaction::payment);
        execute::insert_payments(transaction, sql::IMPORT_PAYMENT, payments)?;
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
        let found = queries::find(transaction, sql::FIND_WALLET_BY_ID, [id.value()], |row| {
            Ok((row::wallet_state(row)?.sequence, row.get::<_, Option<i64>>(9)?))
        })?;
        let (_, last_entry) = found
            .filter(|(sequence, _)| *sequence == step.from)
            .ok_or_else(|| Failure::Schema("somebody else books in it".to_owned()))?;
        last_entries.insert(id, last_entry);
    }
    Ok(last_entries)
}

/// The ids of what the transactions are of, but for assets that were not there when it was decided.
fn load_assets<'a>(
    transaction: &WriteTransaction<'_>,
    transactions: &'a [Transaction],
) -> Result<AssetIds<'a>, Failure> {
    let mut ids = AssetIds::new();
    for decided in transactions {
        let code = decided.command.asset();
        let is_missing = matches!(&decided.result, Err(Rejection::AssetNotFound { asset }) if asset == code);
        if is_missing || ids.contains_key(code) {
            continue;
        }
        let id = queries::find(transaction, sql::FIND_ASSET_ID, [code.as_str()], |row| Ok(row.get::<_, i64>(0)?))?;
        ids.insert(code, id.ok_or_else(|| Failure::unreadable("a transaction", "its asset is not there"))?);
    }
    Ok(ids)
}
