//! The document's examples, which the documentation's page fills its forms with: each does what it is for, sent as it stands
//! to a server that was just started with the demo data.

use std::sync::Arc;

use serde_json::Value;
use wallet_domain::testing::{MemoryLedger, SetClock, bonus};
use wallet_postgres::{PgConfig, PgLedger};
use wallet_service::demo::{DEMO, DemoData};

use crate::operations::resolve;
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
    document: &'a Value,
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
        self.spec["parameters"].as_array().into_iter().flatten().map(|one| resolve(self.document, one))
    }

    /// Sends it as its examples say, with what must be there, and with an id where the path names one.
    fn send(&self, server: &TestServer, id: &str) -> Response {
        self.send_with(server, id, &[])
    }

    /// The same with some of the query that may be left out.
    fn send_with(&self, server: &TestServer, id: &str, query: &[&str]) -> Response {
        let mut target = self.path.replace("{id}", id);
        let mut request = Request::new(&self.method, "");
        for parameter in self.parameters() {
            let name = parameter["name"].as_str().expect("a name");
            let example = parameter["example"].as_str().or(parameter["schema"]["example"].as_str());
            let is_sent = parameter["required"] == true || query.contains(&name);
            match (parameter["in"].as_str(), example) {
                (Some("path"), Some(example)) => target = target.replace(&format!("{{{name}}}"), example),
                (Some("header"), Some(example)) => request = request.header(name, example),
                (Some("query"), Some(example)) if is_sent => {
                    let separator = if target.contains('?') { '&' } else { '?' };
                    target = format!("{target}{separator}{name}={example}");
                }
                (_, None) if is_sent && name != "id" => {
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
        specs
            .map(move |(method, spec)| Operation { document, method: method.to_uppercase(), path, spec })
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(|(path, item)| methods((path.as_str(), item))).collect()
}

/// The same on a PostgreSQL of its own; `runtime` has to outlive it.
fn seeded_on_postgres(runtime: &tokio::runtime::Runtime) -> TestServer {
    let demo: DemoData = toml::from_str(DEMO).expect("good demo data");
    let ledger = runtime.block_on(async {
        let config = PgConfig::new(harness::database::create_database());
        wallet_postgres::migrate(&config).await.expect("a new database can be migrated");
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        let ledger = PgLedger::connect(config, clock).await.expect("the database is there");
        demo.apply(&ledger, &ledger).await.expect("the demo fits");
        Arc::new(ledger)
    });
    TestServer::start(Parts::of(&ledger))
}

#[test]
fn every_example_of_the_document_succeeds_on_the_demo_data_as_it_stands() {
    exercise(seeded);
}

#[test]
#[ignore = "as many databases as there are operations: `cargo xtask citus --url URL` runs it on a distributed ledger"]
fn every_example_of_the_document_succeeds_on_shards() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    exercise(|| seeded_on_postgres(&runtime));
}

/// Sends every operation's example to a server of its own.
fn exercise(seeded: impl Fn() -> TestServer) {
    let document = serde_json::to_value(wallet_http::http::openapi::document()).expect("a document is JSON");
    let operations = operations(&document);
    let of = |path: &str| operations.iter().find(|one| one.path == path && one.method == "POST").expect("it is there");
    for operation in &operations {
        let server = seeded();
        // What it is about, made by the example of another operation.
        let before = match operation.path {
            path if path.starts_with("/v1/holds/") => Some(of("/v1/holds")),
            path if path.starts_with("/v1/transactions") => Some(of("/v1/spends")),
            path if path.starts_with("/v1/payments/") => Some(of("/v1/top-ups")),
            path if path.ends_with("/close") => Some(of("/v1/wallets")),
            _ => None,
        };
        let before = before.map(|before| before.send(&server, ""));
        let id = before.and_then(|before| before.json()["id"].as_str().map(str::to_owned));
        // Of what every test's server has.
        let id = id.unwrap_or_else(|| match operation.path {
            path if path.starts_with("/v1/webhooks/") => "010101010101".to_owned(),
            path if path.starts_with("/v1/approvals/") => bonus("user_001", "GOLD_COINS", 1, "waits").id().to_string(),
            path if path.starts_with("/v1/keys/") => "c8c8c8c8c8c8".to_owned(),
            path if path.starts_with("/v1/alerts/") => "low_gold".to_owned(),
            _ => String::new(),
        });
        if operation.path == "/v1/allocations" {
            // An operator opens the campaign's budget first.
            server.send(&Request::new("PUT", "/v1/wallets/system:event_summer/GOLD_COINS")).expect(201);
        }
        let query: &[&str] = if operation.path == "/v1/transactions" { &["owner", "idempotency_key"] } else { &[] };
        let answer = operation.send_with(&server, &id, query);
        let what = format!("{} {}", operation.method, operation.path);
        assert!([200, 201, 202].contains(&answer.status), "{what}: {} {}", answer.status, answer.text());
        let kind = answer.header("content-type").unwrap_or_default();
        let results = if kind == "application/json" { answer.json()["results"].clone() } else { Value::Null };
        for result in results.as_array().into_iter().flatten() {
            assert!(result["problem"].is_null(), "{what}: {}", answer.text());
        }
    }
    assert!(operations.len() > 45, "{}", operations.len());
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
