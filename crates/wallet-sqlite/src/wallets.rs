//! Wallets and what is recorded of them (port [`Wallets`]): one read transaction a call, so each answer is of one moment.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use wallet_domain::{
    Asset, AssetCode, CapUsage, ChainLink, ChangeRecord, ChangeSubject, Claim, Command, HoldPosition, Lanes, OpenHold,
    OwnerId, PageRequest, Reference, StatementLine, StoreError, SystemWallets, Timestamp, Transaction, TransactionId,
    Wallet, Wallets,
};

use crate::error::Failure;
use crate::{SqliteLedger, caps, entries, rows, sql, tx};

#[async_trait]
impl Wallets for SqliteLedger {
    async fn read_clock(&self) -> Result<Timestamp, StoreError> {
        Ok(self.clock.now())
    }

    async fn find_cap_usage(&self, key: &str, owner: &str) -> Result<CapUsage, StoreError> {
        let (key, owner) = (key.to_owned(), owner.to_owned());
        self.read(move |snapshot| caps::find(snapshot, &key, &owner)).await
    }

    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        self.read(list_assets).await
    }

    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        let (owners, now): (BTreeSet<OwnerId>, _) = (owners.iter().cloned().collect(), self.clock.now());
        self.read(move |snapshot| list_wallets(snapshot, &owners, now)).await
    }

    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError> {
        self.read(list_system_wallets).await
    }

    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        let (owner, asset, now) = (owner.clone(), asset.clone(), self.clock.now());
        self.read(move |snapshot| find_wallet(snapshot, &owner, &asset, now)).await
    }

    async fn list_stripes(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Vec<Vec<StatementLine>>>, StoreError> {
        let (owner, asset) = (owner.clone(), asset.clone());
        self.read(move |snapshot| list_lines(snapshot, &owner, &asset, &request)).await
    }

    async fn list_holds(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        after: Option<HoldPosition>,
        limit: u32,
    ) -> Result<Option<Vec<OpenHold>>, StoreError> {
        let (owner, asset, now) = (owner.clone(), asset.clone(), self.clock.now());
        self.read(move |snapshot| list_holds(snapshot, (&owner, &asset), after, limit, now)).await
    }

    async fn find_claim(&self, id: TransactionId) -> Result<Option<Claim>, StoreError> {
        let key = [id.as_uuid().into_bytes()];
        self.read(move |snapshot| tx::find(snapshot, sql::FIND_CLAIM, key, rows::claim)).await
    }

    async fn list_lapsed(&self, limit: u32) -> Result<Vec<Command>, StoreError> {
        let now = self.clock.now();
        self.read(move |snapshot| list_lapsed(snapshot, limit, now)).await
    }

    async fn list_about(&self, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        self.read(move |snapshot| list_about(snapshot, id, limit)).await
    }

    async fn list_payments(&self, payment_ref: &Reference, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let payment_ref = payment_ref.clone();
        self.read(move |snapshot| list_payments(snapshot, &payment_ref, limit)).await
    }

    async fn list_changes(
        &self,
        of: ChangeSubject,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        self.read(move |snapshot| list_changes(snapshot, &of, before, limit)).await
    }

    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        self.read(move |snapshot| find_transaction(snapshot, id)).await
    }

    async fn find_transactions(&self, ids: &[TransactionId]) -> Result<Vec<Transaction>, StoreError> {
        let ids = ids.to_vec();
        self.read(move |snapshot| ids.iter().filter_map(|id| find_transaction(snapshot, *id).transpose()).collect())
            .await
    }
}

pub(crate) fn list_assets(connection: &Connection) -> Result<Vec<Asset>, Failure> {
    tx::list(connection, sql::LIST_ASSETS, [], rows::asset)
}

/// The operators' changes, the latest first.
pub(crate) fn list_changes(
    connection: &Connection,
    of: &ChangeSubject,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ChangeRecord>, Failure> {
    let before = before.unwrap_or(i64::MAX);
    let list = |statement, of: &str| tx::list(connection, statement, params![before, limit, of], rows::change);
    match of {
        ChangeSubject::All => tx::list(connection, sql::LIST_CHANGES, params![before, limit], rows::change),
        ChangeSubject::Wallet(owner, asset) => {
            let params = params![before, limit, owner.as_str(), asset.as_str()];
            tx::list(connection, sql::LIST_CHANGES_OF_WALLET, params, rows::change)
        }
        ChangeSubject::Owner(owner) => list(sql::LIST_CHANGES_OF_OWNER, owner.as_str()),
        ChangeSubject::Asset(asset) => list(sql::LIST_CHANGES_OF_ASSET, asset.as_str()),
        ChangeSubject::Actor(actor) => list(sql::LIST_CHANGES_OF_ACTOR, actor.as_str()),
        ChangeSubject::Action(action) => list(sql::LIST_CHANGES_OF_ACTION, action.name()),
        ChangeSubject::Object(id) => list(sql::LIST_CHANGES_OF_OBJECT, id.as_str()),
    }
}

/// The wallets of `owners`, by owner and by asset's code, both by their bytes.
pub(crate) fn list_wallets(
    connection: &Connection,
    owners: &BTreeSet<OwnerId>,
    now: Timestamp,
) -> Result<Vec<Wallet>, Failure> {
    let mut wallets = Vec::new();
    for owner in owners {
        let stripes = tx::list(connection, sql::LIST_WALLETS, params![owner.as_str(), now.as_micros()], rows::wallet)?;
        wallets.extend(Wallet::merge_stripes(&stripes));
    }
    Ok(wallets)
}

/// The system's and the operators' wallets, and the sum of the players' debts.
pub(crate) fn list_system_wallets(connection: &Connection) -> Result<SystemWallets, Failure> {
    let rows = tx::list(connection, sql::LIST_SYSTEM_WALLETS, [], |row| Ok((rows::wallet(row)?, row.get(11)?)))?;
    let mut debts: BTreeMap<AssetCode, i64> = BTreeMap::new();
    for (wallet, owed) in &rows {
        *debts.entry(wallet.asset.clone()).or_default() += owed;
    }
    let stripes: Vec<Wallet> = rows.into_iter().map(|(wallet, _)| wallet).collect();
    Ok(SystemWallets { wallets: Wallet::merge_stripes(&stripes), debts })
}

/// How many lanes the ledger has: the treasury and revenue have a stripe for each.
pub(crate) fn count_lanes(connection: &Connection) -> Result<Lanes, Failure> {
    let count = connection.prepare_cached(sql::COUNT_LANES)?.query_row([], |row| row.get(0))?;
    Lanes::new(count).map_err(|why| Failure::corrupt("the lanes", why))
}

pub(crate) fn find_wallet(
    connection: &Connection,
    owner: &OwnerId,
    asset: &AssetCode,
    now: Timestamp,
) -> Result<Option<Wallet>, Failure> {
    Ok(Wallet::of_stripes(list_stripes(connection, owner, asset, now)?))
}

/// The stripes of a wallet, without the parts held by holds that are over at `now`.
fn list_stripes(
    connection: &Connection,
    owner: &OwnerId,
    asset: &AssetCode,
    now: Timestamp,
) -> Result<Vec<Wallet>, Failure> {
    tx::list(connection, sql::FIND_WALLET, params![owner.as_str(), asset.as_str(), now.as_micros()], rows::wallet)
}

/// The open holds of a wallet that are not over at `now`, those after a position.
pub(crate) fn list_holds(
    connection: &Connection,
    (owner, asset): (&OwnerId, &AssetCode),
    after: Option<HoldPosition>,
    limit: u32,
    now: Timestamp,
) -> Result<Option<Vec<OpenHold>>, Failure> {
    let Some(wallet) = find_wallet(connection, owner, asset, now)? else { return Ok(None) };
    let (from, id) = after.map_or((i64::MIN, [0; 16]), |at| (at.expires_at.as_micros(), at.id.as_uuid().into_bytes()));
    let params = params![wallet.state.id.value(), now.as_micros(), from, id, limit];
    tx::list(connection, sql::LIST_HOLDS, params, rows::open_hold).map(Some)
}

/// The commands of open holds whose time is over at `now`.
pub(crate) fn list_lapsed(connection: &Connection, limit: u32, now: Timestamp) -> Result<Vec<Command>, Failure> {
    let ids =
        tx::list(connection, sql::LIST_LAPSED, params![now.as_micros(), limit], |row| rows::transaction_id(row, 0))?;
    let missing = || Failure::corrupt("a hold", "its transaction is not there");
    let request = |id| Ok(find_transaction(connection, id)?.ok_or_else(missing)?.command);
    ids.into_iter().map(request).collect()
}

/// The transactions about an earlier one, in the order of their times.
pub(crate) fn list_about(connection: &Connection, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, Failure> {
    let params = params![id.as_uuid().into_bytes(), limit];
    let ids = tx::list(connection, sql::LIST_ABOUT, params, |row| rows::transaction_id(row, 0))?;
    ids.into_iter().filter_map(|id| find_transaction(connection, id).transpose()).collect()
}

/// The transactions that credited a payment, the latest first.
pub(crate) fn list_payments(
    connection: &Connection,
    payment_ref: &Reference,
    limit: u32,
) -> Result<Vec<Transaction>, Failure> {
    let ids = tx::list(connection, sql::LIST_PAYMENTS, params![payment_ref.as_str(), limit], |row| {
        rows::transaction_id(row, 0)
    })?;
    ids.into_iter().filter_map(|id| find_transaction(connection, id).transpose()).collect()
}

fn list_lines(
    connection: &Connection,
    owner: &OwnerId,
    asset: &AssetCode,
    request: &PageRequest,
) -> Result<Option<Vec<Vec<StatementLine>>>, Failure> {
    // Only the ids matter here, not what is held.
    let stripes = list_stripes(connection, owner, asset, Timestamp::from_micros(0))?;
    if stripes.is_empty() {
        return Ok(None);
    }
    let limit = usize::try_from(request.limit).expect("32 bits fit into a usize");
    let lines = (stripes.iter().enumerate())
        .map(|(stripe, wallet)| entries::list_lines(connection, (wallet, &stripes), request.below(stripe), limit))
        .collect::<Result<_, _>>()?;
    Ok(Some(lines))
}

/// The transaction of that id with its entries, equal to what was answered when it was decided.
pub(crate) fn find_transaction(connection: &Connection, id: TransactionId) -> Result<Option<Transaction>, Failure> {
    let id = id.as_uuid().into_bytes();
    tx::find(connection, sql::FIND_TRANSACTION, [id], |row| transaction(connection, row))
}

/// A transaction with its entries, by its row.
pub(crate) fn transaction(connection: &Connection, row: &Row<'_>) -> Result<Transaction, Failure> {
    let recorded = rows::recorded(row)?;
    let entries = match rows::entry_range(row)? {
        Some(range) if recorded.is_posted() => tx::list(connection, sql::LIST_TRANSACTION_ENTRIES, range, rows::entry)?,
        _ => Vec::new(),
    };
    Ok(recorded.with_entries(entries)?)
}

/// A lane's latest commit as the chain has it; none if there is none, or if it is from before there was a chain.
pub(crate) fn find_last_link(connection: &Connection, lane: i16) -> Result<Option<ChainLink>, Failure> {
    Ok(tx::find(connection, sql::FIND_LAST_COMMIT, [lane], rows::link)?.flatten())
}

/// Every lane's latest commit, those that have hashes.
pub(crate) fn list_last_links(connection: &Connection) -> Result<Vec<ChainLink>, Failure> {
    let lanes = list_lanes(connection)?;
    lanes.into_iter().filter_map(|(lane, _)| find_last_link(connection, lane).transpose()).collect()
}

/// Every lane with the number of its latest commit.
pub(crate) fn list_lanes(connection: &Connection) -> Result<Vec<(i16, i64)>, Failure> {
    tx::list(connection, sql::LIST_LANES, [], |row| Ok((row.get(0)?, row.get(1)?)))
}
