//! Watches what treasuries and budgets hold, and how long that lasts.
//!
//! How long is reckoned by what went out during the last day, or since the server's start if that is later. What came in
//! meanwhile (mints, allocations) is not taken from it, so a wallet that is filled in time is still said to last as long
//! as it would without.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::MissedTickBehavior;
use wallet_domain::{AssetCode, OwnerId, Wallet, Wallets};

use crate::http::gauges;

/// How often the wallets are read.
const READ_INTERVAL: Duration = Duration::from_secs(15);
/// How far back what went out counts, how far apart what is remembered of it lies, and how much of it says anything.
const WINDOW: Duration = Duration::from_hours(24);
const STEP: Duration = Duration::from_mins(5);
const TELLING: Duration = Duration::from_mins(1);
const DAY_S: f64 = 86_400.0;

/// What is known of treasuries and budgets.
pub(crate) struct Economy {
    wallets: Arc<dyn Wallets>,
    outflows: HashMap<(OwnerId, AssetCode), Outflow>,
}

impl Economy {
    pub(crate) fn of(wallets: Arc<dyn Wallets>) -> Self {
        Self { wallets, outflows: HashMap::new() }
    }

    /// Reads and tells, for as long as it is polled.
    pub(crate) async fn watch(mut self) {
        let mut rounds = tokio::time::interval_at(tokio::time::Instant::now() + READ_INTERVAL, READ_INTERVAL);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            self.read().await;
        }
    }

    /// Reads and tells, once.
    pub(crate) async fn read(&mut self) {
        match self.wallets.list_system_wallets().await {
            Ok(system) => system.wallets.iter().for_each(|wallet| self.tell(wallet)),
            Err(error) => tracing::warn!(%error, "what treasuries and budgets hold could not be read"),
        }
    }

    fn tell(&mut self, wallet: &Wallet) {
        let Wallet { owner, asset, state } = wallet;
        if owner == OwnerId::issuance() {
            return;
        }
        let (balance, now) = (state.balance.minor(), Instant::now());
        let outflow = self.outflows.entry((owner.clone(), asset.clone())).or_insert_with(|| Outflow::of(balance, now));
        outflow.note(balance, now);
        // Revenue is not there to last.
        let days_left = (owner != OwnerId::revenue()).then(|| outflow.days_left(now));
        gauges::set_holding(owner, asset, balance, days_left);
    }
}

/// What goes out of a wallet.
struct Outflow {
    balance: i64,
    /// What has gone out in all, and at some times before.
    total: i64,
    before: VecDeque<(Instant, i64)>,
}

impl Outflow {
    fn of(balance: i64, now: Instant) -> Self {
        Self { balance, total: 0, before: VecDeque::from([(now, 0)]) }
    }

    fn note(&mut self, balance: i64, now: Instant) {
        self.total = self.total.saturating_add((self.balance - balance).max(0));
        self.balance = balance;
        if self.before.back().is_none_or(|(at, _)| now.duration_since(*at) >= STEP) {
            self.before.push_back((now, self.total));
        }
        while self.before.len() > 1 && now.duration_since(self.before[0].0) > WINDOW {
            self.before.pop_front();
        }
    }

    /// How many days the balance lasts; infinite if nothing goes out, or nothing is known yet.
    #[expect(clippy::cast_precision_loss, reason = "it is an estimate")]
    fn days_left(&self, now: Instant) -> f64 {
        let Some((since, total)) = self.before.front() else { return f64::INFINITY };
        let (past, gone) = (now.duration_since(*since), self.total - total);
        if past < TELLING || gone <= 0 {
            return f64::INFINITY;
        }
        self.balance.max(0) as f64 / (gone as f64 / past.as_secs_f64() * DAY_S)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_lasts_as_long_as_what_went_out_lately_says() {
        let start = Instant::now();
        let hours = |hours: u64| start + Duration::from_hours(hours);
        let mut outflow = Outflow::of(1_000, start);
        assert!(outflow.days_left(start).is_infinite(), "nothing is known yet");
        outflow.note(900, hours(12));
        assert!((outflow.days_left(hours(12)) - 4.5).abs() < 1e-9, "200 a day of 900");
        // What comes in is no saving.
        outflow.note(1_900, hours(13));
        outflow.note(1_800, hours(24));
        assert!((outflow.days_left(hours(24)) - 9.0).abs() < 1e-9, "200 a day of 1,800");
        // A day later nothing of it counts any more.
        for hour in 25..60 {
            outflow.note(1_800, hours(hour));
        }
        assert!(outflow.days_left(hours(59)).is_infinite());
        assert!(outflow.before.len() < 30);
    }
}
