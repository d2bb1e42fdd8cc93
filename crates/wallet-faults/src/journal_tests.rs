//! Stories that a client may be told, most of which cannot be true: each of those must be found.

use std::collections::HashMap;
use std::sync::Arc;

use harness::http::Response;
use wallet_domain::Flow;

use crate::journal::Journal;
use crate::request::{Command, More, Outcome, Request, Told, Words};

fn spend(key: &str, amount: i64) -> Command {
    let (owner, key) = ("ann".to_owned(), key.to_owned());
    Command { owner, key, flow: Flow::Spend, asset: "GOLD_COINS", amount, more: More::Nothing }
}

/// A transaction that takes `amount` from ann, as her entry of that number, and leaves `left`; revenue has as many
/// entries, which sum up.
fn transaction(id: &str, second: u8, amount: i64, (number, left): (i64, i64)) -> String {
    let revenue = -left;
    format!(
        r#"{{"id":"{id}","status":"posted","created_at":"2026-11-25T00:00:{second:02}.000000Z","entries":[
        {{"owner":"ann","asset":"GOLD_COINS","amount":-{amount},"balance_after":{left},"sequence":{number}}},
        {{"owner":"system:revenue","asset":"GOLD_COINS","amount":{amount},"balance_after":{revenue},"sequence":{number}}}
        ]}}"#
    )
}

fn posted(id: &str, body: &str, replayed: bool) -> Told {
    Told::Outcome(Outcome { words: Words::V1, posted: Some(id.to_owned()), body: body.to_owned(), replayed })
}

fn refused(replayed: bool) -> Told {
    let body = r#"{"code":"insufficient_funds"}"#.to_owned();
    Told::Outcome(Outcome { words: Words::V1, posted: None, body, replayed })
}

/// What is found of a story.
fn findings(story: Vec<(Command, Told)>) -> Vec<String> {
    let mut journal = Journal::default();
    for (command, told) in story {
        journal.note(&Arc::new(Request::single(command, Words::V1)), vec![told]);
    }
    journal.conclude()
}

#[track_caller]
fn assert_found(story: Vec<(Command, Told)>, what: &str) {
    let findings = findings(story);
    assert!(findings.iter().any(|finding| finding.contains(what)), "{findings:?}");
}

#[test]
fn a_story_that_can_be_true_is_believed() {
    let (first, second) = (transaction("1", 1, 3, (1, -3)), transaction("2", 2, 4, (2, -7)));
    let story = vec![
        (spend("a", 3), Told::Nothing),
        (spend("b", 4), posted("2", &second, false)),
        (spend("a", 3), posted("1", &first, true)),
        (spend("c", 9), refused(false)),
        (spend("b", 4), posted("2", &second, true)),
        (spend("c", 9), refused(true)),
    ];
    assert_eq!(findings(story), [] as [String; 0]);
}

#[test]
fn an_acknowledged_command_that_is_decided_again_was_lost() {
    let body = transaction("1", 1, 3, (1, -3));
    let story = vec![(spend("a", 3), posted("1", &body, false)), (spend("a", 3), posted("1", &body, false))];
    assert_found(story, "was decided twice");
}

#[test]
fn a_replay_with_another_body_is_found() {
    let (told, changed) = (transaction("1", 1, 3, (1, -3)), transaction("1", 2, 3, (1, -3)));
    assert_found(
        vec![(spend("a", 3), posted("1", &told, false)), (spend("a", 3), posted("1", &changed, true))],
        "and then",
    );
}

#[test]
fn a_refusal_that_becomes_a_success_is_found() {
    let body = transaction("1", 1, 3, (1, -3));
    assert_found(vec![(spend("a", 3), refused(false)), (spend("a", 3), posted("1", &body, true))], "and then Posted");
}

#[test]
fn an_entry_that_nobody_was_told_of_leaves_a_gap() {
    let (first, third) = (transaction("1", 1, 3, (1, -3)), transaction("2", 2, 4, (3, -10)));
    let story = vec![(spend("a", 3), posted("1", &first, false)), (spend("b", 4), posted("2", &third, false))];
    assert_found(story, "entry 3 of 2 follows entry 1");
}

#[test]
fn two_transactions_cannot_have_one_entry() {
    let (first, second) = (transaction("1", 1, 3, (1, -3)), transaction("2", 2, 4, (1, -4)));
    let story = vec![(spend("a", 3), posted("1", &first, false)), (spend("b", 4), posted("2", &second, false))];
    assert_found(story, "two transactions have the same entry");
}

#[test]
fn a_balance_that_does_not_follow_from_the_entry_before_is_found() {
    let (first, second) = (transaction("1", 1, 3, (1, -3)), transaction("2", 2, 4, (2, -8)));
    let story = vec![(spend("a", 3), posted("1", &first, false)), (spend("b", 4), posted("2", &second, false))];
    assert_found(story, "-3 and -4 leave -8");
}

#[test]
fn an_entry_that_is_older_than_the_one_before_is_found() {
    let (first, second) = (transaction("1", 2, 3, (1, -3)), transaction("2", 1, 4, (2, -7)));
    let story = vec![(spend("a", 3), posted("1", &first, false)), (spend("b", 4), posted("2", &second, false))];
    assert_found(story, "the one before of");
}

#[test]
fn a_transaction_that_moves_something_else_is_found() {
    let body = transaction("1", 1, 30, (1, -30));
    assert_found(vec![(spend("a", 3), posted("1", &body, false))], "has moved");
}

#[test]
fn what_was_undone_may_be_posted_by_another_telling() {
    let body = transaction("1", 1, 3, (1, -3));
    let story = vec![
        (spend("a", 3), Told::Undone),
        (spend("a", 3), posted("1", &body, false)),
        // Noted by another client, and told before.
        (spend("a", 3), Told::Undone),
    ];
    assert_eq!(findings(story), [] as [String; 0]);
}

#[test]
fn of_commands_that_stand_or_fall_together_none_falls_alone() {
    let request = Request::atomic(vec![spend("a", 3), spend("b", 4)]);
    let body = format!(
        r#"{{"results":[{{"status":201,"transaction":{}}},{{"status":402,"problem":{{"code":"insufficient_funds"}}}}]}}"#,
        transaction("1", 1, 3, (1, -3))
    );
    let answer = Response::new(200, &[], &body);
    assert!(request.read(&answer).iter().all(|told| matches!(told, Told::Wrong(_))));
    let undone = Response::new(409, &[], r#"{"code":"batch_refused"}"#);
    assert_eq!(request.read(&undone), [Told::Undone, Told::Undone]);
}

#[test]
fn what_a_hold_keeps_is_held_until_something_settles_it() {
    let hold = Command { flow: Flow::Hold, ..spend("h", 9) };
    let capture = Command { flow: Flow::Capture, more: More::About(Box::new(hold.clone())), ..spend("c", 4) };
    let mut journal = Journal::default();
    let mut held_after = |command: Command, told: Told| {
        journal.note(&Arc::new(Request::single(command, Words::V1)), vec![told]);
        journal.holdings()[&("ann".to_owned(), "GOLD_COINS".to_owned())].held
    };
    let nothing = r#"{"id":"1","status":"posted","created_at":"2026-11-25T00:00:00.000000Z","entries":[]}"#;
    assert_eq!(held_after(hold, posted("1", nothing, false)), 9);
    assert_eq!(held_after(capture.clone(), refused(false)), 9);
    let captured = transaction("2", 1, 4, (1, -4));
    let later = Command { key: "d".to_owned(), ..capture };
    assert_eq!(held_after(later, posted("2", &captured, false)), 0, "what the last capture leaves is let go");
}

#[test]
fn an_error_that_says_that_nothing_was_recorded_must_be_true() {
    let found = HashMap::from([(spend("a", 3).name(), "1".to_owned())]);
    for (error, is_true) in [("store_unavailable", false), ("overloaded", false), ("outcome_unknown", true)] {
        let mut journal = Journal::default();
        journal.note(&Arc::new(Request::single(spend("a", 3), Words::V1)), vec![Told::Error(error)]);
        journal.note_found(&found);
        assert_eq!(journal.conclude().is_empty(), is_true, "{error}");
    }
}

#[test]
fn answers_that_nobody_should_get_are_wrong() {
    let request = Request::single(spend("a", 3), Words::V1);
    let told = |status, body: &str, retry_after| {
        let headers: &[_] = if retry_after { &[("Retry-After", "1")] } else { &[] };
        let answer = Response::new(status, headers, body);
        request.read(&answer).pop().expect("one command, one telling")
    };
    let wrong = |told: &Told| matches!(told, Told::Wrong(_));
    assert!(wrong(&told(500, r#"{"code":"internal_error"}"#, false)));
    assert!(wrong(&told(503, r#"{"code":"overloaded"}"#, false)), "without Retry-After");
    assert!(wrong(&told(201, r#"{"id":"1","status":"rejected"}"#, false)));
    assert!(wrong(&told(422, r#"{"code":"idempotency_key_reused"}"#, false)));
    assert_eq!(told(503, r#"{"code":"overloaded"}"#, true), Told::Error("overloaded"));
}
