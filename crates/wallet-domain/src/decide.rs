//! The accounting rules, in their order of precedence.
//!
//! Each command is decided alone, in the batch's order, later ones seeing earlier ones' effects. The first that
//! applies wins:
//!
//! 1. key known, same fingerprint: the recorded outcome again
//! 2. key known, other fingerprint: `idempotency_key_reused`
//! 3. asset unknown: `asset_not_found`; then a wallet missing: `wallet_not_found`
//! 4. source equals destination: `same_wallet`
//! 5. a wallet frozen: `wallet_frozen`; then one closed: `wallet_closed`
//! 6. source short: `insufficient_funds` of a player, `treasury_exhausted` of the treasury, all its stripes together
//! 7. a bound passed: `balance_limit_exceeded`
//! 8. posted
//!
//! The order is part of the contract: the tests hold every adjacent pair.
//!
//! Commands of a [`Group`](crate::Group) are decided in the same way. What is not to last is undone in the book before the next command
//! is decided; the plan never holds it.

use std::ops::Range;

use crate::book::{Book, Known, Slots};
use crate::command::Command;
use crate::lane::Lanes;
use crate::owner::OwnerId;
use crate::rejection::Rejection;
use crate::time::Timestamp;
use crate::transaction::{Entry, Outcome, Posting, Transaction};
use crate::wallet::{WalletState, WalletStatus};

/// What a batch comes to: what to write, and what to answer once it is durable.
#[derive(Debug)]
pub struct Plan {
    verdicts: Vec<Verdict>,
    transactions: Vec<Transaction>,
    wallets: Vec<WalletState>,
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

/// The lane's stripe of a treasury is short, and the book does not hold the others: nothing is decided. Roll back, lock
/// and load a [`Footprint::widened`](crate::Footprint::widened), and decide again: so a dry treasury is only ever found
/// dry with all of it locked, and what was minted bounds what is granted whatever the lanes do side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widen;

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
        },
        touched: vec![false; book.wallets.len()],
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
        let slots = book.footprint.slots[position];
        if let Some(verdict) = recall(book, &self.plan, slots, command) {
            return Ok(verdict);
        }
        let transaction = record(book, slots, command, self.now, &mut self.touched)?;
        self.plan.transactions.push(transaction);
        let planned = self.plan.transactions.len() - 1;
        book.known[slots.id] = Known::Planned(planned);
        Ok(Verdict::Decided(planned))
    }

    fn finish(mut self, book: &Book<'_>) -> Plan {
        let changed = self.touched.into_iter().zip(&book.wallets);
        self.plan.wallets = changed.filter_map(|(touched, wallet)| wallet.filter(|_| touched)).collect();
        self.plan.wallets.sort_unstable_by_key(|wallet| wallet.id);
        self.plan
    }
}

/// Steps 1 and 2: what is known of the command's key.
fn recall(book: &Book<'_>, plan: &Plan, slots: Slots, command: &Command) -> Option<Verdict> {
    let (recorded, repeat) = match &book.known[slots.id] {
        Known::New => return None,
        Known::Recorded(transaction) => (&**transaction, Verdict::Replayed(transaction.clone())),
        Known::Planned(planned) => (&plan.transactions[*planned], Verdict::Repeated(*planned)),
    };
    // Two keys could share an id only by a collision of SHA-256; compared all the same, as it costs nothing.
    let same = recorded.command.fingerprint() == command.fingerprint() && recorded.command.key() == command.key();
    Some(if same { repeat } else { Verdict::KeyReused })
}

/// Judges a new command, and moves the wallets if it is posted.
fn record(
    book: &mut Book<'_>,
    slots: Slots,
    command: &Command,
    now: Timestamp,
    touched: &mut [bool],
) -> Result<Transaction, Widen> {
    let (created_at, result) = match judge(book, slots, command) {
        Err(Refusal::Rejected(rejection)) => (now, Err(rejection)),
        Err(Refusal::Widen) => return Err(Widen),
        Ok(moves) => {
            let (created_at, entries) = carry_out(book, moves.as_slice(), now, touched);
            (created_at, Ok(Posting::of(command.owner(), entries).expect("every flow has a leg of its owner")))
        }
    };
    Ok(Transaction { command: command.clone(), created_at, result })
}

/// What a posting does to the wallet in a slot: minor units, negative for a debit.
#[derive(Debug, Clone, Copy)]
struct Move {
    slot: usize,
    minor: i64,
}

/// What a posting does.
enum Moves {
    /// From one wallet to another: all but a few.
    Pair([Move; 2]),
    /// From several stripes of the treasury.
    Levelled(Vec<Move>),
}

impl Moves {
    fn as_slice(&self) -> &[Move] {
        match self {
            Self::Pair(pair) => pair,
            Self::Levelled(moves) => moves,
        }
    }
}

fn carry_out(book: &mut Book<'_>, moves: &[Move], now: Timestamp, touched: &mut [bool]) -> (Timestamp, Vec<Entry>) {
    let state_of = |book: &Book<'_>, slot: usize| book.wallets[slot].expect("it was found when the command was judged");
    let created_at = moves.iter().fold(now, |latest, leg| latest.max(state_of(book, leg.slot).last_entry_at));
    let entries = (moves.iter())
        .map(|leg| {
            let state = state_of(book, leg.slot);
            let name = book.footprint.wallets()[leg.slot];
            let entry = Entry::leg(name, &state, leg.minor).expect("what is available and what fits were checked");
            book.wallets[leg.slot] = Some(WalletState {
                balance: entry.balance_after,
                sequence: entry.sequence,
                version: state.version + 1,
                last_entry_at: created_at,
                ..state
            });
            touched[leg.slot] = true;
            entry
        })
        .collect();
    (created_at, entries)
}

enum Refusal {
    Rejected(Rejection),
    Widen,
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// Steps 3 to 8: what to do, or the first refusal that applies.
fn judge(book: &Book<'_>, slots: Slots, command: &Command) -> Result<Moves, Refusal> {
    let asset = command.asset();
    if !book.assets[slots.asset] {
        return Err(Rejection::AssetNotFound { asset: asset.clone() }.into());
    }
    let source = wallet(book, slots.source)?;
    let destination = wallet(book, slots.destination)?;
    if slots.source == slots.destination {
        return Err(Rejection::SameWallet.into());
    }
    let route = command.route();
    let sides = [(route.source, source), (route.destination, destination)];
    for (owner, state) in sides {
        if state.status == WalletStatus::Frozen {
            return Err(Rejection::WalletFrozen { owner: owner.clone(), asset: asset.clone() }.into());
        }
    }
    for (owner, state) in sides {
        if state.status == WalletStatus::Closed {
            return Err(Rejection::WalletClosed { owner: owner.clone(), asset: asset.clone() }.into());
        }
    }
    let amount = command.amount().minor();
    let debits = if source.available() >= amount { None } else { Some(find_cover(book, slots, command, source)?) };
    if destination.headroom() < amount {
        return Err(Rejection::BalanceLimitExceeded { headroom: destination.headroom() }.into());
    }
    let credit = Move { slot: slots.destination, minor: amount };
    Ok(match debits {
        None => Moves::Pair([Move { slot: slots.source, minor: -amount }, credit]),
        Some(mut moves) => {
            moves.push(credit);
            Moves::Levelled(moves)
        }
    })
}

fn wallet<'b>(book: &'b Book<'_>, slot: usize) -> Result<&'b WalletState, Rejection> {
    book.wallets[slot].as_ref().ok_or_else(|| {
        let name = book.footprint.wallets()[slot];
        Rejection::WalletNotFound { owner: name.owner.clone(), asset: name.asset.clone() }
    })
}

/// Step 6 for a source that is short: a treasury may be covered by its other stripes.
fn find_cover(book: &Book<'_>, slots: Slots, command: &Command, source: &WalletState) -> Result<Vec<Move>, Refusal> {
    let owner = command.route().source;
    if owner != OwnerId::treasury() {
        return Err(shortage(owner, source, command).into());
    }
    let stripes = match book.footprint.whole_treasury(slots.asset) {
        Some(stripes) => stripes,
        None if book.footprint.lane.lanes() == Lanes::ONE => std::slice::from_ref(&slots.source),
        None => return Err(Refusal::Widen),
    };
    level(book, stripes, slots.source, command.amount().minor()).ok_or_else(|| shortage(owner, source, command).into())
}

/// Pays `amount` out of a treasury whose own stripe is too short, and levels the stripes on the way: the own one comes
/// out with its share of what is left, so that the lane does not have to ask the others every time. `None` if all
/// together are short.
fn level(book: &Book<'_>, stripes: &[usize], own: usize, amount: i64) -> Option<Vec<Move>> {
    let available = |slot: usize| {
        let open = book.wallets[slot].as_ref().filter(|state| state.status == WalletStatus::Open);
        open.map_or(0, WalletState::available)
    };
    // No sum passes the supply, and no supply passes 2^53.
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
fn shortage(source: &OwnerId, state: &WalletState, command: &Command) -> Rejection {
    if source == OwnerId::issuance() {
        // The contra wallet is never short of credits; what ends is the supply that a number can hold.
        Rejection::BalanceLimitExceeded { headroom: state.available() }
    } else if source.is_system() {
        Rejection::TreasuryExhausted { asset: command.asset().clone() }
    } else {
        Rejection::InsufficientFunds { available: state.available(), required: command.amount().minor() }
    }
}

#[path = "decide_group.rs"]
mod group;

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
