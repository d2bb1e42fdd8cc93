//! The fields of requests: a type a field, with its parsing, its bounds, its schema and its example.
//!
//! A field that has the wrong JSON type spoils the body. A value that is not valid is kept with its problem until the
//! command is made ([`Field::get`]), so that the first field's problem comes first and a batch's other commands are
//! carried out. `request.rs` makes requests of fields.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::value::RawValue;
use utoipa::openapi::KnownFormat;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, SchemaFormat, Type};
use wallet_domain::webhook::{Payload, Secret, WebhookUrl, named_event};
use wallet_domain::{
    Amount, AssetCode, Block, Description, Details, EventCursor, IdempotencyKey, InvalidAmount, InvalidCommand,
    InvalidEventId, Metadata, Name, NoteText, OnShortfall, OwnerId, Reference, Share, TransactionId,
};
use wallet_service::webhook_admin::StartAt;
use wallet_webhooks::secret;

use crate::http::problem::{Code, Problem};

/// A text, borrowed from the body where it holds no escapes.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A kind of field.
pub(super) trait Kind: 'static {
    /// What it is once it was parsed.
    type Value: fmt::Debug;
    /// What the document says of it, where a request has no words of its own.
    const SAYS: &'static str = "";
    /// The same of its example.
    const EXAMPLE: Option<&'static str> = None;
    /// The set of `names` that it is of, if it is.
    const NAMES: Option<&'static str> = None;

    /// Reads a value, or what is wrong with it. An error is for what is no such field at all.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self::Value, Problem>, D::Error>;

    /// Its bounds.
    fn schema() -> ObjectBuilder;
}

/// A field: its value, or what is wrong with it.
pub(super) struct Field<K: Kind>(Result<K::Value, Box<Problem>>);

impl<K: Kind> Field<K> {
    /// The value.
    pub(super) fn get(self) -> Result<K::Value, Problem> {
        self.0.map_err(|problem| *problem)
    }
}

impl<K: Kind> fmt::Debug for Field<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Field<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(K::read(deserializer)?.map_err(Box::new)))
    }
}

/// The value of a field that may be left out.
pub(super) fn optional<K: Kind>(field: Option<Field<K>>) -> Result<Option<K::Value>, Problem> {
    field.map(Field::get).transpose()
}

/// What a caller attaches to a command, in the order in which it is judged.
pub(super) fn details<R: Kind<Value = Reference>, D: Kind<Value = Description>>(
    reference: Option<Field<R>>,
    description: Option<Field<D>>,
    metadata: Option<Field<Attached>>,
) -> Result<Details, Problem> {
    Ok(Details { reference: optional(reference)?, description: optional(description)?, metadata: optional(metadata)? })
}

/// A text field whose blank text is as good as none: the original service's clients send a form's empty fields so.
#[derive(Debug)]
pub(super) struct Blank<K: Kind>(pub(super) Option<Field<K>>);

impl<K: Kind> Default for Blank<K> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Blank<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<Text<'_>>::deserialize(deserializer)?.filter(|text| !text.0.trim().is_empty());
        let read = text.map(|Text(text)| Field::deserialize(serde::de::value::CowStrDeserializer::new(text)));
        read.transpose().map(Self)
    }
}

/// Kinds that are texts, each with its parsing and its schema.
macro_rules! texts {
    ($($(#[$doc:meta])* $kind:ident $(of $names:literal)? $(says $says:literal)?: $value:ty, $parse:expr, $schema:expr $(, $example:literal)?;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(super) struct $kind;

        impl Kind for $kind {
            type Value = $value;
            $(const SAYS: &'static str = $says;)?
            $(const NAMES: Option<&'static str> = Some($names);)?
            $(const EXAMPLE: Option<&'static str> = Some($example);)?

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<$value, Problem>, D::Error> {
                let parse: fn(&str) -> Result<$value, Problem> = $parse;
                Ok(parse(&Text::deserialize(deserializer)?.0))
            }

            fn schema() -> ObjectBuilder {
                $schema
            }
        }
    )*};
}

texts! {
    /// A player.
    Player: OwnerId, |text| Ok(OwnerId::player(text)?), bounded(100, &format!("^{}$", other_than("system:"))), "user_001";
    /// Any owner whose wallets can be asked for.
    AnyOwner: OwnerId, |text| Ok(OwnerId::new(text)?), pattern("^(system:debt:)?[!-~]{1,100}$"), "user_001";
    /// An operator's own wallet that stands in for the treasury's or revenue's.
    Through: OwnerId, |text| Ok(OwnerId::budget(text)?), pattern("^system:[a-z0-9_]{1,50}$");
    /// An operator's own wallet.
    Budget: OwnerId, |text| Ok(OwnerId::budget(text)?),
        pattern("^system:[a-z0-9_]{1,50}$");
    /// The treasury, named where it goes without saying.
    Treasury: OwnerId, parse_treasury, pattern("^system:treasury$"), "system:treasury";
    /// An asset's code.
    Asset says "Of which asset.": AssetCode, |text| Ok(AssetCode::new(text)?), pattern("^[A-Z][A-Z0-9_]{0,49}$"), "GOLD_COINS";
    /// An idempotency key.
    Key says "A new one for each thing to be done, the same one for each retry of it.": IdempotencyKey, |text| Ok(IdempotencyKey::new(text)?), bounded(255, "^[!-~]+$");
    /// The id of a hold.
    HoldId: TransactionId, |text| parse_id(text, Code::HoldNotFound, "There is no hold with this id."), uuid();
    /// The id of a transaction.
    EarlierId: TransactionId, |text| parse_id(text, Code::TransactionNotFound, "There is no transaction with this id."),
        uuid();
    /// A payment's name elsewhere.
    PaymentRef: Reference, |text| reference(text, "payment_ref"), printable(255);
    /// A payment's name elsewhere, in a body of the original service.
    OriginalPaymentRef: Reference, |text| reference(text, "paymentRef"), printable(255);
    /// Why something is given or taken back.
    Reason: Reference, |text| reference(text, "reason"), printable(255);
    /// The caller's own handle.
    Handle says "The caller's own handle.": Reference, |text| reference(text, "reference"), printable(255);
    /// What is bought.
    Sku: Reference, |text| reference(text, "sku"), printable(255);
    /// What something is for, for people.
    Note says "What it is for, for people.": Description, |text| description(text, "description"), printable(500);
    /// Why an operator changes something.
    Why says "Why, for the list of changes.": Description, |text| description(text, "reason"), printable(500);
    /// What is kept about an owner.
    Noted says "What is to be kept, of one line or several.": NoteText,
        |text| NoteText::new(text).map_err(|error| Problem::new(Code::InvalidDescription, error.to_string())),
        bounded(NoteText::CHARS_MAX, r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$"), "Asked for a refund of the hat.";
    /// The name of an asset, for people.
    AssetName: Name, |text| Name::new(text).map_err(|error| unprintable(Code::InvalidName, "name", error.max)), printable(100);
    /// A share of a transaction.
    PartOf: Share, |text| Ok(Share::new(text)?), pattern("^[1-9][0-9]{0,15}/[1-9][0-9]{0,15}$"), "2/5";
    /// What a reversal does about what is no longer there.
    Shortfall of "OnShortfall": OnShortfall, parse_shortfall, pattern("");
    /// Where a webhook goes.
    HookUrl: WebhookUrl, |text| WebhookUrl::new(text).map_err(|error| Problem::new(Code::InvalidUrl, error.to_string())),
        bounded(WebhookUrl::CHARS_MAX, r#"^https?://[!"$-~]+$"#), "https://shop.example/hooks/wallet";
    /// What signs a webhook.
    HookSecret: Secret, |text| secret::parse(text).map_err(|error| Problem::new(Code::InvalidSecret, error.to_string())),
        pattern("^whsec_[A-Za-z0-9+/]{32,86}={0,2}$");
    /// How much of an event a webhook is sent.
    HookPayload of "WebhookPayload": Payload, parse_payload, pattern("");
    /// Where a webhook begins.
    HookStart: StartAt, |text| text.parse().map_err(bad_place),
        pattern(r"^(now|beginning|(0|[1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,8})(\.[0-9a-f]{8})?)$"), "now";
    /// An event, by its id or by that of a delivery.
    Place: EventCursor, |text| named_event(text).map_err(bad_place),
        pattern(r"^(gap\.)?(0|[1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,8})(\.([0-9a-f]{8}|[0-9a-f]{16}))?$"), "1.0";
    /// Which side of a wallet is stopped.
    Side of "Block": Block, parse_block, pattern("");
}

/// An amount in minor units, judged by its digits: `1e3`, `1.0` and `"1"` are no amounts.
#[derive(Debug)]
pub(super) struct Minor;

impl Kind for Minor {
    type Value = Amount;
    const SAYS: &'static str = "Minor units.";

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Amount, Problem>, D::Error> {
        let minor = <&RawValue>::deserialize(deserializer)?.get().parse::<u64>().map_err(|_| InvalidAmount);
        Ok(minor.and_then(Amount::new).map_err(Problem::from))
    }

    fn schema() -> ObjectBuilder {
        number(KnownFormat::Int64, 9_007_199_254_740_991_u64)
    }
}

/// The line of an alert, judged by its digits.
#[derive(Debug)]
pub(super) struct Line;

impl Kind for Line {
    type Value = i64;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<i64, Problem>, D::Error> {
        // What does not fit is refused as what no balance can cross.
        Ok(Ok(<&RawValue>::deserialize(deserializer)?.get().parse().unwrap_or(-1)))
    }

    fn schema() -> ObjectBuilder {
        number(KnownFormat::Int64, 9_007_199_254_740_991_u64)
    }
}

/// The same of an alert above it.
#[derive(Debug)]
pub(super) struct LineAbove;

impl Kind for LineAbove {
    type Value = i64;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<i64, Problem>, D::Error> {
        Line::read(deserializer)
    }

    fn schema() -> ObjectBuilder {
        number(KnownFormat::Int64, 9_007_199_254_740_990_u64).minimum(Some(0_u64))
    }
}

/// After how many seconds a hold is over, judged by its digits.
#[derive(Debug)]
pub(super) struct Seconds;

impl Kind for Seconds {
    type Value = u32;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<u32, Problem>, D::Error> {
        // What does not fit is refused as what is too long.
        Ok(<&RawValue>::deserialize(deserializer)?.get().parse().map_err(|_| InvalidCommand::HoldTime.into()))
    }

    fn schema() -> ObjectBuilder {
        number(KnownFormat::Int32, 604_800_u64)
    }
}

/// Metadata. What is no object, or has a member twice, spoils the body.
#[derive(Debug)]
pub(super) struct Attached;

impl Kind for Attached {
    type Value = Metadata;
    const SAYS: &'static str = "Anything else: at most 4 KiB and 8 levels deep.";

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Metadata, Problem>, D::Error> {
        match Metadata::parse(<&RawValue>::deserialize(deserializer)?.get()) {
            Err(error) if Code::of_metadata(&error) == Code::MalformedBody => {
                Err(D::Error::custom(error.to_string().trim_end_matches('.')))
            }
            read => Ok(read.map_err(Problem::from)),
        }
    }

    fn schema() -> ObjectBuilder {
        ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(AdditionalProperties::FreeForm(true)))
    }
}

fn parse_treasury(text: &str) -> Result<OwnerId, Problem> {
    let owner = OwnerId::new(text)?;
    let detail = "A mint's owner is system:treasury; name it or leave it out.";
    if owner == *OwnerId::treasury() { Ok(owner) } else { Err(Problem::new(Code::InvalidOwner, detail)) }
}

fn parse_shortfall(text: &str) -> Result<OnShortfall, Problem> {
    match text {
        "refuse" => Ok(OnShortfall::Refuse),
        "take_available" => Ok(OnShortfall::TakeAvailable),
        "debt" => Ok(OnShortfall::Debt),
        _ => Err(Problem::new(Code::MalformedBody, "on_shortfall must be refuse, take_available or debt.")),
    }
}

fn parse_block(text: &str) -> Result<Block, Problem> {
    match text {
        "all" => Ok(Block::All),
        "debits" => Ok(Block::Debits),
        "credits" => Ok(Block::Credits),
        _ => Err(Problem::new(Code::MalformedBody, "block must be debits, credits or all.")),
    }
}

fn parse_payload(text: &str) -> Result<Payload, Problem> {
    match text {
        "full" => Ok(Payload::Full),
        "thin" => Ok(Payload::Thin),
        _ => Err(Problem::new(Code::MalformedBody, "payload must be full or thin.")),
    }
}

fn bad_place(error: InvalidEventId) -> Problem {
    Problem::new(Code::InvalidCursor, error.to_string())
}

fn parse_id(text: &str, code: Code, detail: &'static str) -> Result<TransactionId, Problem> {
    uuid::Uuid::try_parse(text).map(TransactionId::from_uuid).map_err(|_| Problem::new(code, detail))
}

fn reference(text: &str, field: &str) -> Result<Reference, Problem> {
    Reference::new(text).map_err(|error| unprintable(Code::InvalidReference, field, error.max))
}

fn description(text: &str, field: &str) -> Result<Description, Problem> {
    Description::new(text).map_err(|error| unprintable(Code::InvalidDescription, field, error.max))
}

fn unprintable(code: Code, field: &str, chars_max: usize) -> Problem {
    Problem::new(code, format!("{field} must be 1 to {chars_max} characters without control characters."))
}

/// What the part of a path that has this name must be, where it is one that means the same in all of them; `is_operated`
/// if it names what an operator may change.
pub(crate) fn in_path(name: &str, is_operated: bool) -> Option<ObjectBuilder> {
    Some(match name {
        "owner" if is_operated => bounded(100, &format!("^({}|system:[a-z0-9_]{{1,50}})$", other_than("system:"))),
        "owner" | "userId" => AnyOwner::schema(),
        "asset" | "code" => Asset::schema(),
        "id" => uuid(),
        _ => return None,
    })
}

/// A pattern of visible characters, one or more, that do not begin with a word. It has no look-ahead, which generators and most engines
/// do not know: of each letter it says what else may stand there, and what may follow it.
fn other_than(word: &str) -> String {
    let rest = word.bytes().rev().fold(String::new(), |rest, letter| {
        let others = format!("[!-{}{}-~][!-~]*", char::from(letter - 1), char::from(letter + 1));
        if rest.is_empty() { format!("({others})?") } else { format!("({others}|{}{rest})?", char::from(letter)) }
    });
    // The first letter must be there.
    rest.trim_end_matches('?').to_owned()
}

pub(super) fn pattern(pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern))
}

fn bounded(chars_max: usize, of: &str) -> ObjectBuilder {
    pattern(of).min_length(Some(1)).max_length(Some(chars_max))
}

fn printable(chars_max: usize) -> ObjectBuilder {
    bounded(chars_max, r"^[^\u0000-\u001f\u007f-\u009f]*$")
}

fn uuid() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("uuid".to_owned())))
}

fn number(format: KnownFormat, max: u64) -> ObjectBuilder {
    let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(SchemaFormat::KnownFormat(format)));
    number.minimum(Some(1_u64)).maximum(Some(max))
}
