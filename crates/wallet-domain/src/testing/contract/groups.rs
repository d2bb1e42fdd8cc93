//! Groups of commands stand or fall together, or are only tried.

use super::support::{
    MINUTE, balance, capture, decide_one, figures, find, hold, hold_for, open, open_holds, posted, release, reversal,
    together, word,
};
use crate::testing::{SetClock, Store, bonus, mint, owner, play, spend, top_up};
use crate::{Clock, Command, Group, GroupKind, Outcome, Rejection, Wallet};

/// All or nothing: nothing of a group that is refused is recorded, so its keys can be used, for something else too.
pub async fn a_group_is_posted_whole_or_leaves_nothing(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let before = wallets(store).await;
    let refused = [
        top_up("user_001", "GOLD_COINS", 5, "a"),
        spend("user_001", "GOLD_COINS", 106, "b"),
        spend("user_001", "GOLD_COINS", 1, "c"),
    ];
    let undone = Outcome::Undone {
        index: 1,
        refusal: Rejection::InsufficientFunds { available: 105, required: 106, asset: None, owner: None },
    };
    assert_eq!(together(store, &refused, GroupKind::AllOrNothing).await, vec![undone; 3]);
    assert_eq!(wallets(store).await, before);
    for command in &refused {
        assert_eq!(store.find_transaction(command.id()).await.expect("the store works"), None, "{command:?}");
    }
    let posted = [
        top_up("user_001", "GOLD_COINS", 6, "a"),
        spend("user_001", "GOLD_COINS", 106, "b"),
        bonus("user_001", "GOLD_COINS", 1, "c"),
    ];
    let outcomes = together(store, &posted, GroupKind::AllOrNothing).await;
    assert_eq!(balances(&outcomes), [106, 0, 1]);
    for outcome in &outcomes {
        let Outcome::Decided(transaction) = outcome else { panic!("{outcome:?}") };
        let found = store.find_transaction(transaction.id()).await.expect("the store works");
        assert_eq!(found.as_ref(), Some(transaction));
    }
}

/// A trial answers in every field what the same commands are answered if they come next, and records nothing.
pub async fn a_trial_tells_what_would_be_and_leaves_nothing(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let known = decide_one(store, spend("user_001", "GOLD_COINS", 2, "known")).await;
    let commands = [
        spend("user_001", "GOLD_COINS", 90, "a"),
        spend("user_001", "GOLD_COINS", 9, "b"),
        bonus("user_001", "GOLD_COINS", 1, "c"),
        spend("user_001", "GOLD_COINS", 9, "d"),
        spend("user_001", "GOLD_COINS", 90, "a"),
        known.command.clone(),
        spend("user_001", "GOLD_COINS", 3, "known"),
        mint("GOLD_COINS", 7, "m"),
    ];
    let before = wallets(store).await;
    let tried = together(store, &commands, GroupKind::Trial).await;
    assert_eq!(wallets(store).await, before);
    assert_eq!(store.find_transaction(commands[0].id()).await.expect("the store works"), None);
    let real = store.execute(&commands).await.expect("the store works");
    for (number, (tried, real)) in tried.iter().zip(&real).enumerate() {
        match (number, tried, real) {
            // A repeat of what was only tried was only tried, too.
            (4, Outcome::Tried(trial), Outcome::Replayed(transaction))
            | (0..=3 | 7, Outcome::Tried(trial), Outcome::Decided(transaction)) => assert_eq!(trial, transaction),
            (5, Outcome::Replayed(_), _) | (6, Outcome::KeyReused, _) => assert_eq!(tried, real),
            other => panic!("{other:?}"),
        }
    }
}

/// The same of a group that stands or falls together.
pub async fn a_trial_of_all_or_nothing_tells_what_would_be(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let good = [spend("user_001", "GOLD_COINS", 60, "a"), spend("user_001", "GOLD_COINS", 40, "b")];
    let bad = [good[0].clone(), spend("user_001", "GOLD_COINS", 41, "b")];
    for commands in [&bad, &good] {
        let before = wallets(store).await;
        let tried = together(store, commands, GroupKind::AllOrNothingTrial).await;
        assert_eq!(wallets(store).await, before);
        let real = together(store, commands, GroupKind::AllOrNothing).await;
        let as_if_real = |outcome: Outcome| match outcome {
            Outcome::Tried(transaction) => Outcome::Decided(transaction),
            other => other,
        };
        assert_eq!(tried.into_iter().map(as_if_real).collect::<Vec<_>>(), real);
    }
    assert_eq!(find(store, "user_001").await.balance.minor(), 0);
}

/// Several groups of every kind in one batch, each seeing just what lasts of the ones before.
pub async fn groups_in_one_batch_see_what_lasts_of_those_before(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    play(store, 1, "wallet user_002 GOLD_COINS").await;
    let commands = [
        spend("user_001", "GOLD_COINS", 100, "tried"),
        spend("user_001", "GOLD_COINS", 70, "a"),
        bonus("user_002", "GOLD_COINS", 70, "b"),
        spend("user_001", "GOLD_COINS", 20, "c"),
        bonus("user_002", "GOLD_COINS", 9999, "d"),
        spend("user_001", "GOLD_COINS", 30, "e"),
    ];
    let group = |commands, kind| Group { commands, kind };
    let groups = [
        group(0..1, GroupKind::Trial),
        group(1..3, GroupKind::AllOrNothing),
        group(3..5, GroupKind::AllOrNothing),
        group(5..6, GroupKind::AllOrNothing),
    ];
    let outcomes = store.execute_grouped(&commands, &groups).await.expect("the store works");
    let told: Vec<Result<i64, &str>> = (outcomes.iter())
        .map(|outcome| outcome.result().map(|(_, posting)| posting.balance.minor()).map_err(|refusal| refusal.code()))
        .collect();
    let refused = Err("batch_refused");
    assert_eq!(told, [Ok(0), Ok(30), Ok(70), refused, refused, Ok(0)]);
    assert_eq!(find(store, "user_002").await.balance.minor(), 70);
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

async fn wallets(store: &dyn Store) -> Vec<Wallet> {
    let names = ["user_001", "system:treasury", "system:revenue", "system:issuance"];
    store.list_wallets(&names.map(owner)).await.expect("the store works")
}

fn balances(outcomes: &[Outcome]) -> Vec<i64> {
    outcomes.iter().map(balance).collect()
}
