//! Stories: what a command says of itself, and what came of it. Each flow's file tells its own part.

use crate::flow::shortfall::OnShortfall;
use crate::flow::{Flow, Main};
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;
use crate::value::share::Share;
use crate::value::text::Reference;

/// What a transaction says beyond its flow, its owner and its asset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Story<'a> {
    /// How much of the command's asset moved, was held or was let go, in minor units; of a refusal, how much was asked for.
    pub amount: i64,
    /// How much was asked for at most, in minor units, of an order that takes what there is.
    pub requested: Option<i64>,
    /// The other player, who receives the amount, or the asset that a conversion gives.
    pub to: Option<&'a str>,
    /// What the payer pays beside the amount, in minor units.
    pub fee: Option<i64>,
    /// The least that a conversion had to give.
    pub min_receive: Option<i64>,
    /// How much a conversion gave.
    pub received: Option<i64>,
    /// How much a conversion left to its owner, because it would have bought nothing.
    pub left: Option<i64>,
    /// How much of a bonus did not fit under the asset's `max_balance`.
    pub clipped: Option<i64>,
    /// What a purchase pays.
    pub pay: Vec<(&'a AssetCode, i64)>,
    /// What a purchase gives.
    pub receive: Vec<(&'a AssetCode, i64)>,
    /// What a purchase is of.
    pub sku: Option<&'a Reference>,
    /// The operators' own wallet in the place of the treasury's or revenue's.
    pub budget: Option<&'a OwnerId>,
    /// Whether an allocation goes back to the treasury.
    pub is_back: bool,
    /// Whether it is the balance that a wallet begins with, as the asset's policy says.
    pub is_starting_balance: bool,
    /// The hold that is captured, released or over.
    pub hold: Option<TransactionId>,
    /// The transaction that is taken back.
    pub reverses: Option<TransactionId>,
    /// That transaction's flow.
    pub reversed_flow: Option<Flow>,
    /// What a reversal does about what its player no longer has, if its caller said it.
    pub on_shortfall: Option<OnShortfall>,
    /// The share that a reversal takes, if its caller asked for one instead of an amount.
    pub share: Option<Share>,
    /// Whether a reversal returns the fee as well.
    pub returns_fee: bool,
}

/// What an order is not told by itself: the rest of its command, and what came of that.
pub(crate) struct Facts<'a, 'e> {
    pub(crate) main: Main<'a>,
    pub(crate) reference: Option<&'a Reference>,
    /// What each leg moved, in minor units; nothing of a refusal, or where the command says it.
    pub(crate) moved: &'e [i64],
    /// How much of the amount that was asked for did not move, if any, in minor units.
    pub(crate) rest: Option<i64>,
}
