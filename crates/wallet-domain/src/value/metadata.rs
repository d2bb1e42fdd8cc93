//! Metadata: a caller's JSON object, made canonical before anything is decided on it.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A caller's JSON object in canonical text: keys sorted, no white space, so that equal objects are equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Metadata(Arc<str>);

/// An object that cannot be kept as [`Metadata`]. A member is named by its path, such as `cart.items[2]`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    /// A member is no JSON, such as half of a surrogate pair.
    #[error("The metadata's member `{0}` is no JSON.")]
    NotJson(String),
    /// An object has the member twice.
    #[error("The metadata has the member `{0}` twice.")]
    Doubled(String),
    /// A number that would not be kept as it was sent.
    #[error(
        "The metadata's member `{0}` is a number that cannot be kept as it is: a whole number must fit into 64 bits, \
         any other have at most 17 digits. Send it as a text."
    )]
    Number(String),
}

impl Metadata {
    /// The most bytes of canonical text.
    pub const BYTES_MAX: usize = 4096;
    /// The deepest nesting, the object itself being the first level.
    pub const DEPTH_MAX: usize = 8;

    /// Parses the text of a JSON object; what [`Metadata::as_str`] gave comes back the same.
    pub fn parse(text: &str) -> Result<Self, InvalidMetadata> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|_| InvalidMetadata::NotAnObject)?;
        if !raw.get().starts_with('{') {
            return Err(InvalidMetadata::NotAnObject);
        }
        let mut text = String::new();
        write(raw, &mut String::new(), Self::DEPTH_MAX, &mut text)?;
        if text.len() > Self::BYTES_MAX {
            return Err(InvalidMetadata::TooLong);
        }
        Ok(Self(text.into()))
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A text, number, truth or null at the object's top, in canonical text. `None` if there is no such member, or if it
    /// is a list or an object.
    pub fn member(&self, name: &str) -> Option<&str> {
        let Members(members) = serde_json::from_str(self.as_str()).ok()?;
        let (_, member) = members.into_iter().find(|(known, _)| known == name)?;
        Some(member.get()).filter(|text| !text.starts_with(['{', '[']))
    }

    /// The canonical text of the value that a filter names: what reads as a number, as true, false or null, or as a text in
    /// quotes, is that; anything else is a text.
    pub fn plain(text: &str) -> String {
        let mut canonical = String::new();
        let raw = serde_json::from_str::<&RawValue>(text).ok().filter(|raw| !raw.get().starts_with(['{', '[']));
        match raw.map(|raw| write(raw, &mut String::new(), 0, &mut canonical)) {
            Some(Ok(())) => canonical,
            // Written so it would not be kept; the double that it means may be kept under another spelling.
            Some(Err(InvalidMetadata::Number(_))) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => serde_json::to_string(&number).expect("a finite number"),
                _ => quoted(text),
            },
            _ => quoted(text),
        }
    }
}

impl fmt::Display for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Metadata {
    type Err = InvalidMetadata;

    fn from_str(text: &str) -> Result<Self, InvalidMetadata> {
        Self::parse(text)
    }
}

/// The members of an object as they were written, in order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
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

/// Appends a value's canonical text. Nothing here goes through `serde_json`'s own values: features that any crate of the
/// build can switch decide there whether members are sorted and how numbers are kept, and its reading would keep the last
/// of doubled members and take an object with a certain key for the text in it.
fn write(raw: &RawValue, path: &mut String, depth_left: usize, canonical: &mut String) -> Result<(), InvalidMetadata> {
    let (text, outer) = (raw.get(), path.len());
    let not_json = |path: &str| InvalidMetadata::NotJson(named(path));
    match text.as_bytes().first() {
        Some(b'{' | b'[') if depth_left == 0 => return Err(InvalidMetadata::TooDeep),
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text).map_err(|_| not_json(path))?;
            // By the bytes of their keys.
            let mut sorted = BTreeMap::new();
            for (name, member) in members {
                printable(&name)?;
                path.push_str(if outer == 0 { "" } else { "." });
                path.push_str(&name);
                let mut value = String::new();
                write(member, path, depth_left - 1, &mut value)?;
                if sorted.insert(name, value).is_some() {
                    return Err(InvalidMetadata::Doubled(named(path)));
                }
                path.truncate(outer);
            }
            let members = sorted.iter().map(|(name, value)| format!("{}:{value}", quoted(name)));
            _ = write!(canonical, "{{{}}}", members.collect::<Vec<_>>().join(","));
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| not_json(path))?;
            canonical.push('[');
            for (number, item) in items.into_iter().enumerate() {
                canonical.push_str(if number == 0 { "" } else { "," });
                _ = write!(path, "[{number}]");
                write(item, path, depth_left - 1, canonical)?;
                path.truncate(outer);
            }
            canonical.push(']');
        }
        Some(b'-' | b'0'..=b'9') => {
            canonical.push_str(&number(text).ok_or_else(|| InvalidMetadata::Number(named(path)))?);
        }
        Some(b'"') => {
            let text: String = serde_json::from_str(text).map_err(|_| not_json(path))?;
            printable(&text)?;
            canonical.push_str(&quoted(&text));
        }
        // True, false or null.
        _ => canonical.push_str(text),
    }
    Ok(())
}

/// The canonical text of JSON that this crate has written.
pub(crate) fn canonical(json: &str) -> String {
    let mut canonical = String::new();
    let raw = serde_json::from_str(json).expect("it was written just now");
    write(raw, &mut String::new(), Metadata::DEPTH_MAX, &mut canonical).expect("it was written just now");
    canonical
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text always serialises")
}

/// A path that is short enough for a sentence.
fn named(path: &str) -> String {
    const CHARS_MAX: usize = 100;
    match path.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{} ...", &path[..end]),
        None => path.to_owned(),
    }
}

fn printable(text: &str) -> Result<(), InvalidMetadata> {
    if text.chars().any(char::is_control) { Err(InvalidMetadata::ControlCharacter) } else { Ok(()) }
}

/// The canonical text of a number that is kept as it was written: a whole one of 64 bits, or one that a double tells from
/// every other of so many digits.
fn number(text: &str) -> Option<String> {
    /// So many digits each double has to itself.
    const DIGITS_MAX: usize = 17;
    if !text.contains(['.', 'e', 'E']) && text != "-0" {
        let whole = text.parse::<i64>().map(|whole| whole.to_string());
        return whole.or_else(|_| text.parse::<u64>().map(|whole| whole.to_string())).ok();
    }
    let double = text.parse::<f64>().ok().filter(|double| double.is_finite())?;
    let canonical = serde_json::to_string(&double).expect("a finite number always serialises");
    let (digits, _) = decimal(text)?;
    // Close to zero a double has fewer digits.
    let is_told_apart = double.is_normal() || decimal(text) == decimal(&canonical);
    (digits.is_empty() || digits.len() <= DIGITS_MAX && is_told_apart).then_some(canonical)
}

/// A number's digits without the zeros around them, and the power of ten that the last one counts.
fn decimal(text: &str) -> Option<(String, i64)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
    let kept = digits.trim_end_matches('0');
    let shift = i64::try_from(digits.len() - kept.len()).ok()? - i64::try_from(fraction.len()).ok()?;
    Some((kept.trim_start_matches('0').to_owned(), exponent.parse::<i64>().ok()?.checked_add(shift)?))
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
        for number in [
            "6.169062368256605e+174",
            "0.12345678901234568",
            "1e300",
            "-0.0",
            "-0",
            "18446744073709551615",
            "5e-324",
            "-9223372036854775808",
            "1.50",
            "100000000000000000000.0",
            "0e999",
            "0.10000000000000001",
            "1e20",
        ] {
            let once = Metadata::parse(&format!(r#"{{"a":{number}}}"#)).expect("valid");
            assert_eq!(Metadata::parse(once.as_str()), Ok(once), "{number}");
        }
    }

    #[test]
    fn a_number_that_would_change_is_refused_by_its_members_name() {
        let refused = |text: &str| Metadata::parse(text).expect_err("it would change");
        for number in [
            "18446744073709551616",
            "-9223372036854775809",
            "100000000000000000000000",
            "0.1234567890123456789",
            "18446744073709551616.0",
            "1e-400",
            "3e-324",
            "1e999",
            "-1e999",
            "0.1000000000000000000001",
        ] {
            assert_eq!(refused(&format!(r#"{{"b":1,"a":{number}}}"#)), InvalidMetadata::Number("a".into()), "{number}");
        }
        let nested = r#"{"cart":{"items":[1,2,{"id":123456789012345678901}]}}"#;
        assert_eq!(refused(nested), InvalidMetadata::Number("cart.items[2].id".into()));
        assert!(refused(nested).to_string().contains("`cart.items[2].id`"));
    }

    #[test]
    fn a_doubled_member_is_refused_at_any_depth_and_by_its_name() {
        for (text, name) in [
            (r#"{"a":1,"a":1}"#, "a"),
            (r#"{"a":1,"\u0061":2}"#, "a"),
            (r#"{"a":{"b":{},"b":null}}"#, "a.b"),
            (r#"{"a":[{"b":1},{"b":1,"c":2,"b":3}]}"#, "a[1].b"),
        ] {
            assert_eq!(Metadata::parse(text), Err(InvalidMetadata::Doubled(name.into())), "{text}");
        }
        let long = format!(r#"{{"{0}":1,"{0}":1}}"#, "x".repeat(3000));
        assert!(Metadata::parse(&long).is_err_and(|error| error.to_string().len() < 200));
    }

    #[test]
    fn a_filter_names_a_member_by_its_value_and_its_type() {
        let metadata =
            Metadata::parse(r#"{"n":7,"t":"7","b":true,"q":"\"","x":null,"f":7.0,"l":[7],"o":{}}"#).expect("valid");
        let has = |name: &str, value: &str| metadata.member(name) == Some(&Metadata::plain(value));
        for (name, value) in [
            ("n", "7"),
            ("t", "\"7\""),
            ("b", "true"),
            ("q", "\""),
            ("q", r#""\"""#),
            ("x", "null"),
            ("f", "7.0"),
            ("f", "0.7e1"),
        ] {
            assert!(has(name, value), "{name}={value}");
        }
        for (name, value) in [
            ("n", "\"7\""),
            ("n", "7.0"),
            ("n", "07"),
            ("t", "7"),
            ("b", "\"true\""),
            ("x", ""),
            ("l", "[7]"),
            ("o", "{}"),
            ("m", "7"),
        ] {
            assert!(!has(name, value), "{name}={value}");
        }
        assert_eq!(Metadata::plain("hats"), "\"hats\"");
        // Too long to be kept as it is written, it finds the double that it means.
        let kept = Metadata::parse(r#"{"n":1e+20,"m":0.1}"#).expect("valid");
        assert_eq!(kept.member("n"), Some(&*Metadata::plain("100000000000000000000")));
        assert_eq!(kept.member("m"), Some(&*Metadata::plain("0.10000000000000000555")));
        assert_eq!(Metadata::plain("1e999"), "\"1e999\"");
    }

    /// `serde_json` keeps raw text under this key.
    #[test]
    fn no_key_has_a_meaning_of_its_own() {
        for text in [
            r#"{"$serde_json::private::RawValue":"1"}"#,
            r#"{"a":{"$serde_json::private::RawValue":"[1]"}}"#,
            r#"{"a":{"$serde_json::private::Number":"1"}}"#,
        ] {
            assert_eq!(Metadata::parse(text).expect("valid").as_str(), text);
        }
    }

    #[test]
    fn what_is_no_json_inside_is_refused_by_its_members_name() {
        assert_eq!(Metadata::parse(r#"{"a":["\ud800"]}"#), Err(InvalidMetadata::NotJson("a[0]".into())));
        for text in ["", "{", "null", r#"{"a":1} x"#, r#"{"a":01}"#] {
            assert_eq!(Metadata::parse(text), Err(InvalidMetadata::NotAnObject), "{text}");
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
