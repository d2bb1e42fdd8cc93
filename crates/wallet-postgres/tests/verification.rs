//! Whatever a hand in the tables breaks, verify finds and names.

mod common;

use common::Fixture;
use wallet_domain::testing::play;
use wallet_domain::{Finding, Verifier};

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
    assert_eq!(verification.transactions, 6);
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
    check("DELETE FROM commits WHERE number = 2", 4, "lane 0").await;
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
