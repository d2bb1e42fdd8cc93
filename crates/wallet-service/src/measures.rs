//! The names of what this crate measures. The table in `metrics.rs` of `wallet-http` says what each means.

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};

/// Commands in a batch.
pub const BATCH_COMMANDS: &str = "wallet_batch_commands";
pub(crate) const COMMIT_SECONDS: &str = "wallet_commit_seconds";
pub(crate) const HOLDS_EXPIRED: &str = "wallet_holds_expired_total";
pub(crate) const TIME_AHEAD: &str = "wallet_time_ahead_seconds";
pub(crate) const FEED_HEAD: &str = "wallet_feed_position";
pub(crate) const FEED_LAG: &str = "wallet_feed_lag_seconds";
pub(crate) const BALANCE: &str = "wallet_system_balance";
pub(crate) const DAYS_LEFT: &str = "wallet_system_days_left";
pub(crate) const VERIFIED: &str = "wallet_verification_timestamp_seconds";
pub(crate) const FINDINGS: &str = "wallet_verification_findings";
pub(crate) const BACKED_UP: &str = "wallet_backup_timestamp_seconds";
pub(crate) const BACKUP_FINDINGS: &str = "wallet_backup_findings";
pub(crate) const ROLLUPS_LAG: &str = "wallet_rollups_lag_seconds";
pub(crate) const SNAPSHOT: &str = "wallet_snapshot_timestamp_seconds";
pub(crate) const WEBHOOK_DELIVERIES: &str = "wallet_webhook_deliveries_total";
/// From an event to its good answer.
pub const WEBHOOK_DELAY: &str = "wallet_webhook_delay_seconds";
pub(crate) const WEBHOOK_LAG: &str = "wallet_webhook_lag_seconds";
pub(crate) const WEBHOOKS_PARKED: &str = "wallet_webhook_parked_total";
pub(crate) const WEBHOOKS_DISABLED: &str = "wallet_webhooks_disabled";

/// Describes all of them to the process's recorder.
pub fn describe() {
    describe_histogram!(BATCH_COMMANDS, "Commands in each batch that the commit queue has made.");
    describe_histogram!(COMMIT_SECONDS, Unit::Seconds, "How long a batch took the store.");
    describe_counter!(HOLDS_EXPIRED, "Holds that the sweeper found to be over.");
    describe_gauge!(TIME_AHEAD, Unit::Seconds, "By how much the ledger's latest time is ahead of its clock.");
    describe_gauge!(FEED_HEAD, "The latest position of the feed of events.");
    describe_gauge!(
        FEED_LAG,
        Unit::Seconds,
        "How long the oldest commit of the latest numbering had waited for its position, or for how long none could be."
    );
    describe_gauge!(BALANCE, "What a treasury, revenue or a budget holds, in minor units.");
    describe_gauge!(DAYS_LEFT, "How many days that lasts at the rate of the last day.");
    describe_gauge!(VERIFIED, Unit::Seconds, "When the latest recorded verification ended, since 1970.");
    describe_gauge!(FINDINGS, "How many findings it had.");
    describe_gauge!(BACKED_UP, Unit::Seconds, "When the latest known backup was made, since 1970.");
    describe_gauge!(ROLLUPS_LAG, Unit::Seconds, "How old the last event is that rollups have, while there are more.");
    describe_gauge!(SNAPSHOT, Unit::Seconds, "When the newest snapshot of who holds what was taken, since 1970.");
    describe_counter!(WEBHOOK_DELIVERIES, "Attempts to deliver to webhooks, by result.");
    describe_histogram!(WEBHOOK_DELAY, Unit::Seconds, "From an event to the good answer to its first attempt.");
    describe_gauge!(WEBHOOK_LAG, Unit::Seconds, "For how long the oldest delivery waits.");
    describe_counter!(WEBHOOKS_PARKED, "Deliveries that were given up.");
    describe_gauge!(WEBHOOKS_DISABLED, "Webhooks that are disabled.");
    describe_gauge!(BACKUP_FINDINGS, "How many findings the proof of that copy had.");
}

/// Begins what alerts ask for at zero: what is not there yet does not rise.
pub fn begin() {
    for result in ["good", "failed"] {
        counter!(WEBHOOK_DELIVERIES, "result" => result).increment(0);
    }
    counter!(WEBHOOKS_PARKED).increment(0);
    for name in [FEED_LAG, ROLLUPS_LAG, WEBHOOK_LAG, WEBHOOKS_DISABLED] {
        gauge!(name).set(0.0);
    }
}

/// A figure of the ledger for a gauge.
#[expect(clippy::cast_precision_loss, reason = "a gauge is no ledger")]
pub(crate) fn figure(number: i64) -> f64 {
    number as f64
}
