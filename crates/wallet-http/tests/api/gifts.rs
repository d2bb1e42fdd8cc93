//! Gifts over HTTP: what they need, what they tell, and how they are taken back.

use harness::http::Request;
use serde_json::{Value, json};

use crate::policies::allow;
use crate::reversals::{balance, legs, reversals, shop};
use crate::searches::{keys, with_a_past};
use crate::server::TestServer;
use crate::stories::{Stores, leg, legs as told};

#[test]
fn a_gift_goes_to_another_player_where_the_asset_may_be_given() {
    let server = TestServer::demo();
    let gift = r#"{"owner":"user_001","to":"user_002","asset":"GOLD_COINS","amount":30,"fee":2}"#;
    server.post("/v1/gifts", "a", gift).problem(409, "not_transferable");
    let policy =
        r#"{"transferable":true,"limits":[{"flow":"gift","per":"day","max_amount":60,"time_zone":"Asia/Tokyo"}]}"#;
    allow(&server, "GOLD_COINS", policy);
    let given = server.post("/v1/gifts", "b", gift).expect(201);
    let legs: Vec<_> = given["entries"].as_array().expect("legs").iter().map(|e| e["amount"].as_i64()).collect();
    assert_eq!((legs, &given["balance"]), (vec![Some(-32), Some(30), Some(2)], &json!(468)));
    let again = server.post("/v1/gifts", "b", gift);
    assert!(again.is_replay());
    assert_eq!(balance(&server, "user_002", "GOLD_COINS"), 30);
    let exceeded = server.post("/v1/gifts", "c", gift).problem(409, "limit_exceeded");
    assert_eq!((&exceeded["limit"], &exceeded["used"]), (&json!(60), &json!(32)));
    assert_eq!(exceeded["resets_at"], "2023-11-15T15:00:00.000000Z", "midnight in Tokyo");
    let oneself = r#"{"owner":"user_001","to":"user_001","asset":"GOLD_COINS","amount":1}"#;
    server.post("/v1/gifts", "d", oneself).problem(409, "same_wallet");
    let system = r#"{"owner":"user_001","to":"system:revenue","asset":"GOLD_COINS","amount":1}"#;
    server.post("/v1/gifts", "e", system).problem(400, "invalid_owner");
}

#[test]
fn a_gift_tells_its_order_and_both_players_histories_find_it() {
    let stores = Stores::new();
    let gift = json!({"owner": "user_001", "asset": "GOLD", "amount": 20, "to": "user_002", "fee": 2});
    let given = stores.post("/v1/gifts", "gift", &gift);
    assert_eq!((&given["to"], &given["fee"], &given["amount"]), (&json!("user_002"), &json!(2), &json!(20)));
    let expected =
        [leg("user_001", -22, "user_002"), leg("user_002", 20, "user_001"), leg("system:revenue", 2, "user_001")];
    assert_eq!(told(&given), expected);
    for query in ["entries?flow=gift", "entries?flow=gift&order=asc", "entries"] {
        let line = stores.get(&format!("/v1/wallets/user_002/GOLD/{query}"))["data"][0].clone();
        assert_eq!((&line["transaction_id"], &line["counterparty"]), (&given["id"], &json!("user_001")));
        assert_eq!((&line["to"], &line["fee"], &line["amount"]), (&json!("user_002"), &json!(2), &json!(20)));
    }
    let sender = stores.get("/v1/wallets/user_001/GOLD/statement")["entries"][1].clone();
    assert_eq!((&sender["amount"], &sender["counterparty"]), (&json!(-22), &json!("user_002")));
}

#[test]
fn a_refused_gift_tells_what_was_asked_for() {
    let stores = Stores::new();
    let order = json!({"owner": "user_002", "asset": "GOLD", "amount": 5, "to": "user_001", "fee": 1});
    let (status, _) = stores.send(&Request::post("/v1/gifts", &order.to_string()).key("poor"));
    assert_eq!(status, 402);
    let refused = stores.get("/v1/transactions?owner=user_002&idempotency_key=poor");
    assert_eq!(
        (&refused["status"], &refused["amount"], &refused["to"]),
        (&json!("rejected"), &json!(5), &json!("user_001"))
    );
    assert_eq!((&refused["fee"], &refused["balance"], &refused["entries"]), (&json!(1), &Value::Null, &json!([])));
}

#[test]
fn a_gift_is_taken_from_its_receiver_with_its_fee_or_without() {
    let server = shop();
    let give = |key: &str| {
        let body = r#"{"owner":"user_001","to":"user_002","asset":"GOLD_COINS","amount":40,"fee":4}"#;
        server.post("/v1/gifts", key, body).expect(201)
    };
    let (first, second, third) = (give("g1"), give("g2"), give("g3"));
    let kept = server.post(&reversals(&first), "r1", "{}").expect(201);
    assert_eq!(legs(&kept), [("user_002", "GOLD_COINS", -40), ("user_001", "GOLD_COINS", 40)]);
    let whole = server.post(&reversals(&second), "r2", r#"{"return_fee":true,"share":"1/4"}"#).expect(201);
    let expected =
        [("user_002", "GOLD_COINS", -10), ("system:revenue", "GOLD_COINS", -1), ("user_001", "GOLD_COINS", 11)];
    assert_eq!((legs(&whole), &whole["owner"]), (expected.to_vec(), &json!("user_001")));
    assert_eq!((&whole["share"], &whole["return_fee"]), (&json!("1/4"), &json!(true)));
    assert_eq!((&kept["share"], &kept["return_fee"]), (&Value::Null, &Value::Null), "as nobody asked for them");
    server.post("/v1/spends", "s", r#"{"owner":"user_002","asset":"GOLD_COINS","amount":50}"#).expect(201);
    let short = server.post(&reversals(&third), "r3", "{}").problem(402, "insufficient_funds");
    assert_eq!(
        ["available", "required", "owner"].map(|name| &short[name]),
        [&json!(20), &json!(40), &json!("user_002")]
    );
    assert_eq!(short["detail"], "The wallet of user_002 has 20 available and 40 are needed.");
    let frozen = Request::new("POST", "/v1/wallets/user_002/GOLD_COINS/freeze").json(r#"{"block":"debits"}"#);
    server.send(&frozen).expect(200);
    server.post(&reversals(&third), "r4", r#"{"on_shortfall":"debt"}"#).problem(409, "wallet_frozen");
}

#[test]
fn an_owners_history_has_the_gifts_that_the_owner_received() {
    let server = with_a_past();
    let policy = r#"{"policy":{"transferable":true}}"#;
    server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS").json(policy)).expect(200);
    let gift = r#"{"owner":"user_001","to":"user_002","asset":"GOLD_COINS","amount":8}"#;
    let gift = server.post("/v1/gifts", "gift", gift).expect(201);
    let back = format!("/v1/transactions/{}/reversals", gift["id"].as_str().expect("an id"));
    server.post(&back, "gift-back", r#"{"amount":3}"#).expect(201);
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = server.get(&format!("/v1/transactions?owner=user_002&limit=1{cursor}")).expect(200);
        found.extend(keys(&page).into_iter().map(ToOwned::to_owned));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    found[..2].sort_unstable();
    assert_eq!(found, ["gift", "gift-back", "refused", "given"], "the first two are of one moment");
    let given = server.get("/v1/transactions?owner=user_002&flow=gift").expect(200);
    assert_eq!((&given["data"][0]["owner"], &given["data"][0]["to"]), (&json!("user_001"), &json!("user_002")));
}
