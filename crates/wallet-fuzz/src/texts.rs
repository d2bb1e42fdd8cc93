//! The domain's values: each against a definition in other words, and its own rendering.

use std::collections::HashSet;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use wallet_domain::access::{ApiKeyId, Scopes};
use wallet_domain::{
    Amount, AssetCode, ChainHash, Description, IdempotencyKey, InvalidOwner, MINOR_MAX, Metadata, Name, OwnerId,
    Reference, Rejection,
};
use wallet_http::testing::parse_life;

use crate::members::Members;

/// Characters of a name on the wire: visible ASCII.
pub(crate) fn is_visible(text: &str, most: usize) -> bool {
    !text.is_empty() && text.len() <= most && text.chars().all(|c| ('!'..='~').contains(&c))
}

pub(crate) fn is_owner(text: &str) -> bool {
    is_visible(text, 100)
}

pub(crate) fn is_player(text: &str) -> bool {
    is_owner(text) && text.get(..7) != Some("system:")
}

pub(crate) fn is_budget(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let name = text.strip_prefix("system:").filter(|name| name.chars().all(plain));
    name.is_some_and(|name| (1..=50).contains(&name.len()) && !["issuance", "treasury", "revenue"].contains(&name))
}

pub(crate) fn is_key(text: &str) -> bool {
    is_visible(text, 255)
}

pub(crate) fn is_asset(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_uppercase())
        && characters.all(|c| matches!(c, 'A'..='Z' | '0'..='9' | '_'))
        && text.len() <= 50
}

pub(crate) fn is_text(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && text.chars().all(|c| !c.is_control())
}

/// The amount that a JSON value is, by its digits.
pub(crate) fn amount(raw: &str) -> Option<u64> {
    let digits = !raw.is_empty() && raw.len() <= 16 && raw.bytes().all(|b| b.is_ascii_digit());
    let value = digits.then(|| raw.bytes().fold(0, |sum: u64, digit| sum * 10 + u64::from(digit - b'0')))?;
    (1..=MINOR_MAX.unsigned_abs()).contains(&value).then_some(value)
}

/// A text, as each of the values that texts can be.
pub(crate) fn values(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let owner = OwnerId::new(text);
    assert_eq!(owner.is_ok(), is_owner(text));
    assert!(owner.is_ok_and(|owner| owner.as_str() == text && owner.to_string() == text) || !is_owner(text));
    let reserved = if is_owner(text) { InvalidOwner::Reserved } else { InvalidOwner::Malformed };
    assert_eq!(OwnerId::budget(text).is_ok(), is_budget(text));
    assert_eq!(OwnerId::player(text).err(), (!is_player(text)).then_some(reserved));
    assert_eq!(AssetCode::new(text).ok().map(String::from), is_asset(text).then(|| text.to_owned()));
    let as_text = |key: IdempotencyKey| key.as_str().to_owned();
    assert_eq!(IdempotencyKey::new(text).ok().map(as_text), is_key(text).then(|| text.to_owned()));
    let may_hold_spaces = text.len() <= 255 && is_key(&text.replace(' ', "_"));
    assert_eq!(IdempotencyKey::internal(text).is_ok(), may_hold_spaces);
    assert_eq!(Description::new(text).is_ok(), is_text(text, 500));
    assert_eq!(Reference::new(text).is_ok(), is_text(text, 255));
    assert_eq!(Name::new(text).is_ok(), is_text(text, 100));
    if let Ok(number) = text.parse() {
        assert_eq!(Amount::new(number).is_ok(), amount(&number.to_string()).is_some());
    }
    if let Ok(id) = ApiKeyId::new(text) {
        assert_eq!(id.to_string(), text);
    }
    if let Ok(hash) = text.parse::<ChainHash>() {
        assert_eq!(hash.to_string(), text.to_ascii_lowercase());
        assert_eq!(hash.to_string().parse(), Ok(hash));
    }
    if let Ok(scopes) = text.parse::<Scopes>() {
        let written = scopes.to_string();
        assert_eq!(written.parse(), Ok(scopes));
        assert!(written.split(',').all(|name| text.split(',').any(|read| read == name)), "{text}");
    }
    life(text);
}

fn life(text: &str) {
    match parse_life(text) {
        Ok(life) => {
            let (count, unit) = text.split_at(text.len() - 1);
            let unit_s = [("m", 60), ("h", 3600), ("d", 86_400), ("w", 604_800)].into_iter().find(|it| it.0 == unit);
            let seconds = count.parse::<u64>().expect("digits") * unit_s.expect("a unit").1;
            assert_eq!(life.as_secs(), seconds);
            assert!((1..=36_525 * 86_400).contains(&seconds));
        }
        Err(complaint) => assert!(complaint.contains("must be a number of")),
    }
}

/// The canonical text of metadata, in other words; `None` if it is none.
fn canonical(object: &Map<String, Value>) -> Option<String> {
    fn write(value: &Value, levels_left: usize) -> Option<String> {
        let printable = |text: &String| !text.chars().any(char::is_control);
        Some(match value {
            Value::Array(_) | Value::Object(_) if levels_left == 0 => return None,
            Value::String(text) if !printable(text) => return None,
            Value::Array(items) => {
                let items: Option<Vec<String>> = items.iter().map(|item| write(item, levels_left - 1)).collect();
                format!("[{}]", items?.join(","))
            }
            Value::Object(members) => {
                let mut names: Vec<&String> = members.keys().collect();
                names.sort();
                let members: Option<Vec<String>> = (names.into_iter())
                    .map(|name| {
                        let member = write(&members[name], levels_left - 1)?;
                        printable(name).then(|| format!("{}:{member}", Value::from(name.as_str())))
                    })
                    .collect();
                format!("{{{}}}", members?.join(","))
            }
            leaf => leaf.to_string(),
        })
    }
    write(&Value::Object(object.clone()), 8).filter(|text| text.len() <= 4096)
}

/// The canonical text of metadata as it was written; `None` if it is none, or would not be kept as it is.
pub(crate) fn canonical_of(text: &str) -> Option<String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) if is_well_made(text) && are_numbers_kept(text) => canonical(&object),
        _ => None,
    }
}

/// Whether each object of a JSON text has each member once, and each text is one.
pub(crate) fn is_well_made(text: &str) -> bool {
    match text.trim_start().as_bytes().first() {
        Some(b'{') => Members::of(text.as_bytes()).is_some_and(|Members(members)| {
            let names: HashSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            names.len() == members.len() && members.iter().all(|(_, member)| is_well_made(member.get()))
        }),
        Some(b'[') => {
            let items = serde_json::from_str::<Vec<Box<RawValue>>>(text);
            items.is_ok_and(|items| items.iter().all(|item| is_well_made(item.get())))
        }
        Some(b'"') => serde_json::from_str::<String>(text).is_ok(),
        _ => true,
    }
}

fn are_numbers_kept(text: &str) -> bool {
    if let Some(members) = Members::of(text.as_bytes()) {
        return members.0.iter().all(|(_, member)| are_numbers_kept(member.get()));
    }
    if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(text) {
        return items.iter().all(|item| are_numbers_kept(item.get()));
    }
    let text = text.trim();
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return true;
    }
    if text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) {
        return text.parse::<i128>().is_ok_and(|whole| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&whole));
    }
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_matches('0');
    let double: f64 = text.parse().expect("a number");
    // Where doubles lose digits, the one that is kept must read as what was sent.
    let is_near_zero = !double.is_normal() && !digits.is_empty();
    let kept = || format!("{double:e}").split('e').next().map(|kept| kept.replace(['-', '.'], ""));
    digits.len() <= 17 && (!is_near_zero || kept().as_deref() == Some(digits))
}

/// A JSON object as metadata.
pub(crate) fn metadata(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let wanted = canonical_of(text);
    let parsed = Metadata::parse(text);
    assert_eq!(parsed.as_ref().ok().map(Metadata::as_str), wanted.as_deref());
    let Ok(parsed) = parsed else { return };
    assert_eq!(Metadata::parse(parsed.as_str()).as_ref(), Ok(&parsed), "what is canonical stays so");
    let value: Value = serde_json::from_str(text).expect("it was read");
    let again: Value = serde_json::from_str(parsed.as_str()).expect("canonical text is JSON");
    assert_eq!(again, value, "nothing is lost on the way");
}

/// The stored form of refusals.
pub(crate) fn rejections(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(rejection) = Rejection::from_json(text) {
        let written = rejection.to_json();
        assert_eq!(Rejection::from_json(&written).expect("its own form"), rejection);
        let form: Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(form["code"], Value::from(rejection.code()));
    }
}
