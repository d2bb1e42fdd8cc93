//! Copying another store's ledger into this one (port [`Importer`], decision 0025), on a connection of its own.
//!
//! - Ids, lanes and numbers are kept. An asset's id is the database's own: no other store knows it.
//! - Records come in the columns of a batch, by the same statements, past the same constraints and triggers.
//! - A chunk locks the lanes and the wallets that it moves, and has to begin where they are: so two copies into one
//!   database, or a server that was started on it before, spoil nothing.

use std::collections::HashMap;
use std::time::SystemTime;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio_postgres::Row;
use uuid::Uuid;
use wallet_domain::access::{ApiKey, KeyCreation};
use wallet_domain::copy::{AssetCopy, Chunk, CommitCopy, CopyStatus, Importer, LaneEnd, Place, WalletCopy};
use wallet_domain::record::stored::stored_policy;
use wallet_domain::{
    AssetCode, Boxed, Change, ChangeRecord, Claim, Description, FeedPlace, Journal, Lanes, Name, ObjectId, OwnerId,
    Rejection, StoreError, StoreErrorKind, Timestamp, Transaction, Usage, WalletId, WalletState,
};

use crate::columns::{ClaimColumns, EntryColumns, Params, PaymentColumns, TransactionColumns, WalletColumns, count};
use crate::config::PgConfig;
use crate::engine::{Dialect, Engine};
use crate::error::{Failure, Step};
use crate::feed::PlaceColumns;
use crate::journal::{self, PgJournal};
use crate::keys::KeyColumns;
use crate::lanes::{FIRST_LAYOUT, numbers_and_keys};
use crate::pool::{Begun, Linked};
use crate::rows::to_system_time;
use crate::sql::{
    ADVANCE_CHANGE_NUMBERS, ADVANCE_LANES, ADVANCE_WALLET_NUMBERS, DROP_LANE, FIND_ASSET_IDS, FIND_COPY, FIND_STATES,
    FINISH_COPY, HAS_RECORDS, IMPORT_ASSET, IMPORT_CHANGE, IMPORT_WALLETS, INSERT_API_KEY, INSERT_COMMITS, INSERT_COPY,
    INSERT_CROSSINGS, INSERT_ENTRIES, INSERT_FEED, INSERT_LANES, INSERT_PAYMENTS, LIST_LAYOUT, LOCK_COPY, LOCK_LANE,
    LOCK_LANES, LOCK_STATES, NOTE_API_KEY_USE, REVOKE_API_KEY, ROTATE_API_KEY, SET_LAYOUT, SETTLE_WALLETS, Statement,
    UPDATE_WALLETS, UPSERT_CLAIMS,
};
use crate::tx::{self, Connection, Values};
use crate::{PgClock, PgLedger, rows};

/// Refuses a copy that is not finished.
pub(crate) async fn check_whole(connection: &impl Connection) -> Result<(), StoreError> {
    match find_copy(connection).await.map_err(Failure::into_store_error)? {
        Some((source, false)) => Err(refused(format!(
            "the database is an unfinished copy of {source}: run the same command again, it goes on where it ended"
        ))),
        _ => Ok(()),
    }
}

/// The source of which the store is a copy, and whether it is whole.
async fn find_copy(connection: &impl Connection) -> Result<Option<(String, bool)>, Failure> {
    let found = tx::read(connection, FIND_COPY, &[]).await?;
    found.first().map(|row| Ok((rows::get(row, "source")?, rows::get(row, "is_whole")?))).transpose()
}

/// A database to be copied into: it may be a copy that is not whole. It gets no lanes of its own.
pub struct PgImporter {
    ledger: PgLedger,
    journal: PgJournal,
    /// Calls come one after the other.
    client: Mutex<Linked>,
}

impl PgImporter {
    /// Connects to a migrated database.
    ///
    /// # Errors
    /// As [`PgLedger::connect`], but for a copy that is not whole.
    pub fn connect(config: PgConfig, clock: impl Into<PgClock>) -> Boxed<'static, Result<Self, StoreError>> {
        Box::pin(Self::open(config, clock.into()))
    }

    async fn open(config: PgConfig, clock: PgClock) -> Result<Self, StoreError> {
        let (client, journal) = (journal::connect(&config).await?, PgJournal::connect(&config).await?);
        Ok(Self { ledger: PgLedger::attach(config, clock).await?, journal, client: Mutex::new(client) })
    }

    /// Runs one statement in a commit of its own, if the store is a copy that is not whole.
    async fn import(&self, statement: Statement, values: Values<'_>) -> Result<(), StoreError> {
        let mut client = self.client.lock().await;
        let transaction = begin(&mut client).await?;
        tx::write(&transaction, statement, values).await.map_err(Failure::into_store_error)?;
        transaction.commit().await.map_err(commit_failed)
    }

    /// Runs one statement in a commit of its own.
    async fn write(&self, statement: Statement, values: Values<'_>) -> Result<(), StoreError> {
        let client = self.client.lock().await;
        tx::write(&*client, statement, values).await.map(|_| ()).map_err(Failure::into_store_error)
    }

    /// The lanes that the database has, by number and stripe key.
    async fn list_lanes(&self) -> Result<Vec<(i16, i16)>, StoreError> {
        let client = self.client.lock().await;
        let found = tx::read(&*client, LIST_LAYOUT, &[]).await;
        let lane = |row: &Row| Ok((rows::get(row, "lane")?, rows::get(row, "stripe_key")?));
        found.and_then(|found| read(&found, lane)).map_err(Failure::into_store_error)
    }
}

/// Begins a commit of an import.
async fn begin(client: &mut Linked) -> Result<Begun<'_>, StoreError> {
    let transaction = client.begin().await.map_err(Failure::into_store_error)?;
    let locked = tx::read(&transaction, LOCK_COPY, &[]).await.map_err(Failure::into_store_error)?;
    if locked.is_empty() { Err(refused("it is no unfinished copy")) } else { Ok(transaction) }
}

#[async_trait]
impl Importer for PgImporter {
    fn journal(&self) -> &dyn Journal {
        &self.journal
    }

    async fn copy_status(&self) -> Result<CopyStatus, StoreError> {
        let client = self.client.lock().await;
        let status = async {
            let has_records = tx::read(&*client, HAS_RECORDS, &[]).await?.iter().any(|row| row.get(0));
            Ok(match find_copy(&*client).await? {
                Some((source, true)) => CopyStatus::Finished(source),
                Some((source, false)) => CopyStatus::Unfinished(source),
                None if has_records => CopyStatus::Occupied,
                None => CopyStatus::Empty,
            })
        };
        status.await.map_err(Failure::into_store_error)
    }

    async fn begin_copy(&self, source: &str, at: Timestamp) -> Result<(), StoreError> {
        match self.copy_status().await? {
            CopyStatus::Unfinished(begun) if begun == source => Ok(()),
            _ => self.write(INSERT_COPY, &[&source, &to_system_time(at)]).await,
        }
    }

    async fn import_lanes(&self, lanes: Lanes) -> Result<(), StoreError> {
        let (numbers, stripe_keys) = numbers_and_keys(lanes, 0);
        for (number, stripe_key) in self.list_lanes().await? {
            if !numbers.contains(&number) || lanes.stripe_key(number) != stripe_key {
                self.import(DROP_LANE, &[&number, &stripe_key]).await?;
            }
        }
        self.import(INSERT_LANES, &[&numbers, &stripe_keys, &FIRST_LAYOUT]).await?;
        self.import(INSERT_CROSSINGS, &[&numbers, &stripe_keys]).await?;
        self.import(SET_LAYOUT, &[&FIRST_LAYOUT]).await
    }

    async fn import_assets(&self, assets: &[AssetCopy]) -> Result<(), StoreError> {
        for AssetCopy { asset, created_at } in assets {
            let description = asset.description.as_ref().map(Description::as_str);
            let at = to_system_time(*created_at);
            let (code, policy) = (asset.code.as_str(), stored_policy(&asset.policy));
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
        let times: Vec<_> = wallets.iter().map(|copy| to_system_time(copy.created_at)).collect();
        self.import(IMPORT_WALLETS, &[&ids, &owners, &codes, &stripes, &floors, &times]).await
    }

    async fn find_states(&self, ids: &[WalletId]) -> Result<Vec<WalletState>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.value()).collect();
        let client = self.client.lock().await;
        let found = tx::read(&*client, FIND_STATES, &[&ids]).await;
        found.and_then(|found| read(&found, rows::wallet_state)).map_err(Failure::into_store_error)
    }

    async fn import_commits(&self, chunk: &Chunk) -> Result<(), StoreError> {
        let mut client = self.client.lock().await;
        let transaction = begin(&mut client).await?;
        let lanes = lock_lanes(&transaction).await.map_err(Failure::into_store_error)?;
        match chunk.place(|lane| lanes.iter().find(|end| end.lane == lane).map(|end| end.number)) {
            Place::Before => {}
            Place::Behind => return Ok(()),
            Place::Elsewhere => return Err(refused("somebody else books in it")),
        }
        lock_wallets(&transaction, chunk, &self.ledger.engine).await?;
        book(&transaction, chunk, &lanes).await.map_err(Failure::into_store_error)?;
        transaction.commit().await.map_err(commit_failed)
    }

    async fn settle_claims(&self, claims: &[Claim]) -> Result<(), StoreError> {
        self.import(UPSERT_CLAIMS, &ClaimColumns::of(claims).params()).await
    }

    async fn settle_wallets(&self, wallets: &[WalletCopy]) -> Result<(), StoreError> {
        let states: Vec<&WalletState> = wallets.iter().map(|copy| &copy.wallet.state).collect();
        let usages: Vec<Option<String>> = wallets.iter().map(|copy| copy.usage.as_ref().map(Usage::to_json)).collect();
        let ids: Vec<i64> = states.iter().map(|state| state.id.value()).collect();
        let versions: Vec<i64> = states.iter().map(|state| state.version).collect();
        let statuses: Vec<i16> = states.iter().map(|state| state.status.code()).collect();
        let times: Vec<_> = states.iter().map(|state| to_system_time(state.last_entry_at)).collect();
        let held: Vec<i64> = states.iter().map(|state| state.held).collect();
        let debts: Vec<i64> = states.iter().map(|state| state.debt).collect();
        self.import(SETTLE_WALLETS, &[&ids, &held, &versions, &statuses, &times, &usages, &debts]).await
    }

    async fn import_changes(&self, changes: &[ChangeRecord]) -> Result<(), StoreError> {
        for ChangeRecord { number, at, note, change } in changes {
            let Change { action, owner, asset, object, before, after } = change;
            let (at, reason) = (to_system_time(*at), note.reason.as_ref().map(Description::as_str));
            let (owner, actor) = (owner.as_ref().map(OwnerId::as_str), note.actor.as_str());
            let asset = asset.as_ref().map(AssetCode::as_str);
            let (name, object) = (note.name.as_ref().map(Name::as_str), object.as_ref().map(ObjectId::as_str));
            let params: Params<'_, 11> =
                [number, &at, &actor, &name, &reason, &action.name(), &owner, &asset, &object, before, after];
            self.import(IMPORT_CHANGE, &params).await?;
        }
        Ok(())
    }

    async fn import_key(&self, key: &ApiKey) -> Result<KeyCreation, StoreError> {
        let id = key.id.to_string();
        // One that a run before has copied may have been rotated, used or revoked since.
        if let Some(rotation) = &key.rotation {
            let (digest, old): (&[u8], &[u8]) = (key.digest.as_bytes(), rotation.old.as_bytes());
            self.import(ROTATE_API_KEY, &[&id, &digest, &rotation.to_json(), &old]).await?;
        }
        self.import(INSERT_API_KEY, &KeyColumns::of(key).params()).await?;
        if let Some(at) = key.last_used_at {
            self.import(NOTE_API_KEY_USE, &[&id, &to_system_time(at)]).await?;
        }
        if let Some(at) = key.revoked_at {
            let by = key.revoked_by.as_ref().map(Name::as_str);
            self.import(REVOKE_API_KEY, &[&id, &to_system_time(at), &by]).await?;
        }
        self.ledger.whether_kept(key).await
    }

    async fn import_feed(&self, places: &[FeedPlace]) -> Result<(), StoreError> {
        self.import(INSERT_FEED, &PlaceColumns::of(places).params()).await
    }

    async fn finish_copy(&self, at: Timestamp) -> Result<(), StoreError> {
        self.write(ADVANCE_WALLET_NUMBERS, &[]).await?;
        self.write(ADVANCE_CHANGE_NUMBERS, &[]).await?;
        self.write(FINISH_COPY, &[&to_system_time(at)]).await
    }
}

/// Where every lane is, and stays until the commit. On a distributed ledger nothing is locked over several shards.
async fn lock_lanes(transaction: &Begun<'_>) -> Result<Vec<LaneEnd>, Failure> {
    if transaction.dialect == Dialect::Plain {
        return read(&tx::read(transaction, LOCK_LANES, &[]).await?, rows::lane_end);
    }
    let mut ends = Vec::new();
    for row in tx::read(transaction, LIST_LAYOUT, &[]).await? {
        let (lane, stripe_key): (i16, i16) = (rows::get(&row, "lane")?, rows::get(&row, "stripe_key")?);
        for row in tx::read(transaction, LOCK_LANE, &[&lane, &stripe_key]).await? {
            ends.push(LaneEnd { lane, number: rows::get(&row, "number")?, stripe_key });
        }
    }
    Ok(ends)
}

/// Each wallet that a chunk moves has to be where the chunk begins, and stays there until the commit.
async fn lock_wallets(transaction: &Begun<'_>, chunk: &Chunk, engine: &Engine) -> Result<(), StoreError> {
    let mut found: Vec<(i64, i64)> = Vec::new();
    for ids in engine.by_shard(chunk.wallets().map(|step| step.to.id.value()).collect()) {
        let locked = tx::read(transaction, LOCK_STATES, &[&ids]).await;
        let locked =
            locked.and_then(|rows| read(&rows, |row| Ok((rows::get(row, "id")?, rows::get(row, "sequence")?))));
        found.extend(locked.map_err(Failure::into_store_error)?);
    }
    found.sort_unstable();
    if found.into_iter().eq(chunk.wallets().map(|step| (step.to.id.value(), step.from))) {
        Ok(())
    } else {
        Err(refused("somebody else books in it"))
    }
}

async fn book(transaction: &Begun<'_>, chunk: &Chunk, lanes: &[LaneEnd]) -> Result<(), Failure> {
    let assets = tx::read(transaction, FIND_ASSET_IDS, &[]).await?;
    let assets: HashMap<String, i32> =
        read(&assets, |row| Ok((rows::get(row, "code")?, rows::get(row, "id")?)))?.into_iter().collect();
    // An asset that was not there when it was decided has no id in the row.
    let asset_id = |decided: &Transaction| match &decided.result {
        Err(Rejection::AssetNotFound { asset }) if asset == decided.command.asset() => None,
        _ => assets.get(decided.command.asset().as_str()).copied(),
    };
    let decided: Vec<&Transaction> = chunk.commits().iter().flat_map(|commit| &commit.transactions).collect();
    let transactions = TransactionColumns::of(decided.iter().map(|decided| (*decided, asset_id(decided))));
    let entries = EntryColumns::of(decided.iter().copied());
    let wallets = WalletColumns::of(chunk.wallets().map(|step| &step.to));
    let commits = CommitColumns::of(chunk.commits(), lanes);
    let lanes: Vec<i16> = chunk.lanes().map(|step| step.lane).collect();
    let numbers: Vec<i64> = chunk.lanes().map(|step| step.to).collect();
    let heads: Vec<Option<&[u8]>> =
        chunk.lanes().map(|step| step.head.as_ref().map(|head| &head.as_bytes()[..])).collect();
    let advanced: Params<'_, 3> = [&lanes, &numbers, &heads];
    let payments = PaymentColumns::of(decided.iter().filter_map(|it| it.payment()));
    let (insertion, inserted) = transactions.insertion();
    for (statement, values) in [
        (insertion, &inserted[..]),
        (INSERT_ENTRIES, &entries.params()[..]),
        (UPDATE_WALLETS, &wallets.params()[..]),
        (INSERT_PAYMENTS, &payments.params()[..]),
        (INSERT_COMMITS, &commits.params()[..]),
        (ADVANCE_LANES, &advanced[..]),
    ] {
        tx::write(transaction, statement, values).await?;
    }
    Ok(())
}

/// The parameters of `insert_commits`.
#[derive(Default)]
struct CommitColumns<'a> {
    lanes: Vec<i16>,
    stripe_keys: Vec<i16>,
    numbers: Vec<i64>,
    previous: Vec<Option<&'a [u8]>>,
    roots: Vec<Option<&'a [u8]>>,
    first_ids: Vec<i32>,
    last_ids: Vec<i32>,
    ids: Vec<Uuid>,
    times: Vec<SystemTime>,
}

impl<'a> CommitColumns<'a> {
    fn of(commits: &'a [CommitCopy], lanes: &[LaneEnd]) -> Self {
        let mut columns = Self::default();
        for commit in commits {
            let lane = lanes.iter().find(|lane| lane.lane == commit.lane);
            columns.lanes.push(commit.lane);
            columns.stripe_keys.push(lane.expect("a chunk's lanes are those of the table").stripe_key);
            columns.numbers.push(commit.number);
            columns.previous.push(commit.seal.as_ref().map(|seal| &seal.previous.as_bytes()[..]));
            columns.roots.push(commit.seal.as_ref().map(|seal| &seal.root.as_bytes()[..]));
            // SQL counts from 1.
            columns.first_ids.push(count(columns.ids.len() + 1));
            columns.ids.extend(commit.transactions.iter().map(|transaction| transaction.id().as_uuid()));
            columns.last_ids.push(count(columns.ids.len()));
            columns.times.push(to_system_time(commit.created_at));
        }
        columns
    }

    fn params(&self) -> Params<'_, 9> {
        [
            &self.lanes,
            &self.stripe_keys,
            &self.numbers,
            &self.previous,
            &self.roots,
            &self.first_ids,
            &self.last_ids,
            &self.ids,
            &self.times,
        ]
    }
}

fn read<T>(rows: &[Row], parse: impl Fn(&Row) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    rows.iter().map(parse).collect()
}

fn refused(why: impl Into<String>) -> StoreError {
    StoreError::new(StoreErrorKind::Refused, why.into())
}

fn commit_failed(error: tokio_postgres::Error) -> StoreError {
    Failure::of(&Step::Write("commit"), error).into_store_error()
}
