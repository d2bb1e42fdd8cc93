//! Bodies of every route that takes one, against a reading by `members` and the definitions of `texts`.

use serde_json::value::RawValue;
use serde_json::{Value, json};
use wallet_domain::{
    Amount, AssetCode, Command, Description, Details, Flow, IdempotencyKey, Metadata, OwnerId, Reference, Rejection,
    Timestamp, Transaction,
};
use wallet_http::http::problem::{Code, Problem};
use wallet_http::http::wire::{
    self, BatchCommand, BatchRequest, BonusRequest, CreateAssetRequest, Earlier, FlowRequest, MintRequest,
    OpenWalletsRequest, OriginalBonus, OriginalSpend, OriginalTopUp, SpendRequest, TopUpRequest,
};
use wallet_http::testing::parse_body;

use crate::members::{Fields, Kind, Members, Shape, depth};
use crate::orders::{flag, held, read_alone, spent};
use crate::policies::{assert_same_policy, is_policy};
use crate::refusal::assert_problem;
use crate::texts::{amount, canonical_of, is_asset, is_budget, is_owner, is_player, is_text};

/// Beyond this the reader gives up, and what it says depends on how deep it already was.
pub(crate) const DEPTH_COMPARED: usize = 100;

const TOP_UP: Shape = &[
    ("owner", Kind::Text),
    ("asset", Kind::Text),
    ("amount", Kind::Raw),
    ("payment_ref", Kind::MaybeText),
    ("description", Kind::MaybeText),
    ("metadata", Kind::MaybeObject),
];
const BONUS: Shape = &[
    ("owner", Kind::Text),
    ("asset", Kind::Text),
    ("amount", Kind::Raw),
    ("reason", Kind::MaybeText),
    ("source", Kind::MaybeText),
    ("description", Kind::MaybeText),
    ("metadata", Kind::MaybeObject),
];
const SPEND: Shape = &[
    ("owner", Kind::Text),
    ("asset", Kind::Text),
    ("amount", Kind::Raw),
    ("as_much_as", Kind::Flag),
    ("sink", Kind::MaybeText),
    ("description", Kind::MaybeText),
    ("metadata", Kind::MaybeObject),
];
const MINT: Shape = &[("asset", Kind::Text), ("amount", Kind::Raw), ("description", Kind::MaybeText)];
const SEED_TOP_UP: Shape =
    &[("userId", Kind::Text), ("assetCode", Kind::Text), ("amount", Kind::Raw), ("paymentRef", Kind::MaybeText)];
const SEED_BONUS: Shape =
    &[("userId", Kind::Text), ("assetCode", Kind::Text), ("amount", Kind::Raw), ("reason", Kind::MaybeText)];
const SEED_SPEND: Shape =
    &[("userId", Kind::Text), ("assetCode", Kind::Text), ("amount", Kind::Raw), ("description", Kind::MaybeText)];
const ASSET: Shape = &[
    ("code", Kind::Text),
    ("name", Kind::Text),
    ("description", Kind::MaybeText),
    ("policy", Kind::MaybeRaw),
    ("allow_cycle", Kind::Flag),
];
const OPENING: Shape = &[("owner", Kind::Text), ("asset", Kind::Text)];

pub(crate) fn top_up(bytes: &[u8]) {
    single(read::<TopUpRequest>, Flow::TopUp, TOP_UP, bytes);
}

pub(crate) fn bonus(bytes: &[u8]) {
    single(read::<BonusRequest>, Flow::Bonus, BONUS, bytes);
}

pub(crate) fn spend(bytes: &[u8]) {
    single(read::<SpendRequest>, Flow::Spend, SPEND, bytes);
}

pub(crate) fn mint(bytes: &[u8]) {
    single(read::<MintRequest>, Flow::Mint, MINT, bytes);
}

pub(crate) fn seed_top_up(bytes: &[u8]) {
    single(read::<OriginalTopUp>, Flow::TopUp, SEED_TOP_UP, bytes);
}

pub(crate) fn seed_bonus(bytes: &[u8]) {
    single(read::<OriginalBonus>, Flow::Bonus, SEED_BONUS, bytes);
}

pub(crate) fn seed_spend(bytes: &[u8]) {
    single(read::<OriginalSpend>, Flow::Spend, SEED_SPEND, bytes);
}

pub(crate) fn key() -> IdempotencyKey {
    IdempotencyKey::new("k").expect("a key")
}

/// As the routes do it.
fn read<T: FlowRequest>(bytes: &[u8]) -> Result<Command, Problem> {
    parse_body::<T>(bytes)?.into_command(key())
}

/// A body that is one command.
fn single(read: fn(&[u8]) -> Result<Command, Problem>, flow: Flow, shape: Shape, bytes: &[u8]) {
    let parse = read;
    let read = parse(bytes);
    if depth(bytes) > DEPTH_COMPARED {
        assert!(read.is_err());
        return;
    }
    let wanted = Members::of(bytes).and_then(|members| members.fit(shape));
    let wanted = wanted.as_ref().and_then(|fields| command(flow, key(), fields));
    agree(&read, wanted.as_ref());
    if let Ok(command) = read {
        assert_answer(&command);
        let rendered = render(&command, shape);
        assert_eq!(parse(rendered.as_bytes()).expect("its own rendering"), command, "{rendered}");
    }
}

/// The command that fields make, by the definitions of `texts`.
fn command(flow: Flow, key: IdempotencyKey, fields: &Fields) -> Option<Command> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let is_seed = fields.contains_key("userId");
    // The seed's clients send an empty field for none.
    let filled = |text: &&str| !is_seed || !text.trim().is_empty();
    let owner = text("owner").or_else(|| text("userId"));
    let owner = match flow {
        Flow::Mint => OwnerId::treasury().clone(),
        _ => owner.filter(|owner| is_player(owner)).map(|owner| OwnerId::new(owner).expect("an owner"))?,
    };
    let asset = text("asset").or_else(|| text("assetCode")).filter(|asset| is_asset(asset))?;
    let amount = amount(text("amount")?)?;
    let references = ["payment_ref", "paymentRef", "reason"];
    let reference = references.into_iter().find_map(text).filter(filled);
    if reference.is_some_and(|text| !is_text(text, 255)) {
        return None;
    }
    let description = text("description").filter(filled);
    if description.is_some_and(|text| !is_text(text, 500)) {
        return None;
    }
    let metadata = match fields.get("metadata").and_then(Value::as_str) {
        Some(object) => Some(canonical_of(object)?),
        None => None,
    };
    let details = Details {
        reference: reference.map(|text| Reference::new(text).expect("a reference")),
        description: description.map(|text| Description::new(text).expect("a description")),
        metadata: metadata.map(|text| Metadata::parse(&text).expect("metadata")),
    };
    let (asset, amount) = (AssetCode::new(asset).expect("an asset"), Amount::new(amount).expect("an amount"));
    let command = Command::new(flow, key, owner, asset, amount, details).expect("an owner who may");
    let command = if flag(fields, "as_much_as") { command.as_much_as().expect("a spend") } else { command };
    match text("source").or_else(|| text("sink")) {
        None => Some(command),
        Some(budget) if is_budget(budget) => {
            Some(command.through(OwnerId::new(budget).expect("an owner")).expect("a budget"))
        }
        Some(_) => None,
    }
}

/// Both read the same, or both refuse.
pub(crate) fn agree<T: PartialEq + std::fmt::Debug>(read: &Result<T, Problem>, wanted: Option<&T>) {
    match (read, wanted) {
        (Ok(read), Some(wanted)) => assert_eq!(read, wanted),
        (Err(problem), None) => _ = assert_problem(problem),
        _ => panic!("read as {read:?}, to be read as {wanted:?}"),
    }
}

/// The body that asks for this command.
fn render(command: &Command, shape: Shape) -> String {
    let details = command.details();
    let mut body = serde_json::Map::new();
    for (name, _) in shape {
        let value = match *name {
            "owner" | "userId" => Some(command.owner().as_str().into()),
            "asset" | "assetCode" => Some(command.asset().as_str().into()),
            "amount" => Some(command.amount().minor().into()),
            "as_much_as" => Some(command.is_as_much_as().into()),
            "payment_ref" | "paymentRef" if command.flow() == Flow::TopUp => reference(details),
            "reason" if command.flow() == Flow::Bonus => reference(details),
            "source" if command.flow() == Flow::Bonus => command.via().map(|via| via.as_str().into()),
            "sink" if command.flow() == Flow::Spend => command.via().map(|via| via.as_str().into()),
            "description" => details.description.as_ref().map(|text| text.as_str().into()),
            "metadata" => details.metadata.as_ref().map(|it| serde_json::from_str(it.as_str()).expect("JSON")),
            _ => None,
        };
        body.extend(value.map(|value| ((*name).to_owned(), value)));
    }
    Value::Object(body).to_string()
}

fn reference(details: &Details) -> Option<Value> {
    details.reference.as_ref().map(|text| text.as_str().into())
}

/// What the command says comes back in its answer.
pub(crate) fn assert_answer(command: &Command) {
    let transaction = Transaction {
        command: command.clone(),
        created_at: Timestamp::from_micros(1_732_500_000_000_000),
        result: Err(Rejection::SameWallet),
    };
    let text = serde_json::to_string(&wire::Transaction::from(&transaction)).expect("an answer is JSON");
    let answer: Value = serde_json::from_str(&text).expect("an answer is JSON");
    let details = command.details();
    let metadata: Option<Value> =
        details.metadata.as_ref().map(|it| serde_json::from_str(it.as_str()).expect("canonical text is JSON"));
    assert_eq!(answer["id"], json!(command.id().to_string()));
    assert_eq!(answer["owner"], json!(command.owner().as_str()));
    assert_eq!(answer["asset"], json!(command.asset().as_str()));
    assert_eq!(answer["amount"], json!(command.amount().minor()));
    assert_eq!(answer["idempotency_key"], json!(command.key().as_str()));
    assert_eq!(answer["reference"], json!(details.reference.as_ref().map(Reference::as_str)));
    assert_eq!(answer["description"], json!(details.description.as_ref().map(Description::as_str)));
    assert_eq!(answer["metadata"], json!(metadata));
    assert_eq!((&answer["status"], &answer["problem"]["code"]), (&json!("rejected"), &json!("same_wallet")));
}

/// A batch: refused as a whole, or each command by itself, just as the flow's own route reads it.
pub(crate) fn batch(bytes: &[u8]) {
    let read = parse_body::<BatchRequest>(bytes).and_then(BatchRequest::into_commands);
    if depth(bytes) > DEPTH_COMPARED {
        return;
    }
    let items = Members::of(bytes).and_then(|members| members.into_items("commands"));
    let wanted = items.and_then(|items| items.iter().map(|item| alone(item)).collect::<Option<Vec<_>>>());
    match (read, wanted.filter(|wanted| (1..=10_000).contains(&wanted.len()))) {
        (Ok(commands), Some(wanted)) => {
            assert_eq!(commands.len(), wanted.len());
            for (command, (flow, wanted)) in commands.into_iter().zip(wanted) {
                assert_eq!(command.flow(), flow);
                let read = into_command(command);
                match (&read, &wanted) {
                    (Err(problem), Err(wanted)) => assert_eq!(assert_problem(problem), assert_problem(wanted)),
                    _ => agree(&read, wanted.as_ref().ok()),
                }
            }
        }
        (Err(problem), None) => _ = assert_problem(&problem),
        (read, wanted) => panic!("read as {read:?}, to be read as {wanted:?}"),
    }
}

fn into_command(command: BatchCommand) -> Result<Command, Problem> {
    let (held, spent) = (held(), spent());
    command.into_command(|_, kind| Ok(if kind == Earlier::Hold { &held } else { &spent }))
}

/// What a command of a batch is by itself: its flow, and the command that the flow's own route makes of the other members.
/// None if it cannot be read.
fn alone(item: &RawValue) -> Option<(Option<Flow>, Result<Command, Problem>)> {
    let Members(mut members) = Members::of(item.get().as_bytes())?;
    let mut take = |name: &str| -> Option<String> {
        let (taken, others): (Vec<_>, Vec<_>) = std::mem::take(&mut members).into_iter().partition(|it| it.0 == name);
        members = others;
        let [(_, raw)] = taken.as_slice() else { return None };
        serde_json::from_str(raw.get()).ok()
    };
    let (flow, key) = (take("flow")?, take("idempotency_key")?);
    let flow = flow.parse().ok().filter(|flow| *flow != Flow::Expire);
    let about = match flow {
        Some(Flow::Capture | Flow::Release) => Some(("hold", Code::HoldNotFound)),
        Some(Flow::Reversal) => Some(("reverses", Code::TransactionNotFound)),
        _ => None,
    };
    let about = match about {
        Some((name, code)) => Some((take(name)?, code)),
        None => None,
    };
    let may_be_null = ["owner", "payment_ref", "reason", "source", "sink", "description", "metadata"];
    members.retain(|(name, value)| value.get() != "null" || !may_be_null.contains(&name.as_str()));
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{}:{}", json!(name), value.get())).collect();
    let body = format!("{{{}}}", members.join(","));
    let key = IdempotencyKey::new(&key).map_err(Problem::from);
    let about = about.map(|(id, code)| uuid::Uuid::try_parse(&id).map_err(|_| Problem::new(code, "no id")).map(|_| ()));
    let key = key.and_then(|key| about.unwrap_or(Ok(())).map(|()| key));
    let body = body.as_bytes();
    let command = match flow {
        None => Err(Problem::new(Code::InvalidFlow, "no flow")),
        Some(flow) => read_alone(flow, body, key)?,
    };
    Some((flow, command))
}

/// The items of a body that is one array of objects.
fn items(bytes: &[u8], name: &str, shape: Shape) -> Option<Vec<Fields>> {
    let items: Vec<Box<RawValue>> = Members::of(bytes)?.into_items(name)?;
    let fields: Option<Vec<Fields>> = items.iter().map(|item| Members::of(item.get().as_bytes())?.fit(shape)).collect();
    fields.filter(|fields| (1..=10_000).contains(&fields.len()))
}

/// Wallets to open: refused as a whole, or each name by itself.
pub(crate) fn openings(bytes: &[u8]) {
    let read = parse_body::<OpenWalletsRequest>(bytes).and_then(OpenWalletsRequest::into_wallets);
    if depth(bytes) > DEPTH_COMPARED {
        assert!(read.is_err());
        return;
    }
    match (read, items(bytes, "wallets", OPENING)) {
        (Ok(wallets), Some(wanted)) => {
            assert_eq!(wallets.len(), wanted.len());
            for (wallet, fields) in wallets.into_iter().zip(wanted) {
                let text = |name: &str| fields[name].as_str().expect("a text");
                let fits = is_owner(text("owner")) && is_player(text("owner")) && is_asset(text("asset"));
                let wanted = fits.then(|| {
                    (OwnerId::new(text("owner")).expect("an owner"), AssetCode::new(text("asset")).expect("an asset"))
                });
                agree(&wallet.into_name(), wanted.as_ref());
            }
        }
        (Err(problem), None) => _ = assert_problem(&problem),
        (read, wanted) => panic!("read as {read:?}, to be read as {wanted:?}"),
    }
}

/// A new asset.
pub(crate) fn asset(bytes: &[u8]) {
    let read = parse_body::<CreateAssetRequest>(bytes).and_then(CreateAssetRequest::into_asset);
    if depth(bytes) > DEPTH_COMPARED {
        assert!(read.is_err());
        return;
    }
    let wanted = Members::of(bytes).and_then(|members| members.fit(ASSET)).filter(|fields| {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        text("code").is_some_and(is_asset)
            && text("name").is_some_and(|name| is_text(name, 100))
            && text("description").is_none_or(|text| is_text(text, 500))
            && text("policy").is_none_or(is_policy)
    });
    match (read, wanted) {
        (Ok(asset), Some(fields)) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            assert_eq!(text("code"), Some(asset.code.as_str()));
            assert_eq!(text("name"), Some(asset.name.as_str()));
            assert_eq!(text("description"), asset.description.as_ref().map(Description::as_str));
            assert_same_policy(&asset.policy, text("policy"));
        }
        (Err(problem), None) => _ = assert_problem(&problem),
        (read, wanted) => panic!("read as {read:?}, to be read as {wanted:?}"),
    }
}
