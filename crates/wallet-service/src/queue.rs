//! To come.
use std::sync::Arc;
use std::time::Duration;
use wallet_domain::{Command, Ledger, Outcome};

use crate::SubmitError;

/// How much may wait, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct QueueLimits {
    /// The most commands that one commit takes.
    pub batch_max: usize,
    /// The most commands that wait or are being committed.
    pub queued_max: usize,
    /// How long a caller waits for an outcome.
    pub deadline: Duration,
}

/// The commit queue.
pub struct CommitQueue;

impl CommitQueue {
    /// Starts the queue's worker on the current tokio runtime.
    pub fn start(_ledger: Arc<dyn Ledger>, _limits: QueueLimits) -> Self {
        Self
    }

    /// Submits one command and waits for its outcome.
    pub async fn submit(&self, _command: Command) -> Result<Outcome, SubmitError> {
        Err(SubmitError::Closed)
    }

    /// Submits many commands, in order, and waits for all outcomes.
    pub async fn submit_all(&self, commands: Vec<Command>) -> Vec<Result<Outcome, SubmitError>> {
        commands.iter().map(|_| Err(SubmitError::Closed)).collect()
    }

    /// Accepts nothing more, finishes what was accepted, answers it, and returns.
    pub async fn close(&self) {}
}
