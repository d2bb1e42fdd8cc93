//! Copying: what this store gives away, and what it takes in (decision 0025), on a connection of its own.
//!
//! - Ids, lanes and numbers are kept. An asset's id is the database's own: no other store knows it.
//! - What is taken in comes in the columns of a batch, by the same statements, past the same constraints and triggers.
//! - A chunk locks the lanes and the wallets that it moves, and has to begin where they are: so two copies into one
//!   database, or a server that was started on it before, spoil nothing.

mod statements;

use std::collections::HashMap;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Transaction as WriteTransaction};
use uuid::Uuid;
use wallet_domain::access::ApiKeys;
use wallet_domain::copy::{AssetCopy, Chunk, CommitCopy, CopyStatus, Exporter, Importer, LaneEnd, Place, WalletCopy};
use wallet_domain::proof::{Proof, Watch, prove};
use wallet_domain::{
    Boxed, Change, ChangeRecord, Claim, Description, Head, Lanes, OwnerId, Payment, Reference, Rejection, Seal,
    StoreError, StoreErrorKind, Timestamp, Transaction, TransactionId, Usage, WalletId, WalletState,
};

use crate::columns::{
    ClaimColumns, CommitColumns, EntryColumns, Params, PaymentColumns, PaymentNames, TransactionColumns, WalletColumns,
};
use crate::config::PgConfig;
use crate::error::{Failure, Step};
use crate::pool::connect_for_maintenance;
use crate::statements::{FIND_COPY, FIND_TRANSACTIONS, INSERT_ENTRIES, INSERT_PAYMENTS, UPDATE_WALLETS, UPSERT_CLAIMS};
use crate::verify::PgRecords;
use crate::{PgClock, PgLedger, row};
use statements::{
    ADD_LANES, ADVANCE_CHANGE_NUMBERS, ADVANCE_LANES, ADVANCE_WALLET_NUMBERS, DROP_LANES, EXPORT_ASSETS,
    EXPORT_CHANGES, EXPORT_CLAIMS, EXPORT_COMMITS, EXPORT_LANES, EXPORT_WALLETS, FIND_ASSET_IDS, FIND_LOWEST_PAYMENTS,
    FIND_STATES, FINISH_COPY, HAS_RECORDS, IMPORT_ASSET, IMPORT_CHANGE, IMPORT_WALLETS, INSERT_COMMITS, INSERT_COPY,
    LOCK_COPY, LOCK_LANES, LOCK_STATES, SETTLE_WALLETS,
};

/// How many commits one read brings at most.
const COMMITS_MAX: i64 = 500;

/// Refuses a copy that is not whole.
pub(crate) async fn check_whole(client: &Client) -> Result<(), StoreError> {
    let found = client.query_opt(FIND_COPY.sql, &[]).await.map_err(read_failed)?;
    match found.as_ref().map(copy).transpose()? {
        Some((source, false)) => Err(refused(format!(
            "the database is an unfinished copy of {source}: run the same `wallet copy` again, it goes on where it ended"
        ))),
        _ => Ok(()),
    }
}

/// A database to be copied, or to be copied into: it may be a copy that is not whole. It gets no lanes of its own.
pub struct PgCopier {
    ledger: PgLedger,
    /// Calls come one after the other.
    client: Mutex<Client>,
}

impl PgCopier {
    /// Connects to a migrated database.
    pub fn connect(config: PgConfig, clock: impl Into<PgClock>) -> Boxed<'static, Result<Self, StoreError>> {
        Box::pin(Self::open(config, clock.into()))
    }

    async fn open(config: PgConfig, clock: PgClock) -> Result<Self, StoreError> {
        let client = connect_for_maintenance(&config).await?;
        // Walks and look-ups by key, whatever the tables' statistics say of tables that are just being filled.
        client.batch_execute("SET enable_seqscan = off; SET jit = off").await.map_err(read_failed)?;
        Ok(Self { ledger: PgLedger::attach(config, clock).await?, client: Mutex::new(client) })
    }

    async fn query(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        self.client.lock().await.query(sql, params).await.map_err(read_failed)
    }

    /// Runs one statement in a commit of its own, if the store is a copy that is not whole.
    async fn import(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
        let mut client = self.client.lock().await;
        let transaction = begin(&mut client).await?;
        transaction.execute(sql, params).await.map_err(write_failed)?;
        transaction.commit().await.map_err(write_failed)
    }
}

/// Begins a commit of what is taken in.
async fn begin(client: &mut Client) -> Result<WriteTransaction<'_>, StoreError> {
    let transaction = client.transaction().await.map_err(read_failed)?;
    match transaction.query_opt(LOCK_COPY, &[]).await.map_err(read_failed)? {
        Some(_) => Ok(transaction),
        None => Err(refused("it is no unfinished copy")),
    }
}

#[async_trait]
impl Exporter for PgCopier {
    async fn export_assets(&self) -> Result<Vec<AssetCopy>, StoreError> {
        let rows = self.query(EXPORT_ASSETS, &[]).await?;
        read(&rows, |found| {
            Ok(AssetCopy { asset: row::asset(found)?, created_at: row::timestamp(found, "created_at")? })
        })
    }

    async fn export_lanes(&self) -> Result<Vec<LaneEnd>, StoreError> {
        let rows = self.query(EXPORT_LANES, &[]).await?;
        read(&rows, lane_end)
    }

    async fn export_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<Vec<WalletCopy>, StoreError> {
        let id = after.map_or(i64::MIN, WalletId::value);
        let rows = self.query(EXPORT_WALLETS, &[&id, &limit]).await?;
        read(&rows, |found| {
            Ok(WalletCopy {
                wallet: row::wallet(found)?,
                stripe: row::get(found, "stripe")?,
                created_at: row::timestamp(found, "created_at")?,
                usage: row::usage(found)?,
            })
        })
    }

    async fn export_commits(&self, lane: i16, after: i64, limit: usize) -> Result<Vec<CommitCopy>, StoreError> {
        let rows = self.query(EXPORT_COMMITS, &[&lane, &after, &COMMITS_MAX]).await?;
        let (mut ids, mut ends) = (Vec::new(), Vec::new());
        for found in &rows {
            ids.extend(row::get::<Vec<Uuid>>(found, "transaction_ids").map_err(Failure::into_store_error)?);
            ends.push(ids.len());
            if ids.len() >= limit {
                break;
            }
        }
        let mut transactions = self.list_transactions(&ids).await?.into_iter();
        let commits = rows.iter().zip(&ends).scan(0, |begin, (found, &end)| {
            let size = end - std::mem::replace(begin, end);
            Some(commit(found, lane, transactions.by_ref().take(size).collect()))
        });
        commits.collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn export_claims(&self, after: Option<TransactionId>, limit: i64) -> Result<Vec<Claim>, StoreError> {
        let (shard, id) = after.map_or((i16::MIN, Uuid::nil()), |id| (id.shard_key(), id.as_uuid()));
        let rows = self.query(EXPORT_CLAIMS, &[&shard, &id, &limit]).await?;
        read(&rows, row::claim)
    }

    async fn export_changes(&self, after: i64, limit: i64) -> Result<Vec<ChangeRecord>, StoreError> {
        let rows = self.query(EXPORT_CHANGES, &[&after, &limit]).await?;
        read(&rows, row::change)
    }

    fn keys(&self) -> &dyn ApiKeys {
        &self.ledger
    }
}

impl PgCopier {
    /// The transactions of these ids, in their order. One that is not there is an error.
    async fn list_transactions(&self, ids: &[Uuid]) -> Result<Vec<Transaction>, StoreError> {
        let shards: Vec<i16> = ids.iter().map(|id| TransactionId::from_uuid(*id).shard_key()).collect();
        let rows = self.query(FIND_TRANSACTIONS.sql, &[&shards, &ids]).await?;
        let mut found: Vec<Option<Transaction>> = ids.iter().map(|_| None).collect();
        for (slot, transaction) in read(&rows, |found| Ok((row::slot(found)?, row::transaction(found)?)))? {
            found[slot] = Some(transaction);
        }
        let known = found.into_iter().zip(ids).map(|(transaction, id)| {
            transaction.ok_or_else(|| Failure::corrupt(format!("transaction {id} is in a commit and is not there")))
        });
        known.collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn find_copy(&self) -> Result<Option<(String, bool)>, StoreError> {
        self.query(FIND_COPY.sql, &[]).await?.first().map(copy).transpose()
    }
}

#[async_trait]
impl Importer for PgCopier {
    async fn copy_status(&self) -> Result<CopyStatus, StoreError> {
        let has_records = self.query(HAS_RECORDS, &[]).await?.iter().any(|row| row.get(0));
        Ok(match self.find_copy().await? {
            Some((source, true)) => CopyStatus::Finished(source),
            Some((source, false)) => CopyStatus::Unfinished(source),
            None if has_records => CopyStatus::Occupied,
            None => CopyStatus::Empty,
        })
    }

    async fn begin_copy(&self, source: &str, at: Timestamp) -> Result<(), StoreError> {
        if self.find_copy().await?.is_some_and(|(begun, is_whole)| begun == source && !is_whole) {
            return Ok(());
        }
        self.client
            .lock()
            .await
            .execute(INSERT_COPY, &[&source, &row::to_system_time(at)])
            .await
            .map_err(write_failed)?;
        Ok(())
    }

    async fn import_lanes(&self, lanes: Lanes) -> Result<(), StoreError> {
        let count = i32::from(lanes.count());
        self.import(ADD_LANES, &[&count]).await?;
        self.import(DROP_LANES, &[&count]).await
    }

    async fn import_assets(&self, assets: &[AssetCopy]) -> Result<(), StoreError> {
        for AssetCopy { asset, created_at } in assets {
            let description = asset.description.as_ref().map(Description::as_str);
            let at = row::to_system_time(*created_at);
            let (code, policy) = (asset.code.as_str(), row::stored_policy(&asset.policy));
            self.import(IMPORT_ASSET, &[&code, &asset.name.as_str(), &description, &at, &policy]).await?;
        }
        Ok(())
    }

    async fn import_wallets(&self, wallets: &[WalletCopy]) -> Result<(), StoreError> {
        let ids: Vec<i64> = wallets.iter().map(|copy| copy.wallet.state.id.value()).collect();
        let owners: Vec<&str> = wallets.iter().map(|copy| copy.wallet.owner.as_str()).collect();
        let codes: Vec<&str> = wallets.iter().map(|copy| copy.wallet.asset.as_str()).collect();
        let stripes: Vec<i16> = wallets.iter().map(|copy| copy.stripe).collect();
        let floors: Vec<i64> = wallets.iter().map(|copy| copy.wallet.state.floor.minor()).collect();
        let times: Vec<_> = wallets.iter().map(|copy| row::to_system_time(copy.created_at)).collect();
        self.import(IMPORT_WALLETS, &[&ids, &owners, &codes, &stripes, &floors, &times]).await
    }

    async fn find_states(&self, ids: &[WalletId]) -> Result<Vec<WalletState>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.value()).collect();
        let rows = self.query(FIND_STATES, &[&ids]).await?;
        read(&rows, row::wallet_state)
    }

    async fn import_commits(&self, chunk: &Chunk) -> Result<(), StoreError> {
        let mut client = self.client.lock().await;
        let transaction = begin(&mut client).await?;
        let lanes = read(&transaction.query(LOCK_LANES, &[]).await.map_err(read_failed)?, lane_end)?;
        match chunk.place(|lane| lanes.iter().find(|end| end.lane == lane).map(|end| end.number)) {
            Place::Before => {}
            Place::Behind => return Ok(()),
            Place::Elsewhere => return Err(refused("somebody else books in it")),
        }
        lock_wallets(&transaction, chunk).await?;
        book(&transaction, chunk).await?;
        transaction.commit().await.map_err(write_failed)
    }

    async fn settle_claims(&self, claims: &[Claim]) -> Result<(), StoreError> {
        self.import(UPSERT_CLAIMS.sql, &ClaimColumns::of(claims).params()).await
    }

    async fn settle_wallets(&self, wallets: &[WalletCopy]) -> Result<(), StoreError> {
        let states: Vec<&WalletState> = wallets.iter().map(|copy| &copy.wallet.state).collect();
        let usages: Vec<Option<String>> = wallets.iter().map(|copy| copy.usage.as_ref().map(Usage::to_json)).collect();
        let ids: Vec<i64> = states.iter().map(|state| state.id.value()).collect();
        let versions: Vec<i64> = states.iter().map(|state| state.version).collect();
        let statuses: Vec<i16> = states.iter().map(|state| state.status.code()).collect();
        let times: Vec<_> = states.iter().map(|state| row::to_system_time(state.last_entry_at)).collect();
        let held: Vec<i64> = states.iter().map(|state| state.held).collect();
        let debts: Vec<i64> = states.iter().map(|state| state.debt).collect();
        self.import(SETTLE_WALLETS, &[&ids, &held, &versions, &statuses, &times, &usages, &debts]).await
    }

    async fn import_changes(&self, changes: &[ChangeRecord]) -> Result<(), StoreError> {
        for ChangeRecord { number, at, note, change } in changes {
            let Change { action, owner, asset, before, after } = change;
            let (at, reason) = (row::to_system_time(*at), note.reason.as_ref().map(Description::as_str));
            let (owner, actor) = (owner.as_ref().map(OwnerId::as_str), note.actor.as_str());
            let params: Params<'_, 9> =
                [number, &at, &actor, &reason, &action.name(), &owner, &asset.as_str(), before, after];
            self.import(IMPORT_CHANGE, &params).await?;
        }
        Ok(())
    }

    async fn prove_copy(&self, known: &[Head], watch: &dyn Watch) -> Result<Proof, StoreError> {
        prove(&PgRecords::connect(&self.ledger.config).await?, known, watch).await
    }

    async fn finish_copy(&self, at: Timestamp) -> Result<(), StoreError> {
        self.query(ADVANCE_WALLET_NUMBERS, &[]).await?;
        self.query(ADVANCE_CHANGE_NUMBERS, &[]).await?;
        let at = row::to_system_time(at);
        self.client.lock().await.execute(FINISH_COPY, &[&at]).await.map_err(write_failed)?;
        Ok(())
    }
}

/// Each wallet that a chunk moves has to be where the chunk begins, and stays there until the commit.
async fn lock_wallets(transaction: &WriteTransaction<'_>, chunk: &Chunk) -> Result<(), StoreError> {
    let ids: Vec<i64> = chunk.wallets().map(|step| step.to.id.value()).collect();
    let rows = transaction.query(LOCK_STATES, &[&ids]).await.map_err(read_failed)?;
    let found = read(&rows, |found| Ok((row::get::<i64>(found, "id")?, row::get::<i64>(found, "sequence")?)))?;
    if found.into_iter().eq(chunk.wallets().map(|step| (step.to.id.value(), step.from))) {
        Ok(())
    } else {
        Err(refused("somebody else books in it"))
    }
}

async fn book(transaction: &WriteTransaction<'_>, chunk: &Chunk) -> Result<(), StoreError> {
    let rows = transaction.query(FIND_ASSET_IDS, &[]).await.map_err(read_failed)?;
    let assets: HashMap<String, i32> =
        read(&rows, |found| Ok((row::get(found, "code")?, row::get(found, "id")?)))?.into_iter().collect();
    // An asset that was not there when it was decided has no id in the row.
    let asset_id = |decided: &Transaction| match &decided.result {
        Err(Rejection::AssetNotFound { asset }) if asset == decided.command.asset() => None,
        _ => assets.get(decided.command.asset().as_str()).copied(),
    };
    let decided: Vec<&Transaction> = chunk.commits().iter().flat_map(|commit| &commit.transactions).collect();
    let transactions = TransactionColumns::of(decided.iter().copied(), asset_id);
    let entries = EntryColumns::of(decided.iter().copied());
    let wallets = WalletColumns::of(chunk.wallets().map(|step| &step.to));
    let commits = CommitColumns::of(chunk.commits());
    let lanes: Vec<i16> = chunk.lanes().map(|step| step.lane).collect();
    let numbers: Vec<i64> = chunk.lanes().map(|step| step.to).collect();
    let heads: Vec<Option<&[u8]>> =
        chunk.lanes().map(|step| step.head.as_ref().map(|head| &head.as_bytes()[..])).collect();
    let advanced: Params<'_, 3> = [&lanes, &numbers, &heads];
    let payments = file_payments(transaction, decided.iter().filter_map(|it| it.payment()).collect()).await?;
    let payments = PaymentColumns::of(payments.into_iter());
    let (insertion, inserted) = transactions.insertion();
    for (sql, params) in [
        (insertion.sql, &inserted[..]),
        (INSERT_ENTRIES.sql, &entries.params()[..]),
        (UPDATE_WALLETS.sql, &wallets.params()[..]),
        (INSERT_PAYMENTS.sql, &payments.params()[..]),
        (INSERT_COMMITS, &commits.params()[..]),
        (ADVANCE_LANES, &advanced[..]),
    ] {
        transaction.execute(sql, params).await.map_err(write_failed)?;
    }
    Ok(())
}

/// Credits of payments under ordinals that are free: those from before payments were filed all say 1, and what is not the
/// first of them goes below it.
async fn file_payments<'a>(
    transaction: &WriteTransaction<'_>,
    mut payments: Vec<Payment<'a>>,
) -> Result<Vec<Payment<'a>>, StoreError> {
    let names = PaymentNames::of(payments.iter().map(|payment| payment.payment_ref));
    let rows = transaction.query(FIND_LOWEST_PAYMENTS, &names.params()).await.map_err(read_failed)?;
    let lowest = read(&rows, |found| Ok((row::slot(found)?, row::get::<i64>(found, "ordinal")?)))?;
    let mut lowest: HashMap<&Reference, i64> =
        lowest.into_iter().map(|(slot, ordinal)| (payments[slot].payment_ref, ordinal)).collect();
    for payment in &mut payments {
        let lowest = lowest.entry(payment.payment_ref).or_insert(2);
        if payment.ordinal == 1 {
            payment.ordinal = *lowest.min(&mut 2) - 1;
            *lowest = payment.ordinal;
        }
    }
    Ok(payments)
}

fn lane_end(found: &Row) -> Result<LaneEnd, Failure> {
    Ok(LaneEnd { lane: row::get(found, "lane")?, number: row::get(found, "number")? })
}

fn copy(found: &Row) -> Result<(String, bool), StoreError> {
    let copy = || Ok((row::get(found, "source")?, row::get(found, "is_whole")?));
    copy().map_err(Failure::into_store_error)
}

fn commit(found: &Row, lane: i16, transactions: Vec<Transaction>) -> Result<CommitCopy, Failure> {
    Ok(CommitCopy {
        lane,
        number: row::get(found, "number")?,
        created_at: row::timestamp(found, "created_at")?,
        seal: Seal::from_stored(row::get(found, "root")?, row::get(found, "previous")?).map_err(Failure::corrupt)?,
        transactions,
    })
}

fn read<T>(rows: &[Row], parse: impl Fn(&Row) -> Result<T, Failure>) -> Result<Vec<T>, StoreError> {
    rows.iter().map(parse).collect::<Result<_, _>>().map_err(Failure::into_store_error)
}

fn refused(why: impl Into<String>) -> StoreError {
    StoreError::new(StoreErrorKind::Refused, why.into())
}

fn read_failed(error: tokio_postgres::Error) -> StoreError {
    Failure::of(&Step::Read("copy"), error).into_store_error()
}

fn write_failed(error: tokio_postgres::Error) -> StoreError {
    Failure::of(&Step::Write("copy"), error).into_store_error()
}
