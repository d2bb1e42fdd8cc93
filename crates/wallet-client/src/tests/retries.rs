//! What comes of attempts.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use super::dispatch::call;
use super::vectors::{Expectation, RetryVector, vectors};
use super::world::FakeWorld;
use crate::call::{Answer, Meta};
use crate::client::Settings;
use crate::error::Error;

#[tokio::test]
async fn attempts_come_to_the_outcome_of_the_vectors() {
    let all = vectors();
    assert_eq!(Settings::default().deadline, Duration::from_millis(all.client.deadline_ms));
    assert_eq!(Settings::default().attempt_timeout, Duration::from_millis(all.client.attempt_timeout_ms));
    for vector in all.retries {
        check(&vector, &all.client.now).await;
    }
}

async fn check(vector: &RetryVector, now: &str) {
    let RetryVector { name, attempts, outcome, .. } = vector;
    let world = FakeWorld::new(attempts.clone(), vector.random, date(now));
    let usual = Settings::default();
    let client = world.client(Settings {
        deadline: vector.client.deadline_ms.map_or(usual.deadline, Duration::from_millis),
        attempts_max: vector.client.attempts_max,
        ..usual
    });
    let result = call(&client, &vector.operation, &vector.arguments).await;
    let meta = matched(name, outcome, result);
    let seen = world.seen();
    assert_eq!(seen.requests.len(), attempts.len(), "{name}");
    assert_eq!(seen.waits_ms, vector.waits_ms, "{name}");
    assert!(seen.patience.iter().all(|patience| *patience <= Duration::from_secs(15)), "{name}");
    let same = |request: &reqwest::Request| {
        let body = request.body().map(|body| body.as_bytes().map(<[u8]>::to_vec));
        (request.url().clone(), request.headers().clone(), body)
    };
    assert!(seen.requests.iter().all(|request| same(request) == same(&seen.requests[0])), "{name}");
    let told = json!({
        "idempotency_key": meta.idempotency_key,
        "attempts": meta.attempts,
        "status": meta.status,
        "replayed": meta.replayed,
        "etag": meta.etag,
        "read_lag_ms": meta.read_lag_ms,
        "request_id": meta.request_id,
    });
    for (member, value) in &vector.meta {
        assert_eq!(told[member], *value, "{name}: {member}");
    }
}

/// Compares what came of a call with the outcome of its vector.
fn matched(name: &str, outcome: &Expectation, result: Result<Answer<Value>, Error>) -> Meta {
    match (result, outcome) {
        (Ok(answer), Expectation { body: Some(body), .. }) => {
            // The type itself says which status it has.
            let expected = body.iter().filter(|(member, _)| *member != "status");
            holds(name, answer.body.as_object().expect("an object"), expected);
            answer.meta
        }
        (Err(Error::Problem(error)), Expectation { problem: Some(problem), .. }) => {
            holds(name, &error.problem.members, problem);
            assert_eq!(error.may_be_recorded, outcome.may_be_recorded, "{name}");
            error.meta
        }
        (Err(Error::NoOutcome(error)), Expectation { no_outcome: Some(expected), .. }) => {
            assert_eq!(error.may_be_recorded, expected.may_be_recorded, "{name}");
            if let Some(code) = &expected.code {
                assert_eq!(error.problem.as_ref().map(|problem| &problem.code), Some(code), "{name}");
            }
            error.meta
        }
        (result, _) => panic!("{name}: {result:?}"),
    }
}

fn holds<'a>(name: &str, got: &Map<String, Value>, want: impl IntoIterator<Item = (&'a String, &'a Value)>) {
    for (member, value) in want {
        assert_eq!(got.get(member).unwrap_or(&Value::Null), value, "{name}: {member}");
    }
}

/// The time of the vectors, `2026-11-30T12:00:00Z`, by way of the form that HTTP has.
fn date(now: &str) -> SystemTime {
    assert_eq!(now, "2026-11-30T12:00:00Z", "another time of the vectors needs another date here");
    httpdate::parse_http_date("Mon, 30 Nov 2026 12:00:00 GMT").expect("a date")
}
