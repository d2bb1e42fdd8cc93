//! Posting: step 8. A ruling changes wallets, claims and usages, and becomes a transaction.

use crate::decide::decision::{ClaimChange, Decision, Move, Ruling};
use crate::flow::command::Command;
use crate::record::transaction::{Effects, Entry, OtherWallet, Posting, Transaction};
use crate::record::wallet::WalletState;
use crate::value::time::Timestamp;

impl Decision<'_, '_> {
    /// Books a ruling and plans it as the transaction of `command`, whose owner's wallet is in the slot `own` and whose
    /// id is in the slot `id` if the batch names it. Returns its position in the plan.
    pub(super) fn post(&mut self, own: usize, id: Option<usize>, command: Command, ruling: Ruling) -> usize {
        let moves = ruling.moves.as_slice();
        let version = self.state(own).version;
        let created_at = self.time_of(std::iter::once(own).chain(moves.iter().map(|leg| leg.slot)));
        let entries = (moves.iter())
            .map(|leg| {
                let state = *self.state(leg.slot);
                let entry =
                    Entry::leg(self.name(leg.slot), &state, leg.minor).expect("funds and headroom were checked");
                let after = WalletState {
                    balance: entry.balance_after,
                    sequence: entry.sequence,
                    version: state.version + 1,
                    last_entry_at: created_at.max(state.last_entry_at),
                    ..state
                };
                self.book.set_wallet(leg.slot, after);
                entry
            })
            .collect();
        self.note_debts(moves);
        if let Some(change) = &ruling.claim {
            self.settle(own, version, change);
        }
        let WalletState { balance, held, debt, .. } = *self.state(own);
        let whole = self.whole_balance(own);
        let balance = whole.unwrap_or(balance);
        let claim = ruling.claim.map(|change| change.effect);
        let credit = Some(ruling.ordinal).filter(|ordinal| *ordinal > 1).unwrap_or_default();
        let others = self.others(own, moves);
        let is_plain = claim.is_none()
            && whole.is_none()
            && ruling.moved.is_empty()
            && others.is_empty()
            && (held, debt, credit) == (0, 0, 0);
        // The owner's entry alone tells the balance of such a transaction.
        let is_told = is_plain && moves.iter().any(|leg| leg.slot == own);
        let effects = (!is_told).then_some(Effects { balance, held, debt, claim, moved: ruling.moved, credit, others });
        for (slot, usage) in ruling.usages {
            self.book.set_usage(slot, usage);
        }
        let posting = Posting::of(command.owner(), entries, effects).expect("a flow has its owner's leg or effects");
        let asset = self.book.footprint().asset_of(own);
        self.book.plan(Transaction { command, created_at, result: Ok(posting) }, asset, id)
    }

    /// Players' wallets beside the command's own that were moved, or whose debt was, if their entries do not tell all of
    /// what they are now.
    fn others(&self, own: usize, moves: &[Move]) -> Vec<OtherWallet> {
        let mut others: Vec<OtherWallet> = Vec::new();
        for leg in moves {
            let debtor = self.book.footprint().debtor_of(leg.slot);
            let slot = debtor.unwrap_or(leg.slot);
            let (name, state) = (self.name(slot), self.state(slot));
            let is_told = || (state.held, state.debt) == (0, 0) && moves.iter().any(|leg| leg.slot == slot);
            if slot == own || name.owner.is_system() || is_told() {
                continue;
            }
            if !others.iter().any(|other| (&other.owner, &other.asset) == (name.owner, name.asset)) {
                let (owner, asset) = (name.owner.clone(), name.asset.clone());
                let WalletState { balance, held, debt, .. } = *state;
                others.push(OtherWallet { owner, asset, balance, held, debt });
            }
        }
        others
    }

    /// The time of a transaction of wallets: now, unless a player's latest entry is younger. Treasury, revenue and budgets
    /// are everybody's: they hand no time on.
    fn time_of(&self, slots: impl Iterator<Item = usize>) -> Timestamp {
        let latest_of_player = |slot: usize| {
            let owner = self.name(slot).owner;
            (!owner.is_system() || owner.is_debt()).then(|| self.state(slot).last_entry_at)
        };
        slots.filter_map(latest_of_player).fold(self.now, Timestamp::max)
    }

    /// Changes a claim and the held amount of its wallet, in the slot `own`, which had that version before.
    fn settle(&mut self, own: usize, before: i64, change: &ClaimChange) {
        let state = *self.state(own);
        let (held, version) = (state.held + change.held, state.version.max(before + 1));
        self.book.set_wallet(own, WalletState { held, version, ..state });
        self.book.set_claim(change.after);
    }
}
