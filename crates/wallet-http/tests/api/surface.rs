//! What the service shows on its surface: the routes and their document, methods, headers, the page, the metrics.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wallet_domain::testing::owner;
use wallet_domain::{IdempotencyKey, TransactionId};
use wallet_http::http::routes::{Row, TABLE};

use wallet_http::http::problem::Code;

use crate::server::TestServer;
use harness::http::Request;

const CSP_API: &str = "default-src 'none'; frame-ancestors 'none'";
const CSP_PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                        base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const CSP_DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                        connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
const OTHERS: [(&str, &str, &str); 36] = [
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
    ("GET /v1/events", "/v1/events?limit=5", ""),
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

#[test]
fn every_operation_of_the_document_answers_as_it_is_documented() {
    let server = TestServer::demo();
    let document = document();
    let documented = documented(&document);
    let listed: BTreeSet<&str> = documented.iter().map(|(name, _)| name.as_str()).collect();
    let tested: BTreeSet<&str> = operations().iter().map(|(name, _)| *name).collect();
    assert_eq!(listed, tested, "an operation without a request here, or the other way round");

    for (name, request) in operations() {
        let answer = server.send(&request);
        let (_, operation) = documented.iter().find(|(listed, _)| listed == name).expect("listed");
        let response = &operation["responses"][answer.status.to_string()];
        assert!(answer.status < 300 && response.is_object(), "{name}: {} {}", answer.status, answer.text());
        let kind = answer.header("content-type").and_then(|kind| kind.split(';').next()).expect("a content type");
        let schema = &response["content"][kind]["schema"];
        assert!(schema.is_object(), "{name}: {kind} is not in {response}");
        if kind == "application/json" {
            conforms(&document, schema, &answer.json()).unwrap_or_else(|reason| panic!("{name}: {reason}"));
        }
    }
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

#[test]
fn the_served_document_is_openapi_3_1_and_names_every_problem() {
    let server = TestServer::demo();
    let answer = server.get("/openapi.json").expect(200);
    assert_eq!(answer["openapi"], "3.1.0");
    for (name, operation) in documented(&answer) {
        assert_eq!(operation["responses"]["default"]["$ref"], "#/components/responses/AnyProblem", "{name}");
        assert!(operation["summary"].is_string() && operation["operationId"].is_string(), "{name}");
    }
    let spend = &answer["paths"]["/v1/spends"]["post"];
    assert_eq!(spend["parameters"][0]["name"], "Idempotency-Key");
    assert_eq!(spend["responses"]["402"]["$ref"], "#/components/responses/PaymentRequired");
    assert!(spend["x-problems"].as_array().expect("a list").contains(&json!("insufficient_funds")));
    let responses = &answer["components"]["responses"];
    let told = responses.as_object().expect("responses").values().filter_map(|one| one["description"].as_str());
    let told = told.collect::<Vec<_>>().join("\n");
    for code in Code::ALL.iter().filter(|code| **code != Code::MethodNotAllowed) {
        assert!(told.contains(&format!("`{}`: {}", code.name(), code.title())), "{code:?}");
    }
}

#[test]
fn a_wrong_method_is_told_the_right_ones_and_options_lists_them() {
    let server = TestServer::demo();
    let mut targets: Vec<(String, BTreeSet<String>)> = Vec::new();
    let document = document();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let target = path
            .replace("{owner}", "u")
            .replace("{asset}", "A")
            .replace("{userId}", "u")
            .replace("{id}", "1")
            .replace("{code}", "A");
        let mut methods: BTreeSet<String> =
            item.as_object().expect("methods").keys().map(|m| m.to_uppercase()).collect();
        if methods.contains("GET") {
            methods.insert("HEAD".into());
        }
        methods.insert("OPTIONS".into());
        targets.push((target, methods));
    }
    for page in ["/", "/docs", "/docs.js"] {
        targets.push((page.into(), ["GET", "HEAD", "OPTIONS"].map(str::to_owned).into()));
    }
    for (target, methods) in targets {
        let refused = server.send(&Request::new("DELETE", &target));
        refused.problem(405, "method_not_allowed");
        let options = server.send(&Request::new("OPTIONS", &target));
        assert_eq!((options.status, options.text()), (204, ""), "{target}");
        for answer in [refused, options] {
            let allow = answer.header("allow").expect("an Allow header").split(", ").map(str::to_owned).collect();
            assert_eq!(methods, allow, "{target}");
        }
    }
    server.send(&Request::new("DELETE", "/nothing")).problem(404, "route_not_found");
    let conditional = Request::new("QUERY", "/v1/spends").header("If-Match", "\"7\"");
    server.send(&conditional).problem(405, "method_not_allowed");
}

#[test]
fn head_is_get_without_the_body() {
    let server = TestServer::demo();
    for target in ["/", "/health", "/v1/wallets/user_001/GOLD_COINS", "/v1/assets", "/openapi.json", "/docs"] {
        let (get, head) = (server.get(target), server.send(&Request::new("HEAD", target)));
        assert_eq!((get.status, head.status, head.text()), (200, 200, ""), "{target}");
        for name in ["content-type", "content-length", "etag"] {
            assert_eq!(get.header(name), head.header(name), "{target} {name}");
        }
    }
}

#[test]
fn what_no_route_takes_is_not_found() {
    let server = TestServer::demo();
    for target in [
        "/v1",
        "/v1/",
        "/v2/spends",
        "/V1/spends",
        "/v1/spends/",
        "/v1//spends",
        "/v1/wallets/",
        "/v1/wallets//GOLD_COINS",
        "/wallet",
        "/wallet/balance/",
        "/health/",
        "/docs/",
        "/docs/nothing.js",
        "/docs/index.html",
        "/docs/start.js",
        "/docs.html",
        "/package.json",
        "/package-lock.json",
        "/.npmrc",
        "/.gitignore",
        "/test/",
        "/test/vendoring.js",
        "/node_modules/playwright-core/index.js",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/vendor/../package.json",
        "/vendor",
        "/index.html/",
        "//index.html/x",
        "/%00",
        "/%ff",
    ] {
        server.get(target).problem(404, "route_not_found");
    }
}

#[test]
fn every_answer_has_a_request_id_and_the_headers_that_keep_it_harmless() {
    let server = TestServer::demo();
    for target in ["/health", "/v1/wallets/user_001", "/nothing", "/metrics", "/v1/spends"] {
        let answer = server.get(target);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{target}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{target}");
        assert_eq!(answer.header("content-security-policy"), Some(CSP_API), "{target}");
        let id = answer.header("x-request-id").and_then(|id| uuid::Uuid::try_parse(id).ok());
        assert_eq!(id.map(|id| id.get_version_num()), Some(7), "{target}");
    }
}

#[test]
fn a_callers_request_id_is_kept_if_a_log_can_hold_it() {
    let server = TestServer::demo();
    let id_for = |sent: &str| {
        let answer = server.send(&Request::get("/v1/wallets/nobody/GOLD_COINS").header("X-Request-Id", sent));
        assert!(!answer.text().contains("request"), "the body is the same whatever the id: {}", answer.text());
        answer.header("x-request-id").expect("an id").to_owned()
    };
    for good in ["a", "trace-1/2:3", &"x".repeat(128)] {
        assert_eq!(id_for(good), *good);
    }
    for bad in ["", "a b", "caf\u{e9}", &"x".repeat(129)] {
        assert_ne!(id_for(bad), *bad);
    }
    assert_ne!(id_for(""), id_for(""));
}

#[test]
fn the_page_is_served_with_its_modules_and_a_strict_policy() {
    let server = TestServer::demo();
    let page = server.get("/");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(page.header("content-security-policy"), Some(CSP_PAGE));
    assert_eq!(page.text(), server.get("/index.html").text());
    for (target, kind) in [
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/base.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/vendor/preact.js", "text/javascript; charset=utf-8"),
        ("/vendor/preact.LICENSE.txt", "text/plain; charset=utf-8"),
    ] {
        let file = server.get(target);
        assert_eq!((file.status, file.header("content-type")), (200, Some(kind)), "{target}");
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert_eq!(file.header("cache-control"), Some("no-cache"), "{target}");
        let tag = file.header("etag").expect("a tag");
        let again = server.send(&Request::get(target).header("If-None-Match", tag));
        assert_eq!((again.status, again.text(), again.header("etag")), (304, "", Some(tag)), "{target}");
        server.send(&Request::get(target).header("If-None-Match", "\"other\"")).assert_status(200);
    }
}

#[test]
fn the_documentation_needs_nothing_but_this_server() {
    let server = TestServer::demo();
    let page = server.get("/docs");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(page.header("content-security-policy"), Some(CSP_DOCS));
    let wanted: Vec<&str> = page.text().split(['"', '\'']).filter(|text| text.starts_with('/')).collect();
    assert_eq!(wanted.len(), 7, "{wanted:?}");
    for file in wanted {
        let answer = server.get(file);
        assert!(answer.status == 200 && answer.body.len() > 100, "{file}: {}", answer.status);
    }
    assert!(!page.text().contains("://") && !server.get("/docs.js").text().contains("://"));
}

#[test]
fn requests_outcomes_and_replays_are_counted() {
    let server = TestServer::demo();
    // Other tests of this process count in the same registry, so only the difference tells, and at least as much.
    let read = |series: &str| {
        let metrics = server.get("/metrics");
        let line = metrics.text().lines().find(|line| line.starts_with(series)).map(str::to_owned);
        line.and_then(|line| line.rsplit_once(' ').and_then(|(_, value)| value.parse::<f64>().ok())).unwrap_or(0.0)
    };
    let series = [
        r#"wallet_http_requests_total{route="/v1/spends",method="POST",status="201"}"#,
        r#"wallet_http_requests_total{route="/v1/spends",method="POST",status="402"}"#,
        r#"wallet_http_request_duration_seconds_count{route="/v1/spends",method="POST"}"#,
        r#"wallet_commands_total{flow="spend",outcome="posted"}"#,
        r#"wallet_commands_total{flow="spend",outcome="insufficient_funds"}"#,
        r#"wallet_command_replays_total{flow="spend"}"#,
        r#"wallet_http_requests_total{route="none",method="other",status="404"}"#,
        "wallet_batch_commands_count",
        "wallet_commit_seconds_count",
    ];
    let before = series.map(read);
    let spend = |key: &str, amount: u64| {
        server.post("/v1/spends", key, &format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount}}}"#))
    };
    spend("a", 1).expect(201);
    spend("a", 1).expect(201);
    spend("b", 1000).problem(402, "insufficient_funds");
    server.send(&Request::new("BREW", "/coffee/secret")).problem(404, "route_not_found");
    let wanted = [2.0, 1.0, 3.0, 2.0, 1.0, 1.0, 1.0, 3.0, 3.0];
    for ((series, before), wanted) in series.iter().zip(before).zip(wanted) {
        let counted = read(series) - before;
        assert!(counted >= wanted, "{series}: {counted} of {wanted}");
    }
    let text = server.get("/metrics").text().to_owned();
    for secret in ["user_001", "secret", "coffee", "BREW"] {
        assert!(!text.contains(secret), "a label holds {secret}");
    }
    let table = include_str!("../../src/http/metrics.rs");
    for name in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()) {
        assert!(table.contains(&format!("//! | `{name}` |")), "{name} is not in the table");
    }
}

#[test]
fn health_is_the_seeds() {
    let server = TestServer::demo();
    assert_eq!(server.get("/health").text(), r#"{"status":"ok"}"#);
    assert_eq!(server.get("/health/live").expect(200), json!({"status": "ok"}));
}
