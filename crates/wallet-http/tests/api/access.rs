//! API keys: every route refuses whom it must, and lets in who has its scope.

use std::time::Duration;

use wallet_domain::Timestamp;
use wallet_domain::access::ApiKey;
use wallet_domain::testing::api_key;
use wallet_http::http::access::KeyPolicy;
use wallet_http::http::routes::{Row, TABLE};

use crate::guarded::{Guarded, Made, NOW, assert_unauthorized};
use crate::operations::{document, documented, operations, resolve};
use harness::http::Request;

const SCOPES: [&str; 9] = ["read", "spend", "grant", "operate", "events", "webhooks", "analytics", "keys", "approve"];

/// What keys with caps may ask for as well.
const HELP: [&str; 6] = [
    "POST /v1/owners/{owner}/notes",
    "POST /v1/bonuses",
    "POST /wallet/bonus",
    "POST /v1/transactions/{id}/reversals",
    "POST /v1/wallets/{owner}/freeze",
    "POST /v1/wallets/{owner}/{asset}/freeze",
];

/// What is told to the holder of any key.
const ANY: &str = "any";

/// What each operation needs, written down once more: the scope, or none for those that are open. What flows need is golden
/// in the domain.
fn needs(operation: &str) -> Option<&'static str> {
    match operation {
        "GET /health" | "GET /health/live" | "GET /health/ready" | "GET /metrics" | "GET /openapi.json" => None,
        "GET /wallet/balance/{userId}"
        | "GET /v1/wallets"
        | "GET /v1/wallets/{owner}"
        | "GET /v1/wallets/{owner}/{asset}"
        | "GET /v1/wallets/{owner}/{asset}/entries"
        | "GET /v1/wallets/{owner}/{asset}/balance"
        | "GET /v1/wallets/{owner}/{asset}/statement"
        | "POST /v1/wallets/query"
        | "GET /v1/transactions"
        | "GET /v1/transactions/{id}"
        | "GET /v1/transactions/{id}/reversals"
        | "GET /v1/payments/{payment_ref}"
        | "GET /v1/holds/{id}"
        | "GET /v1/wallets/{owner}/{asset}/holds"
        | "GET /v1/owners/{owner}/notes"
        | "GET /v1/assets/{code}"
        | "GET /v1/exports/transactions"
        | "GET /v1/exports/entries"
        | "GET /v1/exports/wallets"
        | "GET /v1/assets" => Some("read"),
        // A batch needs what its commands do; the one that is sent here is a spend.
        "POST /v1/batches" => Some("spend"),
        "PUT /v1/wallets/{owner}/{asset}" => Some("grant"),
        "POST /v1/wallets"
        | "POST /v1/wallets/{owner}/freeze"
        | "POST /v1/wallets/{owner}/unfreeze"
        | "POST /v1/wallets/{owner}/close"
        | "POST /v1/wallets/{owner}/reopen"
        | "POST /v1/wallets/{owner}/{asset}/freeze"
        | "POST /v1/wallets/{owner}/{asset}/unfreeze"
        | "POST /v1/wallets/{owner}/{asset}/close"
        | "POST /v1/wallets/{owner}/{asset}/reopen"
        | "POST /v1/assets"
        | "PATCH /v1/assets/{code}"
        | "GET /v1/changes"
        | "POST /v1/owners/{owner}/notes"
        | "GET /v1/audit"
        | "POST /v1/verifications" => Some("operate"),
        "GET /v1/events" => Some("events"),
        of_analytics if of_analytics.contains(" /v1/analytics/") => Some("analytics"),
        // An approval needs what its command does; the one that is asked for here is a bonus.
        "POST /v1/approvals" => Some("grant"),
        "GET /v1/approvals" | "GET /v1/approvals/{id}" => Some("read"),
        "POST /v1/approvals/{id}/approve" | "POST /v1/approvals/{id}/reject" => Some("approve"),
        "GET /v1/keys/self" => Some(ANY),
        "GET /v1/keys" | "POST /v1/keys" | "POST /v1/keys/{id}/rotate" | "POST /v1/keys/{id}/revoke" => Some("keys"),
        of_webhooks if of_webhooks.contains(" /v1/webhooks") || of_webhooks.contains(" /v1/alerts") => Some("webhooks"),
        other => {
            let row = TABLE.iter().find(|row| row.operation().as_deref() == Some(other));
            let flow = row.and_then(Row::asked_flow);
            let flow = flow.unwrap_or_else(|| panic!("{other} is not listed here: say which scope it needs"));
            Some(SCOPES.into_iter().find(|scope| *scope == flow.scope().to_string()).expect("a scope"))
        }
    }
}

/// Keys that open nothing, with what is said of each.
fn bad_keys(guarded: &Guarded) -> Vec<(String, String)> {
    let all = "read,spend,grant,operate";
    let (good, text) = api_key(10, "good", all);
    let (_, wrong) = api_key(11, "wrong", all);
    let secret = wrong.rsplit('_').next().expect("a secret");
    let wrong = format!("wlt_{}_{secret}", good.id);
    guarded.create((good, text));
    let (expired, expired_text) = api_key(12, "expired", all);
    let expired = ApiKey { expires_at: Some(Timestamp::from_micros(NOW)), ..expired };
    let (expired, expired_text) = guarded.create((expired, expired_text));
    let (revoked, revoked_text) = api_key(13, "revoked", all);
    let revoked = ApiKey { revoked_at: Some(Timestamp::from_micros(NOW - 1)), ..revoked };
    let (revoked, revoked_text) = guarded.create((revoked, revoked_text));
    let malformed = "The header must be Authorization: Bearer wlt_..., with one API key just as it was printed.";
    vec![
        ("hush".into(), malformed.into()),
        (String::new(), malformed.into()),
        (wrong.replace("wlt_", "wlt-"), malformed.into()),
        (api_key(99, "unknown", all).1, "There is no such API key.".into()),
        (wrong, "There is no such API key.".into()),
        (expired_text, format!("The API key {expired} has expired.")),
        (revoked_text, format!("The API key {revoked} has been revoked.")),
    ]
}
/// Every operation that needs a scope, with a request for it.
fn guarded_operations() -> Vec<(&'static str, &'static str, Request)> {
    let operations = operations().into_iter();
    operations.filter_map(|(name, request)| Some((name, needs(name)?, request))).collect()
}

#[test]
fn every_route_refuses_no_key_and_every_kind_of_bad_one() {
    let guarded = Guarded::required();
    let bad = bad_keys(&guarded);
    for (name, _, request) in guarded_operations() {
        let answer = guarded.server.send(&request);
        let detail = "Send an API key with the header Authorization: Bearer wlt_...; an operator makes one with wallet \
                      keys create.";
        assert_unauthorized(&answer, detail, name);
        for (key, detail) in &bad {
            assert_unauthorized(&guarded.send(&request, key), detail, name);
        }
    }
    let balance = guarded.send(&Request::get("/v1/wallets/user_001/GOLD_COINS"), &api_key(10, "good", "read").1);
    assert_eq!(balance.expect(200)["balance"], 500, "nothing moved");
}

#[test]
fn every_route_refuses_a_key_without_its_scope_and_takes_one_with_nothing_else() {
    let guarded = Guarded::required();
    let keys: Vec<(&str, Made, Made)> = (1..)
        .zip(SCOPES)
        .map(|(seed, scope)| {
            let others: Vec<&str> = SCOPES.into_iter().filter(|other| *other != scope).collect();
            let only = guarded.create(api_key(seed, "only", scope));
            (scope, only, guarded.create(api_key(seed + 100, "others", &others.join(","))))
        })
        .collect();
    guarded.create(api_key(200, "turned", "keys"));
    for (name, scope, request) in guarded_operations() {
        if scope == ANY {
            for (_, (_, good), _) in &keys {
                guarded.send(&request, good).expect(200);
            }
            continue;
        }
        let (_, (only, good), (others, bad)) = keys.iter().find(|(of, ..)| *of == scope).expect("one of each");
        let problem = guarded.send(&request, bad).problem(403, "forbidden");
        let detail = format!("This needs the scope {scope}, which the API key {others} lacks.");
        let of_batch = format!("Nothing of this batch was carried out. The command at index 0: {detail}");
        assert_eq!(problem["detail"], if name == "POST /v1/batches" { of_batch } else { detail }, "{name}");
        let answer = guarded.send(&request, good);
        assert!(answer.status < 300, "{name} with {only}: {}", answer.text());
    }
}

#[test]
fn what_is_open_asks_for_nothing_and_looks_at_no_key() {
    let guarded = Guarded::required();
    let open: Vec<Request> =
        operations().into_iter().filter(|(name, _)| needs(name).is_none()).map(|(_, r)| r).collect();
    assert_eq!(open.len(), 5);
    let pages = ["/", "/app.js", "/docs", "/docs.js"].map(Request::get);
    for request in open.into_iter().chain(pages) {
        guarded.server.send(&request).assert_status(200);
        guarded.send(&request, "hush").assert_status(200);
    }
    guarded.server.get("/nothing").problem(404, "route_not_found");
    guarded.server.send(&Request::new("OPTIONS", "/v1/mints")).assert_status(204);
    // Which methods there are is no secret; a method that there is not is not worth a key.
    guarded.server.send(&Request::new("DELETE", "/v1/mints")).problem(401, "unauthorized");
}

#[test]
fn the_document_says_what_each_operation_needs() {
    let document = document();
    let open = serde_json::to_value(wallet_http::http::openapi::open_document()).expect("a document is JSON");
    let scheme = &document["components"]["securitySchemes"]["api_key"];
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&"http".into(), &"bearer".into()));
    for (name, operation) in documented(&document) {
        let told = &operation["security"];
        let expected = match needs(&name) {
            None => serde_json::json!([]),
            Some(_) if ["POST /v1/batches", "POST /v1/approvals", "GET /v1/keys/self"].contains(&&*name) => {
                serde_json::json!([{"api_key": []}])
            }
            Some(scope) if HELP.contains(&&*name) => {
                serde_json::json!([{"api_key": [scope]}, {"api_key": ["support"]}])
            }
            Some(scope) => serde_json::json!([{"api_key": [scope]}]),
        };
        assert_eq!(*told, expected, "{name}");
        // A server that lets in whoever shows no key says so: a key, or nothing.
        let (path, method) =
            (name.split_once(' ').expect("a method and a path").1, name.split(' ').next().expect("one"));
        let told_by_open = &open["paths"][path][method.to_lowercase()]["security"];
        let nothing = needs(&name).map(|_| serde_json::json!({}));
        let expected: Vec<_> = expected.as_array().expect("a list").iter().cloned().chain(nothing).collect();
        assert_eq!(*told_by_open, serde_json::json!(expected), "{name}");
        let has = |status: &str| {
            let response = resolve(&document, &operation["responses"][status]);
            response["description"].as_str().is_some_and(|text| text.contains("API key"))
        };
        assert_eq!([has("401"), has("403")], [needs(&name).is_some(); 2], "{name}");
    }
}

#[test]
fn a_server_that_asks_for_no_keys_checks_those_that_are_sent() {
    let guarded = Guarded::start(KeyPolicy::Optional, Duration::from_hours(1));
    let bad = bad_keys(&guarded);
    let (reader, read) = guarded.create(api_key(1, "reader", "read"));
    for (name, scope, request) in guarded_operations() {
        for (key, detail) in &bad {
            assert_unauthorized(&guarded.send(&request, key), detail, name);
        }
        if ![ANY, "read"].contains(&scope) {
            let problem = guarded.send(&request, &read).problem(403, "forbidden");
            assert!(problem["detail"].as_str().is_some_and(|text| text.contains(&reader.to_string())), "{name}");
        }
    }
    let elsewhere = Request::get("/v1/wallets/user_001").header("Authorization", "Basic d2FsbGV0OndhbGxldA==");
    guarded.server.send(&elsewhere).expect(200);
}

#[test]
fn a_budgets_wallet_is_an_operators_to_open_and_the_list_of_changes_names_the_key() {
    let guarded = Guarded::required();
    let (_, grant) = guarded.create(api_key(1, "grant", "grant"));
    let (operator, both) = guarded.create(api_key(2, "both", "grant,operate"));
    let open = Request::new("PUT", "/v1/wallets/system:event_winter/GOLD_COINS");
    guarded.send(&open, &grant).problem(403, "forbidden");
    guarded.send(&open, &both).expect(201);
    guarded.send(&Request::new("PUT", "/v1/wallets/user_009/GOLD_COINS"), &grant).expect(201);
    guarded.send(&Request::post("/v1/wallets/user_009/freeze", "{}"), &both).expect(200);
    let changes = guarded.send(&Request::get("/v1/changes?owner=user_009"), &both).expect(200);
    assert_eq!(changes["data"][0]["actor"], format!("key {operator}"));
}

#[test]
fn a_refusal_does_not_wait_for_the_body() {
    let guarded = Guarded::required();
    let head = Request::post("/v1/spends", "").header("Content-Length", "4000").head();
    let mut stream = harness::http::connect(guarded.server.address);
    std::io::Write::write_all(&mut stream, head.replace("Content-Length: 0\r\n", "").as_bytes()).expect("it listens");
    harness::http::read_answer(stream).problem(401, "unauthorized");
}
