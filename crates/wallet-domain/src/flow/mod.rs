//! Flows: the business reason of a transaction, which fixes who pays and who receives.

pub mod command;
pub mod group;
pub mod terms;

use serde::{Deserialize, Serialize};

use crate::value::owner::{InvalidOwner, OwnerId};

/// The business reason of a transaction. The one place that says who pays and who receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// An operator creates supply: issuance -> treasury.
    Mint,
    /// A player bought credits with real money, paid elsewhere: treasury -> player.
    TopUp,
    /// Free credits, such as a referral's: treasury -> player.
    Bonus,
    /// A player buys something in the application: player -> revenue.
    Spend,
    /// Credits of a player are kept for later. Nothing moves.
    Hold,
    /// Held credits are spent: player -> revenue.
    Capture,
    /// What a hold has left is the player's to spend again. Nothing moves.
    Release,
    /// A hold's time is over. Nothing moves.
    Expire,
    /// An earlier transaction is taken back: its route, the other way round.
    Reversal,
    /// A player pays in several assets and receives in several: player -> revenue, treasury -> player.
    Purchase,
    /// A player gives to another: player -> player, and a fee to revenue.
    Gift,
    /// A player changes one asset into another at the configured rate: player -> revenue, treasury -> player.
    Conversion,
    /// An operator funds a budget, or takes back what is left of it: treasury -> budget, budget -> treasury.
    Allocate,
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
    pub(crate) fn via(self, budget: Option<&'a OwnerId>) -> Self {
        let Some(budget) = budget else { return self };
        if self.source.is_system() { Self { source: budget, ..self } } else { Self { destination: budget, ..self } }
    }
}

impl Flow {
    /// Every flow, in the order of their stored codes.
    pub const ALL: [Self; 13] = [
        Self::Mint,
        Self::TopUp,
        Self::Bonus,
        Self::Spend,
        Self::Hold,
        Self::Capture,
        Self::Release,
        Self::Expire,
        Self::Reversal,
        Self::Purchase,
        Self::Gift,
        Self::Conversion,
        Self::Allocate,
    ];

    /// The flows of one leg that need no more than an amount of an asset.
    pub const PLAIN: [Self; 4] = [Self::Mint, Self::TopUp, Self::Bonus, Self::Spend];

    /// Whether the flow needs no more than an amount of an asset.
    pub fn is_plain(self) -> bool {
        Self::PLAIN.contains(&self)
    }

    /// Who pays and who receives the command's amount when `owner` is its owner. None of a flow that moves nothing, and
    /// of one that depends on more than the owner: see [`Command::legs`](crate::Command::legs).
    pub fn route(self, owner: &OwnerId) -> Option<Route<'_>> {
        match self {
            Self::Mint => Some(Route { source: OwnerId::issuance(), destination: owner }),
            Self::TopUp | Self::Bonus => Some(Route { source: OwnerId::treasury(), destination: owner }),
            Self::Spend | Self::Capture | Self::Purchase | Self::Conversion => {
                Some(Route { source: owner, destination: OwnerId::revenue() })
            }
            Self::Hold | Self::Release | Self::Expire | Self::Reversal | Self::Gift | Self::Allocate => None,
        }
    }

    /// The way back of a flow's credits; none of one that cannot be reversed.
    pub fn way_back(self, owner: &OwnerId) -> Option<Route<'_>> {
        match self {
            Self::TopUp | Self::Bonus | Self::Spend | Self::Capture => self.route(owner).map(Route::reversed),
            Self::Mint
            | Self::Hold
            | Self::Release
            | Self::Expire
            | Self::Reversal
            | Self::Purchase
            | Self::Gift
            | Self::Conversion
            | Self::Allocate => None,
        }
    }

    /// Whether what a player is credited by it stops at the asset's [`max_balance`](crate::Policy::max_balance): what is
    /// given or exchanged does, what was paid for with real money, or was the player's before, never.
    pub fn is_capped(self) -> bool {
        matches!(self, Self::Bonus | Self::Purchase | Self::Gift | Self::Conversion)
    }

    /// Whether an asset may have a [`Limit`](crate::Limit) on it: all that a player's application asks for by itself.
    pub fn is_limited(self) -> bool {
        match self {
            Self::TopUp
            | Self::Bonus
            | Self::Spend
            | Self::Hold
            | Self::Capture
            | Self::Purchase
            | Self::Gift
            | Self::Conversion => true,
            Self::Mint | Self::Release | Self::Expire | Self::Reversal | Self::Allocate => false,
        }
    }

    /// Whether a credit by it is an operator's or a back end's grant, which may open a player's wallet and begin it with
    /// something. A gift and a conversion are the players' own doing.
    pub fn is_grant(self) -> bool {
        !matches!(self, Self::Gift | Self::Conversion)
    }

    /// Whether an asset's policy may cut a credit by it to what fits under the ceiling.
    pub fn is_clipped(self) -> bool {
        self == Self::Bonus
    }

    /// Whether it goes from a player to another, which the asset's policy must allow.
    pub fn is_between_players(self) -> bool {
        self == Self::Gift
    }

    /// Whether it keeps credits of its owner, who must be free to pay.
    pub fn is_keeping(self) -> bool {
        self == Self::Hold
    }

    /// Whether an operator's own wallet may stand in for the treasury's or revenue's.
    pub fn is_budgeted(self) -> bool {
        matches!(self, Self::Bonus | Self::Spend)
    }

    /// Refuses an owner that may not be this flow's: a mint is the treasury's, an allocation a budget's, all else a
    /// player's.
    pub fn check_owner(self, owner: &OwnerId) -> Result<(), InvalidOwner> {
        let fits = match self {
            Self::Mint => owner == OwnerId::treasury(),
            Self::Allocate => owner.is_budget(),
            _ => !owner.is_system(),
        };
        match self {
            _ if fits => Ok(()),
            Self::Allocate => Err(InvalidOwner::NoBudget),
            _ => Err(InvalidOwner::Reserved),
        }
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mint => "mint",
            Self::TopUp => "top_up",
            Self::Bonus => "bonus",
            Self::Spend => "spend",
            Self::Hold => "hold",
            Self::Capture => "capture",
            Self::Release => "release",
            Self::Expire => "expire",
            Self::Reversal => "reversal",
            Self::Purchase => "purchase",
            Self::Gift => "gift",
            Self::Conversion => "conversion",
            Self::Allocate => "allocate",
        }
    }

    /// The flow of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.name() == name)
    }

    /// The code in stores and fingerprints; it never changes.
    pub fn code(self) -> i16 {
        match self {
            Self::Mint => 1,
            Self::TopUp => 2,
            Self::Bonus => 3,
            Self::Spend => 4,
            Self::Hold => 5,
            Self::Capture => 6,
            Self::Release => 7,
            Self::Expire => 8,
            Self::Reversal => 9,
            Self::Purchase => 10,
            Self::Gift => 11,
            Self::Conversion => 12,
            Self::Allocate => 13,
        }
    }

    /// The flow of that code.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_lead_back_to_their_flow() {
        for flow in Flow::ALL {
            assert_eq!(Flow::from_name(flow.name()), Some(flow));
            assert_eq!(Flow::from_code(flow.code()), Some(flow));
        }
        assert_eq!(Flow::from_name("transfer"), None);
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
