//! Policies over HTTP: ceilings, conversions, limits, wallets that a credit opens, budgets; freezing and closing.

use serde_json::{Value, json};

use crate::server::TestServer;
use harness::http::{Request, Response};

pub(crate) fn allow(server: &TestServer, asset: &str, policy: &str) -> Value {
    let body = format!(r#"{{"policy":{policy}}}"#);
    server.send(&Request::new("PATCH", &format!("/v1/assets/{asset}")).json(&body)).expect(200)
}

fn balance(server: &TestServer, owner: &str, asset: &str) -> Value {
    server.get(&format!("/v1/wallets/{owner}/{asset}")).expect(200)["balance"].clone()
}

fn bonus(server: &TestServer, key: &str, owner: &str, amount: u64) -> Response {
    let body = format!(r#"{{"owner":"{owner}","asset":"GOLD_COINS","amount":{amount}}}"#);
    server.post("/v1/bonuses", key, &body)
}

#[test]
fn an_asset_is_changed_member_by_member_and_every_change_is_listed() {
    let server = TestServer::demo();
    let created = r#"{"code":"TOKENS","name":"Tokens","policy":{"transferable":true,"max_balance":10}}"#;
    let asset = server.send(&Request::post("/v1/assets", created)).expect(201);
    assert_eq!(asset["policy"], json!({"transferable": true, "max_balance": 10}));
    server.send(&Request::post("/v1/assets", created)).expect(200);

    let patch = |body: &str| server.send(&Request::new("PATCH", "/v1/assets/TOKENS").json(body));
    let tried = Request::new("PATCH", "/v1/assets/TOKENS?dry_run=true").json(r#"{"policy":{"max_balance":null}}"#);
    assert_eq!(server.send(&tried).expect(200)["policy"], json!({"transferable": true}));
    let after = patch(r#"{"name":"Event tokens","policy":{"max_balance":20},"reason":"more room"}"#).expect(200);
    assert_eq!((&after["name"], &after["policy"]["max_balance"]), (&json!("Event tokens"), &json!(20)));
    assert_eq!(after["policy"]["transferable"], true, "what is not named stays");
    patch("{}").expect(200);

    let changes = server.get("/v1/changes?asset=TOKENS").expect(200);
    let data = changes["data"].as_array().expect("a list");
    assert_eq!(data.len(), 2, "what changes nothing is no change: {data:?}");
    assert_eq!((&data[0]["action"], &data[0]["actor"]), (&json!("change_asset"), &json!("anyone")));
    assert_eq!((&data[0]["reason"], &data[0]["before"]["name"]), (&json!("more room"), &json!("Tokens")));
    assert_eq!(data[0]["before"], json!({"name": "Tokens", "policy": {"max_balance": 10}}), "what changed alone");
    assert_eq!(data[0]["after"], json!({"name": "Event tokens", "policy": {"max_balance": 20}}));
    assert_eq!((&data[1]["action"], &data[1]["before"]), (&json!("create_asset"), &Value::Null));

    for (bad, code) in [
        (r#"{"policy":{"colour":"red"}}"#, "invalid_policy"),
        (r#"{"policy":{"max_balance":0}}"#, "invalid_policy"),
        (r#"{"policy":{"limits":[{"flow":"bonus","per":"day","max_count":1,"time_zone":"Mars"}]}}"#, "invalid_policy"),
        (r#"{"policy":{"starting_balance":21}}"#, "invalid_policy"),
        (r#"{"name":""}"#, "invalid_name"),
        (r#"{"name":null}"#, "invalid_name"),
        (r#"{"policy":{"rates":[{"to":"TOKENS","pay":1,"receive":1}]}}"#, "invalid_policy"),
        (r#"{"policy":{"rates":[{"to":"NOPE","pay":1,"receive":1}]}}"#, "invalid_policy"),
        (r#"{"allow_cycle":1}"#, "malformed_body"),
        (r#"{"reason":""}"#, "invalid_description"),
        (r#"{"code":"OTHER"}"#, "malformed_body"),
    ] {
        patch(bad).problem(400, code);
    }
    server.send(&Request::new("PATCH", "/v1/assets/NOPE").json("{}")).problem(404, "asset_not_found");
    server.send(&Request::new("PATCH", "/v1/assets/nope").json("{}")).problem(400, "invalid_asset");
}

#[test]
fn null_takes_a_description_and_a_whole_policy_away() {
    let server = TestServer::demo();
    let patch = |body: &str| server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS").json(body)).expect(200);
    let set = patch(r#"{"description":"Coins of gold","policy":{"transferable":true,"max_balance":9}}"#);
    assert_eq!(set["description"], "Coins of gold");
    assert_eq!(patch("{}")["description"], "Coins of gold", "what is not named stays");
    let gone = patch(r#"{"description":null,"policy":null}"#);
    assert_eq!((&gone["description"], &gone["policy"]), (&Value::Null, &json!({})));
    let change = &server.get("/v1/changes?asset=GOLD_COINS").expect(200)["data"][0];
    assert_eq!(change["after"], json!({"description": null, "policy": {"transferable": null, "max_balance": null}}));
    assert_eq!(change["before"]["description"], "Coins of gold");
}

#[test]
fn an_asset_is_changed_on_the_condition_of_its_etag() {
    let server = TestServer::demo();
    let read = server.get("/v1/assets/GOLD_COINS");
    let tag = read.header("etag").expect("a tag").to_owned();
    assert_eq!(read.expect(200), server.get("/v1/assets").expect(200)["assets"][1]);
    let on = |tag: &str, most: u32| {
        let body = format!(r#"{{"policy":{{"max_balance":{most}}}}}"#);
        server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS").json(&body).header("If-Match", tag))
    };
    let fresh = server.send(&Request::get("/v1/assets/GOLD_COINS").header("If-None-Match", &tag));
    assert_eq!((fresh.status, fresh.text(), fresh.header("etag")), (304, "", Some(&*tag)));
    let changed = on(&tag, 10);
    let newer = changed.header("etag").expect("a tag").to_owned();
    assert_eq!((&changed.expect(200)["policy"]["max_balance"], newer == tag), (&json!(10), false));
    on(&tag, 11).problem(412, "asset_changed");
    on(&format!("W/{newer}"), 11).problem(412, "asset_changed");
    on("\"7\"", 11).problem(412, "asset_changed");
    on("7", 11).problem(400, "invalid_if_match");
    server.send(&Request::get("/v1/assets/GOLD_COINS").header("If-Match", &tag)).problem(412, "asset_changed");
    assert_eq!(server.get("/v1/assets/GOLD_COINS").expect(200)["policy"]["max_balance"], 10, "nothing was done");
    on(&format!("{tag}, {newer}"), 12).expect(200);
    on("*", 13).expect(200);
    server.get("/v1/assets/NOPE").problem(404, "asset_not_found");
    server.get("/v1/assets/GOLD_COINS?x=1").problem(400, "malformed_query");
}

#[test]
fn patches_of_different_members_at_once_are_both_there() {
    let server = TestServer::demo();
    for round in 0..10 {
        let set = [r#"{"transferable":true}"#, r#"{"max_balance":500}"#, r#"{"opens_on_credit":true}"#];
        std::thread::scope(|threads| {
            for policy in set {
                threads.spawn(|| allow(&server, "GOLD_COINS", policy));
            }
        });
        let expected = json!({"transferable": true, "max_balance": 500, "opens_on_credit": true});
        assert_eq!(server.get("/v1/assets/GOLD_COINS").expect(200)["policy"], expected, "round {round}");
        allow(&server, "GOLD_COINS", "null");
    }
}

#[test]
fn rates_that_would_pay_in_a_circle_are_refused_by_name() {
    let server = TestServer::demo();
    allow(&server, "GOLD_COINS", r#"{"rates":[{"to":"DIAMONDS","pay":100,"receive":1}]}"#);
    let back = |more: &str| {
        let body = format!(r#"{{"policy":{{"rates":[{{"to":"GOLD_COINS","pay":1,"receive":150}}]}}{more}}}"#);
        server.send(&Request::new("PATCH", "/v1/assets/DIAMONDS").json(&body))
    };
    let refused = back("").problem(400, "rate_cycle");
    assert_eq!(refused["cycle"], json!(["DIAMONDS", "GOLD_COINS", "DIAMONDS"]));
    let detail = refused["detail"].as_str().expect("a text");
    assert!(detail.contains("1 DIAMONDS for 150 GOLD_COINS, 100 GOLD_COINS for 1 DIAMONDS"), "{detail}");
    let tried = Request::new("PATCH", "/v1/assets/DIAMONDS?dry_run=true")
        .json(r#"{"policy":{"rates":[{"to":"GOLD_COINS","pay":1,"receive":101}]}}"#);
    server.send(&tried).problem(400, "rate_cycle");
    assert_eq!(server.get("/v1/assets/DIAMONDS").expect(200)["policy"], json!({}), "nothing was done");
    back(r#","allow_cycle":true"#).expect(200);
    let create = |code: &str, more: &str| {
        let policy = r#"{"rates":[{"to":"NOPE","pay":1,"receive":1}]}"#;
        let body = format!(r#"{{"code":"{code}","name":"A","policy":{policy}{more}}}"#);
        server.send(&Request::post("/v1/assets", &body))
    };
    create("SHELLS", "").problem(400, "invalid_policy");
    create("SHELLS", r#","allow_cycle":true"#).problem(400, "invalid_policy");
    server.get("/v1/assets/SHELLS").problem(404, "asset_not_found");
}

#[test]
fn changes_are_paged_and_of_whom_they_are_asked_for() {
    let server = TestServer::demo();
    for (what, body) in [("freeze", r#"{"block":"debits"}"#), ("freeze", r#"{"block":"credits"}"#), ("unfreeze", "{}")]
    {
        server.send(&Request::post(&format!("/v1/wallets/user_001/{what}"), body)).expect(200);
    }
    let first = server.get("/v1/changes?owner=user_001&limit=4").expect(200);
    let cursor = first["next_cursor"].as_str().expect("there are two more");
    let second = server.get(&format!("/v1/changes?owner=user_001&limit=4&cursor={cursor}")).expect(200);
    let numbers = |page: &Value| -> Vec<i64> {
        page["data"].as_array().expect("a list").iter().filter_map(|change| change["number"].as_i64()).collect()
    };
    let all = [numbers(&first), numbers(&second)].concat();
    assert_eq!((all.len(), &second["next_cursor"]), (6, &Value::Null), "two wallets, three changes each");
    assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "{all:?}");
    server.get("/v1/changes?cursor=AAAA").problem(400, "invalid_cursor");
    for other in ["", "owner=user_002&", "owner=user_001&asset=GOLD_COINS&"] {
        server.get(&format!("/v1/changes?{other}cursor={cursor}")).problem(400, "invalid_cursor");
    }
    server.get("/v1/changes?owner=a%20b").problem(400, "invalid_owner");
    server.get("/v1/changes?colour=red").problem(400, "malformed_query");
}

#[test]
fn a_wallet_is_frozen_closed_and_opened_again() {
    let server = TestServer::demo();
    let change =
        |what: &str, body: &str| server.send(&Request::post(&format!("/v1/wallets/user_001/GOLD_COINS/{what}"), body));
    let spend = |key: &str, amount: u64| {
        server.post("/v1/spends", key, &format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount}}}"#))
    };
    let dry = server.send(&Request::post("/v1/wallets/user_001/GOLD_COINS/freeze?dry_run=true", "{}")).expect(200);
    assert_eq!(dry["wallets"][0]["status"], "frozen");
    let frozen = change("freeze", r#"{"block":"debits","reason":"charged back"}"#).expect(200);
    assert_eq!(frozen["wallets"], json!([server.get("/v1/wallets/user_001/GOLD_COINS").expect(200)]));
    assert_eq!(frozen["wallets"][0]["status"], "debits_frozen");
    spend("a", 1).problem(409, "wallet_frozen");
    bonus(&server, "b", "user_001", 1).expect(201);
    change("unfreeze", "{}").expect(200);
    spend("c", 1).expect(201);
    change("close", "{}").problem(409, "wallet_not_empty");
    spend("d", 500).expect(201);
    assert_eq!(change("close", r#"{"reason":"account deleted"}"#).expect(200)["wallets"][0]["status"], "closed");
    bonus(&server, "e", "user_001", 1).problem(409, "wallet_closed");
    change("freeze", "{}").problem(409, "wallet_closed");
    assert_eq!(change("reopen", "{}").expect(200)["wallets"][0]["status"], "open");
    bonus(&server, "f", "user_001", 1).expect(201);

    change("freeze", r#"{"block":"everything"}"#).problem(400, "malformed_body");
    server.send(&Request::post("/v1/wallets/nobody/freeze", "{}")).problem(404, "wallet_not_found");
    server.send(&Request::post("/v1/wallets/user_001/NOPE/freeze", "{}")).problem(404, "wallet_not_found");
    server.send(&Request::post("/v1/wallets/system:treasury/freeze", "{}")).problem(400, "invalid_owner");
    let both = server.send(&Request::post("/v1/wallets/user_001/close", "{}"));
    both.problem(409, "wallet_not_empty");
}

#[test]
fn a_bonus_is_clipped_to_what_fits_and_a_top_up_never_refused() {
    let server = TestServer::demo();
    allow(&server, "GOLD_COINS", r#"{"max_balance":510}"#);
    let refused = bonus(&server, "a", "user_001", 11).problem(409, "ceiling_exceeded");
    assert_eq!((&refused["limit"], &refused["headroom"]), (&json!(510), &json!(10)));
    allow(&server, "GOLD_COINS", r#"{"over_max":"clip"}"#);
    let clipped = bonus(&server, "b", "user_001", 25).expect(201);
    assert_eq!((&clipped["amount"], &clipped["clipped"], &clipped["balance"]), (&json!(10), &json!(15), &json!(510)));
    assert_eq!(bonus(&server, "c", "user_002", 25).expect(201).get("clipped"), None);
    let paid = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":100,"payment_ref":"pay_1"}"#;
    assert_eq!(server.post("/v1/top-ups", "d", paid).expect(201)["balance"], 610);
    let target = format!("/v1/transactions/{}/reversals", clipped["id"].as_str().expect("an id"));
    assert_eq!(server.get(&target).expect(200)["remaining"], 10, "what was not given cannot be taken back");
}

#[test]
fn a_conversion_tells_what_it_came_to() {
    let server = TestServer::demo();
    server.send(&Request::post("/v1/mints", r#"{"asset":"DIAMONDS","amount":100}"#).key("m")).expect(201);
    let body = |amount: u64, more: &str| {
        format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount},"to":"DIAMONDS"{more}}}"#)
    };
    server.post("/v1/conversions", "a", &body(100, "")).problem(409, "no_rate");
    allow(&server, "GOLD_COINS", r#"{"rates":[{"to":"DIAMONDS","pay":30,"receive":1}]}"#);
    let below = server.post("/v1/conversions", "b", &body(100, r#","min_receive":4"#));
    assert_eq!(below.problem(409, "rate_below_minimum")["would_receive"], 3);
    server.post("/v1/conversions", "c", &body(29, "")).problem(409, "conversion_too_small");
    let tried = server.post("/v1/conversions?dry_run=true", "d", &body(100, "")).expect(201);
    assert_eq!((&tried["received"], &balance(&server, "user_001", "GOLD_COINS")), (&json!(3), &json!(500)));
    let converted = server.post("/v1/conversions", "d", &body(100, r#","min_receive":3"#)).expect(201);
    assert_eq!((&converted["received"], &converted["balance"]), (&json!(3), &json!(410)));
    assert_eq!(
        (&converted["amount"], &converted["to"], &converted["left"]),
        (&json!(90), &json!("DIAMONDS"), &json!(10))
    );
    let whole = server.post("/v1/conversions", "f", &body(30, "")).expect(201);
    assert_eq!((whole.get("left"), &whole["balance"]), (None, &json!(380)));
    assert_eq!(balance(&server, "user_001", "DIAMONDS"), 4);
    let same = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"to":"GOLD_COINS"}"#;
    server.post("/v1/conversions", "e", same).problem(400, "invalid_asset");
}

#[test]
fn a_first_credit_opens_the_wallet_and_begins_it_with_something() {
    let server = TestServer::demo();
    bonus(&server, "a", "user_009", 5).problem(404, "wallet_not_found");
    allow(&server, "GOLD_COINS", r#"{"opens_on_credit":true,"starting_balance":20}"#);
    let tried = server.post("/v1/bonuses?dry_run=true", "b", r#"{"owner":"user_009","asset":"GOLD_COINS","amount":5}"#);
    assert_eq!(tried.expect(201)["balance"], 25);
    server.get("/v1/wallets/user_009/GOLD_COINS").problem(404, "wallet_not_found");
    assert_eq!(bonus(&server, "b", "user_009", 5).expect(201)["balance"], 25);
    assert_eq!(bonus(&server, "c", "user_009", 5).expect(201)["balance"], 30);
    let entries = server.get("/v1/wallets/user_009/GOLD_COINS/entries").expect(200);
    let amounts: Vec<_> = entries["data"].as_array().expect("entries").iter().map(|e| e["amount"].as_i64()).collect();
    assert_eq!(amounts, [Some(5), Some(5), Some(20)]);
}

#[test]
fn a_budget_is_funded_spent_and_told_apart() {
    let server = TestServer::demo();
    let event = "/v1/wallets/system:event_summer/GOLD_COINS";
    server.send(&Request::new("PUT", event)).expect(201);
    let fund = |key: &str, minor: u64, back: bool| {
        let body = format!(r#"{{"budget":"system:event_summer","asset":"GOLD_COINS","amount":{minor},"back":{back}}}"#);
        server.post("/v1/allocations", key, &body)
    };
    assert_eq!(fund("a", 100, false).expect(201)["balance"], 100);
    let from = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":60,"source":"system:event_summer"}"#;
    assert_eq!(server.post("/v1/bonuses", "b", from).expect(201)["budget"], "system:event_summer");
    server.post("/v1/bonuses", "c", from).problem(409, "budget_exhausted");
    let sink = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":10,"sink":"system:event_summer"}"#;
    server.post("/v1/spends", "d", sink).expect(201);
    assert_eq!(balance(&server, "system:event_summer", "GOLD_COINS"), 50);
    // In a batch as well, and only with the flow that it is of.
    let batch = r#"{"commands":[
        {"flow":"bonus","idempotency_key":"i","owner":"user_001","asset":"GOLD_COINS","amount":5,"source":"system:event_summer"},
        {"flow":"spend","idempotency_key":"j","owner":"user_001","asset":"GOLD_COINS","amount":5,"sink":"system:event_summer"}]}"#;
    let results = server.send(&Request::post("/v1/batches", batch)).expect(200);
    assert_eq!(results["results"][0]["transaction"]["budget"], "system:event_summer");
    assert_eq!(results["results"][1]["transaction"]["budget"], "system:event_summer");
    let other = r#"{"commands":[{"flow":"top_up","idempotency_key":"k","owner":"user_001","asset":"GOLD_COINS","amount":5,"source":"system:event_summer"}]}"#;
    server.send(&Request::post("/v1/batches", other)).problem(400, "malformed_body");
    assert_eq!(balance(&server, "system:event_summer", "GOLD_COINS"), 50);
    let audit = server.get("/v1/audit").expect(200);
    let gold = audit["assets"].as_array().expect("assets").iter().find(|it| it["asset"] == "GOLD_COINS");
    let gold = gold.expect("it is there");
    assert_eq!((&gold["budgets"], &gold["players"], &gold["treasury"]), (&json!(50), &json!(550), &json!(900)));
    fund("e", 51, true).problem(409, "budget_exhausted");
    fund("f", 50, true).expect(201);
    for owner in ["system:treasury", "system:revenue", "system:", "system:Event", "user_001"] {
        let body = format!(r#"{{"budget":"{owner}","asset":"GOLD_COINS","amount":1}}"#);
        server.post("/v1/allocations", "g", &body).problem(400, "invalid_owner");
    }
    server.send(&Request::new("PUT", "/v1/wallets/system:issuance/GOLD_COINS")).problem(400, "invalid_owner");
}
