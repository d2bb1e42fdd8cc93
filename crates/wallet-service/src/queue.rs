//! The queue's front: what callers submit to, and how long they wait.
//!
//! - Order: each of the store's lanes has a queue, first in, first out. Of commands submitted together, those of a player
//!   share a queue, so they are decided in their order; all share one if a mint is among them, as a grant behind it may
//!   rely on it. Commands submitted apart have an order if the second is submitted after the first's answer.
//! - Lanes by load: while few commands wait, all go to the first queue. Two half batches cost more than a whole one. Where
//!   lanes are shards each command goes to its owner's lane however few wait.
//! - Commands that need several shards have a queue of their own: their batches wait for several machines, and one large
//!   batch of them costs little more than a small one (decisions 0070 and 0089).
//! - Bounds: a command holds a place from its submission to its outcome. Without a free place it is refused at once.
//! - Slow stores: a batch is kept small enough to be committed in time, and a command whose turn would come too late is
//!   refused at once (see `pace`).
//! - A caller that goes away does not take its command along: a submitted command is decided and recorded.
//! - A caller whose deadline passes gets [`SubmitError::Overloaded`] if the command's turn had not come (it is withdrawn,
//!   so nothing is recorded; no turn comes while the store is away), [`SubmitError::OutcomeUnknown`] if the command is
//!   being committed, [`SubmitError::InProgress`] if another request with its key is.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use wallet_domain::{
    Command, DiskUsage, GroupKind, Lanes, Ledger, Outcome, OwnerId, PoolUsage, StoreError, TransactionId,
};

use crate::SubmitError;
use crate::crowd::{Crowd, Line};
use crate::pace::Pace;
use crate::submission::{Answer, Committing, Places, Stage, Submission};
use crate::usage::Usage;
use crate::worker::{Worker, WorkerSeat};

/// Up to how many accepted commands share the first queue. Measured on PostgreSQL: with 64 single requests at a
/// time a second lane costs an eighth of the rate, with 256 it costs nothing, and large batches gain half.
const ONE_QUEUE_MAX: usize = 256;

/// How much may wait, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct QueueLimits {
    /// The most commands in one commit.
    pub batch_max: usize,
    /// The most commands that wait or are being committed.
    pub queued_max: usize,
    /// How long a caller waits for its outcome.
    pub deadline: Duration,
}

/// The commit queue. Share it behind an [`Arc`]; [`CommitQueue::close`] it before its runtime ends.
pub struct CommitQueue {
    ledger: Arc<dyn Ledger>,
    /// The lanes when the queue was started.
    lanes: Lanes,
    /// One for each lane. Where lanes are shards there are as many as there may ever be, as a shard that is split gets a new
    /// lane. Then the last queue is the one of commands that need several shards.
    queues: Vec<LaneQueue>,
    places: Arc<Semaphore>,
    /// Whether every command is refused.
    is_stopped: AtomicBool,
    usage: Arc<Usage>,
    limits: QueueLimits,
}

/// The queue of one lane, or of commands that need several shards.
struct LaneQueue {
    submissions: mpsc::UnboundedSender<Submission>,
    /// How fast the store is with such batches.
    pace: Arc<Pace>,
    committing: Arc<Committing>,
    closing: Arc<Notify>,
    /// How many commands wait or are being committed here.
    waiting: Arc<Line>,
    worker: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

impl LaneQueue {
    fn start(ledger: Arc<dyn Ledger>, pace: Arc<Pace>, usage: Arc<Usage>) -> Self {
        let (submissions, inbox) = mpsc::unbounded_channel();
        let committing = Arc::new(Committing::default());
        let closing = Arc::new(Notify::new());
        let waiting = Arc::new(Line::default());
        let crowd = Crowd::new(Arc::clone(&waiting), ledger.lanes());
        let seat = WorkerSeat {
            inbox,
            closing: Arc::clone(&closing),
            committing: Arc::clone(&committing),
            crowd,
            pace: Arc::clone(&pace),
            usage,
        };
        let worker = tokio::spawn(Worker::new(ledger, seat).run());
        let worker = tokio::sync::Mutex::new(Some(worker));
        Self { submissions, pace, committing, closing, waiting, worker }
    }
}

/// The caller's side of a submission.
struct Ticket {
    lane: usize,
    ids: Vec<TransactionId>,
    answer: oneshot::Receiver<Answer>,
    stage: Arc<Stage>,
}

/// The commands of one lane, each with its position among those submitted.
#[derive(Default)]
struct Part {
    positions: Vec<usize>,
    commands: Vec<Command>,
}

/// The positions of a submission's commands among those submitted, and its ticket if it had a place.
type Waiting = (Vec<usize>, Result<Ticket, SubmitError>);

impl CommitQueue {
    /// Starts a worker for each of the ledger's lanes on the current tokio runtime.
    pub fn start(ledger: Arc<dyn Ledger>, limits: QueueLimits) -> Self {
        let limits = QueueLimits { batch_max: limits.batch_max.max(1), ..limits };
        let lanes = ledger.lanes();
        let new_pace = || Arc::new(Pace::new(limits.batch_max, limits.deadline));
        let count = usize::try_from(if lanes.are_shards() { Lanes::COUNT_MAX } else { lanes.count() });
        let mut paces = vec![new_pace(); count.expect("a count of lanes is positive")];
        if lanes.are_shards() {
            paces.push(new_pace());
        }
        let usage = Arc::new(Usage::default());
        let start = |pace| LaneQueue::start(Arc::clone(&ledger), pace, Arc::clone(&usage));
        Self {
            queues: paces.into_iter().map(start).collect(),
            ledger,
            lanes,
            places: Arc::new(Semaphore::new(limits.queued_max.min(Semaphore::MAX_PERMITS))),
            is_stopped: AtomicBool::new(false),
            usage,
            limits,
        }
    }

    /// Refuses every command from now on, until [`CommitQueue::resume`]; accepted ones are finished.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Accepts commands again.
    pub fn resume(&self) {
        self.is_stopped.store(false, Ordering::Relaxed);
    }

    /// Whether every command is refused.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// How many commands wait or are being committed.
    pub fn waiting(&self) -> usize {
        self.queues.iter().map(|queue| queue.waiting.count()).sum()
    }

    /// The most commands that may wait or be committed.
    pub fn places(&self) -> usize {
        self.limits.queued_max.min(Semaphore::MAX_PERMITS)
    }

    /// The use of the store's connections, if it has any.
    pub fn pool(&self) -> Option<PoolUsage> {
        self.ledger.pool()
    }

    /// The store's use of a disk of this machine, if it uses one.
    pub fn disk(&self) -> Option<DiskUsage> {
        self.ledger.disk()
    }

    /// Whether the latest batch was committed, as far as is known.
    pub fn takes_writes(&self) -> bool {
        self.usage.takes_writes()
    }

    /// Whether the store takes writes. It is asked only if the latest batch could not be committed.
    pub async fn check_store(&self) -> Result<(), StoreError> {
        if self.takes_writes() {
            return Ok(());
        }
        self.ledger.execute(&[]).await?;
        self.usage.note_store(true);
        Ok(())
    }

    pub(crate) fn usage(&self) -> &Usage {
        &self.usage
    }

    pub(crate) fn lanes(&self) -> Lanes {
        self.lanes
    }

    /// Submits one command and waits for its outcome.
    pub async fn submit(&self, command: Command) -> Result<Outcome, SubmitError> {
        let deadline = Instant::now() + self.limits.deadline;
        let commands = vec![command];
        let ticket = self.enqueue(self.queue_of_all(&commands), commands, None, deadline)?;
        self.wait(ticket, deadline).await.pop().expect("a submission of one command has one answer")
    }

    /// Submits many commands and waits for all their outcomes, in order. Each is decided alone: the queue or the store may
    /// refuse one while its neighbours are recorded.
    pub async fn submit_all(&self, commands: Vec<Command>) -> Vec<Result<Outcome, SubmitError>> {
        let deadline = Instant::now() + self.limits.deadline;
        let count = commands.len();
        let mut waiting = Vec::with_capacity(self.queues.len());
        for (lane, part) in self.split(commands).into_iter().enumerate() {
            self.enqueue_part(lane, part, deadline, &mut waiting);
        }
        let mut results: Vec<Option<Result<Outcome, SubmitError>>> = vec![None; count];
        for (positions, ticket) in waiting {
            let answer = match ticket {
                Ok(ticket) => self.wait(ticket, deadline).await,
                Err(refusal) => vec![Err(refusal); positions.len()],
            };
            for (position, result) in positions.into_iter().zip(answer) {
                results[position] = Some(result);
            }
        }
        results
            .into_iter()
            .map(|result| result.expect("every position is in one part, and every part is answered"))
            .collect()
    }

    /// Submits commands that are decided together, and waits for their outcomes, in order. They share one commit, however
    /// many they are. A trial records nothing, so its outcome is never unknown.
    pub async fn submit_group(&self, commands: Vec<Command>, kind: GroupKind) -> Vec<Result<Outcome, SubmitError>> {
        let deadline = Instant::now() + self.limits.deadline;
        let count = commands.len();
        if commands.is_empty() {
            return Vec::new();
        }
        let answer = match self.enqueue(self.queue_of_all(&commands), commands, Some(kind), deadline) {
            Ok(ticket) => self.wait(ticket, deadline).await,
            Err(refusal) => vec![Err(refusal); count],
        };
        if !kind.is_trial() {
            return answer;
        }
        answer.into_iter().map(|result| result.map_err(SubmitError::of_trial)).collect()
    }

    /// Whether all accepted commands, with `coming` more, are few enough to share one queue.
    fn is_quiet(&self, coming: usize) -> bool {
        !self.lanes.are_shards() && self.places() - self.places.available_permits() + coming <= ONE_QUEUE_MAX
    }

    /// Whether commands that were submitted together go to the first queue.
    fn share_first(&self, commands: &[Command]) -> bool {
        self.is_quiet(commands.len()) || !self.lanes.are_shards() && feeds_others(commands)
    }

    /// The lanes by now: shards are split while a server runs.
    fn lanes_now(&self) -> Lanes {
        if self.lanes.are_shards() { self.ledger.lanes() } else { self.lanes }
    }

    /// The queue of commands that stay together.
    fn queue_of_all(&self, commands: &[Command]) -> usize {
        let Some(first) = commands.first() else { return 0 };
        if self.share_first(commands) {
            return 0;
        }
        let lanes = self.lanes_now();
        if commands.iter().any(|command| needs_several_shards(lanes, command)) {
            return self.queues.len() - 1;
        }
        queue_of(lanes, first)
    }

    /// The commands by queue, each with its position. All of a player's share one.
    fn split(&self, commands: Vec<Command>) -> Vec<Part> {
        let mut parts: Vec<Part> = self.queues.iter().map(|_| Part::default()).collect();
        let lanes = self.lanes_now();
        let shared = (self.share_first(&commands) || feeds_others(&commands)).then(|| self.queue_of_all(&commands));
        let crossing: HashSet<OwnerId> = match shared {
            None => (commands.iter().filter(|command| needs_several_shards(lanes, command)))
                .map(|command| command.owner().clone())
                .collect(),
            Some(_) => HashSet::new(),
        };
        for (position, command) in commands.into_iter().enumerate() {
            let queue = match shared {
                Some(shared) => shared,
                None if crossing.contains(command.owner()) => self.queues.len() - 1,
                None => queue_of(lanes, &command),
            };
            let part = &mut parts[queue];
            part.positions.push(position);
            part.commands.push(command);
        }
        parts
    }

    /// Enqueues a lane's part in submissions of at most a batch.
    fn enqueue_part(&self, lane: usize, mut part: Part, deadline: Instant, waiting: &mut Vec<Waiting>) {
        let mut refused: Option<SubmitError> = None;
        while !part.commands.is_empty() {
            let size = part.commands.len().min(self.queues[lane].pace.batch_now());
            let rest = Part { positions: part.positions.split_off(size), commands: part.commands.split_off(size) };
            // If some had no place, the rest gets none either: later commands may rely on earlier ones.
            let ticket = match &refused {
                Some(refusal) => Err(refusal.clone()),
                None => self.enqueue(lane, part.commands, None, deadline),
            };
            refused = ticket.as_ref().err().cloned();
            waiting.push((part.positions, ticket));
            part = rest;
        }
    }

    /// Refuses new commands, finishes and answers the accepted ones, and returns. Safe to call again.
    pub async fn close(&self) {
        self.places.close();
        for queue in &self.queues {
            queue.closing.notify_one();
        }
        for queue in &self.queues {
            let mut worker = queue.worker.lock().await;
            if let Some(handle) = worker.take() {
                handle.await.expect("the worker catches what panics under it");
            }
        }
    }

    fn enqueue(
        &self,
        lane: usize,
        commands: Vec<Command>,
        kind: Option<GroupKind>,
        deadline: Instant,
    ) -> Result<Ticket, SubmitError> {
        let queue = &self.queues[lane];
        let count = commands.len();
        if self.is_stopped() {
            return Err(SubmitError::Stopped);
        }
        if queue.pace.is_too_late_behind(queue.waiting.count()) {
            return Err(SubmitError::Overloaded);
        }
        let size = u32::try_from(count).map_err(|_| SubmitError::Overloaded)?;
        let permit = Arc::clone(&self.places).try_acquire_many_owned(size).map_err(|refusal| match refusal {
            tokio::sync::TryAcquireError::Closed => SubmitError::Closed,
            tokio::sync::TryAcquireError::NoPermits => SubmitError::Overloaded,
        })?;
        self.usage.note_accepted(count);
        let places = Places::new(Arc::clone(&queue.waiting), count, permit);
        let ids = commands.iter().map(Command::id).collect();
        let (sender, answer) = oneshot::channel();
        let stage = Arc::new(Stage::default());
        let patience = self.limits.deadline;
        let submission =
            Submission { commands, kind, stage: Arc::clone(&stage), deadline, patience, answer: sender, places };
        queue.submissions.send(submission).map_err(|_| SubmitError::Closed)?;
        queue.waiting.tell();
        Ok(Ticket { lane, ids, answer, stage })
    }

    async fn wait(&self, mut ticket: Ticket, deadline: Instant) -> Answer {
        let lost = || ticket.ids.iter().map(|_| Err(SubmitError::OutcomeUnknown)).collect();
        // The worker answers every submission; it is gone only if its runtime has ended.
        let is_gone = match timeout_at(deadline, &mut ticket.answer).await {
            Ok(Ok(answer)) => return answer,
            Ok(Err(_)) => true,
            Err(_) => false,
        };
        if ticket.stage.withdraw() {
            let committing = &self.queues[ticket.lane].committing;
            let refusal = |id: &TransactionId| match committing.contains(*id) {
                true => SubmitError::InProgress,
                false if is_gone => SubmitError::Closed,
                false => SubmitError::Overloaded,
            };
            return ticket.ids.iter().map(|id| Err(refusal(id))).collect();
        }
        // The answer may have come meanwhile.
        ticket.answer.try_recv().unwrap_or_else(|_| lost())
    }
}

/// The queue of a command's own lane.
fn queue_of(lanes: Lanes, command: &Command) -> usize {
    usize::try_from(lanes.lane_of(command).number()).expect("lanes are numbered from 0")
}

/// Whether lanes are shards, and the command names a wallet or a payment of another shard than its lane's.
fn needs_several_shards(lanes: Lanes, command: &Command) -> bool {
    lanes.are_shards() && !lanes.hold_all_of(command)
}

/// Whether some of the commands may need the credits that others move. Then all share a lane, and their order.
fn feeds_others(commands: &[Command]) -> bool {
    commands.iter().any(Command::feeds_others)
}
