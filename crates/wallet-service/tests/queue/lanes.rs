//! Which commands share a lane's batches.

use std::sync::Arc;
use std::time::Duration;

use wallet_domain::mocks::MockLedger;
use wallet_domain::testing::{bonus, give, mint, spend, top_up_paid};
use wallet_domain::{Command, Lanes, Outcome};
use wallet_service::{CommitQueue, QueueLimits, SubmitError};

use crate::batches::{Batches, gated_ledger_of, pay, submitted};

/// Room for more than shares one queue.
const WIDE: QueueLimits = QueueLimits { batch_max: 500, queued_max: 1000, deadline: Duration::from_secs(30) };

fn striped_ledger(batches: &Batches, lanes: Lanes) -> Arc<MockLedger> {
    let recorder = batches.clone();
    let mut ledger = MockLedger::new();
    ledger.expect_lanes().return_const(lanes);
    ledger.expect_execute_grouped().returning(move |commands, _| Ok(recorder.record(commands)));
    Arc::new(ledger)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn much_at_once_is_shared_by_the_lanes_each_players_commands_in_one_and_answers_keep_their_order() {
    let batches = Batches::new();
    let lanes = Lanes::new(4).expect("valid");
    let queue = CommitQueue::start(striped_ledger(&batches, lanes), WIDE);
    let commands: Vec<Command> = (0..200)
        .flat_map(|number| ["user_001", "user_002"].map(|player| bonus(player, "GOLD_COINS", 1, &format!("{number}"))))
        .collect();
    let expected: Vec<_> = commands.iter().map(Command::id).collect();
    let outcomes = queue.submit_all(commands.clone()).await;
    let ids: Vec<_> = (outcomes.iter())
        .map(|outcome| match outcome {
            Ok(Outcome::Decided(transaction)) => transaction.id(),
            other => panic!("not decided: {other:?}"),
        })
        .collect();
    assert_eq!(ids, expected);
    let players_of_a_lane: std::collections::BTreeSet<_> =
        commands.iter().map(|command| lanes.lane_of(command).number()).collect();
    assert_eq!(players_of_a_lane.len(), 2, "the players at hand fall to different lanes");
    let in_order: Vec<String> = (0..200).map(|number| number.to_string()).collect();
    assert_eq!(batches.seen(), [in_order.clone(), in_order], "a batch a player, as each has a lane");
    queue.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn little_at_once_shares_one_batch_whatever_the_lanes_are() {
    let batches = Batches::new();
    let queue = CommitQueue::start(striped_ledger(&batches, Lanes::new(2).expect("valid")), WIDE);
    let commands: Vec<Command> = ["user_001", "user_002"]
        .iter()
        .flat_map(|player| ["a", "b"].map(|key| bonus(player, "GOLD_COINS", 1, key)))
        .collect();
    assert!(queue.submit_all(commands).await.iter().all(Result::is_ok));
    assert_eq!(batches.seen(), [["a", "b", "a", "b"]]);
    queue.close().await;
}

/// More commands than share one queue for being few, and behind them three whose order matters.
async fn batches_with_last(last: [Command; 3]) -> (Vec<Vec<String>>, Vec<Result<Outcome, SubmitError>>) {
    let batches = Batches::new();
    let queue = CommitQueue::start(striped_ledger(&batches, Lanes::new(3).expect("valid")), WIDE);
    let mut commands: Vec<Command> =
        (0..300).map(|number| spend("user_001", "GOLD_COINS", 2000, &format!("{number}"))).collect();
    commands.extend(last);
    let outcomes = queue.submit_all(commands).await;
    queue.close().await;
    (batches.seen(), outcomes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_that_come_with_a_mint_share_its_lane_and_their_order() {
    let last = [
        bonus("user_001", "GOLD_COINS", 900, "a"),
        mint("GOLD_COINS", 500, "b"),
        bonus("user_002", "GOLD_COINS", 500, "c"),
    ];
    let (seen, outcomes) = batches_with_last(last).await;
    assert!(outcomes[300..].iter().all(|it| it.as_ref().is_ok_and(|it| it.result().is_ok())), "{outcomes:?}");
    let [batch] = &seen[..] else { panic!("one batch") };
    assert_eq!(batch[300..], ["a", "b", "c"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_that_come_with_what_a_player_gives_share_its_lane_and_their_order() {
    let last = [
        bonus("user_001", "GOLD_COINS", 900, "a"),
        give(("user_001", "user_002"), "GOLD_COINS", 10, None, "b"),
        spend("user_002", "GOLD_COINS", 10, "c"),
    ];
    let (seen, _) = batches_with_last(last).await;
    let [batch] = &seen[..] else { panic!("one batch") };
    assert_eq!(batch[300..], ["a", "b", "c"]);
}

fn crossing(key: &str) -> Command {
    give(("user_001", "user_002"), "GOLD_COINS", 1, None, key)
}

/// Two shards: `user_001` is in the second, `user_002` in the first.
fn shards() -> Lanes {
    let shard_of: Vec<i64> = (0..1024).map(|key| key / 512).collect();
    Lanes::of_shards(&[0, 512], &shard_of).expect("a lane a shard")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_lanes_are_shards_a_batch_keeps_to_one_however_few_commands_wait() {
    let batches = Batches::new();
    let queue = CommitQueue::start(striped_ledger(&batches, shards()), WIDE);
    let commands: Vec<Command> = (["a", "b"].iter())
        .flat_map(|key| {
            ["user_001", "user_002"].map(|player| spend(player, "GOLD_COINS", 1, &format!("{player} {key}")))
        })
        .collect();
    assert!(queue.submit_all(commands.clone()).await.iter().all(Result::is_ok));
    let mut seen = batches.seen();
    seen.sort();
    assert_eq!(seen, [["user_001 a", "user_001 b"], ["user_002 a", "user_002 b"]]);
    for command in commands {
        assert!(queue.submit(command).await.is_ok());
    }
    assert_eq!(batches.seen().len(), 6);
    queue.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_that_need_several_shards_have_a_queue_of_their_own() {
    let batches = Batches::new();
    let (ledger, gate) = gated_ledger_of(&batches, shards());
    let queue = Arc::new(CommitQueue::start(ledger, WIDE));
    assert_eq!([pay("k"), crossing("k")].map(|command| shards().hold_all_of(&command)), [true, false]);
    let mut tasks = vec![submitted(&queue, pay("first")).await];
    // They wait behind a batch that is held, so that the lane's worker gathers its own.
    gate.await_batch();
    for command in [pay("a"), crossing("b"), pay("c"), crossing("d"), pay("e")] {
        tasks.push(submitted(&queue, command).await);
    }
    for _ in 0..tasks.len() {
        gate.let_through();
    }
    for task in tasks {
        assert!(task.await.expect("it ends").is_ok());
    }
    let (crossed, kept): (Vec<_>, Vec<_>) =
        batches.seen().into_iter().partition(|batch| batch.iter().any(|key| ["b", "d"].contains(&key.as_str())));
    assert_eq!(kept, [vec!["first"], vec!["a", "c", "e"]]);
    assert_eq!(crossed.concat(), ["b", "d"]);
    queue.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_players_commands_share_a_queue_if_one_of_them_needs_several_shards() {
    let batches = Batches::new();
    let queue = CommitQueue::start(striped_ledger(&batches, shards()), WIDE);
    let crosses = |command: &Command| !shards().hold_all_of(command);
    let paid = (0..64)
        .map(|number| top_up_paid("user_001", "GOLD_COINS", 5, "paid", &format!("payment-{number}")))
        .find(crosses)
        .expect("some payment of 64 is filed in the other shard");
    let commands = vec![
        bonus("user_001", "GOLD_COINS", 1, "before"),
        bonus("user_002", "GOLD_COINS", 1, "other"),
        paid,
        bonus("user_001", "GOLD_COINS", 1, "behind"),
    ];
    assert!(queue.submit_all(commands).await.iter().all(Result::is_ok));
    queue.close().await;
    let mut seen = batches.seen();
    seen.sort();
    assert_eq!(seen, [vec!["before", "paid", "behind"], vec!["other"]]);
}
