//! Webhooks in the embedded store: the contract, and what the tables refuse.

use std::future::{Ready, ready};

use crate::common::Fixture;
use wallet_domain::record::event::EventId;
use wallet_domain::testing::{SetClock, webhooks_contract};
use wallet_domain::webhook::{Mark, Webhooks};

struct Kept(Fixture);

impl Kept {
    fn webhooks(&self) -> &dyn Webhooks {
        &self.0.ledger
    }

    fn clock(&self) -> &SetClock {
        self.0.clock()
    }
}

fn sqlite() -> Ready<Kept> {
    ready(Kept(Fixture::new()))
}

wallet_domain::webhooks_contract!(sqlite);

#[tokio::test]
async fn what_is_no_record_of_a_webhook_is_not_taken() {
    let fixture = Fixture::new();
    let endpoint = webhooks_contract::endpoint(1);
    fixture.ledger.create_endpoint(&endpoint, &Mark::of(EventId::START)).await.expect("the store works");
    let hand = fixture.by_hand();
    hand.pragma_update(None, "foreign_keys", true).expect("as the writer has it");
    for sql in [
        "INSERT INTO webhooks VALUES ('0123456789aB', '{}')",
        "UPDATE webhooks SET endpoint = 'no JSON'",
        "INSERT INTO webhook_partitions VALUES ('0123456789ab', 0, '{}', NULL, NULL)",
        "UPDATE webhook_partitions SET place = 48 WHERE place = 0",
        "UPDATE webhook_partitions SET holder = 'a'",
        "INSERT INTO webhook_attempts SELECT id, 0, 32, '{}' FROM webhooks",
        "INSERT INTO alerts VALUES ('A', '{}')",
    ] {
        let refused = hand.execute(sql, []).expect_err(sql);
        let code = refused.sqlite_error_code();
        assert_eq!(code, Some(rusqlite::ErrorCode::ConstraintViolation), "{sql}: {refused}");
    }
}
