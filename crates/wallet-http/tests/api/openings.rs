//! Many wallets opened in one request.

use serde_json::{Value, json};

use crate::server::TestServer;
use harness::http::Request;

fn open(wallets: &[(&str, &str)]) -> Request {
    let wallets: Vec<Value> = wallets.iter().map(|(owner, asset)| json!({"owner": owner, "asset": asset})).collect();
    Request::post("/v1/wallets", &json!({"wallets": wallets}).to_string())
}

/// What was answered, a line a wallet.
fn told(answer: &Value) -> Vec<String> {
    let results = answer["results"].as_array().expect("results").iter();
    let lines = results.map(|result| {
        let (status, wallet, problem) = (&result["status"], &result["wallet"], &result["problem"]);
        let Some(code) = problem["code"].as_str() else {
            assert_eq!(wallet["status"], "open", "{result}");
            return format!("{status} {} {}", wallet["owner"].as_str().expect("an owner"), wallet["balance"]);
        };
        assert!(wallet.is_null() && problem["status"] == *status && problem["retry_with"].is_null(), "{result}");
        format!("{status} {code}")
    });
    lines.collect()
}

#[test]
fn each_wallet_is_answered_in_order_and_one_that_cannot_be_opened_spoils_itself_alone() {
    let server = TestServer::demo();
    let request = open(&[
        ("user_009", "GOLD_COINS"),
        ("user_001", "GOLD_COINS"),
        ("user_009", "NOPE"),
        ("a b", "GOLD_COINS"),
        ("system:treasury", "GOLD_COINS"),
        ("user_009", "gold"),
        ("user_008", "DIAMONDS"),
        ("user_009", "GOLD_COINS"),
    ]);
    let mut expected = [
        "201 user_009 0",
        "200 user_001 500",
        "404 asset_not_found",
        "400 invalid_owner",
        "400 invalid_owner",
        "400 invalid_asset",
        "201 user_008 0",
        "200 user_009 0",
    ];
    assert_eq!(told(&server.send(&request).expect(200)), expected);
    (expected[0], expected[6]) = ("200 user_009 0", "200 user_008 0");
    assert_eq!(told(&server.send(&request).expect(200)), expected, "a repeat opens nothing");
    let only_bad = server.send(&open(&[("", "GOLD_COINS")])).expect(200);
    assert_eq!(told(&only_bad), ["400 invalid_owner"]);
}

#[test]
fn a_wallet_of_many_is_the_same_as_one_opened_alone() {
    let server = TestServer::demo();
    let many = server.send(&open(&[("user_009", "GOLD_COINS"), ("user_010", "NOPE")]));
    let alone = server.send(&Request::new("PUT", "/v1/wallets/user_009/GOLD_COINS"));
    let missing = server.send(&Request::new("PUT", "/v1/wallets/user_010/NOPE"));
    alone.assert_status(200);
    assert_eq!(
        many.text(),
        format!(
            r#"{{"results":[{{"status":201,"wallet":{}}},{{"status":404,"problem":{}}}]}}"#,
            alone.text(),
            missing.text()
        )
    );
}

#[test]
fn a_request_opens_1_to_10_000_wallets() {
    let server = TestServer::demo();
    let many = |count: usize| {
        let players: Vec<String> = (0..count).map(|number| format!("player_{number}")).collect();
        let wallets: Vec<(&str, &str)> = players.iter().map(|player| (player.as_str(), "GOLD_COINS")).collect();
        server.send(&open(&wallets))
    };
    many(0).problem(400, "malformed_body");
    many(10_001).problem(400, "too_many_wallets");
    server.get("/v1/wallets/player_0/GOLD_COINS").problem(404, "wallet_not_found");
    let answer = many(10_000).expect(200);
    let results = answer["results"].as_array().expect("results");
    assert_eq!(results.iter().filter(|result| result["status"] == 201).count(), 10_000);
    server.get("/v1/wallets/player_9999/GOLD_COINS").expect(200);
}

#[test]
fn a_body_that_cannot_be_read_names_the_wallet_and_opens_none() {
    let server = TestServer::demo();
    for (bad, named) in [
        (r#"{"owner":"user_009","asset":"GOLD_COINS","amount":1}"#, "amount"),
        (r#"{"owner":9,"asset":"GOLD_COINS"}"#, "owner"),
        (r#"{"owner":"user_009"}"#, "asset"),
    ] {
        let body = format!(r#"{{"wallets":[{{"owner":"user_009","asset":"GOLD_COINS"}},{bad}]}}"#);
        let problem = server.send(&Request::post("/v1/wallets", &body)).problem(400, "malformed_body");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains("wallets[1]") && detail.contains(named), "{detail}");
    }
    let padded = format!(r#"{{"wallets":[]}}{}"#, " ".repeat(4 * 1024 * 1024));
    server.send(&Request::post("/v1/wallets", &padded)).problem(413, "body_too_large");
    server.get("/v1/wallets/user_009/GOLD_COINS").problem(404, "wallet_not_found");
}
