//! Reversals: an earlier transaction is taken back, in full or in part.

use serde::{Deserialize, Serialize};

use crate::flow::invalid::InvalidCommand;
use crate::flow::{Flow, Leg, Main};
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;

/// Takes a transaction back.
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
}

/// What happens if a player no longer has what a reversal takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnShortfall {
    /// The reversal is refused.
    #[default]
    Refuse,
    /// It takes what is available.
    TakeAvailable,
    /// It takes all: the player owes what is not available, and later credits repay it.
    Debt,
}

impl OnShortfall {
    /// Every answer to a shortfall.
    pub const ALL: [Self; 3] = [Self::Refuse, Self::TakeAvailable, Self::Debt];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Reversal {
    pub(crate) fn check(&self) -> Result<(), InvalidCommand> {
        let way_back = self.flow.way_back(OwnerId::treasury());
        way_back.map(|_| ()).ok_or(InvalidCommand::NotReversible(self.flow))
    }

    pub(crate) fn leg<'a>(&self, main: Main<'a>) -> Option<Leg<'a>> {
        self.flow.way_back(main.owner).map(|route| main.leg(route))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{asset, owner};
    use crate::{Amount, IdempotencyKey};

    #[test]
    fn a_reversal_goes_the_way_back_of_the_flow_that_it_reverses() {
        let (player, gold, budget) = (owner("user_001"), asset("GOLD_COINS"), owner("system:event"));
        let of = TransactionId::of(&player, &IdempotencyKey::new("k").expect("valid"));
        let sides = |flow, via| {
            let reversal = Reversal { of, flow, whole: true, on_shortfall: OnShortfall::Refuse };
            let leg = reversal.leg(Main { owner: &player, asset: &gold, amount: Amount::ONE, via });
            leg.map(|leg| (leg.source.as_str().to_owned(), leg.destination.as_str().to_owned()))
        };
        let between = |source: &str, destination: &str| Some((source.to_owned(), destination.to_owned()));
        assert_eq!(sides(Flow::TopUp, None), between("user_001", "system:treasury"));
        assert_eq!(sides(Flow::Capture, None), between("system:revenue", "user_001"));
        assert_eq!(sides(Flow::Bonus, Some(&budget)), between("user_001", "system:event"));
        assert_eq!(sides(Flow::Purchase, None), None);
    }
}
