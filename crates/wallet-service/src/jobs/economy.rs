//! Watches the balances of treasuries and budgets, and estimates how many days they last.
//!
//! The estimate goes by what went out during the last day, or since the server's start if that is later. What came in
//! meanwhile (mints, allocations) is not subtracted: it says how long the balance lasts if nothing more comes in.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics::gauge;
use wallet_domain::{AssetCode, OwnerId, Wallet, Wallets};

use super::rounds;
use crate::measures::{self, figure};

/// How often the wallets are read.
const READ_INTERVAL: Duration = Duration::from_secs(15);
/// How far back the outflow counts.
const WINDOW: Duration = Duration::from_hours(24);
/// The time between two remembered totals of the outflow.
const STEP: Duration = Duration::from_mins(5);
/// The shortest past that an estimate goes by.
const PAST_MIN: Duration = Duration::from_mins(1);
const DAY_S: f64 = 86_400.0;

/// Watches the wallets of the service and of operators.
pub struct Economy {
    wallets: Arc<dyn Wallets>,
    outflows: HashMap<(OwnerId, AssetCode), Outflow>,
}

impl Economy {
    /// Knows nothing of these wallets' outflow yet.
    pub fn of(wallets: Arc<dyn Wallets>) -> Self {
        Self { wallets, outflows: HashMap::new() }
    }

    /// Looks again and again, for as long as it is polled.
    pub async fn run(mut self) {
        let mut rounds = rounds(READ_INTERVAL);
        loop {
            rounds.tick().await;
            self.look().await;
        }
    }

    /// Reads the balances and sets the gauges.
    pub async fn look(&mut self) {
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
        gauge!(measures::BALANCE, "owner" => owner.to_string(), "asset" => asset.to_string()).set(figure(balance));
        // Revenue is not there to last.
        if owner != OwnerId::revenue() {
            let days_left = outflow.days_left(now);
            gauge!(measures::DAYS_LEFT, "owner" => owner.to_string(), "asset" => asset.to_string()).set(days_left);
        }
    }
}

/// The outflow of a wallet.
struct Outflow {
    balance: i64,
    /// What has gone out since the start.
    total: i64,
    /// Earlier totals, the oldest first.
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

    /// How many days the balance lasts; infinite if nothing goes out, or the past is too short.
    #[expect(clippy::cast_precision_loss, reason = "it is an estimate")]
    fn days_left(&self, now: Instant) -> f64 {
        let Some((since, total)) = self.before.front() else { return f64::INFINITY };
        let (past, gone) = (now.duration_since(*since), self.total - total);
        if past < PAST_MIN || gone <= 0 {
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
