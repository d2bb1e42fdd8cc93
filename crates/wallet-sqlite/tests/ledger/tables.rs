//! What a copy of a ledger takes with it: each table is copied, or there is a reason why not (docs/operations.md).

use std::collections::BTreeSet;

use crate::common::Fixture;

/// What `wallet copy` takes, and the figures that it makes anew from it.
const COPIED: [&str; 11] = [
    "api_keys",
    "assets",
    "changes",
    "claims",
    "commits",
    "feed",
    "lanes",
    "ledger_entries",
    "payments",
    "transactions",
    "wallets",
];

/// What it leaves, and why.
const LEFT: [(&str, &[&str]); 6] = [
    ("the program's own words", &["flows"]),
    ("folded anew from the feed", &["rollup_active", "rollup_days", "rollup_state", "rollups"]),
    ("looked at anew; the days before stay with the source", &["holder_days", "ownerships", "snapshots"]),
    ("about the store and not the ledger", &["backups", "copies", "verifications"]),
    (
        "made anew by who receives them: two ledgers that send the same events would send them twice",
        &["alerts", "webhook_attempts", "webhook_parked", "webhook_partitions", "webhooks"],
    ),
    ("of a day: asked for again, and counted anew", &["approvals", "cap_usages"]),
];

#[test]
fn each_table_is_copied_or_left_for_a_reason() {
    let fixture = Fixture::new();
    let hand = fixture.by_hand();
    let mut tables = hand
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'refinery%' AND name NOT LIKE 'sqlite%'")
        .expect("prepared");
    let tables: BTreeSet<String> =
        tables.query_map([], |row| row.get(0)).expect("queried").map(|row| row.expect("a text")).collect();
    let left = LEFT.iter().flat_map(|(_, tables)| tables.iter());
    let known: BTreeSet<String> = COPIED.iter().chain(left).map(|name| (*name).to_owned()).collect();
    assert_eq!(tables, known);
}
