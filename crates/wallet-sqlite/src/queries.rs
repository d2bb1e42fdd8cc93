//! The read side: one read transaction a call, so that each answer is of one moment.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Params, Row, Transaction as ReadTransaction, params};
use wallet_domain::{
    Asset, AssetCode, BackupRecord, ChainLink, ChangeRecord, ChangeSubject, Command, Head, HoldPosition, Lanes,
    OpenHold, OwnerId, Page, PageRequest, Reference, SystemWallets, Timestamp, Transaction, TransactionId,
    VerificationRecord, Wallet,
};

use crate::error::Failure;
use crate::{entries, row, sql};

/// Runs `read` on one snapshot of the database.
pub(crate) fn snapshot<T>(
    connection: &mut Connection,
    read: impl FnOnce(&ReadTransaction<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let transaction = connection.transaction()?;
    let answer = read(&transaction)?;
    transaction.finish()?;
    Ok(answer)
}

/// Every row of a statement, each parsed.
pub(crate) fn list<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    mut parse: impl FnMut(&Row<'_>) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut parsed = Vec::new();
    while let Some(row) = rows.next()? {
        parsed.push(parse(row)?);
    }
    Ok(parsed)
}

/// The first row of a statement, parsed.
pub(crate) fn find<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    parse: impl FnOnce(&Row<'_>) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(parse).transpose()
}

pub(crate) fn list_assets(connection: &Connection) -> Result<Vec<Asset>, Failure> {
    list(connection, sql::LIST_ASSETS, [], row::asset)
}

/// What operators have changed, the latest first.
pub(crate) fn list_changes(
    connection: &Connection,
    of: &ChangeSubject,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ChangeRecord>, Failure> {
    let before = before.unwrap_or(i64::MAX);
    let asset = of.asset.as_ref().map(AssetCode::as_str);
    match (&of.owner, asset) {
        (Some(owner), Some(asset)) => {
            let params = params![before, limit, owner.as_str(), asset];
            list(connection, sql::LIST_CHANGES_OF_WALLET, params, row::change)
        }
        (Some(owner), None) => {
            let params = params![before, limit, owner.as_str()];
            list(connection, sql::LIST_CHANGES_OF_OWNER, params, row::change)
        }
        (None, Some(asset)) => list(connection, sql::LIST_CHANGES_OF_ASSET, params![before, limit, asset], row::change),
        (None, None) => list(connection, sql::LIST_CHANGES, params![before, limit], row::change),
    }
}

/// The wallets of `owners`, by owner and by asset's code, both by their bytes.
pub(crate) fn list_wallets(
    connection: &Connection,
    owners: &BTreeSet<OwnerId>,
    now: Timestamp,
) -> Result<Vec<Wallet>, Failure> {
    let mut wallets = Vec::new();
    for owner in owners {
        let stripes = list(connection, sql::LIST_WALLETS, params![owner.as_str(), now.as_micros()], row::wallet)?;
        wallets.extend(whole(&stripes));
    }
    Ok(wallets)
}

/// The wallets of the service's own owners and of the operators', and what players owe.
pub(crate) fn list_system_wallets(connection: &Connection) -> Result<SystemWallets, Failure> {
    let rows = list(connection, sql::LIST_SYSTEM_WALLETS, [], |row| Ok((row::wallet(row)?, row.get(11)?)))?;
    let mut debts: BTreeMap<AssetCode, i64> = BTreeMap::new();
    for (wallet, owed) in &rows {
        *debts.entry(wallet.asset.clone()).or_default() += owed;
    }
    let stripes: Vec<Wallet> = rows.into_iter().map(|(wallet, _)| wallet).collect();
    Ok(SystemWallets { wallets: whole(&stripes).collect(), debts })
}

/// One wallet of each owner and asset, out of their stripes.
fn whole(stripes: &[Wallet]) -> impl Iterator<Item = Wallet> {
    let wallets = stripes.chunk_by(|one, other| (&one.owner, &one.asset) == (&other.owner, &other.asset));
    wallets.filter_map(|stripes| Wallet::of_stripes(stripes.iter().cloned()))
}

/// How many lanes the ledger has: the treasury and revenue have a stripe for each.
pub(crate) fn count_lanes(connection: &Connection) -> Result<Lanes, Failure> {
    let count = connection.prepare_cached(sql::COUNT_LANES)?.query_row([], |row| row.get(0))?;
    Lanes::new(count).map_err(|why| Failure::unreadable("the lanes", why))
}

pub(crate) fn find_wallet(
    connection: &Connection,
    owner: &OwnerId,
    asset: &AssetCode,
    now: Timestamp,
) -> Result<Option<Wallet>, Failure> {
    Ok(Wallet::of_stripes(list_stripes(connection, owner, asset, now)?))
}

/// What is held there by holds that are over at `now` is left out.
fn list_stripes(
    connection: &Connection,
    owner: &OwnerId,
    asset: &AssetCode,
    now: Timestamp,
) -> Result<Vec<Wallet>, Failure> {
    list(connection, sql::FIND_WALLET, params![owner.as_str(), asset.as_str(), now.as_micros()], row::wallet)
}

/// The open holds of a wallet that are not over at `now`, those after a position.
pub(crate) fn list_holds(
    connection: &Connection,
    (owner, asset): (&OwnerId, &AssetCode),
    after: Option<HoldPosition>,
    limit: u32,
    now: Timestamp,
) -> Result<Option<Vec<OpenHold>>, Failure> {
    let Some(wallet) = find_wallet(connection, owner, asset, now)? else { return Ok(None) };
    let (from, id) = after.map_or((i64::MIN, [0; 16]), |at| (at.expires_at.as_micros(), at.id.as_uuid().into_bytes()));
    let params = params![wallet.state.id.value(), now.as_micros(), from, id, limit];
    list(connection, sql::LIST_HOLDS, params, row::open_hold).map(Some)
}

/// The requests of holds that are over at `now` though nobody has said so.
pub(crate) fn list_lapsed(connection: &Connection, limit: u32, now: Timestamp) -> Result<Vec<Command>, Failure> {
    let ids = list(connection, sql::LIST_LAPSED, params![now.as_micros(), limit], |row| row::transaction_id(row, 0))?;
    let missing = || Failure::unreadable("a hold", "its transaction is not there");
    let request = |id| Ok(find_transaction(connection, id)?.ok_or_else(missing)?.command);
    ids.into_iter().map(request).collect()
}

/// What is about an earlier transaction, in the order of their times.
pub(crate) fn list_about(connection: &Connection, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, Failure> {
    let params = params![id.as_uuid().into_bytes(), limit];
    let ids = list(connection, sql::LIST_ABOUT, params, |row| row::transaction_id(row, 0))?;
    ids.into_iter().filter_map(|id| find_transaction(connection, id).transpose()).collect()
}

/// The transactions that credited a payment, the latest first.
pub(crate) fn list_payments(
    connection: &Connection,
    payment_ref: &Reference,
    limit: u32,
) -> Result<Vec<Transaction>, Failure> {
    let ids =
        list(connection, sql::LIST_PAYMENTS, params![payment_ref.as_str(), limit], |row| row::transaction_id(row, 0))?;
    ids.into_iter().filter_map(|id| find_transaction(connection, id).transpose()).collect()
}

pub(crate) fn list_entries(
    connection: &Connection,
    owner: &OwnerId,
    asset: &AssetCode,
    request: &PageRequest,
) -> Result<Option<Page>, Failure> {
    // Where the entries are, not what is held.
    let stripes = list_stripes(connection, owner, asset, Timestamp::from_micros(0))?;
    if stripes.is_empty() {
        return Ok(None);
    }
    let limit = usize::try_from(request.limit).expect("32 bits fit into a usize").saturating_add(1);
    let lines = (stripes.iter().enumerate())
        .map(|(stripe, wallet)| entries::list_lines(connection, wallet, request.below(stripe), limit))
        .collect::<Result<_, _>>()?;
    Ok(Some(Page::merge(lines, request)))
}

/// The transaction of that id with its entries, equal to what was answered when it was decided.
pub(crate) fn find_transaction(connection: &Connection, id: TransactionId) -> Result<Option<Transaction>, Failure> {
    let id = id.as_uuid().into_bytes();
    let recorded = find(connection, sql::FIND_TRANSACTION, [id], row::recorded)?;
    recorded.map(|recorded| with_entries(connection, recorded)).transpose()
}

/// A transaction whose row was read, with its entries.
pub(crate) fn with_entries(connection: &Connection, recorded: row::Recorded) -> Result<Transaction, Failure> {
    let entries = match recorded.entries() {
        Some(range) => list(connection, sql::LIST_TRANSACTION_ENTRIES, [range.first, range.end], row::entry)?,
        None => Vec::new(),
    };
    recorded.with_entries(entries)
}

/// A lane's latest commit as the chain has it; none if there is none, or if it is from before there was a chain.
pub(crate) fn find_last_link(connection: &Connection, lane: i16) -> Result<Option<ChainLink>, Failure> {
    Ok(find(connection, sql::FIND_LAST_COMMIT, [lane], row::link)?.flatten())
}

/// Every lane's latest commit, those that have hashes.
pub(crate) fn list_last_links(connection: &Connection) -> Result<Vec<ChainLink>, Failure> {
    let lanes = list_lanes(connection)?;
    lanes.into_iter().filter_map(|(lane, _)| find_last_link(connection, lane).transpose()).collect()
}

/// Every lane with the number of its latest commit.
pub(crate) fn list_lanes(connection: &Connection) -> Result<Vec<(i16, i64)>, Failure> {
    list(connection, sql::LIST_LANES, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(crate) fn find_last_verification(connection: &Connection) -> Result<Option<VerificationRecord>, Failure> {
    find(connection, sql::FIND_LAST_VERIFICATION, [], |row| {
        let heads: Option<String> = row.get(2)?;
        Ok(VerificationRecord {
            finished_at: Timestamp::from_micros(row.get(0)?),
            findings: row.get(1)?,
            heads: heads.as_deref().and_then(Head::parse_list).unwrap_or_default(),
        })
    })
}

pub(crate) fn find_last_backup(connection: &Connection) -> Result<Option<BackupRecord>, Failure> {
    find(connection, sql::FIND_LAST_BACKUP, [], |row| {
        Ok(BackupRecord { finished_at: Timestamp::from_micros(row.get(0)?), findings: row.get(1)? })
    })
}
