//! The sweeper: records that holds have lapsed which nobody has touched since.
//!
//! Nothing depends on it. Every decision and every read judges by the clock whether a hold has lapsed; a sweeper that comes
//! late, or never, changes only when the record is made. Several servers may sweep side by side: they expire a
//! hold under the same key, so once.
//!
//! The sweeper can wait, so it takes only the time that traffic leaves ([`Leftover`]): many holds that lapse together are
//! recorded a few at a time, with pauses while others use the store.

use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics::counter;
use wallet_domain::{Command, Outcome, StoreError, Wallets};

use super::rounds;
use crate::{CommitQueue, Leftover, measures};

/// How many holds are looked for at a time.
const HOLDS_MAX: u32 = 1_000;
/// How many holds one commit ends: no request waits longer than for so many.
const HOLDS_A_COMMIT: usize = 50;

/// Ends lapsed holds.
pub struct Sweeper {
    wallets: Arc<dyn Wallets>,
    queue: Arc<CommitQueue>,
    leftover: Leftover,
}

impl Sweeper {
    /// Sweeps these wallets, through this queue.
    pub fn new(wallets: Arc<dyn Wallets>, queue: Arc<CommitQueue>) -> Self {
        let leftover = Leftover::of(queue.clone());
        Self { wallets, queue, leftover }
    }

    /// Sweeps now and at each interval, for as long as it is polled.
    pub async fn run(mut self, interval: Duration) {
        let mut rounds = rounds(interval);
        loop {
            match self.sweep().await {
                Ok(0) => {}
                Ok(ended) => tracing::debug!(ended, "holds were over"),
                Err(error) => {
                    tracing::warn!(%error, "holds that are over could not be looked for; the next round will");
                }
            }
            rounds.tick().await;
        }
    }

    /// Ends all lapsed holds, with pauses while others use the store. Returns how many it has ended.
    pub async fn sweep(&mut self) -> Result<usize, StoreError> {
        let mut all = 0;
        loop {
            let lapsed = self.wallets.list_lapsed(HOLDS_MAX).await?;
            for few in lapsed.chunks(HOLDS_A_COMMIT) {
                let began = Instant::now();
                let ended = self.expire(few).await;
                all += ended;
                self.leftover.pause(began.elapsed(), few.len()).await;
                if ended == 0 {
                    // Another server sweeps, or nothing can be booked: the next round tells.
                    return Ok(all);
                }
            }
            if lapsed.len() < HOLDS_MAX as usize {
                return Ok(all);
            }
        }
    }

    async fn expire(&self, lapsed: &[Command]) -> usize {
        let orders: Vec<Command> = lapsed.iter().filter_map(|hold| Command::expire(hold).ok()).collect();
        let answers = self.queue.submit_all(orders).await;
        let ended = answers.iter().filter(|answer| matches!(answer, Ok(Outcome::Decided(_)))).count();
        counter!(measures::HOLDS_EXPIRED).increment(u64::try_from(ended).expect("a commit's holds are few"));
        ended
    }
}
