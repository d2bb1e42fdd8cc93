//! A primary and its standby: which of both is taken, and what a standby can do.

use std::sync::Arc;
use std::time::Duration;

use harness::cluster::{Cluster, Purpose};
use wallet_domain::testing::{SetClock, mint, play, spend};
use wallet_domain::{Ledger, StoreErrorKind, Verifier, Wallets};
use wallet_postgres::{PgConfig, PgLedger, migrate};

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 10 key m         -> posted 10
    wallet user_001 GOLD_COINS 5
    spend  user_001 GOLD_COINS 2 key s -> posted 3
";

async fn connect(url: &str) -> PgLedger {
    crate::common::connect(PgConfig::new(url), Arc::new(SetClock::at(1_700_000_000_000_000))).await
}

#[tokio::test]
async fn of_several_hosts_the_primary_is_taken_and_a_standby_reads_and_verifies() {
    let primary = Cluster::start(Purpose::Tests).unwrap_or_else(|failure| panic!("{failure}"));
    let standby = primary.start_standby().unwrap_or_else(|failure| panic!("{failure}"));
    primary.require_standby(true).unwrap_or_else(|failure| panic!("{failure}"));
    // What is committed is on the standby once it is read from there.
    primary.sql("ALTER SYSTEM SET synchronous_commit = 'remote_apply'").expect("a superuser may");
    primary.sql("SELECT pg_reload_conf()").expect("a superuser may");
    primary.wait_for("SHOW synchronous_commit", "remote_apply").expect("it is read");

    let [standby_at, primary_at] = [&standby, &primary].map(Cluster::address);
    let both = format!("postgres://postgres@{standby_at},{primary_at}/postgres?sslmode=disable");
    migrate(&PgConfig::new(&both)).await.expect("the primary is found behind the standby");
    let ledger = connect(&both).await;
    play(&ledger, 1, STORY).await;

    let config =
        PgConfig { retry_for: Duration::ZERO, ..PgConfig::new(format!("{both}&target_session_attrs=standby")) };
    let by_standby = crate::common::connect(config, Arc::new(SetClock::at(1_700_000_000_000_000))).await;
    let spent = spend("user_001", "GOLD_COINS", 2, "s");
    let found = by_standby.find_transaction(spent.id()).await.expect("it can be read");
    assert!(found.is_some(), "the standby has it");
    let proof = by_standby.verify().await.expect("it can be read");
    assert_eq!((proof.findings, by_standby.last_verification().await.expect("it can be read")), (vec![], None));
    let refused = by_standby.execute(&[mint("GOLD_COINS", 1, "late")]).await.expect_err("it takes no writes");
    assert_eq!(refused.kind, StoreErrorKind::Unavailable, "{refused}");

    // The primary of the URL is the only host that fits.
    let url = format!("postgres://postgres@{standby_at}/postgres?sslmode=disable&target_session_attrs=primary");
    let config = PgConfig::new(url);
    let refused = PgLedger::connect(config, Arc::new(SetClock::at(0))).await.err().expect("nobody fits");
    assert!(refused.to_string().contains("no host of the URL fits") && refused.to_string().contains("is a standby"));
}
