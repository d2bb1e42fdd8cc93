//! Searches across players: transactions within a time, the newest first, and wallets by owner.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::testing::SetClock;

use crate::server::{Parts, TestServer, demo_ledger_at};
use crate::sqlite::sqlite;
use harness::http::Request;

const NOW: i64 = 1_700_000_000_000_000;
const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A server on which two players did this and that, a minute apart, the first of it 40 days before the rest.
pub(crate) fn with_a_past() -> TestServer {
    let clock = Arc::new(SetClock::at(NOW - 40 * DAY));
    let mut parts = Parts::of(&demo_ledger_at(clock.clone()));
    parts.clock = clock.clone();
    let server = TestServer::start(parts);
    server.send(&Request::new("PUT", "/v1/wallets/user_002/GOLD_COINS"));
    let commands = [
        ("/v1/top-ups", "old", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":9,"payment_ref":"pay_1"}"#, 201),
        (
            "/v1/bonuses",
            "given",
            r#"{"owner":"user_002","asset":"GOLD_COINS","amount":70,"reason":"pay_1","metadata":{"level":"4"}}"#,
            201,
        ),
        ("/v1/mints", "gems", r#"{"asset":"DIAMONDS","amount":30}"#, 201),
        (
            "/v1/spends",
            "spent",
            r#"{"owner":"user_001","asset":"GOLD_COINS","amount":20,"metadata":{"level":4,"shop.of=[hats]":true}}"#,
            201,
        ),
        (
            "/v1/spends",
            "refused",
            r#"{"owner":"user_002","asset":"GOLD_COINS","amount":5000,"metadata":{"level":40,"shop.of=[hats]":true}}"#,
            402,
        ),
    ];
    for (number, (route, key, body, status)) in (0..).zip(commands) {
        clock.set(if number == 0 { NOW - 40 * DAY } else { NOW + number * MINUTE });
        let request = Request::post(route, body).key(key).header("Wallet-On-Behalf-Of", &format!("{key}@support"));
        server.send(&request).expect(status);
    }
    server
}

pub(crate) fn keys(page: &Value) -> Vec<&str> {
    page["data"].as_array().expect("a list").iter().filter_map(|it| it["idempotency_key"].as_str()).collect()
}

#[test]
fn transactions_are_found_by_every_condition() {
    let server = with_a_past();
    for (query, expected) in [
        ("", vec!["refused", "spent", "gems", "given"]),
        ("limit=2", vec!["refused", "spent"]),
        ("flow=spend", vec!["refused", "spent"]),
        ("status=rejected", vec!["refused"]),
        ("status=posted&flow=spend", vec!["spent"]),
        ("asset=DIAMONDS", vec!["gems"]),
        ("owner=user_002", vec!["refused", "given"]),
        ("min_amount=20&max_amount=30", vec!["spent", "gems"]),
        ("reference=pay_1", vec!["given"]),
        ("metadata.level=4", vec!["spent"]),
        ("metadata.level=%224%22", vec!["given"]),
        ("metadata=level=4", vec!["spent"]),
        ("metadata=level%3D%224%22&metadata=none%3Dof+these", vec![]),
        ("metadata=level%3D%224%22", vec!["given"]),
        ("metadata%2Elevel=40&owner=user_002", vec!["refused"]),
        ("metadata.shop.of%3D%5Bhats%5D=true&metadata.level=40", vec!["refused"]),
        ("metadata[shop.of%3D%5Bhats%5D]=true", vec!["refused", "spent"]),
        ("metadata.level=nothing", vec![]),
        ("actor=gems%40support", vec!["gems"]),
        ("from=2023-11-14T22:15:20Z&to=2023-11-14T22:17:20Z", vec!["spent", "gems"]),
    ] {
        let page = server.get(&format!("/v1/transactions?{query}")).expect(200);
        assert_eq!(keys(&page), expected, "{query}");
    }
    let refused = &server.get("/v1/transactions?status=rejected").expect(200)["data"][0];
    assert_eq!(refused["problem"]["code"], "insufficient_funds");
}

/// What a player received and what was taken back of it are in the player's history, page by page.
/// The last 31 days if nobody says, which the answer tells; a year at most.
#[test]
fn the_time_that_is_searched_is_said() {
    let server = with_a_past();
    let page = server.get("/v1/transactions?limit=3").expect(200);
    assert_eq!(
        (&page["from"], &page["to"]),
        (&json!("2023-10-14T22:17:20.000001Z"), &json!("2023-11-14T22:17:20.000001Z"))
    );
    assert_eq!(page["searched_to"], "2023-11-14T22:15:20.000000Z", "down to the last one that is shown");
    let next = page["next_cursor"].as_str().expect("there is more");
    let last = server.get(&format!("/v1/transactions?limit=3&cursor={next}")).expect(200);
    assert_eq!(keys(&last), ["given"]);
    assert_eq!((&last["from"], &last["to"]), (&page["from"], &page["to"]), "the cursor brings them along");
    assert_eq!((&last["searched_to"], &last["next_cursor"]), (&page["from"], &Value::Null));
    let whole = server.get("/v1/transactions?from=2023-01-01&to=2024-01-01&owner=user_001").expect(200);
    assert_eq!(keys(&whole).len(), 3, "the old ones, too: {whole}");
    server.get("/v1/transactions?from=2023-01-01&to=2024-01-03").problem(400, "malformed_query");
    server.get(&format!("/v1/transactions?from=2023-01-01&cursor={next}")).problem(400, "invalid_cursor");
}

#[test]
fn what_credited_a_payment_is_found_whenever_it_was() {
    let server = with_a_past();
    let page = server.get("/v1/transactions?payment_ref=pay_1").expect(200);
    assert_eq!((keys(&page), &page["from"]), (vec!["old"], &json!("1970-01-01T00:00:00.000000Z")));
    for none in ["payment_ref=pay_1&owner=user_002", "payment_ref=pay_2", "payment_ref=pay_1&from=2023-11-01"] {
        assert_eq!(keys(&server.get(&format!("/v1/transactions?{none}")).expect(200)), [""; 0], "{none}");
    }
}

#[test]
fn bad_conditions_on_transactions_are_refused() {
    let server = with_a_past();
    let eleven: Vec<String> = (0..11).map(|number| format!("metadata.m{number}=1")).collect();
    for (query, code) in [
        ("nope=1", "malformed_query"),
        ("metadata=a", "malformed_query"),
        ("metadata=%3D1", "malformed_query"),
        ("owner=user_001&owner=user_002", "malformed_query"),
        ("status=open", "malformed_query"),
        ("from=yesterday", "malformed_query"),
        ("from=2023-11-16&to=2023-11-15", "malformed_query"),
        ("from=2023-11-16&to=2023-11-16", "malformed_query"),
        ("min_amount=3&max_amount=2", "malformed_query"),
        ("metadata.a=%ff", "malformed_query"),
        ("metadata=a%3D%C3", "malformed_query"),
        ("metadata.%ff=a", "malformed_query"),
        ("reference=%ff", "malformed_query"),
        ("nope%ff=1", "malformed_query"),
        ("actor=", "malformed_query"),
        ("idempotency_key=old", "malformed_query"),
        ("owner=user_001&idempotency_key=old&flow=spend", "malformed_query"),
        ("owner=user_001&idempotency_key=old&metadata.a=1", "malformed_query"),
        ("owner=", "invalid_owner"),
        ("flow=steal", "invalid_flow"),
        ("asset=gold", "invalid_asset"),
        ("min_amount=0", "invalid_amount"),
        ("max_amount=-1", "invalid_amount"),
        ("reference=", "invalid_reference"),
        ("payment_ref=%07", "invalid_reference"),
        ("metadata.=1", "invalid_metadata"),
        ("metadata.%0A=1", "invalid_metadata"),
        ("metadata.a=%15", "invalid_metadata"),
        ("metadata.a=1&metadata[a]=2", "invalid_metadata"),
        ("metadata.a=1&metadata=a%3D2", "invalid_metadata"),
        (&eleven.join("&"), "invalid_metadata"),
        ("limit=0", "invalid_limit"),
        ("limit=201", "invalid_limit"),
        ("cursor=AAAA", "invalid_cursor"),
        ("cursor=%C3%A4", "invalid_cursor"),
    ] {
        server.get(&format!("/v1/transactions?{query}")).problem(400, code);
    }
    let page = server.get("/v1/transactions?flow=spend&limit=1").expect(200);
    let next = page["next_cursor"].as_str().expect("there is more");
    for other in ["flow=bonus", "flow=spend&metadata.level=4", ""] {
        server
            .get(&format!("/v1/transactions?{other}&cursor={next}").replace("?&", "?"))
            .problem(400, "invalid_cursor");
    }
    server.get(&format!("/v1/wallets?cursor={next}")).problem(400, "invalid_cursor");
}

#[test]
fn what_an_actor_asked_for_is_found_page_by_page_within_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = sqlite(&folder.path().join("wallet.db"));
    let spend = |key: &str, person: &str| {
        let request = Request::post("/v1/spends", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#).key(key);
        server.send(&request.header("Wallet-On-Behalf-Of", person)).expect(201)["id"].clone()
    };
    let made: Vec<Value> =
        (0..7).map(|number| spend(&format!("k{number}"), if number % 2 == 0 { "ada" } else { "bob" })).collect();
    // All of one time, so in the order of their ids.
    let mut of_ada: Vec<&Value> = made.iter().step_by(2).collect();
    of_ada.sort_unstable_by_key(|id| std::cmp::Reverse(id.as_str()));
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = server.get(&format!("/v1/transactions?actor=ada&limit=3{cursor}")).expect(200);
        found.extend(page["data"].as_array().expect("a list").iter().map(|it| it["id"].clone()));
        assert!(page["from"].is_string() && page["to"].is_string(), "{page}");
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found.iter().collect::<Vec<_>>(), of_ada);
    let all = server.get("/v1/transactions?actor=anyone").expect(200);
    assert_eq!(all["data"].as_array().expect("a list").len(), 7);
    for span in ["from=2023-11-15T00:00:00Z&to=2023-11-16T00:00:00Z", "to=2023-11-14T22:13:20Z"] {
        let none = server.get(&format!("/v1/transactions?actor=ada&{span}")).expect(200);
        assert_eq!((&none["data"], &none["next_cursor"]), (&json!([]), &Value::Null), "{span}");
    }
    let first = server.get("/v1/transactions?actor=ada&limit=1").expect(200);
    let next = first["next_cursor"].as_str().expect("there is more");
    server.get(&format!("/v1/transactions?actor=bob&cursor={next}")).problem(400, "invalid_cursor");
    server.get("/v1/transactions?actor=ada&cursor=AAAA").problem(400, "invalid_cursor");
}

fn names(page: &Value) -> Vec<String> {
    let name = |it: &Value| format!("{} {}", it["owner"].as_str().unwrap_or(""), it["asset"].as_str().unwrap_or(""));
    page["data"].as_array().expect("a list").iter().map(name).collect()
}

#[test]
fn wallets_are_found_by_every_condition() {
    let server = with_a_past();
    server.send(&Request::post("/v1/wallets/user_002/GOLD_COINS/freeze", r#"{"block":"debits"}"#)).expect(200);
    for (query, expected) in [
        ("prefix=user_&asset=GOLD_COINS", vec!["user_001 GOLD_COINS", "user_002 GOLD_COINS"]),
        ("prefix=user_&asset=GOLD_COINS&limit=1", vec!["user_001 GOLD_COINS"]),
        ("asset=GOLD_COINS&min_balance=70&max_balance=70", vec!["user_002 GOLD_COINS"]),
        ("max_balance=-1&asset=DIAMONDS", vec!["system:issuance DIAMONDS"]),
        ("status=debits_frozen", vec!["user_002 GOLD_COINS"]),
        ("in_debt=true", vec![]),
        ("in_debt=false&prefix=user_002&asset=GOLD_COINS", vec!["user_002 GOLD_COINS"]),
        ("prefix=nobody", vec![]),
    ] {
        let page = server.get(&format!("/v1/wallets?{query}")).expect(200);
        assert_eq!(names(&page), expected, "{query}");
    }
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = server.get(&format!("/v1/wallets?limit=3{cursor}")).expect(200);
        all.extend(names(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(names(&server.get("/v1/wallets?limit=200").expect(200)), all);
    assert!(all.len() > 6 && all.is_sorted(), "{all:?}");
    let found = &server.get("/v1/wallets?prefix=user_001&asset=GOLD_COINS").expect(200)["data"][0];
    assert_eq!(*found, server.get("/v1/wallets/user_001/GOLD_COINS").expect(200));
}

#[test]
fn bad_conditions_on_wallets_are_refused() {
    let server = TestServer::demo();
    for (query, code) in [
        ("nope=1", "malformed_query"),
        ("status=gone", "malformed_query"),
        ("in_debt=yes", "malformed_query"),
        ("min_balance=3&max_balance=2", "malformed_query"),
        ("prefix=", "invalid_owner"),
        ("prefix=a%20b", "invalid_owner"),
        ("asset=gold", "invalid_asset"),
        ("min_balance=1.5", "invalid_amount"),
        ("max_balance=%2B1", "invalid_amount"),
        ("min_balance=9007199254740992", "invalid_amount"),
        ("limit=x", "invalid_limit"),
        ("cursor=AAAA", "invalid_cursor"),
    ] {
        server.get(&format!("/v1/wallets?{query}")).problem(400, code);
    }
    let page = server.get("/v1/wallets?limit=1").expect(200);
    let next = page["next_cursor"].as_str().expect("there is more");
    server.get(&format!("/v1/wallets?limit=1&in_debt=false&cursor={next}")).problem(400, "invalid_cursor");
}

#[test]
fn a_cursor_of_another_ledger_is_refused_by_every_listing() {
    let (own, other) = (with_a_past(), TestServer::demo());
    for server in [&own, &other] {
        for (path, key) in
            [("/v1/wallets/user_001/DIAMONDS/freeze", "f"), ("/v1/wallets/user_001/DIAMONDS/unfreeze", "u")]
        {
            server.post(path, key, "{}").expect(200);
        }
        for key in ["h1", "h2"] {
            let hold = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"expires_in_s":60}"#;
            server.post("/v1/holds", key, hold).expect(201);
        }
    }
    let wallet = "/v1/wallets/user_001/GOLD_COINS";
    for target in [
        "/v1/transactions?limit=1".to_owned(),
        "/v1/wallets?limit=1".to_owned(),
        "/v1/changes?limit=1".to_owned(),
        format!("{wallet}/entries?limit=1"),
        format!("{wallet}/entries?limit=1&order=asc"),
        format!("{wallet}/holds?limit=1"),
    ] {
        let page = own.get(&target).expect(200);
        let next = format!("{target}&cursor={}", page["next_cursor"].as_str().expect("there is more"));
        own.get(&next).expect(200);
        let problem = other.get(&next).problem(400, "invalid_cursor");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("another ledger")), "{problem}");
    }
}
