//! Purchases: a player pays in several assets and receives in several.

use serde::{Deserialize, Serialize};

use crate::flow::invalid::{InvalidCommand, SUMS_MAX};
use crate::flow::story::{Facts, Story};
use crate::flow::{Flow, Leg, Main};
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;

/// Pays in several assets, and receives in several. The command's amount is the first that is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purchase {
    /// What else the player pays, besides the command's amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pay: Vec<Sum>,
    /// What the player receives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receive: Vec<Sum>,
}

/// An amount of an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// The asset.
    pub asset: AssetCode,
    /// How much of it.
    pub amount: Amount,
}

impl Purchase {
    pub(crate) fn check(&self, main: &AssetCode) -> Result<(), InvalidCommand> {
        let Self { pay, receive } = self;
        let mut assets: Vec<&AssetCode> = pay.iter().chain(receive).map(|sum| &sum.asset).chain([main]).collect();
        assets.sort_unstable();
        let are_distinct = assets.windows(2).all(|pair| pair[0] != pair[1]);
        let are_few = pay.len() < SUMS_MAX && receive.len() <= SUMS_MAX;
        if are_few && are_distinct { Ok(()) } else { Err(InvalidCommand::Sums) }
    }

    pub(crate) fn legs<'a>(&'a self, main: Main<'a>) -> impl Iterator<Item = Leg<'a>> {
        let Main { owner, .. } = main;
        let first = Flow::Purchase.route(owner).map(|route| main.leg(route));
        let paid = |Sum { asset, amount }: &'a Sum| Leg {
            asset,
            amount: *amount,
            source: owner,
            destination: OwnerId::revenue(),
        };
        let received = |Sum { asset, amount }: &'a Sum| Leg {
            asset,
            amount: *amount,
            source: OwnerId::treasury(),
            destination: owner,
        };
        first.into_iter().chain(self.pay.iter().map(paid)).chain(self.receive.iter().map(received))
    }

    pub(crate) fn tell<'a>(&'a self, Facts { main, reference, .. }: &Facts<'a, '_>, story: &mut Story<'a>) {
        let sum = |Sum { asset, amount }: &'a Sum| (asset, amount.minor());
        story.pay = std::iter::once((main.asset, main.amount.minor())).chain(self.pay.iter().map(sum)).collect();
        story.receive = self.receive.iter().map(sum).collect();
        story.sku = *reference;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{amount, asset};

    #[test]
    fn the_sums_of_a_purchase_are_few_and_each_of_another_asset() {
        let sum = |code: &str| Sum { asset: asset(code), amount: amount(1) };
        let sums = |count: usize, letter: char| (0..count).map(|at| sum(&format!("{letter}{at}"))).collect::<Vec<_>>();
        let check = |pay, receive| Purchase { pay, receive }.check(&asset("MAIN"));
        assert_eq!(check(sums(9, 'P'), sums(10, 'R')), Ok(()));
        for (pay, receive) in [
            (sums(10, 'P'), Vec::new()),
            (Vec::new(), sums(11, 'R')),
            (vec![sum("MAIN")], Vec::new()),
            (vec![sum("A")], vec![sum("A")]),
        ] {
            assert_eq!(check(pay, receive), Err(InvalidCommand::Sums));
        }
    }
}
