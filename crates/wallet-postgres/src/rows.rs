//! Rows to the domain's types. What a row must satisfy is the domain's to say (`wallet_domain::record::stored`).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;
use uuid::Uuid;
use wallet_domain::copy::LaneEnd;
use wallet_domain::record::stored::{
    self, InvalidRow, Recorded, StoredAsset, StoredChange, StoredClaim, StoredDetails, StoredEntry, StoredState,
    StoredTransaction,
};
use wallet_domain::{
    Asset, AssetCode, ChainHash, ChangeRecord, Claim, Details, Entry, OpenHold, OwnerId, Policy, StatementLine,
    StripePart, Timestamp, Transaction, TransactionId, Usage, Wallet, WalletId, WalletState,
};

use crate::error::Failure;

impl From<InvalidRow> for Failure {
    fn from(invalid: InvalidRow) -> Self {
        Self::corrupt(invalid)
    }
}

/// A column's value, or a failure that names it.
pub(crate) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: &'static str) -> Result<T, Failure> {
    row.try_get(column).map_err(|error| Failure::corrupt(format!("column {column}: {error}")))
}

/// A column's value through one of the domain's constructors.
pub(crate) fn parse<'a, T: FromSql<'a>, U, E: std::fmt::Display>(
    row: &'a Row,
    column: &'static str,
    constructor: impl FnOnce(T) -> Result<U, E>,
) -> Result<U, Failure> {
    constructor(get(row, column)?).map_err(|error| Failure::corrupt(format!("column {column}: {error}")))
}

/// Where a lane says it is.
pub(crate) fn lane_end(row: &Row) -> Result<LaneEnd, Failure> {
    Ok(LaneEnd { lane: get(row, "lane")?, number: get(row, "number")?, stripe_key: get(row, "stripe_key")? })
}

/// The slot that `WITH ORDINALITY` counted, from 0.
pub(crate) fn slot(row: &Row) -> Result<usize, Failure> {
    parse(row, "slot", |slot: i64| usize::try_from(slot - 1))
}

pub(crate) fn to_system_time(at: Timestamp) -> SystemTime {
    let micros = u64::try_from(at.as_micros()).expect("a timestamp is not before 1970");
    UNIX_EPOCH + Duration::from_micros(micros)
}

pub(crate) fn timestamp(row: &Row, column: &'static str) -> Result<Timestamp, Failure> {
    parse(row, column, from_system_time)
}

/// Like [`timestamp`], for a column that may be null.
pub(crate) fn timestamp_if_any(row: &Row, column: &'static str) -> Result<Option<Timestamp>, Failure> {
    parse(row, column, |at: Option<SystemTime>| at.map(from_system_time).transpose())
}

fn from_system_time(at: SystemTime) -> Result<Timestamp, String> {
    let since = at.duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?;
    i64::try_from(since.as_micros()).map(Timestamp::from_micros).map_err(|error| error.to_string())
}

/// A hash of the chain, if there is one.
pub(crate) fn hash(row: &Row, column: &'static str) -> Result<Option<ChainHash>, Failure> {
    parse(row, column, |bytes: Option<&[u8]>| bytes.map(ChainHash::from_bytes).transpose())
}

fn state(row: &Row) -> Result<StoredState, Failure> {
    Ok(StoredState {
        id: get(row, "id")?,
        balance: get(row, "balance")?,
        held: get(row, "held")?,
        debt: get(row, "debt")?,
        floor: get(row, "floor")?,
        sequence: get(row, "sequence")?,
        version: get(row, "version")?,
        status: get(row, "status")?,
        last_entry_at: timestamp(row, "last_entry_at")?,
    })
}

pub(crate) fn wallet_state(row: &Row) -> Result<WalletState, Failure> {
    Ok(state(row)?.check()?)
}

pub(crate) fn wallet(row: &Row) -> Result<Wallet, Failure> {
    Ok(state(row)?.check_of(get(row, "owner")?, get(row, "asset")?)?)
}

pub(crate) fn asset(row: &Row) -> Result<Asset, Failure> {
    let (code, name) = (get(row, "code")?, get(row, "name")?);
    Ok(StoredAsset { code, name, description: get(row, "description")?, policy: get(row, "policy")? }.check()?)
}

pub(crate) fn policy(row: &Row) -> Result<Policy, Failure> {
    Ok(stored::policy(get(row, "policy")?)?)
}

/// The debts of all players in an asset, by its code; null in all rows but issuance's.
pub(crate) fn debts(row: &Row) -> Result<Option<(AssetCode, i64)>, Failure> {
    let owed: Option<i64> = get(row, "debts")?;
    owed.map(|owed| Ok((parse(row, "asset", AssetCode::new)?, owed))).transpose()
}

pub(crate) fn usage(row: &Row) -> Result<Option<Usage>, Failure> {
    Ok(stored::usage(get(row, "usage")?)?)
}

pub(crate) fn change(row: &Row) -> Result<ChangeRecord, Failure> {
    let change = StoredChange {
        number: get(row, "number")?,
        at: timestamp(row, "at")?,
        actor: get(row, "actor")?,
        actor_name: get(row, "actor_name")?,
        reason: get(row, "reason")?,
        action: get(row, "action")?,
        owner: get(row, "owner")?,
        asset: get(row, "asset")?,
        object: get(row, "object")?,
        before: get(row, "before")?,
        after: get(row, "after")?,
    };
    Ok(change.check()?)
}

fn transaction_id(row: &Row, column: &'static str) -> Result<TransactionId, Failure> {
    Ok(TransactionId::from_uuid(get(row, column)?))
}

pub(crate) fn claim(row: &Row) -> Result<Claim, Failure> {
    let claim = StoredClaim {
        id: transaction_id(row, "id")?,
        kind: get(row, "kind")?,
        wallet: get(row, "wallet_id")?,
        amount: get(row, "amount")?,
        taken: get(row, "taken")?,
        status: get(row, "status")?,
        expires_at: timestamp_if_any(row, "expires_at")?,
    };
    Ok(claim.check()?)
}

/// A row of `list_holds`.
pub(crate) fn open_hold(row: &Row) -> Result<OpenHold, Failure> {
    let details =
        StoredDetails { reference: get(row, "reference")?, description: get(row, "description")?, metadata: None };
    let Details { reference, description, .. } = details.check()?;
    Ok(OpenHold { claim: claim(row)?, created_at: timestamp(row, "created_at")?, reference, description })
}

fn details(row: &Row) -> Result<StoredDetails<'_>, Failure> {
    let (reference, description) = (get(row, "reference")?, get(row, "description")?);
    Ok(StoredDetails { reference, description, metadata: get(row, "metadata")? })
}

/// A row of `find_transactions`.
pub(crate) fn transaction(row: &Row) -> Result<Transaction, Failure> {
    let recorded = recorded(row)?;
    let entries = if recorded.is_posted() { entries(row)? } else { Vec::new() };
    Ok(recorded.with_entries(entries)?)
}

/// A recorded transaction, but for its entries.
pub(crate) fn recorded(row: &Row) -> Result<Recorded, Failure> {
    Ok(StoredTransaction { origin: get(row, "origin")?, ..stored(row)? }.check()?)
}

/// The same row, not checked yet and without its origin.
fn stored(row: &Row) -> Result<StoredTransaction<'_>, Failure> {
    Ok(StoredTransaction {
        id: transaction_id(row, "id")?,
        owner: get(row, "owner")?,
        idempotency_key: get(row, "idempotency_key")?,
        fingerprint: get(row, "fingerprint")?,
        flow: get(row, "flow")?,
        status: get(row, "status")?,
        asset: get(row, "asset")?,
        amount: get(row, "amount")?,
        details: details(row)?,
        rejection: get(row, "rejection")?,
        created_at: timestamp(row, "created_at")?,
        terms: get(row, "terms")?,
        effects: get(row, "effects")?,
        about: get::<Option<Uuid>>(row, "about")?.map(TransactionId::from_uuid),
        origin: None,
    })
}

fn entries(row: &Row) -> Result<Vec<Entry>, Failure> {
    let wallets: Vec<i64> = get(row, "wallet_ids")?;
    let sequences: Vec<i64> = get(row, "sequences")?;
    // Without legs there is nothing to aggregate.
    let owners: Vec<&str> = get::<Option<_>>(row, "owners")?.unwrap_or_default();
    let assets: Vec<&str> = get::<Option<_>>(row, "assets")?.unwrap_or_default();
    let amounts: Vec<i64> = get::<Option<_>>(row, "amounts")?.unwrap_or_default();
    let balances: Vec<i64> = get::<Option<_>>(row, "balances")?.unwrap_or_default();
    let legs = wallets.len();
    if [sequences.len(), owners.len(), assets.len(), amounts.len(), balances.len()] != [legs; 5] {
        return Err(Failure::corrupt("a transaction's legs and its entries differ"));
    }
    let entry = |leg: usize| StoredEntry {
        wallet: wallets[leg],
        owner: owners[leg],
        asset: assets[leg],
        amount: amounts[leg],
        balance_after: balances[leg],
        sequence: sequences[leg],
    };
    (0..legs).map(|leg| Ok(entry(leg).check()?)).collect()
}

/// The rows of `list_entries`, by stripe.
pub(crate) fn statement_lines(
    rows: &[Row],
    owner: &OwnerId,
    asset: &AssetCode,
) -> Result<Vec<Vec<StatementLine>>, Failure> {
    let mut stripes: Vec<(WalletId, Vec<StatementLine>)> = Vec::new();
    let wallets = rows.iter().map(|row| get(row, "wallet_id").map(WalletId::from_value));
    let wallets = wallets.collect::<Result<Vec<_>, _>>()?;
    for (row, wallet) in rows.iter().zip(&wallets) {
        if stripes.last().is_none_or(|(last, _)| last != wallet) {
            stripes.push((*wallet, Vec::with_capacity(rows.len())));
        }
        let lines = stripes.last_mut().map(|(_, lines)| lines).expect("it was pushed just now");
        lines.extend(statement_line(row, (owner, asset), &wallets)?);
    }
    Ok(stripes.into_iter().map(|(_, lines)| lines).collect())
}

/// A row of `list_entries`; none if the wallet has no entries. `wallets` are the wallet's stripes.
fn statement_line(
    row: &Row,
    (owner, asset): (&OwnerId, &AssetCode),
    wallets: &[WalletId],
) -> Result<Option<StatementLine>, Failure> {
    let Some(sequence) = get::<Option<i64>>(row, "sequence")? else { return Ok(None) };
    let entry = StoredEntry {
        wallet: get(row, "wallet_id")?,
        owner: owner.as_str(),
        asset: asset.as_str(),
        amount: get(row, "entry_amount")?,
        balance_after: get(row, "balance_after")?,
        sequence,
    };
    let mut parts = Vec::new();
    if owner.is_striped() {
        let ids: Vec<i64> = get::<Option<_>>(row, "wallet_ids")?.unwrap_or_default();
        let sequences: Vec<i64> = get::<Option<_>>(row, "sequences")?.unwrap_or_default();
        for (id, sequence) in ids.into_iter().map(WalletId::from_value).zip(sequences) {
            if wallets.contains(&id) {
                parts.push(StripePart { wallet: id, sequence });
            }
        }
    }
    Ok(Some(stored(row)?.check_line(entry.check_of(owner, asset)?, parts)?))
}
