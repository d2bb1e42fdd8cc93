//! What operators change: assets' policies and wallets' statuses.

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use wallet_domain::{
    AssetChange, Block, Description, Flow, Name, Policy, PolicyChange, RateCycles, StatusChange, Zone,
};
use wallet_http::http::wire::{ChangeAssetRequest, FreezeRequest, ReasonRequest};
use wallet_http::testing::parse_body;

use crate::bodies::{DEPTH_COMPARED, agree};
use crate::members::{Fields, Kind, Members, Shape, depth};
use crate::texts::{amount, is_asset, is_text};

/// What such inputs are made of. A word a line would be a hundred lines.
#[rustfmt::skip]
pub(crate) const WORDS: &[&str] = &[
    "{", "}", "[", "]", ":", ",", "null", "true", "false", "\"code\"", "\"name\"", "\"description\"", "\"policy\"",
    "\"reason\"", "\"allow_cycle\"", "\"transferable\"", "\"max_balance\"", "\"over_max\"", "\"reject\"", "\"clip\"", "\"rates\"", "\"to\"",
    "\"pay\"", "\"receive\"", "\"limits\"", "\"flow\"", "\"per\"", "\"time_zone\"", "\"max_count\"", "\"max_amount\"",
    "\"reversals_give_back\"", "\"opens_on_credit\"", "\"gifts_open_wallets\"", "\"starting_balance\"", "\"debt_repayment_percent\"", "\"payment_ref\"", "\"once\"", "\"free\"", "\"day\"", "\"week\"", "\"month\"",
    "\"UTC\"", "\"Europe/Berlin\"", "\"bonus\"", "\"spend\"", "\"mint\"", "\"GOLD_COINS\"", "\"DIAMONDS\"", "0", "1", "-1",
    "1.0", "1e3", "500", "9007199254740991", "9007199254740992", "18446744073709551616", "\"1\"", "\"\"", "\\u0041",
    "{\"to\":\"A\",\"pay\":1,\"receive\":1}", "[\"A\",1,1]", "{\"flow\":\"bonus\",\"per\":\"day\",\"max_count\":1}",
    "[\"bonus\",\"day\",\"UTC\",1,1,false]",
];

const POLICY: Shape = &[
    ("transferable", Kind::MaybeRaw),
    ("max_balance", Kind::MaybeRaw),
    ("over_max", Kind::MaybeText),
    ("rates", Kind::MaybeRaw),
    ("limits", Kind::MaybeRaw),
    ("opens_on_credit", Kind::MaybeRaw),
    ("gifts_open_wallets", Kind::MaybeRaw),
    ("starting_balance", Kind::MaybeRaw),
    ("debt_repayment_percent", Kind::MaybeRaw),
    ("payment_ref", Kind::MaybeText),
];
const RATE: Shape = &[("to", Kind::Text), ("pay", Kind::Raw), ("receive", Kind::Raw)];
const LIMIT: Shape = &[
    ("flow", Kind::Text),
    ("per", Kind::Text),
    ("time_zone", Kind::MaybeItems),
    ("max_count", Kind::MaybeRaw),
    ("max_amount", Kind::MaybeRaw),
    ("reversals_give_back", Kind::Flag),
];
// Of these but the last two, null says something else than nothing.
const CHANGE: Shape = &[
    ("name", Kind::MaybeItems),
    ("description", Kind::MaybeItems),
    ("policy", Kind::MaybeItems),
    ("allow_cycle", Kind::Flag),
    ("reason", Kind::MaybeText),
];
const FREEZE: Shape = &[("block", Kind::MaybeText), ("reason", Kind::MaybeText), ("ticket", Kind::MaybeText)];
const REASON: Shape = &[("reason", Kind::MaybeText)];

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str)
}

/// Items of an array as it is written, each an object of that shape.
pub(crate) fn items(raw: &str, shape: Shape) -> Option<Vec<Fields>> {
    let items: Vec<Box<RawValue>> = serde_json::from_str(raw).ok()?;
    items.iter().map(|item| Members::of(item.get().as_bytes())?.fit(shape)).collect()
}

/// Whether it is an amount, if it is there.
fn fits(fields: &Fields, name: &str) -> bool {
    text(fields, name).is_none_or(|raw| amount(raw).is_some())
}

/// Whether an object, as it is written, is a policy for an asset that had none.
pub(crate) fn is_policy(raw: &str) -> bool {
    let Some(fields) = Members::of(raw.as_bytes()).and_then(|members| members.fit(POLICY)) else { return false };
    let flag = |name: &str| text(&fields, name).is_none_or(|raw| raw == "true" || raw == "false");
    let rates = text(&fields, "rates").map_or_else(|| Some(Vec::new()), |raw| items(raw, RATE));
    let limits = text(&fields, "limits").map_or_else(|| Some(Vec::new()), |raw| items(raw, LIMIT));
    let (Some(rates), Some(limits)) = (rates, limits) else { return false };
    let rate_fits = |rate: &Fields| {
        text(rate, "to").is_some_and(is_asset) && ["pay", "receive"].into_iter().all(|name| fits(rate, name))
    };
    let most = |name: &str| text(&fields, name).and_then(amount);
    flag("transferable")
        && flag("opens_on_credit")
        && flag("gifts_open_wallets")
        && fits(&fields, "max_balance")
        && fits(&fields, "starting_balance")
        && text(&fields, "debt_repayment_percent")
            .is_none_or(|raw| raw.parse::<u8>().is_ok_and(|percent| percent <= 100))
        && text(&fields, "payment_ref").is_none_or(|word| word == "once" || word == "free")
        && text(&fields, "over_max").is_none_or(|word| word == "reject" || word == "clip")
        && rates.len() <= 50
        && rates.iter().all(rate_fits)
        && distinct(&rates, |rate| text(rate, "to").map(str::to_owned))
        && limits.len() <= 20
        && limits.iter().all(is_limit)
        && distinct(&limits, |limit| {
            (text(limit, "flow").map(str::to_owned), text(limit, "per").map(str::to_owned), zone(limit))
        })
        && most("max_balance").zip(most("starting_balance")).is_none_or(|(max, starting)| starting <= max)
}

/// The time zone's name, whichever way it was written; which ones there are is for the system's data to say.
fn zone(limit: &Fields) -> Option<String> {
    let Some(raw) = text(limit, "time_zone") else { return Some("UTC".to_owned()) };
    let name: String = serde_json::from_str(raw).ok()?;
    Zone::new(&name).ok().map(|zone| zone.name().to_owned())
}

fn is_limit(limit: &Fields) -> bool {
    let limited = |name: &str| Flow::ALL.iter().any(|flow| flow.is_limited() && flow.name() == name);
    text(limit, "flow").is_some_and(limited)
        && text(limit, "per").is_some_and(|per| ["day", "week", "month"].contains(&per))
        && ["max_count", "max_amount"].into_iter().all(|name| fits(limit, name))
        && ["max_count", "max_amount"].into_iter().any(|name| text(limit, name).is_some())
        && zone(limit).is_some()
}

fn distinct<K: Ord>(items: &[Fields], key: impl Fn(&Fields) -> K) -> bool {
    let mut keys: Vec<K> = items.iter().map(key).collect();
    keys.sort();
    keys.windows(2).all(|pair| pair[0] != pair[1])
}

/// A policy is what was written, and its own stored form is read as the same again.
pub(crate) fn assert_same_policy(policy: &Policy, raw: Option<&str>) {
    assert_eq!(Policy::from_json(&policy.to_json()).as_ref(), Ok(policy));
    let Some(raw) = raw else {
        assert_eq!(*policy, Policy::default());
        return;
    };
    let written: Map<String, Value> = serde_json::from_str(raw).expect("an object");
    let written: Map<String, Value> = written.into_iter().filter(|(_, value)| !value.is_null()).collect();
    assert_eq!(Policy::from_json(&Value::Object(written).to_string()).as_ref(), Ok(policy));
}

/// A change of an asset.
pub(crate) fn change(bytes: &[u8]) {
    let read = parse_body::<ChangeAssetRequest>(bytes).and_then(ChangeAssetRequest::into_change);
    if depth(bytes) > DEPTH_COMPARED {
        assert!(read.is_err());
        return;
    }
    let wanted = Members::of(bytes).and_then(|members| members.fit(CHANGE)).and_then(|fields| wanted_change(&fields));
    agree(&read, wanted.as_ref());
}

fn wanted_change(fields: &Fields) -> Option<(AssetChange, Option<Description>)> {
    let written = |name: &str| text(fields, name).map(serde_json::from_str::<Option<String>>);
    let describe = |text: &str| is_text(text, 500).then(|| Description::new(text).expect("a description"));
    let name = match written("name") {
        None => None,
        Some(name) => Some(name.ok().flatten().filter(|name| is_text(name, 100))?),
    };
    let description = match written("description") {
        None => None,
        Some(Ok(None)) => Some(None),
        Some(text) => Some(Some(describe(&text.ok()??)?)),
    };
    let policy = match text(fields, "policy") {
        None => None,
        Some("null") => Some(PolicyChange::Whole(Policy::default())),
        Some(raw) => {
            is_policy(raw).then_some(())?;
            let change = PolicyChange::members(serde_json::from_str(raw).expect("an object")).expect("a policy");
            assert_same_policy(&change.apply(&Policy::default()).expect("a policy"), Some(raw));
            Some(change)
        }
    };
    let reason = match text(fields, "reason") {
        None => None,
        Some(reason) => Some(describe(reason)?),
    };
    let name = name.map(|name| Name::new(&name).expect("a name"));
    let cycles = match fields.get("allow_cycle") {
        Some(Value::Bool(true)) => RateCycles::Allow,
        _ => RateCycles::Refuse,
    };
    Some((AssetChange { name, description, policy, cycles, only_if: None }, reason))
}

/// A wallet's status, after a character that says which: `f` a freeze, `c` a closing, `r` a reopening.
pub(crate) fn status(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let shape = if *first == b'f' { FREEZE } else { REASON };
    let read = match first {
        b'f' => parse_body::<FreezeRequest>(bytes).and_then(FreezeRequest::into_change),
        b'c' => parse_body::<ReasonRequest>(bytes).and_then(ReasonRequest::into_closing),
        b'r' => parse_body::<ReasonRequest>(bytes).and_then(ReasonRequest::into_reopening),
        _ => parse_body::<ReasonRequest>(bytes).and_then(ReasonRequest::into_unfreezing),
    };
    if depth(bytes) > DEPTH_COMPARED {
        assert!(read.is_err());
        return;
    }
    let wanted = Members::of(bytes).and_then(|members| members.fit(shape)).and_then(|fields| {
        let block = match text(&fields, "block") {
            None | Some("all") => Block::All,
            Some("debits") => Block::Debits,
            Some("credits") => Block::Credits,
            Some(_) => return None,
        };
        let status = match first {
            b'f' => StatusChange::Freeze(block),
            b'c' => StatusChange::Close,
            b'r' => StatusChange::Reopen,
            _ => StatusChange::Unfreeze,
        };
        let (reason, ticket) = (text(&fields, "reason"), text(&fields, "ticket"));
        let said = |text: Option<&str>| text.map(|text| Description::new(text).expect("a reason"));
        let is_good = [reason, ticket].into_iter().flatten().all(|text| is_text(text, 500));
        is_good.then(|| (status, (said(reason), said(ticket))))
    });
    agree(&read, wanted.as_ref());
}
