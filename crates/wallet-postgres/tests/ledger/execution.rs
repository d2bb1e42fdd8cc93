//! The two flights under everything that can come between them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::common::{Fixture, connect};
use async_trait::async_trait;
use harness::database::{address_of, url_by};
use harness::proxy::{Cut, Link, Over, Proxy, Relay, listen};
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;
use tokio_postgres::Client;
use wallet_domain::testing::{asset, asset_named, bonus, mint, owner, play, spend};
use wallet_domain::{
    Block, ChangeNote, Command, Description, Details, Flow, Ledger, Outcome, Registry, Rejection, StatusChange,
    StatusRefusal, StoreErrorKind, Verifier, Wallets,
};
use wallet_postgres::{BetweenFlights, PgConfig, PgLedger};
use wallet_service::{CommitQueue, QueueLimits, SubmitError};

const OPENING: &str = "
    asset  GOLD_COINS
    asset  DIAMONDS
    mint   GOLD_COINS 1000 key m           -> posted 1000
    mint   DIAMONDS   1000 key d           -> posted 1000
    wallet user_001 GOLD_COINS 100
    wallet user_001 DIAMONDS 100
    wallet user_002 GOLD_COINS 100
";

async fn opened() -> Fixture {
    let fixture = Fixture::new().await;
    play(fixture.store(), 1, OPENING).await;
    fixture
}

async fn balance(fixture: &Fixture, player: &str, code: &str) -> i64 {
    let wallet = fixture.ledger.find_wallet(&owner(player), &asset(code)).await.expect("the store works");
    wallet.expect("the wallet is there").state.balance.minor()
}

async fn assert_verifies(fixture: &Fixture) {
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
}

/// Stops an execution between its flights until it is let go.
struct Barrier {
    reached: Semaphore,
    let_go: Semaphore,
}

impl Barrier {
    fn new() -> Arc<Self> {
        Arc::new(Self { reached: Semaphore::new(0), let_go: Semaphore::new(0) })
    }
}

#[async_trait]
impl BetweenFlights for Barrier {
    async fn reached(&self) {
        self.reached.add_permits(1);
        self.let_go.acquire().await.expect("never closed").forget();
    }
}

/// Waits until a backend of the test's database waits for a lock.
async fn await_lock_wait(client: &Client) {
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        let count: i64 = client.query_one(waiting, &[]).await.expect("the database works").get(0);
        if count > 0 {
            return;
        }
        // The server has no event for this; each look is a round trip.
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_at_two_servers_with_different_assets_is_one_transaction() {
    let fixture = opened().await;
    let barrier = Barrier::new();
    let first = fixture.another().await.with_between_flights(barrier.clone());
    let second = fixture.another().await;
    let winner = tokio::spawn(async move { first.execute(&[spend("user_001", "GOLD_COINS", 1, "k")]).await });
    barrier.reached.acquire().await.expect("never closed").forget();
    let loser = tokio::spawn(async move { second.execute(&[spend("user_001", "DIAMONDS", 1, "k")]).await });
    await_lock_wait(&fixture.by_hand().await).await;
    barrier.let_go.add_permits(1);
    let winner = winner.await.expect("no panic").expect("the store works");
    assert!(matches!(winner[..], [Outcome::Decided(_)]));
    assert_eq!(loser.await.expect("no panic").expect("the store works"), [Outcome::KeyReused]);
    assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 99);
    assert_eq!(balance(&fixture, "user_001", "DIAMONDS").await, 100);
    assert_verifies(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_command_at_two_servers_is_decided_once_and_replayed_once() {
    let fixture = opened().await;
    let barrier = Barrier::new();
    let first = fixture.another().await.with_between_flights(barrier.clone());
    let second = fixture.another().await;
    let winner = tokio::spawn(async move { first.execute(&[spend("user_001", "GOLD_COINS", 1, "k")]).await });
    barrier.reached.acquire().await.expect("never closed").forget();
    let waiter = tokio::spawn(async move { second.execute(&[spend("user_001", "GOLD_COINS", 1, "k")]).await });
    await_lock_wait(&fixture.by_hand().await).await;
    barrier.let_go.add_permits(1);
    let winner = winner.await.expect("no panic").expect("the store works");
    let [Outcome::Decided(decided)] = &winner[..] else { panic!("{winner:?}") };
    let waiter = waiter.await.expect("no panic").expect("the store works");
    assert_eq!(waiter, [Outcome::Replayed(decided.clone())]);
    assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 99);
}

/// Records the key between the flights, as a server would that does not know of lanes.
struct Usurper(Client);

#[async_trait]
impl BetweenFlights for Usurper {
    async fn reached(&self) {
        let command = spend("user_001", "GOLD_COINS", 1, "k");
        let sql =
            "INSERT INTO transactions (shard_key, id, owner, idempotency_key, fingerprint, flow, status, asset_id,
                       amount, wallet_ids, sequences, rejection, created_at)
                   SELECT $1, $2, 'user_001', 'k', $3, 4, 2, id, 1, '{}', '{}', '{\"code\":\"same_wallet\"}', now()
                     FROM assets WHERE code = 'GOLD_COINS' ON CONFLICT DO NOTHING";
        let (shard, id) = (command.id().shard_key(), command.id().as_uuid());
        self.0.execute(sql, &[&shard, &id, &&command.fingerprint_bytes()[..]]).await.expect("it can be recorded");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_taken_between_the_flights_is_decided_again() {
    let fixture = opened().await;
    let usurper = Arc::new(Usurper(fixture.by_hand().await));
    let ledger = fixture.another().await.with_between_flights(usurper);
    let batch = [spend("user_001", "GOLD_COINS", 1, "k"), spend("user_001", "GOLD_COINS", 5, "other")];
    let outcomes = ledger.execute(&batch).await.expect("the store works");
    assert!(outcomes[0].is_replay(), "{outcomes:?}");
    assert_eq!(outcomes[0].result().err(), Some(Rejection::SameWallet), "what the other had recorded");
    assert!(matches!(outcomes[1], Outcome::Decided(_)), "its neighbour goes through");
    assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 95);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opposing_transfers_at_two_servers_all_finish_without_a_deadlock() {
    let fixture = opened().await;
    let servers = [fixture.another().await, fixture.another().await];
    let batches = |server: usize| -> Vec<Vec<Command>> {
        (0..50)
            .map(|number| {
                let mut batch = vec![
                    spend("user_001", "GOLD_COINS", 1, &format!("{server}-s{number}")),
                    bonus("user_002", "GOLD_COINS", 1, &format!("{server}-b{number}")),
                    bonus("user_001", "DIAMONDS", 1, &format!("{server}-d{number}")),
                ];
                if server == 1 {
                    batch.reverse();
                }
                batch
            })
            .collect()
    };
    let run = |server: usize| {
        let ledger = &servers[server];
        async move {
            for batch in batches(server) {
                for outcome in ledger.execute(&batch).await.expect("no conflict reaches a caller") {
                    assert!(outcome.result().is_ok(), "{outcome:?}");
                }
            }
        }
    };
    tokio::join!(run(0), run(1));
    assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 0);
    assert_eq!(balance(&fixture, "user_002", "GOLD_COINS").await, 200);
    assert_eq!(balance(&fixture, "user_001", "DIAMONDS").await, 200);
    assert_verifies(&fixture).await;
}

async fn through_proxy(fixture: &Fixture) -> (Proxy, PgLedger) {
    let proxy = Proxy::start(address_of(&fixture.url)).expect("a free port");
    let url = url_by(&fixture.url, proxy.address);
    let config = PgConfig { retry_for: Duration::from_secs(3), ..PgConfig::new(url) };
    let ledger = connect(config, fixture.clock.clone()).await;
    (proxy, ledger)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_cut_around_commit_leaves_each_command_recorded_once() {
    for cut in [Cut::Before, Cut::After, Cut::DuringUntold] {
        let fixture = opened().await;
        let (proxy, ledger) = through_proxy(&fixture).await;
        proxy.arm(cut);
        let batch = [spend("user_001", "GOLD_COINS", 1, "a"), spend("user_001", "GOLD_COINS", 1000, "b")];
        let outcomes = ledger.execute(&batch).await.expect("the answer is found out");
        assert!(!proxy.is_armed(), "{cut:?}: a connection was cut");
        assert!(outcomes[0].result().is_ok(), "{cut:?}: {outcomes:?}");
        assert!(matches!(outcomes[1].result(), Err(Rejection::InsufficientFunds { .. })), "{cut:?}: {outcomes:?}");
        assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 99, "{cut:?}");
        let again = ledger.execute(&batch).await.expect("the store works");
        assert!(again.iter().all(Outcome::is_replay), "{cut:?}: {again:?}");
        assert_verifies(&fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_gone_around_commit_leaves_the_outcome_unknown_until_it_is_asked_again() {
    for (cut, decided_before) in [(Cut::Before, false), (Cut::After, true)] {
        let fixture = opened().await;
        let (proxy, ledger) = through_proxy(&fixture).await;
        proxy.close_after_cut();
        proxy.arm(cut);
        let batch = [spend("user_001", "GOLD_COINS", 1, "a")];
        let error = ledger.execute(&batch).await.expect_err("no one can know");
        assert_eq!(error.kind, StoreErrorKind::Unknown, "{cut:?}");
        proxy.close(false);
        let outcomes = ledger.execute(&batch).await.expect("the database is back");
        assert_eq!(outcomes[0].is_replay(), decided_before, "{cut:?}");
        assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 99, "{cut:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_gone_before_is_unavailable_and_nothing_is_recorded() {
    let fixture = opened().await;
    let (proxy, ledger) = through_proxy(&fixture).await;
    proxy.close(true);
    end_other_connections(&fixture).await;
    let error = ledger.execute(&[spend("user_001", "GOLD_COINS", 1, "a")]).await.expect_err("it is gone");
    assert_eq!(error.kind, StoreErrorKind::Unavailable);
    assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 100);
    let asked = ledger.execute(&[]).await.expect_err("an empty batch tells as much");
    assert_eq!(asked.kind, StoreErrorKind::Unavailable);
    proxy.close(false);
    assert_eq!(ledger.execute(&[]).await.expect("it is back"), []);
}

/// Lets the first ROLLBACK through, and ends the connection before its answer.
struct LosesRollback(Arc<AtomicBool>);

impl Relay for LosesRollback {
    async fn sent(&mut self, bytes: &[u8], link: &mut Link) -> Result<(), Over> {
        link.server.write_all(bytes).await?;
        let is_rollback = bytes.windows(8).any(|word| word == b"ROLLBACK");
        if is_rollback && !self.0.swap(true, Ordering::SeqCst) { Err(Over) } else { Ok(()) }
    }

    async fn answered(&mut self, bytes: &[u8], link: &mut Link) -> Result<(), Over> {
        Ok(link.client.write_all(bytes).await?)
    }

    async fn end(self, link: Link) {
        drop(link);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_stands_though_the_answer_to_its_rollback_is_lost() {
    let fixture = opened().await;
    let was_lost = Arc::new(AtomicBool::new(false));
    let of_each = was_lost.clone();
    let port = listen(address_of(&fixture.url), move || Some(LosesRollback(of_each.clone()))).await;
    let address = ([127, 0, 0, 1], port.expect("a free port")).into();
    let ledger = connect(PgConfig::new(url_by(&fixture.url, address)), fixture.clock.clone()).await;
    let (player, note) = (owner("user_001"), ChangeNote::service());
    let closed = ledger.change_wallets(&player, None, StatusChange::Close, &note).await.expect("the refusal stands");
    assert!(matches!(closed, Err(StatusRefusal::NotEmpty { balance: 100, .. })), "{closed:?}");
    assert!(was_lost.load(Ordering::SeqCst), "a connection was cut");
    // Nothing is locked, and the next connection works.
    let frozen = ledger.change_wallets(&player, None, StatusChange::Freeze(Block::All), &note).await;
    assert!(frozen.expect("the store works").is_ok());
}

async fn end_other_connections(fixture: &Fixture) {
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    fixture.by_hand().await.execute(sql, &[]).await.expect("a superuser may do this");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_died_while_idle_are_replaced_unnoticed() {
    let fixture = opened().await;
    for round in 0..3 {
        end_other_connections(&fixture).await;
        let key = format!("k{round}");
        let outcomes = fixture.ledger.execute(&[spend("user_001", "GOLD_COINS", 1, &key)]).await;
        assert!(outcomes.expect("a new connection is made")[0].result().is_ok());
        end_other_connections(&fixture).await;
        assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 99 - round);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_goes_away_between_the_flights_leaves_nothing_and_no_lock() {
    let fixture = opened().await;
    let barrier = Barrier::new();
    let ledger = fixture.another().await.with_between_flights(barrier.clone());
    let abandoned = tokio::spawn(async move { ledger.execute(&[spend("user_001", "GOLD_COINS", 1, "a")]).await });
    barrier.reached.acquire().await.expect("never closed").forget();
    abandoned.abort();
    assert!(abandoned.await.expect_err("aborted").is_cancelled());
    let outcomes = fixture.ledger.execute(&[spend("user_001", "GOLD_COINS", 2, "b")]).await.expect("no lock is left");
    assert!(matches!(outcomes[..], [Outcome::Decided(_)]));
    assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 98);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lane_that_someone_holds_too_long_is_busy_and_nothing_is_recorded() {
    let fixture = opened().await;
    let config = PgConfig { lock_timeout: Duration::from_millis(50), ..PgConfig::new(&fixture.url) };
    let ledger = connect(config, fixture.clock.clone()).await;
    let holder = fixture.by_hand().await;
    holder.batch_execute("BEGIN; SELECT FROM lanes FOR UPDATE").await.expect("no one else holds it");
    let command = [spend("user_001", "GOLD_COINS", 1, "a")];
    let error = ledger.execute(&command).await.expect_err("the lane is held");
    assert_eq!(error.kind, StoreErrorKind::Busy);
    holder.batch_execute("ROLLBACK").await.expect("the connection is there");
    assert!(matches!(ledger.execute(&command).await.expect("free again")[..], [Outcome::Decided(_)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_the_store_refuses_does_not_spoil_its_batch() {
    let fixture = opened().await;
    let poison = "ALTER TABLE transactions ADD CONSTRAINT no_poison CHECK (description <> 'poison')";
    fixture.by_hand().await.batch_execute(poison).await.expect("a superuser may do this");
    let limits = QueueLimits { batch_max: 100, queued_max: 1000, deadline: Duration::from_secs(30) };
    let queue = CommitQueue::start(Arc::new(fixture.another().await), limits);
    let mut commands: Vec<Command> =
        (0..20).map(|number| spend("user_001", "GOLD_COINS", 1, &format!("k{number}"))).collect();
    let description = Some(Description::new("poison").expect("valid"));
    commands[13] = Command::new(
        Flow::Spend,
        commands[13].key().clone(),
        owner("user_001"),
        asset("GOLD_COINS"),
        commands[13].amount(),
        Details { description, ..Details::default() },
    )
    .expect("a player may spend");
    let results = queue.submit_all(commands).await;
    for (number, result) in results.into_iter().enumerate() {
        match result {
            Err(SubmitError::Store(error)) if number == 13 => assert_eq!(error.kind, StoreErrorKind::Refused),
            result => assert!(result.expect("a neighbour succeeds").result().is_ok(), "{number}"),
        }
    }
    assert_eq!(balance(&fixture, "user_001", "GOLD_COINS").await, 81);
    assert_verifies(&fixture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_are_numbered_without_gaps_and_hold_every_transaction() {
    let fixture = opened().await;
    fixture.ledger.create_asset(&asset_named("TOKENS")).await.expect("the store works");
    for round in 0..5 {
        let batch = [mint("TOKENS", 1, &format!("m{round}")), mint("TOKENS", 2, &format!("n{round}"))];
        fixture.ledger.execute(&batch).await.expect("the store works");
        fixture.ledger.execute(&batch).await.expect("a replay commits nothing");
    }
    let sql = "SELECT max(number) = count(*) AND count(*) = (SELECT number FROM lanes),
                      (SELECT count(*) FROM transactions) = sum(cardinality(transaction_ids)) FROM commits";
    let row = fixture.by_hand().await.query_one(sql, &[]).await.expect("the database works");
    assert_eq!((row.get(0), row.get(1)), (true, true));
}
