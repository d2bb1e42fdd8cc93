//! The sweeper: records that holds are over which nobody has touched since.
//!
//! Nothing depends on it. Whether a hold is over is judged by the clock whenever something is decided or read; a sweeper
//! that comes late, or never, changes only when the record is made. Several servers may sweep side by side: the
//! same hold is expired under the same key, so once.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::MissedTickBehavior;
use wallet_domain::{Command, Outcome, StoreError, Wallets};
use wallet_service::CommitQueue;

use crate::metrics;

/// How many holds one round ends at most: what is more is the next round's.
pub const HOLDS_MAX: u32 = 500;

/// Records of up to `holds_max` holds that they are over. How many it has ended.
pub async fn sweep(wallets: &dyn Wallets, queue: &CommitQueue, holds_max: u32) -> Result<usize, StoreError> {
    let lapsed = wallets.list_lapsed(holds_max).await?;
    let orders: Vec<Command> = lapsed.iter().filter_map(|hold| Command::expire(hold).ok()).collect();
    let answers = queue.submit_all(orders).await;
    let ended = answers.iter().filter(|answer| matches!(answer, Ok(Outcome::Decided(_)))).count();
    metrics::count_expired(ended);
    Ok(ended)
}

/// Sweeps in that interval, for as long as it is polled.
pub async fn sweep_always(wallets: Arc<dyn Wallets>, queue: Arc<CommitQueue>, interval: Duration) {
    let mut rounds = tokio::time::interval(interval);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        // A full round tells that there may be more.
        loop {
            match sweep(&*wallets, &queue, HOLDS_MAX).await {
                Ok(0) => break,
                Ok(ended) => {
                    tracing::debug!(ended, "holds were over");
                    if ended < HOLDS_MAX as usize {
                        break;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "holds that are over could not be looked for; the next round will");
                    break;
                }
            }
        }
    }
}
