//! Holds of a wallet that is short: lapsed ones keep nothing.

use crate::decide::decision::{Decision, Halt, NotYet};
use crate::flow::Flow;
use crate::record::rejection::Rejection;

impl Decision<'_, '_> {
    /// Step 6 of a hold: the wallet in a slot has that much available.
    pub(super) fn check_available(&self, slot: usize, required: i64) -> Result<(), Halt> {
        let available = self.wallet(slot)?.available();
        if available >= required {
            return Ok(());
        }
        self.look_for_lapsed(slot)?;
        Err(Rejection::InsufficientFunds { available, required, asset: None, owner: None }.into())
    }

    /// A wallet that is short may be short by lapsed holds only. Asks for the open holds of all wallets that hold
    /// something, or will by a hold of the batch, so that the batch is not begun anew for each.
    pub(super) fn look_for_lapsed(&self, slot: usize) -> Result<(), NotYet> {
        let state = self.state(slot);
        if state.held == 0 {
            return Ok(());
        }
        let claims = self.book.lapsed(state.id, self.now);
        if !claims.is_empty() {
            return Err(NotYet::HoldsLapsed { wallet: slot, claims });
        }
        let footprint = self.book.footprint();
        if footprint.short().binary_search(&slot).is_ok() {
            return Ok(());
        }
        Err(NotYet::Load(self.needs(|needs| {
            needs.holds.extend(self.book.slots_where(|wallet| wallet.held > 0));
            needs.holds.extend(footprint.slots_of(Flow::Hold));
            needs.holds.sort_unstable();
            needs.holds.dedup();
        })))
    }
}

#[cfg(test)]
mod tests {
    use crate::decide::tests::decide_counting;
    use crate::testing::{amount, asset, key, mint, owner, spend, top_up};
    use crate::{Command, Details};

    #[test]
    fn a_batch_of_many_who_hold_and_are_short_is_begun_anew_once() {
        let mut commands = vec![mint("GOLD_COINS", 1_000, "m")];
        for number in 0..40 {
            let player = format!("player_{number}");
            let (own, gold) = (owner(&player), asset("GOLD_COINS"));
            let hold = Command::hold(key("h"), own, gold, amount(2), 60, Details::default()).expect("valid");
            commands.extend([top_up(&player, "GOLD_COINS", 5, "t"), hold, spend(&player, "GOLD_COINS", 4, "s")]);
        }
        let (plan, anew) = decide_counting(&commands, "{}");
        let refused = plan.transactions().iter().filter(|transaction| transaction.result.is_err()).count();
        assert_eq!((anew, refused), (1, 40));
    }
}
