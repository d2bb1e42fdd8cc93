//! The document's examples, which the documentation's page fills its forms with: each does what it is for, sent as it stands
//! to a server that was just started with the demo data.

use std::sync::Arc;

use serde_json::Value;
use wallet_domain::testing::{MemoryLedger, SetClock};
use wallet_service::demo::{DEMO, DemoData};

use crate::server::{Parts, TestServer};
use harness::http::{Request, Response};

/// A server with the demo data, as `wallet serve` puts it into a new store.
fn seeded() -> TestServer {
    let ledger = Arc::new(MemoryLedger::new(Arc::new(SetClock::at(1_700_000_000_000_000))));
    let demo: DemoData = toml::from_str(DEMO).expect("good demo data");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(demo.apply(&*ledger, &*ledger)).expect("the demo fits");
    TestServer::start(Parts::of(&ledger))
}

/// An operation of the document.
struct Operation<'a> {
    method: String,
    path: &'a str,
    spec: &'a Value,
}

impl Operation<'_> {
    fn body(&self) -> Option<&Value> {
        let body = &self.spec["requestBody"];
        let example = &body["content"]["application/json"]["example"];
        (!body.is_null()).then_some(example)
    }

    fn parameters(&self) -> impl Iterator<Item = &Value> {
        self.spec["parameters"].as_array().into_iter().flatten()
    }

    /// Sends it as its examples say, with an id where the path names one.
    fn send(&self, server: &TestServer, id: &str) -> Response {
        let mut target = self.path.replace("{id}", id);
        let mut request = Request::new(&self.method, "");
        for parameter in self.parameters() {
            let name = parameter["name"].as_str().expect("a name");
            let example = parameter["example"].as_str().or(parameter["schema"]["example"].as_str());
            match (parameter["in"].as_str(), example) {
                (Some("path"), Some(example)) => target = target.replace(&format!("{{{name}}}"), example),
                (Some("header"), Some(example)) => request = request.header(name, example),
                (Some("path" | "header"), None) if parameter["required"] == true && name != "id" => {
                    panic!("{} {} has no example of {name}", self.method, self.path)
                }
                _ => {}
            }
        }
        if let Some(body) = self.body() {
            request = request.json(&body.to_string());
        }
        server.send(&Request { target, ..request })
    }
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().expect("paths");
    let methods = |(path, item)| {
        let item: &Value = item;
        let specs = item.as_object().expect("operations").iter();
        specs.map(move |(method, spec)| Operation { method: method.to_uppercase(), path, spec }).collect::<Vec<_>>()
    };
    paths.iter().flat_map(|(path, item)| methods((path.as_str(), item))).collect()
}

#[test]
fn every_example_of_the_document_succeeds_on_the_demo_data_as_it_stands() {
    let document = serde_json::to_value(wallet_http::http::openapi::document()).expect("a document is JSON");
    let operations = operations(&document);
    let of = |path: &str| operations.iter().find(|one| one.path == path && one.method == "POST").expect("it is there");
    let mut sent = 0;
    for operation in operations.iter().filter(|operation| operation.method != "GET") {
        let server = seeded();
        let before = match operation.path {
            path if path.starts_with("/v1/holds/") => Some(of("/v1/holds").send(&server, "")),
            path if path.starts_with("/v1/transactions/") => Some(of("/v1/spends").send(&server, "")),
            // An operator opens the campaign's budget first.
            "/v1/allocations" => Some(server.send(&Request::new("PUT", "/v1/wallets/system:event_summer/GOLD_COINS"))),
            // Only empty wallets are closed, and the demo's are not.
            "/v1/wallets/{owner}/close" | "/v1/wallets/{owner}/{asset}/close" => continue,
            _ => None,
        };
        let id = before.map(|before| before.expect(201)["id"].as_str().unwrap_or_default().to_owned());
        let answer = operation.send(&server, &id.unwrap_or_default());
        let what = format!("{} {}", operation.method, operation.path);
        assert!([200, 201].contains(&answer.status), "{what}: {}", answer.text());
        if let Some(results) = answer.json()["results"].as_array() {
            assert!(results.iter().all(|result| result["problem"].is_null()), "{what}: {}", answer.text());
        }
        sent += 1;
    }
    assert!(sent > 25, "{sent}");
}

#[test]
fn every_body_of_the_document_has_an_example_and_none_has_noise() {
    let document = serde_json::to_value(wallet_http::http::openapi::document()).expect("a document is JSON");
    let mut seen = 0;
    for operation in operations(&document) {
        if let Some(example) = operation.body() {
            assert!(example.is_object(), "{} {} has no example", operation.method, operation.path);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
