//! Wallets, statements, transactions, assets, the audit.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::mocks::MockWallets;
use wallet_domain::{Moment, OwnerId, Wallets};

use crate::server::{Parts, TestServer, demo_ledger};
use harness::http::Request;

#[test]
fn a_wallet_has_its_version_for_a_tag_and_conditions_are_kept() {
    let server = TestServer::demo();
    let target = "/v1/wallets/user_001/GOLD_COINS";
    let wallet = server.get(target);
    let expected = json!({
        "owner": "user_001", "asset": "GOLD_COINS", "balance": 500, "held": 0, "available": 500, "debt": 0, "status": "open", "sequence": 1, "version": 1
    });
    assert_eq!(wallet.expect(200), expected);
    assert_eq!(wallet.header("etag"), Some(r#""1""#));

    for tags in [r#""1""#, r#"W/"1""#, r#""0", "1""#, "*"] {
        let fresh = server.send(&Request::get(target).header("If-None-Match", tags));
        assert_eq!((fresh.status, fresh.text(), fresh.header("etag")), (304, "", Some(r#""1""#)), "{tags}");
        let matched = server.send(&Request::get(target).header("If-Match", tags));
        // A weak tag never does (RFC 9110, section 13.1.1).
        assert_eq!(matched.status, if tags.starts_with("W/") { 412 } else { 200 }, "{tags}");
    }
    server.send(&Request::get(target).header("If-None-Match", r#""0""#)).expect(200);
    server.send(&Request::get(target).header("If-Match", r#""0""#)).problem(412, "version_mismatch");

    server.post("/v1/spends", "k", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#).expect(201);
    let changed = server.send(&Request::get(target).header("If-None-Match", r#""1""#));
    assert_eq!((changed.expect(200)["balance"].clone(), changed.header("etag")), (json!(499), Some(r#""2""#)));
}

#[test]
fn wallets_are_listed_by_asset_and_a_stranger_has_none() {
    let server = TestServer::demo();
    let listed = server.get("/v1/wallets/user_001").expect(200);
    assert_eq!(listed["owner"], "user_001");
    let assets: Vec<_> = listed["wallets"].as_array().expect("wallets").iter().map(|wallet| &wallet["asset"]).collect();
    assert_eq!(assets, ["DIAMONDS", "GOLD_COINS"]);
    assert_eq!(server.get("/v1/wallets/nobody").expect(200), json!({"owner": "nobody", "wallets": []}));
    assert_eq!(server.get("/v1/wallets/system:issuance/GOLD_COINS").expect(200)["balance"], -1500);
    server.get("/v1/wallets/nobody/GOLD_COINS").problem(404, "wallet_not_found");
    server.get("/v1/wallets/nobody/GOLD_COINS/entries").problem(404, "wallet_not_found");
}

#[test]
fn a_wallet_is_opened_once_by_whoever_asks_first() {
    let server = TestServer::demo();
    let put = |target: &str| server.send(&Request::new("PUT", target));
    let opened = put("/v1/wallets/user_003/GOLD_COINS");
    assert_eq!((opened.expect(201)["balance"].clone(), opened.header("etag")), (json!(0), Some(r#""0""#)));
    assert_eq!(put("/v1/wallets/user_003/GOLD_COINS").expect(200), opened.json());
    put("/v1/wallets/user_003/NOPE").problem(404, "asset_not_found");
    put("/v1/wallets/system:treasury/GOLD_COINS").problem(400, "invalid_owner");
}

#[test]
fn an_owner_may_hold_any_visible_character_when_the_path_escapes_it() {
    let server = TestServer::demo();
    let target = "/v1/wallets/a%2Fb%3Fc%25d%2B%C3%A9/GOLD_COINS";
    server.send(&Request::new("PUT", target)).problem(400, "invalid_owner");
    let target = "/v1/wallets/a%2Fb%3Fc%25d%2B%2520/GOLD_COINS";
    let opened = server.send(&Request::new("PUT", target)).expect(201);
    assert_eq!(opened["owner"], "a/b?c%d+%20");
    assert_eq!(server.get(target).expect(200), opened);
    server.get("/v1/wallets/%FF%FE/GOLD_COINS").problem(400, "invalid_owner");
}

#[test]
fn entries_are_paged_from_the_newest_to_the_first() {
    let server = TestServer::demo();
    for number in 0..5 {
        let body = format!(
            r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{},"description":"no. {number}"}}"#,
            number + 1
        );
        server.post("/v1/spends", &format!("k{number}"), &body).expect(201);
    }
    let target = "/v1/wallets/user_001/GOLD_COINS/entries";
    let all = server.get(target).expect(200);
    assert_eq!(all["next_cursor"], json!(null));
    let newest = &all["data"][0];
    assert_eq!(
        *newest,
        json!({
            "transaction_id": newest["transaction_id"], "flow": "spend", "owner": "user_001", "asset": "GOLD_COINS",
            "entry_type": "debit", "amount": -5, "balance_after": 485, "sequence": 6,
            "counterparty": "system:revenue", "reference": null,
            "description": "no. 4", "metadata": null, "created_at": "2023-11-14T22:13:20.000000Z",
        })
    );
    let mut paged: Vec<Value> = Vec::new();
    let mut next = format!("{target}?limit=2");
    loop {
        let page = server.get(&next).expect(200);
        paged.extend(page["data"].as_array().expect("data").iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("{target}?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(json!(paged), all["data"]);
    assert_eq!(paged.len(), 6);
}

#[test]
fn a_limit_is_1_to_200_and_a_cursor_is_one_that_was_given() {
    let server = TestServer::demo();
    let entries = |query: &str| server.get(&format!("/v1/wallets/user_001/GOLD_COINS/entries?{query}"));
    for good in ["limit=1", "limit=200", "limit=%32"] {
        entries(good).expect(200);
    }
    for bad in
        ["limit=0", "limit=201", "limit=-1", "limit=1.5", "limit=", "limit=ten", "limit=%2B5", "limit=99999999999"]
    {
        entries(bad).problem(400, "invalid_limit");
    }
    for bad in ["cursor=", "cursor=5", "cursor=AQAAAAAAAAAA", "cursor=%00"] {
        entries(bad).problem(400, "invalid_cursor");
    }
    for bad in ["limits=5", "limit=5&limit=6", "before=5", "limit=5&_=1"] {
        entries(bad).problem(400, "malformed_query");
    }
}

#[test]
fn a_missing_wallet_is_opened_as_its_refusal_says() {
    let server = TestServer::demo();
    let body = r#"{"owner":"team/7?a%b","asset":"GOLD_COINS","amount":1}"#;
    let problem = server.post("/v1/top-ups", "t", body).problem(404, "wallet_not_found");
    let (_, said) = problem["detail"].as_str().expect("a sentence").split_once("PUT ").expect("a way out");
    assert_eq!(said, "/v1/wallets/team%2F7%3Fa%25b/GOLD_COINS.");
    server.send(&Request::new("PUT", said.trim_end_matches('.'))).expect(201);
    server.post("/v1/top-ups", "t", body).expect(201);
}

#[test]
fn a_transaction_is_found_by_its_id_and_by_its_key_posted_or_rejected() {
    let server = TestServer::demo();
    let spend = |key: &str, amount: u64| {
        server.post("/v1/spends", key, &format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount}}}"#))
    };
    let posted = spend("a", 30);
    let id = posted.expect(201)["id"].as_str().expect("an id").to_owned();
    assert_eq!(server.get(&format!("/v1/transactions/{id}")).text(), posted.text());
    assert_eq!(server.get("/v1/transactions?owner=user_001&idempotency_key=a").text(), posted.text());

    let refused = spend("b", 471).problem(402, "insufficient_funds");
    let found = server.get("/v1/transactions?owner=user_001&idempotency_key=b").expect(200);
    assert_eq!(
        (&found["status"], &found["balance"], &found["entries"], &found["problem"]),
        (&json!("rejected"), &json!(null), &json!([]), &refused)
    );
    assert_eq!(server.get(&format!("/v1/transactions/{}", found["id"].as_str().expect("an id"))).expect(200), found);

    for missing in ["00000000-0000-0000-0000-000000000000", "not-an-id", "%00", "1"] {
        server.get(&format!("/v1/transactions/{missing}")).problem(404, "transaction_not_found");
    }
    server.get("/v1/transactions?owner=user_002&idempotency_key=a").problem(404, "transaction_not_found");
    server.get("/v1/transactions?idempotency_key=a").problem(400, "malformed_query");
    server.get("/v1/transactions?owner=&idempotency_key=a").problem(400, "invalid_owner");
    server.get("/v1/transactions?owner=user_001&idempotency_key=").problem(400, "invalid_idempotency_key");
    let opening = server.get("/v1/transactions?owner=system:treasury&idempotency_key=demo%20mint").expect(200);
    assert_eq!(opening["flow"], "mint");
}

#[test]
fn an_asset_is_created_once_with_its_system_wallets() {
    let server = TestServer::demo();
    let create = |json: &str| server.send(&Request::post("/v1/assets", json));
    let tokens = r#"{"code":"EVENT_TOKENS","name":"Event tokens","description":"For the summer"}"#;
    let created = create(tokens);
    let expected =
        json!({"code": "EVENT_TOKENS", "name": "Event tokens", "description": "For the summer", "policy": {}});
    assert_eq!(created.expect(201), expected);
    assert_eq!(create(tokens).expect(200), expected);
    create(r#"{"code":"EVENT_TOKENS","name":"Other tokens"}"#).problem(409, "asset_exists");
    create(r#"{"code":"event","name":"Event"}"#).problem(400, "invalid_asset");
    create(r#"{"code":"EVENT","name":""}"#).problem(400, "invalid_name");
    create(r#"{"code":"EVENT","name":"Event","description":"a\u0000b"}"#).problem(400, "invalid_description");

    let assets = server.get("/v1/assets").expect(200);
    let codes: Vec<_> = assets["assets"].as_array().expect("assets").iter().map(|asset| &asset["code"]).collect();
    assert_eq!(codes, ["DIAMONDS", "EVENT_TOKENS", "GOLD_COINS"]);
    for owner in ["system:issuance", "system:treasury", "system:revenue"] {
        assert_eq!(server.get(&format!("/v1/wallets/{owner}/EVENT_TOKENS")).expect(200)["balance"], 0);
    }
}

#[test]
fn the_audit_says_where_every_supply_is_and_when_it_was_last_proven() {
    let server = TestServer::demo();
    server.post("/v1/spends", "k", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":120}"#).expect(201);
    assert_eq!(
        server.get("/v1/audit").expect(200),
        json!({
            "assets": [
                {"asset": "DIAMONDS", "supply": 0, "treasury": 0, "revenue": 0, "budgets": 0, "players": 0, "debts": 0},
                {"asset": "GOLD_COINS", "supply": 1500, "treasury": 1000, "revenue": 120, "budgets": 0, "players": 380, "debts": 0},
            ],
            "last_verification": {"finished_at": "2023-11-14T22:13:20.000001Z", "findings": 0, "ok": true},
            "heads": [{"lane": 0, "number": 3, "created_at": "2023-11-14T22:13:20.000000Z", "hash": "07".repeat(32)}],
            "version": env!("CARGO_PKG_VERSION"),
        })
    );
}

#[test]
fn sums_say_if_a_store_of_several_machines_could_not_give_one_moment() {
    let ledger = demo_ledger();
    let whole = TestServer::start(Parts::of(&ledger));
    let owners = [OwnerId::new("user_001").expect("an owner")];
    let found = whole.block_on(ledger.list_wallets(&owners)).expect("memory works");
    let system = whole.block_on(ledger.list_system_wallets()).expect("memory works");
    let mut wallets = MockWallets::new();
    wallets.expect_sum_wallets().returning(move |_| Ok(Moment { found: found.clone(), is_approximate: true }));
    wallets.expect_sum_system_wallets().returning(move || Ok(Moment { found: system.clone(), is_approximate: true }));
    let torn = TestServer::start(Parts { wallets: Arc::new(wallets), ..Parts::of(&ledger) });
    let query = Request::post("/v1/wallets/query", r#"{"owners":["user_001"]}"#);
    for request in [query, Request::get("/v1/audit")] {
        let exact = whole.send(&request).expect(200);
        assert_eq!(exact.get("approximate"), None);
        let mut told = torn.send(&request).expect(200);
        let said = told.as_object_mut().and_then(|members| members.remove("approximate"));
        assert_eq!((said, told), (Some(json!(true)), exact));
    }
}
