//! Terms: what a command asks for beyond its flow, its amount and its asset.
//!
//! Most commands have none. Those that have some are stored with them, as JSON in one canonical form, and their
//! fingerprint covers it: members may be added, never renamed, and a new one is left out where it says nothing.

use serde::{Deserialize, Serialize};

use crate::flow::Flow;
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;

/// What a command asks for beyond its flow, its amount and its asset.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The version that the owner's wallet must have, or nothing happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_version: Option<i64>,
    /// Whose wallet stands in for the treasury's or revenue's: a bonus's budget, a spend's sink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<OwnerId>,
    /// What the flow needs to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

/// What a flow needs to be told beyond an amount of an asset, which the command has: its main one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Keeps the amount for later.
    Hold {
        /// For how long, in seconds.
        expires_in_s: u32,
    },
    /// Takes of what a hold keeps.
    Capture {
        /// The hold, by its transaction.
        hold: TransactionId,
        /// Whether it is to be all that is left; the command's amount is the hold's then.
        whole: bool,
        /// Whether what is left after it is let go.
        last: bool,
    },
    /// Lets go what a hold has left. The command's amount is the hold's.
    Release {
        /// The hold, by its transaction.
        hold: TransactionId,
    },
    /// Records that a hold's time is over. The command's amount is the hold's.
    Expire {
        /// The hold, by its transaction.
        hold: TransactionId,
    },
    /// Takes a transaction back, in full or in part.
    Reversal {
        /// The transaction.
        of: TransactionId,
        /// That one's flow.
        flow: Flow,
        /// Whether it is to be all that is left; the command's amount is the transaction's then.
        whole: bool,
        /// What to do if the player no longer has it.
        #[serde(default, skip_serializing_if = "OnShortfall::is_default")]
        on_shortfall: OnShortfall,
    },
    /// Pays in several assets, and receives in several. The command's amount is the first that is paid.
    Purchase {
        /// What else the player pays, besides the command's amount.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pay: Vec<Sum>,
        /// What the player receives.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        receive: Vec<Sum>,
    },
    /// Gives credits to another player.
    Gift {
        /// Who receives the command's amount.
        to: OwnerId,
        /// What the giver pays beside it, to revenue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fee: Option<Amount>,
    },
    /// Changes the command's amount into another asset, at the rate that is configured when it is decided.
    Conversion {
        /// Which.
        to: AssetCode,
        /// How much of it there must be at least, or nothing happens.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Amount>,
    },
    /// Funds a budget of the command's owner.
    Allocate {
        /// Whether it goes back to the treasury instead.
        #[serde(default, skip_serializing_if = "is_false")]
        back: bool,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// An amount of an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// What.
    pub asset: AssetCode,
    /// How much of it.
    pub amount: Amount,
}

/// What to do where a player no longer has what a reversal takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnShortfall {
    /// Nothing: the reversal is refused.
    #[default]
    Refuse,
    /// What there is.
    TakeAvailable,
    /// All of it: what is no longer there is owed, and later credits repay it.
    Debt,
}

impl OnShortfall {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Terms {
    /// How long a hold lasts if nobody says: 15 minutes, in seconds.
    pub const HOLD_S_DEFAULT: u32 = 15 * 60;
    /// How long a hold may last: 7 days, in seconds.
    pub const HOLD_S_MAX: u32 = 7 * 24 * 60 * 60;
    /// How many sums a purchase may pay, and how many receive.
    pub const SUMS_MAX: usize = 10;

    /// The stored form: canonical JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers always serialise")
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The earlier transaction that it is about: a hold, or what is reversed.
    pub fn about(&self) -> Option<TransactionId> {
        match self.order.as_ref()? {
            Order::Capture { hold, .. } | Order::Release { hold } | Order::Expire { hold } => Some(*hold),
            Order::Reversal { of, .. } => Some(*of),
            Order::Hold { .. }
            | Order::Purchase { .. }
            | Order::Gift { .. }
            | Order::Conversion { .. }
            | Order::Allocate { .. } => None,
        }
    }
}

impl Order {
    /// The flow that it belongs to.
    pub fn flow(&self) -> Flow {
        match self {
            Self::Hold { .. } => Flow::Hold,
            Self::Capture { .. } => Flow::Capture,
            Self::Release { .. } => Flow::Release,
            Self::Expire { .. } => Flow::Expire,
            Self::Reversal { .. } => Flow::Reversal,
            Self::Purchase { .. } => Flow::Purchase,
            Self::Gift { .. } => Flow::Gift,
            Self::Conversion { .. } => Flow::Conversion,
            Self::Allocate { .. } => Flow::Allocate,
        }
    }
}
