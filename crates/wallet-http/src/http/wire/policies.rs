//! Requests and answers about what operators change beside the ledger: assets with their policies, wallets' statuses.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{
    AssetChange, AssetCode, AssetRefusal, Block, Description, InvalidPolicy, Name, OwnerId, Policy, PolicyChange,
    RateCycles, Rejection, StatusChange, Timestamp,
};

use super::JsonText;
use super::object::Patched;
use super::requests::{Text, parse_description, unprintable};
use crate::http::extract::{QUOTE_CHARS_MAX, cut};
use crate::http::problem::{Code, Problem};
use crate::toml_error::in_our_words;

/// What is allowed with an asset. A member that is not there is as if nobody had said anything about it.
///
/// It stands for [`domain::Policy`], which is what is read and written, in the document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Policy)]
#[expect(dead_code, reason = "it is the domain's type that is read and written")]
pub struct PolicySchema {
    /// Whether players may give it to each other.
    transferable: Option<bool>,
    /// The most that a player's wallet is filled to by bonuses, purchases, conversions and gifts. Top-ups and what is given
    /// back are never stopped by it.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    max_balance: Option<u64>,
    /// What happens to a bonus that does not fit: `reject`, or `clip` to what does.
    #[schema(pattern = "^(reject|clip)$")]
    over_max: Option<String>,
    /// What it can be converted to.
    #[schema(max_items = 50)]
    rates: Option<Vec<RateSchema>>,
    /// How much of it a player may move, and how often.
    #[schema(max_items = 20)]
    limits: Option<Vec<LimitSchema>>,
    /// Whether a player's first credit opens the wallet. Gifts and conversions do not.
    opens_on_credit: Option<bool>,
    /// Whether a gift or a conversion opens the wallet that it credits.
    gifts_open_wallets: Option<bool>,
    /// What a player is given, once, before the first credit of a wallet without entries. Never before a gift or a conversion.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    starting_balance: Option<u64>,
    /// How much of each credit repays what the player owes, in percent, rounded up: all of it if it is not given.
    #[schema(maximum = 100)]
    debt_repayment_percent: Option<u8>,
    /// How often a top-up may name one `payment_ref`: `once` in the whole ledger, if it is not given, or `free`.
    #[schema(pattern = "^(once|free)$")]
    payment_ref: Option<String>,
}

/// So many minor units received for so many paid; what is received is rounded down, and no more is paid than that costs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rate)]
#[expect(dead_code, reason = "it is the domain's type that is read and written")]
pub struct RateSchema {
    /// What is received.
    #[schema(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "DIAMONDS")]
    to: String,
    /// So much of the policy's asset ...
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 100)]
    pay: u64,
    /// ... for so much of the other.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    receive: u64,
}

/// How much of an asset a player may move by a flow within a period, or how often, or both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Limit)]
#[expect(dead_code, reason = "it is the domain's type that is read and written")]
pub struct LimitSchema {
    /// Of which flow.
    #[schema(pattern = "^(top_up|bonus|spend|hold|capture|purchase|gift|conversion)$", example = "bonus")]
    flow: String,
    /// `day`, `week` (from Monday) or `month`.
    #[schema(pattern = "^(day|week|month)$", example = "day")]
    per: String,
    /// Whose days: a name of the IANA database, and UTC if it is not given.
    #[schema(required = false, example = "Europe/Berlin")]
    time_zone: String,
    /// How often.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    max_count: Option<u64>,
    /// How much, in minor units.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 500)]
    max_amount: Option<u64>,
    /// Whether what is taken back within the period counts no more towards how much; `false` if it is not given. How often stays.
    #[schema(required = false)]
    reversals_give_back: bool,
}

impl From<InvalidPolicy> for Problem {
    fn from(error: InvalidPolicy) -> Self {
        // It may quote what nobody can be expected to read.
        let text = cut(&in_our_words(&error.to_string()), QUOTE_CHARS_MAX);
        Self::new(Code::InvalidPolicy, format!("The policy is not valid: {}.", text.trim_end_matches('.')))
    }
}

/// `PATCH /v1/assets/{code}`: what is to be changed, as RFC 7396 says it: what is not named stays, and null takes away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAssetRequest<'a> {
    /// For people.
    #[serde(borrow, default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    name: Patched<Text<'a>>,
    /// What it is for; null takes it away.
    #[serde(borrow, default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Patched<Text<'a>>,
    /// The policy's members that change; a member that is null goes back to its default, and so do all if it is null itself.
    #[serde(default, deserialize_with = "super::object::patched_members")]
    #[schema(value_type = Option<PolicySchema>)]
    policy: Patched<Map<String, Value>>,
    /// Whether rates may pay in a circle.
    #[serde(default)]
    #[schema(default = false)]
    allow_cycle: bool,
    /// Why, for the list of changes.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    reason: Option<Text<'a>>,
}

impl ChangeAssetRequest<'_> {
    /// What changes of an asset, and why.
    pub fn into_change(self) -> Result<(AssetChange, Option<Description>), Problem> {
        let name = match self.name {
            Patched::Absent => None,
            Patched::Null => return Err(Problem::new(Code::InvalidName, "An asset has a name: it cannot be null.")),
            Patched::Value(text) => Some(Name::new(&text.0)),
        };
        let description = match self.description {
            Patched::Absent => None,
            Patched::Null => Some(None),
            Patched::Value(text) => Some(Some(parse_description(&text)?)),
        };
        let policy = match self.policy {
            Patched::Absent => None,
            Patched::Null => Some(PolicyChange::Whole(Policy::default())),
            Patched::Value(members) => Some(PolicyChange::members(members)?),
        };
        let change = AssetChange {
            name: name.transpose().map_err(|error| unprintable(Code::InvalidName, "name", error.max))?,
            description,
            policy,
            cycles: cycles(self.allow_cycle),
            only_if: None,
        };
        Ok((change, reason(self.reason)?))
    }
}

pub(super) fn cycles(are_allowed: bool) -> RateCycles {
    if are_allowed { RateCycles::Allow } else { RateCycles::Refuse }
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

fn reason(text: Option<Text<'_>>) -> Result<Option<Description>, Problem> {
    let parsed = text.map(|text| Description::new(&text.0)).transpose();
    parsed.map_err(|error| unprintable(Code::InvalidDescription, "reason", error.max))
}

/// `POST /v1/wallets/{owner}/{asset}/freeze`: which side is stopped, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeRequest<'a> {
    /// `debits`, `credits` or `all`, which it is if it is not given.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, pattern = "^(debits|credits|all)$", example = "debits")]
    block: Option<Text<'a>>,
    /// Why, for the list of changes.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "charged back")]
    reason: Option<Text<'a>>,
}

impl FreezeRequest<'_> {
    /// What is to become of the wallet, and why.
    pub fn into_change(self) -> Result<(StatusChange, Option<Description>), Problem> {
        let block = match self.block.as_ref().map(|text| &*text.0) {
            None | Some("all") => Block::All,
            Some("debits") => Block::Debits,
            Some("credits") => Block::Credits,
            Some(_) => return Err(Problem::new(Code::MalformedBody, "block must be debits, credits or all.")),
        };
        Ok((StatusChange::Freeze(block), reason(self.reason)?))
    }
}

/// `POST /v1/wallets/{owner}/{asset}/unfreeze`, `close` and `reopen`: why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonRequest<'a> {
    /// Why, for the list of changes.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500,
             pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "settled")]
    reason: Option<Text<'a>>,
}

impl ReasonRequest<'_> {
    /// The wallet is to take part again, and why.
    pub fn into_unfreezing(self) -> Result<(StatusChange, Option<Description>), Problem> {
        Ok((StatusChange::Unfreeze, reason(self.reason)?))
    }

    /// The wallet is to end, and why.
    pub fn into_closing(self) -> Result<(StatusChange, Option<Description>), Problem> {
        Ok((StatusChange::Close, reason(self.reason)?))
    }

    /// The wallet is to be opened again, and why.
    pub fn into_reopening(self) -> Result<(StatusChange, Option<Description>), Problem> {
        Ok((StatusChange::Reopen, reason(self.reason)?))
    }
}

/// A page of what operators have changed, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes<'a> {
    /// The changes.
    pub data: Vec<Change<'a>>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// Something that an operator has changed beside the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change<'a> {
    /// Later ones have higher numbers.
    #[schema(example = 7)]
    number: i64,
    /// When.
    #[serde(serialize_with = "super::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `key` and the id of an API key; `anyone` if none was sent; `wallet`, the service itself.
    #[schema(example = "key 0a1b2c3d4e5f")]
    actor: &'a str,
    /// `create_asset`, `change_asset`, `freeze`, `unfreeze`, `close` or `reopen`.
    #[schema(example = "freeze")]
    action: &'static str,
    /// Whose wallet, if it is about one.
    owner: Option<&'a str>,
    /// Which asset, or the wallet of which.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Why.
    reason: Option<&'a str>,
    /// The changed members with their values before, null where there was no value; null if this change created it.
    #[schema(value_type = Option<Object>)]
    before: Option<JsonText<'a>>,
    /// The same members with their values after, null where a value was removed; all members if this change created it.
    #[schema(value_type = Object)]
    after: JsonText<'a>,
}

impl<'a> From<&'a domain::ChangeRecord> for Change<'a> {
    fn from(record: &'a domain::ChangeRecord) -> Self {
        let domain::ChangeRecord { number, at, note, change } = record;
        Self {
            number: *number,
            at: *at,
            actor: note.actor.as_str(),
            action: change.action.name(),
            owner: change.owner.as_ref().map(OwnerId::as_str),
            asset: AssetCode::as_str(&change.asset),
            reason: note.reason.as_ref().map(Description::as_str),
            before: change.before.as_deref().map(JsonText),
            after: JsonText(&change.after),
        }
    }
}
