//! Reads of single wallets, which share statements: each caller gets its own answer, fresh, whatever befalls the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::common::{Fixture, connect};
use harness::database::{address_of, url_by};
use harness::proxy::Proxy;
use tokio::task::JoinHandle;
use wallet_domain::testing::{asset, owner, play, spend};
use wallet_domain::{Ledger, Outcome, Registry, StoreError, StoreErrorKind, Wallet, Wallets};
use wallet_postgres::{PgConfig, PgLedger};

const PLAYERS: usize = 40;

/// Player `n` has 1000 + n GOLD_COINS, and no DIAMONDS wallet.
async fn opened() -> Fixture {
    let fixture = Fixture::new().await;
    let opening = ["asset GOLD_COINS", "asset DIAMONDS", "mint GOLD_COINS 100000 key m -> posted 100000"];
    let players = (0..PLAYERS).map(|number| format!("wallet player_{number} GOLD_COINS {}", 1000 + number));
    let story: Vec<String> = opening.map(str::to_owned).into_iter().chain(players).collect();
    play(fixture.store(), 1, &story.join("\n")).await;
    fixture
}

type Answer = Result<Option<Wallet>, StoreError>;

fn ask(ledger: &Arc<PgLedger>, player: &str, code: &str) -> JoinHandle<Answer> {
    let (ledger, player, code) = (ledger.clone(), owner(player), asset(code));
    tokio::spawn(async move { ledger.find_wallet(&player, &code).await })
}

fn ask_all(ledger: &Arc<PgLedger>) -> Vec<JoinHandle<Answer>> {
    (0..PLAYERS).map(|number| ask(ledger, &format!("player_{number}"), "GOLD_COINS")).collect()
}

async fn answer(read: JoinHandle<Answer>) -> Answer {
    let answered = tokio::time::timeout(Duration::from_mins(1), read).await.expect("no read hangs");
    answered.expect("no panic")
}

async fn assert_all(reads: Vec<JoinHandle<Answer>>) {
    for (number, read) in reads.into_iter().enumerate() {
        assert_balance(answer(read).await.expect("the store works"), number);
    }
}

fn assert_balance(found: Option<Wallet>, number: usize) {
    let wallet = found.expect("it is there");
    let minor = i64::try_from(1000 + number).expect("small");
    assert_eq!((wallet.owner.as_str(), wallet.state.balance.minor()), (&*format!("player_{number}"), minor));
}

async fn end_other_connections(fixture: &Fixture) {
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    fixture.by_hand().await.execute(sql, &[]).await.expect("a superuser may do this");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_one_of_many_reads_gets_its_own_answer() {
    let fixture = opened().await;
    let ledger = Arc::new(fixture.another().await);
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for _ in 0..40 {
        known.push(ask_all(&ledger));
        unknown.push(ask(&ledger, "player_0", "DIAMONDS"));
        unknown.push(ask(&ledger, "player_0", "NO_SUCH_ASSET"));
        unknown.push(ask(&ledger, "nobody", "GOLD_COINS"));
    }
    for system in ["system:issuance", "system:treasury"] {
        let wallet = answer(ask(&ledger, system, "GOLD_COINS")).await.expect("the store works").expect("it is there");
        assert_eq!((wallet.owner, wallet.asset), (owner(system), asset("GOLD_COINS")));
    }
    for reads in known {
        assert_all(reads).await;
    }
    for read in unknown {
        assert_eq!(answer(read).await.expect("the store works"), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_reads_after_a_commit_sees_it_among_many_that_do() {
    let fixture = opened().await;
    let servers = [Arc::new(fixture.another().await), Arc::new(fixture.another().await)];
    let players: Vec<_> = (0..16)
        .map(|number| {
            let servers = servers.clone();
            tokio::spawn(async move {
                let player = format!("player_{number}");
                for round in 0..20 {
                    let command = spend(&player, "GOLD_COINS", 1, &format!("k{round}"));
                    let outcomes = servers[round % 2].execute(&[command]).await.expect("the store works");
                    assert!(matches!(outcomes[..], [Outcome::Decided(_)]), "{outcomes:?}");
                    for server in &servers {
                        let wallet = server.find_wallet(&owner(&player), &asset("GOLD_COINS")).await;
                        let state = wallet.expect("the store works").expect("it is there").state;
                        let left = i64::try_from(1000 + number - (round + 1)).expect("small");
                        assert_eq!(state.balance.minor(), left, "{player}, round {round}");
                    }
                }
            })
        })
        .collect();
    for player in players {
        player.await.expect("it saw what it had done");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_is_seen_as_soon_as_it_is_open() {
    let fixture = opened().await;
    let ledger = Arc::new(fixture.another().await);
    for number in 0..20 {
        let name = format!("new_{number}");
        let beside = ask_all(&ledger);
        assert_eq!(answer(ask(&ledger, &name, "DIAMONDS")).await.expect("the store works"), None);
        ledger.open_wallet(&owner(&name), &asset("DIAMONDS")).await.expect("the store works");
        assert!(answer(ask(&ledger, &name, "DIAMONDS")).await.expect("the store works").is_some());
        assert_all(beside).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_that_go_away_leave_the_others_their_answers() {
    let fixture = opened().await;
    let ledger = Arc::new(fixture.another().await);
    let holder = fixture.by_hand().await;
    holder.batch_execute("BEGIN; LOCK TABLE wallets").await.expect("no one else holds it");
    let (gone, stayed) = (ask_all(&ledger), ask_all(&ledger));
    await_lock_wait(&fixture).await;
    for read in &gone {
        read.abort();
    }
    holder.batch_execute("ROLLBACK").await.expect("the connection is there");
    assert_all(stayed).await;
    assert_all(ask_all(&ledger)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_that_the_database_does_not_answer_in_time_are_busy_all_of_them() {
    let fixture = opened().await;
    let config = PgConfig { statement_timeout: Duration::from_millis(100), ..PgConfig::new(&fixture.url) };
    let ledger = Arc::new(connect(config, fixture.clock.clone()).await);
    let holder = fixture.by_hand().await;
    holder.batch_execute("BEGIN; LOCK TABLE wallets").await.expect("no one else holds it");
    for read in ask_all(&ledger) {
        assert_eq!(answer(read).await.map_err(|error| error.kind), Err(StoreErrorKind::Busy));
    }
    holder.batch_execute("ROLLBACK").await.expect("the connection is there");
    assert_all(ask_all(&ledger)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_die_under_reads_are_replaced_unnoticed() {
    let fixture = opened().await;
    let ledger = Arc::new(fixture.another().await);
    let done = Arc::new(AtomicBool::new(false));
    let players: Vec<_> = (0..PLAYERS)
        .map(|number| {
            let (ledger, done) = (ledger.clone(), done.clone());
            tokio::spawn(async move {
                while !done.load(Ordering::SeqCst) {
                    let read = ask(&ledger, &format!("player_{number}"), "GOLD_COINS");
                    assert_balance(answer(read).await.expect("a new connection is made"), number);
                }
            })
        })
        .collect();
    for _ in 0..10 {
        end_other_connections(&fixture).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    done.store(true, Ordering::SeqCst);
    for player in players {
        player.await.expect("every read was answered");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_of_a_database_that_is_gone_are_unavailable_until_it_is_back() {
    let fixture = opened().await;
    let proxy = Proxy::start(address_of(&fixture.url)).expect("a free port");
    let config = PgConfig::new(url_by(&fixture.url, proxy.address));
    let ledger = Arc::new(connect(config, fixture.clock.clone()).await);
    assert_all(ask_all(&ledger)).await;
    proxy.close(true);
    end_other_connections(&fixture).await;
    for read in ask_all(&ledger) {
        assert_eq!(answer(read).await.map_err(|error| error.kind), Err(StoreErrorKind::Unavailable));
    }
    proxy.close(false);
    assert_all(ask_all(&ledger)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_is_dropped_leaves_no_reader_and_no_connection() {
    let fixture = opened().await;
    let ledger = Arc::new(connect(named(&fixture), fixture.clock.clone()).await);
    assert_all(ask_all(&ledger)).await;
    assert!(connections(&fixture).await > 0);
    drop(ledger);
    while connections(&fixture).await > 0 {
        // The server has no event for this; each look is a round trip.
        tokio::task::yield_now().await;
    }
}

fn named(fixture: &Fixture) -> PgConfig {
    let joint = if fixture.url.contains('?') { '&' } else { '?' };
    PgConfig::new(format!("{}{joint}application_name=dropped", fixture.url))
}

async fn connections(fixture: &Fixture) -> i64 {
    let sql =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'dropped'";
    fixture.by_hand().await.query_one(sql, &[]).await.expect("the database works").get(0)
}

/// Waits until a backend of the test's database waits for a lock.
async fn await_lock_wait(fixture: &Fixture) {
    let client = fixture.by_hand().await;
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while client.query_one(waiting, &[]).await.expect("the database works").get::<_, i64>(0) == 0 {
        // The server has no event for this; each look is a round trip.
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_tells_how_far_its_clock_is_from_the_databases() {
    let fixture = Fixture::new().await;
    let real = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        i64::try_from(since.as_micros()).expect("before 292,000")
    };
    for away in [0, 3_600_000_000, -3_600_000_000] {
        let before = real();
        fixture.clock.set(before + away);
        let ahead = fixture.ledger.clock_ahead_us(&*fixture.clock).await.expect("the database answers");
        let passed = real() - before;
        assert!((away - passed..=away).contains(&ahead), "{ahead} of {away}, {passed} later");
    }
}
