//! Bounded waits for the store.

use std::future::Future;
use std::time::Duration;

use wallet_domain::StoreError;

use crate::http::problem::Problem;

/// A store that takes too long is as good as one that cannot be reached.
pub(crate) async fn within<T>(
    timeout: Duration,
    answer: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, Problem> {
    match tokio::time::timeout(timeout, answer).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Problem::unavailable()),
    }
}
