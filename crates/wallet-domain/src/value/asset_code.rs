//! The codes of assets.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_capitals_digits_and_underscores_with_a_letter_first() {
        for good in ["A", "GOLD_COINS", "X9_", &"A".repeat(50)] {
            assert!(AssetCode::new(good).is_ok(), "{good}");
        }
        for bad in ["", "gold", "9A", "_A", "A B", "A-B", "É", "A\0", &"A".repeat(51)] {
            assert_eq!(AssetCode::new(bad), Err(InvalidAsset), "{bad}");
        }
    }
}
