//! Objects that are objects: what serde derives for a struct would also read an array of its fields in their order.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A JSON object, read as `T`.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyObject<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyObject<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(OnlyObject(PhantomData))
    }
}

/// An array of objects; the document says how many there may be.
#[derive(Debug)]
pub(super) struct Objects<T, const MIN: usize, const MAX: usize>(pub(super) Vec<T>);

impl<T, const MIN: usize, const MAX: usize> Default for Objects<T, MIN, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Deserialize<'de> for Objects<T, MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let objects = Vec::<Object<T>>::deserialize(deserializer)?;
        Ok(Self(objects.into_iter().map(|Object(object)| object).collect()))
    }
}

/// The members of an object, or null. Doubled ones are refused at any depth, where a map would keep the last.
pub(super) fn members<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Map<String, Value>>, D::Error> {
    match Option::<Single>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Single(Value::Object(members))) => Ok(Some(members)),
        Some(_) => Err(D::Error::custom("invalid type: expected an object")),
    }
}

/// A member of a merge patch (RFC 7396).
#[derive(Debug, Default)]
pub(crate) enum Patched<T> {
    /// It is not there: nothing changes.
    #[default]
    Absent,
    /// It is null: what it names is taken away.
    Null,
    /// What it names becomes this.
    Value(T),
}

impl<T> Patched<T> {
    fn of(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// What changes, if something does: `Some(None)` is taken away.
    #[expect(clippy::option_option, reason = "that is how the domain has it")]
    pub(super) fn read<V, E>(self, value: impl FnOnce(T) -> Result<V, E>) -> Result<Option<Option<V>>, E> {
        match self {
            Self::Absent => Ok(None),
            Self::Null => Ok(Some(None)),
            Self::Value(it) => value(it).map(|it| Some(Some(it))),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patched<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::of)
    }
}

/// The same of an object's members.
pub(super) fn patched_members<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Patched<Map<String, Value>>, D::Error> {
    members(deserializer).map(Patched::of)
}

/// A JSON value whose objects have each member once.
struct Single(Value);

impl<'de> Deserialize<'de> for Single {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Single;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E: Error>(self) -> Result<Single, E> {
                Ok(Single(Value::Null))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Single, E> {
                Ok(Single(value.into()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Single, E> {
                Ok(Single(value.into()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Single, E> {
                Ok(Single(value.into()))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Single, E> {
                Ok(Single(value.into()))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Single, E> {
                Ok(Single(value.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Single, A::Error> {
                let mut values = Vec::new();
                while let Some(Single(value)) = items.next_element()? {
                    values.push(value);
                }
                Ok(Single(values.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Single, A::Error> {
                let mut members = Map::new();
                while let Some((name, Single(value))) = map.next_entry::<String, Single>()? {
                    if members.contains_key(&name) {
                        return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
                    }
                    members.insert(name, value);
                }
                Ok(Single(members.into()))
            }
        }

        deserializer.deserialize_any(Any)
    }
}
