//! Behind PgBouncer: in session mode every bound of a session is in force, and any other mode is refused with a sentence.
#![cfg(unix)]

use std::sync::Arc;
use std::time::Duration;

use crate::common::Fixture;
use harness::database::{address_of, url_by};
use harness::pooler::Pooler;
use tokio_postgres::Client;
use wallet_domain::testing::{SetClock, mint, play};
use wallet_domain::{Ledger, StoreErrorKind, Verifier};
use wallet_postgres::{PgConfig, PgLedger, connect_for_journal, connect_for_service, migrate};

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 10 key m         -> posted 10
    wallet user_001 GOLD_COINS 5
    spend  user_001 GOLD_COINS 2 key s -> posted 3
";

fn pooler(url: &str, settings: &[&str]) -> Pooler {
    Pooler::start(address_of(url), settings).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The settings of the database's URL by way of a pooler, with limits of this test's own.
fn config(url: &str, pooler: &Pooler) -> PgConfig {
    PgConfig {
        statement_timeout: Duration::from_millis(1234),
        lock_timeout: Duration::from_millis(567),
        connect_timeout: Duration::from_millis(700),
        ..PgConfig::new(url_by(url, pooler.address))
    }
}

async fn settings(client: &Client, names: &[&str]) -> Vec<String> {
    let mut values = Vec::new();
    for name in names {
        values.push(client.query_one(&format!("SHOW {name}"), &[]).await.expect("a setting").get(0));
    }
    values
}

#[tokio::test]
async fn in_session_mode_the_ledger_works_and_every_bound_is_in_force() {
    let fixture = Fixture::new().await;
    let pooler = pooler(&fixture.url, &["pool_mode = session", "default_pool_size = 30"]);
    let config = config(&fixture.url, &pooler);
    assert_eq!(migrate(&config).await.expect("nothing to do"), [] as [String; 0]);
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let ledger = PgLedger::connect(config.clone(), clock).await.expect("it works");
    play(&ledger, 1, STORY).await;
    assert_eq!(ledger.verify().await.expect("it can be read").findings, []);

    let (service, _) = connect_for_service(&config).await.expect("a session");
    let limits = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];
    assert_eq!(settings(&service, &limits).await, ["1234ms", "567ms", "1234ms"]);
    let plans = ["plan_cache_mode", "enable_seqscan", "jit", "max_parallel_workers_per_gather"];
    assert_eq!(settings(&service, &plans).await, ["force_generic_plan", "off", "off", "0"]);
    let (journal, _) = connect_for_journal(&config).await.expect("a session");
    assert_eq!(settings(&journal, &limits).await, ["0", "0", "1min"]);

    // And not only told: who holds the lanes makes a batch wait no longer than it may.
    let mut holder = fixture.by_hand().await;
    let held = holder.transaction().await.expect("a transaction");
    held.batch_execute("SELECT FROM lanes FOR UPDATE").await.expect("locked");
    let error = ledger.execute(&[mint("GOLD_COINS", 1, "late")]).await.expect_err("the lanes are held");
    assert_eq!(error.kind, StoreErrorKind::Busy, "{error}");
}

#[tokio::test]
async fn any_other_mode_is_refused_with_a_sentence() {
    let fixture = Fixture::new().await;
    for settings in [
        &["pool_mode = transaction"][..],
        &["pool_mode = transaction", "server_round_robin = 1"],
        &["pool_mode = transaction", "default_pool_size = 1"],
        &["pool_mode = statement"],
    ] {
        let pooler = pooler(&fixture.url, settings);
        let config = config(&fixture.url, &pooler);
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        let opened = PgLedger::connect(config.clone(), clock).await.map(|_| ());
        for refused in [opened, migrate(&config).await.map(|_| ())] {
            let error = refused.expect_err("it shares sessions");
            assert_eq!(error.kind, StoreErrorKind::Refused, "{settings:?}: {error}");
            assert!(error.to_string().contains("set pool_mode = session"), "{settings:?}: {error}");
        }
    }
}
