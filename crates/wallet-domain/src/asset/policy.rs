//! Policies: what an operator allows with an asset beyond the flows that every asset has.
//!
//! A policy is part of its asset and is read in every batch, so a change is in force from the next commit on. What was
//! decided under another one stands: a replay answers what was recorded.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::asset::period::{Period, Zone};
use crate::flow::Flow;
use crate::value::amount::{Amount, MINOR_MAX};
use crate::value::asset_code::AssetCode;
use crate::value::percent::Percent;

/// What is allowed with an asset. The default is what an asset has that nobody has said anything about.
///
/// The serialised form is what stores keep: members may be added, never renamed, and are left out where they say nothing.
/// Whatever it is read from, it is checked alike: members that contradict each other are no policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(remote = "Self", default, deny_unknown_fields)]
pub struct Policy {
    /// Whether players may give it to each other.
    #[serde(skip_serializing_if = "is_false")]
    pub transferable: bool,
    /// The most that a player's wallet is filled to by what is given or exchanged; never by what was paid for
    /// ([`Flow::is_capped`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_balance: Option<Amount>,
    /// What happens to a bonus that does not fit under `max_balance`.
    #[serde(skip_serializing_if = "OverMax::is_default")]
    pub over_max: OverMax,
    /// What it can be converted to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<Rate>,
    /// How much of it a player may move, and how often.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    /// Whether a player's first credit opens the wallet. What players do by themselves is no such
    /// credit ([`Policy::opens_on`]).
    #[serde(skip_serializing_if = "is_false")]
    pub opens_on_credit: bool,
    /// Whether what players do by themselves opens the wallet that it credits.
    #[serde(skip_serializing_if = "is_false")]
    pub gifts_open_wallets: bool,
    /// What a player is given, by a bonus of its own, before the first credit of a wallet without entries. Never before
    /// what players do by themselves ([`Policy::start_of`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_balance: Option<Amount>,
    /// How much of each credit repays what the player owes of it, in percent, rounded up: all of it if nobody says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt_repayment_percent: Option<Percent>,
    /// How often a top-up may name one `payment_ref`.
    #[serde(skip_serializing_if = "PaymentRule::is_default")]
    pub payment_ref: PaymentRule,
}

/// How often a payment, named by its `payment_ref`, may be credited by top-ups of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentRule {
    /// Once in the whole ledger, whatever key, owner or asset it was credited to before.
    #[default]
    Once,
    /// As often as it is asked for under another key.
    Free,
}

impl PaymentRule {
    /// Every rule.
    pub const ALL: [Self; 2] = [Self::Once, Self::Free];
}

/// What happens to a bonus that does not fit under [`Policy::max_balance`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverMax {
    /// It is refused.
    #[default]
    Reject,
    /// What fits is credited; refused is only one of which nothing does.
    Clip,
}

impl OverMax {
    /// Both answers to a bonus that does not fit.
    pub const ALL: [Self; 2] = [Self::Reject, Self::Clip];
}

/// A price of one asset in another: so many `receive` for so many `pay`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// What is received.
    pub to: AssetCode,
    /// So many minor units of the policy's asset ...
    pub pay: Amount,
    /// ... for so many of the other.
    pub receive: Amount,
}

/// What a conversion comes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// What is paid.
    pub taken: i64,
    /// What is received for it.
    pub received: i64,
}

/// How much of an asset a player may move by a flow within a period, and how often. Requests count in full, and
/// reversals do not restore the allowance unless `reversals_give_back` says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Of which flow.
    pub flow: Flow,
    /// Within which period.
    pub per: Period,
    /// The time zone whose days these are.
    #[serde(default, skip_serializing_if = "Zone::is_utc")]
    pub time_zone: Zone,
    /// How often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_count: Option<Amount>,
    /// How much, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<Amount>,
    /// Whether what is reversed within the period counts no more. How often stays as it is.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reversals_give_back: bool,
}

/// What is no [`Policy`], in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidPolicy(String);

impl InvalidPolicy {
    pub(crate) fn new(why: String) -> Self {
        Self(why)
    }
}

/// What becomes of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyChange {
    /// It is another one.
    Whole(Policy),
    /// Some of its members change, as RFC 7396 says: null takes one back to its default.
    Members(Map<String, Value>),
}

impl PolicyChange {
    /// Some members. What no policy can say is refused here already.
    pub fn members(members: Map<String, Value>) -> Result<Self, InvalidPolicy> {
        Policy::default().merged(&members).map(|_| Self::Members(members))
    }

    /// The policy after it.
    pub fn apply(&self, before: &Policy) -> Result<Policy, InvalidPolicy> {
        match self {
            Self::Whole(policy) => Ok(policy.clone()),
            Self::Members(members) => before.merged(members),
        }
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)?.checked().map_err(D::Error::custom)
    }
}

impl PaymentRule {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl OverMax {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Rate {
    /// What comes of up to `minor` units: what is received is rounded down, so that no conversion makes value, however
    /// often it is done and in however small parts; and no more is taken than that costs. `None` if more is received than
    /// a balance can be.
    pub fn convert(&self, minor: i64) -> Option<Converted> {
        let (pay, receive) = (i128::from(self.pay.minor()), i128::from(self.receive.minor()));
        let received = i128::from(minor) * receive / pay;
        let taken = (received * pay + receive - 1) / receive;
        let received = i64::try_from(received).ok().filter(|received| *received <= MINOR_MAX)?;
        Some(Converted { taken: i64::try_from(taken).expect("it is no more than there was"), received })
    }
}

impl Policy {
    /// How many rates it may have.
    pub const RATES_MAX: usize = 50;
    /// How many limits it may have.
    pub const LIMITS_MAX: usize = 20;

    /// The stored form: canonical JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers always serialise")
    }

    /// Reads the stored form, or what an operator wrote.
    pub fn from_json(json: &str) -> Result<Self, InvalidPolicy> {
        Self::read(serde_json::from_str(json).map_err(|why| InvalidPolicy(why.to_string()))?)
    }

    /// The same with some members changed: `null` takes one back to its default.
    pub fn merged(&self, changes: &Map<String, Value>) -> Result<Self, InvalidPolicy> {
        let Ok(Value::Object(mut members)) = serde_json::to_value(self) else { unreachable!("a policy is an object") };
        for (name, value) in changes {
            if value.is_null() {
                // A name that is none is refused all the same.
                let only = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
                if let Some(why) = unknown_member(only) {
                    return Err(why);
                }
                members.remove(name);
            } else {
                members.insert(name.clone(), value.clone());
            }
        }
        Self::read(Value::Object(members))
    }

    fn read(value: Value) -> Result<Self, InvalidPolicy> {
        // What serde derives for a struct would also read an array of its members in their order.
        let are_objects =
            |name| value.get(name).and_then(Value::as_array).is_none_or(|items| items.iter().all(Value::is_object));
        if !value.is_object() || !are_objects("rates") || !are_objects("limits") {
            return Err(InvalidPolicy("A policy is an object, and so is each rate and each limit.".to_owned()));
        }
        serde_json::from_value(value).map_err(|why| InvalidPolicy(why.to_string()))
    }

    /// Whether a credit of a flow opens the player's wallet that is missing.
    ///
    /// What players do by themselves ([`Flow::is_grant`]) opens nothing unless the policy says so: names are free, and each opened wallet costs a row for ever.
    pub fn opens_on(&self, flow: Flow) -> bool {
        if flow.is_grant() { self.opens_on_credit } else { self.gifts_open_wallets }
    }

    /// What a player's wallet without entries is given before a credit of a flow.
    ///
    /// What players do by themselves needs no more than the scope `spend`. If it made a starting balance due, whoever may
    /// spend could have the treasury pay one to every name that comes to mind, and give it on.
    pub fn start_of(&self, flow: Flow) -> Option<Amount> {
        self.starting_balance.filter(|_| flow.is_grant())
    }

    /// The rate at which it is converted to another asset.
    pub fn rate_to(&self, asset: &AssetCode) -> Option<&Rate> {
        self.rates.iter().find(|rate| rate.to == *asset)
    }

    fn checked(self) -> Result<Self, InvalidPolicy> {
        let refuse = |why: &str| Err(InvalidPolicy(why.to_owned()));
        let repeats = |at: usize| self.rates[..at].iter().any(|rate| rate.to == self.rates[at].to);
        if self.rates.len() > Self::RATES_MAX || (0..self.rates.len()).any(repeats) {
            return refuse("A policy has up to 50 rates, each to another asset.");
        }
        let same = |one: &Limit, other: &Limit| {
            (one.flow, one.per, &one.time_zone) == (other.flow, other.per, &other.time_zone)
        };
        let repeats = |at: usize| self.limits[..at].iter().any(|limit| same(limit, &self.limits[at]));
        if self.limits.len() > Self::LIMITS_MAX || (0..self.limits.len()).any(repeats) {
            return refuse("A policy has up to 20 limits, each of another flow, period or time zone.");
        }
        if self.limits.iter().any(|limit| limit.max_count.is_none() && limit.max_amount.is_none()) {
            return refuse("A limit has max_count, max_amount or both.");
        }
        if let Some(limit) = self.limits.iter().find(|limit| !limit.flow.is_limited()) {
            return refuse(&format!("There is no limit on the flow {}.", limit.flow.name()));
        }
        if self.starting_balance > self.max_balance.or(self.starting_balance) {
            return refuse("The starting_balance is above max_balance.");
        }
        Ok(self)
    }
}

fn unknown_member(value: Value) -> Option<InvalidPolicy> {
    let why = serde_json::from_value::<Policy>(value).err()?.to_string();
    why.contains("unknown field").then_some(InvalidPolicy(why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{amount, asset};

    #[test]
    fn what_is_converted_is_rounded_down_and_takes_no_more_than_it_costs() {
        let convert = |pay, receive, minor| {
            let rate = Rate { to: asset("GOLD_COINS"), pay: amount(pay), receive: amount(receive) };
            rate.convert(minor).map(|converted| (converted.taken, converted.received))
        };
        assert_eq!(convert(100, 1, 150), Some((100, 1)));
        assert_eq!(convert(100, 1, 99), Some((0, 0)));
        assert_eq!(convert(3, 2, 100), Some((99, 66)));
        assert_eq!(convert(7, 2, 20), Some((18, 5)));
        assert_eq!(convert(2, 3, 7), Some((7, 10)));
        assert_eq!(convert(1, 100, MINOR_MAX), None);
        let most = MINOR_MAX.unsigned_abs();
        assert_eq!(convert(most, most, MINOR_MAX), Some((MINOR_MAX, MINOR_MAX)));
        assert_eq!(convert(most, 1, MINOR_MAX - 1), Some((0, 0)));
        assert_eq!(convert(most, most - 1, MINOR_MAX - 1), Some((MINOR_MAX - 1, MINOR_MAX - 2)));
        for minor in 1..200 {
            let (taken, received) = convert(7, 3, minor).expect("it fits");
            assert_eq!(convert(7, 3, taken), Some((taken, received)), "what is left out buys nothing");
            assert_eq!(received, minor * 3 / 7);
        }
    }

    #[test]
    fn an_asset_without_a_policy_stores_an_empty_object() {
        assert_eq!(Policy::default().to_json(), "{}");
        assert_eq!(Policy::from_json("{}").expect("valid"), Policy::default());
    }

    #[test]
    fn a_policy_comes_back_from_its_stored_form() {
        let written = r#"{"transferable":true,"max_balance":500,"over_max":"clip","rates":[{"to":"DIAMONDS","pay":100,"receive":1}],"limits":[{"flow":"bonus","per":"day","time_zone":"Europe/Berlin","max_amount":500}],"opens_on_credit":true,"gifts_open_wallets":true,"starting_balance":50,"debt_repayment_percent":40,"payment_ref":"free"}"#;
        assert_eq!(Policy::from_json(written).expect("valid").to_json(), written);
    }

    #[test]
    fn changed_is_what_is_named_and_null_is_the_default() {
        let before = Policy { transferable: true, max_balance: Some(amount(9)), ..Policy::default() };
        let changes = |text: &str| serde_json::from_str::<Map<String, Value>>(text).expect("an object");
        let after = before.merged(&changes(r#"{"max_balance":null,"over_max":"clip"}"#)).expect("valid");
        assert_eq!(after, Policy { transferable: true, over_max: OverMax::Clip, ..Policy::default() });
        assert!(before.merged(&changes(r#"{"max_ballance":null}"#)).is_err());
        assert!(before.merged(&changes(r#"{"max_balance":0}"#)).is_err());
    }

    #[test]
    fn what_contradicts_itself_is_no_policy() {
        assert!(
            serde_json::from_str::<Policy>(r#"{"debt_repayment_percent":250}"#).is_err(),
            "wherever it is read from"
        );
        for bad in [
            r#"{"rates":[{"to":"A","pay":1,"receive":1},{"to":"A","pay":2,"receive":1}]}"#,
            r#"{"limits":[{"flow":"bonus","per":"day"}]}"#,
            r#"{"limits":[{"flow":"mint","per":"day","max_count":1}]}"#,
            r#"{"limits":[{"flow":"bonus","per":"day","max_count":1},{"flow":"bonus","per":"day","max_amount":1}]}"#,
            r#"{"limits":[{"flow":"bonus","per":"day","max_count":1,"time_zone":"Mars/Olympus"}]}"#,
            r#"{"max_balance":10,"starting_balance":11}"#,
            r#"{"debt_repayment_percent":101}"#,
            r#"{"debt_repayment_percent":-1}"#,
            r#"{"debt_repayment_percent":12.5}"#,
            r#"{"payment_ref":"twice"}"#,
            r#"{"colour":"red"}"#,
            "[true]",
            r#"{"rates":[["DIAMONDS",100,1]]}"#,
            r#"{"limits":[["bonus","day","UTC",1,1,false]]}"#,
        ] {
            assert!(Policy::from_json(bad).is_err(), "{bad}");
        }
    }
}
