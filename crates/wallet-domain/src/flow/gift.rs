//! Gifts: a player gives credits to another.

use serde::{Deserialize, Serialize};

use crate::flow::invalid::InvalidCommand;
use crate::flow::{Leg, Main, Route};
use crate::value::amount::Amount;
use crate::value::owner::{InvalidOwner, OwnerId};

/// Gives credits to another player.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gift {
    /// Who receives the command's amount.
    pub to: OwnerId,
    /// What the giver pays beside it, to revenue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Amount>,
}

impl Gift {
    pub(crate) fn check(&self) -> Result<(), InvalidCommand> {
        if self.to.is_system() { Err(InvalidOwner::Reserved.into()) } else { Ok(()) }
    }

    pub(crate) fn legs<'a>(&'a self, main: Main<'a>) -> impl Iterator<Item = Leg<'a>> {
        let gift = main.leg(Route { source: main.owner, destination: &self.to });
        let fee = self.fee.map(|amount| Leg { amount, destination: OwnerId::revenue(), ..gift });
        std::iter::once(gift).chain(fee)
    }
}

#[cfg(test)]
mod tests {
    use crate::decide::tests::decided_with;
    use crate::testing::give;
    use crate::{WalletState, WalletStatus};

    #[test]
    fn same_wallet_comes_before_not_transferable_and_that_before_frozen() {
        let give = |to: &str| give(("user_001", to), "A", 1, None, "k");
        let frozen = |_: &str, _: &str, state| Some(WalletState { status: WalletStatus::Frozen, ..state });
        assert_eq!(decided_with(give("user_001"), &[("A", "{}")], frozen), "same_wallet");
        assert_eq!(decided_with(give("user_002"), &[("A", "{}")], frozen), "not_transferable");
        assert_eq!(decided_with(give("user_002"), &[("A", r#"{"transferable":true}"#)], frozen), "wallet_frozen");
    }
}
