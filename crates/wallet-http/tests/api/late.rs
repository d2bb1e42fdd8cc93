//! Reads that may be late: which routes a copy answers, what is told of it, and when the store itself is asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::FutureExt;
use serde_json::Value;
use wallet_domain::mocks::MockWallets;
use wallet_domain::testing::{MemoryLedger, SetClock, bonus};
use wallet_domain::{Ledger, Search, StoreErrorKind, TransactionId, Wallets};
use wallet_http::http::replicas::{Replica, Replicas, Source};

use crate::server::{Parts, StuckWallets, TestServer, demo_ledger, demo_ledger_at, failure};
use harness::http::{Request, Response};

const ENTRIES: &str = "/v1/wallets/user_001/GOLD_COINS/entries";
const STATEMENT: &str = "/v1/wallets/user_001/GOLD_COINS/statement";
/// How often a store is asked for the first part of a statement of 901 entries: to find its end each look halves what is left.
const LOOKS: usize = 12;
const LATE: [&str; 4] = [ENTRIES, STATEMENT, "/v1/wallets?prefix=user_001", "/v1/transactions?flow=bonus"];

/// A copy that has what it was given, and is chosen unless there is a reason not to.
struct LateCopy {
    source: Source,
    reason: Mutex<Option<&'static str>>,
    asked: Mutex<Vec<Option<TransactionId>>>,
}

impl LateCopy {
    fn of(wallets: Arc<dyn Wallets>, search: Arc<dyn Search>) -> Arc<Self> {
        let source = Source { wallets, search };
        Arc::new(Self { source, reason: Mutex::default(), asked: Mutex::default() })
    }

    fn reason(&self) -> MutexGuard<'_, Option<&'static str>> {
        self.reason.lock().expect("nobody panics with it")
    }

    fn asked(&self) -> MutexGuard<'_, Vec<Option<TransactionId>>> {
        self.asked.lock().expect("nobody panics with it")
    }
}

#[async_trait]
impl Replicas for LateCopy {
    async fn choose(&self, newer_than: Option<TransactionId>) -> Result<Replica, &'static str> {
        self.asked().push(newer_than);
        match *self.reason() {
            Some(reason) => Err(reason),
            None => Ok(Replica { source: self.source.clone(), lag: Duration::from_micros(41_001) }),
        }
    }
}

/// A server whose copy lacks the player's second grant.
fn with_a_late_copy() -> (TestServer, Arc<LateCopy>) {
    let late = demo_ledger();
    let copy = LateCopy::of(late.clone(), late);
    (serve(&copy), copy)
}

fn serve(copy: &Arc<LateCopy>) -> TestServer {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let ledger = demo_ledger_at(clock.clone());
    let mut parts = Parts::of(&ledger);
    parts.http.read_timeout = Duration::from_secs(2);
    parts.replicas = Some(copy.clone());
    let server = TestServer::start(parts);
    clock.set(1_700_000_060_000_000);
    server.block_on(grant(&ledger, "second", 7));
    server
}

async fn grant(ledger: &MemoryLedger, key: &str, amount: u64) {
    let outcomes = ledger.execute(&[bonus("user_001", "GOLD_COINS", amount, key)]).await.expect("memory works");
    assert!(outcomes[0].result().is_ok());
}

fn lag(response: &Response) -> Option<&str> {
    response.header("wallet-read-lag-ms")
}

/// Whether the second grant is in an answer, whatever it is of.
fn has_second(response: &Response) -> bool {
    response.assert_status(200);
    response.text().contains("507")
}

#[test]
fn a_copy_answers_histories_and_searches_and_tells_how_late_it_is() {
    let (server, copy) = with_a_late_copy();
    for target in LATE {
        let response = server.get(target);
        assert_eq!((lag(&response), has_second(&response)), (Some("42"), false), "{target}");
    }
    assert_eq!(server.get(&format!("{STATEMENT}?format=csv")).text().matches(",7,507,").count(), 0);
    let asked = copy.asked().len();
    let id = bonus("user_001", "GOLD_COINS", 7, "second").id();
    for target in [
        "/v1/wallets/user_001/GOLD_COINS",
        "/v1/wallets/user_001",
        "/wallet/balance/user_001",
        "/v1/wallets/user_001/GOLD_COINS/balance?at=2038-01-01",
        "/v1/transactions?owner=user_001&idempotency_key=second",
        &format!("/v1/transactions/{id}"),
    ] {
        let response = server.get(target);
        assert_eq!((lag(&response), has_second(&response)), (None, true), "{target}");
    }
    let holds = server.get("/v1/wallets/user_001/GOLD_COINS/holds");
    assert_eq!((holds.status, lag(&holds)), (200, None));
    assert_eq!(copy.asked().len(), asked, "the store itself was asked");
}

#[test]
fn the_store_itself_answers_what_no_copy_may_or_can() {
    let (server, copy) = with_a_late_copy();
    for reason in ["lagging", "unreachable", "not_there_yet"] {
        *copy.reason() = Some(reason);
        for target in LATE {
            let response = server.get(target);
            assert_eq!((lag(&response), has_second(&response)), (Some("0"), true), "{target}");
        }
        let counted = format!("wallet_late_reads_total{{outcome=\"{reason}\"}}");
        assert!(server.get("/metrics").text().contains(&counted), "{reason} is counted");
    }
    *copy.reason() = None;
    // Who is not there may be new.
    server.send(&Request::new("PUT", "/v1/wallets/user_new/GOLD_COINS")).expect(201);
    let new = server.get("/v1/wallets/user_new/GOLD_COINS/entries");
    assert_eq!((new.status, lag(&new)), (200, Some("0")));
    server.get("/v1/wallets/nobody/GOLD_COINS/entries").problem(404, "wallet_not_found");
    // What is wrong with a request no store has to be asked about.
    server.get(&format!("{ENTRIES}?limit=0")).problem(400, "invalid_limit");
}

#[test]
fn a_copy_that_says_nothing_holds_nobody_up() {
    let late = demo_ledger();
    let server = serve(&LateCopy::of(Arc::new(StuckWallets), late));
    let began = Instant::now();
    let response = server.get(ENTRIES);
    assert_eq!((lag(&response), has_second(&response)), (Some("0"), true));
    assert!(began.elapsed() < Duration::from_millis(1900), "half of the time is the primary's: {:?}", began.elapsed());
}

#[test]
fn a_caller_names_the_transaction_that_it_must_see() {
    let (server, copy) = with_a_late_copy();
    let id = bonus("user_001", "GOLD_COINS", 7, "second").id();
    for target in LATE {
        let request = Request::get(target).header("If-Newer-Than", &id.to_string());
        assert_eq!(server.send(&request).status, 200);
        assert_eq!(copy.asked().pop(), Some(Some(id)));
        for bad in ["", "second", "\"7\"", &format!("{id}, {id}")] {
            server.send(&Request::get(target).header("If-Newer-Than", bad)).problem(400, "invalid_if_newer_than");
        }
    }
    // Without copies it is kept by itself, and judged alike.
    let server = TestServer::demo();
    let response = server.send(&Request::get(ENTRIES).header("If-Newer-Than", &id.to_string()));
    assert_eq!((response.status, lag(&response)), (200, Some("0")));
    server.send(&Request::get(ENTRIES).header("If-Newer-Than", "x")).problem(400, "invalid_if_newer_than");
}

#[test]
fn a_list_goes_on_wherever_its_next_page_is_read() {
    let (server, copy) = with_a_late_copy();
    for target in
        ["/v1/wallets/system:treasury/GOLD_COINS/entries?limit=1", "/v1/wallets?limit=1", "/v1/transactions?limit=1"]
    {
        let read = |is_late: bool, cursor: &Value| {
            *copy.reason() = (!is_late).then_some("lagging");
            let cursor = cursor.as_str().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let page = server.get(&format!("{target}{cursor}")).expect(200);
            (page["data"].clone(), page["next_cursor"].clone())
        };
        // The newest of the store itself a copy may lack; all that is behind it both have.
        let (_, cursor) = read(false, &Value::Null);
        let [late, own] = [true, false].map(|is_late| read(is_late, &cursor));
        assert_eq!(late, own, "{target}");
        assert!(late.0.as_array().is_some_and(|data| data.len() == 1), "{target}");
        let [late, own] = [true, false].map(|is_late| read(is_late, &late.1));
        assert_eq!(late, own, "{target}");
    }
}

/// The read side of a ledger that fails once it was asked for entries so often.
fn failing_after(looks: usize, ledger: Arc<MemoryLedger>) -> (MockWallets, Arc<AtomicUsize>) {
    let mut wallets = MockWallets::new();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    wallets.expect_list_stripes().returning(move |owner, asset, request| {
        if counted.fetch_add(1, Ordering::Relaxed) >= looks {
            return Err(failure(StoreErrorKind::Unavailable));
        }
        ledger.list_stripes(owner, asset, request).now_or_never().expect("memory waits for nothing")
    });
    (wallets, asked)
}

#[test]
fn a_statement_that_a_copy_began_the_store_itself_ends() {
    let ledgers = [demo_ledger(), demo_ledger()];
    let mut parts = Parts::of(&ledgers[0]);
    let (wallets, asked) = failing_after(LOOKS, ledgers[1].clone());
    parts.replicas = Some(LateCopy::of(Arc::new(wallets), ledgers[1].clone()));
    let server = TestServer::start(parts);
    server.block_on(async {
        for number in 0..900 {
            for ledger in &ledgers {
                grant(ledger, &format!("grant {number}"), 1).await;
            }
        }
    });
    let whole = server.get(STATEMENT);
    assert_eq!((whole.expect(200)["entries"].as_array().map(Vec::len), lag(&whole)), (Some(901), Some("42")));
    assert_eq!(asked.load(Ordering::Relaxed), LOOKS + 1, "it failed at the second part");
}
