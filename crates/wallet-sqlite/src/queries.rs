//! The read side: one read transaction a call, so that each answer is of one moment.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction as ReadTransaction};
use wallet_domain::{
    Asset, AssetCode, ChainLink, OwnerId, Page, PageRequest, Timestamp, Transaction, TransactionId, VerificationRecord,
    Wallet,
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

/// The wallets of `owners`, by owner and by asset's code, both by their bytes.
pub(crate) fn list_wallets(connection: &Connection, owners: &BTreeSet<OwnerId>) -> Result<Vec<Wallet>, Failure> {
    let mut wallets = Vec::new();
    for owner in owners {
        wallets.extend(list(connection, sql::LIST_WALLETS, [owner.as_str()], row::wallet)?);
    }
    Ok(wallets)
}

pub(crate) fn find_wallet(
    connection: &Connection,
    owner: &OwnerId,
    asset: &AssetCode,
) -> Result<Option<Wallet>, Failure> {
    find(connection, sql::FIND_WALLET, [owner.as_str(), asset.as_str()], row::wallet)
}

pub(crate) fn list_entries(
    connection: &Connection,
    owner: &OwnerId,
    asset: &AssetCode,
    request: &PageRequest,
) -> Result<Option<Page>, Failure> {
    let Some(wallet) = find_wallet(connection, owner, asset)? else { return Ok(None) };
    let limit = usize::try_from(request.limit).expect("32 bits fit into a usize");
    let lines = entries::list_lines(connection, &wallet, request.below(0), limit.saturating_add(1))?;
    Ok(Some(Page::merge(vec![lines], request)))
}

/// The transaction of that id with its entries, equal to what was answered when it was decided.
pub(crate) fn find_transaction(connection: &Connection, id: TransactionId) -> Result<Option<Transaction>, Failure> {
    let id = id.as_uuid().into_bytes();
    let Some(recorded) = find(connection, sql::FIND_TRANSACTION, [id], row::recorded)? else { return Ok(None) };
    let entries = match recorded.entries() {
        Some(range) => list(connection, sql::LIST_TRANSACTION_ENTRIES, [range.first, range.end], row::entry)?,
        None => Vec::new(),
    };
    recorded.with_entries(entries).map(Some)
}

/// The latest commit as the chain has it; none if there is none, or if it is from before there was a chain.
pub(crate) fn find_last_link(connection: &Connection) -> Result<Option<ChainLink>, Failure> {
    Ok(find(connection, sql::FIND_LAST_COMMIT, [], row::link)?.flatten())
}

pub(crate) fn find_last_verification(connection: &Connection) -> Result<Option<VerificationRecord>, Failure> {
    let record = connection.query_row(sql::FIND_LAST_VERIFICATION, [], |row| {
        Ok(VerificationRecord { finished_at: Timestamp::from_micros(row.get(0)?), findings: row.get(1)? })
    });
    Ok(record.optional()?)
}
