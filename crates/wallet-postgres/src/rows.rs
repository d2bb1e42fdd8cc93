//! Rows to the domain's types and back. What does not fit is corrupt: the store holds only what the domain let in.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;
use uuid::Uuid;
use wallet_domain::copy::LaneEnd;
use wallet_domain::{
    Actor, Amount, Asset, AssetCode, Balance, ChainHash, Change, ChangeAction, ChangeNote, ChangeRecord, Claim,
    ClaimKind, ClaimStatus, Command, Description, Details, Effects, Entry, Fingerprint, Flow, IdempotencyKey, Lanes,
    Metadata, Name, OpenHold, Origin, OwnerId, Policy, Posting, Reference, Rejection, StatementLine, Terms, Timestamp,
    Transaction, TransactionId, Usage, Wallet, WalletId, WalletState, WalletStatus,
};

use crate::error::Failure;

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

/// How many lanes a row tells of.
pub(crate) fn lanes(row: &Row) -> Result<Lanes, Failure> {
    parse(row, "lanes", Lanes::new)
}

/// Where a lane says it is.
pub(crate) fn lane_end(row: &Row) -> Result<LaneEnd, Failure> {
    Ok(LaneEnd { lane: get(row, "lane")?, number: get(row, "number")? })
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

pub(crate) fn wallet_state(row: &Row) -> Result<WalletState, Failure> {
    Ok(WalletState {
        id: WalletId::from_value(get(row, "id")?),
        balance: parse(row, "balance", Balance::new)?,
        held: get(row, "held")?,
        debt: get(row, "debt")?,
        floor: parse(row, "floor", Balance::new)?,
        sequence: get(row, "sequence")?,
        version: get(row, "version")?,
        status: parse(row, "status", |code| WalletStatus::from_code(code).ok_or("no such status"))?,
        last_entry_at: timestamp(row, "last_entry_at")?,
    })
}

pub(crate) fn wallet(row: &Row) -> Result<Wallet, Failure> {
    Ok(Wallet {
        owner: parse(row, "owner", OwnerId::new)?,
        asset: parse(row, "asset", AssetCode::new)?,
        state: wallet_state(row)?,
    })
}

pub(crate) fn asset(row: &Row) -> Result<Asset, Failure> {
    Ok(Asset {
        code: parse(row, "code", AssetCode::new)?,
        name: parse(row, "name", Name::new)?,
        description: parse(row, "description", |text: Option<&str>| text.map(Description::new).transpose())?,
        policy: policy(row)?,
    })
}

/// What is allowed with an asset; null where nothing is said.
pub(crate) fn policy(row: &Row) -> Result<Policy, Failure> {
    parse(row, "policy", |json: Option<&str>| json.map_or_else(|| Ok(Policy::default()), Policy::from_json))
}

/// How a policy is stored: not at all where it says nothing.
pub(crate) fn stored_policy(policy: &Policy) -> Option<String> {
    (*policy != Policy::default()).then(|| policy.to_json())
}

/// What all players owe of an asset, by its code; null in all rows but issuance's.
pub(crate) fn debts(row: &Row) -> Result<Option<(AssetCode, i64)>, Failure> {
    let owed: Option<i64> = get(row, "debts")?;
    owed.map(|owed| Ok((parse(row, "asset", AssetCode::new)?, owed))).transpose()
}

/// What was used of limits; null where nothing was.
pub(crate) fn usage(row: &Row) -> Result<Option<Usage>, Failure> {
    parse(row, "usage", |json: Option<&str>| json.map(Usage::from_json).transpose())
}

/// A row of `list_changes`.
pub(crate) fn change(row: &Row) -> Result<ChangeRecord, Failure> {
    Ok(ChangeRecord {
        number: get(row, "number")?,
        at: timestamp(row, "at")?,
        note: ChangeNote {
            actor: parse(row, "actor", Actor::new)?,
            reason: parse(row, "reason", |text: Option<&str>| text.map(Description::new).transpose())?,
        },
        change: Change {
            action: parse(row, "action", |name| ChangeAction::from_name(name).ok_or("no such action"))?,
            owner: parse(row, "owner", |text: Option<&str>| text.map(OwnerId::new).transpose())?,
            asset: parse(row, "asset", AssetCode::new)?,
            before: get(row, "before")?,
            after: get(row, "after")?,
        },
    })
}

/// A claim.
pub(crate) fn claim(row: &Row) -> Result<Claim, Failure> {
    Ok(Claim {
        id: TransactionId::from_uuid(get(row, "id")?),
        kind: parse(row, "kind", |code| ClaimKind::from_code(code).ok_or("no such kind"))?,
        wallet: WalletId::from_value(get(row, "wallet_id")?),
        amount: get(row, "amount")?,
        taken: get(row, "taken")?,
        status: parse(row, "status", |code| ClaimStatus::from_code(code).ok_or("no such status"))?,
        expires_at: timestamp_if_any(row, "expires_at")?,
    })
}

/// A row of `list_holds`.
pub(crate) fn open_hold(row: &Row) -> Result<OpenHold, Failure> {
    Ok(OpenHold {
        claim: claim(row)?,
        created_at: timestamp(row, "created_at")?,
        reference: parse(row, "reference", |text: Option<&str>| text.map(Reference::new).transpose())?,
        description: parse(row, "description", |text: Option<&str>| text.map(Description::new).transpose())?,
    })
}

/// The code of a rejected transaction in `transactions.status`.
pub(crate) const REJECTED: i16 = 2;

/// A row of `find_transactions`.
pub(crate) fn transaction(row: &Row) -> Result<Transaction, Failure> {
    let (command, rejection) = command(row)?;
    let created_at = timestamp(row, "created_at")?;
    if let Some(rejection) = rejection {
        return Ok(Transaction { command, created_at, result: Err(rejection) });
    }
    let effects = parse(row, "effects", |json: Option<&str>| json.map(Effects::from_json).transpose())?;
    let lacking = || format!("transaction {} has no leg of its owner and no effects", command.id());
    let posting = Posting::of(command.owner(), entries(row)?, effects).ok_or_else(|| Failure::corrupt(lacking()))?;
    Ok(Transaction { command, created_at, result: Ok(posting) })
}

/// What a recorded transaction was asked for, and why it was rejected if it was.
pub(crate) fn command(row: &Row) -> Result<(Command, Option<Rejection>), Failure> {
    let rejection = parse(row, "rejection", |json: Option<&str>| json.map(Rejection::from_json).transpose())?;
    let command = Command::stored(
        parse(row, "flow", |code| Flow::from_code(code).ok_or("no such flow"))?,
        parse(row, "idempotency_key", IdempotencyKey::internal)?,
        parse(row, "owner", OwnerId::new)?,
        asset_of(row, rejection.as_ref())?,
        parse(row, "amount", |minor: i64| u64::try_from(minor).map_err(|e| e.to_string()).and_then(amount))?,
        parse(row, "terms", |json: Option<&str>| json.map(Terms::from_json).transpose())?,
        Details {
            reference: parse(row, "reference", |text: Option<&str>| text.map(Reference::new).transpose())?,
            description: parse(row, "description", |text: Option<&str>| text.map(Description::new).transpose())?,
            metadata: parse(row, "metadata", |text: Option<&str>| text.map(Metadata::parse).transpose())?,
        },
    )
    .map_err(Failure::corrupt)?;
    // The fingerprint was computed anew from the row; the stored one says whether it is the command that was decided.
    let stored = parse(row, "fingerprint", |bytes: &[u8]| <[u8; 32]>::try_from(bytes))?;
    if command.fingerprint() != Fingerprint::from_bytes(stored) {
        return Err(Failure::corrupt(format!("transaction {}: the row does not match its fingerprint", command.id())));
    }
    // Neither the fingerprint nor the chain covers the column, so it has to be what the terms say.
    let about = get::<Option<Uuid>>(row, "about")?.map(TransactionId::from_uuid);
    if command.about() != about {
        return Err(Failure::corrupt(format!("transaction {}: it is filed as about another one", command.id())));
    }
    let origin = parse(row, "origin", |json: Option<&str>| json.map(Origin::from_json).transpose())?;
    Ok((origin.into_iter().fold(command, |command, origin| command.by(origin.into())), rejection))
}

fn amount(minor: u64) -> Result<Amount, String> {
    Amount::new(minor).map_err(|error| error.to_string())
}

/// The command's asset; one that was not found is remembered by its refusal alone.
fn asset_of(row: &Row, rejection: Option<&Rejection>) -> Result<AssetCode, Failure> {
    match (get::<Option<&str>>(row, "asset")?, rejection) {
        // Another of its assets may have been missing: the row has its own.
        (None, Some(Rejection::AssetNotFound { asset })) => Ok(asset.clone()),
        _ => parse(row, "asset", AssetCode::new),
    }
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
    (0..legs)
        .map(|leg| {
            Ok(Entry {
                wallet: WalletId::from_value(wallets[leg]),
                owner: OwnerId::new(owners[leg]).map_err(Failure::corrupt)?,
                asset: AssetCode::new(assets[leg]).map_err(Failure::corrupt)?,
                amount: amounts[leg],
                balance_after: Balance::new(balances[leg]).map_err(Failure::corrupt)?,
                sequence: sequences[leg],
            })
        })
        .collect()
}

/// The rows of `list_entries`, by stripe.
pub(crate) fn statement_lines(
    rows: &[Row],
    owner: &OwnerId,
    asset: &AssetCode,
) -> Result<Vec<Vec<StatementLine>>, Failure> {
    let mut stripes: Vec<(i16, Vec<StatementLine>)> = Vec::new();
    for row in rows {
        let stripe = get(row, "stripe")?;
        if stripes.last().is_none_or(|(last, _)| *last != stripe) {
            stripes.push((stripe, Vec::new()));
        }
        let lines = stripes.last_mut().map(|(_, lines)| lines).expect("it was pushed just now");
        lines.extend(statement_line(row, owner, asset)?);
    }
    Ok(stripes.into_iter().map(|(_, lines)| lines).collect())
}

/// A row of `list_entries`; none if the wallet has no entries.
fn statement_line(row: &Row, owner: &OwnerId, asset: &AssetCode) -> Result<Option<StatementLine>, Failure> {
    let Some(sequence) = get::<Option<i64>>(row, "sequence")? else { return Ok(None) };
    Ok(Some(StatementLine {
        entry: Entry {
            wallet: WalletId::from_value(get(row, "id")?),
            owner: owner.clone(),
            asset: asset.clone(),
            amount: get(row, "amount")?,
            balance_after: parse(row, "balance_after", Balance::new)?,
            sequence,
        },
        transaction: TransactionId::from_uuid(get(row, "transaction_id")?),
        flow: parse(row, "flow", |code| Flow::from_code(code).ok_or("no such flow"))?,
        reference: parse(row, "reference", |text: Option<&str>| text.map(Reference::new).transpose())?,
        description: parse(row, "description", |text: Option<&str>| text.map(Description::new).transpose())?,
        metadata: parse(row, "metadata", |text: Option<&str>| text.map(Metadata::parse).transpose())?,
        created_at: timestamp(row, "created_at")?,
    }))
}
