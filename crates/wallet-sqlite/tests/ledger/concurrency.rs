//! Several callers, several processes' worth of connections, one file.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::common::Fixture;
use futures_util::future::join_all;
use futures_util::poll;
use wallet_domain::testing::{SetClock, asset, bonus, mint, owner, play, spend};
use wallet_domain::{Command, Ledger, Outcome, Registry, StoreErrorKind, Verifier, Wallets};
use wallet_sqlite::{SqliteConfig, SqliteLedger, migrate};

const OPENING: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 10000 key m          -> posted 10000
    wallet user_001 GOLD_COINS 1000
    wallet user_002 GOLD_COINS 1000
";

async fn opened() -> Fixture {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, OPENING).await;
    fixture
}

async fn balance(ledger: &SqliteLedger, player: &str) -> i64 {
    let wallet = ledger.find_wallet(&owner(player), &asset("GOLD_COINS")).await.expect("the store works");
    wallet.expect("the wallet is there").state.balance.minor()
}

/// Takes the file's write lock as another process would.
fn lock_the_file(fixture: &Fixture) -> rusqlite::Connection {
    let connection = fixture.by_hand();
    connection.execute_batch("BEGIN IMMEDIATE").expect("no one else writes");
    connection
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_ledgers_on_one_file_record_each_key_once() {
    let fixture = opened().await;
    let other = fixture.another();
    let batches: Vec<Vec<Command>> = (0..60)
        .map(|number| {
            vec![
                spend("user_001", "GOLD_COINS", 1, &format!("s{number}")),
                bonus("user_002", "GOLD_COINS", 2, &format!("b{number}")),
            ]
        })
        .collect();
    let one = join_all(batches.iter().map(|batch| fixture.ledger.execute(batch)));
    let two = join_all(batches.iter().rev().map(|batch| other.execute(batch)));
    let (one, two) = tokio::join!(one, two);
    let outcomes = |answers: Vec<Result<Vec<Outcome>, _>>| -> Vec<Outcome> {
        answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect()
    };
    let (one, mut two) = (outcomes(one), outcomes(two));
    // The second asked in the opposite order of batches.
    two = two.chunks(2).rev().flatten().cloned().collect();
    for (one, two) in one.iter().zip(&two) {
        assert!(one.is_replay() != two.is_replay(), "one of them decided: {one:?} {two:?}");
        assert_eq!(one.result(), two.result());
    }
    assert_eq!((balance(&other, "user_001").await, balance(&other, "user_002").await), (940, 1120));
    assert_eq!(other.verify().await.expect("the store works").findings, []);
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_its_batch_to_be_finished() {
    let fixture = opened().await;
    let command = [spend("user_001", "GOLD_COINS", 7, "abandoned")];
    let lock = lock_the_file(&fixture);
    {
        let mut call = fixture.ledger.execute(&command);
        assert!(poll!(&mut call).is_pending(), "the file is locked, so it cannot be done");
    }
    lock.execute_batch("ROLLBACK").expect("released");
    // Queued behind the abandoned batch, so answered after it.
    let outcomes = fixture.ledger.execute(&command).await.expect("the store works");
    assert!(matches!(outcomes[..], [Outcome::Replayed(_)]), "{outcomes:?}");
    assert_eq!(balance(&fixture.ledger, "user_001").await, 993);
}

#[tokio::test]
async fn dropping_the_ledger_finishes_what_is_queued() {
    let fixture = opened().await;
    let other = fixture.another();
    let commands: Vec<_> = (0..20).map(|number| [spend("user_001", "GOLD_COINS", 1, &format!("k{number}"))]).collect();
    {
        let mut calls: Vec<_> = commands.iter().map(|command| other.execute(command)).collect();
        for call in &mut calls {
            let _ = poll!(call);
        }
    }
    drop(other);
    assert_eq!(balance(&fixture.ledger, "user_001").await, 980);
}

#[tokio::test]
async fn reads_go_on_while_the_file_is_locked_for_writing() {
    let fixture = opened().await;
    let writer = lock_the_file(&fixture);
    writer.execute_batch("UPDATE wallets SET version = version + 1 WHERE owner = 'user_001'").expect("written");
    let before = fixture.ledger.find_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    assert_eq!(before.expect("the wallet is there").state.version, 1, "committed facts only");
    assert_eq!(fixture.ledger.list_assets().await.expect("the store works").len(), 1);
    writer.execute_batch("COMMIT").expect("committed");
    let after = fixture.ledger.find_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    assert_eq!(after.expect("the wallet is there").state.version, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_read_is_of_one_moment_while_others_write() {
    let fixture = opened().await;
    let owners = ["user_001", "system:revenue", "system:treasury", "system:issuance", "user_002"].map(owner);
    let writing = async {
        for number in 0..100 {
            let batch = [
                spend("user_001", "GOLD_COINS", 3, &format!("s{number}")),
                bonus("user_002", "GOLD_COINS", 1, &format!("b{number}")),
            ];
            fixture.ledger.execute(&batch).await.expect("the store works");
        }
    };
    let reading = async {
        for _ in 0..100 {
            let wallets = fixture.ledger.list_wallets(&owners).await.expect("the store works");
            let sum: i64 = wallets.iter().map(|wallet| wallet.state.balance.minor()).sum();
            assert_eq!((wallets.len(), sum), (5, 0));
        }
    };
    let proving = async {
        for _ in 0..3 {
            assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
        }
    };
    tokio::join!(writing, reading, proving);
}

#[tokio::test]
async fn a_file_that_stays_locked_is_busy_and_then_works_again() {
    let fixture = opened().await;
    let config = SqliteConfig { busy_timeout: Duration::from_millis(20), ..fixture.config.clone() };
    let impatient = SqliteLedger::open(config, fixture.clock.clone()).expect("the ledger opens");
    let lock = lock_the_file(&fixture);
    let command = [spend("user_001", "GOLD_COINS", 7, "k")];
    let refused = impatient.execute(&command).await.expect_err("the file is locked");
    assert_eq!(refused.kind, StoreErrorKind::Busy);
    lock.execute_batch("ROLLBACK").expect("released");
    let outcomes = impatient.execute(&command).await.expect("the store works");
    assert!(matches!(outcomes[..], [Outcome::Decided(_)]), "{outcomes:?}");
}

#[tokio::test]
async fn what_the_file_refuses_is_refused_whole_and_the_next_batch_goes_on() {
    let fixture = opened().await;
    let trigger = "CREATE TRIGGER no_sevens BEFORE INSERT ON ledger_entries WHEN NEW.amount = 7
                   BEGIN SELECT RAISE(ABORT, 'no sevens'); END";
    fixture.by_hand().execute_batch(trigger).expect("made");
    let batch = [spend("user_001", "GOLD_COINS", 5, "five"), bonus("user_001", "GOLD_COINS", 7, "seven")];
    let refused = fixture.ledger.execute(&batch).await.expect_err("one of them is refused");
    assert_eq!(refused.kind, StoreErrorKind::Refused);
    assert_eq!(fixture.ledger.find_transaction(batch[0].id()).await.expect("the store works"), None);
    fixture.ledger.execute(&batch[..1]).await.expect("the other half is fine");
    assert_eq!(balance(&fixture.ledger, "user_001").await, 995);
}

#[tokio::test]
async fn a_batch_of_repeats_writes_nothing() {
    let fixture = opened().await;
    let batch = [spend("user_001", "GOLD_COINS", 5, "a"), spend("user_001", "GOLD_COINS", 9999, "b")];
    fixture.ledger.execute(&batch).await.expect("the store works");
    let count = || {
        let commits = "SELECT count(*) FROM commits";
        fixture.by_hand().query_row(commits, [], |row| row.get::<_, i64>(0)).expect("counted")
    };
    let before = count();
    fixture.ledger.execute(&batch).await.expect("the store works");
    assert_eq!(count(), before);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_back_is_corrupt_and_says_nothing_wrong() {
    let fixture = opened().await;
    let command = [spend("user_001", "GOLD_COINS", 5, "a")];
    fixture.ledger.execute(&command).await.expect("the store works");
    let damage = "DROP TRIGGER transactions_no_update;
                  UPDATE transactions SET amount = 6 WHERE idempotency_key = 'a'";
    fixture.by_hand().execute_batch(damage).expect("the damage is done");
    let found = fixture.ledger.find_transaction(command[0].id()).await.expect_err("it is damaged");
    assert_eq!(found.kind, StoreErrorKind::Corrupt);
    let found = fixture.ledger.execute(&command).await.expect_err("it is damaged");
    assert_eq!(found.kind, StoreErrorKind::Corrupt);
    let other = [spend("user_001", "GOLD_COINS", 5, "c")];
    fixture.ledger.execute(&other).await.expect("what is not damaged works");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_bounded_while_readers_overlap_and_is_gone_after_the_last_close() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = SqliteConfig { checkpoint_bytes: 200_000, ..SqliteConfig::at(folder.path().join("wallet.db")) };
    migrate(&config).expect("the migrations apply");
    let ledger = SqliteLedger::open(config.clone(), Arc::new(SetClock::at(0))).expect("the ledger opens");
    play(&ledger, 1, OPENING).await;
    let log = folder.path().join("wallet.db-wal");
    let done = Arc::new(AtomicBool::new(false));
    let readers = [(), ()].map(|()| rusqlite::Connection::open(&config.path).expect("the file opens"));
    let reading = {
        let done = done.clone();
        std::thread::spawn(move || overlap(&readers, &done))
    };
    let mut longest = 0;
    for number in 0..200 {
        let batch: Vec<_> = (0..20).map(|n| bonus("user_001", "GOLD_COINS", 1, &format!("{number}-{n}"))).collect();
        ledger.execute(&batch).await.expect("the store works");
        longest = longest.max(std::fs::metadata(&log).expect("there is a log").len());
    }
    done.store(true, Ordering::SeqCst);
    reading.join().expect("the readers read");
    let bound = 4 * 200_000;
    // Unbounded it would have sixteen million. A reader that is held up longer than the writer waits raises the bound.
    assert!((bound / 4..bound * 8).contains(&longest), "the log had {longest} bytes");
    drop(ledger);
    assert!(!log.exists(), "the last one to close copies the log into the file");
}

/// Two readers, each of which begins before the other ends: someone always reads from the log.
fn overlap(readers: &[rusqlite::Connection; 2], done: &AtomicBool) {
    let begin = "BEGIN; SELECT count(*) FROM wallets;";
    readers[0].execute_batch(begin).expect("begun");
    while !done.load(Ordering::SeqCst) {
        for (next, last) in [(1_usize, 0_usize), (0, 1)] {
            readers[next].execute_batch(begin).expect("begun");
            readers[last].execute_batch("COMMIT").expect("ended");
        }
    }
}

#[tokio::test]
async fn a_mint_between_two_ledgers_is_seen_by_both() {
    let fixture = opened().await;
    let other = fixture.another();
    other.create_asset(&wallet_domain::testing::asset_named("DIAMONDS")).await.expect("the store works");
    let outcomes = fixture.ledger.execute(&[mint("DIAMONDS", 5, "d")]).await.expect("the store works");
    assert!(outcomes[0].result().is_ok(), "an asset is not remembered as missing: {outcomes:?}");
}
