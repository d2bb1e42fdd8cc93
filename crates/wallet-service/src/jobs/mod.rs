//! Jobs: work beside requests, on the ports alone.
//!
//! - [`reversal`] takes back every transaction of one cause; an operator starts it.
//! - [`balances`] books the balances that another system had; an operator starts it.
//! - [`sweep`] records that holds have lapsed.
//! - [`approvals`] ends those that nobody decided in time.
//! - [`verification`] proves what was committed since the latest proof.
//! - [`economy`] watches what treasuries and budgets hold.
//! - [`rollups`] folds the feed into the figures of days.
//! - [`snapshots`] looks from time to time at who holds what.
//! - [`clock`] watches whether the ledger's time is ahead of its clock.
//! - [`webhooks`] delivers what the feed has to whoever asked for it.
//!
//! From `sweep` on they run in every server. No decision depends on them.

pub mod approvals;
pub mod balances;
pub mod clock;
pub mod economy;
pub mod reversal;
pub mod rollups;
pub mod snapshots;
pub mod sweep;
pub mod verification;
pub mod webhooks;

use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior};

/// The named health checks that jobs report to; each report replaces the check's last one.
pub trait Health: Send + Sync {
    /// All is well.
    fn ok(&self, check: &'static str);
    /// Somebody should look; the service does its work.
    fn warn(&self, check: &'static str, sentence: String);
    /// The service does not do its work.
    fn fail(&self, check: &'static str, sentence: String);
}

/// A text that cannot be a job's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to {chars_max} visible ASCII characters without spaces")]
pub struct InvalidName {
    chars_max: usize,
}

/// Refuses a name that leaves no room for the rest of the keys that a job makes of it.
fn check_name(name: &str, chars_max: usize) -> Result<(), InvalidName> {
    let is_a_name = (1..=chars_max).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
    if is_a_name { Ok(()) } else { Err(InvalidName { chars_max }) }
}

/// The rounds of a job: the first after one `interval`, and a late one delays those after it.
fn rounds(interval: Duration) -> Interval {
    let mut rounds = tokio::time::interval_at(Instant::now() + interval, interval);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    rounds
}

#[cfg(test)]
mod testing {
    use std::sync::Mutex;

    use super::Health;

    /// Keeps the latest report: `ok`, or the sentence behind `warn` or `fail`.
    #[derive(Default)]
    pub(super) struct Latest(Mutex<String>);

    impl Latest {
        pub(super) fn report(&self) -> String {
            self.0.lock().expect("nobody panics with it").clone()
        }

        fn keep(&self, report: String) {
            *self.0.lock().expect("nobody panics with it") = report;
        }
    }

    impl Health for Latest {
        fn ok(&self, _: &'static str) {
            self.keep("ok".to_owned());
        }

        fn warn(&self, _: &'static str, sentence: String) {
            self.keep(format!("warn {sentence}"));
        }

        fn fail(&self, _: &'static str, sentence: String) {
            self.keep(format!("fail {sentence}"));
        }
    }
}
