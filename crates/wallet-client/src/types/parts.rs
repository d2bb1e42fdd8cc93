//! What bodies of requests are made of. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde::{Deserialize, Serialize};

use super::words::{LimitedFlow, OverMax, PaymentRule, Period};

/// An amount of an asset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AssetAmount {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    pub asset: String,
}

/// A cap: minor units of each asset alone, or wallets that are frozen. A day is a UTC day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cap {
    /// At most in one action.
    pub action: i64,
    /// At most in a day.
    pub day: i64,
    /// At most for one player in a day.
    pub player: i64,
}

/// How much a key may do on its own. What is null it may not do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Caps {
    /// Its `freeze`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freeze: Option<Cap>,
    /// Its `grant`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<Cap>,
    /// Its `refund`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<Cap>,
}

/// How much of an asset a player may move by a flow within a period, or how often, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Its `flow`.
    pub flow: LimitedFlow,
    /// How much, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<i64>,
    /// How often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_count: Option<i64>,
    /// Its `per`.
    pub per: Period,
    /// Whether a reversal within the period gives its amount back to `max_amount`; `false` if it is not given.
    /// `max_count` stays used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversals_give_back: Option<bool>,
    /// Whose days: a name of the IANA database, and UTC if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// What is allowed with an asset. A member that is not there is as if nobody had said anything about it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// How much of each credit repays what the player owes, in percent, rounded up: all of it if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debt_repayment_percent: Option<i64>,
    /// Whether what players do by themselves opens the wallet that it credits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gifts_open_wallets: Option<bool>,
    /// How much of it a player may move, and how often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<Vec<Limit>>,
    /// The most that a player's wallet is filled to by what is given or exchanged. Top-ups and what is given back are
    /// never stopped by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_balance: Option<i64>,
    /// Whether a player's first credit opens the wallet. What players do by themselves, such as a conversion, does
    /// not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_on_credit: Option<bool>,
    /// What happens to a bonus that does not fit: `reject`, or `clip` to what does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_max: Option<OverMax>,
    /// How often a top-up may name one `payment_ref`: `once` in the whole ledger, if it is not given, or `free`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_ref: Option<PaymentRule>,
    /// What it can be converted to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates: Option<Vec<Rate>>,
    /// What a player is given, once, before the first credit of a wallet without entries. Never before what players
    /// do by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_balance: Option<i64>,
    /// Whether players may give it to each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transferable: Option<bool>,
}

/// So many minor units received for so many paid; what is received is rounded down, and no more is paid than that
/// costs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// So much of the policy's asset ...
    pub pay: i64,
    /// ... for so much of the other.
    pub receive: i64,
    /// What is received.
    pub to: String,
}

/// A wallet by its name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WalletToOpen {
    /// Of which asset.
    pub asset: String,
    /// Whose; a player.
    pub owner: String,
}
