//! Records in chunks, for the proof. Rows that cannot be read back are told as such: they are findings, not failures.

use std::error::Error as _;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, IsolationLevel, Row, Statement, Transaction};
use uuid::Uuid;
use wallet_domain::proof::{
    AssetRecord, ClaimRecord, CommitRecord, EntryKey, EntryRecord, Filed, Heads, IdChunk, LaneHead, Leg, OrphanChunk,
    Records, TransactionRecord, WalletChunk, WalletRecord,
};
use wallet_domain::{
    AssetCode, AssetProof, ChainHash, Head, Seal, StoreError, StoreErrorKind, Timestamp, TransactionId, Verification,
    WalletId,
};

use crate::config::PgConfig;
use crate::error::{Failure, Step};
use crate::pool::connect_for_maintenance;
use crate::row;
use crate::statements::FIND_TRANSACTIONS;

/// What a statement is sent with.
type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        /// Every statement, prepared once.
        #[allow(non_snake_case, reason = "the names of the texts")]
        struct Prepared { $($name: Statement),* }

        impl Prepared {
            async fn on(client: &Client) -> Result<Self, tokio_postgres::Error> {
                Ok(Self { $($name: client.prepare($sql).await?),* })
            }
        }
    };
}

statements! {
    list_assets = "
        -- list_asset_proofs
        -- One statement, so one moment: the figures of the table that verify prints, and what the wallets sum to.
        SELECT a.code, coalesce(-sum(w.balance) FILTER (WHERE w.owner = 'system:issuance'), 0)::int8 AS supply,
               count(w.id) AS wallets, coalesce(sum(w.sequence), 0)::int8 AS entries,
               coalesce(sum(w.balance), 0)::text AS sum
          FROM assets a
          LEFT JOIN wallets w ON w.asset_id = a.id
         GROUP BY a.code
         ORDER BY a.code";
    find_missing_guards = "
        -- find_missing_guards
        -- The triggers that refuse change must be there and enabled, and so the constraint that the walks go by.
        SELECT e.table_name, 'trigger ' || e.trigger_name || ' is missing or disabled' AS detail
          FROM (VALUES ('transactions', 'transactions_immutable'), ('ledger_entries', 'entries_immutable'),
                       ('commits', 'commits_immutable'), ('claims', 'claims_end_once'), ('claims', 'claims_kept'),
                       ('payments', 'payments_immutable')) AS e (table_name, trigger_name)
          LEFT JOIN pg_trigger t ON t.tgrelid = e.table_name::regclass AND t.tgname = e.trigger_name
                                AND t.tgenabled IN ('O', 'A')
         WHERE t.oid IS NULL
         UNION ALL
        SELECT 'wallets', 'constraint wallets_id_carries_shard_key is missing or not validated'
         WHERE NOT EXISTS (SELECT FROM pg_constraint
                            WHERE conrelid = 'wallets'::regclass AND conname = 'wallets_id_carries_shard_key'
                              AND convalidated)";
    list_lanes = "
        -- list_lane_heads
        -- Where each lane says it is, and where its commits are.
        SELECT l.lane, l.number, l.head, coalesce((SELECT max(c.number) FROM commits c WHERE c.lane = l.lane), 0) AS latest
          FROM lanes l
         ORDER BY l.lane";
    list_wallets = include_str!("../../sql/verify_wallets.sql");
    has_wallet = "
        -- has_wallet   $1 shard key, $2 id
        -- It may have been opened after its chunk was read.
        SELECT 1 FROM wallets WHERE shard_key = $1 AND id = $2";
    list_entries = "
        -- list_entry_chunk   $1, $2 and $3 the key before, $4 and $5 the last shard key and wallet, $6 how many
        -- Along the key.
        SELECT shard_key, wallet_id, sequence, amount, balance_after
          FROM ledger_entries
         WHERE (shard_key, wallet_id, sequence) > ($1::int2, $2::int8, $3::int8)
           AND (shard_key, wallet_id) <= ($4::int2, $5::int8)
         ORDER BY shard_key, wallet_id, sequence
         LIMIT $6";
    list_ids = "
        -- list_id_chunk   $1 and $2 the shard key and the id before, $3 how many
        -- Along the key.
        SELECT shard_key, id FROM transactions WHERE (shard_key, id) > ($1::int2, $2::uuid) ORDER BY shard_key, id LIMIT $3";
    list_commits = "
        -- list_commit_chunk   $1 lane, $2 the number before, $3 the last number, $4 how many
        -- Along the key.
        SELECT number, previous, root, transaction_ids, created_at FROM commits
         WHERE lane = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4";
    list_transactions = include_str!("../../sql/verify_transactions.sql");
    list_legs = include_str!("../../sql/verify_legs.sql");
    list_claims = "
        -- list_claim_chunk   $1 and $2 the shard key and the id before, $3 how many
        -- Along the key.
        SELECT shard_key, id, kind, wallet_id, amount, taken, status, expires_at
          FROM claims WHERE (shard_key, id) > ($1::int2, $2::uuid) ORDER BY shard_key, id LIMIT $3";
    list_claim_transactions = "
        -- list_claim_transactions   $1 shard keys int2[], $2 ids uuid[]
        -- Which transactions each claim follows from: the one that it is against first, then those about it.
        SELECT f.slot, t.shard_key, t.id
          FROM unnest($1::int2[], $2::uuid[]) WITH ORDINALITY AS f (shard_key, id, slot)
          JOIN LATERAL (
                SELECT t.shard_key, t.id, 0 AS place, t.created_at FROM transactions t
                 WHERE t.shard_key = f.shard_key AND t.id = f.id
                 UNION ALL
                SELECT t.shard_key, t.id, 1, t.created_at FROM transactions t
                 WHERE t.about = f.id
               ) t ON true
         ORDER BY f.slot, t.place, t.created_at, t.id";
    find_transactions = FIND_TRANSACTIONS.sql;
    find_orphans = include_str!("../../sql/verify_orphans.sql");
}

/// What the database holds, on a connection of its own.
pub(crate) struct PgRecords {
    /// A snapshot needs the connection for itself; calls come one after the other anyway.
    client: Mutex<Client>,
    prepared: Prepared,
}

impl PgRecords {
    pub(crate) async fn connect(config: &PgConfig) -> Result<Self, StoreError> {
        let client = connect_for_maintenance(config).await?;
        // The session's statements are look-ups and walks by key, whatever the tables' statistics say at the moment.
        client.batch_execute("SET enable_seqscan = off; SET jit = off").await.map_err(failed)?;
        let prepared = Prepared::on(&client).await.map_err(failed)?;
        Ok(Self { client: Mutex::new(client), prepared })
    }

    /// Keeps a proof's result. One of what is new does not take the place of findings that another has recorded meanwhile:
    /// it has not looked at where they are.
    pub(super) async fn record(&self, verification: &Verification, is_whole: bool) -> Result<(), StoreError> {
        let count = i64::try_from(verification.findings.len()).expect("findings are bounded");
        let at = row::to_system_time(verification.finished_at);
        let heads = Head::list_to_text(&verification.heads);
        let record = "INSERT INTO verifications (finished_at, findings, heads)
            SELECT $1::timestamptz, $2::int8, $3::text
             WHERE $4::bool OR $2 > 0
                OR coalesce((SELECT v.findings FROM verifications v ORDER BY v.number DESC LIMIT 1), 0) = 0";
        self.client.lock().await.execute(record, &[&at, &count, &heads, &is_whole]).await.map_err(failed)?;
        Ok(())
    }

    async fn query(&self, statement: &Statement, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        self.client.lock().await.query(statement, values).await.map_err(failed)
    }

    /// A chunk, and where the lanes are in the same snapshot.
    async fn query_with_heads(
        &self,
        statement: &Statement,
        values: Values<'_>,
    ) -> Result<(Heads, Vec<Row>), StoreError> {
        let mut client = self.client.lock().await;
        let begin = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let snapshot: Transaction<'_> = begin.start().await.map_err(failed)?;
        let lanes = snapshot.query(&self.prepared.list_lanes, &[]).await.map_err(failed)?;
        let rows = snapshot.query(statement, values).await.map_err(failed)?;
        snapshot.commit().await.map_err(failed)?;
        let heads = lanes.iter().map(|lane| Ok((row::get(lane, "lane")?, row::get(lane, "number")?)));
        Ok((read(heads)?, rows))
    }
}

#[async_trait]
impl Records for PgRecords {
    async fn prove_assets(&self) -> Result<Vec<AssetRecord>, StoreError> {
        let rows = self.query(&self.prepared.list_assets, &[]).await?;
        read(rows.iter().map(asset_record))
    }

    async fn prove_schema(&self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = self.query(&self.prepared.find_missing_guards, &[]).await?;
        read(rows.iter().map(|row| {
            let table: &str = row::get(row, "table_name")?;
            Ok((format!("table {table}"), row::get(row, "detail")?))
        }))
    }

    async fn list_lanes(&self) -> Result<Vec<LaneHead>, StoreError> {
        let rows = self.query(&self.prepared.list_lanes, &[]).await?;
        read(rows.iter().map(|row| {
            Ok(LaneHead {
                lane: row::get(row, "lane")?,
                number: row::get(row, "number")?,
                latest: row::get(row, "latest")?,
                // A damaged one is no hash of any commit.
                hash: row::hash(row, "head").unwrap_or(Some(ChainHash::ZERO)),
            })
        }))
    }

    async fn list_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<WalletChunk, StoreError> {
        let id = after.map_or(i64::MIN, WalletId::value);
        let (heads, rows) = self.query_with_heads(&self.prepared.list_wallets, &[&id, &limit]).await?;
        Ok(WalletChunk { heads, wallets: read(rows.iter().map(wallet_record))? })
    }

    async fn has_wallet(&self, id: WalletId) -> Result<bool, StoreError> {
        Ok(!self.query(&self.prepared.has_wallet, &[&id.shard_key(), &id.value()]).await?.is_empty())
    }

    async fn list_entries(&self, after: EntryKey, last: EntryKey, limit: i64) -> Result<Vec<EntryRecord>, StoreError> {
        let values: Values<'_> = &[&after.shard, &after.wallet, &after.sequence, &last.shard, &last.wallet, &limit];
        let rows = self.query(&self.prepared.list_entries, values).await?;
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

    async fn list_ids(&self, after: Option<Filed>, limit: i64) -> Result<IdChunk, StoreError> {
        let (shard, id) = after.map_or((i16::MIN, Uuid::nil()), |filed| (filed.shard, filed.id.as_uuid()));
        let (heads, rows) = self.query_with_heads(&self.prepared.list_ids, &[&shard, &id, &limit]).await?;
        let ids = rows.iter().map(|row| {
            Ok(Filed { shard: row::get(row, "shard_key")?, id: TransactionId::from_uuid(row::get(row, "id")?) })
        });
        Ok(IdChunk { heads, ids: read(ids)? })
    }

    async fn list_commits(&self, lane: i16, after: i64, to: i64, limit: i64) -> Result<Vec<CommitRecord>, StoreError> {
        let rows = self.query(&self.prepared.list_commits, &[&lane, &after, &to, &limit]).await?;
        read(rows.iter().map(|row| {
            let ids: Vec<Uuid> = row::get(row, "transaction_ids")?;
            let transactions: Vec<_> = ids.into_iter().map(TransactionId::from_uuid).collect();
            Ok(CommitRecord {
                number: row::get(row, "number")?,
                size: transactions.len(),
                transactions,
                created_at: moment(row)?,
                seal: Seal::from_stored(row::get(row, "root")?, row::get(row, "previous")?)
                    .map_err(|why| format!("its hashes cannot be read: {why}")),
                complaint: None,
            })
        }))
    }

    async fn list_transactions(&self, ids: &[TransactionId]) -> Result<Vec<TransactionRecord>, StoreError> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        let shards: Vec<i16> = ids.iter().map(|id| id.shard_key()).collect();
        let uuids: Vec<Uuid> = ids.iter().map(|id| id.as_uuid()).collect();
        let rows = self.query(&self.prepared.list_transactions, &[&shards, &uuids]).await?;
        let mut named = Named::default();
        let mut records = read(rows.iter().enumerate().map(|(at, row)| transaction_record(row, at, &mut named)))?;
        named.sort();
        for row in self.query(&self.prepared.list_legs, &[&named.wallets, &named.sequences]).await? {
            let leg = row::slot(&row).map_err(Failure::into_store_error)?;
            let record = &mut records[named.owners[leg]];
            let points_back = row::get::<Uuid>(&row, "transaction_id").map_err(Failure::into_store_error)?;
            if points_back == record.id.as_uuid() {
                record.legs.push(named.leg(leg, &row).map_err(Failure::into_store_error)?);
            }
        }
        Ok(records)
    }

    async fn list_claims(&self, after: Option<Filed>, limit: i64) -> Result<Vec<ClaimRecord>, StoreError> {
        let (shard, id) = after.map_or((i16::MIN, Uuid::nil()), |filed| (filed.shard, filed.id.as_uuid()));
        let mut client = self.client.lock().await;
        let begin = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let snapshot: Transaction<'_> = begin.start().await.map_err(failed)?;
        let claims = snapshot.query(&self.prepared.list_claims, &[&shard, &id, &limit]).await.map_err(failed)?;
        let (shards, ids) = keys(&claims)?;
        let its = snapshot.query(&self.prepared.list_claim_transactions, &[&shards, &ids]).await.map_err(failed)?;
        let (shards, ids) = keys(&its)?;
        let found = snapshot.query(&self.prepared.find_transactions, &[&shards, &ids]).await.map_err(failed)?;
        snapshot.commit().await.map_err(failed)?;
        claim_records(&claims, &its, &found).map_err(Failure::into_store_error)
    }

    async fn find_orphans(&self, after: EntryKey, last: EntryKey, limit: i64) -> Result<OrphanChunk, StoreError> {
        let values: Values<'_> = &[&after.shard, &after.wallet, &after.sequence, &last.shard, &last.wallet, &limit];
        let rows = self.query(&self.prepared.find_orphans, values).await?;
        let looked_at = read(rows.iter().map(|row| {
            let key = EntryKey {
                shard: row::get(row, "shard_key")?,
                wallet: row::get(row, "wallet_id")?,
                sequence: row::get(row, "sequence")?,
            };
            Ok((key, row::get::<Option<String>>(row, "why")?))
        }))?;
        let last = looked_at.last().map(|(key, _)| *key);
        Ok(OrphanChunk { orphans: looked_at.into_iter().filter_map(|(key, why)| Some((key, why?))).collect(), last })
    }
}

/// The entries that a chunk of transactions names, in the order of their keys.
#[derive(Default)]
struct Named {
    wallets: Vec<i64>,
    sequences: Vec<i64>,
    /// Which transaction of the chunk names it.
    owners: Vec<usize>,
}

impl Named {
    fn sort(&mut self) {
        let mut legs: Vec<_> =
            (0..self.owners.len()).map(|at| (self.wallets[at], self.sequences[at], self.owners[at])).collect();
        legs.sort_unstable();
        self.wallets = legs.iter().map(|leg| leg.0).collect();
        self.sequences = legs.iter().map(|leg| leg.1).collect();
        self.owners = legs.iter().map(|leg| leg.2).collect();
    }

    fn leg(&self, at: usize, row: &Row) -> Result<Leg, Failure> {
        Ok(Leg {
            wallet: self.wallets[at],
            sequence: self.sequences[at],
            amount: row::get(row, "amount")?,
            balance_after: row::get(row, "balance_after")?,
            created_at: Some(moment(row)?),
            owner: row::get(row, "owner")?,
            asset: row::get(row, "asset")?,
        })
    }
}

fn asset_record(row: &Row) -> Result<AssetRecord, Failure> {
    let code: &str = row::get(row, "code")?;
    let sum: String = row::get(row, "sum")?;
    let proof = AssetProof {
        asset: AssetCode::new(code).map_err(Failure::corrupt)?,
        supply: row::get(row, "supply")?,
        wallets: row::get(row, "wallets")?,
        entries: row::get(row, "entries")?,
        in_balance: sum == "0",
    };
    Ok(AssetRecord { proof, sum })
}

/// The shard keys and the ids of rows.
fn keys(rows: &[Row]) -> Result<(Vec<i16>, Vec<Uuid>), StoreError> {
    let keys: Vec<(i16, Uuid)> = read(rows.iter().map(|row| Ok((row::get(row, "shard_key")?, row::get(row, "id")?))))?;
    Ok(keys.into_iter().unzip())
}

/// Claims with the transactions that they follow from: `its` names them in the order of the claims, `found` holds them by
/// their places there.
fn claim_records(claims: &[Row], its: &[Row], found: &[Row]) -> Result<Vec<ClaimRecord>, Failure> {
    let mut records = Vec::with_capacity(claims.len());
    for claim in claims {
        let id = TransactionId::from_uuid(row::get(claim, "id")?);
        let filed = Filed { shard: row::get(claim, "shard_key")?, id };
        records.push(ClaimRecord { filed, claim: readable(row::claim(claim))?, transactions: Ok(Vec::new()) });
    }
    let mut places: Vec<(usize, &Row)> =
        found.iter().map(|row| Ok((row::slot(row)?, row))).collect::<Result<_, Failure>>()?;
    places.sort_unstable_by_key(|(place, _)| *place);
    for (place, transaction) in places {
        let record = &mut records[row::slot(&its[place])?].transactions;
        match (readable(row::transaction(transaction))?, &mut *record) {
            (Ok(transaction), Ok(transactions)) => transactions.push(transaction),
            (Err(why), _) => *record = Err(why),
            (Ok(_), Err(_)) => {}
        }
    }
    Ok(records)
}

fn wallet_record(row: &Row) -> Result<WalletRecord, Failure> {
    Ok(WalletRecord {
        id: WalletId::from_value(row::get(row, "id")?),
        stripe: row::get(row, "stripe")?,
        wallet: readable(row::wallet(row))?,
        claimed: row::get(row, "claimed")?,
        owed: row::get(row, "owed")?,
        latest: row::get(row, "latest")?,
    })
}

/// A transaction, whose legs are noted to be read.
fn transaction_record(row: &Row, at: usize, named: &mut Named) -> Result<TransactionRecord, Failure> {
    let wallets: Vec<i64> = row::get(row, "wallet_ids")?;
    let sequences: Vec<i64> = row::get(row, "sequences")?;
    let record = TransactionRecord {
        id: TransactionId::from_uuid(row::get(row, "id")?),
        command: readable(row::command(row).map(|(command, _)| command))?,
        created_at: moment(row)?,
        is_rejected: row::get::<i16>(row, "status")? == row::REJECTED,
        rejection: row::get(row, "rejection")?,
        effects: row::get(row, "effects")?,
        lacks_claim: row::get(row, "lacks_claim")?,
        payment: row::get(row, "payment")?,
        named: wallets.len().max(sequences.len()),
        legs: Vec::new(),
    };
    for (wallet, sequence) in wallets.into_iter().zip(sequences) {
        named.wallets.push(wallet);
        named.sequences.push(sequence);
        named.owners.push(at);
    }
    Ok(record)
}

/// When it was. One that is no moment of ours was changed: what it makes of it is found, as it is not what was hashed.
fn moment(row: &Row) -> Result<Timestamp, Failure> {
    Ok(readable(row::timestamp(row, "created_at"))?.unwrap_or(Timestamp::from_micros(0)))
}

/// What was read, or why the row does not say what a row of ours says; passes on what is no fault of the row's.
fn readable<T>(read: Result<T, Failure>) -> Result<Result<T, String>, Failure> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(failure) if failure.error.kind == StoreErrorKind::Corrupt => {
            Ok(Err(failure.error.source().map_or_else(|| failure.error.to_string(), ToString::to_string)))
        }
        Err(other) => Err(other),
    }
}

fn read<T>(rows: impl Iterator<Item = Result<T, Failure>>) -> Result<Vec<T>, StoreError> {
    rows.collect::<Result<_, _>>().map_err(Failure::into_store_error)
}

fn failed(error: tokio_postgres::Error) -> StoreError {
    Failure::of(&Step::Read("verify"), error).into_store_error()
}
