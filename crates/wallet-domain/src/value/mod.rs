//! Values: parsed once, and never wrong from then on. They know nothing of flows, wallets or stores.

pub mod amount;
pub mod asset_code;
pub mod key;
pub mod key_id;
pub mod lane;
pub mod metadata;
pub mod origin;
pub mod owner;
pub mod scope;
pub mod text;
pub mod time;
pub mod wallet_id;

/// What each type's `new` reads is what `str::parse` reads.
macro_rules! from_str {
    ($($value:path: $error:path)*) => {$(
        impl std::str::FromStr for $value {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::new(text)
            }
        }
    )*};
}

from_str! {
    asset_code::AssetCode: asset_code::InvalidAsset
    key::IdempotencyKey: key::InvalidKey
    key_id::ApiKeyId: key_id::InvalidKeyId
    owner::OwnerId: owner::InvalidOwner
    text::Actor: text::InvalidText
    text::Description: text::InvalidText
    text::Name: text::InvalidText
    text::Person: text::InvalidText
    text::Reference: text::InvalidText
}
