//! Assets and wallets: what exists before anything can be booked.

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction as WriteTransaction, TransactionBehavior, params};
use wallet_domain::{
    Asset, AssetChange, AssetCode, AssetCreation, AssetRefusal, BackupRecord, Change, ChangeNote, Clock, Description,
    Head, OwnerId, Policy, RateCycles, StatusChange, StatusRefusal, Stripe, Timestamp, Verification, Wallet, WalletId,
    WalletOpening, WalletState,
};

use crate::error::Failure;
use crate::{queries, row, sql};

/// Creates an asset with its system wallets, or finds it.
pub(crate) fn create_asset(
    connection: &mut Connection,
    clock: &dyn Clock,
    (asset, cycles): (&Asset, RateCycles),
    note: &ChangeNote,
) -> Result<AssetCreation, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let assets = queries::list_assets(&transaction)?;
    if let Some(existing) = assets.iter().find(|existing| existing.code == asset.code) {
        return Ok(AssetCreation::Existing(existing.clone()));
    }
    let change = match Change::creation(asset, cycles, &assets) {
        Ok(change) => change,
        Err(refusal) => return Ok(AssetCreation::Refused(refusal)),
    };
    let now = clock.now();
    let description = asset.description.as_ref().map(Description::as_str);
    let policy = stored_policy(&asset.policy);
    let params = params![asset.code.as_str(), asset.name.as_str(), description, now.as_micros(), policy];
    transaction.prepare_cached(sql::INSERT_ASSET)?.execute(params)?;
    let asset_id = transaction.last_insert_rowid();
    insert_change(&transaction, None, now, note, &change)?;
    let lanes = queries::count_lanes(&transaction)?;
    for owner in OwnerId::system() {
        for stripe in Stripe::all_of(owner, lanes) {
            open_new(&transaction, owner, stripe, asset_id, now)?;
        }
    }
    transaction.commit().map_err(Failure::Commit)?;
    Ok(AssetCreation::Created)
}

/// How a policy is stored: not at all where it says nothing.
pub(crate) fn stored_policy(policy: &Policy) -> Option<String> {
    (*policy != Policy::default()).then(|| policy.to_json())
}

/// Changes an asset, and keeps that.
pub(crate) fn change_asset(
    connection: &mut Connection,
    clock: &dyn Clock,
    code: &AssetCode,
    change: &AssetChange,
    note: &ChangeNote,
) -> Result<Result<Asset, AssetRefusal>, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (after, change) = match change.apply(code, &queries::list_assets(&transaction)?) {
        Ok((after, Some(change))) => (after, change),
        Ok((after, None)) => return Ok(Ok(after)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let description = after.description.as_ref().map(Description::as_str);
    let params = params![code.as_str(), after.name.as_str(), description, stored_policy(&after.policy)];
    transaction.prepare_cached(sql::UPDATE_ASSET)?.execute(params)?;
    insert_change(&transaction, None, clock.now(), note, &change)?;
    transaction.commit().map_err(Failure::Commit)?;
    Ok(Ok(after))
}

/// Changes what becomes of an owner's wallets, of one asset or of all, and keeps that.
pub(crate) fn change_wallets(
    connection: &mut Connection,
    clock: &dyn Clock,
    (owner, asset): (&OwnerId, Option<&AssetCode>),
    change: StatusChange,
    note: &ChangeNote,
) -> Result<Result<Vec<Wallet>, StatusRefusal>, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut wallets = queries::list(&transaction, sql::LIST_OWNED, [owner.as_str()], row::wallet)?;
    wallets.retain(|wallet| asset.is_none_or(|asset| wallet.asset == *asset));
    let now = clock.now();
    for wallet in &wallets {
        // Dropped without a commit, the transaction leaves all as it was.
        let applied = match change.apply(wallet) {
            Ok(applied) => applied,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some((state, change)) = applied {
            let params = params![state.id.value(), state.status.code(), state.version];
            transaction.prepare_cached(sql::UPDATE_STATUS)?.execute(params)?;
            insert_change(&transaction, None, now, note, &change)?;
        }
    }
    let changed = queries::list_wallets(&transaction, &BTreeSet::from([owner.clone()]), now)?;
    transaction.commit().map_err(Failure::Commit)?;
    Ok(Ok(changed.into_iter().filter(|wallet| asset.is_none_or(|asset| wallet.asset == *asset)).collect()))
}

/// Keeps a change, under its number or the next.
pub(crate) fn insert_change(
    transaction: &WriteTransaction<'_>,
    number: Option<i64>,
    at: Timestamp,
    note: &ChangeNote,
    change: &Change,
) -> Result<(), Failure> {
    let Change { action, owner, asset, before, after } = change;
    transaction.prepare_cached(sql::INSERT_CHANGE)?.execute(params![
        number,
        at.as_micros(),
        note.actor.as_str(),
        note.reason.as_ref().map(Description::as_str),
        action.name(),
        owner.as_ref().map(OwnerId::as_str),
        asset.as_str(),
        before,
        after,
    ])?;
    Ok(())
}

/// Opens wallets, or finds them, in one commit.
pub(crate) fn open_wallets(
    connection: &mut Connection,
    clock: &dyn Clock,
    names: &[(OwnerId, AssetCode)],
) -> Result<Vec<WalletOpening>, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now = clock.now();
    let openings = names.iter().map(|(owner, asset)| open_wallet(&transaction, owner, asset, now));
    let openings = openings.collect::<Result<Vec<_>, _>>()?;
    if openings.iter().any(|opening| matches!(opening, WalletOpening::Opened(_))) {
        transaction.commit().map_err(Failure::Commit)?;
    }
    Ok(openings)
}

fn open_wallet(
    transaction: &WriteTransaction<'_>,
    owner: &OwnerId,
    asset: &AssetCode,
    now: Timestamp,
) -> Result<WalletOpening, Failure> {
    let asset_id = queries::find(transaction, sql::FIND_ASSET_ID, [asset.as_str()], |row| Ok(row.get::<_, i64>(0)?))?;
    let Some(asset_id) = asset_id else { return Ok(WalletOpening::AssetNotFound) };
    if let Some(existing) = queries::find_wallet(transaction, owner, asset, now)? {
        return Ok(WalletOpening::Existing(existing));
    }
    let state = open_new(transaction, owner, Stripe::FIRST, asset_id, now)?;
    Ok(WalletOpening::Opened(Wallet { owner: owner.clone(), asset: asset.clone(), state }))
}

/// Keeps a verification's result.
pub(crate) fn record_verification(
    connection: &mut Connection,
    verification: &Verification,
    is_whole: bool,
) -> Result<(), Failure> {
    let findings = i64::try_from(verification.findings.len()).expect("findings are bounded");
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let heads = Head::list_to_text(&verification.heads);
    let params = params![verification.finished_at.as_micros(), findings, heads, is_whole];
    transaction.prepare_cached(sql::INSERT_VERIFICATION)?.execute(params)?;
    transaction.commit().map_err(Failure::Commit)
}

/// Keeps that a backup was made.
pub(crate) fn record_backup(connection: &mut Connection, backup: &BackupRecord) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let params = params![backup.finished_at.as_micros(), backup.findings];
    transaction.prepare_cached(sql::INSERT_BACKUP)?.execute(params)?;
    transaction.commit().map_err(Failure::Commit)
}

fn open_new(
    transaction: &WriteTransaction<'_>,
    owner: &OwnerId,
    stripe: Stripe,
    asset_id: i64,
    now: Timestamp,
) -> Result<WalletState, Failure> {
    let number = transaction.prepare_cached(sql::READ_WALLET_NUMBER)?.query_row([], |row| row.get::<_, i64>(0))?;
    let state = WalletState::opened(WalletId::new(stripe.shard_key(owner), number), owner, now);
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
