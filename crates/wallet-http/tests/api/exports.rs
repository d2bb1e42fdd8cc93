//! Exports: whole, cut off and gone on with, beside a writer, in both forms, by either store.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use async_trait::async_trait;
use harness::http::{Request, connect};
use serde_json::Value;
use tokio::sync::Semaphore;
use wallet_domain::testing::{MemoryLedger, SetClock, bonus};
use wallet_domain::{Command, Event, EventId, Feed, Ledger, Sequenced, StoreError};

use crate::searches::with_a_past;
use crate::server::{Parts, TestServer, demo_ledger_at};
use crate::sqlite::sqlite;

fn lines(server: &TestServer, target: &str) -> Vec<String> {
    let answer = server.get(target);
    assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    answer.text().lines().map(|line| line.trim_end_matches('\r').to_owned()).collect()
}

fn parsed(lines: &[String]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn cursor(row: &str) -> String {
    match serde_json::from_str::<Value>(row) {
        Ok(row) => row["cursor"].as_str().expect("a cursor").to_owned(),
        Err(_) => row.rsplit(',').next().expect("a last cell").to_owned(),
    }
}

#[test]
fn a_transaction_is_told_as_elsewhere_and_the_last_line_says_that_it_is() {
    let server = with_a_past();
    let exported = lines(&server, "/v1/exports/transactions");
    let rows = parsed(&exported);
    let (mark, rows) = rows.split_last().expect("a mark at least");
    assert_eq!((mark["mark"].as_str(), mark["rows"].as_u64()), (Some("end"), Some(7)), "{mark}");
    for row in rows {
        let mut row = row.clone();
        row.as_object_mut().expect("an object").remove("cursor");
        let id = row["id"].as_str().expect("an id").to_owned();
        assert_eq!(server.get(&format!("/v1/transactions/{id}")).expect(200), row);
    }
    let csv = lines(&server, "/v1/exports/transactions?format=csv");
    let columns = csv[0].matches(',').count();
    assert!(csv[0].starts_with("transaction_id,created_at,flow,status,owner,") && csv[0].ends_with(",cursor"));
    assert_eq!((csv.len(), csv[8].matches(',').count()), (9, columns), "the mark has as many cells: {csv:?}");
    assert_eq!(csv[8].split(',').take(2).collect::<Vec<_>>(), ["#end", "7"]);
    let cursors = |rows: &[String]| rows.iter().map(|row| cursor(row)).collect::<Vec<_>>();
    assert_eq!(cursors(&csv[1..]), cursors(&exported));

    let head = server.send(&Request::get("/v1/exports/transactions?format=csv"));
    assert_eq!(head.header("content-disposition"), Some("attachment; filename=\"transactions.csv\""));
    let end = head.header("wallet-export-end").expect("where it ends").to_owned();
    assert!(cursor(&csv[8]).starts_with(&format!("{end}.")), "{end}");
}

#[test]
fn it_goes_on_behind_every_row_in_every_form() {
    let server = with_a_past();
    for target in ["transactions", "transactions?flow=spend", "entries", "entries?owner=user_001", "wallets"] {
        for format in ["csv", "jsonl"] {
            let with = if target.contains('?') { '&' } else { '?' };
            let target = format!("/v1/exports/{target}{with}format={format}");
            let whole = lines(&server, &target);
            let begin = usize::from(format == "csv");
            assert!(whole.len() > begin + 2, "{whole:?}");
            for (index, row) in whole.iter().enumerate().take(whole.len() - 1).skip(begin) {
                let rest = lines(&server, &format!("{target}&after={}", cursor(row)));
                let (rows, mark) = (&rest[begin..rest.len() - 1], rest.last().expect("a mark"));
                assert_eq!(rows, &whole[index + 1..whole.len() - 1], "{target}: {row}");
                assert!(mark.contains("end"), "{mark}");
            }
        }
    }
}

#[test]
fn what_fits_is_exported_and_what_cannot_be_meant_is_refused() {
    let server = with_a_past();
    let keys = |query: &str| -> Vec<String> {
        let rows = parsed(&lines(&server, &format!("/v1/exports/transactions?{query}")));
        rows.iter().filter_map(|row| row["idempotency_key"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(keys("status=rejected"), ["refused"]);
    assert_eq!(keys("flow=spend&metadata.level=4"), ["spent"]);
    assert_eq!(keys("asset=DIAMONDS"), ["gems"]);
    assert_eq!(keys("owner=user_002"), ["given", "refused"]);
    assert_eq!(keys("from=2023-11-14T22:15:20Z&to=2023-11-14T22:17:20Z"), ["gems", "spent"]);
    let entries = parsed(&lines(&server, "/v1/exports/entries?owner=user_001&asset=GOLD_COINS"));
    let amounts: Vec<i64> = entries.iter().filter_map(|row| row["amount"].as_i64()).collect();
    assert_eq!(amounts, [500, 9, -20]);
    let wallets = parsed(&lines(&server, "/v1/exports/wallets?prefix=user_001&asset=GOLD_COINS"));
    assert_eq!((wallets.len(), wallets[0]["balance"].as_i64()), (2, Some(489)));

    for (target, code) in [
        ("transactions?format=xml", "malformed_query"),
        ("transactions?limit=5", "malformed_query"),
        ("transactions?after=12", "invalid_cursor"),
        ("transactions?after=1.0.00000000", "invalid_cursor"),
        ("transactions?after=99.0", "invalid_cursor"),
        ("transactions?after=1.0:1", "invalid_cursor"),
        ("transactions?from=2024-01-02&to=2024-01-01", "malformed_query"),
        ("entries?flow=spend", "malformed_query"),
        ("entries?asset=gold", "invalid_asset"),
        ("wallets?after=AAAAAAAAAAAA", "invalid_cursor"),
        ("wallets?owner=user_001", "malformed_query"),
    ] {
        let refused = server.get(&format!("/v1/exports/{target}"));
        assert_eq!(refused.expect(400)["code"], code, "{target}");
    }
    // A cursor of one part of the wallets is none of another.
    let other = wallets[0]["cursor"].as_str().expect("a cursor");
    assert_eq!(server.get(&format!("/v1/exports/wallets?after={other}")).expect(400)["code"], "invalid_cursor");
}

/// Reads so many bytes of an answer, and goes away.
fn cut_off(address: SocketAddr, target: &str, bytes: usize) -> String {
    let mut stream = connect(address);
    let head = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    let mut read = vec![0; bytes];
    stream.read_exact(&mut read).expect("there is more than that");
    String::from_utf8(read).expect("it is text")
}

fn grants(from: usize, count: usize) -> Vec<Command> {
    (from..from + count).map(|number| bonus("user_001", "GOLD_COINS", 1, &format!("grant-{number}"))).collect()
}

fn many() -> (Arc<MemoryLedger>, TestServer) {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let ledger = demo_ledger_at(clock);
    let server = TestServer::start(Parts::of(&ledger));
    server.block_on(async {
        for chunk in 0..5 {
            ledger.execute(&grants(chunk * 200, 200)).await.expect("memory works");
        }
    });
    (ledger, server)
}

#[test]
fn one_that_is_cut_off_is_whole_with_its_rest_beside_a_writer() {
    let (ledger, server) = many();
    let whole = lines(&server, "/v1/exports/entries");
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for chunk in (0..).take_while(|_| !stop.load(Ordering::SeqCst)) {
                server.block_on(ledger.execute(&grants(10_000 + chunk * 10, 10))).expect("memory works");
                thread::yield_now();
            }
        });
        let part = cut_off(server.address, "/v1/exports/entries", 60_000);
        let rows: Vec<&str> =
            part.lines().filter(|line| line.starts_with("{\"cursor\"") && line.ends_with('}')).collect();
        let last = rows.last().expect("many rows");
        let rest = lines(&server, &format!("/v1/exports/entries?after={}", cursor(last)));
        stop.store(true, Ordering::SeqCst);
        let together: Vec<&str> = rows.iter().copied().chain(rest.iter().map(String::as_str)).collect();
        let known = whole.len() - 1;
        assert!(rows.len() > 50 && rows.len() < known, "{}", rows.len());
        assert_eq!(together[..known], whole[..known], "what was there before is there once, and in order");
        assert!(together.last().is_some_and(|mark| mark.contains("\"mark\":\"end\"")));
    });
}

/// A feed whose long reads wait for a permit each.
struct GatedFeed {
    inner: Arc<MemoryLedger>,
    gate: Semaphore,
}

#[async_trait]
impl Feed for GatedFeed {
    async fn sequence(&self) -> Result<Sequenced, StoreError> {
        self.inner.sequence().await
    }

    async fn head(&self) -> Result<i64, StoreError> {
        self.inner.head().await
    }

    async fn read_events(&self, after: EventId, limit: usize) -> Result<Vec<Event>, StoreError> {
        if limit > 500 {
            self.gate.acquire().await.expect("nobody closes it").forget();
        }
        self.inner.read_events(after, limit).await
    }
}

#[test]
fn four_run_at_once_and_one_that_finds_nothing_says_how_far_it_is() {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let ledger = demo_ledger_at(clock);
    let feed = Arc::new(GatedFeed { inner: ledger.clone(), gate: Semaphore::new(0) });
    let mut parts = Parts { feed: Some(feed.clone()), ..Parts::of(&ledger) };
    parts.http.heartbeat = Duration::ZERO;
    let server = TestServer::start(parts);
    let mut open: Vec<TcpStream> = (0..4).map(|_| connect(server.address)).collect();
    for stream in &mut open {
        let head = "GET /v1/exports/transactions?flow=gift HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).expect("sent");
        let mut status = [0; 12];
        stream.read_exact(&mut status).expect("it is answered");
        assert_eq!(&status, b"HTTP/1.1 200");
    }
    let refused = server.get("/v1/exports/wallets");
    refused.problem(503, "overloaded");
    feed.gate.add_permits(100);
    for mut stream in open {
        let mut rest = String::new();
        stream.read_to_string(&mut rest).expect("it has an end");
        let marks: Vec<&str> = rest.lines().filter(|line| line.starts_with("{\"mark\"")).collect();
        assert!(marks.len() >= 2 && marks[0].starts_with("{\"mark\":\"at\",\"rows\":0"), "{rest}");
        assert!(marks[marks.len() - 1].starts_with("{\"mark\":\"end\""), "{rest}");
        let after = cursor(marks[0]);
        assert_eq!(lines(&server, &format!("/v1/exports/transactions?after={after}")).len(), 1, "nothing is behind it");
    }
    assert_eq!(server.get("/v1/exports/wallets").status, 200, "the places are free again");
}

#[test]
fn texts_are_no_formulas_and_are_quoted() {
    let server = TestServer::demo();
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":5,"description":"=cmd|' /C calc'!A0, \"x\""}"#;
    server.post("/v1/spends", "formula", body).expect(201);
    let csv = lines(&server, "/v1/exports/transactions?format=csv&flow=spend");
    assert!(csv[1].contains(r#","'=cmd|' /C calc'!A0, ""x""","#), "{csv:?}");
    let csv = lines(&server, "/v1/exports/entries?format=csv&owner=user_001");
    assert!(csv[2].contains(r#","'=cmd|' /C calc'!A0, ""x""","#), "{csv:?}");
}

#[test]
fn the_embedded_store_exports_what_memory_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let (stored, modelled) = (sqlite(&folder.path().join("wallet.db")), TestServer::demo());
    for server in [&stored, &modelled] {
        let gift = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#;
        server.post("/v1/spends", "a", gift).expect(201);
        server.post("/v1/spends", "b", &gift.replace("30", "9999")).expect(402);
    }
    for target in ["transactions?format=csv&flow=spend", "entries?owner=user_001", "wallets?prefix=user_&format=csv"] {
        // The two ledgers have other first events, and so other cursors.
        let rows = |server: &TestServer| -> Vec<String> {
            let rows = lines(server, &format!("/v1/exports/{target}"));
            rows.iter().map(|row| row.replace(&cursor(row), "")).collect()
        };
        assert_eq!(rows(&stored), rows(&modelled), "{target}");
    }
}
