//! Reading from standbys: how late they are, and that nobody is told more than they have.

use std::sync::Arc;
use std::time::{Duration, Instant};

use harness::PATIENCE;
use harness::cluster::{Cluster, Purpose};
use wallet_domain::rollup::Span;
use wallet_domain::testing::rollups::fold_on;
use wallet_domain::testing::{SetClock, asset, bonus, owner, play};
use wallet_domain::{Ledger, PageRequest, Rollups, Transaction, TransactionId, Verifier, Wallets};
use wallet_postgres::{NoReplica, PgConfig, PgLedger, PgReplicas, Replica, migrate};

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000 key m -> posted 1000
    wallet user_001 GOLD_COINS 5
";
/// How long what is being read of a standby that says nothing may take to be given up, with some room on a busy machine.
const GIVEN_UP: Duration = Duration::from_secs(4);

fn started(result: Result<Cluster, harness::run::Failure>) -> Cluster {
    result.unwrap_or_else(|failure| panic!("{failure}"))
}

fn url_of(hosts: &[&Cluster]) -> String {
    let hosts: Vec<String> = hosts.iter().map(|host| host.address().to_string()).collect();
    format!("postgres://postgres@{}/postgres?sslmode=disable", hosts.join(","))
}

async fn ledger_on(hosts: &[&Cluster]) -> Arc<PgLedger> {
    let config = PgConfig::new(url_of(hosts));
    migrate(&config).await.expect("a new database can be migrated");
    let ledger = crate::common::connect(config, Arc::new(SetClock::at(1_700_000_000_000_000))).await;
    play(&ledger, 1, STORY).await;
    Arc::new(ledger)
}

fn watch(ledger: &Arc<PgLedger>, standbys: &[&Cluster], lag_max: Duration) -> PgReplicas {
    PgReplicas::watch(ledger.clone(), &url_of(standbys), lag_max).expect("a good URL")
}

/// Asks until the answer is this.
async fn until<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(began.elapsed() < PATIENCE, "it does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn chosen(replicas: &PgReplicas) -> Replica {
    until(async || replicas.choose(None).await.ok()).await
}

async fn refused(replicas: &PgReplicas, why: NoReplica) {
    until(async || (replicas.choose(None).await.err() == Some(why)).then_some(())).await;
}

async fn grant(ledger: &PgLedger, key: &str) -> TransactionId {
    let command = bonus("user_001", "GOLD_COINS", 1, key);
    let id = command.id();
    assert!(ledger.execute(&[command]).await.expect("it is booked")[0].result().is_ok());
    id
}

async fn entries(ledger: &PgLedger) -> usize {
    let (owner, asset) = (owner("user_001"), asset("GOLD_COINS"));
    let page = ledger.list_entries(&owner, &asset, PageRequest { before: None, limit: 200 });
    page.await.expect("it can be read").expect("there is a wallet").lines.len()
}

async fn found(ledger: &PgLedger, id: TransactionId) -> Option<Transaction> {
    ledger.find_transactions(&[id]).await.expect("it can be read").pop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_is_read_and_tells_how_late_it_is() {
    let primary = started(Cluster::start(Purpose::Tests));
    let standby = started(primary.start_standby());
    let ledger = ledger_on(&[&primary]).await;
    let replicas = watch(&ledger, &[&standby], Duration::from_hours(1));

    let first = grant(&ledger, "first").await;
    let replica = until(async || replicas.choose(Some(first)).await.ok()).await;
    assert!(found(&replica.ledger, first).await.is_some(), "it was visible when the standby was chosen");
    let seen = entries(&replica.ledger).await;
    let supply = async |ledger: &PgLedger| {
        let span = Span::of("2023-11-14".parse().expect("a day"));
        let view = ledger.read_rollups(&asset("GOLD_COINS"), span, None).await.expect("it can be read");
        view.map(|view| view.latest.supply)
    };
    fold_on(&*ledger, 100).await;
    until(async || (supply(&replica.ledger).await == Some(6)).then_some(())).await;

    // What is booked from now on the standby does not show, and says for how long that is so.
    standby.sql("SELECT pg_wal_replay_pause()").expect("a superuser may");
    standby.wait_for("SELECT pg_get_wal_replay_pause_state()", "paused").expect("it pauses");
    let (late, acknowledged) = (grant(&ledger, "late").await, Instant::now());
    let (lag, missing_for) = until(async || {
        let missing_for = acknowledged.elapsed();
        let lag = replicas.choose(None).await.expect("it is within its bound").lag;
        (lag > Duration::from_millis(1500)).then_some((lag, missing_for))
    })
    .await;
    assert!(lag >= missing_for, "it lacks the transaction: {lag:?} {missing_for:?}");
    assert_eq!((entries(&chosen(&replicas).await.ledger).await, entries(&ledger).await), (seen, seen + 1));
    fold_on(&*ledger, 100).await;
    let late_supply = supply(&chosen(&replicas).await.ledger).await;
    assert_eq!((late_supply, supply(&ledger).await), (Some(6), Some(7)));
    assert_eq!(replicas.choose(Some(late)).await.err(), Some(NoReplica::NotThereYet));
    assert!(replicas.choose(Some(first)).await.is_ok(), "an earlier one is there");
    // A shorter bound has nobody read it.
    let strict = watch(&ledger, &[&standby], Duration::from_secs(1));
    refused(&strict, NoReplica::Lagging).await;

    standby.sql("SELECT pg_wal_replay_resume()").expect("a superuser may");
    let replica = until(async || strict.choose(Some(late)).await.ok()).await;
    assert_eq!(entries(&replica.ledger).await, seen + 1);
    assert!(replica.lag <= Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_primary_makes_no_standby_old() {
    let primary = started(Cluster::start(Purpose::Tests));
    let standby = started(primary.start_standby());
    let ledger = ledger_on(&[&primary]).await;
    let replicas = watch(&ledger, &[&standby], Duration::from_secs(1));
    chosen(&replicas).await;
    // The last commit is older than the bound by then, and the standby has it.
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(2500) {
        chosen(&replicas).await;
    }
    assert!(chosen(&replicas).await.lag < Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_that_is_dead_or_silent_holds_nobody_up() {
    let primary = started(Cluster::start(Purpose::Tests));
    let mut standby = started(primary.start_standby());
    let ledger = ledger_on(&[&primary]).await;
    let replicas = watch(&ledger, &[&standby], Duration::from_hours(1));
    let replica = chosen(&replicas).await;
    entries(&replica.ledger).await;

    standby.freeze().expect("it stops");
    let began = Instant::now();
    let owner = owner("user_001");
    let request = PageRequest { before: None, limit: 1 };
    let silent = replica.ledger.list_entries(&owner, &asset("GOLD_COINS"), request.clone()).await;
    assert!(silent.is_err() && began.elapsed() < GIVEN_UP, "{:?} {:?}", silent, began.elapsed());
    let began = Instant::now();
    assert_eq!(replicas.choose(None).await.err(), Some(NoReplica::Unreachable));
    let silent = replica.ledger.list_entries(&owner, &asset("GOLD_COINS"), request).await;
    assert!(silent.is_err() && began.elapsed() < Duration::from_millis(500), "it is known by now");
    standby.thaw().expect("it goes on");
    let replica = chosen(&replicas).await;
    until(async || replica.ledger.list_assets().await.ok()).await;

    standby.kill().expect("it ends");
    refused(&replicas, NoReplica::Unreachable).await;
    let id = grant(&ledger, "alone").await;
    standby.launch().expect("it comes back");
    let replica = until(async || replicas.choose(Some(id)).await.ok()).await;
    assert!(found(&replica.ledger, id).await.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_follows_no_primary_or_an_old_one_is_not_read() {
    let old = started(Cluster::start(Purpose::Tests));
    let (next, other) = (started(old.start_standby()), started(old.start_standby()));
    let ledger = ledger_on(&[&old, &next]).await;
    let id = grant(&ledger, "first").await;
    let replicas = watch(&ledger, &[&other], Duration::from_hours(1));
    until(async || replicas.choose(Some(id)).await.ok()).await;
    // Neither the primary nor one that follows nobody is a standby.
    let alone = started(Cluster::start(Purpose::Tests));
    let strangers = watch(&ledger, &[&old, &alone], Duration::from_hours(1));

    next.promote().expect("it is promoted");
    // The server has left the old one once the new one's timeline has a name.
    next.wait_for("SELECT count(*) FROM timelines WHERE timeline = 2", "1").expect("it is met");
    // The old primary goes on, and whoever follows it is ahead of the new one in bytes, but not in what is true.
    old.sql("CREATE TABLE ballast AS SELECT generate_series(1, 100000)").expect("it takes writes");
    other.wait_for("SELECT count(*) FROM pg_class WHERE relname = 'ballast'", "1").expect("it follows");
    refused(&replicas, NoReplica::Unreachable).await;
    assert_eq!(strangers.choose(None).await.err(), Some(NoReplica::Unreachable));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_reads_a_standby_and_is_recorded_on_the_primary() {
    let primary = started(Cluster::start(Purpose::Tests));
    let standby = started(primary.start_standby());
    let ledger = ledger_on(&[&primary]).await;
    let replicas = watch(&ledger, &[&standby], Duration::from_secs(5));
    chosen(&replicas).await;
    standby.sql("SELECT pg_wal_replay_pause()").expect("a superuser may");
    for number in 0..3 {
        grant(&ledger, &format!("grant {number}")).await;
    }
    // The head of a moment ago is not missed: the standby is waited for.
    let heads = ledger.list_heads().await.expect("they can be read");
    let verified = async {
        let watch = Arc::new(wallet_domain::proof::Unwatched);
        replicas.verify_against(&heads, watch).await.expect("it can be verified")
    };
    let resumed = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        standby.sql("SELECT pg_wal_replay_resume()").expect("a superuser may");
    };
    let (verification, ()) = tokio::join!(verified, resumed);
    assert_eq!(verification.findings, []);
    let scans = "SELECT idx_scan > 0 FROM pg_stat_user_tables WHERE relname = 'commits'";
    standby.wait_for(scans, "t").expect("the commits were read there");
    let record = ledger.last_verification().await.expect("it can be read").expect("it is recorded");
    assert_eq!(record.finished_at, verification.finished_at);
}
