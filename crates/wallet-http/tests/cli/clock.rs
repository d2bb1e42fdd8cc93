//! Servers whose clocks are wrong, by faketime: what they book, and what is left of it once the clock is right.

use std::fs;
use std::process::Command;
use std::time::Instant;

use serde_json::Value;

use harness::PATIENCE;
use harness::database::Database;
use harness::process::{Server, folder, run, wallet};

/// What counts is the month, so no run but one that passes the end of a month can meet another.
const ASSET: &str = r#"{"code":"TOKENS","name":"Tokens","policy":{"opens_on_credit":true,
    "limits":[{"flow":"bonus","per":"month","max_amount":500}]}}"#;

/// The library that Debian's package `faketime` brings.
fn faketime() -> String {
    let folders = fs::read_dir("/usr/lib").expect("Debian has it");
    let libraries = folders.flatten().map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let library = libraries.into_iter().find(|path| path.exists());
    library.expect("faketime is missing: apt-get install faketime").display().to_string()
}

/// A server, its clock off by so much (such as `+40d`) or right.
fn serve(mut command: Command, off_by: Option<&str>) -> Server {
    if let Some(off_by) = off_by {
        command.env("LD_PRELOAD", faketime()).env("FAKETIME", off_by).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
    Server::start(&mut command)
}

fn stop(server: Server) -> String {
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    log
}

fn bonus(server: &Server, key: &str, player: &str, minor: u32) -> (u16, Value) {
    server.post("/v1/bonuses", key, &format!(r#"{{"owner":"{player}","asset":"TOKENS","amount":{minor}}}"#))
}

/// By how many seconds a moment of an answer is ahead of this test's clock.
fn ahead_s(answer: &Value, member: &str) -> i64 {
    let at: jiff::Timestamp = answer[member].as_str().expect("a moment").parse().expect("RFC 3339");
    at.as_second() - jiff::Timestamp::now().as_second()
}

/// A minute, on a machine that may be busy.
fn assert_lasts_a_minute(server: &Server, key: &str, off_by_s: i64) {
    let body = r#"{"owner":"user_001","asset":"TOKENS","amount":1,"expires_in_s":60}"#;
    let (status, answer) = server.post("/v1/holds", key, body);
    assert_eq!(status, 201, "{answer}");
    let lasts = ahead_s(&answer, "expires_at") - off_by_s;
    assert!((20..=61).contains(&lasts), "{lasts} s: {answer}");
}

/// The status of the check of the ledger's time, once there is one.
fn time_check(server: &Server) -> Value {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let (_, body) = server.get("/health/ready");
        if let Some(check) = body["checks"].get("time") {
            return check["status"].clone();
        }
    }
    panic!("nobody looked at the ledger's time");
}

const DAYS_40_S: i64 = 40 * 86_400;

#[test]
fn a_machine_whose_clock_was_wrong_spoils_nothing_of_an_embedded_store() {
    let folder = folder();
    let start = |off_by| serve(wallet(folder.path(), &["serve", "--port", "0"]), off_by);

    let server = start(None);
    assert_eq!(server.post("/v1/assets", "a", ASSET).0, 201);
    assert_eq!(server.post("/v1/mints", "m", r#"{"asset":"TOKENS","amount":10000}"#).0, 201);
    assert_eq!(bonus(&server, "a", "user_001", 300).0, 201);
    assert_eq!(time_check(&server), "ok");
    stop(server);

    let server = start(Some("+40d"));
    let (status, given) = bonus(&server, "b", "user_001", 400);
    assert_eq!(status, 201, "another month: {given}");
    assert!(ahead_s(&given, "created_at") > DAYS_40_S - 60, "{given}");
    stop(server);

    let mut server = start(None);
    server.wait_for_log("ahead of its clock");
    assert_eq!(time_check(&server), "warning");
    let (status, given) = bonus(&server, "c", "user_002", 100);
    assert_eq!(status, 201, "{given}");
    assert!(ahead_s(&given, "created_at") <= 0, "nobody else's times are ahead: {given}");
    let (status, refused) = bonus(&server, "d", "user_001", 201);
    assert_eq!((status, &refused["code"], &refused["used"]), (409, &"limit_exceeded".into(), &300.into()), "{refused}");
    assert_eq!(bonus(&server, "e", "user_001", 200).0, 201);
    assert_lasts_a_minute(&server, "f", 0);
    stop(server);

    let server = start(Some("-40d"));
    assert_eq!(bonus(&server, "g", "user_001", 500).0, 201, "another month");
    assert_lasts_a_minute(&server, "h", -DAYS_40_S);
    stop(server);

    let server = start(None);
    let (status, refused) = bonus(&server, "i", "user_001", 1);
    assert_eq!((status, &refused["used"]), (409, &500.into()), "this month is as it was: {refused}");
    stop(server);
    assert!(run(&mut wallet(folder.path(), &["verify"])).success().contains("every invariant holds"));
}

#[test]
fn servers_on_postgresql_go_by_its_clock_whatever_their_own_say() {
    let (folder, database) = (folder(), Database::create());
    let start = |off_by| serve(database.wallet(folder.path(), &["serve", "--port", "0"]), off_by);

    let right = start(None);
    assert_eq!(right.post("/v1/assets", "a", ASSET).0, 201);
    assert_eq!(right.post("/v1/mints", "m", r#"{"asset":"TOKENS","amount":10000}"#).0, 201);
    assert_eq!(bonus(&right, "a", "user_001", 300).0, 201);
    for (off_by, way) in [("+40d", "ahead of"), ("-40d", "behind")] {
        let mut wrong = start(Some(off_by));
        wrong.wait_for_log(&format!("{way} the database's, by which everything is booked"));
        let (status, refused) = bonus(&wrong, &format!("{off_by}-b"), "user_001", 201);
        assert_eq!((status, &refused["used"]), (409, &300.into()), "it is this month: {refused}");
        let (status, given) = bonus(&wrong, &format!("{off_by}-c"), "user_002", 100);
        let ahead = ahead_s(&given, "created_at");
        assert!(status == 201 && (-40..=1).contains(&ahead), "{ahead} s: {given}");
        assert_lasts_a_minute(&wrong, &format!("{off_by}-d"), 0);
        stop(wrong);
    }
    assert_eq!(time_check(&right), "ok");
    stop(right);
    assert!(run(&mut database.wallet(folder.path(), &["verify"])).success().contains("every invariant holds"));
}
