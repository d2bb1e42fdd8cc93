//! Searching across owners: the port, its conditions, and the places between pages.
//!
//! Transactions are found by [`TransactionFilter`], the newest first: by time, and by id where times are equal. Wallets are
//! found by [`WalletFilter`], by owner and then by asset code, both by their bytes. Both orders follow from what is shown
//! alone, so every store gives the same pages.

mod transactions;
mod wallets;

use async_trait::async_trait;

use crate::ports::error::StoreError;
use crate::record::transaction::Transaction;
use crate::record::wallet::Wallet;

pub use transactions::{Columns, Sieve, TransactionFilter, TransactionPlace, TransactionSearch, TransactionStatus};
pub use wallets::{WalletFilter, WalletPlace, WalletSearch};

/// How many transactions, or wallets, one call looks at, at most: a condition that seldom holds must not read millions at
/// once.
pub const LOOKED_AT_MAX: u32 = 5_000;

/// Searches across owners. Every answer is of committed facts only.
///
/// A call walks from its place on, in the order of the pages, and gives what fits of all that it passed. It ends after
/// `limit` that fit or [`LOOKED_AT_MAX`] that it looked at, and MUST tell where: `next` is none at the end of the order
/// alone. A call MUST get further than its own place.
#[async_trait]
pub trait Search: Send + Sync {
    /// Transactions that fit, posted and rejected, each with its entries.
    async fn search_transactions(
        &self,
        request: &TransactionSearch,
    ) -> Result<Found<Transaction, TransactionPlace>, StoreError>;

    /// Wallets that fit, as [`Wallets::list_wallets`](crate::Wallets::list_wallets) shows them.
    async fn search_wallets(&self, request: &WalletSearch) -> Result<Found<Wallet, WalletPlace>, StoreError>;
}

/// What one call has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T, P> {
    /// What fits, in order. May be few, or none, and yet have a `next`.
    pub found: Vec<T>,
    /// The place to go on from; none at the end.
    pub next: Option<P>,
}
