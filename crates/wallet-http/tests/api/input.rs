//! Bad input: refused with a sentence that says what to do, and nothing is recorded of it.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::batches::{Flow, command, flows};
use crate::server::{Parts, TestServer, demo_ledger};
use harness::http::{Request, connect, read_answer};

fn spend(server: &TestServer, json: impl AsRef<[u8]>) -> harness::http::Response {
    server.send(&Request::post("/v1/spends", "").key("k").body(json))
}

fn balance(server: &TestServer) -> i64 {
    server.get("/v1/wallets/user_001/GOLD_COINS").expect(200)["balance"].as_i64().expect("a number")
}

#[test]
fn an_amount_is_a_whole_number_from_1_to_2_to_the_53_minus_1() {
    let server = TestServer::demo();
    for bad in [
        "0",
        "-1",
        "-0",
        "0.5",
        "1.0",
        "1e3",
        "1E2",
        "\"1\"",
        "\"\"",
        "null",
        "true",
        "[]",
        "[1]",
        "{}",
        "9007199254740992",
        "18446744073709551616",
        "1e999",
        "-1e999",
        "0.1e1",
        "100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
    ] {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{bad}}}"#);
        spend(&server, body).problem(400, "invalid_amount");
    }
    for malformed in ["01", "+1", "1.", ".5", "0x1", "NaN", "Infinity", "1 2", ""] {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{malformed}}}"#);
        spend(&server, body).problem(400, "malformed_body");
    }
    assert_eq!(balance(&server), 500);
    let most = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":9007199254740991}"#;
    spend(&server, most).problem(402, "insufficient_funds");
}

#[test]
fn a_field_that_is_unknown_missing_doubled_or_mistyped_is_named() {
    let server = TestServer::demo();
    for (body, named) in [
        (r#"{"ownr":"user_001","asset":"GOLD_COINS","amount":1}"#, "unknown field `ownr`"),
        (r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"payment_ref":"p"}"#, "unknown field `payment_ref`"),
        (r#"{"asset":"GOLD_COINS","amount":1}"#, "missing field `owner`"),
        (r#"{"owner":"user_001","amount":1}"#, "missing field `asset`"),
        (r#"{"owner":"user_001","asset":"GOLD_COINS"}"#, "missing field `amount`"),
        (r#"{"owner":"user_001","owner":"user_002","asset":"GOLD_COINS","amount":1}"#, "duplicate field `owner`"),
        (r#"{"owner":1,"asset":"GOLD_COINS","amount":1}"#, "owner: invalid type"),
        (r#"{"owner":null,"asset":"GOLD_COINS","amount":1}"#, "owner: invalid type"),
        (r#"{"owner":"user_001","asset":["GOLD_COINS"],"amount":1}"#, "asset: invalid type"),
        (r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"description":5}"#, "description: invalid type"),
        (r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"metadata":[1]}"#, "metadata must be a JSON object"),
        (r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"metadata":"{}"}"#, "metadata must be a JSON object"),
        (r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"metadata":{"a":"\ud800"}}"#, "member `a` is no JSON"),
    ] {
        let problem = spend(&server, body).problem(400, "malformed_body");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(named)), "{body}: {problem}");
    }
    assert_eq!(balance(&server), 500);
}

#[test]
fn a_body_that_is_no_json_object_is_malformed() {
    let server = TestServer::demo();
    let deep = format!(
        r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":1,"metadata":{{"a":{}1{}}}}}"#,
        "[".repeat(5000),
        "]".repeat(5000)
    );
    // Deeper than any reader goes.
    spend(&server, deep).problem(400, "invalid_metadata");
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\"text\"",
        br#"{"owner":"user_001","asset":"GOLD_COINS","amount":1} x"#,
        b"{\"owner\":\"user_\xff\",\"asset\":\"GOLD_COINS\",\"amount\":1}",
        b"{\"owner\":\"\\ud800\",\"asset\":\"GOLD_COINS\",\"amount\":1}",
    ];
    for body in bodies {
        spend(&server, body).problem(400, "malformed_body");
    }
    let quoted = format!(r#"{{"{}":1}}"#, "x".repeat(60_000));
    let problem = spend(&server, quoted).problem(400, "malformed_body");
    let detail = problem["detail"].as_str().expect("a sentence");
    assert!(detail.len() < 500, "an answer does not echo at length");
    assert!(detail.ends_with(" at line 1 column 60003."), "and still says where: {detail}");
}

#[test]
fn an_array_of_an_objects_values_is_no_object() {
    let server = TestServer::demo();
    for (target, body) in [
        ("/v1/spends", r#"["user_001","GOLD_COINS",1,null,null]"#),
        ("/wallet/spend", r#"["user_001","GOLD_COINS",1,null]"#),
        ("/v1/batches", r#"[[{"flow":"mint","idempotency_key":"k","asset":"GOLD_COINS","amount":1}]]"#),
        ("/v1/batches", r#"{"commands":[["spend","k","user_001","GOLD_COINS",1,null,null,null,null]]}"#),
        ("/v1/wallets", r#"{"wallets":[["user_003","GOLD_COINS"]]}"#),
        ("/v1/assets", r#"["EVENT_TOKENS","Event tokens",null]"#),
    ] {
        let problem = server.post(target, "k", body).problem(400, "malformed_body");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains("invalid type: sequence, expected an object"), "{target}: {detail}");
    }
    assert_eq!(balance(&server), 500);
}

#[test]
fn a_text_that_no_store_could_hold_is_refused_at_the_edge() {
    let server = TestServer::demo();
    let nested = format!("{}1{}", r#"{"a":"#.repeat(9), "}".repeat(9));
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(4096));
    for (fields, code) in [
        (r#""owner":"a b","asset":"GOLD_COINS""#.to_owned(), "invalid_owner"),
        (r#""owner":"system:revenue","asset":"GOLD_COINS""#.to_owned(), "invalid_owner"),
        (format!(r#""owner":"{}","asset":"GOLD_COINS""#, "u".repeat(101)), "invalid_owner"),
        (r#""owner":"user_\u0000","asset":"GOLD_COINS""#.to_owned(), "invalid_owner"),
        (r#""owner":"user_001","asset":"gold""#.to_owned(), "invalid_asset"),
        (r#""owner":"user_001","asset":"GOLD_COINS","description":"""#.to_owned(), "invalid_description"),
        (r#""owner":"user_001","asset":"GOLD_COINS","description":"a\u0000""#.to_owned(), "invalid_description"),
        (
            format!(r#""owner":"user_001","asset":"GOLD_COINS","description":"{}""#, "x".repeat(501)),
            "invalid_description",
        ),
        (r#""owner":"user_001","asset":"GOLD_COINS","metadata":{"a":"\u0000"}"#.to_owned(), "invalid_metadata"),
        (format!(r#""owner":"user_001","asset":"GOLD_COINS","metadata":{nested}"#), "invalid_metadata"),
        (format!(r#""owner":"user_001","asset":"GOLD_COINS","metadata":{long}"#), "invalid_metadata"),
    ] {
        spend(&server, format!(r#"{{{fields},"amount":1}}"#)).problem(400, code);
    }
    let top_up = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"payment_ref":"a\nb"}"#;
    let problem = server.post("/v1/top-ups", "k", top_up).problem(400, "invalid_reference");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.starts_with("payment_ref ")), "{problem}");
    assert_eq!(balance(&server), 500);
}

/// A body with this metadata, which need not be JSON that there can be.
fn with_metadata(mut body: Value, metadata: &str) -> String {
    body.as_object_mut().expect("an object").remove("metadata");
    let body = body.to_string();
    format!(r#"{},"metadata":{metadata}}}"#, body.strip_suffix('}').expect("an object"))
}

#[test]
fn metadata_that_would_not_be_kept_as_it_was_sent_is_refused_by_its_members_name() {
    let server = TestServer::demo();
    for (metadata, code, named) in [
        (r#"{"order":123456789012345678901}"#, "invalid_metadata", "`order`"),
        (r#"{"cart":{"ids":[1,-9223372036854775809]}}"#, "invalid_metadata", "`cart.ids[1]`"),
        (r#"{"share":0.1234567890123456789}"#, "invalid_metadata", "`share`"),
        (r#"{"far":1e999}"#, "invalid_metadata", "`far`"),
        (r#"{"offer":7,"offer":8}"#, "malformed_body", "`offer` twice"),
        (r#"{"cart":[{"id":1,"\u0069d":1}]}"#, "malformed_body", "`cart[0].id` twice"),
    ] {
        let has_none = |(flow, _, _, about): &Flow| ["mint", "allocate"].contains(flow) || about.is_some();
        for (flow, target, body, _) in flows().into_iter().filter(|flow| !has_none(flow)) {
            let problem = server.post(&target, "k", &with_metadata(body.clone(), metadata)).problem(400, code);
            assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(named)), "{target}: {problem}");
            let command = with_metadata(command(flow, "k", &body, None), metadata);
            let answer = server.send(&Request::post("/v1/batches", &format!(r#"{{"commands":[{command}]}}"#)));
            let whole = answer.json();
            let refused = if answer.status == 200 { &whole["results"][0]["problem"] } else { &whole };
            assert_eq!((&refused["status"], &refused["code"]), (&400.into(), &code.into()), "{flow}: {refused}");
            assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains(named)), "{flow}: {refused}");
        }
    }
    assert_eq!(balance(&server), 500);
}

#[test]
fn metadata_comes_back_as_it_was_sent_and_a_retry_of_it_is_a_replay() {
    let server = TestServer::demo();
    let kept = r#"{"$serde_json::private::RawValue":"1","a":[18446744073709551615,-9223372036854775808,0.1,1e+300]}"#;
    let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":1,"metadata":{kept}}}"#);
    let first = spend(&server, &body);
    assert!(first.text().contains(&format!(r#""metadata":{kept}"#)), "{}", first.text());
    assert!(spend(&server, &body).is_replay());
    let found = server.get("/v1/transactions?owner=user_001&idempotency_key=k");
    assert_eq!((found.status, found.text()), (200, first.text()));
    let other = body.replace("18446744073709551615", "18446744073709551614");
    spend(&server, other).problem(422, "idempotency_key_reused");
}

#[test]
fn a_refused_request_leaves_its_key_free() {
    let server = TestServer::demo();
    spend(&server, r#"{"owner":"user_001","asset":"GOLD_COINS","amount":0}"#).problem(400, "invalid_amount");
    let answer = spend(&server, r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#);
    answer.expect(201);
    assert!(!answer.is_replay());
}

#[test]
fn keys_are_found_under_either_name_and_must_agree() {
    let server = TestServer::demo();
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    let request = Request::post("/v1/spends", body);
    server.send(&request.clone().header("Idempotency-Key", "\"quoted\"")).expect(201);
    assert!(server.send(&request.clone().header("X-Idempotency-Key", "quoted")).is_replay());
    server.send(&request).problem(400, "missing_idempotency_key");
    let both = request.clone().key("one").header("X-Idempotency-Key", "two");
    server.send(&both).problem(400, "invalid_idempotency_key");
    server.send(&request.clone().key("one").key("two")).problem(400, "invalid_idempotency_key");
    // As a proxy folds two fields into one.
    assert!(server.send(&request.clone().key("quoted,quoted")).is_replay());
    assert!(server.send(&request.clone().key("\"quoted\", quoted")).is_replay());
    assert!(server.send(&request.clone().header("X-Idempotency-Key", "quoted, quoted")).is_replay());
    let folded = server.send(&request.clone().key("quoted,other")).problem(400, "invalid_idempotency_key");
    assert!(folded["detail"].as_str().is_some_and(|detail| detail.contains("in quotes")), "{folded}");
    for bad in ["", "a b", "\"open", "k\u{e9}", &"k".repeat(256)] {
        server.send(&request.clone().key(bad)).problem(400, "invalid_idempotency_key");
    }
    assert_eq!(balance(&server), 499);
}

#[test]
fn where_nothing_is_required_the_body_may_be_left_out() {
    let server = TestServer::demo();
    let hold = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#;
    let id = |answer: harness::http::Response| answer.expect(201)["id"].as_str().expect("an id").to_owned();
    let captured = id(server.post("/v1/holds", "h1", hold));
    let released = id(server.post("/v1/holds", "h2", hold));
    let bare = |target: &str, key: &str| server.send(&Request::new("POST", target).key(key));
    assert_eq!(bare(&format!("/v1/holds/{captured}/capture"), "c").expect(201)["amount"], 30);
    bare(&format!("/v1/holds/{released}/release"), "r").expect(201);
    // Empty, whether or not it says of what type.
    let spent = id(spend(&server, r#"{"owner":"user_001","asset":"GOLD_COINS","amount":5}"#));
    server.send(&Request::post(&format!("/v1/transactions/{spent}/reversals"), "").key("v")).expect(201);
    for change in ["freeze", "unfreeze", "reopen"] {
        bare(&format!("/v1/wallets/user_001/{change}"), "").expect(200);
        bare(&format!("/v1/wallets/user_001/GOLD_COINS/{change}"), "").expect(200);
    }
    server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS")).expect(200);
    // What is there is read as ever.
    let unknown = server.post(&format!("/v1/holds/{captured}/capture"), "c2", r#"{"amuont":1}"#);
    assert!(unknown.problem(400, "malformed_body")["detail"].as_str().is_some_and(|it| it.contains("`amuont`")));
    let text = Request::new("POST", "/v1/wallets/user_001/freeze").body("block=all");
    server.send(&text).problem(415, "unsupported_media_type");
    assert_eq!(balance(&server), 470);
}

#[test]
fn the_opening_of_a_wallet_takes_no_body_but_an_empty_one() {
    let server = TestServer::demo();
    let open = |owner: &str| Request::new("PUT", &format!("/v1/wallets/{owner}/GOLD_COINS"));
    server.send(&open("a")).assert_status(201);
    server.send(&open("b").json("{}")).assert_status(201);
    server.send(&open("c").body("")).assert_status(201);
    let named = server.send(&open("d").json(r#"{"balance":1000}"#)).problem(400, "malformed_body");
    assert!(named["detail"].as_str().is_some_and(|detail| detail.contains("`balance`")), "{named}");
    for garbage in ["garbage", "[]", "null", "{", "{} x"] {
        server.send(&open("d").json(garbage)).problem(400, "malformed_body");
    }
    server.send(&open("d").body("garbage")).problem(415, "unsupported_media_type");
    server.get("/v1/wallets/d/GOLD_COINS").problem(404, "wallet_not_found");
}

#[test]
fn a_body_that_cannot_be_read_is_told_of_in_words_that_need_no_library() {
    let server = TestServer::demo();
    for (body, words) in [
        ("", "it is empty; send a JSON object"),
        (r#"{"owner":"user_001""#, "it ends in the middle of an object at line 1"),
        (r#"{"owner":1,"asset":"GOLD_COINS","amount":1}"#, "owner: invalid type: integer `1`, expected a text"),
        ("x", "expected a JSON value at line 1"),
    ] {
        let problem = spend(&server, body).problem(400, "malformed_body");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains(words), "{body}: {detail}");
    }
}

#[test]
fn a_body_must_say_that_it_is_json() {
    let server = TestServer::demo();
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    let request = Request::new("POST", "/v1/spends").key("k").body(body);
    server.send(&request).problem(415, "unsupported_media_type");
    for other in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/problem+json"] {
        server.send(&request.clone().header("Content-Type", other)).problem(415, "unsupported_media_type");
    }
    let packed = request.clone().header("Content-Type", "application/json").header("Content-Encoding", "gzip");
    server.send(&packed).problem(415, "unsupported_media_type");
    server.send(&request.header("Content-Type", "Application/JSON; charset=utf-8")).expect(201);
}

#[test]
fn a_body_is_bounded_whether_or_not_it_tells_its_length() {
    let server = TestServer::demo();
    let padded = |size: usize| {
        let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
        format!("{body}{}", " ".repeat(size - body.len()))
    };
    spend(&server, padded(64 * 1024)).expect(201);
    spend(&server, padded(64 * 1024 + 1)).problem(413, "body_too_large");
    let batch = Request::post("/v1/batches", &format!(r#"{{"commands":[]}}{}"#, " ".repeat(4 * 1024 * 1024)));
    server.send(&batch).problem(413, "body_too_large");

    let mut stream = connect(server.address);
    let head = "POST /v1/spends HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: c\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("the server listens");
    let chunk = format!("{:x}\r\n{}\r\n", 16 * 1024, " ".repeat(16 * 1024));
    // An endless body, sent until the server has had enough: a connection that is never closed never ends the test.
    while stream.write_all(chunk.as_bytes()).is_ok() {}

    let mut stream = connect(server.address);
    stream.write_all(head.as_bytes()).expect("the server listens");
    for _ in 0..5 {
        stream.write_all(chunk.as_bytes()).expect("the server reads as much as may come");
    }
    read_answer(stream).problem(413, "body_too_large");
}

#[test]
fn a_request_that_arrives_too_slowly_is_cut_off() {
    let mut parts = Parts::of(&demo_ledger());
    parts.http.body_timeout = Duration::from_millis(200);
    parts.http.head_timeout = Duration::from_secs(1);
    let server = TestServer::start(parts);

    let request = Request::post("/v1/spends", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#).key("k");
    let mut stream = connect(server.address);
    let started = Instant::now();
    stream.write_all(request.head().as_bytes()).expect("the server listens");
    stream.write_all(b"{").expect("the server listens");
    let answer = read_answer(stream);
    answer.problem(408, "request_timeout");
    assert_eq!(answer.header("connection"), Some("close"));
    assert!(started.elapsed() >= Duration::from_millis(200));

    let mut stream = connect(server.address);
    stream.write_all(b"GET /health HTTP/1.1\r\nHo").expect("the server listens");
    // The head never came, so there is no request that a problem could answer.
    assert_eq!(read_answer(stream).status, 408);
    assert_eq!(balance(&server), 500);
}

#[test]
fn one_connection_carries_many_requests_and_outlives_their_refusals() {
    let server = TestServer::demo();
    let request = |key: &str, amount: u32| {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount}}}"#);
        let head = Request::post("/v1/spends", &body).key(key).head().replace("Connection: close\r\n", "");
        head + &body
    };
    let last = Request::get("/v1/wallets/user_001/GOLD_COINS").head();
    let mut stream = connect(server.address);
    let all = request("a", 1) + &request("b", 0) + &request("c", 999) + &request("d", 2) + &last;
    stream.write_all(all.as_bytes()).expect("the server listens");
    let mut answers = String::new();
    stream.read_to_string(&mut answers).expect("the server closes after the last one");
    let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["201", "400", "402", "201", "200"]);
    assert!(answers.contains(r#""balance":497"#), "{answers}");
}

#[test]
fn a_parameter_that_a_route_does_not_know_is_refused() {
    let server = TestServer::demo();
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    server.post("/v1/spends?dryrun=true", "k", body).problem(400, "malformed_query");
    for target in
        ["/v1/wallets/user_001?limit=1", "/v1/assets?page=2", "/v1/audit?x", "/v1/wallets/user_001/GOLD_COINS?at=1"]
    {
        server.get(target).problem(400, "malformed_query");
    }
    assert_eq!(balance(&server), 500);
}
