//! The idempotency key: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), bare or quoted, or the seed's
//! `X-Idempotency-Key`. A proxy may fold two fields into one with a comma between (RFC 9110, section 5.3), so a comma parts
//! keys, and is part of one only within quotes.

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest, dev};
use wallet_domain::{IdempotencyKey, InvalidKey};

use crate::http::problem::{Code, Problem};

/// The key of a request that changes something.
#[derive(Debug)]
pub struct RequestKey(pub IdempotencyKey);

impl FromRequest for RequestKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(find_key(request.headers()).map(Self))
    }
}

/// The one key that the headers name, however often they do.
pub(crate) fn find_key(headers: &HeaderMap) -> Result<IdempotencyKey, Problem> {
    let mut found: Option<Cow<'_, str>> = None;
    for (name, may_be_quoted) in [("idempotency-key", true), ("x-idempotency-key", false)] {
        for value in headers.get_all(name) {
            for text in elements(value.to_str().map_err(|_| InvalidKey)?, may_be_quoted) {
                let key = if may_be_quoted { unquote(text)? } else { Cow::Borrowed(text) };
                if found.as_ref().is_some_and(|earlier| *earlier != key) {
                    let detail = "The request names two different idempotency keys. Send one; a key with a comma goes into \
                                  Idempotency-Key in quotes.";
                    return Err(Problem::new(Code::InvalidIdempotencyKey, detail));
                }
                found = Some(key);
            }
        }
    }
    let Some(key) = found else {
        let detail = "Send an Idempotency-Key header: a new one, such as a UUID, for each thing to be done, and the \
                      same one for each retry of it.";
        return Err(Problem::new(Code::MissingIdempotencyKey, detail));
    };
    Ok(IdempotencyKey::new(&key)?)
}

/// The elements of a list with commas, without the white space around them.
fn elements(list: &str, may_be_quoted: bool) -> impl Iterator<Item = &str> {
    let mut rest = Some(list);
    std::iter::from_fn(move || {
        let list = rest?.trim_start();
        let quoted = if may_be_quoted { end_of_quoted(list) } else { 0 };
        let end = list[quoted..].find(',').map(|comma| quoted + comma);
        rest = end.map(|comma| &list[comma + 1..]);
        Some(list[..end.unwrap_or(list.len())].trim_end())
    })
}

/// Where the quoted string at the begin of a text ends, its quotes included; 0 if there is none.
fn end_of_quoted(text: &str) -> usize {
    if !text.starts_with('"') {
        return 0;
    }
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| match byte {
        _ if is_escaped => {
            is_escaped = false;
            false
        }
        b'\\' => {
            is_escaped = true;
            false
        }
        byte => byte == b'"',
    });
    end.map_or(text.len(), |end| end + 2)
}

/// The text of a quoted string as structured fields have it (RFC 9651, section 4.2.5); a bare text is itself.
fn unquote(text: &str) -> Result<Cow<'_, str>, InvalidKey> {
    let Some(quoted) = text.strip_prefix('"') else { return Ok(Cow::Borrowed(text)) };
    let inner = quoted.strip_suffix('"').ok_or(InvalidKey)?;
    if !inner.contains(['"', '\\']) {
        return Ok(Cow::Borrowed(inner));
    }
    let mut plain = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(escaped @ ('"' | '\\')) => plain.push(escaped),
                _ => return Err(InvalidKey),
            },
            '"' => return Err(InvalidKey),
            other => plain.push(other),
        }
    }
    Ok(Cow::Owned(plain))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn key_of(headers: &[(&'static str, &'static str)]) -> Result<String, &'static str> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        find_key(&map).map(|key| key.as_str().to_owned()).map_err(|problem| problem.code().name())
    }

    #[test]
    fn a_key_is_bare_or_quoted_and_may_come_often_and_under_either_name() {
        for (headers, key) in [
            (vec![("idempotency-key", "abc")], "abc"),
            (vec![("idempotency-key", r#""abc""#)], "abc"),
            (vec![("idempotency-key", r#""a\"b\\c""#)], r#"a"b\c"#),
            (vec![("x-idempotency-key", "abc")], "abc"),
            (vec![("x-idempotency-key", r#""abc""#)], r#""abc""#),
            (vec![("idempotency-key", r#""abc""#), ("x-idempotency-key", "abc")], "abc"),
            (vec![("idempotency-key", "abc"), ("idempotency-key", "abc")], "abc"),
            (vec![("idempotency-key", "abc,abc")], "abc"),
            (vec![("idempotency-key", r#"abc , "abc",abc"#)], "abc"),
            (vec![("x-idempotency-key", "abc, abc")], "abc"),
            (vec![("idempotency-key", r#""a,b""#)], "a,b"),
            (vec![("idempotency-key", r#""a\",b", "a\",b""#)], r#"a",b"#),
        ] {
            assert_eq!(key_of(&headers).as_deref(), Ok(key), "{headers:?}");
        }
    }

    #[test]
    fn a_key_that_is_missing_or_no_key_or_not_the_only_one_is_refused() {
        assert_eq!(key_of(&[]), Err("missing_idempotency_key"));
        for headers in [
            vec![("idempotency-key", "")],
            vec![("idempotency-key", "  ")],
            vec![("idempotency-key", r#""""#)],
            vec![("idempotency-key", r#""abc"#)],
            vec![("idempotency-key", r#""a"b""#)],
            vec![("idempotency-key", r#""a\x""#)],
            vec![("idempotency-key", "a b")],
            vec![("idempotency-key", "a"), ("idempotency-key", "b")],
            vec![("idempotency-key", "a,b")],
            vec![("idempotency-key", "a,a,b")],
            vec![("idempotency-key", r#""a","b""#)],
            vec![("idempotency-key", r#""a,a"#)],
            vec![("idempotency-key", "a,")],
            vec![("idempotency-key", ",")],
            vec![("x-idempotency-key", "a,b")],
            vec![("x-idempotency-key", r#""a,b""#)],
            vec![("idempotency-key", "a"), ("x-idempotency-key", "b")],
            vec![("x-idempotency-key", "a"), ("x-idempotency-key", "b")],
        ] {
            assert_eq!(key_of(&headers), Err("invalid_idempotency_key"), "{headers:?}");
        }
    }
}
