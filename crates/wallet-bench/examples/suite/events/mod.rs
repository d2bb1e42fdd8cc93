//! The feed and webhooks: how fast the feed is read, what a follower and a webhook cost writes, and how soon an event is
//! delivered.
//!
//! `reading` reads a whole feed, `delivery` has webhooks with a receiver in this process.

mod delivery;
mod reading;

use harness::run::Failure;

use super::Bench;

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    Ok(format!("{}\n\n{}\n\n{}", reading::measure(bench)?, delivery::cost(bench)?, delivery::delay(bench)?))
}
