//! Snapshots of who holds what: a look at all wallets from time to time, of which the newest is kept.
//!
//! Any number of servers may share a database: before a look a server asks for the turn, and one of them is told yes. A look
//! reads one moment, so it cannot rest in between as other jobs do. It begins when no more than half of the store's time is
//! taken, or when it has waited for that as long as looks are apart; and after one that took long the next waits so long that
//! looks take no more than a twentieth of the time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics::gauge;
use wallet_domain::rollup::Day;
use wallet_domain::{Clock, Snapshots, StoreError, Timestamp, Zone};

use super::rounds;
use crate::measures::{self, figure};
use crate::{CommitQueue, Leftover};

/// How often it is looked whether a snapshot is due: another server may have taken one.
const LOOK_INTERVAL: Duration = Duration::from_secs(30);
/// How long a server that was told to take one is waited for.
const TURN: Duration = Duration::from_mins(10);
/// Looks take at most one part of the time in so many.
const PARTS: u32 = 20;

/// Takes snapshots of a server's ledger.
pub struct Snapshotting {
    /// Looks, and keeps.
    pub snapshots: Arc<dyn Snapshots>,
    /// The traffic that goes first.
    pub queue: Arc<CommitQueue>,
    /// Tells when one is due.
    pub clock: Arc<dyn Clock>,
    /// The time from one to the next.
    pub every: Duration,
    /// The zone of the days that rows are kept of.
    pub zone: Zone,
}

impl Snapshotting {
    /// Tells how old the newest is, and returns whether one is due, `every` being the time between two.
    pub async fn look(&self, every: Duration) -> Result<bool, StoreError> {
        let last = self.snapshots.last_snapshot().await?;
        let seconds = |at: Timestamp| figure(at.as_micros() / 1_000_000);
        gauge!(measures::SNAPSHOT).set(last.map_or(0.0, |last| seconds(last.at)));
        // One from the future was timed by another clock.
        let age_us = |at: Timestamp| self.clock.now().as_micros() - at.as_micros();
        Ok(last.is_none_or(|last| age_us(last.at).unsigned_abs() >= micros(every).unsigned_abs()))
    }

    /// Takes snapshots, the first at once if none is fresh, for as long as it is polled.
    pub async fn run(self) {
        let mut rounds = rounds(self.every.min(LOOK_INTERVAL));
        let (mut every, mut leftover) = (self.every, Leftover::of(self.queue.clone()));
        let mut waits_since = None;
        loop {
            let done = match self.look(every).await {
                Ok(true) => {
                    let since = *waits_since.get_or_insert_with(Instant::now);
                    if leftover.busy() <= 0.5 || since.elapsed() >= self.every {
                        waits_since = None;
                        self.take().await.map(|took| every = self.every.max(took * PARTS))
                    } else {
                        Ok(())
                    }
                }
                Ok(false) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                tracing::warn!(%error, "who holds what could not be looked at; the next round will try");
            }
            rounds.tick().await;
        }
    }

    /// Takes a snapshot and keeps it, if it is this server's turn. Returns how long it took.
    pub async fn take(&self) -> Result<Duration, StoreError> {
        let now = self.clock.now();
        let due = Timestamp::from_micros(now.as_micros().saturating_sub(micros(self.every)));
        let until = Timestamp::from_micros(now.as_micros().saturating_add(micros(TURN)));
        if !self.snapshots.claim_snapshot(due, now, until).await? {
            return Ok(Duration::ZERO);
        }
        let began = Instant::now();
        let snapshot = self.snapshots.take_snapshot().await?;
        let took = began.elapsed();
        for (asset, of) in snapshot.assets.iter().filter(|(_, of)| !of.is_in_balance()) {
            let (players, others) = (of.total, of.ledger);
            // Shards do not answer as of one moment, so there it means nothing.
            if !snapshot.moment.is_approximate {
                tracing::error!(%asset, players, others, "what players hold is not what all other wallets lack");
            }
        }
        let wallets: i64 = snapshot.assets.iter().map(|(_, of)| of.wallets).sum();
        let kept = self.snapshots.keep_snapshot(&snapshot, Day::of(snapshot.moment.at, &self.zone)).await?;
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(wallets, took_ms, kept, "looked at who holds what");
        self.look(self.every).await?;
        Ok(took)
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use wallet_domain::testing::{MemoryLedger, SetClock, asset, asset_named, bonus, mint, owner};
    use wallet_domain::{Ledger, Registry};

    use super::*;
    use crate::QueueLimits;

    const EVERY: Duration = Duration::from_mins(15);

    fn server_of(ledger: &Arc<MemoryLedger>, clock: &Arc<SetClock>) -> Snapshotting {
        let limits = QueueLimits { batch_max: 10, queued_max: 10, deadline: Duration::from_secs(10) };
        Snapshotting {
            snapshots: ledger.clone(),
            queue: Arc::new(CommitQueue::start(ledger.clone(), limits)),
            clock: clock.clone(),
            every: EVERY,
            zone: Zone::new("Europe/Berlin").expect("it is there"),
        }
    }

    async fn demo(clock: &Arc<SetClock>) -> Arc<MemoryLedger> {
        let ledger = Arc::new(MemoryLedger::new(clock.clone()));
        ledger.create_asset(&asset_named("GOLD_COINS")).await.expect("memory works");
        ledger.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("memory works");
        let commands = [mint("GOLD_COINS", 100, "m"), bonus("user_001", "GOLD_COINS", 60, "b")];
        ledger.execute(&commands).await.expect("memory works");
        ledger
    }

    #[tokio::test]
    async fn one_of_two_servers_takes_what_is_due_and_neither_what_is_not() {
        let start = 1_700_000_000_000_000;
        let clock = Arc::new(SetClock::at(start));
        let ledger = demo(&clock).await;
        let (one, two) = (server_of(&ledger, &clock), server_of(&ledger, &clock));
        assert!(one.look(EVERY).await.expect("memory works") && two.look(EVERY).await.expect("memory works"));
        one.take().await.expect("memory works");
        let first = ledger.last_snapshot().await.expect("memory works").expect("it was kept");
        assert_eq!(first.at, clock.now());
        clock.set(start + micros(EVERY) - 1);
        assert!(!two.look(EVERY).await.expect("memory works"));
        two.take().await.expect("memory works");
        assert_eq!(ledger.last_snapshot().await.expect("memory works"), Some(first), "it is not due");
        clock.set(start + micros(EVERY));
        assert!(two.look(EVERY).await.expect("memory works"));
        two.take().await.expect("memory works");
        let second = ledger.last_snapshot().await.expect("memory works").expect("it was kept");
        assert_eq!(second.at, clock.now());
        // 22:13 in UTC is the same day in Berlin, where it is 23:13.
        let day = Day::of(second.at, &one.zone);
        let days = ledger.list_holder_days(&asset("GOLD_COINS"), day, day).await.expect("memory works");
        assert_eq!((days.len(), days[0].total), (1, 60));
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_takes_one_at_its_start_and_again_and_again() {
        let start = 1_700_000_000_000_000;
        let clock = Arc::new(SetClock::at(start));
        let ledger = demo(&clock).await;
        let job = tokio::spawn(server_of(&ledger, &clock).run());
        let taken = async |at: i64| {
            let wanted = Some(Timestamp::from_micros(at));
            while ledger.last_snapshot().await.expect("memory works").map(|last| last.at) != wanted {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };
        taken(start).await;
        clock.set(start + micros(EVERY));
        tokio::time::timeout(Duration::from_mins(1), taken(start + micros(EVERY))).await.expect("within a round");
        job.abort();
    }
}
