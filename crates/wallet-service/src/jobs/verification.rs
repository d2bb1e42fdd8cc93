//! The server's own verifications: it proves what was committed since the latest proof, again and again, beside traffic.
//!
//! Any number of servers may share a database: each sees the records of the others, and proves only what is due. After a
//! finding no earlier proof counts: the whole ledger is proven. A finding goes to the log, to a gauge and to the
//! health check; with [`OnFinding::Stop`] nothing is booked until a verification, this one or `wallet verify`, has no
//! finding.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use metrics::gauge;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, Notify};
use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{Clock, StoreError, Timestamp, Verification, VerificationRecord, Verifier};

use super::{Health, rounds};
use crate::measures::{self, figure};
use crate::{CommitQueue, Leftover};

/// How often the records are looked at: another server, or `wallet verify`, may have made one.
const LOOK_INTERVAL: Duration = Duration::from_secs(30);
/// How many findings the log names; `wallet verify` names all.
const FINDINGS_LOGGED_MAX: usize = 20;
/// The name of the health check.
const CHECK: &str = "verification";

/// What a server does about a finding of its own verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFinding {
    /// Tells it: in the log, by a metric and by the health check.
    Tell,
    /// Also refuses writes.
    Stop,
}

/// Verifies the ledger of a server.
pub struct Verifying {
    /// Proves, and knows what was proven.
    pub verifier: Arc<dyn Verifier>,
    /// The traffic that goes first, and that a finding may stop.
    pub queue: Arc<CommitQueue>,
    /// Hears of findings.
    pub health: Arc<dyn Health>,
    /// Tells when a verification is due.
    pub clock: Arc<dyn Clock>,
    /// The time from one verification to the next; `None` is never.
    pub every: Option<Duration>,
    /// Told when somebody asks for one now.
    pub asked: Arc<Notify>,
    /// What a finding leads to.
    pub on_finding: OnFinding,
}

impl Verifying {
    /// Looks at the latest records and reports them. Returns whether a verification is due.
    pub async fn look(&self) -> Result<bool, StoreError> {
        let (last, backup) = (self.verifier.last_verification().await?, self.verifier.last_backup().await?);
        let seconds = |at: Timestamp| figure(at.as_micros() / 1_000_000);
        let findings = last.as_ref().map_or(0, |last| last.findings);
        gauge!(measures::VERIFIED).set(last.as_ref().map_or(0.0, |last| seconds(last.finished_at)));
        gauge!(measures::FINDINGS).set(figure(findings));
        gauge!(measures::BACKED_UP).set(backup.as_ref().map_or(0.0, |backup| seconds(backup.finished_at)));
        gauge!(measures::BACKUP_FINDINGS).set(figure(backup.and_then(|backup| backup.findings).unwrap_or(0)));
        self.judge(findings);
        Ok(self.is_due(last.as_ref()))
    }

    /// Looks and verifies, also when it is asked to, for as long as it is polled.
    pub async fn run(self) {
        let mut rounds = rounds(self.every.map_or(LOOK_INTERVAL, |every| every.min(LOOK_INTERVAL)));
        loop {
            let is_asked = tokio::select! {
                _ = rounds.tick() => false,
                () = self.asked.notified() => true,
            };
            let done = match self.look().await {
                Ok(is_due) if is_due || is_asked => self.verify().await,
                Ok(_) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                tracing::warn!(%error, "the ledger could not be verified; the next round will try");
            }
        }
    }

    /// Verifies what no earlier proof covers.
    async fn verify(&self) -> Result<(), StoreError> {
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
        // A record from the future was timed by another clock.
        let age_us = |last: &VerificationRecord| self.clock.now().as_micros() - last.finished_at.as_micros();
        last.is_none_or(|last| age_us(last).unsigned_abs() >= every_us.unsigned_abs())
    }

    fn judge(&self, findings: i64) {
        if findings == 0 {
            self.health.ok(CHECK);
            if self.queue.is_stopped() {
                self.queue.resume();
                tracing::info!("a verification finds nothing; writes go on");
            }
            return;
        }
        let sentence = format!("The latest verification has {findings} findings: wallet verify names them.");
        match self.on_finding {
            OnFinding::Tell => self.health.warn(CHECK, sentence),
            OnFinding::Stop => {
                let was_stopped = self.queue.is_stopped();
                self.queue.stop();
                self.health.fail(CHECK, format!("{sentence} Nothing is booked until one has none."));
                // The log says only what is so already.
                if !was_stopped {
                    tracing::error!(findings, "writes are stopped, as a verification has findings");
                }
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

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;
    use wallet_domain::mocks::MockVerifier;
    use wallet_domain::testing::{MemoryLedger, SetClock};

    use super::super::testing::Latest;
    use super::*;
    use crate::QueueLimits;

    #[tokio::test]
    async fn a_verification_that_is_asked_for_is_made_though_none_is_due() {
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        let (made, mut verifications) = unbounded_channel();
        let mut verifier = MockVerifier::new();
        let record = VerificationRecord { finished_at: clock.now(), findings: 0, heads: Vec::new() };
        verifier.expect_last_verification().returning(move || Ok(Some(record.clone())));
        verifier.expect_last_backup().returning(|| Ok(None));
        verifier.expect_verify_against().returning(move |_, _| {
            made.send(()).expect("the test listens");
            let (assets, findings, heads) = (Vec::new(), Vec::new(), Vec::new());
            Ok(Verification { assets, transactions: 0, findings, heads, finished_at: Timestamp::from_micros(1) })
        });
        let limits = QueueLimits { batch_max: 10, queued_max: 10, deadline: Duration::from_secs(1) };
        let asked = Arc::<Notify>::default();
        let verifying = Verifying {
            verifier: Arc::new(verifier),
            queue: Arc::new(CommitQueue::start(Arc::new(MemoryLedger::new(clock.clone())), limits)),
            health: Arc::new(Latest::default()),
            clock,
            every: None,
            asked: asked.clone(),
            on_finding: OnFinding::Tell,
        };
        let job = tokio::spawn(verifying.run());
        for _ in 0..2 {
            asked.notify_one();
            verifications.recv().await.expect("it is made");
        }
        assert!(verifications.try_recv().is_err(), "one a request");
        job.abort();
    }
}
