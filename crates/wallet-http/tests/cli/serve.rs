//! `wallet serve` on the embedded store: from its start to its end.

use std::io::{Read, Write};
use std::net::TcpListener;

use harness::cluster::free_port;
use harness::http::{Request, read_answer};
use harness::process::{Server, folder, run, wallet};

#[test]
fn a_new_store_is_served_with_the_demo_data_which_comes_only_once() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    assert_eq!(server.get("/health").0, 200);
    assert_eq!(server.get("/health/ready").0, 200);
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 500);
    assert_eq!(server.balance("system:treasury", "GOLD_COINS"), 1_000_000);
    let spend = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#;
    assert_eq!(server.post("/v1/spends", "a", spend).0, 201);
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    assert!(log.contains("has got the demo data: added 3 assets, 6 wallets, 3 mints, 6 grants"), "{log}");

    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 470);
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    assert!(!log.contains("demo data"), "{log}");
}

#[test]
fn wallet_alone_serves_with_the_settings_of_the_environment() {
    let folder = folder();
    let server = Server::start(wallet(folder.path(), &[]).env("PORT", "0"));
    assert_eq!(server.get("/health").0, 200);
    assert!(folder.path().join("data/wallet.db").is_file());
}

#[test]
fn a_new_store_stays_empty_if_that_is_asked_for() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0", "--no-seed"]));
    let (status, body) = server.get("/wallet/balance/user_001");
    assert_eq!((status, body["balances"].as_array().map(Vec::len)), (200, Some(0)));

    // Once it has an asset of its own it is not new any more, though nothing is booked yet.
    let asset = r#"{"code":"TOKENS","name":"Tokens"}"#;
    assert_eq!(server.post("/v1/assets", "a", asset).0, 201);
    server.terminate();
    assert!(server.wait().0.success());
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let (status, body) = server.get("/v1/assets");
    assert_eq!((status, body.to_string().contains("GOLD_COINS")), (200, false), "{body}");
}

#[test]
fn a_second_server_on_the_same_file_ends_with_a_sentence() {
    let folder = folder();
    let first = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let done = run(wallet(folder.path(), &["serve", "--port", "0"]).env("WALLET__LOG__LEVEL", "error"));
    let complaint = done.complaint(1);
    assert!(complaint.contains("another wallet server is using data/wallet.db"), "{complaint}");
    assert_eq!(first.get("/health/ready").0, 200, "the first goes on");
}

#[test]
fn other_commands_work_while_the_server_runs() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let verified = run(&mut wallet(folder.path(), &["verify"])).success();
    assert!(verified.ends_with("every invariant holds\n"), "{verified}");
    run(&mut wallet(folder.path(), &["seed"])).success();
    let healthy = run(&mut wallet(folder.path(), &["health", &format!("http://{}", server.address)])).success();
    assert!(healthy.ends_with("is ready\n"), "{healthy}");
}

#[test]
fn a_port_in_use_is_named() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("bound").port().to_string();
    let done = run(wallet(folder.path(), &["serve", "--port", &port]).env("WALLET__LOG__LEVEL", "error"));
    assert!(done.complaint(1).contains(&format!("port {port} is in use")), "{}", done.stderr);
    assert!(!folder.path().join("data").exists(), "no store was made");
}

#[test]
fn a_host_that_the_operator_names_is_answered_to() {
    let folder = folder();
    let mut command = wallet(folder.path(), &["serve", "--port", "0"]);
    let server = Server::start(command.env("WALLET__SERVER__ALLOWED_HOSTS", "wallet.internal"));
    let ask = |host: &str| server.send(&Request::get("/health").header("Host", host)).status;
    assert_eq!([ask("wallet.internal:3000"), ask("localhost"), ask("evil.example")], [200, 200, 421]);
}

#[test]
fn a_server_that_is_not_there_is_not_healthy() {
    let folder = folder();
    let url = format!("http://127.0.0.1:{}", free_port().expect("one is free"));
    let done = run(&mut wallet(folder.path(), &["health", &url]));
    assert!(done.complaint(1).contains("does not answer"), "{}", done.stderr);
}

#[test]
fn a_request_that_was_accepted_is_answered_before_the_end() {
    let folder = folder();
    let mut server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    let mut stream = server.connect();
    let (begin, end) = body.split_at(10);
    stream.write_all(Request::post("/v1/spends", body).key("late").head().as_bytes()).expect("the server reads");
    stream.write_all(begin.as_bytes()).expect("the server reads");
    // Another request's answer tells that the one before it has been accepted as well.
    assert_eq!(server.get("/health").0, 200);
    server.terminate();
    server.wait_for_log("stopping");
    stream.write_all(end.as_bytes()).expect("the server reads");
    assert_eq!(read_answer(stream).status, 201);
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    let position = |text: &str| log.find(text).unwrap_or_else(|| panic!("no {text:?} in:\n{log}"));
    assert!(position("stopping") < position("finishing what is queued"));
    assert!(position("finishing what is queued") < position("closing the store"));
    assert!(position("closing the store") < position("stopped"));
}

#[test]
fn a_second_signal_does_not_wait_for_requests_in_flight() {
    let folder = folder();
    let mut server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let mut never_ending = server.connect();
    let head = Request::post("/v1/spends", &"x".repeat(50)).key("never").head();
    never_ending.write_all(head.as_bytes()).expect("the server reads");
    assert_eq!(server.get("/health").0, 200);
    server.terminate();
    server.wait_for_log("stopping");
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    assert!(log.contains("requests in flight are cut") && log.contains("closing the store"), "{log}");
}

/// A line of a log of JSON.
#[track_caller]
fn parse_line(line: &str) -> serde_json::Value {
    let parsed: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
    assert!(parsed["message"].is_string() && parsed["level"].is_string(), "{line}");
    parsed
}

#[test]
fn a_log_of_json_is_json_from_the_first_line_to_the_last() {
    let folder = folder();
    let mut serve = wallet(folder.path(), &["serve", "--port", "0"]);
    let mut server = Server::spawn(serve.env("WALLET__LOG__FORMAT", "json")).expect("it starts");
    server.wait_for_log("listening on http://127.0.0.1:");
    server.terminate();
    // Engines put standard output and standard error into one stream.
    assert_eq!(server.rest_of_output(), [] as [String; 0]);
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    for line in log.lines() {
        parse_line(line);
    }
}

#[test]
fn a_start_that_fails_says_so_in_a_log_of_json_too() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("bound").port().to_string();
    let mut serve = wallet(folder.path(), &["serve", "--port", &port]);
    let done = run(serve.env("WALLET__LOG__FORMAT", "json").env("WALLET__LOG__LEVEL", "error"));
    let line = parse_line(done.complaint(1));
    assert_eq!(line["level"], "ERROR");
    assert!(line["message"].as_str().is_some_and(|text| text.contains("is in use")), "{line}");
    let mut serve = wallet(folder.path(), &["serve"]);
    let done = run(serve.env("WALLET__LOG__FORMAT", "json").env("WALLET__QUEUE__BATCH_MAX", "0"));
    let line = parse_line(done.complaint(2));
    assert!(line["message"].as_str().is_some_and(|text| text.contains("queue.batch_max")), "{line}");
    // A level that leaves our errors out does not leave out why there is no server.
    let mut serve = wallet(folder.path(), &["serve", "--port", &port]);
    let done = run(serve.env("WALLET__LOG__FORMAT", "json").env("WALLET__LOG__LEVEL", "wallet_sqlite=error"));
    assert!(done.complaint(1).contains("is in use"), "{}", done.stderr);
}

#[test]
fn health_asks_where_the_settings_say_that_serve_listens() {
    let folder = folder();
    // A server that says it is ready and no more.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let answering = std::thread::spawn(move || {
        for stream in listener.incoming().take(3) {
            let mut stream = stream.expect("a connection");
            let mut head = [0; 1024];
            let read = stream.read(&mut head).expect("it asks");
            assert!(head[..read].starts_with(b"GET /health/ready "));
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expect("it reads");
        }
    });
    let ready = format!("http://127.0.0.1:{port} is ready\n");
    let port = port.to_string();
    let health = |arguments: &[&str]| wallet(folder.path(), arguments);
    assert_eq!(run(health(&["health"]).env("PORT", &port).env("HOST", "0.0.0.0")).success(), ready);
    assert_eq!(run(health(&["health"]).env("WALLET__SERVER__PORT", &port)).success(), ready);
    std::fs::write(folder.path().join("other.toml"), format!("[server]\nport = {port}\n")).expect("a file");
    assert_eq!(run(&mut health(&["health", "--config", "other.toml"])).success(), ready);
    answering.join().expect("all three came");
    let done = run(health(&["health"]).env("PORT", "many"));
    assert!(done.complaint(2).contains("\"many\" and must be from 0 to 65535"), "{}", done.stderr);
}

#[test]
fn each_command_is_a_line_of_json_if_that_is_asked_for() {
    let folder = folder();
    let server = Server::start(wallet(folder.path(), &["serve", "--port", "0"]).env("WALLET__LOG__COMMANDS", "true"));
    let spend = |amount: u32| format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount}}}"#);
    assert_eq!(server.post("/v1/spends", "a", &spend(30)).0, 201);
    assert_eq!(server.post("/v1/spends", "a", &spend(30)).0, 201);
    assert_eq!(server.post("/v1/spends", "b", &spend(9999)).0, 402);
    assert_eq!(server.post("/v1/spends?dry_run=true", "c", &spend(1)).0, 201);
    let batch =
        r#"{"commands":[{"flow":"bonus","idempotency_key":"d","owner":"user_002","asset":"DIAMONDS","amount":2}]}"#;
    assert_eq!(server.post("/v1/batches", "e", batch).0, 200);
    server.terminate();
    let (_, log) = server.wait();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .filter(|line| line.contains(r#""kind":"command""#))
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let told: Vec<String> = lines
        .iter()
        .map(|line| {
            ["flow", "owner", "asset", "amount", "outcome", "replayed"]
                .map(|name| line[name].to_string())
                .join(" ")
                .replace('"', "")
        })
        .collect();
    assert_eq!(
        told,
        [
            "spend user_001 GOLD_COINS 30 posted false",
            "spend user_001 GOLD_COINS 30 posted true",
            "spend user_001 GOLD_COINS 9999 insufficient_funds false",
            "bonus user_002 DIAMONDS 2 posted false",
        ]
    );
    for line in &lines {
        assert_eq!(line["address"], "127.0.0.1", "{line}");
        assert!(
            line["request_id"].is_string() && line["transaction"].is_string() && line["time"].is_string(),
            "{line}"
        );
    }
    assert_eq!(lines[0]["transaction"], lines[1]["transaction"]);
}
