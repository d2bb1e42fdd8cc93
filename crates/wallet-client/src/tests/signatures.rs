//! Which webhooks are genuine.

use serde_json::Value;

use super::vectors::vectors;
use crate::webhook::{WebhookError, WebhookMessage, verify_at, verify_webhook};

#[test]
fn webhooks_are_judged_as_in_the_vectors() {
    for vector in vectors().signatures {
        let secrets: Vec<&str> = vector.secrets.iter().map(String::as_str).collect();
        let header = |name: &str| vector.headers.get(name).map(String::as_str);
        let body = vector.body.as_bytes();
        let judged = verify_at(vector.now_s, header, body, &secrets);
        let read = judged.and_then(|()| {
            serde_json::from_slice::<Value>(body).map_err(|error| WebhookError::Unreadable(error.to_string()))
        });
        assert_eq!(read.is_ok(), vector.genuine, "{}: {read:?}", vector.name);
    }
}

#[test]
fn the_clock_is_looked_at() {
    let vectors = vectors().signatures;
    let old = vectors.iter().find(|vector| vector.genuine).expect("there is a genuine one");
    let secrets: Vec<&str> = old.secrets.iter().map(String::as_str).collect();
    let header = |name: &str| old.headers.get(name).map(String::as_str);
    let judged = verify_webhook::<Value>(header, old.body.as_bytes(), &secrets);
    assert!(matches!(judged, Err(WebhookError::NotNow(_))), "{judged:?}");
}

#[test]
fn every_kind_of_webhook_is_read_as_a_message() {
    let bodies = [
        r#"{"id":"1.0","cursor":"1.0.99","type":"spend.posted","version":1,"created_at":"2026-11-30T12:00:00Z","data":{"transaction":{}}}"#,
        r#"{"id":"1.0","type":"spend.posted","version":1,"created_at":"2026-11-30T12:00:00Z","data":{"transaction_id":"t"}}"#,
        r#"{"id":"gap.1.0","type":"webhook.gap","version":1,"created_at":"2026-11-30T12:00:00Z","data":{"id":"1.0","type":"spend.posted"}}"#,
        r#"{"id":"ping.1","type":"webhook.ping","version":1,"created_at":"2026-11-30T12:00:00Z","data":{}}"#,
    ];
    for body in bodies {
        let message: WebhookMessage = serde_json::from_str(body).expect(body);
        assert_eq!(message.version, 1);
    }
}
