//! Payments that are credited once, and who asked for what.

use serde_json::{Value, json};
use wallet_domain::Rejection;
use wallet_domain::testing::{api_key, asset, bonus, owner};

use crate::guarded::Guarded;
use crate::server::{Parts, TestServer, demo_ledger};
use harness::http::{Request, Response};

fn paid(server: &TestServer, player: &str, key: &str, payment_ref: &str) -> Response {
    let body = format!(r#"{{"owner":"{player}","asset":"GOLD_COINS","amount":5,"payment_ref":"{payment_ref}"}}"#);
    server.post("/v1/top-ups", key, &body)
}

fn ids(answer: &Value) -> Vec<&str> {
    let data = answer["data"].as_array().expect("a list");
    data.iter().map(|transaction| transaction["id"].as_str().expect("an id")).collect()
}

#[test]
fn a_payment_is_credited_once_and_found_by_its_name() {
    let server = TestServer::demo();
    let first = paid(&server, "user_001", "a", "stripe_pi_9").expect(201);
    let again = paid(&server, "user_001", "a", "stripe_pi_9");
    assert!(again.is_replay() && again.status == 201, "{}", again.text());
    for (player, key) in [("user_001", "b"), ("user_002", "a")] {
        let refused = paid(&server, player, key, "stripe_pi_9").problem(409, "payment_ref_used");
        assert_eq!((&refused["transaction"], &refused["retry_with"]), (&first["id"], &json!("same_key")));
    }
    let seed = r#"{"userId":"user_002","assetCode":"GOLD_COINS","amount":5,"paymentRef":"stripe_pi_9"}"#;
    server.post("/wallet/topup", "s", seed).problem(409, "payment_ref_used");
    let found = server.get("/v1/payments/stripe_pi_9").expect(200);
    assert_eq!(
        (&found["payment_ref"], ids(&found)),
        (&json!("stripe_pi_9"), vec![first["id"].as_str().expect("an id")])
    );
    server.get("/v1/payments/nobody").problem(404, "payment_not_found");
    server.get(&format!("/v1/payments/{}", "x".repeat(256))).problem(400, "invalid_reference");

    // A name may hold a slash, a space and letters of any alphabet.
    let odd = paid(&server, "user_001", "c", "pay/8 ä").expect(201);
    assert_eq!(ids(&server.get("/v1/payments/pay%2F8%20%C3%A4").expect(200)), [odd["id"].as_str().expect("an id")]);
}

#[test]
fn a_payment_of_a_free_asset_is_found_with_each_of_its_credits() {
    let server = TestServer::demo();
    let free = Request::new("PATCH", "/v1/assets/GOLD_COINS").json(r#"{"policy":{"payment_ref":"free"}}"#);
    assert_eq!(server.send(&free).expect(200)["policy"], json!({"payment_ref": "free"}));
    let credits: Vec<Value> = ["a", "b", "c"].map(|key| paid(&server, "user_001", key, "pay_1").expect(201)).into();
    let found = server.get("/v1/payments/pay_1").expect(200);
    let mut expected: Vec<&str> = credits.iter().map(|credit| credit["id"].as_str().expect("an id")).collect();
    let mut told = ids(&found);
    expected.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, expected);
    let once = Request::new("PATCH", "/v1/assets/GOLD_COINS").json(r#"{"policy":{"payment_ref":null}}"#);
    server.send(&once).expect(200);
    paid(&server, "user_001", "d", "pay_1").problem(409, "payment_ref_used");
}

#[test]
fn a_refusal_about_the_set_up_is_posted_under_the_same_key_once_it_is_mended() {
    let server = TestServer::demo();
    let credit = || paid(&server, "user_009", "k", "pay_1");
    assert_eq!(credit().problem(404, "wallet_not_found")["retry_with"], "same_key");
    server.send(&Request::new("PUT", "/v1/wallets/user_009/GOLD_COINS")).expect(201);
    server.send(&Request::post("/v1/wallets/user_009/freeze", "{}")).expect(200);
    let refused = credit();
    assert_eq!(refused.problem(409, "wallet_frozen")["retry_with"], "same_key");
    assert!(!refused.is_replay());
    server.send(&Request::post("/v1/wallets/user_009/unfreeze", "{}")).expect(200);
    assert_eq!(credit().expect(201)["balance"], 5);
}

/// Before the rule every refusal was recorded; what was recorded is told as it was.
#[test]
fn a_refusal_that_an_earlier_version_recorded_replays_as_it_was_recorded() {
    let ledger = demo_ledger();
    let refused = bonus("user_009", "GOLD_COINS", 5, "old");
    let rejection = Rejection::WalletNotFound { owner: owner("user_009"), asset: asset("GOLD_COINS") };
    ledger.record_refusal(refused, rejection);
    let server = TestServer::start(Parts::of(&ledger));
    server.send(&Request::new("PUT", "/v1/wallets/user_009/GOLD_COINS")).expect(201);
    let told = server.post("/v1/bonuses", "old", r#"{"owner":"user_009","asset":"GOLD_COINS","amount":5}"#);
    assert_eq!(told.problem(404, "wallet_not_found")["retry_with"], "new_key");
    assert!(told.is_replay());
}

#[test]
fn who_asked_is_told_with_a_transaction_and_for_whom() {
    let server = TestServer::demo();
    let spend = Request::post("/v1/spends", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":3}"#).key("k");
    let made = server.send(&spend.clone().header("Wallet-On-Behalf-Of", "ada@support")).expect(201);
    assert_eq!(made["actor"], json!({"name": "anyone", "on_behalf_of": "ada@support"}));
    // It is part of no fingerprint: a retry for somebody else is a replay of what was recorded.
    let again = server.send(&spend.header("Wallet-On-Behalf-Of", "bob"));
    assert!(again.is_replay());
    assert_eq!(again.expect(201), made);
    let batch =
        r#"{"commands":[{"flow":"spend","idempotency_key":"b","owner":"user_001","asset":"GOLD_COINS","amount":1}]}"#;
    let batch = server.send(&Request::post("/v1/batches", batch).header("Wallet-On-Behalf-Of", "eve")).expect(200);
    assert_eq!(batch["results"][0]["transaction"]["actor"], json!({"name": "anyone", "on_behalf_of": "eve"}));
    let bad = Request::post("/v1/spends", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":3}"#).key("l");
    for person in [" ", &"x".repeat(101)] {
        server.send(&bad.clone().header("Wallet-On-Behalf-Of", person)).problem(400, "invalid_person");
    }
    let two = bad.header("Wallet-On-Behalf-Of", "a").header("Wallet-On-Behalf-Of", "b");
    server.send(&two).problem(400, "invalid_person");
}

#[test]
fn an_api_keys_name_and_id_are_recorded() {
    let guarded = Guarded::required();
    let (id, shop) = guarded.create(api_key(7, "shop", "spend"));
    let spend = Request::post("/v1/spends", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":3}"#).key("k");
    let made = guarded.send(&spend, &shop).expect(201);
    assert_eq!(made["actor"], json!({"name": "shop", "key": id.to_string()}));
}
