//! Reversals, purchases and conditions over HTTP.

use serde_json::{Value, json};

use crate::server::TestServer;
use harness::http::Request;

const GOLD: &str = r#""owner":"user_001","asset":"GOLD_COINS""#;

fn spend(server: &TestServer, key: &str, amount: u64) -> Value {
    server.post("/v1/spends", key, &format!("{{{GOLD},\"amount\":{amount}}}")).expect(201)
}

fn reversals(transaction: &Value) -> String {
    format!("/v1/transactions/{}/reversals", transaction["id"].as_str().expect("an id"))
}

fn balance(server: &TestServer) -> Value {
    server.get("/v1/wallets/user_001/GOLD_COINS").expect(200)["balance"].clone()
}

#[test]
fn a_spend_is_refunded_in_parts_and_linked_both_ways() {
    let server = TestServer::demo();
    let spent = spend(&server, "s", 60);
    let target = reversals(&spent);
    let part = server.post(&target, "r1", r#"{"amount":25,"reason":"refund"}"#);
    let part_json = part.expect(201);
    assert_eq!(
        (&part_json["flow"], &part_json["reverses"], &part_json["reference"]),
        (&json!("reversal"), &spent["id"], &json!("refund"))
    );
    assert_eq!(
        (&part_json["amount"], &part_json["remaining"], &part_json["balance"]),
        (&json!(25), &json!(35), &json!(465))
    );
    assert_eq!(part_json["entries"][0]["owner"], "system:revenue");
    assert_eq!(server.post(&target, "r1", r#"{"amount":25,"reason":"refund"}"#).body, part.body);
    assert_eq!(
        server.post(&target, "r2", r#"{"amount":36}"#).problem(409, "reversal_exceeds_original")["remaining"],
        35
    );
    let shown = server.get(&target).expect(200);
    assert_eq!((&shown["reversed"], &shown["remaining"]), (&json!(25), &json!(35)));
    assert_eq!(shown["data"].as_array().expect("a list").len(), 2, "the refused one, too");
    let rest = server.post(&target, "r3", "{}").expect(201);
    assert_eq!((&rest["amount"], &rest["balance"]), (&json!(35), &json!(500)));
    server.post(&target, "r4", "{}").problem(409, "already_reversed");
}

#[test]
fn a_bonus_that_was_spent_is_taken_back_as_far_as_the_caller_says() {
    let server = TestServer::demo();
    let given = server.post("/v1/bonuses", "b", &format!("{{{GOLD},\"amount\":100}}")).expect(201);
    spend(&server, "s", 570);
    let target = reversals(&given);
    let short = server.post(&target, "r1", r#"{"on_shortfall":"refuse"}"#).problem(402, "insufficient_funds");
    assert_eq!((&short["available"], &short["required"]), (&json!(30), &json!(100)));
    let taken = server.post(&target, "r2", r#"{"on_shortfall":"take_available"}"#).expect(201);
    let told = (&taken["amount"], &taken["shortfall"], &taken["remaining"], &taken["balance"]);
    assert_eq!(told, (&json!(30), &json!(70), &json!(70), &json!(0)));
    server.post(&target, "r3", r#"{"on_shortfall":"loan"}"#).problem(400, "malformed_body");
}

#[test]
fn what_was_spent_of_a_charged_back_top_up_is_owed_until_later_credits_repay_it() {
    let server = TestServer::demo();
    let bought = format!("{{{GOLD},\"amount\":100,\"payment_ref\":\"pay_1\"}}");
    let bought = server.post("/v1/top-ups", "t", &bought).expect(201);
    spend(&server, "s", 570);
    let target = reversals(&bought);
    let (wallet, debt) = ("/v1/wallets/user_001/GOLD_COINS", "/v1/wallets/system:debt:user_001/GOLD_COINS");
    let figures = |answer: &Value| ["balance", "available", "debt"].map(|name| answer[name].as_i64().expect(name));
    let legs = |answer: &Value| -> Vec<(String, i64)> {
        let leg = |it: &Value| (it["owner"].as_str().expect("a text").to_owned(), it["amount"].as_i64().expect("it"));
        answer["entries"].as_array().expect("a list").iter().map(leg).collect()
    };
    let tried = server.post(&format!("{target}?dry_run=true"), "r", r#"{"on_shortfall":"debt"}"#).expect(201);
    assert_eq!(figures(&tried), [0, 0, 70]);
    let never = server.get(debt).problem(404, "wallet_not_found");
    assert_eq!(never["detail"], "user_001 has never owed any GOLD_COINS.");
    let back = server.post(&target, "r", r#"{"on_shortfall":"debt"}"#).expect(201);
    assert_eq!((figures(&back), &back["amount"], &back["remaining"]), ([0, 0, 70], &json!(100), &json!(0)));
    let leg = |owner: &str, amount| (owner.to_owned(), amount);
    let post = |target: &str, body: &str| server.send(&Request::new("POST", target).json(body));
    let patch = |body: &str| server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS").json(body));
    let expected = [leg("user_001", -30), leg("system:debt:user_001", -70), leg("system:treasury", 100)];
    assert_eq!(legs(&back), expected);
    assert_eq!(figures(&server.get(wallet).expect(200)), [0, 0, 70]);
    assert_eq!(server.get(debt).expect(200)["balance"], -70);
    post(&format!("{wallet}/close"), "{}").problem(409, "wallet_in_debt");
    post("/v1/wallets/system:debt:user_001/freeze", r#"{"block":"all"}"#).problem(400, "invalid_owner");
    let audit = server.get("/v1/audit").expect(200);
    let gold = audit["assets"].as_array().expect("a list").iter().find(|it| it["asset"] == "GOLD_COINS").expect("it");
    assert_eq!((&gold["players"], &gold["debts"]), (&json!(0), &json!(70)));
    let sum = |names: &[&str]| names.iter().map(|name| gold[name].as_i64().expect("a figure")).sum::<i64>();
    assert_eq!(sum(&["supply", "debts"]), sum(&["treasury", "revenue", "budgets", "players"]));

    patch(r#"{"policy":{"debt_repayment_percent":101}}"#).problem(400, "invalid_policy");
    patch(r#"{"policy":{"debt_repayment_percent":25}}"#).expect(200);
    let half = server.post("/v1/bonuses", "b", &format!("{{{GOLD},\"amount\":50}}")).expect(201);
    assert_eq!((figures(&half), &half["amount"]), ([37, 37, 57], &json!(50)));
    patch(r#"{"policy":{"debt_repayment_percent":null}}"#).expect(200);
    let whole = server.post("/v1/bonuses", "c", &format!("{{{GOLD},\"amount\":50}}")).expect(201);
    assert_eq!((figures(&whole), legs(&whole).len()), ([37, 37, 7], 2), "all of it repays");
    let again = server.post("/v1/bonuses", "c", &format!("{{{GOLD},\"amount\":50}}")).expect(201);
    assert_eq!(again, whole, "a replay tells what was so then");
    let history = server.get(&format!("{debt}/entries")).expect(200);
    let amounts: Vec<&Value> = history["data"].as_array().expect("a list").iter().map(|it| &it["amount"]).collect();
    assert_eq!(amounts, [&json!(50), &json!(13), &json!(-70)]);
}

#[test]
fn what_has_no_way_back_is_told_so_and_what_is_not_there_too() {
    let server = TestServer::demo();
    let mint = server.post("/v1/mints", "m", r#"{"asset":"GOLD_COINS","amount":1}"#).expect(201);
    server.post(&reversals(&mint), "r", "{}").problem(409, "not_reversible");
    server.get(&reversals(&mint)).problem(409, "not_reversible");
    let refused = server.post("/v1/spends", "s", &format!("{{{GOLD},\"amount\":900}}"));
    refused.problem(402, "insufficient_funds");
    let refused = server.get("/v1/transactions?owner=user_001&idempotency_key=s").expect(200);
    for id in [refused["id"].as_str().expect("an id"), "00000000-0000-0000-0000-000000000000", "nonsense"] {
        server.post(&format!("/v1/transactions/{id}/reversals"), "k", "{}").problem(404, "transaction_not_found");
    }
    spend(&server, "k", 1);
}

#[test]
fn a_purchase_is_carried_out_whole_or_not_at_all() {
    let server = TestServer::demo();
    server.post("/v1/mints", "m", r#"{"asset":"DIAMONDS","amount":10}"#).expect(201);
    let buy = |key: &str, gold: u64, diamonds: u64| {
        let body = format!(
            r#"{{"owner":"user_001","pay":[{{"asset":"GOLD_COINS","amount":{gold}}}],
                "receive":[{{"asset":"DIAMONDS","amount":{diamonds}}}],"sku":"starter_pack"}}"#
        );
        server.post("/v1/purchases", key, &body)
    };
    let bought = buy("p1", 30, 3).expect(201);
    assert_eq!(
        (&bought["flow"], &bought["reference"], &bought["balance"]),
        (&json!("purchase"), &json!("starter_pack"), &json!(470))
    );
    let legs: Vec<_> = (bought["entries"].as_array().expect("a list").iter())
        .map(|leg| (leg["owner"].as_str(), leg["asset"].as_str(), leg["amount"].as_i64()))
        .collect();
    assert_eq!(legs.len(), 4);
    assert!(legs.contains(&(Some("user_001"), Some("DIAMONDS"), Some(3))), "{legs:?}");
    buy("p2", 471, 1).problem(402, "insufficient_funds");
    buy("p3", 1, 8).problem(409, "treasury_exhausted");
    assert_eq!(balance(&server), 470);
    let twice = r#"{"owner":"user_001","pay":[{"asset":"GOLD_COINS","amount":1}],"receive":[{"asset":"GOLD_COINS","amount":2}]}"#;
    server.post("/v1/purchases", "p4", twice).problem(400, "invalid_sums");
    server.post("/v1/purchases", "p5", r#"{"owner":"user_001","pay":[]}"#).problem(400, "invalid_sums");
    let alone = r#"{"owner":"user_001","pay":[{"asset":"GOLD_COINS","amount":70}]}"#;
    assert_eq!(server.post("/v1/purchases", "p6", alone).expect(201)["balance"], 400);
}

#[test]
fn a_command_on_a_condition_is_carried_out_at_that_version_alone() {
    let server = TestServer::demo();
    let tag = server.get("/v1/wallets/user_001/GOLD_COINS").header("etag").expect("a tag").to_owned();
    let body = format!("{{{GOLD},\"amount\":1}}");
    let send =
        |route: &str, key: &str, tag: &str| server.send(&Request::post(route, &body).key(key).header("If-Match", tag));
    send("/v1/spends", "a", &tag).expect(201);
    let refused = send("/v1/spends", "b", &tag).problem(412, "version_mismatch");
    assert_eq!((&refused["version"], &refused["retry_with"]), (&json!(2), &json!("new_key")));
    assert!(send("/v1/spends", "a", &tag).is_replay());
    send("/v1/spends", "a", "*").problem(422, "idempotency_key_reused");
    for (route, version) in [("/v1/bonuses", 2), ("/v1/top-ups", 3), ("/v1/holds", 4)] {
        send(route, route, &format!("\"{}\"", version + 1)).problem(412, "version_mismatch");
        send(route, &format!("{route}2"), &format!("\"{version}\"")).expect(201);
    }
    for bad in ["x", "\"x\"", "W/\"5\"", "\"5\", \"6\""] {
        send("/v1/spends", "c", bad).problem(400, "invalid_if_match");
    }
    send("/v1/spends", "c", "*").expect(201);
    // What is held is named by the tag, and is no part of the condition; where none is kept, none is taken.
    let held = server.get("/v1/wallets/user_001/GOLD_COINS").header("etag").expect("a tag").to_owned();
    assert_eq!(held, "\"6.1\"");
    send("/v1/spends", "d", &held).expect(201);
    for (method, route) in [("POST", "/v1/purchases"), ("POST", "/wallet/spend"), ("PUT", "/v1/wallets/u/GOLD_COINS")] {
        let asked = Request::new(method, route).json("{}").key("e").header("If-Match", "\"1\"");
        server.send(&asked).problem(400, "invalid_if_match");
    }
}
