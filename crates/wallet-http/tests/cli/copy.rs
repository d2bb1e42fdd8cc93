//! `wallet copy` as a process, between stores that are served before and after.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use wallet_domain::testing::{SetClock, bonus, spend};
use wallet_domain::{Command, Ledger};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

use crate::load::{Told, assert_replayed, spend_often};
use harness::database::Database;
use harness::process::{Done, Server, folder, run, wallet};

fn on(folder: &Path, url: &str, arguments: &[&str]) -> Done {
    run(wallet(folder, arguments).env("DATABASE_URL", url))
}

fn copy(folder: &Path, from: &str, to: &str) -> Done {
    run(&mut wallet(folder, &["copy", "--from", from, "--to", to]))
}

fn serve(folder: &Path, url: &str) -> Server {
    Server::start(wallet(folder, &["serve", "--port", "0"]).env("DATABASE_URL", url))
}

/// Serves a store, books something, and takes its head.
fn book(folder: &Path, url: &str, name: &str) -> (Vec<Told>, String) {
    let server = serve(folder, url);
    let told = spend_often(&server, name, 40);
    drop(server);
    (told, on(folder, url, &["head"]).success())
}

#[test]
fn a_ledger_moves_to_postgresql_and_back_and_old_keys_replay_everywhere() {
    let (database, folder) = (Database::create(), folder());
    let (embedded, back) = ("sqlite:data/wallet.db", "sqlite:back/wallet.db");
    let there = database.url();
    let (mut told, heads) = book(folder.path(), embedded, "embedded");
    std::fs::write(folder.path().join("embedded.json"), heads).expect("writable");
    let create = ["keys", "create", "--name", "shop", "--scopes", "read,operate"];
    let key = on(folder.path(), embedded, &create).success();

    let printed = copy(folder.path(), embedded, &there).success();
    assert!(printed.contains("\nboth sides were read again and are the same: sha256 "), "{printed}");
    assert!(printed.contains("every invariant holds on the copy, and the source's heads\n"), "{printed}");
    assert!(printed.ends_with(" is sqlite:data/wallet.db: it can be served\n"), "{printed}");
    // Once more is nothing but the proof.
    let again = copy(folder.path(), embedded, &there).success();
    let hash = |printed: &str| printed.split("sha256 ").nth(1).map(|rest| rest[..64].to_owned());
    assert!(again.contains("it was copied before: nothing was written\n"), "{again}");
    assert_eq!(hash(&again), hash(&printed));

    let server = serve(folder.path(), &there);
    assert_replayed(&server, &told);
    drop(server);
    on(folder.path(), &there, &["verify", "--head", "embedded.json"]).success();
    let mut guarded = wallet(folder.path(), &["serve", "--port", "0"]);
    let server = Server::start(guarded.env("DATABASE_URL", &there).env("WALLET__AUTH__REQUIRED", "true"));
    assert_eq!([server.get("/v1/audit").0, server.get_with("/v1/audit", key.trim_end()).0], [401, 200]);
    drop(server);

    // On PostgreSQL it has got a second lane, whose stripes hold something now.
    let (more, heads) = book(folder.path(), &there, "there");
    told.extend(more);
    std::fs::write(folder.path().join("there.json"), heads).expect("writable");
    let printed = copy(folder.path(), &there, back).success();
    assert!(printed.contains(" in 2 lanes, 1 API keys\n"), "{printed}");
    let server = serve(folder.path(), back);
    assert_replayed(&server, &told);
    told.extend(spend_often(&server, "back", 40));
    assert_replayed(&server, &told);
    drop(server);
    for heads in ["embedded.json", "there.json"] {
        on(folder.path(), back, &["verify", "--head", heads]).success();
    }
    // What was copied there has gone on here: it is another ledger now.
    let refused = copy(folder.path(), back, &there);
    assert!(refused.complaint(1).contains("the copy is NOT the same as the source: "), "{}", refused.stderr);
}

#[test]
fn a_copy_is_refused_where_it_would_harm() {
    let folder = folder();
    let server = serve(folder.path(), "sqlite:data/wallet.db");
    let done = copy(folder.path(), "sqlite:data/wallet.db", "sqlite:copy.db");
    assert!(done.complaint(1).contains("another wallet server is using data/wallet.db"), "{}", done.stderr);
    drop(server);
    on(folder.path(), "sqlite:other.db", &["migrate"]).success();
    on(folder.path(), "sqlite:other.db", &["seed"]).success();
    let done = copy(folder.path(), "sqlite:data/wallet.db", "sqlite:other.db");
    let expected = "wallet: sqlite:data/wallet.db is not copied into sqlite:other.db: the target holds a ledger of its own; \
                    copy into an empty store";
    assert_eq!(done.complaint(1), expected);
    for (from, to) in [("sqlite:other.db", "sqlite:other.db"), ("sqlite:other.db", "sqlite:data/../other.db")] {
        let done = copy(folder.path(), from, to);
        assert!(done.complaint(1).ends_with("it is the very same store; name another one to copy it into"), "{to}");
    }
    let same = "postgres://me:secret@127.0.0.1:1/wallet";
    let done = copy(folder.path(), same, "postgres://you@127.0.0.1:1/wallet?sslmode=disable");
    assert!(
        done.complaint(1).ends_with("it is the very same store; name another one to copy it into"),
        "{}",
        done.stderr
    );
    let done = copy(folder.path(), "sqlite:nowhere.db", "sqlite:copy.db");
    assert!(done.complaint(1).contains("there is no database at nowhere.db"), "{}", done.stderr);
    assert!(!folder.path().join("copy.db").exists());
}

/// How many transactions there are to copy: enough for a process to be killed in the middle of it.
const TRANSACTIONS: usize = 12_000;

/// A store whose copy takes a while.
fn large_store(folder: &Path) {
    on(folder, "sqlite:large.db", &["migrate"]).success();
    on(folder, "sqlite:large.db", &["seed"]).success();
    let config = SqliteConfig::at(folder.join("large.db"));
    let ledger = SqliteLedger::open(config, Arc::new(SetClock::at(1_800_000_000_000_000))).expect("it is there");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let commands: Vec<Command> = (0..TRANSACTIONS)
        .map(|number| match number % 5 {
            0 => bonus("user_002", "GOLD_COINS", 1, &format!("b{number}")),
            1 => spend("user_002", "GOLD_COINS", 100_000, &format!("s{number}")),
            _ => spend(
                "user_001",
                "LOYALTY_POINTS",
                1 + u64::try_from(number % 3).expect("small"),
                &format!("p{number}"),
            ),
        })
        .collect();
    for batch in commands.chunks(100) {
        runtime.block_on(ledger.execute(batch)).expect("the store works");
    }
}

/// Kills copies at random moments, each later than the one before may be, so many times that `WALLET_COPY_KILLS` says;
/// fewer if one comes to its end before. Answers how often the store said afterwards that it was not whole.
fn kill_copies(folder: &Path, from: &str, to: &str) -> usize {
    let kills: u32 = std::env::var("WALLET_COPY_KILLS").map_or(6, |count| count.parse().expect("a number"));
    let mut unfinished = 0;
    for kill in 1..=kills {
        let mut command = wallet(folder, &["copy", "--from", from, "--to", to]);
        let mut copying = command.stdout(Stdio::null()).spawn().expect("the binary starts");
        let moment = Duration::from_millis(20) + Duration::from_millis(100) * kill;
        std::thread::sleep(moment.mul_f64(fastrand::f64()));
        // SIGKILL.
        copying.kill().expect("the child is ours");
        if copying.wait().expect("the child is ours").success() {
            break;
        }
        let opened = on(folder, to, &["head"]);
        let is_unfinished = opened.stderr.contains("is an unfinished copy of ");
        if opened.code == Some(1) && is_unfinished {
            unfinished += 1;
            assert_not_served(folder, to);
        }
    }
    unfinished
}

/// Nobody serves what is not whole.
fn assert_not_served(folder: &Path, url: &str) {
    let mut serve = wallet(folder, &["serve", "--port", "0"]);
    let refused = run(serve.env("DATABASE_URL", url).env("WALLET__STORE__START_WAIT_S", "1"));
    let reason = refused.stderr.lines().last().unwrap_or_default().to_owned();
    assert!(refused.code == Some(1) && reason.contains("run the same command again"), "{}", refused.stderr);
}

#[test]
fn a_copy_that_is_killed_at_any_moment_goes_on_where_it_was() {
    let (database, folder) = (Database::create(), folder());
    large_store(folder.path());
    std::fs::write(folder.path().join("heads.json"), on(folder.path(), "sqlite:large.db", &["head"]).success())
        .expect("writable");
    let ways = [("sqlite:large.db".to_owned(), database.url()), (database.url(), "sqlite:killed.db".to_owned())];
    for (from, to) in ways {
        assert!(kill_copies(folder.path(), &from, &to) > 0);
        let printed = copy(folder.path(), &from, &to).success();
        assert!(printed.contains(&format!(" {} transactions ", TRANSACTIONS + 9)), "{printed}");
        let courses = ["it went on where it had ended\n", "it was copied before: nothing was written\n"];
        assert!(courses.iter().any(|course| printed.contains(course)), "{printed}");
        let verified = on(folder.path(), &to, &["verify", "--head", "heads.json"]).success();
        assert!(verified.ends_with("every invariant holds\n"), "{verified}");
    }
}
