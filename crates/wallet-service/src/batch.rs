//! Executes one batch; where the store refuses it, isolates the culprit.

use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use wallet_domain::{Command, Group, Ledger, Outcome, StoreError, StoreErrorKind};

use crate::measures;

/// Executes `commands`, those of a group together, and returns one result per command, in order.
///
/// A batch that the store refuses, or that meets a damaged record, leaves nothing durable. It is halved until the
/// culprit stands alone or in its group, the earlier half first, so that neighbours succeed and the order is kept.
pub(crate) async fn execute(
    ledger: &dyn Ledger,
    commands: &[Command],
    groups: &[Group],
) -> Vec<Result<Outcome, StoreError>> {
    let mut results = Vec::with_capacity(commands.len());
    let mut left: Vec<Range<usize>> = std::iter::once(0..commands.len()).collect();
    while let Some(part) = left.pop() {
        let batch = &commands[part.clone()];
        match execute_once(ledger, batch, &within(groups, &part)).await {
            Ok(outcomes) => results.extend(outcomes.into_iter().map(Ok)),
            Err(error) => {
                let halves = if is_a_culprits(error.kind) { halve(&part, groups) } else { None };
                if let Some((earlier, later)) = halves {
                    tracing::warn!(commands = batch.len(), %error, "a command spoils its batch; trying the halves");
                    left.push(later);
                    left.push(earlier);
                } else {
                    tracing::warn!(commands = batch.len(), %error, "a batch failed");
                    results.extend(batch.iter().map(|_| Err(error.clone())));
                }
            }
        }
    }
    results
}

/// The groups of a part of the batch, with ranges in that part. A part never ends within a group.
fn within(groups: &[Group], part: &Range<usize>) -> Vec<Group> {
    let inside = groups.iter().filter(|group| part.contains(&group.commands.start));
    let moved = inside.map(|Group { commands, kind }| Group {
        commands: commands.start - part.start..commands.end - part.start,
        kind: *kind,
    });
    moved.collect()
}

/// Two parts, cut as near to the middle as the groups allow; `None` if there is nothing to cut.
fn halve(part: &Range<usize>, groups: &[Group]) -> Option<(Range<usize>, Range<usize>)> {
    let middle = part.start + part.len() / 2;
    let split = groups.iter().find(|group| group.commands.start < middle && middle < group.commands.end);
    let cut = match split.map(|group| &group.commands) {
        None => middle,
        Some(group) if group.start > part.start => group.start,
        Some(group) => group.end,
    };
    (part.start < cut && cut < part.end).then_some((part.start..cut, cut..part.end))
}

/// Whether one command of the batch may be the cause, with nothing durable.
fn is_a_culprits(kind: StoreErrorKind) -> bool {
    match kind {
        StoreErrorKind::Refused | StoreErrorKind::Corrupt => true,
        StoreErrorKind::Unavailable | StoreErrorKind::Busy | StoreErrorKind::Unknown => false,
    }
}

async fn execute_once(ledger: &dyn Ledger, batch: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
    let started = Instant::now();
    let executed = AssertUnwindSafe(ledger.execute_grouped(batch, groups)).catch_unwind().await;
    metrics::histogram!(measures::COMMIT_SECONDS).record(started.elapsed());
    #[expect(clippy::cast_precision_loss, reason = "a batch is far smaller than 2^52")]
    metrics::histogram!(measures::BATCH_COMMANDS).record(batch.len() as f64);
    match executed {
        Ok(Ok(outcomes)) if outcomes.len() != batch.len() => {
            Err(StoreError::new(StoreErrorKind::Unknown, "the store answered another number of outcomes"))
        }
        Ok(answer) => answer,
        // A bug in the adapter must not take the queue down. It may have committed or not.
        Err(_) => Err(StoreError::new(StoreErrorKind::Unknown, "the store's adapter panicked")),
    }
}
