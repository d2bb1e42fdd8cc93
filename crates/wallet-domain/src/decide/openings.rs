//! Openings: wallets that a first credit opens, and the balance that they begin with.

use crate::decide::decision::{Decision, Halt, NotYet, Ruling};
use crate::decide::footprint::LegSlots;
use crate::decide::needs::Needs;
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::record::rejection::Rejection;
use crate::record::wallet::WalletState;
use crate::value::amount::Amount;
use crate::value::owner::ShardKey;
use crate::value::wallet_id::WalletId;

impl Decision<'_, '_> {
    /// Whether a leg's credit by a command opens the wallet that is missing. A key with caps opens none: names are free, and
    /// each would begin with a starting balance that no cap counts.
    pub(super) fn is_to_open(&self, leg: &LegSlots, command: &Command) -> bool {
        let slot = leg.destination;
        // The store was asked for an id and gave none, so the wallet cannot be opened.
        let is_lacking = || self.book.footprint().needs.openings.contains(&slot) && self.book.opening(slot).is_none();
        let is_capped = command.origin().is_some_and(|origin| origin.capped().is_some());
        self.is_players(slot)
            && !is_capped
            && self.policy(leg.asset).opens_on(command.flow())
            && (self.is_trial || !is_lacking())
    }

    /// Opens the wallet in a slot for as long as the credit is judged. Asks for the ids of all wallets that the batch may
    /// open; a trial makes an id up.
    pub(super) fn open(&mut self, slot: usize) -> Result<(), Needs> {
        let made_up = || {
            let owner = self.name(slot).owner;
            let number = (1 << 48) - 1 - i64::try_from(slot).expect("a batch is small");
            WalletState::opened(WalletId::new(ShardKey::of(owner), number).expect("a small number"), owner, self.now)
        };
        let opened = self.book.opening(slot).or_else(|| self.is_trial.then(made_up));
        if let Some(opened) = opened {
            self.book.open_wallet(slot, opened);
            return Ok(());
        }
        let is_missing = |leg: &LegSlots, command: &Command| {
            self.book.wallet(leg.destination).is_none()
                && self.book.policy(leg.asset).is_some()
                && self.is_to_open(leg, command)
        };
        let legs = self.book.footprint().legs_of_commands();
        let missing = legs.filter(|(command, leg)| is_missing(leg, command));
        Err(self.needs(|needs| {
            needs.openings.extend(missing.map(|(_, leg)| leg.destination));
            needs.openings.sort_unstable();
            needs.openings.dedup();
        }))
    }

    /// Before step 8: the wallet that a leg credits has an entry, or begins with nothing.
    pub(super) fn check_start(&self, leg: &LegSlots, flow: Flow) -> Result<(), NotYet> {
        let Some(amount) = self.policy(leg.asset).start_of(flow) else { return Ok(()) };
        let slot = leg.destination;
        let is_due = self.is_players(slot) && self.state(slot).sequence == 0;
        if is_due { Err(NotYet::StartDue { slot, amount }) } else { Ok(()) }
    }

    /// Gives the wallet in a slot its starting balance, by a bonus of its own, before the credit that needs it. Asks for
    /// the treasuries of all wallets that the batch may start, so that it is not begun anew for each.
    pub(super) fn start(&mut self, slot: usize, amount: Amount) -> Result<Result<(), Rejection>, Needs> {
        let footprint = self.book.footprint();
        let Some(treasury) = footprint.treasury_for(slot) else {
            let has_start = |leg: &LegSlots, flow| {
                self.book.wallet(leg.destination).is_none_or(|wallet| wallet.sequence == 0)
                    && self.is_players(leg.destination)
                    && self.book.policy(leg.asset).is_some_and(|policy| policy.start_of(flow).is_some())
            };
            let legs = footprint.legs_of_commands().filter(|(command, leg)| has_start(leg, command.flow()));
            return Err(self.needs(|needs| {
                needs.starts.extend(legs.map(|(_, leg)| leg.destination).chain([slot]));
                needs.starts.sort_unstable();
                needs.starts.dedup();
            }));
        };
        let (name, asset) = (self.name(slot), footprint.asset_of(slot));
        let leg = LegSlots { asset, source: treasury, destination: slot, minor: amount.minor() };
        // No ceiling stops it, as none stops a top-up: a policy's starting balance is within its own.
        let moves = match self.transfer(leg, 0, Flow::TopUp) {
            Ok(moves) => moves,
            Err(Halt::NotYet(NotYet::Load(needs))) => return Err(needs),
            Err(Halt::Refused(rejection)) => return Ok(Err(rejection)),
            Err(Halt::NotYet(_)) => unreachable!("a treasury has no holds, and a wallet without entries no debt"),
        };
        let command = Command::starting_bonus(name.owner.clone(), name.asset.clone(), amount);
        self.post(slot, None, command, Ruling { moves, ..Ruling::default() });
        Ok(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use crate::decide::tests::decide_counting;
    use crate::testing::{bonus, mint};

    #[test]
    fn a_batch_of_many_first_credits_is_begun_anew_once() {
        let mut commands = vec![mint("GOLD_COINS", 1_000, "m")];
        commands.extend((0..40).map(|number| bonus(&format!("player_{number}"), "GOLD_COINS", 5, "b")));
        let (plan, anew) = decide_counting(&commands, r#"{"starting_balance":3}"#);
        assert_eq!(anew, 1);
        let balances: Vec<i64> = plan.wallets().iter().map(|wallet| wallet.balance.minor()).collect();
        assert_eq!(balances.iter().filter(|balance| **balance == 8).count(), 40, "{balances:?}");
    }
}
