//! What is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Value, json};

use super::dispatch::{OPERATIONS, call};
use super::vectors::{Arguments, Attempt, vectors};
use super::world::{FakeWorld, Target};
use crate::client::{Client, Settings};
use crate::error::Error;
use crate::types::SpendRequest;

#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, Documented>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Documented {
    operation_id: String,
    request_body: Option<Value>,
}

fn document() -> Document {
    let text = include_str!("../../../wallet-http/tests/golden/openapi.txt");
    serde_json::from_str(text).expect("the document is of this form")
}

fn answered(status: u16, body: Value) -> Attempt {
    Attempt { status, body: Some(body), ..Attempt::default() }
}

fn world(attempts: Vec<Attempt>) -> std::sync::Arc<FakeWorld> {
    FakeWorld::new(attempts, 0.5, SystemTime::UNIX_EPOCH)
}

#[test]
fn every_operation_of_the_document_is_a_method_and_has_a_request() {
    let documented: BTreeSet<String> =
        document().paths.into_values().flatten().map(|(_, operation)| operation.operation_id).collect();
    let methods: BTreeSet<String> = OPERATIONS.iter().map(|name| (*name).to_owned()).collect();
    let in_vectors: BTreeSet<String> = vectors().requests.into_iter().map(|vector| vector.operation).collect();
    assert_eq!(methods, documented, "`cargo xtask clients` makes methods of the document");
    assert_eq!(in_vectors, documented, "a new operation needs a request in clients/vectors.json");
}

#[tokio::test]
async fn each_operation_sends_the_request_of_the_vectors() {
    for vector in vectors().requests {
        let name = &vector.operation;
        let world = world(vec![answered(200, json!({}))]);
        let answer = call(&world.client(Settings::default()), name, &vector.arguments).await;
        // The answer is none of the operation's: what is sent is looked at here.
        assert!(matches!(answer, Ok(_) | Err(Error::Unreadable { .. })), "{name}: {answer:?}");
        let seen = world.seen();
        let request = &seen.requests[0];
        assert_eq!(request.method().as_str(), vector.request.method, "{name}");
        assert_eq!(Target::of(request.url().as_str()), Target::of(&vector.request.target), "{name}");
        let header = |name: &str| request.headers().get(name).map(|value| value.to_str().expect("a text"));
        assert_eq!(header("Authorization"), Some("Bearer wk_1"), "{name}");
        for header_name in ["Idempotency-Key", "X-Idempotency-Key", "If-Match", "If-Newer-Than", "Wallet-On-Behalf-Of"]
        {
            let expected = vector.request.headers.get(header_name).map(String::as_str);
            assert_eq!(header(header_name), expected, "{name}");
        }
        let body = request.body().map(|body| body.as_bytes().expect("bytes"));
        let body: Option<Value> = body.map(|bytes| serde_json::from_slice(bytes).expect("JSON"));
        assert_eq!(body, vector.request.body, "{name}");
        assert_eq!(header("Content-Type"), body.map(|_| "application/json"), "{name}");
    }
}

#[tokio::test]
async fn a_key_is_made_where_none_is_given_and_told_before_the_first_attempt() {
    let busy = answered(503, json!({"code": "overloaded", "detail": "D."}));
    let world = world(vec![busy.clone(), busy, answered(200, json!({}))]);
    let client = world.client(Settings::default());
    let spend = client.create_spend(&SpendRequest::default());
    let key = spend.key().to_owned();
    assert!(matches!(spend.await, Err(Error::Unreadable { .. })));
    let seen = world.seen();
    let keys: Vec<_> = seen.requests.iter().map(|request| request.headers()["idempotency-key"].as_bytes()).collect();
    assert_eq!(keys, [key.as_bytes(); 3]);
    let shape: String = key.chars().map(|c| if c.is_ascii_hexdigit() && !c.is_uppercase() { 'x' } else { c }).collect();
    assert_eq!(shape, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
    assert!(key[14..].starts_with('4') && key[19..].starts_with(['8', '9', 'a', 'b']), "{key}");
    assert_ne!(client.create_spend(&SpendRequest::default()).key(), key);
}

#[tokio::test]
async fn what_is_not_safe_to_send_twice_is_sent_again_only_if_nothing_was_recorded() {
    for (path, item) in document().paths {
        let Some(operation) = item.get("post").filter(|_| path.starts_with("/v1/webhooks")) else { continue };
        let busy = answered(503, json!({"code": "overloaded", "detail": "D."}));
        let world = world(vec![busy, Attempt { lost: true, ..Attempt::default() }]);
        let parts = vec!["id"; path.matches('{').count()];
        let body = operation.request_body.as_ref().map(example);
        let given = Arguments::new(&parts, body);
        let answer = call(&world.client(Settings::default()), &operation.operation_id, &given).await;
        assert!(matches!(answer, Err(Error::NoOutcome(_))), "{path}: {answer:?}");
        assert_eq!(world.seen().requests.len(), 2, "{path}");
    }
}

/// The example that the document has of a body.
fn example(body: &Value) -> Value {
    body["content"]["application/json"]["example"].clone()
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_anything_is_sent() {
    for url in ["wallet", "ftp://localhost", "http://localhost/?a=b", ""] {
        assert!(matches!(Client::new(url, None), Err(Error::Invalid(_))), "{url}");
    }
    let world = world(vec![answered(200, json!({}))]);
    let client = world.client(Settings::default());
    for owner in ["", ".", ".."] {
        let refused = client.get_wallet(owner, "GOLD_COINS").await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{owner:?}: {refused:?}");
    }
    let refused = client.create_spend(&SpendRequest::default()).idempotency_key("a\nb").await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(world.seen().requests.len(), 0);
}

#[tokio::test]
async fn a_base_with_a_path_is_kept() {
    let world = world(vec![answered(200, json!({}))]);
    let client = Client::in_world("http://proxy.test/wallet/", Settings::default(), Box::new(world.clone()));
    let _ = client.get_wallet("user_001", "GOLD_COINS").parameter("a", "b c").await;
    let url = "http://proxy.test/wallet/v1/wallets/user_001/GOLD_COINS?a=b+c";
    assert_eq!(world.seen().requests[0].url().as_str(), url);
}
