//! Thousands of random commands: the same answers as the model, and a ledger that verifies.

use std::collections::HashSet;

use crate::common::Fixture;
use wallet_domain::testing::{Comparison, Workload, compare_with_model, open_workload};
use wallet_domain::{Ledger, Outcome, TransactionId, Verifier};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_random_workload_on_several_servers_leaves_a_ledger_that_verifies() {
    let fixture = Fixture::new().await;
    open_workload(&fixture.ledger).await;
    let servers = [fixture.another().await, fixture.another().await, fixture.another().await];
    let played = servers.iter().map(|server| async move {
        // The same seed everywhere: every key is raced for.
        let (mut workload, mut recorded) = (Workload::plain(7), HashSet::new());
        for _ in 0..60 {
            let batch = workload.next_batch(20);
            let outcomes = server.execute(&batch).await.expect("the store works");
            assert_eq!(outcomes.len(), batch.len());
            recorded.extend(outcomes.iter().filter_map(|outcome| match outcome {
                Outcome::Decided(transaction) | Outcome::Replayed(transaction) => Some(transaction.id()),
                _ => None,
            }));
        }
        recorded
    });
    let recorded: HashSet<TransactionId> = futures_util::future::join_all(played).await.into_iter().flatten().collect();
    let verification = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(verification.findings, []);
    let begun = "SELECT count(*) FROM transactions WHERE idempotency_key LIKE 'starting %'";
    let begun: i64 = fixture.by_hand().await.query_one(begun, &[]).await.expect("a row").get(0);
    let expected = i64::try_from(recorded.len()).expect("few") + begun;
    assert!(begun > 0, "wallets begin with something");
    assert_eq!(verification.transactions, expected, "each key once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_that_several_servers_race_for_leave_a_ledger_that_verifies() {
    let fixture = Fixture::new().await;
    open_workload(&fixture.ledger).await;
    let (servers, clock) = ([fixture.another().await, fixture.another().await], &fixture.clock);
    let played = servers.iter().map(|server| async move {
        let mut workload = Workload::new(9);
        for number in 0..200 {
            // Holds come to their end while both go on, and the servers take turns at setting the clock back.
            clock.set(1_700_000_000_000_000 + number * 150_000);
            server.execute(&workload.next_batch(20)).await.expect("the store works");
        }
    });
    futures_util::future::join_all(played).await;
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
    let claims: i64 =
        fixture.by_hand().await.query_one("SELECT count(*) FROM claims", &[]).await.expect("a row").get(0);
    assert!(claims > 20, "{claims}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_outcome_is_the_models() {
    let fixture = Fixture::new().await;
    let comparison = Comparison { seed: 11, batches: 100, size_max: 30 };
    compare_with_model(&fixture.ledger, &fixture.clock, comparison).await;
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
}
