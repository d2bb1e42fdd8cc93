//! Orders of every flow, reversals, purchases and conditions.

use std::sync::Arc;

use super::support::{
    MINUTE, allow, capture, figures, find, hold, hold_for, open, posted, refusal, reversal, told, word,
};
use crate::testing::{
    MemoryLedger, SetClock, Store, amount, asset, asset_named, bonus, examples, forget_wallet_ids, give, key, mint,
    open_examples, owner, spend, top_up, without_wallet_ids,
};
use crate::{Clock, Command, Details, Ledger, OnShortfall, Outcome, Rejection, Sum};

/// Parts of a transaction are taken back up to all of it, whatever flow it was.
pub async fn a_transaction_is_reversed_in_parts_up_to_all_of_it(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let spent = posted(store, spend("user_001", "GOLD_COINS", 60, "s")).await;
    let part = posted(store, reversal(&spent.command, Some(25), "r1")).await;
    assert_eq!(told(&part), (65, 0, Some((25, 35))));
    let legs: Vec<_> = part.entries().iter().map(|entry| (entry.owner.as_str(), entry.amount)).collect();
    assert_eq!(legs, [("system:revenue", -25), ("user_001", 25)]);
    let exceeds = Rejection::ReversalExceedsOriginal { remaining: 35 };
    assert_eq!(refusal(store, reversal(&spent.command, Some(36), "r2")).await, exceeds);
    let rest = posted(store, reversal(&spent.command, None, "r3")).await;
    assert_eq!(told(&rest), (100, 0, Some((35, 0))));
    assert_eq!(refusal(store, reversal(&spent.command, Some(1), "r4")).await, Rejection::AlreadyReversed);
    assert_eq!(find(store, "system:revenue").await.balance.minor(), 0);

    // Bonuses and top-ups go back to the treasury; and all in one batch.
    let treasury = find(store, "system:treasury").await.balance.minor();
    let (given, bought) = (bonus("user_001", "GOLD_COINS", 7, "b"), top_up("user_001", "GOLD_COINS", 9, "t"));
    let back = [reversal(&given, None, "b back"), reversal(&bought, Some(4), "t back")];
    let outcomes = store.execute(&[given, bought, back[0].clone(), back[1].clone()]).await.expect("the store works");
    assert_eq!(outcomes.iter().map(word).collect::<Vec<_>>(), ["posted"; 4]);
    assert_eq!(find(store, "system:treasury").await.balance.minor(), treasury - 5);
    // A capture is reversed like a spend, up to what it took.
    let held = posted(store, hold("user_001", 50, "h")).await;
    posted(store, capture(&held, Some(20), false, "c1")).await;
    let whole = posted(store, capture(&held, None, true, "c2")).await;
    let back = posted(store, reversal(&whole.command, None, "c2 back")).await;
    assert_eq!(back.result.as_ref().expect("posted").claim().expect("of a claim").moved, 30);
}

/// Where the player no longer has it, nothing is taken or what there is, as the caller says.
pub async fn a_reversal_takes_no_more_than_there_is(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let bought = posted(store, top_up("user_001", "GOLD_COINS", 50, "t")).await;
    posted(store, spend("user_001", "GOLD_COINS", 120, "s")).await;
    let short = Rejection::InsufficientFunds { available: 30, required: 50, asset: None, owner: None };
    assert_eq!(refusal(store, reversal(&bought.command, None, "r1")).await, short);
    let what_there_is = |minor: Option<u64>, name: &str| {
        let part = minor.map(amount);
        Command::reversal(&bought.command, key(name), part, OnShortfall::TakeAvailable, Details::default())
            .expect("reversible")
    };
    // What a hold keeps is not there, until it is over.
    posted(store, hold_for("user_001", 20, 60, "h")).await;
    let taken = posted(store, what_there_is(None, "r2")).await;
    let effect = taken.result.as_ref().expect("posted").claim().expect("of a claim");
    assert_eq!((effect.moved, effect.remaining, effect.shortfall), (10, 40, 40));
    assert_eq!(refusal(store, what_there_is(None, "r3")).await.code(), "insufficient_funds");
    clock.set(clock.now().as_micros() + MINUTE);
    let taken = posted(store, what_there_is(Some(15), "r4")).await;
    assert_eq!(told(&taken), (5, 0, Some((15, 25))));
}

/// Several assets move at once or not at all, each balanced by its own system wallets.
pub async fn a_purchase_pays_and_receives_in_several_assets(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    for code in ["DIAMONDS", "KEYS"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
        store.open_wallet(&owner("user_001"), &asset(code)).await.expect("the store works");
    }
    let supply = [mint("DIAMONDS", 10, "d"), mint("KEYS", 3, "k"), top_up("user_001", "DIAMONDS", 10, "t")];
    store.execute(&supply).await.expect("the store works");
    let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
    let buy = |pay: &[(&str, u64)], receive: &[(&str, u64)], name: &str| {
        let sums = |sums: &[(&str, u64)]| sums.iter().map(|(code, minor)| sum(code, *minor)).collect();
        Command::purchase(key(name), owner("user_001"), sums(pay), sums(receive), Details::default()).expect("sums")
    };
    let bought = posted(store, buy(&[("GOLD_COINS", 30), ("DIAMONDS", 4)], &[("KEYS", 2)], "p1")).await;
    let legs: Vec<_> = (bought.entries().iter())
        .map(|entry| (entry.owner.as_str(), entry.asset.as_str(), entry.amount, entry.balance_after.minor()))
        .collect();
    let expected = [
        ("user_001", "GOLD_COINS", -30, 70),
        ("user_001", "DIAMONDS", -4, 6),
        ("system:treasury", "KEYS", -2, 1),
        ("system:revenue", "GOLD_COINS", 30, 30),
        ("system:revenue", "DIAMONDS", 4, 4),
        ("user_001", "KEYS", 2, 2),
    ];
    assert_eq!(legs, expected);
    assert_eq!(told(&bought), (70, 0, None), "of the first asset that is paid");
    let found = store.find_transaction(bought.id()).await.expect("the store works");
    assert_eq!(found, Some(bought));
    for (command, code) in [
        (buy(&[("GOLD_COINS", 1), ("DIAMONDS", 7)], &[("KEYS", 1)], "p2"), "insufficient_funds"),
        (buy(&[("GOLD_COINS", 71), ("DIAMONDS", 1)], &[], "p2b"), "insufficient_funds"),
        (buy(&[("GOLD_COINS", 1)], &[("KEYS", 2)], "p3"), "treasury_exhausted"),
        (buy(&[("GOLD_COINS", 1)], &[("RUBIES", 2)], "p4"), "asset_not_found"),
    ] {
        assert_eq!(refusal(store, command).await.code(), code);
    }
    let short = refusal(store, buy(&[("GOLD_COINS", 1), ("DIAMONDS", 7)], &[], "p6")).await;
    assert_eq!(short.to_string(), "The DIAMONDS wallet has 6 available and 7 are needed.");
    assert_eq!(figures(store, "user_001").await, (70, 0, 70), "a refusal moves nothing of it");
    posted(store, buy(&[("GOLD_COINS", 70)], &[], "p5")).await;
}

/// What is given moves from one player to another, and its fee to revenue.
pub async fn credits_are_given_from_player_to_player(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    let give = |to: &str, minor, fee: Option<u64>, name: &str| give(("user_001", to), "GOLD_COINS", minor, fee, name);
    let refused = Rejection::NotTransferable { asset: asset("GOLD_COINS") };
    assert_eq!(refusal(store, give("user_002", 30, Some(3), "g0")).await, refused, "off by default");
    allow(store, r#"{"transferable":true}"#).await;
    let given = posted(store, give("user_002", 30, Some(3), "g1")).await;
    let legs: Vec<_> = given.entries().iter().map(|entry| (entry.owner.as_str(), entry.amount)).collect();
    assert_eq!(legs, [("user_001", -33), ("user_002", 30), ("system:revenue", 3)]);
    posted(store, give("user_002", 5, None, "g2")).await;
    assert_eq!(refusal(store, give("user_002", 61, Some(2), "g3")).await, {
        Rejection::InsufficientFunds { available: 62, required: 63, asset: None, owner: None }
    });
    assert_eq!(refusal(store, give("user_001", 1, None, "g4")).await, Rejection::SameWallet);
    assert_eq!(refusal(store, give("user_003", 1, None, "g5")).await.code(), "wallet_not_found");
    assert_eq!(figures(store, "user_002").await, (35, 0, 35));
}

/// A store decides and keeps the examples of every flow as the model does.
pub async fn examples_of_every_flow_are_decided_as_in_memory(store: &dyn Store, clock: &SetClock) {
    let now = clock.now().as_micros();
    let memory_clock = Arc::new(SetClock::at(now));
    let memory = MemoryLedger::new(memory_clock.clone()).with_lanes(store.lanes());
    for store in [&memory, store] {
        open_examples(store).await;
    }
    for (second, (name, command)) in (1..).zip(examples()) {
        for clock in [&memory_clock, clock] {
            clock.set(now + second * 1_000_000);
        }
        let command = std::slice::from_ref(&command);
        let [wanted, found] = [memory.execute(command).await, store.execute(command).await]
            .map(|outcomes| without_wallet_ids(outcomes.expect("the store works").remove(0)));
        assert_eq!(found, wanted, "{name}");
    }
    for mut wanted in memory.transactions() {
        let mut kept = store.find_transaction(wanted.id()).await.expect("the store works").expect("recorded");
        forget_wallet_ids(&mut wanted);
        forget_wallet_ids(&mut kept);
        assert_eq!(kept, wanted);
    }
}

/// A condition on the wallet's version is judged under its lock.
pub async fn a_condition_holds_or_nothing_happens(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let version = find(store, "user_001").await.version;
    let order = |version: i64, name: &str| spend("user_001", "GOLD_COINS", 1, name).if_version(version);
    let spent = posted(store, order(version, "a")).await;
    let mismatch = Rejection::VersionMismatch { expected: version, found: version + 1 };
    assert_eq!(refusal(store, order(version, "b")).await, mismatch);
    let again = store.execute(&[order(version, "a")]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(spent)], "a retry is not judged again");
    let other = store.execute(&[order(version + 1, "a")]).await.expect("the store works");
    assert_eq!(other, [Outcome::KeyReused], "the condition is part of what is asked");
    // A hold changes the wallet too.
    posted(store, hold("user_001", 1, "h")).await;
    assert_eq!(refusal(store, order(version + 1, "c")).await.code(), "version_mismatch");
    posted(store, order(version + 2, "d")).await;
}
