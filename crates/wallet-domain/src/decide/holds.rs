//! Holds of a wallet that is short: lapsed ones keep nothing.

use crate::decide::decision::{Decision, Halt, NotYet};
use crate::record::rejection::Rejection;

impl Decision<'_, '_> {
    /// Step 6 of a hold: the wallet in a slot has that much available.
    pub(super) fn check_available(&self, slot: usize, required: i64) -> Result<(), Halt> {
        let available = self.wallet(slot)?.available();
        if available >= required {
            return Ok(());
        }
        self.look_for_lapsed(slot)?;
        Err(Rejection::InsufficientFunds { available, required, asset: None }.into())
    }

    /// A wallet that is short may be short by lapsed holds only. Asks for the open holds of all wallets that hold
    /// something, so that the batch is not begun anew for each.
    pub(super) fn look_for_lapsed(&self, slot: usize) -> Result<(), NotYet> {
        let state = self.state(slot);
        if state.held == 0 {
            return Ok(());
        }
        let claims = self.book.lapsed(state.id, self.now);
        if !claims.is_empty() {
            return Err(NotYet::HoldsLapsed { wallet: slot, claims });
        }
        if self.book.footprint().short().contains(&slot) {
            return Ok(());
        }
        Err(NotYet::Load(self.needs(|needs| {
            needs.holds.extend(self.book.slots_where(|wallet| wallet.held > 0));
            needs.holds.sort_unstable();
            needs.holds.dedup();
        })))
    }
}
