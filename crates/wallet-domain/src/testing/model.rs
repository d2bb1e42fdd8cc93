//! Thousands of random commands: a store gives the same answers as the model, and keeps the same records.

use std::sync::Arc;

use super::{MemoryLedger, SetClock, Store, Workload, forget_wallet_ids, open_workload, without_wallet_ids};
use crate::{Command, Entry, Ledger, OpenHold, PageRequest, WalletId, Wallets};

/// The same random batches for a new store and for the model, which share a clock.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// What the workload is made from.
    pub seed: u64,
    /// How many batches it has.
    pub batches: i64,
    /// How many commands a batch has at most.
    pub size_max: u64,
}

/// Carries the comparison out.
///
/// # Panics
/// If the two differ.
pub async fn compare_with_model(store: &dyn Store, clock: &Arc<SetClock>, comparison: Comparison) {
    let memory = MemoryLedger::new(clock.clone());
    open_workload(&memory).await;
    open_workload(store).await;
    let mut workload = Workload::new(comparison.seed);
    for number in 0..comparison.batches {
        // Holds come to their end, and the clock jumps back now and then.
        clock.set(1_700_000_000_000_000 + number * 100_000 - (number % 7) * 300_000);
        let batch = workload.next_batch(comparison.size_max);
        let expected = memory.execute(&batch).await.expect("memory works");
        let found = store.execute(&batch).await.expect("the store works");
        let [expected, found] =
            [expected, found].map(|outcomes| outcomes.into_iter().map(without_wallet_ids).collect::<Vec<_>>());
        assert_eq!(found, expected, "batch {number} of {comparison:?}");
    }
    same_transactions(&memory, store).await;
    same_wallets(&memory, store).await;
}

async fn same_transactions(memory: &MemoryLedger, store: &dyn Store) {
    for mut expected in memory.transactions() {
        let mut found = store.find_transaction(expected.id()).await.expect("the store works").expect("recorded");
        forget_wallet_ids(&mut expected);
        forget_wallet_ids(&mut found);
        assert_eq!(found, expected);
    }
    let [mut lapsed, mut expected] =
        [store.list_lapsed(10_000).await, memory.list_lapsed(10_000).await].map(|it| it.expect("works"));
    lapsed.sort_unstable_by_key(Command::id);
    expected.sort_unstable_by_key(Command::id);
    assert_eq!(lapsed, expected);
}

async fn same_wallets(memory: &MemoryLedger, store: &dyn Store) {
    let none = WalletId::from_value(0);
    let without_id = |mut hold: OpenHold| {
        hold.claim.wallet = none;
        hold
    };
    for (mut wallet, mut entries) in memory.statements() {
        let (owner, asset) = (wallet.owner.clone(), wallet.asset.clone());
        let [holds, expected] = [
            store.list_holds(&owner, &asset, None, 10_000).await,
            memory.list_holds(&owner, &asset, None, 10_000).await,
        ]
        .map(|holds| holds.expect("works").map(|holds| holds.into_iter().map(without_id).collect::<Vec<_>>()));
        assert_eq!(holds, expected);
        let request = PageRequest { before: None, limit: 100_000 };
        let page = store.list_entries(&owner, &asset, request).await.expect("the store works");
        let mut found: Vec<Entry> = page.expect("the wallet is there").lines.into_iter().map(|l| l.entry).collect();
        found.reverse();
        found.iter_mut().chain(&mut entries).for_each(|entry| entry.wallet = none);
        assert_eq!(found, entries);
        let found = store.find_wallet(&owner, &asset).await.expect("the store works").expect("the wallet is there");
        wallet.state.id = found.state.id;
        wallet.state.held = memory.find_wallet(&owner, &asset).await.expect("works").expect("there").state.held;
        assert_eq!(found, wallet);
    }
}
