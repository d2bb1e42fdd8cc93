//! `wallet demo` as a process: the same economy in either kind of store, which is served and proven afterwards.

use std::path::Path;
use std::sync::Arc;

use harness::database::Database;
use harness::process::{Done, Server, folder, run, wallet};
use serde_json::Value;
use wallet_domain::SystemClock;
use wallet_domain::copy::Importer;
use wallet_sqlite::{SqliteConfig, SqliteLedger};

const SMALL: [&str; 9] = ["demo", "--days", "14", "--players", "60", "--seed", "3", "--until", "2026-11-24"];
const UNFINISHED: &str = "`wallet demo --days 14 --players 60 --seed 3 --until 2026-11-24`";

fn on(folder: &Path, url: &str, arguments: &[&str]) -> Done {
    run(wallet(folder, arguments).env("DATABASE_URL", url))
}

fn digest(printed: &str) -> &str {
    printed.lines().find_map(|line| line.strip_prefix("sha256 ")).expect("a digest")
}

/// What is there of a served store, and of a player: without what is the store's own.
fn figures(folder: &Path, url: &str) -> Vec<Value> {
    let mut quiet = wallet(folder, &["serve", "--port", "0"]);
    // Holds that are over by now stay as they are.
    let server = Server::start(quiet.env("DATABASE_URL", url).env("WALLET__HOLDS__SWEEP_INTERVAL_S", "0"));
    let (status, ready) = server.get("/health/ready");
    assert_eq!((status, &ready["checks"]["time"]["status"]), (200, &"ok".into()), "{ready}");
    let (_, mut audit) = server.get("/v1/audit");
    audit.as_object_mut().expect("an object").remove("last_verification");
    let paths =
        ["/v1/wallets/user_0042", "/v1/wallets/user_0042/DIAMONDS/entries?limit=200", "/v1/wallets?in_debt=true"];
    let answer = |path: &&str| {
        let (status, body) = server.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        body
    };
    paths.iter().map(answer).chain([audit]).collect()
}

#[test]
fn both_kinds_of_store_hold_the_same_economy_and_can_be_served() {
    let (database, folder) = (Database::create(), folder());
    let (embedded, there) = ("sqlite:data/wallet.db", database.url());
    let printed = on(folder.path(), embedded, &SMALL).success();
    for told in ["14 days of a game with 60 players, 2026-11-10 to 2026-11-23, seed 3", "proven", "user_0042", "frozen"]
    {
        assert!(printed.contains(told), "{told}: {printed}");
    }
    let copied = on(folder.path(), &there, &SMALL).success();
    assert_eq!(digest(&copied), digest(&printed));
    assert_eq!(digest(&on(folder.path(), "sqlite:again.db", &SMALL).success()), digest(&printed));
    let left = std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let left: Vec<String> = left.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.starts_with("wallet-demo-")), "{left:?}");

    let figures_there = figures(folder.path(), &there);
    assert_eq!(figures(folder.path(), embedded), figures_there);
    for url in [embedded, &there] {
        on(folder.path(), url, &["verify"]).success();
        let again = on(folder.path(), url, &SMALL);
        assert!(again.complaint(1).contains("is not empty, and an economy is played into an empty store alone"));
    }
}

#[test]
fn one_that_was_cut_off_is_served_by_nobody_and_goes_on() {
    let folder = folder();
    let (url, file) = ("sqlite:data/wallet.db", folder.path().join("data/wallet.db"));
    on(folder.path(), url, &["migrate"]).success();
    let target = SqliteLedger::open_to_copy(SqliteConfig::at(&file), Arc::new(SystemClock)).expect("it opens");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let now = wallet_domain::Timestamp::from_micros(1);
    runtime.block_on(target.begin_copy(UNFINISHED, now)).expect("it is empty");
    drop(target);

    for command in [&["serve", "--port", "0"][..], &["verify"]] {
        let refused = on(folder.path(), url, command);
        let told = format!("is an unfinished copy of {UNFINISHED}: run the same command again");
        assert!(refused.code == Some(1) && refused.stderr.contains(&told), "{}", refused.stderr);
    }
    let other = on(folder.path(), url, &["demo", "--days", "15", "--players", "60"]);
    assert!(
        other.complaint(1).contains(&format!("is an unfinished copy of {UNFINISHED}: run that again, or name another"))
    );
    on(folder.path(), url, &SMALL).success();
    on(folder.path(), url, &["verify"]).success();
}

#[test]
fn what_cannot_be_played_is_refused_in_a_sentence() {
    let folder = folder();
    let url = "sqlite:data/wallet.db";
    let refused = on(folder.path(), url, &["demo", "--until", "2999-01-01"]);
    assert!(
        refused.complaint(2).contains("--until: 2999-01-01 is in the future; the latest is "),
        "{}",
        refused.stderr
    );
    let refused = on(folder.path(), url, &["demo", "--until", "yesterday"]);
    assert!(refused.complaint(2).contains("--until: A day is written as in 2026-11-30."), "{}", refused.stderr);
    for wrong in [["--days", "3"], ["--days", "400"], ["--players", "10"], ["--players", "10000"]] {
        let refused = on(folder.path(), url, &[&["demo"], &wrong[..]].concat());
        assert!(refused.code == Some(2) && refused.stderr.contains("is not in"), "{}", refused.stderr);
    }
    assert!(!folder.path().join("data/wallet.db").exists(), "nothing was made");
    on(folder.path(), url, &["migrate"]).success();
    on(folder.path(), url, &["seed"]).success();
    assert!(on(folder.path(), url, &SMALL).complaint(1).contains("is not empty"));
    let key = on(folder.path(), "sqlite:keyed.db", &["keys", "create", "--name", "shop", "--scopes", "read"]);
    key.success();
    assert!(on(folder.path(), "sqlite:keyed.db", &SMALL).complaint(1).contains("API keys are made afterwards"));
}
