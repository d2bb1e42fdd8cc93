//! What a request leaves in the log.

use std::io;
use std::sync::{Mutex, OnceLock};

use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;
use wallet_domain::testing::api_key;
use wallet_http::http::access::KeyPolicy;

use crate::faults::failing;
use crate::server::{Parts, TestServer, demo_ledger};
use harness::http::Request;

/// Everything that any test of this process has logged.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().expect("no writer panics").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

/// The lines that hold this text.
fn lines_with(text: &str) -> Vec<Value> {
    let log = String::from_utf8(LOG.lock().expect("no writer panics").clone()).expect("logs are UTF-8");
    log.lines().filter(|line| line.contains(text)).map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn start_log() {
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        tracing_subscriber::fmt().json().with_max_level(tracing::Level::DEBUG).with_writer(Log).init();
    });
}

#[test]
fn every_request_is_one_line_with_its_id_and_without_key_body_or_query() {
    start_log();
    let server = TestServer::demo();
    let spend = |amount: u32, id: &str| {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount},"description":"hush"}}"#);
        let request = Request::post("/v1/spends", &body).key(&format!("secret-{amount}"));
        server.send(&request.header("X-Request-Id", id).header("Authorization", "Basic hush"));
    };
    spend(30, "log-posted");
    spend(999, "log-refused");
    let read = Request::get("/v1/transactions?owner=user_001&idempotency_key=secret-30");
    server.send(&read.header("X-Request-Id", "log-read")).expect(200);

    for (id, level, path, status, code) in [
        ("log-posted", "DEBUG", "/v1/spends", 201, Value::Null),
        ("log-refused", "INFO", "/v1/spends", 402, "insufficient_funds".into()),
        ("log-read", "DEBUG", "/v1/transactions", 200, Value::Null),
    ] {
        let lines = lines_with(id);
        let [line] = &lines[..] else { panic!("{id}: {lines:?}") };
        let fields = &line["fields"];
        assert_eq!((&line["level"], &fields["request_id"]), (&level.into(), &id.into()));
        assert_eq!((&fields["path"], &fields["status"], &fields["code"]), (&path.into(), &status.into(), &code));
        assert!(fields["duration_us"].is_u64() && fields["method"].is_string(), "{line}");
        let text = line.to_string();
        assert!(!text.contains("secret") && !text.contains("hush"), "{text}");
    }
}

#[test]
fn a_line_says_from_where_about_whom_and_about_what() {
    start_log();
    let server = TestServer::demo();
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":999}"#;
    server.send(&Request::post("/v1/spends", body).key("who").header("X-Request-Id", "who-spend"));
    server.send(&Request::get("/v1/wallets/nobody/GOLD_COINS").header("X-Request-Id", "who-reads"));
    let transaction = wallet_domain::testing::spend("user_001", "GOLD_COINS", 999, "who").id().to_string();
    for (id, owner, transaction, code) in [
        ("who-spend", "user_001", Value::from(transaction), "insufficient_funds"),
        ("who-reads", "nobody", Value::Null, "wallet_not_found"),
    ] {
        let lines = lines_with(id);
        let [line] = &lines[..] else { panic!("{id}: {lines:?}") };
        let fields = &line["fields"];
        assert_eq!((&fields["address"], &fields["owner"]), (&"127.0.0.1".into(), &owner.into()), "{line}");
        assert_eq!((&fields["asset"], &fields["code"]), (&"GOLD_COINS".into(), &code.into()), "{line}");
        assert_eq!(fields["transaction"], transaction, "{line}");
    }
}

#[test]
fn a_failure_that_the_caller_is_told_nothing_of_is_in_the_log_under_its_id() {
    start_log();
    let server = failing(wallet_domain::StoreErrorKind::Corrupt);
    let answer = server.get("/v1/wallets/user_001");
    let id = answer.header("x-request-id").expect("an id");
    let lines = lines_with(id);
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&line["level"], &line["fields"]["code"]), (&"WARN".into(), &"internal_error".into()));
    assert!(line["fields"]["cause"].as_str().is_some_and(|cause| cause.contains("db-7")), "{line}");
}

#[test]
fn a_key_is_in_the_log_by_its_id_and_its_secret_is_nowhere() {
    start_log();
    let parts = Parts { policy: KeyPolicy::Required, ..Parts::of(&demo_ledger()) };
    let keys = parts.keys.clone();
    let server = TestServer::start(parts);
    let (key, text) = api_key(0x5e, "shop", "read");
    let (unknown, unknown_text) = api_key(0x5f, "nobody", "read");
    server.block_on(keys.create_key(&key)).expect("memory works");
    let secret = text.rsplit('_').next().expect("a secret");
    let unknown_secret = unknown_text.rsplit('_').next().expect("a secret");
    let wrong = format!("wlt_{}_{unknown_secret}", key.id);
    let holder = Value::from(key.id.to_string());
    for (id, target, sent, status, api_key, cause) in [
        ("key-good", "/v1/wallets/user_001", &text, 200, &holder, Value::Null),
        (
            "key-short",
            "/v1/audit",
            &text,
            403,
            &holder,
            format!("the API key {} lacks the scope operate", key.id).into(),
        ),
        (
            "key-wrong",
            "/v1/wallets/user_001",
            &wrong,
            401,
            &Value::Null,
            format!("the secret is not that of the API key {}", key.id).into(),
        ),
        (
            "key-unknown",
            "/v1/wallets/user_001",
            &unknown_text,
            401,
            &Value::Null,
            format!("there is no API key {}", unknown.id).into(),
        ),
        ("key-malformed", "/v1/wallets/user_001", &format!("{text}0"), 401, &Value::Null, Value::Null),
    ] {
        let request = Request::get(target).header("Authorization", &format!("Bearer {sent}"));
        let answer = server.send(&request.header("X-Request-Id", id));
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(!answer.text().contains(secret) && !answer.text().contains(unknown_secret), "{}", answer.text());
        let lines = lines_with(&format!("\"{id}\""));
        let [line] = &lines[..] else { panic!("{id}: {lines:?}") };
        assert_eq!((&line["fields"]["api_key"], &line["fields"]["cause"]), (api_key, &cause), "{line}");
    }
    // A target with the key in it is a caller's mistake, and its path is logged without the query.
    server.get(&format!("/v1/wallets/user_001?key={text}"));
    let metrics = server.get("/metrics");
    for shown in [secret, unknown_secret] {
        assert!(lines_with(shown).is_empty(), "{:?}", lines_with(shown));
        assert!(!metrics.text().contains(shown));
    }
}
