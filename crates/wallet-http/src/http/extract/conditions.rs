//! Conditions on what is there: `If-Match` of a write, by a wallet's version or an asset's state, and of a read.

use std::future::{Ready, ready};

use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{FromRequest, HttpRequest, dev};
use uuid::Uuid;
use wallet_domain::{AssetTag, Command, TransactionId};

use crate::http::problem::{Code, Problem};

const IF_NEWER_THAN: HeaderName = HeaderName::from_static("if-newer-than");

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
        // The held amount in the tag is no part of the condition: a hold that expires does not change the wallet.
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

/// The transaction that a read must show, by `If-Newer-Than`; none if there is no such header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewerThan(pub Option<TransactionId>);

impl NewerThan {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(IF_NEWER_THAN);
        let Some(value) = values.next() else { return Some(Self(None)) };
        let text = value.to_str().ok().filter(|_| values.next().is_none())?.trim();
        Some(Self(Some(TransactionId::from_uuid(Uuid::try_parse(text).ok()?))))
    }
}

impl FromRequest for NewerThan {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let detail = "If-Newer-Than must be the id of one transaction, such as the answer to a command has it.";
        ready(Self::of(request.headers()).ok_or_else(|| Problem::new(Code::InvalidIfNewerThan, detail)))
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

/// The states of which an asset must be in one, by `If-Match`; none if there is no such header, or if any will do (`*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfAsset(pub Option<Vec<AssetTag>>);

impl IfAsset {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let mut tags = None;
        for value in headers.get_all(header::IF_MATCH) {
            for text in value.to_str().ok()?.split(',').map(str::trim) {
                if text == "*" {
                    return Some(Self(None));
                }
                let tags: &mut Vec<AssetTag> = tags.get_or_insert_default();
                // A weak tag is one of nothing (RFC 9110, 8.8.3.2), and so is one that another server made up.
                let quoted = text.strip_prefix("W/").unwrap_or(text).strip_prefix('"')?.strip_suffix('"')?;
                tags.extend(AssetTag::parse(quoted).filter(|_| !text.starts_with("W/")));
            }
        }
        Some(Self(tags))
    }
}

impl FromRequest for IfAsset {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let detail = "If-Match must be the asset's ETag just as it was given, in quotes, or several of them.";
        ready(Self::of(request.headers()).ok_or_else(|| Problem::new(Code::InvalidIfMatch, detail)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_read_names_one_transaction_that_it_must_show() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(IF_NEWER_THAN, header::HeaderValue::from_static(value));
            }
            NewerThan::of(&headers).map(|condition| condition.0.map(|id| id.to_string()))
        };
        let id = "0190a1b2-c3d4-5e6f-8a9b-0c1d2e3f4a5b";
        assert_eq!(of(&[]), Some(None));
        for good in [id, " 0190A1B2-C3D4-5E6F-8A9B-0C1D2E3F4A5B "] {
            assert_eq!(of(&[good]), Some(Some(id.to_owned())), "{good}");
        }
        let bad: [&[&'static str]; 5] =
            [&[""], &["7"], &["\"7\""], &[id, id], &["0190a1b2-c3d4-5e6f-8a9b-0c1d2e3f4a5"]];
        for values in bad {
            assert_eq!(of(values), None, "{values:?}");
        }
    }

    #[test]
    fn a_condition_on_an_asset_is_a_list_of_its_tags_or_any() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::IF_MATCH, header::HeaderValue::from_static(value));
            }
            IfAsset::of(&headers).map(|condition| condition.0)
        };
        let tag = |text| AssetTag::parse(text).expect("a tag");
        let (one, other) = ("\"00000000000000aa\"", "\"00000000000000bb\"");
        let (a, b) = (tag("00000000000000aa"), tag("00000000000000bb"));
        assert_eq!(of(&[]), Some(None));
        assert_eq!(of(&["*"]), Some(None));
        assert_eq!(of(&[one]), Some(Some(vec![a])));
        assert_eq!(of(&["\"00000000000000aa\" , \"00000000000000bb\""]), Some(Some(vec![a, b])));
        assert_eq!(of(&[one, other]), Some(Some(vec![a, b])));
        for nothing in ["W/\"00000000000000aa\"", "\"7\"", "\"\""] {
            assert_eq!(of(&[nothing]), Some(Some(Vec::new())), "{nothing}");
        }
        for bad in ["", "00000000000000aa", "\"00000000000000aa", "x", "\"a\","] {
            assert_eq!(of(&[bad]), None, "{bad}");
        }
    }
}
