//! One batch: lock, decide, write, in two round trips.
//!
//! ```text
//! first flight    BEGIN · lock_lane · find_assets · lock_wallets (· lock_cap_usages) · find_transactions
//!                 (· find_claims · find_open_holds · find_payments · number_wallets) · read_clock
//! in memory       Book -> decide -> Plan
//! crossing        (count_crossing, for each lane that is written to: on a distributed ledger, if there are several)
//! second flight   (insert_openings ·) insert_transactions · insert_entries · update_wallets
//!                 (· upsert_claims · update_usages · save_cap_usages · insert_payments) · insert_commit · update_lane · COMMIT
//! ```
//! The futures of a flight are polled together on one connection, so its statements go out in one packet and the
//! answers come back in one. For that, every statement was prepared when the connection was made.
//!
//! - **Order of locks**: the lane's row, then wallets by ascending id, then what capped keys have used in ascending order. A
//!   lane's batches take turns, whichever server they come from; opposing transfers cannot deadlock.
//! - **Lanes** commit side by side, each on its own stripe of treasury and revenue. A treasury's stripe that is short
//!   makes the batch roll back and begin again with all of that treasury locked.
//! - **The time is the database's**, asked behind the locks in the first flight: servers cannot disagree, and of two batches
//!   of a lane the later one has the later time.
//! - **Recorded transactions are read last**: as a later statement it sees what the locks have waited for.
//! - **Committed means that every statement of the second flight answered without error.** A COMMIT behind a failed
//!   statement answers "ok" too, and has rolled back; so its own answer alone proves nothing.
//! - **Conflicts** (40001, 40P01, and 23505: someone recorded the key, or credited the payment, meanwhile) have changed
//!   nothing: decide again (`tx`).
//! - **A replay is as durable as the first answer**: a batch that only repeats what is recorded ends with COMMIT, too, and
//!   waits for the synchronous standbys like any other. One that is only tried, or leaves its keys free, is rolled back.
//! - **Unknown** is a connection lost once the second flight was sent. The same commands are executed again on a new
//!   connection: the lane's row and the primary key wait for the old backend, so the answer is the truth. Only when
//!   that runs out of time too is the caller told that the outcome is unknown.
//! - **Halving** a refused batch is the commit queue's, for all stores alike.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::try_join_all;
use futures_util::{join, try_join};
use tokio::time::timeout;
use tokio_postgres::Row;
use wallet_domain::{
    Book, ChainHash, ChainLink, Command, Credited, Deciding, Footprint, Group, Lane, Lanes, Outcome, Plan, StoreError,
    Timestamp, TransactionId, WalletId, decide,
};

use crate::PgLedger;
use crate::columns::{
    ClaimColumns, EntryColumns, IdColumns, NameColumns, OpeningColumns, Params, PaymentColumns, PaymentNames,
    TransactionColumns, WalletColumns, WalletNames,
};
use crate::engine::Dialect;
use crate::error::{Failure, Step};
use crate::numbers::BLOCK;
use crate::pool::Lent;
use crate::sql::{
    COUNT_CROSSING, FIND_ASSETS, FIND_CLAIMS, FIND_OPEN_HOLDS, FIND_PAYMENTS, FIND_SHARD_HERE, FIND_TRANSACTIONS,
    GUARD_SHARD, HAS_TRANSACTIONS, INSERT_COMMIT, INSERT_ENTRIES, INSERT_OPENINGS, INSERT_PAYMENTS, LOCK_LANE,
    LOCK_WALLETS, NUMBER_WALLETS, READ_CLOCK, UPDATE_LANE, UPDATE_USAGES, UPDATE_WALLETS, UPSERT_CLAIMS,
};
use crate::tx::Reach;
use crate::{caps, rows, tx};

/// What the first flight brought beside the book.
struct Loaded {
    /// The store's numbers of the footprint's assets, by slot.
    asset_ids: Vec<Option<i32>>,
    /// The number of the lane's latest commit.
    commit: i64,
    /// The hash of that commit.
    head: ChainHash,
    /// The layout of the database's lanes.
    layout: i32,
    /// The time, by the clock that all servers share.
    now: Timestamp,
}

impl PgLedger {
    /// Executes a batch.
    pub(crate) async fn execute_batch(
        &self,
        commands: &[Command],
        groups: &[Group],
    ) -> Result<Vec<Outcome>, StoreError> {
        self.follow_shards().await;
        let way = |tries| self.way_of(commands, tries);
        let work = |connection, reach| Box::pin(self.try_once((connection, reach), commands, groups));
        self.run_flights("execute", way, work).await
    }

    async fn try_once(
        &self,
        (connection, reach): (Lent, Reach),
        commands: &[Command],
        groups: &[Group],
    ) -> Result<Vec<Outcome>, Failure> {
        let (lane, layout) = self.lanes.lane_for(commands);
        let mut deciding = Deciding::of(commands, groups, lane);
        loop {
            let footprint = deciding.footprint();
            let is_crossing = lane.lanes().are_shards() && !footprint.keeps_to_lane();
            if is_crossing && reach == Reach::Lane {
                connection.give_back();
                return Err(Failure::of_crossing());
            }
            let loading = self.first_flight(&connection, &footprint, lane);
            let (mut book, loaded) = timeout(self.flight_timeout(), loading)
                .await
                .unwrap_or_else(|_| Err(Failure::of_silence(&Step::Read("first flight"))))?;
            if loaded.layout != layout {
                roll_back(&connection).await?;
                connection.give_back();
                return Err(Failure::of_old_lanes());
            }
            let now = loaded.now;
            let Some(plan) = deciding.take(decide(&mut book, now))? else {
                roll_back(&connection).await?;
                continue;
            };
            #[cfg(feature = "testing")]
            self.stop_between_flights().await;
            if plan.transactions().is_empty() {
                self.end_unwritten(&connection, &plan).await?;
            } else {
                if is_crossing {
                    count_crossing(&connection, lane.lanes(), &plan).await?;
                }
                let writing = Box::pin(second_flight(&connection, &loaded, &plan, (lane, now)));
                timeout(self.flight_timeout(), writing)
                    .await
                    .unwrap_or_else(|_| Err(Failure::of_silence(&Step::Write("second flight"))))?;
                self.lanes.note_commit(lane, loaded.commit, loaded.commit + 1);
            }
            connection.give_back();
            return Ok(plan.into_outcomes());
        }
    }

    /// Ends a batch that writes nothing: all of it had been decided before, or is not to last.
    ///
    /// After a crash PostgreSQL shows commits that no standby has. So what tells of an earlier commit ends with COMMIT:
    /// the row lock of the lane was written to the log behind that commit, and COMMIT waits until the synchronous standbys
    /// have the log up to there.
    async fn end_unwritten(&self, connection: &Lent, plan: &Plan) -> Result<(), Failure> {
        if !plan.tells_recorded() {
            return roll_back(connection).await;
        }
        let committed = timeout(self.flight_timeout(), commit(connection)).await;
        committed.unwrap_or_else(|_| Err(Failure::of_silence(&COMMIT)))
    }

    async fn first_flight<'a>(
        &self,
        connection: &Lent,
        footprint: &'a Footprint<'a>,
        lane: Lane,
    ) -> Result<(Book<'a>, Loaded), Failure> {
        let codes: Vec<&str> = footprint.assets().iter().map(|code| code.as_str()).collect();
        let wallets = self.names_to_lock(footprint);
        let ids = IdColumns::of(footprint);

        let begin = async {
            let begun = connection.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED").await;
            begun.map_err(|error| Failure::of(&Step::Read("begin"), error))
        };
        let (number, stripe_key) = (lane.number(), lane.stripe_key());
        let lane_params: Params<'_, 2> = [&number, &stripe_key];
        let guarded = Box::pin(guard_shard(connection, stripe_key));
        let asset_params: Params<'_, 1> = [&codes];
        let locked = async { lock_wallets(connection, &wallets, &codes).await };
        let recorded = async { self.load_recorded(connection, &ids).await };
        let claims = async { load_claims(connection, footprint).await };
        // Boxed, as most batches have none: the future of a batch stays small.
        let payments = Box::pin(load_payments(connection, footprint));
        let numbers = async { self.number_openings(connection, footprint.to_open().len()).await };
        let capped = Box::pin(caps::lock(connection, footprint.cap_usages()));
        let (
            (),
            (),
            lane,
            found_assets,
            found_wallets,
            found_caps,
            found_transactions,
            found_claims,
            found_payments,
            numbers,
            clock,
        ) = try_join!(
            begin,
            guarded,
            tx::read(connection, LOCK_LANE, &lane_params),
            tx::read(connection, FIND_ASSETS, &asset_params),
            locked,
            capped,
            recorded,
            claims,
            payments,
            numbers,
            tx::read(connection, READ_CLOCK, &[]),
        )?;
        let now = self.clock.of_answer(&clock)?;

        let mut book = Book::new(footprint);
        let mut asset_ids = vec![None; codes.len()];
        for found in &found_assets {
            let slot = rows::slot(found)?;
            asset_ids[slot] = Some(rows::get(found, "id")?);
            book.put_asset(slot, rows::policy(found)?);
        }
        put_wallets(&mut book, &wallets, &found_wallets)?;
        for (&slot, number) in footprint.to_open().iter().zip(&numbers) {
            let id = WalletId::new(footprint.wallets()[slot].shard_key(), *number);
            let id = id.map_err(|why| Failure::corrupt(why.to_string()))?;
            book.put_opening(slot, id, now);
        }
        caps::put(&mut book, footprint, &found_caps)?;
        for found in &found_transactions {
            book.put_transaction(ids.slots[rows::slot(found)?], rows::transaction(found)?);
        }
        for found in &found_claims {
            book.put_claim(rows::claim(found)?);
        }
        for found in &found_payments {
            let first = TransactionId::from_uuid(rows::get(found, "first")?);
            book.put_payment(rows::slot(found)?, Credited { first, latest: rows::get(found, "latest")? });
        }
        let lane = lane.first().ok_or_else(|| Failure::corrupt("the lanes table has lost its row"))?;
        let head = rows::hash(lane, "head")?.unwrap_or(ChainHash::ZERO);
        let (commit, layout) = (rows::get(lane, "number")?, rows::get(lane, "layout")?);
        Ok((book, Loaded { asset_ids, commit, head, layout, now }))
    }

    fn names_to_lock<'a>(&self, footprint: &'a Footprint<'a>) -> Vec<WalletNames<'a>> {
        let layout = self.nodes.as_ref().map(|nodes| nodes.layout());
        WalletNames::of(footprint, layout.as_deref())
    }

    /// Numbers for the wallets that first credits may open: of most batches none.
    async fn number_openings(&self, connection: &Lent, count: usize) -> Result<Vec<i64>, Failure> {
        if count == 0 {
            return Ok(Vec::new());
        }
        if self.engine.dialect() == Dialect::Plain {
            return number_wallets(connection, count).await;
        }
        if let Some(numbers) = self.numbers.take(count) {
            return Ok(numbers);
        }
        // The sequence is the coordinator's.
        let coordinator = Lent::from(&self.pool).await?;
        let block = number_wallets(&coordinator, count.max(BLOCK)).await?;
        coordinator.give_back();
        Ok(self.numbers.refill(block, count))
    }

    /// What is recorded under the footprint's ids.
    async fn load_recorded(&self, connection: &Lent, ids: &IdColumns) -> Result<Vec<Row>, Failure> {
        if self.engine.dialect() != Dialect::Plain
            && tx::read(connection, HAS_TRANSACTIONS, &ids.params()).await?.is_empty()
        {
            return Ok(Vec::new());
        }
        if let Dialect::Shard(_) = connection.dialect {
            // Its legs may be in any shard, and Citus has no plan for shards that it does not know.
            let set = connection.batch_execute("SET LOCAL plan_cache_mode = auto").await;
            set.map_err(|error| Failure::of(&FIND_TRANSACTIONS.into(), error))?;
        }
        tx::read(connection, FIND_TRANSACTIONS, &ids.params()).await
    }

    /// The server ends a statement in time; this is for a server, or a network, that no longer does anything.
    fn flight_timeout(&self) -> Duration {
        self.config.statement_timeout + self.config.connect_timeout
    }
}

/// Holds the shard that a connection is for where it is, and looks whether it is there, until the database transaction ends.
///
/// Its tables are asked by their own names, past Citus, which plans each statement anew and may move the shard meanwhile. A
/// move ends with a lock that waits for the guard, so behind it the shard is on this node, or the batch is decided elsewhere.
async fn guard_shard(connection: &Lent, stripe_key: i16) -> Result<(), Failure> {
    let Dialect::Shard(tables) = connection.dialect else { return Ok(()) };
    let (key, shard): (Params<'_, 1>, i64) = ([&stripe_key], tables.shard());
    let here: Params<'_, 1> = [&shard];
    let (_, found) = try_join!(tx::read(connection, GUARD_SHARD, &key), tx::read(connection, FIND_SHARD_HERE, &here))?;
    if found.is_empty() { Err(Failure::of_moved_shard()) } else { Ok(()) }
}

/// Locks the footprint's wallets, by one statement, or on a distributed ledger by one for each shard.
async fn lock_wallets(
    connection: &Lent,
    shards: &[WalletNames<'_>],
    codes: &Vec<&str>,
) -> Result<Vec<Vec<Row>>, Failure> {
    if let [all] = shards {
        return Ok(vec![tx::read(connection, LOCK_WALLETS, &all.params(codes)).await?]);
    }
    // Polled in their order, so they are sent in it.
    try_join_all(shards.iter().map(|names| async { tx::read(connection, LOCK_WALLETS, &names.params(codes)).await }))
        .await
}

/// New numbers of wallets.
async fn number_wallets(connection: &Lent, count: usize) -> Result<Vec<i64>, Failure> {
    let count = i32::try_from(count).expect("a batch is small");
    let numbers = tx::read(connection, NUMBER_WALLETS, &[&count]).await?;
    numbers.iter().map(|row| rows::get(row, "number")).collect()
}

/// What the batch's commands are about, and the open holds of the wallets that are short: of most batches nothing, and
/// nothing is sent. As the flight's last statements they see what the locks have waited for.
async fn load_claims(connection: &Lent, footprint: &Footprint<'_>) -> Result<Vec<Row>, Failure> {
    let about = async {
        if footprint.claims().is_empty() {
            return Ok(Vec::new());
        }
        let shards: Vec<i16> = footprint.claims().iter().map(|id| id.shard_key()).collect();
        let ids: Vec<uuid::Uuid> = footprint.claims().iter().map(|id| id.as_uuid()).collect();
        tx::read(connection, FIND_CLAIMS, &[&shards, &ids]).await
    };
    let open = async {
        if footprint.short().is_empty() {
            return Ok(Vec::new());
        }
        tx::read(connection, FIND_OPEN_HOLDS, &NameColumns::of_short(footprint).names()).await
    };
    let (mut found, open) = try_join!(about, open)?;
    found.extend(open);
    Ok(found)
}

/// What is known of the payments that the batch's top-ups name: of most batches nothing, and nothing is sent.
async fn load_payments(connection: &Lent, footprint: &Footprint<'_>) -> Result<Vec<Row>, Failure> {
    if footprint.payments().is_empty() {
        return Ok(Vec::new());
    }
    tx::read(connection, FIND_PAYMENTS, &PaymentNames::of(footprint.payments().iter().copied()).params()).await
}

/// Puts the wallets that were locked, statement by statement, into the book.
fn put_wallets(book: &mut Book<'_>, asked: &[WalletNames<'_>], found: &[Vec<Row>]) -> Result<(), Failure> {
    for (names, rows_found) in asked.iter().zip(found) {
        for row in rows_found {
            let slot = names.slots[rows::slot(row)?];
            book.put_wallet(slot, rows::wallet_state(row)?);
            if let Some(usage) = rows::usage(row)? {
                book.put_usage(slot, usage);
            }
        }
    }
    Ok(())
}

/// Counts the batch in every lane that it writes wallets of. Lane by lane, behind the locks of wallets: so two such batches
/// never wait in a circle, and only such batches wait here.
async fn count_crossing(connection: &Lent, lanes: Lanes, plan: &Plan) -> Result<(), Failure> {
    let written: BTreeSet<i16> =
        plan.wallets().iter().map(|wallet| lanes.lane_of_key(wallet.id.shard_key()).number()).collect();
    for lane in written {
        tx::write(connection, COUNT_CROSSING, &[&lane, &lanes.stripe_key(lane)]).await?;
    }
    Ok(())
}

async fn second_flight(
    connection: &Lent,
    loaded: &Loaded,
    plan: &Plan,
    (lane, now): (Lane, Timestamp),
) -> Result<(), Failure> {
    let asset_ids = plan.asset_slots().iter().map(|slot| loaded.asset_ids[*slot]);
    let transactions = TransactionColumns::of(plan.transactions().iter().zip(asset_ids));
    let entries = EntryColumns::of(plan.transactions().iter());
    let wallets = WalletColumns::of(plan.wallets().iter());
    let ids: Vec<uuid::Uuid> = plan.transactions().iter().map(|transaction| transaction.id().as_uuid()).collect();
    let link = ChainLink::of(plan.transactions(), lane, loaded.commit + 1, now, loaded.head);
    let (root, previous, head) = (&link.seal.root.as_bytes()[..], &link.seal.previous.as_bytes()[..], link.hash());
    let at = rows::to_system_time(now);

    let openings = OpeningColumns::of(plan.openings(), &loaded.asset_ids);
    let opening_params = openings.params(&at);
    let opened = tx::write_if(!plan.openings().is_empty(), connection, INSERT_OPENINGS, &opening_params);
    let used_ids: Vec<i64> = plan.usages().iter().map(|(wallet, _)| wallet.value()).collect();
    let usages: Vec<String> = plan.usages().iter().map(|(_, usage)| usage.to_json()).collect();
    let usage_params: Params<'_, 2> = [&used_ids, &usages];
    let counted = tx::write_if(!usages.is_empty(), connection, UPDATE_USAGES, &usage_params);
    let capped = Box::pin(caps::save(connection, plan.cap_usages()));
    let (insertion, transactions) = transactions.insertion();
    let (entries, wallets) = (entries.params(), wallets.params());
    let inserted = tx::write(connection, insertion, &transactions);
    let booked = tx::write(connection, INSERT_ENTRIES, &entries);
    let moved = tx::write(connection, UPDATE_WALLETS, &wallets);
    let stripe_key = lane.stripe_key();
    let commit_params: Params<'_, 7> = [&link.lane, &stripe_key, &link.number, &previous, &root, &ids, &at];
    let numbered = tx::write(connection, INSERT_COMMIT, &commit_params);
    let claims = ClaimColumns::of(plan.claims());
    let claim_params = claims.params();
    let claimed = tx::write_if(!plan.claims().is_empty(), connection, UPSERT_CLAIMS, &claim_params);
    let payments = PaymentColumns::of(plan.payments());
    let payment_params = payments.params();
    // Boxed, as most batches have none: the future of a batch stays small.
    let credited = Box::pin(tx::write_if(!payments.is_empty(), connection, INSERT_PAYMENTS, &payment_params));
    let head = &head.as_bytes()[..];
    let lane_params: Params<'_, 4> = [&link.lane, &stripe_key, &link.number, &head];
    let advanced = tx::write(connection, UPDATE_LANE, &lane_params);
    let committed = commit(connection);
    // Every answer counts, and the first that failed tells why: whatever follows it only says that it was skipped.
    let (opened, inserted, booked, moved, claimed, counted, capped, credited, numbered, advanced, committed) =
        join!(opened, inserted, booked, moved, claimed, counted, capped, credited, numbered, advanced, committed);
    let written = opened.and(inserted).and(booked).and(moved).and(claimed).and(counted).and(capped).and(credited);
    written.and(numbered).and(advanced).and(committed)
}

const COMMIT: Step = Step::Write("commit");

async fn commit(connection: &Lent) -> Result<(), Failure> {
    connection.batch_execute("COMMIT").await.map_err(|error| Failure::of(&COMMIT, error))
}

async fn roll_back(connection: &Lent) -> Result<(), Failure> {
    connection.batch_execute("ROLLBACK").await.map_err(|error| Failure::of(&Step::Read("rollback"), error))
}
