//! Every statement is a look-up by a whole key or a walk along one, whatever ANALYZE has found out (decision 0008).

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::sql::ALL;

/// Statements that may read tables whole, by the names that they have there: small ones, and what is looked at for any row.
const SMALL: [(&str, &[&str]); 24] = [
    ("count_lanes", &["lanes"]),
    ("list_lanes", &["lanes", "l"]),
    ("list_assets", &["assets"]),
    ("export_assets", &["assets"]),
    ("list_api_keys", &["api_keys"]),
    ("list_approvals", &["approvals"]),
    ("list_stale_approvals", &["approvals"]),
    ("list_webhooks", &["webhooks"]),
    ("release_webhook_partitions", &["webhook_partitions"]),
    ("list_alerts", &["alerts"]),
    // Those of one day, and for the proof all days.
    ("list_rollup_active", &["rollup_active"]),
    ("list_rolled_days", &["rollups", "rollup_days"]),
    ("find_copy", &["copies"]),
    ("finish_copy", &["copies"]),
    ("list_schema", &["sqlite_schema"]),
    // Its one row.
    ("find_ownership", &["s"]),
    // The latest one, from the end.
    ("find_last_verification", &["verifications"]),
    ("insert_verification", &["v"]),
    ("find_last_backup", &["backups"]),
    // What is scanned is the two ranges that are looked up.
    ("list_system_wallets", &["w"]),
    // The first row of each, if there is one.
    ("has_records", &["assets", "wallets", "transactions", "ledger_entries", "commits", "api_keys"]),
    // Skipped unless a claim is without its wallet just then, which the key forbids.
    ("insert_wallet", &["claims"]),
    ("import_wallet", &["claims"]),
    // Sums over all wallets are what it is for.
    ("list_asset_proofs", &["a", "w"]),
];

/// Statements that walk along an owner's wallets, and sort the few that there are.
const OWNED: [&str; 6] =
    ["find_wallet", "list_lanes", "list_owned", "list_wallets", "list_system_wallets", "search_wallets"];

/// Statements whose result is small whatever the ledger holds, so that they may sort it.
const SORTED: [&str; 10] = [
    "list_rolled_days",
    "list_owned",
    "list_wallets",
    "list_system_wallets",
    "list_api_keys",
    "list_approvals",
    "list_stale_approvals",
    "list_lanes",
    "list_schema",
    "list_asset_proofs",
];

/// What has to be in an index's condition; a new index has to be told here.
fn whole_key(index: &str, statement: &str) -> &'static [&'static str] {
    match index {
        "sqlite_autoindex_assets_1" => &["code=?"],
        "sqlite_autoindex_wallets_2" if OWNED.contains(&statement) => &["owner"],
        "sqlite_autoindex_wallets_2" => &["owner=?", "asset_id=?", "stripe=?"],
        "sqlite_autoindex_transactions_1" | "sqlite_autoindex_api_keys_1" => &["id"],
        "ledger_entries_marks" => &["wallet_id=?", "sequence"],
        "claims_open" => &["wallet_id=?"],
        "claims_lapsing" => &["expires_at"],
        "transactions_about" => &["about=?"],
        "transactions_created_at" => &["(created_at,id)<"],
        "wallets_debtors" => &["asset_id=?"],
        "changes_owner" => &["owner=?"],
        "changes_wallet" => &["owner=?", "asset=?"],
        "changes_asset" => &["asset=?"],
        "changes_actor" => &["actor=?"],
        "changes_action" => &["action=?"],
        "changes_object" => &["object=?"],
        other => panic!("which columns are the whole key of {other}? It is for whole_key to say"),
    }
}

/// What is wrong with a step of a plan, if anything.
fn complaint(statement: &str, step: &str) -> Option<&'static str> {
    let words: Vec<&str> = step.split(' ').collect();
    let table = words.get(1).copied().unwrap_or_default();
    if words[0] == "SCAN" && step != "SCAN CONSTANT ROW" {
        let small = SMALL.iter().any(|(name, tables)| *name == statement && tables.contains(&table));
        return (!small).then_some("reads a table whole");
    }
    if step.contains("AUTOMATIC") && statement != "list_asset_proofs" {
        return Some("needs an index that is not there");
    }
    if step.starts_with("USE TEMP B-TREE") && !SORTED.contains(&statement) {
        return Some("sorts what an index has in order");
    }
    // A search without a condition is for an index's first or last.
    let is_search = words[0] == "SEARCH" && step.contains('(');
    let index = words.iter().position(|word| *word == "INDEX").filter(|_| is_search);
    let index = index.and_then(|at| words.get(at + 1)).filter(|index| !index.starts_with('('))?;
    let by_whole_key = whole_key(index, statement).iter().all(|column| step.contains(column));
    (!by_whole_key).then_some("not by a whole key")
}

fn complaints(connection: &Connection, state: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, _, sql) in ALL {
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("prepared");
        let values = rusqlite::params_from_iter(vec![1; plan.parameter_count()]);
        let steps = plan.query_map(values, |row| row.get::<_, String>(3)).expect("planned");
        for step in steps.map(|step| step.expect("a text")) {
            let told = complaint(name, &step).map(|told| format!("{name} ({state}): {told}: {step}"));
            complaints.extend(told);
        }
    }
    complaints
}

/// A ledger of so many wallets and entries, of which every second one is of the first wallet if that is hot. Constraints
/// are off: only how many rows there are and how they lie matters here.
fn ledger(wallets: u32, entries: u32, is_hot: bool) -> Connection {
    let mut connection = Connection::open_in_memory().expect("memory opens");
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).expect("as every connection has it");
    crate::migrate::apply(&mut connection, "memory").expect("the migrations apply");
    let hot = u32::from(is_hot);
    let numbers = |to: u32| format!("WITH RECURSIVE s (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM s WHERE k < {to})");
    let (to_wallets, to_entries, to_others) = (numbers(wallets), numbers(entries), numbers(2000));
    let fill = format!(
        "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;
         DROP TRIGGER wallets_opened_empty; DROP TRIGGER commits_no_gap;
         INSERT INTO assets (id, code, name, created_at) VALUES (1, 'GOLD_COINS', 'x', 0), (2, 'GEMS', 'x', 0);
         {to_wallets} INSERT INTO wallets (id, number, shard_key, owner, asset_id, stripe, balance, sequence, version, floor,
                                           status, last_entry_at, created_at, last_entry, debt)
         SELECT (k * 7919 % 1024) << 48 | k, k, k * 7919 % 1024,
                CASE k WHEN 1 THEN 'system:treasury' WHEN 2 THEN 'system:issuance' ELSE 'player_' || k END,
                1, 0, 0, 0, 0, 0, 1, 0, 0, k * 2, k % 100 = 0 FROM s;
         {to_entries} INSERT INTO transactions (number, id, shard_key, owner, idempotency_key, fingerprint, flow, status,
                                                asset_id, amount, first_entry, entry_count, created_at, commit_number, about)
         SELECT k, randomblob(16), 0, 'player', 'k' || k, zeroblob(32), 2, 1, 1, 1, 2 * k - 1, 2, 0, k,
                CASE WHEN k % 10 = 0 THEN CAST('000000000000000' || (k % 7) AS BLOB) END FROM s WHERE k % 2 = 0;
         {to_entries} INSERT INTO ledger_entries (number, wallet_id, sequence, previous, transaction_number, amount,
                                                  balance_after)
         SELECT k, CASE WHEN k % 2 = 0 AND {hot} THEN 1 ELSE k % {wallets} + 1 END,
                CASE WHEN k % 2 = 0 AND {hot} THEN k ELSE k / {wallets} + 1 END, NULL, (k + 1) / 2, 1, 1 FROM s;
         {to_entries} INSERT INTO commits (number, first_transaction, transaction_count, created_at)
         SELECT k, k, 1, 0 FROM s WHERE k % 2 = 0;
         {to_others} INSERT INTO claims (id, kind, wallet_id, amount, taken, status, expires_at)
         SELECT randomblob(16), 1, CASE WHEN k % 2 THEN 1 ELSE k % {wallets} END, 2, 0, CASE WHEN k % 3 THEN 1 ELSE 4 END, k
           FROM s;
         {to_others} INSERT INTO changes (at, actor, action, object, owner, asset, after)
         SELECT 0, 'x', 'x', CASE WHEN k % 5 = 0 THEN 'id_' || k END,
                CASE WHEN k % 2 THEN 'player_1' ELSE 'player_' || k END,
                CASE WHEN k % 3 THEN 'GOLD_COINS' ELSE 'GEMS' END, 'x' FROM s;"
    );
    connection.execute_batch(&fill).expect("rows");
    connection.pragma_update(None, "foreign_keys", true).expect("as the writer has it");
    connection
}

#[test]
fn every_statement_is_a_look_up_by_key_in_every_state() {
    let mut empty = Connection::open_in_memory().expect("memory opens");
    crate::migrate::apply(&mut empty, "memory").expect("the migrations apply");
    let mut told = complaints(&empty, "empty");
    for (state, wallets, entries, is_hot) in [
        ("grown", 5_000, 40_000, false),
        ("many wallets", 20_000, 20_000, false),
        ("few wallets", 10, 40_000, false),
        ("a wallet with half of all entries", 5_000, 40_000, true),
    ] {
        let connection = ledger(wallets, entries, is_hot);
        told.extend(complaints(&connection, state));
        connection.execute_batch("ANALYZE").expect("it may");
        told.extend(complaints(&connection, &format!("{state}, analyzed")));
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn a_step_that_is_no_look_up_is_told() {
    for (told, step) in [
        ("reads a table whole", "SCAN w USING INDEX sqlite_autoindex_wallets_2"),
        ("needs an index that is not there", "SEARCH w USING AUTOMATIC COVERING INDEX (asset_id=?)"),
        ("sorts what an index has in order", "USE TEMP B-TREE FOR ORDER BY"),
        ("not by a whole key", "SEARCH w USING INDEX sqlite_autoindex_wallets_2 (owner=? AND asset_id=?)"),
    ] {
        assert_eq!(complaint("find_wallet_state", step), Some(told));
    }
    assert_eq!(complaint("find_wallet_state", "SEARCH w USING INTEGER PRIMARY KEY (rowid=?)"), None);
}
