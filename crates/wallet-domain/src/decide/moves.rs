//! Moves: who pays and who receives what, once a command is due; steps 6 and 7 of the order.

use super::debts::repayment;
use super::policy::ceiling;
use super::{Draft, Refusal, Widen, wallet};
use crate::decide::book::{Book, LegSlots};
use crate::flow::Flow;
use crate::record::rejection::Rejection;
use crate::record::wallet::WalletName;
use crate::record::wallet::{WalletState, WalletStatus};
use crate::value::lane::Lanes;
use crate::value::owner::OwnerId;

/// What a posting does to the wallet in a slot: minor units, negative for a debit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    pub(super) slot: usize,
    pub(super) minor: i64,
}

/// What a posting does.
pub(super) enum Moves {
    /// From one wallet to another: all but a few.
    Pair([Move; 2]),
    /// Between several wallets, or none at all. Debits first.
    Several(Vec<Move>),
}

impl Default for Moves {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Moves {
    pub(super) fn as_slice(&self) -> &[Move] {
        match self {
            Self::Pair(pair) => pair,
            Self::Several(moves) => moves,
        }
    }
}

impl Draft {
    /// Steps 6 and 7 of one leg of a flow. Of what the source's holds keep, `kept` is for this.
    pub(super) fn transfer(&self, book: &Book<'_>, leg: LegSlots, kept: i64, flow: Flow) -> Result<Moves, Refusal> {
        let debits = self.debit(book, leg, kept)?;
        let repaid = repayment(book, leg)?;
        let credit = credit(book, leg, repaid, flow)?;
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

    /// Steps 6 and 7 of several legs, each wallet moved once.
    pub(super) fn transfer_all(&self, book: &Book<'_>, legs: &[LegSlots], flow: Flow) -> Result<Moves, Refusal> {
        let mut moves = Vec::with_capacity(2 * legs.len());
        let is_system = |leg: &&LegSlots| book.footprint.wallets()[leg.source].owner.is_system();
        let are_several = legs.iter().filter(|leg| !is_system(leg)).any(|leg| leg.asset != legs[0].asset);
        let named = |refusal, leg: LegSlots| match refusal {
            Refusal::Rejected(Rejection::InsufficientFunds { available, required, .. }) if are_several => {
                let asset = Some(book.footprint.assets()[leg.asset].clone());
                Rejection::InsufficientFunds { available, required, asset }.into()
            }
            other => other,
        };
        for leg in together(legs, |leg| leg.source) {
            match self.debit(book, leg, 0).map_err(|refusal| named(refusal, leg))? {
                None => moves.push(Move { slot: leg.source, minor: -leg.minor }),
                Some(cover) => moves.extend(cover),
            }
        }
        for leg in together(legs, |leg| leg.destination) {
            let repaid = repayment(book, leg)?;
            moves.extend(credit(book, leg, repaid, flow)?.into_iter().chain(repaid));
        }
        moves.sort_by_key(|leg| leg.minor >= 0);
        Ok(Moves::Several(moves))
    }

    /// Step 6: `None` if the source pays by itself.
    fn debit(&self, book: &Book<'_>, leg: LegSlots, kept: i64) -> Result<Option<Vec<Move>>, Refusal> {
        let state = wallet(book, leg.source)?;
        if state.available() + kept >= leg.minor {
            return Ok(None);
        }
        let name = book.footprint.wallets()[leg.source];
        if !name.owner.is_striped() {
            self.look_for_lapsed(book, leg.source)?;
            return Err(shortage(name, state, leg.minor).into());
        }
        let stripes = match book.footprint.stripes_of(name.owner, leg.asset) {
            Some(stripes) => stripes,
            None if book.footprint.lane.lanes() == Lanes::ONE => std::slice::from_ref(&leg.source),
            None => return Err(Refusal::Widen(Widen { stripes: true, ..book.footprint.wide.clone() })),
        };
        let levelled = level(book, stripes, leg.source, leg.minor);
        levelled.map(Some).ok_or_else(|| shortage(name, state, leg.minor).into())
    }
}

/// Step 7: what the destination receives; none if all of it repays a debt.
fn credit(book: &Book<'_>, leg: LegSlots, repaid: Option<Move>, flow: Flow) -> Result<Option<Move>, Rejection> {
    let minor = leg.minor - repaid.map_or(0, |repaid| repaid.minor);
    check_headroom(book, LegSlots { minor, ..leg }, flow)?;
    Ok((minor > 0).then_some(Move { slot: leg.destination, minor }))
}

/// Step 7.
pub(super) fn check_headroom(book: &Book<'_>, leg: LegSlots, flow: Flow) -> Result<(), Rejection> {
    if let Some((max_balance, headroom)) = ceiling(book, leg, flow)
        && headroom < leg.minor
    {
        return Err(Rejection::CeilingExceeded { max_balance, headroom });
    }
    let headroom = wallet(book, leg.destination)?.headroom();
    if headroom < leg.minor { Err(Rejection::BalanceLimitExceeded { headroom }) } else { Ok(()) }
}

/// Legs that have a side in common, as one each: their other sides are not to be looked at.
fn together(legs: &[LegSlots], side: impl Fn(&LegSlots) -> usize) -> Vec<LegSlots> {
    let mut sums: Vec<LegSlots> = Vec::with_capacity(legs.len());
    for leg in legs {
        match sums.iter_mut().find(|sum| side(sum) == side(leg)) {
            Some(sum) => sum.minor += leg.minor,
            None => sums.push(*leg),
        }
    }
    sums
}

/// Pays `amount` out of a treasury, or revenue, whose own stripe is too short, and levels the stripes on the way: the own one comes
/// out with its share of what is left, so that the lane does not have to ask the others every time. `None` if all
/// together are short.
fn level(book: &Book<'_>, stripes: &[usize], own: usize, amount: i64) -> Option<Vec<Move>> {
    let available = |slot: usize| {
        let open = book.wallets[slot].as_ref().filter(|state| state.status == WalletStatus::Open);
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
    // What the own stripe gives beside them, or keeps of what they gave.
    let own_minor = share - available(own);
    if own_minor != 0 {
        moves.push(Move { slot: own, minor: own_minor });
    }
    moves.sort_by_key(|leg| leg.minor >= 0);
    Some(moves)
}

/// Step 6, in the words of whoever is short.
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
        Rejection::InsufficientFunds { available: state.available(), required, asset: None }
    }
}
