//! Thousands of random commands: the same answers as the model, and a ledger that verifies.

mod common;

use common::Fixture;
use wallet_domain::testing::{MemoryLedger, Workload, open_workload};
use wallet_domain::{Ledger, Verifier};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_random_workload_on_several_servers_leaves_a_ledger_that_verifies() {
    let fixture = Fixture::new().await;
    open_workload(&fixture.ledger).await;
    let servers = [fixture.another().await, fixture.another().await, fixture.another().await];
    let played = servers.iter().map(|server| async move {
        // The same seed everywhere: every key is raced for.
        let mut workload = Workload::new(7);
        for _ in 0..60 {
            let batch = workload.next_batch(20);
            let outcomes = server.execute(&batch).await.expect("the store works");
            assert_eq!(outcomes.len(), batch.len());
        }
    });
    futures_util::future::join_all(played).await;
    let verification = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(verification.findings, []);
    let keys: std::collections::HashSet<_> = {
        let mut workload = Workload::new(7);
        (0..60).flat_map(|_| workload.next_batch(20)).map(|command| command.id()).collect()
    };
    assert_eq!(usize::try_from(verification.transactions).expect("not negative"), keys.len(), "each key once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_outcome_is_the_models() {
    let fixture = Fixture::new().await;
    let model = MemoryLedger::new(fixture.clock.clone());
    open_workload(&model).await;
    open_workload(&fixture.ledger).await;
    let mut workload = Workload::new(11);
    for _ in 0..100 {
        let batch = workload.next_batch(30);
        let (ours, models) = (fixture.ledger.execute(&batch).await, model.execute(&batch).await);
        // Wallet ids are each store's own; both open the same wallets in the same order, so even they agree.
        assert_eq!(ours.expect("the store works"), models.expect("memory works"));
    }
}
