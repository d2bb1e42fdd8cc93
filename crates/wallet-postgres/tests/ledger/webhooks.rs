//! Webhooks on PostgreSQL: the contract, what the tables refuse, and servers side by side.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::common::Fixture;
use wallet_domain::record::event::EventId;
use wallet_domain::testing::{SetClock, webhooks_contract};
use wallet_domain::webhook::{ENDPOINTS_MAX, EndpointCreation, Holder, Mark, Webhooks};

struct Kept(Fixture);

impl Kept {
    async fn new() -> Self {
        Self(Fixture::new().await)
    }

    fn webhooks(&self) -> &dyn Webhooks {
        &self.0.ledger
    }

    fn clock(&self) -> &SetClock {
        self.0.clock()
    }
}

wallet_domain::webhooks_contract!(Kept::new);

#[tokio::test]
async fn what_is_no_record_of_a_webhook_is_not_taken() {
    let fixture = Fixture::new().await;
    let endpoint = webhooks_contract::endpoint(1);
    fixture.ledger.create_endpoint(&endpoint, &Mark::of(EventId::START)).await.expect("the store works");
    let hand = fixture.by_hand().await;
    for (sql, state) in [
        ("INSERT INTO webhooks VALUES ('0123456789aB', '{}')", "23514"),
        ("INSERT INTO webhook_partitions VALUES ('0123456789ab', 0, '{}', NULL, NULL)", "23503"),
        ("UPDATE webhook_partitions SET place = 48 WHERE place = 0", "23514"),
        ("UPDATE webhook_partitions SET holder = 'a'", "23514"),
        ("INSERT INTO webhook_attempts SELECT id, 0, 32, '{}' FROM webhooks", "23514"),
        ("INSERT INTO alerts VALUES ('A', '{}')", "23514"),
    ] {
        let refused = hand.batch_execute(sql).await.expect_err(sql);
        assert_eq!(refused.code().map(tokio_postgres::error::SqlState::code), Some(state), "{sql}");
    }
}

#[tokio::test]
async fn servers_that_lease_at_once_share_what_there_is() {
    let fixture = Fixture::new().await;
    let endpoints: Vec<_> = (0..10).map(webhooks_contract::endpoint).collect();
    for endpoint in &endpoints {
        fixture.ledger.create_endpoint(endpoint, &Mark::of(EventId::START)).await.expect("the store works");
    }
    let ids: Vec<_> = endpoints.iter().map(|endpoint| endpoint.id).collect();
    let other = fixture.another().await;
    let [one, two] = ["a", "b"].map(|name| Holder(name.to_owned()));
    let lease = Duration::from_secs(6);
    let (first, second) = tokio::join!(fixture.ledger.lease(&one, &ids, lease), other.lease(&two, &ids, lease));
    let leased = [first.expect("the store works"), second.expect("the store works")].concat();
    let keys: BTreeSet<_> = leased.iter().map(|partition| partition.key).collect();
    assert_eq!((leased.len(), keys.len()), (160, 160));
}

#[tokio::test]
async fn servers_that_create_endpoints_at_once_keep_within_the_bound() {
    let fixture = Fixture::new().await;
    let start = Mark::of(EventId::START);
    for seed in 0..u8::try_from(ENDPOINTS_MAX).expect("few") - 1 {
        let endpoint = webhooks_contract::endpoint(seed);
        fixture.ledger.create_endpoint(&endpoint, &start).await.expect("the store works");
    }
    let other = fixture.another().await;
    let [one, two] = [201, 202].map(webhooks_contract::endpoint);
    let (first, second) =
        tokio::join!(fixture.ledger.create_endpoint(&one, &start), other.create_endpoint(&two, &start));
    let made = [first.expect("the store works"), second.expect("the store works")];
    assert_eq!(made.iter().filter(|it| **it == EndpointCreation::Created).count(), 1, "{made:?}");
}
