//! One batch, one commit: load what the batch touches, let the domain decide, write what it decided.
//!
//! ```text
//! BEGIN IMMEDIATE                    the file's one write lock: no wallet can change until the commit
//!   find_asset_id, find_wallet_state, find_transaction      what the footprint names   -> Book
//!   decide                                                  in memory                  -> Plan
//!   insert_transaction, insert_entry, update_wallet, insert_feed, insert_commit
//! COMMIT                             one sync of the write-ahead log
//! ```
//! What the decision still needs after the first load is loaded under the same lock, and it is decided again
//! (`wallet_domain::decide_with`): all stripes of a treasury that came from a store with several lanes, the holds of a
//! wallet that is short.
//! Claims, payments, usages of limits and those of caps are read and written only where a command needs them. A wallet that a first
//! credit opens is inserted with it.
//!
//! Each entry is linked to its wallet's latest, which comes with the wallet's state (decision 0017).
//! One statement a row, prepared once: SQLite runs in this process, so a statement costs no round trip.

use std::collections::HashMap;

use rusqlite::{Transaction as WriteTransaction, params};
use wallet_domain::record::stored;
use wallet_domain::{
    Book, ChainHash, ChainLink, Claim, Clock, Command, Credited, Description, Footprint, Group, Lane, Metadata,
    Opening, Origin, Outcome, Payment, PlaceHolds, Plan, Reference, Rejection, Seal, Stripe, Terms, Timestamp,
    Transaction, WalletId, WalletState, decide_with,
};

use crate::error::Failure;
use crate::tx::{self, End};
use crate::{caps, feed, registry, rows, sql, wallets};

/// The lane that all is committed in: a file has one writer. Others came with a copied ledger and stand still.
const LANE: i16 = 0;

/// The ids of the batch's assets, by slot.
type AssetIds = Vec<Option<i64>>;

/// The number of the latest entry of each of the batch's wallets; none if it has no entry.
pub(crate) type LastEntries = HashMap<WalletId, Option<i64>>;

/// Decides and records `commands`, those in `groups` together. Safe to repeat after any failure.
pub(crate) fn execute(
    transaction: &WriteTransaction<'_>,
    clock: &dyn Clock,
    commands: &[Command],
    groups: &[Group],
) -> Result<End<Vec<Outcome>>, Failure> {
    let lane = wallets::count_lanes(transaction)?.lane(LANE);
    let now = clock.now();
    let mut loaded = Loaded::default();
    // Between two loads nothing was written, and nobody else can write.
    let plan = decide_with(commands, groups, lane, now, |book| {
        loaded = load(transaction, book, now)?;
        Ok::<_, Failure>(())
    })?;
    if plan.transactions().is_empty() {
        // All of it was known, or is not to last: there is nothing to make durable.
        return Ok(End::RollBack(plan.into_outcomes()));
    }
    open_wallets(transaction, plan.openings(), &loaded.assets)?;
    record(transaction, &mut loaded, &plan, (lane, now))?;
    Ok(End::Commit(plan.into_outcomes()))
}

/// What writing a plan needs beside it.
#[derive(Default)]
struct Loaded {
    assets: AssetIds,
    last_entries: LastEntries,
}

fn load(transaction: &WriteTransaction<'_>, book: &mut Book<'_>, now: Timestamp) -> Result<Loaded, Failure> {
    let footprint = book.footprint();
    let assets = load_assets(transaction, footprint, book)?;
    let last_entries = load_wallets(transaction, footprint, &assets, book)?;
    number_openings(transaction, footprint, book, now)?;
    load_transactions(transaction, footprint, book)?;
    load_claims(transaction, footprint, &assets, book)?;
    load_payments(transaction, footprint, book)?;
    caps::load(transaction, footprint, book)?;
    Ok(Loaded { assets, last_entries })
}

fn load_assets(
    transaction: &WriteTransaction<'_>,
    footprint: &Footprint<'_>,
    book: &mut Book<'_>,
) -> Result<AssetIds, Failure> {
    let mut ids = vec![None; footprint.assets().len()];
    for (slot, &code) in footprint.assets().iter().enumerate() {
        let found = tx::find(transaction, sql::FIND_ASSET_ID, [code.as_str()], |row| {
            Ok((row.get::<_, i64>(0)?, rows::policy(row, 1)?))
        })?;
        if let Some((id, policy)) = found {
            ids[slot] = Some(id);
            book.put_asset(slot, policy);
        }
    }
    Ok(ids)
}

fn load_wallets(
    transaction: &WriteTransaction<'_>,
    footprint: &Footprint<'_>,
    assets: &[Option<i64>],
    book: &mut Book<'_>,
) -> Result<LastEntries, Failure> {
    let mut last_entries = LastEntries::new();
    let mut statement = transaction.prepare_cached(sql::FIND_WALLET_STATE)?;
    for (slot, name) in footprint.wallets().iter().enumerate() {
        let Some(asset_id) = assets[footprint.asset_of(slot)] else { continue };
        let mut rows = statement.query(params![name.owner.as_str(), asset_id, name.stripe.number()])?;
        if let Some(row) = rows.next()? {
            let state = rows::wallet_state(row)?;
            last_entries.insert(state.id, row.get(9)?);
            book.put_wallet(slot, state);
            if let Some(usage) = rows::usage(row, 10)? {
                book.put_usage(slot, usage);
            }
        }
    }
    Ok(last_entries)
}

/// The ids of the wallets that first credits may open: the next ones.
fn number_openings(
    transaction: &WriteTransaction<'_>,
    footprint: &Footprint<'_>,
    book: &mut Book<'_>,
    now: Timestamp,
) -> Result<(), Failure> {
    if footprint.to_open().is_empty() {
        return Ok(());
    }
    let next = transaction.prepare_cached(sql::READ_WALLET_NUMBER)?.query_row([], |row| row.get::<_, i64>(0))?;
    for (&slot, number) in footprint.to_open().iter().zip(next..) {
        let id = WalletId::new(footprint.wallets()[slot].shard_key(), number);
        book.put_opening(slot, id.map_err(|why| Failure::corrupt("a wallet", why))?, now);
    }
    Ok(())
}

/// Opens the wallets that the plan's first credits open.
fn open_wallets(
    transaction: &WriteTransaction<'_>,
    openings: &[Opening],
    assets: &[Option<i64>],
) -> Result<(), Failure> {
    for Opening { owner, asset_slot, state, .. } in openings {
        let asset_id = assets[*asset_slot];
        let asset_id = asset_id.ok_or_else(|| Failure::corrupt("a wallet", "its asset is not there"))?;
        registry::insert_wallet(transaction, owner, Stripe::FIRST, asset_id, state)?;
    }
    Ok(())
}

fn load_transactions(
    transaction: &WriteTransaction<'_>,
    footprint: &Footprint<'_>,
    book: &mut Book<'_>,
) -> Result<(), Failure> {
    for (slot, &id) in footprint.ids().iter().enumerate() {
        if let Some(known) = wallets::find_transaction(transaction, id)? {
            book.put_transaction(slot, known);
        }
    }
    Ok(())
}

/// What the batch's commands are about, and the open holds of the wallets that are short: of most batches nothing.
fn load_claims(
    transaction: &WriteTransaction<'_>,
    footprint: &Footprint<'_>,
    assets: &[Option<i64>],
    book: &mut Book<'_>,
) -> Result<(), Failure> {
    for id in footprint.claims() {
        let key = [id.as_uuid().into_bytes()];
        tx::find(transaction, sql::FIND_CLAIM, key, rows::claim)?.into_iter().for_each(|it| book.put_claim(it));
    }
    for &slot in footprint.short() {
        let (name, asset_id) = (footprint.wallets()[slot], assets[footprint.asset_of(slot)]);
        let Some(asset_id) = asset_id else { continue };
        let wallet = params![name.owner.as_str(), asset_id, name.stripe.number()];
        let wallet = tx::find(transaction, sql::FIND_WALLET_STATE, wallet, rows::wallet_state)?;
        let Some(wallet) = wallet else { continue };
        let holds = tx::list(transaction, sql::LIST_OPEN_HOLDS, [wallet.id.value()], rows::claim)?;
        for hold in holds {
            book.put_claim(hold);
        }
    }
    Ok(())
}

/// What is known of the payments that the batch's top-ups name: of most batches nothing.
fn load_payments(
    transaction: &WriteTransaction<'_>,
    footprint: &Footprint<'_>,
    book: &mut Book<'_>,
) -> Result<(), Failure> {
    for (slot, payment_ref) in footprint.payments().iter().enumerate() {
        let credited = tx::find(transaction, sql::FIND_PAYMENT, [payment_ref.as_str()], |row| {
            Ok(Credited { first: rows::transaction_id(row, 0)?, latest: row.get(1)? })
        })?;
        if let Some(credited) = credited {
            book.put_payment(slot, credited);
        }
    }
    Ok(())
}

fn record(
    transaction: &WriteTransaction<'_>,
    Loaded { assets, last_entries }: &mut Loaded,
    plan: &Plan,
    (lane, now): (Lane, Timestamp),
) -> Result<(), Failure> {
    let mut heads = transaction.prepare_cached(sql::READ_HEADS)?;
    let heads = heads.query_row([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    let [first_transaction, first_entry, commit]: [i64; 3] = heads.map(|last: i64| last + 1);
    let ids = plan.asset_slots().iter().map(|slot| assets[*slot]);
    insert_transactions(transaction, plan.transactions().iter().zip(ids), (first_transaction, first_entry, commit))?;
    insert_entries(transaction, plan.transactions(), (first_transaction, first_entry), last_entries)?;
    update_wallets(transaction, plan.wallets().iter(), last_entries)?;
    upsert_claims(transaction, plan.claims())?;
    insert_payments(transaction, plan.payments())?;
    for (wallet, usage) in plan.usages() {
        transaction.prepare_cached(sql::UPDATE_USAGE)?.execute(params![wallet.value(), usage.to_json()])?;
    }
    caps::save(transaction, plan.cap_usages())?;
    let previous = wallets::find_last_link(transaction, lane.number())?.map_or(ChainHash::ZERO, |link| link.hash());
    let link = ChainLink::of(plan.transactions(), lane, commit, now, previous);
    feed::append(transaction, PlaceHolds::Commit { lane: link.lane, number: link.number })?;
    insert_commit(
        transaction,
        rows::commit_key(link.lane, link.number),
        Some(link.seal),
        (first_transaction, link.count, now),
    )
}

pub(crate) fn insert_commit(
    transaction: &WriteTransaction<'_>,
    key: i64,
    seal: Option<Seal>,
    (first_transaction, count, at): (i64, usize, Timestamp),
) -> Result<(), Failure> {
    transaction.prepare_cached(sql::INSERT_COMMIT)?.execute(params![
        key,
        seal.as_ref().map(|seal| seal.previous.as_bytes()),
        seal.as_ref().map(|seal| seal.root.as_bytes()),
        first_transaction,
        i64::try_from(count).expect("a batch is far below 2^63"),
        at.as_micros()
    ])?;
    Ok(())
}

/// The transactions, each with its asset's id, of the commit of that stored number, numbered on from the first numbers of
/// a transaction and an entry.
pub(crate) fn insert_transactions<'a>(
    transaction: &WriteTransaction<'_>,
    decided: impl Iterator<Item = (&'a Transaction, Option<i64>)>,
    (first_transaction, mut first_entry, commit): (i64, i64, i64),
) -> Result<(), Failure> {
    let mut statement = transaction.prepare_cached(sql::INSERT_TRANSACTION)?;
    for ((decided, asset_id), number) in decided.zip(first_transaction..) {
        let Transaction { command, created_at, result } = decided;
        let entry_count = i64::try_from(decided.entries().len()).expect("a transaction has a few entries");
        let status = if result.is_ok() { stored::POSTED } else { stored::REJECTED };
        statement.execute(params![
            number,
            command.id().as_uuid().as_bytes(),
            command.id().shard_key(),
            command.owner().as_str(),
            command.key().as_str(),
            command.fingerprint().as_bytes(),
            command.flow().code(),
            status,
            asset_id,
            command.amount().minor(),
            command.details().reference.as_ref().map(Reference::as_str),
            command.details().description.as_ref().map(Description::as_str),
            command.details().metadata.as_ref().map(Metadata::as_str),
            result.as_ref().ok().map(|_| first_entry),
            entry_count,
            result.as_ref().err().map(Rejection::to_json),
            created_at.as_micros(),
            commit,
            command.terms().map(Terms::to_json),
            result.as_ref().ok().and_then(|posting| posting.effects.as_ref()).map(|effects| effects.to_json()),
            command.refers_to().map(|id| id.as_uuid().into_bytes()),
            command.origin().map(Origin::as_json),
        ])?;
        first_entry += entry_count;
    }
    Ok(())
}

/// Links each entry to its wallet's latest, and makes it the latest.
pub(crate) fn insert_entries(
    transaction: &WriteTransaction<'_>,
    decided: &[Transaction],
    (first_transaction, first_entry): (i64, i64),
    last_entries: &mut LastEntries,
) -> Result<(), Failure> {
    let entries = (decided.iter().zip(first_transaction..))
        .flat_map(|(transaction, number)| transaction.entries().iter().map(move |entry| (entry, number)));
    let mut statement = transaction.prepare_cached(sql::INSERT_ENTRY)?;
    for ((entry, transaction_number), number) in entries.zip(first_entry..) {
        let previous = last_entries.insert(entry.wallet, Some(number)).flatten();
        statement.execute(params![
            number,
            entry.wallet.value(),
            entry.sequence,
            previous,
            transaction_number,
            entry.amount,
            entry.balance_after.minor(),
        ])?;
    }
    Ok(())
}

/// Files credits of payments.
pub(crate) fn insert_payments<'a>(
    transaction: &WriteTransaction<'_>,
    payments: impl Iterator<Item = Payment<'a>>,
) -> Result<(), Failure> {
    for Payment { payment_ref, ordinal, transaction: credited_by } in payments {
        let id = credited_by.as_uuid().into_bytes();
        transaction.prepare_cached(sql::INSERT_PAYMENT)?.execute(params![payment_ref.as_str(), ordinal, id])?;
    }
    Ok(())
}

pub(crate) fn upsert_claims(transaction: &WriteTransaction<'_>, claims: &[Claim]) -> Result<(), Failure> {
    for claim in claims {
        transaction.prepare_cached(sql::UPSERT_CLAIM)?.execute(params![
            claim.id.as_uuid().into_bytes(),
            claim.kind.code(),
            claim.wallet.value(),
            claim.amount,
            claim.taken,
            claim.status.code(),
            claim.expires_at.map(Timestamp::as_micros),
        ])?;
    }
    Ok(())
}

pub(crate) fn update_wallets<'a>(
    transaction: &WriteTransaction<'_>,
    wallets: impl Iterator<Item = &'a WalletState>,
    last_entries: &LastEntries,
) -> Result<(), Failure> {
    let mut statement = transaction.prepare_cached(sql::UPDATE_WALLET)?;
    for state in wallets {
        let changed = statement.execute(params![
            state.id.value(),
            state.balance.minor(),
            state.held,
            state.sequence,
            state.version,
            state.last_entry_at.as_micros(),
            last_entries.get(&state.id).copied().flatten(),
            state.debt,
        ])?;
        if changed != 1 {
            return Err(Failure::corrupt("a wallet", "it was read under this lock and cannot be written by its id"));
        }
    }
    Ok(())
}
