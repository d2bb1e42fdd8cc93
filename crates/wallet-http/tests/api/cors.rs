//! CORS: pages of the origins that an operator names use the API from a browser, and no others.

use wallet_domain::testing::api_key;
use wallet_http::http::access::{KeyPolicy, Origins};

use crate::guarded::Guarded;
use crate::operations::{document, documented};
use crate::server::{Parts, TestServer, demo_ledger};
use harness::http::{Request, Response};

const SHOP: &str = "https://shop.example";
const SPEND: &str = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;

fn origins() -> Origins {
    Origins::parse("https://shop.example, http://localhost:5173").expect("good origins")
}

fn parts() -> Parts {
    let mut parts = Parts::of(&demo_ledger());
    parts.http.origins = origins();
    parts
}

fn preflight(origin: &str, method: &str, path: &str, headers: &str) -> Request {
    let request = Request::new("OPTIONS", path).header("Origin", origin);
    request.header("Access-Control-Request-Method", method).header("Access-Control-Request-Headers", headers)
}

/// The words of a header that is a list.
fn words(answer: &Response, header: &str) -> Vec<String> {
    let list = answer.header(header).unwrap_or_default();
    list.split(',').map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
}

fn allowed(answer: &Response) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

#[test]
fn a_preflight_needs_no_key_and_allows_what_clients_send_to_every_route() {
    let server = TestServer::start(Parts { policy: KeyPolicy::Required, ..parts() });
    let sent = "authorization,content-type,idempotency-key,x-idempotency-key,if-match,if-none-match,\
                wallet-on-behalf-of,x-request-id,last-event-id";
    let document = document();
    for (operation, _) in documented(&document) {
        let (method, path) = operation.split_once(' ').expect("a method and a path");
        let path = path.replace(['{', '}'], "");
        for origin in [SHOP, "http://localhost:5173"] {
            let answer = server.send(&preflight(origin, method, &path, sent));
            assert_eq!((answer.status, allowed(&answer)), (200, Some(origin)), "{operation}: {}", answer.text());
            assert!(words(&answer, "access-control-allow-methods").contains(&method.to_lowercase()), "{operation}");
            let headers = words(&answer, "access-control-allow-headers");
            assert!(sent.split(',').all(|name| headers.iter().any(|header| header == name.trim())), "{headers:?}");
            assert_eq!(answer.header("access-control-allow-credentials"), None);
            assert!(words(&answer, "vary").contains(&"origin".to_owned()));
            assert!(answer.header("x-request-id").is_some());
        }
    }
}

#[test]
fn a_page_of_a_named_origin_reads_answers_and_refusals_with_the_headers_that_clients_need() {
    let guarded = Guarded::start_with(|parts| {
        parts.policy = KeyPolicy::Required;
        parts.http.origins = origins();
    });
    let (_, text) = guarded.create(api_key(1, "shop", "read,spend"));
    let bearer = format!("Bearer {text}");
    let from_shop = |request: Request| guarded.server.send(&request.header("Origin", SHOP));
    let spend = || Request::post("/v1/spends", SPEND).key("a").header("Authorization", &bearer);
    let first = from_shop(spend());
    let again = from_shop(spend());
    assert!(again.is_replay());
    let refused = from_shop(Request::post("/v1/spends", SPEND).key("b"));
    let lacking = from_shop(Request::post("/v1/mints", "{}").key("c").header("Authorization", &bearer));
    let nowhere = from_shop(Request::get("/nowhere"));
    let found = [(&first, 201), (&again, 201), (&refused, 401), (&lacking, 403), (&nowhere, 404)];
    for (answer, status) in found {
        assert_eq!((answer.status, allowed(answer)), (status, Some(SHOP)), "{}", answer.text());
        let read = words(answer, "access-control-expose-headers");
        for name in ["etag", "retry-after", "idempotent-replayed", "x-request-id", "dry-run", "ratelimit"] {
            assert!(read.iter().any(|header| header == name), "{name} is not in {read:?}");
        }
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

#[test]
fn a_page_of_another_origin_reads_nothing() {
    let server = TestServer::start(parts());
    for origin in ["https://evil.example", "http://shop.example", "https://shop.example:8443", "null"] {
        let answer = server.send(&preflight(origin, "POST", "/v1/spends", "idempotency-key"));
        answer.problem(403, "foreign_origin");
        assert_eq!(allowed(&answer), None, "{origin}");
        assert!(answer.text().contains("server.cors_origins"), "{}", answer.text());
        let read = server.send(&Request::get("/v1/assets").header("Origin", origin));
        assert_eq!((read.status, allowed(&read)), (200, None), "{origin}");
        // The wildcard is never said.
        let write = server.send(&Request::post("/v1/spends", SPEND).key("k").header("Origin", origin));
        write.problem(403, "foreign_origin");
        assert_eq!(allowed(&write), None);
    }
}

#[test]
fn a_preflight_for_what_pages_may_not_send_is_refused_like_everything_else() {
    let server = TestServer::start(parts());
    for (method, headers, named) in [
        ("TRACE", "idempotency-key", "Access-Control-Request-Method"),
        ("POST", "x-forwarded-for", "Access-Control-Request-Headers"),
    ] {
        let answer = server.send(&preflight(SHOP, method, "/v1/spends", headers));
        let problem = answer.problem(403, "foreign_origin");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(named)), "{problem}");
        assert!(answer.header("x-request-id").is_some());
    }
}

#[test]
fn without_keys_a_named_origin_may_write_under_our_own_name_alone() {
    let server = TestServer::start(parts());
    let write = |key: &str| Request::post("/v1/spends", SPEND).key(key).header("Origin", SHOP);
    let answer = server.send(&write("a"));
    assert_eq!((answer.status, allowed(&answer)), (201, Some(SHOP)), "{}", answer.text());
    let rebound = server.send(&write("b").header("Host", "shop.example"));
    rebound.problem(421, "misdirected_request");
    assert_eq!(allowed(&rebound), None);
}

#[test]
fn without_the_setting_no_answer_says_anything_of_it() {
    let server = TestServer::demo();
    let answers = [
        server.send(&preflight(SHOP, "POST", "/v1/spends", "idempotency-key")),
        server.send(&Request::get("/v1/assets").header("Origin", SHOP)),
    ];
    for answer in &answers {
        for name in ["allow-origin", "allow-methods", "allow-headers", "expose-headers", "max-age"] {
            assert_eq!(answer.header(&format!("access-control-{name}")), None);
        }
    }
    assert_eq!(answers[0].status, 204);
}
