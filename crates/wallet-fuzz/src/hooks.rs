//! Bodies about webhooks and alerts.

use serde_json::{Map, Value, json};
use wallet_domain::webhook::{AlertId, EndpointChange, Payload, Secret, Subscription, Threshold, WebhookUrl};
use wallet_domain::{AssetCode, Description, EventCursor, EventId, EventType, MINOR_MAX, OwnerId};
use wallet_http::http::problem::Problem;
use wallet_http::http::wire::{
    ChangeWebhookRequest, CreateWebhookRequest, PutAlertRequest, ReplayWebhookRequest, RotateSecretRequest,
};
use wallet_http::testing::parse_body;
use wallet_service::webhook_admin::{NewAlert, NewEndpoint, StartAt};

use crate::Target;
use crate::bodies::{DEPTH_COMPARED, agree};
use crate::members::{Fields, Kind, Members, Shape, depth};
use crate::texts::{is_asset, is_player, is_text, is_visible};

/// A target for each of them.
pub(crate) const TARGETS: &[Target] = &[
    target("webhooks", webhook),
    target("webhook-changes", change),
    target("webhook-secrets", rotation),
    target("webhook-replays", replay),
    target("alerts", alert),
];

const fn target(name: &'static str, check: fn(&[u8])) -> Target {
    Target { name, check, words: crate::words::HOOK }
}

const WEBHOOK: Shape = &[
    ("url", Kind::Text),
    ("types", Kind::MaybeRaw),
    ("payload", Kind::MaybeText),
    ("from", Kind::MaybeText),
    ("description", Kind::MaybeText),
    ("secret", Kind::MaybeText),
];
// A description of null is another than none.
const CHANGE: Shape = &[
    ("url", Kind::MaybeText),
    ("types", Kind::MaybeRaw),
    ("payload", Kind::MaybeText),
    ("description", Kind::MaybeItems),
    ("paused", Kind::MaybeRaw),
];
const ROTATION: Shape = &[("secret", Kind::MaybeText)];
const REPLAY: Shape = &[("from", Kind::Text), ("to", Kind::MaybeText)];
const ALERT: Shape = &[
    ("asset", Kind::Text),
    ("owner", Kind::MaybeText),
    ("all", Kind::Flag),
    ("below", Kind::MaybeRaw),
    ("above", Kind::MaybeRaw),
];

/// Where events are delivered to.
fn webhook(bytes: &[u8]) {
    let parse = |bytes: &[u8]| parse_body::<CreateWebhookRequest>(bytes)?.into_endpoint();
    compare(bytes, WEBHOOK, &parse, endpoint_of, render_endpoint);
}

/// What changes of it.
fn change(bytes: &[u8]) {
    let parse = |bytes: &[u8]| parse_body::<ChangeWebhookRequest>(bytes)?.into_change();
    compare(bytes, CHANGE, &parse, change_of, render_change);
}

/// Another secret.
fn rotation(bytes: &[u8]) {
    let parse = |bytes: &[u8]| parse_body::<RotateSecretRequest>(bytes)?.into_secret();
    let render = |secret: &Option<Secret>| json!({ "secret": secret.as_ref().map(written) });
    compare(bytes, ROTATION, &parse, |fields| maybe(fields, "secret", secret), render);
}

/// A part of the feed, once more.
fn replay(bytes: &[u8]) {
    let parse = |bytes: &[u8]| parse_body::<ReplayWebhookRequest>(bytes)?.into_range();
    let wanted = |fields: &Fields| Some((place(text(fields, "from")?)?, maybe(fields, "to", place)?));
    let render = |(from, to): &(EventCursor, Option<EventCursor>)| json!({ "from": from.to_string(), "to": to.map(|to| to.to_string()) });
    compare(bytes, REPLAY, &parse, wanted, render);
}

/// A line that a balance crosses.
fn alert(bytes: &[u8]) {
    let id = AlertId::new("low").expect("an id");
    let parse = |bytes: &[u8]| parse_body::<PutAlertRequest>(bytes)?.into_alert(id.clone());
    compare(bytes, ALERT, &parse, |fields| alert_of(fields, &id), render_alert);
}

/// Both read the same, or both refuse; and a rendered value reads as itself.
fn compare<T: PartialEq + std::fmt::Debug>(
    bytes: &[u8],
    shape: Shape,
    parse: &dyn Fn(&[u8]) -> Result<T, Problem>,
    wanted: impl Fn(&Fields) -> Option<T>,
    render: impl Fn(&T) -> Value,
) {
    let read = parse(bytes);
    if depth(bytes) > DEPTH_COMPARED {
        assert!(read.is_err());
        return;
    }
    agree(&read, Members::of(bytes).and_then(|members| members.fit(shape)).as_ref().and_then(wanted).as_ref());
    if let Ok(read) = read {
        let rendered = render(&read).to_string();
        assert_eq!(parse(rendered.as_bytes()).expect("its own rendering"), read, "{rendered}");
    }
}

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str)
}

/// What a field is if it is there; none if it is nothing of the kind.
#[expect(clippy::option_option, reason = "the outer one is for a refused text")]
fn maybe<T>(fields: &Fields, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match text(fields, name) {
        None => Some(None),
        Some(text) => parse(text).map(Some),
    }
}

fn endpoint_of(fields: &Fields) -> Option<NewEndpoint> {
    Some(NewEndpoint {
        url: url(text(fields, "url")?)?,
        types: maybe(fields, "types", types)?.unwrap_or_default(),
        payload: maybe(fields, "payload", payload)?.unwrap_or_default(),
        start: maybe(fields, "from", start)?.unwrap_or(StartAt::Now),
        description: maybe(fields, "description", description)?,
        secret: maybe(fields, "secret", secret)?,
    })
}

fn change_of(fields: &Fields) -> Option<EndpointChange> {
    let described = |raw: &str| match serde_json::from_str::<Option<String>>(raw).ok()? {
        None => Some(None),
        Some(text) => description(&text).map(Some),
    };
    let flag = |raw: &str| ["false", "true"].iter().position(|flag| *flag == raw).map(|place| place == 1);
    Some(EndpointChange {
        url: maybe(fields, "url", url)?,
        types: maybe(fields, "types", types)?,
        payload: maybe(fields, "payload", payload)?,
        description: maybe(fields, "description", described)?,
        is_paused: maybe(fields, "paused", flag)?,
        secret: None,
    })
}

fn alert_of(fields: &Fields, id: &AlertId) -> Option<NewAlert> {
    let owner = maybe(fields, "owner", |name| is_player(name).then(|| OwnerId::new(name).expect("an owner")))?;
    let all = fields.get("all").and_then(Value::as_bool).unwrap_or_default();
    let asset = text(fields, "asset").filter(|code| is_asset(code))?;
    let threshold = match (maybe(fields, "below", line)?, maybe(fields, "above", line)?) {
        (Some(line), None) if line > 0 => Threshold::Below(line),
        (None, Some(line)) if line < MINOR_MAX => Threshold::Above(line),
        _ => return None,
    };
    let asset = AssetCode::new(asset).expect("an asset");
    (owner.is_some() != all).then(|| NewAlert { id: id.clone(), asset, owner, threshold })
}

fn url(text: &str) -> Option<WebhookUrl> {
    is_visible(text, 2_000).then(|| WebhookUrl::new(text).expect("a URL"))
}

/// Names of types and prefixes, as they are written.
fn types(raw: &str) -> Option<Subscription> {
    let names: Vec<String> = serde_json::from_str(raw).ok()?;
    let mut known: Vec<String> = EventType::all().map(EventType::name).collect();
    known.extend(["wallet.below", "wallet.above"].map(str::to_owned));
    let subject = |known: &String| known.split('.').next().expect("a subject").to_owned();
    let subjects: Vec<String> = known.iter().map(subject).collect();
    let is_known = |name: &String| {
        name == "*" || known.contains(name) || subjects.iter().any(|subject| *name == format!("{subject}.*"))
    };
    let fit = (1..=100).contains(&names.len()) && names.iter().all(is_known);
    fit.then(|| Subscription::new(names).expect("types"))
}

fn payload(text: &str) -> Option<Payload> {
    Payload::ALL.into_iter().find(|payload| payload.name() == text)
}

fn start(text: &str) -> Option<StartAt> {
    match text {
        "now" => Some(StartAt::Now),
        "beginning" => Some(StartAt::Beginning),
        text => place(text).map(StartAt::Event),
    }
}

/// `12.0` or `12.0.9f86d081`: numbers without zeros in front, and eight hexadecimal digits.
fn place(text: &str) -> Option<EventCursor> {
    let number = |text: &str, most: u64| {
        let is_plain = text == "0" || !text.is_empty() && !text.starts_with('0');
        let mut digits = text.chars().map(|digit| digit.to_digit(10).map(u64::from));
        let value = digits.try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(digit?))?;
        (is_plain && value <= most).then_some(value)
    };
    let parts: Vec<&str> = text.split('.').collect();
    let (position, index, mark) = match parts[..] {
        [position, index] => (position, index, None),
        [position, index, mark] => (position, index, Some(mark)),
        _ => return None,
    };
    let hex = |text: &str| {
        let mut digits = text.chars().map(|digit| digit.to_digit(16).filter(|_| !digit.is_ascii_uppercase()));
        (text.len() == 8).then(|| digits.try_fold(0_u32, |sum, digit| Some(sum * 16 + digit?))).flatten()
    };
    let mark = match mark {
        None => None,
        Some(mark) => Some(hex(mark)?),
    };
    let position = i64::try_from(number(position, i64::MAX.unsigned_abs())?).expect("it is bounded");
    let index = u32::try_from(number(index, u32::MAX.into())?).expect("it is bounded");
    Some(EventCursor { id: EventId { position, index }, mark })
}

fn description(text: &str) -> Option<Description> {
    is_text(text, 500).then(|| Description::new(text).expect("a description"))
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `whsec_` and the base64 of 24 to 64 bytes, with its padding.
fn secret(text: &str) -> Option<Secret> {
    let encoded = text.strip_prefix("whsec_")?;
    let digits = encoded.trim_end_matches('=');
    let count = digits.len() * 6 / 8;
    if !encoded.len().is_multiple_of(4) || encoded.len() - digits.len() > 2 || !(24..=64).contains(&count) {
        return None;
    }
    let mut bits = Vec::with_capacity(digits.len() * 6);
    for digit in digits.bytes() {
        let value = ALPHABET.iter().position(|known| *known == digit)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1));
    }
    let (bytes, rest) = bits.split_at(count * 8);
    let byte = |bits: &[usize]| u8::try_from(bits.iter().fold(0, |sum, bit| sum * 2 + bit)).expect("eight bits");
    let bytes: Vec<u8> = bytes.chunks(8).map(byte).collect();
    rest.iter().all(|bit| *bit == 0).then(|| Secret::new(&bytes).expect("a secret"))
}

/// The text of a secret.
fn written(secret: &Secret) -> String {
    let mut text = "whsec_".to_owned();
    for three in secret.as_bytes().chunks(3) {
        let bits = three.iter().chain([&0, &0]).take(3).fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let digits = (0..4).map(|place| char::from(ALPHABET[bits >> (18 - 6 * place) & 63]));
        text.extend(digits.take(three.len() + 1).chain(['=', '=']).take(4));
    }
    text
}

/// An amount of minor units, or nothing of one, by its digits.
fn line(raw: &str) -> Option<i64> {
    let digits = if raw == "-0" { "0" } else { raw };
    let is_number = (1..=16).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    let value = digits.bytes().take(16).fold(0, |sum, digit| sum * 10 + i64::from(digit.wrapping_sub(b'0')));
    (is_number && value <= MINOR_MAX).then_some(value)
}

fn render_endpoint(endpoint: &NewEndpoint) -> Value {
    let NewEndpoint { url, types, payload, description, start, secret } = endpoint;
    let from = match start {
        StartAt::Now => "now".to_owned(),
        StartAt::Beginning => "beginning".to_owned(),
        StartAt::Event(cursor) => cursor.to_string(),
    };
    json!({
        "url": url.as_str(), "types": types.names(), "payload": payload.name(), "from": from,
        "description": description.as_ref().map(Description::as_str), "secret": secret.as_ref().map(written),
    })
}

fn render_change(change: &EndpointChange) -> Value {
    let mut body = Map::new();
    let mut put = |name: &str, value: Option<Value>| body.extend(value.map(|value| (name.to_owned(), value)));
    put("url", change.url.as_ref().map(|url| url.as_str().into()));
    put("types", change.types.as_ref().map(|types| types.names().into()));
    put("payload", change.payload.map(|payload| payload.name().into()));
    put("description", change.description.as_ref().map(|text| json!(text.as_ref().map(Description::as_str))));
    put("paused", change.is_paused.map(Value::from));
    Value::Object(body)
}

fn render_alert(alert: &NewAlert) -> Value {
    let NewAlert { id: _, asset, owner, threshold } = alert;
    let (below, above) = match threshold {
        Threshold::Below(line) => (Some(line), None),
        Threshold::Above(line) => (None, Some(line)),
    };
    let owner = owner.as_ref().map(OwnerId::as_str);
    json!({ "asset": asset.as_str(), "owner": owner, "all": owner.is_none(), "below": below, "above": above })
}
