//! Callers who come again once they are answered, in a time of the test's own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use wallet_domain::testing::{MemoryLedger, spend};
use wallet_domain::{Command, Group, Lanes, Ledger, Outcome, StoreError};
use wallet_service::{CommitQueue, QueueLimits};

const BATCH: Duration = Duration::from_millis(8);

/// A ledger whose batches take eight milliseconds each, and which notes their sizes.
struct Timed {
    memory: MemoryLedger,
    sizes: Mutex<Vec<usize>>,
    lanes: Lanes,
}

#[async_trait]
impl Ledger for Timed {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        self.sizes.lock().expect("no panic under it").push(commands.len());
        sleep(BATCH).await;
        self.memory.execute_grouped(commands, groups).await
    }

    fn lanes(&self) -> Lanes {
        self.lanes
    }
}

/// So few commands share one queue, however many lanes there are.
fn start(lanes: i64) -> (Arc<Timed>, Arc<CommitQueue>) {
    let lanes = Lanes::new(lanes).expect("valid");
    let ledger = Arc::new(Timed { memory: MemoryLedger::default(), sizes: Mutex::default(), lanes });
    let limits = QueueLimits { batch_max: 2000, queued_max: 20_000, deadline: Duration::from_secs(10) };
    (ledger.clone(), Arc::new(CommitQueue::start(ledger, limits)))
}

async fn submit(queue: &CommitQueue, key: String) {
    drop(queue.submit(spend("user_001", "GOLD_COINS", 1, &key)).await.expect("memory works"));
}

/// So many callers at once, each of whom submits so often, one command after the other.
fn come(callers: &mut JoinSet<()>, queue: &Arc<CommitQueue>, name: &'static str, (count, often): (u32, u32)) {
    for caller in 0..count {
        let queue = queue.clone();
        callers.spawn(async move {
            for turn in 0..often {
                submit(&queue, format!("{name}-{caller}-{turn}")).await;
            }
        });
    }
}

/// The sizes of the batches of two halves of a crowd, the second of which comes while the first is committed.
async fn sizes_of_two_halves(lanes: i64) -> Vec<usize> {
    let (ledger, queue) = start(lanes);
    let mut callers = JoinSet::new();
    come(&mut callers, &queue, "one", (16, 50));
    sleep(BATCH / 2).await;
    come(&mut callers, &queue, "other", (16, 50));
    while callers.join_next().await.is_some() {}
    ledger.sizes.lock().expect("no panic under it").clone()
}

#[tokio::test(start_paused = true)]
async fn two_halves_of_a_crowd_become_one_batch() {
    let sizes = sizes_of_two_halves(2).await;
    assert_eq!(sizes[0], 16);
    assert!(sizes[1..49].iter().all(|size| (28..=32).contains(size)), "{sizes:?}");
}

#[tokio::test(start_paused = true)]
async fn before_a_store_of_one_lane_nobody_is_awaited() {
    assert_eq!(sizes_of_two_halves(1).await, [16; 100]);
}

#[tokio::test(start_paused = true)]
async fn a_crowd_that_does_not_come_again_is_soon_not_awaited() {
    let (ledger, queue) = start(2);
    let began = Instant::now();
    for round in 0..50 {
        let mut callers = JoinSet::new();
        for caller in 0..32 {
            let queue = queue.clone();
            callers.spawn(async move { submit(&queue, format!("{round}-{caller}")).await });
        }
        sleep(BATCH / 2).await;
        submit(&queue, format!("late-{round}")).await;
        while callers.join_next().await.is_some() {}
    }
    assert_eq!(ledger.sizes.lock().expect("no panic under it")[..4], [32, 1, 32, 1]);
    let waited = began.elapsed().saturating_sub(BATCH * 100);
    assert!(waited > Duration::ZERO && waited < Duration::from_millis(15), "{waited:?} in 50 rounds");
}

#[tokio::test(start_paused = true)]
async fn a_lone_caller_waits_for_nobody() {
    let (_, queue) = start(2);
    let began = Instant::now();
    for turn in 0..50 {
        submit(&queue, turn.to_string()).await;
    }
    assert_eq!(began.elapsed(), BATCH * 50);
}
