//! Reversals: an earlier transaction is taken back, in full or in part.
//!
//! A reversal moves what its original moved, the other way round. Where the original's flow does not say who paid and who
//! received, the reversal carries the original's order, so that its wallets are known before anything is loaded. What it
//! takes is counted in what the original was asked in: the command's amount, and of each other leg the same share.

use crate::flow::invalid::InvalidCommand;
use crate::flow::story::Story;
use crate::flow::terms::{Order, Reversal};
use crate::flow::{Flow, Leg, Main};
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::share::{Share, gcd};

/// How much of a transaction a reversal takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All that is left of it.
    Rest,
    /// So much of what the transaction was asked in: of a purchase the first price, of a conversion what was paid, of all
    /// else the amount.
    Amount(Amount),
    /// A share of all that there was.
    Share(Share),
}

impl From<Option<Amount>> for Part {
    fn from(amount: Option<Amount>) -> Self {
        amount.map_or(Self::Rest, Self::Amount)
    }
}

impl Reversal {
    pub(crate) fn check(&self, main: &AssetCode) -> Result<(), InvalidCommand> {
        let Self { flow, .. } = *self;
        if !flow.is_reversible() {
            return Err(InvalidCommand::NotReversible(flow));
        }
        let original = self.original.as_deref();
        let is_told = original.map(Order::flow) == flow.is_carried().then_some(flow);
        if !is_told || self.whole && self.share.is_some() {
            return Err(InvalidCommand::Terms(Flow::Reversal));
        }
        match original {
            Some(Order::Reversal(Self { flow: Flow::Reversal, .. })) => return Err(InvalidCommand::LastReversal),
            Some(original) => original.check(main)?,
            None => {}
        }
        if self.return_fee && !flow.has_fee() { Err(InvalidCommand::NoFee(flow)) } else { Ok(()) }
    }

    /// The flow that all began with: of a reversal that is taken back, that of the reversal's own original.
    pub(crate) fn root(&self) -> Flow {
        if let Some(Order::Reversal(earlier)) = self.original.as_deref() { earlier.root() } else { self.flow }
    }

    /// The legs of what it takes back, the other way round. Where a fee is not returned, that of the amount alone.
    pub(crate) fn each_leg<'a>(&'a self, main: Main<'a>, visit: &mut dyn FnMut(Leg<'a>)) {
        let mut left = if self.flow.has_fee() && !self.return_fee { 1 } else { usize::MAX };
        let mut back = |leg: Leg<'a>| {
            if left > 0 {
                left -= 1;
                visit(Leg { source: leg.destination, destination: leg.source, ..leg });
            }
        };
        match self.original.as_deref() {
            None => self.flow.route(main.owner).map(|route| main.leg(route)).into_iter().for_each(back),
            Some(order) => order.each_leg(main, &mut back),
        }
    }

    pub(crate) fn tell(&self, story: &mut Story<'_>) {
        story.reverses = Some(self.of);
        story.reversed_flow = Some(self.flow);
        story.on_shortfall = Some(self.on_shortfall).filter(|it| !it.is_default());
        story.share = self.share;
        story.returns_fee = self.return_fee;
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

    /// The least that can be taken back, of which every part is a multiple: items are not divided.
    pub(crate) fn step(&self, sums: &[i64]) -> i64 {
        let whole = sums.first().copied().unwrap_or(1);
        if self.root().has_items() { whole / sums.iter().copied().fold(whole, gcd) } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{amount, asset, key, owner};
    use crate::{Conversion, OnShortfall, OwnerId, Purchase, Sum, TransactionId};

    /// Takes all of a transaction back.
    fn reversal(flow: Flow, original: Option<Order>) -> Reversal {
        let of = TransactionId::of(&owner("user_001"), &key("k"));
        let (on_shortfall, original) = (OnShortfall::Refuse, original.map(Box::new));
        Reversal { of, flow, whole: true, on_shortfall, share: None, return_fee: false, original }
    }

    fn of(order: impl Into<Order>) -> Reversal {
        let order = order.into();
        reversal(order.flow(), Some(order))
    }

    fn purchase() -> Purchase {
        let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
        Purchase { pay: vec![sum("DIAMONDS", 4)], receive: vec![sum("KEYS", 6)] }
    }

    fn conversion() -> Conversion {
        Conversion { to: asset("KEYS"), min: None }
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
        assert_eq!(legs(&of(purchase()), None), bought);
        let changed_back = ["system:revenue>user_001 GOLD_COINS", "user_001>system:treasury KEYS"];
        assert_eq!(legs(&of(conversion()), None), changed_back);
    }

    #[test]
    fn a_reversal_of_a_reversal_goes_the_first_way_again() {
        let budget = owner("system:event");
        assert_eq!(legs(&of(reversal(Flow::Bonus, None)), Some(&budget)), ["system:event>user_001 GOLD_COINS"]);
        let again = of(of(conversion()));
        let changed = ["user_001>system:revenue GOLD_COINS", "system:treasury>user_001 KEYS"];
        assert_eq!((legs(&again, None), again.root()), (changed.map(str::to_owned).to_vec(), Flow::Conversion));
        let third = of(of(reversal(Flow::Spend, None)));
        assert_eq!(third.check(&asset("GOLD_COINS")), Err(InvalidCommand::LastReversal));
    }

    #[test]
    fn an_original_is_told_where_its_flow_does_not_say_who_paid() {
        let gold = asset("GOLD_COINS");
        let check = |reversal: Reversal| reversal.check(&gold);
        assert_eq!(check(reversal(Flow::Spend, None)), Ok(()));
        assert_eq!(check(of(purchase())), Ok(()));
        let terms = Err(InvalidCommand::Terms(Flow::Reversal));
        for flow in Flow::ALL.into_iter().filter(|flow| flow.is_reversible()) {
            let untold = check(reversal(flow, None));
            assert_eq!(untold, if flow.is_carried() { terms.clone() } else { Ok(()) }, "{flow}");
            let of_another = check(reversal(flow, Some(purchase().into())));
            assert_eq!(of_another, if flow == Flow::Purchase { Ok(()) } else { terms.clone() }, "{flow}");
        }
        let share = Share::new("1/2").ok();
        assert_eq!(check(Reversal { share, ..reversal(Flow::Spend, None) }), terms, "all that is left is no share");
        assert_eq!(check(reversal(Flow::Mint, None)), Err(InvalidCommand::NotReversible(Flow::Mint)));
        let fee = Reversal { return_fee: true, ..reversal(Flow::Spend, None) };
        assert_eq!(check(fee), Err(InvalidCommand::NoFee(Flow::Spend)));
    }

    #[test]
    fn parts_are_rounded_against_the_player_and_exact_in_the_end() {
        let changed = of(conversion());
        // 7 were paid for 2.
        let cut = [(0, 1), (1, 3), (3, 4), (4, 7)].map(|between| parts(&changed, &[7, 2], between));
        assert_eq!(cut, [[1, 1], [2, 0], [1, 1], [3, 0]]);
        let most = crate::MINOR_MAX;
        assert_eq!(parts(&changed, &[most, most], (most - 1, most)), [1, 1]);
    }

    #[test]
    fn items_of_a_purchase_are_not_divided() {
        let bought = of(purchase());
        assert_eq!([bought.step(&[10, 4, 6]), bought.step(&[10, 4, 1]), bought.step(&[10, 20])], [5, 10, 1]);
        assert_eq!(of(bought).step(&[5, 2, 3]), 5);
        assert_eq!(of(conversion()).step(&[7, 3]), 1);
    }
}
