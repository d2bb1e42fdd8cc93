//! Origins: who asked for a transaction.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::value::caps::Caps;
use crate::value::key_id::ApiKeyId;
use crate::value::text::{InvalidText, Name, Person};

/// Who asked for a transaction: an actor, and the person behind it if the actor names one.
///
/// It is recorded with the transaction and covered by the chain, and decides nothing. The serialised form is what stores
/// keep: members may be added, never renamed.
#[derive(Debug, Clone)]
pub struct Origin {
    parts: Parts,
    /// The stored form, made once: a key's origin is written with each of its transactions.
    json: Box<str>,
    /// What the actor may do on its own. It is about commands to come, and so neither stored nor compared.
    bounds: Option<Bounds>,
}

/// What an actor may do on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// How much.
    pub caps: Option<Caps>,
    /// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval.
    pub approval_over: Option<i64>,
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for Origin {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<String>,
    /// Who approved it: the name of the other key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approved_by: Option<String>,
    /// The id of the other key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approved_with: Option<String>,
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

impl Parts {
    fn of(name: &Name, key: Option<ApiKeyId>) -> Self {
        let (name, key) = (name.as_str().to_owned(), key.map(|id| id.to_string()));
        Self { name, key, on_behalf_of: None, approved_by: None, approved_with: None }
    }
}

impl Origin {
    /// The actor of that name, such as a command line's user.
    pub fn named(name: &Name) -> Arc<Self> {
        Arc::new(Self::of(Parts::of(name, None)))
    }

    /// The holder of an API key.
    pub fn of_key(id: ApiKeyId, name: &Name) -> Arc<Self> {
        Arc::new(Self::of(Parts::of(name, Some(id))))
    }

    /// The same, with what the actor may do on its own.
    #[must_use]
    pub fn within(self: Arc<Self>, bounds: Bounds) -> Arc<Self> {
        if bounds == Bounds::default() {
            return self;
        }
        Arc::new(Self { bounds: Some(bounds), ..Arc::unwrap_or_clone(self) })
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
        let parts = Parts { on_behalf_of: Some(person.as_str().to_owned()), ..self.parts.clone() };
        Arc::new(Self { bounds: self.bounds, ..Self::of(parts) })
    }

    /// The same with the approval of another actor: what it may do on its own no longer bounds it.
    #[must_use]
    pub fn approved_by(&self, approver: &Self) -> Arc<Self> {
        let (approved_by, approved_with) = (Some(approver.parts.name.clone()), approver.parts.key.clone());
        Arc::new(Self::of(Parts { approved_by, approved_with, ..self.parts.clone() }))
    }

    fn of(parts: Parts) -> Self {
        let json = serde_json::to_string(&parts).expect("texts always serialise").into();
        Self { parts, json, bounds: None }
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

    /// Who approved it: the name of the other key, if somebody had to.
    pub fn approver(&self) -> Option<&str> {
        self.parts.approved_by.as_deref()
    }

    /// The id of the approver's key.
    pub fn approver_key(&self) -> Option<&str> {
        self.parts.approved_with.as_deref()
    }

    /// What the actor may do on its own, if that is bounded.
    pub fn bounds(&self) -> Option<&Bounds> {
        self.bounds.as_ref()
    }

    /// The id of a key with caps, and the caps.
    pub(crate) fn capped(&self) -> Option<(&str, &Caps)> {
        let caps = self.bounds.as_ref()?.caps.as_ref()?;
        Some((self.key()?, caps))
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
        parts.approved_by.as_deref().map(Name::new).transpose()?;
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
