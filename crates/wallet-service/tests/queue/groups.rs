//! Groups in the commit queue: never split, decided together, neighbours in one commit.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use wallet_domain::testing::{MemoryLedger, spend};
use wallet_domain::{Command, Group, GroupKind, Lane, Lanes, Ledger, Outcome, Rejection, StoreError, StoreErrorKind};
use wallet_service::{CommitQueue, QueueLimits, SubmitError};

use crate::batches::{Batches, LIMITS, pay};

/// A ledger in memory that notes each of its batches, and fails those with a command under the key `poison`.
struct Noted {
    memory: Arc<MemoryLedger>,
    seen: Mutex<Vec<(usize, Vec<Group>)>>,
    failure: StoreErrorKind,
}

#[async_trait]
impl Ledger for Noted {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        if commands.iter().any(|command| command.key().as_str() == "poison") {
            return Err(StoreError::new(self.failure, "poison"));
        }
        self.seen.lock().expect("no panic under it").push((commands.len(), groups.to_vec()));
        Ok(self.memory.execute_in(commands, groups, Lane::ONLY))
    }

    fn lanes(&self) -> Lanes {
        Lanes::ONE
    }
}

impl Noted {
    fn new() -> Arc<Self> {
        Self::failing(StoreErrorKind::Refused)
    }

    fn failing(failure: StoreErrorKind) -> Arc<Self> {
        Arc::new(Self { memory: Batches::new().memory, seen: Mutex::default(), failure })
    }

    fn seen(&self) -> Vec<(usize, Vec<Group>)> {
        self.seen.lock().expect("no panic under it").clone()
    }
}

#[tokio::test]
async fn a_group_is_one_commit_however_large_and_stands_or_falls_together() {
    let ledger = Noted::new();
    let queue = CommitQueue::start(ledger.clone(), LIMITS);
    let mut commands: Vec<Command> = (0..9).map(|number| pay(&format!("k{number}"))).collect();
    commands.push(spend("user_001", "GOLD_COINS", 92, "too much"));
    for result in queue.submit_group(commands.clone(), GroupKind::AllOrNothing).await {
        let refusal = Rejection::InsufficientFunds { available: 91, required: 92, asset: None, owner: None };
        assert_eq!(result.expect("decided"), Outcome::Undone { index: 9, refusal });
    }
    commands.pop();
    let posted = queue.submit_group(commands, GroupKind::AllOrNothing).await;
    assert!(posted.iter().all(|result| matches!(result, Ok(Outcome::Decided(_)))), "{posted:?}");
    let whole = |count| (count, vec![Group { commands: 0..count, kind: GroupKind::AllOrNothing }]);
    assert_eq!(ledger.seen(), [whole(10), whole(9)]);
}

#[tokio::test]
async fn groups_and_single_commands_share_a_commit_each_in_its_place() {
    let ledger = Noted::new();
    let queue = CommitQueue::start(ledger.clone(), QueueLimits { batch_max: 100, ..LIMITS });
    // On one thread the worker does not run before all of these wait.
    let (single, group, trial, last) = tokio::join!(
        queue.submit(pay("single")),
        queue.submit_group(vec![pay("a"), pay("b")], GroupKind::AllOrNothing),
        queue.submit_group(vec![spend("user_001", "GOLD_COINS", 97, "all")], GroupKind::Trial),
        queue.submit(spend("user_001", "GOLD_COINS", 97, "really all")),
    );
    let group_at = |commands, kind| Group { commands, kind };
    assert_eq!(ledger.seen(), [(5, vec![group_at(1..3, GroupKind::AllOrNothing), group_at(3..4, GroupKind::Trial)])]);
    let balance = |outcome: &Result<Outcome, SubmitError>| {
        let outcome = outcome.as_ref().expect("decided");
        outcome.result().expect("posted").1.balance.minor()
    };
    assert_eq!([balance(&single), balance(&group[0]), balance(&group[1]), balance(&last)], [99, 98, 97, 0]);
    assert!(matches!(&trial[..], [Ok(Outcome::Tried(_))]), "{trial:?}");
}

#[tokio::test]
async fn a_group_with_a_culprit_fails_whole_and_its_neighbours_succeed() {
    let ledger = Noted::new();
    let queue = CommitQueue::start(ledger.clone(), QueueLimits { batch_max: 100, ..LIMITS });
    let (before, good, bad, behind) = tokio::join!(
        queue.submit(pay("before")),
        queue.submit_group(vec![pay("a"), pay("b"), pay("c")], GroupKind::AllOrNothing),
        queue.submit_group(vec![pay("d"), pay("poison")], GroupKind::AllOrNothing),
        queue.submit(pay("behind")),
    );
    assert!(before.is_ok() && behind.is_ok());
    assert!(good.iter().all(|result| matches!(result, Ok(Outcome::Decided(_)))), "{good:?}");
    for result in bad {
        assert!(
            matches!(&result, Err(SubmitError::Store(error)) if error.kind == StoreErrorKind::Refused),
            "{result:?}"
        );
    }
    assert!(ledger.seen().iter().all(|(count, groups)| groups.iter().all(|group| group.commands.end <= *count)));
}

#[tokio::test]
async fn a_trial_that_went_wrong_is_never_of_unknown_outcome() {
    let ledger = Noted::failing(StoreErrorKind::Unknown);
    let queue = CommitQueue::start(ledger, LIMITS);
    let kind_of = |results: Vec<Result<Outcome, SubmitError>>| match &results[0] {
        Err(SubmitError::Store(error)) => error.kind,
        other => panic!("{other:?}"),
    };
    let trial = queue.submit_group(vec![pay("poison")], GroupKind::Trial).await;
    assert_eq!(kind_of(trial), StoreErrorKind::Unavailable);
    let real = queue.submit_group(vec![pay("poison")], GroupKind::AllOrNothing).await;
    assert_eq!(kind_of(real), StoreErrorKind::Unknown);
}

#[tokio::test]
async fn a_group_without_a_place_for_all_of_it_is_refused_whole() {
    let ledger = Noted::new();
    let queue = CommitQueue::start(ledger.clone(), QueueLimits { queued_max: 2, ..LIMITS });
    let results = queue.submit_group(["a", "b", "c"].map(pay).into(), GroupKind::AllOrNothing).await;
    assert!(results.iter().all(|result| matches!(result, Err(SubmitError::Overloaded))), "{results:?}");
    assert_eq!(ledger.seen(), []);
    assert!(queue.submit_group(Vec::new(), GroupKind::Trial).await.is_empty());
}
