//! What `Ledger` alone promises.

use std::collections::HashSet;

use futures_util::future::join_all;

use super::support::{
    MINUTE, balance, decide_one, decided, fund, hold, hold_for, look, posted, release, together, word,
};
use crate::testing::{SetClock, amount, asset, bonus, key, owner, spend};
use crate::{
    Clock, Command, Description, Details, Flow, Group, GroupKind, Ledger, Metadata, Outcome, Reference, Rejection,
    StoreErrorKind, Timestamp,
};

/// Invariant 5: whatever happens in between, and whenever it is asked again.
pub async fn a_replay_is_equal_in_every_field(ledger: &dyn Ledger, clock: &SetClock) {
    fund(ledger, 100).await;
    let command = spend("user_001", "GOLD_COINS", 3, "k");
    let first = decide_one(ledger, command.clone()).await;
    let refused = decide_one(ledger, spend("user_001", "GOLD_COINS", 1000, "r")).await;
    decide_one(ledger, bonus("user_001", "GOLD_COINS", 9, "between")).await;
    clock.set(1_900_000_000_000_000);
    let again = ledger.execute(&[command, refused.command.clone()]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(first), Outcome::Replayed(refused)]);
}

/// A batch may hold a command twice; the second is a retry of the first.
pub async fn a_repeat_in_the_same_batch_is_a_replay(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 100).await;
    let command = spend("user_001", "GOLD_COINS", 3, "k");
    let other = spend("user_001", "GOLD_COINS", 4, "k");
    let outcomes = ledger.execute(&[command.clone(), command.clone(), other, command]).await.expect("the store works");
    let Outcome::Decided(first) = &outcomes[0] else { panic!("{outcomes:?}") };
    let replay = Outcome::Replayed(first.clone());
    assert_eq!(outcomes[1..], [replay.clone(), Outcome::KeyReused, replay]);
    assert_eq!(look(ledger, "user_001").await.balance, 97);
}

/// `daily-2026-11-22` may be every player's key.
pub async fn keys_are_scoped_to_their_owner(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 100).await;
    let daily = ["user_001", "user_002"].map(|player| bonus(player, "GOLD_COINS", 1, "daily"));
    let outcomes = ledger.execute(&daily).await.expect("the store works");
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Decided(_)) && outcome.result().is_ok()));
}

/// Any text that the domain lets in, every store keeps.
pub async fn details_come_back_exactly(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 100).await;
    let details = Details {
        reference: Some(Reference::new(&"\u{1f9e7}".repeat(255)).expect("valid")),
        description: Some(Description::new("it's \"quoted\" \\ {1,2} NULL \u{fffd} äöü").expect("valid")),
        metadata: Some(
            Metadata::parse(
                r#"{"b":[1.5,-0.0,1e300,18446744073709551615],"a":{"ü":"\\\""},"$serde_json::private::RawValue":"1"}"#,
            )
            .expect("valid"),
        ),
    };
    let longest =
        Command::new(Flow::Spend, key(&"k".repeat(255)), owner("user_001"), asset("GOLD_COINS"), amount(1), details)
            .expect("a player may spend");
    let first = decide_one(ledger, longest.clone()).await;
    assert_eq!(first.command, longest);
    let again = ledger.execute(&[longest]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(first)]);
}

/// The clock may jump; a wallet's entries do not.
pub async fn time_never_runs_backwards_in_a_wallet(ledger: &dyn Ledger, clock: &SetClock) {
    clock.set(1_700_000_000_000_001);
    fund(ledger, 100).await;
    clock.set(1_800_000_000_123_456);
    let later = decide_one(ledger, spend("user_001", "GOLD_COINS", 1, "a")).await;
    assert_eq!(later.created_at, Timestamp::from_micros(1_800_000_000_123_456));
    clock.set(1_600_000_000_000_000);
    let after_the_jump = decide_one(ledger, spend("user_001", "GOLD_COINS", 1, "b")).await;
    assert_eq!(after_the_jump.created_at, later.created_at);
}

/// No commands, no outcomes, no error.
pub async fn an_empty_batch_does_nothing(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 1).await;
    assert_eq!(ledger.execute(&[]).await.expect("the store works"), []);
}

/// Neighbours in the batch are decided as if the group had not been there.
pub async fn an_undone_group_is_not_seen_by_its_neighbours(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 100).await;
    let commands = [
        bonus("user_001", "GOLD_COINS", 1, "before"),
        spend("user_001", "GOLD_COINS", 50, "in it"),
        spend("user_001", "GOLD_COINS", 999, "too much"),
        spend("user_001", "GOLD_COINS", 100, "behind"),
        spend("user_001", "GOLD_COINS", 50, "in it"),
    ];
    let group = Group { commands: 1..3, kind: GroupKind::AllOrNothing };
    let outcomes = ledger.execute_grouped(&commands, &[group]).await.expect("the store works");
    assert!(matches!(outcomes[1..3], [Outcome::Undone { index: 1, .. }, Outcome::Undone { index: 1, .. }]));
    assert_eq!([balance(&outcomes[0]), balance(&outcomes[3])], [101, 1]);
    // The key is new again, so this is no replay; and there is too little left.
    let Outcome::Decided(again) = &outcomes[4] else { panic!("{outcomes:?}") };
    assert_eq!(
        again.result,
        Err(Rejection::InsufficientFunds { available: 1, required: 50, asset: None, owner: None })
    );
    assert_eq!(look(ledger, "user_001").await.sequence, 3);
}

/// A retry of a group is a replay of all of it. A key that stands alone is not carried out a second time with others.
pub async fn a_group_is_replayed_whole_or_refused(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 100).await;
    let commands = [spend("user_001", "GOLD_COINS", 3, "a"), spend("user_001", "GOLD_COINS", 4, "b")];
    let first = together(ledger, &commands, GroupKind::AllOrNothing).await;
    let again = together(ledger, &commands, GroupKind::AllOrNothing).await;
    assert_eq!(again, decided(&first).into_iter().map(Outcome::Replayed).collect::<Vec<_>>());

    let mixed = [spend("user_001", "GOLD_COINS", 5, "new"), commands[1].clone()];
    let undone = Outcome::Undone { index: 1, refusal: Rejection::IdempotencyKeyReused };
    assert_eq!(together(ledger, &mixed, GroupKind::AllOrNothing).await, vec![undone; 2]);
    assert_eq!(balance(&Outcome::Decided(decide_one(ledger, mixed[0].clone()).await)), 88, "its key is unused");

    // What was refused by itself was not carried out, so neither is a group with it.
    let refused = decide_one(ledger, spend("user_001", "GOLD_COINS", 1000, "r")).await;
    let with_refused = [refused.command.clone()];
    let undone = Outcome::Undone { index: 0, refusal: refused.result.expect_err("it was refused") };
    assert_eq!(together(ledger, &with_refused, GroupKind::AllOrNothing).await, [undone]);

    // Twice in one group is a retry, as it is in a batch.
    let twice = [spend("user_001", "GOLD_COINS", 1, "t"), spend("user_001", "GOLD_COINS", 1, "t")];
    let outcomes = together(ledger, &twice, GroupKind::AllOrNothing).await;
    assert_eq!(outcomes[1], Outcome::Replayed(decided(&outcomes[..1]).remove(0)));
}

/// A batch that has to be decided anew for one wallet, and then for another, comes to an end.
pub async fn a_batch_that_is_short_in_several_wallets_is_decided(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 100).await;
    posted(ledger, bonus("user_002", "GOLD_COINS", 50, "to have some")).await;
    let kept = posted(ledger, hold("user_001", 100, "kept")).await;
    let batch = [
        spend("user_001", "GOLD_COINS", 1, "short"),
        release(&kept, "let go"),
        hold("user_002", 50, "all of it"),
        spend("user_002", "GOLD_COINS", 1, "short, too"),
        spend("user_001", "GOLD_COINS", 100, "not short"),
    ];
    let outcomes = ledger.execute(&batch).await.expect("the store works");
    let words: Vec<&str> = outcomes.iter().map(word).collect();
    assert_eq!(words, ["insufficient_funds", "posted", "posted", "insufficient_funds", "posted"]);
}

/// TigerBeetle's pending, post-pending and void-pending transfers end as holds, last captures and releases do: the
/// codes of its documentation ("Create Transfers", results) beside ours, for the same sequences.
pub async fn holds_end_like_pending_transfers(ledger: &dyn Ledger, clock: &SetClock) {
    fund(ledger, 1000).await;
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
        let outcome = ledger.execute(std::slice::from_ref(&command)).await.expect("the store works").remove(0);
        assert_eq!(word(&outcome), ours, "{theirs}: {command:?}");
    }
    for pending in [&late_post, &late_void] {
        posted(ledger, pending.clone()).await;
    }
    clock.set(start + MINUTE);
    for (theirs, command, ours) in [
        ("pending_transfer_expired", last(&late_post, None, "post d"), "hold_expired"),
        ("pending_transfer_expired", void(&late_void, "void e"), "hold_expired"),
    ] {
        let outcome = ledger.execute(&[command]).await.expect("the store works").remove(0);
        assert_eq!(word(&outcome), ours, "{theirs}");
    }
    // Posted: 10 and 4; voided, expired and the rest of a post: given back.
    let left = look(ledger, "user_001").await;
    assert_eq!((left.balance, left.held), (986, 0));
}

/// Groups that overlap, or reach beyond the batch, are an error; nothing of the batch is recorded.
pub async fn wrong_groups_are_refused_whole(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 100).await;
    let commands = [spend("user_001", "GOLD_COINS", 1, "a"), spend("user_001", "GOLD_COINS", 2, "b")];
    let group = |commands| Group { commands, kind: GroupKind::AllOrNothing };
    for groups in [vec![group(0..2), group(1..2)], vec![group(1..2), group(0..1)], vec![group(0..3)]] {
        let refused = ledger.execute_grouped(&commands, &groups).await.expect_err("no batch has such groups");
        assert_eq!(refused.kind, StoreErrorKind::Refused);
    }
    assert_eq!(look(ledger, "user_001").await.balance, 100);
}

/// However many ask at once, one transaction is made and all are told of it.
pub async fn many_callers_with_one_key_make_one_transaction(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 100).await;
    let command = [spend("user_001", "GOLD_COINS", 1, "k")];
    let answers = join_all((0..20).map(|_| ledger.execute(&command))).await;
    let outcomes: Vec<Outcome> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    assert_eq!(outcomes.iter().filter(|outcome| !outcome.is_replay()).count(), 1);
    let told: HashSet<_> = outcomes.iter().map(|outcome| format!("{:?}", outcome.result())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(look(ledger, "user_001").await.balance, 99);
}

/// Thirty callers race for ten credits.
pub async fn racing_spends_never_overdraw(ledger: &dyn Ledger, _: &SetClock) {
    fund(ledger, 10).await;
    let commands: Vec<_> = (0..30).map(|number| [spend("user_001", "GOLD_COINS", 1, &format!("k{number}"))]).collect();
    let answers = join_all(commands.iter().map(|command| ledger.execute(command))).await;
    let outcomes: Vec<Outcome> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result().is_ok()).count(), 10);
    assert_eq!(look(ledger, "user_001").await.balance, 0);
    let revenue =
        |outcome: &Outcome| outcome.result().map_or(0, |(_, posting)| posting.entries[1].balance_after.minor());
    assert_eq!(outcomes.iter().map(revenue).max(), Some(10));
}
