//! A server on a distributed ledger: each lane's batches at the node that keeps its shard, also after shards have moved or
//! were split. `cargo xtask citus --url URL` runs this, on a cluster that is there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::common::Fixture;
use wallet_domain::testing::{asset_named, asset_with, bonus, give, mint, owner, spend};
use wallet_domain::{Command, Ledger, Outcome, Registry, ShardKey, Verifier, Wallets};

/// How long a server may take to notice that shards are elsewhere: it looks every five seconds.
const NOTICED_WITHIN: Duration = Duration::from_secs(20);

/// Players enough that every shard has some.
fn players() -> Vec<String> {
    (0..64).map(|number| format!("player_{number}")).collect()
}

/// A distributed ledger with players who have gold.
async fn funded() -> Fixture {
    let fixture = Fixture::new().await;
    let gold = asset_with("GOLD_COINS", r#"{"transferable":true,"opens_on_credit":true}"#);
    fixture.ledger.create_asset(&gold).await.expect("the store works");
    decided(&fixture, vec![mint("GOLD_COINS", 1_000_000, "mint")]).await;
    for player in players() {
        decided(&fixture, vec![bonus(&player, "GOLD_COINS", 100, "start")]).await;
    }
    fixture
}

async fn decided(fixture: &Fixture, commands: Vec<Command>) {
    let outcomes = fixture.ledger.execute(&commands).await.expect("the store works");
    let is_posted = |outcome: &Outcome| outcome.result().is_ok();
    assert!(outcomes.iter().all(is_posted), "{outcomes:?}");
}

/// The node that keeps the shard of a player, as the coordinator says.
async fn kept_by(fixture: &Fixture, player: &str) -> String {
    let sql =
        "SELECT n.nodename || ':' || n.nodeport, s FROM get_shard_id_for_distribution_column('wallets', $1::int2) s
                 JOIN pg_dist_placement p ON p.shardid = s JOIN pg_dist_node n ON n.groupid = p.groupid";
    let key = ShardKey::of(&owner(player)).value();
    fixture.by_hand().await.query_one(sql, &[&key]).await.expect("it is there").get(0)
}

/// Spends until batches of the player go to that node.
async fn follows(fixture: &Fixture, player: &str, node: &str) {
    let began = Instant::now();
    for number in 0.. {
        let command = spend(player, "GOLD_COINS", 1, &format!("follow {node} {number}"));
        decided(fixture, vec![command.clone()]).await;
        if fixture.ledger.node_of(&command).as_deref() == Some(node) {
            return;
        }
        assert!(began.elapsed() < NOTICED_WITHIN && number < 90, "batches of {player} do not go to {node}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

async fn assert_sound(fixture: &Fixture) {
    let proof = fixture.ledger.verify().await.expect("the store works");
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a Citus cluster: `cargo xtask citus --url URL` runs it"]
async fn each_batch_goes_to_the_node_that_keeps_its_shard() {
    let fixture = funded().await;
    assert!(fixture.ledger.lanes().are_shards());
    let mut used = BTreeSet::new();
    for player in players() {
        let command = spend(&player, "GOLD_COINS", 1, "k");
        let node = fixture.ledger.node_of(&command).expect("a spend stays in its shard");
        assert_eq!(node, kept_by(&fixture, &player).await, "{player}");
        decided(&fixture, vec![command]).await;
        used.insert(node);
    }
    assert!(used.len() > 1, "all shards are at {used:?}");
    assert_sound(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a Citus cluster: `cargo xtask citus --url URL` runs it"]
async fn what_needs_several_shards_is_decided_by_way_of_the_coordinator() {
    let fixture = funded().await;
    let lanes = fixture.ledger.lanes();
    let from = players()[0].clone();
    let elsewhere = |player: &&String| {
        let lane = |name: &str| lanes.lane_of(&spend(name, "GOLD_COINS", 1, "k"));
        lane(player.as_str()) != lane(from.as_str())
    };
    let to = players().iter().find(elsewhere).expect("there are several shards").clone();
    let gift = give((from.as_str(), to.as_str()), "GOLD_COINS", 10, None, "gift");
    assert_eq!(fixture.ledger.node_of(&gift), None);
    decided(&fixture, vec![gift.clone()]).await;
    assert!(matches!(&fixture.ledger.execute(&[gift]).await.expect("it works")[..], [Outcome::Replayed(_)]));
    // More than one stripe of the treasury has: the others give.
    decided(&fixture, vec![bonus(&to, "GOLD_COINS", 300_000, "much")]).await;
    let sums = fixture.ledger.sum_wallets(&[owner(&from), owner(&to)]).await.expect("it works");
    assert!(!sums.is_approximate, "nobody writes");
    let held: i64 = sums.found.iter().map(|wallet| wallet.state.balance.minor()).sum();
    assert_eq!(held, 300_200);
    assert!(!fixture.ledger.sum_system_wallets().await.expect("it works").is_approximate);
    assert_sound(&fixture).await;
}

/// Gifts in a ring between shards: whoever sums up the players finds what there was, or is told that it may be wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a Citus cluster: `cargo xtask citus --url URL` runs it"]
async fn a_sum_beside_gifts_between_shards_is_right_or_said_to_be_approximate() {
    let fixture = funded().await;
    let owners: Vec<_> = players().iter().map(|player| owner(player)).collect();
    let all = i64::try_from(owners.len() * 100).expect("few");
    let gifts = async {
        for number in 0..60 {
            let (from, to) = (&owners[number % 64], &owners[(number * 7 + 1) % 64]);
            let name = format!("ring {number}");
            decided(&fixture, vec![give((from.as_str(), to.as_str()), "GOLD_COINS", 1, None, &name)]).await;
        }
    };
    let mut gifts = std::pin::pin!(gifts);
    let mut exact = 0;
    loop {
        let sums = tokio::select! {
            () = &mut gifts => break,
            sums = fixture.ledger.sum_wallets(&owners) => sums.expect("it works"),
        };
        let held: i64 = sums.found.iter().map(|wallet| wallet.state.balance.minor()).sum();
        assert!(sums.is_approximate || held == all, "{held} of {all}, and said to be exact");
        exact += i32::from(!sums.is_approximate);
    }
    let sums = fixture.ledger.sum_wallets(&owners).await.expect("it works");
    assert!(!sums.is_approximate, "{exact} were exact before");
    assert_sound(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a Citus cluster: `cargo xtask citus --url URL` runs it"]
async fn batches_follow_a_shard_that_moves() {
    let fixture = funded().await;
    let player = &players()[0];
    let before = kept_by(&fixture, player).await;
    let by_hand = fixture.by_hand().await;
    let sql = "SELECT nodename || ':' || nodeport FROM pg_dist_node WHERE shouldhaveshards AND isactive
                  AND noderole = 'primary' AND nodename || ':' || nodeport <> $1";
    let other: String = by_hand.query(sql, &[&before]).await.expect("it works").first().expect("another node").get(0);
    let shard =
        format!("get_shard_id_for_distribution_column('wallets', {}::int2)", ShardKey::of(&owner(player)).value());
    let place = |node: &str| {
        let (host, port) = node.rsplit_once(':').expect("host and port");
        format!("'{host}', {port}")
    };
    let moving =
        format!("SELECT citus_move_shard_placement({shard}, {}, {}, 'block_writes')", place(&before), place(&other));
    by_hand.batch_execute(&moving).await.expect("a shard can be moved");
    assert_eq!(kept_by(&fixture, player).await, other);
    follows(&fixture, player, &other).await;
    assert_sound(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a Citus cluster: `cargo xtask citus --url URL` runs it"]
async fn a_shard_that_is_split_gets_a_lane_and_the_treasury_its_stripe() {
    let fixture = funded().await;
    let other = fixture.another().await;
    let lanes = fixture.ledger.lanes().count();
    let by_hand = fixture.by_hand().await;
    let first = "SELECT s.shardid, ((s.shardminvalue::int8 + s.shardmaxvalue::int8) / 2)::text, n.nodeid
                   FROM pg_dist_shard s JOIN pg_dist_placement p ON p.shardid = s.shardid
                   JOIN pg_dist_node n ON n.groupid = p.groupid
                  WHERE s.logicalrelid = 'wallets'::regclass ORDER BY s.shardid LIMIT 1";
    let row = by_hand.query_one(first, &[]).await.expect("there are shards");
    let (shard, middle, node): (i64, String, i32) = (row.get(0), row.get(1), row.get(2));
    let split = format!(
        "SELECT citus_split_shard_by_split_points({shard}, ARRAY['{middle}'], ARRAY[{node}, {node}], 'block_writes')"
    );
    by_hand.batch_execute(&split).await.expect("a shard can be split");
    let began = Instant::now();
    let mut number = 0;
    while fixture.ledger.lanes().count() == lanes {
        assert!(began.elapsed() < NOTICED_WITHIN, "the split was not noticed");
        decided(&fixture, vec![spend(&players()[0], "GOLD_COINS", 1, &format!("n{number}"))]).await;
        number += 1;
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    assert_eq!(fixture.ledger.lanes().count(), lanes + 1);
    // Whoever has not looked learns it with the first batch, in whatever lane.
    for player in players() {
        let outcomes = other.execute(&[spend(&player, "GOLD_COINS", 1, "other")]).await.expect("it works");
        assert!(matches!(&outcomes[..], [Outcome::Decided(_)]), "{outcomes:?}");
    }
    assert_eq!(other.lanes(), fixture.ledger.lanes());
    // All that the treasury has can be granted, from whichever stripe.
    let left = fixture.ledger.find_wallet(&owner("system:treasury"), &asset_named("GOLD_COINS").code).await;
    let left = left.expect("it works").expect("it is there").state.balance.minor();
    decided(&fixture, vec![bonus(&players()[0], "GOLD_COINS", left.unsigned_abs(), "all of it")]).await;
    assert_sound(&fixture).await;
}
