//! Assets and wallets: what must exist before anything can be booked.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use wallet_domain::Name as KeyName;
use wallet_domain::record::stored::stored_policy;
use wallet_domain::{
    Asset, AssetChange, AssetCode, AssetCreation, AssetRefusal, Change, ChangeNote, ChangeRecord, Description, Lanes,
    NoteText, ObjectId, Origin, OwnerId, OwnerNote, RateCycles, Registry, ShardKey, StatusChange, StatusRefusal,
    StoreError, Timestamp, Wallet, WalletOpening, WalletState, Wallets,
};

use crate::PgLedger;
use crate::columns::{Name, NameColumns, Params};
use crate::error::Failure;
use crate::lanes::{lock_first_lane, open_system_wallets};
use crate::pool::Lent;
use crate::sql::{
    FIND_WALLETS, INSERT_ASSET, INSERT_CHANGE, INSERT_WALLETS, LIST_CHANGES_OF_OWNER, LOCK_ASSETS, LOCK_OWNED,
    UPDATE_ASSET, UPDATE_STATUS,
};
use crate::tx::{self, End};
use crate::{caps, rows};

#[async_trait]
impl Registry for PgLedger {
    async fn create_asset_by(
        &self,
        asset: &Asset,
        cycles: RateCycles,
        note: &ChangeNote,
    ) -> Result<AssetCreation, StoreError> {
        self.run_tx("create_asset", |connection| self.create_asset_on(connection, (asset, cycles), note)).await
    }

    async fn change_asset(
        &self,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<Result<Asset, AssetRefusal>, StoreError> {
        self.run_tx("change_asset", |connection| self.change_asset_on(connection, code, change, note)).await
    }

    async fn change_wallets_by(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
        by: &Origin,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError> {
        let named = (owner, asset.as_ref());
        let work = |connection| self.change_wallets_on(connection, named, change, (note, by));
        if let Err(refusal) = self.run_tx("change_wallets", work).await? {
            return Ok(Err(refusal));
        }
        let wallets = self.list_wallets(std::slice::from_ref(owner)).await?.into_iter();
        Ok(Ok(wallets.filter(|wallet| asset.as_ref().is_none_or(|asset| wallet.asset == *asset)).collect()))
    }

    async fn add_note(
        &self,
        owner: &OwnerId,
        text: &NoteText,
        by: &ChangeNote,
    ) -> Result<Option<ChangeRecord>, StoreError> {
        self.run_tx("add_note", |connection| self.add_note_on(connection, owner, text, by)).await
    }

    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError> {
        let mut openings = HashMap::with_capacity(names.len());
        let mut wanted: BTreeSet<&Name> = names.iter().collect();
        // Most are there already, and a look costs neither a number nor a lock.
        let existing = self.find_wallets(&wanted).await?;
        settle(&mut wanted, &mut openings, existing, WalletOpening::Existing);
        if !wanted.is_empty() {
            let opened = self.insert_wallets(&wanted).await?;
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

/// Notes the opening of `wallets`, which are no longer wanted.
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
        let now = self.clock.given();
        let rows = self.read(FIND_WALLETS, &NameColumns::of(names.iter().copied()).params(&now)).await?;
        let wallet = |row| {
            let (owner, asset) = names[rows::slot(row)?];
            Ok(Wallet { owner: owner.clone(), asset: asset.clone(), state: rows::wallet_state(row)? })
        };
        rows.iter().map(wallet).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    /// One statement, so one commit. Returns the new wallets.
    async fn insert_wallets(&self, names: &BTreeSet<&Name>) -> Result<Vec<Wallet>, StoreError> {
        let NameColumns { shard_keys, owners, codes } = NameColumns::of(names.iter().copied());
        let floors: Vec<i64> = names.iter().map(|(owner, _)| WalletState::floor_of(owner).minor()).collect();
        let at = self.clock.given();
        let rows = self.write(INSERT_WALLETS, &[&shard_keys, &owners, &codes, &floors, &at]).await?;
        rows.iter().map(rows::wallet).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    /// The asset and its system wallets in one commit.
    async fn create_asset_on(
        &self,
        connection: Lent,
        (asset, cycles): (&Asset, RateCycles),
        note: &ChangeNote,
    ) -> Result<End<AssetCreation>, Failure> {
        let lanes = self.hold_lanes(&connection).await?;
        let assets = lock_assets(&connection).await?;
        let creation = match assets.iter().find(|existing| existing.code == asset.code) {
            Some(existing) => AssetCreation::Existing(existing.clone()),
            None => match Change::creation(asset, cycles, &assets) {
                Ok(change) => {
                    self.insert_asset(&connection, (asset, lanes), note, &change).await?;
                    AssetCreation::Created
                }
                Err(refusal) => AssetCreation::Refused(refusal),
            },
        };
        Ok(End::Commit(connection, creation))
    }

    async fn insert_asset(
        &self,
        connection: &Lent,
        (asset, lanes): (&Asset, Lanes),
        note: &ChangeNote,
        change: &Change,
    ) -> Result<(), Failure> {
        let now = self.clock.now(connection).await?;
        let (at, description) = (rows::to_system_time(now), asset.description.as_ref().map(Description::as_str));
        let policy = stored_policy(&asset.policy);
        let params: Params<'_, 5> = [&asset.code.as_str(), &asset.name.as_str(), &description, &at, &policy];
        tx::write(connection, INSERT_ASSET, &params).await?;
        open_system_wallets(connection, &asset.code, lanes, now).await?;
        insert_change(connection, now, note, change).await.map(|_| ())
    }

    /// Changes an asset under its lock, and records the change.
    async fn change_asset_on(
        &self,
        connection: Lent,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<End<Result<Asset, AssetRefusal>>, Failure> {
        lock_first_lane(&connection).await?;
        let assets = lock_assets(&connection).await?;
        let changed = match change.apply(code, &assets) {
            Ok((after, Some(change))) => {
                let description = after.description.as_ref().map(Description::as_str);
                let policy = stored_policy(&after.policy);
                let params: Params<'_, 4> = [&code.as_str(), &after.name.as_str(), &description, &policy];
                tx::write(&connection, UPDATE_ASSET, &params).await?;
                insert_change(&connection, self.clock.now(&connection).await?, note, &change).await?;
                Ok(after)
            }
            Ok((after, None)) => Ok(after),
            Err(refusal) => Err(refusal),
        };
        Ok(End::Commit(connection, changed))
    }

    /// Changes the status of an owner's wallets under their locks, and records the changes.
    async fn change_wallets_on(
        &self,
        connection: Lent,
        (owner, asset): (&OwnerId, Option<&AssetCode>),
        change: StatusChange,
        (note, by): (&ChangeNote, &Origin),
    ) -> Result<End<Result<(), StatusRefusal>>, Failure> {
        // Changes are made one after the other, so that each is seen with all that were made before it.
        lock_first_lane(&connection).await?;
        let shard = ShardKey::of(owner).value();
        let rows = tx::write(&connection, LOCK_OWNED, &[&shard, &owner.as_str()]).await?;
        let mut wallets = rows.iter().map(rows::wallet).collect::<Result<Vec<_>, _>>()?;
        wallets.retain(|wallet| asset.is_none_or(|asset| wallet.asset == *asset));
        wallets.sort_unstable_by(|one, other| one.asset.cmp(&other.asset));
        let now = self.clock.now(&connection).await?;
        let mut changed = 0;
        for wallet in &wallets {
            let applied = match change.apply(wallet) {
                Ok(applied) => applied,
                Err(refusal) => return Ok(End::RollBack(connection, Err(refusal))),
            };
            if let Some((state, change)) = applied {
                let (id, status) = (state.id.value(), state.status.code());
                tx::write(&connection, UPDATE_STATUS, &[&id, &status, &state.version]).await?;
                insert_change(&connection, now, note, &change).await?;
                changed += 1;
            }
        }
        if let Some(capped) = change.capped(by)
            && let Err(refusal) = caps::count_freezes(&connection, capped, (owner, changed), now).await?
        {
            return Ok(End::RollBack(connection, Err(refusal)));
        }
        Ok(End::Commit(connection, Ok(())))
    }
}

impl PgLedger {
    /// Writes a note about an owner who has a wallet, or finds it.
    async fn add_note_on(
        &self,
        connection: Lent,
        owner: &OwnerId,
        text: &NoteText,
        by: &ChangeNote,
    ) -> Result<End<Option<ChangeRecord>>, Failure> {
        // As for the change of a wallet: no other change comes in between.
        lock_first_lane(&connection).await?;
        let shard = ShardKey::of(owner).value();
        if tx::write(&connection, LOCK_OWNED, &[&shard, &owner.as_str()]).await?.is_empty() {
            return Ok(End::RollBack(connection, None));
        }
        let latest = tx::write(&connection, LIST_CHANGES_OF_OWNER, &[&i64::MAX, &1_i64, &owner.as_str()]).await?;
        let latest = latest.first().map(rows::change).transpose()?;
        let at = self.clock.now(&connection).await?;
        let Some(change) = OwnerNote::change(owner, text, by, at, latest.as_ref()) else {
            return Ok(End::RollBack(connection, latest));
        };
        let number = insert_change(&connection, at, by, &change).await?;
        Ok(End::Commit(connection, Some(ChangeRecord { number, at, note: by.clone(), change })))
    }
}

/// Locks all assets, for a database transaction that creates or changes one and has the first lane's row, at which others of
/// the kind wait.
async fn lock_assets(connection: &Lent) -> Result<Vec<Asset>, Failure> {
    tx::write(connection, LOCK_ASSETS, &[]).await?.iter().map(rows::asset).collect()
}

/// Records a change, and returns its number.
pub(crate) async fn insert_change(
    connection: &Lent,
    at: Timestamp,
    note: &ChangeNote,
    change: &Change,
) -> Result<i64, Failure> {
    let Change { action, owner, asset, object, before, after } = change;
    let (at, reason) = (rows::to_system_time(at), note.reason.as_ref().map(Description::as_str));
    let (owner, asset) = (owner.as_ref().map(OwnerId::as_str), asset.as_ref().map(AssetCode::as_str));
    let (name, object) = (note.name.as_ref().map(KeyName::as_str), object.as_ref().map(ObjectId::as_str));
    let params: Params<'_, 10> =
        [&at, &note.actor.as_str(), &name, &reason, &action.name(), &owner, &asset, &object, before, after];
    let rows = tx::write(connection, INSERT_CHANGE, &params).await?;
    rows::get(rows.first().ok_or_else(|| Failure::corrupt("a change without a number"))?, "number")
}
