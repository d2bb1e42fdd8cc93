//! What callers are told when the store is slow, full, gone or broken, and what happens to what they asked for.

use std::io::Write;
use std::net::Shutdown;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use wallet_domain::StoreErrorKind;
use wallet_domain::mocks::{MockLedger, MockRegistry, MockVerifier, MockWallets};

use crate::server::{GatedLedger, Parts, StuckWallets, TestServer, demo_ledger, failure};
use harness::http::{Request, Response, connect};

const SPEND: &str = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#;

/// A server whose commits wait for a gate that stays shut, and whose callers soon lose patience.
pub(crate) struct Gated {
    pub(crate) server: TestServer,
    pub(crate) gate: Arc<GatedLedger>,
    pub(crate) batches: std::sync::mpsc::Receiver<usize>,
}

impl Gated {
    pub(crate) fn new(queued_max: usize) -> Self {
        let ledger = demo_ledger();
        let (gate, batches) = GatedLedger::before(ledger.clone());
        let mut parts = Parts { ledger: gate.clone(), ..Parts::of(&ledger) };
        parts.queue.queued_max = queued_max;
        parts.queue.deadline = Duration::from_millis(300);
        Self { server: TestServer::start(parts), gate, batches }
    }

    /// Sends a spend under a key and waits until it is being committed, which it then is until the gate opens.
    pub(crate) fn commit_begins(&self, key: &str) -> std::thread::JoinHandle<Response> {
        let request = Request::post("/v1/spends", SPEND).key(key);
        let address = self.server.address;
        let caller = std::thread::spawn(move || request.send(address));
        self.batches.recv().expect("the commit begins");
        caller
    }
}

impl Drop for Gated {
    fn drop(&mut self) {
        self.gate.open();
    }
}

/// A write side that fails in that way.
pub(crate) fn failing_ledger(kind: StoreErrorKind) -> Arc<MockLedger> {
    let mut ledger = MockLedger::new();
    ledger.expect_lanes().return_const(wallet_domain::Lanes::ONE);
    ledger.expect_pool().return_const(None);
    ledger.expect_disk().return_const(None);
    ledger.expect_execute_grouped().returning(move |_, _| Err(failure(kind)));
    Arc::new(ledger)
}

/// A server whose store fails at everything in that way.
pub(crate) fn failing(kind: StoreErrorKind) -> TestServer {
    let mut wallets = MockWallets::new();
    wallets.expect_list_assets().returning(move || Err(failure(kind)));
    wallets.expect_list_wallets().returning(move |_| Err(failure(kind)));
    wallets.expect_sum_system_wallets().returning(move || Err(failure(kind)));
    wallets.expect_find_wallet().returning(move |_, _| Err(failure(kind)));
    wallets.expect_list_entries().returning(move |_, _, _| Err(failure(kind)));
    wallets.expect_find_transaction().returning(move |_| Err(failure(kind)));
    let mut registry = MockRegistry::new();
    registry.expect_create_asset_by().returning(move |_, _, _| Err(failure(kind)));
    registry.expect_open_wallet().returning(move |_, _| Err(failure(kind)));
    registry.expect_open_wallets().returning(move |_| Err(failure(kind)));
    let mut verifier = MockVerifier::new();
    verifier.expect_last_verification().returning(move || Err(failure(kind)));
    verifier.expect_list_heads().returning(move || Err(failure(kind)));
    TestServer::start(Parts {
        ledger: failing_ledger(kind),
        wallets: Arc::new(wallets),
        registry: Arc::new(registry),
        verifier: Arc::new(verifier),
        ..Parts::of(&demo_ledger())
    })
}

#[test]
fn a_caller_that_hangs_up_leaves_its_command_to_be_carried_out() {
    let gated = Gated::new(100);
    let mut stream = connect(gated.server.address);
    let request = Request::post("/v1/spends", SPEND).key("k");
    stream.write_all(request.head().as_bytes()).expect("the server listens");
    stream.write_all(SPEND.as_bytes()).expect("the server listens");
    gated.batches.recv().expect("the commit begins");
    stream.shutdown(Shutdown::Both).expect("the caller goes");
    drop(stream);
    gated.gate.open();

    let again = gated.server.send(&request);
    assert_eq!(again.expect(201)["balance"], 470);
    assert!(again.is_replay(), "it had been carried out");
}

#[test]
fn a_caller_whose_outcome_is_unknown_finds_it_under_the_same_key() {
    let gated = Gated::new(100);
    let first = gated.commit_begins("k").join().expect("an answer");
    let problem = first.problem(503, "outcome_unknown");
    assert_eq!((problem["retry_with"].as_str(), first.header("retry-after")), (Some("same_key"), Some("1")));
    gated.gate.open();
    let again = gated.server.post("/v1/spends", "k", SPEND);
    assert_eq!(again.expect(201)["balance"], 470);
    assert!(again.is_replay());
}

#[test]
fn a_second_request_with_a_key_that_is_being_committed_is_told_to_wait() {
    let gated = Gated::new(100);
    let first = gated.commit_begins("k");
    let second = gated.server.post("/v1/spends", "k", SPEND);
    let problem = second.problem(409, "request_in_progress");
    assert_eq!((problem["retry_with"].as_str(), second.header("retry-after")), (Some("same_key"), Some("1")));
    let seed = r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":30}"#;
    gated.server.post("/wallet/spend", "k", seed).problem(409, "request_in_progress");
    first.join().expect("an answer");
}

#[test]
fn a_full_queue_refuses_at_once_and_records_nothing() {
    let gated = Gated::new(1);
    let first = gated.commit_begins("a");
    let refused = gated.server.post("/v1/spends", "b", SPEND);
    refused.problem(503, "overloaded");
    assert_eq!(refused.header("retry-after"), Some("1"));
    gated.gate.open();
    first.join().expect("an answer");
    gated.server.get("/v1/transactions?owner=user_001&idempotency_key=b").problem(404, "transaction_not_found");
}

#[test]
fn a_batch_of_which_nothing_is_known_says_so_of_each_command() {
    let server = failing(StoreErrorKind::Unknown);
    let batch = r#"{"commands":[{"flow":"spend","idempotency_key":"a","owner":"user_001","asset":"GOLD_COINS","amount":1},{"flow":"spend","idempotency_key":"b","owner":"user_001","asset":"GOLD_COINS","amount":0}]}"#;
    let results = server.send(&Request::post("/v1/batches", batch)).expect(200)["results"].clone();
    assert_eq!((&results[0]["status"], &results[0]["problem"]["code"]), (&503.into(), &"outcome_unknown".into()));
    assert_eq!((&results[1]["status"], &results[1]["problem"]["code"]), (&400.into(), &"invalid_amount".into()));
}

/// Every route that asks the store, once.
fn ask_everything(server: &TestServer) -> Vec<Response> {
    let mut answers: Vec<Response> = [
        "/wallet/balance/user_001",
        "/wallet/balance/user_001?asset=GOLD_COINS",
        "/v1/wallets/user_001",
        "/v1/wallets/user_001/GOLD_COINS",
        "/v1/wallets/user_001/GOLD_COINS/entries",
        "/v1/transactions?owner=user_001&idempotency_key=a",
        "/v1/assets",
        "/v1/audit",
        "/health/ready",
    ]
    .iter()
    .map(|target| server.get(target))
    .collect();
    answers.push(server.send(&Request::new("PUT", "/v1/wallets/user_001/GOLD_COINS")));
    let openings = r#"{"wallets":[{"owner":"user_001","asset":"GOLD_COINS"}]}"#;
    answers.push(server.send(&Request::post("/v1/wallets", openings)));
    answers.push(server.send(&Request::post("/v1/assets", r#"{"code":"A","name":"A"}"#)));
    answers.push(server.post("/v1/spends", "k", SPEND));
    answers
}

#[test]
fn a_store_that_is_away_is_503_with_retry_after_on_every_route() {
    let server = failing(StoreErrorKind::Unavailable);
    for answer in ask_everything(&server) {
        answer.problem(503, "store_unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"));
        assert!(!answer.text().contains("db-7"), "{}", answer.text());
    }
    server.get("/health").expect(200);
    server.get("/health/live").expect(200);
}

#[test]
fn a_store_that_is_busy_is_503_overloaded() {
    for answer in ask_everything(&failing(StoreErrorKind::Busy)) {
        answer.problem(503, "overloaded");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
}

#[test]
fn a_store_that_is_broken_is_500_and_says_nothing_of_the_inside() {
    for kind in [StoreErrorKind::Refused, StoreErrorKind::Corrupt] {
        for answer in ask_everything(&failing(kind)) {
            answer.problem(500, "internal_error");
            assert!(!answer.text().contains("db-7") && !answer.text().contains("store"), "{}", answer.text());
            assert!(answer.header("x-request-id").is_some());
        }
    }
}

#[test]
fn a_store_that_never_answers_a_read_is_given_up() {
    let ledger = demo_ledger();
    let mut parts = Parts { wallets: Arc::new(StuckWallets), ..Parts::of(&ledger) };
    parts.http.read_timeout = Duration::from_millis(100);
    parts.http.ready_timeout = Duration::from_millis(100);
    let server = TestServer::start(parts);
    for target in ["/health/ready", "/v1/assets", "/v1/wallets/user_001"] {
        server.get(target).problem(503, "store_unavailable");
    }
    // What a batch's commands are about is looked up within the time of one read, however much it is.
    let capture = |n: u32| json!({"flow": "capture", "idempotency_key": n.to_string(), "hold": format!("{n:032x}")});
    let batch = json!({"commands": (0..80).map(capture).collect::<Vec<_>>()});
    let began = Instant::now();
    let answer = server.send(&Request::post("/v1/batches", &batch.to_string())).expect(200);
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
    for result in answer["results"].as_array().expect("results") {
        let told = (&result["problem"]["code"], &result["problem"]["retry_with"]);
        assert_eq!(told, (&json!("store_unavailable"), &json!("same_key")));
    }
}

#[test]
fn a_service_that_shuts_down_answers_what_it_accepted_and_refuses_the_rest() {
    let server = TestServer::demo();
    server.block_on(server.queue.close());
    let refused = server.post("/v1/spends", "k", SPEND);
    let problem = refused.problem(503, "overloaded");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("shutting down")), "{problem}");
    server.get("/v1/wallets/user_001").expect(200);
}
