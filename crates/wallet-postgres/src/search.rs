//! Searches across owners (port [`Search`]): a walk along an index tells which rows pass, and those are then read whole.

use std::time::SystemTime;

use async_trait::async_trait;
use tokio_postgres::Row;
use wallet_domain::ports::search::{LOOKED_AT_MAX, Sieve};
use wallet_domain::{
    AssetCode, Found, OwnerId, Search, StoreError, Transaction, TransactionId, TransactionPlace, TransactionSearch,
    Wallet, WalletFilter, WalletPlace, WalletSearch, WalletStatus, Wallets,
};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::rows;
use crate::sql::{SEARCH_DEBTORS, SEARCH_TRANSACTIONS, SEARCH_WALLETS};

/// How many debtors one walk brings.
const DEBTORS: usize = 500;

/// Where a walk has been.
struct Walk<T> {
    /// What passed, in order.
    passed: Vec<T>,
    /// The last one; none if the walk has come to its end.
    last: Option<T>,
}

impl<T: Clone> Walk<T> {
    /// Reads the rows of a walk for up to `limit` that pass: those, and the last that it may look at.
    fn of(rows: &[Row], limit: usize, read: impl Fn(&Row) -> Result<T, Failure>) -> Result<Self, StoreError> {
        let mut walk = Self { passed: Vec::new(), last: None };
        for row in rows {
            walk.note(row, limit, &read).map_err(Failure::into_store_error)?;
        }
        Ok(walk)
    }

    fn note(&mut self, row: &Row, limit: usize, read: impl Fn(&Row) -> Result<T, Failure>) -> Result<(), Failure> {
        let (place, passes, slot) = (read(row)?, rows::get::<bool>(row, "passes")?, rows::get::<i64>(row, "slot")?);
        self.passed.extend(passes.then(|| place.clone()));
        let is_cut = self.passed.len() >= limit || slot >= i64::from(LOOKED_AT_MAX);
        self.last = is_cut.then_some(place);
        Ok(())
    }
}

#[async_trait]
impl Search for PgLedger {
    async fn search_transactions(
        &self,
        request: &TransactionSearch,
    ) -> Result<Found<Transaction, TransactionPlace>, StoreError> {
        let Walk { passed, last } = self.walk_transactions(request).await?;
        let mut found = self.find_recorded(passed.iter().map(|place| place.id.as_uuid()).collect()).await?;
        found.retain(|transaction| request.filter.matches(transaction));
        Ok(Found { found, next: last })
    }

    async fn search_wallets(&self, request: &WalletSearch) -> Result<Found<Wallet, WalletPlace>, StoreError> {
        let Walk { passed, last } = match request.filter.in_debt {
            Some(true) => self.walk_debtors(request).await?,
            _ => self.walk_wallets(request).await?,
        };
        // The last one may have wallets that the walk did not come to.
        let owners: Vec<OwnerId> = passed.into_iter().chain(last.clone()).collect();
        Ok(request.answer(self.list_wallets(&owners).await?, last))
    }
}

impl PgLedger {
    async fn walk_transactions(&self, request: &TransactionSearch) -> Result<Walk<TransactionPlace>, StoreError> {
        let (from, below, limit) = (request.from(), request.below(), i64::from(request.limit));
        let [from, at]: [SystemTime; 2] = [from, below.created_at].map(rows::to_system_time);
        let id = below.id.as_uuid();
        let Sieve { owner, named, flow, status, asset, min_amount, max_amount, reference, metadata, origin } =
            request.filter.sieve();
        let metadata: Vec<String> = metadata.iter().map(|part| pattern(part)).collect();
        let [origin, named] = [origin, named].map(|part| part.as_deref().map(pattern));
        let params: Params<'_, 14> = [
            &from,
            &at,
            &id,
            &limit,
            &owner,
            &flow,
            &status,
            &asset,
            &min_amount,
            &max_amount,
            &reference,
            &metadata,
            &origin,
            &named,
        ];
        let rows = self.read(SEARCH_TRANSACTIONS, &params).await?;
        Walk::of(&rows, request.limit as usize, |row| {
            let id = TransactionId::from_uuid(rows::get(row, "id")?);
            Ok(TransactionPlace { created_at: rows::timestamp(row, "created_at")?, id })
        })
    }

    async fn walk_wallets(&self, request: &WalletSearch) -> Result<Walk<OwnerId>, StoreError> {
        let (first, end, limit) = (request.first_owner(), request.owners_end(), i64::from(request.limit));
        let WalletFilter { asset, min_balance, max_balance, status, in_debt, .. } = &request.filter;
        let asset = asset.as_ref().map(AssetCode::as_str);
        let status = status.map(WalletStatus::code);
        let params: Params<'_, 8> = [&first, &end, &limit, &asset, min_balance, max_balance, &status, in_debt];
        let rows = self.read(SEARCH_WALLETS, &params).await?;
        Walk::of(&rows, request.limit as usize, |row| rows::parse(row, "owner", OwnerId::new))
    }

    async fn walk_debtors(&self, request: &WalletSearch) -> Result<Walk<OwnerId>, StoreError> {
        let (first, end) = (request.first_owner(), request.owners_end());
        let asset = request.filter.asset.as_ref().map(AssetCode::as_str);
        let limit = i64::try_from(DEBTORS).expect("a small number");
        let rows = self.read(SEARCH_DEBTORS, &[&first, &end, &limit, &asset]).await?;
        Walk::of(&rows, DEBTORS, |row| rows::parse(row, "owner", OwnerId::new))
    }
}

/// The pattern that a text with this part is like.
fn pattern(part: &str) -> String {
    let mut pattern = String::with_capacity(part.len() + 8);
    pattern.push('%');
    for character in part.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number is written out for the planner's sake.
    #[test]
    fn a_walk_looks_at_as_many_rows_as_the_port_says() {
        for statement in [SEARCH_TRANSACTIONS, SEARCH_WALLETS] {
            for text in [format!("LIMIT {LOOKED_AT_MAX})"), format!("s.slot = {LOOKED_AT_MAX}\n")] {
                assert!(statement.sql.contains(&text), "{}: {text}", statement.name);
            }
        }
    }

    #[test]
    fn a_pattern_has_no_wildcards_of_the_callers() {
        assert_eq!(pattern(r#""50%_\":1"#), r#"%"50\%\_\\":1%"#);
    }
}
