//! Files, folders, migrations and the server's lock.

use std::path::Path;
use std::sync::Arc;

use crate::common::Fixture;
use rusqlite::Connection;
use wallet_domain::testing::{SetClock, play};
use wallet_domain::{Flow, StoreErrorKind};
use wallet_sqlite::{ServerLock, ServerLockError, SqliteConfig, SqliteLedger, migrate, migrate_new};

fn refused(path: &Path) -> (StoreErrorKind, String) {
    let clock = Arc::new(SetClock::at(0));
    match SqliteLedger::open(SqliteConfig::at(path), clock) {
        Ok(_) => panic!("it opened"),
        Err(error) => (error.kind, error.to_string()),
    }
}

/// Every migration, in order.
const MIGRATIONS: [&str; 1] = ["V1__ledger"];

#[test]
fn migrating_makes_the_folder_and_the_file_and_says_what_it_applied() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = SqliteConfig::at(folder.path().join("some").join("where").join("wallet.db"));
    assert_eq!(migrate(&config).expect("the migrations apply"), MIGRATIONS);
    assert!(config.path.exists());
}

#[tokio::test]
async fn migrating_twice_applies_nothing_and_loses_nothing() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, "asset GOLD_COINS\n mint GOLD_COINS 5 key m -> posted 5").await;
    assert_eq!(migrate(&fixture.config).expect("nothing is missing"), Vec::<String>::new());
    play(&fixture.ledger, 1, "balance system:treasury GOLD_COINS 5").await;
}

#[tokio::test]
async fn a_new_database_has_small_pages_and_one_that_is_there_keeps_its_own() {
    let page = |config: &SqliteConfig| -> u32 {
        let connection = Connection::open(&config.path).expect("the file opens");
        connection.pragma_query_value(None, "page_size", |row| row.get(0)).expect("it has pages")
    };
    assert_eq!(page(&Fixture::new().config), 2048);

    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = SqliteConfig::at(folder.path().join("wallet.db"));
    let old = Connection::open(&config.path).expect("the file opens");
    old.execute_batch("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; VACUUM;").expect("an empty database");
    drop(old);
    migrate(&config).expect("the migrations apply");
    assert_eq!(page(&config), 4096);
    let ledger = SqliteLedger::open(config, Arc::new(SetClock::at(0))).expect("the ledger opens");
    play(&ledger, 1, "asset GOLD_COINS\n mint GOLD_COINS 5 key m -> posted 5").await;
}

#[test]
fn many_that_migrate_at_once_apply_each_migration_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = SqliteConfig::at(folder.path().join("wallet.db"));
    let applied: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| migrate(&config).expect("it applies or waits"))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    assert_eq!(applied, MIGRATIONS);
}

#[test]
fn a_file_that_is_not_there_is_not_made_by_opening_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("wallet.db");
    let (kind, sentence) = refused(&path);
    assert_eq!(kind, StoreErrorKind::Unavailable);
    assert!(sentence.contains("run `wallet migrate` first"), "{sentence}");
    assert!(!path.exists());
}

#[test]
fn a_file_without_the_schema_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("wallet.db");
    Connection::open(&path).expect("made").execute_batch("CREATE TABLE other (id INTEGER)").expect("made");
    let (kind, sentence) = refused(&path);
    assert_eq!(kind, StoreErrorKind::Refused);
    assert!(sentence.contains("wallet.db holds no ledger: run `wallet migrate` first"), "{sentence}");
}

/// Opening and migrating both refuse the fixture's file, with `sentence`.
fn both_refuse(fixture: &Fixture, sentence: &str) {
    let error = migrate(&fixture.config).expect_err("it does not know how");
    for (kind, told) in [refused(&fixture.config.path), (error.kind, error.to_string())] {
        assert_eq!(kind, StoreErrorKind::Refused);
        assert!(told.contains(sentence), "{told}");
    }
}

#[test]
fn a_schema_newer_than_the_program_is_refused_by_opening_and_by_migrating() {
    let fixture = Fixture::new();
    let newer = "INSERT INTO refinery_schema_history VALUES (99, 'later', '2026-01-01T00:00:00Z', '1')";
    fixture.by_hand().execute_batch(newer).expect("written");
    both_refuse(&fixture, "has schema version 99, which this program does not know: use the program that migrated it");
}

#[test]
fn a_store_from_before_the_first_release_is_refused_with_what_to_do() {
    let fixture = Fixture::new();
    // As the first migrations had it: another V1, and more after it.
    let earlier = "UPDATE refinery_schema_history SET checksum = '11146264577118043406' WHERE version = 1;
        INSERT INTO refinery_schema_history VALUES (2, 'linked_entries', '2026-01-01T00:00:00Z', '1')";
    fixture.by_hand().execute_batch(earlier).expect("written");
    both_refuse(
        &fixture,
        "was made by a version from before the first release whose schema is not upgraded: make a new",
    );
    assert_eq!(migrate_new(&fixture.config).expect("left alone"), Vec::<String>::new());
}

#[tokio::test]
async fn a_migration_that_was_interrupted_is_done_by_the_next() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = SqliteConfig::at(folder.path().join("wallet.db"));
    let connection = Connection::open(&config.path).expect("the file opens");
    // So small a cache that what is not committed is in the file already.
    connection.execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE").expect("begun");
    let schema = include_str!("../../../../migrations/sqlite/V1__ledger.sql");
    connection.execute_batch(schema).expect("done, and not committed");
    drop(connection);
    assert_eq!(migrate(&config).expect("the migrations apply"), MIGRATIONS);
    let ledger = SqliteLedger::open(config, Arc::new(SetClock::at(0))).expect("the ledger opens");
    play(&ledger, 1, "asset GOLD_COINS\n mint GOLD_COINS 5 key m -> posted 5").await;
}

#[tokio::test]
async fn a_first_migration_that_was_cut_short_after_the_tables_is_finished_and_a_ledger_is_left_alone() {
    let fixture = Fixture::new();
    let by_hand = fixture.by_hand();
    let flows = || by_hand.query_row("SELECT count(*) FROM flows", [], |row| row.get::<_, i64>(0)).expect("read");
    by_hand.execute_batch("DELETE FROM flows").expect("deleted");
    assert_eq!(migrate_new(&fixture.config).expect("the flows are written"), Vec::<String>::new());
    let all = i64::try_from(Flow::ALL.len()).expect("few");
    assert_eq!(flows(), all);
    // A ledger of an older program is its operator's to migrate.
    play(&fixture.ledger, 1, "asset GOLD_COINS").await;
    by_hand.execute_batch("DELETE FROM flows WHERE name = 'bonus'").expect("deleted");
    assert_eq!(migrate_new(&fixture.config).expect("nothing is done"), Vec::<String>::new());
    assert_eq!(flows(), all - 1);
}

#[test]
fn the_flows_are_those_of_the_program() {
    let fixture = Fixture::new();
    let by_hand = fixture.by_hand();
    by_hand.execute_batch("DELETE FROM flows WHERE name = 'bonus'").expect("deleted");
    assert!(
        refused(&fixture.config.path).1.contains("has an older schema than this program: run `wallet migrate` first")
    );
    assert_eq!(migrate(&fixture.config).expect("the flow is written"), Vec::<String>::new());
    for flow in Flow::ALL {
        let name = "SELECT name FROM flows WHERE code = ?1";
        let name: String = by_hand.query_row(name, [flow.code()], |row| row.get(0)).expect("it has a row");
        assert_eq!(name, flow.name());
    }
    by_hand.execute_batch("INSERT INTO flows VALUES (99, 'later')").expect("written");
    both_refuse(&fixture, "has the flow later with code 99, which this program does not know");
}

#[test]
fn a_file_that_is_no_database_is_corrupt() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("wallet.db");
    std::fs::write(&path, "this is a text of more than a hundred bytes, ".repeat(30)).expect("written");
    assert_eq!(refused(&path).0, StoreErrorKind::Corrupt);
    assert_eq!(migrate(&SqliteConfig::at(&path)).expect_err("no database").kind, StoreErrorKind::Corrupt);
}

#[test]
fn a_folder_that_cannot_be_made_is_unavailable() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a_file");
    std::fs::write(&file, "").expect("written");
    let config = SqliteConfig::at(file.join("wallet.db"));
    assert_eq!(migrate(&config).expect_err("a file is no folder").kind, StoreErrorKind::Unavailable);
}

#[test]
fn a_second_server_is_refused_with_a_sentence_until_the_first_has_gone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("data").join("wallet.db");
    let first = ServerLock::acquire(&path).expect("free, and its folder is made");
    let taken = ServerLock::acquire(&path).expect_err("the first has it");
    assert!(matches!(taken, ServerLockError::Taken { .. }));
    let sentence = format!("another wallet server is using {}; stop it first or", path.display());
    assert!(taken.to_string().starts_with(&sentence), "{taken}");
    drop(first);
    ServerLock::acquire(&path).expect("free again");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_to_the_file_leads_to_the_same_lock() {
    let fixture = Fixture::new();
    let link = fixture.config.path.with_file_name("link.db");
    std::os::unix::fs::symlink(&fixture.config.path, &link).expect("linked");
    let _first = ServerLock::acquire(&fixture.config.path).expect("free");
    ServerLock::acquire(&link).expect_err("the first has it");
}

#[tokio::test]
async fn a_server_lock_hinders_no_one_else() {
    let fixture = Fixture::new();
    let _server = ServerLock::acquire(&fixture.config.path).expect("free");
    let other = fixture.another();
    play(&other, 1, "asset GOLD_COINS\n mint GOLD_COINS 5 key m -> posted 5").await;
}
