//! Readiness: what each check says, and that a store that takes no writes is not ready until it does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use serde_json::json;
use wallet_domain::testing::MemoryLedger;
use wallet_domain::{Command, Group, Ledger, Outcome, StoreError, StoreErrorKind};
use wallet_http::http::health::Check;

use crate::server::{Parts, TestServer, demo_ledger, failure};

const SPEND: &str = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;

/// A ledger that can be read and at times not be written to.
struct Full {
    inner: Arc<MemoryLedger>,
    is_full: AtomicBool,
}

#[async_trait]
impl Ledger for Full {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        if self.is_full.load(Ordering::Relaxed) {
            return Err(failure(StoreErrorKind::Unavailable));
        }
        self.inner.execute_grouped(commands, groups).await
    }
}

#[test]
fn readiness_names_every_check_and_only_a_failed_one_makes_it_a_503() {
    let parts = Parts::of(&demo_ledger());
    let checks = parts.checks.clone();
    let server = TestServer::start(parts);
    let ok = json!({"status": "ok"});
    let all_is_well = json!({"status": "ready", "checks": {"reads": ok, "writes": ok}});
    assert_eq!(server.get("/health/ready").expect(200), all_is_well);

    checks.set("clock", Check::warning("The clock is slow."));
    let noted = json!({"status": "warning", "detail": "The clock is slow."});
    assert_eq!(
        server.get("/health/ready").expect(200),
        json!({"status": "ready", "checks": {"clock": noted, "reads": ok, "writes": ok}})
    );

    checks.set("clock", Check::failed("The clock stands still."));
    let problem = server.get("/health/ready").problem(503, "store_unavailable");
    assert_eq!(problem["detail"], "The clock stands still.");
    assert_eq!(problem["checks"]["clock"], json!({"status": "failed", "detail": "The clock stands still."}));

    checks.set("clock", Check::ok());
    server.get("/health/ready").expect(200);
    server.get("/health").expect(200);
}

#[test]
fn a_store_that_takes_no_writes_is_not_ready_until_it_does() {
    let inner = demo_ledger();
    let ledger = Arc::new(Full { inner: inner.clone(), is_full: AtomicBool::new(true) });
    let server = TestServer::start(Parts { ledger: ledger.clone(), ..Parts::of(&inner) });
    assert_eq!(server.get("/health/ready").status, 200, "nothing was tried yet");

    server.post("/v1/spends", "a", SPEND).problem(503, "store_unavailable");
    let problem = server.get("/health/ready").problem(503, "store_unavailable");
    assert_eq!(
        (&problem["checks"]["reads"]["status"], &problem["checks"]["writes"]["status"]),
        (&json!("ok"), &json!("failed"))
    );
    assert!(!problem.to_string().contains("db-7"), "{problem}");
    server.get("/v1/wallets/user_001").expect(200);

    ledger.is_full.store(false, Ordering::Relaxed);
    assert_eq!(server.get("/health/ready").status, 200, "it is asked, without a write");
    server.post("/v1/spends", "a", SPEND).expect(201);
}

#[test]
fn a_service_whose_writes_are_stopped_reads_and_books_nothing() {
    let server = TestServer::demo();
    server.queue.stop();
    let refused = server.post("/v1/spends", "a", SPEND);
    assert_eq!(refused.problem(503, "writes_stopped")["retry_with"], "same_key");
    assert_eq!(refused.header("retry-after"), Some("1"));
    let batch =
        r#"{"commands":[{"flow":"spend","idempotency_key":"b","owner":"user_001","asset":"GOLD_COINS","amount":1}]}"#;
    let answer = server.post("/v1/batches", "c", batch).expect(200);
    assert_eq!(answer["results"][0]["problem"]["code"], "writes_stopped");
    // Nothing is looked up for what is not booked anyway: not even that there is no such hold.
    let about =
        r#"{"commands":[{"flow":"release","idempotency_key":"r","hold":"00000000-0000-0000-0000-000000000000"}]}"#;
    let answer = server.post("/v1/batches", "d", about).expect(200);
    assert_eq!(answer["results"][0]["problem"]["code"], "writes_stopped");
    server.get("/v1/wallets/user_001").expect(200);
    server.queue.resume();
    server.post("/v1/spends", "a", SPEND).expect(201);
}
