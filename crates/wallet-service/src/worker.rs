//! A lane's worker: gathers the waiting submissions into a batch, commits it, answers, and begins again.
//!
//! While the store is away, the worker takes no submissions: a store may try long to reach its database, and a taken command
//! cannot be withdrawn, so its caller would be told that the outcome is unknown although nothing was sent. An empty
//! batch asks whether the store is back; if not, the submissions that wait are told so.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;
use wallet_domain::{Command, Group, Ledger, Outcome, StoreError, StoreErrorKind};

use crate::SubmitError;
use crate::batch::execute;
use crate::crowd::Crowd;
use crate::pace::Pace;
use crate::submission::{Committing, Submission};
use crate::usage::Usage;

/// The worker's side of its queue.
pub(crate) struct WorkerSeat {
    pub(crate) inbox: UnboundedReceiver<Submission>,
    pub(crate) closing: Arc<Notify>,
    pub(crate) committing: Arc<Committing>,
    pub(crate) crowd: Crowd,
    pub(crate) pace: Arc<Pace>,
    pub(crate) usage: Arc<Usage>,
}

pub(crate) struct Worker {
    ledger: Arc<dyn Ledger>,
    seat: WorkerSeat,
    /// A submission that did not fit into the last batch: the first of the next.
    held_over: Option<Submission>,
    /// Whether the last batch could not reach the store.
    is_away: bool,
}

impl Worker {
    pub(crate) fn new(ledger: Arc<dyn Ledger>, seat: WorkerSeat) -> Self {
        Self { ledger, seat, held_over: None, is_away: false }
    }

    /// Works until the queue is closed and empty.
    pub(crate) async fn run(mut self) {
        while let Some(first) = self.next_submission().await {
            if self.is_away
                && let Err(error) = self.look_for_the_store().await
            {
                self.turn_away(first, &error);
                continue;
            }
            self.seat.crowd.gather(self.seat.pace.batch_now()).await;
            let submissions = self.gather(first);
            self.commit(submissions).await;
        }
    }

    async fn next_submission(&mut self) -> Option<Submission> {
        if let Some(submission) = self.held_over.take() {
            return Some(submission);
        }
        loop {
            tokio::select! {
                biased;
                submission = self.seat.inbox.recv() => return submission,
                // From here on nothing new comes in, and `recv` ends after the last submission.
                () = self.seat.closing.notified() => self.seat.inbox.close(),
            }
        }
    }

    /// The first submission and those queued behind it, up to the bound. Does not wait.
    fn gather(&mut self, first: Submission) -> Vec<Submission> {
        let batch_max = self.seat.pace.batch_now();
        let time_for_it = self.seat.pace.batch_time();
        let mut size = 0;
        let mut submissions: Vec<Submission> = Vec::new();
        let mut next = Some(first);
        while let Some(submission) = next {
            if !submissions.is_empty() && size + submission.commands.len() > batch_max {
                self.held_over = Some(submission);
                break;
            }
            if let Some(submission) = take(submission, time_for_it) {
                size += submission.commands.len();
                submissions.push(submission);
            }
            next = self.seat.inbox.try_recv().ok();
        }
        submissions
    }

    /// Asks with an empty batch whether the store can be reached again.
    async fn look_for_the_store(&mut self) -> Result<(), StoreError> {
        // A panic is reported with the batch that follows.
        match AssertUnwindSafe(self.ledger.execute_grouped(&[], &[])).catch_unwind().await {
            Ok(Err(error)) if error.kind == StoreErrorKind::Unavailable => {
                self.seat.usage.note_store(false);
                Err(error)
            }
            _ => {
                self.is_away = false;
                Ok(())
            }
        }
    }

    /// Tells the first submission and all submissions behind it that the store is away.
    fn turn_away(&mut self, first: Submission, error: &StoreError) {
        // Collect all before the first is told: a caller who comes again at once must make the worker ask anew.
        let mut submissions = vec![first];
        while let Some(submission) = self.held_over.take().or_else(|| self.seat.inbox.try_recv().ok()) {
            submissions.push(submission);
        }
        let mut count = 0;
        for submission in submissions {
            if submission.stage.take() {
                count += submission.commands.len();
                let answer = submission.commands.iter().map(|_| Err(SubmitError::Store(error.clone()))).collect();
                submission.answer(answer);
            }
        }
        tracing::warn!(commands = count, %error, "the store is away; nothing was sent to it");
    }

    async fn commit(&mut self, mut submissions: Vec<Submission>) {
        let sizes: Vec<usize> = submissions.iter().map(|submission| submission.commands.len()).collect();
        let groups = groups_of(&submissions);
        let commands: Vec<Command> =
            submissions.iter_mut().flat_map(|submission| std::mem::take(&mut submission.commands)).collect();
        if commands.is_empty() {
            return;
        }
        self.seat.committing.set(commands.iter().map(Command::id).collect());
        let began = Instant::now();
        let mut results: VecDeque<_> = execute(&*self.ledger, &commands, &groups).await.into();
        let took = began.elapsed();
        self.is_away = results.iter().all(is_away);
        self.seat.usage.note_batch(took);
        self.seat.usage.note_store(!results.iter().all(is_lost));
        // A store that cannot be reached is not slow.
        if !self.is_away {
            self.seat.pace.learn(commands.len(), took);
        }
        self.seat.committing.set(Vec::new());
        self.seat.crowd.note_batch(commands.len(), took);
        for (submission, size) in submissions.into_iter().zip(sizes) {
            let answer = results.drain(..size).map(|result| result.map_err(SubmitError::Store)).collect();
            submission.answer(answer);
        }
    }
}

/// The groups of the submissions, with ranges in the batch.
fn groups_of(submissions: &[Submission]) -> Vec<Group> {
    let mut next = 0;
    let mut groups = Vec::new();
    for submission in submissions {
        let commands = next..next + submission.commands.len();
        next = commands.end;
        groups.extend(submission.kind.map(|kind| Group { commands, kind }));
    }
    groups
}

fn is_away(result: &Result<Outcome, StoreError>) -> bool {
    result.as_ref().is_err_and(|error| error.kind == StoreErrorKind::Unavailable)
}

/// Whether the error suggests that the store commits nothing at all.
fn is_lost(result: &Result<Outcome, StoreError>) -> bool {
    let is_the_stores =
        |error: &StoreError| matches!(error.kind, StoreErrorKind::Unavailable | StoreErrorKind::Unknown);
    result.as_ref().is_err_and(is_the_stores)
}

/// Takes a submission for execution, unless its caller has withdrawn it or would be gone before it is done.
fn take(submission: Submission, time_for_it: Duration) -> Option<Submission> {
    if !submission.stage.take() {
        return None;
    }
    // After one very long batch, commands must still be tried.
    let time_for_it = time_for_it.min(submission.patience / 4);
    if submission.deadline <= Instant::now() + time_for_it {
        let answer = submission.commands.iter().map(|_| Err(SubmitError::Overloaded)).collect();
        submission.answer(answer);
        return None;
    }
    Some(submission)
}
