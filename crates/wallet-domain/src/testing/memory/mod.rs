//! The model: a ledger in memory. One mutex is its lock and its commit. `reads`, `registry`, `feed`, `rollups`, `search` and
//! `snapshots` are its other ports.

mod feed;
#[cfg(test)]
mod mutants;
mod reads;
mod registry;
mod rollups;
mod search;
mod snapshots;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;

use crate::testing::SetClock;
use crate::{
    Asset, AssetCode, Book, CapRow, CapUsage, Change, ChangeNote, ChangeRecord, Claim, ClaimKind, ClaimStatus, Clock,
    Command, Credited, Entry, Group, Happening, InvalidBatch, Lane, Lanes, Ledger, Opening, Outcome, OwnerId,
    Reference, Rejection, StoreError, Stripe, Timestamp, Transaction, TransactionId, Usage, Wallet, WalletId,
    WalletOpening, WalletState, WalletStatus, decide_with,
};

/// A ledger in memory: the model that the stores are compared with.
pub struct MemoryLedger {
    clock: Arc<dyn Clock>,
    lanes: Lanes,
    state: Mutex<State>,
}

#[derive(Clone, Default)]
struct State {
    assets: BTreeMap<AssetCode, Asset>,
    names: BTreeMap<(OwnerId, AssetCode, Stripe), WalletId>,
    wallets: HashMap<WalletId, WalletState>,
    transactions: HashMap<TransactionId, Transaction>,
    claims: HashMap<TransactionId, Claim>,
    usages: HashMap<WalletId, Usage>,
    /// By key and owner, what capped keys have used.
    cap_usages: BTreeMap<(String, String), CapUsage>,
    /// By payment, the transactions that credited it, in order.
    payments: HashMap<Reference, Vec<TransactionId>>,
    changes: Vec<ChangeRecord>,
    entries: HashMap<WalletId, Vec<(Entry, TransactionId)>>,
    /// By position, from 1: what one commit did, or a change.
    feed: Vec<Vec<Happening>>,
    rollups: rollups::Rolled,
    snapshots: snapshots::Kept,
}

impl Default for MemoryLedger {
    fn default() -> Self {
        Self::new(Arc::new(SetClock::at(1_700_000_000_000_000)))
    }
}

impl MemoryLedger {
    /// An empty ledger.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, lanes: Lanes::ONE, state: Mutex::default() }
    }

    /// The same ledger with that many lanes. They take turns: this is about stripes, not about speed.
    #[must_use]
    pub fn with_lanes(self, lanes: Lanes) -> Self {
        Self { lanes, ..self }
    }

    /// Another ledger that holds the same by now.
    #[must_use]
    pub fn fork(&self) -> Self {
        let state = Mutex::new(self.lock().clone());
        Self { clock: self.clock.clone(), lanes: self.lanes, state }
    }

    /// Executes a batch in a lane of the caller's choice, as a store may have chosen.
    pub fn execute_in(&self, commands: &[Command], groups: &[Group], lane: Lane) -> Vec<Outcome> {
        self.commit_in(commands, groups, lane).1
    }

    /// The same, and what was recorded by it, in order: holds that were found to be over are among it.
    pub fn commit_in(&self, commands: &[Command], groups: &[Group], lane: Lane) -> (Vec<Transaction>, Vec<Outcome>) {
        self.try_commit(commands, groups, lane).expect("a test's groups are valid")
    }

    fn try_commit(
        &self,
        commands: &[Command],
        groups: &[Group],
        lane: Lane,
    ) -> Result<(Vec<Transaction>, Vec<Outcome>), InvalidBatch> {
        let mut state = self.lock();
        let now = self.clock.now();
        let load = |book: &mut Book<'_>| {
            state.load(book, now);
            Ok::<_, InvalidBatch>(())
        };
        let plan = decide_with(commands, groups, lane, now, load)?;
        for Opening { owner, asset, state: opened, .. } in plan.openings() {
            state.names.insert((owner.clone(), asset.clone(), Stripe::FIRST), opened.id);
        }
        for wallet in plan.wallets() {
            state.wallets.insert(wallet.id, *wallet);
        }
        state.usages.extend(plan.usages().iter().cloned());
        for CapRow { key, owner, usage } in plan.cap_usages() {
            state.cap_usages.insert((key.clone(), owner.clone()), usage.clone());
        }
        for claim in plan.claims() {
            state.claims.insert(claim.id, *claim);
        }
        for payment in plan.payments() {
            let credits = state.payments.entry(payment.payment_ref.clone()).or_default();
            credits.push(payment.transaction);
            assert_eq!(i64::try_from(credits.len()), Ok(payment.ordinal), "{payment:?}");
        }
        if !plan.transactions().is_empty() {
            let happened = plan.transactions().iter().cloned();
            state.feed.push(happened.map(|it| Happening::Transaction(Box::new(it))).collect());
        }
        for transaction in plan.transactions() {
            for entry in transaction.entries() {
                state.entries.entry(entry.wallet).or_default().push((entry.clone(), transaction.id()));
            }
            let earlier = state.transactions.insert(transaction.id(), transaction.clone());
            assert_eq!(earlier, None, "{transaction:?} was decided before");
        }
        Ok((plan.transactions().to_vec(), plan.into_outcomes()))
    }

    /// Records a refusal, also one that is not recorded any more: stores may hold some from before that rule.
    pub fn record_refusal(&self, command: Command, rejection: Rejection) {
        let transaction = Transaction { command, created_at: self.clock.now(), result: Err(rejection) };
        let mut state = self.lock();
        state.feed.push(vec![Happening::Transaction(Box::new(transaction.clone()))]);
        state.transactions.insert(transaction.id(), transaction);
    }

    /// Sets a wallet's status, as an operator would.
    pub fn set_status(&self, owner: &OwnerId, asset: &AssetCode, status: WalletStatus) {
        let mut state = self.lock();
        let id = state.names[&(owner.clone(), asset.clone(), Stripe::FIRST)];
        let wallet = state.wallets.get_mut(&id).expect("every name has a wallet");
        wallet.status = status;
        wallet.version += 1;
    }

    /// Every wallet, each stripe by itself, with its entries, the oldest first.
    pub fn statements(&self) -> Vec<(Wallet, Vec<Entry>)> {
        let state = self.lock();
        (state.names.iter())
            .map(|(name, id)| {
                let entries = state.entries.get(id).into_iter().flatten();
                (state.wallet(name, *id), entries.map(|(entry, _)| entry.clone()).collect())
            })
            .collect()
    }

    /// Every claim, in no order.
    pub fn claims(&self) -> Vec<Claim> {
        self.lock().claims.values().copied().collect()
    }

    /// Every transaction, in no order.
    pub fn transactions(&self) -> Vec<Transaction> {
        self.lock().transactions.values().cloned().collect()
    }

    /// Keeps what was done beside it, such as to a key.
    pub(crate) fn note(&self, note: &ChangeNote, change: Change) {
        let now = self.clock.now();
        self.lock().note(now, note, change);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics while it holds the ledger")
    }
}

impl State {
    fn open(&mut self, owner: &OwnerId, asset: &AssetCode, stripe: Stripe, at: Timestamp) -> WalletOpening {
        if !self.assets.contains_key(asset) {
            return WalletOpening::AssetNotFound;
        }
        let name = (owner.clone(), asset.clone(), stripe);
        if let Some(id) = self.names.get(&name) {
            return WalletOpening::Existing(self.wallet_at(&name, *id, at));
        }
        let number = self.next_number();
        let id = WalletId::new(stripe.shard_key(owner), number).expect("a small number");
        self.wallets.insert(id, WalletState::opened(id, owner, at));
        let wallet = self.wallet(&name, id);
        self.names.insert(name, id);
        WalletOpening::Opened(wallet)
    }

    fn all_assets(&self) -> Vec<Asset> {
        self.assets.values().cloned().collect()
    }

    /// The number after the highest. How many wallets there are does not tell it: not every number that a batch was given
    /// became a wallet.
    fn next_number(&self) -> i64 {
        self.wallets.keys().map(|id| id.number()).max().unwrap_or_default() + 1
    }

    fn load(&self, book: &mut Book<'_>, now: Timestamp) {
        let footprint = book.footprint();
        for (slot, &code) in footprint.assets().iter().enumerate() {
            if let Some(asset) = self.assets.get(code) {
                book.put_asset(slot, asset.policy.clone());
            }
        }
        for (slot, name) in footprint.wallets().iter().enumerate() {
            if let Some(id) = self.names.get(&(name.owner.clone(), name.asset.clone(), name.stripe)) {
                book.put_wallet(slot, self.wallets[id]);
                if let Some(usage) = self.usages.get(id) {
                    book.put_usage(slot, usage.clone());
                }
            }
        }
        for (&slot, number) in footprint.to_open().iter().zip(self.next_number()..) {
            let name = footprint.wallets()[slot];
            book.put_opening(slot, WalletId::new(name.shard_key(), number).expect("a small number"), now);
        }
        for (slot, id) in footprint.ids().iter().enumerate() {
            if let Some(transaction) = self.transactions.get(id) {
                book.put_transaction(slot, transaction.clone());
            }
        }
        for (slot, payment) in footprint.payments().iter().enumerate() {
            if let Some(credits) = self.payments.get(payment) {
                let latest = i64::try_from(credits.len()).expect("memory ends before");
                book.put_payment(slot, Credited { first: credits[0], latest });
            }
        }
        for (slot, name) in footprint.cap_usages().iter().enumerate() {
            book.put_cap_usage(slot, self.cap_usage(name.key, name.owner));
        }
        for id in footprint.claims() {
            if let Some(claim) = self.claims.get(id) {
                book.put_claim(*claim);
            }
        }
        for slot in footprint.short() {
            let name = footprint.wallets()[*slot];
            let id = self.names.get(&(name.owner.clone(), name.asset.clone(), name.stripe));
            for claim in self.open_holds(id) {
                book.put_claim(claim);
            }
        }
    }

    fn cap_usage(&self, key: &str, owner: &str) -> CapUsage {
        self.cap_usages.get(&(key.to_owned(), owner.to_owned())).cloned().unwrap_or_default()
    }

    fn note(&mut self, at: Timestamp, note: &ChangeNote, change: Change) -> ChangeRecord {
        let number = i64::try_from(self.changes.len()).expect("memory ends before") + 1;
        let record = ChangeRecord { number, at, note: note.clone(), change };
        if record.change.action.event().is_some() {
            self.feed.push(vec![Happening::Change(Box::new(record.clone()))]);
        }
        self.changes.push(record.clone());
        record
    }

    /// The wallet as a read shows it: without what is held by holds that are over.
    fn wallet_at(&self, name: &(OwnerId, AssetCode, Stripe), id: WalletId, now: Timestamp) -> Wallet {
        let mut wallet = self.wallet(name, id);
        wallet.state.held =
            self.open_holds(Some(&id)).filter(|claim| !claim.has_lapsed(now)).map(|hold| hold.left()).sum();
        wallet
    }

    fn open_holds(&self, wallet: Option<&WalletId>) -> impl Iterator<Item = Claim> {
        let is_open = |claim: &&Claim| (claim.kind, claim.status) == (ClaimKind::Hold, ClaimStatus::Open);
        let holds = self.claims.values().filter(is_open).copied();
        holds.filter(move |claim| Some(&claim.wallet) == wallet)
    }

    fn wallet(&self, name: &(OwnerId, AssetCode, Stripe), id: WalletId) -> Wallet {
        Wallet { owner: name.0.clone(), asset: name.1.clone(), state: self.wallets[&id] }
    }
}

#[async_trait]
impl Ledger for MemoryLedger {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        let Some(first) = commands.first() else { return Ok(Vec::new()) };
        let (_, outcomes) = self.try_commit(commands, groups, self.lanes.lane_of(first))?;
        Ok(outcomes)
    }

    fn lanes(&self) -> Lanes {
        self.lanes
    }
}
