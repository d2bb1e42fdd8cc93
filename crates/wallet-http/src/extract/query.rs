//! The query, the cursor in it, and the conditions that a read may carry. Unknown parameters are refused: a mistyped
//! one must not quietly give another answer.

use std::future::{Ready, ready};

use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev, web};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use wallet_domain::history::HistoryRequest;
use wallet_domain::{Command, HoldPosition, Lanes, OpenHold, PageRequest, Position, Timestamp, TransactionId};

use crate::problem::{Code, Problem};

/// The query's parameters.
#[derive(Debug)]
pub struct QueryOf<T>(pub T);

impl<T: DeserializeOwned> FromRequest for QueryOf<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(parse_query(request.query_string()).map(Self))
    }
}

/// Reads a query's parameters.
pub(crate) fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    match web::Query::<T>::from_query(query) {
        Ok(query) => Ok(query.into_inner()),
        Err(actix_web::error::QueryPayloadError::Deserialize(error)) => Err(malformed(&error.to_string())),
        Err(error) => Err(malformed(&error.to_string())),
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

/// Whether a mutation is only to say what would come of it, recording nothing: `?dry_run=true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DryRun {
    /// It is.
    Yes,
    /// It is meant.
    No,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DryRunQuery {
    #[serde(default)]
    dry_run: bool,
}

impl FromRequest for DryRun {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        if request.query_string().is_empty() {
            return ready(Ok(Self::No));
        }
        let query = QueryOf::<DryRunQuery>::from_request(request, payload).into_inner();
        let dry_run = query.map(|QueryOf(query)| if query.dry_run { Self::Yes } else { Self::No });
        if let Ok(dry_run) = dry_run {
            // For the header of the answer, whatever becomes of the request.
            request.extensions_mut().insert(dry_run);
        }
        ready(dry_run)
    }
}

fn malformed(reason: &str) -> Problem {
    let reason: String = reason.chars().take(300).collect();
    Problem::new(Code::MalformedQuery, format!("The query cannot be read: {reason}."))
}

/// Where the next page begins. Opaque on the wire, and versioned, so that it can come to mean something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub Position);

impl Cursor {
    const VERSION: u8 = 1;
    const SEQUENCE_BYTES: usize = size_of::<i64>();

    /// The cursor as callers see it: its version, then a sequence for each stripe.
    pub fn encode(&self) -> String {
        let mut bytes = vec![Self::VERSION];
        bytes.extend(self.0.0.iter().flat_map(|sequence| sequence.to_be_bytes()));
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that [`Cursor::encode`] wrote.
    pub fn decode(text: &str) -> Result<Self, Problem> {
        let sequences = BASE64_URL_SAFE_NO_PAD.decode(text).ok().as_deref().and_then(Self::sequences);
        let invalid = || Problem::new(Code::InvalidCursor, "Use a next_cursor just as it was given, or none.");
        sequences.map(|sequences| Self(Position(sequences))).ok_or_else(invalid)
    }

    fn sequences(bytes: &[u8]) -> Option<Vec<i64>> {
        let (&Self::VERSION, rest) = bytes.split_first()? else { return None };
        let (sequences, []) = rest.as_chunks::<{ Self::SEQUENCE_BYTES }>() else { return None };
        let stripes_max = usize::try_from(Lanes::COUNT_MAX).expect("a small number");
        let sequences: Vec<i64> = sequences.iter().map(|bytes| i64::from_be_bytes(*bytes)).collect();
        let fits = (1..=stripes_max).contains(&sequences.len()) && sequences.iter().all(|&sequence| sequence > 0);
        fits.then_some(sequences)
    }
}

/// Where the next page of holds begins: on the wire a version of its own, a time and an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldCursor(pub HoldPosition);

impl HoldCursor {
    const VERSION: u8 = 2;

    /// The place behind a hold; none if it never ends.
    pub fn behind(hold: &OpenHold) -> Option<Self> {
        Some(Self(HoldPosition { expires_at: hold.claim.expires_at?, id: hold.claim.id }))
    }

    /// The cursor as callers see it.
    pub fn encode(&self) -> String {
        let mut bytes = vec![Self::VERSION];
        bytes.extend(self.0.expires_at.as_micros().to_be_bytes());
        bytes.extend(self.0.id.as_uuid().as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that [`HoldCursor::encode`] wrote.
    pub fn decode(text: &str) -> Result<Self, Problem> {
        let position = || {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
            let (&Self::VERSION, rest) = bytes.split_first()? else { return None };
            let (time, id) = rest.split_first_chunk::<8>()?;
            let micros = i64::from_be_bytes(*time);
            let expires_at = Timestamp::from_micros(micros);
            let id = TransactionId::from_uuid(uuid::Uuid::from_slice(id).ok()?);
            (expires_at.as_micros() == micros).then_some(Self(HoldPosition { expires_at, id }))
        };
        let invalid = || Problem::new(Code::InvalidCursor, "Use a next_cursor just as it was given, or none.");
        position().ok_or_else(invalid)
    }
}

/// Where the next page of changes begins: on the wire a version of its own and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeCursor(pub i64);

impl ChangeCursor {
    const VERSION: u8 = 3;

    /// The cursor as callers see it.
    pub fn encode(self) -> String {
        let mut bytes = vec![Self::VERSION];
        bytes.extend(self.0.to_be_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that [`ChangeCursor::encode`] wrote.
    pub fn decode(text: &str) -> Result<Self, Problem> {
        let number = || {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
            let (&Self::VERSION, rest) = bytes.split_first()? else { return None };
            let number = i64::from_be_bytes(rest.try_into().ok()?);
            (number > 0).then_some(Self(number))
        };
        let invalid = || Problem::new(Code::InvalidCursor, "Use a next_cursor just as it was given, or none.");
        number().ok_or_else(invalid)
    }
}

/// What the query of a wallet's entries asks for: all by their own cursor, or those of a filter by another.
#[derive(Debug, PartialEq, Eq)]
pub enum EntriesRequest {
    /// All, the newest first.
    All(PageRequest),
    /// Those of a filter, or in the other order.
    Some(HistoryRequest),
}

/// Where the next page of a filtered history begins: on the wire a version of its own, a digest of the filters and the
/// order, and a sequence for each stripe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryCursor(pub Position);

impl HistoryCursor {
    const VERSION: u8 = 4;

    /// The cursor as callers see it.
    pub fn encode(&self, digest: [u8; 8]) -> String {
        let mut bytes = vec![Self::VERSION];
        bytes.extend(digest);
        bytes.extend(self.0.0.iter().flat_map(|sequence| sequence.to_be_bytes()));
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that [`HistoryCursor::encode`] wrote for the same filters and order.
    pub fn decode(text: &str, digest: [u8; 8]) -> Result<Self, Problem> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let refused = |detail| Err(Problem::new(Code::InvalidCursor, detail));
        let Some((&Self::VERSION, rest)) = bytes.split_first() else {
            return refused("Use a next_cursor just as it was given, or none.");
        };
        let Some(rest) = rest.strip_prefix(&digest[..]) else {
            return refused("This next_cursor was given for other filters or another order. Begin without one.");
        };
        let (sequences, left) = rest.as_chunks::<8>();
        let sequences: Vec<i64> = sequences.iter().map(|bytes| i64::from_be_bytes(*bytes)).collect();
        let is_one = (1..=usize::from(Lanes::COUNT_MAX.unsigned_abs())).contains(&sequences.len());
        if is_one && left.is_empty() && sequences.iter().all(|sequence| (0..i64::MAX).contains(sequence)) {
            Ok(Self(Position(sequences)))
        } else {
            refused("Use a next_cursor just as it was given, or none.")
        }
    }
}

/// The version that the owner's wallet must have, by `If-Match`; none if there is no such header, or if any will do (`*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(Option<i64>);

impl IfMatch {
    /// The command on this condition.
    pub fn applied_to(self, command: Command) -> Command {
        match self.0 {
            Some(version) => command.if_version(version),
            None => command,
        }
    }

    fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(header::IF_MATCH);
        let Some(value) = values.next() else { return Some(Self(None)) };
        let text = value.to_str().ok().filter(|_| values.next().is_none())?.trim();
        if text == "*" {
            return Some(Self(None));
        }
        // An ETag is quoted; some clients unquote what they are given.
        let digits = if let Some(quoted) = text.strip_prefix('"') { quoted.strip_suffix('"')? } else { text };
        let number = |digits: &str| -> Option<i64> {
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.parse().ok())?
        };
        // What was held when it was read is no part of the condition: a hold whose time is over is no change.
        let (version, held) = digits.split_once('.').map_or((digits, None), |(version, held)| (version, Some(held)));
        held.is_none_or(|held| number(held).is_some()).then(|| number(version))?.map(|version| Self(Some(version)))
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let detail = "If-Match must be one wallet's ETag just as it was given, such as \"7\".";
        ready(Self::of(request.headers()).ok_or_else(|| Problem::new(Code::InvalidIfMatch, detail)))
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
    fn a_change_cursor_comes_back_as_it_was_and_no_other_text_is_one() {
        let cursor = ChangeCursor(77).encode();
        assert_eq!(ChangeCursor::decode(&cursor).expect("its own"), ChangeCursor(77));
        for bad in ["", "AAAA", &cursor[1..], &format!("{cursor}AA"), &ChangeCursor(0).encode()] {
            assert!(ChangeCursor::decode(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_history_cursor_is_good_for_its_own_filters_alone() {
        let cursor = HistoryCursor(Position(vec![7, 0, 9]));
        let text = cursor.encode([5; 8]);
        assert_eq!(HistoryCursor::decode(&text, [5; 8]).expect("its own"), cursor);
        let other = HistoryCursor::decode(&text, [6; 8]).expect_err("another's");
        assert!(other.to_string().contains("other filters"), "{other}");
        let negative = HistoryCursor(Position(vec![-1])).encode([5; 8]);
        for bad in ["", "AAAA", &text[1..], &text[..text.len() - 2], &negative] {
            assert!(HistoryCursor::decode(bad, [5; 8]).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_hold_cursor_comes_back_as_it_was_and_no_other_text_is_one() {
        let id = TransactionId::from_uuid(uuid::Uuid::from_u128(7));
        let cursor = HoldCursor(HoldPosition { expires_at: Timestamp::from_micros(1_700_000_000_000_000), id });
        assert_eq!(HoldCursor::decode(&cursor.encode()).ok(), Some(cursor.clone()));
        let (longer, of_entries) = (cursor.encode() + "AAAA", Cursor(Position(vec![1, 2, 3])).encode());
        for bad in ["", "1", "AQ", "????", &longer, &of_entries] {
            assert_eq!(HoldCursor::decode(bad).map_err(|problem| problem.code()), Err(Code::InvalidCursor), "{bad}");
        }
        assert!(Cursor::decode(&cursor.encode()).is_err());
    }

    #[test]
    fn a_condition_is_one_etag_or_any() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::IF_MATCH, header::HeaderValue::from_static(value));
            }
            IfMatch::of(&headers).map(|condition| condition.0)
        };
        for (values, version) in
            [(&[][..], None), (&["*"], None), (&["\"7\""], Some(7)), (&[" \"0\" "], Some(0)), (&["\"7.30\""], Some(7))]
        {
            assert_eq!(of(values), Some(version), "{values:?}");
        }
        let bad: [&[&str]; 10] = [
            &["\"7"],
            &["7\""],
            &["\"\""],
            &["\"x\""],
            &["\"+7\""],
            &["W/\"7\""],
            &["\"7\", \"8\""],
            &["\"7\"", "\"7\""],
            &[""],
            &["\"99999999999999999999\""],
        ];
        for values in bad {
            assert_eq!(of(values), None, "{values:?}");
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_was_and_no_other_text_is_one() {
        for sequences in [vec![1], vec![2, i64::MAX], vec![1 << 40; 64]] {
            let cursor = Cursor(Position(sequences));
            assert_eq!(Cursor::decode(&cursor.encode()).ok(), Some(cursor));
        }
        let encoded = |sequences: &[i64]| Cursor(Position(sequences.to_vec())).encode();
        let other_version = BASE64_URL_SAFE_NO_PAD.encode([2, 0, 0, 0, 0, 0, 0, 0, 1]);
        let (not_positive, none, too_many) = (encoded(&[1, 0]), encoded(&[]), encoded(&[1; 65]));
        let longer = encoded(&[1]) + "A";
        for bad in ["", "1", "AQ", "????", &other_version, &not_positive, &none, &too_many, &longer] {
            assert_eq!(Cursor::decode(bad).map_err(|problem| problem.code()), Err(Code::InvalidCursor), "{bad}");
        }
    }
}
