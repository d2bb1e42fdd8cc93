//! Flows: the business reason of a transaction, which fixes who pays and who receives.
//!
//! `TABLE` has a row a flow. A flow that needs no more than an amount of an asset is its row and nothing else; any
//! other has a file with its data, its legs and its own checks, and a variant of [`Order`](terms::Order):
//! [`data`] has them all.

pub mod allocation;
pub mod command;
pub mod conversion;
pub mod details;
pub mod fingerprint;
pub mod gift;
pub mod group;
pub mod hold;
pub mod invalid;
pub mod purchase;
pub mod reversal;
pub mod shortfall;
pub mod story;
pub mod terms;

/// What the flows that are more than an amount need to be told.
pub mod data {
    pub use super::allocation::Allocation;
    pub use super::conversion::Conversion;
    pub use super::gift::Gift;
    pub use super::hold::{Capture, Expire, Hold, Release};
    pub use super::purchase::{Purchase, Sum};
    pub use super::reversal::Part;
    pub use super::shortfall::OnShortfall;
    pub use super::terms::Reversal;
}

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::owner::{InvalidOwner, OwnerId};
use crate::value::scope::Scope;

/// The business reason of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// An operator creates supply.
    Mint,
    /// A player bought credits with real money, paid elsewhere.
    TopUp,
    /// Free credits, such as a referral's.
    Bonus,
    /// A player buys something in the application.
    Spend,
    /// Credits of a player are kept for later. Nothing moves.
    Hold,
    /// Held credits are spent.
    Capture,
    /// The rest of a hold is the player's to spend again. Nothing moves.
    Release,
    /// A hold's time is over. Nothing moves.
    Expire,
    /// An earlier transaction is taken back: its route, the other way round.
    Reversal,
    /// A player pays in several assets and receives in several, from the treasury.
    Purchase,
    /// A player gives to another, and pays a fee to revenue.
    Gift,
    /// A player changes one asset into another, from the treasury, at the configured rate.
    Conversion,
    /// An operator funds a budget from the treasury, or takes back the rest of it.
    Allocate,
}

/// A row of the table of flows.
struct Row {
    flow: Flow,
    /// The name on the wire.
    name: &'static str,
    /// The code in stores and fingerprints; it never changes.
    code: i16,
    whose: Whose,
    /// Who pays and who receives the command's amount; `None` if nothing moves, or if the order says who.
    route: Option<(Party, Party)>,
    /// What an API key needs to ask for it.
    scope: Scope,
    /// Those of the rules below that hold for it.
    rules: u16,
}

/// It needs no more than an amount of an asset.
const PLAIN: u16 = 1;
/// It can be reversed: its credits go back the way they came. Of reversals those that reversed no reversal.
const REVERSIBLE: u16 = 1 << 1;
/// A player's credit stops at the asset's `max_balance`.
const CAPPED: u16 = 1 << 2;
/// The asset's policy may cut it to what fits under `max_balance`.
const CLIPPED: u16 = 1 << 3;
/// An asset may have a limit on it.
const LIMITED: u16 = 1 << 4;
/// An operator's own wallet may stand in for the treasury's or revenue's.
const BUDGETED: u16 = 1 << 5;
/// Players do it by themselves, so it is no grant.
const PLAYERS_OWN: u16 = 1 << 6;
/// It goes from a player to another, which the asset's policy must allow.
const BETWEEN_PLAYERS: u16 = 1 << 7;
/// A reversal of it carries its order: the flow alone does not say who paid and who received.
const CARRIED: u16 = 1 << 8;
/// Its payer may pay a fee beside the amount, in a leg after the amount's. A reversal returns it if that is asked for.
const FEE: u16 = 1 << 9;
/// It gives items, which a reversal does not divide.
const ITEMS: u16 = 1 << 10;
/// Its caller may have it take what there is, at most the amount.
const AT_MOST: u16 = 1 << 11;

/// Whose command it is.
#[derive(Clone, Copy)]
enum Whose {
    Treasury,
    Budget,
    Player,
}

/// One side of a route.
#[derive(Clone, Copy)]
enum Party {
    Owner,
    Issuance,
    Treasury,
    Revenue,
}

use {Flow as F, Party as P, Whose as W};

/// Every flow, in the order of their codes.
#[rustfmt::skip]
static TABLE: [Row; 13] = [
    row(F::Mint,       "mint",        1, W::Treasury, Some((P::Issuance, P::Owner)), Scope::Operate, PLAIN),
    row(F::TopUp,      "top_up",      2, W::Player,   Some((P::Treasury, P::Owner)), Scope::Grant,   PLAIN | REVERSIBLE | LIMITED),
    row(F::Bonus,      "bonus",       3, W::Player,   Some((P::Treasury, P::Owner)), Scope::Grant,   PLAIN | REVERSIBLE | CAPPED | CLIPPED | LIMITED | BUDGETED),
    row(F::Spend,      "spend",       4, W::Player,   Some((P::Owner, P::Revenue)),  Scope::Spend,   PLAIN | REVERSIBLE | LIMITED | BUDGETED | AT_MOST),
    row(F::Hold,       "hold",        5, W::Player,   None,                          Scope::Spend,   LIMITED),
    row(F::Capture,    "capture",     6, W::Player,   Some((P::Owner, P::Revenue)),  Scope::Spend,   REVERSIBLE | LIMITED | AT_MOST),
    row(F::Release,    "release",     7, W::Player,   None,                          Scope::Spend,   0),
    // What expires is the service's own affair.
    row(F::Expire,     "expire",      8, W::Player,   None,                          Scope::Operate, 0),
    // A reversal gives credits back, or takes them.
    row(F::Reversal,   "reversal",    9, W::Player,   None,                          Scope::Grant,   REVERSIBLE | CARRIED),
    // The receipts of a purchase are granted.
    row(F::Purchase,   "purchase",   10, W::Player,   Some((P::Owner, P::Revenue)),  Scope::Grant,   REVERSIBLE | CARRIED | CAPPED | LIMITED | ITEMS),
    row(F::Gift,       "gift",       11, W::Player,   None,                          Scope::Spend,   REVERSIBLE | CARRIED | CAPPED | LIMITED | PLAYERS_OWN | BETWEEN_PLAYERS | FEE),
    // An operator sets what a conversion gives, not the caller.
    row(F::Conversion, "conversion", 12, W::Player,   Some((P::Owner, P::Revenue)),  Scope::Spend,   REVERSIBLE | CARRIED | CAPPED | LIMITED | PLAYERS_OWN),
    row(F::Allocate,   "allocate",   13, W::Budget,   None,                          Scope::Operate, 0),
];

const fn row(
    flow: Flow,
    name: &'static str,
    code: i16,
    whose: Whose,
    route: Option<(Party, Party)>,
    scope: Scope,
    rules: u16,
) -> Row {
    Row { flow, name, code, whose, route, scope, rules }
}

/// Who pays and who receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route<'a> {
    /// Who is debited.
    pub source: &'a OwnerId,
    /// Who is credited.
    pub destination: &'a OwnerId,
}

impl<'a> Route<'a> {
    fn reversed(self) -> Self {
        Self { source: self.destination, destination: self.source }
    }

    /// The same with an operator's own wallet in the place of the treasury's or revenue's.
    fn via(self, budget: Option<&'a OwnerId>) -> Self {
        let Some(budget) = budget else { return self };
        if self.source.is_system() { Self { source: budget, ..self } } else { Self { destination: budget, ..self } }
    }
}

/// The amount of an asset that a command moves from one owner to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg<'a> {
    /// The asset.
    pub asset: &'a AssetCode,
    /// The amount, or the most of it where it depends on the rest of an earlier transaction.
    pub amount: Amount,
    /// Who pays.
    pub source: &'a OwnerId,
    /// Who receives.
    pub destination: &'a OwnerId,
}

/// What every command says: whose it is, an asset, an amount, and perhaps an operator's own wallet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Main<'a> {
    pub(crate) owner: &'a OwnerId,
    pub(crate) asset: &'a AssetCode,
    pub(crate) amount: Amount,
    pub(crate) via: Option<&'a OwnerId>,
}

impl<'a> Main<'a> {
    /// The command's amount along a route.
    pub(crate) fn leg(self, route: Route<'a>) -> Leg<'a> {
        let Route { source, destination } = route.via(self.via);
        Leg { asset: self.asset, amount: self.amount, source, destination }
    }
}

impl Flow {
    /// Every flow, in the order of their codes.
    pub const ALL: [Self; 13] = {
        let mut all = [Self::Mint; 13];
        let mut at = 0;
        while at < all.len() {
            all[at] = TABLE[at].flow;
            at += 1;
        }
        all
    };

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    fn has(self, rule: u16) -> bool {
        self.row().rules & rule != 0
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The code in stores and fingerprints; it never changes.
    pub fn code(self) -> i16 {
        self.row().code
    }

    /// The flow of that code.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.code() == code)
    }

    /// What an API key needs to ask for it.
    pub fn scope(self) -> Scope {
        self.row().scope
    }

    /// Whether it needs no more than an amount of an asset.
    pub fn is_plain(self) -> bool {
        self.has(PLAIN)
    }

    /// Who pays and who receives the command's amount when `owner` is its owner. `None` for a flow that moves nothing, and
    /// for one that depends on more than the owner: see [`Command::legs`](crate::Command::legs).
    pub fn route(self, owner: &OwnerId) -> Option<Route<'_>> {
        let (source, destination) = self.row().route?;
        Some(Route { source: source.of(owner), destination: destination.of(owner) })
    }

    /// Whether it can be reversed. Of a single command [`Command::check_reversible`](crate::Command::check_reversible)
    /// tells.
    pub fn is_reversible(self) -> bool {
        self.has(REVERSIBLE)
    }

    /// Whether a reversal of it carries its order, because the flow alone does not say who paid and who received.
    pub(crate) fn is_carried(self) -> bool {
        self.has(CARRIED)
    }

    /// Whether its payer may pay a fee beside the amount, which a reversal returns if that is asked for.
    pub fn has_fee(self) -> bool {
        self.has(FEE)
    }

    /// Whether it gives items, which a reversal does not divide.
    pub(crate) fn has_items(self) -> bool {
        self.has(ITEMS)
    }

    /// Whether a player's credit by it stops at the asset's [`max_balance`](crate::Policy::max_balance): what is
    /// given or exchanged does, and never what was paid for with real money, or was the player's before.
    pub fn is_capped(self) -> bool {
        self.has(CAPPED)
    }

    /// Whether an asset's policy may cut a credit by it to what fits under the ceiling.
    pub fn is_clipped(self) -> bool {
        self.has(CLIPPED)
    }

    /// Whether an asset may have a [`Limit`](crate::Limit) on it: all that a player's application asks for by itself.
    pub fn is_limited(self) -> bool {
        self.has(LIMITED)
    }

    /// Whether a credit by it is an operator's or a back end's grant, which may open a player's wallet and bring its
    /// starting balance.
    pub fn is_grant(self) -> bool {
        !self.has(PLAYERS_OWN)
    }

    /// Whether an operator's own wallet may stand in for the treasury's or revenue's.
    pub fn is_budgeted(self) -> bool {
        self.has(BUDGETED)
    }

    /// Whether it goes from a player to another, which the asset's policy must allow.
    pub fn is_between_players(self) -> bool {
        self.has(BETWEEN_PLAYERS)
    }

    /// Whether its caller may have it take what there is, at most the amount
    /// ([`Command::as_much_as`](crate::Command::as_much_as)).
    pub fn takes_at_most(self) -> bool {
        self.has(AT_MOST)
    }

    /// Whether commands of other owners may need its credits: they fill the treasury, a budget or another player's wallet.
    pub fn feeds_others(self) -> bool {
        self.is_between_players() || !matches!(self.row().whose, Whose::Player)
    }

    /// Refuses an owner that may not be this flow's.
    pub fn check_owner(self, owner: &OwnerId) -> Result<(), InvalidOwner> {
        match self.row().whose {
            Whose::Treasury if owner != OwnerId::treasury() => Err(InvalidOwner::Reserved),
            Whose::Budget if !owner.is_budget() => Err(InvalidOwner::NoBudget),
            Whose::Player if owner.is_system() => Err(InvalidOwner::Reserved),
            Whose::Treasury | Whose::Budget | Whose::Player => Ok(()),
        }
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no [`Flow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no such flow; there are {}.", Flow::ALL.map(Flow::name).join(", "))]
pub struct UnknownFlow;

impl FromStr for Flow {
    type Err = UnknownFlow;

    fn from_str(name: &str) -> Result<Self, UnknownFlow> {
        Self::ALL.into_iter().find(|flow| flow.name() == name).ok_or(UnknownFlow)
    }
}

impl Scope {
    /// What a command of that flow needs.
    pub fn of(flow: Flow) -> Self {
        flow.scope()
    }
}

impl Party {
    fn of(self, owner: &OwnerId) -> &OwnerId {
        match self {
            Self::Owner => owner,
            Self::Issuance => OwnerId::issuance(),
            Self::Treasury => OwnerId::treasury(),
            Self::Revenue => OwnerId::revenue(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_stands_at_the_place_of_its_flow() {
        for (place, row) in TABLE.iter().enumerate() {
            assert_eq!((row.flow as usize, usize::try_from(row.code)), (place, Ok(place + 1)), "{}", row.name);
        }
    }

    #[test]
    fn names_and_codes_lead_back_to_their_flow() {
        for flow in Flow::ALL {
            assert_eq!(flow.to_string().parse(), Ok(flow));
            assert_eq!(Flow::from_code(flow.code()), Some(flow));
        }
        assert_eq!("transfer".parse::<Flow>(), Err(UnknownFlow));
        assert_eq!(Flow::from_code(0), None);
    }

    #[test]
    fn a_flow_is_written_by_its_name() {
        for flow in Flow::ALL {
            assert_eq!(serde_json::to_string(&flow).expect("a text"), format!("\"{}\"", flow.name()));
        }
    }

    #[test]
    fn top_ups_and_bonuses_come_from_the_treasury_and_spends_go_to_revenue() {
        let player = OwnerId::new("user_001").expect("valid");
        let route = |flow: Flow| {
            let Route { source, destination } = flow.route(&player).expect("it has one leg");
            (source.as_str(), destination.as_str())
        };
        assert_eq!(route(Flow::TopUp), ("system:treasury", "user_001"));
        assert_eq!(route(Flow::Bonus), ("system:treasury", "user_001"));
        assert_eq!(route(Flow::Spend), ("user_001", "system:revenue"));
        let mint = Flow::Mint.route(OwnerId::treasury()).expect("it has one leg");
        assert_eq!((mint.source.as_str(), mint.destination.as_str()), ("system:issuance", "system:treasury"));
    }
}
