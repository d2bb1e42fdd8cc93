//! Holds keep credits until they are captured, released or over.

use super::support::{
    MINUTE, capture, figures, find, hold, hold_for, open, open_holds, posted, refusal, release, reversal, told, word,
};
use crate::testing::{SetClock, Store, amount, asset, bonus, key, owner, spend};
use crate::{Clock, Command, Details, Group, GroupKind, Outcome, Rejection, WalletOpening};

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

/// Of the holds whose time is over, the longest over comes first, whoever made them and in whatever order.
pub async fn lapsed_holds_are_listed_the_longest_over_first(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    posted(store, bonus("user_002", "GOLD_COINS", 50, "b")).await;
    let seconds = [240, 60, 300, 120, 360, 180];
    for (number, seconds) in seconds.into_iter().enumerate() {
        let player = if number % 3 == 0 { "user_002" } else { "user_001" };
        posted(store, hold_for(player, 10, seconds, &format!("{seconds}"))).await;
    }
    clock.set(clock.now().as_micros() + 5 * MINUTE);
    for limit in [10, 3] {
        let lapsed = store.list_lapsed(limit).await.expect("the store works");
        let told: Vec<&str> = lapsed.iter().map(|hold| hold.key().as_str()).collect();
        assert_eq!(told, ["60", "120", "180", "240", "300"][..told.len()]);
        assert_eq!(told.len(), 5.min(limit as usize));
    }
}
