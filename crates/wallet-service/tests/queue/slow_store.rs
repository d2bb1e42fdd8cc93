//! The commit queue before a store that is slow, in a time of the test's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use wallet_domain::testing::{MemoryLedger, spend};
use wallet_domain::{Command, Group, Ledger, Outcome, StoreError, StoreErrorKind};
use wallet_service::{CommitQueue, QueueLimits, SubmitError};

const DEADLINE: Duration = Duration::from_secs(10);

/// A store with this cost of a batch, in milliseconds, and of each command, in microseconds.
#[derive(Default)]
struct SlowLedger {
    memory: MemoryLedger,
    batch_ms: AtomicU32,
    each_us: AtomicU32,
    /// Whether it cannot be reached instead.
    is_away: AtomicBool,
}

impl SlowLedger {
    fn costs(batch_ms: u32, each_us: u32) -> Self {
        Self { batch_ms: batch_ms.into(), each_us: each_us.into(), ..Self::default() }
    }
}

#[async_trait]
impl Ledger for SlowLedger {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        let count = u32::try_from(commands.len()).expect("a batch");
        let each = Duration::from_micros(self.each_us.load(Ordering::Relaxed).into());
        sleep(Duration::from_millis(self.batch_ms.load(Ordering::Relaxed).into()) + each * count).await;
        if self.is_away.load(Ordering::Relaxed) {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "as the test wants"));
        }
        self.memory.execute_grouped(commands, groups).await
    }
}

fn queue_of(ledger: &Arc<SlowLedger>) -> Arc<CommitQueue> {
    let limits = QueueLimits { batch_max: 2000, queued_max: 20_000, deadline: DEADLINE };
    Arc::new(CommitQueue::start(ledger.clone(), limits))
}

/// How many commands that came at a steady rate were decided, refused, and left in the dark; and the slowest refusal.
#[derive(Debug, Default)]
struct Told {
    decided: u32,
    refused: u32,
    unknown: u32,
    slowest: Duration,
}

async fn arrive(queue: &Arc<CommitQueue>, a_second: u32, seconds: u32) -> Told {
    let began = Instant::now();
    let mut callers = JoinSet::new();
    for number in 0..a_second * seconds {
        sleep_until(began + Duration::from_secs(1) * number / a_second).await;
        let (queue, command) = (queue.clone(), spend("user_001", "GOLD_COINS", 1, &format!("{began:?}-{number}")));
        callers.spawn(async move {
            let began = Instant::now();
            (queue.submit(command).await, began.elapsed())
        });
    }
    let mut told = Told::default();
    for (answer, took) in callers.join_all().await {
        match answer {
            Ok(_) => told.decided += 1,
            Err(SubmitError::OutcomeUnknown) => told.unknown += 1,
            Err(_) => told.refused += 1,
        }
        told.slowest = told.slowest.max(took);
    }
    told
}

#[tokio::test(start_paused = true)]
async fn a_store_that_can_do_a_quarter_does_a_quarter_and_no_one_is_left_in_the_dark() {
    let ledger = Arc::new(SlowLedger::costs(5, 10));
    let queue = queue_of(&ledger);
    let told = arrive(&queue, 1000, 5).await;
    assert!(told.refused == 0 && told.slowest < Duration::from_secs(1), "{told:?}");

    ledger.batch_ms.store(20, Ordering::Relaxed);
    ledger.each_us.store(4000, Ordering::Relaxed);
    let told = arrive(&queue, 1000, 60).await;
    assert!((14_000..=17_000).contains(&told.decided), "of some 15,000, and those that waited at the end: {told:?}");
    assert_eq!(told.unknown, 0, "{told:?}");
    assert!(told.slowest <= DEADLINE, "{told:?}");

    ledger.each_us.store(10, Ordering::Relaxed);
    let told = arrive(&queue, 1000, 5).await;
    assert!(told.refused == 0 && told.slowest < Duration::from_secs(1), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_far_away_does_all_as_its_batches_stay_large() {
    let queue = queue_of(&Arc::new(SlowLedger::costs(2000, 10)));
    let told = arrive(&queue, 500, 60).await;
    assert!(told.decided > 29_000 && told.unknown == 0, "of 30,000: {told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_away_is_not_taken_for_a_slow_one() {
    let ledger = Arc::new(SlowLedger { is_away: true.into(), ..SlowLedger::costs(6000, 0) });
    let queue = queue_of(&ledger);
    let told = arrive(&queue, 100, 30).await;
    assert!(told.decided == 0 && told.slowest <= DEADLINE, "{told:?}");
    ledger.is_away.store(false, Ordering::Relaxed);
    ledger.batch_ms.store(5, Ordering::Relaxed);
    let told = arrive(&queue, 1000, 5).await;
    assert!(told.refused == 0 && told.unknown == 0, "{told:?}");
}
