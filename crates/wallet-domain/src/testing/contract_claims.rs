//! The contract's promises about holds and reversals, purchases, gifts and conditions.

use super::contract::{decide_one, find, open};
use super::contract_policies::allow;
use super::{SetClock, Store, amount, asset, asset_named, bonus, key, mint, owner, spend, top_up};
use crate::{
    Clock, Command, Details, Group, GroupKind, OnShortfall, Outcome, Rejection, Sum, Transaction, TransactionId,
    WalletOpening,
};

const MINUTE: i64 = 60_000_000;

/// What is held cannot be spent and is still there; what is captured is spent, and the last capture lets the rest go.
pub async fn a_hold_is_captured_in_parts_until_the_last(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let held = posted(store, hold("user_001", 60, "h")).await;
    assert_eq!(told(&held), (100, 60, Some((60, 60))));
    assert!(held.entries().is_empty(), "nothing moves");
    assert_eq!(figures(store, "user_001").await, (100, 60, 40));
    assert_eq!(refusal(store, spend("user_001", "GOLD_COINS", 41, "s")).await.code(), "insufficient_funds");
    let spent = posted(store, spend("user_001", "GOLD_COINS", 40, "t")).await;
    assert_eq!(told(&spent), (60, 60, None), "a spend tells what is held");

    let part = posted(store, capture(&held, Some(25), false, "c1")).await;
    assert_eq!(told(&part), (35, 35, Some((25, 35))));
    assert_eq!(refusal(store, capture(&held, Some(36), false, "c2")).await, {
        Rejection::CaptureExceedsHold { remaining: 35 }
    });
    let last = posted(store, capture(&held, Some(5), true, "c3")).await;
    assert_eq!(told(&last), (30, 0, Some((5, 0))));
    let settled = Rejection::HoldSettled { status: "settled".into() };
    assert_eq!(refusal(store, capture(&held, Some(1), false, "c4")).await, settled);
    assert_eq!(refusal(store, release(&held, "r")).await, settled);
    assert_eq!(figures(store, "user_001").await, (30, 0, 30));
    assert_eq!(find(store, "system:revenue").await.balance.minor(), 70);
    for transaction in [held, spent, part, last] {
        let found = store.find_transaction(transaction.id()).await.expect("the store works");
        assert_eq!(found.as_ref(), Some(&transaction), "it is read back as it was answered");
        let again = store.execute(std::slice::from_ref(&transaction.command)).await.expect("the store works");
        assert_eq!(again, [Outcome::Replayed(transaction)]);
    }
}

/// A hold that is used up by parts needs no last one; a release gives all that is left back, once.
pub async fn a_hold_ends_when_it_is_used_up_or_released(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let (first, second) = (hold("user_001", 30, "a"), hold("user_001", 50, "b"));
    let outcomes = store
        .execute(&[
            first.clone(),
            Command::capture(&first, key("a1"), Some(amount(10)), false, Details::default()).expect("a hold"),
            Command::capture(&first, key("a2"), None, false, Details::default()).expect("a hold"),
            Command::capture(&first, key("a3"), None, false, Details::default()).expect("a hold"),
            second.clone(),
            Command::release(&second, key("b1"), Details::default()).expect("a hold"),
            Command::release(&second, key("b1"), Details::default()).expect("a hold"),
            Command::release(&second, key("b2"), Details::default()).expect("a hold"),
        ])
        .await
        .expect("the store works");
    let codes: Vec<&str> = outcomes.iter().map(word).collect();
    let posted = "posted";
    assert_eq!(codes, [posted, posted, posted, "hold_settled", posted, posted, "replayed", "hold_settled"]);
    assert_eq!(figures(store, "user_001").await, (70, 0, 70));
    assert_eq!(open_holds(store).await, []);
}

/// What a decision itself records on the way is no change by somebody else.
pub async fn a_condition_holds_though_a_hold_is_found_to_be_over(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    posted(store, hold_for("user_001", 60, 60, "h")).await;
    let version = find(store, "user_001").await.version;
    clock.set(clock.now().as_micros() + MINUTE);
    posted(store, spend("user_001", "GOLD_COINS", 90, "s").if_version(version)).await;
    let changed = refusal(store, spend("user_001", "GOLD_COINS", 1, "t").if_version(version)).await;
    assert_eq!(changed, Rejection::VersionMismatch { expected: version, found: version + 2 });
}

/// Expiry is judged when something is decided: nobody has to sweep. What relies on it is recorded before it.
pub async fn a_hold_is_over_when_its_time_is(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let start = clock.now().as_micros();
    let [early, late] = [(hold_for("user_001", 60, 60, "early")), hold_for("user_001", 30, 3600, "late")];
    let (early, late) = (posted(store, early).await, posted(store, late).await);
    assert_eq!(open_holds(store).await, [(early.id(), 60), (late.id(), 30)]);
    clock.set(start + MINUTE - 1);
    assert_eq!(refusal(store, spend("user_001", "GOLD_COINS", 11, "before")).await.code(), "insufficient_funds");
    clock.set(start + MINUTE);
    assert_eq!(figures(store, "user_001").await, (100, 30, 70), "a read leaves out what is over");
    match store.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works") {
        WalletOpening::Existing(wallet) => assert_eq!(wallet.state.held, 30, "and so does an opening"),
        other => panic!("it was open: {other:?}"),
    }
    assert_eq!(open_holds(store).await, [(late.id(), 30)]);
    let spent = posted(store, spend("user_001", "GOLD_COINS", 70, "after")).await;
    assert_eq!(told(&spent), (30, 30, None));
    let expiry = Command::expire(&early.command).expect("a hold");
    let recorded = store.find_transaction(expiry.id()).await.expect("the store works").expect("it was recorded");
    assert_eq!(told(&recorded), (100, 30, Some((60, 0))));
    assert_eq!(refusal(store, capture(&early, None, true, "c")).await, Rejection::HoldExpired);
    assert_eq!(refusal(store, release(&early, "r")).await, Rejection::HoldExpired);
    assert!(matches!(store.execute(&[expiry]).await.expect("the store works")[..], [Outcome::Replayed(_)]));

    // Of a hold that nobody has found to be over, a capture finds it; a sweeper that comes early changes nothing.
    let sweep = Command::expire(&late.command).expect("a hold");
    let early = store.execute(std::slice::from_ref(&sweep)).await.expect("the store works");
    assert!(matches!(early[..], [Outcome::Unrecorded(_)]), "{early:?}");
    clock.set(start + 3600 * 1_000_000);
    assert_eq!(refusal(store, capture(&late, None, true, "d")).await, Rejection::HoldExpired);
    assert!(matches!(store.execute(&[sweep]).await.expect("the store works")[..], [Outcome::Replayed(_)]));
    assert_eq!(figures(store, "user_001").await, (30, 0, 30));
    assert_eq!(find(store, "user_001").await.held, 0);
}

/// A batch that has to be decided anew for one wallet, and then for another, comes to an end.
pub async fn a_batch_that_is_short_in_several_wallets_is_decided(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    posted(store, bonus("user_002", "GOLD_COINS", 50, "to have some")).await;
    let kept = posted(store, hold("user_001", 100, "kept")).await;
    let batch = [
        spend("user_001", "GOLD_COINS", 1, "short"),
        release(&kept, "let go"),
        hold("user_002", 50, "all of it"),
        spend("user_002", "GOLD_COINS", 1, "short, too"),
        spend("user_001", "GOLD_COINS", 100, "not short"),
    ];
    let outcomes = store.execute(&batch).await.expect("the store works");
    let words: Vec<&str> = outcomes.iter().map(word).collect();
    assert_eq!(words, ["insufficient_funds", "posted", "posted", "insufficient_funds", "posted"]);
}

/// The sweeper's order, for holds that nobody touches.
pub async fn a_sweep_ends_what_is_over_and_lists_the_rest(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let start = clock.now().as_micros();
    let one = posted(store, hold_for("user_001", 10, 60, "one")).await;
    let two = posted(store, hold_for("user_001", 20, 120, "two")).await;
    assert_eq!(store.list_lapsed(10).await.expect("the store works"), []);
    clock.set(start + MINUTE);
    assert_eq!(store.list_lapsed(10).await.expect("the store works"), std::slice::from_ref(&one.command));
    clock.set(start + 2 * MINUTE);
    let lapsed = store.list_lapsed(10).await.expect("the store works");
    assert_eq!(lapsed, [one.command, two.command]);
    assert_eq!(store.list_lapsed(1).await.expect("the store works").len(), 1);
    let orders: Vec<Command> = lapsed.iter().map(|hold| Command::expire(hold).expect("a hold")).collect();
    for outcome in store.execute(&orders).await.expect("the store works") {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
    assert_eq!(store.list_lapsed(10).await.expect("the store works"), []);
    assert_eq!(figures(store, "user_001").await, (100, 0, 100));
}

/// TigerBeetle's pending, post-pending and void-pending transfers end as holds, last captures and releases do: the
/// codes of its documentation ("Create Transfers", results) beside ours, for the same sequences.
pub async fn holds_end_like_pending_transfers(store: &dyn Store, clock: &SetClock) {
    open(store, 1000).await;
    let start = clock.now().as_micros();
    let held = |name: &str| hold_for("user_001", 10, 60, name);
    let last = |hold: &Command, minor: Option<u64>, name: &str| {
        Command::capture(hold, key(name), minor.map(amount), true, Details::default()).expect("a hold")
    };
    let void = |hold: &Command, name: &str| Command::release(hold, key(name), Details::default()).expect("a hold");
    let [post, voided, part, late_post, late_void] = ["a", "b", "c", "d", "e"].map(held);
    let never = hold("user_001", 10, "never sent");
    let sequence: [(&str, Command, &str); 14] = [
        ("created", post.clone(), "posted"),
        ("exists", post.clone(), "replayed"),
        ("created", last(&post, None, "post a"), "posted"),
        ("pending_transfer_already_posted", last(&post, None, "post a again"), "hold_settled"),
        ("pending_transfer_already_posted", void(&post, "void a"), "hold_settled"),
        ("created", voided.clone(), "posted"),
        ("created", void(&voided, "void b"), "posted"),
        ("pending_transfer_already_voided", last(&voided, None, "post b"), "hold_settled"),
        ("pending_transfer_already_voided", void(&voided, "void b again"), "hold_settled"),
        ("created", part.clone(), "posted"),
        ("exceeds_pending_transfer_amount", last(&part, Some(11), "too much of c"), "capture_exceeds_hold"),
        ("created", last(&part, Some(4), "part of c"), "posted"),
        ("pending_transfer_not_found", last(&never, None, "post never"), "hold_not_found"),
        ("pending_transfer_not_found", void(&never, "void never"), "hold_not_found"),
    ];
    for (theirs, command, ours) in sequence {
        let outcome = store.execute(std::slice::from_ref(&command)).await.expect("the store works").remove(0);
        assert_eq!(word(&outcome), ours, "{theirs}: {command:?}");
    }
    for pending in [&late_post, &late_void] {
        posted(store, pending.clone()).await;
    }
    clock.set(start + MINUTE);
    for (theirs, command, ours) in [
        ("pending_transfer_expired", last(&late_post, None, "post d"), "hold_expired"),
        ("pending_transfer_expired", void(&late_void, "void e"), "hold_expired"),
    ] {
        let outcome = store.execute(&[command]).await.expect("the store works").remove(0);
        assert_eq!(word(&outcome), ours, "{theirs}");
    }
    // Posted: 10 and 4; voided, expired and the rest of a post: given back.
    assert_eq!(figures(store, "user_001").await, (986, 0, 986));
}

/// What is not there yet leaves the key to be used once it is.
pub async fn an_order_about_nothing_is_not_recorded(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let later = hold("user_001", 10, "later");
    let order = Command::capture(&later, key("c"), None, true, Details::default()).expect("a hold");
    let back = reversal(&spend("user_001", "GOLD_COINS", 5, "never"), None, "r");
    for (command, code) in [(&order, "hold_not_found"), (&back, "transaction_not_found")] {
        let outcome = store.execute(std::slice::from_ref(command)).await.expect("the store works").remove(0);
        assert!(matches!(&outcome, Outcome::Unrecorded(refusal) if refusal.code() == code), "{outcome:?}");
        assert_eq!(store.find_transaction(command.id()).await.expect("the store works"), None);
    }
    posted(store, later).await;
    posted(store, order).await;
    // One that was refused is none either.
    let refused = spend("user_001", "GOLD_COINS", 1000, "refused");
    refusal(store, refused.clone()).await;
    let outcome = store.execute(&[reversal(&refused, None, "x")]).await.expect("the store works").remove(0);
    assert_eq!(word(&outcome), "transaction_not_found");
}

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
    let (gift, bought) = (bonus("user_001", "GOLD_COINS", 7, "b"), top_up("user_001", "GOLD_COINS", 9, "t"));
    let back = [reversal(&gift, None, "b back"), reversal(&bought, Some(4), "t back")];
    let outcomes = store.execute(&[gift, bought, back[0].clone(), back[1].clone()]).await.expect("the store works");
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
    let short = Rejection::InsufficientFunds { available: 30, required: 50, asset: None };
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

/// A command of the same batch may have found the hold to be over before the sweeper's own does.
pub async fn an_expiry_that_another_command_has_recorded_is_a_replay(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let held = posted(store, hold("user_001", 60, "h")).await;
    clock.set(clock.now().as_micros() + 16 * MINUTE);
    let expire = Command::expire(&held.command).expect("a hold");
    let undone = [Group { commands: 0..1, kind: GroupKind::Trial }];
    let batch = [spend("user_001", "GOLD_COINS", 99, "a"), spend("user_001", "GOLD_COINS", 98, "b"), expire];
    let outcomes = store.execute_grouped(&batch, &undone).await.expect("the store works");
    assert!(matches!(outcomes[0], Outcome::Tried(_)), "{outcomes:?}");
    assert_eq!(outcomes[1..].iter().map(word).collect::<Vec<_>>(), ["posted", "replayed"]);
    assert_eq!(figures(store, "user_001").await, (2, 0, 2));
}

/// A gift moves from one player to another, and its fee to revenue.
pub async fn a_gift_goes_from_player_to_player(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    let give = |to: &str, minor, fee: Option<u64>, name: &str| {
        let between = (owner("user_001"), owner(to));
        Command::gift(key(name), between, asset("GOLD_COINS"), amount(minor), fee.map(amount), Details::default())
            .expect("to a player")
    };
    let refused = Rejection::NotTransferable { asset: asset("GOLD_COINS") };
    assert_eq!(refusal(store, give("user_002", 30, Some(3), "g0")).await, refused, "off by default");
    allow(store, r#"{"transferable":true}"#).await;
    let given = posted(store, give("user_002", 30, Some(3), "g1")).await;
    let legs: Vec<_> = given.entries().iter().map(|entry| (entry.owner.as_str(), entry.amount)).collect();
    assert_eq!(legs, [("user_001", -33), ("user_002", 30), ("system:revenue", 3)]);
    posted(store, give("user_002", 5, None, "g2")).await;
    assert_eq!(refusal(store, give("user_002", 61, Some(2), "g3")).await, {
        Rejection::InsufficientFunds { available: 62, required: 63, asset: None }
    });
    assert_eq!(refusal(store, give("user_001", 1, None, "g4")).await, Rejection::SameWallet);
    assert_eq!(refusal(store, give("user_003", 1, None, "g5")).await.code(), "wallet_not_found");
    assert_eq!(figures(store, "user_002").await, (35, 0, 35));
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

/// A group that is undone leaves holds and claims as they were.
pub async fn an_undone_group_leaves_claims_as_they_were(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let kept = posted(store, hold("user_001", 40, "kept")).await;
    let lapsed = posted(store, hold_for("user_001", 20, 60, "lapsed")).await;
    let spent = posted(store, spend("user_001", "GOLD_COINS", 10, "s")).await;
    clock.set(clock.now().as_micros() + MINUTE);
    let group = [
        capture(&kept, Some(5), false, "c"),
        release(&kept, "r"),
        reversal(&spent.command, Some(4), "b"),
        hold("user_001", 70, "new"),
        spend("user_001", "GOLD_COINS", 1000, "too much"),
    ];
    for kind in [GroupKind::AllOrNothing, GroupKind::Trial] {
        let groups = [Group { commands: 0..group.len(), kind }];
        let outcomes = store.execute_grouped(&group, &groups).await.expect("the store works");
        match kind {
            GroupKind::AllOrNothing => {
                assert!(outcomes.iter().all(|it| matches!(it, Outcome::Undone { index: 4, .. })), "{outcomes:?}");
            }
            _ => assert_eq!(
                outcomes.iter().map(word).collect::<Vec<_>>(),
                ["posted", "posted", "posted", "posted", "insufficient_funds"]
            ),
        }
        assert_eq!(figures(store, "user_001").await, (90, 40, 50));
        assert_eq!(open_holds(store).await, [(kept.id(), 40)]);
        let expiry = Command::expire(&lapsed.command).expect("a hold");
        assert_eq!(store.find_transaction(expiry.id()).await.expect("the store works"), None);
    }
    for command in group.into_iter().take(4) {
        posted(store, command).await;
    }
}

/// A hold in the words of these tests.
pub(super) fn hold(player: &str, minor: u64, name: &str) -> Command {
    hold_for(player, minor, 900, name)
}

fn hold_for(player: &str, minor: u64, seconds: u32, name: &str) -> Command {
    Command::hold(key(name), owner(player), asset("GOLD_COINS"), amount(minor), seconds, Details::default())
        .expect("a time within bounds")
}

fn capture(hold: &Transaction, minor: Option<u64>, last: bool, name: &str) -> Command {
    Command::capture(&hold.command, key(name), minor.map(amount), last, Details::default()).expect("a hold")
}

fn release(hold: &Transaction, name: &str) -> Command {
    Command::release(&hold.command, key(name), Details::default()).expect("a hold")
}

fn reversal(original: &Command, minor: Option<u64>, name: &str) -> Command {
    Command::reversal(original, key(name), minor.map(amount), OnShortfall::Refuse, Details::default())
        .expect("reversible")
}

pub(super) async fn posted(store: &dyn Store, command: Command) -> Transaction {
    let transaction = decide_one(store, command).await;
    assert!(transaction.result.is_ok(), "{transaction:?}");
    transaction
}

pub(super) async fn refusal(store: &dyn Store, command: Command) -> Rejection {
    let outcome = store.execute(std::slice::from_ref(&command)).await.expect("the store works").remove(0);
    let refusal = outcome.result().expect_err("it is refused");
    let recorded = store.find_transaction(command.id()).await.expect("the store works");
    match outcome {
        Outcome::Decided(transaction) => assert_eq!(recorded, Some(transaction), "{refusal}"),
        Outcome::Unrecorded(_) => assert_eq!(recorded, None, "{refusal}"),
        other => panic!("not decided just now: {other:?}"),
    }
    assert_eq!(recorded.is_some(), refusal.is_recorded(), "{refusal}");
    refusal
}

fn word(outcome: &Outcome) -> &'static str {
    match (outcome.result(), outcome) {
        (Ok(_), Outcome::Replayed(_)) => "replayed",
        (Ok(_), _) => "posted",
        (Err(rejection), _) => rejection.code(),
    }
}

/// What an answer tells: balance, held, and of a claim how much moved and what is left.
fn told(transaction: &Transaction) -> (i64, i64, Option<(i64, i64)>) {
    let posting = transaction.result.as_ref().expect("posted");
    (posting.balance.minor(), posting.held(), posting.claim().map(|claim| (claim.moved, claim.remaining)))
}

/// Balance, held, available, as a read tells them.
pub(super) async fn figures(store: &dyn Store, name: &str) -> (i64, i64, i64) {
    let state = find(store, name).await;
    (state.balance.minor(), state.held, state.available())
}

async fn open_holds(store: &dyn Store) -> Vec<(TransactionId, i64)> {
    let holds = store.list_holds(&owner("user_001"), &asset("GOLD_COINS"), None, 10).await.expect("the store works");
    holds.expect("the wallet is there").into_iter().map(|hold| (hold.claim.id, hold.claim.left())).collect()
}
