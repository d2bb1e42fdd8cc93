//! The feed: pages, waiting, streams, and who may follow.

use std::io::{BufRead, BufReader, Write};
use std::thread;
use std::time::{Duration, Instant};

use harness::http::{Request, connect};
use serde_json::Value;

use crate::server::TestServer;

const SPEND: &str = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#;

/// The answer of a page, and its `next_cursor`.
fn page(server: &TestServer, query: &str) -> (Value, String) {
    let page = server.get(&format!("/v1/events?{query}")).expect(200);
    let next = page["next_cursor"].as_str().expect("there is always one").to_owned();
    (page["data"].clone(), next)
}

fn types(events: &Value) -> Vec<&str> {
    let events = events.as_array().expect("a list");
    events.iter().map(|event| event["type"].as_str().expect("a type")).collect()
}

#[test]
fn the_feed_is_read_page_by_page_and_tells_the_same_again() {
    let server = TestServer::demo();
    let (_, end) = page(&server, "after=now");
    server.post("/v1/spends", "s", SPEND).expect(201);
    server
        .post("/v1/spends", "t", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":9000}"#)
        .problem(402, "insufficient_funds");
    let (events, next) = page(&server, &format!("after={end}"));
    assert_eq!(types(&events), ["spend.posted", "spend.rejected"]);
    let spend = &events[0];
    let shown =
        server.get(&format!("/v1/transactions/{}", spend["data"]["transaction"]["id"].as_str().expect("an id")));
    assert_eq!(spend["data"]["transaction"], shown.expect(200));
    let wallet = &spend["data"]["wallets"][0];
    let figures = ["balance_before", "balance", "held", "available", "debt"].map(|name| wallet[name].as_i64());
    assert_eq!(figures, [Some(500), Some(470), Some(0), Some(470), Some(0)]);
    assert_eq!((wallet["owner"].as_str(), wallet["sequence"].as_i64()), (Some("user_001"), Some(2)));
    assert_eq!(events[1]["data"]["wallets"], serde_json::json!([]));
    assert_eq!(page(&server, &format!("after={next}")), (serde_json::json!([]), next.clone()));
    // Byte for byte, by its cursor and by its id.
    let again = |after: &str| server.get(&format!("/v1/events?after={after}")).text().to_owned();
    assert_eq!(again(&end), again(&end));
    let bare = end.rsplit_once('.').expect("it has a mark").0;
    assert_eq!(again(bare), again(&end));
    let (mut one_by_one, mut after) = (Vec::new(), "0.0".to_owned());
    loop {
        let (events, next) = page(&server, &format!("after={after}&limit=1"));
        let Some(event) = events.get(0) else { break };
        one_by_one.push(event.clone());
        after = next;
    }
    assert_eq!(Value::from(one_by_one), page(&server, "limit=200").0);
}

#[test]
fn events_are_chosen_by_type_and_owner() {
    let server = TestServer::demo();
    server.post("/v1/spends", "s", SPEND).expect(201);
    // An event a wallet: the player has two.
    server.post("/v1/wallets/user_001/freeze", "f", "{}").expect(200);
    assert_eq!(
        types(&page(&server, "types=spend.*,wallet.frozen").0),
        ["spend.posted", "wallet.frozen", "wallet.frozen"]
    );
    let (none, next) = page(&server, "types=hold.expired");
    assert_eq!(none, serde_json::json!([]));
    assert_eq!(next, page(&server, "after=now").1, "what does not fit is not looked at again");
    assert_eq!(page(&server, "owner=user_002&types=spend.*").0, serde_json::json!([]));
}

#[test]
fn bad_types_and_cursors_are_told() {
    let server = TestServer::demo();
    let refuse = |query: &str, code: &str| drop(server.get(&format!("/v1/events?{query}")).problem(400, code));
    for types in ["", "spend", "spend.posted,", "theft.*"] {
        refuse(&format!("types={types}"), "invalid_event_type");
    }
    let (_, end) = page(&server, "after=now");
    let (id, _) = end.rsplit_once('.').expect("it has a mark");
    for after in ["", "x", "1", "-1.0", "01.0", "1.0.xyz", "999999.0", "1.99", &format!("{id}.00000000")] {
        refuse(&format!("after={after}"), "invalid_cursor");
    }
    for wait in ["31", "-1", "+1", "x", ""] {
        refuse(&format!("wait_s={wait}"), "malformed_query");
    }
    refuse("limit=201", "invalid_limit");
    refuse("owner=", "invalid_owner");
}

#[test]
fn a_caller_that_waits_is_woken_by_a_commit() {
    let server = TestServer::demo();
    let (_, end) = page(&server, "after=now");
    let began = Instant::now();
    let waited = thread::scope(|scope| {
        let waiting = scope.spawn(|| page(&server, &format!("after={end}&wait_s=30")));
        server.post("/v1/spends", "s", SPEND).expect(201);
        waiting.join().expect("it is answered")
    });
    assert_eq!(types(&waited.0), ["spend.posted"]);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(page(&server, &format!("after={}&wait_s=1", waited.1)).0, serde_json::json!([]), "nothing came");
}

#[test]
fn a_stream_tells_each_event_as_it_happens_and_goes_on_behind_the_last() {
    let server = TestServer::demo();
    let (_, end) = page(&server, "after=now");
    let open = |last: &str| {
        let mut stream = connect(server.address);
        let head = format!(
            "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nLast-Event-ID: {last}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("sent");
        stream.set_read_timeout(Some(harness::PATIENCE)).expect("a time");
        BufReader::new(stream)
    };
    let next_line = |stream: &mut BufReader<_>, prefix: &str| loop {
        let mut line = String::new();
        assert!(BufRead::read_line(stream, &mut line).expect("it is told in time") > 0, "the stream has ended");
        if let Some(rest) = line.strip_prefix(prefix) {
            return rest.trim().to_owned();
        }
    };
    let mut stream = open(&end);
    assert_eq!(next_line(&mut stream, "id: "), end, "where it begins");
    server.post("/v1/spends", "s", SPEND).expect(201);
    let first = next_line(&mut stream, "id: ");
    assert_eq!(next_line(&mut stream, "event: "), "spend.posted");
    let told: Value = serde_json::from_str(&next_line(&mut stream, "data: ")).expect("JSON");
    assert_eq!(told, page(&server, &format!("after={end}")).0[0]);
    drop(stream);
    server.post("/v1/spends", "t", SPEND).expect(201);
    let mut stream = open(&first);
    assert_eq!(next_line(&mut stream, "id: "), first);
    let second = next_line(&mut stream, "id: ");
    assert_eq!(second, page(&server, "after=now").1, "the next one, and no other");
    let bad = Request::get("/v1/events").header("Accept", "text/event-stream").header("Last-Event-ID", "x");
    server.send(&bad).problem(400, "invalid_cursor");
}
