//! Moves: steps 6 and 7 of the order. The sources pay, and the destinations have room.

use crate::asset::policy::OverMax;
use crate::decide::decision::{Decision, Halt, Item, Move, Moves, NotYet};
use crate::decide::footprint::LegSlots;
use crate::flow::Flow;
use crate::record::rejection::Rejection;
use crate::record::wallet::{WalletName, WalletState, WalletStatus};
use crate::value::amount::Balance;
use crate::value::owner::OwnerId;

impl Decision<'_, '_> {
    /// Steps 6 and 7 of one leg of a flow. `kept` minor units of the source's holds are kept for this leg.
    pub(super) fn transfer(&self, leg: LegSlots, kept: i64, flow: Flow) -> Result<Moves, Halt> {
        let debits = self.debit(leg, kept)?;
        let repaid = self.repayment(leg)?;
        let credit = self.credit(leg, repaid, flow)?;
        let debit = Move { slot: leg.source, minor: -leg.minor };
        Ok(match (debits, credit, repaid) {
            (None, Some(credit), None) => Moves::Pair([debit, credit]),
            (debits, credit, repaid) => {
                let mut moves = debits.unwrap_or_else(|| vec![debit]);
                moves.extend(credit.into_iter().chain(repaid));
                Moves::Several(moves)
            }
        })
    }

    /// Steps 6 and 7 of several legs, each wallet moved once. What is `owed` by a source, by slot, is not taken of it.
    pub(super) fn transfer_all(&self, legs: &[LegSlots], owed: &[(usize, i64)], flow: Flow) -> Result<Moves, Halt> {
        let mut moves = Vec::with_capacity(2 * legs.len());
        let paid = || legs.iter().filter(|leg| self.is_players(leg.source));
        let are_several = paid().any(|leg| leg.asset != legs[0].asset);
        let named = |halt, leg: LegSlots| match halt {
            Halt::Refused(Rejection::InsufficientFunds { available, required, .. }) if are_several => {
                let asset = Some(self.book.footprint().assets()[leg.asset].clone());
                Rejection::InsufficientFunds { available, required, asset, owner: None }.into()
            }
            other => other,
        };
        for leg in together(legs, |leg| leg.source) {
            if let Some((_, rest)) = owed.iter().find(|(slot, _)| *slot == leg.source) {
                moves.extend(self.take_owing(leg, *rest)?);
                continue;
            }
            match self.debit(leg, 0).map_err(|halt| named(halt, leg))? {
                None => moves.push(Move { slot: leg.source, minor: -leg.minor }),
                Some(cover) => moves.extend(cover),
            }
        }
        for leg in together(legs, |leg| leg.destination) {
            let repaid = self.repayment(leg)?;
            moves.extend(self.credit(leg, repaid, flow)?.into_iter().chain(repaid));
        }
        moves.sort_by_key(|leg| leg.minor >= 0);
        Ok(Moves::Several(moves))
    }

    /// The part of a leg that fits under the asset's `max_balance`, where its policy clips the flow instead of refusing it.
    pub(super) fn clip(&self, leg: LegSlots, flow: Flow) -> LegSlots {
        if !flow.is_clipped() || self.policy(leg.asset).over_max != OverMax::Clip {
            return leg;
        }
        let most = self.ceiling(leg, flow).map(|(_, headroom)| self.fitting(leg, headroom));
        match most {
            Some(most @ 1..) if most < leg.minor => LegSlots { minor: most, ..leg },
            _ => leg,
        }
    }

    /// Before the limits of step 5: the leg of a command that takes what there is, cut to what its source has available;
    /// `None` of any other. If nothing is there it is the least that could be, which step 6 refuses.
    pub(super) fn what_there_is(&self, item: Item<'_>) -> Result<Option<[LegSlots; 1]>, Halt> {
        let ([leg], true) = (item.legs, item.command.is_as_much_as()) else { return Ok(None) };
        let available = self.wallet(leg.source)?.available();
        if available < leg.minor {
            self.look_for_lapsed(leg.source)?;
        }
        Ok(Some([LegSlots { minor: leg.minor.min(available.max(1)), ..*leg }]))
    }

    /// Before step 8: of a command of the treasury's own, a mint, all stripes are here, so that the whole balance can be told.
    pub(super) fn check_stripes(&self, own: usize) -> Result<(), NotYet> {
        let (owner, footprint) = (self.name(own).owner, self.book.footprint());
        let is_whole = !owner.is_striped()
            || footprint.lane.lanes().count() == 1
            || footprint.stripes_of(owner, footprint.asset_of(own)).is_some();
        if is_whole { Ok(()) } else { Err(NotYet::Load(self.needs(|needs| needs.stripes = true))) }
    }

    /// What the wallet in a slot holds together with its owner's other stripes, if they are here.
    pub(super) fn whole_balance(&self, own: usize) -> Option<Balance> {
        let footprint = self.book.footprint();
        let stripes = footprint.stripes_of(self.name(own).owner, footprint.asset_of(own))?;
        let held = stripes.iter().filter_map(|&slot| self.book.wallet(slot)).map(|state| state.balance.minor());
        Balance::new(held.sum()).ok()
    }

    /// Step 6: `None` if the source pays by itself.
    fn debit(&self, leg: LegSlots, kept: i64) -> Result<Option<Vec<Move>>, Halt> {
        let state = self.wallet(leg.source)?;
        if state.available() + kept >= leg.minor {
            return Ok(None);
        }
        let (name, footprint) = (self.name(leg.source), self.book.footprint());
        if !name.owner.is_striped() {
            self.look_for_lapsed(leg.source)?;
            return Err(shortage(name, state, leg.minor).into());
        }
        let stripes = match footprint.stripes_of(name.owner, leg.asset) {
            Some(stripes) => stripes,
            None if footprint.lane.lanes().count() == 1 => std::slice::from_ref(&leg.source),
            None => return Err(NotYet::Load(self.needs(|needs| needs.stripes = true)).into()),
        };
        let levelled = self.level(stripes, leg.source, leg.minor);
        levelled.map(Some).ok_or_else(|| shortage(name, state, leg.minor).into())
    }

    /// Step 7: the amount that the destination receives; `None` if all of it repays a debt.
    fn credit(&self, leg: LegSlots, repaid: Option<Move>, flow: Flow) -> Result<Option<Move>, Rejection> {
        let minor = leg.minor - repaid.map_or(0, |repaid| repaid.minor);
        self.check_headroom(LegSlots { minor, ..leg }, flow)?;
        Ok((minor > 0).then_some(Move { slot: leg.destination, minor }))
    }

    /// Pays `amount` out of a treasury, or revenue, whose own stripe is short, and levels the stripes on the way: the own
    /// stripe ends with its share of the rest, so that the lane does not have to ask the others every time. `None` if all
    /// stripes together are short.
    fn level(&self, stripes: &[usize], own: usize, amount: i64) -> Option<Vec<Move>> {
        let available = |slot: usize| {
            let open = self.book.wallet(slot).filter(|state| state.status == WalletStatus::Open);
            open.map_or(0, WalletState::available)
        };
        // No balance passes 2^53, and there are few stripes.
        let left = stripes.iter().map(|&slot| available(slot)).sum::<i64>() - amount;
        let count = i64::try_from(stripes.len()).expect("there are few stripes");
        if left < 0 {
            return None;
        }
        let share = left / count;
        let mut others: Vec<usize> = stripes.iter().copied().filter(|&slot| slot != own).collect();
        others.sort_unstable_by_key(|&slot| std::cmp::Reverse(available(slot)));
        let mut moves = Vec::with_capacity(stripes.len() + 1);
        let mut needed = amount + share - available(own);
        for slot in others {
            let given = (available(slot) - share).clamp(0, needed);
            if given > 0 {
                moves.push(Move { slot, minor: -given });
                needed -= given;
            }
        }
        // The own stripe gives something beside them, or keeps some of it.
        let own_minor = share - available(own);
        if own_minor != 0 {
            moves.push(Move { slot: own, minor: own_minor });
        }
        moves.sort_by_key(|leg| leg.minor >= 0);
        Some(moves)
    }
}

/// One leg for each slot that legs have on one side, with their sum. Its other side means nothing.
pub(super) fn together(legs: &[LegSlots], side: impl Fn(&LegSlots) -> usize) -> Vec<LegSlots> {
    let mut sums: Vec<LegSlots> = Vec::with_capacity(legs.len());
    for leg in legs {
        match sums.iter_mut().find(|sum| side(sum) == side(leg)) {
            Some(sum) => sum.minor += leg.minor,
            None => sums.push(*leg),
        }
    }
    sums
}

/// The refusal of step 6, by the owner who is short.
fn shortage(source: WalletName<'_>, state: &WalletState, required: i64) -> Rejection {
    let asset = || source.asset.clone();
    if source.owner == OwnerId::issuance() {
        // The contra wallet is never short of credits; what ends is the supply that a number can hold.
        Rejection::BalanceLimitExceeded { headroom: state.available() }
    } else if source.owner == OwnerId::revenue() {
        Rejection::RevenueExhausted { asset: asset() }
    } else if source.owner.is_budget() {
        Rejection::BudgetExhausted { owner: source.owner.clone(), asset: asset() }
    } else if source.owner.is_system() {
        Rejection::TreasuryExhausted { asset: asset() }
    } else {
        Rejection::InsufficientFunds { available: state.available(), required, asset: None, owner: None }
    }
}

#[cfg(test)]
mod tests {
    use crate::decide::tests::{FROZEN, decided_with};
    use crate::testing::spend;
    use crate::{Balance, WalletState};

    #[test]
    fn what_there_is_is_found_after_the_version_and_before_the_limits() {
        let command = || spend("user_001", "GOLD_COINS", 10, "k").as_much_as().expect("a spend");
        let policies = [("GOLD_COINS", r#"{"limits":[{"flow":"spend","per":"day","max_amount":5}]}"#)];
        let with = |balance: i64| {
            move |owner: &str, _: &str, state: WalletState| {
                let balance = if owner == "user_001" { Balance::new(balance).expect("valid") } else { state.balance };
                Some(WalletState { balance, ..state })
            }
        };
        assert_eq!(decided_with(command(), &policies, with(5)), "posted");
        assert_eq!(decided_with(command(), &policies, with(6)), "limit_exceeded");
        assert_eq!(decided_with(command(), &policies, with(0)), "insufficient_funds");
        assert_eq!(decided_with(command().if_version(8), &policies, with(6)), "version_mismatch");
        assert_eq!(decided_with(command(), &policies, FROZEN), "wallet_frozen");
        let another = [("DIAMONDS", "{}")];
        assert_eq!(decided_with(command(), &another, with(6)), "asset_not_found");
    }
}
