//! Reversals: what of an earlier transaction is taken back, leg by leg.
//!
//! Step 3 finds the transaction and how much of it is left. Steps 6 and 7 cut that to what the player who pays has
//! available, or leave the rest owed, as the caller allows; the same share of every leg moves, or nothing does.

use crate::decide::decision::{Decision, Halt, Item, Moves};
use crate::decide::footprint::LegSlots;
use crate::decide::moves::together;
use crate::flow::Flow;
use crate::flow::shortfall::OnShortfall;
use crate::flow::terms::Reversal;
use crate::record::claim::{Claim, ClaimKind, ClaimStatus};
use crate::record::rejection::Rejection;
use crate::value::time::Timestamp;

/// A transaction that is taken back.
pub(super) struct Original<'a> {
    reversal: &'a Reversal,
    /// What each of its legs moved, in minor units.
    sums: Vec<i64>,
    pub(super) decided_at: Timestamp,
}

/// What a reversal comes to.
pub(super) struct Taken {
    /// How much of the original's amount it takes, in minor units.
    pub(super) minor: i64,
    /// Its legs. One may move nothing, if its part is rounded down to that.
    pub(super) legs: Vec<LegSlots>,
    /// By slot of the wallet that pays, how much of it is to be owed.
    owed: Vec<(usize, i64)>,
}

impl Original<'_> {
    pub(super) fn flow(&self) -> Flow {
        self.reversal.flow
    }
}

impl Decision<'_, '_> {
    /// Step 3 of a reversal: the claim on what is left of its original, and how much of that is asked for. The first
    /// reversal finds all that the original moved.
    pub(super) fn check_reversal<'i>(
        &self,
        item: Item<'i>,
        reversal: &'i Reversal,
    ) -> Result<(Claim, i64, Original<'i>), Rejection> {
        let id = reversal.of;
        let found = self.posted(item).filter(|(earlier, _)| item.command.takes_back(&earlier.command));
        let (earlier, posting) = found.ok_or(Rejection::TransactionNotFound { id })?;
        let untouched = || -> Result<Claim, Rejection> {
            let (wallet, status) = (self.wallet(item.slots.wallet)?.id, ClaimStatus::Open);
            let amount = posting.moved_by(&earlier.command);
            Ok(Claim { id, kind: ClaimKind::Original, wallet, amount, taken: 0, status, expires_at: None })
        };
        let claim = self.book.claim(id).map_or_else(untouched, Ok)?;
        let remaining = claim.left();
        if remaining == 0 {
            return Err(Rejection::AlreadyReversed);
        }
        let (minor, is_exact) = match reversal.share {
            _ if reversal.whole => (remaining, true),
            Some(share) => share.of(claim.amount),
            None => (item.command.amount().minor(), true),
        };
        if minor > remaining {
            return Err(Rejection::ReversalExceedsOriginal { remaining });
        }
        let sums = posting.moved_by_legs(&earlier.command);
        let step = reversal.step(&sums);
        if !is_exact || minor % step != 0 {
            return Err(Rejection::ShareNotWhole { step });
        }
        Ok((claim, minor, Original { reversal, sums, decided_at: earlier.created_at }))
    }

    /// Before steps 6 and 7 of a reversal of `minor` after `taken`: what it comes to with what its payer has available.
    pub(super) fn cut(
        &self,
        item: Item<'_>,
        original: &Original<'_>,
        (taken, minor): (i64, i64),
    ) -> Result<Taken, Halt> {
        let on_shortfall = original.reversal.on_shortfall;
        let taking = |minor: i64, owed| {
            let parts = item.command.parts_of(&original.sums, (taken, taken + minor));
            let legs = item.legs.iter().zip(parts).map(|(leg, minor)| LegSlots { minor, ..*leg }).collect();
            Taken { minor, legs, owed }
        };
        let all = taking(minor, Vec::new());
        if on_shortfall == OnShortfall::Refuse {
            return Ok(all);
        }
        let short = self.short(&all.legs);
        short.iter().try_for_each(|(slot, _)| self.look_for_lapsed(*slot))?;
        Ok(match on_shortfall {
            _ if short.is_empty() => all,
            OnShortfall::Debt => Taken { owed: short, ..all },
            OnShortfall::TakeAvailable | OnShortfall::Refuse => {
                let step = original.reversal.step(&original.sums);
                let fits = |steps: i64| self.short(&taking(steps * step, Vec::new()).legs).is_empty();
                match last_where(minor / step, fits) {
                    // With nothing left to take, it is refused like any other.
                    0 => all,
                    steps => taking(steps * step, Vec::new()),
                }
            }
        })
    }

    /// Steps 6 and 7 of a reversal. Whoever else than its owner is short is named.
    pub(super) fn take_back(&self, item: Item<'_>, taken: &Taken) -> Result<Moves, Halt> {
        let moving: Vec<LegSlots> = taken.legs.iter().copied().filter(|leg| leg.minor > 0).collect();
        let moves = match (&moving[..], &taken.owed[..]) {
            ([leg], []) => self.transfer(*leg, 0, Flow::Reversal),
            (legs, owed) => self.transfer_all(legs, owed, Flow::Reversal),
        };
        moves.map_err(|halt| match halt {
            Halt::Refused(Rejection::InsufficientFunds { available, required, asset, .. }) => {
                let payer =
                    moving.iter().find(|leg| self.is_players(leg.source)).map(|leg| self.name(leg.source).owner);
                let owner = payer.filter(|payer| *payer != item.command.owner()).cloned();
                Rejection::InsufficientFunds { available, required, asset, owner }.into()
            }
            other => other,
        })
    }

    /// The players' wallets that have less available than legs take of them, each with what is missing.
    fn short(&self, legs: &[LegSlots]) -> Vec<(usize, i64)> {
        let paid = together(legs, |leg| leg.source).into_iter().filter(|leg| self.is_players(leg.source));
        let missing = |leg: LegSlots| (leg.source, leg.minor - self.state(leg.source).available());
        paid.map(missing).filter(|(_, missing)| *missing > 0).collect()
    }
}

/// The largest number up to `most` of which `holds` is true, which is true of 0 and, from some number on, false.
fn last_where(most: i64, holds: impl Fn(i64) -> bool) -> i64 {
    let (mut last, mut end) = (0, most + 1);
    while end - last > 1 {
        let middle = last + (end - last) / 2;
        if holds(middle) { last = middle } else { end = middle }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::last_where;
    use crate::decide::tests::{FROZEN, decided_after};
    use crate::testing::{amount, asset, key, owner};
    use crate::{Balance, Command, Details, OnShortfall, Part, Sum, WalletState};

    /// Pays 10 of A for 2 of B.
    fn bought() -> Command {
        let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
        let (pay, receive) = (vec![sum("A", 10)], vec![sum("B", 2)]);
        Command::purchase(key("p"), owner("user_001"), pay, receive, Details::default()).expect("sums")
    }

    fn back(part: Part, on_shortfall: OnShortfall) -> Command {
        let back = Command::reversal(&bought(), key("r"), part, on_shortfall, Details::default());
        back.expect("a purchase can be taken back")
    }

    const POLICIES: [(&str, &str); 2] = [("A", "{}"), ("B", "{}")];

    #[test]
    fn a_share_that_divides_an_item_comes_after_too_much_and_before_a_frozen_wallet() {
        let decided = |part| decided_after(&[bought()], back(part, OnShortfall::Refuse), &POLICIES, FROZEN);
        let part = |minor| Part::Amount(amount(minor));
        let share = |text: &str| Part::Share(text.parse().expect("a share"));
        assert_eq!(decided(part(11)), "reversal_exceeds_original");
        assert_eq!([decided(part(7)), decided(share("1/4"))], ["share_not_whole"; 2]);
        assert_eq!([decided(part(5)), decided(share("1/2"))], ["wallet_frozen"; 2]);
    }

    #[test]
    fn the_first_of_several_legs_that_is_short_refuses_a_reversal() {
        let decided = |on_shortfall, dry: &[&str]| {
            let wallet = |owner: &str, _: &str, state: WalletState| {
                let balance = if dry.contains(&owner) { Balance::ZERO } else { state.balance };
                Some(WalletState { balance, ..state })
            };
            decided_after(&[bought()], back(Part::Rest, on_shortfall), &POLICIES, wallet)
        };
        for on_shortfall in [OnShortfall::Refuse, OnShortfall::TakeAvailable] {
            assert_eq!(decided(on_shortfall, &["user_001", "system:revenue"]), "revenue_exhausted");
            assert_eq!(decided(on_shortfall, &["user_001"]), "insufficient_funds");
        }
        assert_eq!(decided(OnShortfall::TakeAvailable, &[]), "posted");
    }

    #[test]
    fn what_a_reversal_says_of_its_original_must_be_so() {
        let other = Command::purchase(
            key("p"),
            owner("user_001"),
            vec![Sum { asset: asset("A"), amount: amount(10) }],
            vec![Sum { asset: asset("B"), amount: amount(3) }],
            Details::default(),
        );
        let other = [other.expect("sums")];
        let decided =
            decided_after(&other, back(Part::Rest, OnShortfall::Refuse), &POLICIES, |_, _, state| Some(state));
        assert_eq!(decided, "transaction_not_found");
    }

    #[test]
    fn the_last_number_is_found_by_halving() {
        for most in 0..20 {
            for last in 0..=most {
                assert_eq!(last_where(most, |number| number <= last), last);
            }
        }
    }
}
