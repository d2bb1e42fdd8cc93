//! Idempotency keys, and the names that transactions have by them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::value::key_id::from_hex;
use crate::value::owner::{OwnerId, ShardKey};

/// A caller's name for one logical operation, scoped to the command's owner: 1 to 255 visible ASCII characters.
///
/// Keys of the service's own (seed, opening grants) hold a space, so that no caller can take them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(Arc<str>);

/// A text that is no [`IdempotencyKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An idempotency key is 1 to 255 visible ASCII characters without spaces, such as a UUID.")]
pub struct InvalidKey;

impl IdempotencyKey {
    /// Parses a caller's key.
    pub fn new(key: &str) -> Result<Self, InvalidKey> {
        if key.contains(' ') { Err(InvalidKey) } else { Self::internal(key) }
    }

    /// Parses a key that may hold spaces: one of the service's own, or one that a store gives back.
    pub fn internal(key: &str) -> Result<Self, InvalidKey> {
        let well_formed = (1..=255).contains(&key.len()) && key.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
        if well_formed { Ok(Self(key.into())) } else { Err(InvalidKey) }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a request, and so of the transaction that answers it: made from owner and key alone, so that a retry
/// names the same row by construction.
///
/// A UUID version 8: the owner's shard key in the first 16 bits, then bits of SHA-256(owner, 0x00, key).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TransactionId([u8; 16]);

/// A text that is no [`TransactionId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A transaction's id is a UUID.")]
pub struct InvalidId;

impl TransactionId {
    /// The id of what `owner` asks for under `key`.
    pub fn of(owner: &OwnerId, key: &IdempotencyKey) -> Self {
        let mut sha = Sha256::new();
        sha.update(owner.as_str());
        sha.update([0]);
        sha.update(key.as_str());
        let digest = sha.finalize();
        let mut bytes = [0; 16];
        bytes[..2].copy_from_slice(&ShardKey::of(owner).value().to_be_bytes());
        bytes[2..].copy_from_slice(&digest[..14]);
        // RFC 9562: the version, and the variant.
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Self(bytes)
    }

    /// An id as it was stored or as a caller gives it: the bytes of any UUID, which may name nothing.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the UUID.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The id that a UUID is.
    #[cfg(feature = "uuid")]
    pub fn from_uuid(id: uuid::Uuid) -> Self {
        Self(id.into_bytes())
    }

    /// The id as a UUID.
    #[cfg(feature = "uuid")]
    pub fn as_uuid(self) -> uuid::Uuid {
        uuid::Uuid::from_bytes(self.0)
    }

    /// The shard key in its first 16 bits: where its row is.
    pub fn shard_key(self) -> i16 {
        i16::from_be_bytes([self.0[0], self.0[1]])
    }
}

/// Reads a UUID as it is usually written: hyphenated, also in braces or behind `urn:uuid:`, or 32 digits alone.
impl FromStr for TransactionId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let inner = text.strip_prefix("urn:uuid:").or_else(|| text.strip_prefix('{')?.strip_suffix('}'));
        let hyphenated = inner.unwrap_or(text);
        let is_hyphenated =
            hyphenated.len() == 36 && [8, 13, 18, 23].iter().all(|at| hyphenated.as_bytes()[*at] == b'-');
        let digits = match inner {
            _ if is_hyphenated => hyphenated.replace('-', ""),
            None => text.to_owned(),
            Some(_) => return Err(InvalidId),
        };
        from_hex(&digits.to_ascii_lowercase()).map(Self).ok_or(InvalidId)
    }
}

impl TryFrom<String> for TransactionId {
    type Error = InvalidId;

    fn try_from(id: String) -> Result<Self, InvalidId> {
        id.parse()
    }
}

impl From<TransactionId> for String {
    fn from(id: TransactionId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        // Without an allocation: a page of entries has hundreds.
        let (mut text, mut place) = ([b'-'; 36], 0);
        for (number, byte) in self.0.into_iter().enumerate() {
            place += usize::from(matches!(number, 4 | 6 | 8 | 10));
            text[place] = DIGITS[usize::from(byte >> 4)];
            text[place + 1] = DIGITS[usize::from(byte & 15)];
            place += 2;
        }
        f.write_str(str::from_utf8(&text).expect("digits and dashes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(owner: &str, key: &str) -> TransactionId {
        TransactionId::of(
            &OwnerId::new(owner).expect("valid owner"),
            &IdempotencyKey::internal(key).expect("valid key"),
        )
    }

    #[test]
    fn a_key_is_1_to_255_visible_ascii_characters() {
        for good in ["k", "daily-2026-11-22", "8e03978e-40d5-43e8-bc93-6894a57f9324", &"k".repeat(255)] {
            assert!(IdempotencyKey::new(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a b", "a\n", "é", &"k".repeat(256)] {
            assert_eq!(IdempotencyKey::new(bad), Err(InvalidKey), "{bad}");
        }
        assert!(IdempotencyKey::internal("seed demo").is_ok());
    }

    #[test]
    fn an_id_is_a_version_8_uuid_that_begins_with_the_shard_key() {
        let id = id("user_001", "k");
        assert_eq!(id.as_uuid().get_version_num(), 8);
        assert_eq!(id.as_uuid().get_variant(), uuid::Variant::RFC4122);
        assert_eq!(id.shard_key(), ShardKey::of(&OwnerId::new("user_001").expect("valid")).value());
    }

    #[test]
    fn an_id_depends_on_owner_and_key_and_on_where_one_ends() {
        assert_eq!(id("user_001", "k"), id("user_001", "k"));
        assert_ne!(id("user_001", "k"), id("user_002", "k"));
        assert_ne!(id("user_001", "k"), id("user_001", "l"));
        assert_ne!(id("ab", "c"), id("a", "bc"));
    }

    #[test]
    fn an_id_is_read_as_any_uuid_is() {
        let text = id("user_001", "k").to_string();
        for good in [
            text.clone(),
            text.to_uppercase(),
            text.replace('-', ""),
            format!("{{{text}}}"),
            format!("urn:uuid:{text}"),
            format!("{{{}}}", text.replace('-', "")),
            format!("urn:uuid:{}", text.replace('-', "")),
            String::new(),
            text.replacen('-', "", 1),
            text.replace('-', "_"),
            format!("{text}0"),
            format!(" {text}"),
            format!("{{{text}"),
            format!("{{urn:uuid:{text}}}"),
            text.replacen('0', "g", 1),
            text.replacen('0', "é", 1),
        ] {
            let uuid = uuid::Uuid::parse_str(&good).ok();
            assert_eq!(good.parse().ok(), uuid.map(TransactionId::from_uuid), "{good}");
            assert_eq!(uuid.map(|it| it.to_string()), uuid.map(|it| TransactionId::from_uuid(it).to_string()));
        }
    }

    /// Stored rows carry these: a change here makes every old key unknown.
    #[test]
    fn ids_never_change() {
        let vectors = [
            ("user_001", "daily-2026-11-22", "03755875-f98c-82ba-8ad9-f3dc3b33e876"),
            ("system:treasury", "seed demo mint GOLD_COINS", "00009d2b-5330-8fa9-8b0b-496eaa186c5d"),
        ];
        let found = vectors.map(|(owner, key, _)| id(owner, key).to_string());
        assert_eq!(found, vectors.map(|(_, _, id)| id.to_owned()));
    }
}
