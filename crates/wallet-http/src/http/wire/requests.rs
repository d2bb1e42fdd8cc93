//! Requests of `/v1`, and how they become commands.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use wallet_domain::InvalidAmount;
use wallet_domain::{
    Amount, Asset, AssetCode, Command, Description, Details, Flow, IdempotencyKey, InvalidMetadata, Metadata, Name,
    OwnerId, Policy, RateCycles, Reference,
};

use super::policies::{PolicySchema, cycles};
use crate::http::problem::{Code, Problem};

/// The most commands that a batch may hold.
pub const BATCH_COMMANDS_MAX: usize = 10_000;

/// A body that becomes a command under the key in the header.
pub trait KeyedRequest<'a>: Deserialize<'a> {
    /// The command, or what is wrong with a value.
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem>;
}

/// A text, borrowed from the body where it holds no escapes.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// An amount as it was written. Kept raw so that it is judged by its digits: `1e3`, `1.0` and `"1"` are no amounts.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct RawAmount<'a>(#[serde(borrow)] &'a RawValue);

impl RawAmount<'_> {
    pub(crate) fn parse(&self) -> Result<Amount, Problem> {
        let minor = self.0.get().parse::<u64>().map_err(|_| InvalidAmount)?;
        Ok(Amount::new(minor)?)
    }
}

/// Metadata, or what is wrong with its values. What is no object, or has a member twice, is no body at all.
#[derive(Debug)]
pub(crate) struct RawMetadata(Result<Metadata, InvalidMetadata>);

impl<'de> Deserialize<'de> for RawMetadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Metadata::parse(<&RawValue>::deserialize(deserializer)?.get()) {
            Err(error) if Code::of_metadata(&error) == Code::MalformedBody => {
                Err(D::Error::custom(error.to_string().trim_end_matches('.')))
            }
            read => Ok(Self(read)),
        }
    }
}

/// What a caller attaches, each with the name of its field.
#[derive(Debug, Default)]
pub(crate) struct RawDetails<'a> {
    pub(crate) reference: Option<(&'static str, Text<'a>)>,
    pub(crate) description: Option<Text<'a>>,
    pub(crate) metadata: Option<RawMetadata>,
}

impl RawDetails<'_> {
    pub(crate) fn parse(self) -> Result<Details, Problem> {
        let reference = self.reference.map(|(field, text)| parse_reference(field, &text)).transpose()?;
        let description = self.description.map(|text| parse_description(&text)).transpose()?;
        let metadata = self.metadata.map(|RawMetadata(metadata)| metadata).transpose()?;
        Ok(Details { reference, description, metadata })
    }
}

fn parse_reference(field: &str, text: &Text<'_>) -> Result<Reference, Problem> {
    Reference::new(&text.0).map_err(|error| unprintable(Code::InvalidReference, field, error.max))
}

pub(super) fn parse_description(text: &Text<'_>) -> Result<Description, Problem> {
    Description::new(&text.0).map_err(|error| unprintable(Code::InvalidDescription, "description", error.max))
}

pub(super) fn unprintable(code: Code, field: &str, chars_max: usize) -> Problem {
    Problem::new(code, format!("{field} must be 1 to {chars_max} characters without control characters."))
}

/// `POST /v1/top-ups`: credits that a player bought with real money, paid elsewhere.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopUpRequest<'a> {
    /// Who receives.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    owner: Text<'a>,
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 100)]
    amount: RawAmount<'a>,
    /// The payment that it was bought with.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "pay_8271")]
    payment_ref: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> KeyedRequest<'a> for TopUpRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let reference = self.payment_ref.map(|text| ("payment_ref", text));
        let details = RawDetails { reference, description: self.description, metadata: self.metadata };
        player_command(Flow::TopUp, key, &self.owner, &self.asset, &self.amount, details)
    }
}

/// `POST /v1/bonuses`: free credits, such as a referral's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BonusRequest<'a> {
    /// Who receives.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    owner: Text<'a>,
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 50)]
    amount: RawAmount<'a>,
    /// Why it is given.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "referral")]
    reason: Option<Text<'a>>,
    /// The budget that it is paid from instead of the treasury.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, pattern = "^system:[a-z0-9_]{1,50}$", example = "system:event_summer")]
    source: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> KeyedRequest<'a> for BonusRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let reference = self.reason.map(|text| ("reason", text));
        let details = RawDetails { reference, description: self.description, metadata: self.metadata };
        through(player_command(Flow::Bonus, key, &self.owner, &self.asset, &self.amount, details)?, self.source)
    }
}

/// `POST /v1/spends`: what a player buys in the application.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpendRequest<'a> {
    /// Who pays.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    owner: Text<'a>,
    /// With which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 30)]
    amount: RawAmount<'a>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "a sword")]
    description: Option<Text<'a>>,
    /// The operator's own wallet that it is paid to instead of revenue.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, pattern = "^system:[a-z0-9_]{1,50}$", example = "system:shop_hats")]
    sink: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl<'a> KeyedRequest<'a> for SpendRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let details = RawDetails { reference: None, description: self.description, metadata: self.metadata };
        through(player_command(Flow::Spend, key, &self.owner, &self.asset, &self.amount, details)?, self.sink)
    }
}

/// `POST /v1/mints`: supply for the treasury.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MintRequest<'a> {
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 100_000)]
    amount: RawAmount<'a>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
}

impl<'a> KeyedRequest<'a> for MintRequest<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let details = RawDetails { description: self.description, ..RawDetails::default() }.parse()?;
        let asset = AssetCode::new(&self.asset.0)?;
        Ok(Command::new(Flow::Mint, key, OwnerId::treasury().clone(), asset, self.amount.parse()?, details)?)
    }
}

/// The command with an operator's own wallet for the treasury's or revenue's, if one is named.
fn through(command: Command, budget: Option<Text<'_>>) -> Result<Command, Problem> {
    match budget {
        Some(budget) => Ok(command.through(OwnerId::budget(&budget.0)?)?),
        None => Ok(command),
    }
}

/// A command of a player, parsed in the order in which its fields stand.
pub(crate) fn player_command(
    flow: Flow,
    key: IdempotencyKey,
    owner: &Text<'_>,
    asset: &Text<'_>,
    amount: &RawAmount<'_>,
    details: RawDetails<'_>,
) -> Result<Command, Problem> {
    let owner = OwnerId::player(&owner.0)?;
    Ok(Command::new(flow, key, owner, AssetCode::new(&asset.0)?, amount.parse()?, details.parse()?)?)
}

/// `POST /v1/batches`: many commands, each atomic by itself or all together, decided in their order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest<'a> {
    /// 1 to 10,000 of them.
    #[serde(borrow, deserialize_with = "super::object::objects")]
    #[schema(min_items = 1, max_items = 10_000)]
    commands: Vec<BatchCommand<'a>>,
    /// All of them or none: the first that is refused undoes the batch.
    #[serde(default)]
    #[schema(default = false)]
    pub(crate) atomic: bool,
}

impl<'a> BatchRequest<'a> {
    /// The commands, if there are as many as a batch may hold.
    pub fn into_commands(self) -> Result<Vec<BatchCommand<'a>>, Problem> {
        match self.commands.len() {
            0 => Err(Problem::new(Code::MalformedBody, "commands must hold at least one command.")),
            1..=BATCH_COMMANDS_MAX => Ok(self.commands),
            count => {
                let detail = format!("A batch may hold {BATCH_COMMANDS_MAX} commands and this one holds {count}.");
                Err(Problem::new(Code::TooManyCommands, detail))
            }
        }
    }
}

/// One command of a batch, with its own key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchCommand<'a> {
    /// The business reason.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^(mint|top_up|bonus|spend)$", example = "bonus")]
    flow: Text<'a>,
    /// A new one for each thing to be done, the same one for each retry of it.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    idempotency_key: Text<'a>,
    /// Whose command it is. A mint is `system:treasury`'s, named or not.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "user_001")]
    owner: Option<Text<'a>>,
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 30)]
    amount: RawAmount<'a>,
    /// A top_up's payment.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    payment_ref: Option<Text<'a>>,
    /// Why a bonus is given.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    reason: Option<Text<'a>>,
    /// The budget that a bonus is paid from instead of the treasury.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, pattern = "^system:[a-z0-9_]{1,50}$")]
    source: Option<Text<'a>>,
    /// The operator's own wallet that a spend is paid to instead of revenue.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, pattern = "^system:[a-z0-9_]{1,50}$")]
    sink: Option<Text<'a>>,
    /// What it is for, for people.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// Anything else: at most 4 KiB and 8 levels deep. Not for a mint.
    #[schema(value_type = Option<Object>)]
    metadata: Option<RawMetadata>,
}

impl BatchCommand<'_> {
    /// Its flow, if there is one of that name.
    pub fn flow(&self) -> Option<Flow> {
        Flow::from_name(&self.flow.0).filter(|flow| flow.is_plain())
    }

    /// The command, or what is wrong with a value: its neighbours are carried out all the same.
    pub fn into_command(self) -> Result<Command, Problem> {
        let flow =
            self.flow().ok_or_else(|| Problem::new(Code::InvalidFlow, "flow must be mint, top_up, bonus or spend."))?;
        let key = IdempotencyKey::new(&self.idempotency_key.0)?;
        let reference = match (flow, self.payment_ref, self.reason) {
            (_, None, None) => None,
            (Flow::TopUp, Some(text), None) => Some(("payment_ref", text)),
            (Flow::Bonus, None, Some(text)) => Some(("reason", text)),
            _ => {
                let detail = "Only a top_up has a payment_ref, and only a bonus a reason.";
                return Err(Problem::new(Code::InvalidReference, detail));
            }
        };
        let budget = match (flow, self.source, self.sink) {
            (_, None, None) => None,
            (Flow::Bonus, Some(budget), None) | (Flow::Spend, None, Some(budget)) => Some(budget),
            _ => {
                let detail = "Only a bonus has a source, and only a spend a sink.";
                return Err(Problem::new(Code::InvalidOwner, detail));
            }
        };
        let details = RawDetails { reference, description: self.description, metadata: self.metadata };
        match (flow, self.owner) {
            (Flow::Mint, _) if details.metadata.is_some() => {
                Err(Problem::new(Code::InvalidMetadata, "A mint has no metadata."))
            }
            (Flow::Mint, owner) => {
                let owner = owner.map_or_else(|| Ok(OwnerId::treasury().clone()), |owner| OwnerId::new(&owner.0))?;
                let asset = AssetCode::new(&self.asset.0)?;
                Command::new(flow, key, owner, asset, self.amount.parse()?, details.parse()?).map_err(|_| {
                    Problem::new(Code::InvalidOwner, "A mint's owner is system:treasury; name it or leave it out.")
                })
            }
            (_, None) => Err(Problem::new(Code::InvalidOwner, format!("A {} needs an owner.", flow.name()))),
            (_, Some(owner)) => through(player_command(flow, key, &owner, &self.asset, &self.amount, details)?, budget),
        }
    }
}

/// `POST /v1/wallets/query`: whose wallets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalletsQuery<'a> {
    /// 1 to 1,000 owners; who is named twice is answered once.
    #[serde(borrow)]
    #[schema(value_type = Vec<OwnerName>, min_items = 1, max_items = 1000, example = json!(["user_001", "user_002"]))]
    owners: Vec<Text<'a>>,
}

/// An owner, in the document.
#[derive(Debug, ToSchema)]
#[schema(pattern = "^(system:debt:)?[!-~]{1,100}$", example = "user_001")]
#[expect(dead_code, reason = "it is the domain's type that is read")]
pub struct OwnerName(String);

impl WalletsQuery<'_> {
    /// The most owners.
    pub const OWNERS_MAX: usize = 1_000;

    /// The owners, each once, in their order.
    pub fn into_owners(self) -> Result<Vec<OwnerId>, Problem> {
        match self.owners.len() {
            0 => return Err(Problem::new(Code::MalformedBody, "owners must name at least one owner.")),
            1..=Self::OWNERS_MAX => {}
            count => {
                let detail = format!("owners may name {} owners and this names {count}.", Self::OWNERS_MAX);
                return Err(Problem::new(Code::TooManyWallets, detail));
            }
        }
        let mut known = HashSet::with_capacity(self.owners.len());
        let owners = self.owners.iter().filter(|text| known.insert(text.0.clone())).map(|text| OwnerId::new(&text.0));
        Ok(owners.collect::<Result<_, _>>()?)
    }
}

/// `POST /v1/assets`: a new asset.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAssetRequest<'a> {
    /// Unique, and never changed.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "EVENT_TOKENS")]
    code: Text<'a>,
    /// For people.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "Event tokens")]
    name: Text<'a>,
    /// What it is for.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
    /// What is allowed with it.
    #[serde(default, deserialize_with = "super::object::members")]
    #[schema(value_type = Option<PolicySchema>)]
    policy: Option<Map<String, Value>>,
    /// Whether rates may pay in a circle.
    #[serde(default)]
    #[schema(default = false)]
    allow_cycle: bool,
}

impl CreateAssetRequest<'_> {
    /// What is done where its rates would pay in a circle.
    pub fn cycles(&self) -> RateCycles {
        cycles(self.allow_cycle)
    }

    /// The asset, or what is wrong with a value.
    pub fn into_asset(self) -> Result<Asset, Problem> {
        Ok(Asset {
            code: AssetCode::new(&self.code.0)?,
            name: Name::new(&self.name.0).map_err(|error| unprintable(Code::InvalidName, "name", error.max))?,
            description: self.description.map(|text| parse_description(&text)).transpose()?,
            policy: Policy::default().merged(&self.policy.unwrap_or_default())?,
        })
    }
}
