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
use crate::flow::shortfall::OnShortfall;
use crate::flow::story::{Facts, Story};
use crate::flow::{Flow, Leg, Main};
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;
use crate::value::share::Share;

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
    /// Whether it takes what there is, at most the amount.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_much_as: bool,
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

/// Takes a transaction back. Its rules are in [`reversal`](crate::flow::reversal); it stands here because it holds an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reversal {
    /// The transaction.
    pub of: TransactionId,
    /// That transaction's flow.
    pub flow: Flow,
    /// Whether it takes all that is left back; the command's amount is the transaction's then.
    pub whole: bool,
    /// What happens if the player no longer has it.
    #[serde(default, skip_serializing_if = "OnShortfall::is_default")]
    pub on_shortfall: OnShortfall,
    /// The share of the transaction that it takes back, if that is asked for instead of an amount; the command's amount is
    /// the transaction's then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// Whether the fee that was paid beside the amount is returned as well.
    #[serde(default, skip_serializing_if = "is_false")]
    pub return_fee: bool,
    /// The transaction's order, where its flow alone does not say who paid and who received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Box<Order>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
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

    /// Adds to its command's story what it says and what came of it.
    pub(crate) fn tell<'a>(&'a self, facts: &Facts<'a, '_>, story: &mut Story<'a>) {
        match self {
            Self::Hold(_) => {}
            Self::Capture(Capture { hold, .. }) | Self::Release(Release { hold }) | Self::Expire(Expire { hold }) => {
                story.hold = Some(*hold);
            }
            Self::Reversal(it) => it.tell(story),
            Self::Purchase(it) => it.tell(facts, story),
            Self::Gift(it) => it.tell(story),
            Self::Conversion(it) => it.tell(facts, story),
            Self::Allocate(it) => story.is_back = it.back,
        }
    }
}
