//! Terms: what a command asks for beyond its flow, its amount and its asset.
//!
//! Most commands have none. The others' are stored with them, as JSON in one canonical form, and their fingerprint covers
//! it: members may be added, never renamed, and a new one is left out where it says nothing.

use serde::{Deserialize, Serialize};

use crate::flow::allocation::Allocation;
use crate::flow::conversion::Conversion;
use crate::flow::gift::Gift;
use crate::flow::hold::{Capture, Expire, Hold, Release};
use crate::flow::invalid::{HOLD_S_MAX, InvalidCommand, SUMS_MAX};
use crate::flow::purchase::Purchase;
use crate::flow::reversal::{Original, Reversal};
use crate::flow::{Flow, Leg, Main};
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

/// What a flow needs to be told beyond an amount of an asset: a variant of the flow's name with the flow's own data.
macro_rules! orders {
    ($($(#[$doc:meta])* $flow:ident($data:ident),)+) => {
        /// What a flow needs to be told beyond an amount of an asset, which every command has.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        pub enum Order {
            $($(#[$doc])* $flow($data),)+
        }

        $(impl From<$data> for Order {
            fn from(data: $data) -> Self {
                Self::$flow(data)
            }
        })+

        impl Order {
            /// The flow that it belongs to.
            pub fn flow(&self) -> Flow {
                match self {
                    $(Self::$flow(_) => Flow::$flow,)+
                }
            }
        }
    };
}

orders! {
    /// Keeps the amount for later.
    Hold(Hold),
    /// Takes of what a hold keeps.
    Capture(Capture),
    /// Lets the rest of a hold go.
    Release(Release),
    /// Records that a hold's time is over.
    Expire(Expire),
    /// Takes a transaction back.
    Reversal(Reversal),
    /// Pays in several assets, and receives in several.
    Purchase(Purchase),
    /// Gives credits to another player.
    Gift(Gift),
    /// Changes the amount into another asset.
    Conversion(Conversion),
    /// Funds a budget.
    Allocate(Allocation),
}

impl Terms {
    /// How long a hold lasts if nobody says: 15 minutes, in seconds.
    pub const HOLD_S_DEFAULT: u32 = 15 * 60;
    /// How long a hold may last: 7 days, in seconds.
    pub const HOLD_S_MAX: u32 = HOLD_S_MAX;
    /// How many sums a purchase may pay, and how many receive.
    pub const SUMS_MAX: usize = SUMS_MAX;

    /// The stored form: canonical JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers always serialise")
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The earlier transaction that it refers to: a hold, or what is reversed.
    pub fn refers_to(&self) -> Option<TransactionId> {
        match self.order.as_ref()? {
            Order::Capture(Capture { hold, .. })
            | Order::Release(Release { hold })
            | Order::Expire(Expire { hold })
            | Order::Reversal(Reversal { of: hold, .. }) => Some(*hold),
            _ => None,
        }
    }
}

impl Order {
    /// Bounds that its types do not keep, in a command of the asset `main`.
    pub(crate) fn check(&self, main: &AssetCode) -> Result<(), InvalidCommand> {
        match self {
            Self::Hold(it) => it.check(),
            Self::Reversal(it) => it.check(main),
            Self::Purchase(it) => it.check(main),
            Self::Gift(it) => it.check(),
            Self::Conversion(it) => it.check(main),
            Self::Capture(_) | Self::Release(_) | Self::Expire(_) | Self::Allocate(_) => Ok(()),
        }
    }

    /// What a reversal of it carries, where the flow alone does not say who paid and who received.
    pub(crate) fn as_original(&self) -> Option<Original> {
        match self {
            Self::Purchase(it) => Some(Original::Purchase(it.clone())),
            Self::Gift(it) => Some(Original::Gift(it.clone())),
            Self::Conversion(it) => Some(Original::Conversion(it.clone())),
            Self::Reversal(it) => Some(Original::Reversal(Box::new(it.clone()))),
            Self::Hold(_) | Self::Capture(_) | Self::Release(_) | Self::Expire(_) | Self::Allocate(_) => None,
        }
    }

    pub(crate) fn each_leg<'a>(&'a self, main: Main<'a>, mut visit: impl FnMut(Leg<'a>)) {
        match self {
            Self::Hold(_) | Self::Release(_) | Self::Expire(_) => {}
            Self::Capture(_) => Capture::leg(main).into_iter().for_each(visit),
            Self::Reversal(it) => it.each_leg(main, &mut visit),
            Self::Purchase(it) => it.legs(main).for_each(visit),
            Self::Gift(it) => it.legs(main).for_each(visit),
            Self::Conversion(it) => it.legs(main).for_each(visit),
            Self::Allocate(it) => std::iter::once(it.leg(main)).for_each(visit),
        }
    }
}
