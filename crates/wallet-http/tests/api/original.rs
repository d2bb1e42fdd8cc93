//! The original service's routes, as its clients find them.

use serde_json::json;

use crate::server::TestServer;
use harness::http::{Request, Response};

fn post(server: &TestServer, target: &str, key: &str, json: &str) -> Response {
    server.send(&Request::post(target, json).header("X-Idempotency-Key", key))
}

#[test]
fn the_three_flows_answer_the_transaction_and_the_new_balance() {
    let server = TestServer::demo();
    for (target, body, balance) in [
        ("/wallet/topup", r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":100,"paymentRef":"pay_1"}"#, 600),
        ("/wallet/bonus", r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":50,"reason":"referral"}"#, 650),
        ("/wallet/spend", r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":30,"description":"sword"}"#, 620),
    ] {
        let answer = post(&server, target, target.trim_start_matches('/'), body);
        let told = answer.expect(200);
        assert_eq!(told, json!({"transactionId": told["transactionId"], "newBalance": balance}), "{target}");
        let id = told["transactionId"].as_str().expect("an id");
        assert_eq!(server.get(&format!("/v1/transactions/{id}")).expect(200)["balance"], balance);

        let again = post(&server, target, target.trim_start_matches('/'), body);
        assert_eq!((again.status, again.text(), again.is_replay()), (200, answer.text(), true));
    }
    let entries = server.get("/v1/wallets/user_001/GOLD_COINS/entries?limit=3").expect(200);
    let texts: Vec<_> =
        (0..3).map(|line| (&entries["data"][line]["reference"], &entries["data"][line]["description"])).collect();
    let none = &json!(null);
    assert_eq!(texts, [(none, &json!("sword")), (&json!("referral"), none), (&json!("pay_1"), none)]);
}

#[test]
fn balances_are_listed_and_one_is_found_by_its_asset() {
    let server = TestServer::demo();
    assert_eq!(
        server.get("/wallet/balance/user_001").expect(200),
        json!({"userId": "user_001", "balances": [{"assetCode": "DIAMONDS", "balance": 0}, {"assetCode": "GOLD_COINS", "balance": 500}]})
    );
    assert_eq!(
        server.get("/wallet/balance/user_001?asset=GOLD_COINS").expect(200),
        json!({"userId": "user_001", "assetCode": "GOLD_COINS", "balance": 500})
    );
    assert_eq!(server.get("/wallet/balance/nobody").expect(200), json!({"userId": "nobody", "balances": []}));
    server.get("/wallet/balance/nobody?asset=GOLD_COINS").problem(404, "wallet_not_found");
    server.get("/wallet/balance/user_001?asset=gold").problem(400, "invalid_asset");
    server.get("/wallet/balance/user_001?assets=GOLD_COINS").problem(400, "malformed_query");
}

#[test]
fn every_refusal_has_the_originals_status_and_a_text_under_error() {
    let server = TestServer::demo();
    let spend = r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":501}"#;
    post(&server, "/wallet/spend", "a", spend).problem(402, "insufficient_funds");
    let stranger = r#"{"userId":"nobody","assetCode":"GOLD_COINS","amount":1}"#;
    post(&server, "/wallet/spend", "b", stranger).problem(404, "wallet_not_found");
    server.send(&Request::post("/wallet/spend", spend)).problem(400, "missing_idempotency_key");
    post(&server, "/wallet/spend", "", spend).problem(400, "invalid_idempotency_key");
    post(&server, "/wallet/spend", &"k".repeat(256), spend).problem(400, "invalid_idempotency_key");
    for (body, code) in [
        (r#"{"userId":"","assetCode":"GOLD_COINS","amount":1}"#, "invalid_owner"),
        (r#"{"assetCode":"GOLD_COINS","amount":1}"#, "malformed_body"),
        (r#"{"userId":"user_001","amount":1}"#, "malformed_body"),
        (r#"{"userId":"user_001","assetCode":"GOLD_COINS"}"#, "malformed_body"),
        (r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":"1"}"#, "invalid_amount"),
        (r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":-1}"#, "invalid_amount"),
        (r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":0.5}"#, "invalid_amount"),
        (r#"{"userId":"system:treasury","assetCode":"GOLD_COINS","amount":1}"#, "invalid_owner"),
        (r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":1,"paymentRef":"p"}"#, "malformed_body"),
    ] {
        let problem = post(&server, "/wallet/spend", "c", body).problem(400, code);
        assert!(problem["error"].is_string(), "{problem}");
    }
}

#[test]
fn an_optional_text_may_be_empty_or_null_as_forms_send_it() {
    let server = TestServer::demo();
    for (key, text) in [("a", r#""""#), ("b", "null"), ("c", r#""  ""#)] {
        let body = format!(r#"{{"userId":"user_001","assetCode":"GOLD_COINS","amount":1,"description":{text}}}"#);
        post(&server, "/wallet/spend", key, &body).expect(200);
    }
}

#[test]
fn an_asset_that_is_empty_asks_for_all_balances() {
    let server = TestServer::demo();
    let all = server.get("/wallet/balance/user_001");
    let empty = server.get("/wallet/balance/user_001?asset=");
    assert_eq!((empty.status, empty.text()), (200, all.text()));
    assert_eq!(all.json()["balances"].as_array().map(Vec::len), Some(2));
}
