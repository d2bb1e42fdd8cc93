//! What the code would never write, the tables refuse: the second wall behind the domain's rules.

use crate::common::Fixture;
use wallet_domain::testing::play;
use wallet_domain::{Flow, Reference, ShardKey};

async fn booked() -> Fixture {
    let fixture = Fixture::new().await;
    let opening = "asset GOLD_COINS\n mint GOLD_COINS 1000 key m -> posted 1000\n wallet user_001 GOLD_COINS 100";
    play(fixture.store(), 1, opening).await;
    fixture
}

async fn sqlstate(fixture: &Fixture, sql: &str) -> String {
    let refused = fixture.by_hand().await.batch_execute(sql).await.expect_err(sql);
    refused.code().expect("the server refused it").code().to_owned()
}

#[tokio::test]
async fn balances_below_the_floor_and_wrong_floors_are_refused() {
    let fixture = booked().await;
    for sql in [
        "UPDATE wallets SET balance = -1 WHERE owner = 'user_001'",
        "UPDATE wallets SET floor = -5 WHERE owner = 'user_001'",
        "UPDATE wallets SET balance = 9007199254740992 WHERE owner = 'user_001'",
        "UPDATE wallets SET id = id + (1::int8 << 48) WHERE owner = 'user_001'",
        "UPDATE wallets SET status = 9 WHERE owner = 'user_001'",
    ] {
        assert_eq!(sqlstate(&fixture, sql).await, "23514", "{sql}");
    }
}

#[tokio::test]
async fn booked_rows_cannot_be_changed_deleted_or_truncated() {
    let fixture = booked().await;
    for sql in [
        "UPDATE transactions SET amount = 1",
        "DELETE FROM transactions",
        "TRUNCATE transactions",
        "UPDATE ledger_entries SET amount = 1 WHERE false",
        "DELETE FROM ledger_entries",
        "TRUNCATE ledger_entries",
        "UPDATE commits SET number = 9",
        "DELETE FROM commits",
        "TRUNCATE commits CASCADE",
        "UPDATE changes SET actor = 'nobody'",
        "DELETE FROM changes",
        "TRUNCATE changes",
    ] {
        assert_eq!(sqlstate(&fixture, sql).await, "23001", "{sql}");
    }
}

#[tokio::test]
async fn a_key_an_entry_and_a_commit_are_recorded_once_and_entries_are_not_zero() {
    let fixture = booked().await;
    for (sql, state) in [
        ("INSERT INTO transactions SELECT * FROM transactions LIMIT 1", "23505"),
        ("INSERT INTO ledger_entries SELECT * FROM ledger_entries LIMIT 1", "23505"),
        ("INSERT INTO commits SELECT * FROM commits LIMIT 1", "23505"),
        (
            "INSERT INTO ledger_entries SELECT shard_key, wallet_id, 99, transaction_id, 0, 0, created_at \
             FROM ledger_entries LIMIT 1",
            "23514",
        ),
        ("INSERT INTO wallets SELECT * FROM wallets LIMIT 1", "23505"),
    ] {
        assert_eq!(sqlstate(&fixture, sql).await, state, "{sql}");
    }
}

#[tokio::test]
async fn a_claim_is_taken_from_and_ends_once() {
    let fixture = booked().await;
    let claim = |kind: u8, taken: u8, status: u8, expires_at: &str| {
        format!(
            "INSERT INTO claims SELECT shard_key, gen_random_uuid(), {kind}, id, 10, {taken}, {status}, {expires_at} \
             FROM wallets WHERE owner = 'user_001'"
        )
    };
    for sql in [
        claim(3, 0, 1, "now()"),
        claim(1, 11, 2, "now()"),
        claim(1, 10, 1, "now()"),
        claim(1, 0, 1, "NULL"),
        claim(2, 0, 1, "now()"),
        claim(2, 0, 4, "NULL"),
        "UPDATE wallets SET held = -1 WHERE owner = 'user_001'".to_owned(),
        "UPDATE wallets SET held = balance + 1 WHERE owner = 'user_001'".to_owned(),
    ] {
        assert_eq!(sqlstate(&fixture, &sql).await, "23514", "{sql}");
    }
    let client = fixture.by_hand().await;
    client.batch_execute(&claim(1, 4, 1, "now()")).await.expect("a sound claim");
    for sql in [
        "UPDATE claims SET amount = 11",
        "UPDATE claims SET expires_at = expires_at + interval '1 s'",
        "UPDATE claims SET taken = 3",
        "DELETE FROM claims",
        "TRUNCATE claims",
    ] {
        assert_eq!(sqlstate(&fixture, sql).await, "23001", "{sql}");
    }
    client.batch_execute("UPDATE claims SET taken = 5, status = 3").await.expect("it is released");
    assert_eq!(sqlstate(&fixture, "UPDATE claims SET status = 1").await, "23001");
}

#[tokio::test]
async fn a_debt_is_at_most_nothing_with_a_floor_of_its_own() {
    let fixture = booked().await;
    let open = |floor: i64| {
        format!(
            "INSERT INTO wallets (shard_key, id, owner, asset_id, balance, sequence, version, floor, status, last_entry_at, \
             created_at) SELECT shard_key, id + 99, 'system:debt:user_001', asset_id, 0, 0, 0, {floor}, 1, now(), now() \
             FROM wallets WHERE owner = 'user_001'"
        )
    };
    assert_eq!(sqlstate(&fixture, &open(0)).await, "23514");
    let client = fixture.by_hand().await;
    client.batch_execute(&open(-9_007_199_254_740_991)).await.expect("the wallet of a debt");
    for sql in [
        "UPDATE wallets SET balance = 1 WHERE owner = 'system:debt:user_001'",
        "UPDATE wallets SET debt = -1 WHERE owner = 'user_001'",
        "UPDATE wallets SET debt = 9007199254740992 WHERE owner = 'user_001'",
    ] {
        assert_eq!(sqlstate(&fixture, sql).await, "23514", "{sql}");
    }
}

#[tokio::test]
async fn a_credit_of_a_payment_is_filed_once_and_for_good() {
    let fixture = booked().await;
    let file = |shard: i64, payment_ref: &str, ordinal: i64| {
        format!("INSERT INTO payments VALUES ({shard}, '{payment_ref}', {ordinal}, gen_random_uuid())")
    };
    fixture.by_hand().await.batch_execute(&file(7, "pay_1", 1)).await.expect("it is filed");
    assert_eq!(sqlstate(&fixture, &file(7, "pay_1", 1)).await, "23505");
    for bad in [file(7, "", 1), file(1024, "pay_1", 1)] {
        assert_eq!(sqlstate(&fixture, &bad).await, "23514", "{bad}");
    }
    for change in ["UPDATE payments SET ordinal = 2", "DELETE FROM payments", "TRUNCATE payments"] {
        assert_eq!(sqlstate(&fixture, change).await, "23001", "{change}");
    }
}

#[tokio::test]
async fn the_database_files_a_payment_where_the_domain_does() {
    let fixture = Fixture::new().await;
    let client = fixture.by_hand().await;
    for payment_ref in ["pay_1", "stripe_pi_9", "x", "ä/Ω \u{1f9e7}"] {
        let row = client.query_one("SELECT shard_key_of_payment($1)", &[&payment_ref]).await.expect("a row");
        let shard: i16 = row.get(0);
        assert_eq!(shard, ShardKey::of_payment(&Reference::new(payment_ref).expect("valid")).value(), "{payment_ref}");
    }
}

#[tokio::test]
async fn only_known_flows_are_posted_and_only_what_moves_nothing_without_legs() {
    let fixture = booked().await;
    let posted = |flow: u8, legs: &str| {
        format!(
            "INSERT INTO transactions SELECT shard_key, gen_random_uuid(), owner, idempotency_key, fingerprint, {flow}, 1, \
             asset_id, amount, reference, description, metadata, {legs}, {legs}, NULL, created_at, NULL, NULL, NULL, NULL \
             FROM transactions WHERE flow = 3 LIMIT 1"
        )
    };
    let unknown = u8::try_from(Flow::ALL.len() + 1).expect("few");
    for (flow, legs) in [(4, "'{}'"), (6, "'{}'"), (9, "'{}'"), (5, "'{1,2}'"), (0, "'{1,2}'"), (unknown, "'{1,2}'")] {
        assert_eq!(sqlstate(&fixture, &posted(flow, legs)).await, "23514", "{flow} {legs}");
    }
    fixture.by_hand().await.batch_execute(&posted(5, "'{}'")).await.expect("a hold has no legs");
}

#[tokio::test]
async fn the_view_for_analysts_joins_entries_with_their_transactions() {
    let fixture = booked().await;
    let sql = "SELECT owner, asset, flow, entry_type, amount, balance_after FROM entry_details \
               WHERE idempotency_key = 'opening grant GOLD_COINS' ORDER BY amount";
    let rows = fixture.by_hand().await.query(sql, &[]).await.expect("the view works");
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let texts: [&str; 4] = [row.get(0), row.get(1), row.get(2), row.get(3)];
            format!("{} {} {}", texts.join(" "), row.get::<_, i64>(4), row.get::<_, i64>(5))
        })
        .collect();
    assert_eq!(lines, ["system:treasury GOLD_COINS bonus debit -100 900", "user_001 GOLD_COINS bonus credit 100 100"]);
}
