//! Whatever a hand in the tables breaks, verify finds and names.

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::{Fixture, connect};
use wallet_domain::proof::Unwatched;
use wallet_domain::testing::{Workload, amount, asset, bonus, key, open_workload, owing_30, owner, play, spend};
use wallet_domain::{
    BackupRecord, Command, Details, Finding, Head, Lanes, Ledger, OnShortfall, Registry, Verification, Verifier,
};
use wallet_postgres::{PgConfig, PgLedger};

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000 key m           -> posted 1000
    wallet user_001 GOLD_COINS 100
    bonus  user_001 UNKNOWN 1      key u   -> asset not found
    spend  user_001 GOLD_COINS 30  key a   -> posted 70
    spend  user_001 GOLD_COINS 999 key b   -> insufficient funds
    spend  user_001 GOLD_COINS 20  key c   -> posted 50
";

/// Damages a ledger with its triggers off and gives what verify finds.
async fn findings_after(damage: &str) -> Vec<Finding> {
    let fixture = Fixture::new().await;
    play(fixture.store(), 10, STORY).await;
    let client = fixture.by_hand().await;
    let sql = format!("SET session_replication_role = replica; {damage}");
    client.batch_execute(&sql).await.expect("a superuser may do this");
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
async fn a_changed_amount_is_found() {
    let damage = "UPDATE ledger_entries SET amount = 31 WHERE amount = 30";
    check(damage, 1, "transaction ").await;
    check(damage, 2, "wallet system:revenue GOLD_COINS").await;
}

#[tokio::test]
async fn a_deleted_entry_is_found() {
    let damage = "DELETE FROM ledger_entries WHERE amount = -30";
    check(damage, 1, "transaction ").await;
    check(damage, 2, "wallet user_001 GOLD_COINS").await;
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
async fn a_deleted_transaction_is_found() {
    check("DELETE FROM transactions WHERE idempotency_key = 'a'", 1, "wallet user_001 GOLD_COINS").await;
}

#[tokio::test]
async fn a_changed_balance_is_found() {
    let damage = "UPDATE wallets SET balance = 51 WHERE owner = 'user_001'";
    check(damage, 2, "wallet user_001 GOLD_COINS").await;
    check(damage, 3, "asset GOLD_COINS").await;
}

#[tokio::test]
async fn a_balance_below_its_floor_is_found() {
    let damage = "ALTER TABLE wallets DROP CONSTRAINT wallets_balance_not_below_floor; \
                  ALTER TABLE wallets DROP CONSTRAINT wallets_held_within_balance; \
                  UPDATE wallets SET balance = -1 WHERE owner = 'user_001'";
    check(damage, 3, "wallet user_001 GOLD_COINS").await;
}

#[tokio::test]
async fn a_gap_in_a_wallets_sequence_is_found() {
    let damage = "UPDATE ledger_entries SET sequence = 9 WHERE amount = -20";
    check(damage, 2, "wallet user_001 GOLD_COINS").await;
    check(damage, 1, "transaction ").await;
}

#[tokio::test]
async fn a_changed_balance_after_is_found() {
    let damage = "UPDATE ledger_entries SET balance_after = 71 WHERE amount = -30";
    check(damage, 2, "wallet user_001 GOLD_COINS").await;
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

#[tokio::test]
async fn a_changed_transaction_is_found() {
    for change in ["amount = 31", "description = 'a shield'", "flow = 3", "metadata = '{}'", "reference = 'r'"] {
        check(&format!("UPDATE transactions SET {change} WHERE idempotency_key = 'a'"), 5, "transaction ").await;
    }
    // Both legs and every balance behind them, so that all sums hold.
    let consistent = "UPDATE ledger_entries SET amount = amount - 1, balance_after = balance_after - 1 WHERE amount = -20;
                      UPDATE ledger_entries SET amount = amount + 1, balance_after = balance_after + 1 WHERE amount = 20;
                      UPDATE wallets SET balance = balance - 1 WHERE owner = 'user_001';
                      UPDATE wallets SET balance = balance + 1 WHERE owner = 'system:revenue'";
    check(consistent, 1, "transaction ").await;
}

#[tokio::test]
async fn a_changed_key_or_owner_is_found() {
    check("UPDATE transactions SET idempotency_key = 'z' WHERE idempotency_key = 'a'", 5, "transaction ").await;
    check("UPDATE transactions SET owner = 'user_002' WHERE idempotency_key = 'a'", 5, "transaction ").await;
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
        let damage = "SET session_replication_role = replica;
                      UPDATE ledger_entries SET amount = amount * 2 WHERE sequence = 3";
        fixture.by_hand().await.batch_execute(damage).await.expect("a superuser may do this");
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

/// What is found after damage to a ledger with a hold of 40, of which 15 were captured, and a spend of 30, of which 10
/// were reversed.
async fn check_claims(damage: &str, invariant: u8, subject: &str) {
    let fixture = Fixture::new().await;
    play(fixture.store(), 10, STORY).await;
    let hold = Command::hold(key("hold"), owner("user_001"), asset("GOLD_COINS"), amount(40), 900, Details::default());
    let hold = hold.expect("a time within bounds");
    let capture = Command::capture(&hold, key("capture"), Some(amount(15)), false, Details::default());
    let spent = spend("user_001", "GOLD_COINS", 30, "a");
    let back = Command::reversal(&spent, key("back"), Some(amount(10)), OnShortfall::Refuse, Details::default());
    let orders = [hold, capture.expect("a hold"), back.expect("reversible")];
    check_after(&fixture, &orders, damage, (invariant, subject)).await;
}

/// Has orders carried out, of which nothing is found, does the damage, and looks for what is to be found then.
async fn check_after(fixture: &Fixture, orders: &[Command], damage: &str, (invariant, subject): (u8, &str)) {
    for outcome in fixture.ledger.execute(orders).await.expect("the store works") {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
    let sql = format!("SET session_replication_role = replica; {damage}");
    fixture.by_hand().await.batch_execute(&sql).await.expect("a superuser may do this");
    let findings = fixture.ledger.verify().await.expect("the store works").findings;
    let found = findings.iter().any(|f| f.invariant.number() == invariant && f.subject.starts_with(subject));
    assert!(found, "{damage}: {findings:?}");
}

#[tokio::test]
async fn a_claim_that_does_not_follow_from_its_transactions_is_found() {
    let claim = |key: &str| format!("claim {}", spend("user_001", "GOLD_COINS", 1, key).id());
    for (damage, key) in [
        ("UPDATE claims SET taken = 14 WHERE kind = 1", "hold"),
        ("UPDATE claims SET amount = 41 WHERE kind = 1", "hold"),
        ("UPDATE claims SET status = 3 WHERE kind = 1", "hold"),
        ("UPDATE claims SET expires_at = expires_at + interval '1 s' WHERE kind = 1", "hold"),
        ("UPDATE claims SET taken = 11 WHERE kind = 2", "a"),
        ("UPDATE transactions SET about = NULL WHERE flow = 6", "hold"),
    ] {
        check_claims(damage, 7, &claim(key)).await;
    }
    check_claims("UPDATE transactions SET about = id WHERE flow = 9", 5, "transaction ").await;
    check_claims("DELETE FROM claims", 7, "transaction ").await;
    check_claims("DELETE FROM claims", 7, "wallet user_001 GOLD_COINS").await;
}

#[tokio::test]
async fn what_is_held_without_a_hold_and_what_is_not_held_for_one_are_found() {
    check_claims("UPDATE wallets SET held = 24 WHERE held = 25", 7, "wallet user_001 GOLD_COINS").await;
    check_claims("UPDATE wallets SET held = 1 WHERE owner = 'system:revenue'", 7, "wallet system:revenue").await;
}

/// What is found after damage to a ledger in which user_009 owes 30, of 50 that were owed.
async fn check_debts(damage: &str, invariant: u8, subject: &str) {
    let fixture = Fixture::new().await;
    play(fixture.store(), 10, STORY).await;
    fixture.ledger.open_wallet(&owner("user_009"), &asset("GOLD_COINS")).await.expect("the store works");
    check_after(&fixture, &owing_30("user_009", "GOLD_COINS"), damage, (invariant, subject)).await;
}

#[tokio::test]
async fn a_debt_that_is_told_or_booked_alone_is_found() {
    let (player, debt) = ("wallet user_009 GOLD_COINS", "wallet system:debt:user_009 GOLD_COINS");
    let told = |debt: u8, player: u8| format!("UPDATE wallets SET debt = {debt} WHERE owner = 'user_00{player}'");
    check_debts(&told(29, 9), 8, player).await;
    check_debts(&told(29, 9), 8, debt).await;
    check_debts(&told(0, 9), 8, debt).await;
    check_debts(&told(5, 1), 8, "wallet user_001 GOLD_COINS").await;
    let renamed = "UPDATE wallets SET owner = 'system:debt:user_008' WHERE owner = 'system:debt:user_009'";
    check_debts(renamed, 8, player).await;
}

#[tokio::test]
async fn changed_effects_and_changed_terms_are_found() {
    check_claims("UPDATE transactions SET effects = replace(effects, '25', '24')", 4, "commit ").await;
    check_claims("UPDATE transactions SET terms = replace(terms, '900', '901')", 5, "transaction ").await;
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
    let client = fixture.by_hand().await;
    let by = async |difference: i32| {
        let sql = format!(
            "SET session_replication_role = replica; UPDATE ledger_entries SET balance_after = balance_after + {difference} \
             WHERE sequence = 1 AND wallet_id = (SELECT id FROM wallets WHERE owner = 'user_001' ORDER BY id LIMIT 1)"
        );
        client.batch_execute(&sql).await.expect("a superuser may do this");
        fixture.ledger.verify().await.expect("the store works").findings.len()
    };
    let recorded =
        async || fixture.ledger.last_verification().await.expect("the store works").expect("recorded").findings;
    assert!(by(1).await > 0);
    assert_eq!(since(&proven.heads).await.findings, []);
    assert!(recorded().await > 0);
    assert_eq!((by(-1).await, recorded().await), (0, 0));

    let sql =
        "SET session_replication_role = replica; UPDATE wallets SET balance = balance + 1 WHERE owner = 'user_001'";
    client.batch_execute(sql).await.expect("a superuser may do this");
    let found = since(&proof.heads).await.findings;
    for invariant in [2, 3] {
        assert!(found.iter().any(|finding| finding.invariant.number() == invariant), "{found:?}");
    }

    assert_eq!(fixture.ledger.last_backup().await.expect("the store works"), None);
    let backup = BackupRecord { finished_at: proof.finished_at, findings: Some(0) };
    fixture.ledger.record_backup(backup).await.expect("the store works");
    assert_eq!(fixture.ledger.last_backup().await.expect("the store works"), Some(backup));
}
