//! `wallet rollups`: a ledger without rollups, folded, folded anew in another zone, killed while it does, copied and backed up.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use harness::database::Database;
use harness::process::{Done, Process, Server, folder, run, wallet};
use serde_json::Value;

fn on(folder: &Path, arguments: &[&str]) -> Done {
    run(wallet(folder, arguments).env("DATABASE_URL", "sqlite:ledger.db"))
}

#[test]
fn rollups_are_shown_folded_anew_backed_up_and_not_copied() {
    let folder = folder();
    let folder = folder.path();
    on(folder, &["migrate"]).success();
    on(folder, &["seed"]).success();
    let none = "there are no rollups yet: a server folds them, or `wallet rollups rebuild`\n";
    assert_eq!(on(folder, &["rollups", "show"]).success(), none);
    let first = on(folder, &["rollups", "rebuild"]).success();
    assert!(first.starts_with("zone      UTC\nlabels    reason=reason,sink=sink,"), "{first}");
    let shown = on(folder, &["rollups", "show"]).success();
    assert!(first.starts_with(shown.trim_end()), "{shown}");
    on(folder, &["verify"]).success();

    let berlin = run(wallet(folder, &["rollups", "rebuild"])
        .env("DATABASE_URL", "sqlite:ledger.db")
        .env("WALLET__ANALYTICS__ZONE", "Europe/Berlin")
        .env("WALLET__ANALYTICS__LABELS", "reason=why"));
    assert!(berlin.success().starts_with("zone      Europe/Berlin\nlabels    reason=why,sink=sink,"));
    on(folder, &["verify"]).success();

    on(folder, &["backup", "backup.db"]).success();
    let backed_up = run(wallet(folder, &["rollups", "show"]).env("DATABASE_URL", "sqlite:backup.db")).success();
    assert!(backed_up.starts_with("zone      Europe/Berlin\n"), "{backed_up}");

    run(&mut wallet(folder, &["copy", "--from", "sqlite:ledger.db", "--to", "sqlite:copy.db"])).success();
    let on_copy = |arguments: &[&str]| run(wallet(folder, arguments).env("DATABASE_URL", "sqlite:copy.db"));
    assert_eq!(on_copy(&["rollups", "show"]).success(), none);
    let anew = on_copy(&["rollups", "rebuild"]).success();
    let without_time =
        |text: &str| text.lines().filter(|line| !line.starts_with("folded in")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_time(&anew), without_time(&first), "the same feed comes to the same");
    on_copy(&["verify"]).success();
}

#[test]
fn a_zone_that_there_is_not_is_refused() {
    let folder = folder();
    on(folder.path(), &["migrate"]).success();
    let done = run(wallet(folder.path(), &["rollups", "rebuild"])
        .env("DATABASE_URL", "sqlite:ledger.db")
        .env("WALLET__ANALYTICS__ZONE", "Berlin"));
    let told =
        "wallet: analytics.zone is \"Berlin\": There is no time zone of that name; use one like Europe/Berlin or UTC.";
    assert_eq!(done.complaint(2), told);
}

const SUPPLY: &str = "/v1/analytics/supply?asset=GOLD_COINS&from=2026-11-10&to=2026-11-23";

/// The figures of the demo's days, and in which zone's days they are. They always add up.
fn supply(server: &Server) -> (Value, Value) {
    let (status, mut body) = server.get(SUPPLY);
    assert_eq!((status, &body["check"]["equal"]), (200, &Value::Bool(true)), "{body}");
    (body["zone"].take(), body["days"].take())
}

/// Kills rebuilds later and later, until one is through. A server folds and is read from meanwhile.
fn kill_rebuilds(url: &str) {
    let folder = folder();
    let on = |arguments: &[&str], zone: &str| -> Command {
        let mut command = wallet(folder.path(), arguments);
        command.env("DATABASE_URL", url).env("WALLET__ANALYTICS__ZONE", zone);
        command
    };
    let demo = ["demo", "--days", "14", "--players", "100", "--seed", "3", "--until", "2026-11-24"];
    run(&mut on(&demo, "UTC")).success();
    let rebuild = ["rollups", "rebuild"];
    run(&mut on(&rebuild, "UTC")).success();
    let shown = || run(&mut on(&["rollups", "show"], "UTC")).success();
    let before = shown();
    // Nothing but rebuilds may happen: holds that are over stay as they are.
    let mut serve = on(&["serve", "--port", "0"], "UTC");
    let server = Server::start(serve.env("WALLET__HOLDS__SWEEP_INTERVAL_S", "0"));
    let figures = supply(&server);
    assert_eq!(figures.0, "UTC");
    let mut stopped = 0;
    for delay in (1..).map(|step| Duration::from_millis(80 * step)) {
        let mut process = Process::spawn(&mut on(&rebuild, "Asia/Tokyo"), Stdio::null()).expect("it starts");
        sleep(delay);
        assert!(["UTC", "Asia/Tokyo"].map(Value::from).contains(&supply(&server).0));
        process.kill();
        let now = shown();
        if now.starts_with("zone      Asia/Tokyo\n") {
            break;
        }
        assert!(now.starts_with(&before), "{now}");
        stopped += u32::from(now.contains("\nrebuild   begun, position "));
        assert_eq!(supply(&server), figures);
    }
    assert!(stopped > 0, "none was killed in the middle");
    let anew = supply(&server);
    assert!(anew.0 == "Asia/Tokyo" && anew.1 != figures.1, "{anew:?}");
    run(&mut on(&["verify"], "UTC")).success();
    run(&mut on(&rebuild, "UTC")).success();
    assert_eq!((shown(), supply(&server)), (before, figures));
    run(&mut on(&["verify"], "UTC")).success();
}

#[test]
fn a_rebuild_of_a_file_that_is_killed_at_any_moment_leaves_what_is_read() {
    let folder = folder();
    kill_rebuilds(&format!("sqlite:{}", folder.path().join("ledger.db").display()));
}

#[test]
fn a_rebuild_of_a_database_that_is_killed_at_any_moment_leaves_what_is_read() {
    kill_rebuilds(&Database::create().url());
}
