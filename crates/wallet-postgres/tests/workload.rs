//! Thousands of random commands: the same answers as the model, and a ledger that verifies.

mod common;

use common::Fixture;
use wallet_domain::testing::{MemoryLedger, Workload, open_workload};
use wallet_domain::{Ledger, Verifier, Wallets};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_random_workload_on_several_servers_leaves_a_ledger_that_verifies() {
    let fixture = Fixture::new().await;
    open_workload(&fixture.ledger).await;
    let servers = [fixture.another().await, fixture.another().await, fixture.another().await];
    let played = servers.iter().map(|server| async move {
        // The same seed everywhere: every key is raced for.
        let mut workload = Workload::plain(7);
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
        let mut workload = Workload::plain(7);
        (0..60).flat_map(|_| workload.next_batch(20)).map(|command| command.id()).collect()
    };
    assert_eq!(usize::try_from(verification.transactions).expect("not negative"), keys.len(), "each key once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_that_several_servers_race_for_leave_a_ledger_that_verifies() {
    let fixture = Fixture::new().await;
    open_workload(&fixture.ledger).await;
    let (servers, clock) = ([fixture.another().await, fixture.another().await], &fixture.clock);
    let played = servers.iter().map(|server| async move {
        let mut workload = Workload::new(9);
        for number in 0..80 {
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
    let model = MemoryLedger::new(fixture.clock.clone());
    open_workload(&model).await;
    open_workload(&fixture.ledger).await;
    let mut workload = Workload::new(11);
    for number in 0..100 {
        // Holds come to their end, and the clock jumps back now and then.
        fixture.clock.set(1_700_000_000_000_000 + number * 150_000 - (number % 7) * 300_000);
        let batch = workload.next_batch(30);
        let (ours, models) = (fixture.ledger.execute(&batch).await, model.execute(&batch).await);
        // Wallet ids are each store's own; both open the same wallets in the same order, so even they agree.
        assert_eq!(ours.expect("the store works"), models.expect("memory works"));
    }
    for expected in model.transactions() {
        let found = fixture.ledger.find_transaction(expected.id()).await.expect("the store works");
        assert_eq!(found, Some(expected));
    }
    for (wallet, _) in model.statements() {
        let (owner, asset) = (&wallet.owner, &wallet.asset);
        let [found, expected]: [&dyn Wallets; 2] = [&fixture.ledger, &model];
        assert_eq!(
            found.find_wallet(owner, asset).await.expect("works"),
            expected.find_wallet(owner, asset).await.expect("works")
        );
        let holds = found.list_holds(owner, asset, None, 1000).await.expect("works");
        assert_eq!(holds, expected.list_holds(owner, asset, None, 1000).await.expect("works"));
    }
    let [found, expected]: [&dyn Wallets; 2] = [&fixture.ledger, &model];
    assert_eq!(found.list_lapsed(1000).await.expect("works"), expected.list_lapsed(1000).await.expect("works"));
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
}
