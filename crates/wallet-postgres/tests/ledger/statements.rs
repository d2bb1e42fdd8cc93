//! Every statement is valid on the migrated schema.

use crate::common::Fixture;
use harness::database::create_database;
use wallet_domain::{Flow, StoreErrorKind, Verifier};
use wallet_postgres::{Dialect, PgConfig, PgLedger, migrate, sql};

#[tokio::test]
async fn every_statement_prepares_and_begins_with_its_name() {
    let fixture = Fixture::new().await;
    let client = fixture.by_hand().await;
    let others = [sql::MAINTENANCE, sql::STANDBYS, sql::WEBHOOKS, sql::ROLLUPS, sql::SNAPSHOTS, sql::DISTRIBUTED];
    for statement in sql::SERVICE.iter().chain(others.into_iter().flatten()) {
        client.prepare(statement.sql).await.unwrap_or_else(|error| panic!("{}: {error:?}", statement.name));
        for dialect in [Dialect::Plain, Dialect::Distributed] {
            assert!(statement.text(dialect).starts_with(&format!("-- {}", statement.name)), "{}", statement.name);
        }
    }
}

#[tokio::test]
async fn a_new_ledger_verifies_and_remembers_that_it_did() {
    let fixture = Fixture::new().await;
    assert_eq!(fixture.ledger.last_verification().await.expect("the store works"), None);
    let verification = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(verification.findings, []);
    let record = fixture.ledger.last_verification().await.expect("the store works").expect("just recorded");
    assert_eq!((record.finished_at, record.findings), (verification.finished_at, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_together_migrate_once() {
    let url = create_database();
    let migrations = (0..4).map(|_| {
        let config = PgConfig::new(&url);
        tokio::spawn(async move { migrate(&config).await })
    });
    let mut applied = Vec::new();
    for migration in futures_util::future::join_all(migrations).await {
        applied.extend(migration.expect("no panic").expect("migrated"));
    }
    assert_eq!(applied, ["V1__ledger"]);
}

#[tokio::test]
async fn a_database_that_is_not_migrated_or_not_there_is_unavailable() {
    let url = create_database();
    let clock = std::sync::Arc::new(wallet_domain::testing::SetClock::at(0));
    let missing = format!("{url}_that_is_not_there");
    let nowhere = "postgres://postgres@127.0.0.1:1/none".to_owned();
    for (url, told) in [(url, "run `wallet migrate` first"), (missing, "create it first"), (nowhere, "connect")] {
        let error = PgLedger::connect(PgConfig::new(url), clock.clone()).await.err().expect("it cannot work");
        assert_eq!(error.kind, StoreErrorKind::Unavailable);
        assert!(error.to_string().contains(told), "{error}");
    }
    let refused = PgLedger::connect(PgConfig::new("postgres://h/db?sslmode=maybe"), clock).await;
    assert_eq!(refused.err().map(|error| error.kind), Some(StoreErrorKind::Refused));
}

/// What opening and migrating the fixture's database say; both refuse it.
async fn refusals(fixture: &Fixture) -> [String; 2] {
    let clock = std::sync::Arc::new(wallet_domain::testing::SetClock::at(0));
    let connected = PgLedger::connect(PgConfig::new(&fixture.url), clock).await.map(|_| ());
    let migrated = migrate(&PgConfig::new(&fixture.url)).await.map(|_| ());
    [connected, migrated].map(|refused| {
        let error = refused.expect_err("it is refused");
        assert_eq!(error.kind, StoreErrorKind::Refused);
        error.to_string()
    })
}

#[tokio::test]
async fn a_schema_from_the_future_is_refused_and_an_up_to_date_one_is_left_alone() {
    let fixture = Fixture::new().await;
    let client = fixture.by_hand().await;
    assert_eq!(migrate(&PgConfig::new(&fixture.url)).await.expect("nothing to do"), [] as [String; 0]);
    let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (99, 'later', '', '1')";
    client.batch_execute(sql).await.expect("a superuser may do this");
    for told in refusals(&fixture).await {
        assert!(told.contains("schema version 99, which this program does not know"), "{told}");
    }
}

#[tokio::test]
async fn a_database_from_before_the_first_release_is_refused_with_what_to_do() {
    let fixture = Fixture::new().await;
    // As the first migrations had it: another V1, and more after it.
    let earlier = "UPDATE refinery_schema_history SET checksum = '1' WHERE version = 1;
        INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (2, 'api_keys', '', '1')";
    fixture.by_hand().await.batch_execute(earlier).await.expect("a superuser may do this");
    for told in refusals(&fixture).await {
        assert!(told.contains("from before the first release whose schema is not upgraded: make a new"), "{told}");
    }
}

#[tokio::test]
async fn the_flows_are_those_of_the_program() {
    let fixture = Fixture::new().await;
    let client = fixture.by_hand().await;
    client.batch_execute("DELETE FROM flows WHERE name = 'bonus'").await.expect("a superuser may do this");
    let clock = std::sync::Arc::new(wallet_domain::testing::SetClock::at(0));
    let error = PgLedger::connect(PgConfig::new(&fixture.url), clock).await.err().expect("a flow is missing");
    assert!(error.to_string().contains("older schema than this program: run `wallet migrate` first"), "{error}");
    migrate(&PgConfig::new(&fixture.url)).await.expect("the flow is written");
    let rows = client.query("SELECT code, name FROM flows ORDER BY code", &[]).await.expect("read");
    let rows: Vec<(i16, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(rows, Flow::ALL.map(|flow| (flow.code(), flow.name().to_owned())));
    client.batch_execute("INSERT INTO flows VALUES (99, 'later')").await.expect("a superuser may do this");
    for told in refusals(&fixture).await {
        assert!(told.contains("the flow later with code 99, which this program does not know"), "{told}");
    }
}
