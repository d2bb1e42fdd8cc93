//! Whatever a hand in the tables breaks, verify finds and names.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::common::{Fixture, connect};
use wallet_domain::proof::Unwatched;
use wallet_domain::testing::damage::{Damageable, STORY};
use wallet_domain::testing::{Workload, asset, bonus, open_workload, owner, play};
use wallet_domain::{BackupRecord, Command, Finding, Head, Lanes, Ledger, Registry, Verification, Verifier};
use wallet_postgres::{PgConfig, PgLedger};

wallet_domain::damage_contract!(Fixture::new);

/// What verify finds of a ledger after damage.
async fn findings_after(damage: &str) -> Vec<Finding> {
    let fixture = Fixture::new().await;
    play(fixture.store(), 10, STORY).await;
    fixture.damage(damage).await;
    fixture.ledger.verify().await.expect("the store works").findings
}

async fn check(damage: &str, invariant: u8, subject: &str) {
    let findings = findings_after(damage).await;
    let found = findings.iter().any(|f| f.invariant.number() == invariant && f.subject.starts_with(subject));
    assert!(found, "{damage}: {findings:?}");
}

#[tokio::test]
async fn a_ledger_that_was_left_alone_has_no_findings_and_its_figures() {
    let fixture = Fixture::new().await;
    play(fixture.store(), 10, STORY).await;
    let verification = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(verification.findings, []);
    assert_eq!(verification.transactions, 5, "the missing wallet's refusal is not recorded");
    let [gold] = &verification.assets[..] else { panic!("{:?}", verification.assets) };
    assert_eq!((gold.supply, gold.wallets, gold.entries, gold.in_balance), (1000, 4, 8, true));
}

#[tokio::test]
async fn an_entry_of_a_transaction_that_nobody_could_have_made_is_found() {
    let damage =
        "INSERT INTO ledger_entries (shard_key, wallet_id, sequence, transaction_id, amount, balance_after, created_at)
        SELECT shard_key, id, sequence + 1, 'f0000000-0000-8000-8000-000000000000', 5, balance + 5, now()
          FROM wallets WHERE owner = 'user_001'";
    check(damage, 1, "wallet user_001 GOLD_COINS").await;
}

#[tokio::test]
async fn a_balance_below_its_floor_is_found() {
    let damage = "ALTER TABLE wallets DROP CONSTRAINT wallets_balance_not_below_floor; \
                  ALTER TABLE wallets DROP CONSTRAINT wallets_held_within_balance; \
                  UPDATE wallets SET balance = -1 WHERE owner = 'user_001'";
    check(damage, 3, "wallet user_001 GOLD_COINS").await;
}

#[tokio::test]
async fn a_commit_that_is_missing_or_was_thinned_is_found() {
    check("DELETE FROM commits WHERE number = 2", 4, "commit 3 of lane 0").await;
    check("UPDATE commits SET transaction_ids = transaction_ids[2:] WHERE number = 3", 4, "transaction ").await;
}

#[tokio::test]
async fn a_missing_or_disabled_trigger_is_found() {
    check("DROP TRIGGER commits_immutable ON commits", 4, "table commits").await;
    check("ALTER TABLE ledger_entries DISABLE TRIGGER entries_immutable", 4, "table ledger_entries").await;
}

/// Every trigger that the schema has, so that a new one is not forgotten.
#[tokio::test]
async fn each_guard_that_is_missing_is_named() {
    let fixture = Fixture::new().await;
    let hand = fixture.by_hand().await;
    let triggers = "SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                     WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2";
    let triggers = hand.query(triggers, &[]).await.expect("the catalogue is there");
    assert!(triggers.len() >= 12, "{triggers:?}");
    for row in triggers {
        let (table, trigger): (String, String) = (row.get(0), row.get(1));
        let alter = async |what: &str| {
            let sql = format!("ALTER TABLE {table} {what} TRIGGER {trigger}");
            hand.batch_execute(&sql).await.expect("a superuser may do this");
        };
        alter("DISABLE").await;
        let findings = fixture.ledger.verify().await.expect("the store works").findings;
        let told: Vec<_> = findings.iter().map(|it| (it.subject.as_str(), it.detail.as_str())).collect();
        let (subject, detail) = (format!("table {table}"), format!("trigger {trigger} is missing or disabled"));
        assert_eq!(told, [(subject.as_str(), detail.as_str())]);
        alter("ENABLE").await;
    }
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_beside_a_verification_raise_no_alarm_and_damage_beside_them_does() {
    let fixture = Fixture::new().await;
    open_workload(&fixture.ledger).await;
    let lanes = PgConfig { lanes: Lanes::new(2).expect("valid"), ..PgConfig::new(&fixture.url) };
    let (first, second) = (connect(lanes, fixture.clock.clone()).await, fixture.another().await);
    let is_over = AtomicBool::new(false);
    let writing = async |server: &PgLedger, seed| {
        let (mut workload, mut batches) = (Workload::new(seed), 0);
        while !is_over.load(Ordering::Relaxed) {
            server.execute(&workload.next_batch(60)).await.expect("the store works");
            batches += 1;
        }
        batches
    };
    let verifying = async {
        for round in 0..12 {
            let verification = fixture.ledger.verify().await.expect("the store works");
            assert_eq!(verification.findings, [], "round {round}");
        }
        fixture.damage("UPDATE ledger_entries SET amount = amount * 2 WHERE sequence = 3").await;
        let findings = fixture.ledger.verify().await.expect("the store works").findings;
        is_over.store(true, Ordering::Relaxed);
        findings
    };
    let (one, other, findings) = tokio::join!(writing(&first, 1), writing(&second, 2), verifying);
    assert!(one > 12 && other > 12, "there were writers beside: {one} and {other} batches");
    let numbers: BTreeSet<u8> = findings.iter().map(|finding| finding.invariant.number()).collect();
    assert_eq!(numbers, BTreeSet::from([1, 2, 4]), "{findings:?}");
}

#[tokio::test]
async fn findings_of_a_kind_are_bounded() {
    let many =
        "INSERT INTO wallets SELECT shard_key, shard_key::int8 << 48 | 1000000 + n, 'ghost_' || n, asset_id, 0, 5, 0,
                                           0, 0, 1, last_entry_at, created_at, 0
                  FROM wallets CROSS JOIN generate_series(1, 2500) AS s (n) WHERE owner = 'user_001'";
    let findings = findings_after(many).await;
    let wallets = findings.iter().filter(|finding| finding.subject.starts_with("wallet ghost_")).count();
    assert_eq!(i64::try_from(wallets), Ok(Verification::FINDINGS_MAX));
    assert!(findings.iter().any(|finding| finding.subject == "asset GOLD_COINS"), "other kinds are found all the same");
}

#[tokio::test]
async fn a_wallet_filed_under_another_shard_key_is_found_and_does_not_hold_the_walk_up() {
    let damage = "ALTER TABLE wallets DROP CONSTRAINT wallets_id_carries_shard_key;
                  UPDATE wallets SET shard_key = 1023 WHERE owner = 'user_001'";
    let verified = tokio::time::timeout(Duration::from_secs(20), findings_after(damage)).await;
    let findings = verified.expect("every walk ends");
    let found = |number: u8, subject: &str| {
        findings.iter().any(|finding| finding.invariant.number() == number && finding.subject.starts_with(subject))
    };
    assert!(found(4, "table wallets"), "{findings:?}");
    assert!(found(1, "wallet "), "{findings:?}");
}

#[tokio::test]
async fn only_what_was_committed_since_is_proven_and_damage_of_it_is_found() {
    let fixture = Fixture::new().await;
    play(fixture.store(), 10, STORY).await;
    let proof = fixture.ledger.verify().await.expect("the store works");
    let record = fixture.ledger.last_verification().await.expect("the store works").expect("recorded");
    assert_eq!((record.findings, &record.heads), (0, &proof.heads));
    let since =
        async |heads: &[Head]| fixture.ledger.verify_since(heads, Arc::new(Unwatched)).await.expect("the store works");
    // In several lanes, and with more than one section of entries of a wallet.
    let commands: Vec<Command> = (0..60)
        .map(|number| bonus(&format!("user_00{}", number % 3), "GOLD_COINS", 1, &format!("since {number}")))
        .collect();
    for player in ["user_000", "user_002"] {
        fixture.ledger.open_wallet(&owner(player), &asset("GOLD_COINS")).await.expect("the store works");
    }
    for batch in commands.chunks(7) {
        fixture.ledger.execute(batch).await.expect("the store works");
    }
    let proven = since(&proof.heads).await;
    assert_eq!((&proven.findings[..], proven.transactions), (&[][..], 60));
    assert_eq!(since(&proven.heads).await.transactions, 0);

    // What a whole proof has found, one of what is new does not see, and does not hide.
    let by = async |difference: i32| {
        let sql = format!(
            "UPDATE ledger_entries SET balance_after = balance_after + {difference} \
             WHERE sequence = 1 AND wallet_id = (SELECT id FROM wallets WHERE owner = 'user_001' ORDER BY id LIMIT 1)"
        );
        fixture.damage(&sql).await;
        fixture.ledger.verify().await.expect("the store works").findings.len()
    };
    let recorded =
        async || fixture.ledger.last_verification().await.expect("the store works").expect("recorded").findings;
    assert!(by(1).await > 0);
    assert_eq!(since(&proven.heads).await.findings, []);
    assert!(recorded().await > 0);
    assert_eq!((by(-1).await, recorded().await), (0, 0));

    fixture.damage("UPDATE wallets SET balance = balance + 1 WHERE owner = 'user_001'").await;
    let found = since(&proof.heads).await.findings;
    for invariant in [2, 3] {
        assert!(found.iter().any(|finding| finding.invariant.number() == invariant), "{found:?}");
    }

    assert_eq!(fixture.ledger.last_backup().await.expect("the store works"), None);
    let backup = BackupRecord { finished_at: proof.finished_at, findings: Some(0) };
    fixture.ledger.record_backup(backup).await.expect("the store works");
    assert_eq!(fixture.ledger.last_backup().await.expect("the store works"), Some(backup));
}
