//! Wallets, entries, transactions and claims are read.

use super::support::{
    MINUTE, amounts, capture, decide_one, entries, find, hold, hold_for, open, posted, release, reversal,
};
use crate::testing::{SetClock, Store, asset, asset_named, owner, spend};
use crate::{Claim, ClaimKind, ClaimStatus, Clock, Command, Flow, PageRequest, Timestamp, Transaction, Wallet};

/// By owner, then by code, both by their bytes; owners without wallets are left out.
pub async fn wallets_are_listed_by_owner_and_asset(store: &dyn Store, _: &SetClock) {
    for code in ["B_", "BA", "A"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
        for player in ["b", "A", "a"] {
            store.open_wallet(&owner(player), &asset(code)).await.expect("the store works");
        }
    }
    let owners = ["b", "nobody", "A"].map(owner);
    let wallets = store.list_wallets(&owners).await.expect("the store works");
    let names: Vec<_> = wallets.iter().map(|wallet: &Wallet| (wallet.owner.as_str(), wallet.asset.as_str())).collect();
    assert_eq!(names, [("A", "A"), ("A", "BA"), ("A", "B_"), ("b", "A"), ("b", "BA"), ("b", "B_")]);
}

/// The newest first, each entry once, and nothing after the last page.
pub async fn entries_are_paged_from_the_newest(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    for number in 1..=4 {
        decide_one(store, spend("user_001", "GOLD_COINS", number, &format!("k{number}"))).await;
    }
    let first = entries(store, "user_001", None, 2).await;
    assert_eq!(amounts(&first), [-4, -3]);
    let second = entries(store, "user_001", first.next, 2).await;
    assert_eq!(amounts(&second), [-2, -1]);
    let last = entries(store, "user_001", second.next, 2).await;
    assert_eq!((amounts(&last), last.next), (vec![100], None));
    let exactly_all = entries(store, "user_001", None, 5).await;
    assert_eq!((exactly_all.lines.len(), exactly_all.next), (5, None));
    assert_eq!(exactly_all.lines[0].command.flow(), Flow::Spend);
    assert_eq!(exactly_all.lines[4].command.flow(), Flow::Bonus);
    let request = PageRequest { before: None, limit: 5 };
    let missing = store.list_entries(&owner("user_009"), &asset("GOLD_COINS"), request).await;
    assert_eq!(missing.expect("the store works"), None);
}

/// Posted ones with their entries, rejected ones with their refusal.
pub async fn transactions_are_found_by_id(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let never = spend("user_001", "GOLD_COINS", 1, "never").id();
    let mut all = Vec::new();
    for command in [spend("user_001", "GOLD_COINS", 1, "a"), spend("user_001", "GOLD_COINS", 999, "b")] {
        let decided = decide_one(store, command).await;
        assert_eq!(store.find_transaction(decided.id()).await.expect("the store works"), Some(decided.clone()));
        all.push(decided);
    }
    assert_eq!(store.find_transaction(never).await.expect("the store works"), None);
    let find =
        |ids: Vec<crate::TransactionId>| async move { store.find_transactions(&ids).await.expect("the store works") };
    let (first, second) = (all[0].clone(), all[1].clone());
    assert_eq!(find(vec![second.id(), never, first.id()]).await, [second.clone(), first.clone()]);
    assert_eq!(find(vec![first.id(), second.id(), first.id()]).await, [first.clone(), second, first]);
    assert_eq!(find(vec![never]).await, []);
    assert_eq!(find(Vec::new()).await, []);
}

/// Captures, releases and reversals are found by what they refer to, in the order of their times; refused ones too.
pub async fn what_refers_to_a_transaction_is_listed_in_order(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let held = posted(store, hold("user_001", 60, "h")).await;
    let spent = posted(store, spend("user_001", "GOLD_COINS", 30, "s")).await;
    let (mut of_hold, mut of_spend) = (Vec::new(), Vec::new());
    for number in 1..=6 {
        clock.set(clock.now().as_micros() + 1_000_000);
        let part = if number == 4 { 1000 } else { 2 };
        of_hold.push(decide_one(store, capture(&held, Some(part), false, &format!("c{number}"))).await);
        of_spend.push(decide_one(store, reversal(&spent.command, Some(part), &format!("r{number}"))).await);
    }
    clock.set(clock.now().as_micros() + 1_000_000);
    of_hold.push(posted(store, release(&held, "rest")).await);
    for (id, expected) in [(held.id(), &of_hold), (spent.id(), &of_spend)] {
        assert_eq!(store.list_about(id, 100).await.expect("the store works"), *expected);
        assert_eq!(store.list_about(id, 3).await.expect("the store works"), expected[..3], "the first ones");
    }
    assert_eq!(store.list_about(of_hold[0].id(), 100).await.expect("the store works"), []);
}

/// What is left of a hold, or of a reversed transaction, as it was decided last.
pub async fn a_claim_tells_what_is_left(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let wallet = find(store, "user_001").await.id;
    let left = |of: &Transaction| store.find_claim(of.id());
    let [captured, released, lapsed] = ["a", "b", "c"].map(|name| hold_for("user_001", 10, 60, name));
    let ends = Some(Timestamp::from_micros(clock.now().as_micros() + MINUTE));
    for (command, kind, expires_at) in [
        (captured, ClaimKind::Hold, ends),
        (released, ClaimKind::Hold, ends),
        (lapsed, ClaimKind::Hold, ends),
        (spend("user_001", "GOLD_COINS", 10, "s"), ClaimKind::Original, None),
    ] {
        let made = posted(store, command).await;
        let claim = |taken, status| Some(Claim { id: made.id(), kind, wallet, amount: 10, taken, status, expires_at });
        let begun = claim(0, ClaimStatus::Open).filter(|_| kind == ClaimKind::Hold);
        assert_eq!(left(&made).await.expect("the store works"), begun);
        let (last, taken, status) = match made.command.key().as_str() {
            "a" => {
                posted(store, capture(&made, Some(4), false, "a part")).await;
                assert_eq!(left(&made).await.expect("the store works"), claim(4, ClaimStatus::Open));
                (capture(&made, Some(5), true, "a last"), 9, ClaimStatus::Settled)
            }
            "b" => (release(&made, "b back"), 0, ClaimStatus::Released),
            "c" => {
                clock.set(clock.now().as_micros() + MINUTE);
                assert_eq!(left(&made).await.expect("the store works"), begun, "nobody has recorded that it is over");
                (Command::expire(&made.command).expect("a hold"), 0, ClaimStatus::Expired)
            }
            _ => {
                posted(store, reversal(&made.command, Some(4), "s part")).await;
                assert_eq!(left(&made).await.expect("the store works"), claim(4, ClaimStatus::Open));
                (reversal(&made.command, None, "s rest"), 10, ClaimStatus::Settled)
            }
        };
        posted(store, last).await;
        assert_eq!(left(&made).await.expect("the store works"), claim(taken, status));
    }
    let never = hold("user_001", 1, "never").id();
    assert_eq!(store.find_claim(never).await.expect("the store works"), None);
}
