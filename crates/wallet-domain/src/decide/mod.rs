//! The accounting rules, in their order of precedence.
//!
//! Each command is decided alone, in the batch's order, later ones seeing earlier ones' effects. The first that
//! applies wins:
//!
//! 1. key known, same fingerprint: the recorded outcome again
//! 2. key known, other fingerprint: `idempotency_key_reused`
//! 3. asset unknown: `asset_not_found`; then a wallet missing: `wallet_not_found`; then of a hold or a transaction that
//!    the command is about: missing, `hold_not_found` or `transaction_not_found`; at its end,
//!    `hold_settled`, `hold_expired` or `already_reversed`; less left than asked, `capture_exceeds_hold` or
//!    `reversal_exceeds_original`; then of a top-up whose payment was credited: `payment_ref_used`; of a conversion: `no_rate`, `conversion_too_small`, `rate_below_minimum`
//! 4. source equals destination: `same_wallet`; then a gift of what may not be given: `not_transferable`
//! 5. a wallet's side frozen: `wallet_frozen`; then one closed: `wallet_closed`; then of another version than the caller
//!    named: `version_mismatch`; then one of the asset's limits passed: `limit_exceeded`
//! 6. source short: `insufficient_funds` of a player, `treasury_exhausted` of the treasury, `budget_exhausted` of an
//!    operator's own wallet and `revenue_exhausted` of revenue, all stripes together
//!    Where a reversal is to have the rest owed, the player's wallet is not short.
//! 7. a bound passed: the asset's own, `ceiling_exceeded`; then any balance's, `balance_limit_exceeded`
//! 8. posted
//!
//! Of a credit to a player who owes something of the asset, a share goes to what is owed, and only the rest meets bounds.
//!
//! A refusal about the set-up is not recorded ([`Rejection::is_recorded`]): the key stays free.
//!
//! Each step looks at all legs before the next one does. The order is part of the contract: the tests hold every adjacent pair.
//!
//! Commands of a [`Group`](crate::Group) are decided in the same way. What is not to last is undone in the book before the next command
//! is decided; the plan never holds it.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::asset::usage::Usage;
use crate::decide::book::{Book, Credited, Known, Slots};
use crate::flow::command::Command;
use crate::flow::terms::Order;
use crate::record::claim::Claim;
use crate::record::rejection::Rejection;
use crate::record::transaction::{Effects, Entry, Outcome, Payment, Posting, Transaction};
use crate::record::wallet::WalletState;
use crate::value::amount::Amount;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// What a batch comes to: what to write, and what to answer once it is durable.
#[derive(Debug)]
pub struct Plan {
    verdicts: Vec<Verdict>,
    transactions: Vec<Transaction>,
    wallets: Vec<WalletState>,
    claims: Vec<Claim>,
    usages: Vec<(WalletId, Usage)>,
    openings: Vec<(usize, WalletState)>,
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
    /// Refused, and in no plan: the key stays unused.
    Unrecorded(Box<Rejection>),
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

    /// The wallets that the plan opens, by slot, each as it is before anything is booked in it: to be inserted before
    /// [`Plan::wallets`] is written. Most batches have none.
    pub fn openings(&self) -> &[(usize, WalletState)] {
        &self.openings
    }

    /// The payments that the plan credits, in the order of its transactions. Most batches have none.
    pub fn payments(&self) -> impl Iterator<Item = Payment<'_>> {
        self.transactions.iter().filter_map(Transaction::payment)
    }

    /// What is used of limits by now, by wallet, in ascending id order. Most batches have none.
    pub fn usages(&self) -> &[(WalletId, Usage)] {
        &self.usages
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
                | Verdict::Undone(_)
                | Verdict::Unrecorded(_) => None,
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
                Verdict::Unrecorded(rejection) => Outcome::Unrecorded(*rejection),
            })
            .collect()
    }
}

/// The book lacks something that the decision depends on, so nothing is decided: all stripes of a treasury or of revenue
/// where the lane's own is short, the open holds of a wallet where those that are over may make up for it, a wallet that
/// its first credit opens, the treasury for one that begins with something, or what a player owes.
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
    /// Slots of the wallets that are not there and are to be opened.
    pub(crate) open: Vec<usize>,
    /// Slots of the wallets that are given something before their first credit.
    pub(crate) start: Vec<usize>,
    /// Slots of the wallets whose owners' debts are needed, and whose those are.
    pub(crate) owing: Vec<(usize, OwnerId)>,
}

/// Decides the book's batch, moving the book's wallets as it goes.
///
/// `now` is the time of limits, holds and whatever else ends. It becomes `created_at`, too, unless the latest entry of a
/// player's wallet is younger: then it is that moment, so that time never runs backwards within such a wallet, whatever the
/// clock does. Treasury, revenue and budgets are everybody's: they hand no time on.
pub fn decide(book: &mut Book<'_>, now: Timestamp) -> Result<Plan, Widen> {
    let count = book.footprint.commands.len();
    let mut draft = Draft {
        plan: Plan {
            verdicts: Vec::with_capacity(count),
            transactions: Vec::with_capacity(count),
            wallets: Vec::new(),
            claims: Vec::new(),
            usages: Vec::new(),
            openings: Vec::new(),
        },
        touched: vec![false; book.wallets.len()],
        claims: BTreeSet::new(),
        counted: BTreeSet::new(),
        is_trial: false,
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
    /// Slots of the wallets whose usage the plan changes.
    counted: BTreeSet<usize>,
    /// Whether what is being decided is only tried.
    is_trial: bool,
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
        // What this very decision records on the way, such as holds that are over, is no change by somebody else.
        let version = book.wallets[slots.wallet].map(|wallet| wallet.version);
        let (mut opened, mut before) = (Vec::new(), None);
        let decided = loop {
            match self.judge(book, slots, command, version) {
                Ok(ruling) => break Ok(self.carry_out(book, slots.wallet, command.clone(), ruling)),
                Err(Refusal::Rejected(rejection)) => break Err((rejection.is_recorded(), rejection)),
                Err(Refusal::Unrecorded(rejection)) => break Err((false, rejection)),
                Err(Refusal::Lapsed { wallet, claims }) => self.expire(book, wallet, claims),
                Err(Refusal::Missing { slot }) => {
                    self.open(book, slot)?;
                    opened.push(slot);
                }
                Err(Refusal::Unbegun { slot, amount }) => {
                    before.get_or_insert_with(|| self.save(book, position..position + 1));
                    if let Err(rejection) = self.begin(book, slot, amount)? {
                        break Err((rejection.is_recorded(), rejection));
                    }
                }
                Err(Refusal::Widen(widen)) => return Err(widen),
            }
        };
        if let Some(before) = before.filter(|_| decided.is_err()) {
            // A refused credit gives nobody anything to begin with.
            self.undo(book, before);
        }
        self.close_unused(book, &opened);
        let transaction = match decided {
            Ok(transaction) => {
                if let (Some(slot), Some(payment)) = (slots.payment, transaction.payment()) {
                    let first = book.payments[slot].map_or(payment.transaction, |credited| credited.first);
                    book.payments[slot] = Some(Credited { first, latest: payment.ordinal });
                }
                transaction
            }
            Err((false, rejection)) => return Ok(Verdict::Unrecorded(Box::new(rejection))),
            Err((true, rejection)) => {
                Transaction { command: command.clone(), created_at: self.now, result: Err(rejection) }
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
        let before = state_in(book, own);
        let latest_of_player = |slot: usize| {
            let owner = book.footprint.wallets()[slot].owner;
            (!owner.is_system() || owner.is_debt()).then(|| state_in(book, slot).last_entry_at)
        };
        let slots = std::iter::once(own).chain(moves.iter().map(|leg| leg.slot));
        let created_at = slots.filter_map(latest_of_player).fold(self.now, Timestamp::max);
        let entries = (moves.iter())
            .map(|leg| {
                let state = state_in(book, leg.slot);
                let name = book.footprint.wallets()[leg.slot];
                let entry = Entry::leg(name, &state, leg.minor).expect("what is available and what fits were checked");
                book.wallets[leg.slot] = Some(WalletState {
                    balance: entry.balance_after,
                    sequence: entry.sequence,
                    version: state.version + 1,
                    last_entry_at: created_at.max(state.last_entry_at),
                    ..state
                });
                self.touched[leg.slot] = true;
                entry
            })
            .collect();
        self.note_debts(book, moves);
        if let Some(change) = &ruling.claim {
            self.settle(book, own, before.version, change);
        }
        let WalletState { balance, held, debt, .. } = state_in(book, own);
        let claim = ruling.claim.map(|change| change.effect);
        // By the owner's entry alone.
        let credit = Some(ruling.ordinal).filter(|ordinal| *ordinal > 1).unwrap_or_default();
        let is_told = claim.is_none() && ruling.moved.is_empty() && (held, debt, credit) == (0, 0, 0);
        let is_told = is_told && moves.iter().any(|leg| leg.slot == own);
        let mut effects = (!is_told).then(|| Effects { balance, held, debt, claim, moved: Vec::new(), credit });
        if let Some(effects) = &mut effects {
            effects.moved = ruling.moved;
        }
        for (slot, usage) in ruling.usages {
            book.usages.insert(slot, usage);
            self.counted.insert(slot);
        }
        let posting = Posting::of(command.owner(), entries, effects);
        Transaction { command, created_at, result: Ok(posting.expect("every flow has a leg of its owner or effects")) }
    }

    fn finish(mut self, book: &Book<'_>) -> Plan {
        let opened = book.unopened.iter().filter(|(slot, _)| self.touched[**slot]).map(|(slot, state)| (*slot, *state));
        self.plan.openings = opened.collect();
        self.plan.openings.sort_unstable_by_key(|(_, state)| state.id);
        let changed = self.touched.into_iter().zip(&book.wallets);
        self.plan.wallets = changed.filter_map(|(touched, wallet)| wallet.filter(|_| touched)).collect();
        self.plan.wallets.sort_unstable_by_key(|wallet| wallet.id);
        self.plan.claims = self.claims.iter().map(|id| book.claims[id]).collect();
        self.plan.usages =
            self.counted.iter().map(|slot| (state_in(book, *slot).id, book.usages[slot].clone())).collect();
        self.plan.usages.sort_unstable_by_key(|(wallet, _)| *wallet);
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
#[derive(Default)]
struct Ruling {
    moves: Moves,
    claim: Option<Change>,
    /// What each leg moves, where that is not what the command says.
    moved: Vec<i64>,
    /// What is used of limits after it, by slot of the wallet.
    usages: Vec<(usize, Usage)>,
    /// Of a top-up: which credit of its payment it is.
    ordinal: i64,
}

enum Refusal {
    Rejected(Rejection),
    /// The service's own expiry of a hold came too late: nothing to record.
    Unrecorded(Rejection),
    /// Open holds of the wallet in a slot whose time is over: to be recorded as such before it is judged again.
    Lapsed {
        wallet: usize,
        claims: Vec<Claim>,
    },
    /// The wallet in a slot is not there, and a credit opens it.
    Missing {
        slot: usize,
    },
    /// The wallet in a slot has no entries yet, and begins with that much.
    Unbegun {
        slot: usize,
        amount: Amount,
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
    /// Its owner's wallet had that `version`, if it was there, when the decision began.
    fn judge(
        &self,
        book: &Book<'_>,
        slots: &Slots,
        command: &Command,
        version: Option<i64>,
    ) -> Result<Ruling, Refusal> {
        let legs = &book.footprint.legs[slots.legs.clone()];
        check_assets(book, slots, legs)?;
        for leg in legs {
            wallet(book, leg.source)?;
            if book.wallets[leg.destination].is_none() && self.is_to_open(book, leg, command.flow()) {
                return Err(Refusal::Missing { slot: leg.destination });
            }
            wallet(book, leg.destination)?;
        }
        wallet(book, slots.wallet)?;
        let ordinal = check_payment(book, slots)?;
        let mut stake = None;
        let mut converted = None;
        match command.order() {
            None => {}
            Some(Order::Conversion { to, min }) => converted = Some(convert(book, legs, to, *min)?),
            Some(order) => stake = self.stake(book, slots, command, order)?,
        }
        let legs = converted.as_ref().map_or(legs, |legs| &legs[..]);
        if legs.iter().any(|leg| leg.source == leg.destination) {
            return Err(Rejection::SameWallet.into());
        }
        check_transferable(book, slots, command)?;
        check_status(book, slots, legs, command)?;
        if let Some(expected) = command.terms().and_then(|terms| terms.if_version) {
            let found = version.unwrap_or(wallet(book, slots.wallet)?.version);
            if found != expected {
                return Err(Rejection::VersionMismatch { expected, found }.into());
            }
        }
        let main = stake.as_ref().map_or(command.amount().minor(), Stake::minor);
        let usages = self.count(book, slots, legs, command, main)?;
        let mut ruling = match (legs, stake) {
            ([leg], None) => {
                let leg = clip(book, *leg, command.flow());
                let moves = self.transfer(book, leg, 0, command.flow())?;
                let figures = if leg.minor == command.amount().minor() { Vec::new() } else { vec![leg.minor] };
                Ruling { moves, moved: figures, ordinal, ..Ruling::default() }
            }
            (legs, None) => {
                let moves = self.transfer_all(book, legs, command.flow())?;
                let figures = converted.map_or_else(Vec::new, |legs| legs.map(|leg| leg.minor).to_vec());
                Ruling { moves, moved: figures, ..Ruling::default() }
            }
            (legs, Some(stake)) => self.rule(book, slots, legs.first().copied(), stake)?,
        };
        ruling.usages.extend(usages);
        for leg in legs {
            check_begun(book, leg, command.flow())?;
        }
        Ok(ruling)
    }
}

pub mod book;
mod checks;
mod claims;
mod debts;
mod moves;
mod policy;

use checks::{check_assets, check_payment, check_status, wallet};
use claims::{Change, Stake};
use moves::Moves;
use policy::{check_begun, check_transferable, clip, convert};

mod group;

#[cfg(test)]
mod tests;
