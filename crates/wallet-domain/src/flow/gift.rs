//! Gifts: a player gives credits to another.

use serde::{Deserialize, Serialize};

use crate::flow::invalid::InvalidCommand;
use crate::flow::story::Story;
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

    pub(crate) fn tell<'a>(&'a self, story: &mut Story<'a>) {
        story.to = Some(self.to.as_str());
        story.fee = self.fee.map(Amount::minor);
    }
}

#[cfg(test)]
mod tests {
    use crate::decide::tests::decided_with;
    use crate::testing::{give, key};
    use crate::{Command, Details, OnShortfall, WalletState, WalletStatus};

    #[test]
    fn same_wallet_comes_before_not_transferable_and_that_before_frozen() {
        let give = |to: &str| give(("user_001", to), "A", 1, None, "k");
        let frozen = |_: &str, _: &str, state| Some(WalletState { status: WalletStatus::Frozen, ..state });
        assert_eq!(decided_with(give("user_001"), &[("A", "{}")], frozen), "same_wallet");
        assert_eq!(decided_with(give("user_002"), &[("A", "{}")], frozen), "not_transferable");
        assert_eq!(decided_with(give("user_002"), &[("A", r#"{"transferable":true}"#)], frozen), "wallet_frozen");
    }

    #[test]
    fn a_reversal_returns_the_fee_only_if_that_is_asked_for() {
        let legs = |command: &Command| -> Vec<String> {
            command.legs().iter().map(|leg| format!("{}>{} {}", leg.source, leg.destination, leg.amount)).collect()
        };
        let reversed = |command: &Command, name| {
            Command::reversal(command, key(name), None, OnShortfall::Refuse, Details::default()).expect("reversible")
        };
        let given = give(("user_001", "user_002"), "A", 7, Some(1), "k");
        let back = reversed(&given, "back");
        assert_eq!(legs(&back), ["user_002>user_001 7"]);
        assert_eq!(legs(&reversed(&back, "again")), ["user_001>user_002 7"]);
        let whole = back.returning_fee().expect("it has a fee");
        assert_eq!(legs(&whole), ["user_002>user_001 7", "system:revenue>user_001 1"]);
        assert_eq!(legs(&reversed(&whole, "again")), ["user_001>user_002 7", "user_001>system:revenue 1"]);
        let cut = [(0, 6), (6, 7)].map(|between| whole.parts_of(&[7, 1], between));
        assert_eq!(cut, [[6, 0], [1, 1]], "the fee is returned with the last of it");
    }
}
