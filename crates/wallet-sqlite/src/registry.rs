//! Assets and wallets: what exists before anything can be booked.

use rusqlite::{Connection, Transaction as WriteTransaction, TransactionBehavior, params};
use wallet_domain::{
    Asset, AssetCode, AssetCreation, Clock, Description, OwnerId, Stripe, Timestamp, Verification, Wallet, WalletId,
    WalletOpening, WalletState,
};

use crate::error::Failure;
use crate::{queries, row, sql};

/// Creates an asset with its system wallets, or finds it.
pub(crate) fn create_asset(
    connection: &mut Connection,
    clock: &dyn Clock,
    asset: &Asset,
) -> Result<AssetCreation, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(existing) = queries::find(&transaction, sql::FIND_ASSET, [asset.code.as_str()], row::asset)? {
        return Ok(AssetCreation::Existing(existing));
    }
    let now = clock.now();
    let description = asset.description.as_ref().map(Description::as_str);
    let params = params![asset.code.as_str(), asset.name.as_str(), description, now.as_micros()];
    transaction.prepare_cached(sql::INSERT_ASSET)?.execute(params)?;
    let asset_id = transaction.last_insert_rowid();
    let lanes = queries::count_lanes(&transaction)?;
    for owner in OwnerId::system() {
        for stripe in Stripe::all_of(owner, lanes) {
            insert_wallet(&transaction, owner, stripe, asset_id, now)?;
        }
    }
    transaction.commit().map_err(Failure::Commit)?;
    Ok(AssetCreation::Created)
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
    let state = insert_wallet(transaction, owner, Stripe::FIRST, asset_id, now)?;
    Ok(WalletOpening::Opened(Wallet { owner: owner.clone(), asset: asset.clone(), state }))
}

/// Keeps a verification's result.
pub(crate) fn record_verification(connection: &mut Connection, verification: &Verification) -> Result<(), Failure> {
    let findings = i64::try_from(verification.findings.len()).expect("findings are bounded");
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let params = params![verification.finished_at.as_micros(), findings];
    transaction.prepare_cached(sql::INSERT_VERIFICATION)?.execute(params)?;
    transaction.commit().map_err(Failure::Commit)
}

fn insert_wallet(
    transaction: &WriteTransaction<'_>,
    owner: &OwnerId,
    stripe: Stripe,
    asset_id: i64,
    now: Timestamp,
) -> Result<WalletState, Failure> {
    let number = transaction.prepare_cached(sql::READ_WALLET_NUMBER)?.query_row([], |row| row.get::<_, i64>(0))?;
    let shard = stripe.shard_key(owner);
    let state = WalletState::opened(WalletId::new(shard, number), owner, now);
    transaction.prepare_cached(sql::INSERT_WALLET)?.execute(params![
        state.id.value(),
        number,
        shard.value(),
        owner.as_str(),
        asset_id,
        stripe.number(),
        state.balance.minor(),
        state.sequence,
        state.version,
        state.floor.minor(),
        state.status.code(),
        now.as_micros(),
    ])?;
    Ok(state)
}
