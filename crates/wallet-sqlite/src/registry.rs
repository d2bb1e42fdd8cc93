//! Assets and wallets, which exist before anything can be booked (port [`Registry`]).

use std::collections::BTreeSet;

use async_trait::async_trait;
use rusqlite::{Transaction as WriteTransaction, params};
use wallet_domain::record::stored::stored_policy;
use wallet_domain::{
    Asset, AssetChange, AssetCode, AssetCreation, AssetRefusal, Change, ChangeNote, ChangeRecord, ChangeSubject, Clock,
    Description, Name, NoteText, ObjectId, Origin, OwnerId, OwnerNote, PlaceHolds, RateCycles, Registry, StatusChange,
    StatusRefusal, StoreError, Stripe, Timestamp, Wallet, WalletId, WalletOpening, WalletState,
};

use crate::error::Failure;
use crate::tx::{self, End};
use crate::{SqliteLedger, caps, feed, rows, sql, wallets};

#[async_trait]
impl Registry for SqliteLedger {
    async fn create_asset_by(
        &self,
        asset: &Asset,
        cycles: RateCycles,
        note: &ChangeNote,
    ) -> Result<AssetCreation, StoreError> {
        let (asset, note) = (asset.clone(), note.clone());
        self.run_tx("create_asset", move |transaction, clock| create_asset(transaction, clock, (&asset, cycles), &note))
            .await
    }

    async fn change_asset(
        &self,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<Result<Asset, AssetRefusal>, StoreError> {
        let (code, change, note) = (code.clone(), change.clone(), note.clone());
        self.run_tx("change_asset", move |transaction, clock| change_asset(transaction, clock, &code, &change, &note))
            .await
    }

    async fn change_wallets_by(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
        by: &Origin,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError> {
        let (owner, note, by) = (owner.clone(), note.clone(), by.clone());
        self.run_tx("change_wallets", move |transaction, clock| {
            change_wallets(transaction, clock, (&owner, asset.as_ref()), change, (&note, &by))
        })
        .await
    }

    async fn add_note(
        &self,
        owner: &OwnerId,
        text: &NoteText,
        by: &ChangeNote,
    ) -> Result<Option<ChangeRecord>, StoreError> {
        let (owner, text, by) = (owner.clone(), text.clone(), by.clone());
        self.run_tx("add_note", move |transaction, clock| add_note(transaction, clock, &owner, &text, &by)).await
    }

    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError> {
        let names = names.to_vec();
        self.run_tx("open_wallets", move |transaction, clock| open_wallets(transaction, clock, &names)).await
    }
}

/// Creates an asset with its system wallets, or finds it.
pub(crate) fn create_asset(
    transaction: &WriteTransaction<'_>,
    clock: &dyn Clock,
    (asset, cycles): (&Asset, RateCycles),
    note: &ChangeNote,
) -> Result<End<AssetCreation>, Failure> {
    let assets = wallets::list_assets(transaction)?;
    if let Some(existing) = assets.iter().find(|existing| existing.code == asset.code) {
        return Ok(End::RollBack(AssetCreation::Existing(existing.clone())));
    }
    let change = match Change::creation(asset, cycles, &assets) {
        Ok(change) => change,
        Err(refusal) => return Ok(End::RollBack(AssetCreation::Refused(refusal))),
    };
    let now = clock.now();
    let description = asset.description.as_ref().map(Description::as_str);
    let policy = stored_policy(&asset.policy);
    let params = params![asset.code.as_str(), asset.name.as_str(), description, now.as_micros(), policy];
    transaction.prepare_cached(sql::INSERT_ASSET)?.execute(params)?;
    let asset_id = transaction.last_insert_rowid();
    insert_change(transaction, None, now, note, &change)?;
    let lanes = wallets::count_lanes(transaction)?;
    for owner in OwnerId::system() {
        for stripe in Stripe::all_of(owner, lanes) {
            open_new(transaction, owner, stripe, asset_id, now)?;
        }
    }
    Ok(End::Commit(AssetCreation::Created))
}

/// Changes an asset, and records the change.
fn change_asset(
    transaction: &WriteTransaction<'_>,
    clock: &dyn Clock,
    code: &AssetCode,
    change: &AssetChange,
    note: &ChangeNote,
) -> Result<End<Result<Asset, AssetRefusal>>, Failure> {
    let (after, change) = match change.apply(code, &wallets::list_assets(transaction)?) {
        Ok((after, Some(change))) => (after, change),
        Ok((after, None)) => return Ok(End::RollBack(Ok(after))),
        Err(refusal) => return Ok(End::RollBack(Err(refusal))),
    };
    let description = after.description.as_ref().map(Description::as_str);
    let params = params![code.as_str(), after.name.as_str(), description, stored_policy(&after.policy)];
    transaction.prepare_cached(sql::UPDATE_ASSET)?.execute(params)?;
    insert_change(transaction, None, clock.now(), note, &change)?;
    Ok(End::Commit(Ok(after)))
}

/// Changes the status of an owner's wallets, of one asset or of all, and records the changes.
fn change_wallets(
    transaction: &WriteTransaction<'_>,
    clock: &dyn Clock,
    (owner, asset): (&OwnerId, Option<&AssetCode>),
    change: StatusChange,
    (note, by): (&ChangeNote, &Origin),
) -> Result<End<Result<Vec<Wallet>, StatusRefusal>>, Failure> {
    let mut wallets = tx::list(transaction, sql::LIST_OWNED, [owner.as_str()], rows::wallet)?;
    wallets.retain(|wallet| asset.is_none_or(|asset| wallet.asset == *asset));
    let now = clock.now();
    let mut changed = 0;
    for wallet in &wallets {
        let applied = match change.apply(wallet) {
            Ok(applied) => applied,
            Err(refusal) => return Ok(End::RollBack(Err(refusal))),
        };
        if let Some((state, change)) = applied {
            let params = params![state.id.value(), state.status.code(), state.version];
            transaction.prepare_cached(sql::UPDATE_STATUS)?.execute(params)?;
            insert_change(transaction, None, now, note, &change)?;
            changed += 1;
        }
    }
    if let Some(capped) = change.capped(by)
        && let Err(refusal) = caps::count_freezes(transaction, capped, (owner, changed), now)?
    {
        return Ok(End::RollBack(Err(refusal)));
    }
    let changed = wallets::list_wallets(transaction, &BTreeSet::from([owner.clone()]), now)?;
    let changed = changed.into_iter().filter(|wallet| asset.is_none_or(|asset| wallet.asset == *asset));
    Ok(End::Commit(Ok(changed.collect())))
}

/// Writes a note about an owner who has a wallet, or finds it.
fn add_note(
    transaction: &WriteTransaction<'_>,
    clock: &dyn Clock,
    owner: &OwnerId,
    text: &NoteText,
    by: &ChangeNote,
) -> Result<End<Option<ChangeRecord>>, Failure> {
    if tx::list(transaction, sql::LIST_OWNED, [owner.as_str()], rows::wallet)?.is_empty() {
        return Ok(End::RollBack(None));
    }
    let of = ChangeSubject::Owner(owner.clone());
    let latest = wallets::list_changes(transaction, &of, None, 1)?.pop();
    let at = clock.now();
    let Some(change) = OwnerNote::change(owner, text, by, at, latest.as_ref()) else {
        return Ok(End::RollBack(latest));
    };
    let number = insert_change(transaction, None, at, by, &change)?;
    Ok(End::Commit(Some(ChangeRecord { number, at, note: by.clone(), change })))
}

/// Records a change, under its number or the next, and returns that.
pub(crate) fn insert_change(
    transaction: &WriteTransaction<'_>,
    number: Option<i64>,
    at: Timestamp,
    note: &ChangeNote,
    change: &Change,
) -> Result<i64, Failure> {
    let Change { action, owner, asset, object, before, after } = change;
    transaction.prepare_cached(sql::INSERT_CHANGE)?.execute(params![
        number,
        at.as_micros(),
        note.actor.as_str(),
        note.name.as_ref().map(Name::as_str),
        note.reason.as_ref().map(Description::as_str),
        action.name(),
        owner.as_ref().map(OwnerId::as_str),
        asset.as_ref().map(AssetCode::as_str),
        object.as_ref().map(ObjectId::as_str),
        before,
        after,
    ])?;
    // Of a copied one the position is copied.
    let Some(number) = number else {
        let number = transaction.last_insert_rowid();
        if action.event().is_some() {
            feed::append(transaction, PlaceHolds::Change(number))?;
        }
        return Ok(number);
    };
    Ok(number)
}

/// Opens wallets, or finds them, in one commit.
fn open_wallets(
    transaction: &WriteTransaction<'_>,
    clock: &dyn Clock,
    names: &[(OwnerId, AssetCode)],
) -> Result<End<Vec<WalletOpening>>, Failure> {
    let now = clock.now();
    let openings = names.iter().map(|(owner, asset)| open_wallet(transaction, owner, asset, now));
    let openings = openings.collect::<Result<Vec<_>, _>>()?;
    let is_new = openings.iter().any(|opening| matches!(opening, WalletOpening::Opened(_)));
    Ok(if is_new { End::Commit(openings) } else { End::RollBack(openings) })
}

fn open_wallet(
    transaction: &WriteTransaction<'_>,
    owner: &OwnerId,
    asset: &AssetCode,
    now: Timestamp,
) -> Result<WalletOpening, Failure> {
    let asset_id = tx::find(transaction, sql::FIND_ASSET_ID, [asset.as_str()], |row| Ok(row.get::<_, i64>(0)?))?;
    let Some(asset_id) = asset_id else { return Ok(WalletOpening::AssetNotFound) };
    if let Some(existing) = wallets::find_wallet(transaction, owner, asset, now)? {
        return Ok(WalletOpening::Existing(existing));
    }
    let state = open_new(transaction, owner, Stripe::FIRST, asset_id, now)?;
    Ok(WalletOpening::Opened(Wallet { owner: owner.clone(), asset: asset.clone(), state }))
}

fn open_new(
    transaction: &WriteTransaction<'_>,
    owner: &OwnerId,
    stripe: Stripe,
    asset_id: i64,
    now: Timestamp,
) -> Result<WalletState, Failure> {
    let number = transaction.prepare_cached(sql::READ_WALLET_NUMBER)?.query_row([], |row| row.get::<_, i64>(0))?;
    let id = WalletId::new(stripe.shard_key(owner), number).map_err(|why| Failure::corrupt("a wallet", why))?;
    let state = WalletState::opened(id, owner, now);
    insert_wallet(transaction, owner, stripe, asset_id, &state)?;
    Ok(state)
}

/// Inserts a wallet as it was opened.
pub(crate) fn insert_wallet(
    transaction: &WriteTransaction<'_>,
    owner: &OwnerId,
    stripe: Stripe,
    asset_id: i64,
    state: &WalletState,
) -> Result<(), Failure> {
    transaction.prepare_cached(sql::INSERT_WALLET)?.execute(params![
        state.id.value(),
        state.id.number(),
        state.id.shard_key(),
        owner.as_str(),
        asset_id,
        stripe.number(),
        state.balance.minor(),
        state.sequence,
        state.version,
        state.floor.minor(),
        state.status.code(),
        state.last_entry_at.as_micros(),
    ])?;
    Ok(())
}
