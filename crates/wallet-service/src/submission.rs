//! What is submitted to a queue: its commands, its places, and whether its caller or the worker has it.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::Instant;
use wallet_domain::{Command, GroupKind, Outcome, TransactionId};

use crate::SubmitError;
use crate::crowd::Line;

/// Commands of one caller that go into one batch.
pub(crate) struct Submission {
    pub(crate) commands: Vec<Command>,
    /// The kind of group that they are, if they are one.
    pub(crate) kind: Option<GroupKind>,
    pub(crate) stage: Arc<Stage>,
    pub(crate) deadline: Instant,
    /// How long the caller waits in all.
    pub(crate) patience: Duration,
    pub(crate) answer: oneshot::Sender<Answer>,
    pub(crate) places: Places,
}

/// The places of a submission; dropping them gives them back.
pub(crate) struct Places {
    waiting: Arc<Line>,
    count: usize,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    /// Takes them, and counts them among those that wait.
    pub(crate) fn new(waiting: Arc<Line>, count: usize, permit: OwnedSemaphorePermit) -> Self {
        waiting.add(count);
        Self { waiting, count, _permit: permit }
    }
}

impl Drop for Places {
    fn drop(&mut self) {
        self.waiting.remove(self.count);
    }
}

impl Submission {
    /// Ends the submission. Its places are free before its caller hears of it, so that the caller may submit again at once.
    pub(crate) fn answer(self, answer: Answer) {
        drop(self.places);
        // The caller may be gone; the decision stands.
        drop(self.answer.send(answer));
    }
}

/// One result per command of a submission, in order.
pub(crate) type Answer = Vec<Result<Outcome, SubmitError>>;

/// The ids that are being committed now, so that a waiting duplicate can be told so.
#[derive(Debug, Default)]
pub(crate) struct Committing(Mutex<Vec<TransactionId>>);

impl Committing {
    pub(crate) fn set(&self, ids: Vec<TransactionId>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = ids;
    }

    pub(crate) fn contains(&self, id: TransactionId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&id)
    }
}

/// Who has the submission: its caller may withdraw it until the worker takes it.
#[derive(Debug, Default)]
pub(crate) struct Stage(AtomicU8);

impl Stage {
    const WAITING: u8 = 0;
    const TAKEN: u8 = 1;
    const WITHDRAWN: u8 = 2;

    /// The worker's move: true if the worker must now finish the submission.
    pub(crate) fn take(&self) -> bool {
        self.leave_waiting_for(Self::TAKEN)
    }

    /// The caller's move: true if the submission is never executed.
    pub(crate) fn withdraw(&self) -> bool {
        self.leave_waiting_for(Self::WITHDRAWN)
    }

    fn leave_waiting_for(&self, stage: u8) -> bool {
        self.0.compare_exchange(Self::WAITING, stage, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}
