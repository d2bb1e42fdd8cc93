//! One batch against the ledger, with the culprit isolated where the store refuses it.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use wallet_domain::{Command, Ledger, Outcome, StoreError, StoreErrorKind};

/// Has `commands` executed and gives one result per command, in order.
///
/// A batch that the store refuses ([`StoreErrorKind::Refused`]: nothing of it is durable) is halved until the culprit
/// stands alone, the earlier half first, so that neighbours succeed and the order is kept.
pub(crate) async fn execute(ledger: &dyn Ledger, commands: &[Command]) -> Vec<Result<Outcome, StoreError>> {
    let mut results = Vec::with_capacity(commands.len());
    let mut left = vec![commands];
    while let Some(batch) = left.pop() {
        match execute_once(ledger, batch).await {
            Ok(outcomes) => results.extend(outcomes.into_iter().map(Ok)),
            Err(error) if error.kind == StoreErrorKind::Refused && batch.len() > 1 => {
                tracing::warn!(commands = batch.len(), %error, "the store refused a batch; trying its halves");
                let (earlier, later) = batch.split_at(batch.len() / 2);
                left.push(later);
                left.push(earlier);
            }
            Err(error) => {
                tracing::warn!(commands = batch.len(), %error, "a batch failed");
                results.extend(batch.iter().map(|_| Err(error.clone())));
            }
        }
    }
    results
}

async fn execute_once(ledger: &dyn Ledger, batch: &[Command]) -> Result<Vec<Outcome>, StoreError> {
    let started = Instant::now();
    let executed = AssertUnwindSafe(ledger.execute(batch)).catch_unwind().await;
    metrics::histogram!("wallet_commit_seconds").record(started.elapsed());
    #[expect(clippy::cast_precision_loss, reason = "a batch is far smaller than 2^52")]
    metrics::histogram!("wallet_batch_commands").record(batch.len() as f64);
    match executed {
        Ok(Ok(outcomes)) if outcomes.len() != batch.len() => {
            Err(StoreError::new(StoreErrorKind::Corrupt, "the store answered another number of outcomes"))
        }
        Ok(answer) => answer,
        // A bug in the adapter must not take the queue down; whether it had committed, no one knows.
        Err(_) => Err(StoreError::new(StoreErrorKind::Unknown, "the store's adapter panicked")),
    }
}
