//! Searches across owners, page by page: calls of the port until the page is full, the order is at its end, or time is up.
//!
//! A call looks at a bounded number of rows, so a page is there in time however seldom its conditions hold, and tells how
//! far it came.

use std::time::{Duration, Instant};

use wallet_domain::{
    Found, Search, StoreError, Transaction, TransactionPlace, TransactionSearch, Wallet, WalletPlace, WalletSearch,
    Wallets,
};

/// How long a page makes further calls: with the last one it stays within 300 ms.
pub const PATIENCE: Duration = Duration::from_millis(150);
/// Of a payment that was credited more often the transactions are walked through instead.
const CREDITS_MAX: u32 = 1_000;

/// A page of transactions, the newest first.
pub async fn transactions(
    store: &dyn Search,
    request: &TransactionSearch,
    patience: Duration,
) -> Result<Found<Transaction, TransactionPlace>, StoreError> {
    let ask = async |after, limit| {
        let filter = request.filter.clone();
        store.search_transactions(&TransactionSearch { filter, after, limit }).await
    };
    gather(request.after, request.limit, patience, ask).await
}

/// A page of wallets, by owner and asset.
pub async fn wallets(
    store: &dyn Search,
    request: &WalletSearch,
    patience: Duration,
) -> Result<Found<Wallet, WalletPlace>, StoreError> {
    let ask = async |after, limit| {
        let filter = request.filter.clone();
        store.search_wallets(&WalletSearch { filter, after, limit }).await
    };
    gather(request.after.clone(), request.limit, patience, ask).await
}

async fn gather<T, P: Clone>(
    mut after: Option<P>,
    limit: u32,
    patience: Duration,
    ask: impl AsyncFn(Option<P>, u32) -> Result<Found<T, P>, StoreError>,
) -> Result<Found<T, P>, StoreError> {
    let (began, mut page, mut left) = (Instant::now(), Vec::new(), limit);
    loop {
        let Found { found, next } = ask(after, left).await?;
        left = left.saturating_sub(u32::try_from(found.len()).unwrap_or(left));
        page.extend(found);
        if left == 0 || next.is_none() || began.elapsed() >= patience {
            return Ok(Found { found: page, next });
        }
        after = next;
    }
}

/// A page of what credited the payment that the filter names, looked up; `None` if there is too much of it, or no payment
/// is named.
pub async fn credits(
    store: &dyn Wallets,
    request: &TransactionSearch,
) -> Result<Option<Found<Transaction, TransactionPlace>>, StoreError> {
    let Some(payment_ref) = &request.filter.payment_ref else { return Ok(None) };
    let mut found = store.list_payments(payment_ref, CREDITS_MAX).await?;
    if found.len() >= CREDITS_MAX as usize {
        return Ok(None);
    }
    found.retain(|it| TransactionPlace::of(it) < request.below() && request.filter.matches(it));
    found.sort_unstable_by_key(|transaction| std::cmp::Reverse(TransactionPlace::of(transaction)));
    let limit = request.limit as usize;
    let next = (found.len() > limit).then(|| TransactionPlace::of(&found[limit - 1]));
    found.truncate(limit);
    Ok(Some(Found { found, next }))
}
