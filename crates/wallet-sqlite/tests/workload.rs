//! The embedded store and the model give the same answers, field by field, over thousands of random commands.

mod common;

use std::sync::Arc;

use common::Fixture;
use wallet_domain::testing::{MemoryLedger, SetClock, Workload, forget_wallet_ids, open_workload, without_wallet_ids};
use wallet_domain::{Command, Entry, Ledger, OpenHold, PageRequest, Verifier, WalletId, Wallets};

fn forget_id(entry: &mut Entry) {
    entry.wallet = WalletId::from_value(0);
}

async fn compare(seed: u64, batches: i64, size_max: u64) {
    let fixture = Fixture::new();
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let memory = MemoryLedger::new(clock.clone());
    open_workload(&memory).await;
    open_workload(&fixture.ledger).await;
    let mut workload = Workload::new(seed);
    for number in 0..batches {
        // Holds come to their end, and the clock jumps back now and then.
        let now = 1_700_000_000_000_000 + number * 100_000 - (number % 7) * 300_000;
        clock.set(now);
        fixture.clock.set(now);
        let batch = workload.next_batch(size_max);
        let expected = memory.execute(&batch).await.expect("memory works");
        let found = fixture.ledger.execute(&batch).await.expect("the store works");
        let [expected, found] =
            [expected, found].map(|outcomes| outcomes.into_iter().map(without_wallet_ids).collect::<Vec<_>>());
        assert_eq!(found, expected, "batch {number} of seed {seed}");
    }
    same_records(&memory, &fixture).await;
    let proof = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(proof.findings, []);
    assert!(proof.assets.iter().all(|asset| asset.in_balance));
}

async fn same_records(memory: &MemoryLedger, fixture: &Fixture) {
    for mut expected in memory.transactions() {
        let mut found =
            fixture.ledger.find_transaction(expected.id()).await.expect("the store works").expect("recorded");
        forget_wallet_ids(&mut expected);
        forget_wallet_ids(&mut found);
        assert_eq!(found, expected);
    }
    let [mut lapsed, mut expected] =
        [fixture.ledger.list_lapsed(u32::MAX).await, memory.list_lapsed(u32::MAX).await].map(|it| it.expect("works"));
    lapsed.sort_unstable_by_key(Command::id);
    expected.sort_unstable_by_key(Command::id);
    assert_eq!(lapsed, expected);
    for (mut wallet, mut entries) in memory.statements() {
        let holds = fixture.ledger.list_holds(&wallet.owner, &wallet.asset, None, u32::MAX).await.expect("works");
        let expected = memory.list_holds(&wallet.owner, &wallet.asset, None, u32::MAX).await.expect("works");
        let without_id = |mut hold: OpenHold| {
            hold.claim.wallet = WalletId::from_value(0);
            hold
        };
        let [holds, expected] =
            [holds, expected].map(|it| it.map(|it| it.into_iter().map(without_id).collect::<Vec<_>>()));
        assert_eq!(holds, expected);
        let request = PageRequest { before: None, limit: u32::MAX };
        let page = fixture.ledger.list_entries(&wallet.owner, &wallet.asset, request).await.expect("the store works");
        let mut found: Vec<Entry> = page.expect("the wallet is there").lines.into_iter().map(|l| l.entry).collect();
        found.reverse();
        found.iter_mut().chain(&mut entries).for_each(forget_id);
        assert_eq!(found, entries);
        let found = fixture.ledger.find_wallet(&wallet.owner, &wallet.asset).await.expect("the store works");
        let found = found.expect("the wallet is there");
        wallet.state.id = found.state.id;
        wallet.state.held =
            memory.find_wallet(&wallet.owner, &wallet.asset).await.expect("works").expect("there").state.held;
        assert_eq!(found, wallet);
    }
}

#[tokio::test]
async fn small_batches_of_random_commands_are_answered_as_the_model_does() {
    compare(1, 300, 6).await;
}

#[tokio::test]
async fn large_batches_of_random_commands_are_answered_as_the_model_does() {
    compare(2, 25, 400).await;
}
