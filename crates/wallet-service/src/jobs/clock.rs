//! Watches whether the ledger's latest time is ahead of the clock: something was booked while the clock was ahead, or the
//! clock was set back since.
//!
//! It spoils nothing, as decisions go by the clock alone. But transactions of the players whose wallets are ahead are dated
//! later than they were decided, and somebody should set the clock right. The ledger's latest time is the latest entry
//! of the service's own wallets, or the latest commit of a lane.

use std::sync::Arc;
use std::time::Duration;

use metrics::gauge;
use wallet_domain::{StoreError, Verifier, Wallets};

use super::{Health, rounds};
use crate::measures;

/// The name of the health check.
const CHECK: &str = "time";
/// How often the job looks.
const INTERVAL: Duration = Duration::from_secs(10);

/// Watches the ledger's time.
pub struct ClockWatch {
    wallets: Arc<dyn Wallets>,
    verifier: Arc<dyn Verifier>,
    health: Arc<dyn Health>,
    /// By how much the ledger's time may be ahead.
    ahead_max: Duration,
    /// Whether it was too far ahead at the last look.
    was_ahead: bool,
}

impl ClockWatch {
    /// Reports to `health` from more than `ahead_max` on.
    pub fn new(
        wallets: Arc<dyn Wallets>,
        verifier: Arc<dyn Verifier>,
        health: Arc<dyn Health>,
        ahead_max: Duration,
    ) -> Self {
        Self { wallets, verifier, health, ahead_max, was_ahead: false }
    }

    /// Looks again and again, for as long as it is polled; first after an interval, as a server looks when it starts.
    pub async fn run(mut self) {
        let mut rounds = rounds(INTERVAL);
        loop {
            rounds.tick().await;
            self.look().await;
        }
    }

    /// Sets the check and the gauge, and logs when the ledger's time comes to be too far ahead and when that is over.
    pub async fn look(&mut self) {
        let ahead = match self.find_ahead().await {
            Ok(ahead) => ahead,
            Err(error) => {
                tracing::debug!(%error, "how far the ledger's time is ahead could not be asked");
                return;
            }
        };
        gauge!(measures::TIME_AHEAD).set(ahead.as_secs_f64());
        let was_ahead = std::mem::replace(&mut self.was_ahead, ahead > self.ahead_max);
        if !self.was_ahead {
            if was_ahead {
                tracing::info!("the ledger's time is no longer ahead");
            }
            return self.health.ok(CHECK);
        }
        let ahead_s = ahead.as_secs();
        let sentence = format!(
            "The ledger's latest time is {ahead_s} s ahead of its clock: a clock was ahead when it was booked, or was set \
             back since. Set it right; nothing else needs to be done."
        );
        if !was_ahead {
            tracing::warn!(ahead_s, "{sentence}");
        }
        self.health.warn(CHECK, sentence);
    }

    /// By how much the ledger's latest time is ahead of its clock; zero if it is not.
    async fn find_ahead(&self) -> Result<Duration, StoreError> {
        let booked = self.wallets.list_system_wallets().await?.wallets.into_iter();
        let booked = booked.map(|wallet| wallet.state.last_entry_at);
        let committed = self.verifier.list_heads().await?.into_iter().map(|head| head.created_at);
        let latest = booked.chain(committed).max();
        // Asked last: what was committed meanwhile is not ahead of it.
        let now = self.wallets.read_clock().await?;
        let ahead_us = latest.map_or(0, |latest| latest.as_micros() - now.as_micros());
        Ok(Duration::from_micros(u64::try_from(ahead_us).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use wallet_domain::mocks::MockVerifier;
    use wallet_domain::testing::{MemoryLedger, SetClock, asset, asset_named, bonus, mint, owner};
    use wallet_domain::{ChainHash, Head, Ledger, Registry, Timestamp};

    use super::super::testing::Latest;
    use super::*;

    const NOON: i64 = 1_700_000_000_000_000;
    const DAY: i64 = 86_400_000_000;

    /// By how much a ledger is ahead at `now`, whose latest commit is of `committed`, and the health check.
    async fn at(ledger: &Arc<MemoryLedger>, clock: &SetClock, now: i64, committed: i64) -> (Duration, String) {
        clock.set(now);
        let mut verifier = MockVerifier::new();
        let created_at = Timestamp::from_micros(committed);
        let head = Head { lane: 0, number: 1, created_at, hash: ChainHash::ZERO };
        verifier.expect_list_heads().returning(move || Ok(vec![head]));
        let health = Arc::new(Latest::default());
        let mut watch = ClockWatch::new(ledger.clone(), Arc::new(verifier), health.clone(), Duration::from_secs(5));
        watch.look().await;
        (watch.find_ahead().await.expect("memory works"), health.report())
    }

    #[tokio::test]
    async fn a_ledger_ahead_of_its_clock_is_told_until_the_clock_is_there() {
        let clock = Arc::new(SetClock::at(NOON));
        let ledger = Arc::new(MemoryLedger::new(clock.clone()));
        let book = async |command| {
            let outcomes = ledger.execute(&[command]).await.expect("memory works");
            assert!(outcomes[0].result().is_ok(), "{outcomes:?}");
        };
        ledger.create_asset(&asset_named("GOLD_COINS")).await.expect("memory works");
        ledger.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("memory works");
        book(mint("GOLD_COINS", 100, "m")).await;
        assert_eq!(at(&ledger, &clock, NOON, NOON).await, (Duration::ZERO, "ok".to_owned()));
        clock.set(NOON + 30 * DAY);
        book(bonus("user_001", "GOLD_COINS", 1, "a")).await;
        let (ahead, report) = at(&ledger, &clock, NOON + DAY, NOON + DAY).await;
        assert_eq!(ahead, Duration::from_hours(29 * 24));
        assert!(report.starts_with("warn ") && report.contains("2505600 s ahead"), "{report}");
        // What is booked by the right clock meanwhile does not hide it.
        book(mint("GOLD_COINS", 1, "n")).await;
        assert!(at(&ledger, &clock, NOON + DAY, NOON + DAY).await.1.starts_with("warn "));
        let almost = NOON + 30 * DAY - 5_000_000;
        assert!(at(&ledger, &clock, almost - 1, NOON).await.1.starts_with("warn "));
        assert_eq!(at(&ledger, &clock, almost, NOON).await.1, "ok");
        // A hold moves nothing: only the commit tells of it.
        let (ahead, report) = at(&ledger, &clock, NOON + 31 * DAY, NOON + 32 * DAY).await;
        assert_eq!(ahead, Duration::from_hours(24));
        assert!(report.starts_with("warn "), "{report}");
    }
}
