//! Spends and captures of as much as there is, over HTTP.

use serde_json::{Value, json};

use crate::server::TestServer;

const GOLD: &str = r#""owner":"user_001","asset":"GOLD_COINS""#;

fn at_most(amount: u64) -> String {
    format!(r#"{{{GOLD},"amount":{amount},"as_much_as":true}}"#)
}

fn told(transaction: &Value) -> Value {
    json!([transaction["amount"], transaction["requested"], transaction["balance"]])
}

#[test]
fn a_spend_takes_what_there_is_and_tells_what_was_asked() {
    let server = TestServer::demo();
    let tried = server.post("/v1/spends?dry_run=true", "some", &at_most(700)).expect(201);
    assert_eq!(told(&tried), json!([500, 700, 0]));
    assert_eq!(told(&server.post("/v1/spends", "all", &at_most(30)).expect(201)), json!([30, 30, 470]));
    let some = server.post("/v1/spends", "some", &at_most(700));
    let some_json = some.expect(201);
    assert_eq!(told(&some_json), json!([470, 700, 0]));
    let none = server.post("/v1/spends", "none", &at_most(700)).problem(402, "insufficient_funds");
    assert_eq!((&none["available"], &none["required"]), (&json!(0), &json!(1)));
    let bought = format!(r#"{{{GOLD},"amount":100}}"#);
    server.post("/v1/top-ups", "more", &bought).expect(201);

    let again = server.post("/v1/spends", "some", &at_most(700));
    assert_eq!((&again.body, again.header("idempotent-replayed")), (&some.body, Some("true")));
    server.post("/v1/spends", "none", &at_most(700)).problem(402, "insufficient_funds");
    let plain = format!(r#"{{{GOLD},"amount":700}}"#);
    server.post("/v1/spends", "some", &plain).problem(422, "idempotency_key_reused");
    let unsaid = format!(r#"{{{GOLD},"amount":40,"as_much_as":false}}"#);
    let unsaid = server.post("/v1/spends", "plain", &unsaid).expect(201);
    assert_eq!(told(&unsaid), json!([40, null, 60]), "false is as good as nothing");

    let target = format!("/v1/transactions/{}/reversals", some_json["id"].as_str().expect("an id"));
    let exceeds = server.post(&target, "r1", r#"{"amount":471}"#).problem(409, "reversal_exceeds_original");
    assert_eq!(exceeds["remaining"], 470);
    assert_eq!(server.post(&target, "r2", "{}").expect(201)["amount"], 470);
    let refused = server.get("/v1/transactions?owner=user_001&status=rejected&flow=spend").expect(200);
    assert_eq!(told(&refused["data"][0]), json!([700, 700, null]));
}

#[test]
fn a_batch_takes_what_those_before_have_left() {
    let server = TestServer::demo();
    let spend =
        |key: &str| format!(r#"{{"flow":"spend","idempotency_key":"{key}",{GOLD},"amount":300,"as_much_as":true}}"#);
    let body =
        |atomic: bool| format!(r#"{{"atomic":{atomic},"commands":[{},{},{}]}}"#, spend("a"), spend("b"), spend("c"));
    let refused = server.post("/v1/batches", "unused", &body(true)).problem(409, "batch_refused");
    assert_eq!((&refused["index"], &refused["refusal"]["code"]), (&json!(2), &json!("insufficient_funds")));
    let results = server.post("/v1/batches", "unused", &body(false)).expect(200);
    let amounts: Vec<&Value> = (0..2).map(|place| &results["results"][place]["transaction"]["amount"]).collect();
    assert_eq!(amounts, [300, 200], "{results}");
    assert_eq!(results["results"][2]["problem"]["code"], "insufficient_funds");
}

#[test]
fn a_capture_takes_what_the_hold_has_left() {
    let server = TestServer::demo();
    let held = server.post("/v1/holds", "h", &format!(r#"{{{GOLD},"amount":50}}"#)).expect(201);
    let target = format!("/v1/holds/{}/capture", held["id"].as_str().expect("an id"));
    let exceeds = server.post(&target, "c1", r#"{"amount":60}"#).problem(409, "capture_exceeds_hold");
    assert_eq!(exceeds["remaining"], 50);
    let part = server.post(&target, "c2", r#"{"amount":20,"as_much_as":true}"#).expect(201);
    assert_eq!((told(&part), &part["remaining"]), (json!([20, 20, 480]), &json!(30)));
    let rest = server.post(&target, "c3", r#"{"amount":60,"as_much_as":true}"#).expect(201);
    assert_eq!((told(&rest), &rest["remaining"]), (json!([30, 60, 450]), &json!(0)));
    let what = server.post(&target, "c4", r#"{"as_much_as":true}"#).problem(400, "malformed_body");
    assert_eq!(
        what["detail"],
        "as_much_as must be sent with an amount: without one, all that the hold has left is captured."
    );
    let text = server.post(&target, "c5", r#"{"amount":1,"as_much_as":"yes"}"#);
    text.problem(400, "malformed_body");
    let grant = format!(r#"{{{GOLD},"amount":5,"as_much_as":true}}"#);
    let refused = server.post("/v1/top-ups", "t", &grant).problem(400, "malformed_body");
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("as_much_as")), "{refused}");
}
