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
//! 6. source short: `insufficient_funds` of a player, `treasury_exhausted` of the treasury
//! 7. a bound passed: `balance_limit_exceeded`
//! 8. posted
//!
//! The order is part of the contract: the tests hold every adjacent pair.

use crate::book::{Book, Known, Slots, WalletName};
use crate::command::Command;
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
                Verdict::Decided(_) | Verdict::Replayed(_) | Verdict::KeyReused => None,
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
            })
            .collect()
    }
}

/// Decides the book's batch, moving the book's wallets as it goes.
///
/// `now` becomes `created_at`, unless a wallet's latest entry is younger: then it is that moment, so that time never
/// runs backwards within a wallet, whatever the servers' clocks do.
pub fn decide(book: &mut Book<'_>, now: Timestamp) -> Plan {
    let commands = book.footprint.commands;
    let mut plan = Plan {
        verdicts: Vec::with_capacity(commands.len()),
        transactions: Vec::with_capacity(commands.len()),
        wallets: Vec::new(),
    };
    let mut touched = vec![false; book.wallets.len()];
    for (position, command) in commands.iter().enumerate() {
        let slots = book.footprint.slots[position];
        let verdict = if let Some(verdict) = recall(book, &plan, slots, command) {
            verdict
        } else {
            let transaction = record(book, slots, command, now, &mut touched);
            plan.transactions.push(transaction);
            let planned = plan.transactions.len() - 1;
            book.known[slots.id] = Known::Planned(planned);
            Verdict::Decided(planned)
        };
        plan.verdicts.push(verdict);
    }
    plan.wallets =
        (touched.into_iter().zip(&book.wallets)).filter_map(|(touched, wallet)| wallet.filter(|_| touched)).collect();
    plan.wallets.sort_unstable_by_key(|wallet| wallet.id);
    plan
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
fn record(book: &mut Book<'_>, slots: Slots, command: &Command, now: Timestamp, touched: &mut [bool]) -> Transaction {
    let (created_at, result) = match judge(book, slots, command) {
        Err(rejection) => (now, Err(rejection)),
        Ok(legs) => {
            let created_at = now.max(legs[0].state.last_entry_at).max(legs[1].state.last_entry_at);
            let owner = command.owner();
            let entries = legs.map(|leg| {
                book.wallets[leg.slot] = Some(WalletState {
                    balance: leg.entry.balance_after,
                    sequence: leg.entry.sequence,
                    version: leg.state.version + 1,
                    last_entry_at: created_at,
                    ..leg.state
                });
                touched[leg.slot] = true;
                leg.entry
            });
            (created_at, Ok(Posting::of(owner, entries.into()).expect("every flow has a leg of its owner")))
        }
    };
    Transaction { command: command.clone(), created_at, result }
}

struct Leg {
    slot: usize,
    state: WalletState,
    entry: Entry,
}

/// Steps 3 to 8: the two legs, or the first refusal that applies.
fn judge(book: &Book<'_>, slots: Slots, command: &Command) -> Result<[Leg; 2], Rejection> {
    let asset = command.asset();
    if !book.assets[slots.asset] {
        return Err(Rejection::AssetNotFound { asset: asset.clone() });
    }
    let source = wallet(book, slots.source)?;
    let destination = wallet(book, slots.destination)?;
    if slots.source == slots.destination {
        return Err(Rejection::SameWallet);
    }
    let route = command.route();
    let sides = [(route.source, &source), (route.destination, &destination)];
    for (owner, state) in sides {
        if state.status == WalletStatus::Frozen {
            return Err(Rejection::WalletFrozen { owner: owner.clone(), asset: asset.clone() });
        }
    }
    for (owner, state) in sides {
        if state.status == WalletStatus::Closed {
            return Err(Rejection::WalletClosed { owner: owner.clone(), asset: asset.clone() });
        }
    }
    let amount = command.amount();
    if source.available() < amount.minor() {
        return Err(shortage(route.source, &source, command));
    }
    let over = || Rejection::BalanceLimitExceeded { headroom: destination.headroom() };
    let credit = Entry::credit(route.destination, asset, &destination, amount).ok_or_else(over)?;
    let debit = Entry::debit(route.source, asset, &source, amount).ok_or_else(over)?;
    Ok([
        Leg { slot: slots.source, state: source, entry: debit },
        Leg { slot: slots.destination, state: destination, entry: credit },
    ])
}

fn wallet(book: &Book<'_>, slot: usize) -> Result<WalletState, Rejection> {
    book.wallets[slot].ok_or_else(|| {
        let WalletName { owner, asset } = book.footprint.wallets()[slot];
        Rejection::WalletNotFound { owner: owner.clone(), asset: asset.clone() }
    })
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

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
