//! The queries of searches across owners, and their cursors.

use wallet_domain::{
    AssetCode, Flow, Metadata, OwnerId, Reference, Timestamp, TransactionFilter, TransactionId, TransactionPlace,
    TransactionStatus, WalletFilter, WalletPlace, WalletStatus,
};
use wallet_http::http::extract::{TransactionCursor, WalletCursor};
use wallet_http::http::problem::Problem;
use wallet_http::testing::{Listing, parse_transaction_search, parse_wallet_search};

use crate::heads::pairs;
use crate::refusal::assert_problem;
use crate::texts::{amount, is_asset, is_owner, is_text, is_visible};

/// A query after `t?` (transactions) or `w?` (wallets).
pub(crate) fn queries(bytes: &[u8]) {
    let Some((route, query)) = std::str::from_utf8(bytes).ok().and_then(|text| text.split_at_checked(2)) else {
        return;
    };
    match route {
        "t?" => transactions(query),
        "w?" => wallets(query),
        _ => {}
    }
}

/// One that is accepted has just the conditions of its pairs, and comes back from them; one that is refused has a pair that
/// no caller may send.
fn transactions(query: &str) {
    let (mut rest, mut members) = (Vec::new(), Vec::new());
    for (name, value) in pairs(query) {
        let in_one = value.split_once('=').filter(|(member, _)| name == "metadata" && !member.is_empty());
        match (member_of(&name), in_one) {
            (Some(member), _) => members.push((member.to_owned(), value)),
            (None, Some((member, value))) => members.push((member.to_owned(), value.to_owned())),
            (None, None) => rest.push((name, value)),
        }
    }
    match parse_transaction_search(query) {
        // By its key.
        Ok(None) => assert!(members.is_empty() && rest.len() == 2, "{rest:?}"),
        Ok(Some((filter, limit, listing))) => {
            assert_ne!(judge(&rest, is_of_transactions), Some(false), "{rest:?}");
            assert_eq!(limit.to_string(), value(&rest, "limit").map_or("50", |text| text.trim_start_matches('0')));
            assert_same(&filter, &rest, &members);
            let (again, _, same) =
                parse_transaction_search(&written(&filter)).expect("its own rendering").expect("many");
            assert_eq!(without_time(&again), without_time(&filter));
            assert_eq!(same, listing);
            let [from, to] = [filter.from, filter.to].map(|at| at.unwrap_or(Timestamp::from_micros(0)));
            let place = TransactionPlace { created_at: from, id: TransactionId::from_bytes([7; 16]) };
            let cursor = TransactionCursor { place, from, to: to.max(from) };
            assert_eq!(TransactionCursor::decode(&cursor.encode(listing), listing).ok(), Some(cursor));
        }
        Err(problem) => {
            assert_problem(&problem);
            let [min, max] = ["min_amount", "max_amount"].map(|name| value(&rest, name).and_then(amount));
            let is_fine = judge(&rest, is_of_transactions) == Some(true)
                && value(&rest, "idempotency_key").is_none()
                && members_fit(&members)
                && min.zip(max).is_none_or(|(min, max)| min <= max);
            assert!(!is_fine, "{problem}: {rest:?} {members:?}");
        }
    }
}

fn wallets(query: &str) {
    let pairs = pairs(query);
    match parse_wallet_search(query) {
        Ok((search, listing)) => {
            let WalletFilter { asset, prefix, min_balance, max_balance, status, in_debt } = &search.filter;
            let same = |name: &str, read: Option<String>| assert_eq!(value(&pairs, name), read.as_deref(), "{name}");
            assert_ne!(judge(&pairs, is_of_wallets), Some(false), "{pairs:?}");
            same("asset", asset.as_ref().map(ToString::to_string));
            same("prefix", prefix.clone());
            same("status", status.map(|status| status.name().to_owned()));
            same("in_debt", in_debt.map(|in_debt| in_debt.to_string()));
            for (name, read) in [("min_balance", min_balance), ("max_balance", max_balance)] {
                assert_eq!(value(&pairs, name).and_then(balance), *read, "{name}");
            }
            // A cursor that was read leads back to its own text.
            if let Some((place, text)) = search.after.zip(value(&pairs, "cursor")) {
                assert_eq!(WalletCursor(place).encode(listing), text);
            }
            let owner = OwnerId::new("system:debt:user_001").expect("an owner");
            let cursor = WalletCursor(WalletPlace { owner, asset: asset.clone() });
            assert_eq!(WalletCursor::decode(&cursor.encode(listing), listing).ok(), Some(cursor));
        }
        Err(problem) => {
            assert_problem(&problem);
            let [min, max] = ["min_balance", "max_balance"].map(|name| value(&pairs, name).and_then(balance));
            let is_fine =
                judge(&pairs, is_of_wallets) == Some(true) && min.zip(max).is_none_or(|(min, max)| min <= max);
            assert!(!is_fine, "{problem}: {pairs:?}");
        }
    }
}

fn value<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str())
}

/// Whether all pairs are fine, each named once; none if that is another's to say: a time, or a cursor of ours.
fn judge(pairs: &[(String, String)], is_one: fn(&str, &str) -> Option<bool>) -> Option<bool> {
    let is_doubled = |name: &str| pairs.iter().filter(|pair| pair.0 == name).count() > 1;
    if pairs.iter().any(|(name, value)| is_doubled(name) || is_one(name, value) == Some(false)) {
        return Some(false);
    }
    pairs.iter().all(|(name, value)| is_one(name, value).is_some()).then_some(true)
}

fn is_of_transactions(name: &str, value: &str) -> Option<bool> {
    Some(match name {
        "owner" => is_owner(value),
        "idempotency_key" => true,
        "flow" => Flow::ALL.into_iter().any(|flow| flow.name() == value),
        "status" => value == "posted" || value == "rejected",
        "asset" => is_asset(value),
        "min_amount" | "max_amount" => amount(value.trim_start_matches('0')).is_some(),
        "reference" | "payment_ref" => is_text(value, 255),
        "actor" => (1..=100).contains(&value.chars().count()),
        "limit" => is_limit(value),
        "from" | "to" | "cursor" => return None,
        _ => false,
    })
}

fn is_of_wallets(name: &str, value: &str) -> Option<bool> {
    Some(match name {
        "asset" => is_asset(value),
        "prefix" => is_visible(value, 112),
        "min_balance" | "max_balance" => balance(value).is_some(),
        "status" => WalletStatus::ALL.into_iter().any(|status| status.name() == value),
        "in_debt" => value == "true" || value == "false",
        "limit" => is_limit(value),
        "cursor" => return None,
        _ => false,
    })
}

fn is_limit(text: &str) -> bool {
    amount(text.trim_start_matches('0')).is_some_and(|limit| limit <= 200)
}

fn balance(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let digits = (!digits.is_empty()).then(|| digits.trim_start_matches('0'))?;
    let minor = if digits.is_empty() { 0 } else { amount(digits)? };
    Some(sign * i64::try_from(minor).expect("it is bounded"))
}

fn member_of(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("metadata")?;
    rest.strip_prefix('.').or_else(|| rest.strip_prefix('[')?.strip_suffix(']'))
}

fn members_fit(members: &[(String, String)]) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.len() <= 4096 && !name.chars().any(char::is_control);
    let is_alone = |name: &str| members.iter().filter(|member| member.0 == name).count() == 1;
    let is_value = |value: &str| !value.chars().any(char::is_control);
    let fits = |(name, value): &(String, String)| is_name(name) && is_alone(name) && is_value(value);
    members.len() <= 10 && members.iter().all(fits)
}

/// Each condition is its pair's, and each pair has one.
fn assert_same(filter: &TransactionFilter, rest: &[(String, String)], members: &[(String, String)]) {
    let TransactionFilter { owner, flow, status, asset, reference, payment_ref, metadata, actor, .. } = filter;
    let same = |name: &str, read: Option<&str>| assert_eq!(value(rest, name), read, "{name}");
    same("owner", owner.as_ref().map(OwnerId::as_str));
    same("flow", flow.map(Flow::name));
    same("status", status.map(TransactionStatus::name));
    same("asset", asset.as_ref().map(AssetCode::as_str));
    same("reference", reference.as_ref().map(Reference::as_str));
    same("payment_ref", payment_ref.as_ref().map(Reference::as_str));
    same("actor", actor.as_deref());
    for (name, read) in [("min_amount", filter.min_amount), ("max_amount", filter.max_amount)] {
        let wanted = value(rest, name).and_then(|text| amount(text.trim_start_matches('0')));
        assert_eq!(read.map(|amount| amount.minor().unsigned_abs()), wanted, "{name}");
    }
    assert_eq!(
        (filter.from.is_some(), filter.to.is_some()),
        (value(rest, "from").is_some(), value(rest, "to").is_some())
    );
    assert!(members_fit(members), "{members:?}");
    let wanted: Vec<_> = members.iter().map(|(name, value)| (name.clone(), Metadata::plain(value))).collect();
    assert_eq!(*metadata, wanted);
}

fn without_time(filter: &TransactionFilter) -> TransactionFilter {
    TransactionFilter { from: None, to: None, ..filter.clone() }
}

/// The filter as a query; a member of the metadata is its value's canonical text, which means the same.
fn written(filter: &TransactionFilter) -> String {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut note = |name: &str, text: Option<String>| pairs.extend(text.map(|text| (name.to_owned(), text)));
    note("owner", filter.owner.as_ref().map(ToString::to_string));
    note("flow", filter.flow.map(|flow| flow.name().to_owned()));
    note("status", filter.status.map(|status| status.name().to_owned()));
    note("asset", filter.asset.as_ref().map(ToString::to_string));
    note("min_amount", filter.min_amount.map(|amount| amount.minor().to_string()));
    note("max_amount", filter.max_amount.map(|amount| amount.minor().to_string()));
    note("reference", filter.reference.as_ref().map(|text| text.as_str().to_owned()));
    note("payment_ref", filter.payment_ref.as_ref().map(|text| text.as_str().to_owned()));
    note("actor", filter.actor.clone());
    for (name, value) in &filter.metadata {
        note(&format!("metadata[{name}]"), Some(value.clone()));
    }
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The text of a cursor, as one of a search without conditions.
pub(crate) fn cursors(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (_, _, of_transactions) = parse_transaction_search("").expect("no condition").expect("many");
    let (_, of_wallets) = parse_wallet_search("").expect("no condition");
    check(TransactionCursor::decode(text, of_transactions), of_transactions, text, |cursor, listing| {
        cursor.encode(listing)
    });
    check(WalletCursor::decode(text, of_wallets), of_wallets, text, WalletCursor::encode);
}

/// Every cursor has one text.
fn check<T>(read: Result<T, Problem>, listing: Listing, text: &str, encode: impl Fn(&T, Listing) -> String) {
    match read {
        Ok(cursor) => assert_eq!(encode(&cursor, listing), text),
        Err(problem) => assert_eq!(assert_problem(&problem), "invalid_cursor"),
    }
}
