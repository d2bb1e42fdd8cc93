//! The server's own verifications: what was committed since the last one is proven again and again, beside the traffic.
//!
//! Any number of servers may share a database: what one has recorded is every other's, too, and none proves anew what is
//! not due. After a finding nothing that was proven before is relied on: the whole ledger is proven. A finding goes to the
//! log, to a gauge and to `/health/ready`, and with `verify.on_finding = "stop"` nothing is booked until a verification,
//! this one or `wallet verify`, finds nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio::time::MissedTickBehavior;
use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{BackupRecord, Clock, StoreError, Verification, VerificationRecord, Verifier};
use wallet_service::{CommitQueue, Leftover};

use crate::config::OnFinding;
use crate::http::gauges;
use crate::http::health::{Check, Checks};

/// How often the records are looked at: another server, or `wallet verify`, may have made one.
const LOOK_INTERVAL: Duration = Duration::from_secs(30);
/// How many findings the log names; `wallet verify` names all.
const FINDINGS_LOGGED_MAX: usize = 20;
/// The check's name in `/health/ready`.
const CHECK: &str = "verification";

/// What verifies.
pub struct Verifying {
    /// What proves, and knows what was proven.
    pub verifier: Arc<dyn Verifier>,
    /// What it makes way for, and stops.
    pub queue: Arc<CommitQueue>,
    /// Where it says what it found.
    pub checks: Arc<Checks>,
    /// By which a verification is due.
    pub clock: Arc<dyn Clock>,
    /// After how long one is due; none is never.
    pub every: Option<Duration>,
    /// What is done about findings.
    pub on_finding: OnFinding,
}

impl Verifying {
    /// Looks at what was recorded, and tells it; whether a verification is due.
    pub async fn look(&self) -> Result<bool, StoreError> {
        let (last, backup) = (self.verifier.last_verification().await?, self.verifier.last_backup().await?);
        gauges::set_verified(last.as_ref(), backup.as_ref());
        self.judge(last.as_ref().map_or(0, |last| last.findings));
        Ok(self.is_due(last.as_ref()))
    }

    /// Looks and verifies, for as long as it is polled.
    pub async fn always(self) {
        let interval = self.every.map_or(LOOK_INTERVAL, |every| every.min(LOOK_INTERVAL));
        let mut looks = tokio::time::interval_at(tokio::time::Instant::now() + interval, interval);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let done = match self.look().await {
                Ok(true) => self.verify().await,
                Ok(false) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                tracing::warn!(%error, "the ledger could not be verified; the next round will try");
            }
        }
    }

    /// Verifies what was not proven yet.
    pub async fn verify(&self) -> Result<(), StoreError> {
        let began = Instant::now();
        let watch = Arc::new(Gentle::beside(self.queue.clone()));
        let last = self.verifier.last_verification().await?;
        let proven = last.filter(|last| last.findings == 0 && !last.heads.is_empty());
        let (verification, what) = match proven {
            Some(VerificationRecord { heads, .. }) => {
                (self.verifier.verify_since(&heads, watch).await?, "verified what was committed since the last time")
            }
            None => (self.verifier.verify_against(&[], watch).await?, "verified the whole ledger"),
        };
        let Verification { transactions, findings, .. } = &verification;
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(transactions, findings = findings.len(), took_ms, "{what}");
        for finding in findings.iter().take(FINDINGS_LOGGED_MAX) {
            tracing::error!(%finding, "a verification has a finding");
        }
        self.look().await.map(|_| ())
    }

    fn is_due(&self, last: Option<&VerificationRecord>) -> bool {
        let Some(every) = self.every else { return false };
        let every_us = i64::try_from(every.as_micros()).unwrap_or(i64::MAX);
        // One that is of later than now was timed by another clock.
        let age_us = |last: &VerificationRecord| self.clock.now().as_micros() - last.finished_at.as_micros();
        last.is_none_or(|last| age_us(last).unsigned_abs() >= every_us.unsigned_abs())
    }

    fn judge(&self, findings: i64) {
        if findings == 0 {
            self.checks.set(CHECK, Check::ok());
            if self.queue.is_stopped() {
                tracing::info!("a verification finds nothing; writes go on");
                self.queue.resume();
            }
            return;
        }
        let sentence = format!("The latest verification has {findings} findings: wallet verify names them.");
        match self.on_finding {
            OnFinding::Tell => self.checks.set(CHECK, Check::warning(sentence)),
            OnFinding::Stop => {
                if !self.queue.is_stopped() {
                    tracing::error!(findings, "writes are stopped, as a verification has findings");
                }
                self.queue.stop();
                self.checks.set(CHECK, Check::failed(format!("{sentence} Nothing is booked until one has none.")));
            }
        }
    }
}

/// Lets a proof rest beside traffic.
struct Gentle(Mutex<(Leftover, Instant)>);

impl Gentle {
    fn beside(queue: Arc<CommitQueue>) -> Self {
        Self(Mutex::new((Leftover::of(queue), Instant::now())))
    }
}

#[async_trait]
impl Watch for Gentle {
    fn reached(&self, _: Progress) {}

    async fn rest(&self) {
        let mut rest = self.0.lock().await;
        let took = rest.1.elapsed();
        rest.0.pause(took, 0).await;
        rest.1 = Instant::now();
    }
}

/// The times of records, for the gauges: seconds since 1970, 0 if there is none.
pub(crate) fn figures(last: Option<&VerificationRecord>, backup: Option<&BackupRecord>) -> [(i64, i64); 2] {
    let seconds = |at: wallet_domain::Timestamp| at.as_micros() / 1_000_000;
    [
        last.map_or((0, 0), |last| (seconds(last.finished_at), last.findings)),
        backup.map_or((0, 0), |backup| (seconds(backup.finished_at), backup.findings.unwrap_or(0))),
    ]
}
