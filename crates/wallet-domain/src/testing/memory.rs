//! The model: a ledger in memory. One mutex is its lock and its commit.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;

use super::SetClock;
use crate::{
    Asset, AssetCode, AssetCreation, Book, Clock, Command, Entry, Footprint, Group, Lane, Lanes, Ledger, Outcome,
    OwnerId, Page, PageRequest, Registry, StoreError, Stripe, Timestamp, Transaction, TransactionId, Wallet, WalletId,
    WalletOpening, WalletState, WalletStatus, Wallets, Widen, decide,
};

/// A ledger in memory: the model that the stores are compared with.
pub struct MemoryLedger {
    clock: Arc<dyn Clock>,
    lanes: Lanes,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    assets: BTreeMap<AssetCode, Asset>,
    names: BTreeMap<(OwnerId, AssetCode, Stripe), WalletId>,
    wallets: HashMap<WalletId, WalletState>,
    transactions: HashMap<TransactionId, Transaction>,
    entries: HashMap<WalletId, Vec<(Entry, TransactionId)>>,
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

    /// Executes a batch in a lane of the caller's choice, as a store may have chosen.
    pub fn execute_in(&self, commands: &[Command], groups: &[Group], lane: Lane) -> Vec<Outcome> {
        let mut state = self.lock();
        let now = self.clock.now();
        let plan = decide(&mut state.book(&Footprint::of(commands, lane).with_groups(groups)), now)
            .or_else(|Widen| decide(&mut state.book(&Footprint::widened(commands, lane).with_groups(groups)), now))
            .expect("a widened footprint has all of the treasury");
        for wallet in plan.wallets() {
            state.wallets.insert(wallet.id, *wallet);
        }
        for transaction in plan.transactions() {
            for entry in transaction.entries() {
                state.entries.entry(entry.wallet).or_default().push((entry.clone(), transaction.id()));
            }
            state.transactions.insert(transaction.id(), transaction.clone());
        }
        plan.into_outcomes()
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

    /// Every transaction, in no order.
    pub fn transactions(&self) -> Vec<Transaction> {
        self.lock().transactions.values().cloned().collect()
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
            return WalletOpening::Existing(self.wallet(&name, *id));
        }
        let number = i64::try_from(self.wallets.len()).expect("memory ends before") + 1;
        let id = WalletId::new(stripe.shard_key(owner), number);
        self.wallets.insert(id, WalletState::opened(id, owner, at));
        let wallet = self.wallet(&name, id);
        self.names.insert(name, id);
        WalletOpening::Opened(wallet)
    }

    fn book<'a>(&self, footprint: &'a Footprint<'a>) -> Book<'a> {
        let mut book = Book::new(footprint);
        for (slot, &code) in footprint.assets().iter().enumerate() {
            if self.assets.contains_key(code) {
                book.put_asset(slot);
            }
        }
        for (slot, name) in footprint.wallets().iter().enumerate() {
            if let Some(id) = self.names.get(&(name.owner.clone(), name.asset.clone(), name.stripe)) {
                book.put_wallet(slot, self.wallets[id]);
            }
        }
        for (slot, id) in footprint.ids().iter().enumerate() {
            if let Some(transaction) = self.transactions.get(id) {
                book.put_transaction(slot, transaction.clone());
            }
        }
        book
    }

    fn wallet(&self, name: &(OwnerId, AssetCode, Stripe), id: WalletId) -> Wallet {
        Wallet { owner: name.0.clone(), asset: name.1.clone(), state: self.wallets[&id] }
    }
}

#[async_trait]
impl Ledger for MemoryLedger {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        let Some(first) = commands.first() else { return Ok(Vec::new()) };
        Ok(self.execute_in(commands, groups, self.lanes.lane_of(first)))
    }

    fn lanes(&self) -> Lanes {
        self.lanes
    }
}

#[async_trait]
impl Wallets for MemoryLedger {
    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        Ok(self.lock().assets.values().cloned().collect())
    }

    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        let state = self.lock();
        let names: Vec<_> = state.names.iter().filter(|((owner, ..), _)| owners.contains(owner)).collect();
        let same_wallet = |one: &(&(OwnerId, AssetCode, Stripe), _), other: &(&(OwnerId, AssetCode, Stripe), _)| {
            (&one.0.0, &one.0.1) == (&other.0.0, &other.0.1)
        };
        let whole =
            |stripes: &[(&_, &WalletId)]| Wallet::of_stripes(stripes.iter().map(|(name, id)| state.wallet(name, **id)));
        Ok(names.chunk_by(same_wallet).filter_map(whole).collect())
    }

    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        let wallets = self.list_wallets(std::slice::from_ref(owner)).await?;
        Ok(wallets.into_iter().find(|wallet| wallet.asset == *asset))
    }

    async fn list_entries(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Page>, StoreError> {
        let state = self.lock();
        let stripes = Stripe::all_of(owner, self.lanes);
        let ids = stripes.filter_map(|stripe| state.names.get(&(owner.clone(), asset.clone(), stripe)));
        let lines: Vec<_> = (ids.enumerate())
            .map(|(stripe, id)| {
                let entries = state.entries.get(id).into_iter().flatten().rev();
                entries
                    .filter(|(entry, _)| entry.sequence < request.below(stripe))
                    .take(request.limit as usize + 1)
                    .flat_map(|(entry, id)| state.transactions[id].lines().filter(|line| line.entry == *entry))
                    .collect()
            })
            .collect();
        Ok((!lines.is_empty()).then(|| Page::merge(lines, &request)))
    }

    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        Ok(self.lock().transactions.get(&id).cloned())
    }
}

#[async_trait]
impl Registry for MemoryLedger {
    async fn create_asset(&self, asset: &Asset) -> Result<AssetCreation, StoreError> {
        let mut state = self.lock();
        if let Some(existing) = state.assets.get(&asset.code) {
            return Ok(AssetCreation::Existing(existing.clone()));
        }
        state.assets.insert(asset.code.clone(), asset.clone());
        let now = self.clock.now();
        for owner in OwnerId::system() {
            for stripe in Stripe::all_of(owner, self.lanes) {
                state.open(owner, &asset.code, stripe, now);
            }
        }
        Ok(AssetCreation::Created)
    }

    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError> {
        let now = self.clock.now();
        let mut state = self.lock();
        Ok(names.iter().map(|(owner, asset)| state.open(owner, asset, Stripe::FIRST, now)).collect())
    }
}
