//! Assets: what can be held, and what operators allow with it.

pub mod change;
pub mod period;
pub mod policy;
pub mod rates;
pub mod usage;

use std::fmt;

use sha2::{Digest, Sha256};

use crate::asset::policy::Policy;
use crate::value::asset_code::AssetCode;
use crate::value::text::{Description, Name};

/// An asset as an operator defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
