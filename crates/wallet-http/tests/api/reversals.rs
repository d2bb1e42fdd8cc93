//! Purchases, conversions and reversals that are taken back, over HTTP.

use harness::http::Request;
use serde_json::{Value, json};

use crate::server::TestServer;

pub(crate) fn reversals(transaction: &Value) -> String {
    format!("/v1/transactions/{}/reversals", transaction["id"].as_str().expect("an id"))
}

pub(crate) fn balance(server: &TestServer, owner: &str, asset: &str) -> i64 {
    server.get(&format!("/v1/wallets/{owner}/{asset}")).expect(200)["balance"].as_i64().expect("a figure")
}

/// Whose wallet, of what, and by how much.
pub(crate) fn legs(transaction: &Value) -> Vec<(&str, &str, i64)> {
    let entries = transaction["entries"].as_array().expect("a list").iter();
    entries.map(|it| leg(it).expect("an entry")).collect()
}

fn leg(entry: &Value) -> Option<(&str, &str, i64)> {
    Some((entry["owner"].as_str()?, entry["asset"].as_str()?, entry["amount"].as_i64()?))
}

/// The demo's assets, of which GOLD_COINS can be given away and converted.
pub(crate) fn shop() -> TestServer {
    let server = TestServer::demo();
    server.post("/v1/mints", "m", r#"{"asset":"DIAMONDS","amount":100}"#).expect(201);
    let policy = r#"{"policy":{"transferable":true,"rates":[{"to":"DIAMONDS","pay":100,"receive":1}]}}"#;
    server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS").json(policy)).expect(200);
    server
}

/// user_001 buys 5 diamonds for 50 gold coins.
fn bought(server: &TestServer) -> Value {
    let body = r#"{"owner":"user_001","pay":[{"asset":"GOLD_COINS","amount":50}],
                   "receive":[{"asset":"DIAMONDS","amount":5}],"sku":"five_diamonds"}"#;
    server.post("/v1/purchases", "buy", body).expect(201)
}

#[test]
fn a_purchase_is_taken_back_by_shares_and_linked_both_ways() {
    let server = shop();
    let bought = bought(&server);
    let target = reversals(&bought);
    let tried = server.post(&format!("{target}?dry_run=true"), "r1", r#"{"share":"2/5"}"#).expect(201);
    let part = server.post(&target, "r1", r#"{"share":"2/5","reason":"two were broken"}"#).expect(201);
    assert_eq!(tried["entries"], part["entries"]);
    let expected = [
        ("system:revenue", "GOLD_COINS", -20),
        ("user_001", "DIAMONDS", -2),
        ("user_001", "GOLD_COINS", 20),
        ("system:treasury", "DIAMONDS", 2),
    ];
    assert_eq!(legs(&part), expected);
    let told = ["amount", "remaining", "balance", "reverses"].map(|name| &part[name]);
    assert_eq!(told, [&json!(20), &json!(30), &json!(470), &bought["id"]]);
    let refused = server.post(&target, "r2", r#"{"amount":15}"#).problem(409, "share_not_whole");
    assert_eq!((&refused["step"], &refused["retry_with"]), (&json!(10), &json!("new_key")));
    server.post(&target, "r3", r#"{"share":"4/5"}"#).problem(409, "reversal_exceeds_original");
    let kept = server.get("/v1/transactions?owner=user_001&idempotency_key=r3").expect(200);
    let told = [&kept["status"], &kept["share"], &kept["amount"], &kept["problem"]["code"]];
    assert_eq!(told, [&json!("rejected"), &json!("4/5"), &json!(50), &json!("reversal_exceeds_original")]);
    let shown = server.get(&target).expect(200);
    assert_eq!((&shown["reversed"], &shown["remaining"]), (&json!(20), &json!(30)));
    server.post(&target, "r4", "{}").expect(201);
    server.post(&target, "r5", "{}").problem(409, "already_reversed");
    assert_eq!([balance(&server, "user_001", "GOLD_COINS"), balance(&server, "user_001", "DIAMONDS")], [500, 0]);
}

#[test]
fn what_a_purchase_gave_and_is_gone_is_refused_cut_or_owed() {
    let server = shop();
    let target = reversals(&bought(&server));
    server.post("/v1/spends", "s", r#"{"owner":"user_001","asset":"DIAMONDS","amount":3}"#).expect(201);
    let short = server.post(&target, "r1", "{}").problem(402, "insufficient_funds");
    let told = ["available", "required", "asset"].map(|name| &short[name]);
    assert_eq!(told, [&json!(2), &json!(5), &json!("DIAMONDS")]);
    let taken = server.post(&target, "r2", r#"{"on_shortfall":"take_available"}"#).expect(201);
    assert_eq!(["amount", "shortfall", "remaining"].map(|name| &taken[name]), [&json!(20), &json!(30), &json!(30)]);
    let owed = server.post(&target, "r3", r#"{"on_shortfall":"debt"}"#).expect(201);
    assert!(legs(&owed).contains(&("system:debt:user_001", "DIAMONDS", -3)), "{owed}");
    let wallet = server.get("/v1/wallets/user_001/DIAMONDS").expect(200);
    assert_eq!((&wallet["balance"], &wallet["debt"]), (&json!(0), &json!(3)));
    assert_eq!(balance(&server, "user_001", "GOLD_COINS"), 500);
}

#[test]
fn a_conversion_goes_back_at_its_own_amounts_and_a_reversal_once() {
    let server = shop();
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":250,"to":"DIAMONDS"}"#;
    let changed = server.post("/v1/conversions", "c", body).expect(201);
    let rate = r#"{"policy":{"rates":[{"to":"DIAMONDS","pay":1000,"receive":1}]}}"#;
    server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS").json(rate)).expect(200);
    let back = server.post(&reversals(&changed), "r1", "{}").expect(201);
    assert_eq!((&back["amount"], &back["balance"]), (&json!(200), &json!(500)));
    assert_eq!(balance(&server, "user_001", "DIAMONDS"), 0);
    // It was right after all.
    let again = server.post(&reversals(&back), "r2", r#"{"reason":"undone"}"#).expect(201);
    assert_eq!((&again["reverses"], &again["balance"]), (&back["id"], &json!(300)));
    assert_eq!(balance(&server, "user_001", "DIAMONDS"), 2);
    let of_reversal = server.get(&reversals(&back)).expect(200);
    assert_eq!((&of_reversal["remaining"], &of_reversal["data"][0]["id"]), (&json!(0), &again["id"]));
    server.post(&reversals(&back), "r3", "{}").problem(409, "already_reversed");
    server.post(&reversals(&changed), "r4", "{}").problem(409, "already_reversed");
    let last = server.post(&reversals(&again), "r5", "{}").problem(409, "not_reversible");
    assert_eq!(last["detail"], "This reversal took a reversal back, which is done once: it cannot be reversed.");
    server.get(&reversals(&again)).problem(409, "not_reversible");
}

#[test]
fn what_is_wrong_with_a_share_or_a_fee_is_told() {
    let server = shop();
    let target = reversals(&bought(&server));
    for share in ["0/5", "6/5", "2", "2/5/1", "-1/5", "02/5", "half", "1/9007199254740992"] {
        let refused = server.post(&target, "k", &format!(r#"{{"share":"{share}"}}"#)).problem(400, "invalid_share");
        assert!(refused["detail"].as_str().is_some_and(|it| it.starts_with("A share is two whole numbers")), "{share}");
    }
    let both = server.post(&target, "k", r#"{"share":"1/5","amount":10}"#).problem(400, "invalid_share");
    assert_eq!(both["detail"], "Give amount or share, not both.");
    server.post(&target, "k", r#"{"share":0.4}"#).problem(400, "malformed_body");
    let fee = server.post(&target, "k", r#"{"return_fee":true}"#).problem(400, "malformed_body");
    assert_eq!(fee["detail"], "return_fee must be false: a purchase has no fee to return.");
    server.post(&target, "k", r#"{"share":"4/20"}"#).expect(201);
    let same = server.post(&target, "k", r#"{"share":"1/5"}"#);
    assert!(same.is_replay(), "it is the same share: {same:?}");
}

#[test]
fn a_batch_takes_several_back_or_none() {
    let server = shop();
    let bought = bought(&server);
    let given = r#"{"owner":"user_002","asset":"GOLD_COINS","amount":40}"#;
    let given = server.post("/v1/bonuses", "g", given).expect(201);
    let batch = |share: &str| {
        let body = json!({"atomic": true, "commands": [
            {"flow": "reversal", "idempotency_key": "b1", "reverses": given["id"]},
            {"flow": "reversal", "idempotency_key": "b2", "reverses": bought["id"], "share": share},
        ]});
        server.send(&Request::post("/v1/batches", &body.to_string()))
    };
    let undone = batch("1/2").problem(409, "batch_refused");
    assert_eq!((&undone["index"], &undone["refusal"]["code"]), (&json!(1), &json!("share_not_whole")));
    assert_eq!(balance(&server, "user_002", "GOLD_COINS"), 40, "nothing was taken");
    let posted = batch("3/5").expect(200);
    assert!(posted["results"].as_array().expect("a list").iter().all(|it| it["status"] == 201), "{posted}");
    assert_eq!([balance(&server, "user_001", "GOLD_COINS"), balance(&server, "user_002", "GOLD_COINS")], [480, 0]);
}
