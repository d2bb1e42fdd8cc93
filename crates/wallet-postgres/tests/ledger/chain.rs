//! What is changed behind the ledger's back, by whoever may do anything in the database, shows in the chain.

use std::sync::Arc;

use crate::common::{Fixture, connect};
use wallet_domain::proof::Unwatched;
use wallet_domain::testing::damage::Damageable;
use wallet_domain::testing::{Workload, open_workload, play, spend};
use wallet_domain::{Finding, Head, Lanes, Ledger, Verifier};
use wallet_postgres::{PgConfig, PgLedger};

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000 key m           -> posted 1000
    wallet user_001 GOLD_COINS 100
    spend  user_001 GOLD_COINS 999 key b   -> insufficient funds
    spend  user_001 GOLD_COINS 20  key c   -> posted 80
";

/// Commits: 1 the mint, 2 the opening grant, 3 the refusal, 4 the spend, 5 three spends.
async fn fixture() -> Fixture {
    let fixture = Fixture::new().await;
    play(fixture.store(), 1, STORY).await;
    let spends = [1, 2, 3].map(|amount| spend("user_001", "GOLD_COINS", amount, &format!("x{amount}")));
    fixture.ledger.execute(&spends).await.expect("the store works");
    fixture
}

async fn findings(ledger: &PgLedger, known: &[Head]) -> Vec<Finding> {
    ledger.verify_against(known, Arc::new(Unwatched)).await.expect("the store works").findings
}

fn names(findings: &[Finding], subject: &str) -> bool {
    findings.iter().any(|finding| finding.invariant.number() == 4 && finding.subject == subject)
}

#[tokio::test]
async fn the_smallest_change_to_what_was_committed_is_found_and_its_commit_named() {
    let fixture = fixture().await;
    let (later, earlier) = ("created_at + interval '1 microsecond'", "created_at - interval '1 microsecond'");
    let changes = [
        // What, how it is undone, and the commit that it is in.
        (
            format!("UPDATE transactions SET created_at = {later} WHERE idempotency_key = 'c'"),
            format!("UPDATE transactions SET created_at = {earlier} WHERE idempotency_key = 'c'"),
            4,
        ),
        (
            "UPDATE transactions SET rejection = jsonb_set(rejection, '{available}', '101') WHERE idempotency_key = 'b'".into(),
            "UPDATE transactions SET rejection = jsonb_set(rejection, '{available}', '100') WHERE idempotency_key = 'b'".into(),
            3,
        ),
        (
            "UPDATE ledger_entries SET balance_after = 81 WHERE amount = -20".into(),
            "UPDATE ledger_entries SET balance_after = 80 WHERE amount = -20".into(),
            4,
        ),
        (
            "UPDATE transactions SET description = 'x' WHERE idempotency_key = 'c'".into(),
            "UPDATE transactions SET description = NULL WHERE idempotency_key = 'c'".into(),
            4,
        ),
        (
            "UPDATE commits SET root = set_byte(root, 31, get_byte(root, 31) # 1) WHERE number = 2".into(),
            "UPDATE commits SET root = set_byte(root, 31, get_byte(root, 31) # 1) WHERE number = 2".into(),
            2,
        ),
        (
            "UPDATE commits SET previous = set_byte(previous, 0, get_byte(previous, 0) # 1) WHERE number = 2".into(),
            "UPDATE commits SET previous = set_byte(previous, 0, get_byte(previous, 0) # 1) WHERE number = 2".into(),
            2,
        ),
        (
            format!("UPDATE commits SET created_at = {later} WHERE number = 2"),
            format!("UPDATE commits SET created_at = {earlier} WHERE number = 2"),
            3,
        ),
        (
            "UPDATE commits SET transaction_ids = transaction_ids[2:2] || transaction_ids[1:1] || transaction_ids[3:3] \
             WHERE number = 5"
                .into(),
            "UPDATE commits SET transaction_ids = transaction_ids[2:2] || transaction_ids[1:1] || transaction_ids[3:3] \
             WHERE number = 5"
                .into(),
            5,
        ),
        (
            "UPDATE commits SET root = root || '\\x00' WHERE number = 3".into(),
            "UPDATE commits SET root = substr(root, 1, 32) WHERE number = 3".into(),
            3,
        ),
    ];
    assert_eq!(findings(&fixture.ledger, &[]).await, []);
    for (change, undo, commit) in changes {
        fixture.damage(&change).await;
        let found = findings(&fixture.ledger, &[]).await;
        assert!(names(&found, &format!("commit {commit} of lane 0")), "{change}: {found:?}");
        fixture.damage(&undo).await;
        assert_eq!(findings(&fixture.ledger, &[]).await, [], "{undo}");
    }
}

#[tokio::test]
async fn an_entry_with_another_time_than_its_transactions_is_found() {
    let fixture = fixture().await;
    fixture
        .damage("UPDATE ledger_entries SET created_at = created_at + interval '1 microsecond' WHERE amount = -20")
        .await;
    let id = spend("user_001", "GOLD_COINS", 20, "c").id();
    assert!(names(&findings(&fixture.ledger, &[]).await, &format!("transaction {id}")));
}

#[tokio::test]
async fn a_lane_that_says_another_hash_is_found() {
    let fixture = fixture().await;
    fixture.damage("UPDATE lanes SET head = (SELECT previous FROM commits WHERE number = 5)").await;
    assert!(names(&findings(&fixture.ledger, &[]).await, "lane 0"));
}

#[tokio::test]
async fn a_ledger_that_was_cut_off_and_made_consistent_is_found_by_a_head_that_was_kept_elsewhere() {
    let fixture = fixture().await;
    let heads = fixture.ledger.list_heads().await.expect("the store works");
    assert_eq!(heads.iter().map(|head| (head.lane, head.number)).collect::<Vec<_>>(), [(0, 5)]);
    assert_eq!(findings(&fixture.ledger, &heads).await, []);
    // The last commit never was: three spends of 6 altogether, undone in every table.
    let cut = "DELETE FROM ledger_entries e USING commits c WHERE c.number = 5 AND e.transaction_id = ANY (c.transaction_ids);
               DELETE FROM transactions t USING commits c WHERE c.number = 5 AND t.id = ANY (c.transaction_ids);
               UPDATE wallets SET balance = balance + 6, sequence = sequence - 3, version = version - 3
                WHERE owner = 'user_001';
               UPDATE wallets SET balance = balance - 6, sequence = sequence - 3, version = version - 3
                WHERE owner = 'system:revenue';
               UPDATE lanes SET number = 4, head = (SELECT previous FROM commits WHERE number = 5);
               DELETE FROM commits WHERE number = 5";
    fixture.damage(cut).await;
    assert_eq!(findings(&fixture.ledger, &[]).await, [], "what is left agrees with itself");
    assert!(names(&findings(&fixture.ledger, &heads).await, "commit 5 of lane 0"));
    // Nor is it hidden by going on.
    fixture.ledger.execute(&[spend("user_001", "GOLD_COINS", 1, "y")]).await.expect("the store works");
    assert!(names(&findings(&fixture.ledger, &heads).await, "commit 5 of lane 0"));
}

#[tokio::test]
async fn a_chain_that_was_taken_away_is_found_by_a_head_that_was_kept_elsewhere() {
    let fixture = fixture().await;
    let heads = fixture.ledger.list_heads().await.expect("the store works");
    fixture.damage("UPDATE commits SET root = NULL, previous = NULL; UPDATE lanes SET head = NULL").await;
    assert!(names(&findings(&fixture.ledger, &heads).await, "commit 5 of lane 0"));
    // From here on there is one again; commits from before are as those of a version that had none.
    fixture.ledger.execute(&[spend("user_001", "GOLD_COINS", 1, "y")]).await.expect("the store works");
    assert_eq!(findings(&fixture.ledger, &[]).await, []);
    let unknown = [Head { lane: 9, ..heads[0] }];
    assert!(names(&findings(&fixture.ledger, &unknown).await, "commit 5 of lane 9"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lane_has_a_chain_that_its_servers_continue() {
    let fixture = Fixture::new().await;
    open_workload(&fixture.ledger).await;
    let two = || PgConfig { lanes: Lanes::new(2).expect("valid"), ..PgConfig::new(&fixture.url) };
    let servers = [connect(two(), fixture.clock.clone()).await, connect(two(), fixture.clock.clone()).await];
    let mut kept = Vec::new();
    for round in 0..20 {
        let mut workloads = [Workload::new(round), Workload::new(round + 100)];
        let batches = workloads.each_mut().map(|workload| workload.next_batch(20));
        let (one, other) = tokio::join!(servers[0].execute(&batches[0]), servers[1].execute(&batches[1]));
        assert!(one.is_ok() && other.is_ok());
        kept.extend(servers[0].list_heads().await.expect("the store works"));
    }
    let verification = fixture.ledger.verify_against(&kept, Arc::new(Unwatched)).await.expect("the store works");
    assert_eq!(verification.findings, []);
    assert_eq!(verification.heads, fixture.ledger.list_heads().await.expect("the store works"));
    assert_eq!(verification.heads.len(), 2, "both lanes were used");
}
