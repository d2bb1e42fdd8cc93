//! Assets and wallets: what must exist before anything can be booked.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use wallet_domain::{
    Asset, AssetCode, AssetCreation, Description, OwnerId, Registry, StoreError, Wallet, WalletOpening, WalletState,
    Wallets,
};

use crate::PgLedger;
use crate::columns::{Name, NameColumns};
use crate::error::Failure;
use crate::lanes::{begin_on_first_lane, control, count_lanes, open_system_wallets, query};
use crate::pool::Lent;
use crate::row;
use crate::statements::{FIND_WALLETS, INSERT_ASSET, INSERT_WALLETS};

#[async_trait]
impl Registry for PgLedger {
    async fn create_asset(&self, asset: &Asset) -> Result<AssetCreation, StoreError> {
        if self.try_create(asset).await.map_err(Failure::into_store_error)? {
            return Ok(AssetCreation::Created);
        }
        let assets = self.list_assets().await?;
        let existing = assets.into_iter().find(|existing| existing.code == asset.code);
        existing.map(AssetCreation::Existing).ok_or_else(|| {
            Failure::corrupt(format!("asset {} is taken and cannot be read", asset.code)).into_store_error()
        })
    }

    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError> {
        let mut openings = HashMap::with_capacity(names.len());
        let mut wanted: BTreeSet<&Name> = names.iter().collect();
        // Most that are asked for twice are there, and looking costs no row's number and no lock.
        let existing = self.find_wallets(&wanted).await?;
        settle(&mut wanted, &mut openings, existing, WalletOpening::Existing);
        if !wanted.is_empty() {
            let opened = self.insert_wallets(&wanted).await.map_err(Failure::into_store_error)?;
            settle(&mut wanted, &mut openings, opened, WalletOpening::Opened);
        }
        if !wanted.is_empty() {
            // Someone opened it in the moment between, or there is no such asset.
            let existing = self.find_wallets(&wanted).await?;
            settle(&mut wanted, &mut openings, existing, WalletOpening::Existing);
        }
        Ok(names.iter().map(|name| take_opening(&mut openings, name)).collect())
    }
}

/// Notes what came of `wallets`, which are wanted no more.
fn settle(
    wanted: &mut BTreeSet<&Name>,
    openings: &mut HashMap<Name, WalletOpening>,
    wallets: Vec<Wallet>,
    opening: fn(Wallet) -> WalletOpening,
) {
    for wallet in wallets {
        let name = (wallet.owner.clone(), wallet.asset.clone());
        wanted.remove(&name);
        openings.insert(name, opening(wallet));
    }
}

/// The opening of a name; a name's repeats find what its first has opened.
fn take_opening(openings: &mut HashMap<Name, WalletOpening>, name: &Name) -> WalletOpening {
    let Some(opening) = openings.get_mut(name) else { return WalletOpening::AssetNotFound };
    let first = opening.clone();
    if let WalletOpening::Opened(wallet) = &first {
        *opening = WalletOpening::Existing(wallet.clone());
    }
    first
}

impl PgLedger {
    async fn find_wallets(&self, names: &BTreeSet<&Name>) -> Result<Vec<Wallet>, StoreError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<&Name> = names.iter().copied().collect();
        let now = row::to_system_time(self.clock.now());
        let rows = self.read(FIND_WALLETS, &NameColumns::of(names.iter().copied()).params(&now)).await?;
        let wallet = |row| {
            let (owner, asset) = names[row::slot(row)?];
            Ok(Wallet { owner: owner.clone(), asset: asset.clone(), state: row::wallet_state(row)? })
        };
        rows.iter().map(wallet).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    /// One statement, so one commit. Answers the wallets that are new.
    async fn insert_wallets(&self, names: &BTreeSet<&Name>) -> Result<Vec<Wallet>, Failure> {
        let NameColumns { shard_keys, owners, codes } = NameColumns::of(names.iter().copied());
        let floors: Vec<i64> = names.iter().map(|(owner, _)| WalletState::floor_of(owner).minor()).collect();
        let at = row::to_system_time(self.clock.now());
        let connection = Lent::from(&self.pool).await?;
        let rows = query(&connection, INSERT_WALLETS, &[&shard_keys, &owners, &codes, &floors, &at]).await?;
        connection.give_back();
        rows.iter().map(row::wallet).collect()
    }

    /// The asset and its system wallets in one commit. False if the code is taken.
    async fn try_create(&self, asset: &Asset) -> Result<bool, Failure> {
        let connection = Lent::from(&self.pool).await?;
        let now = self.clock.now();
        begin_on_first_lane(&connection).await?;
        let description = asset.description.as_ref().map(Description::as_str);
        let at = row::to_system_time(now);
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&asset.code.as_str(), &asset.name.as_str(), &description, &at];
        let created = !query(&connection, INSERT_ASSET, &params).await?.is_empty();
        if created {
            let lanes = count_lanes(&connection).await?;
            open_system_wallets(&connection, &asset.code, lanes, now).await?;
        }
        control(&connection, "COMMIT").await?;
        connection.give_back();
        Ok(created)
    }
}
