//! The query, the cursor in it, and the conditions that a read may carry. Unknown parameters are refused: a mistyped
//! one must not quietly give another answer.

use std::fmt::Debug;
use std::future::{Ready, ready};

use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev, web};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use wallet_domain::history::{HistoryRequest, digest_of};
use wallet_domain::{Command, HoldPosition, Lanes, OpenHold, PageRequest, Position, Timestamp, TransactionId};

use crate::http::problem::{Code, Problem};

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

/// What a cursor is good for: the listing that it was given with, by its wallet, filters and order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing([u8; 8]);

impl Listing {
    /// The listing of all that tells it from others.
    pub fn of(what: &impl Debug) -> Self {
        Self(digest_of(what))
    }

    /// A cursor as callers see it, opaque: what kind it is, so that it can come to mean something else, what it is good for,
    /// and a place.
    fn seal(self, kind: u8, place: impl IntoIterator<Item = u8>) -> String {
        let bytes: Vec<u8> = [kind].into_iter().chain(self.0).chain(place).collect();
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place in a cursor of this listing.
    fn open<T>(self, kind: u8, text: &str, place: impl FnOnce(&[u8]) -> Option<T>) -> Result<T, Problem> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let refused = |detail| Problem::new(Code::InvalidCursor, detail);
        let not_ours = || refused("Use a next_cursor just as it was given, or none.");
        let rest = bytes.strip_prefix(&[kind]).ok_or_else(not_ours)?;
        let (listing, rest) = rest.split_first_chunk().ok_or_else(not_ours)?;
        if *listing != self.0 {
            return Err(refused(
                "This next_cursor was given for another wallet, other filters or another order. Begin without one.",
            ));
        }
        place(rest).ok_or_else(not_ours)
    }
}

/// A sequence for each stripe.
fn sequences(bytes: &[u8], is_one: impl Fn(i64) -> bool) -> Option<Position> {
    let (sequences, []) = bytes.as_chunks::<{ size_of::<i64>() }>() else { return None };
    let stripes_max = usize::try_from(Lanes::COUNT_MAX).expect("a small number");
    let sequences: Vec<i64> = sequences.iter().map(|bytes| i64::from_be_bytes(*bytes)).collect();
    let fits = (1..=stripes_max).contains(&sequences.len()) && sequences.iter().all(|&sequence| is_one(sequence));
    fits.then_some(Position(sequences))
}

fn bytes_of(Position(sequences): &Position) -> impl Iterator<Item = u8> {
    sequences.iter().flat_map(|sequence| sequence.to_be_bytes())
}

/// Where the next page of a wallet's entries begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub Position);

impl Cursor {
    const KIND: u8 = 5;

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        listing.seal(Self::KIND, bytes_of(&self.0))
    }

    /// Reads a cursor that [`Cursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| sequences(place, |sequence| sequence > 0).map(Self))
    }
}

/// Where the next page of a filtered history begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryCursor(pub Position);

impl HistoryCursor {
    const KIND: u8 = 4;

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        listing.seal(Self::KIND, bytes_of(&self.0))
    }

    /// Reads a cursor that [`HistoryCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| sequences(place, |sequence| (0..i64::MAX).contains(&sequence)).map(Self))
    }
}

/// Where the next page of holds begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldCursor(pub HoldPosition);

impl HoldCursor {
    const KIND: u8 = 6;

    /// The place behind a hold; none if it never ends.
    pub fn behind(hold: &OpenHold) -> Option<Self> {
        Some(Self(HoldPosition { expires_at: hold.claim.expires_at?, id: hold.claim.id }))
    }

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        let time = self.0.expires_at.as_micros().to_be_bytes();
        listing.seal(Self::KIND, time.into_iter().chain(*self.0.id.as_uuid().as_bytes()))
    }

    /// Reads a cursor that [`HoldCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| {
            let (time, id) = place.split_first_chunk::<8>()?;
            let micros = i64::from_be_bytes(*time);
            let expires_at = Timestamp::from_micros(micros);
            let id = TransactionId::from_uuid(uuid::Uuid::from_slice(id).ok()?);
            (expires_at.as_micros() == micros).then_some(Self(HoldPosition { expires_at, id }))
        })
    }
}

/// Where the next page of changes begins: behind the change of this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeCursor(pub i64);

impl ChangeCursor {
    const KIND: u8 = 7;

    /// The cursor as callers see it.
    pub fn encode(self, listing: Listing) -> String {
        listing.seal(Self::KIND, self.0.to_be_bytes())
    }

    /// Reads a cursor that [`ChangeCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| {
            let number = i64::from_be_bytes(place.try_into().ok()?);
            (number > 0).then_some(Self(number))
        })
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
    names_tag(headers, header::IF_NONE_MATCH, tag, Comparison::Weak).unwrap_or(false)
}

/// Whether `If-Match`, if there is one, names this tag; a weak tag never does.
pub fn preconditions_hold(headers: &HeaderMap, tag: &str) -> bool {
    names_tag(headers, header::IF_MATCH, tag, Comparison::Strong).unwrap_or(true)
}

/// How entity tags are compared (RFC 9110, section 8.8.3.2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    /// A weak tag is equal to none.
    Strong,
    /// Without their weakness, which a cache in between may have added.
    Weak,
}

/// Whether a list of entity tags holds this one; `None` without a list.
fn names_tag(headers: &HeaderMap, name: HeaderName, tag: &str, comparison: Comparison) -> Option<bool> {
    let mut lists = headers.get_all(name).peekable();
    lists.peek()?;
    let is_it = |text: &str| {
        let text = text.trim();
        let weak = text.strip_prefix("W/").filter(|_| comparison == Comparison::Weak);
        weak.unwrap_or(text) == tag || text == "*"
    };
    Some(lists.filter_map(|list| list.to_str().ok()).any(|list| list.split(',').any(is_it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(name: &str) -> Listing {
        Listing::of(&(name, "GOLD_COINS"))
    }

    /// A cursor's text is read by that reading alone, for its own listing, and no other text is.
    fn assert_alone(text: &str, read: impl Fn(&str, Listing) -> Result<(), Problem>) {
        read(text, listing("user_001")).expect("its own");
        let other = read(text, listing("user_002")).expect_err("another's");
        assert!(other.to_string().contains("another wallet"), "{other}");
        let cut = &text[..text.len() - 2];
        for bad in ["", "1", "AQ", "AAAA", "????", &text[1..], cut, &format!("{text}AAAA"), &format!("{text}A")] {
            let refused = read(bad, listing("user_001")).expect_err(bad);
            assert_eq!(refused.code(), Code::InvalidCursor, "{bad}");
        }
    }

    #[test]
    fn a_cursor_is_good_for_its_own_listing_alone_and_no_other_text_is_one() {
        let own = listing("user_001");
        let hold = HoldCursor(HoldPosition {
            expires_at: Timestamp::from_micros(1_700_000_000_000_000),
            id: TransactionId::from_uuid(uuid::Uuid::from_u128(7)),
        });
        let (entries, history) = (Cursor(Position(vec![2, i64::MAX])), HistoryCursor(Position(vec![7, 0, 9])));
        assert_eq!(Cursor::decode(&entries.encode(own), own).ok().as_ref(), Some(&entries));
        assert_eq!(HistoryCursor::decode(&history.encode(own), own).ok().as_ref(), Some(&history));
        assert_eq!(HoldCursor::decode(&hold.encode(own), own).ok().as_ref(), Some(&hold));
        assert_eq!(ChangeCursor::decode(&ChangeCursor(77).encode(own), own).ok(), Some(ChangeCursor(77)));
        assert_alone(&entries.encode(own), |text, of| Cursor::decode(text, of).map(|_| ()));
        assert_alone(&history.encode(own), |text, of| HistoryCursor::decode(text, of).map(|_| ()));
        assert_alone(&hold.encode(own), |text, of| HoldCursor::decode(text, of).map(|_| ()));
        assert_alone(&ChangeCursor(77).encode(own), |text, of| ChangeCursor::decode(text, of).map(|_| ()));
        // One kind is no other.
        assert!(HistoryCursor::decode(&entries.encode(own), own).is_err());
        assert!(Cursor::decode(&hold.encode(own), own).is_err());
    }

    #[test]
    fn a_cursor_holds_a_place_that_there_can_be() {
        let own = listing("user_001");
        let many = Cursor(Position(vec![1 << 40; 64]));
        assert_eq!(Cursor::decode(&many.encode(own), own).ok(), Some(many));
        for sequences in [vec![], vec![1, 0], vec![-1], vec![1; 65]] {
            assert!(Cursor::decode(&Cursor(Position(sequences.clone())).encode(own), own).is_err(), "{sequences:?}");
        }
        for sequences in [vec![], vec![-1], vec![i64::MAX], vec![1; 65]] {
            let text = HistoryCursor(Position(sequences.clone())).encode(own);
            assert!(HistoryCursor::decode(&text, own).is_err(), "{sequences:?}");
        }
        assert!(ChangeCursor::decode(&ChangeCursor(0).encode(own), own).is_err());
    }

    /// RFC 9110, section 13.1: `If-Match` compares strongly, `If-None-Match` weakly.
    #[test]
    fn a_weak_tag_never_matches_a_condition_and_is_fresh_all_the_same() {
        let headers = |name: HeaderName, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.append(name, header::HeaderValue::from_static(value));
            headers
        };
        for (value, matches, fresh) in [
            ("\"3\"", true, true),
            ("W/\"3\"", false, true),
            ("W/W/\"3\"", false, false),
            ("*", true, true),
            ("\"4\"", false, false),
            ("\"4\", \"3\"", true, true),
            ("\"4\", W/\"3\"", false, true),
        ] {
            assert_eq!(preconditions_hold(&headers(header::IF_MATCH, value), "\"3\""), matches, "{value}");
            assert_eq!(is_fresh(&headers(header::IF_NONE_MATCH, value), "\"3\""), fresh, "{value}");
        }
        assert!(preconditions_hold(&HeaderMap::new(), "\"3\"") && !is_fresh(&HeaderMap::new(), "\"3\""));
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
}
