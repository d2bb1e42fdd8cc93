//! The book: the locked wallets and the known outcomes that one batch is decided on, and what the decision makes of them.
//!
//! Everything that a decision changes, it changes through the book. While a `Scope` is open the book notes what was
//! there before, so a group, a trial or a refused starting balance is undone step by step, and no list of fields has to
//! be kept.

use std::collections::{BTreeSet, HashMap};

use crate::asset::policy::Policy;
use crate::asset::usage::Usage;
use crate::decide::cap_rows::{CapName, CapRow};
use crate::decide::footprint::Footprint;
use crate::decide::invalid::{InvalidBatch, check_groups};
use crate::record::claim::Claim;
use crate::record::transaction::Transaction;
use crate::record::wallet::WalletState;
use crate::value::caps::CapUsage;
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// What is known of a transaction id.
#[derive(Debug)]
enum Known {
    /// No one has used the key.
    New,
    /// Recorded by an earlier commit.
    Recorded(Box<Transaction>),
    /// Decided earlier in this batch: its position among the planned transactions.
    Planned(usize),
}

/// A transaction that the book knows by its id.
pub(crate) enum Found<'b> {
    /// Recorded by an earlier commit.
    Recorded(&'b Transaction),
    /// Decided earlier in this batch, and its position among the planned transactions.
    Planned(usize, &'b Transaction),
}

/// The credits that a payment has: their first transaction and their latest ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credited {
    /// The transaction that credited it first.
    pub first: TransactionId,
    /// The ordinal of its latest credit: 1 if there is no other.
    pub latest: i64,
}

/// The locked wallets and the known outcomes that one batch is decided on.
#[derive(Debug)]
pub struct Book<'a> {
    footprint: &'a Footprint<'a>,
    assets: Vec<Option<Policy>>,
    wallets: Vec<Option<WalletState>>,
    known: Vec<Known>,
    /// The claims that were loaded or made, by id.
    claims: HashMap<TransactionId, Claim>,
    /// By slot of the payment: its earlier credits, or `None` if it was never credited.
    payments: Vec<Option<Credited>>,
    /// By slot, missing wallets that may be opened.
    unopened: HashMap<usize, WalletState>,
    /// By slot of the wallet, what was used of its asset's limits: of most wallets nothing.
    usages: HashMap<usize, Usage>,
    /// What capped keys have used: of most batches nothing.
    cap_usages: HashMap<CapName<'a>, CapUsage>,
    /// The transactions that were decided, in order.
    planned: Vec<Transaction>,
    /// By planned transaction: the slot of its asset.
    planned_assets: Vec<usize>,
    changed: Changed<'a>,
    undo: Vec<Undo<'a>>,
    /// How many scopes are open: with none, nothing is noted.
    scopes: usize,
    /// The first wrong thing that was put in.
    invalid: Option<InvalidBatch>,
}

/// What the decision has changed and the store has to write.
#[derive(Debug)]
struct Changed<'a> {
    /// By slot.
    wallets: Vec<bool>,
    claims: BTreeSet<TransactionId>,
    /// By slot of the wallet.
    usages: BTreeSet<usize>,
    cap_usages: BTreeSet<CapName<'a>>,
}

/// What one change replaced.
#[derive(Debug)]
enum Undo<'a> {
    Wallet { slot: usize, before: Option<WalletState>, was_changed: bool },
    Claim { id: TransactionId, before: Option<Claim>, is_first: bool },
    Usage { slot: usize, before: Option<Usage>, is_first: bool },
    Payment { slot: usize, before: Option<Credited> },
    CapUsage { name: CapName<'a>, before: Option<CapUsage>, is_first: bool },
    Planned { id: usize },
}

/// Changes that can be undone together, since [`Book::open_scope`].
#[derive(Debug)]
#[must_use = "a scope is kept or undone"]
pub(crate) struct Scope {
    undo: usize,
    /// The number of planned transactions when it was opened.
    pub(crate) planned: usize,
}

/// What a store has to write.
pub(crate) struct Written {
    pub(crate) transactions: Vec<Transaction>,
    pub(crate) assets: Vec<usize>,
    pub(crate) wallets: Vec<WalletState>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) usages: Vec<(WalletId, Usage)>,
    pub(crate) cap_usages: Vec<CapRow>,
    /// By slot, each wallet as it is before anything is booked in it.
    pub(crate) openings: Vec<(usize, WalletState)>,
}

/// What a store puts in.
impl<'a> Book<'a> {
    /// A book in which nothing exists yet.
    pub fn new(footprint: &'a Footprint<'a>) -> Self {
        let (count, wallets) = (footprint.commands.len(), footprint.wallets().len());
        Self {
            assets: vec![None; footprint.assets().len()],
            wallets: vec![None; wallets],
            known: footprint.ids().iter().map(|_| Known::New).collect(),
            claims: HashMap::new(),
            payments: vec![None; footprint.payments().len()],
            unopened: HashMap::new(),
            usages: HashMap::new(),
            cap_usages: HashMap::new(),
            planned: Vec::with_capacity(count),
            planned_assets: Vec::with_capacity(count),
            changed: Changed {
                wallets: vec![false; wallets],
                claims: BTreeSet::new(),
                usages: BTreeSet::new(),
                cap_usages: BTreeSet::new(),
            },
            undo: Vec::new(),
            scopes: 0,
            invalid: check_groups(footprint.groups, count).err(),
            footprint,
        }
    }

    /// What the book is to hold.
    pub fn footprint(&self) -> &'a Footprint<'a> {
        self.footprint
    }

    /// Says that the asset in a slot of [`Footprint::assets`] exists, with what is allowed with it.
    pub fn put_asset(&mut self, slot: usize, policy: Policy) {
        self.invalid = self.invalid.or(put(&mut self.assets, slot, Some(policy)).err());
    }

    /// Puts the store's id for a wallet of [`Footprint::to_open`], unless the wallet exists by now. The wallet exists
    /// once [`Plan::openings`](crate::Plan::openings) lists it.
    pub fn put_opening(&mut self, slot: usize, id: WalletId, at: Timestamp) {
        match self.wallets.get(slot) {
            Some(None) => {
                let state = WalletState::opened(id, self.footprint.wallets()[slot].owner, at);
                self.unopened.insert(slot, state);
            }
            Some(Some(_)) => {}
            None => self.invalid = self.invalid.or(Some(InvalidBatch::Slot(slot))),
        }
    }

    /// Puts the usage of limits by the wallet in a slot of [`Footprint::wallets`]. It MUST have been read under the
    /// wallet's lock.
    pub fn put_usage(&mut self, slot: usize, usage: Usage) {
        if slot >= self.wallets.len() {
            self.invalid = self.invalid.or(Some(InvalidBatch::Slot(slot)));
        }
        self.usages.insert(slot, usage);
    }

    /// Puts what a capped key has used, by its place in [`Footprint::cap_usages`]. It MUST be locked until the commit,
    /// whether or not it is there yet.
    pub fn put_cap_usage(&mut self, slot: usize, usage: CapUsage) {
        match self.footprint.cap_usages().get(slot) {
            Some(name) => _ = self.cap_usages.insert(*name, usage),
            None => self.invalid = self.invalid.or(Some(InvalidBatch::Slot(slot))),
        }
    }

    /// Puts a wallet that is locked until the commit into a slot of [`Footprint::wallets`].
    pub fn put_wallet(&mut self, slot: usize, state: WalletState) {
        let held = Some(InvalidBatch::Held { slot, held: state.held }).filter(|_| state.held < 0);
        self.invalid = self.invalid.or(put(&mut self.wallets, slot, Some(state)).err()).or(held);
    }

    /// Puts a recorded transaction into a slot of [`Footprint::ids`]. It MUST have been read after the wallets were
    /// locked: the one who recorded it may have held them.
    pub fn put_transaction(&mut self, slot: usize, transaction: Transaction) {
        let recorded = Known::Recorded(Box::new(transaction));
        self.invalid = self.invalid.or(put(&mut self.known, slot, recorded).err());
    }

    /// Puts a claim: one of [`Footprint::claims`], or an open hold of one of the wallets in [`Footprint::short`]. It MUST
    /// have been read after the wallets were locked.
    pub fn put_claim(&mut self, claim: Claim) {
        if !(0..=claim.amount).contains(&claim.taken) {
            self.invalid = self.invalid.or(Some(InvalidBatch::Claim(claim.id)));
        }
        self.claims.insert(claim.id, claim);
    }

    /// Puts the earlier credits of a payment into its slot of [`Footprint::payments`]. It is read without a lock: the store
    /// MUST refuse a second credit of the same ordinal, whoever commits it, and decide the batch again.
    pub fn put_payment(&mut self, slot: usize, credited: Credited) {
        self.invalid = self.invalid.or(put(&mut self.payments, slot, Some(credited)).err());
    }

    /// Whether everything that was put in can be true.
    pub(crate) fn check(&self) -> Result<(), InvalidBatch> {
        self.invalid.map_or(Ok(()), Err)
    }
}

fn put<T>(slots: &mut [T], slot: usize, item: T) -> Result<(), InvalidBatch> {
    *slots.get_mut(slot).ok_or(InvalidBatch::Slot(slot))? = item;
    Ok(())
}

/// What a decision reads.
impl Book<'_> {
    /// The policy of the asset in a slot, if the asset exists.
    pub(crate) fn policy(&self, asset: usize) -> Option<&Policy> {
        self.assets[asset].as_ref()
    }

    /// The wallet in a slot, if it exists.
    pub(crate) fn wallet(&self, slot: usize) -> Option<&WalletState> {
        self.wallets[slot].as_ref()
    }

    /// The slots of the wallets of which `test` holds.
    pub(crate) fn slots_where(&self, test: impl Fn(&WalletState) -> bool) -> impl Iterator<Item = usize> {
        self.wallets.iter().enumerate().filter(move |(_, it)| it.as_ref().is_some_and(&test)).map(|(slot, _)| slot)
    }

    /// What is known of the transaction whose id is in a slot.
    pub(crate) fn find(&self, id: usize) -> Option<Found<'_>> {
        match &self.known[id] {
            Known::New => None,
            Known::Recorded(transaction) => Some(Found::Recorded(transaction)),
            Known::Planned(position) => Some(Found::Planned(*position, &self.planned[*position])),
        }
    }

    /// The transaction that was decided at that position.
    pub(crate) fn planned(&self, position: usize) -> &Transaction {
        &self.planned[position]
    }

    /// The claim of that id, if it exists.
    pub(crate) fn claim(&self, id: TransactionId) -> Option<Claim> {
        self.claims.get(&id).copied()
    }

    /// The open holds of a wallet that have lapsed, in a fixed order.
    pub(crate) fn lapsed(&self, wallet: WalletId, now: Timestamp) -> Vec<Claim> {
        let lapsed = |claim: &&Claim| claim.wallet == wallet && claim.has_lapsed(now);
        let mut lapsed: Vec<Claim> = self.claims.values().filter(lapsed).copied().collect();
        lapsed.sort_unstable_by_key(|claim| (claim.expires_at, claim.id));
        lapsed
    }

    /// The earlier credits of the payment in a slot.
    pub(crate) fn payment(&self, slot: usize) -> Option<Credited> {
        self.payments[slot]
    }

    /// The usage of limits by the wallet in a slot, if there is any.
    pub(crate) fn usage(&self, slot: usize) -> Option<&Usage> {
        self.usages.get(&slot)
    }

    /// What a capped key has used.
    pub(crate) fn cap_usage(&self, name: CapName<'_>) -> CapUsage {
        self.cap_usages.get(&name).cloned().unwrap_or_default()
    }

    /// The missing wallet in a slot as it would be opened, if the store has given it an id.
    pub(crate) fn opening(&self, slot: usize) -> Option<WalletState> {
        self.unopened.get(&slot).copied()
    }
}

/// What a decision changes.
impl<'a> Book<'a> {
    /// Changes the wallet in a slot.
    pub(crate) fn set_wallet(&mut self, slot: usize, state: WalletState) {
        self.note(|book| book.undo_of_wallet(slot));
        self.wallets[slot] = Some(state);
        self.changed.wallets[slot] = true;
    }

    /// Has the wallet in a slot exist. It is written only if something is booked in it.
    pub(crate) fn open_wallet(&mut self, slot: usize, state: WalletState) {
        self.note(|book| book.undo_of_wallet(slot));
        self.wallets[slot] = Some(state);
    }

    /// Has the opened wallet in a slot not exist, unless something was booked in it.
    pub(crate) fn close_unused(&mut self, slot: usize) {
        if !self.changed.wallets[slot] {
            self.note(|book| book.undo_of_wallet(slot));
            self.wallets[slot] = None;
        }
    }

    /// Makes or changes a claim.
    pub(crate) fn set_claim(&mut self, claim: Claim) {
        let id = claim.id;
        let before = self.claims.insert(id, claim);
        let is_first = self.changed.claims.insert(id);
        self.note(|_| Undo::Claim { id, before, is_first });
    }

    /// Sets the usage of limits by the wallet in a slot.
    pub(crate) fn set_usage(&mut self, slot: usize, usage: Usage) {
        let before = self.usages.insert(slot, usage);
        let is_first = self.changed.usages.insert(slot);
        self.note(|_| Undo::Usage { slot, before, is_first });
    }

    /// Sets what a capped key has used.
    pub(crate) fn set_cap_usage(&mut self, name: CapName<'_>, usage: CapUsage) {
        let names = self.footprint.cap_usages();
        let name = names[names.binary_search(&name).expect("the footprint names the rows of its commands' actors")];
        let before = self.cap_usages.insert(name, usage);
        let is_first = self.changed.cap_usages.insert(name);
        self.note(|_| Undo::CapUsage { name, before, is_first });
    }

    /// Sets the credits of the payment in a slot.
    pub(crate) fn set_payment(&mut self, slot: usize, credited: Credited) {
        let before = self.payments[slot].replace(credited);
        self.note(|_| Undo::Payment { slot, before });
    }

    /// Plans a transaction of the asset in a slot, whose id is in the slot `id` if the batch names it; returns its
    /// position.
    pub(crate) fn plan(&mut self, transaction: Transaction, asset: usize, id: Option<usize>) -> usize {
        let position = self.planned.len();
        self.planned.push(transaction);
        self.planned_assets.push(asset);
        if let Some(id) = id {
            self.known[id] = Known::Planned(position);
            self.note(|_| Undo::Planned { id });
        }
        position
    }

    /// Begins to note changes, so that they can be undone. Scopes are nested: the last one opened ends first.
    pub(crate) fn open_scope(&mut self) -> Scope {
        self.scopes += 1;
        Scope { undo: self.undo.len(), planned: self.planned.len() }
    }

    /// The changes of a scope stay.
    pub(crate) fn keep(&mut self, _: Scope) {
        self.scopes -= 1;
        if self.scopes == 0 {
            self.undo.clear();
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "a scope ends once")]
    /// Undoes the changes of a scope; returns the transactions that were planned in it.
    pub(crate) fn undo(&mut self, scope: Scope) -> Vec<Transaction> {
        let Scope { undo, planned } = scope;
        self.scopes -= 1;
        for undo in self.undo.drain(undo..).rev() {
            match undo {
                Undo::Wallet { slot, before, was_changed } => {
                    self.wallets[slot] = before;
                    self.changed.wallets[slot] = was_changed;
                }
                Undo::Claim { id, before, is_first } => {
                    put_back(&mut self.claims, id, before);
                    if is_first {
                        self.changed.claims.remove(&id);
                    }
                }
                Undo::Usage { slot, before, is_first } => {
                    put_back(&mut self.usages, slot, before);
                    if is_first {
                        self.changed.usages.remove(&slot);
                    }
                }
                Undo::Payment { slot, before } => self.payments[slot] = before,
                Undo::CapUsage { name, before, is_first } => {
                    put_back(&mut self.cap_usages, name, before);
                    if is_first {
                        self.changed.cap_usages.remove(&name);
                    }
                }
                Undo::Planned { id } => self.known[id] = Known::New,
            }
        }
        self.planned_assets.truncate(planned);
        self.planned.split_off(planned)
    }

    /// What the store has to write: everything in ascending order of its id, transactions in the order they were decided.
    pub(crate) fn written(&mut self) -> Written {
        let state = |slot: usize| self.wallets[slot].expect("only wallets that exist have a usage");
        let unopened = self.unopened.iter().filter(|(slot, _)| self.changed.wallets[**slot]);
        let mut openings: Vec<_> = unopened.map(|(slot, state)| (*slot, *state)).collect();
        openings.sort_unstable_by_key(|(_, state)| state.id);
        let changed = self.changed.wallets.iter().zip(&self.wallets);
        let mut wallets: Vec<_> = changed.filter_map(|(is_changed, it)| it.filter(|_| *is_changed)).collect();
        wallets.sort_unstable_by_key(|wallet| wallet.id);
        let usages = self.changed.usages.iter().map(|slot| (state(*slot).id, self.usages[slot].clone()));
        let mut usages: Vec<_> = usages.collect();
        usages.sort_unstable_by_key(|(wallet, _)| *wallet);
        let cap_usages = self.changed.cap_usages.iter().map(|name| name.row(self.cap_usage(*name))).collect();
        let claims = self.changed.claims.iter().map(|id| self.claims[id]).collect();
        let transactions = std::mem::take(&mut self.planned);
        let assets = std::mem::take(&mut self.planned_assets);
        Written { transactions, assets, wallets, claims, usages, cap_usages, openings }
    }

    fn note(&mut self, undo: impl FnOnce(&Self) -> Undo<'a>) {
        if self.scopes > 0 {
            let undo = undo(self);
            self.undo.push(undo);
        }
    }

    fn undo_of_wallet(&self, slot: usize) -> Undo<'a> {
        Undo::Wallet { slot, before: self.wallets[slot], was_changed: self.changed.wallets[slot] }
    }
}

fn put_back<K: std::hash::Hash + Eq, V>(map: &mut HashMap<K, V>, key: K, before: Option<V>) {
    match before {
        Some(before) => map.insert(key, before),
        None => map.remove(&key),
    };
}
