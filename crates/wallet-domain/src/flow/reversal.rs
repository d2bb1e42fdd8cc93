//! Reversals: an earlier transaction is taken back, in full or in part.
//!
//! A reversal moves what its original moved, the other way round. Where the original's flow does not say who paid and who
//! received, the reversal carries the original's order, so that its wallets are known before anything is loaded. What it
//! takes is counted in what the original was asked in: the command's amount, and of each other leg the same share.

use serde::{Deserialize, Serialize};

use crate::flow::conversion::Conversion;
use crate::flow::gift::Gift;
use crate::flow::invalid::InvalidCommand;
use crate::flow::purchase::Purchase;
use crate::flow::{Flow, Leg, Main};
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::share::{Share, gcd};

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
    /// The share of the transaction that it takes back, if that is asked for instead of an amount; the command's amount is
    /// the transaction's then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// Whether the fee of a gift is returned as well.
    #[serde(default, skip_serializing_if = "is_false")]
    pub return_fee: bool,
    /// What the transaction asked for, where its flow alone does not say who paid and who received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Original>,
}

/// The order of a transaction that is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Original {
    /// A purchase.
    Purchase(Purchase),
    /// A gift.
    Gift(Gift),
    /// A conversion.
    Conversion(Conversion),
    /// A reversal, which is taken back once.
    Reversal(Box<Reversal>),
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

/// How much of a transaction a reversal takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All that is left of it.
    Rest,
    /// So much of what the transaction was asked in: of a purchase the first price, of a conversion what was paid, of a
    /// gift what was given.
    Amount(Amount),
    /// A share of all that there was.
    Share(Share),
}

impl From<Option<Amount>> for Part {
    fn from(amount: Option<Amount>) -> Self {
        amount.map_or(Self::Rest, Self::Amount)
    }
}

impl OnShortfall {
    /// Every answer to a shortfall.
    pub const ALL: [Self; 3] = [Self::Refuse, Self::TakeAvailable, Self::Debt];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Reversal {
    pub(crate) fn check(&self, main: &AssetCode) -> Result<(), InvalidCommand> {
        let Self { flow, .. } = *self;
        if !flow.is_reversible() {
            return Err(InvalidCommand::NotReversible(flow));
        }
        let is_told = match &self.original {
            Some(original) => original.flow() == flow,
            None => !matches!(flow, Flow::Purchase | Flow::Gift | Flow::Conversion | Flow::Reversal),
        };
        if !is_told || self.whole && self.share.is_some() {
            return Err(InvalidCommand::Terms(Flow::Reversal));
        }
        self.original.as_ref().map_or(Ok(()), |original| original.check(main))?;
        if self.return_fee && flow != Flow::Gift { Err(InvalidCommand::NoFee(flow)) } else { Ok(()) }
    }

    /// The flow that all began with: of a reversal that is taken back, that of the reversal's own original.
    pub(crate) fn root(&self) -> Flow {
        if let Some(Original::Reversal(earlier)) = &self.original { earlier.root() } else { self.flow }
    }

    /// The legs of what it takes back, the other way round. Of a gift whose fee is not returned the gift alone.
    pub(crate) fn each_leg<'a>(&'a self, main: Main<'a>, visit: &mut dyn FnMut(Leg<'a>)) {
        let back = |leg: Leg<'a>| visit(Leg { source: leg.destination, destination: leg.source, ..leg });
        match &self.original {
            None => self.flow.route(main.owner).map(|route| main.leg(route)).into_iter().for_each(back),
            Some(Original::Purchase(it)) => it.legs(main).for_each(back),
            Some(Original::Gift(it)) => it.legs(main).take(if self.return_fee { 2 } else { 1 }).for_each(back),
            Some(Original::Conversion(it)) => it.legs(main).for_each(back),
            Some(Original::Reversal(it)) => it.each_leg(main, &mut { back }),
        }
    }

    /// What each leg moves if the amount that is taken goes from the first number to the second, `sums` being what the
    /// original's legs moved. A part is rounded so that no player gets more than the share; all parts together are exact.
    pub(crate) fn parts(&self, main: Main<'_>, sums: &[i64], (before, after): (i64, i64)) -> Vec<i64> {
        let Some(&whole) = sums.first() else { return Vec::new() };
        let mut sums = sums.iter();
        let mut parts = Vec::new();
        self.each_leg(main, &mut |leg| {
            let sum = sums.next().copied().unwrap_or_default();
            let rounds_up = !leg.source.is_system();
            let share_of = |taken: i64| {
                let (product, whole) = (i128::from(sum) * i128::from(taken), i128::from(whole));
                let more = i128::from(rounds_up && product % whole != 0);
                i64::try_from(product / whole + more).expect("a share is at most the whole")
            };
            parts.push(share_of(after) - share_of(before));
        });
        parts
    }

    /// The least that can be taken back, of which every part is a multiple: items of a purchase are not divided.
    pub(crate) fn step(&self, sums: &[i64]) -> i64 {
        let whole = sums.first().copied().unwrap_or(1);
        if self.root() == Flow::Purchase { whole / sums.iter().copied().fold(whole, gcd) } else { 1 }
    }
}

impl Original {
    fn flow(&self) -> Flow {
        match self {
            Self::Purchase(_) => Flow::Purchase,
            Self::Gift(_) => Flow::Gift,
            Self::Conversion(_) => Flow::Conversion,
            Self::Reversal(_) => Flow::Reversal,
        }
    }

    fn check(&self, main: &AssetCode) -> Result<(), InvalidCommand> {
        match self {
            Self::Purchase(it) => it.check(main),
            Self::Gift(it) => it.check(),
            Self::Conversion(it) => it.check(main),
            Self::Reversal(it) if it.flow == Flow::Reversal => Err(InvalidCommand::LastReversal),
            Self::Reversal(it) => it.check(main),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::purchase::Sum;
    use crate::testing::{amount, asset, owner};
    use crate::{IdempotencyKey, OwnerId};

    fn reversal(flow: Flow, original: Option<Original>) -> Reversal {
        let of = TransactionId::of(&owner("user_001"), &IdempotencyKey::new("k").expect("valid"));
        let on_shortfall = OnShortfall::Refuse;
        Reversal { of, flow, whole: true, on_shortfall, share: None, return_fee: false, original }
    }

    fn purchase() -> Original {
        let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
        Original::Purchase(Purchase { pay: vec![sum("DIAMONDS", 4)], receive: vec![sum("KEYS", 6)] })
    }

    fn gift() -> Original {
        Original::Gift(Gift { to: owner("user_002"), fee: Some(amount(1)) })
    }

    /// From whom to whom, as `source>destination asset`.
    fn legs(reversal: &Reversal, via: Option<&OwnerId>) -> Vec<String> {
        let (player, gold) = (owner("user_001"), asset("GOLD_COINS"));
        let main = Main { owner: &player, asset: &gold, amount: amount(10), via };
        let mut legs = Vec::new();
        reversal.each_leg(main, &mut |leg| legs.push(format!("{}>{} {}", leg.source, leg.destination, leg.asset)));
        legs
    }

    fn parts(reversal: &Reversal, sums: &[i64], between: (i64, i64)) -> Vec<i64> {
        let (player, gold) = (owner("user_001"), asset("GOLD_COINS"));
        reversal.parts(Main { owner: &player, asset: &gold, amount: amount(10), via: None }, sums, between)
    }

    #[test]
    fn a_reversal_goes_the_way_back_of_what_it_reverses() {
        let budget = owner("system:event");
        assert_eq!(legs(&reversal(Flow::TopUp, None), None), ["user_001>system:treasury GOLD_COINS"]);
        assert_eq!(legs(&reversal(Flow::Capture, None), None), ["system:revenue>user_001 GOLD_COINS"]);
        assert_eq!(legs(&reversal(Flow::Bonus, None), Some(&budget)), ["user_001>system:event GOLD_COINS"]);
        let bought =
            ["system:revenue>user_001 GOLD_COINS", "system:revenue>user_001 DIAMONDS", "user_001>system:treasury KEYS"];
        assert_eq!(legs(&reversal(Flow::Purchase, Some(purchase())), None), bought);
        let given = reversal(Flow::Gift, Some(gift()));
        let [back, fee] = ["user_002>user_001 GOLD_COINS", "system:revenue>user_001 GOLD_COINS"];
        assert_eq!(legs(&given, None), [back]);
        assert_eq!(legs(&Reversal { return_fee: true, ..given }, None), [back, fee]);
        let changed = Original::Conversion(Conversion { to: asset("KEYS"), min: None });
        let changed_back = ["system:revenue>user_001 GOLD_COINS", "user_001>system:treasury KEYS"];
        assert_eq!(legs(&reversal(Flow::Conversion, Some(changed)), None), changed_back);
    }

    #[test]
    fn a_reversal_of_a_reversal_goes_the_first_way_again() {
        let again = |first| reversal(Flow::Reversal, Some(Original::Reversal(Box::new(first))));
        let budget = owner("system:event");
        assert_eq!(legs(&again(reversal(Flow::Bonus, None)), Some(&budget)), ["system:event>user_001 GOLD_COINS"]);
        let gift = again(reversal(Flow::Gift, Some(gift())));
        assert_eq!((legs(&gift, None), gift.root()), (vec!["user_001>user_002 GOLD_COINS".to_owned()], Flow::Gift));
        let third = again(again(reversal(Flow::Spend, None)));
        assert_eq!(third.check(&asset("GOLD_COINS")), Err(InvalidCommand::LastReversal));
    }

    #[test]
    fn an_original_is_told_where_its_flow_does_not_say_who_paid() {
        let gold = asset("GOLD_COINS");
        let check = |reversal: Reversal| reversal.check(&gold);
        assert_eq!(check(reversal(Flow::Spend, None)), Ok(()));
        assert_eq!(check(reversal(Flow::Purchase, Some(purchase()))), Ok(()));
        let terms = Err(InvalidCommand::Terms(Flow::Reversal));
        for (flow, original) in
            [(Flow::Purchase, None), (Flow::Gift, None), (Flow::Spend, Some(gift())), (Flow::Gift, Some(purchase()))]
        {
            assert_eq!(check(reversal(flow, original)), terms, "{flow:?}");
        }
        let share = Share::new("1/2").ok();
        assert_eq!(check(Reversal { share, ..reversal(Flow::Spend, None) }), terms, "all that is left is no share");
        assert_eq!(check(reversal(Flow::Mint, None)), Err(InvalidCommand::NotReversible(Flow::Mint)));
        let fee = Reversal { return_fee: true, ..reversal(Flow::Spend, None) };
        assert_eq!(check(fee), Err(InvalidCommand::NoFee(Flow::Spend)));
    }

    #[test]
    fn parts_are_rounded_against_the_player_and_exact_in_the_end() {
        let changed = Original::Conversion(Conversion { to: asset("KEYS"), min: None });
        let changed = reversal(Flow::Conversion, Some(changed));
        // 7 were paid for 2.
        let cut = [(0, 1), (1, 3), (3, 4), (4, 7)].map(|between| parts(&changed, &[7, 2], between));
        assert_eq!(cut, [[1, 1], [2, 0], [1, 1], [3, 0]]);
        let given = Reversal { return_fee: true, ..reversal(Flow::Gift, Some(gift())) };
        let cut = [(0, 6), (6, 7)].map(|between| parts(&given, &[7, 1], between));
        assert_eq!(cut, [[6, 0], [1, 1]], "the fee is returned with the last of it");
        let most = crate::MINOR_MAX;
        assert_eq!(parts(&changed, &[most, most], (most - 1, most)), [1, 1]);
    }

    #[test]
    fn items_of_a_purchase_are_not_divided() {
        let bought = reversal(Flow::Purchase, Some(purchase()));
        assert_eq!([bought.step(&[10, 4, 6]), bought.step(&[10, 4, 1]), bought.step(&[10, 20])], [5, 10, 1]);
        let again = reversal(Flow::Reversal, Some(Original::Reversal(Box::new(bought))));
        assert_eq!(again.step(&[5, 2, 3]), 5);
        assert_eq!(reversal(Flow::Gift, Some(gift())).step(&[7, 3]), 1);
    }
}
