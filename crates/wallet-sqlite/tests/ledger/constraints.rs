//! The file refuses bad rows even when all our code is bypassed.

use crate::common::Fixture;
use rusqlite::{Connection, ffi};
use wallet_domain::Flow;
use wallet_domain::testing::{play, spend};

async fn with_a_ledger() -> Fixture {
    let fixture = Fixture::new();
    let script = "
        asset  GOLD_COINS
        mint   GOLD_COINS 1000 key m          -> posted 1000
        wallet user_001 GOLD_COINS 100
        spend  user_001 GOLD_COINS 30 key a   -> posted 70
        spend  user_001 GOLD_COINS 999 key b  -> insufficient funds
    ";
    play(&fixture.ledger, 1, script).await;
    fixture
}

/// The extended result code of a statement that is refused.
fn refusal(connection: &Connection, sql: &str) -> i32 {
    match connection.execute(sql, []) {
        Err(error) => error.sqlite_error().expect("SQLite refused it").extended_code,
        Ok(changed) => panic!("not refused, {changed} rows: {sql}"),
    }
}

#[tokio::test]
async fn a_wallet_cannot_be_below_its_floor_or_over_the_limit() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    for sql in [
        "UPDATE wallets SET balance = -1 WHERE owner = 'user_001'",
        "UPDATE wallets SET balance = 9007199254740992 WHERE owner = 'user_001'",
        "UPDATE wallets SET floor = 71 WHERE owner = 'user_001'",
        "UPDATE wallets SET status = 9",
        "UPDATE wallets SET sequence = -1",
    ] {
        assert_eq!(refusal(&connection, sql), ffi::SQLITE_CONSTRAINT_CHECK, "{sql}");
    }
}

#[tokio::test]
async fn an_owner_has_one_wallet_of_an_asset_and_the_asset_is_there() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    connection.pragma_update(None, "foreign_keys", true).expect("switched on");
    let again = "INSERT INTO wallets SELECT (shard_key << 48) | 99, 99, shard_key, owner, asset_id, stripe, 0, 0, 0, 0,
                 1, 0, 0, NULL, 0, NULL, 0 FROM wallets WHERE owner = 'user_001'";
    assert_eq!(refusal(&connection, again), ffi::SQLITE_CONSTRAINT_UNIQUE);
    let elsewhere = again.replace("asset_id, stripe", "77, stripe");
    assert_eq!(refusal(&connection, &elsewhere), ffi::SQLITE_CONSTRAINT_FOREIGNKEY);
}

#[tokio::test]
async fn a_wallet_keeps_its_name_and_is_never_deleted() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    for sql in ["UPDATE wallets SET owner = 'user_009' WHERE owner = 'user_001'", "DELETE FROM wallets"] {
        assert_eq!(refusal(&connection, sql), ffi::SQLITE_CONSTRAINT_TRIGGER, "{sql}");
    }
}

#[tokio::test]
async fn an_entry_moves_something_and_follows_an_earlier_one_unless_it_is_the_first() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let entry = |sequence, previous, amount| {
        format!(
            "INSERT INTO ledger_entries SELECT 99, wallet_id, {sequence}, {previous}, transaction_number, {amount},
             balance_after FROM ledger_entries WHERE number = 1"
        )
    };
    assert_eq!(refusal(&connection, &entry("99", "1", "0")), ffi::SQLITE_CONSTRAINT_CHECK);
    assert_eq!(refusal(&connection, &entry("0", "1", "5")), ffi::SQLITE_CONSTRAINT_CHECK);
    assert_eq!(refusal(&connection, &entry("99", "NULL", "5")), ffi::SQLITE_CONSTRAINT_CHECK);
    assert_eq!(refusal(&connection, &entry("1", "1", "5")), ffi::SQLITE_CONSTRAINT_CHECK);
    assert_eq!(refusal(&connection, &entry("99", "99", "5")), ffi::SQLITE_CONSTRAINT_CHECK);
    assert_eq!(refusal(&connection, &entry("99", "1", "'five'")), ffi::SQLITE_CONSTRAINT_DATATYPE);
    assert_eq!(connection.execute(&entry("16", "1", "5"), []), Ok(1));
    let again = entry("16", "1", "5").replace("99", "100");
    assert_eq!(refusal(&connection, &again), ffi::SQLITE_CONSTRAINT_UNIQUE, "a mark is one entry");
}

#[tokio::test]
async fn a_wallet_says_what_its_latest_entry_says_and_never_goes_back() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let before = "FROM ledger_entries e WHERE e.wallet_id = wallets.id AND e.sequence = 1";
    for change in [
        "balance = balance + 1".to_owned(),
        "sequence = sequence + 1".to_owned(),
        "last_entry = last_entry - 1".to_owned(),
        "last_entry = NULL".to_owned(),
        "balance = 0, sequence = 0, last_entry = NULL".to_owned(),
        format!("(balance, sequence, last_entry) = (SELECT e.balance_after, e.sequence, e.number {before})"),
    ] {
        let sql = format!("UPDATE wallets SET {change} WHERE owner = 'user_001'");
        assert_eq!(refusal(&connection, &sql), ffi::SQLITE_CONSTRAINT_TRIGGER, "{sql}");
    }
    let unchanged = "UPDATE wallets SET balance = balance, sequence = sequence, version = version + 1";
    assert_eq!(connection.execute(unchanged, []), Ok(4), "that of an empty wallet too");
}

#[tokio::test]
async fn a_wallet_is_opened_without_entries() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let open = |balance, sequence, last_entry| {
        format!(
            "INSERT INTO wallets SELECT (shard_key << 48) | 99, 99, shard_key, 'user_002', asset_id, stripe, {balance},
             {sequence}, 0, 0, 1, 0, 0, {last_entry}, 0, NULL, 0 FROM wallets WHERE owner = 'user_001'"
        )
    };
    for sql in [open("1", "0", "NULL"), open("0", "1", "NULL"), open("0", "0", "1"), open("balance", "2", "last_entry")]
    {
        assert_eq!(refusal(&connection, &sql), ffi::SQLITE_CONSTRAINT_TRIGGER, "{sql}");
    }
    assert_eq!(connection.execute(&open("0", "0", "NULL"), []), Ok(1));
}

#[tokio::test]
async fn a_key_is_used_once_and_a_transaction_is_posted_or_rejected() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let copy = "INSERT INTO transactions SELECT 99, ID, shard_key, owner, idempotency_key, fingerprint, flow, STATUS,
                asset_id, AMOUNT, reference, description, metadata, first_entry, entry_count, rejection, created_at,
                commit_number, terms, effects, about, origin FROM transactions WHERE number = 1";
    let with = |id, status, amount| copy.replace("ID", id).replace("STATUS", status).replace("AMOUNT", amount);
    assert_eq!(refusal(&connection, &with("id", "status", "amount")), ffi::SQLITE_CONSTRAINT_UNIQUE);
    let other = "zeroblob(16)";
    assert_eq!(refusal(&connection, &with("zeroblob(15)", "status", "amount")), ffi::SQLITE_CONSTRAINT_CHECK);
    assert_eq!(refusal(&connection, &with(other, "2", "amount")), ffi::SQLITE_CONSTRAINT_CHECK);
    assert_eq!(refusal(&connection, &with(other, "status", "0")), ffi::SQLITE_CONSTRAINT_CHECK);
}

#[tokio::test]
async fn what_is_booked_cannot_be_updated_or_deleted() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    for (table, column) in [("transactions", "amount"), ("ledger_entries", "amount"), ("commits", "created_at")] {
        for sql in [format!("UPDATE {table} SET {column} = {column} + 1"), format!("DELETE FROM {table}")] {
            assert_eq!(refusal(&connection, &sql), ffi::SQLITE_CONSTRAINT_TRIGGER, "{sql}");
        }
    }
    let gap = "INSERT INTO commits (number, first_transaction, transaction_count, created_at) VALUES (99, 9, 1, 0)";
    assert_eq!(refusal(&connection, gap), ffi::SQLITE_CONSTRAINT_TRIGGER);
    for change in ["UPDATE lanes SET lane = 1", "DELETE FROM lanes"] {
        assert_eq!(refusal(&connection, change), ffi::SQLITE_CONSTRAINT_TRIGGER, "{change}");
    }
}

#[tokio::test]
async fn each_lane_numbers_its_commits_without_gaps() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let insert = |lane: i64, number: i64| {
        format!(
            "INSERT INTO commits (number, first_transaction, transaction_count, created_at)
             VALUES ({lane} << 48 | {number}, 9, 1, 0)"
        )
    };
    let latest = "SELECT max(number) FROM commits";
    let latest: i64 = connection.query_row(latest, [], |row| row.get(0)).expect("a number");
    // What a copied ledger brings along stands beside the writer's own lane, and behind nothing of it.
    for (lane, number, is_next) in [
        (2, 2, false),
        (2, 1, true),
        (2, 1, false),
        (2, 3, false),
        (2, 2, true),
        (1, 2, false),
        (1, 1, true),
        (0, latest, false),
        (0, latest + 2, false),
        (0, latest + 1, true),
        (2, 3, true),
    ] {
        if is_next {
            connection.execute_batch(&insert(lane, number)).expect("it is the next");
        } else {
            let code = refusal(&connection, &insert(lane, number));
            assert!(
                [ffi::SQLITE_CONSTRAINT_TRIGGER, ffi::SQLITE_CONSTRAINT_PRIMARYKEY].contains(&code),
                "{lane} {number}"
            );
        }
    }
}

#[tokio::test]
async fn analysts_find_an_entry_and_its_transaction_in_one_row() {
    let fixture = with_a_ledger().await;
    let line = "SELECT transaction_id, owner, asset, amount, entry_type, balance_after, flow FROM entry_details
                WHERE owner = 'user_001' AND sequence = 2";
    let text = |row: &rusqlite::Row<'_>, column| row.get::<_, String>(column).expect("a text");
    let found = fixture.by_hand().query_row(line, [], |row| {
        let figures = (row.get::<_, i64>(3)?, row.get::<_, i64>(5)?);
        Ok(([0, 1, 2, 4, 6].map(|column| text(row, column)), figures))
    });
    let id = spend("user_001", "GOLD_COINS", 30, "a").id().to_string();
    let words = [id.as_str(), "user_001", "GOLD_COINS", "debit", "spend"].map(str::to_owned);
    assert_eq!(found.expect("there is one"), (words, (-30, 70)));
}

#[tokio::test]
async fn only_known_flows_are_posted_and_only_what_moves_nothing_without_entries() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let copy = |flow: u8, count: u8| {
        format!(
            "INSERT INTO transactions SELECT 99, zeroblob(16), shard_key, owner, idempotency_key, fingerprint, {flow}, 1,
             asset_id, amount, reference, description, metadata, 1, {count}, NULL, created_at, commit_number, NULL, NULL,
             NULL, NULL FROM transactions WHERE number = 1"
        )
    };
    for (flow, count) in [(4, 0), (6, 0), (9, 0), (5, 1), (4, 1)] {
        assert_eq!(refusal(&connection, &copy(flow, count)), ffi::SQLITE_CONSTRAINT_CHECK, "{flow} {count}");
    }
    connection.pragma_update(None, "foreign_keys", true).expect("as the writer has it");
    let unknown = u8::try_from(Flow::ALL.len() + 1).expect("few");
    for flow in [0, unknown] {
        assert_eq!(refusal(&connection, &copy(flow, 2)), ffi::SQLITE_CONSTRAINT_FOREIGNKEY, "{flow}");
    }
    assert_eq!(connection.execute(&copy(5, 0), []), Ok(1));
}

#[tokio::test]
async fn a_claim_is_taken_from_and_ends_once() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let make = |id: &str, kind: u8, taken: u8, status: u8, expires_at: &str| {
        format!("INSERT INTO claims SELECT {id}, {kind}, id, 10, {taken}, {status}, {expires_at} FROM wallets LIMIT 1")
    };
    for sql in [
        make("zeroblob(15)", 1, 0, 1, "5"),
        make("zeroblob(16)", 3, 0, 1, "5"),
        make("zeroblob(16)", 1, 11, 2, "5"),
        make("zeroblob(16)", 1, 10, 1, "5"),
        make("zeroblob(16)", 1, 0, 1, "NULL"),
        make("zeroblob(16)", 2, 0, 1, "5"),
        make("zeroblob(16)", 2, 0, 4, "NULL"),
    ] {
        assert_eq!(refusal(&connection, &sql), ffi::SQLITE_CONSTRAINT_CHECK, "{sql}");
    }
    assert_eq!(connection.execute(&make("zeroblob(16)", 1, 4, 1, "5"), []), Ok(1));
    for change in ["amount = 11", "expires_at = 6", "kind = 1", "taken = 3"] {
        let sql = format!("UPDATE claims SET {change}");
        assert_eq!(refusal(&connection, &sql), ffi::SQLITE_CONSTRAINT_TRIGGER, "{sql}");
    }
    assert_eq!(refusal(&connection, "DELETE FROM claims"), ffi::SQLITE_CONSTRAINT_TRIGGER);
    assert_eq!(connection.execute("UPDATE claims SET taken = 5, status = 3", []), Ok(1));
    assert_eq!(refusal(&connection, "UPDATE claims SET status = 1"), ffi::SQLITE_CONSTRAINT_TRIGGER);
    for held in ["-1", "balance + 1"] {
        let sql = format!("UPDATE wallets SET held = {held} WHERE owner = 'user_001'");
        assert_eq!(refusal(&connection, &sql), ffi::SQLITE_CONSTRAINT_CHECK, "{sql}");
    }
}

#[tokio::test]
async fn a_debt_is_at_most_nothing_and_its_owner_has_the_longer_name() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let open = |owner: &str| {
        format!(
            "INSERT INTO wallets SELECT (shard_key << 48) | 99, 99, shard_key, '{owner}', asset_id, stripe, 0, 0, 0,
             -9007199254740991, 1, 0, 0, NULL, 0, NULL, 0 FROM wallets WHERE owner = 'user_001'"
        )
    };
    let long = "x".repeat(101);
    for owner in [long.clone(), format!("system:debt:{long}")] {
        assert_eq!(refusal(&connection, &open(&owner)), ffi::SQLITE_CONSTRAINT_CHECK, "{owner}");
    }
    assert_eq!(connection.execute(&open(&format!("system:debt:{}", &long[1..])), []), Ok(1));
    let above = "UPDATE wallets SET balance = 1 WHERE owner LIKE 'system:debt:%'";
    assert_eq!(refusal(&connection, above), ffi::SQLITE_CONSTRAINT_CHECK);
    let less = "UPDATE wallets SET debt = -1 WHERE owner = 'user_001'";
    assert_eq!(refusal(&connection, less), ffi::SQLITE_CONSTRAINT_CHECK);
}

#[tokio::test]
async fn a_change_is_kept_as_it_was_made() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    for sql in ["UPDATE changes SET actor = 'nobody'", "DELETE FROM changes"] {
        assert_eq!(refusal(&connection, sql), ffi::SQLITE_CONSTRAINT_TRIGGER, "{sql}");
    }
    let status = |code| format!("UPDATE wallets SET status = {code} WHERE owner = 'user_001'");
    assert_eq!(refusal(&connection, &status(6)), ffi::SQLITE_CONSTRAINT_CHECK);
    assert_eq!(connection.execute(&status(5), []), Ok(1));
}

#[tokio::test]
async fn a_credit_of_a_payment_is_filed_once_and_for_good() {
    let fixture = with_a_ledger().await;
    let connection = fixture.by_hand();
    let file = |payment_ref: &str, ordinal: i64, id: &str| {
        format!("INSERT INTO payments VALUES ('{payment_ref}', {ordinal}, {id})")
    };
    assert_eq!(connection.execute(&file("pay_1", 1, "zeroblob(16)"), []), Ok(1));
    let again = refusal(&connection, &file("pay_1", 1, "zeroblob(16)"));
    assert_eq!(again, ffi::SQLITE_CONSTRAINT_PRIMARYKEY);
    for bad in [file("", 1, "zeroblob(16)"), file("pay_2", 1, "zeroblob(15)")] {
        assert_eq!(refusal(&connection, &bad), ffi::SQLITE_CONSTRAINT_CHECK, "{bad}");
    }
    for change in ["UPDATE payments SET ordinal = 2", "DELETE FROM payments"] {
        assert_eq!(refusal(&connection, change), ffi::SQLITE_CONSTRAINT_TRIGGER, "{change}");
    }
}

#[tokio::test]
async fn every_constraint_has_a_name() {
    let fixture = Fixture::new();
    let connection = fixture.by_hand();
    let tables = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name <> 'refinery_schema_history'";
    let mut statement = connection.prepare(tables).expect("prepared");
    let tables: Vec<String> =
        statement.query_map([], |row| row.get(0)).expect("queried").map(|sql| sql.expect("a text")).collect();
    assert_eq!(tables.len(), 29);
    for line in tables.iter().flat_map(|sql| sql.lines()) {
        let words = ["CHECK", "UNIQUE", "PRIMARY KEY", "REFERENCES"];
        if words.iter().any(|word| line.contains(word)) {
            assert!(line.contains("CONSTRAINT "), "{line}");
        }
    }
}
