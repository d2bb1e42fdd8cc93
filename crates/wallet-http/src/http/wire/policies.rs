//! Requests that create and change assets, with their policies.

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use wallet_domain as domain;
use wallet_domain::{
    AssetChange, AssetRefusal, Description, InvalidPolicy, Policy, PolicyChange, RateCycles, Rejection,
};

use super::fields::{Asset, AssetName, Field, Minor, Note, Why, optional};
use super::names;
use super::object::{Objects, Patched};
use super::request::{OneOf, Property, describe, nullable};
use crate::http::extract::{QUOTE_CHARS_MAX, cut};
use crate::http::problem::{Code, Problem};
use crate::toml_error::in_our_words;

/// `POST /v1/assets`: a new asset.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAssetRequest {
    /// Unique, and never changed.
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "EVENT_TOKENS")]
    code: Field<Asset>,
    /// For people.
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "Event tokens")]
    name: Field<AssetName>,
    /// What it is for.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Field<Note>>,
    /// What is allowed with it.
    #[serde(default, deserialize_with = "super::object::members")]
    #[schema(value_type = Option<PolicySchema>)]
    policy: Option<Map<String, Value>>,
    /// Whether rates may pay in a circle; `false` if it is not given.
    #[serde(default)]
    #[schema(required = false)]
    allow_cycle: bool,
}

impl CreateAssetRequest {
    /// What is done where its rates would pay in a circle.
    pub fn cycles(&self) -> RateCycles {
        cycles(self.allow_cycle)
    }

    /// The asset, or what is wrong with a value.
    pub fn into_asset(self) -> Result<domain::Asset, Problem> {
        Ok(domain::Asset {
            code: self.code.get()?,
            name: self.name.get()?,
            description: optional(self.description)?,
            policy: Policy::default().merged(&self.policy.unwrap_or_default())?,
        })
    }
}

/// `PATCH /v1/assets/{code}`: what is to be changed, as RFC 7396 says it: what is not named stays, and null takes away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAssetRequest {
    /// For people.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    name: Patched<Field<AssetName>>,
    /// What it is for; null takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Patched<Field<Note>>,
    /// The policy's members that change; a member that is null goes back to its default, and so do all if it is null itself.
    #[serde(default, deserialize_with = "super::object::patched_members")]
    #[schema(value_type = Option<PolicySchema>)]
    policy: Patched<Map<String, Value>>,
    /// Whether rates may pay in a circle; `false` if it is not given.
    #[serde(default)]
    #[schema(required = false)]
    allow_cycle: bool,
    /// Why, for the list of changes.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    reason: Option<Field<Why>>,
}

impl ChangeAssetRequest {
    /// What changes of an asset, and why.
    pub fn into_change(self) -> Result<(AssetChange, Option<Description>), Problem> {
        let name = match self.name {
            Patched::Absent => None,
            Patched::Null => return Err(Problem::new(Code::InvalidName, "An asset has a name: it cannot be null.")),
            Patched::Value(name) => Some(name),
        };
        let description = self.description.read(Field::get)?;
        let policy = match self.policy {
            Patched::Absent => None,
            Patched::Null => Some(PolicyChange::Whole(Policy::default())),
            Patched::Value(members) => Some(PolicyChange::members(members)?),
        };
        let change =
            AssetChange { name: optional(name)?, description, policy, cycles: cycles(self.allow_cycle), only_if: None };
        Ok((change, optional(self.reason)?))
    }
}

fn cycles(are_allowed: bool) -> RateCycles {
    if are_allowed { RateCycles::Allow } else { RateCycles::Refuse }
}

impl From<InvalidPolicy> for Problem {
    fn from(error: InvalidPolicy) -> Self {
        // It may quote what nobody can be expected to read.
        let text = cut(&in_our_words(&error.to_string()), QUOTE_CHARS_MAX);
        Self::new(Code::InvalidPolicy, format!("The policy is not valid: {}.", text.trim_end_matches('.')))
    }
}

impl From<AssetRefusal> for Problem {
    fn from(refusal: AssetRefusal) -> Self {
        let code = match refusal {
            AssetRefusal::NotFound { asset } => return Self::of_read(&Rejection::AssetNotFound { asset }),
            AssetRefusal::Policy(error) => return error.into(),
            AssetRefusal::Changed { .. } => Code::AssetChanged,
            AssetRefusal::Cycle(_) => Code::RateCycle,
        };
        let cycle = match &refusal {
            AssetRefusal::Cycle(cycle) => cycle.assets(),
            _ => Vec::new(),
        };
        Self::new(code, refusal.to_string()).with_cycle(&cycle)
    }
}

/// The document's word for [`domain::Policy`], which is what is read and written.
#[derive(Debug)]
pub struct PolicySchema;

describe! {
    /// What is allowed with an asset. A member that is not there is as if nobody had said anything about it.
    PolicySchema as "Policy" {
        /// Whether players may give it to each other.
        transferable: Maybe,
        /// The most that a player's wallet is filled to by what is given or exchanged. Top-ups and what is given back are never
        /// stopped by it.
        max_balance: Option<Field<Minor>>,
        /// What happens to a bonus that does not fit: `reject`, or `clip` to what does.
        over_max: Option<OneOf<names::OverMax>>,
        /// What it can be converted to.
        rates: Option<Objects<RateSchema, 0, 50>>,
        /// How much of it a player may move, and how often.
        limits: Option<Objects<LimitSchema, 0, 20>>,
        /// Whether a player's first credit opens the wallet. What players do by themselves, such as a conversion, does not.
        opens_on_credit: Maybe,
        /// Whether what players do by themselves opens the wallet that it credits.
        gifts_open_wallets: Maybe,
        /// What a player is given, once, before the first credit of a wallet without entries. Never before what
        /// players do by themselves.
        starting_balance: Option<Field<Minor>>,
        /// How much of each credit repays what the player owes, in percent, rounded up: all of it if it is not given.
        debt_repayment_percent: Percent,
        /// How often a top-up may name one `payment_ref`: `once` in the whole ledger, if it is not given, or `free`.
        payment_ref: Option<OneOf<names::PaymentRule>>,
    }
}

/// The document's word for a rate of a policy.
#[derive(Debug)]
pub struct RateSchema;

describe! {
    /// So many minor units received for so many paid; what is received is rounded down, and no more is paid than that costs.
    RateSchema as "Rate" {
        /// What is received.
        to: Field<Asset> = "DIAMONDS",
        /// So much of the policy's asset ...
        pay: Field<Minor> = 100,
        /// ... for so much of the other.
        receive: Field<Minor> = 1,
    }
}

/// The document's word for a limit of a policy.
#[derive(Debug)]
pub struct LimitSchema;

describe! {
    /// How much of an asset a player may move by a flow within a period, or how often, or both.
    LimitSchema as "Limit" {
        /// Of which flow.
        flow: OneOf<names::LimitedFlow>,
        /// `day`, `week` (from Monday) or `month`.
        per: OneOf<names::Period>,
        /// Whose days: a name of the IANA database, and UTC if it is not given.
        time_zone: TimeZone = "Europe/Berlin",
        /// How often.
        max_count: Option<Field<Minor>>,
        /// How much, in minor units.
        max_amount: Option<Field<Minor>> = 500,
        /// Whether a reversal within the period gives its amount back to `max_amount`; `false` if it is not given. `max_count` stays used.
        reversals_give_back: GiveBack,
    }
}

/// Members that the domain reads by itself, each with whether it is required and its schema.
macro_rules! members {
    ($($member:ident: $is_required:literal, $schema:expr;)+) => {$(
        struct $member;

        impl Property for $member {
            const IS_REQUIRED: bool = $is_required;

            fn schema() -> RefOr<Schema> {
                Schema::Object($schema).into()
            }
        }
    )+};
}

members! {
    Maybe: false, nullable(Object::with_type(Type::Boolean));
    Percent: false, nullable(percent());
    TimeZone: false, Object::with_type(Type::String);
    GiveBack: false, Object::with_type(Type::Boolean);
}

fn percent() -> Object {
    let format = SchemaFormat::KnownFormat(KnownFormat::Int32);
    let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(format));
    number.minimum(Some(0_u32)).maximum(Some(100_u32)).build()
}
