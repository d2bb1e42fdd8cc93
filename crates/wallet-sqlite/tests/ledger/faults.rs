//! What was acknowledged is there, whatever happens to the process or the disk; and no failure needs a restart.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::sync::Arc;

use crate::common::Fixture;
use wallet_domain::testing::{SetClock, asset, bonus, owner, play, spend};
use wallet_domain::{Ledger, Outcome, StoreErrorKind, Verifier, Wallets};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

const OPENING: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000000 key m          -> posted 1000000
    wallet user_001 GOLD_COINS 100000
    wallet user_002 GOLD_COINS
";

/// Names the database to the child that these tests start: this executable again.
const CHILD_FILE: &str = "WALLET_SQLITE_TEST_FILE";

/// Starts `test` of this executable in a process of its own, to be killed or starved.
fn start_child(test: &str, path: &Path, launcher: &[&str]) -> Child {
    let this = std::env::current_exe().expect("this test has a file");
    let mut words: Vec<_> = launcher.iter().map(std::ffi::OsString::from).collect();
    words.extend([this.into_os_string(), format!("faults::{test}").into(), "--exact".into(), "--nocapture".into()]);
    let mut process = Process::new(&words[0]);
    process.args(&words[1..]).env(CHILD_FILE, path).stdin(Stdio::piped()).stdout(Stdio::piped());
    process.spawn().expect("the child starts")
}

fn child_file() -> Option<String> {
    std::env::var(CHILD_FILE).ok()
}

fn open(path: &Path) -> SqliteLedger {
    SqliteLedger::open(SqliteConfig::at(path), Arc::new(SetClock::at(0))).expect("the ledger opens")
}

/// Tells the parent something, past the test harness's own capture.
fn tell(line: &str) {
    writeln!(std::io::stdout(), "told {line}").expect("the parent listens");
}

/// The child of the next test: commits batch after batch, and tells each number once it is acknowledged.
#[tokio::test]
async fn child_that_commits_until_it_is_killed() {
    let Some(path) = child_file() else { return };
    let ledger = open(Path::new(&path));
    for number in 0_u64.. {
        let key = format!("{}-{number}", std::process::id());
        let batch = [bonus("user_002", "GOLD_COINS", 2, &key), spend("user_001", "GOLD_COINS", 1, &key)];
        ledger.execute(&batch).await.expect("the store works");
        tell(&key);
    }
}

#[tokio::test]
async fn whatever_was_acknowledged_is_there_after_a_kill_at_any_moment() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, OPENING).await;
    let mut acknowledged = Vec::new();
    for round in 1..=6 {
        let mut child = start_child("child_that_commits_until_it_is_killed", &fixture.config.path, &[]);
        let output = child.stdout.take().expect("piped");
        for line in BufReader::new(output).lines() {
            // A line that the kill has cut was not told.
            let Ok(line) = line else { break };
            let Some((_, key)) = line.split_once("told ") else { continue };
            acknowledged.push(key.to_owned());
            if acknowledged.len() == round * 23 {
                child.kill().expect("it lives until then");
            }
        }
        child.wait().expect("it has ended");
        assert!(acknowledged.len() >= round * 23, "the child told too little in round {round}");
        let reopened = fixture.another();
        assert_eq!(reopened.verify().await.expect("the store works").findings, []);
        for key in &acknowledged {
            for command in [bonus("user_002", "GOLD_COINS", 2, key), spend("user_001", "GOLD_COINS", 1, key)] {
                let found = reopened.find_transaction(command.id()).await.expect("the store works");
                assert!(found.is_some_and(|transaction| transaction.result.is_ok()), "{key} was acknowledged");
            }
        }
    }
    // What was not acknowledged is there whole or not at all.
    let balance = async |player| {
        let wallet = fixture.ledger.find_wallet(&owner(player), &asset("GOLD_COINS")).await.expect("the store works");
        wallet.expect("the wallet is there").state.balance.minor()
    };
    let batches = 100_000 - balance("user_001").await;
    assert_eq!(balance("user_002").await, batches * 2);
    assert!(batches >= i64::try_from(acknowledged.len()).expect("a small number"));
}

/// The child of the next test: runs with a limit on the size of files, which stands for a full disk. The parent lifts
/// it once the child has told that it was hit.
#[tokio::test]
async fn child_whose_files_may_not_grow() {
    let Some(path) = child_file() else { return };
    let ledger = open(Path::new(&path));
    let mut number = 0_u64;
    let batch = loop {
        let batch: Vec<_> =
            (0..50).map(|n| bonus("user_002", "GOLD_COINS", 1, &format!("full {number}-{n}"))).collect();
        match ledger.execute(&batch).await {
            Ok(_) => number += 1,
            Err(error) => {
                tell(&format!("{:?}", error.kind));
                break batch;
            }
        }
    };
    // From now on nothing is left in doubt: a write that changes nothing is tried before any other.
    for _ in 0..20 {
        let error = ledger.execute(&batch).await.expect_err("it is still full");
        assert_eq!(error.kind, StoreErrorKind::Unavailable, "{error}");
        assert_eq!(ledger.execute(&[]).await.expect_err("it is still full").kind, StoreErrorKind::Unavailable);
    }
    let read = ledger.find_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("reading goes on");
    tell(&format!("{}", read.expect("the wallet is there").state.balance));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("the parent tells when there is room again");
    ledger.execute(&[]).await.expect("it can be written to again");
    let outcomes = ledger.execute(&batch).await.expect("the store works again");
    let decided = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Decided(_))).count();
    tell(&format!("{number} {decided}"));
}

#[tokio::test]
async fn a_full_disk_is_an_error_and_room_again_needs_no_restart() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, OPENING).await;
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -S -f 2000; exec \"$0\" \"$@\""];
    let mut child = start_child("child_whose_files_may_not_grow", &fixture.config.path, &limited);
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let mut told = output.lines().filter_map(|line| line.ok()?.split_once("told ").map(|(_, told)| told.to_owned()));
    let kind = told.next().expect("the limit is hit");
    assert!([StoreErrorKind::Unknown, StoreErrorKind::Unavailable].map(|kind| format!("{kind:?}")).contains(&kind));
    let balance: u64 = told.next().expect("it reads").parse().expect("a balance");
    assert!(balance > 0 && balance.is_multiple_of(50), "a batch is there whole or not at all: {balance}");
    let lifted = Process::new("prlimit").args(["--fsize=unlimited", "--pid", &child.id().to_string()]).status();
    assert!(lifted.expect("util-linux is there").success());
    child.stdin.take().expect("piped").write_all(b"\n").expect("the child waits");
    let end = told.next().expect("it works again");
    let (batches, decided) = end.split_once(' ').expect("two figures");
    let batches: u64 = batches.parse().expect("a figure");
    assert!(child.wait().expect("it has ended").success());
    assert_eq!((balance, decided), (batches * 50, "50"), "what failed was not there, and was made then");
    let wallet = fixture.ledger.find_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    let found = wallet.expect("the wallet is there").state.balance.minor();
    assert_eq!(u64::try_from(found), Ok((batches + 1) * 50));
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
}

/// The child of the next test: its log may not grow beyond what the database has room for.
#[tokio::test]
async fn child_whose_log_is_full_before_its_database() {
    let Some(path) = child_file() else { return };
    let ledger = open(Path::new(&path));
    for number in 0..600 {
        let batch = [spend("user_001", "GOLD_COINS", 1, &number.to_string())];
        ledger.execute(&batch).await.expect("the log is folded and begun anew");
    }
    tell("done");
}

#[tokio::test]
async fn a_log_that_has_no_room_is_folded_and_nobody_is_told() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, OPENING).await;
    // 600 commits of several pages are more log than a file may have bytes; what they book is a small part of it.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -S -f 4000; exec \"$0\" \"$@\""];
    let mut child = start_child("child_whose_log_is_full_before_its_database", &fixture.config.path, &limited);
    let output = BufReader::new(child.stdout.take().expect("piped"));
    // To the end: the child has more to say, and nobody must be gone then.
    let told = output.lines().map_while(Result::ok).filter(|line| line.contains("told done")).count();
    assert_eq!((child.wait().expect("it has ended").success(), told), (true, 1));
    assert_eq!(fixture.another().verify().await.expect("the store works").findings, []);
}

#[tokio::test]
async fn a_file_that_comes_back_is_used_again_without_a_restart() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, OPENING).await;
    let Fixture { ledger, config, clock, _folder } = fixture;
    drop(ledger);
    // Opened, and not used yet: its connections are made at the first call.
    let ledger = SqliteLedger::open(config.clone(), clock).expect("the ledger opens");
    let folder = config.path.parent().expect("it is in a folder");
    let away = folder.with_file_name("away");
    std::fs::rename(folder, &away).expect("moved away");
    let command = [spend("user_001", "GOLD_COINS", 1, "k")];
    assert_eq!(ledger.execute(&command).await.expect_err("gone").kind, StoreErrorKind::Unavailable);
    assert_eq!(ledger.list_assets().await.expect_err("gone").kind, StoreErrorKind::Unavailable);
    std::fs::rename(&away, folder).expect("moved back");
    let outcomes = ledger.execute(&command).await.expect("the store works again");
    assert!(matches!(outcomes[..], [Outcome::Decided(_)]), "{outcomes:?}");
    assert_eq!(ledger.list_assets().await.expect("the store works again").len(), 1);
}
