//! A store that an earlier program has filled is brought up to date with all that it holds, or left as it is.

mod common;

use std::collections::HashSet;
use std::sync::Arc;

use common::Fixture;
use refinery::Target;
use rusqlite::Connection;
use wallet_domain::testing::{
    MemoryLedger, SetClock, Workload, amount, asset, key, mint, open_plain_workload, owner, play, spend,
};
use wallet_domain::{
    AssetChange, ChangeNote, Command, Details, Flow, Ledger, Outcome, PageRequest, Policy, PolicyChange, Reference,
    Registry, StoreErrorKind, Transaction, Verifier, Wallets,
};
use wallet_sqlite::{SqliteConfig, SqliteLedger, migrate};

#[allow(unreachable_pub, missing_docs)]
mod embedded {
    refinery::embed_migrations!("../../migrations/sqlite");
}

/// What `tables` hold in the columns of schema 1.
const TABLES: [(&str, &str); 5] = [
    ("assets", "id, code, name, description, created_at"),
    (
        "wallets",
        "id, number, shard_key, owner, asset_id, stripe, balance, sequence, version, floor, status, last_entry_at,
         created_at",
    ),
    (
        "transactions",
        "number, id, shard_key, owner, idempotency_key, fingerprint, flow, status, asset_id, amount, reference,
         description, metadata, first_entry, entry_count, rejection, created_at, commit_number",
    ),
    ("ledger_entries", "number, wallet_id, sequence, transaction_number, amount, balance_after"),
    ("commits", "number, previous, root, first_transaction, transaction_count, created_at"),
];

/// A store with schema 1 that holds what the fixture's holds: the programs write the same, but for the links.
fn with_schema_1(fixture: &Fixture) -> SqliteConfig {
    let config = SqliteConfig::at(fixture.config.path.with_file_name("schema_1.db"));
    let mut connection = Connection::open(&config.path).expect("made");
    let runner = embedded::migrations::runner().set_target(Target::Version(1));
    runner.run(&mut connection).expect("the first migration applies");
    connection.execute("ATTACH ?1 AS newer", [fixture.config.path.to_str()]).expect("attached");
    for (table, columns) in TABLES {
        let copy = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table} ORDER BY 1");
        connection.execute(&copy, []).expect("copied");
    }
    config
}

fn open(config: &SqliteConfig) -> SqliteLedger {
    SqliteLedger::open(config.clone(), Arc::new(SetClock::at(1_800_000_000_000_000))).expect("the ledger opens")
}

/// Every row of every table in the columns of schema 1, as text.
fn rows(config: &SqliteConfig) -> Vec<String> {
    let connection = Connection::open(&config.path).expect("the file opens");
    let mut rows = Vec::new();
    for (table, columns) in TABLES {
        let columns: Vec<String> = columns.split(',').map(|column| format!("quote({})", column.trim())).collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY 1", columns.join(" || ',' || "));
        let mut statement = connection.prepare(&sql).expect("prepared");
        rows.extend(
            statement.query_map([], |row| row.get::<_, String>(0)).expect("read").map(|row| row.expect("text")),
        );
    }
    rows.sort_unstable();
    rows
}

fn schema(config: &SqliteConfig) -> Vec<(String, Option<String>)> {
    let connection = Connection::open(&config.path).expect("the file opens");
    let sql = "SELECT type || ' ' || name, sql FROM sqlite_schema ORDER BY 1";
    let mut statement = connection.prepare(sql).expect("prepared");
    let lines = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("read");
    lines.map(|line| line.expect("two texts")).collect()
}

#[tokio::test]
async fn a_store_of_schema_1_keeps_all_it_holds_and_goes_on() {
    let fixture = Fixture::new();
    let memory = MemoryLedger::new(fixture.clock.clone());
    open_plain_workload(&memory).await;
    open_plain_workload(&fixture.ledger).await;
    let mut workload = Workload::plain(3);
    let mut commands = Vec::new();
    for _ in 0..200 {
        let batch = workload.next_batch(20);
        memory.execute(&batch).await.expect("memory works");
        fixture.ledger.execute(&batch).await.expect("the store works");
        commands.extend(batch);
    }
    let config = with_schema_1(&fixture);
    let before = rows(&config);
    let error = SqliteLedger::open(config.clone(), fixture.clock.clone()).err().expect("it is to be migrated first");
    assert!(error.to_string().contains("has schema 1 and this program needs 11; run wallet migrate first"), "{error}");

    assert_eq!(
        migrate(&config).expect("the later migrations apply"),
        [
            "V2__linked_entries",
            "V3__api_keys",
            "V4__lanes_and_copies",
            "V5__claims",
            "V6__policies",
            "V7__debts",
            "V8__payments_and_origins",
            "V10__verified_heads",
            "V11__one_index_a_look_up"
        ]
    );
    assert_eq!(rows(&config), before);
    assert_eq!(schema(&config), schema(&fixture.config), "an old store has the schema of a new one");
    let ledger = open(&config);
    let proof = ledger.verify().await.expect("the store works");
    assert_eq!(proof.findings, []);
    assert!(memory.transactions().iter().any(|transaction| transaction.result.is_err()), "refusals were among them");
    assert!(memory.statements().iter().filter(|(_, entries)| entries.len() > 40).count() > 1);
    for (wallet, entries) in memory.statements() {
        let request = PageRequest { before: None, limit: u32::MAX };
        let page = ledger.list_entries(&wallet.owner, &wallet.asset, request).await.expect("the store works");
        let page = page.expect("the wallet is there").lines;
        let found = page.iter().rev().map(|line| (line.entry.sequence, line.entry.amount, line.entry.balance_after));
        let expected = entries.iter().map(|entry| (entry.sequence, entry.amount, entry.balance_after));
        assert!(found.eq(expected), "{} {}", wallet.owner, wallet.asset);
    }

    let before = rows(&config);
    let recorded: HashSet<_> = memory.transactions().iter().map(Transaction::id).collect();
    commands.retain(|command| recorded.contains(&command.id()));
    for batch in commands.chunks(100) {
        let outcomes = ledger.execute(batch).await.expect("the store works");
        assert!(outcomes.iter().all(|outcome| !matches!(outcome, Outcome::Decided(_))), "old keys are known");
    }
    assert_eq!(rows(&config), before);
    let mut workload = Workload::plain(4);
    for _ in 0..20 {
        ledger.execute(&workload.next_batch(20)).await.expect("the store works");
    }
    assert!(rows(&config).len() > before.len());
    assert_eq!(ledger.verify().await.expect("the store works").findings, []);
}

/// Payments of before are filed, the first credit of each under 1, and their assets go on as they did.
#[tokio::test]
async fn a_store_of_schema_1_files_the_payments_of_its_top_ups() {
    let fixture = Fixture::new();
    open_plain_workload(&fixture.ledger).await;
    let free = Policy::from_json(r#"{"payment_ref":"free"}"#).expect("it is valid");
    let free = AssetChange { policy: Some(PolicyChange::Whole(free)), ..AssetChange::default() };
    let gold = asset("GOLD_COINS");
    let changed = fixture.ledger.change_asset(&gold, &free, &ChangeNote::service()).await.expect("the store works");
    assert!(changed.is_ok(), "{changed:?}");
    let paid = |name: &str, payment_ref: &str| {
        let details = Details { reference: Reference::new(payment_ref).ok(), ..Details::default() };
        Command::new(Flow::TopUp, key(name), owner("player_1"), gold.clone(), amount(1), details).expect("a player")
    };
    let batch =
        [mint("GOLD_COINS", 9, "m"), paid("a", "pay_1"), paid("b", "pay_2"), paid("c", "pay_1"), paid("d", "pay_1")];
    for outcome in fixture.ledger.execute(&batch).await.expect("the store works") {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
    let config = with_schema_1(&fixture);
    migrate(&config).expect("the later migrations apply");
    let connection = Connection::open(&config.path).expect("the file opens");
    let mut filed = connection.prepare("SELECT payment_ref, ordinal, transaction_id FROM payments").expect("prepared");
    let filed = filed.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("read");
    let mut filed: Vec<(String, i64, [u8; 16])> = filed.map(|row| row.expect("three values")).collect();
    filed.sort_unstable_by_key(|(payment_ref, ordinal, _)| (payment_ref.clone(), -ordinal));
    let id = |name: &str| paid(name, "any").id().as_uuid().into_bytes();
    let expected = [("pay_1", 1, "a"), ("pay_1", 0, "c"), ("pay_1", -1, "d"), ("pay_2", 1, "b")];
    assert_eq!(filed, expected.map(|(payment_ref, ordinal, name)| (payment_ref.to_owned(), ordinal, id(name))));
    let policies: i64 = connection
        .query_row(r#"SELECT count(*) FROM assets WHERE policy = '{"payment_ref":"free"}'"#, [], |row| row.get(0))
        .expect("counted");
    assert_eq!(policies, 3);
}

#[tokio::test]
async fn an_empty_store_of_schema_1_is_migrated_too() {
    let fixture = Fixture::new();
    let config = with_schema_1(&fixture);
    migrate(&config).expect("the second migration applies");
    let ledger = open(&config);
    play(&ledger, 1, "asset GOLD_COINS\n mint GOLD_COINS 5 key m -> posted 5").await;
    assert_eq!(ledger.verify().await.expect("the store works").findings, []);
}

#[tokio::test]
async fn a_store_with_a_gap_is_not_migrated_and_stays_as_it_is() {
    let fixture = Fixture::new();
    let story = "
        asset  GOLD_COINS
        mint   GOLD_COINS 1000 key m          -> posted 1000
        wallet user_001 GOLD_COINS 100
        spend  user_001 GOLD_COINS 30 key a   -> posted 70
        spend  user_001 GOLD_COINS 30 key b   -> posted 40
    ";
    play(&fixture.ledger, 1, story).await;
    fixture.damage("DELETE FROM ledger_entries WHERE amount = -30 AND balance_after = 70");
    let config = with_schema_1(&fixture);
    let before = (schema(&config), rows(&config));
    let refused = migrate(&config).expect_err("it is damaged");
    assert_eq!(refused.kind, StoreErrorKind::Refused);
    assert!(refused.to_string().contains("ledger_entries_previous_if_any"), "{refused}");
    assert_eq!((schema(&config), rows(&config)), before);
}

#[tokio::test]
async fn a_migration_that_was_interrupted_is_done_by_the_next() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, "asset GOLD_COINS\n mint GOLD_COINS 5 key m -> posted 5\n wallet user_001 GOLD_COINS 3")
        .await;
    let config = with_schema_1(&fixture);
    let second = include_str!("../../../migrations/sqlite/V2__linked_entries.sql");
    let connection = Connection::open(&config.path).expect("the file opens");
    // So small a cache that what is not committed is in the file already.
    connection.execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE").expect("begun");
    connection.execute_batch(second).expect("done, and not committed");
    drop(connection);
    migrate(&config).expect("the second migration applies");
    let ledger = open(&config);
    assert_eq!(ledger.verify().await.expect("the store works").findings, []);
    let outcomes = ledger.execute(&[spend("user_001", "GOLD_COINS", 1, "k")]).await.expect("the store works");
    assert!(outcomes[0].result().is_ok());
    let wallet = ledger.find_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    assert_eq!(wallet.expect("the wallet is there").state.balance.minor(), 2);
}
