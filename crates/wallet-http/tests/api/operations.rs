//! A request for each operation of the OpenAPI document, and how tests read the document.

use serde_json::Value;
use wallet_domain::testing::{bonus, owner};
use wallet_domain::{IdempotencyKey, TransactionId};
use wallet_http::http::routes::{Row, TABLE};

use harness::http::Request;

/// What makes the flows' examples succeed: the operation, the target, the body.
const BEFORE: [(&str, &str, &str); 2] = [
    (
        "PATCH /v1/assets/{code}",
        "/v1/assets/GOLD_COINS",
        r#"{"policy":{"transferable":true,"rates":[{"to":"DIAMONDS","pay":100,"receive":1}]}}"#,
    ),
    ("PUT /v1/wallets/{owner}/{asset}", "/v1/wallets/user_007/GOLD_COINS", ""),
];

/// Operations that take no idempotency key.
const OTHERS: [(&str, &str, &str); 75] = [
    ("GET /health", "/health", ""),
    ("GET /health/live", "/health/live", ""),
    ("GET /health/ready", "/health/ready", ""),
    ("GET /metrics", "/metrics", ""),
    ("GET /openapi.json", "/openapi.json", ""),
    ("GET /wallet/balance/{userId}", "/wallet/balance/user_001", ""),
    ("POST /v1/wallets/{owner}/freeze", "/v1/wallets/user_007/freeze", "{}"),
    ("POST /v1/wallets/{owner}/unfreeze", "/v1/wallets/user_007/unfreeze", "{}"),
    ("POST /v1/wallets/{owner}/close", "/v1/wallets/user_007/close", "{}"),
    ("POST /v1/wallets/{owner}/reopen", "/v1/wallets/user_007/reopen", "{}"),
    ("POST /v1/wallets/{owner}/{asset}/freeze", "/v1/wallets/user_007/GOLD_COINS/freeze", r#"{"block":"debits"}"#),
    ("POST /v1/wallets/{owner}/{asset}/unfreeze", "/v1/wallets/user_007/GOLD_COINS/unfreeze", "{}"),
    ("POST /v1/wallets/{owner}/{asset}/close", "/v1/wallets/user_007/GOLD_COINS/close", "{}"),
    ("POST /v1/wallets/{owner}/{asset}/reopen", "/v1/wallets/user_007/GOLD_COINS/reopen", "{}"),
    ("GET /v1/changes", "/v1/changes?limit=5", ""),
    ("GET /v1/analytics/distribution", "/v1/analytics/distribution?asset=GOLD_COINS", ""),
    ("GET /v1/analytics/top", "/v1/analytics/top?asset=GOLD_COINS", ""),
    ("GET /v1/analytics/holders", "/v1/analytics/holders?asset=GOLD_COINS", ""),
    ("GET /v1/analytics/debts", "/v1/analytics/debts?asset=GOLD_COINS", ""),
    ("GET /v1/analytics/holds", "/v1/analytics/holds?asset=GOLD_COINS", ""),
    ("POST /v1/owners/{owner}/notes", "/v1/owners/user_001/notes", r#"{"text":"called"}"#),
    ("GET /v1/owners/{owner}/notes", "/v1/owners/user_001/notes?limit=5", ""),
    ("GET /v1/holds/{id}", "/v1/holds/{holds}", ""),
    ("GET /v1/wallets/{owner}/{asset}/holds", "/v1/wallets/user_001/GOLD_COINS/holds?limit=5", ""),
    ("GET /v1/transactions/{id}/reversals", "/v1/transactions/{spends}/reversals", ""),
    (
        "POST /v1/batches",
        "/v1/batches",
        r#"{"commands":[{"flow":"spend","idempotency_key":"b","owner":"user_001","asset":"GOLD_COINS","amount":1}]}"#,
    ),
    ("POST /v1/wallets", "/v1/wallets", r#"{"wallets":[{"owner":"user_008","asset":"GOLD_COINS"}]}"#),
    ("PUT /v1/wallets/{owner}/{asset}", "/v1/wallets/user_009/GOLD_COINS", ""),
    ("GET /v1/wallets", "/v1/wallets?asset=GOLD_COINS&limit=5", ""),
    ("GET /v1/wallets/{owner}", "/v1/wallets/user_001", ""),
    ("GET /v1/wallets/{owner}/{asset}/balance", "/v1/wallets/user_001/GOLD_COINS/balance?at=2023-11-14T22:13:20Z", ""),
    ("GET /v1/wallets/{owner}/{asset}/statement", "/v1/wallets/user_001/GOLD_COINS/statement", ""),
    ("POST /v1/wallets/query", "/v1/wallets/query", r#"{"owners":["user_001","nobody"]}"#),
    ("GET /v1/wallets/{owner}/{asset}", "/v1/wallets/user_001/GOLD_COINS", ""),
    ("GET /v1/wallets/{owner}/{asset}/entries", "/v1/wallets/user_001/GOLD_COINS/entries?limit=5", ""),
    ("GET /v1/transactions", "/v1/transactions?owner=user_001&idempotency_key=spends", ""),
    ("GET /v1/transactions/{id}", "/v1/transactions/{spends}", ""),
    ("GET /v1/payments/{payment_ref}", "/v1/payments/pay_8271", ""),
    ("GET /v1/assets", "/v1/assets", ""),
    ("GET /v1/assets/{code}", "/v1/assets/GOLD_COINS", ""),
    ("POST /v1/assets", "/v1/assets", r#"{"code":"NEW","name":"New"}"#),
    ("GET /v1/audit", "/v1/audit", ""),
    ("POST /v1/verifications", "/v1/verifications", ""),
    ("GET /v1/keys/self", "/v1/keys/self", ""),
    (
        "POST /v1/approvals",
        "/v1/approvals",
        r#"{"command":{"flow":"bonus","idempotency_key":"ask","owner":"user_001","asset":"GOLD_COINS","amount":1}}"#,
    ),
    ("GET /v1/approvals", "/v1/approvals?status=pending&limit=5", ""),
    ("GET /v1/approvals/{id}", "/v1/approvals/{waits}", ""),
    ("POST /v1/approvals/{id}/approve", "/v1/approvals/{waits}/approve", r#"{"digest":"DIGEST"}"#),
    ("POST /v1/approvals/{id}/reject", "/v1/approvals/{is-refused}/reject", r#"{"reason":"no"}"#),
    ("POST /v1/keys", "/v1/keys", r#"{"name":"ada","scopes":["keys"]}"#),
    ("GET /v1/keys", "/v1/keys", ""),
    ("POST /v1/keys/{id}/rotate", "/v1/keys/c8c8c8c8c8c8/rotate", "{}"),
    ("POST /v1/keys/{id}/revoke", "/v1/keys/c8c8c8c8c8c8/revoke", "{}"),
    ("GET /v1/analytics/flows", "/v1/analytics/flows?asset=GOLD_COINS&by=reason", ""),
    ("GET /v1/analytics/supply", "/v1/analytics/supply?asset=GOLD_COINS", ""),
    ("GET /v1/analytics/velocity", "/v1/analytics/velocity?asset=GOLD_COINS", ""),
    ("GET /v1/events", "/v1/events?limit=5", ""),
    ("GET /v1/exports/transactions", "/v1/exports/transactions?flow=spend&format=csv", ""),
    ("GET /v1/exports/entries", "/v1/exports/entries?owner=user_001&format=csv", ""),
    ("GET /v1/exports/wallets", "/v1/exports/wallets?format=csv", ""),
    ("POST /v1/webhooks", "/v1/webhooks", r#"{"url":"https://shop.example/hook","types":["spend.*"]}"#),
    ("GET /v1/webhooks", "/v1/webhooks", ""),
    ("GET /v1/webhooks/{id}", "/v1/webhooks/010101010101", ""),
    ("PATCH /v1/webhooks/{id}", "/v1/webhooks/010101010101", r#"{"paused":true}"#),
    ("POST /v1/webhooks/{id}/rotate", "/v1/webhooks/010101010101/rotate", ""),
    ("POST /v1/webhooks/{id}/ping", "/v1/webhooks/010101010101/ping", ""),
    ("POST /v1/webhooks/{id}/replay", "/v1/webhooks/010101010101/replay", r#"{"from":"1.0"}"#),
    ("DELETE /v1/webhooks/{id}/replay", "/v1/webhooks/010101010101/replay", ""),
    ("GET /v1/webhooks/{id}/deliveries", "/v1/webhooks/010101010101/deliveries?limit=5", ""),
    ("GET /v1/webhooks/{id}/parked", "/v1/webhooks/010101010101/parked?limit=5", ""),
    ("DELETE /v1/webhooks/{id}", "/v1/webhooks/020202020202", ""),
    ("PUT /v1/alerts/{id}", "/v1/alerts/low_gold", r#"{"asset":"GOLD_COINS","all":true,"below":100}"#),
    ("GET /v1/alerts/{id}", "/v1/alerts/low_gold", ""),
    ("GET /v1/alerts", "/v1/alerts", ""),
    ("DELETE /v1/alerts/{id}", "/v1/alerts/low_gold", ""),
];

/// A request that succeeds for every operation, in an order in which they do: the operation, and what to send for it. The
/// flows' requests are the document's examples, each under a key that is the last word of its path.
pub(crate) fn operations() -> Vec<(&'static str, Request)> {
    let hold = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    let diamonds = r#"{"asset":"DIAMONDS","amount":9}"#;
    let before = BEFORE.map(request).into_iter().chain([
        ("POST /v1/mints", Request::post("/v1/mints", diamonds).key("diamonds")),
        ("POST /v1/holds", Request::post("/v1/holds", hold).key("release-first")),
    ]);
    let flows = examples_of_flows().into_iter().map(|(row, body)| {
        let operation: &'static str = row.operation().expect("it is in the document").leak();
        let path = operation.strip_prefix("POST ").expect("a flow is posted");
        let key = path.rsplit('/').next().expect("a path has a last word");
        let target = match key {
            "release" => path.replace("{id}", "{release-first}"),
            "reversals" => path.replace("{id}", "{spends}"),
            _ => path.replace("{id}", "{holds}"),
        };
        // The only budget that this server has.
        let body = body.to_string().replace("system:event_summer", "system:event");
        let (_, request) = request((operation, &target, &body));
        (operation, request.header(row.key_header().expect("a flow has a key"), key))
    });
    before.chain(flows).chain(OTHERS.map(request)).collect()
}

/// A request; `{key}` in its target is the id of the first player's transaction under that key.
fn request<'a>((operation, target, body): (&'a str, &str, &str)) -> (&'a str, Request) {
    let method = operation.split(' ').next().expect("a method");
    let mut target = target.to_owned();
    if let Some((before, (key, after))) =
        target.split_once('{').map(|(it, rest)| (it, rest.split_once('}').expect("}")))
    {
        let key = IdempotencyKey::new(key).expect("a key");
        target = format!("{before}{}{after}", TransactionId::of(&owner("user_001"), &key));
    }
    let request = Request::new(method, &target);
    let body = &body.replace("DIGEST", &bonus("user_001", "GOLD_COINS", 1, "waits").fingerprint().to_string());
    (operation, if body.is_empty() { request } else { request.json(body) })
}

/// The rows of the table that ask for a flow, each with the document's example of its body.
pub(crate) fn examples_of_flows() -> Vec<(&'static Row, Value)> {
    let document = document();
    let flows = TABLE.iter().filter(|row| row.asked_flow().is_some());
    let example = |row: &'static Row| {
        let operation = row.operation().expect("it is in the document");
        let path = operation.strip_prefix("POST ").expect("a flow is posted");
        (row, document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"].clone())
    };
    flows.map(example).collect()
}

pub(crate) fn document() -> Value {
    serde_json::to_value(wallet_http::http::openapi::document()).expect("a document is JSON")
}

/// Every operation of the document, with its description.
pub(crate) fn documented(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let methods = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("methods");
        methods.iter().map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    });
    methods.collect()
}

/// Whether a value has just the members that its schema tells, and those of the types that it tells.
pub(crate) fn conforms(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let schema = resolve(document, schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices.iter().any(|choice| conforms(document, choice, value).is_ok());
        return if fits { Ok(()) } else { Err(format!("{value} is none of {schema}")) };
    }
    if schema["enum"].as_array().is_some_and(|names| !names.contains(value)) {
        return Err(format!("{value} is none of {}", schema["enum"]));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.is_empty() && !types.contains(&kind) {
        return Err(format!("{value} is no {types:?}"));
    }
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| conforms(document, &schema["items"], item)),
        Value::Object(members) => {
            let parts: Vec<&Value> = match schema["allOf"].as_array() {
                Some(parts) => parts.iter().map(|part| resolve(document, part)).collect(),
                None => vec![schema],
            };
            if parts.iter().all(|part| part["properties"].is_null()) {
                return Ok(());
            }
            for (name, member) in members {
                let described = parts.iter().map(|part| &part["properties"][name]).find(|schema| !schema.is_null());
                let schema = described.ok_or_else(|| format!("{name} is not documented"))?;
                conforms(document, schema, member).map_err(|reason| format!("{name}: {reason}"))?;
            }
            let required = parts.iter().filter_map(|part| part["required"].as_array()).flatten();
            match required.filter_map(Value::as_str).find(|name| !members.contains_key(*name)) {
                Some(name) => Err(format!("{name} is missing")),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// A part of the document, or what it refers to.
pub(crate) fn resolve<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    match part["$ref"].as_str() {
        Some(place) => document.pointer(&place[1..]).unwrap_or_else(|| panic!("there is no {place}")),
        None => part,
    }
}
