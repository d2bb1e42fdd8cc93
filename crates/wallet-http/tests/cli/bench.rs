//! `wallet bench` against a server on the embedded store.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use harness::process::{Done, Server, folder, run, wallet};

fn serve(folder: &Path, port: &str) -> Server {
    Server::start(&mut wallet(folder, &["serve", "--no-seed", "--port", port]))
}

fn bench(folder: &Path, server: &Server, arguments: &[&str]) -> Done {
    let url = format!("http://{}", server.address);
    let common = ["bench", "--url", &url, "--format", "json", "--quiet", "--connections", "8", "--wallets", "20"];
    run(&mut wallet(folder, &[&common, arguments].concat()))
}

fn json(done: Done) -> Value {
    let line = done.success();
    assert_eq!(line.lines().count(), 1, "{line}");
    serde_json::from_str(&line).expect("JSON")
}

#[track_caller]
fn number(report: &Value, pointer: &str) -> u64 {
    report.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {pointer} in {report}"))
}

#[test]
fn closed_and_open_loops_batches_and_reads_leave_a_ledger_that_checks() {
    let folder = folder();
    let server = serve(folder.path(), "0");
    let closed = json(bench(folder.path(), &server, &["--seconds", "1", "--threads", "2"]));
    assert_eq!((&closed["mode"], &closed["checked"]), (&"closed".into(), &true.into()), "{closed}");
    assert!(number(&closed, "/commands") > 0 && number(&closed, "/latency_us/p50") > 0, "{closed}");
    assert_eq!(number(&closed, "/outcomes/posted"), number(&closed, "/acknowledged/commands"), "{closed}");

    let open = json(bench(folder.path(), &server, &["--rate", "50", "--seconds", "1", "--warmup-s", "1"]));
    assert_eq!((&open["mode"], &open["rate"], &open["checked"]), (&"open".into(), &50.into(), &true.into()));
    let sent = number(&open, "/requests") + number(&open, "/unsent");
    assert!((45..=60).contains(&sent), "{open}");

    let batches = ["--batch", "40", "--transactions", "1010", "--spread", "hot"];
    let batches = json(bench(folder.path(), &server, &batches));
    assert_eq!((number(&batches, "/commands"), number(&batches, "/requests")), (1010, 26), "{batches}");
    assert_eq!(batches["checked"], true, "{batches}");

    let mix = ["--mix", "balance=4,entries=4,spend=1", "--transactions", "300"];
    let reads = json(bench(folder.path(), &server, &mix));
    assert_eq!(number(&reads, "/outcomes/read") + number(&reads, "/outcomes/posted"), 300, "{reads}");
    assert_eq!((number(&reads, "/wallets_checked"), &reads["checked"]), (20, &true.into()), "{reads}");

    let lives = json(bench(folder.path(), &server, &["--mix", "lifecycle", "--transactions", "400"]));
    let outcomes = ["/outcomes/posted", "/outcomes/replayed", "/outcomes/read"].map(|name| number(&lives, name));
    assert_eq!(outcomes, [250, 50, 100], "{lives}");
    let flows = ["hold", "capture", "reversal"].map(|flow| number(&lives, &format!("/acknowledged/{flow}/commands")));
    assert_eq!((flows, &lives["checked"]), ([50, 50, 50], &true.into()), "{lives}");

    let verified = run(&mut wallet(folder.path(), &["verify"])).success();
    assert!(verified.ends_with("every invariant holds\n"), "{verified}");
}

#[test]
fn preparing_twice_changes_nothing() {
    let folder = folder();
    let server = serve(folder.path(), "0");
    let mut balances = Vec::new();
    for _ in 0..2 {
        assert!(bench(folder.path(), &server, &["--prepare-only"]).success().contains("20 wallets of BENCH_CREDITS"));
        balances.push(
            ["bench_0000001", "bench_0000020", "system:treasury"].map(|owner| server.balance(owner, "BENCH_CREDITS")),
        );
    }
    assert_eq!(balances[0], balances[1]);
    assert_eq!(balances[0][0], 100_000_000);
    assert_eq!(server.get("/wallet/balance/bench_0000021?asset=BENCH_CREDITS").0, 404);
}

/// Starts a load that prints a line a second, and waits for the first.
fn started(folder: &Path, server: &Server, seconds: &str) -> (Child, BufReader<std::process::ChildStderr>) {
    let url = format!("http://{}", server.address);
    let arguments = ["bench", "--url", &url, "--seconds", seconds, "--wallets", "20", "--connections", "4"];
    let mut child =
        wallet(folder, &arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut stderr = BufReader::new(child.stderr.take().expect("it was piped just now"));
    let mut line = String::new();
    while !line.contains("requests/s") {
        line.clear();
        assert!(stderr.read_line(&mut line).expect("text") > 0, "the load says how far it is");
    }
    (child, stderr)
}

#[test]
fn the_check_fails_when_someone_else_moves_credits_meanwhile() {
    let folder = folder();
    let server = serve(folder.path(), "0");
    let (child, _stderr) = started(folder.path(), &server, "3");
    let bonus = r#"{"owner":"bench_0000001","asset":"BENCH_CREDITS","amount":1}"#;
    assert_eq!(server.post("/v1/bonuses", "stray", bonus).0, 201);
    let output = child.wait_with_output().expect("the child is ours");
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{table}");
    assert!(table.contains("bench_0000001 changed by "), "{table}");
    assert!(table.ends_with("the ledger did NOT change by what was acknowledged\n"), "{table}");
}

#[test]
fn a_server_that_is_killed_and_started_again_meanwhile_has_lost_nothing() {
    let folder = folder();
    let server = serve(folder.path(), "0");
    let port = server.address.rsplit(':').next().expect("a port").to_owned();
    let (child, _stderr) = started(folder.path(), &server, "4");
    drop(server);
    let _server = serve(folder.path(), &port);
    let output = child.wait_with_output().expect("the child is ours");
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{table}");
    assert!(table.contains("connection_lost"), "{table}");
    assert!(table.contains("the ledger changed by what was acknowledged"), "{table}");
}

#[test]
fn what_cannot_be_done_is_said_in_a_line() {
    let folder = folder();
    let refused = |arguments: &[&str], code: i32, part: &str| {
        let done = run(&mut wallet(folder.path(), &[&["bench", "--quiet"], arguments].concat()));
        let complaint = done.complaint(code);
        assert!(complaint.contains(part), "{complaint}");
    };
    refused(&["--mix", "transfer=1"], 2, "\"transfer\"");
    refused(&["--batch", "10", "--mix", "balance=1"], 2, "--batch sends commands only");
    refused(&["--connections", "0"], 2, "--connections is 0");
    refused(&["--rate", "0"], 2, "--rate is 0");
    refused(&["--url", "https://127.0.0.1"], 2, "http://HOST:PORT");
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", free.local_addr().expect("bound"));
    drop(free);
    refused(&["--url", &url], 1, "cannot be reached");
}

#[test]
fn a_server_that_asks_for_keys_is_load_tested_with_one_from_the_environment() {
    let folder = folder();
    run(&mut wallet(folder.path(), &["migrate"])).success();
    let created = ["keys", "create", "--name", "load test", "--scopes", "read,spend,grant,operate"];
    let key = run(&mut wallet(folder.path(), &created)).success();
    let serve = ["serve", "--no-seed", "--port", "0"];
    let server = Server::start(wallet(folder.path(), &serve).env("WALLET__AUTH__REQUIRED", "true"));
    let refused = bench(folder.path(), &server, &["--seconds", "1"]);
    assert!(refused.complaint(1).contains("401"), "{}", refused.stderr);
    let url = format!("http://{}", server.address);
    let arguments = ["bench", "--url", &url, "--format", "json", "--quiet", "--wallets", "20", "--seconds", "1"];
    let done = run(wallet(folder.path(), &arguments).env("WALLET_API_KEY", key.trim_end()));
    let report = json(done);
    assert_eq!(report["checked"], true, "{report}");
    let done = run(wallet(folder.path(), &arguments).env("WALLET_API_KEY", "two words"));
    assert_eq!(done.complaint(2), "wallet: WALLET_API_KEY is no API key; `wallet keys create` prints one");
}
