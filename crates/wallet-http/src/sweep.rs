//! The sweeper: records that holds are over which nobody has touched since.
//!
//! Nothing depends on it. Whether a hold is over is judged by the clock whenever something is decided or read; a sweeper
//! that comes late, or never, changes only when the record is made. Several servers may sweep side by side: the
//! same hold is expired under the same key, so once.
//!
//! As it can wait, it takes only what traffic leaves ([`Leftover`]): many holds that end together are recorded a few
//! at a time, with pauses while others use the store.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::MissedTickBehavior;
use wallet_domain::{Command, Outcome, StoreError, Wallets};
use wallet_service::{CommitQueue, Leftover};

use crate::http::metrics;

/// How many holds are looked for at a time.
const HOLDS_MAX: u32 = 1_000;
/// How many are ended by one commit: no request waits longer than for so many.
const HOLDS_A_COMMIT: usize = 50;

/// Records of up to `holds_max` holds that they are over. How many it has ended.
pub async fn sweep(wallets: &dyn Wallets, queue: &CommitQueue, holds_max: u32) -> Result<usize, StoreError> {
    let lapsed = wallets.list_lapsed(holds_max).await?;
    Ok(expire(queue, &lapsed).await)
}

/// Records of these holds that they are over. How many it has ended.
async fn expire(queue: &CommitQueue, lapsed: &[Command]) -> usize {
    let orders: Vec<Command> = lapsed.iter().filter_map(|hold| Command::expire(hold).ok()).collect();
    let answers = queue.submit_all(orders).await;
    let ended = answers.iter().filter(|answer| matches!(answer, Ok(Outcome::Decided(_)))).count();
    metrics::count_expired(ended);
    ended
}

/// Sweeps in that interval, for as long as it is polled.
pub async fn sweep_always(wallets: Arc<dyn Wallets>, queue: Arc<CommitQueue>, interval: Duration) {
    let mut rounds = tokio::time::interval(interval);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut leftover = Leftover::of(queue.clone());
    loop {
        rounds.tick().await;
        match sweep_all(&*wallets, &queue, &mut leftover).await {
            Ok(0) => {}
            Ok(ended) => tracing::debug!(ended, "holds were over"),
            Err(error) => tracing::warn!(%error, "holds that are over could not be looked for; the next round will"),
        }
    }
}

/// Ends all holds that are over, with pauses while others use the store. How many it has ended.
pub async fn sweep_all(
    wallets: &dyn Wallets,
    queue: &CommitQueue,
    leftover: &mut Leftover,
) -> Result<usize, StoreError> {
    let mut all = 0;
    loop {
        let lapsed = wallets.list_lapsed(HOLDS_MAX).await?;
        for few in lapsed.chunks(HOLDS_A_COMMIT) {
            let began = Instant::now();
            let ended = expire(queue, few).await;
            all += ended;
            leftover.pause(began.elapsed(), few.len()).await;
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
