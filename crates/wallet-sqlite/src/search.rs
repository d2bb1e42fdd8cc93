//! Searches across owners (port [`Search`]): a walk along an index tries rows one by one, and those that pass are then read
//! whole. Each call is one read transaction.

use std::collections::BTreeSet;

use async_trait::async_trait;
use rusqlite::{Connection, Params, Row, params};
use wallet_domain::ports::search::LOOKED_AT_MAX;
use wallet_domain::{
    AssetCode, Found, OwnerId, Search, StoreError, Timestamp, Transaction, TransactionPlace, TransactionSearch, Wallet,
    WalletPlace, WalletSearch, WalletStatus,
};

use crate::error::Failure;
use crate::{SqliteLedger, rows, sql, wallets};

/// How many debtors of an asset one walk brings.
const DEBTORS: u32 = 500;

#[async_trait]
impl Search for SqliteLedger {
    async fn search_transactions(
        &self,
        request: &TransactionSearch,
    ) -> Result<Found<Transaction, TransactionPlace>, StoreError> {
        let request = request.clone();
        self.read(move |snapshot| search_transactions(snapshot, &request)).await
    }

    async fn search_wallets(&self, request: &WalletSearch) -> Result<Found<Wallet, WalletPlace>, StoreError> {
        let (request, now) = (request.clone(), self.clock.now());
        self.read(move |snapshot| search_wallets(snapshot, &request, now)).await
    }
}

/// Where a walk has been.
struct Walk<T> {
    /// What passed, in order.
    passed: Vec<T>,
    /// The last one; none if the walk has come to its end.
    last: Option<T>,
}

impl<T: Clone> Walk<T> {
    /// Steps along a statement's rows until `limit` have passed or so many were looked at. `read` gives the place of a row,
    /// and whether it passes.
    fn along(
        connection: &Connection,
        sql: &str,
        params: impl Params,
        limit: u32,
        read: impl Fn(&Row<'_>) -> Result<(T, bool), Failure>,
    ) -> Result<Self, Failure> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut walk = Self { passed: Vec::new(), last: None };
        let mut looked_at = 0;
        while let Some(row) = rows.next()? {
            looked_at += 1;
            let (place, passes) = read(row)?;
            walk.passed.extend(passes.then(|| place.clone()));
            if looked_at >= LOOKED_AT_MAX || walk.passed.len() >= limit as usize {
                walk.last = Some(place);
                break;
            }
        }
        Ok(walk)
    }
}

fn search_transactions(
    connection: &Connection,
    request: &TransactionSearch,
) -> Result<Found<Transaction, TransactionPlace>, Failure> {
    let (sieve, below) = (request.filter.sieve(), request.below());
    let params = params![request.from().as_micros(), below.created_at.as_micros(), below.id.as_bytes()];
    let Walk { passed, last } = Walk::along(connection, sql::SEARCH_TRANSACTIONS, params, request.limit, |row| {
        let place = TransactionPlace { created_at: rows::moment(row, 1)?, id: rows::transaction_id(row, 0)? };
        Ok((place, sieve.passes(rows::columns(row)?)))
    })?;
    let found = passed.iter().map(|place| {
        let missing = || Failure::corrupt("a transaction", "it has left while it was read");
        wallets::find_transaction(connection, place.id)?.ok_or_else(missing)
    });
    let mut found = found.collect::<Result<Vec<_>, _>>()?;
    found.retain(|transaction| request.filter.matches(transaction));
    Ok(Found { found, next: last })
}

fn search_wallets(
    connection: &Connection,
    request: &WalletSearch,
    now: Timestamp,
) -> Result<Found<Wallet, WalletPlace>, Failure> {
    let Walk { passed, last } = match request.filter.in_debt {
        Some(true) => walk_debtors(connection, request)?,
        _ => walk_wallets(connection, request)?,
    };
    // The last one may have wallets that the walk did not come to.
    let owners: BTreeSet<OwnerId> = passed.into_iter().chain(last.clone()).collect();
    Ok(request.answer(wallets::list_wallets(connection, &owners, now)?, last))
}

fn walk_wallets(connection: &Connection, request: &WalletSearch) -> Result<Walk<OwnerId>, Failure> {
    let filter = &request.filter;
    let (asset, status) = (filter.asset.as_ref().map(AssetCode::as_str), filter.status.map(WalletStatus::code));
    let params = [request.first_owner(), request.owners_end()];
    Walk::along(connection, sql::SEARCH_WALLETS, params, request.limit, |row| {
        let owner = rows::owner(row, 0)?;
        let (balance, of): (i64, i16) = (row.get(2)?, row.get(3)?);
        let is_within =
            filter.min_balance.is_none_or(|min| balance >= min) && filter.max_balance.is_none_or(|max| balance <= max);
        let passes = asset.is_none_or(|asset| row.get_ref(1).is_ok_and(|code| code.as_str() == Ok(asset)))
            // A striped wallet's balance is a sum.
            && (is_within || owner.is_striped())
            && status.is_none_or(|status| of == status)
            && filter.in_debt.is_none_or(|in_debt| row.get::<_, i64>(4).is_ok_and(|debt| (debt > 0) == in_debt));
        Ok((owner, passes))
    })
}

/// The owners who owe something: a walk each asset.
fn walk_debtors(connection: &Connection, request: &WalletSearch) -> Result<Walk<OwnerId>, Failure> {
    let mut debtors = Vec::new();
    for asset in wallets::list_assets(connection)? {
        if request.filter.asset.as_ref().is_none_or(|wanted| *wanted == asset.code) {
            let params = params![request.first_owner(), request.owners_end(), asset.code.as_str()];
            let read = |row: &Row<'_>| Ok((rows::owner(row, 0)?, true));
            debtors.extend(Walk::along(connection, sql::SEARCH_DEBTORS, params, DEBTORS, read)?.passed);
        }
    }
    debtors.sort_unstable();
    debtors.truncate(DEBTORS as usize);
    let last = debtors.last().filter(|_| debtors.len() == DEBTORS as usize).cloned();
    Ok(Walk { passed: debtors, last })
}
