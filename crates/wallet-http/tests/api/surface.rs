//! What the service shows on its surface: the routes and their document, methods, headers, the page, the metrics.

use std::collections::BTreeSet;
use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::json;
use wallet_http::http::problem::Code;

use crate::operations::{conforms, document, documented, operations};
use crate::server::TestServer;
use harness::http::Request;

const CSP_API: &str = "default-src 'none'; frame-ancestors 'none'";
const CSP_PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                        base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const CSP_DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                        connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
    for page in ["/", "/console", "/docs", "/docs.js"] {
        targets.push((page.into(), ["GET", "HEAD", "OPTIONS"].map(str::to_owned).into()));
    }
    for (target, methods) in targets {
        let wrong = ["DELETE", "POST", "PUT"].into_iter().find(|one| !methods.contains(*one)).expect("one is wrong");
        let refused = server.send(&Request::new(wrong, &target));
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
    let console = server.get("/console");
    assert_eq!((console.status, console.header("content-security-policy")), (200, Some(CSP_PAGE)));
    for other in ["/console/", "/console/index.html"] {
        assert_eq!(console.text(), server.get(other).text(), "{other}");
    }
    for (target, kind) in [
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/console/console.js", "text/javascript; charset=utf-8"),
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
fn files_of_the_page_are_squeezed_for_those_who_take_it() {
    let server = TestServer::demo();
    for target in ["/", "/app.js", "/vendor/chart.js"] {
        let plain = server.get(target);
        let takes = Request::get(target).header("Accept-Encoding", "br, gzip");
        let squeezed = server.send(&takes);
        assert_eq!((squeezed.status, squeezed.header("content-encoding")), (200, Some("gzip")), "{target}");
        assert!(squeezed.body.len() < plain.body.len(), "{target}");
        let mut text = String::new();
        GzDecoder::new(&squeezed.body[..]).read_to_string(&mut text).expect("it is gzip");
        assert_eq!(text, plain.text(), "{target}");
        for answer in [&plain, &squeezed] {
            assert!(answer.header("vary").is_some_and(|vary| vary.contains("Accept-Encoding")), "{target}");
        }
        let tag = squeezed.header("etag").expect("a tag");
        assert_ne!(Some(tag), plain.header("etag"), "{target}");
        server.send(&takes.header("If-None-Match", tag)).assert_status(304);
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
