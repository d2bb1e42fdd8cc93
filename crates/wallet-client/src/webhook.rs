//! Whether a webhook is genuine, by Standard Webhooks 1.0.0: HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::hmac;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How old or how far ahead a webhook's timestamp may be, in seconds.
const TOLERANCE_S: u64 = 300;

/// Why a webhook is not what Standard Webhooks asks for. Answer it with 400.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// A header is missing.
    #[error("webhook-id, webhook-timestamp and webhook-signature are needed")]
    MissingHeader,
    /// Its time is none.
    #[error("webhook-timestamp is no number of seconds")]
    NoTime,
    /// It is older than five minutes, or further ahead of this clock.
    #[error("the webhook is {0} s away from this clock")]
    NotNow(u64),
    /// A secret of yours is none.
    #[error("the secret is not whsec_ and base64")]
    NoSecret,
    /// It was signed with another secret, or changed.
    #[error("no signature of the webhook fits its body and the secret")]
    NotGenuine,
    /// It is genuine, and its body is not what it is read as. As a [`WebhookMessage`] every webhook of Wallet can be read.
    #[error("the webhook's body cannot be read: {0}")]
    Unreadable(String),
}

/// What a webhook brings: an event, an alert (`wallet.below`, `wallet.above`), a `webhook.gap` or a `webhook.ping`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebhookMessage {
    /// The `webhook-id`: the same at every attempt.
    pub id: String,
    /// What kind it is. Answer with 2xx to kinds that you do not know.
    pub r#type: String,
    /// The version of its form.
    pub version: i64,
    /// When it happened.
    pub created_at: String,
    /// What it is about, by `type` and by the webhook's `payload`: of an event in full it is an [`EventData`].
    ///
    /// [`EventData`]: crate::EventData
    pub data: Value,
}

/// Reads a webhook's body if the webhook is genuine: as a [`WebhookMessage`], which fits all of them, or as a type of yours.
///
/// `header` gives the value of a header, `body` is the request's body as it came, before any parser: the signature is over
/// its bytes. A secret is `whsec_...` as the server told it; there are several while one is being rotated. Deliveries can
/// come twice: remember `webhook-id`, which is the event's id.
pub fn verify_webhook<'a, T: DeserializeOwned>(
    header: impl Fn(&str) -> Option<&'a str>,
    body: &[u8],
    secrets: &[&str],
) -> Result<T, WebhookError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    verify_at(now, header, body, secrets)?;
    serde_json::from_slice(body).map_err(|error| WebhookError::Unreadable(error.to_string()))
}

pub(crate) fn verify_at<'a>(
    now_s: u64,
    header: impl Fn(&str) -> Option<&'a str>,
    body: &[u8],
    secrets: &[&str],
) -> Result<(), WebhookError> {
    let given = |name| header(name).filter(|value| !value.is_empty()).ok_or(WebhookError::MissingHeader);
    let (id, sent_at, signatures) = (given("webhook-id")?, given("webhook-timestamp")?, given("webhook-signature")?);
    if !sent_at.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(WebhookError::NoTime);
    }
    let apart = sent_at.parse::<u64>().map_err(|_| WebhookError::NoTime)?.abs_diff(now_s);
    if apart > TOLERANCE_S {
        return Err(WebhookError::NotNow(apart));
    }
    let signed = [format!("{id}.{sent_at}.").as_bytes(), body].concat();
    for secret in secrets {
        let bytes = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok();
        let bytes = bytes.filter(|bytes| !bytes.is_empty()).ok_or(WebhookError::NoSecret)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let is_good = |part: &str| {
            let signature = part.strip_prefix("v1,").and_then(|text| BASE64_STANDARD.decode(text).ok());
            signature.is_some_and(|signature| hmac::verify(&key, &signed, &signature).is_ok())
        };
        if signatures.split(' ').any(is_good) {
            return Ok(());
        }
    }
    Err(WebhookError::NotGenuine)
}
