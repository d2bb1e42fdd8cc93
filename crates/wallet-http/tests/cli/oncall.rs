//! What tells whoever is on call: the server's own verifications, and metrics for every alert.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use harness::PATIENCE;
use harness::http::Request;
use harness::process::{Server, folder, run, wallet};
use harness::receiver::Receiver;
use rusqlite::Connection;

use crate::postgres::seeded_database;

const SPEND: &str = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;

/// What Prometheus would read.
fn scrape(server: &Server) -> String {
    server.send(&Request::get("/metrics")).text().to_owned()
}

/// The value of a series as it stands there.
fn text<'a>(metrics: &'a str, series: &str) -> &'a str {
    let line = metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {series} in\n{metrics}"))
}

fn value(metrics: &str, series: &str) -> f64 {
    text(metrics, series).parse().expect("a number")
}

/// The names of metrics in an expression of Prometheus: the words that are no label, no function and no operator.
fn metrics_of(expression: &str) -> Vec<String> {
    let mut bare = String::new();
    let mut depth = 0;
    for character in expression.chars() {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ if depth == 0 => bare.push(character),
            _ => {}
        }
    }
    let bare = bare.replace("by (le)", "");
    let words = bare.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| word.contains('_'));
    words.filter(|word| *word != "histogram_quantile").map(str::to_owned).collect()
}

/// The metrics that alerts ask for and that were not scraped.
fn missing(scraped: &str) -> Vec<String> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/alerts.yml");
    let rules = fs::read_to_string(rules).expect("the alerts are there");
    let expressions: Vec<&str> = rules.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).collect();
    assert!(expressions.len() > 20, "{expressions:?}");
    let names: Vec<String> = expressions.iter().flat_map(|expression| metrics_of(expression)).collect();
    assert!(names.len() > expressions.len(), "{names:?}");
    let is_there = |name: &str| {
        scraped.lines().any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' '])))
    };
    names.into_iter().filter(|name| !is_there(name)).collect()
}

#[test]
fn every_alert_asks_for_what_a_server_tells() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    assert_eq!(server.post("/v1/spends", "a", SPEND).0, 201);
    // PostgreSQL's connections are asked for there.
    let missing: Vec<String> =
        missing(&scrape(&server)).into_iter().filter(|name| !name.starts_with("wallet_pool_")).collect();
    assert_eq!(missing, [] as [String; 0]);
}

#[test]
fn on_postgresql_too_every_alert_asks_for_what_a_server_tells() {
    let (database, folder) = seeded_database();
    let server = Server::start(&mut database.wallet(folder.path(), &["serve", "--port", "0"]));
    assert_eq!(server.post("/v1/spends", "a", SPEND).0, 201);
    let is_embedded = |name: &String| name.starts_with("wallet_store_disk_") || name.starts_with("wallet_store_log_");
    let missing: Vec<String> = missing(&scrape(&server)).into_iter().filter(|name| !is_embedded(name)).collect();
    assert_eq!(missing, [] as [String; 0]);
    assert!(value(&scrape(&server), "wallet_pool_connections_max") >= 2.0);
}

#[test]
fn gauges_tell_what_treasuries_hold_and_when_the_store_was_backed_up() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let treasury = r#"{owner="system:treasury",asset="GOLD_COINS"}"#;
    let metrics = scrape(&server);
    assert_eq!(text(&metrics, &format!("wallet_system_balance{treasury}")), "1000000");
    assert!(value(&metrics, &format!("wallet_system_days_left{treasury}")).is_infinite());
    assert_eq!(text(&metrics, "wallet_backup_timestamp_seconds"), "0");
    assert!(value(&metrics, "wallet_store_writable") > 0.5 && value(&metrics, "process_open_fds") > 3.0);
    drop(server);
    run(&mut wallet(folder.path(), &["backup", "b.db"])).success();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let noted = value(&scrape(&server), "wallet_backup_timestamp_seconds");
    assert!(noted > 1_700_000_000.0, "{noted}");
    let said = run(&mut wallet(folder.path(), &["backup", "--note"])).success();
    assert!(said.contains("noted in sqlite:data/wallet.db"), "{said}");
    drop(server);
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    assert!(value(&scrape(&server), "wallet_backup_timestamp_seconds") >= noted);
}

/// Breaks something that every verification looks at, and mends it.
fn damage(folder: &Path) {
    let connection = Connection::open(folder.join("data/wallet.db")).expect("the file opens");
    connection.execute_batch("DROP TRIGGER commits_no_delete").expect("dropped");
}

fn mend(folder: &Path) {
    let connection = Connection::open(folder.join("data/wallet.db")).expect("the file opens");
    let trigger = "CREATE TRIGGER commits_no_delete BEFORE DELETE ON commits
BEGIN SELECT RAISE(ABORT, 'commits are immutable'); END";
    connection.execute_batch(trigger).expect("made");
}

#[test]
fn a_server_verifies_by_itself_and_tells_what_it_finds() {
    let folder = folder();
    let mut server = Server::start(wallet(folder.path(), &["serve", "--port", "0"]).env("WALLET__VERIFY__EVERY", "1s"));
    server.wait_for_log("verified the whole ledger");
    assert_eq!(server.post("/v1/spends", "a", SPEND).0, 201);
    server.wait_for_log("verified what was committed since the last time transactions=1 findings=0");
    let (status, ready) = server.get("/health/ready");
    assert_eq!((status, &ready["checks"]["verification"]["status"]), (200, &"ok".into()), "{ready}");
    let metrics = scrape(&server);
    assert!(value(&metrics, "wallet_verification_timestamp_seconds") > 1_700_000_000.0);
    assert_eq!(text(&metrics, "wallet_verification_findings"), "0");

    damage(folder.path());
    server.wait_for_log("a verification has a finding finding=invariant 4: trigger commits_no_delete: it is missing");
    // The next one no longer relies on what was proven before.
    server.wait_for_log("verified the whole ledger");
    let (status, ready) = server.get("/health/ready");
    assert_eq!((status, &ready["checks"]["verification"]["status"]), (200, &"warning".into()), "{ready}");
    assert_eq!(text(&scrape(&server), "wallet_verification_findings"), "1");
    assert_eq!(server.post("/v1/spends", "b", SPEND).0, 201, "told, and no more");
}

#[test]
fn findings_stop_writes_if_that_is_asked_for_until_there_are_none() {
    let folder = folder();
    let serve = || {
        let mut command = wallet(folder.path(), &["serve", "--port", "0"]);
        command.env("WALLET__VERIFY__EVERY", "1s").env("WALLET__VERIFY__ON_FINDING", "stop");
        Server::start(&mut command)
    };
    let mut server = serve();
    server.wait_for_log("verified the whole ledger");
    damage(folder.path());
    server.wait_for_log("writes are stopped, as a verification has findings");
    let (status, answer) = server.post("/v1/spends", "a", SPEND);
    assert_eq!((status, &answer["code"]), (503, &"writes_stopped".into()), "{answer}");
    let (status, ready) = server.get("/health/ready");
    assert_eq!((status, &ready["code"]), (503, &"writes_stopped".into()), "{ready}");
    assert_eq!(ready["checks"]["verification"]["status"], "failed", "{ready}");
    assert_eq!(server.get("/v1/wallets/user_001").0, 200);
    server.terminate();
    server.wait();
    // A new start knows of it before its first request.
    let mut server = serve();
    assert_eq!(server.post("/v1/spends", "a", SPEND).0, 503);
    mend(folder.path());
    server.wait_for_log("a verification finds nothing; writes go on");
    assert_eq!(server.post("/v1/spends", "a", SPEND).0, 201);
}

/// A server on a disk that is full, which a limit on the size of files stands for.
#[test]
fn a_full_disk_is_told_by_readiness_and_a_gauge_and_does_not_fill_the_log() {
    let folder = folder();
    let mut limited = std::process::Command::new("sh");
    let command = wallet(folder.path(), &["serve", "--port", "0"]);
    limited.args(["-c", "trap '' XFSZ; ulimit -S -f 1200; exec \"$0\" \"$@\""]).arg(command.get_program());
    limited.args(command.get_args()).current_dir(folder.path()).stdin(std::process::Stdio::null());
    limited.env_remove("DATABASE_URL").env("WALLET__VERIFY__EVERY", "0");
    let server = Server::start(&mut limited);
    let batch = |round: usize| {
        let commands: Vec<String> = (0..100)
            .map(|n| format!(r#"{{"flow":"bonus","idempotency_key":"{round}-{n}","owner":"user_001","asset":"GOLD_COINS","amount":1}}"#))
            .collect();
        format!(r#"{{"commands":[{}]}}"#, commands.join(","))
    };
    let is_full = |round: usize| {
        let (_, answer) = server.post("/v1/batches", &format!("batch-{round}"), &batch(round));
        answer["results"][0]["status"] == 503
    };
    assert!((0..200).any(is_full), "the limit is hit");
    for round in 0..300 {
        let (status, answer) = server.post("/v1/spends", &format!("full-{round}"), SPEND);
        assert_eq!((status, &answer["code"]), (503, &"store_unavailable".into()), "{answer}");
    }
    let (status, ready) = server.get("/health/ready");
    assert_eq!((status, &ready["checks"]["writes"]["status"]), (503, &"failed".into()), "{ready}");
    assert_eq!(ready["checks"]["reads"]["status"], "ok", "{ready}");
    assert_eq!(server.get("/v1/wallets/user_001").0, 200);
    assert_eq!(text(&scrape(&server), "wallet_store_writable"), "0");

    let lifted =
        std::process::Command::new("prlimit").args(["--fsize=unlimited", "--pid", &server.id().to_string()]).status();
    assert!(lifted.expect("util-linux is there").success());
    assert_eq!(server.get("/health/ready").0, 200, "it is asked, without a write");
    assert_eq!(server.post("/v1/spends", "full-0", SPEND).0, 201);
    server.terminate();
    let (_, log) = server.wait();
    let answered = log.lines().filter(|line| line.contains("answered")).count();
    assert!((10..150).contains(&answered) && log.len() < 120_000, "{answered} lines, {} bytes", log.len());
}

#[test]
fn gauges_tell_of_a_webhook_that_takes_nothing_and_of_one_that_is_gone() {
    let folder = folder();
    let open = [("WALLET__WEBHOOKS__ALLOW_HTTP", "127.0.0.1"), ("WALLET__WEBHOOKS__ALLOW_NETWORKS", "127.0.0.0/8")];
    let mut command = wallet(folder.path(), &["serve", "--port", "0"]);
    let mut server = Server::start(command.envs(open));
    let metrics = scrape(&server);
    for idle in ["wallet_webhook_lag_seconds", "wallet_webhook_parked_total", "wallet_webhooks_disabled"] {
        assert_eq!(text(&metrics, idle), "0", "{idle}");
    }
    let receiver = Receiver::start();
    receiver.answer_with(503);
    let create = ["webhooks", "create", "--url", &receiver.url(), "--types", "spend.*"];
    run(wallet(folder.path(), &create).envs(open)).success();
    assert_eq!(server.post("/v1/spends", "a", SPEND).0, 201);
    receiver.wait_until("it was tried", |taken| !taken.is_empty());
    let until = |what: &str, holds: &dyn Fn(&str) -> bool| {
        let began = Instant::now();
        while !holds(&scrape(&server)) {
            assert!(began.elapsed() < PATIENCE, "never {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    until("the delivery waits", &|metrics| value(metrics, "wallet_webhook_lag_seconds") > 0.0);
    let failed = r#"wallet_webhook_deliveries_total{result="failed"}"#;
    assert_eq!(text(&scrape(&server), failed), "1");
    // It is tried again after five seconds.
    receiver.answer_with(410);
    until("it is disabled", &|metrics| text(metrics, "wallet_webhooks_disabled") == "1");
    until("nothing waits any more", &|metrics| text(metrics, "wallet_webhook_lag_seconds") == "0");
    server.wait_for_log("a webhook is disabled");
}
