//! Thousands of random commands: the same answers as the model, and a ledger that verifies.

mod common;

use std::collections::HashSet;

use common::Fixture;
use wallet_domain::testing::{MemoryLedger, Workload, forget_wallet_ids, open_workload, without_wallet_ids};
use wallet_domain::{Ledger, OpenHold, Outcome, TransactionId, Verifier, Wallet, WalletId, Wallets};

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
        for number in 0..120 {
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
        let [ours, models] = [ours.expect("the store works"), models.expect("memory works")]
            .map(|outcomes| outcomes.into_iter().map(without_wallet_ids).collect::<Vec<_>>());
        assert_eq!(ours, models);
    }
    for mut expected in model.transactions() {
        let found = fixture.ledger.find_transaction(expected.id()).await.expect("the store works");
        let mut found = found.expect("it is recorded");
        forget_wallet_ids(&mut found);
        forget_wallet_ids(&mut expected);
        assert_eq!(found, expected);
    }
    for (wallet, _) in model.statements() {
        let (owner, asset) = (&wallet.owner, &wallet.asset);
        let [found, expected]: [&dyn Wallets; 2] = [&fixture.ledger, &model];
        let find = |store: &'static str, wallets: Option<Wallet>| {
            let mut wallet = wallets.unwrap_or_else(|| panic!("{store} has no {asset} of {owner}"));
            wallet.state.id = WalletId::from_value(0);
            wallet
        };
        assert_eq!(
            find("the store", found.find_wallet(owner, asset).await.expect("works")),
            find("the model", expected.find_wallet(owner, asset).await.expect("works"))
        );
        let list = |holds: Option<Vec<OpenHold>>| {
            let mut holds = holds.expect("the wallet is there");
            for hold in &mut holds {
                hold.claim.wallet = WalletId::from_value(0);
            }
            holds
        };
        let holds = list(found.list_holds(owner, asset, None, 1000).await.expect("works"));
        assert_eq!(holds, list(expected.list_holds(owner, asset, None, 1000).await.expect("works")));
    }
    let [found, expected]: [&dyn Wallets; 2] = [&fixture.ledger, &model];
    assert_eq!(found.list_lapsed(1000).await.expect("works"), expected.list_lapsed(1000).await.expect("works"));
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
}
