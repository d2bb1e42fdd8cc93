//! The rules inside another service: a store of one's own behind the ports, passing the contract.
//!
//! `cargo run -p wallet-domain --features testing --example own_store` books a story and prints what is left;
//! `cargo test -p wallet-domain --features testing --example own_store` runs the contract suite on the store.

#![allow(clippy::print_stdout, clippy::unused_async, reason = "an example, run by hand")]

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use wallet_domain::testing::{Store, play};
use wallet_domain::{
    Asset, AssetChange, AssetCode, AssetCreation, AssetRefusal, Book, Change, ChangeNote, ChangeRecord, ChangeSubject,
    Claim, ClaimKind, ClaimStatus, Clock, Command, Credited, Details, Group, HoldPosition, Lane, Ledger, OpenHold,
    Opening, Outcome, OwnerId, Page, PageRequest, RateCycles, Reference, Registry, ShardKey, StatusChange,
    StatusRefusal, StoreError, SystemWallets, Timestamp, Transaction, TransactionId, Usage, Wallet, WalletId,
    WalletOpening, WalletState, Wallets, decide_with, testing,
};

/// Whatever can be locked, changed and kept as one: here, maps behind a mutex.
struct OwnStore(Arc<dyn Clock>, Mutex<Tables>);

#[derive(Default)]
struct Tables {
    assets: BTreeMap<AssetCode, Asset>,
    wallets: BTreeMap<(OwnerId, AssetCode), Wallet>,
    transactions: HashMap<TransactionId, Transaction>,
    claims: HashMap<TransactionId, Claim>,
    usages: HashMap<WalletId, Usage>,
    journal: Vec<Transaction>,
    changes: Vec<ChangeRecord>,
}

impl OwnStore {
    fn lock(&self) -> MutexGuard<'_, Tables> {
        self.1.lock().expect("no one panics while holding it")
    }
}

impl Tables {
    fn open(&mut self, name: &(OwnerId, AssetCode), now: Timestamp) -> WalletOpening {
        if !self.assets.contains_key(&name.1) {
            return WalletOpening::AssetNotFound;
        }
        if let Some(wallet) = self.wallets.get(name) {
            return WalletOpening::Existing(self.shown(wallet, now));
        }
        let id = WalletId::new(ShardKey::of(&name.0), i64::try_from(self.wallets.len()).expect("few"))
            .expect("a small number");
        let state = WalletState::opened(id, &name.0, now);
        let wallet = Wallet { owner: name.0.clone(), asset: name.1.clone(), state };
        self.wallets.insert(name.clone(), wallet.clone());
        WalletOpening::Opened(wallet)
    }
}

#[async_trait]
impl Ledger for OwnStore {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        let mut tables = self.lock();
        let now = self.0.now();
        let load = |book: &mut Book<'_>| {
            tables.load(book, now);
            Ok::<_, StoreError>(())
        };
        let plan = decide_with(commands, groups, Lane::ONLY, now, load)?;
        for Opening { owner, asset, state, .. } in plan.openings().iter().cloned() {
            tables.wallets.insert((owner.clone(), asset.clone()), Wallet { owner, asset, state });
        }
        for wallet in tables.wallets.values_mut() {
            wallet.state = plan.wallets().iter().find(|s| s.id == wallet.state.id).copied().unwrap_or(wallet.state);
        }
        tables.usages.extend(plan.usages().iter().cloned());
        tables.claims.extend(plan.claims().iter().map(|claim| (claim.id, *claim)));
        tables.transactions.extend(plan.transactions().iter().map(|new| (new.id(), new.clone())));
        tables.journal.extend_from_slice(plan.transactions());
        Ok(plan.into_outcomes())
    }
}

impl Tables {
    /// What the footprint names, and nothing else.
    fn load(&self, book: &mut Book<'_>, now: Timestamp) {
        let footprint = book.footprint();
        for (slot, code) in footprint.assets().iter().enumerate() {
            if let Some(asset) = self.assets.get(*code) {
                book.put_asset(slot, asset.policy.clone());
            }
        }
        let wallet = |slot: usize| {
            let name = footprint.wallets()[slot];
            self.wallets.get(&(name.owner.clone(), name.asset.clone()))
        };
        for slot in 0..footprint.wallets().len() {
            if let Some(wallet) = wallet(slot) {
                book.put_wallet(slot, wallet.state);
                if let Some(usage) = self.usages.get(&wallet.state.id) {
                    book.put_usage(slot, usage.clone());
                }
            }
        }
        for (&slot, number) in footprint.to_open().iter().zip(self.wallets.len()..) {
            let id = WalletId::new(footprint.wallets()[slot].shard_key(), i64::try_from(number).expect("few"))
                .expect("a small number");
            book.put_opening(slot, id, now);
        }
        for (slot, id) in footprint.ids().iter().enumerate() {
            if let Some(known) = self.transactions.get(id) {
                book.put_transaction(slot, known.clone());
            }
        }
        for (slot, payment_ref) in footprint.payments().iter().enumerate() {
            if let Some(first) = self.credits_of(payment_ref).next().map(Transaction::id) {
                let latest = i64::try_from(self.credits_of(payment_ref).count()).expect("few");
                book.put_payment(slot, Credited { first, latest });
            }
        }
        for id in footprint.claims() {
            if let Some(claim) = self.claims.get(id) {
                book.put_claim(*claim);
            }
        }
        for wallet in footprint.short().iter().filter_map(|slot| wallet(*slot)) {
            for hold in self.open_holds(wallet.state.id) {
                book.put_claim(hold);
            }
        }
    }

    fn credits_of(&self, payment_ref: &Reference) -> impl DoubleEndedIterator<Item = &Transaction> {
        self.journal.iter().filter(move |it| it.payment().is_some_and(|payment| payment.payment_ref == payment_ref))
    }

    fn open_holds(&self, wallet: WalletId) -> impl Iterator<Item = Claim> {
        let is_open = |claim: &&Claim| (claim.kind, claim.status) == (ClaimKind::Hold, ClaimStatus::Open);
        self.claims.values().filter(is_open).filter(move |claim| claim.wallet == wallet).copied()
    }

    fn note(&mut self, at: Timestamp, note: &ChangeNote, change: Change) {
        let number = i64::try_from(self.changes.len()).expect("few") + 1;
        self.changes.push(ChangeRecord { number, at, note: note.clone(), change });
    }

    /// The wallet as it is shown: what is over is not held any more.
    fn shown(&self, wallet: &Wallet, now: Timestamp) -> Wallet {
        let lasting = self.open_holds(wallet.state.id).filter(|hold| !hold.has_lapsed(now));
        let held = lasting.map(|hold| hold.left()).sum();
        Wallet { state: WalletState { held, ..wallet.state }, ..wallet.clone() }
    }
}

#[async_trait]
impl Registry for OwnStore {
    async fn create_asset_by(
        &self,
        asset: &Asset,
        cycles: RateCycles,
        note: &ChangeNote,
    ) -> Result<AssetCreation, StoreError> {
        let (mut tables, now) = (self.lock(), self.0.now());
        if let Some(taken) = tables.assets.get(&asset.code) {
            return Ok(AssetCreation::Existing(taken.clone()));
        }
        let all: Vec<Asset> = tables.assets.values().cloned().collect();
        let change = match Change::creation(asset, cycles, &all) {
            Ok(change) => change,
            Err(refusal) => return Ok(AssetCreation::Refused(refusal)),
        };
        tables.assets.insert(asset.code.clone(), asset.clone());
        tables.note(now, note, change);
        for owner in OwnerId::system() {
            tables.open(&(owner.clone(), asset.code.clone()), now);
        }
        Ok(AssetCreation::Created)
    }

    async fn change_asset(
        &self,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<Result<Asset, AssetRefusal>, StoreError> {
        let mut tables = self.lock();
        let all: Vec<Asset> = tables.assets.values().cloned().collect();
        let (after, change) = match change.apply(code, &all) {
            Ok(applied) => applied,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(change) = change {
            tables.assets.insert(code.clone(), after.clone());
            tables.note(self.0.now(), note, change);
        }
        Ok(Ok(after))
    }

    async fn change_wallets(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError> {
        let (mut tables, now) = (self.lock(), self.0.now());
        let mut wallets: Vec<Wallet> =
            tables.wallets.values().filter(|wallet| wallet.owner == *owner).cloned().collect();
        wallets.retain(|wallet| asset.as_ref().is_none_or(|asset| wallet.asset == *asset));
        let mut changes = Vec::new();
        for wallet in &mut wallets {
            match change.apply(wallet) {
                Ok(Some((state, change))) => {
                    wallet.state = state;
                    changes.push(change);
                }
                Ok(None) => {}
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        for wallet in &wallets {
            tables.wallets.insert((wallet.owner.clone(), wallet.asset.clone()), wallet.clone());
        }
        for change in changes {
            tables.note(now, note, change);
        }
        Ok(Ok(wallets.iter().map(|wallet| tables.shown(wallet, now)).collect()))
    }

    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError> {
        let (mut tables, now) = (self.lock(), self.0.now());
        Ok(names.iter().map(|name| tables.open(name, now)).collect())
    }
}

#[async_trait]
impl Wallets for OwnStore {
    async fn read_clock(&self) -> Result<Timestamp, StoreError> {
        Ok(self.0.now())
    }

    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        Ok(self.lock().assets.values().cloned().collect())
    }

    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        let (tables, now) = (self.lock(), self.0.now());
        let wanted = tables.wallets.values().filter(|wallet| owners.contains(&wallet.owner));
        Ok(wanted.map(|wallet| tables.shown(wallet, now)).collect())
    }

    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError> {
        let (tables, mut system) = (self.lock(), SystemWallets::default());
        for wallet in tables.wallets.values() {
            *system.debts.entry(wallet.asset.clone()).or_default() += wallet.state.debt;
        }
        let is_listed = |wallet: &&Wallet| wallet.owner.is_system() && !wallet.owner.is_debt();
        system.wallets = tables.wallets.values().filter(is_listed).cloned().collect();
        Ok(system)
    }

    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        let (tables, now) = (self.lock(), self.0.now());
        Ok(tables.wallets.get(&(owner.clone(), asset.clone())).map(|wallet| tables.shown(wallet, now)))
    }

    async fn list_entries(&self, o: &OwnerId, a: &AssetCode, page: PageRequest) -> Result<Option<Page>, StoreError> {
        let (tables, before) = (self.lock(), page.below(0));
        let lines = tables.journal.iter().rev().flat_map(Transaction::lines);
        let wanted = lines.filter(|l| l.entry.owner == *o && l.entry.asset == *a && l.entry.sequence < before);
        let page = Page::merge(vec![wanted.take(page.limit as usize + 1).collect()], &page);
        Ok(tables.wallets.contains_key(&(o.clone(), a.clone())).then_some(page))
    }

    async fn list_holds(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        after: Option<HoldPosition>,
        limit: u32,
    ) -> Result<Option<Vec<OpenHold>>, StoreError> {
        let (tables, now) = (self.lock(), self.0.now());
        let Some(wallet) = tables.wallets.get(&(owner.clone(), asset.clone())) else { return Ok(None) };
        let open = tables.open_holds(wallet.state.id).filter(|hold| !hold.has_lapsed(now));
        let placed = open.filter_map(|hold| Some((HoldPosition { expires_at: hold.expires_at?, id: hold.id }, hold)));
        let mut holds: Vec<_> = placed.filter(|(place, _)| after.is_none_or(|after| *place > after)).collect();
        holds.sort_unstable_by_key(|(place, _)| *place);
        let shown = |claim: Claim| {
            let made = &tables.transactions[&claim.id];
            let Details { reference, description, .. } = made.command.details().clone();
            OpenHold { claim, created_at: made.created_at, reference, description }
        };
        Ok(Some(holds.into_iter().take(limit as usize).map(|(_, claim)| shown(claim)).collect()))
    }

    async fn find_claim(&self, id: TransactionId) -> Result<Option<Claim>, StoreError> {
        Ok(self.lock().claims.get(&id).copied())
    }

    async fn list_lapsed(&self, limit: u32) -> Result<Vec<Command>, StoreError> {
        let (tables, now) = (self.lock(), self.0.now());
        let mut lapsed: Vec<&Claim> = tables.claims.values().filter(|claim| claim.has_lapsed(now)).collect();
        lapsed.sort_unstable_by_key(|claim| (claim.expires_at, claim.id));
        Ok(lapsed.iter().take(limit as usize).map(|claim| tables.transactions[&claim.id].command.clone()).collect())
    }

    async fn list_about(&self, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let about = |known: &&Transaction| known.command.about() == Some(id);
        Ok(self.lock().journal.iter().filter(about).take(limit as usize).cloned().collect())
    }

    async fn list_payments(&self, payment_ref: &Reference, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        Ok(self.lock().credits_of(payment_ref).rev().take(limit as usize).cloned().collect())
    }

    async fn list_changes(
        &self,
        of: ChangeSubject,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        let tables = self.lock();
        let older = tables.changes.iter().rev().filter(|record| before.is_none_or(|before| record.number < before));
        Ok(older.filter(|record| of.covers(&record.change)).take(limit as usize).cloned().collect())
    }

    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        Ok(self.lock().transactions.get(&id).cloned())
    }
}

#[tokio::main]
async fn main() {
    let clock = Arc::new(testing::SetClock::at(1_700_000_000_000_000));
    let ledger: &dyn Store = &OwnStore(clock, Mutex::default());
    let story = "
        asset  GOLD_COINS
        mint   GOLD_COINS 1000 key m          -> posted 1000
        wallet user_001 GOLD_COINS 100
        spend  user_001 GOLD_COINS 30 key a   -> posted 70
        spend  user_001 GOLD_COINS 30 key a   -> replayed 70
    ";
    play(ledger, 1, story).await;
    println!("The story went as it is written:\n{story}");
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixture(OwnStore, Arc<testing::SetClock>);

    impl Fixture {
        fn store(&self) -> &dyn Store {
            &self.0
        }

        fn clock(&self) -> &testing::SetClock {
            &self.1
        }

        async fn reopen(self) -> Self {
            let tables = self.0.1.into_inner().expect("no one panics while holding it");
            Self(OwnStore(self.1.clone(), Mutex::new(tables)), self.1)
        }
    }

    async fn own_store() -> Fixture {
        let clock = Arc::new(testing::SetClock::at(1_700_000_000_000_000));
        Fixture(OwnStore(clock.clone(), Mutex::default()), clock)
    }

    wallet_domain::ledger_contract!(own_store);
}
