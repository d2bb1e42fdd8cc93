//! Debts: what a player owes of an asset, and the part of each later credit that repays it.
//!
//! A debt is the lack of a wallet of its own ([`OwnerId::debt_of`](crate::OwnerId::debt_of)), so it is booked like
//! everything else, and no other player's balance is below 0. The player's wallet repeats the amount
//! ([`WalletState::debt`]), so a credit to a player without debts has nothing to look for.

use std::collections::BTreeSet;

use crate::decide::decision::{Decision, Halt, Move, NotYet};
use crate::decide::footprint::LegSlots;
use crate::record::rejection::Rejection;
use crate::record::wallet::WalletState;
use crate::value::owner::OwnerId;
use crate::value::percent::Percent;

/// A debt, and how much of each credit repays it.
#[derive(Clone, Copy)]
struct Debt {
    owed: i64,
    percent: i64,
}

impl Debt {
    /// The part of a credit that repays it: the share, rounded up, and no more than is owed.
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

impl Decision<'_, '_> {
    /// The debt of the player whom a leg credits; `None` without one.
    fn debt(&self, leg: LegSlots) -> Option<Debt> {
        let owed = self.state(leg.destination).debt;
        let percent = || self.policy(leg.asset).debt_repayment_percent.unwrap_or(Percent::ALL).value().into();
        (owed > 0).then(|| Debt { owed, percent: percent() })
    }

    /// The most that a leg may move if the credited wallet is to receive no more than `headroom`.
    pub(super) fn fitting(&self, leg: LegSlots, headroom: i64) -> i64 {
        self.debt(leg).map_or(headroom, |debt| debt.fitting(headroom))
    }

    /// The part of a credit that repays its recipient's debt; `None` without a debt.
    pub(super) fn repayment(&self, leg: LegSlots) -> Result<Option<Move>, Halt> {
        match self.debt(leg).map_or(0, |debt| debt.repaid_by(leg.minor)) {
            0 => Ok(None),
            minor => Ok(Some(Move { slot: self.debt_slot(leg.destination)?, minor })),
        }
    }

    /// Step 6 of a leg that takes what its source has available, and leaves the rest owed.
    pub(super) fn take_owing(&self, leg: LegSlots, rest: i64) -> Result<impl Iterator<Item = Move>, Halt> {
        let slot = self.debt_slot(leg.source)?;
        let headroom = self.wallet(slot)?.available();
        if headroom < rest {
            return Err(Rejection::BalanceLimitExceeded { headroom }.into());
        }
        let taken = Move { slot: leg.source, minor: rest - leg.minor };
        let owed = Move { slot, minor: -rest };
        Ok([taken, owed].into_iter().filter(|leg| leg.minor != 0))
    }

    /// The slot of the debt wallet of a slot's owner. It is asked for with those of all who owe something, or may owe
    /// something by a reversal of the batch, so that the batch is not begun anew for each.
    fn debt_slot(&self, slot: usize) -> Result<usize, NotYet> {
        let footprint = self.book.footprint();
        if let Some(debt) = footprint.debt_of(slot) {
            let is_there = self.book.wallet(debt).is_some();
            return if is_there { Ok(debt) } else { Err(NotYet::WalletMissing { slot: debt }) };
        }
        let owing = self.book.slots_where(|wallet| wallet.debt > 0);
        let may_owe = footprint.legs_of_commands().filter(|(command, _)| command.may_owe());
        let all: BTreeSet<usize> = owing
            .chain(may_owe.map(|(_, leg)| leg.source))
            .chain([slot])
            .filter(|it| footprint.debt_of(*it).is_none())
            .collect();
        let new = all.into_iter().filter_map(|it| Some((it, OwnerId::debt_of(self.name(it).owner)?)));
        Err(NotYet::Load(self.needs(|needs| needs.debts.extend(new))))
    }

    /// Repeats debts that have changed in the wallets of their players.
    pub(super) fn note_debts(&mut self, moves: &[Move]) {
        let footprint = self.book.footprint();
        for Move { slot: debt, .. } in moves {
            let Some(slot) = footprint.debtor_of(*debt) else { continue };
            let state = *self.state(slot);
            let version = state.version + i64::from(moves.iter().all(|leg| leg.slot != slot));
            let debt = -self.state(*debt).balance.minor();
            self.book.set_wallet(slot, WalletState { debt, version, ..state });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::decide_counting;
    use crate::testing::{key, mint, spend, top_up};
    use crate::{Command, Details, OnShortfall};

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
        let (plan, anew) = decide_counting(&commands, "{}");
        assert_eq!((anew, plan.openings().len()), (1, 40));
        let owed = plan.wallets().iter().map(|wallet| wallet.debt).sum::<i64>();
        assert_eq!(owed, 40 * 3);
    }
}
