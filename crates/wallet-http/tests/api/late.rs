//! Reads that may be late: which routes a copy answers, what is told of it, and when the store itself is asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::FutureExt;
use serde_json::Value;
use wallet_domain::mocks::{MockFeed, MockWallets};
use wallet_domain::rollup::Day;
use wallet_domain::testing::rollups::fold_on;
use wallet_domain::testing::{MemoryLedger, SetClock, asset, asset_named, bonus, mint, owner, spend};
use wallet_domain::{EventId, Feed, Ledger, Registry, Snapshots, StoreErrorKind, TransactionId, Wallets};
use wallet_http::http::replicas::{Replica, Replicas, Source};

use crate::server::{Parts, StuckWallets, TestServer, demo_ledger, demo_ledger_at, failure};
use harness::http::{Request, Response};

const ENTRIES: &str = "/v1/wallets/user_001/GOLD_COINS/entries";
const STATEMENT: &str = "/v1/wallets/user_001/GOLD_COINS/statement";
/// How often a store is asked for the first part of a statement of 901 entries: to find its end each look halves what is left.
const LOOKS: usize = 12;
const TRANSACTIONS: &str = "/v1/exports/transactions";
const LATE: [&str; 7] = [
    ENTRIES,
    STATEMENT,
    "/v1/wallets?prefix=user_001",
    "/v1/transactions?flow=bonus",
    TRANSACTIONS,
    "/v1/exports/entries",
    "/v1/exports/wallets?format=csv",
];
/// The figures that are told; each shows the second grant once it is folded, or looked at.
const FIGURES: [&str; 8] = ["supply", "velocity", "flows", "distribution", "top?limit=1", "holders", "debts", "holds"];

/// A copy that has what it was given, and is chosen unless there is a reason not to.
struct LateCopy {
    source: Source,
    reason: Mutex<Option<&'static str>>,
    asked: Mutex<Vec<Option<TransactionId>>>,
}

impl LateCopy {
    fn of(source: Source) -> Arc<Self> {
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
    let copy = LateCopy::of(Source::of(&demo_ledger()));
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
    let server = serve(&LateCopy::of(Source { wallets: Arc::new(StuckWallets), ..Source::of(&demo_ledger()) }));
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
    parts.replicas = Some(LateCopy::of(Source { wallets: Arc::new(wallets), ..Source::of(&ledgers[1]) }));
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

/// Folds all that has happened, and looks at who holds what.
async fn fold_and_look(ledger: &MemoryLedger) {
    fold_on(ledger, 100).await;
    let snapshot = ledger.take_snapshot().await.expect("memory works");
    let day: Day = "2023-11-14".parse().expect("a day");
    assert!(ledger.keep_snapshot(&snapshot, day).await.expect("memory works"));
}

fn figures(name: &str) -> String {
    let with = if name.contains('?') { '&' } else { '?' };
    format!("/v1/analytics/{name}{with}asset=GOLD_COINS")
}

/// A server with figures of all that has happened, and its copy.
fn with_figures(copy: Source) -> (TestServer, Arc<LateCopy>) {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let ledger = demo_ledger_at(clock.clone());
    let copy = LateCopy::of(copy);
    let mut parts = Parts::of(&ledger);
    parts.replicas = Some(copy.clone());
    let server = TestServer::start(parts);
    clock.set(1_700_000_060_000_000);
    server.block_on(async {
        grant(&ledger, "second", 7).await;
        fold_and_look(&ledger).await;
    });
    (server, copy)
}

#[test]
fn figures_of_a_copy_are_told_with_how_late_they_are() {
    let late = demo_ledger();
    let (server, copy) = with_figures(Source::of(&late));
    server.block_on(fold_and_look(&late));
    for name in FIGURES {
        let target = figures(name);
        let answers = [None, Some("lagging")].map(|reason| {
            *copy.reason() = reason;
            let answer = server.get(&target);
            let lag = lag(&answer).map(str::to_owned);
            (answer.expect(200), lag)
        });
        let [(copied, late), (own, now)] = answers;
        assert_eq!((late.as_deref(), now.as_deref()), (Some("42"), Some("0")), "{target}");
        assert_ne!(copied["as_of"], own["as_of"], "{target}");
        *copy.reason() = None;
        let csv = server.get(&format!("{target}&format=csv"));
        assert_eq!((csv.status, lag(&csv)), (200, Some("42")), "{target}");
    }
    server.get("/v1/analytics/supply?asset=NOTHING").problem(404, "asset_not_found");
}

#[test]
fn figures_of_a_copy_that_do_not_add_up_are_not_told() {
    // Of another ledger with as many entries as the copy's, and another amount.
    let other = Arc::new(MemoryLedger::new(Arc::new(SetClock::at(1_700_000_000_000_000))));
    let (server, _) = with_figures(Source { rollups: Some(other.clone()), ..Source::of(&demo_ledger()) });
    assert_eq!(lag(&server.get(&figures("supply"))), Some("42"), "nothing is folded there, which is no difference");
    server.block_on(async {
        other.create_asset(&asset_named("GOLD_COINS")).await.expect("memory works");
        other.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("memory works");
        let commands = [mint("GOLD_COINS", 1500, "mint"), bonus("user_001", "GOLD_COINS", 400, "grant")];
        other.execute(&commands).await.expect("memory works");
        fold_on(&*other, 100).await;
    });
    let answer = server.get(&figures("supply"));
    assert_eq!((lag(&answer), &answer.expect(200)["check"]["equal"]), (Some("0"), &Value::Bool(true)));
}

/// The feed of a ledger that fails from its second read on.
fn failing_feed(ledger: Arc<MemoryLedger>) -> MockFeed {
    let mut feed = MockFeed::new();
    let (head, read) = (ledger.clone(), Arc::new(AtomicUsize::new(0)));
    feed.expect_head().returning(move || head.head().now_or_never().expect("memory waits for nothing"));
    feed.expect_read_events().returning(move |after: EventId, limit| {
        if read.fetch_add(1, Ordering::Relaxed) > 0 {
            return Err(failure(StoreErrorKind::Unavailable));
        }
        ledger.read_events(after, limit).now_or_never().expect("memory waits for nothing")
    });
    feed
}

#[test]
fn an_export_that_a_copy_began_the_store_itself_ends() {
    let ledgers = [demo_ledger(), demo_ledger()];
    let mut parts = Parts::of(&ledgers[0]);
    let feed = Some(Arc::new(failing_feed(ledgers[1].clone())) as Arc<dyn Feed>);
    let copy = LateCopy::of(Source { feed, ..Source::of(&ledgers[1]) });
    parts.replicas = Some(copy.clone());
    let server = TestServer::start(parts);
    server.block_on(async {
        // More than one read brings.
        for number in 0..900 {
            for ledger in &ledgers {
                grant(ledger, &format!("grant {number}"), 1).await;
                let spent = ledger.execute(&[spend("user_001", "GOLD_COINS", 1, &format!("spend {number}"))]).await;
                assert!(spent.expect("memory works")[0].result().is_ok());
            }
        }
        grant(&ledgers[0], "second", 7).await;
    });
    let whole = server.get(TRANSACTIONS);
    assert_eq!(lag(&whole), Some("42"));
    let lines: Vec<&str> = whole.text().lines().collect();
    assert!(lines.last().is_some_and(|line| line.contains(r#""mark":"end""#)), "it is whole");
    assert!(lines.iter().any(|line| line.contains("grant 899")) && !whole.text().contains(r#""second""#));
    *copy.reason() = Some("lagging");
    let own = server.get(TRANSACTIONS);
    assert_eq!((lag(&own), own.text().lines().count()), (Some("0"), lines.len() + 1));
    // A cursor that is too new for a copy is good all the same.
    *copy.reason() = None;
    let cursor = own.text().lines().rev().nth(1).and_then(|line| line.split(r#""cursor":""#).nth(1)?.split('"').next());
    let rest = server.get(&format!("{TRANSACTIONS}?after={}", cursor.expect("a cursor")));
    assert_eq!((lag(&rest), rest.text().lines().count()), (Some("0"), 1));
}
