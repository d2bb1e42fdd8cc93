//! The query, the cursor in it, and the conditions that a read may carry. Unknown parameters are refused: a mistyped
//! one must not quietly give another answer.

use std::future::{Ready, ready};

use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{FromRequest, HttpRequest, dev, web};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;

use crate::problem::{Code, Problem};

/// The query's parameters.
#[derive(Debug)]
pub struct QueryOf<T>(pub T);

impl<T: DeserializeOwned> FromRequest for QueryOf<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(match web::Query::<T>::from_query(request.query_string()) {
            Ok(query) => Ok(Self(query.into_inner())),
            Err(actix_web::error::QueryPayloadError::Deserialize(error)) => Err(malformed(&error.to_string())),
            Err(error) => Err(malformed(&error.to_string())),
        })
    }
}

/// The query of a route that has no parameters: none.
#[derive(Debug)]
pub struct NoQuery;

impl FromRequest for NoQuery {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let empty = request.query_string().is_empty();
        ready(if empty { Ok(Self) } else { Err(malformed("this route has no parameters")) })
    }
}

fn malformed(reason: &str) -> Problem {
    let reason: String = reason.chars().take(300).collect();
    Problem::new(Code::MalformedQuery, format!("The query cannot be read: {reason}."))
}

/// Where the next page begins. Opaque on the wire, and versioned, so that it can come to mean something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Only entries with a sequence below this.
    pub before: i64,
}

impl Cursor {
    const VERSION: u8 = 1;

    /// The cursor as callers see it.
    pub fn encode(self) -> String {
        let mut bytes = [Self::VERSION; 9];
        bytes[1..].copy_from_slice(&self.before.to_be_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that [`Cursor::encode`] wrote.
    pub fn decode(text: &str) -> Result<Self, Problem> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 9]>::try_from(bytes).ok());
        match bytes {
            Some([Self::VERSION, before @ ..]) if i64::from_be_bytes(before) > 0 => {
                Ok(Self { before: i64::from_be_bytes(before) })
            }
            _ => Err(Problem::new(Code::InvalidCursor, "Use a next_cursor just as it was given, or none.")),
        }
    }
}

/// Whether `If-None-Match` names this tag: the caller has what it asks for.
pub fn is_fresh(headers: &HeaderMap, tag: &str) -> bool {
    names_tag(headers, header::IF_NONE_MATCH, tag).unwrap_or(false)
}

/// Whether `If-Match`, if there is one, names this tag.
pub fn preconditions_hold(headers: &HeaderMap, tag: &str) -> bool {
    names_tag(headers, header::IF_MATCH, tag).unwrap_or(true)
}

/// Whether a list of entity tags holds this one; `None` without a list. Tags are compared without their weakness,
/// which a cache in between may have added.
fn names_tag(headers: &HeaderMap, name: HeaderName, tag: &str) -> Option<bool> {
    let mut lists = headers.get_all(name).peekable();
    lists.peek()?;
    let strong = |text: &str| text.trim().trim_start_matches("W/") == tag || text.trim() == "*";
    Some(lists.filter_map(|list| list.to_str().ok()).any(|list| list.split(',').any(strong)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was_and_no_other_text_is_one() {
        for before in [1, 2, 1 << 40, i64::MAX] {
            let cursor = Cursor { before };
            assert_eq!(Cursor::decode(&cursor.encode()).ok(), Some(cursor));
        }
        let other_version = BASE64_URL_SAFE_NO_PAD.encode([2, 0, 0, 0, 0, 0, 0, 0, 1]);
        let not_positive = Cursor { before: 0 }.encode();
        for bad in ["", "1", "AQ", "????", &other_version, &not_positive, &(Cursor { before: 1 }.encode() + "A")] {
            assert_eq!(Cursor::decode(bad).map_err(|problem| problem.code()), Err(Code::InvalidCursor), "{bad}");
        }
    }
}
