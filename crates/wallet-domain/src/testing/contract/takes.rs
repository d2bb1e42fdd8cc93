//! Spends and captures of as much as there is, at most their amount.

use futures_util::future::join_all;

use super::support::{
    MINUTE, allow, capture, decide_one, figures, hold_for, look, open, posted, refusal, reversal, together, told, word,
};
use crate::testing::{SetClock, Store, spend, top_up};
use crate::{Clock, Command, GroupKind, InvalidCommand, Outcome, Rejection, Transaction};

/// A spend of what there is, at most so much.
fn at_most(minor: u64, name: &str) -> Command {
    spend("user_001", "GOLD_COINS", minor, name).as_much_as().expect("a spend")
}

fn capture_at_most(hold: &Transaction, minor: u64, last: bool, name: &str) -> Command {
    capture(hold, Some(minor), last, name).as_much_as().expect("a capture of a part")
}

/// How much moved, and how much was asked for at most.
fn taken(transaction: &Transaction) -> (i64, Option<i64>) {
    let story = transaction.story();
    (story.amount, story.requested)
}

fn nothing_there() -> Rejection {
    Rejection::InsufficientFunds { available: 0, required: 1, asset: None, owner: None }
}

/// It takes all if all is there, else what is available; of nothing it is refused.
pub async fn a_spend_of_as_much_as_there_is_takes_at_most_its_amount(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let all = posted(store, at_most(30, "all")).await;
    assert_eq!((taken(&all), told(&all)), ((30, Some(30)), (70, 0, None)));
    assert_eq!(taken(&posted(store, spend("user_001", "GOLD_COINS", 5, "plain")).await), (5, None));
    // What a hold keeps is not there, until it is over.
    posted(store, hold_for("user_001", 40, 60, "held")).await;
    let some = posted(store, at_most(500, "some")).await;
    assert_eq!((taken(&some), told(&some)), ((25, Some(500)), (40, 40, None)));
    let legs: Vec<_> = some.entries().iter().map(|entry| (entry.owner.as_str(), entry.amount)).collect();
    assert_eq!(legs, [("user_001", -25), ("system:revenue", 25)]);
    assert_eq!(refusal(store, at_most(500, "none")).await, nothing_there());
    clock.set(clock.now().as_micros() + MINUTE);
    let rest = posted(store, at_most(50, "rest")).await;
    assert_eq!((taken(&rest), figures(store, "user_001").await), ((40, Some(50)), (0, 0, 0)));
    // A retry is told what was taken the first time, and a refusal lasts, whatever there is by now.
    posted(store, top_up("user_001", "GOLD_COINS", 60, "more")).await;
    let again = store.execute(&[at_most(500, "some"), at_most(500, "none")]).await.expect("the store works");
    assert_eq!(again[0], Outcome::Replayed(some.clone()));
    assert_eq!((word(&again[1]), again[1].is_replay()), ("insufficient_funds", true));
    // The flag is a part of what is asked.
    for command in [spend("user_001", "GOLD_COINS", 500, "some"), at_most(5, "plain")] {
        assert_eq!(store.execute(&[command]).await.expect("the store works"), [Outcome::KeyReused]);
    }
    // What can be taken back is what moved.
    let exceeds = Rejection::ReversalExceedsOriginal { remaining: 25 };
    assert_eq!(refusal(store, reversal(&some.command, Some(26), "r1")).await, exceeds);
    let back = posted(store, reversal(&some.command, None, "r2")).await;
    assert_eq!(told(&back), (85, 0, Some((25, 0))));
    let found = store.find_transaction(some.id()).await.expect("the store works");
    assert_eq!(found, Some(some), "it is read as it was decided");
}

/// In a batch each takes what those before it have left; a group falls with the one that finds nothing.
pub async fn commands_of_a_batch_take_what_those_before_have_left(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let batch = |names: [&str; 3]| names.map(|name| at_most(60, name));
    let tried = together(store, &batch(["a", "b", "c"]), GroupKind::Trial).await;
    let amounts = |outcomes: &[Outcome]| -> Vec<i64> {
        outcomes.iter().map(|outcome| outcome.result().map_or(0, |(transaction, _)| transaction.amount())).collect()
    };
    assert_eq!((amounts(&tried), tried[2].result()), (vec![60, 40, 0], Err(nothing_there())));
    let undone = Outcome::Undone { index: 2, refusal: nothing_there() };
    assert_eq!(together(store, &batch(["a", "b", "c"]), GroupKind::AllOrNothing).await, vec![undone; 3]);
    assert_eq!(figures(store, "user_001").await, (100, 0, 100));
    let mut commands = batch(["a", "b", "a"]).to_vec();
    commands.push(top_up("user_001", "GOLD_COINS", 7, "t"));
    commands.push(at_most(60, "d"));
    let outcomes = store.execute(&commands).await.expect("the store works");
    assert_eq!((amounts(&outcomes), outcomes[2].is_replay()), (vec![60, 40, 60, 7, 7], true));
}

/// Of a hold there is what it has left: nothing else of the player's is taken.
pub async fn a_capture_of_as_much_as_there_is_takes_what_the_hold_has_left(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let held = posted(store, hold_for("user_001", 40, 60, "held")).await;
    let part = posted(store, capture_at_most(&held, 15, false, "part")).await;
    assert_eq!((taken(&part), told(&part)), ((15, Some(15)), (85, 25, Some((15, 25)))));
    let exceeds = Rejection::CaptureExceedsHold { remaining: 25 };
    assert_eq!(refusal(store, capture(&held, Some(30), false, "too much")).await, exceeds);
    let rest = posted(store, capture_at_most(&held, 30, false, "rest")).await;
    assert_eq!((taken(&rest), told(&rest)), ((25, Some(30)), (60, 0, Some((25, 0)))));
    let claim = store.find_claim(held.id()).await.expect("the store works").expect("it was held");
    assert_eq!((claim.taken, claim.status.name()), (40, "settled"));
    assert_eq!(refusal(store, capture_at_most(&held, 1, false, "late")).await.code(), "hold_settled");
    let exceeds = Rejection::ReversalExceedsOriginal { remaining: 25 };
    assert_eq!(refusal(store, reversal(&rest.command, Some(26), "r1")).await, exceeds);
    // The last capture lets go what it does not take, and takes all if that is less.
    for (minor, moved, name) in [(7, 7, "less"), (90, 20, "more")] {
        let held = posted(store, hold_for("user_001", 20, 60, name)).await;
        let last = posted(store, capture_at_most(&held, minor, true, &format!("last {name}"))).await;
        assert_eq!((last.amount(), told(&last).1), (moved, 0), "{name}");
    }
    let whole = capture(&held, None, true, "whole").as_much_as();
    assert_eq!(whole, Err(InvalidCommand::AsMuchAsWhat));
    assert!(top_up("user_001", "GOLD_COINS", 1, "t").as_much_as().is_err(), "a grant is of its amount");
}

/// Limits count what is taken, and stop what would pass them: nothing is cut to a limit.
pub async fn limits_count_what_is_taken_of_as_much_as_there_is(store: &dyn Store, _: &SetClock) {
    open(store, 40).await;
    allow(store, r#"{"limits":[{"flow":"spend","per":"day","max_amount":50}]}"#).await;
    assert_eq!(posted(store, at_most(100, "within")).await.amount(), 40);
    posted(store, top_up("user_001", "GOLD_COINS", 30, "t")).await;
    let Rejection::LimitExceeded { limit: 50, used: 40, .. } = refusal(store, at_most(100, "beyond")).await else {
        panic!("30 would be taken of the 10 that are left")
    };
    assert_eq!(posted(store, at_most(10, "the rest")).await.amount(), 10);
    assert_eq!(refusal(store, at_most(1, "one more")).await.code(), "limit_exceeded");
}

/// However they race: together they take what there was, once.
pub async fn racing_spends_of_as_much_as_there_is_take_it_once(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let commands: Vec<_> = (0..20).map(|number| [at_most(30, &format!("k{number}"))]).collect();
    let answers = join_all(commands.iter().map(|command| store.execute(command))).await;
    let outcomes: Vec<Outcome> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    let moved = outcomes.iter().filter_map(|outcome| Some(outcome.result().ok()?.0.amount()));
    let mut moved: Vec<i64> = moved.collect();
    moved.sort_unstable();
    assert_eq!(moved, [10, 30, 30, 30]);
    assert_eq!(look(store, "user_001").await.balance, 0);
    assert!(decide_one(store, at_most(1, "late")).await.result.is_err());
}
