//! Fingerprints: what tells a retry from another use of its key.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::flow::Flow;
use crate::flow::details::Details;
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::key_id::to_hex;
use crate::value::metadata::Metadata;
use crate::value::owner::OwnerId;
use crate::value::text::{Description, Reference};

/// SHA-256 over a canonical, versioned encoding of a command without its key: tells a retry from a key's second use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// A command's; `terms` are in their canonical form.
    pub(crate) fn of(
        flow: Flow,
        owner: &OwnerId,
        asset: &AssetCode,
        amount: Amount,
        terms: Option<&str>,
        details: &Details,
    ) -> Self {
        let mut encoding = Encoding(Sha256::new());
        // What has no terms has kept the encoding from before there were any.
        encoding.0.update(if terms.is_some() { b"wallet command 2" } else { b"wallet command 1" });
        encoding.0.update(flow.code().to_be_bytes());
        encoding.0.update(amount.minor().to_be_bytes());
        encoding.text(Some(owner.as_str()));
        encoding.text(Some(asset.as_str()));
        encoding.text(details.reference.as_ref().map(Reference::as_str));
        encoding.text(details.description.as_ref().map(Description::as_str));
        encoding.text(details.metadata.as_ref().map(Metadata::as_str));
        if let Some(terms) = terms {
            encoding.text(Some(terms));
        }
        Self(encoding.0.finalize().into())
    }

    /// A fingerprint as it was stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Its hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

struct Encoding(Sha256);

impl Encoding {
    /// Length before text, and absence unlike any length, so that no two commands share an encoding.
    fn text(&mut self, text: Option<&str>) {
        let length =
            text.map_or(u32::MAX, |text| u32::try_from(text.len()).expect("texts are bounded far below 4 GiB"));
        self.0.update(length.to_be_bytes());
        self.0.update(text.unwrap_or_default());
    }
}
