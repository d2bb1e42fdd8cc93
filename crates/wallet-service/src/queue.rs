//! The queue's front: what callers submit to, and how long they wait.
//!
//! - Order: one queue, first in, first out; so the commands of one owner are decided in the order of their submission.
//! - Bounds: a command holds a place from its submission to its outcome. Without a free place it is refused at once.
//! - A caller that goes away does not take its command along: what was submitted is decided and recorded.
//! - A caller that waits past its deadline is told what is known: [`SubmitError::Overloaded`] if the command's turn had
//!   not come (it is withdrawn, so nothing is recorded), [`SubmitError::OutcomeUnknown`] if it is being committed,
//!   [`SubmitError::InProgress`] if another request with its key is.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use wallet_domain::{Command, Ledger, Outcome, TransactionId};

use crate::SubmitError;
use crate::worker::{Worker, WorkerSeat};

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

/// The commit queue. Share it behind an [`Arc`]; [`CommitQueue::close`] it before its runtime ends.
pub struct CommitQueue {
    jobs: mpsc::UnboundedSender<Job>,
    places: Arc<Semaphore>,
    limits: QueueLimits,
    committing: Arc<Committing>,
    closing: Arc<Notify>,
    worker: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

/// Some commands of one caller, decided together.
pub(crate) struct Job {
    pub(crate) commands: Vec<Command>,
    pub(crate) stage: Arc<Stage>,
    pub(crate) deadline: Instant,
    answer: oneshot::Sender<Answer>,
    /// Gives the places back when the job is gone, whichever way.
    places: OwnedSemaphorePermit,
}

impl Job {
    /// Ends the job: its places are free before its caller hears of it, so that whoever was answered may ask again.
    pub(crate) fn answer(self, answer: Answer) {
        drop(self.places);
        // A caller that is gone does not hear of it; what was decided stays decided.
        drop(self.answer.send(answer));
    }
}

/// One result per command of a job, in order.
pub(crate) type Answer = Vec<Result<Outcome, SubmitError>>;

/// The ids that are being committed right now, so that a waiting duplicate can be told so.
#[derive(Debug, Default)]
pub(crate) struct Committing(Mutex<Vec<TransactionId>>);

impl Committing {
    pub(crate) fn set(&self, ids: Vec<TransactionId>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = ids;
    }

    fn contains(&self, id: TransactionId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&id)
    }
}

/// Who has a job: its caller may withdraw it until the worker takes it, and not after.
#[derive(Debug, Default)]
pub(crate) struct Stage(AtomicU8);

impl Stage {
    const WAITING: u8 = 0;
    const TAKEN: u8 = 1;
    const WITHDRAWN: u8 = 2;

    /// The worker's move: true if the job is now its to finish.
    pub(crate) fn take(&self) -> bool {
        self.leave_waiting_for(Self::TAKEN)
    }

    /// The caller's move: true if the job will never be executed.
    fn withdraw(&self) -> bool {
        self.leave_waiting_for(Self::WITHDRAWN)
    }

    fn leave_waiting_for(&self, stage: u8) -> bool {
        self.0.compare_exchange(Self::WAITING, stage, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// A job's caller side.
struct Ticket {
    ids: Vec<TransactionId>,
    answer: oneshot::Receiver<Answer>,
    stage: Arc<Stage>,
}

impl CommitQueue {
    /// Starts the queue's worker on the current tokio runtime.
    pub fn start(ledger: Arc<dyn Ledger>, limits: QueueLimits) -> Self {
        let limits = QueueLimits { batch_max: limits.batch_max.max(1), ..limits };
        let (jobs, inbox) = mpsc::unbounded_channel();
        let committing = Arc::new(Committing::default());
        let closing = Arc::new(Notify::new());
        let seat = WorkerSeat { inbox, closing: Arc::clone(&closing), committing: Arc::clone(&committing) };
        let worker = tokio::spawn(Worker::new(ledger, limits.batch_max, seat).run());
        Self {
            jobs,
            places: Arc::new(Semaphore::new(limits.queued_max.min(Semaphore::MAX_PERMITS))),
            limits,
            committing,
            closing,
            worker: tokio::sync::Mutex::new(Some(worker)),
        }
    }

    /// Submits one command and waits for its outcome.
    pub async fn submit(&self, command: Command) -> Result<Outcome, SubmitError> {
        let deadline = Instant::now() + self.limits.deadline;
        let ticket = self.enqueue(vec![command], deadline)?;
        self.wait(ticket, deadline).await.pop().expect("a job of one command has one answer")
    }

    /// Submits many commands and waits for all their outcomes, in order. Each is decided alone: one may be refused by
    /// the queue or the store while its neighbours are recorded.
    pub async fn submit_all(&self, commands: Vec<Command>) -> Vec<Result<Outcome, SubmitError>> {
        let deadline = Instant::now() + self.limits.deadline;
        let mut tickets: Vec<(usize, Result<Ticket, SubmitError>)> =
            Vec::with_capacity(commands.len().div_ceil(self.limits.batch_max));
        let mut commands = commands.into_iter();
        loop {
            let chunk: Vec<Command> = commands.by_ref().take(self.limits.batch_max).collect();
            if chunk.is_empty() {
                break;
            }
            let size = chunk.len();
            // Once some had no place the rest has none either: later commands may rely on the earlier ones' effects.
            let ticket = match tickets.last() {
                Some((_, Err(refusal))) => Err(SubmitError::clone(refusal)),
                _ => self.enqueue(chunk, deadline),
            };
            tickets.push((size, ticket));
        }
        let mut results = Vec::new();
        for (size, ticket) in tickets {
            match ticket {
                Ok(ticket) => results.extend(self.wait(ticket, deadline).await),
                Err(refusal) => results.extend(std::iter::repeat_n(Err(refusal), size)),
            }
        }
        results
    }

    /// Accepts nothing more, finishes what was accepted, answers it, and returns. Safe to call again.
    pub async fn close(&self) {
        self.places.close();
        self.closing.notify_one();
        let mut worker = self.worker.lock().await;
        if let Some(handle) = worker.take() {
            handle.await.expect("the worker catches what panics under it");
        }
    }

    fn enqueue(&self, commands: Vec<Command>, deadline: Instant) -> Result<Ticket, SubmitError> {
        let size = u32::try_from(commands.len()).map_err(|_| SubmitError::Overloaded)?;
        let places = Arc::clone(&self.places).try_acquire_many_owned(size).map_err(|refusal| match refusal {
            tokio::sync::TryAcquireError::Closed => SubmitError::Closed,
            tokio::sync::TryAcquireError::NoPermits => SubmitError::Overloaded,
        })?;
        let ids = commands.iter().map(Command::id).collect();
        let (sender, answer) = oneshot::channel();
        let stage = Arc::new(Stage::default());
        let job = Job { commands, stage: Arc::clone(&stage), deadline, answer: sender, places };
        self.jobs.send(job).map_err(|_| SubmitError::Closed)?;
        Ok(Ticket { ids, answer, stage })
    }

    async fn wait(&self, mut ticket: Ticket, deadline: Instant) -> Answer {
        let lost = || ticket.ids.iter().map(|_| Err(SubmitError::OutcomeUnknown)).collect();
        if let Ok(answer) = timeout_at(deadline, &mut ticket.answer).await {
            // The worker answers every job; it is gone only if its runtime was torn down under it.
            return answer.unwrap_or_else(|_| lost());
        }
        if ticket.stage.withdraw() {
            let refusal = |id: &TransactionId| {
                if self.committing.contains(*id) { SubmitError::InProgress } else { SubmitError::Overloaded }
            };
            return ticket.ids.iter().map(|id| Err(refusal(id))).collect();
        }
        // The answer may have come in the moment between.
        ticket.answer.try_recv().unwrap_or_else(|_| lost())
    }
}
