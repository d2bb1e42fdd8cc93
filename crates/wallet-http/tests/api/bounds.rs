//! The edges of a key's bounds: what a key for some assets, or one with caps, must not see, decide or be promised.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::access::{ApiKey, Cap, Caps, KeyTerms, Role};
use wallet_domain::testing::api_key;

use crate::guarded::{Guarded, Made};
use harness::http::{Request, Response};

/// A server, one who may do everything, and one who may do everything with gold.
struct Desk {
    guarded: Guarded,
    all: Made,
    gold: Made,
}

impl Desk {
    fn new() -> Self {
        let guarded = Guarded::required();
        let scopes = "read,spend,grant,operate,approve,keys";
        let (key, text) = api_key(1, "gold", scopes);
        let terms = KeyTerms { assets: vec!["GOLD_COINS".parse().expect("a code")], ..KeyTerms::default() };
        let gold = guarded.create((ApiKey { terms: Arc::new(terms), ..key }, text));
        let all = guarded.create(api_key(2, "all", scopes));
        let desk = Self { guarded, all, gold };
        let mint = Request::post("/v1/mints", r#"{"asset":"DIAMONDS","amount":100}"#).key("m");
        desk.guarded.send(&mint, &desk.all.1).expect(201);
        desk
    }

    fn by_gold(&self, request: &Request) -> Response {
        self.guarded.send(request, &self.gold.1)
    }

    fn by_all(&self, path: &str, name: &str, body: &Value) -> Value {
        self.guarded.send(&Request::post(path, &body.to_string()).key(name), &self.all.1).expect(201)
    }
}

#[test]
fn a_key_for_gold_finds_no_transaction_that_moves_diamonds_as_well() {
    let desk = Desk::new();
    let bonus = json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 10});
    let plain = desk.by_all("/v1/bonuses", "b", &bonus);
    let sum = |asset: &str, amount: i64| json!([{"asset": asset, "amount": amount}]);
    let both = json!({"owner": "user_001", "pay": sum("GOLD_COINS", 5), "receive": sum("DIAMONDS", 7)});
    let both = desk.by_all("/v1/purchases", "p", &both);
    let dear = json!({"owner": "user_001", "pay": sum("GOLD_COINS", 9_999), "receive": sum("DIAMONDS", 7)});
    let refused = Request::post("/v1/purchases", &dear.to_string()).key("d");
    desk.guarded.send(&refused, &desk.all.1).problem(402, "insufficient_funds");

    let by_id =
        |of: &Value| desk.by_gold(&Request::get(&format!("/v1/transactions/{}", of["id"].as_str().expect("an id"))));
    by_id(&plain).expect(200);
    by_id(&both).problem(403, "asset_not_allowed");
    let found = |key: &str, path: &str| {
        let answer = desk.guarded.send(&Request::get(path), key);
        assert_eq!(answer.status, 200, "{path}");
        answer.text().to_owned()
    };
    for path in ["/v1/transactions?asset=GOLD_COINS", "/v1/exports/transactions?asset=GOLD_COINS"] {
        assert!(found(&desk.all.1, path).contains("DIAMONDS"), "{path}");
        let seen = found(&desk.gold.1, path);
        assert!(seen.contains(plain["id"].as_str().expect("an id")) && !seen.contains("DIAMONDS"), "{path}: {seen}");
    }
    let seen = found(&desk.gold.1, "/v1/exports/entries?asset=GOLD_COINS");
    let of_diamonds = r#""asset":"DIAMONDS","entry_type""#;
    assert!(
        seen.contains(both["id"].as_str().expect("an id")) && !seen.contains(of_diamonds),
        "its own entries: {seen}"
    );
}

#[test]
fn a_key_for_gold_decides_nothing_about_diamonds() {
    let desk = Desk::new();
    let command =
        json!({"flow": "bonus", "idempotency_key": "a", "owner": "user_001", "asset": "DIAMONDS", "amount": 5});
    let ask = Request::post("/v1/approvals", &json!({ "command": command }).to_string());
    desk.by_gold(&ask).problem(403, "asset_not_allowed");
    let asked = desk.guarded.send(&ask, &desk.all.1).expect(201);
    let act_on = |act: &str| format!("/v1/approvals/{}/{act}", asked["id"].as_str().expect("an id"));
    let digest = json!({"digest": asked["digest"]}).to_string();
    desk.by_gold(&Request::post(&act_on("approve"), &digest)).problem(403, "asset_not_allowed");
    desk.by_gold(&Request::post(&act_on("reject"), "{}")).problem(403, "asset_not_allowed");
    let left = desk
        .guarded
        .send(&Request::get(&format!("/v1/approvals/{}", asked["id"].as_str().expect("an id"))), &desk.all.1);
    assert_eq!(left.expect(200)["status"], "pending");

    // A rate gives the other asset away.
    let patch =
        |policy: Value| Request::new("PATCH", "/v1/assets/GOLD_COINS").json(&json!({"policy": policy}).to_string());
    let rates = json!({"rates": [{"to": "DIAMONDS", "pay": 1, "receive": 1}]});
    for query in ["", "?dry_run=true"] {
        let request = Request::new("PATCH", &format!("/v1/assets/GOLD_COINS{query}"));
        let request = request.json(&json!({"policy": rates}).to_string());
        desk.by_gold(&request).problem(403, "asset_not_allowed");
    }
    desk.by_gold(&patch(json!({"max_balance": 5_000}))).expect(200);
    desk.guarded.send(&patch(rates), &desk.all.1).expect(200);
    desk.by_gold(&patch(json!({"max_balance": 6_000}))).expect(200);
}

#[test]
fn a_list_that_bounds_a_key_to_nothing_is_refused() {
    let desk = Desk::new();
    for member in ["assets", "networks"] {
        let body = json!({"name": "eve", "scopes": ["read"], member: []}).to_string();
        let refused =
            desk.guarded.send(&Request::post("/v1/keys", &body), &desk.all.1).problem(400, "invalid_key_terms");
        assert_eq!(refused["detail"], format!("{member} names at least one, or is left out for all."));
    }
}

/// The console shows a dry run before it acts.
#[test]
fn a_dry_run_of_a_freeze_is_refused_where_a_freeze_would_be() {
    let desk = Desk::new();
    let cap = |action, day, player| Cap::new(action, day, player).ok();
    let caps = Caps { grant: None, refund: None, freeze: cap(1, 2, 1) };
    let terms = KeyTerms { role: Some(Role::Support), caps: Some(caps), ..KeyTerms::default() };
    let (key, text) = api_key(3, "ada", "read,support");
    let (_, ada) = desk.guarded.create((ApiKey { terms: Arc::new(terms), ..key }, text));
    let tried = |path: &str, query: &str| {
        let body = r#"{"reason":"a thief","ticket":"T-1"}"#;
        desk.guarded.send(&Request::post(&format!("/v1/wallets/{path}/freeze{query}"), body), &ada)
    };
    for player in ["user_002", "user_003"] {
        let open = Request::new("PUT", &format!("/v1/wallets/{player}/GOLD_COINS")).json("{}");
        assert!(desk.guarded.send(&open, &desk.all.1).status < 300, "{player}");
    }
    // Two are too many for an action, and for a player; three for the day.
    for (path, status) in [
        ("user_001", 403),
        ("user_001/GOLD_COINS", 200),
        ("user_001/DIAMONDS", 403),
        ("user_002/GOLD_COINS", 200),
        ("user_003/GOLD_COINS", 403),
        // It is frozen already, which uses nothing.
        ("user_001/GOLD_COINS", 200),
    ] {
        let (dry, done) = (tried(path, "?dry_run=true"), tried(path, ""));
        assert_eq!((dry.status, done.status), (status, status), "{path}: {} {}", dry.text(), done.text());
        if status == 403 {
            assert_eq!(dry.problem(403, "cap_exceeded"), done.problem(403, "cap_exceeded"), "{path}");
        }
    }
}
