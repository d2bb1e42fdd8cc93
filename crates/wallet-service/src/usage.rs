//! How busy the store is, and whether it takes writes, as the workers see it; and work that takes the time that is left.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::CommitQueue;

/// The largest share of the time that work which can wait takes beside traffic.
const SHARE_MAX: f64 = 0.5;
/// The smallest share.
const SHARE_MIN: f64 = 0.02;
/// The longest pause, as traffic may have ended meanwhile.
const PAUSE_MAX: Duration = Duration::from_secs(2);

/// What the workers have noted.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    /// How many commands were accepted.
    commands: AtomicU64,
    /// How long the store has worked on batches, the sum of all lanes.
    busy_us: AtomicU64,
    /// Whether the latest batch could not be committed.
    is_doubtful: AtomicBool,
}

impl Usage {
    pub(crate) fn note_accepted(&self, commands: usize) {
        self.commands.fetch_add(u64::try_from(commands).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn note_batch(&self, took: Duration) {
        self.busy_us.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Notes whether the store took the latest batch.
    pub(crate) fn note_store(&self, takes_writes: bool) {
        self.is_doubtful.store(!takes_writes, Ordering::Relaxed);
    }

    pub(crate) fn takes_writes(&self) -> bool {
        !self.is_doubtful.load(Ordering::Relaxed)
    }
}

/// The pace of work that can wait, such as sweeping and proving: it takes the time that the traffic of a queue leaves.
///
/// While nobody else submits commands, the work does not pause. Otherwise it pauses after each piece, for so long that its
/// share of the time is half the square of the store's idle share: next to nothing beside a fully used store.
pub struct Leftover {
    queue: Arc<CommitQueue>,
    /// When the latest pause ended.
    since: Instant,
    /// The counts of [`Usage`] then.
    commands: u64,
    busy_us: u64,
}

impl Leftover {
    /// For work beside this queue that begins now.
    pub fn of(queue: Arc<CommitQueue>) -> Self {
        let usage = queue.usage();
        let (commands, busy_us) = (usage.commands.load(Ordering::Relaxed), usage.busy_us.load(Ordering::Relaxed));
        Self { queue, since: Instant::now(), commands, busy_us }
    }

    /// Which share of the store's time others' batches took since the last pause, or since this was asked last.
    pub fn busy(&mut self) -> f64 {
        let usage = self.queue.usage();
        let (commands, busy_us) = (usage.commands.load(Ordering::Relaxed), usage.busy_us.load(Ordering::Relaxed));
        let lanes = f64::from(u32::try_from(self.queue.lanes().count()).unwrap_or(1).max(1));
        let busy = Duration::from_micros(busy_us.saturating_sub(self.busy_us)).as_secs_f64() / lanes;
        let share = busy / self.since.elapsed().as_secs_f64().max(f64::MIN_POSITIVE);
        (self.since, self.commands, self.busy_us) = (Instant::now(), commands, busy_us);
        share
    }

    /// Pauses after a piece of work that took `took` and submitted `own` commands itself. Returns whether others have
    /// submitted any since the last pause.
    pub async fn pause(&mut self, took: Duration, own: usize) -> bool {
        let usage = self.queue.usage();
        let (commands, busy_us) = (usage.commands.load(Ordering::Relaxed), usage.busy_us.load(Ordering::Relaxed));
        let others = commands.saturating_sub(self.commands) > u64::try_from(own).unwrap_or(u64::MAX);
        if others {
            let lanes = f64::from(u32::try_from(self.queue.lanes().count()).unwrap_or(1).max(1));
            let busy = Duration::from_micros(busy_us.saturating_sub(self.busy_us)).as_secs_f64() / lanes;
            // The busy time includes the work's own batches.
            let (own_time, all) = (if own > 0 { took.as_secs_f64() } else { 0.0 }, self.since.elapsed().as_secs_f64());
            let busy = (busy - own_time).max(0.0) / (all - own_time).max(f64::MIN_POSITIVE);
            tokio::time::sleep(pause_after(took, busy)).await;
        }
        (self.since, self.commands, self.busy_us) = (Instant::now(), commands, busy_us);
        others
    }
}

/// The pause after a piece of work that took `took`, beside traffic that keeps the store busy for that share of the time.
fn pause_after(took: Duration, busy: f64) -> Duration {
    let idle = 1.0 - busy.clamp(0.0, 1.0);
    let share = (idle * idle / 2.0).clamp(SHARE_MIN, SHARE_MAX);
    took.mul_f64((1.0 - share) / share).min(PAUSE_MAX)
}

#[cfg(test)]
mod tests {
    use wallet_domain::testing::{MemoryLedger, spend};

    use super::*;
    use crate::QueueLimits;

    #[tokio::test(start_paused = true)]
    async fn work_that_can_wait_pauses_only_while_others_submit() {
        let limits = QueueLimits { batch_max: 10, queued_max: 10, deadline: Duration::from_secs(10) };
        let queue = Arc::new(CommitQueue::start(Arc::new(MemoryLedger::default()), limits));
        let mut leftover = Leftover::of(queue.clone());
        let (piece, began) = (Duration::from_millis(10), Instant::now());
        let submit =
            async |key| drop(queue.submit(spend("user_001", "GOLD_COINS", 1, key)).await.expect("memory works"));
        assert!(!leftover.pause(piece, 0).await, "nobody was there");
        submit("own").await;
        assert!(!leftover.pause(piece, 1).await, "only this work was");
        assert_eq!(began.elapsed(), Duration::ZERO);
        submit("another's").await;
        assert!(leftover.pause(piece, 0).await);
        assert!(began.elapsed() >= piece, "{:?}", began.elapsed());
    }

    #[test]
    fn the_busier_the_store_the_longer_the_pause() {
        let piece = Duration::from_millis(10);
        for (busy, pause_ms) in [(0.0, 10), (0.5, 70), (1.0, 490), (7.0, 490)] {
            let pause = pause_after(piece, busy) + Duration::from_micros(1);
            assert_eq!(pause.as_millis(), pause_ms, "{busy}");
        }
        assert_eq!(pause_after(Duration::from_mins(1), 1.0), PAUSE_MAX);
    }
}
