//! Approvals on PostgreSQL: the contract, and what the table refuses.

use crate::common::Fixture;
use wallet_domain::access::{ApprovalRecord, Approvals};
use wallet_domain::testing::{approvals_contract, key, owner};
use wallet_domain::{Timestamp, TransactionId, Wallets};

struct Kept(Fixture);

impl Kept {
    async fn new() -> Self {
        Self(Fixture::new().await)
    }

    fn approvals(&self) -> &dyn Approvals {
        &self.0.ledger
    }

    fn wallets(&self) -> &dyn Wallets {
        &self.0.ledger
    }
}

wallet_domain::approvals_contract!(Kept::new);

#[tokio::test]
async fn an_approval_neither_goes_back_nor_away() {
    let fixture = Fixture::new().await;
    let id = TransactionId::of(&owner("user_001"), &key("k"));
    let at = Timestamp::from_micros(5);
    let record = ApprovalRecord::new(id, ("{}".into(), "d".into()), &approvals_contract::actor(1), at);
    fixture.ledger.create_approval(&record).await.expect("the store works");
    let hand = fixture.by_hand().await;
    for (sql, state) in [
        ("UPDATE approvals SET status = 'executed'", "23001"),
        ("UPDATE approvals SET status = 'pending'", "23001"),
        ("UPDATE approvals SET status = 'approved', made_at = now()", "23001"),
        ("DELETE FROM approvals", "23001"),
        ("TRUNCATE approvals", "23001"),
        ("INSERT INTO approvals SELECT gen_random_uuid(), 'done', made_at, approval FROM approvals", "23514"),
    ] {
        let refused = hand.batch_execute(sql).await.expect_err(sql);
        assert_eq!(refused.code().map(tokio_postgres::error::SqlState::code), Some(state), "{sql}");
    }
}
