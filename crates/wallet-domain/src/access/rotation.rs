//! A rotation: a key has another secret, and the one before is good for a while yet.

use serde::{Deserialize, Serialize};

use crate::access::credential::{Secret, SecretDigest};
use crate::value::key_id::{from_hex, to_hex};
use crate::value::text::Name;
use crate::value::time::Timestamp;

/// The latest rotation of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// What is stored of the secret before.
    pub old: SecretDigest,
    /// Until when the secret before is good; not at all if that is when it was made.
    pub until: Timestamp,
    /// When the key was rotated.
    pub at: Timestamp,
    /// By whom, if that is known.
    pub by: Option<Name>,
}

/// A text that is no stored [`Rotation`].
#[derive(Debug, thiserror::Error)]
pub enum InvalidRotation {
    /// No JSON of a rotation.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A digest or a name.
    #[error("{0} cannot be")]
    Member(&'static str),
}

/// The stored form; times in microseconds since 1970.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    old: String,
    until: i64,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

impl Rotation {
    /// Whether that is the secret before, and still good.
    pub(crate) fn admits(&self, secret: &Secret, now: Timestamp) -> bool {
        now < self.until && self.old.is_of(secret)
    }

    /// The form that stores keep.
    pub fn to_json(&self) -> String {
        let stored = Stored {
            old: to_hex(self.old.as_bytes()),
            until: self.until.as_micros(),
            at: self.at.as_micros(),
            by: self.by.as_ref().map(ToString::to_string),
        };
        serde_json::to_string(&stored).expect("texts and numbers are JSON")
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, InvalidRotation> {
        let stored: Stored = serde_json::from_str(json)?;
        Ok(Self {
            old: SecretDigest::from_bytes(from_hex(&stored.old).ok_or(InvalidRotation::Member("the digest"))?),
            until: Timestamp::from_micros(stored.until),
            at: Timestamp::from_micros(stored.at),
            by: stored.by.map(|by| Name::new(&by).map_err(|_| InvalidRotation::Member("who did it"))).transpose()?,
        })
    }
}
