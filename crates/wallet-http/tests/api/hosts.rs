//! Servers that ask for no keys: no web page can use them, whatever name it makes lead to this machine.

use wallet_http::http::access::{Hosts, KeyPolicy};

use crate::server::{Parts, TestServer, demo_ledger};
use harness::http::Request;

const MINT: &str = r#"{"asset":"GOLD_COINS","amount":1000}"#;

fn mint() -> Request {
    Request::post("/v1/mints", MINT).key("mint")
}

/// What there is of GOLD_COINS in all.
fn supply(server: &TestServer) -> i64 {
    let audit = server.get("/v1/audit").expect(200);
    let gold = audit["assets"].as_array().and_then(|all| all.iter().find(|asset| asset["asset"] == "GOLD_COINS"));
    gold.and_then(|gold| gold["supply"].as_i64()).unwrap_or_else(|| panic!("no supply in {audit}"))
}

#[test]
fn without_keys_a_server_answers_to_loopback_alone_on_every_path() {
    let server = TestServer::demo();
    for path in ["/", "/app.js", "/docs", "/openapi.json", "/health", "/metrics", "/v1/assets", "/nowhere"] {
        let answer = server.send(&Request::get(path).header("Host", "evil.example:3000"));
        answer.problem(421, "misdirected_request");
        assert!(answer.header("x-request-id").is_some());
        for host in ["localhost", "127.0.0.1:3000", "[::1]:3000"] {
            let status = server.send(&Request::get(path).header("Host", host)).status;
            assert_eq!(status, if path == "/nowhere" { 404 } else { 200 }, "{path} of {host}");
        }
    }
    let before = supply(&server);
    let rebound = mint().header("Host", "evil.example").header("Origin", "http://evil.example");
    server.send(&rebound).problem(421, "misdirected_request");
    server.send(&rebound.header("X-Forwarded-Host", "localhost")).problem(421, "misdirected_request");
    let two = mint().header("Host", "localhost").header("Host", "evil.example");
    assert!([400, 421].contains(&server.send(&two).status));
    assert_eq!(supply(&server), before);
}

#[test]
fn a_host_in_the_first_line_is_the_one_that_is_asked() {
    let server = TestServer::demo();
    server.send(&Request::get("http://evil.example/v1/assets")).problem(421, "misdirected_request");
    server.send(&Request::get("http://localhost/v1/assets")).assert_status(200);
}

#[test]
fn a_write_from_another_sites_page_is_refused_and_does_nothing() {
    let server = TestServer::demo();
    let before = supply(&server);
    for origin in ["http://evil.example", "https://localhost.evil.example", "http://localhost:8080", "null", "ü"] {
        server.send(&mint().header("Origin", origin)).problem(403, "foreign_origin");
        server.send(&Request::get("/v1/assets").header("Origin", origin)).assert_status(200);
    }
    assert_eq!(supply(&server), before);
    for (method, path) in
        [("PUT", "/v1/wallets/new/GOLD_COINS"), ("PATCH", "/v1/assets/GOLD_COINS"), ("POST", "/nowhere")]
    {
        let write = Request::new(method, path).json("{}").header("Origin", "http://evil.example");
        server.send(&write).problem(403, "foreign_origin");
    }
    let own = mint().header("Host", "127.0.0.1:3000").header("Origin", "http://127.0.0.1:3000");
    server.send(&own).assert_status(201);
    assert_eq!(supply(&server), before + 1000);
}

#[test]
fn the_operators_hosts_are_answered_to_and_their_pages_may_write() {
    let mut parts = Parts::of(&demo_ledger());
    parts.http.hosts = Hosts::parse("wallet.internal").expect("a good host");
    let server = TestServer::start(parts);
    let named = mint().header("Host", "wallet.internal:3000").header("Origin", "https://wallet.internal");
    server.send(&named).assert_status(201);
    server.send(&Request::get("/health").header("Host", "internal")).problem(421, "misdirected_request");
}

#[test]
fn where_keys_are_asked_for_any_host_will_do() {
    let server = TestServer::start(Parts { policy: KeyPolicy::Required, ..Parts::of(&demo_ledger()) });
    let request = mint().header("Host", "wallet.example").header("Origin", "https://shop.example");
    server.send(&request).problem(401, "unauthorized");
    server.send(&Request::get("/health").header("Host", "wallet.example")).assert_status(200);
}
