//! Keys with roles and bounds: what they are told, what they may not do, and how keys are made by keys.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use wallet_domain::access::{ApiKey, Cap, Caps, KeyTerms, Role, parse_network};
use wallet_domain::testing::api_key;
use wallet_http::http::access::KeyPolicy;

use crate::guarded::{Guarded, Made};
use crate::server::TestServer;
use harness::http::Request;

const BONUS: &str =
    r#"{"owner":"user_001","asset":"GOLD_COINS","amount":10,"reason":"lost","metadata":{"ticket":"T-1"}}"#;

/// A key with terms.
fn with(seed: u8, scopes: &str, terms: KeyTerms) -> (ApiKey, String) {
    let (key, text) = api_key(seed, "ada", scopes);
    (ApiKey { terms: Arc::new(terms), ..key }, text)
}

fn support(seed: u8) -> (ApiKey, String) {
    let cap = |action, day, player| Cap::new(action, day, player).ok();
    let caps = Caps { grant: cap(10, 25, 15), refund: cap(10, 10, 10), freeze: cap(2, 2, 2) };
    with(seed, "read,support", KeyTerms { role: Some(Role::Support), caps: Some(caps), ..KeyTerms::default() })
}

fn bonus(minor: i64) -> String {
    BONUS.replace("\"amount\":10", &format!("\"amount\":{minor}"))
}

#[test]
fn without_keys_everything_is_allowed_and_told_so() {
    let own = TestServer::demo().get("/v1/keys/self").expect(200);
    assert_eq!((&own["id"], &own["name"], &own["role"]), (&Value::Null, &json!("anyone"), &Value::Null));
    let scopes: Vec<&str> = own["scopes"].as_array().expect("scopes").iter().filter_map(Value::as_str).collect();
    assert!(["read", "grant", "keys", "approve"].iter().all(|scope| scopes.contains(scope)), "{scopes:?}");
    assert_eq!((&own["caps"], &own["used_today"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_key_is_told_what_it_may_do_and_what_it_has_used_today() {
    let guarded = Guarded::required();
    let (id, key) = guarded.create(support(1));
    guarded.send(&Request::post("/v1/bonuses", BONUS).key("a"), &key).expect(201);
    let own = guarded.send(&Request::get("/v1/keys/self"), &key).expect(200);
    let used = json!({"grant": [{"asset": "GOLD_COINS", "amount": 10}], "refund": [], "freeze": 0,
                      "resets_at": "2023-11-15T00:00:00.000000Z"});
    let cap = |action: i64, day: i64, player: i64| json!({"action": action, "day": day, "player": player});
    let caps = json!({"grant": cap(10, 25, 15), "refund": cap(10, 10, 10), "freeze": cap(2, 2, 2)});
    assert_eq!(
        own,
        json!({"id": id.to_string(), "name": "ada", "role": "support", "scopes": ["read", "support"], "assets": null,
               "networks": null, "approval_over": null, "caps": caps, "used_today": used})
    );
}

#[test]
fn a_support_key_may_do_what_helps_within_its_caps_and_nothing_else() {
    let guarded = Guarded::required();
    let (_, key) = guarded.create(support(1));
    let send = |path: &str, name: &str, body: &str| guarded.send(&Request::post(path, body).key(name), &key);
    for (path, body) in [
        ("/v1/top-ups", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#),
        ("/v1/spends", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#),
        ("/v1/mints", r#"{"asset":"GOLD_COINS","amount":1}"#),
        ("/v1/wallets/user_001/unfreeze", "{}"),
        ("/v1/wallets/user_001/close", "{}"),
        ("/v1/keys", r#"{"name":"eve","role":"economist"}"#),
    ] {
        send(path, "x", body).problem(403, "forbidden");
    }
    for (path, body) in [
        ("/v1/bonuses", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#),
        (
            "/v1/bonuses",
            r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"reason":"r","metadata":{"ticket":" "}}"#,
        ),
        ("/v1/bonuses", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"metadata":{"ticket":"T-1"}}"#),
        ("/v1/wallets/user_001/freeze", r#"{"reason":"r"}"#),
    ] {
        send(path, "x", body).problem(400, "ticket_required");
    }
    let first = send("/v1/bonuses", "a", BONUS).expect(201);
    let over = send("/v1/bonuses", "b", BONUS).problem(403, "cap_exceeded");
    let figures = ["limit", "used", "required", "resets_at", "retry_with"].map(|name| over[name].clone());
    assert_eq!(figures, [json!(15), json!(10), json!(10), json!("2023-11-15T00:00:00.000000Z"), json!("same_key")]);
    assert_eq!(send("/v1/bonuses", "a", BONUS).header("idempotent-replayed"), Some("true"));
    send("/v1/bonuses", "b", &bonus(5)).expect(201);
    let undo = format!("/v1/transactions/{}/reversals", first["id"].as_str().expect("an id"));
    send(&undo, "r", "{}").problem(400, "ticket_required");
    send(&undo, "r", r#"{"reason":"twice","metadata":{"ticket":"T-1"}}"#).expect(201);
    let freeze = r#"{"reason":"a dispute","ticket":"T-2"}"#;
    send("/v1/wallets/user_001/GOLD_COINS/freeze", "f", freeze).expect(200);
    // Two wallets at once would be three.
    send("/v1/wallets/user_002/freeze", "f", freeze).problem(403, "cap_exceeded");
    let (_, operator) = guarded.create(api_key(9, "op", "operate"));
    let changes = guarded.send(&Request::get("/v1/changes?owner=user_001"), &operator).expect(200);
    assert_eq!(changes["data"][0]["reason"], "a dispute (ticket T-2)");
    let batch = json!({"commands": [{"flow": "bonus", "idempotency_key": "z", "owner": "user_002", "asset": "GOLD_COINS",
                                     "amount": 1}]});
    let answer = send("/v1/batches", "-", &batch.to_string()).expect(200);
    assert_eq!(answer["results"][0]["problem"]["code"], "ticket_required");
}

#[test]
fn keys_are_made_listed_rotated_and_revoked_by_a_key() {
    let guarded = Guarded::start(KeyPolicy::Required, Duration::ZERO);
    let (_, key) = guarded.create(api_key(1, "boss", "read,keys"));
    let post = |path: &str, body: &Value| guarded.send(&Request::post(path, &body.to_string()), &key);
    let made = post("/v1/keys", &json!({"name": "bob", "scopes": ["read"]})).expect(201);
    let (id, secret) = (made["key"]["id"].as_str().expect("an id"), made["secret"].as_str().expect("a secret"));
    assert_eq!((&made["key"]["made_by"], &made["key"]["live"]), (&json!("boss"), &json!(true)));
    guarded.get(secret).expect(200);
    let listed = guarded.send(&Request::get("/v1/keys"), &key).expect(200);
    let mut names: Vec<&str> =
        listed["data"].as_array().expect("a list").iter().filter_map(|key| key["name"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["bob", "boss", "person 170"]);
    assert!(!listed.to_string().contains("wlt_"), "no secret is told twice");

    let rotated = post(&format!("/v1/keys/{id}/rotate"), &json!({"grace_s": 60})).expect(200);
    let second = rotated["secret"].as_str().expect("a secret");
    for text in [secret, second] {
        guarded.get(text).expect(200);
    }
    let third = post(&format!("/v1/keys/{id}/rotate"), &json!({})).expect(200);
    let third = third["secret"].as_str().expect("a secret");
    for text in [secret, second] {
        guarded.get(text).problem(401, "unauthorized");
    }
    guarded.get(third).expect(200);

    let revoked = post(&format!("/v1/keys/{id}/revoke"), &json!({})).expect(200);
    assert_eq!((&revoked["revoked_by"], &revoked["live"]), (&json!("boss"), &json!(false)));
    guarded.get(third).problem(401, "unauthorized");
    post(&format!("/v1/keys/{id}/rotate"), &json!({})).problem(409, "key_not_live");
    post("/v1/keys/0123456789ab/revoke", &json!({})).problem(404, "key_not_found");
}

#[test]
fn what_is_done_to_keys_is_in_the_audit_trail_under_the_persons_name_without_secrets() {
    let guarded = Guarded::start(KeyPolicy::Required, Duration::ZERO);
    let (boss, key) = guarded.create(api_key(1, "boss", "read,keys,operate"));
    let post = |path: &str, body: &Value| guarded.send(&Request::post(path, &body.to_string()), &key).json();
    let made = post("/v1/keys", &json!({"name": "bob", "scopes": ["read"], "networks": ["127.0.0.0/8"]}));
    let id = made["key"]["id"].as_str().expect("an id");
    let rotated = post(&format!("/v1/keys/{id}/rotate"), &json!({}));
    for _ in 0..2 {
        post(&format!("/v1/keys/{id}/revoke"), &json!({}));
    }
    let list = |query: &str| {
        let page = guarded.send(&Request::get(&format!("/v1/changes{query}")), &key).expect(200);
        page["data"].as_array().expect("a list").clone()
    };
    let told = list(&format!("?object={id}"));
    let actions: Vec<_> = told.iter().map(|it| it["action"].as_str().unwrap_or_default()).collect();
    assert_eq!(actions, ["revoke_key", "rotate_key", "create_key"]);
    for one in &told {
        assert_eq!((&one["actor"], &one["actor_name"]), (&json!(format!("key {boss}")), &json!("boss")));
        assert_eq!((&one["owner"], &one["asset"], &one["object"]), (&Value::Null, &Value::Null, &json!(id)));
    }
    assert_eq!(told[2]["after"], json!({"name": "bob", "scopes": ["read"], "networks": ["127.0.0.0/8"]}));
    assert_eq!(list(&format!("?actor=key%20{boss}")), told);
    assert_eq!(list("?action=revoke_key"), told[..1]);
    for secret in [&made["secret"], &rotated["secret"], &json!(key)] {
        let secret = secret.as_str().and_then(|text| text.rsplit('_').next()).expect("a secret");
        assert!(!json!(list("")).to_string().contains(secret));
    }
    for bad in ["?action=key", "?action=freeze&actor=anyone", "?object=a&owner=user_001", "?actor=", "?object=%0A"] {
        guarded.send(&Request::get(&format!("/v1/changes{bad}")), &key).problem(400, "malformed_query");
    }
    // The feed tells whoever follows it nothing of keys.
    let (_, follower) = guarded.create(api_key(2, "eve", "events"));
    let events = guarded.send(&Request::get("/v1/events"), &follower).expect(200);
    assert!(!events.to_string().contains("create_key"), "{events}");
}

#[test]
fn nobody_makes_or_takes_a_key_that_may_more_than_their_own() {
    let guarded = Guarded::required();
    let terms = KeyTerms { approval_over: Some(50), ..KeyTerms::default() };
    let (_, key) = guarded.create(with(1, "read,grant,operate,analytics,keys", terms));
    let post = |path: &str, body: &Value| guarded.send(&Request::post(path, &body.to_string()), &key);
    let cap = |figure: i64| json!({"grant": {"action": figure, "day": figure, "player": figure}});
    for (body, is_allowed) in [
        (json!({"name": "n", "role": "economist"}), true),
        (json!({"name": "n", "scopes": ["grant"], "approval_over": 50}), true),
        (json!({"name": "n", "role": "support", "caps": cap(50)}), true),
        (json!({"name": "n", "role": "approver"}), false),
        (json!({"name": "n", "scopes": ["events"]}), false),
        (json!({"name": "n", "scopes": ["grant"]}), false),
        (json!({"name": "n", "scopes": ["grant"], "approval_over": 51}), false),
        (json!({"name": "n", "role": "support", "caps": cap(51)}), false),
    ] {
        let answer = post("/v1/keys", &body);
        if is_allowed { drop(answer.expect(201)) } else { drop(answer.problem(403, "exceeds_own_key")) }
    }
    for body in [
        json!({"name": "n"}),
        json!({"name": "n", "role": "support"}),
        json!({"name": "n", "scopes": ["support"]}),
        json!({"name": "n", "scopes": ["read"], "caps": cap(1)}),
        json!({"name": "n", "role": "economist", "scopes": ["read"]}),
        json!({"name": "n", "role": "king"}),
        json!({"name": "n", "role": "economist", "networks": ["10.0.0.1/8"]}),
        json!({"name": "n", "role": "economist", "expires_in_s": 0}),
        json!({"name": "n", "role": "support", "caps": cap(-1)}),
    ] {
        post("/v1/keys", &body).problem(400, "invalid_key_terms");
    }
    // Whoever rotates a key has its secret.
    let (approver, _) = guarded.create(api_key(7, "eve", "read,approve"));
    post(&format!("/v1/keys/{approver}/rotate"), &json!({})).problem(403, "exceeds_own_key");
    post(&format!("/v1/keys/{approver}/revoke"), &json!({})).expect(200);
}

#[test]
fn a_key_for_some_assets_asks_about_no_other() {
    let guarded = Guarded::required();
    let terms = KeyTerms { assets: vec!["GOLD_COINS".parse().expect("a code")], ..KeyTerms::default() };
    let (_, key) = guarded.create(with(1, "read,grant,operate,events", terms));
    let get = |path: &str| guarded.send(&Request::get(path), &key);
    let given = guarded.send(&Request::post("/v1/bonuses", BONUS).key("a"), &key).expect(201);
    let diamonds = BONUS.replace("GOLD_COINS", "DIAMONDS");
    guarded.send(&Request::post("/v1/bonuses", &diamonds).key("b"), &key).problem(403, "asset_not_allowed");
    let wallets = get("/v1/wallets/user_001").expect(200);
    let assets: Vec<&str> =
        wallets["wallets"].as_array().expect("wallets").iter().filter_map(|it| it["asset"].as_str()).collect();
    assert_eq!(assets, ["GOLD_COINS"]);
    get("/v1/wallets/user_001/GOLD_COINS").expect(200);
    get("/v1/wallets?asset=GOLD_COINS").expect(200);
    get(&format!("/v1/transactions/{}", given["id"].as_str().expect("an id"))).expect(200);
    let (_, all) = guarded.create(api_key(2, "all", "grant,operate"));
    let mint = Request::post("/v1/mints", r#"{"asset":"DIAMONDS","amount":100}"#).key("m");
    guarded.send(&mint, &all).expect(201);
    let other = guarded.send(&Request::post("/v1/bonuses", &diamonds).key("b"), &all).expect(201);
    for path in [
        "/v1/wallets/user_001/DIAMONDS",
        "/v1/wallets?asset=DIAMONDS",
        "/v1/wallets?prefix=user",
        "/v1/events",
        "/v1/audit",
        &format!("/v1/transactions/{}", other["id"].as_str().expect("an id")),
    ] {
        get(path).problem(403, "asset_not_allowed");
    }
    let freeze = Request::post("/v1/wallets/user_001/freeze", "{}");
    guarded.send(&freeze, &key).problem(403, "asset_not_allowed");
}

#[test]
fn a_key_of_a_network_is_good_from_there_alone() {
    let guarded = Guarded::required();
    let of = |seed, text: &str| {
        let networks = vec![parse_network(text).expect("a network")];
        guarded.create(with(seed, "read", KeyTerms { networks, ..KeyTerms::default() }))
    };
    let ((_, here), (_, elsewhere)): (Made, Made) = (of(1, "127.0.0.0/8"), of(2, "10.0.0.0/8"));
    guarded.get(&here).expect(200);
    let forwarded = Request::get("/v1/wallets/user_001").header("X-Forwarded-For", "10.0.0.1");
    for request in [Request::get("/v1/wallets/user_001"), forwarded] {
        guarded.send(&request, &elsewhere).problem(403, "address_not_allowed");
    }
}
