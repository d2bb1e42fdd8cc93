//! Whether the ledger's latest time lies ahead of the clock: something was booked while the clock was ahead, or the clock
//! was set back since.
//!
//! It spoils nothing, as what is decided goes by the clock alone. But transactions of the players whom it was ahead for
//! are dated later than they were decided, and somebody should set the clock right. The service's own wallets remember
//! the latest time at which anything was booked in them, and the lanes' latest commits theirs.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::MissedTickBehavior;
use wallet_domain::{StoreError, Verifier, Wallets};

use crate::http::health::{Check, CheckStatus, Checks};
use crate::http::metrics;

/// The name of the check.
const CHECK: &str = "time";
/// How often it is looked at.
const INTERVAL: Duration = Duration::from_secs(10);

/// By how much the ledger's latest time is ahead of its clock; nothing if it is not.
pub async fn find_ahead(wallets: &dyn Wallets, verifier: &dyn Verifier) -> Result<Duration, StoreError> {
    let booked = wallets.list_system_wallets().await?.wallets.into_iter().map(|wallet| wallet.state.last_entry_at);
    let committed = verifier.list_heads().await?.into_iter().map(|head| head.created_at);
    let latest = booked.chain(committed).max();
    // Asked last: what was committed meanwhile is not ahead of it.
    let now = wallets.read_clock().await?;
    let ahead_us = latest.map_or(0, |latest| latest.as_micros() - now.as_micros());
    Ok(Duration::from_micros(u64::try_from(ahead_us).unwrap_or(0)))
}

/// What comes of it: a warning from more than `most` on.
fn judge(ahead: Duration, most: Duration) -> Check {
    if ahead <= most {
        return Check::ok();
    }
    Check::warning(format!(
        "The ledger's latest time is {} s ahead of its clock: a clock was ahead when it was booked, or was set back since. \
         Set it right; nothing else needs to be done.",
        ahead.as_secs()
    ))
}

/// Looks once: sets the check and the gauge, and says in the log when it begins and when it is over.
pub async fn look(wallets: &dyn Wallets, verifier: &dyn Verifier, checks: &Checks, most: Duration) {
    let ahead = match find_ahead(wallets, verifier).await {
        Ok(ahead) => ahead,
        Err(error) => {
            tracing::debug!(%error, "how far the ledger's time is ahead could not be asked");
            return;
        }
    };
    metrics::set_ahead(ahead);
    let check = judge(ahead, most);
    let was = checks.list().get(CHECK).map(Check::status);
    match (was, check.status()) {
        (Some(CheckStatus::Warning), CheckStatus::Ok) => tracing::info!("the ledger's time is no longer ahead"),
        (None | Some(CheckStatus::Ok), CheckStatus::Warning) => {
            tracing::warn!(ahead_s = ahead.as_secs(), "{}", check.detail().unwrap_or_default());
        }
        _ => {}
    }
    checks.set(CHECK, check);
}

/// Looks again and again, for as long as it is polled; the first time after an interval, as a server looks when it starts.
pub async fn watch(wallets: Arc<dyn Wallets>, verifier: Arc<dyn Verifier>, checks: Arc<Checks>, most: Duration) {
    let mut rounds = tokio::time::interval_at(tokio::time::Instant::now() + INTERVAL, INTERVAL);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        look(&*wallets, &*verifier, &checks, most).await;
    }
}

#[cfg(test)]
mod tests {
    use wallet_domain::ports::MockVerifier;
    use wallet_domain::testing::{MemoryLedger, SetClock, asset, asset_named, bonus, mint, owner};
    use wallet_domain::{ChainHash, Head, Ledger, Registry, Timestamp};

    use super::*;

    const NOON: i64 = 1_700_000_000_000_000;
    const DAY: i64 = 86_400_000_000;

    /// What the check and the gauge come to at a moment, on a ledger whose latest commit is of another.
    fn at(ledger: &MemoryLedger, clock: &SetClock, now: i64, committed: i64) -> (Duration, Check) {
        clock.set(now);
        let mut verifier = MockVerifier::new();
        let created_at = Timestamp::from_micros(committed);
        let head = Head { lane: 0, number: 1, created_at, hash: ChainHash::ZERO };
        verifier.expect_list_heads().returning(move || Ok(vec![head]));
        let checks = Checks::default();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            look(ledger, &verifier, &checks, Duration::from_secs(5)).await;
            let ahead = find_ahead(ledger, &verifier).await.expect("memory works");
            (ahead, checks.list()[CHECK].clone())
        })
    }

    #[test]
    fn a_ledger_whose_latest_time_is_ahead_of_the_clock_is_told_until_the_clock_is_there() {
        let clock = Arc::new(SetClock::at(NOON));
        let ledger = MemoryLedger::new(clock.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let book = |command| {
            let outcomes = runtime.block_on(ledger.execute(&[command])).expect("memory works");
            assert!(outcomes[0].result().is_ok(), "{outcomes:?}");
        };
        runtime.block_on(async {
            ledger.create_asset(&asset_named("GOLD_COINS")).await.expect("memory works");
            ledger.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("memory works");
        });
        book(mint("GOLD_COINS", 100, "m"));
        assert_eq!(at(&ledger, &clock, NOON, NOON), (Duration::ZERO, Check::ok()));
        clock.set(NOON + 30 * DAY);
        book(bonus("user_001", "GOLD_COINS", 1, "a"));
        let (ahead, check) = at(&ledger, &clock, NOON + DAY, NOON + DAY);
        assert_eq!((ahead, check.status()), (Duration::from_hours(29 * 24), CheckStatus::Warning));
        assert!(check.detail().expect("a sentence").contains("2505600 s ahead"), "{check:?}");
        // What is booked by the right clock meanwhile does not hide it.
        book(mint("GOLD_COINS", 1, "n"));
        assert_eq!(at(&ledger, &clock, NOON + DAY, NOON + DAY).1.status(), CheckStatus::Warning);
        let almost = NOON + 30 * DAY - 5_000_000;
        assert_eq!(at(&ledger, &clock, almost - 1, NOON).1.status(), CheckStatus::Warning);
        assert_eq!(at(&ledger, &clock, almost, NOON).1.status(), CheckStatus::Ok);
        // A hold moves nothing: of it only the commit tells.
        let (ahead, check) = at(&ledger, &clock, NOON + 31 * DAY, NOON + 32 * DAY);
        assert_eq!((ahead, check.status()), (Duration::from_hours(24), CheckStatus::Warning));
    }
}
