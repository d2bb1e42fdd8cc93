//! What a person with a key tries beyond what the key is for.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use wallet_domain::access::{ApiKey, Cap, Caps, KeyTerms, Role, parse_network};
use wallet_domain::testing::api_key;
use wallet_http::http::access::KeyPolicy;

use crate::guarded::{Guarded, Made};
use crate::operations::{document, documented, operations};
use harness::http::{Request, Response};

/// A key with terms.
fn with(guarded: &Guarded, seed: u8, scopes: &str, terms: KeyTerms) -> Made {
    let (key, text) = api_key(seed, "ada", scopes);
    guarded.create((ApiKey { terms: Arc::new(terms), ..key }, text))
}

/// A support person with a day's cap of 25 for grants and for refunds, and an operator who made the key.
struct Desk {
    guarded: Guarded,
    support: Made,
    operator: Made,
}

impl Desk {
    fn new() -> Self {
        let guarded = Guarded::start(KeyPolicy::Required, Duration::ZERO);
        let cap = Cap::new(25, 25, 25).ok();
        let caps = Some(Caps { grant: cap, refund: cap, freeze: cap });
        let terms = KeyTerms { role: Some(Role::Support), caps, ..KeyTerms::default() };
        let support = with(&guarded, 1, "read,support", terms);
        let operator = guarded.create(api_key(2, "olga", "read,spend,grant,operate"));
        Self { guarded, support, operator }
    }

    fn post(&self, path: &str, key: &str, body: &Value) -> Response {
        self.guarded.send(&Request::post(path, &body.to_string()).key(key), &self.support.1)
    }

    fn operate(&self, path: &str, key: &str, body: &Value) -> Value {
        self.guarded.send(&Request::post(path, &body.to_string()).key(key), &self.operator.1).expect(201)
    }

    fn balance(&self) -> i64 {
        let wallet = Request::get("/v1/wallets/user_001/GOLD_COINS");
        self.guarded.send(&wallet, &self.operator.1).expect(200)["balance"].as_i64().expect("a number")
    }
}

fn bonus(minor: i64) -> Value {
    json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": minor, "reason": "lost", "metadata": {"ticket": "T-1"}})
}

#[test]
fn a_batch_does_not_give_more_than_the_cap_whether_all_or_one_by_one() {
    let desk = Desk::new();
    let before = desk.balance();
    let command = |number: i64| {
        let mut command = bonus(10);
        command["flow"] = json!("bonus");
        command["idempotency_key"] = json!(format!("b{number}"));
        command
    };
    let commands: Vec<Value> = (0..6).map(command).collect();
    desk.post("/v1/batches", "-", &json!({"commands": commands, "atomic": true})).json();
    assert_eq!(desk.balance(), before, "all or nothing is nothing");
    let answer = desk.post("/v1/batches", "-", &json!({"commands": commands})).expect(200);
    let results = answer["results"].as_array().expect("results").iter();
    assert_eq!(results.filter(|it| it["problem"]["code"] == "cap_exceeded").count(), 4, "{answer}");
    assert_eq!(desk.balance(), before + 20);
    desk.post("/v1/bonuses", "more", &bonus(6)).problem(403, "cap_exceeded");
}

#[test]
fn what_was_used_of_a_cap_goes_with_a_key_that_is_rotated() {
    let desk = Desk::new();
    desk.post("/v1/bonuses", "a", &bonus(20)).expect(201);
    let (_, boss) = desk.guarded.create(api_key(3, "boss", "read,grant,operate,keys,support"));
    // Nobody but the command line may give out a key whose scopes they lack.
    let path = format!("/v1/keys/{}/rotate", desk.support.0);
    let rotated = desk.guarded.send(&Request::post(&path, "{}"), &boss).expect(200);
    let key = rotated["secret"].as_str().expect("a secret");
    let over = desk.guarded.send(&Request::post("/v1/bonuses", &bonus(6).to_string()).key("b"), key);
    assert_eq!(over.problem(403, "cap_exceeded")["used"], 20);
}

#[test]
fn a_refund_into_debt_counts_in_full() {
    let desk = Desk::new();
    let given = desk.operate("/v1/bonuses", "g", &json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 26}));
    let balance = desk.balance();
    desk.operate("/v1/spends", "s", &json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": balance}));
    let undo = format!("/v1/transactions/{}/reversals", given["id"].as_str().expect("an id"));
    let why = json!({"reason": "twice", "metadata": {"ticket": "T-1"}, "on_shortfall": "debt"});
    let over = desk.post(&undo, "r", &why).problem(403, "cap_exceeded");
    assert_eq!((&over["limit"], &over["required"]), (&json!(25), &json!(26)));
    let mut part = why;
    part["amount"] = json!(25);
    desk.post(&undo, "r", &part).expect(201);
    part["amount"] = json!(1);
    desk.post(&undo, "r2", &part).problem(403, "cap_exceeded");
}

#[test]
fn a_ticket_that_says_nothing_is_none() {
    let desk = Desk::new();
    for ticket in [json!(null), json!(true), json!(false), json!({}), json!([]), json!(""), json!(" ")] {
        let mut body = bonus(1);
        body["metadata"]["ticket"] = ticket;
        desk.post("/v1/bonuses", "t", &body).problem(400, "ticket_required");
    }
    let mut body = bonus(1);
    body["reason"] = json!("  ");
    desk.post("/v1/bonuses", "t", &body).problem(400, "ticket_required");
    for (reason, ticket) in [(" ", "T-1"), ("a dispute", " ")] {
        let body = json!({"reason": reason, "ticket": ticket});
        desk.post("/v1/wallets/user_001/freeze", "f", &body).problem(400, "ticket_required");
    }
    desk.post("/v1/bonuses", "t", &bonus(1)).expect(201);
}

#[test]
fn a_key_for_an_asset_is_not_let_in_by_naming_it_where_nothing_is_asked_by_asset() {
    let guarded = Guarded::required();
    let scopes = "read,spend,grant,operate,events,webhooks,analytics,keys,approve";
    let terms = KeyTerms { assets: vec!["GOLD_COINS".parse().expect("a code")], ..KeyTerms::default() };
    let (_, key) = with(&guarded, 1, scopes, terms);
    let document = document();
    let documented = documented(&document);
    let takes_asset = |name: &str| {
        let (_, operation) = documented.iter().find(|(known, _)| known == name).expect("it is documented");
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters
            .into_iter()
            .any(|one| one["name"] == "asset" || one["$ref"].as_str().is_some_and(|it| it.contains("asset")))
    };
    let mut tried = 0;
    for (name, mut request) in operations() {
        // Where no key is asked for, everything is told to everybody.
        let is_open = name.contains("/health") || name == "GET /metrics" || name == "GET /openapi.json";
        if is_open || name.contains("{asset}") || name.contains("{code}") || takes_asset(name) {
            continue;
        }
        let joint = if request.target.contains('?') { '&' } else { '?' };
        request.target = format!("{}{joint}asset=GOLD_COINS", request.target);
        let answer = guarded.send(&request, &key);
        assert!((400..500).contains(&answer.status), "{name}: {} {}", answer.status, answer.text());
        tried += 1;
    }
    assert!(tried > 40, "{tried}");
    // Nor by naming two, or by spelling one so that the gate does not see it.
    for query in ["asset=GOLD_COINS&asset=DIAMONDS", "asset=GOLD_COINS&%61sset=DIAMONDS", "%61sset=DIAMONDS"] {
        for path in ["/v1/transactions", "/v1/wallets", "/v1/exports/wallets", "/v1/analytics/top", "/v1/changes"] {
            let answer = guarded.send(&Request::get(&format!("{path}?{query}")), &key);
            assert!((400..500).contains(&answer.status), "{path}?{query}: {} {}", answer.status, answer.text());
        }
    }
}

#[test]
fn an_address_is_the_connections_whatever_headers_say() {
    let guarded = Guarded::required();
    let bound = |seed, network: &str| {
        let networks = vec![parse_network(network).expect("a network")];
        with(&guarded, seed, "read", KeyTerms { networks, ..KeyTerms::default() }).1
    };
    let (here, there) = (bound(1, "127.0.0.0/8"), bound(2, "10.0.0.0/8"));
    for header in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP"] {
        let told = if header == "Forwarded" { "for=10.1.1.1" } else { "10.1.1.1" };
        let request = Request::get("/v1/wallets/user_001").header(header, told);
        guarded.send(&request, &there).problem(403, "address_not_allowed");
        guarded.send(&request, &here).expect(200);
    }
}

#[test]
fn a_key_has_a_name_that_a_log_and_a_page_can_show() {
    let guarded = Guarded::required();
    let (_, boss) = guarded.create(api_key(1, "boss", "read,keys"));
    for name in ["", "a\nb", "a\u{0}", "\u{1b}[2J", "a\u{85}b"] {
        let body = json!({"name": name, "scopes": ["read"]});
        guarded.send(&Request::post("/v1/keys", &body.to_string()), &boss).problem(400, "invalid_name");
    }
}

#[test]
fn a_command_that_took_the_approvals_key_first_is_not_carried_out_twice() {
    let guarded = Guarded::required();
    let terms = KeyTerms { approval_over: Some(50), ..KeyTerms::default() };
    let (_, operator) = with(&guarded, 1, "read,grant", terms);
    let (_, approver) = guarded.create(api_key(2, "eve", "read,approve"));
    let balance = || {
        let wallet = guarded.send(&Request::get("/v1/wallets/user_001/GOLD_COINS"), &operator).expect(200);
        wallet["balance"].as_i64().expect("a number")
    };
    let before = balance();
    let mut command = bonus(51);
    command["flow"] = json!("bonus");
    command["idempotency_key"] = json!("case");
    let asked = Request::post("/v1/approvals", &json!({ "command": command }).to_string());
    let asked = guarded.send(&asked, &operator).expect(201);
    // The maker books another amount under the same key, which needs nobody.
    guarded.send(&Request::post("/v1/bonuses", &bonus(50).to_string()).key("case"), &operator).expect(201);
    let approve = format!("/v1/approvals/{}/approve", asked["id"].as_str().expect("an id"));
    let approve = Request::post(&approve, &json!({"digest": asked["digest"]}).to_string());
    guarded.send(&approve, &approver).problem(422, "idempotency_key_reused");
    assert_eq!(balance(), before + 50);
    let shown = format!("/v1/approvals/{}", asked["id"].as_str().expect("an id"));
    assert_eq!(guarded.send(&Request::get(&shown), &approver).expect(200)["refusal"], "idempotency_key_reused");
}
