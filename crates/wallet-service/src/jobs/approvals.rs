//! Ends the approvals that nobody decided in time, and so has it in the list of changes that nobody did.
//!
//! Nothing depends on it: whoever approves is judged by the clock. Several servers may do it side by side, as an approval goes on
//! once.

use std::sync::Arc;
use std::time::Duration;

use wallet_domain::access::approval::LIFE_US;
use wallet_domain::access::{ApprovalStatus, Approvals};
use wallet_domain::{Clock, StoreError, Timestamp};

use super::rounds;

/// How many approvals are looked for at a time.
const APPROVALS_MAX: u32 = 100;

/// Ends approvals whose time is over.
pub struct Expiring {
    approvals: Arc<dyn Approvals>,
    clock: Arc<dyn Clock>,
}

impl Expiring {
    /// Of those approvals, by that clock.
    pub fn new(approvals: Arc<dyn Approvals>, clock: Arc<dyn Clock>) -> Self {
        Self { approvals, clock }
    }

    /// Looks now and at each interval, for as long as it is polled.
    pub async fn run(self, interval: Duration) {
        let mut rounds = rounds(interval);
        loop {
            match self.expire().await {
                Ok(0) => {}
                Ok(ended) => tracing::info!(ended, "approvals were not decided in time"),
                Err(error) => tracing::warn!(%error, "approvals that are over could not be ended; the next round will"),
            }
            rounds.tick().await;
        }
    }

    /// Ends all whose time is over. Returns how many.
    pub async fn expire(&self) -> Result<usize, StoreError> {
        let mut all = 0;
        loop {
            let now = self.clock.now();
            let made = Timestamp::from_micros(now.as_micros() - LIFE_US);
            let stale = self.approvals.list_stale_approvals(made, APPROVALS_MAX).await?;
            for expired in stale.iter().filter_map(|record| record.expired(now)) {
                self.approvals.advance_approval(ApprovalStatus::Pending, &expired).await?;
            }
            all += stale.len();
            if stale.len() < APPROVALS_MAX as usize {
                return Ok(all);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wallet_domain::access::ApprovalRecord;
    use wallet_domain::testing::{MemoryApprovals, SetClock, approvals_contract::actor, key, owner};
    use wallet_domain::{ChangeAction, ChangeSubject, TransactionId, Wallets};

    use super::*;

    #[tokio::test]
    async fn what_nobody_decided_in_24_hours_ends_once_and_is_told() {
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        let approvals = Arc::new(MemoryApprovals::default());
        let expiring = Expiring::new(approvals.clone(), clock.clone());
        for number in 0..150 {
            let id = TransactionId::of(&owner("user_001"), &key(&format!("k{number}")));
            let command = ("{}".to_owned(), "d".to_owned());
            let record = ApprovalRecord::new(id, command, &actor(1), clock.now());
            approvals.create_approval(&record).await.expect("memory works");
        }
        clock.set(1_700_000_000_000_000 + LIFE_US - 1);
        assert_eq!(expiring.expire().await.expect("memory works"), 0);
        clock.set(1_700_000_000_000_000 + LIFE_US);
        assert_eq!(expiring.expire().await.expect("memory works"), 150);
        assert_eq!(expiring.expire().await.expect("memory works"), 0);
        let told = ChangeSubject::Action(ChangeAction::ExpireApproval);
        let told = approvals.ledger().list_changes(told, None, 200).await.expect("memory works");
        assert_eq!((told.len(), told[0].note.actor.as_str()), (150, "wallet"));
    }
}
