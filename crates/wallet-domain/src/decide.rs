//! The accounting rules, in their order of precedence.
//!
//! Each command is decided alone, in the batch's order, later ones seeing earlier ones' effects. The first that
//! applies wins:
//!
//! 1. key known, same fingerprint: the recorded outcome again
//! 2. key known, other fingerprint: `idempotency_key_reused`
//! 3. asset unknown: `asset_not_found`; then a wallet missing: `wallet_not_found`; then of a hold or a transaction that
//!    the command is about: missing, `hold_not_found` or `transaction_not_found`, which are not recorded; at its end,
//!    `hold_settled`, `hold_expired` or `already_reversed`; less left than asked, `capture_exceeds_hold` or
//!    `reversal_exceeds_original`
//! 4. source equals destination: `same_wallet`
//! 5. a wallet frozen: `wallet_frozen`; then one closed: `wallet_closed`; then of another version than the caller
//!    named: `version_mismatch`
//! 6. source short: `insufficient_funds` of a player, `treasury_exhausted` of the treasury and `revenue_exhausted` of
//!    revenue, all stripes together
//! 7. a bound passed: `balance_limit_exceeded`
//! 8. posted
//!
//! Each step looks at all legs before the next one does. The order is part of the contract: the tests hold every adjacent pair.
//!
//! Commands of a [`Group`](crate::Group) are decided in the same way. What is not to last is undone in the book before the next command
//! is decided; the plan never holds it.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::book::{Book, Known, LegSlots, Slots};
use crate::claim::Claim;
use crate::command::Command;
use crate::flow::Flow;
use crate::key::TransactionId;
use crate::rejection::Rejection;
use crate::time::Timestamp;
use crate::transaction::{Effects, Entry, Outcome, Posting, Transaction};
use crate::wallet::{WalletState, WalletStatus};

/// What a batch comes to: what to write, and what to answer once it is durable.
#[derive(Debug)]
pub struct Plan {
    verdicts: Vec<Verdict>,
    transactions: Vec<Transaction>,
    wallets: Vec<WalletState>,
    claims: Vec<Claim>,
}

#[derive(Debug)]
enum Verdict {
    /// The plan's transaction at this position.
    Decided(usize),
    /// The plan's transaction at this position, asked for twice in one batch.
    Repeated(usize),
    /// A transaction of an earlier commit.
    Replayed(Box<Transaction>),
    KeyReused,
    /// Decided in a trial, so in no plan.
    Tried(Box<Transaction>),
    /// Of a group that was undone.
    Undone(Box<Refused>),
}

/// Which command of a group was refused, and why.
#[derive(Debug, Clone)]
struct Refused {
    index: usize,
    rejection: Rejection,
}

impl Plan {
    /// The transactions to record, in the order they were decided. Empty if the batch only repeats what is known.
    pub fn transactions(&self) -> &[Transaction] {
        &self.transactions
    }

    /// The wallets that change, as they are to be stored, in ascending id order.
    pub fn wallets(&self) -> &[WalletState] {
        &self.wallets
    }

    /// The claims that are made or change, as they are to be stored, in ascending id order. Most batches have none.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// One outcome per command, in order. To be answered only once the plan is durable.
    pub fn into_outcomes(self) -> Vec<Outcome> {
        let mut transactions: Vec<Option<Transaction>> = self.transactions.into_iter().map(Some).collect();
        let repeats: Vec<(usize, Transaction)> = (self.verdicts.iter().enumerate())
            .filter_map(|(position, verdict)| match verdict {
                Verdict::Repeated(planned) => Some((position, transactions[*planned].clone()?)),
                Verdict::Decided(_)
                | Verdict::Replayed(_)
                | Verdict::KeyReused
                | Verdict::Tried(_)
                | Verdict::Undone(_) => None,
            })
            .collect();
        let mut repeats = repeats.into_iter().map(|(_, transaction)| transaction);
        (self.verdicts.into_iter())
            .map(|verdict| match verdict {
                Verdict::Decided(planned) => {
                    Outcome::Decided(transactions[planned].take().expect("each transaction is decided once"))
                }
                Verdict::Repeated(_) => Outcome::Replayed(repeats.next().expect("collected above, in this order")),
                Verdict::Replayed(transaction) => Outcome::Replayed(*transaction),
                Verdict::KeyReused => Outcome::KeyReused,
                Verdict::Tried(transaction) => Outcome::Tried(*transaction),
                Verdict::Undone(refused) => Outcome::Undone { index: refused.index, refusal: refused.rejection },
            })
            .collect()
    }
}

/// The book lacks something that the decision depends on, so nothing is decided: all stripes of a treasury or of revenue
/// where the lane's own is short, or the open holds of a wallet where those that are over may make up for it.
///
/// Roll back, lock and load the footprint [`widened`](crate::Footprint::widened) by this, and decide again. So a dry
/// treasury is only ever found dry with all of it locked, and what was minted bounds what is granted whatever the
/// lanes do side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Widen {
    /// Whether every stripe is needed.
    pub(crate) stripes: bool,
    /// Slots of the wallets whose open holds are needed.
    pub(crate) short: Vec<usize>,
}

/// Decides the book's batch, moving the book's wallets as it goes.
///
/// `now` becomes `created_at`, unless a wallet's latest entry is younger: then it is that moment, so that time never
/// runs backwards within a wallet, whatever the servers' clocks do.
pub fn decide(book: &mut Book<'_>, now: Timestamp) -> Result<Plan, Widen> {
    let count = book.footprint.commands.len();
    let mut draft = Draft {
        plan: Plan {
            verdicts: Vec::with_capacity(count),
            transactions: Vec::with_capacity(count),
            wallets: Vec::new(),
            claims: Vec::new(),
        },
        touched: vec![false; book.wallets.len()],
        claims: BTreeSet::new(),
        now,
    };
    let mut next = 0;
    for group in book.footprint.groups {
        draft.decide_alone(book, next..group.commands.start)?;
        draft.decide_together(book, group)?;
        next = group.commands.end;
    }
    draft.decide_alone(book, next..count)?;
    Ok(draft.finish(book))
}

/// A plan while it is made.
struct Draft {
    plan: Plan,
    /// By slot: whether the plan changes the wallet.
    touched: Vec<bool>,
    /// Which claims the plan makes or changes.
    claims: BTreeSet<TransactionId>,
    now: Timestamp,
}

impl Draft {
    fn decide_alone(&mut self, book: &mut Book<'_>, positions: Range<usize>) -> Result<(), Widen> {
        for position in positions {
            let verdict = self.decide_one(book, position)?;
            self.plan.verdicts.push(verdict);
        }
        Ok(())
    }

    fn decide_one(&mut self, book: &mut Book<'_>, position: usize) -> Result<Verdict, Widen> {
        let command = &book.footprint.commands[position];
        let slots = &book.footprint.slots[position];
        if let Some(verdict) = recall(book, &self.plan, slots, command) {
            return Ok(verdict);
        }
        let transaction = loop {
            match self.judge(book, slots, command) {
                Ok(ruling) => break self.carry_out(book, slots.wallet, command.clone(), ruling),
                Err(Refusal::Rejected(rejection)) => {
                    break Transaction { command: command.clone(), created_at: self.now, result: Err(rejection) };
                }
                Err(Refusal::Unrecorded(rejection)) => {
                    return Ok(Verdict::Undone(Box::new(Refused { index: 0, rejection })));
                }
                Err(Refusal::Lapsed { wallet, claims }) => self.expire(book, wallet, claims),
                Err(Refusal::Widen(widen)) => return Err(widen),
            }
        };
        self.plan.transactions.push(transaction);
        let planned = self.plan.transactions.len() - 1;
        book.known[slots.id] = Known::Planned(planned);
        Ok(Verdict::Decided(planned))
    }

    /// Moves what the ruling says, and records it as `command`, whose owner's wallet is in the slot `own`.
    fn carry_out(&mut self, book: &mut Book<'_>, own: usize, command: Command, ruling: Ruling) -> Transaction {
        let moves = ruling.moves.as_slice();
        let latest = moves.iter().fold(self.now, |latest, leg| latest.max(state_in(book, leg.slot).last_entry_at));
        let created_at = if moves.is_empty() { latest.max(state_in(book, own).last_entry_at) } else { latest };
        let entries = (moves.iter())
            .map(|leg| {
                let state = state_in(book, leg.slot);
                let name = book.footprint.wallets()[leg.slot];
                let entry = Entry::leg(name, &state, leg.minor).expect("what is available and what fits were checked");
                book.wallets[leg.slot] = Some(WalletState {
                    balance: entry.balance_after,
                    sequence: entry.sequence,
                    version: state.version + 1,
                    last_entry_at: created_at,
                    ..state
                });
                self.touched[leg.slot] = true;
                entry
            })
            .collect();
        let state = state_in(book, own);
        let effects = match ruling.claim {
            Some(change) => Some(self.settle(book, (own, state), &change, moves)),
            None if state.held == 0 => None,
            None => Some(Effects { balance: state.balance, held: state.held, claim: None }),
        };
        let posting = Posting::of(command.owner(), entries, effects);
        Transaction { command, created_at, result: Ok(posting.expect("every flow has a leg of its owner or effects")) }
    }

    fn finish(mut self, book: &Book<'_>) -> Plan {
        let changed = self.touched.into_iter().zip(&book.wallets);
        self.plan.wallets = changed.filter_map(|(touched, wallet)| wallet.filter(|_| touched)).collect();
        self.plan.wallets.sort_unstable_by_key(|wallet| wallet.id);
        self.plan.claims = self.claims.iter().map(|id| book.claims[id]).collect();
        self.plan
    }
}

/// Steps 1 and 2: what is known of the command's key.
fn recall(book: &Book<'_>, plan: &Plan, slots: &Slots, command: &Command) -> Option<Verdict> {
    let (recorded, repeat) = match &book.known[slots.id] {
        Known::New => return None,
        Known::Recorded(transaction) => (&**transaction, Verdict::Replayed(transaction.clone())),
        Known::Planned(planned) => (&plan.transactions[*planned], Verdict::Repeated(*planned)),
    };
    // Two keys could share an id only by a collision of SHA-256; compared all the same, as it costs nothing.
    let same = recorded.command.fingerprint() == command.fingerprint() && recorded.command.key() == command.key();
    Some(if same { repeat } else { Verdict::KeyReused })
}

/// What is to be done.
struct Ruling {
    moves: Moves,
    claim: Option<Change>,
}

enum Refusal {
    Rejected(Rejection),
    /// Refused, and the key stays unused: what the command is about is not there yet.
    Unrecorded(Rejection),
    /// Open holds of the wallet in a slot whose time is over: to be recorded as such before it is judged again.
    Lapsed {
        wallet: usize,
        claims: Vec<Claim>,
    },
    Widen(Widen),
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

fn state_in(book: &Book<'_>, slot: usize) -> WalletState {
    book.wallets[slot].expect("it was found when the command was judged")
}

impl Draft {
    /// Steps 3 to 8: what to do, or the first refusal that applies.
    fn judge(&self, book: &Book<'_>, slots: &Slots, command: &Command) -> Result<Ruling, Refusal> {
        let legs = &book.footprint.legs[slots.legs.clone()];
        check_assets(book, slots, legs)?;
        for leg in legs {
            wallet(book, leg.source)?;
            wallet(book, leg.destination)?;
        }
        wallet(book, slots.wallet)?;
        let stake = match command.order() {
            Some(order) => self.stake(book, slots, command, order)?,
            None => None,
        };
        if legs.iter().any(|leg| leg.source == leg.destination) {
            return Err(Rejection::SameWallet.into());
        }
        check_status(book, slots, legs, command)?;
        if let Some(expected) = command.terms().and_then(|terms| terms.if_version) {
            let found = wallet(book, slots.wallet)?.version;
            if found != expected {
                return Err(Rejection::VersionMismatch { expected, found }.into());
            }
        }
        match (legs, stake) {
            ([leg], None) => {
                let moves = self.transfer(book, *leg, 0)?;
                Ok(Ruling { moves, claim: None })
            }
            (legs, None) => Ok(Ruling { moves: self.transfer_all(book, legs)?, claim: None }),
            (legs, Some(stake)) => self.rule(book, slots, legs.first().copied(), stake),
        }
    }
}

/// Step 3: the command's own asset, then those of its legs.
fn check_assets(book: &Book<'_>, slots: &Slots, legs: &[LegSlots]) -> Result<(), Rejection> {
    let missing = std::iter::once(slots.asset).chain(legs.iter().map(|leg| leg.asset)).find(|&slot| !book.assets[slot]);
    missing.map_or(Ok(()), |slot| Err(Rejection::AssetNotFound { asset: book.footprint.assets()[slot].clone() }))
}

/// Step 5: no wallet that takes part is frozen, then none is closed.
fn check_status(book: &Book<'_>, slots: &Slots, legs: &[LegSlots], command: &Command) -> Result<(), Rejection> {
    // What is only let go needs nobody's leave.
    let own = (command.flow() == Flow::Hold).then_some(slots.wallet);
    let sides = || legs.iter().flat_map(|leg| [leg.source, leg.destination]).chain(own);
    let any = |status| sides().find(|&slot| book.wallets[slot].is_some_and(|state| state.status == status));
    let name = |slot: usize| {
        let name = book.footprint.wallets()[slot];
        (name.owner.clone(), name.asset.clone())
    };
    if let Some((owner, asset)) = any(WalletStatus::Frozen).map(name) {
        return Err(Rejection::WalletFrozen { owner, asset });
    }
    if let Some((owner, asset)) = any(WalletStatus::Closed).map(name) {
        return Err(Rejection::WalletClosed { owner, asset });
    }
    Ok(())
}

fn wallet<'b>(book: &'b Book<'_>, slot: usize) -> Result<&'b WalletState, Rejection> {
    book.wallets[slot].as_ref().ok_or_else(|| {
        let name = book.footprint.wallets()[slot];
        Rejection::WalletNotFound { owner: name.owner.clone(), asset: name.asset.clone() }
    })
}

#[path = "decide_claims.rs"]
mod claims;
#[path = "decide_moves.rs"]
mod moves;

use claims::Change;
use moves::Moves;

#[path = "decide_group.rs"]
mod group;

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
