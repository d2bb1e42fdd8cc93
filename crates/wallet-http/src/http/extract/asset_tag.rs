//! Conditions on an asset's state: `If-Match` with its `ETag`.

use std::future::{Ready, ready};

use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpRequest, dev};
use wallet_domain::AssetTag;

use crate::http::problem::{Code, Problem};

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
