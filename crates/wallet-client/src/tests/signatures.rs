//! Which webhooks are genuine.

use serde_json::Value;

use super::vectors::vectors;
use crate::webhook::{WebhookError, verify_at, verify_webhook};

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
