//! Flows: the business reason of a transaction, which fixes who pays and who receives.

use crate::owner::{InvalidOwner, OwnerId};

/// The business reason of a transaction. The one place that says who pays and who receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// An operator creates supply: issuance -> treasury.
    Mint,
    /// A player bought credits with real money, paid elsewhere: treasury -> player.
    TopUp,
    /// Free credits, such as a referral's: treasury -> player.
    Bonus,
    /// A player buys something in the application: player -> revenue.
    Spend,
}

/// Who pays and who receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route<'a> {
    /// Who is debited.
    pub source: &'a OwnerId,
    /// Who is credited.
    pub destination: &'a OwnerId,
}

impl Flow {
    /// Every flow, in the order of their stored codes.
    pub const ALL: [Self; 4] = [Self::Mint, Self::TopUp, Self::Bonus, Self::Spend];

    /// Who pays and who receives when `owner` is the command's owner.
    pub fn route(self, owner: &OwnerId) -> Route<'_> {
        match self {
            Self::Mint => Route { source: OwnerId::issuance(), destination: owner },
            Self::TopUp | Self::Bonus => Route { source: OwnerId::treasury(), destination: owner },
            Self::Spend => Route { source: owner, destination: OwnerId::revenue() },
        }
    }

    /// Refuses an owner that may not be this flow's: a mint is the treasury's, all else a player's.
    pub fn check_owner(self, owner: &OwnerId) -> Result<(), InvalidOwner> {
        let fits = match self {
            Self::Mint => owner == OwnerId::treasury(),
            Self::TopUp | Self::Bonus | Self::Spend => !owner.is_system(),
        };
        if fits { Ok(()) } else { Err(InvalidOwner::Reserved) }
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mint => "mint",
            Self::TopUp => "top_up",
            Self::Bonus => "bonus",
            Self::Spend => "spend",
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
    fn top_ups_and_bonuses_come_from_the_treasury_and_spends_go_to_revenue() {
        let player = OwnerId::new("user_001").expect("valid");
        let route = |flow: Flow| {
            let Route { source, destination } = flow.route(&player);
            (source.as_str(), destination.as_str())
        };
        assert_eq!(route(Flow::TopUp), ("system:treasury", "user_001"));
        assert_eq!(route(Flow::Bonus), ("system:treasury", "user_001"));
        assert_eq!(route(Flow::Spend), ("user_001", "system:revenue"));
        let mint = Flow::Mint.route(OwnerId::treasury());
        assert_eq!((mint.source.as_str(), mint.destination.as_str()), ("system:issuance", "system:treasury"));
    }
}
