//! The public name of an endpoint.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::key_id::{from_hex, to_hex};

/// An endpoint's name: 12 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebhookId([u8; 6]);

/// A text that is no [`WebhookId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A webhook's id is 12 hexadecimal digits in lower case.")]
pub struct InvalidWebhookId;

impl WebhookId {
    /// The id of random bytes.
    pub fn from_random(bytes: [u8; 6]) -> Self {
        Self(bytes)
    }

    /// Parses an id.
    pub fn new(text: &str) -> Result<Self, InvalidWebhookId> {
        from_hex(text).map(Self).ok_or(InvalidWebhookId)
    }
}

impl fmt::Display for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookId({self})")
    }
}

impl TryFrom<String> for WebhookId {
    type Error = InvalidWebhookId;

    fn try_from(text: String) -> Result<Self, InvalidWebhookId> {
        Self::new(&text)
    }
}

impl From<WebhookId> for String {
    fn from(id: WebhookId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_twelve_digits() {
        assert_eq!(WebhookId::from_random([0xab; 6]).to_string(), "abababababab");
        for bad in ["", "00050a0f141", "00050A0F1419"] {
            assert_eq!(WebhookId::new(bad), Err(InvalidWebhookId), "{bad:?}");
        }
    }
}
