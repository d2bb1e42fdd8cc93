//! The journal: everything that the store keeps, in order, in chunks (port [`Journal`]), read on a thread and a connection
//! of its own.
//!
//! Each chunk is a read transaction of its own, so that the write-ahead log can be copied into the file meanwhile. Entries
//! of one transaction have consecutive numbers, and transactions of one commit too, so that most of what is read lies
//! side by side. No index finds an entry that its wallet does not lead to: so a proof reads the entries twice, along the
//! links of their wallets and in the order of their table, and the domain compares.

use std::collections::HashMap;

use async_trait::async_trait;
use rusqlite::{Connection, Row};
use wallet_domain::access::ApiKey;
use wallet_domain::copy::{AssetCopy, CommitCopy, LaneEnd, WalletCopy};
use wallet_domain::proof::{
    AssetRecord, ClaimRecord, CommitRecord, EntryKey, EntryRecord, Filed, IdChunk, LaneHead, Leg, LooseChunk,
    OrphanChunk, TransactionRecord, WalletChunk, WalletRange, WalletRecord,
};
use wallet_domain::record::stored::{REJECTED, Recorded};
use wallet_domain::rollup::{Day, DayClose, RollupRow, StoredFold};
use wallet_domain::{
    AssetCode, AssetProof, ChangeRecord, Claim, FeedPlace, Journal, OwnerId, StoreError, Transaction, TransactionId,
    WalletId,
};

use crate::entries::Walker;
use crate::error::Failure;
use crate::{SqliteLedger, feed, keys, migrate, rollups, rows, sql, tx, wallets};

/// How many commits one read brings at most.
const COMMITS_MAX: i64 = 500;

/// How many legs of one transaction are read at most; one that names more is damaged.
const LEGS_MAX: i64 = 4_096;

impl SqliteLedger {
    /// Has the verifier's thread read a chunk on a snapshot of its own.
    pub(crate) async fn stream<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let read = |connection: &mut Connection| tx::snapshot(connection, |snapshot| read(snapshot));
        self.verifier.run(move |link| Ok(link.run(read)?)).await
    }
}

#[async_trait]
impl Journal for SqliteLedger {
    async fn read_assets(&self) -> Result<Vec<AssetCopy>, StoreError> {
        self.stream(|snapshot| {
            tx::list(snapshot, sql::EXPORT_ASSETS, [], |row| {
                Ok(AssetCopy { asset: rows::asset(row)?, created_at: rows::moment(row, 4)? })
            })
        })
        .await
    }

    async fn read_lanes(&self) -> Result<Vec<LaneEnd>, StoreError> {
        self.stream(|snapshot| {
            tx::list(snapshot, sql::LIST_LANES, [], |row| {
                Ok(LaneEnd { lane: row.get(0)?, number: row.get(1)?, stripe_key: row.get(2)? })
            })
        })
        .await
    }

    async fn read_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<Vec<WalletCopy>, StoreError> {
        let after = after.map_or(i64::MIN, WalletId::value);
        self.stream(move |snapshot| {
            tx::list(snapshot, sql::EXPORT_WALLETS, [after, limit], |row| {
                Ok(WalletCopy {
                    wallet: rows::wallet(row)?,
                    stripe: row.get(11)?,
                    created_at: rows::moment(row, 12)?,
                    usage: rows::usage(row, 13)?,
                })
            })
        })
        .await
    }

    async fn read_commits(&self, lane: i16, after: i64, limit: usize) -> Result<Vec<CommitCopy>, StoreError> {
        self.stream(move |snapshot| read_commits(snapshot, lane, after, limit)).await
    }

    async fn read_claims(&self, after: Option<TransactionId>, limit: i64) -> Result<Vec<Claim>, StoreError> {
        let after = after.map_or_else(Vec::new, |id| id.as_uuid().into_bytes().into());
        self.stream(move |snapshot| tx::list(snapshot, sql::LIST_CLAIMS, (after, limit), rows::claim)).await
    }

    async fn read_changes(&self, after: i64, limit: i64) -> Result<Vec<ChangeRecord>, StoreError> {
        self.stream(move |snapshot| tx::list(snapshot, sql::EXPORT_CHANGES, [after, limit], rows::change)).await
    }

    async fn read_feed(&self, after: i64, limit: i64) -> Result<Vec<FeedPlace>, StoreError> {
        self.stream(move |snapshot| feed::read_places(snapshot, after, limit)).await
    }

    async fn read_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        self.stream(|snapshot| tx::list(snapshot, sql::LIST_API_KEYS, [], keys::api_key)).await
    }

    async fn prove_assets(&self) -> Result<Vec<AssetRecord>, StoreError> {
        let issuance = [OwnerId::issuance().as_str()];
        self.stream(move |snapshot| tx::list(snapshot, sql::LIST_ASSET_PROOFS, issuance, asset_record)).await
    }

    async fn prove_schema(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.stream(prove_schema).await
    }

    async fn prove_lanes(&self) -> Result<Vec<LaneHead>, StoreError> {
        let lanes = self.stream(wallets::list_lanes).await?;
        // The commits alone say where a lane is.
        Ok(lanes.into_iter().map(|(lane, number)| LaneHead { lane, number, latest: number, hash: None }).collect())
    }

    async fn prove_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<WalletChunk, StoreError> {
        let after = after.map_or(i64::MIN, WalletId::value);
        self.stream(move |snapshot| {
            let heads = wallets::list_lanes(snapshot)?;
            let wallets = tx::list(snapshot, sql::LIST_WALLET_CHUNK, [after, limit], wallet_record)?;
            Ok(WalletChunk { heads, wallets })
        })
        .await
    }

    async fn has_wallet(&self, id: WalletId) -> Result<bool, StoreError> {
        let found = move |snapshot: &Connection| tx::find(snapshot, sql::HAS_WALLET, [id.value()], |_| Ok(()));
        Ok(self.stream(found).await?.is_some())
    }

    async fn prove_entries(&self, after: EntryKey, last: EntryKey, limit: i64) -> Result<Vec<EntryRecord>, StoreError> {
        self.stream(move |snapshot| list_linked_entries(snapshot, after, last, limit)).await
    }

    async fn prove_ids(&self, after: Option<Filed>, limit: i64) -> Result<IdChunk, StoreError> {
        let after = after.map_or_else(Vec::new, |filed| filed.id.as_uuid().into_bytes().into());
        self.stream(move |snapshot| {
            let heads = wallets::list_lanes(snapshot)?;
            let ids = tx::list(snapshot, sql::LIST_ID_CHUNK, (after, limit), |row| {
                let id = rows::transaction_id(row, 0)?;
                Ok(Filed { shard: id.shard_key(), id })
            })?;
            Ok(IdChunk { heads, ids })
        })
        .await
    }

    async fn prove_commits(&self, lane: i16, after: i64, to: i64, limit: i64) -> Result<Vec<CommitRecord>, StoreError> {
        let range = [rows::commit_key(lane, after), rows::commit_key(lane, to), limit];
        self.stream(move |snapshot| {
            tx::list(snapshot, sql::LIST_COMMIT_CHUNK, range, |row| commit_record(snapshot, row))
        })
        .await
    }

    async fn prove_transactions(&self, ids: &[TransactionId]) -> Result<Vec<TransactionRecord>, StoreError> {
        let ids = ids.to_vec();
        self.stream(move |snapshot| {
            let find = |id: TransactionId| {
                let key = [id.as_uuid().into_bytes()];
                tx::find(snapshot, sql::FIND_TRANSACTION_RECORD, key, |row| transaction_record(snapshot, id, row))
            };
            ids.into_iter().filter_map(|id| find(id).transpose()).collect()
        })
        .await
    }

    async fn prove_claims(&self, after: Option<Filed>, limit: i64) -> Result<Vec<ClaimRecord>, StoreError> {
        let after = after.map_or_else(Vec::new, |filed| filed.id.as_uuid().into_bytes().into());
        self.stream(move |snapshot| {
            tx::list(snapshot, sql::LIST_CLAIMS, (after, limit), |row| claim_record(snapshot, row))
        })
        .await
    }

    async fn find_orphans(&self, _: EntryKey, _: EntryKey, _: i64) -> Result<OrphanChunk, StoreError> {
        // They are among the loose ones.
        Ok(OrphanChunk { orphans: Vec::new(), last: None })
    }

    async fn prove_rollups(&self) -> Result<Option<StoredFold>, StoreError> {
        self.stream(rollups::load).await
    }

    async fn prove_rollup_day(
        &self,
        asset: &AssetCode,
        day: Day,
    ) -> Result<(Vec<RollupRow>, Option<DayClose>), StoreError> {
        let asset = asset.clone();
        self.stream(move |snapshot| rollups::read_day(snapshot, &asset, day)).await
    }

    async fn list_rolled_days(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.stream(rollups::list_rolled_days).await
    }

    async fn find_loose(&self, doubtful: &[WalletRange], after: i64, limit: i64) -> Result<LooseChunk, StoreError> {
        let doubtful = doubtful.to_vec();
        self.stream(move |snapshot| find_loose(snapshot, &doubtful, after, limit)).await
    }
}

fn read_commits(snapshot: &Connection, lane: i16, after: i64, limit: usize) -> Result<Vec<CommitCopy>, Failure> {
    let range = [rows::commit_key(lane, after), rows::commit_key(lane, i64::MAX), COMMITS_MAX];
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
    let (lane, number) = rows::commit_place(key)?;
    let range = [first, first.saturating_add(count), key];
    let transactions: Vec<Transaction> =
        tx::list(snapshot, sql::EXPORT_TRANSACTIONS, range, |row| wallets::transaction(snapshot, row))?;
    if i64::try_from(transactions.len()) != Ok(count) {
        let why = format!("it holds {count} transactions and {} of them are there", transactions.len());
        return Err(Failure::corrupt(&format!("commit {number} of lane {lane}"), why));
    }
    Ok(CommitCopy { lane, number, created_at: rows::moment(row, 3)?, seal: rows::seal(row, 4, 5)?, transactions })
}

fn asset_record(row: &Row<'_>) -> Result<AssetRecord, Failure> {
    let code: String = row.get(0)?;
    let sum: i64 = row.get(4)?;
    let proof = AssetProof {
        asset: AssetCode::new(&code).map_err(|why| Failure::corrupt("an asset's code", why))?,
        supply: row.get(1)?,
        wallets: row.get(2)?,
        entries: row.get(3)?,
        in_balance: sum == 0,
    };
    Ok(AssetRecord { proof, sum: sum.to_string() })
}

fn wallet_record(row: &Row<'_>) -> Result<WalletRecord, Failure> {
    Ok(WalletRecord {
        id: WalletId::from_value(row.get(0)?),
        stripe: row.get(11)?,
        wallet: readable(rows::wallet(row))?,
        claimed: row.get(12)?,
        owed: row.get(13)?,
        latest: row.get(14)?,
    })
}

/// A claim with its own transaction and those about it.
fn claim_record(snapshot: &Connection, row: &Row<'_>) -> Result<ClaimRecord, Failure> {
    let id = rows::transaction_id(row, 0)?;
    let its = || {
        let mut its = Vec::from_iter(wallets::find_transaction(snapshot, id)?);
        its.extend(wallets::list_about(snapshot, id, u32::MAX)?);
        Ok(its)
    };
    let filed = Filed { shard: id.shard_key(), id };
    Ok(ClaimRecord { filed, claim: readable(rows::claim(row))?, transactions: readable(its())? })
}

/// Where an entry is. Nothing is filed by shard here.
fn entry_key(wallet: i64, sequence: i64) -> EntryKey {
    EntryKey { shard: WalletId::from_value(wallet).shard_key(), wallet, sequence }
}

/// The entries that wallets lead to. Ends behind the segment that brings it to `limit`.
fn list_linked_entries(
    snapshot: &Connection,
    after: EntryKey,
    last: EntryKey,
    limit: i64,
) -> Result<Vec<EntryRecord>, Failure> {
    let limit = usize::try_from(limit).unwrap_or_default();
    let mut walker = Walker::on(snapshot)?;
    let mut wallets = snapshot.prepare_cached(sql::LIST_ENTERED_WALLETS)?;
    let mut wallets = wallets.query([after.wallet, last.wallet])?;
    let mut entries = Vec::new();
    while let Some(row) = wallets.next()? {
        let wallet: i64 = row.get(0)?;
        let begin = if wallet == after.wallet { after.sequence.max(0) } else { 0 };
        // i64::MAX is behind all of them.
        let mut above = Some(begin).filter(|&begin| begin != i64::MAX);
        while let Some(sequence) = above {
            let segment = walker.segment(wallet, sequence)?;
            entries.extend(segment.links.iter().map(|link| EntryRecord {
                key: entry_key(link.wallet, link.sequence),
                amount: link.amount,
                balance_after: link.balance_after,
            }));
            if entries.len() >= limit {
                return Ok(entries);
            }
            above = segment.mark;
        }
    }
    Ok(entries)
}

/// Entries in the order of their table. Whether its wallet leads to one costs a walk, so that is looked at only where
/// something is known to be wrong.
fn find_loose(snapshot: &Connection, doubtful: &[WalletRange], after: i64, limit: i64) -> Result<LooseChunk, Failure> {
    let mut walker = Walker::on(snapshot)?;
    let (mut chunk, mut count) = (LooseChunk::default(), 0);
    tx::list(snapshot, sql::LIST_ENTRY_LEGS, [after, limit], |row| {
        let [number, wallet, sequence]: [i64; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        let key = entry_key(wallet, sequence);
        (chunk.next, count) = (Some(number), count + 1);
        if !row.get::<_, bool>(3)? {
            chunk.strays.push(key);
            return Ok(());
        }
        let orphan: Option<String> = row.get(4)?;
        let is_doubtful = orphan.is_some() || is_in(doubtful, WalletId::from_value(wallet));
        if is_doubtful && !walker.leads_to(wallet, sequence, number)? {
            chunk.unlinked.push(key);
        }
        chunk.orphans.extend(orphan.map(|why| (key, why)));
        Ok(())
    })?;
    chunk.next = chunk.next.filter(|_| count == limit);
    Ok(chunk)
}

/// Whether one of these ranges, in order, has that wallet.
fn is_in(ranges: &[WalletRange], wallet: WalletId) -> bool {
    let at = ranges.partition_point(|&(_, last)| last < wallet);
    ranges.get(at).is_some_and(|&(before, _)| before.is_none_or(|before| before < wallet))
}

/// A commit: number as it is stored, first_transaction, transaction_count, the number after those of the commit that was
/// written before, created_at, root, previous.
fn commit_record(snapshot: &Connection, row: &Row<'_>) -> Result<CommitRecord, Failure> {
    let [key, first, count, next]: [i64; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
    let range = [first, first.saturating_add(count), key];
    let transactions = tx::list(snapshot, sql::LIST_COMMIT_IDS, range, |row| rows::transaction_id(row, 0))?;
    let complaint = (first != next).then(|| format!("it begins with transaction number {first}, not with {next}"));
    let (_, number) = rows::commit_place(key)?;
    Ok(CommitRecord {
        number,
        size: usize::try_from(count).unwrap_or_default(),
        transactions,
        created_at: rows::moment(row, 4)?,
        seal: readable(rows::seal(row, 5, 6))?,
        complaint,
    })
}

fn transaction_record(snapshot: &Connection, id: TransactionId, row: &Row<'_>) -> Result<TransactionRecord, Failure> {
    let command = readable(rows::recorded(row).map(Recorded::into_command))?;
    let is_rejected = row.get::<_, i64>(5)? == i64::from(REJECTED);
    let named: i64 = row.get(12)?;
    let legs = match row.get::<_, Option<i64>>(11)? {
        Some(first) if !is_rejected => {
            let range = [first, first.saturating_add(named), row.get(19)?, LEGS_MAX];
            tx::list(snapshot, sql::LIST_LEGS, range, leg)?
        }
        _ => Vec::new(),
    };
    let named = if is_rejected { 0 } else { usize::try_from(named).unwrap_or_default() };
    let (rejection, created_at) = (row.get(13)?, rows::moment(row, 14)?);
    let (effects, lacks_claim, payment) = (row.get(16)?, row.get(20)?, row.get(21)?);
    Ok(TransactionRecord {
        id,
        command,
        created_at,
        is_rejected,
        rejection,
        effects,
        lacks_claim,
        payment,
        named,
        legs,
    })
}

fn leg(row: &Row<'_>) -> Result<Leg, Failure> {
    let (wallet, sequence, amount) = (row.get(0)?, row.get(1)?, row.get(2)?);
    // An entry's time is its transaction's: it has none of its own.
    let created_at = None;
    Ok(Leg { wallet, sequence, amount, balance_after: row.get(5)?, created_at, owner: row.get(3)?, asset: row.get(4)? })
}

/// The record, or the reason why its row is corrupt. Passes other failures on.
fn readable<T>(read: Result<T, Failure>) -> Result<Result<T, String>, Failure> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(Failure::Corrupt(why)) => Ok(Err(why)),
        Err(Failure::Sqlite(error)) if error.sqlite_error().is_none() => Ok(Err(error.to_string())),
        Err(other) => Err(other),
    }
}

/// Compares the schema with the one that the migrations make in an empty database, so that every trigger and constraint is
/// there. Tables and indexes of someone else do no harm.
fn prove_schema(snapshot: &Connection) -> Result<Vec<(String, String)>, Failure> {
    let mut model = Connection::open_in_memory()?;
    migrate::apply(&mut model, "memory")?;
    let found: HashMap<_, _> = list_schema(snapshot)?.into_iter().collect();
    let differs = |(name, text): (String, String)| {
        let detail = match found.get(&name) {
            Some(other) if *other == text => return None,
            Some(_) => "it is not as the migrations made it",
            None => "it is missing",
        };
        Some((name, detail.to_owned()))
    };
    Ok(list_schema(&model)?.into_iter().filter_map(differs).collect())
}

/// Name, such as `trigger commits_no_delete`, and text of everything in a schema.
fn list_schema(connection: &Connection) -> Result<Vec<(String, String)>, Failure> {
    tx::list(connection, sql::LIST_SCHEMA, [], |row| {
        Ok((format!("{} {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?), row.get(2)?))
    })
}
