//! Secrets: what deliveries to an endpoint are signed with. The service needs them as they are.

use std::fmt;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::key_id::to_hex;
use crate::value::time::Timestamp;

/// A secret of an endpoint. It has no text of its own, so that it cannot get into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<[u8]>);

/// Too few or too many bytes for a [`Secret`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A secret is whsec_ and the base64 of {} to {} random bytes.", Secret::BYTES_MIN, Secret::BYTES_MAX)]
pub struct InvalidSecret;

impl Secret {
    /// The fewest bytes, by Standard Webhooks.
    pub const BYTES_MIN: usize = 24;
    /// The most bytes, by Standard Webhooks.
    pub const BYTES_MAX: usize = 64;

    /// A secret of these bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, InvalidSecret> {
        let is_secret = (Self::BYTES_MIN..=Self::BYTES_MAX).contains(&bytes.len());
        if is_secret { Ok(Self(bytes.into())) } else { Err(InvalidSecret) }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let pair = |at: usize| text.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(pair).collect();
        let secret = bytes.and_then(|bytes| Self::new(&bytes).ok());
        secret.ok_or_else(|| D::Error::custom("no secret"))
    }
}

/// An endpoint's secrets: the one in use, and for a while the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    /// The one in use.
    pub current: Secret,
    /// The one before, and until when deliveries are signed with it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<(Secret, Timestamp)>,
}

impl Secrets {
    /// How long both sign after a rotation.
    pub const OVERLAP: Duration = Duration::from_hours(24);

    /// A secret without one before.
    pub fn new(secret: Secret) -> Self {
        Self { current: secret, previous: None }
    }

    /// What signs at that time, the one in use first.
    pub fn signing(&self, now: Timestamp) -> impl Iterator<Item = &Secret> {
        let previous = self.previous.as_ref().filter(|(_, until)| now < *until).map(|(secret, _)| secret);
        std::iter::once(&self.current).chain(previous)
    }

    /// Puts another secret into use. The same one again changes nothing.
    pub(crate) fn rotate(&mut self, secret: &Secret, now: Timestamp) {
        if self.current != *secret {
            let until = now.as_micros() + i64::try_from(Self::OVERLAP.as_micros()).expect("a day is short");
            let before = std::mem::replace(&mut self.current, secret.clone());
            self.previous = Some((before, Timestamp::from_micros(until)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_24_to_64_bytes_and_shows_none() {
        assert_eq!([23, 65].map(|length| Secret::new(&vec![7; length])), [Err(InvalidSecret), Err(InvalidSecret)]);
        for length in [24, 64] {
            let secret = Secret::new(&vec![0xab; length]).expect("long enough");
            assert_eq!(format!("{secret:?}"), "Secret(..)");
            let text = serde_json::to_string(&secret).expect("JSON");
            assert_eq!(serde_json::from_str::<Secret>(&text).expect("as it was written"), secret);
        }
        for bad in [r#""ab""#, r#""zz""#, "\"ä\"", "7"] {
            assert!(serde_json::from_str::<Secret>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn both_secrets_sign_for_a_day_after_a_rotation() {
        let [old, new] = [1, 2].map(|byte| Secret::new(&[byte; 32]).expect("long enough"));
        let day = 86_400_000_000;
        let at = Timestamp::from_micros;
        let mut secrets = Secrets::new(old.clone());
        assert_eq!(secrets.signing(at(0)).collect::<Vec<_>>(), [&old]);
        secrets.rotate(&new, at(5));
        secrets.rotate(&new, at(9));
        assert_eq!(secrets.signing(at(day + 4)).collect::<Vec<_>>(), [&new, &old]);
        assert_eq!(secrets.signing(at(day + 5)).collect::<Vec<_>>(), [&new]);
    }
}
