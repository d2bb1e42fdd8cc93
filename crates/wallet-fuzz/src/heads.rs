//! What a request's head holds: keys of both kinds, queries, cursors.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use wallet_domain::access::Credential;
use wallet_domain::{AssetCode, OwnerId, Position};
use wallet_http::http::extract::{Cursor, HistoryCursor};
use wallet_http::http::problem::Problem;
use wallet_http::testing::{
    EntriesRequest, Listing, WalletPath, find_credential, find_key, parse_balance_query, parse_key_query,
    parse_statement_query,
};

use crate::refusal::assert_problem;
use crate::texts::{is_key, is_owner};

/// The values of a header field that are there, as far as HTTP lets them be.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (&[u8], HeaderValue)> {
    bytes.split(|byte| *byte == b'\n').filter_map(|line| {
        let (name, value) = line.split_at_checked(2)?;
        Some((name, HeaderValue::from_bytes(value).ok()?))
    })
}

/// Lines `i:` and `x:` are the two names of the header.
pub(crate) fn keys(bytes: &[u8]) {
    let mut headers = HeaderMap::new();
    let mut wanted: Vec<Option<String>> = Vec::new();
    for (name, value) in lines(bytes) {
        let name = match name {
            b"i:" => "idempotency-key",
            b"x:" => "x-idempotency-key",
            _ => continue,
        };
        let may_be_quoted = name.starts_with('i');
        match value.to_str() {
            Ok(text) => wanted.extend(
                (elements(text, may_be_quoted).into_iter())
                    .map(|text| if may_be_quoted { unquoted(text.trim()) } else { Some(text.trim().to_owned()) }),
            ),
            Err(_) => wanted.push(None),
        }
        headers.append(HeaderName::from_static(name), value);
    }
    let same = wanted.iter().all(|value| value == &wanted[0]);
    let wanted = if same { wanted.pop().flatten().filter(|key| is_key(key)) } else { None };
    match (find_key(&headers), wanted) {
        (Ok(key), Some(wanted)) => {
            assert_eq!(key.as_str(), wanted);
            assert_eq!(find_key(&quoted(key.as_str())).expect("its own rendering"), key);
        }
        (Err(problem), None) => {
            let missing = headers.is_empty();
            let code = if missing { "missing_idempotency_key" } else { "invalid_idempotency_key" };
            assert_eq!(assert_problem(&problem), code);
        }
        (found, wanted) => panic!("found {found:?}, wanted {wanted:?}"),
    }
}

/// What commas part, but for those in quotes at the begin of an element.
fn elements(list: &str, may_be_quoted: bool) -> Vec<String> {
    let (mut elements, mut is_quoted, mut is_escaped) = (vec![String::new()], false, false);
    for character in list.chars() {
        let element = elements.last_mut().expect("there is one");
        match character {
            ',' if !is_quoted => {
                elements.push(String::new());
                continue;
            }
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' if is_quoted => is_quoted = false,
            '"' if may_be_quoted && element.trim().is_empty() => is_quoted = true,
            _ => {}
        }
        element.push(character);
    }
    elements
}

/// A structured field's string, or a bare text; its characters one by one.
fn unquoted(text: &str) -> Option<String> {
    if !text.starts_with('"') {
        return Some(text.to_owned());
    }
    let (mut plain, mut is_escaped, mut is_closed) = (String::new(), false, false);
    for character in text.chars().skip(1) {
        match character {
            _ if is_closed => return None,
            '"' | '\\' if is_escaped => {
                plain.push(character);
                is_escaped = false;
            }
            _ if is_escaped => return None,
            '\\' => is_escaped = true,
            '"' => is_closed = true,
            _ => plain.push(character),
        }
    }
    is_closed.then_some(plain)
}

fn quoted(key: &str) -> HeaderMap {
    let text = format!("\"{}\"", key.replace('\\', r"\\").replace('"', "\\\""));
    let mut headers = HeaderMap::new();
    headers.append(HeaderName::from_static("idempotency-key"), HeaderValue::from_str(&text).expect("visible"));
    headers
}

/// Values of `Authorization`, a line each after two characters of no meaning.
pub(crate) fn credentials(bytes: &[u8]) {
    let mut headers = HeaderMap::new();
    let mut texts = Vec::new();
    for (_, value) in lines(bytes) {
        texts.push(String::from_utf8_lossy(value.as_bytes()).into_owned());
        headers.append(HeaderName::from_static("authorization"), value);
    }
    match find_credential(&headers) {
        Ok(Some(credential)) => {
            let text = credential.reveal();
            assert!(texts.iter().any(|line| line.contains(&text)), "it was sent as it is written");
            let again = Credential::parse(&text).expect("its own rendering");
            assert_eq!((again.id, again.reveal()), (credential.id, text));
            assert!(credential.secret.digest().is_of(&again.secret));
        }
        Ok(None) => {
            let is_ours = |text: &String| text.trim().get(..7).is_some_and(|it| it.eq_ignore_ascii_case("bearer "));
            assert!(!texts.iter().any(is_ours), "{texts:?}");
        }
        Err(problem) => {
            assert_eq!(assert_problem(&problem), "unauthorized");
            // Always the same sentence: nothing of what was sent, which may hold a secret.
            let mut other = HeaderMap::new();
            other.append(HeaderName::from_static("authorization"), HeaderValue::from_static("Bearer x"));
            let other = find_credential(&other).expect_err("no key");
            assert_eq!(problem.to_string(), other.to_string());
        }
    }
}

/// The wallet whose entries are asked for.
fn wallet() -> WalletPath {
    let owner = OwnerId::new("user_001").expect("an owner");
    WalletPath { owner, asset: AssetCode::new("GOLD_COINS").expect("an asset") }
}

/// All of its entries, the newest first.
fn listing() -> Listing {
    parse_statement_query(&wallet(), "").expect("no filter").1
}

/// A cursor as it is on the wire: every one has one text.
pub(crate) fn cursors(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Cursor::decode(text, listing()) {
        Ok(cursor) => {
            assert_eq!(cursor.encode(listing()), text);
            assert!((1..=64).contains(&cursor.0.0.len()) && cursor.0.0.iter().all(|sequence| *sequence > 0));
        }
        Err(problem) => assert_eq!(assert_problem(&problem), "invalid_cursor"),
    }
}

/// A query after `s?` (a statement's), `k?` (by key) or `b?` (the seed's balance).
pub(crate) fn queries(bytes: &[u8]) {
    // Whatever a request line holds is ASCII by then.
    let Some((route, query)) = std::str::from_utf8(bytes).ok().and_then(|text| text.split_at_checked(2)) else {
        return;
    };
    let pairs = pairs(query);
    let value = |name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str());
    let fit = |names: &[&str]| {
        let known = pairs.iter().all(|pair| names.contains(&pair.0.as_str()));
        known && names.iter().all(|name| pairs.iter().filter(|pair| pair.0 == *name).count() <= 1)
    };
    match route {
        "s?" => {
            let limit = value("limit").map_or(Some(50), |text| {
                let digits = text.trim_start_matches('0');
                let is_number = digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
                is_number.then(|| digits.parse().ok()).flatten().filter(|limit| (1..=200).contains(limit))
            });
            let cursor = value("cursor").map(|text| Cursor::decode(text, listing()).ok().map(|cursor| cursor.0));
            let read = parse_statement_query(&wallet(), query);
            if pairs.iter().any(|pair| FILTERS.contains(&pair.0.as_str())) {
                filtered(&read, limit);
                return;
            }
            let fits = fit(&["limit", "cursor"]) && !matches!(cursor, Some(None));
            let wanted = if fits { limit } else { None };
            match (read, wanted) {
                (Ok((EntriesRequest::All(page), _)), Some(limit)) => {
                    assert_eq!((page.limit, page.before), (limit, cursor.flatten()));
                }
                (Err(problem), None) => _ = assert_problem(&problem),
                (read, wanted) => panic!("read {read:?}, wanted {wanted:?}"),
            }
        }
        "k?" => {
            let owner = value("owner").filter(|owner| is_owner(owner));
            let key = value("idempotency_key").filter(|key| key.len() <= 255 && is_key(&key.replace(' ', "_")));
            let wanted = owner.zip(key).filter(|_| fit(&["owner", "idempotency_key"]));
            match (parse_key_query(query), wanted) {
                (Ok((owner, key)), Some(wanted)) => assert_eq!((owner.as_str(), key.as_str()), wanted),
                (Err(problem), None) => _ = assert_problem(&problem),
                (read, wanted) => panic!("read {read:?}, wanted {wanted:?}"),
            }
        }
        "b?" => match (parse_balance_query(query), fit(&["asset"])) {
            (Ok(asset), true) => assert_eq!(asset.as_deref(), value("asset").filter(|asset| !asset.is_empty())),
            (Err(problem), false) => _ = assert_problem(&problem),
            (read, fits) => panic!("read {read:?}, fits: {fits}"),
        },
        _ => {}
    }
}

/// What makes a history of a wallet's entries.
const FILTERS: [&str; 8] = ["flow", "from", "to", "min_amount", "max_amount", "reference", "metadata", "order"];

/// A filter is refused, or its digest tells it from none, and its own cursor leads back to it.
fn filtered(read: &Result<(EntriesRequest, Listing), Problem>, limit: Option<u32>) {
    match read {
        Ok((EntriesRequest::Some(request), own)) => {
            assert_eq!(Some(request.limit), limit);
            assert_ne!(*own, listing());
            let cursor = HistoryCursor(Position(vec![1]));
            assert_eq!(HistoryCursor::decode(&cursor.encode(*own), *own).ok(), Some(cursor));
        }
        // It says what holds anyway: the newest first.
        Ok((EntriesRequest::All(page), _)) => assert_eq!(Some(page.limit), limit),
        Err(problem) => _ = assert_problem(problem),
    }
}

/// The pairs of a form, as the URL standard has it; of one that is not UTF-8 a single pair, which nothing asks for.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let part = |text: &str| {
        let bytes = text.replace('+', " ").into_bytes();
        let mut plain = Vec::new();
        let mut rest = bytes.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%');
            plain.push(byte.unwrap_or(*first));
            rest = if byte.is_some() { &after[2..] } else { after };
        }
        String::from_utf8(plain).ok()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| Some((part(name)?, part(value)?)))
        .collect::<Option<_>>()
        .unwrap_or_else(|| vec![("not UTF-8".to_owned(), String::new())])
}
