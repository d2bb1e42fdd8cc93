//! The past of a wallet over HTTP: filters, cursors, balances at a moment, statements, many owners at once.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::testing::SetClock;

use crate::server::{Parts, TestServer, demo_ledger_at};
use harness::http::Request;

const NOW: i64 = 1_700_000_000_000_000;
const MINUTE: i64 = 60_000_000;

/// A server on which user_001 topped up 10, 20, ... 50 and spent 1, 2, ... 5, a minute apart: at 22:13:20 the grant of 500, at
/// 22:14:20 the first top-up, at 22:15:20 the first spend, and so on.
fn with_a_past() -> TestServer {
    let clock = Arc::new(SetClock::at(NOW));
    let mut parts = Parts::of(&demo_ledger_at(clock.clone()));
    parts.clock = clock.clone();
    let server = TestServer::start(parts);
    for number in 1..=5_i64 {
        clock.set(NOW + (2 * number - 1) * MINUTE);
        let paid = format!(
            r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{},"payment_ref":"pay_{number}","description":"=top, \"up\"",
                "metadata":{{"shop":"{}","level":{number}}}}}"#,
            10 * number,
            if number < 3 { "web" } else { "app" },
        );
        server.post("/v1/top-ups", &format!("t{number}"), &paid).expect(201);
        clock.set(NOW + 2 * number * MINUTE);
        let spent = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{number}}}"#);
        server.post("/v1/spends", &format!("s{number}"), &spent).expect(201);
    }
    server
}

const ENTRIES: &str = "/v1/wallets/user_001/GOLD_COINS/entries";

fn amounts(page: &Value) -> Vec<i64> {
    page["data"].as_array().expect("a list").iter().filter_map(|entry| entry["amount"].as_i64()).collect()
}

#[test]
fn entries_are_filtered_by_what_is_asked_for() {
    let server = with_a_past();
    for (query, expected) in [
        ("flow=spend", vec![-5, -4, -3, -2, -1]),
        ("flow=top_up&order=asc", vec![10, 20, 30, 40, 50]),
        ("from=2023-11-14T22:18:20Z&to=2023-11-14T22:20:20Z", vec![-3, 30]),
        ("to=2023-11-14T22:15:20Z", vec![10, 500]),
        ("from=2023-11-14T22:23:20Z", vec![-5]),
        ("min_amount=3&max_amount=10&order=asc", vec![10, -3, -4, -5]),
        ("reference=pay_4", vec![40]),
        ("metadata=shop%3Dweb", vec![20, 10]),
        ("metadata=level%3D5&flow=top_up", vec![50]),
        ("metadata=level%3D%225%22", vec![]),
        ("metadata=shop%3D%22web%22", vec![20, 10]),
        ("metadata=shop%3Dnone", vec![]),
        ("order=asc&limit=3", vec![500, 10, -1]),
    ] {
        let page = server.get(&format!("{ENTRIES}?{query}")).expect(200);
        assert_eq!(amounts(&page), expected, "{query}");
    }
    let line = &server.get(&format!("{ENTRIES}?reference=pay_4")).expect(200)["data"][0];
    assert_eq!(line["metadata"], json!({"shop": "app", "level": 4}));
}

#[test]
fn dates_are_their_first_moments_and_a_span_runs_forward() {
    let server = with_a_past();
    let wallet = "/v1/wallets/user_001/GOLD_COINS";
    for (one, other) in [
        (
            format!("{ENTRIES}?from=2023-11-14&to=2023-11-15"),
            format!("{ENTRIES}?from=2023-11-14T00:00:00Z&to=2023-11-15T00:00:00Z"),
        ),
        (format!("{wallet}/balance?at=2023-11-15"), format!("{wallet}/balance?at=2023-11-15T00:00:00Z")),
        (format!("{wallet}/statement?from=2023-11-01"), format!("{wallet}/statement?from=2023-11-01T00:00:00Z")),
    ] {
        let (one, other) = (server.get(&one), server.get(&other));
        assert_eq!((one.status, one.text()), (200, other.text()));
    }
    assert_eq!(amounts(&server.get(&format!("{ENTRIES}?to=2023-11-14")).expect(200)), [] as [i64; 0]);
    for route in ["entries", "statement"] {
        let span = |from: &str, to: &str| server.get(&format!("{wallet}/{route}?from={from}&to={to}"));
        span("2023-11-14T22:00:00Z", "2023-11-14T22:00:00Z").assert_status(200);
        let problem = span("2023-11-15", "2023-11-14").problem(400, "malformed_query");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("`from` is after `to`")), "{problem}");
        span("2023-11-31", "2023-12-01").problem(400, "malformed_query");
        span("2023-11-14T22:00:00", "2023-12-01").problem(400, "malformed_query");
    }
}

#[test]
fn a_cursor_is_good_for_its_own_wallet_filters_and_order_alone() {
    let server = with_a_past();
    let mut seen = Vec::new();
    let mut target = format!("{ENTRIES}?flow=spend&limit=2");
    loop {
        let page = server.get(&target).expect(200);
        seen.extend(amounts(&page));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        target = format!("{ENTRIES}?flow=spend&limit=2&cursor={cursor}");
    }
    assert_eq!(seen, [-5, -4, -3, -2, -1]);
    let page = server.get(&format!("{ENTRIES}?flow=spend&limit=2")).expect(200);
    let cursor = page["next_cursor"].as_str().expect("there is more");
    for other in ["flow=top_up", "flow=spend&order=asc", "flow=spend&min_amount=1", "limit=2"] {
        server.get(&format!("{ENTRIES}?{other}&cursor={cursor}")).problem(400, "invalid_cursor");
    }
    let plain = server.get(&format!("{ENTRIES}?limit=2")).expect(200);
    let plain = plain["next_cursor"].as_str().expect("there is more");
    server.get(&format!("{ENTRIES}?flow=spend&cursor={plain}")).problem(400, "invalid_cursor");
    for (query, cursor) in [("flow=spend", cursor), ("limit=2", plain)] {
        for other in ["user_002/GOLD_COINS", "user_001/DIAMONDS", "system:treasury/GOLD_COINS"] {
            let answer = server.get(&format!("/v1/wallets/{other}/entries?{query}&cursor={cursor}"));
            let problem = answer.problem(400, "invalid_cursor");
            assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("another wallet")), "{problem}");
        }
    }
}

#[test]
fn what_is_no_filter_is_refused_by_name() {
    let server = with_a_past();
    for (query, code) in [
        ("flow=theft", "invalid_flow"),
        ("from=yesterday", "malformed_query"),
        ("to=10000-01-01T00:00:00Z", "malformed_query"),
        ("min_amount=0", "invalid_amount"),
        ("max_amount=1.5", "invalid_amount"),
        ("min_amount=3&max_amount=2", "malformed_query"),
        ("reference=%ff", "malformed_query"),
        ("reference=", "invalid_reference"),
        ("metadata=shop", "malformed_query"),
        ("order=up", "malformed_query"),
        ("colour=red", "malformed_query"),
    ] {
        server.get(&format!("{ENTRIES}?{query}")).problem(400, code);
    }
    server.get("/v1/wallets/nobody/GOLD_COINS/entries?flow=spend").problem(404, "wallet_not_found");
    assert_eq!(
        amounts(&server.get("/v1/wallets/system:revenue/GOLD_COINS/entries?order=asc").expect(200)),
        [1, 2, 3, 4, 5]
    );
    assert_eq!(amounts(&server.get("/v1/wallets/system:revenue/GOLD_COINS/entries?min_amount=4").expect(200)), [5, 4]);
}

#[test]
fn a_balance_is_told_as_it_was_at_any_moment() {
    let server = with_a_past();
    let at = |moment: &str| server.get(&format!("/v1/wallets/user_001/GOLD_COINS/balance?at={moment}")).expect(200);
    for (moment, balance, sequence) in [
        ("2023-11-14T22:13:19.999999Z", 0, 0),
        ("2023-11-14T22:13:20Z", 500, 1),
        ("2023-11-14T22:14:20Z", 510, 2),
        ("2023-11-14T22:15:19.999999Z", 510, 2),
        ("2023-11-14T22:15:20Z", 509, 3),
        ("2023-11-14T23:15:20%2B01:00", 509, 3),
        ("2099-01-01T00:00:00Z", 635, 11),
    ] {
        let told = at(moment);
        assert_eq!((&told["balance"], &told["sequence"]), (&json!(balance), &json!(sequence)), "{moment}");
    }
    server.get("/v1/wallets/user_001/GOLD_COINS/balance").problem(400, "malformed_query");
    server.get("/v1/wallets/user_001/GOLD_COINS/balance?at=now").problem(400, "malformed_query");
    server.get("/v1/wallets/nobody/GOLD_COINS/balance?at=2023-11-14T22:13:20Z").problem(404, "wallet_not_found");
    let revenue = server.get("/v1/wallets/system:revenue/GOLD_COINS/balance?at=2023-11-14T22:17:20Z").expect(200);
    // Of a wallet of several stripes nobody can say how many entries it had.
    assert_eq!((&revenue["balance"], revenue.get("sequence")), (&json!(3), None));
    let revenue = server.get("/v1/wallets/system:revenue/GOLD_COINS").expect(200);
    assert_eq!((revenue["balance"].is_i64(), revenue.get("sequence")), (true, None));
}

#[test]
fn a_statement_opens_lists_and_closes_as_json_and_as_csv() {
    let server = with_a_past();
    let target = "/v1/wallets/user_001/GOLD_COINS/statement";
    let whole = server.get(target).expect(200);
    assert_eq!(
        (&whole["opening_balance"], &whole["closing_balance"], &whole["from"]),
        (&json!(0), &json!(635), &Value::Null)
    );
    let entries = whole["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 11);
    let last = entries.iter().try_fold(0, |balance, entry| {
        let after = balance + entry["amount"].as_i64()?;
        (entry["balance_after"] == after).then_some(after)
    });
    assert_eq!(last, Some(635), "each follows from the one before");

    let span = "from=2023-11-14T22:18:20Z&to=2023-11-14T22:20:20Z";
    let part = server.get(&format!("{target}?{span}")).expect(200);
    assert_eq!((&part["opening_balance"], &part["closing_balance"]), (&json!(527), &json!(554)));
    assert_eq!(part["entries"].as_array().map(Vec::len), Some(2));
    let none = server.get(&format!("{target}?from=2024-01-01T00:00:00Z&to=2024-02-01T00:00:00Z")).expect(200);
    assert_eq!(
        (&none["opening_balance"], &none["closing_balance"], &none["entries"]),
        (&json!(635), &json!(635), &json!([]))
    );

    let csv = server.get(&format!("{target}?{span}&format=csv"));
    csv.assert_status(200);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let lines: Vec<&str> = csv.text().split("\r\n").collect();
    assert_eq!(
        lines[0],
        "sequence,created_at,flow,amount,balance_after,counterparty,transaction_id,reference,description"
    );
    assert_eq!(lines[1], ",2023-11-14T22:18:20.000000Z,opening,,527,,,,");
    assert!(lines[2].starts_with("6,2023-11-14T22:18:20.000000Z,top_up,30,557,system:treasury,"), "{}", lines[2]);
    assert!(lines[2].ends_with(",pay_3,\"'=top, \"\"up\"\"\""), "no formula, and quoted: {}", lines[2]);
    assert_eq!((lines.len(), lines[4], lines[5]), (6, ",2023-11-14T22:20:20.000000Z,closing,,554,,,,", ""));
    let whole = server.get(&format!("{target}?format=csv"));
    assert!(whole.text().contains("\r\n,,opening,,0,,,,\r\n") && whole.text().ends_with("\r\n,,closing,,635,,,,\r\n"));
    let accepted = server.send(&Request::get(&format!("{target}?{span}")).header("Accept", "text/csv"));
    assert_eq!(accepted.text(), csv.text());
    let refused = server.send(&Request::get(&format!("{target}?{span}")).header("Accept", "text/csv;q=0, */*"));
    assert_eq!(refused.expect(200), part);

    server.get(&format!("{target}?format=pdf")).problem(400, "malformed_query");
    server.get("/v1/wallets/nobody/GOLD_COINS/statement").problem(404, "wallet_not_found");
    let revenue = server.get("/v1/wallets/system:revenue/GOLD_COINS/statement?from=2023-11-14T22:18:00Z").expect(200);
    assert_eq!((&revenue["opening_balance"], &revenue["closing_balance"]), (&json!(3), &json!(15)));
}

#[test]
fn a_statement_of_thousands_comes_in_parts_and_whole() {
    let server = TestServer::demo();
    let commands: Vec<String> = (0..1_600)
        .map(|n| {
            format!(
                r#"{{"flow":"bonus","idempotency_key":"b{n}","owner":"user_002","asset":"GOLD_COINS","amount":{}}}"#,
                1
            )
        })
        .collect();
    let mint = Request::post("/v1/mints", r#"{"asset":"GOLD_COINS","amount":10000}"#).key("more");
    server.send(&mint).expect(201);
    server.send(&Request::post("/v1/batches", &format!(r#"{{"commands":[{}]}}"#, commands.join(",")))).expect(200);
    let whole = server.get("/v1/wallets/user_002/GOLD_COINS/statement").expect(200);
    let sequences: Vec<_> =
        whole["entries"].as_array().expect("entries").iter().map(|e| e["sequence"].as_i64()).collect();
    assert_eq!(sequences, (1..=1_600).map(Some).collect::<Vec<_>>());
    assert_eq!(whole["closing_balance"], 1_600);
    let csv = server.get("/v1/wallets/user_002/GOLD_COINS/statement?format=csv");
    assert_eq!(csv.text().lines().count(), 1_603);
}

#[test]
fn many_owners_are_asked_for_at_once() {
    let server = TestServer::demo();
    let ask = |body: &str| server.send(&Request::post("/v1/wallets/query", body));
    let told = ask(r#"{"owners":["user_002","nobody","user_001","user_002"]}"#).expect(200);
    let owners: Vec<_> = told["data"].as_array().expect("a list").iter().map(|it| &it["owner"]).collect();
    assert_eq!(owners, ["user_002", "nobody", "user_001"], "in their order, each once");
    assert_eq!(told["data"][1]["wallets"], json!([]));
    assert_eq!(told["data"][2]["wallets"], server.get("/v1/wallets/user_001").expect(200)["wallets"]);
    ask(r#"{"owners":[]}"#).problem(400, "malformed_body");
    ask(r#"{"owners":["a b"]}"#).problem(400, "invalid_owner");
    let many: Vec<String> = (0..1_001).map(|n| format!("\"u{n}\"")).collect();
    ask(&format!(r#"{{"owners":[{}]}}"#, many.join(","))).problem(400, "too_many_wallets");
    assert_eq!(
        ask(&format!(r#"{{"owners":[{}]}}"#, many[1..].join(","))).expect(200)["data"].as_array().map(Vec::len),
        Some(1000)
    );
    // A player may be called so.
    assert_eq!(server.get("/v1/wallets/query").expect(200), json!({"owner": "query", "wallets": []}));
}
