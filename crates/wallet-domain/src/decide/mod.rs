//! The accounting rules, in their order of precedence.
//!
//! Each command is decided alone, in the batch's order, later ones seeing earlier ones' effects. The first that
//! applies wins:
//!
//! 1. key known, same fingerprint: the recorded outcome again
//! 2. key known, other fingerprint: `idempotency_key_reused`
//! 3. asset unknown: `asset_not_found`; then a wallet missing: `wallet_not_found`; then of a top-up whose payment was
//!    credited: `payment_ref_used`; of a conversion: `no_rate`, `conversion_too_small`, `rate_below_minimum`; of a hold or
//!    a transaction that the command refers to: missing, `hold_not_found` or `transaction_not_found`; at its end,
//!    `hold_settled`, `hold_expired` or `already_reversed`; less left than asked, `capture_exceeds_hold` or
//!    `reversal_exceeds_original`; then a share that would divide an item, `share_not_whole`
//! 4. source equals destination: `same_wallet`; then an asset that players may not give: `not_transferable`
//! 5. a wallet's side frozen: `wallet_frozen`; then one closed: `wallet_closed`; then of another version than the caller
//!    named: `version_mismatch`; then one of the asset's limits passed by what is taken: `limit_exceeded`
//! 6. source short: `insufficient_funds` of a player, `treasury_exhausted` of the treasury, `budget_exhausted` of an
//!    operator's own wallet and `revenue_exhausted` of revenue, all stripes together
//!    A spend of as much as there is, is short if nothing is there; of a hold, what is left of it is there.
//!    Where a reversal is to take what there is, or to have the rest owed, the player's wallet is not short; of several
//!    legs the same share moves, or nothing.
//! 7. a bound passed: the asset's own, `ceiling_exceeded`; then any balance's, `balance_limit_exceeded`
//!    Then a cap of the actor's key passed: `approval_required`, `cap_exceeded`.
//! 8. posted
//!
//! A credit to a player who owes some of the asset repays a share of the debt, and only the rest meets bounds.
//!
//! A refusal about the set-up is not recorded ([`Rejection::is_recorded`]): the key stays free.
//!
//! Each step looks at all legs before the next one does. The order is part of the contract: the tests hold every adjacent pair
//! that one command can meet at once.
//!
//! Commands of a [`Group`](crate::Group) are decided in the same way. A group that is not to last is undone in the book
//! before the next command is decided; the plan never holds it.
//!
//! The files, each using only those before it: [`needs`], [`footprint`] and [`book`] have what a decision reads, [`plan`] has its
//! result. `cap_rows` names the usage rows of capped keys; `decision` has the types that the steps share. `checks` are steps 3
//! to 5 with `claims`, `reversals` and `limits`, `moves` steps 6 and 7 with `holds` and `debts`, `caps` the step behind them,
//! `posting` step 8, `openings` the wallets that a credit opens.
//! `group` decides commands together, and [`deciding`] is the loop around it all.

pub mod book;
pub mod cap_rows;
mod caps;
mod checks;
mod claims;
mod debts;
pub mod deciding;
mod decision;
pub mod footprint;
mod group;
mod holds;
pub mod invalid;
mod limits;
mod moves;
pub mod needs;
mod openings;
pub mod plan;
mod posting;
mod reversals;
#[cfg(test)]
pub(crate) mod tests;

use crate::decide::book::{Book, Credited, Found};
use crate::decide::checks::check_sides;
use crate::decide::decision::{Decision, Halt, Item, NotYet, Ruling};
use crate::decide::invalid::Undecided;
use crate::decide::needs::Needs;
use crate::decide::plan::{Plan, Verdict};
use crate::flow::Flow;
use crate::record::rejection::Rejection;
use crate::record::transaction::Transaction;
use crate::value::time::Timestamp;

/// Decides the book's batch, moving the book's wallets as it goes.
///
/// `now` is the time of limits, holds and whatever else ends. It becomes `created_at`, too, unless the latest entry of a
/// player's wallet is younger: then it is that moment, so that time never runs backwards within such a wallet, whatever the
/// clock does.
///
/// # Errors
/// The book lacks something that the decision depends on, or is wrong: nothing is decided, and the book is spent.
pub fn decide(book: &mut Book<'_>, now: Timestamp) -> Result<Plan, Undecided> {
    book.check().map_err(Undecided::Invalid)?;
    let footprint = book.footprint();
    let mut decision = Decision { book, now, is_trial: false };
    let mut verdicts = Vec::with_capacity(footprint.commands.len());
    for group in footprint.groups {
        for position in verdicts.len()..group.commands.start {
            verdicts.push(decision.decide_one(position)?);
        }
        verdicts.extend(decision.decide_together(group, Decision::decide_one)?);
    }
    for position in verdicts.len()..footprint.commands.len() {
        verdicts.push(decision.decide_one(position)?);
    }
    Ok(Plan::of(decision.book, verdicts))
}

impl Decision<'_, '_> {
    /// Judges the command at a position until it is booked or refused.
    fn decide_one(&mut self, position: usize) -> Result<Verdict, Needs> {
        let item = self.item(position);
        if let Some(verdict) = self.recall(item) {
            return Ok(verdict);
        }
        let (mut opened, mut since_start) = (Vec::new(), None);
        let decided = loop {
            match self.judge(item) {
                Ok(ruling) => break Ok(self.post_item(item, ruling)),
                Err(Halt::Refused(rejection)) => break Err(rejection),
                Err(Halt::NotYet(NotYet::Load(needs))) => return Err(needs),
                Err(Halt::NotYet(NotYet::HoldsLapsed { wallet, claims })) => self.expire(wallet, claims),
                Err(Halt::NotYet(NotYet::WalletMissing { slot })) => {
                    self.open(slot)?;
                    opened.push(slot);
                }
                Err(Halt::NotYet(NotYet::StartDue { slot, amount })) => {
                    since_start.get_or_insert_with(|| self.book.open_scope());
                    if let Err(rejection) = self.start(slot, amount)? {
                        break Err(rejection);
                    }
                }
            }
        };
        match since_start {
            // A refused credit gives nobody a starting balance.
            Some(scope) if decided.is_err() => drop(self.book.undo(scope)),
            Some(scope) => self.book.keep(scope),
            None => {}
        }
        // Nor does it open a wallet.
        for slot in opened {
            self.book.close_unused(slot);
        }
        Ok(match decided {
            Ok(planned) => Verdict::Decided(planned),
            Err(rejection) => self.refuse(item, rejection),
        })
    }

    /// Steps 1 and 2: what is known of the command's key.
    fn recall(&self, item: Item<'_>) -> Option<Verdict> {
        let (recorded, repeat) = match self.book.find(item.slots.id)? {
            Found::Recorded(known) => (known, None),
            Found::Planned(position, known) => (known, Some(Verdict::Repeated(position))),
        };
        // Two keys share an id only by a collision of SHA-256; compared all the same, as it costs nothing.
        let (known, command) = (&recorded.command, item.command);
        let is_same = known.fingerprint() == command.fingerprint() && known.key() == command.key();
        let replay = || Verdict::Replayed(Box::new(recorded.clone()));
        Some(if is_same { repeat.unwrap_or_else(replay) } else { Verdict::KeyReused })
    }

    /// Steps 3 to 7: what to book, or the first step that stops it.
    fn judge(&self, item: Item<'_>) -> Result<Ruling, Halt> {
        let (flow, amount) = (item.flow(), item.command.amount().minor());

        // 3. Everything that the command names is there.
        self.check_assets(item)?;
        self.check_wallets(item)?;
        let ordinal = self.check_payment(item)?;
        let converted = self.convert(item)?;
        let stake = self.check_claim(item)?;
        let legs = converted.as_ref().map_or(item.legs, |legs| &legs[..]);

        // 4. It moves something that may be moved that way.
        check_sides(legs)?;
        self.check_transferable(item)?;

        // 5. Its wallets take part, are as the caller expects, and have not used up a limit.
        self.check_status(item, legs)?;
        self.check_version(item)?;
        let there = if stake.is_none() { self.what_there_is(item)? } else { None };
        let legs = there.as_ref().map_or(legs, |leg| &leg[..]);
        let main = stake.as_ref().map(|stake| stake.minor).or(there.map(|[leg]| leg.minor)).unwrap_or(amount);
        let usages = self.check_limits(item, legs, main)?;

        // 6 and 7. Its sources pay, and its destinations have room.
        let mut ruling = match (legs, &stake) {
            (_, Some(stake)) => self.rule(item, stake)?,
            ([leg], None) => {
                let leg = self.clip(*leg, flow);
                let moved = if leg.minor == amount { Vec::new() } else { vec![leg.minor] };
                Ruling { moves: self.transfer(leg, 0, flow)?, moved, ordinal, ..Ruling::default() }
            }
            (legs, None) => {
                let moved = converted.map_or_else(Vec::new, |legs| legs.map(|leg| leg.minor).to_vec());
                Ruling { moves: self.transfer_all(legs, &[], flow)?, moved, ..Ruling::default() }
            }
        };
        ruling.usages.extend(usages);
        ruling.caps = self.check_caps(item, ruling.moves.as_slice())?;

        // Before 8. A wallet's starting balance comes before its first credit.
        legs.iter().try_for_each(|leg| self.check_start(leg, flow))?;
        self.check_stripes(item.slots.wallet)?;
        Ok(ruling)
    }

    /// Step 8: the command is posted, and its payment credited.
    fn post_item(&mut self, item: Item<'_>, mut ruling: Ruling) -> usize {
        self.use_caps(item, ruling.caps.take());
        let planned = self.post(item.slots.wallet, Some(item.slots.id), item.command.clone(), ruling);
        if let (Some(slot), Some(payment)) = (item.slots.payment, self.book.planned(planned).payment()) {
            let (transaction, latest) = (payment.transaction, payment.ordinal);
            let first = self.book.payment(slot).map_or(transaction, |credited| credited.first);
            self.book.set_payment(slot, Credited { first, latest });
        }
        planned
    }

    /// The command is refused. An expiry is the service's own: one that comes too late leaves nothing to record.
    fn refuse(&mut self, item: Item<'_>, rejection: Rejection) -> Verdict {
        if !rejection.is_recorded() || item.flow() == Flow::Expire {
            return Verdict::Unrecorded(Box::new(rejection));
        }
        let command = item.command.clone();
        let transaction = Transaction { command, created_at: self.now, result: Err(rejection) };
        Verdict::Decided(self.book.plan(transaction, item.slots.asset, Some(item.slots.id)))
    }
}
