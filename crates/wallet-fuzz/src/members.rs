//! The reference for JSON objects: every member as it was written, doubled ones too, judged by a table of fields.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::texts::is_well_made;

/// What a field's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A text, null or nothing.
    MaybeText,
    /// Anything: an amount is judged by its digits.
    Raw,
    /// The same, null or nothing.
    MaybeRaw,
    /// Anything but null, or nothing: an array is judged item by item.
    MaybeItems,
    /// Yes, no or nothing.
    Flag,
    /// An object whose members are there once, as it was written; null or nothing.
    MaybeObject,
}

/// The fields that an object may have.
pub(crate) type Shape = &'static [(&'static str, Kind)];

/// An object whose fields fit: texts by value, amounts and objects as they were written.
pub(crate) type Fields = BTreeMap<&'static str, Value>;

/// The members of an object, in order.
pub(crate) struct Members(pub(crate) Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl Members {
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// The items of the only member, an array of that name.
    pub(crate) fn into_items(self, name: &str) -> Option<Vec<Box<RawValue>>> {
        match self.0.as_slice() {
            [(only, value)] if only == name => serde_json::from_str(value.get()).ok(),
            _ => None,
        }
    }

    /// The fields, if there are just those that there may and must be, each once and of its kind.
    pub(crate) fn fit(&self, shape: Shape) -> Option<Fields> {
        let mut fields = Fields::new();
        let mut seen = Vec::new();
        for (name, raw) in &self.0 {
            let (name, kind) = shape.iter().find(|(known, _)| known == name)?;
            if seen.contains(name) {
                return None;
            }
            seen.push(name);
            if matches!(kind, Kind::Raw | Kind::MaybeRaw | Kind::MaybeItems) {
                if *kind != Kind::MaybeRaw || raw.get() != "null" {
                    fields.insert(name, Value::from(raw.get()));
                }
                continue;
            }
            if *kind == Kind::MaybeObject && raw.get() != "null" {
                // Its values are judged later, by what was written.
                if !raw.get().starts_with('{') || !is_well_made(raw.get()) {
                    return None;
                }
                fields.insert(name, Value::from(raw.get()));
                continue;
            }
            match (serde_json::from_str::<Value>(raw.get()).ok()?, kind) {
                (Value::Null, Kind::MaybeText | Kind::MaybeObject) => {}
                (flag @ Value::Bool(_), Kind::Flag) => _ = fields.insert(name, flag),
                (text @ Value::String(_), Kind::Text | Kind::MaybeText) => _ = fields.insert(name, text),
                _ => return None,
            }
        }
        let must = shape.iter().filter(|(_, kind)| matches!(kind, Kind::Text | Kind::Raw));
        must.into_iter().all(|(name, _)| fields.contains_key(name)).then_some(fields)
    }
}

/// How deep brackets are nested outside of texts: beyond some depth the reader and the reference give up at different
/// places.
pub(crate) fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut is_escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
