//! Approvals in the embedded store: the contract, and what the table refuses.

use std::future::{Ready, ready};

use crate::common::Fixture;
use wallet_domain::access::{ApprovalRecord, Approvals};
use wallet_domain::testing::{approvals_contract, key, owner};
use wallet_domain::{Timestamp, TransactionId, Wallets};

struct Kept(Fixture);

impl Kept {
    fn approvals(&self) -> &dyn Approvals {
        &self.0.ledger
    }

    fn wallets(&self) -> &dyn Wallets {
        &self.0.ledger
    }
}

fn sqlite() -> Ready<Kept> {
    ready(Kept(Fixture::new()))
}

wallet_domain::approvals_contract!(sqlite);

#[tokio::test]
async fn an_approval_neither_goes_back_nor_away() {
    let fixture = Fixture::new();
    let id = TransactionId::of(&owner("user_001"), &key("k"));
    let at = Timestamp::from_micros(5);
    let record = ApprovalRecord::new(id, ("{}".into(), "d".into()), &approvals_contract::actor(1), at);
    fixture.ledger.create_approval(&record).await.expect("the store works");
    let hand = fixture.by_hand();
    for sql in [
        "UPDATE approvals SET status = 'executed'",
        "UPDATE approvals SET status = 'pending'",
        "UPDATE approvals SET status = 'approved', made_at = 7",
        "DELETE FROM approvals",
        "INSERT INTO approvals SELECT randomblob(16), 'done', made_at, approval FROM approvals",
    ] {
        let refused = hand.execute(sql, []).expect_err(sql);
        let code = refused.sqlite_error_code();
        assert_eq!(code, Some(rusqlite::ErrorCode::ConstraintViolation), "{sql}: {refused}");
    }
}
