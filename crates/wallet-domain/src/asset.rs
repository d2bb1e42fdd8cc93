//! Assets: what can be held.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::policy::Policy;
use crate::text::{Description, Name};

/// The code of an asset, such as `GOLD_COINS`: `[A-Z][A-Z0-9_]{0,49}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AssetCode(Arc<str>);

/// A text that is no [`AssetCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An asset's code is 1 to 50 characters: capital letters, digits and underscores, a letter first.")]
pub struct InvalidAsset;

impl AssetCode {
    /// Parses an asset's code.
    pub fn new(code: &str) -> Result<Self, InvalidAsset> {
        let well_formed = code.len() <= 50
            && code.starts_with(|c: char| c.is_ascii_uppercase())
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if well_formed { Ok(Self(code.into())) } else { Err(InvalidAsset) }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AssetCode {
    type Error = InvalidAsset;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::new(&code)
    }
}

impl From<AssetCode> for String {
    fn from(code: AssetCode) -> Self {
        code.0.as_ref().into()
    }
}

impl fmt::Display for AssetCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An asset as an operator defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its code, unique and never changed.
    pub code: AssetCode,
    /// Its name for people.
    pub name: Name,
    /// What it is for.
    pub description: Option<Description>,
    /// What is allowed with it.
    pub policy: Policy,
}

/// What tells one state of an asset from another: two that say the same have the same tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetTag(u64);

impl Asset {
    /// A tag of the asset's present code, name, description and policy. It changes whenever one of them does.
    pub fn tag(&self) -> AssetTag {
        let description = self.description.as_ref().map(Description::as_str);
        let said = (self.code.as_str(), self.name.as_str(), description, &self.policy);
        let text = serde_json::to_vec(&said).expect("texts and numbers always serialise");
        let [b0, b1, b2, b3, b4, b5, b6, b7, ..] = <[u8; 32]>::from(Sha256::digest(text));
        AssetTag(u64::from_be_bytes([b0, b1, b2, b3, b4, b5, b6, b7]))
    }
}

impl AssetTag {
    /// Reads what [`fmt::Display`] wrote: 16 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let is_tag = text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_tag.then(|| u64::from_str_radix(text, 16).ok().map(Self))?
    }
}

impl fmt::Display for AssetTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{asset_named, asset_with};

    #[test]
    fn a_code_is_capitals_digits_and_underscores_with_a_letter_first() {
        for good in ["A", "GOLD_COINS", "X9_", &"A".repeat(50)] {
            assert!(AssetCode::new(good).is_ok(), "{good}");
        }
        for bad in ["", "gold", "9A", "_A", "A B", "A-B", "É", "A\0", &"A".repeat(51)] {
            assert_eq!(AssetCode::new(bad), Err(InvalidAsset), "{bad}");
        }
    }

    #[test]
    fn a_tag_is_of_what_an_asset_says_and_comes_back_from_its_text() {
        let (plain, other) = (asset_named("A"), asset_with("A", r#"{"transferable":true}"#));
        assert_eq!(plain.tag(), asset_named("A").tag());
        let described = Asset { description: Some(Description::new("d").expect("valid")), ..plain.clone() };
        assert!(other.tag() != plain.tag() && described.tag() != plain.tag() && asset_named("B").tag() != plain.tag());
        assert_eq!(AssetTag::parse(&other.tag().to_string()), Some(other.tag()));
        for bad in ["", "7", "00000000000000000", "000000000000000g", "+00000000000000f", "00000000000000AF"] {
            assert_eq!(AssetTag::parse(bad), None, "{bad}");
        }
    }
}
