//! One batch against the ledger, with the culprit isolated where the store refuses it.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use wallet_domain::{Command, Ledger, Outcome, StoreError, StoreErrorKind};

/// Has `commands` executed and gives one result per command, in order.
///
/// A batch that the store refuses, or that meets a damaged record, has left nothing durable. It is halved until the
/// culprit stands alone, the earlier half first, so that neighbours succeed and the order is kept.
pub(crate) async fn execute(ledger: &dyn Ledger, commands: &[Command]) -> Vec<Result<Outcome, StoreError>> {
    let mut results = Vec::with_capacity(commands.len());
    let mut left = vec![commands];
    while let Some(batch) = left.pop() {
        match execute_once(ledger, batch).await {
            Ok(outcomes) => results.extend(outcomes.into_iter().map(Ok)),
            Err(error) if is_a_culprits(error.kind) && batch.len() > 1 => {
                tracing::warn!(commands = batch.len(), %error, "a command spoils its batch; trying the halves");
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

/// Whether just one command of a batch may be the cause, with nothing durable.
fn is_a_culprits(kind: StoreErrorKind) -> bool {
    match kind {
        StoreErrorKind::Refused | StoreErrorKind::Corrupt => true,
        StoreErrorKind::Unavailable | StoreErrorKind::Busy | StoreErrorKind::Unknown => false,
    }
}

async fn execute_once(ledger: &dyn Ledger, batch: &[Command]) -> Result<Vec<Outcome>, StoreError> {
    let started = Instant::now();
    let executed = AssertUnwindSafe(ledger.execute(batch)).catch_unwind().await;
    metrics::histogram!("wallet_commit_seconds").record(started.elapsed());
    #[expect(clippy::cast_precision_loss, reason = "a batch is far smaller than 2^52")]
    metrics::histogram!("wallet_batch_commands").record(batch.len() as f64);
    match executed {
        Ok(Ok(outcomes)) if outcomes.len() != batch.len() => {
            Err(StoreError::new(StoreErrorKind::Unknown, "the store answered another number of outcomes"))
        }
        Ok(answer) => answer,
        // A bug in the adapter must not take the queue down; whether it had committed, no one knows.
        Err(_) => Err(StoreError::new(StoreErrorKind::Unknown, "the store's adapter panicked")),
    }
}
