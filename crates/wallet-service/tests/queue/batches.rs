//! Ledgers for the tests of the queue: what they decide is real, and a test sees and holds their batches.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use wallet_domain::mocks::MockLedger;
use wallet_domain::testing::{MemoryLedger, asset_named, bonus, mint, owner, spend};
use wallet_domain::{Command, Lanes, Ledger, Outcome, Registry};
use wallet_service::{CommitQueue, QueueLimits, SubmitError};

pub(crate) const LIMITS: QueueLimits = QueueLimits { batch_max: 4, queued_max: 100, deadline: Duration::from_secs(30) };

/// A mock that remembers its batches, decides on a real ledger in memory, and, where a test holds the gate, answers a
/// batch only when it is let through.
#[derive(Clone)]
pub(crate) struct Batches {
    seen: Arc<Mutex<Vec<Vec<String>>>>,
    pub(crate) memory: Arc<MemoryLedger>,
}

impl Batches {
    pub(crate) fn new() -> Self {
        let memory = Arc::new(MemoryLedger::default());
        memory.create_asset(&asset_named("GOLD_COINS")).now_or_never().expect("memory never waits").expect("it works");
        for player in ["user_001", "user_002"] {
            let opened = memory.open_wallet(&owner(player), &asset_named("GOLD_COINS").code).now_or_never();
            opened.expect("memory never waits").expect("it works");
        }
        let batches = Self { seen: Arc::default(), memory };
        batches.decide(&[mint("GOLD_COINS", 1000, "opening mint"), bonus("user_001", "GOLD_COINS", 100, "opening")]);
        batches
    }

    fn decide(&self, commands: &[Command]) -> Vec<Outcome> {
        self.memory.execute(commands).now_or_never().expect("memory never waits").expect("it works")
    }

    pub(crate) fn record(&self, commands: &[Command]) -> Vec<Outcome> {
        let keys = commands.iter().map(|command| command.key().as_str().to_owned()).collect();
        self.seen.lock().expect("no panic under it").push(keys);
        self.decide(commands)
    }

    pub(crate) fn seen(&self) -> Vec<Vec<String>> {
        self.seen.lock().expect("no panic under it").clone()
    }
}

/// Tells when a batch has begun, and lets it go on.
pub(crate) struct Gate {
    begun: Receiver<()>,
    go_on: Sender<()>,
}

impl Gate {
    /// A closed gate, and the way through it.
    pub(crate) fn new() -> (impl Fn() + Send, Self) {
        let (report, begun) = channel();
        let (go_on, wait) = channel();
        let wait = Mutex::new(wait);
        let pass = move || {
            report.send(()).expect("the test listens");
            // Tasks that wait for this thread move to another one meanwhile.
            tokio::task::block_in_place(|| wait.lock().expect("one batch at a time").recv())
                .expect("the test lets it through");
        };
        (pass, Self { begun, go_on })
    }

    /// Waits until a batch is being executed.
    pub(crate) fn await_batch(&self) {
        self.begun.recv_timeout(Duration::from_secs(30)).expect("a batch begins");
    }

    pub(crate) fn let_through(&self) {
        self.go_on.send(()).expect("the ledger is waiting");
    }
}

/// A mock with one lane.
pub(crate) fn mock() -> MockLedger {
    let mut ledger = MockLedger::new();
    ledger.expect_lanes().return_const(Lanes::ONE);
    ledger
}

pub(crate) fn open_ledger(batches: &Batches) -> Arc<dyn Ledger> {
    let batches = batches.clone();
    let mut ledger = mock();
    ledger.expect_execute_grouped().returning(move |commands, _| Ok(batches.record(commands)));
    Arc::new(ledger)
}

pub(crate) fn gated_ledger(batches: &Batches) -> (Arc<dyn Ledger>, Gate) {
    gated_ledger_of(batches, Lanes::ONE)
}

pub(crate) fn gated_ledger_of(batches: &Batches, lanes: Lanes) -> (Arc<dyn Ledger>, Gate) {
    let (batches, (pass, gate)) = (batches.clone(), Gate::new());
    let mut ledger = MockLedger::new();
    ledger.expect_lanes().return_const(lanes);
    ledger.expect_execute_grouped().returning(move |commands, _| {
        pass();
        Ok(batches.record(commands))
    });
    (Arc::new(ledger), gate)
}

pub(crate) fn pay(key: &str) -> Command {
    spend("user_001", "GOLD_COINS", 1, key)
}

/// Submits and lets the task run up to the point where it waits.
pub(crate) async fn submitted(
    queue: &Arc<CommitQueue>,
    command: Command,
) -> tokio::task::JoinHandle<Result<Outcome, SubmitError>> {
    let queue = Arc::clone(queue);
    let (started, running) = tokio::sync::oneshot::channel();
    let task = tokio::spawn(async move {
        let mut outcome = Box::pin(queue.submit(command));
        // The first poll puts the command into the queue.
        let first = outcome.as_mut().now_or_never();
        started.send(()).expect("the test listens");
        match first {
            Some(outcome) => outcome,
            None => outcome.await,
        }
    });
    running.await.expect("the task runs");
    task
}
