//! Debts: what a player owes of an asset, and what of each later credit repays it.
//!
//! What is owed is the lack of a wallet of its own ([`OwnerId::debt_of`](crate::OwnerId::debt_of)), so that it is booked like
//! all else and nobody's balance is below 0 but that one's. The player's wallet says how much it is
//! ([`WalletState::debt`]), so that a credit to one who owes nothing has nothing to look for.

use std::collections::BTreeSet;

use super::moves::{Move, Moves, check_headroom};
use super::policy::policy;
use super::{Draft, Refusal, Widen, state_in, wallet};
use crate::decide::book::{Book, LegSlots};
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::flow::terms::{OnShortfall, Order};
use crate::record::rejection::Rejection;
use crate::record::wallet::WalletState;
use crate::value::owner::OwnerId;

/// A debt, and how much of each credit repays it.
#[derive(Clone, Copy)]
pub(super) struct Debt {
    owed: i64,
    percent: i64,
}

impl Debt {
    /// What of a credit of `minor` units repays it: the share, rounded up, and no more than is owed.
    fn repaid_by(self, minor: i64) -> i64 {
        // No amount has more than 53 bits, so a hundred times as much fits.
        self.owed.min((minor * self.percent + 99) / 100)
    }

    /// The largest credit of which the player's own wallet receives no more than `headroom`.
    fn fitting(self, headroom: i64) -> i64 {
        // Either the debt is repaid by it, or the share of it is: what remains is the larger of both remainders.
        let by_share = match 100 - self.percent {
            0 => i64::MAX,
            rest => ((headroom + 1) * 100 - 1) / rest,
        };
        by_share.min(headroom + self.owed)
    }
}

/// The debt of whom a leg credits; none if nothing is owed.
fn debt(book: &Book<'_>, leg: LegSlots) -> Option<Debt> {
    let owed = state_in(book, leg.destination).debt;
    let percent = || policy(book, leg.asset).debt_repayment_percent.unwrap_or(100).into();
    (owed > 0).then(|| Debt { owed, percent: percent() })
}

/// The most that a leg may move if the wallet that it credits is to receive no more than `headroom`.
pub(super) fn fitting(book: &Book<'_>, leg: LegSlots, headroom: i64) -> i64 {
    debt(book, leg).map_or(headroom, |debt| debt.fitting(headroom))
}

/// What of a leg repays what the one whom it credits owes; none if nothing does.
pub(super) fn repayment(book: &Book<'_>, leg: LegSlots) -> Result<Option<Move>, Refusal> {
    match debt(book, leg).map_or(0, |debt| debt.repaid_by(leg.minor)) {
        0 => Ok(None),
        minor => Ok(Some(Move { slot: debt_slot(book, leg.destination)?, minor })),
    }
}

/// Steps 6 and 7 of a leg that takes what there is of its source, and has the rest owed.
pub(super) fn take_owing(book: &Book<'_>, leg: LegSlots, rest: i64, flow: Flow) -> Result<Moves, Refusal> {
    let slot = debt_slot(book, leg.source)?;
    let headroom = wallet(book, slot)?.available();
    if headroom < rest {
        return Err(Rejection::BalanceLimitExceeded { headroom }.into());
    }
    check_headroom(book, leg, flow)?;
    let taken = Move { slot: leg.source, minor: rest - leg.minor };
    let owed = Move { slot, minor: -rest };
    let credit = Move { slot: leg.destination, minor: leg.minor };
    Ok(Moves::Several([taken, owed, credit].into_iter().filter(|leg| leg.minor != 0).collect()))
}

/// Where the wallet of what the owner of another owes is. It is asked for with those of all who owe something, or may owe
/// something by a reversal of the batch, so that the batch is not begun anew for each.
fn debt_slot(book: &Book<'_>, slot: usize) -> Result<usize, Refusal> {
    if let Some(debt) = book.footprint.debt_of(slot) {
        return if book.wallets[debt].is_some() { Ok(debt) } else { Err(Refusal::Missing { slot: debt }) };
    }
    let (footprint, wide) = (book.footprint, book.footprint.wide);
    let owes = |other: &usize| book.wallets[*other].is_some_and(|state| state.debt > 0);
    let to_owe = footprint.commands.iter().zip(&footprint.slots).filter(|(command, _)| may_owe(command));
    let to_owe = to_owe.flat_map(|(_, slots)| footprint.legs[slots.legs.clone()].iter().map(|leg| leg.source));
    let all: BTreeSet<usize> = (0..book.wallets.len())
        .filter(owes)
        .chain(to_owe)
        .chain([slot])
        .filter(|it| footprint.debt_of(*it).is_none())
        .collect();
    let new = all.into_iter().filter_map(|it| Some((it, OwnerId::debt_of(footprint.wallets()[it].owner)?)));
    let owing = wide.owing.iter().cloned().chain(new).collect();
    Err(Refusal::Widen(Widen { owing, ..wide.clone() }))
}

impl Draft {
    /// Has the wallets of those whose debts have moved say so.
    pub(super) fn note_debts(&mut self, book: &mut Book<'_>, moves: &[Move]) {
        let debts = book.footprint.debts();
        for Move { slot: debt, .. } in moves.iter().filter(|leg| debts.contains(&leg.slot)) {
            let slot = book.footprint.debtor_of(*debt);
            let state = state_in(book, slot);
            let version = state.version + i64::from(moves.iter().all(|leg| leg.slot != slot));
            let debt = -state_in(book, *debt).balance.minor();
            book.wallets[slot] = Some(WalletState { debt, version, ..state });
            self.touched[slot] = true;
        }
    }
}

/// Whether what a command takes back may be owed.
fn may_owe(command: &Command) -> bool {
    matches!(command.order(), Some(Order::Reversal { on_shortfall: OnShortfall::Debt, .. }))
}

#[cfg(test)]
mod tests {
    use super::super::decide;
    use super::*;
    use crate::testing::{key, mint, spend, top_up};
    use crate::{Details, Footprint, Lane, Policy, Timestamp, WalletId};

    #[test]
    fn the_share_is_rounded_up_and_no_more_than_is_owed() {
        let repaid = |owed, percent, minor| Debt { owed, percent }.repaid_by(minor);
        assert_eq!([repaid(30, 100, 10), repaid(30, 100, 30), repaid(30, 100, 31)], [10, 30, 30]);
        assert_eq!([repaid(30, 50, 1), repaid(30, 50, 3), repaid(30, 50, 100)], [1, 2, 30]);
        assert_eq!([repaid(30, 0, 1), repaid(30, 1, 1), repaid(30, 1, 101)], [0, 1, 2]);
        let most = crate::MINOR_MAX;
        assert_eq!([repaid(most, 100, most), repaid(most, 99, most)], [most, most - most / 100]);
    }

    #[test]
    fn what_fits_is_the_most_of_which_no_more_than_the_headroom_remains() {
        for owed in 1..=12 {
            for percent in [0, 1, 33, 50, 99, 100] {
                let debt = Debt { owed, percent };
                for headroom in 0..=40 {
                    let remains = |minor: i64| minor - debt.repaid_by(minor);
                    let most =
                        (0..10_000).take_while(|minor| remains(*minor) <= headroom).last().expect("0 remains of 0");
                    assert_eq!(debt.fitting(headroom), most, "{owed} {percent} {headroom}");
                }
            }
        }
    }

    #[test]
    fn a_batch_of_many_first_debts_is_begun_anew_once() {
        let mut commands = vec![mint("GOLD_COINS", 1_000, "m")];
        for number in 0..40 {
            let player = format!("player_{number}");
            let bought = top_up(&player, "GOLD_COINS", 5, "t");
            let back = Command::reversal(&bought, key("r"), None, OnShortfall::Debt, Details::default());
            let again = top_up(&player, "GOLD_COINS", 2, "again");
            commands.extend([bought, spend(&player, "GOLD_COINS", 5, "s"), back.expect("reversible"), again]);
        }
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        let (mut wide, mut anew) = (Widen::default(), 0);
        let plan = loop {
            let footprint = Footprint::of(&commands, Lane::ONLY).widened(&wide);
            let mut book = Book::new(&footprint);
            book.put_asset(0, Policy::default());
            for (slot, name) in footprint.wallets().iter().enumerate() {
                let id = WalletId::new(name.shard_key(), i64::try_from(slot).expect("few") + 1);
                if name.owner.is_debt() {
                    book.put_opening(slot, id, now);
                } else {
                    book.put_wallet(slot, WalletState::opened(id, name.owner, now));
                }
            }
            match decide(&mut book, now) {
                Ok(plan) => break plan,
                Err(wider) => (wide, anew) = (wider, anew + 1),
            }
        };
        assert_eq!((anew, plan.openings().len()), (1, 40));
        let owed = plan.wallets().iter().map(|wallet| wallet.debt).sum::<i64>();
        assert_eq!(owed, 40 * 3);
    }
}
