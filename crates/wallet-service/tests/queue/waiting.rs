//! What callers wait for, and what they are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use wallet_domain::{Ledger, Outcome, StoreError, StoreErrorKind};
use wallet_service::{CommitQueue, QueueLimits, SubmitError};

use crate::batches::{Batches, Gate, LIMITS, gated_ledger, mock, open_ledger, pay, submitted};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lone_command_is_committed_alone_and_at_once() {
    let batches = Batches::new();
    let queue = CommitQueue::start(open_ledger(&batches), LIMITS);
    let outcome = queue.submit(pay("a")).await.expect("it is decided");
    assert!(matches!(outcome, Outcome::Decided(_)));
    assert_eq!(batches.seen(), [["a"]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_queues_during_a_commit_is_the_next_batch_in_order_up_to_the_bound() {
    let batches = Batches::new();
    let (ledger, gate) = gated_ledger(&batches);
    let queue = Arc::new(CommitQueue::start(ledger, LIMITS));
    let mut tasks = vec![submitted(&queue, pay("a")).await];
    gate.await_batch();
    for key in ["b", "c", "d", "e", "f"] {
        tasks.push(submitted(&queue, pay(key)).await);
    }
    for _ in 0..3 {
        gate.let_through();
    }
    for task in tasks {
        assert!(task.await.expect("no panic").expect("decided").result().is_ok());
    }
    assert_eq!(batches.seen(), [vec!["a"], vec!["b", "c", "d", "e"], vec!["f"]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commands_submitted_together_stay_in_order_and_within_the_bound() {
    let batches = Batches::new();
    let queue = CommitQueue::start(open_ledger(&batches), LIMITS);
    let keys: Vec<String> = (0..10).map(|number| format!("k{number}")).collect();
    let results = queue.submit_all(keys.iter().map(|key| pay(key)).collect()).await;
    let decided: Vec<String> = results
        .into_iter()
        .map(|result| {
            let outcome = result.expect("decided");
            let (transaction, _) = outcome.result().expect("posted");
            transaction.command.key().as_str().to_owned()
        })
        .collect();
    assert_eq!(decided, keys);
    assert_eq!(batches.seen().concat(), keys);
    assert!(batches.seen().iter().all(|batch| batch.len() <= 4), "{:?}", batches.seen());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_commands_submitted_together_none_is_taken_behind_one_that_had_no_place() {
    let batches = Batches::new();
    let (ledger, gate) = gated_ledger(&batches);
    let limits = QueueLimits { batch_max: 2, queued_max: 4, ..LIMITS };
    let queue = Arc::new(CommitQueue::start(ledger, limits));
    let first = submitted(&queue, pay("x")).await;
    gate.await_batch();
    // Three places are left: two take a and b, c and d do not fit, and e would.
    let mut together = Box::pin(queue.submit_all(["a", "b", "c", "d", "e"].map(pay).into()));
    assert!(together.as_mut().now_or_never().is_none(), "the first poll takes the places");
    gate.let_through();
    first.await.expect("no panic").expect("decided");
    gate.await_batch();
    gate.let_through();
    let fates: Vec<bool> = together.await.iter().map(Result::is_ok).collect();
    assert_eq!(batches.seen(), [vec!["x"], vec!["a", "b"]]);
    assert_eq!(fates, [true, true, false, false, false]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_queue_refuses_at_once_and_has_room_again_after_a_commit() {
    let batches = Batches::new();
    let (ledger, gate) = gated_ledger(&batches);
    let queue = Arc::new(CommitQueue::start(ledger, QueueLimits { queued_max: 2, ..LIMITS }));
    let first = submitted(&queue, pay("a")).await;
    gate.await_batch();
    let second = submitted(&queue, pay("b")).await;
    assert!(matches!(queue.submit(pay("c")).await, Err(SubmitError::Overloaded)));
    gate.let_through();
    first.await.expect("no panic").expect("decided");
    gate.await_batch();
    gate.let_through();
    second.await.expect("no panic").expect("decided");
    let again = submitted(&queue, pay("c")).await;
    gate.await_batch();
    gate.let_through();
    assert!(matches!(again.await.expect("no panic"), Ok(Outcome::Decided(_))), "the refusal recorded nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_finishes_though_its_caller_is_gone() {
    let batches = Batches::new();
    let (ledger, gate) = gated_ledger(&batches);
    let queue = Arc::new(CommitQueue::start(ledger, LIMITS));
    let first = submitted(&queue, pay("a")).await;
    gate.await_batch();
    let second = submitted(&queue, pay("b")).await;
    for task in [first, second] {
        task.abort();
        assert!(task.await.expect_err("aborted").is_cancelled());
    }
    gate.let_through();
    gate.await_batch();
    gate.let_through();
    queue.close().await;
    assert_eq!(batches.seen(), [["a"], ["b"]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn past_the_deadline_a_caller_is_told_what_is_known() {
    let batches = Batches::new();
    let (ledger, gate) = gated_ledger(&batches);
    let queue = Arc::new(CommitQueue::start(ledger, QueueLimits { deadline: Duration::from_millis(50), ..LIMITS }));
    let committing = submitted(&queue, pay("a")).await;
    gate.await_batch();
    let duplicate = submitted(&queue, pay("a")).await;
    let waiting = submitted(&queue, pay("b")).await;
    assert!(matches!(committing.await.expect("no panic"), Err(SubmitError::OutcomeUnknown)));
    assert!(matches!(duplicate.await.expect("no panic"), Err(SubmitError::InProgress)));
    assert!(matches!(waiting.await.expect("no panic"), Err(SubmitError::Overloaded)));
    gate.let_through();
    queue.close().await;
    assert_eq!(batches.seen(), [["a"]], "what was withdrawn is never executed; what had begun is finished");
}

/// A store that takes its time to find out that its database is away.
fn ledger_that_is_away(batches: &Batches) -> (Arc<dyn Ledger>, Gate, Arc<AtomicBool>) {
    let (batches, (pass, gate)) = (batches.clone(), Gate::new());
    let is_away = Arc::new(AtomicBool::new(true));
    let away = Arc::clone(&is_away);
    let mut ledger = mock();
    ledger.expect_execute_grouped().returning(move |commands, _| {
        pass();
        if away.load(Ordering::SeqCst) {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "away"));
        }
        Ok(batches.record(commands))
    });
    (Arc::new(ledger), gate, is_away)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_the_store_is_away_no_callers_outcome_is_unknown() {
    let batches = Batches::new();
    let (ledger, gate, is_away) = ledger_that_is_away(&batches);
    let queue = Arc::new(CommitQueue::start(ledger, QueueLimits { deadline: Duration::from_secs(1), ..LIMITS }));
    let unavailable = |told: Result<Outcome, SubmitError>| match told {
        Err(SubmitError::Store(error)) => error.kind == StoreErrorKind::Unavailable,
        _ => false,
    };

    let first = submitted(&queue, pay("a")).await;
    gate.await_batch();
    let behind = submitted(&queue, pay("b")).await;
    gate.let_through();
    assert!(unavailable(first.await.expect("no panic")));
    // The store is being looked for, with nothing at stake, for longer than this caller waits.
    gate.await_batch();
    assert!(matches!(behind.await.expect("no panic"), Err(SubmitError::Overloaded)));
    // Who still waits when it has not been found is told so.
    let waiting = submitted(&queue, pay("c")).await;
    gate.let_through();
    assert!(unavailable(waiting.await.expect("no panic")));
    // Once it is found all goes on.
    let last = submitted(&queue, pay("d")).await;
    gate.await_batch();
    is_away.store(false, Ordering::SeqCst);
    gate.let_through();
    gate.await_batch();
    gate.let_through();
    assert!(last.await.expect("no panic").is_ok());
    queue.close().await;
    let empty: [&str; 0] = [];
    assert_eq!(batches.seen(), [&empty[..], &["d"]], "only what was decided was ever sent to a store that is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn closing_answers_what_was_accepted_and_refuses_the_rest() {
    let batches = Batches::new();
    let (ledger, gate) = gated_ledger(&batches);
    let queue = Arc::new(CommitQueue::start(ledger, LIMITS));
    let first = submitted(&queue, pay("a")).await;
    gate.await_batch();
    let second = submitted(&queue, pay("b")).await;
    let closing = tokio::spawn({
        let queue = Arc::clone(&queue);
        async move { queue.close().await }
    });
    gate.let_through();
    gate.await_batch();
    gate.let_through();
    closing.await.expect("no panic");
    for task in [first, second] {
        assert!(task.await.expect("no panic").is_ok());
    }
    assert!(matches!(queue.submit(pay("c")).await, Err(SubmitError::Closed)));
    queue.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_batch_with_a_culprit_is_halved_until_it_stands_alone() {
    for kind in [StoreErrorKind::Refused, StoreErrorKind::Corrupt] {
        assert_halved(kind).await;
    }
}

async fn assert_halved(kind: StoreErrorKind) {
    let batches = Batches::new();
    let mut ledger = mock();
    let recorder = batches.clone();
    ledger.expect_execute_grouped().returning(move |commands, _| {
        if commands.iter().any(|command| command.key().as_str() == "poison") {
            return Err(StoreError::new(kind, "poison"));
        }
        Ok(recorder.record(commands))
    });
    let queue = CommitQueue::start(Arc::new(ledger), LIMITS);
    let results = queue.submit_all(["a", "b", "poison", "c"].map(pay).into()).await;
    let fates: Vec<bool> = results.iter().map(Result::is_ok).collect();
    assert_eq!(fates, [true, true, false, true]);
    let Err(SubmitError::Store(error)) = &results[2] else { panic!("{:?}", results[2]) };
    assert_eq!(error.kind, kind);
    assert_eq!(batches.seen(), [vec!["a", "b"], vec!["c"]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_that_is_down_fails_its_batch_once_and_the_queue_goes_on() {
    for kind in [StoreErrorKind::Unavailable, StoreErrorKind::Busy, StoreErrorKind::Unknown] {
        let batches = Batches::new();
        let mut ledger = mock();
        ledger.expect_execute_grouped().times(1).returning(move |_, _| Err(StoreError::new(kind, "down")));
        let recorder = batches.clone();
        ledger.expect_execute_grouped().returning(move |commands, _| Ok(recorder.record(commands)));
        let queue = CommitQueue::start(Arc::new(ledger), LIMITS);
        let failed = queue.submit_all(["a", "b"].map(pay).into()).await;
        for result in failed {
            assert!(matches!(result, Err(SubmitError::Store(error)) if error.kind == kind));
        }
        assert!(queue.submit(pay("a")).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_panic_in_the_adapter_is_an_unknown_outcome_not_the_end_of_the_queue() {
    let batches = Batches::new();
    let mut ledger = mock();
    ledger.expect_execute_grouped().times(1).returning(|_, _| panic!("a bug in the adapter, made by this test"));
    let recorder = batches.clone();
    ledger.expect_execute_grouped().returning(move |commands, _| Ok(recorder.record(commands)));
    let queue = CommitQueue::start(Arc::new(ledger), LIMITS);
    let Err(SubmitError::Store(error)) = queue.submit(pay("a")).await else { panic!("it cannot have worked") };
    assert_eq!(error.kind, StoreErrorKind::Unknown);
    assert!(queue.submit(pay("a")).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_callers_each_gets_its_own_answer() {
    let batches = Batches::new();
    let limits = QueueLimits { batch_max: 64, queued_max: 1000, ..LIMITS };
    let queue = CommitQueue::start(open_ledger(&batches), limits);
    let answers = join_all((0..90).map(|number| queue.submit(pay(&format!("k{number}"))))).await;
    for (number, answer) in answers.into_iter().enumerate() {
        let outcome = answer.expect("decided");
        let (transaction, _) = outcome.result().expect("posted");
        assert_eq!(transaction.command.key().as_str(), format!("k{number}"));
    }
    assert_eq!(batches.seen().concat().len(), 90);
}
