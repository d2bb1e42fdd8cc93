//! Origins: who asked for a transaction.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::value::key_id::ApiKeyId;
use crate::value::text::{InvalidText, Name, Person};

/// Who asked for a transaction: an actor, and the person behind it if the actor names one.
///
/// It is recorded with the transaction and covered by the chain, and decides nothing. The serialised form is what stores
/// keep: members may be added, never renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    parts: Parts,
    /// The stored form, made once: a key's origin is written with each of its transactions.
    json: Box<str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<String>,
}

/// What is no stored [`Origin`].
#[derive(Debug, thiserror::Error)]
pub enum InvalidOrigin {
    /// No JSON of an origin.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A name or a person.
    #[error(transparent)]
    Text(#[from] InvalidText),
}

impl Origin {
    /// The actor of that name, such as a command line's user.
    pub fn named(name: &Name) -> Arc<Self> {
        Arc::new(Self::of(Parts { name: name.as_str().to_owned(), key: None, on_behalf_of: None }))
    }

    /// The holder of an API key.
    pub fn of_key(id: ApiKeyId, name: &Name) -> Arc<Self> {
        let parts = Parts { name: name.as_str().to_owned(), key: Some(id.to_string()), on_behalf_of: None };
        Arc::new(Self::of(parts))
    }

    /// Whoever reaches a service that asks for no keys.
    pub fn anyone() -> Arc<Self> {
        static ANYONE: LazyLock<Arc<Origin>> =
            LazyLock::new(|| Origin::named(&Name::new("anyone").expect("it is short")));
        ANYONE.clone()
    }

    /// The service itself, such as for a hold whose time is over.
    pub fn service() -> Arc<Self> {
        static SERVICE: LazyLock<Arc<Origin>> =
            LazyLock::new(|| Origin::named(&Name::new("wallet").expect("it is short")));
        SERVICE.clone()
    }

    /// The same, asking for a person.
    #[must_use]
    pub fn on_behalf_of(&self, person: &Person) -> Arc<Self> {
        Arc::new(Self::of(Parts { on_behalf_of: Some(person.as_str().to_owned()), ..self.parts.clone() }))
    }

    fn of(parts: Parts) -> Self {
        let json = serde_json::to_string(&parts).expect("texts always serialise").into();
        Self { parts, json }
    }

    /// The actor's name: an API key's, `anyone`, `wallet` for the service itself, or a command line's user.
    pub fn name(&self) -> &str {
        &self.parts.name
    }

    /// The id of the API key, if one was shown.
    pub fn key(&self) -> Option<&str> {
        self.parts.key.as_deref()
    }

    /// The person whom the caller named.
    pub fn person(&self) -> Option<&str> {
        self.parts.on_behalf_of.as_deref()
    }

    /// Whether `actor` is its name, the id of its key, or its person.
    pub fn is_of(&self, actor: &str) -> bool {
        self.name() == actor || self.key() == Some(actor) || self.person() == Some(actor)
    }

    /// The form that stores keep: canonical JSON.
    pub fn as_json(&self) -> &str {
        &self.json
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, InvalidOrigin> {
        Ok(Self::checked(serde_json::from_str(json)?)?)
    }

    fn checked(parts: Parts) -> Result<Self, InvalidText> {
        Name::new(&parts.name)?;
        parts.on_behalf_of.as_deref().map(Person::new).transpose()?;
        Ok(Self::of(parts))
    }
}

#[cfg(feature = "serde")]
impl Serialize for Origin {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parts.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::checked(Parts::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_comes_back_from_its_stored_form() {
        let person = Person::new("ada@support").expect("valid");
        for (origin, json) in [
            (Origin::anyone(), r#"{"name":"anyone"}"#),
            (Origin::service().on_behalf_of(&person), r#"{"name":"wallet","on_behalf_of":"ada@support"}"#),
        ] {
            assert_eq!(origin.as_json(), json);
            assert_eq!(Origin::from_json(json).expect("readable"), *origin);
        }
        for bad in ["", "{}", r#"{"name":""}"#, r#"{"name":"a","on_behalf_of":""}"#, r#"{"name":"a","colour":1}"#] {
            assert!(Origin::from_json(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_origin_is_found_by_name_key_and_person() {
        let person = Person::new("ada").expect("valid");
        let origin = Origin::anyone().on_behalf_of(&person);
        assert!(origin.is_of("anyone") && origin.is_of("ada") && !origin.is_of("bob"));
    }
}
