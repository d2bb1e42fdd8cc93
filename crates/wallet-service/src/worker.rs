//! A lane's worker: gathers what waits into a batch, has it committed, answers, and begins again.
//!
//! While the store is away, nothing is taken: a store may try long to reach its database, and a command that was taken
//! cannot be withdrawn any more, so its caller would have to be told that the outcome is unknown though nothing was
//! ever sent. An empty batch asks whether the store is back; what waits when the answer is no is told so.

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
use crate::pace::Pace;
use crate::queue::{Committing, Job};
use crate::usage::Usage;

/// What connects a worker to its queue.
pub(crate) struct WorkerSeat {
    pub(crate) inbox: UnboundedReceiver<Job>,
    pub(crate) closing: Arc<Notify>,
    pub(crate) committing: Arc<Committing>,
    pub(crate) pace: Arc<Pace>,
    pub(crate) usage: Arc<Usage>,
}

pub(crate) struct Worker {
    ledger: Arc<dyn Ledger>,
    seat: WorkerSeat,
    /// A job that did not fit into the last batch: the first of the next.
    held_over: Option<Job>,
    /// Whether the last batch could not reach the store.
    is_away: bool,
}

impl Worker {
    pub(crate) fn new(ledger: Arc<dyn Ledger>, seat: WorkerSeat) -> Self {
        Self { ledger, seat, held_over: None, is_away: false }
    }

    /// Works until the queue is closed and empty.
    pub(crate) async fn run(mut self) {
        while let Some(first) = self.next_job().await {
            if self.is_away
                && let Err(error) = self.look_for_the_store().await
            {
                self.turn_away(first, &error);
                continue;
            }
            let jobs = self.gather(first);
            self.commit(jobs).await;
        }
    }

    async fn next_job(&mut self) -> Option<Job> {
        if let Some(job) = self.held_over.take() {
            return Some(job);
        }
        loop {
            tokio::select! {
                biased;
                job = self.seat.inbox.recv() => return job,
                // From here on nothing new comes in, and `recv` ends once it has given out what is there.
                () = self.seat.closing.notified() => self.seat.inbox.close(),
            }
        }
    }

    /// The first job and whatever has queued behind it, up to the bound. Waits for nothing.
    fn gather(&mut self, first: Job) -> Vec<Job> {
        let batch_max = self.seat.pace.batch_now();
        let time_for_it = self.seat.pace.batch_time();
        let mut size = 0;
        let mut jobs = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next {
            if size > 0 && size + job.commands.len() > batch_max {
                self.held_over = Some(job);
                break;
            }
            if let Some(job) = take(job, time_for_it) {
                size += job.commands.len();
                jobs.push(job);
            }
            next = self.seat.inbox.try_recv().ok();
        }
        jobs
    }

    /// Finds out whether the store can be reached again, with nothing at stake.
    async fn look_for_the_store(&mut self) -> Result<(), StoreError> {
        // A panic is told where there is something to tell it of: in the batch that follows.
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

    /// Tells the first job and all that waits behind it that the store is away. None of it was taken before.
    fn turn_away(&mut self, first: Job, error: &StoreError) {
        // All of them before anyone is told: who comes again at once is to have the store looked for again.
        let mut jobs = vec![first];
        while let Some(job) = self.held_over.take().or_else(|| self.seat.inbox.try_recv().ok()) {
            jobs.push(job);
        }
        let mut count = 0;
        for job in jobs {
            if job.stage.take() {
                count += job.commands.len();
                let answer = job.commands.iter().map(|_| Err(SubmitError::Store(error.clone()))).collect();
                job.answer(answer);
            }
        }
        tracing::warn!(commands = count, %error, "the store is away; nothing was sent to it");
    }

    async fn commit(&mut self, mut jobs: Vec<Job>) {
        let sizes: Vec<usize> = jobs.iter().map(|job| job.commands.len()).collect();
        let groups = groups_of(&jobs);
        let commands: Vec<Command> = jobs.iter_mut().flat_map(|job| std::mem::take(&mut job.commands)).collect();
        if commands.is_empty() {
            return;
        }
        self.seat.committing.set(commands.iter().map(Command::id).collect());
        let began = Instant::now();
        let mut results: VecDeque<_> = execute(&*self.ledger, &commands, &groups).await.into();
        self.is_away = results.iter().all(is_away);
        self.seat.usage.note_batch(began.elapsed());
        self.seat.usage.note_store(!results.iter().all(is_lost));
        // One that cannot be reached is not slow.
        if !self.is_away {
            self.seat.pace.learn(commands.len(), began.elapsed());
        }
        self.seat.committing.set(Vec::new());
        for (job, size) in jobs.into_iter().zip(sizes) {
            let answer = results.drain(..size).map(|result| result.map_err(SubmitError::Store)).collect();
            job.answer(answer);
        }
    }
}

/// The jobs whose commands are decided together, by where those will stand in the batch.
fn groups_of(jobs: &[Job]) -> Vec<Group> {
    let mut next = 0;
    let mut groups = Vec::new();
    for job in jobs {
        let commands = next..next + job.commands.len();
        next = commands.end;
        groups.extend(job.kind.map(|kind| Group { commands, kind }));
    }
    groups
}

fn is_away(result: &Result<Outcome, StoreError>) -> bool {
    result.as_ref().is_err_and(|error| error.kind == StoreErrorKind::Unavailable)
}

/// Whether a command may well not be committed because nothing is.
fn is_lost(result: &Result<Outcome, StoreError>) -> bool {
    let is_the_stores =
        |error: &StoreError| matches!(error.kind, StoreErrorKind::Unavailable | StoreErrorKind::Unknown);
    result.as_ref().is_err_and(is_the_stores)
}

/// Takes a job for execution, unless its caller has withdrawn it or will no longer wait when it is done.
fn take(job: Job, time_for_it: Duration) -> Option<Job> {
    if !job.stage.take() {
        return None;
    }
    // One batch that took very long must not keep everything from being tried again.
    let time_for_it = time_for_it.min(job.patience / 4);
    if job.deadline <= Instant::now() + time_for_it {
        let answer = job.commands.iter().map(|_| Err(SubmitError::Overloaded)).collect();
        job.answer(answer);
        return None;
    }
    Some(job)
}
