//! Conversions: a player changes one asset into another.

use serde::{Deserialize, Serialize};

use crate::flow::invalid::InvalidCommand;
use crate::flow::story::{Facts, Story};
use crate::flow::{Flow, Leg, Main};
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;

/// Changes the command's amount into another asset, at the rate that is configured when it is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversion {
    /// The other asset.
    pub to: AssetCode,
    /// The least of it that there must be, or nothing happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Amount>,
}

impl Conversion {
    pub(crate) fn check(&self, main: &AssetCode) -> Result<(), InvalidCommand> {
        if self.to == *main { Err(InvalidCommand::SameAsset) } else { Ok(()) }
    }

    /// Its two legs. How much the second moves depends on the rate when it is decided.
    pub(crate) fn legs<'a>(&'a self, main: Main<'a>) -> impl Iterator<Item = Leg<'a>> {
        let paid = Flow::Conversion.route(main.owner).map(|route| main.leg(route));
        let amount = self.min.unwrap_or(Amount::ONE);
        let received = Leg { asset: &self.to, amount, source: OwnerId::treasury(), destination: main.owner };
        paid.into_iter().chain([received])
    }

    pub(crate) fn tell<'a>(&'a self, facts: &Facts<'a, '_>, story: &mut Story<'a>) {
        story.to = Some(self.to.as_str());
        story.min_receive = self.min.map(Amount::minor);
        story.received = facts.moved.get(1).copied();
        story.left = facts.rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::decided_with;
    use crate::testing::{amount, asset, ordered};
    use crate::{Balance, WalletState, WalletStatus};

    /// Between missing wallets and frozen ones, in this order.
    #[test]
    fn a_conversion_is_refused_by_its_rate_before_a_frozen_wallet() {
        let convert = |minor, min: Option<u64>| {
            ordered(Conversion { to: asset("B"), min: min.map(amount) }, "user_001", "A", minor, "k")
        };
        let rate = r#"{"rates":[{"to":"B","pay":3,"receive":1}]}"#;
        let frozen = |state| Some(WalletState { status: WalletStatus::Frozen, balance: Balance::ZERO, ..state });
        let at = |policy, minor, min| {
            decided_with(convert(minor, min), &[("A", policy), ("B", "{}")], |_, _, state| frozen(state))
        };
        let missing = decided_with(convert(1, Some(9)), &[("A", "{}"), ("B", "{}")], |owner, _, state| {
            if owner == "user_001" { None } else { frozen(state) }
        });
        assert_eq!(decided_with(convert(1, Some(9)), &[("A", "{}")], |_, _, _| None), "asset_not_found");
        assert_eq!(missing, "wallet_not_found");
        assert_eq!(at("{}", 1, Some(9)), "no_rate");
        assert_eq!(at(rate, 1, Some(9)), "conversion_too_small");
        assert_eq!(at(rate, 3, Some(9)), "rate_below_minimum");
        assert_eq!(at(rate, 3, None), "wallet_frozen");
    }

    #[test]
    fn a_limit_on_what_is_received_holds_where_what_is_paid_has_none() {
        let convert = ordered(Conversion { to: asset("B"), min: None }, "user_001", "A", 30, "k");
        let rate = r#"{"rates":[{"to":"B","pay":3,"receive":1}]}"#;
        let decided = |most: u64| {
            let limit = format!(r#"{{"limits":[{{"flow":"conversion","per":"day","max_amount":{most}}}]}}"#);
            decided_with(convert.clone(), &[("A", rate), ("B", &limit)], |_, _, state| Some(state))
        };
        assert_eq!(decided(10), "posted");
        assert_eq!(decided(9), "limit_exceeded");
    }
}
