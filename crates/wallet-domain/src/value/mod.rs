//! Values: parsed once, and never wrong from then on. They know nothing of flows, wallets or stores.

pub mod amount;
pub mod asset_code;
pub mod caps;
pub mod key;
pub mod key_id;
pub mod lane;
pub mod metadata;
pub mod origin;
pub mod owner;
pub mod percent;
pub mod scope;
pub mod share;
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
    share::Share: share::InvalidShare
    text::Actor: text::InvalidText
    text::Description: text::InvalidText
    text::Name: text::InvalidText
    text::ObjectId: text::InvalidText
    text::Person: text::InvalidText
    text::Reference: text::InvalidText
}

/// A text is read as the type's own constructor reads it.
#[cfg(feature = "serde")]
macro_rules! serde_as_text {
    ($($value:ty: $read:ident)*) => {$(
        impl serde::Serialize for $value {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $value {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::$read(&text).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

#[cfg(feature = "serde")]
serde_as_text! {
    key::IdempotencyKey: internal
    metadata::Metadata: parse
    text::Actor: new
    text::Description: new
    text::Name: new
    text::ObjectId: new
    text::Person: new
    text::Reference: new
}
