//! Metadata: a caller's JSON object, made canonical before anything is decided on it.

use std::sync::Arc;

use serde_json::{Map, Value};

/// A caller's JSON object in canonical text: keys sorted, no white space, so that equal objects are equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Metadata(Arc<str>);

/// An object that cannot be kept as [`Metadata`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMetadata {
    /// Longer than [`Metadata::BYTES_MAX`] once canonical.
    #[error("The metadata must be at most {} bytes of JSON.", Metadata::BYTES_MAX)]
    TooLong,
    /// Nested deeper than [`Metadata::DEPTH_MAX`].
    #[error("The metadata must be at most {} levels deep.", Metadata::DEPTH_MAX)]
    TooDeep,
    /// A key or a text holds NUL or another control character.
    #[error("The metadata must not hold control characters.")]
    ControlCharacter,
    /// Not the text of a JSON object.
    #[error("The metadata must be a JSON object.")]
    NotAnObject,
}

impl Metadata {
    /// The most bytes of canonical text.
    pub const BYTES_MAX: usize = 4096;
    /// The deepest nesting, the object itself being the first level.
    pub const DEPTH_MAX: usize = 8;

    /// Makes an object canonical.
    pub fn new(object: Map<String, Value>) -> Result<Self, InvalidMetadata> {
        let object = Value::Object(object);
        check(&object, Self::DEPTH_MAX)?;
        let mut text = String::new();
        write_canonical(&object, &mut text);
        if text.len() > Self::BYTES_MAX {
            return Err(InvalidMetadata::TooLong);
        }
        Ok(Self(text.into()))
    }

    /// Parses the text of a JSON object; what [`Metadata::as_str`] gave comes back the same.
    pub fn parse(text: &str) -> Result<Self, InvalidMetadata> {
        match serde_json::from_str(text) {
            Ok(Value::Object(object)) => Self::new(object),
            _ => Err(InvalidMetadata::NotAnObject),
        }
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check(value: &Value, depth_left: usize) -> Result<(), InvalidMetadata> {
    let printable = |text: &str| {
        if text.chars().any(char::is_control) { Err(InvalidMetadata::ControlCharacter) } else { Ok(()) }
    };
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(text) => printable(text),
        Value::Array(_) | Value::Object(_) if depth_left == 0 => Err(InvalidMetadata::TooDeep),
        Value::Array(items) => items.iter().try_for_each(|item| check(item, depth_left - 1)),
        Value::Object(members) => members.iter().try_for_each(|(key, member)| {
            printable(key)?;
            check(member, depth_left - 1)
        }),
    }
}

/// Sorts keys by their bytes itself: whether `serde_json`'s map is sorted depends on a feature that any crate of the
/// build can switch.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (position, (key, member)) in members.into_iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_canonical(member, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write_canonical(item, text);
            }
            text.push(']');
        }
        leaf => text.push_str(&leaf.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_objects_have_equal_canonical_text() {
        let one = Metadata::parse(r#"{"b": [1, {"y":null,"x":"ä"}], "a": true}"#).expect("valid");
        let other = Metadata::parse(r#"{"a":true,"b":[1,{"x":"ä","y":null}]}"#).expect("valid");
        assert_eq!(one, other);
        assert_eq!(one.as_str(), r#"{"a":true,"b":[1,{"x":"ä","y":null}]}"#);
        assert_eq!(Metadata::parse(one.as_str()), Ok(one));
    }

    /// A store gives the canonical text back, and a replay is compared by it.
    #[test]
    fn numbers_come_back_from_canonical_text_to_the_last_bit() {
        for number in ["6.169062368256605e+174", "0.1234567890123456789", "1e300", "-0.0", "18446744073709551616"] {
            let once = Metadata::parse(&format!(r#"{{"a":{number}}}"#)).expect("valid");
            assert_eq!(Metadata::parse(once.as_str()), Ok(once), "{number}");
        }
    }

    #[test]
    fn depth_size_and_characters_are_bounded() {
        let nested = |levels: usize| format!("{}{}", r#"{"a":"#.repeat(levels - 1) + "{", "}".repeat(levels));
        assert!(Metadata::parse(&nested(8)).is_ok());
        assert_eq!(Metadata::parse(&nested(9)), Err(InvalidMetadata::TooDeep));
        let sized = |bytes: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(bytes - 8));
        assert!(Metadata::parse(&sized(4096)).is_ok());
        assert_eq!(Metadata::parse(&sized(4097)), Err(InvalidMetadata::TooLong));
        assert_eq!(Metadata::parse(r#"{"a":"\u0000"}"#), Err(InvalidMetadata::ControlCharacter));
        assert_eq!(Metadata::parse(r#"{"\n":1}"#), Err(InvalidMetadata::ControlCharacter));
        assert_eq!(Metadata::parse("[1]"), Err(InvalidMetadata::NotAnObject));
    }
}
