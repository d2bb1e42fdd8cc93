//! A store of one's own: a ledger in a file, behind the port `Ledger`.
//!
//! `cargo run -p wallet-domain --features serde,testing --example own_store` books a spend and says what is left;
//! `cargo test -p wallet-domain --features serde,testing --example own_store` runs the contract on the store.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use wallet_domain::{
    AssetCode, Book, Claim, ClaimKind, Clock, Command, Credited, Group, InvalidBatch, Lane, Ledger, Opening, Outcome,
    OwnerId, Policy, ShardKey, StoreError, StoreErrorKind, SystemClock, Timestamp, Transaction, Usage, Wallet,
    WalletId, WalletState, decide_with,
};

/// Everything that the store keeps.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Tables {
    policies: BTreeMap<AssetCode, Policy>,
    wallets: Vec<Wallet>,
    usages: Vec<(WalletId, Usage)>,
    claims: Vec<Claim>,
    transactions: Vec<Transaction>,
}

/// The store. One mutex is its lock; one file, replaced as a whole, is its commit.
struct FileStore {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    tables: Mutex<Tables>,
}

impl FileStore {
    /// Opens the file, or begins one.
    fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, Box<dyn Error>> {
        let tables = if path.exists() { serde_json::from_slice(&fs::read(path)?)? } else { Tables::default() };
        Ok(Self { path: path.to_owned(), clock, tables: Mutex::new(tables) })
    }

    /// Makes an asset known, with the service's own wallets of it and one for each of the players.
    fn create(&self, asset: &AssetCode, policy: Policy, players: &[OwnerId]) -> io::Result<()> {
        let mut tables = self.tables.lock().expect("no one panics while holding it");
        tables.policies.insert(asset.clone(), policy);
        for owner in OwnerId::system().into_iter().chain(players) {
            let id = tables.next_id(ShardKey::of(owner), 0);
            let state = WalletState::opened(id, owner, self.clock.now());
            tables.wallets.push(Wallet { owner: owner.clone(), asset: asset.clone(), state });
        }
        tables.write(&self.path)
    }

    fn decide(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        let mut tables = self.tables.lock().expect("no one panics while holding it");
        let now = self.clock.now();
        let load = |book: &mut Book<'_>| {
            tables.load(book, now);
            Ok::<_, InvalidBatch>(())
        };
        let plan = decide_with(commands, groups, Lane::ONLY, now, load)?;
        let mut after = tables.clone();
        for Opening { owner, asset, state, .. } in plan.openings() {
            after.wallets.push(Wallet { owner: owner.clone(), asset: asset.clone(), state: *state });
        }
        for wallet in &mut after.wallets {
            wallet.state = plan.wallets().iter().find(|it| it.id == wallet.state.id).copied().unwrap_or(wallet.state);
        }
        after.usages.retain(|(id, _)| plan.usages().iter().all(|(changed, _)| changed != id));
        after.usages.extend_from_slice(plan.usages());
        after.claims.retain(|claim| plan.claims().iter().all(|changed| changed.id != claim.id));
        after.claims.extend_from_slice(plan.claims());
        after.transactions.extend_from_slice(plan.transactions());
        // Whoever is answered finds it again: the file is on the disk before anyone is.
        after.write(&self.path).map_err(|why| StoreError::new(StoreErrorKind::Unavailable, why))?;
        *tables = after;
        Ok(plan.into_outcomes())
    }
}

impl Tables {
    /// What the footprint names, and nothing else.
    fn load(&self, book: &mut Book<'_>, now: Timestamp) {
        let footprint = book.footprint();
        for (slot, code) in footprint.assets().iter().enumerate() {
            if let Some(policy) = self.policies.get(*code) {
                book.put_asset(slot, policy.clone());
            }
        }
        for (slot, name) in footprint.wallets().iter().enumerate() {
            let is_named = |it: &&Wallet| (&it.owner, &it.asset) == (name.owner, name.asset);
            let Some(Wallet { state, .. }) = self.wallets.iter().find(is_named) else { continue };
            book.put_wallet(slot, *state);
            if let Some((_, usage)) = self.usages.iter().find(|(id, _)| *id == state.id) {
                book.put_usage(slot, usage.clone());
            }
            if footprint.short().contains(&slot) {
                let holds = self.claims.iter().filter(|it| it.wallet == state.id && it.kind == ClaimKind::Hold);
                holds.for_each(|hold| book.put_claim(*hold));
            }
        }
        for (number, &slot) in footprint.to_open().iter().enumerate() {
            book.put_opening(slot, self.next_id(footprint.wallets()[slot].shard_key(), number), now);
        }
        for (slot, id) in footprint.ids().iter().enumerate() {
            if let Some(known) = self.transactions.iter().find(|it| it.id() == *id) {
                book.put_transaction(slot, known.clone());
            }
        }
        for (slot, payment_ref) in footprint.payments().iter().enumerate() {
            let credits = self.transactions.iter().filter_map(Transaction::payment);
            let mut credits = credits.filter(|credit| credit.payment_ref == *payment_ref);
            if let Some(first) = credits.next() {
                let latest = credits.next_back().unwrap_or(first).ordinal;
                book.put_payment(slot, Credited { first: first.transaction, latest });
            }
        }
        for claim in self.claims.iter().filter(|claim| footprint.claims().contains(&claim.id)) {
            book.put_claim(*claim);
        }
    }

    /// The id with the highest number there is, and so many more. Not every number that a batch was given became a wallet,
    /// so their count does not tell it.
    fn next_id(&self, shard: ShardKey, ahead: usize) -> WalletId {
        let highest = self.wallets.iter().map(|wallet| wallet.state.id.number()).max().unwrap_or_default();
        let ahead = i64::try_from(ahead).expect("a batch has fewer wallets");
        WalletId::new(shard, highest + 1 + ahead).expect("a file has fewer wallets")
    }

    /// The whole of it beside the file, then in its place: a crash leaves the one or the other.
    fn write(&self, path: &Path) -> io::Result<()> {
        let draft = path.with_extension("draft");
        let mut file = File::create(&draft)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        fs::rename(&draft, path)
    }
}

#[async_trait]
impl Ledger for FileStore {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        self.decide(commands, groups)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::temp_dir().join(format!("own_store_{}.json", std::process::id()));
    let store = FileStore::open(&path, Arc::new(SystemClock))?;
    let (gold, player): (AssetCode, OwnerId) = ("GOLD_COINS".parse()?, "user_001".parse()?);
    store.create(&gold, Policy::default(), std::slice::from_ref(&player))?;
    let command = |flow, owner: &OwnerId, minor| -> Result<Command, Box<dyn Error>> {
        let amount = wallet_domain::Amount::new(minor)?;
        let details = wallet_domain::Details::default();
        Ok(Command::new(flow, format!("{flow:?}").parse()?, owner.clone(), gold.clone(), amount, details)?)
    };
    let mint = command(wallet_domain::Flow::Mint, OwnerId::treasury(), 1000)?;
    let top_up = command(wallet_domain::Flow::TopUp, &player, 100)?;
    let spend = command(wallet_domain::Flow::Spend, &player, 30)?;
    let outcomes = store.decide(&[mint, top_up, spend], &[])?;
    let (_, posting) = outcomes[2].result()?;
    assert_eq!(posting.balance.minor(), 70);
    Ok(fs::remove_file(&path)?)
}

#[cfg(test)]
mod tests {
    use std::future::{Ready, ready};
    use std::sync::atomic::{AtomicU32, Ordering};

    use wallet_domain::testing::{SetClock, asset, owner};

    use super::*;

    struct Fixture(FileStore, Arc<SetClock>);

    impl Fixture {
        fn ledger(&self) -> &dyn Ledger {
            &self.0
        }

        fn clock(&self) -> &SetClock {
            &self.1
        }

        fn reopen(self) -> Ready<Self> {
            let store = FileStore::open(&self.0.path, self.1.clone()).expect("the file is there");
            ready(Self(store, self.1))
        }
    }

    fn own_store() -> Ready<Fixture> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("own_store_{}_{number}.json", std::process::id()));
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        let store = FileStore::open(&path, clock.clone()).expect("a new file");
        let players = ["user_001", "user_002"].map(owner);
        store.create(&asset("GOLD_COINS"), Policy::default(), &players).expect("a file can be written");
        ready(Fixture(store, clock))
    }

    wallet_domain::ledger_alone_contract!(own_store);
}
