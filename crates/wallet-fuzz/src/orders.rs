//! Bodies of every flow that is more than an amount of an asset.

use serde_json::{Map, Value, json};
use wallet_domain::{
    Allocation, Amount, AssetCode, Capture, Command, Conversion, Description, Details, Flow, Gift, Hold,
    IdempotencyKey, Metadata, OnShortfall, Order, OwnerId, Part, Purchase, Reference, Reversal, Sum, Terms,
};
use wallet_http::http::problem::Problem;
use wallet_http::http::wire::{
    AboutRequest, AllocationRequest, BatchMint, BonusRequest, CaptureRequest, ConversionRequest, FlowRequest,
    GiftRequest, HoldRequest, PurchaseRequest, QueryWalletsRequest, ReleaseRequest, ReversalRequest, SpendRequest,
    TopUpRequest,
};
use wallet_http::testing::parse_body;

use crate::Target;
use crate::bodies::{DEPTH_COMPARED, agree, assert_answer, key};
use crate::members::{Fields, Kind, Members, Shape, depth};
use crate::policies::items;
use crate::texts::{amount, canonical_of, is_asset, is_budget, is_owner, is_player, is_text};

/// A target for each of them.
pub(crate) const TARGETS: &[Target] = &[
    target("holds", hold),
    target("captures", capture),
    target("releases", release),
    target("reversals", reversal),
    target("purchases", purchase),
    target("conversions", conversion),
    target("gifts", gift),
    target("allocations", allocation),
    target("owners", owners),
];

const fn target(name: &'static str, check: fn(&[u8])) -> Target {
    Target { name, check, words: crate::words::ORDER }
}

const OWNER: (&str, Kind) = ("owner", Kind::Text);
const ASSET: (&str, Kind) = ("asset", Kind::Text);
const AMOUNT: (&str, Kind) = ("amount", Kind::Raw);
const PART: (&str, Kind) = ("amount", Kind::MaybeRaw);
const REFERENCE: (&str, Kind) = ("reference", Kind::MaybeText);
const DESCRIPTION: (&str, Kind) = ("description", Kind::MaybeText);
const METADATA: (&str, Kind) = ("metadata", Kind::MaybeObject);

const HOLD: Shape = &[OWNER, ASSET, AMOUNT, ("expires_in_s", Kind::MaybeRaw), REFERENCE, DESCRIPTION, METADATA];
const CAPTURE: Shape = &[PART, ("as_much_as", Kind::Flag), ("final", Kind::Flag), REFERENCE, DESCRIPTION, METADATA];
const RELEASE: Shape = &[REFERENCE, DESCRIPTION, METADATA];
const REVERSAL: Shape = &[
    PART,
    ("share", Kind::MaybeText),
    ("reason", Kind::MaybeText),
    ("on_shortfall", Kind::MaybeText),
    ("return_fee", Kind::Flag),
    DESCRIPTION,
    METADATA,
];
const PURCHASE: Shape =
    &[OWNER, ("pay", Kind::Raw), ("receive", Kind::MaybeItems), ("sku", Kind::MaybeText), DESCRIPTION, METADATA];
const CONVERSION: Shape =
    &[OWNER, ASSET, AMOUNT, ("to", Kind::Text), ("min_receive", Kind::MaybeRaw), REFERENCE, DESCRIPTION, METADATA];
const GIFT: Shape =
    &[OWNER, ("to", Kind::Text), ASSET, AMOUNT, ("fee", Kind::MaybeRaw), REFERENCE, DESCRIPTION, METADATA];
const ALLOCATION: Shape = &[("budget", Kind::Text), ASSET, AMOUNT, ("back", Kind::Flag), DESCRIPTION];
const SUM: Shape = &[ASSET, AMOUNT];

/// The most of what one side of a purchase may hold, and of a query's owners.
const SUMS_MAX: usize = 10;
const OWNERS_MAX: usize = 1_000;
const HOLD_S_MAX: u64 = 7 * 24 * 60 * 60;

fn hold(bytes: &[u8]) {
    order(read::<HoldRequest>, HOLD, hold_of, bytes);
}

fn capture(bytes: &[u8]) {
    order(|bytes| read_about::<CaptureRequest>(bytes, &held()), CAPTURE, capture_of, bytes);
}

fn release(bytes: &[u8]) {
    let wanted = |fields: &Fields| Command::release(&held(), key(), details(fields, "reference")?).ok();
    order(|bytes| read_about::<ReleaseRequest>(bytes, &held()), RELEASE, wanted, bytes);
}

fn reversal(bytes: &[u8]) {
    // Only of a gift is there a fee to return.
    for original in [spent(), given()] {
        let wanted = |fields: &Fields| reversal_of(fields, &original);
        order(|bytes| read_about::<ReversalRequest>(bytes, &original), REVERSAL, wanted, bytes);
    }
}

fn purchase(bytes: &[u8]) {
    order(read::<PurchaseRequest>, PURCHASE, purchase_of, bytes);
}

fn conversion(bytes: &[u8]) {
    order(read::<ConversionRequest>, CONVERSION, conversion_of, bytes);
}

fn gift(bytes: &[u8]) {
    order(read::<GiftRequest>, GIFT, gift_of, bytes);
}

fn allocation(bytes: &[u8]) {
    order(read::<AllocationRequest>, ALLOCATION, allocation_of, bytes);
}

/// As the routes do it.
fn read<T: FlowRequest>(bytes: &[u8]) -> Result<Command, Problem> {
    parse_body::<T>(bytes)?.into_command(key())
}

fn read_about<T: AboutRequest>(bytes: &[u8], earlier: &Command) -> Result<Command, Problem> {
    parse_body::<T>(bytes)?.into_command(earlier, key())
}

pub(crate) type Keyed = Result<IdempotencyKey, Problem>;

/// What a flow's own route makes of a body; none if it cannot be read.
pub(crate) fn read_alone(flow: Flow, body: &[u8], key: Keyed) -> Option<Result<Command, Problem>> {
    match flow {
        Flow::Mint => own::<BatchMint>(body, key),
        Flow::TopUp => own::<TopUpRequest>(body, key),
        Flow::Bonus => own::<BonusRequest>(body, key),
        Flow::Spend => own::<SpendRequest>(body, key),
        Flow::Hold => own::<HoldRequest>(body, key),
        Flow::Purchase => own::<PurchaseRequest>(body, key),
        Flow::Gift => own::<GiftRequest>(body, key),
        Flow::Conversion => own::<ConversionRequest>(body, key),
        Flow::Allocate => own::<AllocationRequest>(body, key),
        Flow::Capture => about_earlier::<CaptureRequest>(body, &held(), key),
        Flow::Release => about_earlier::<ReleaseRequest>(body, &held(), key),
        Flow::Reversal => about_earlier::<ReversalRequest>(body, &spent(), key),
        Flow::Expire => unreachable!("no caller asks for it"),
    }
}

fn own<R: FlowRequest>(body: &[u8], key: Keyed) -> Option<Result<Command, Problem>> {
    let request = parse_body::<R>(body).ok()?;
    Some(key.and_then(|key| request.into_command(key)))
}

fn about_earlier<R: AboutRequest>(body: &[u8], earlier: &Command, key: Keyed) -> Option<Result<Command, Problem>> {
    let request = parse_body::<R>(body).ok()?;
    Some(key.and_then(|key| request.into_command(earlier, key)))
}

/// What orders about earlier transactions are about.
fn plain(flow: Flow) -> Command {
    let (owner, asset) = (OwnerId::new("user_001").expect("an owner"), AssetCode::new("GOLD_COINS").expect("a code"));
    let (key, amount) = (IdempotencyKey::new("earlier").expect("a key"), Amount::new(30).expect("an amount"));
    match flow {
        Flow::Hold => Command::hold(key, owner, asset, amount, 60, Details::default()).expect("a hold"),
        _ => Command::new(flow, key, owner, asset, amount, Details::default()).expect("a command"),
    }
}

pub(crate) fn held() -> Command {
    plain(Flow::Hold)
}

pub(crate) fn spent() -> Command {
    plain(Flow::Spend)
}

fn given() -> Command {
    let spent = spent();
    let (owner, amount) = (spent.owner().clone(), spent.amount());
    let gift = Gift { to: OwnerId::new("user_002").expect("an owner"), fee: Some(amount) };
    let key = IdempotencyKey::new("earlier").expect("a key");
    Command::ordered(gift, key, owner, spent.asset().clone(), amount, Details::default()).expect("a gift")
}

/// A body that is an order.
fn order(
    parse: impl Fn(&[u8]) -> Result<Command, Problem>,
    shape: Shape,
    wanted: impl Fn(&Fields) -> Option<Command>,
    bytes: &[u8],
) {
    let read = parse(bytes);
    if depth(bytes) > DEPTH_COMPARED {
        assert!(read.is_err());
        return;
    }
    let wanted = Members::of(bytes).and_then(|members| members.fit(shape)).as_ref().and_then(wanted);
    agree(&read, wanted.as_ref());
    if let Ok(command) = read {
        assert_answer(&command);
        let rendered = render(&command).to_string();
        assert_eq!(parse(rendered.as_bytes()).expect("its own rendering"), command, "{rendered}");
        let stored = command.terms().expect("an order has terms").to_json();
        assert_eq!(Terms::from_json(&stored).as_ref().ok(), command.terms(), "{stored}");
    }
}

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str)
}

fn owner(fields: &Fields, name: &str) -> Option<OwnerId> {
    text(fields, name).filter(|owner| is_player(owner)).map(|owner| OwnerId::new(owner).expect("an owner"))
}

fn asset(fields: &Fields, name: &str) -> Option<AssetCode> {
    text(fields, name).filter(|asset| is_asset(asset)).map(|asset| AssetCode::new(asset).expect("an asset"))
}

fn sum(fields: &Fields, name: &str) -> Option<Amount> {
    text(fields, name).and_then(amount).map(|minor| Amount::new(minor).expect("an amount"))
}

/// An amount that need not be there, but is one if it is.
fn maybe_sum(fields: &Fields, name: &str) -> Result<Option<Amount>, &'static str> {
    if fields.contains_key(name) { sum(fields, name).map(Some).ok_or("no amount") } else { Ok(None) }
}

pub(crate) fn flag(fields: &Fields, name: &str) -> bool {
    fields.get(name).and_then(Value::as_bool).unwrap_or(false)
}

fn details(fields: &Fields, reference: &str) -> Option<Details> {
    let (reference, description) = (text(fields, reference), text(fields, "description"));
    if reference.is_some_and(|text| !is_text(text, 255)) || description.is_some_and(|text| !is_text(text, 500)) {
        return None;
    }
    let metadata = match fields.get("metadata").and_then(Value::as_str) {
        Some(object) => Some(canonical_of(object)?),
        None => None,
    };
    Some(Details {
        reference: reference.map(|text| Reference::new(text).expect("a reference")),
        description: description.map(|text| Description::new(text).expect("a description")),
        metadata: metadata.map(|text| Metadata::parse(&text).expect("metadata")),
    })
}

fn hold_of(fields: &Fields) -> Option<Command> {
    let seconds = match text(fields, "expires_in_s") {
        Some(raw) => amount(raw).filter(|seconds| *seconds <= HOLD_S_MAX)?,
        None => 900,
    };
    let seconds = u32::try_from(seconds).expect("a week");
    let (owner, asset, amount) = (owner(fields, "owner")?, asset(fields, "asset")?, sum(fields, "amount")?);
    Some(Command::hold(key(), owner, asset, amount, seconds, details(fields, "reference")?).expect("a hold"))
}

fn capture_of(fields: &Fields) -> Option<Command> {
    let (amount, last) = (maybe_sum(fields, "amount").ok()?, flag(fields, "final"));
    let capture = Command::capture(&held(), key(), amount, last, details(fields, "reference")?).expect("of a hold");
    // Without an amount there is nothing to be at most of.
    if flag(fields, "as_much_as") { capture.as_much_as().ok() } else { Some(capture) }
}

fn reversal_of(fields: &Fields, original: &Command) -> Option<Command> {
    let on_shortfall = match text(fields, "on_shortfall") {
        None | Some("refuse") => OnShortfall::Refuse,
        Some("take_available") => OnShortfall::TakeAvailable,
        Some("debt") => OnShortfall::Debt,
        Some(_) => return None,
    };
    let (amount, details) = (maybe_sum(fields, "amount").ok()?, details(fields, "reason")?);
    let part = match text(fields, "share") {
        None => Part::from(amount),
        Some(_) if amount.is_some() => return None,
        Some(share) => Part::Share(is_share(share).then(|| share.parse().expect("a share"))?),
    };
    let reversal = Command::reversal(original, key(), part, on_shortfall, details).expect("of a spend or a gift");
    let is_gift = original.flow() == Flow::Gift;
    if flag(fields, "return_fee") {
        is_gift.then(|| reversal.returning_fee().expect("of a gift"))
    } else {
        Some(reversal)
    }
}

/// Two amounts with a stroke between them, of which the first is not the larger one.
fn is_share(share: &str) -> bool {
    let number = |raw: &str| amount(raw).filter(|_| !raw.starts_with('0'));
    let numbers = share.split_once('/').and_then(|(parts, of)| Some((number(parts)?, number(of)?)));
    numbers.is_some_and(|(parts, of)| parts <= of)
}

fn purchase_of(fields: &Fields) -> Option<Command> {
    let sums = |name: &str| -> Option<Vec<Sum>> {
        let Some(raw) = text(fields, name) else { return Some(Vec::new()) };
        let sums = items(raw, SUM)?;
        sums.iter().map(|fields| Some(Sum { asset: asset(fields, "asset")?, amount: sum(fields, "amount")? })).collect()
    };
    let (owner, pay, receive) = (owner(fields, "owner")?, sums("pay")?, sums("receive")?);
    let mut assets: Vec<&str> = pay.iter().chain(&receive).map(|sum| sum.asset.as_str()).collect();
    assets.sort_unstable();
    let distinct = assets.windows(2).all(|pair| pair[0] != pair[1]);
    let fits = (1..=SUMS_MAX).contains(&pay.len()) && receive.len() <= SUMS_MAX && distinct;
    let details = details(fields, "sku").filter(|_| fits)?;
    Some(Command::purchase(key(), owner, pay, receive, details).expect("a purchase"))
}

fn conversion_of(fields: &Fields) -> Option<Command> {
    let (asset_paid, amount) = (asset(fields, "asset")?, sum(fields, "amount")?);
    let to = asset(fields, "to").filter(|to| *to != asset_paid)?;
    let conversion = Conversion { to, min: maybe_sum(fields, "min_receive").ok()? };
    Some(ordered(conversion, owner(fields, "owner")?, asset_paid, amount, details(fields, "reference")?))
}

fn gift_of(fields: &Fields) -> Option<Command> {
    let (asset, amount, fee) = (asset(fields, "asset")?, sum(fields, "amount")?, maybe_sum(fields, "fee").ok()?);
    let gift = Gift { to: owner(fields, "to")?, fee };
    Some(ordered(gift, owner(fields, "owner")?, asset, amount, details(fields, "reference")?))
}

fn allocation_of(fields: &Fields) -> Option<Command> {
    let budget = text(fields, "budget").filter(|budget| is_budget(budget))?;
    let budget = OwnerId::new(budget).expect("an owner");
    let (asset, amount, details) = (asset(fields, "asset")?, sum(fields, "amount")?, details(fields, "none")?);
    Some(ordered(Allocation { back: flag(fields, "back") }, budget, asset, amount, details))
}

fn ordered(order: impl Into<Order>, owner: OwnerId, asset: AssetCode, amount: Amount, details: Details) -> Command {
    Command::ordered(order, key(), owner, asset, amount, details).expect("an order")
}

/// The body that asks for this order.
fn render(command: &Command) -> Value {
    let details = command.details();
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| _ = body.insert(name.to_owned(), value);
    let mut reference = "reference";
    let (owner, asset) = (json!(command.owner().as_str()), json!(command.asset().as_str()));
    let amount = json!(command.amount().minor());
    match command.order().expect("an order") {
        Order::Capture(Capture { whole, last, .. }) => {
            put("amount", if *whole { Value::Null } else { amount });
            put("final", json!(*last && !*whole));
            put("as_much_as", json!(command.is_as_much_as()));
        }
        Order::Reversal(Reversal { whole, on_shortfall, share, return_fee, .. }) => {
            put("amount", if *whole || share.is_some() { Value::Null } else { amount });
            put("share", json!(share.map(|share| share.to_string())));
            put("return_fee", json!(return_fee));
            put("on_shortfall", json!(on_shortfall));
            reference = "reason";
        }
        Order::Release(_) => {}
        Order::Allocate(Allocation { back }) => {
            put("budget", owner);
            put("asset", asset);
            put("amount", amount);
            put("back", json!(back));
        }
        Order::Purchase(Purchase { pay, receive }) => {
            put("owner", owner);
            let one = |sum: &Sum| json!({"asset": sum.asset.as_str(), "amount": sum.amount.minor()});
            let first = json!({"asset": asset, "amount": amount});
            put("pay", std::iter::once(first).chain(pay.iter().map(one)).collect());
            put("receive", receive.iter().map(one).collect());
            reference = "sku";
        }
        more @ (Order::Hold(_) | Order::Gift(_) | Order::Conversion(_) | Order::Expire(_)) => {
            put("owner", owner);
            put("asset", asset);
            put("amount", amount);
            match more {
                Order::Hold(Hold { expires_in_s }) => put("expires_in_s", json!(expires_in_s)),
                Order::Gift(Gift { to, fee }) => {
                    put("to", json!(to.as_str()));
                    put("fee", json!(fee.map(Amount::minor)));
                }
                Order::Conversion(Conversion { to, min }) => {
                    put("to", json!(to.as_str()));
                    put("min_receive", json!(min.map(Amount::minor)));
                }
                _ => unreachable!("no route asks for it"),
            }
        }
    }
    if let Some(text) = &details.reference {
        put(reference, json!(text.as_str()));
    }
    if let Some(text) = &details.description {
        put("description", json!(text.as_str()));
    }
    if let Some(metadata) = &details.metadata {
        put("metadata", serde_json::from_str(metadata.as_str()).expect("JSON"));
    }
    Value::Object(body)
}

/// Whose wallets are asked for.
fn owners(bytes: &[u8]) {
    let read = parse_body::<QueryWalletsRequest>(bytes).and_then(QueryWalletsRequest::into_owners);
    if depth(bytes) > DEPTH_COMPARED {
        assert!(read.is_err());
        return;
    }
    let shape: Shape = &[("owners", Kind::Raw)];
    let fields = Members::of(bytes).and_then(|members| members.fit(shape));
    let names: Option<Vec<String>> = fields.and_then(|fields| serde_json::from_str(text(&fields, "owners")?).ok());
    let names = names.filter(|names| (1..=OWNERS_MAX).contains(&names.len()) && names.iter().all(|it| is_owner(it)));
    let wanted = names.map(|names| {
        let mut owners: Vec<OwnerId> = Vec::new();
        for name in names {
            let owner = OwnerId::new(&name).expect("an owner");
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
        owners
    });
    agree(&read, wanted.as_ref());
}
