//! A verification finds whatever a hand in the tables can break, and names where.

use std::collections::BTreeSet;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::common::Fixture;
use wallet_domain::proof::Unwatched;
use wallet_domain::testing::damage::STORY;
use wallet_domain::testing::{Workload, asset, open_workload, play, spend};
use wallet_domain::{ChainHash, Finding, Head, Invariant, Ledger, Verification, Verifier};

fn sqlite() -> Ready<Fixture> {
    ready(Fixture::new())
}

wallet_domain::damage_contract!(sqlite);

/// What is found after `damage` was done with the triggers dropped and the checks off.
async fn found_after(damage: &str) -> Vec<Finding> {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, STORY).await;
    fixture.damage(damage);
    fixture.ledger.verify().await.expect("the store works").findings
}

/// Whether something is found of that invariant and subject.
fn check(findings: &[Finding], invariant: Invariant, subject: &str) {
    let found = findings.iter().any(|finding| finding.invariant == invariant && finding.subject == subject);
    assert!(found, "{invariant:?} {subject} is not among {findings:#?}");
}

fn transaction(key: &str) -> String {
    format!("transaction {}", spend("user_001", "GOLD_COINS", 1, key).id())
}

const PLAYER: &str = "wallet user_001 GOLD_COINS";

#[tokio::test]
async fn a_sound_store_is_proven_and_the_proof_is_recorded() {
    let fixture = Fixture::new();
    assert_eq!(fixture.ledger.last_verification().await.expect("the store works"), None);
    play(&fixture.ledger, 1, STORY).await;
    let proof = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(proof.findings, []);
    assert_eq!(proof.transactions, 5, "the missing wallet's refusal is not recorded");
    let [gold] = &proof.assets[..] else { panic!("{:?}", proof.assets) };
    assert_eq!((&gold.asset, gold.supply, gold.wallets, gold.entries), (&asset("GOLD_COINS"), 1000, 4, 8));
    assert!(gold.in_balance);
    let record = fixture.ledger.last_verification().await.expect("the store works").expect("recorded");
    assert_eq!((record.finished_at, record.findings), (proof.finished_at, 0));
}

#[tokio::test]
async fn the_count_of_findings_is_recorded() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, STORY).await;
    fixture.by_hand().execute_batch("DROP TRIGGER commits_no_delete").expect("dropped");
    let proof = fixture.ledger.verify().await.expect("the store works");
    let record = fixture.ledger.last_verification().await.expect("the store works").expect("recorded");
    assert_eq!((proof.findings.len(), record.findings), (1, 1));
}

#[tokio::test]
async fn an_entry_of_nothing_is_found() {
    let findings = found_after("UPDATE ledger_entries SET amount = 0 WHERE amount = -30").await;
    check(&findings, Invariant::TransactionsBalance, PLAYER);
}

#[tokio::test]
async fn an_entry_that_no_transaction_names_is_found() {
    let damage = "INSERT INTO ledger_entries SELECT 99, wallet_id, sequence + 1, number, transaction_number, 5, 70
                  FROM ledger_entries WHERE amount = -5";
    let findings = found_after(damage).await;
    check(&findings, Invariant::TransactionsBalance, PLAYER);
    check(&findings, Invariant::WalletsMatchEntries, PLAYER);
}

#[tokio::test]
async fn an_entry_of_no_wallet_is_found() {
    let findings = found_after("INSERT INTO ledger_entries VALUES (99, 12345, 1, NULL, 1, 5, 5)").await;
    check(&findings, Invariant::TransactionsBalance, "wallet 12345");
}

/// What only this store can come to: checks are off as well.
#[tokio::test]
async fn values_that_no_check_would_let_in_are_found() {
    for (damage, invariant, subject) in [
        ("UPDATE wallets SET balance = -1 WHERE owner = 'user_001'", Invariant::FloorsHold, PLAYER),
        ("UPDATE wallets SET held = balance + 1 WHERE owner = 'user_001'", Invariant::ClaimsMatchTransactions, PLAYER),
        (
            "UPDATE transactions SET fingerprint = zeroblob(32) WHERE idempotency_key = 'a'",
            Invariant::KeysNameTransactions,
            &transaction("a"),
        ),
    ] {
        check(&found_after(damage).await, invariant, subject);
    }
}

#[tokio::test]
async fn a_floor_that_is_not_the_domains_is_found() {
    let findings = found_after("UPDATE wallets SET floor = -50 WHERE owner = 'user_001'").await;
    check(&findings, Invariant::FloorsHold, PLAYER);
    assert_eq!(findings.len(), 1);
}

#[tokio::test]
async fn a_missing_trigger_is_found() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, STORY).await;
    fixture.by_hand().execute_batch("DROP TRIGGER ledger_entries_no_update").expect("dropped");
    let findings = fixture.ledger.verify().await.expect("the store works").findings;
    check(&findings, Invariant::RecordsAreImmutable, "trigger ledger_entries_no_update");
    assert_eq!(findings.len(), 1);
}

/// Every trigger that the schema has, so that a new one is not forgotten.
#[tokio::test]
async fn each_guard_that_is_missing_is_named() {
    let fixture = Fixture::new();
    let hand = fixture.by_hand();
    let mut triggers = hand.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").expect("prepared");
    let triggers = triggers.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("queried");
    let triggers: Vec<(String, String)> = triggers.map(|row| row.expect("two texts")).collect();
    assert!(triggers.len() >= 28, "{triggers:?}");
    for (name, sql) in triggers {
        hand.execute_batch(&format!("DROP TRIGGER {name}")).expect("it is there");
        let findings = fixture.ledger.verify().await.expect("the store works").findings;
        let told: Vec<&str> = findings.iter().map(|finding| finding.subject.as_str()).collect();
        assert_eq!(told, [format!("trigger {name}")]);
        hand.execute_batch(&sql).expect("as it was");
    }
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
}

#[tokio::test]
async fn a_trigger_that_refuses_nothing_is_found() {
    let fixture = Fixture::new();
    let toothless = "DROP TRIGGER transactions_no_delete;
                     CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions BEGIN SELECT 1; END;";
    fixture.by_hand().execute_batch(toothless).expect("replaced");
    let findings = fixture.ledger.verify().await.expect("the store works").findings;
    check(&findings, Invariant::RecordsAreImmutable, "trigger transactions_no_delete");
}

#[tokio::test]
async fn a_refusal_turned_into_a_posting_is_found() {
    let damage = "UPDATE transactions SET status = 1, rejection = NULL WHERE idempotency_key = 'b'";
    check(&found_after(damage).await, Invariant::KeysNameTransactions, &transaction("b"));
    let damage = "UPDATE transactions SET status = 2 WHERE idempotency_key = 'a'";
    let findings = found_after(damage).await;
    check(&findings, Invariant::KeysNameTransactions, &transaction("a"));
    check(&findings, Invariant::TransactionsBalance, PLAYER);
}

/// One that no code has, and that fits no code's type, is a finding and no failure of the proof.
#[tokio::test]
async fn a_status_that_there_is_not_is_found() {
    for status in ["7", "70000"] {
        let damage = format!("UPDATE transactions SET status = {status} WHERE idempotency_key = 'a'");
        let findings = found_after(&damage).await;
        assert!(findings.iter().any(|finding| finding.subject == transaction("a")), "{findings:#?}");
    }
}

#[tokio::test]
async fn a_check_reports_its_first_hundred_findings() {
    let damage = "
        WITH RECURSIVE n (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM n WHERE n < 300)
        INSERT INTO ledger_entries SELECT n, 12345, n, n - 1, 1, 1, 1 FROM n";
    let findings = found_after(damage).await;
    let orphans = findings.iter().filter(|finding| finding.invariant == Invariant::TransactionsBalance).count();
    assert_eq!(orphans, 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_beside_a_verification_raises_no_alarm_and_damage_beside_it_does() {
    let fixture = Fixture::new();
    open_workload(&fixture.ledger).await;
    let is_over = AtomicBool::new(false);
    let writing = async {
        let (mut workload, mut batches) = (Workload::new(1), 0);
        while !is_over.load(Ordering::Relaxed) {
            fixture.ledger.execute(&workload.next_batch(60)).await.expect("the store works");
            batches += 1;
        }
        batches
    };
    let verifying = async {
        for round in 0..12 {
            let verification = fixture.ledger.verify().await.expect("the store works");
            assert_eq!(verification.findings, [], "round {round}");
        }
        let damage =
            "DROP TRIGGER ledger_entries_no_update; UPDATE ledger_entries SET amount = amount * 2 WHERE sequence = 3";
        let hand = fixture.by_hand();
        hand.busy_timeout(Duration::from_secs(10)).expect("set");
        hand.execute_batch(damage).expect("the damage is done");
        let findings = fixture.ledger.verify().await.expect("the store works").findings;
        is_over.store(true, Ordering::Relaxed);
        findings
    };
    let (batches, findings) = tokio::join!(writing, verifying);
    assert!(batches > 12, "there was a writer beside: {batches} batches");
    let numbers: BTreeSet<u8> = findings.iter().map(|finding| finding.invariant.number()).collect();
    assert_eq!(numbers, BTreeSet::from([1, 2, 4]), "{findings:?}");
}

#[tokio::test]
async fn findings_of_a_kind_are_bounded() {
    let many = "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 2500)
                INSERT INTO wallets SELECT shard_key << 48 | 1000000 + n, 1000000 + n, shard_key, 'ghost_' || n, asset_id, 0, 5,
                                           0, 0, 0, 1, last_entry_at, created_at, NULL, 0, NULL, 0
                FROM wallets CROSS JOIN s WHERE owner = 'user_001'";
    let findings = found_after(many).await;
    let wallets = findings.iter().filter(|finding| finding.subject.starts_with("wallet ghost_")).count();
    assert_eq!(i64::try_from(wallets), Ok(Verification::FINDINGS_MAX));
    check(&findings, Invariant::FloorsHold, "asset GOLD_COINS");
}

/// The heads of a whole proof of the story, and what comes after it.
async fn proven() -> (Fixture, Vec<Head>) {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, STORY).await;
    let proof = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(proof.findings, []);
    (fixture, proof.heads)
}

async fn verify_since(fixture: &Fixture, heads: &[Head]) -> Verification {
    fixture.ledger.verify_since(heads, Arc::new(Unwatched)).await.expect("the store works")
}

#[tokio::test]
async fn only_what_was_committed_since_is_proven_and_the_heads_go_on() {
    let (fixture, heads) = proven().await;
    let record = fixture.ledger.last_verification().await.expect("the store works").expect("recorded");
    assert_eq!(record.heads, heads);
    assert_eq!(verify_since(&fixture, &heads).await.heads, heads, "nothing came");

    let more = "
        spend  user_001 GOLD_COINS 5 key e    -> posted 60
        wallet user_002 GOLD_COINS 7
    ";
    play(&fixture.ledger, 1, more).await;
    for number in 0..40 {
        let batch = [spend("user_001", "GOLD_COINS", 1, &format!("since {number}"))];
        fixture.ledger.execute(&batch).await.expect("the store works");
    }
    let since = verify_since(&fixture, &heads).await;
    assert_eq!((&since.findings[..], since.transactions), (&[][..], 42));
    assert!(since.heads[0].number > heads[0].number);
    let record = fixture.ledger.last_verification().await.expect("the store works").expect("recorded");
    assert_eq!((record.heads, record.findings), (since.heads.clone(), 0));
    let nothing = verify_since(&fixture, &since.heads).await;
    assert_eq!((nothing.findings, nothing.transactions), (vec![], 0));
    // The whole proof comes to the same heads.
    assert_eq!(fixture.ledger.verify().await.expect("the store works").heads, since.heads);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_of_every_flow_beside_the_proofs_of_what_is_new_raises_no_alarm() {
    let fixture = Fixture::new();
    open_workload(&fixture.ledger).await;
    let is_over = AtomicBool::new(false);
    let writing = async {
        let mut workload = Workload::new(7);
        while !is_over.load(Ordering::Relaxed) {
            fixture.ledger.execute(&workload.next_batch(40)).await.expect("the store works");
        }
    };
    let verifying = async {
        let mut heads = fixture.ledger.verify().await.expect("the store works").heads;
        let mut proven = 0;
        while proven < 3_000 {
            let since = verify_since(&fixture, &heads).await;
            assert_eq!(since.findings, []);
            proven += since.transactions;
            heads = since.heads;
        }
        is_over.store(true, Ordering::Relaxed);
    };
    tokio::join!(writing, verifying);
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
}

#[tokio::test]
async fn damage_done_since_is_found_without_looking_at_what_was_before() {
    let damages = [
        ("UPDATE ledger_entries SET amount = -4, balance_after = 61 WHERE amount = -7", Invariant::TransactionsBalance),
        ("UPDATE ledger_entries SET balance_after = 59 WHERE amount = -7", Invariant::WalletsMatchEntries),
        ("UPDATE wallets SET balance = 59 WHERE owner = 'user_001'", Invariant::WalletsMatchEntries),
        ("UPDATE wallets SET held = 3 WHERE owner = 'user_001'", Invariant::ClaimsMatchTransactions),
        ("UPDATE transactions SET amount = 8 WHERE idempotency_key = 'e'", Invariant::KeysNameTransactions),
        (
            "UPDATE commits SET root = zeroblob(32) WHERE number = (SELECT max(number) FROM commits)",
            Invariant::RecordsAreImmutable,
        ),
        // Of a wallet that nothing has touched since: its asset's sum tells.
        ("UPDATE wallets SET balance = balance + 1 WHERE owner = 'system:issuance'", Invariant::FloorsHold),
    ];
    for (damage, invariant) in damages {
        let (fixture, heads) = proven().await;
        play(&fixture.ledger, 1, "spend  user_001 GOLD_COINS 7 key e    -> posted 58").await;
        fixture.damage(damage);
        let found = verify_since(&fixture, &heads).await.findings;
        assert!(found.iter().any(|finding| finding.invariant == invariant), "{damage}: {found:#?}");
    }
    let (fixture, heads) = proven().await;
    fixture.by_hand().execute_batch("DROP TRIGGER commits_no_delete").expect("dropped");
    let found = verify_since(&fixture, &heads).await.findings;
    check(&found, Invariant::RecordsAreImmutable, "trigger commits_no_delete");
}

#[tokio::test]
async fn findings_of_a_whole_proof_are_not_hidden_by_one_of_what_is_new() {
    let (fixture, heads) = proven().await;
    let recorded =
        async || fixture.ledger.last_verification().await.expect("the store works").expect("recorded").findings;
    fixture.damage("UPDATE ledger_entries SET balance_after = balance_after + 1 WHERE sequence = 1 AND amount > 0");
    assert!(!fixture.ledger.verify().await.expect("the store works").findings.is_empty());
    assert_eq!(verify_since(&fixture, &heads).await.findings, []);
    assert!(recorded().await > 0);

    fixture.damage("UPDATE ledger_entries SET balance_after = balance_after - 1 WHERE sequence = 1 AND amount > 0");
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
    assert_eq!(recorded().await, 0);
}

#[tokio::test]
async fn what_was_proven_and_is_gone_or_another_is_found() {
    let (fixture, heads) = proven().await;
    fixture.damage("DELETE FROM commits WHERE number = (SELECT max(number) FROM commits)");
    let found = verify_since(&fixture, &heads).await.findings;
    assert!(found.iter().any(|finding| finding.detail.contains("it was proven, and the lane ends")), "{found:#?}");

    let (fixture, mut heads) = proven().await;
    play(&fixture.ledger, 1, "spend  user_001 GOLD_COINS 7 key e    -> posted 58").await;
    heads[0].hash = ChainHash::ZERO;
    let found = verify_since(&fixture, &heads).await.findings;
    assert!(found.iter().any(|finding| finding.detail == "it does not follow from the commit before"), "{found:#?}");
}
