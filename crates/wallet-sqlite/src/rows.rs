//! Rows to domain types. What does not parse is no row of ours: [`Failure::Unreadable`], which callers see as corrupt.

use std::fmt::Display;

use rusqlite::Row;
use uuid::Uuid;
use wallet_domain::{
    Actor, Amount, Asset, AssetCode, Balance, ChainLink, Change, ChangeAction, ChangeNote, ChangeRecord, Claim,
    ClaimKind, ClaimStatus, Command, Description, Details, Effects, Entry, Fingerprint, Flow, IdempotencyKey, Metadata,
    Name, OpenHold, Origin, OwnerId, Policy, Posting, Reference, Rejection, Seal, StatementLine, Terms, Timestamp,
    Transaction, TransactionId, Usage, Wallet, WalletId, WalletState, WalletStatus,
};

use crate::error::Failure;

/// The code of a posted transaction in `transactions.status`.
pub(crate) const POSTED: i64 = 1;
/// The code of a rejected one.
pub(crate) const REJECTED: i64 = 2;

/// Reads a column and parses it. `what` names it in the error.
pub(crate) fn parsed<R: rusqlite::types::FromSql, T, E: Display>(
    row: &Row<'_>,
    column: usize,
    what: &str,
    parse: impl FnOnce(R) -> Result<T, E>,
) -> Result<T, Failure> {
    parse(row.get(column)?).map_err(|why| Failure::unreadable(what, why))
}

/// Like [`parsed`], for a column that may be null.
fn parsed_if_any<R: rusqlite::types::FromSql, T, E: Display>(
    row: &Row<'_>,
    column: usize,
    what: &str,
    parse: impl FnOnce(R) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    let value: Option<R> = row.get(column)?;
    value.map(parse).transpose().map_err(|why| Failure::unreadable(what, why))
}

fn owner(row: &Row<'_>, column: usize) -> Result<OwnerId, Failure> {
    parsed(row, column, "an owner", |text: String| OwnerId::new(&text))
}

fn asset_code(row: &Row<'_>, column: usize) -> Result<AssetCode, Failure> {
    parsed(row, column, "an asset's code", |text: String| AssetCode::new(&text))
}

fn balance(row: &Row<'_>, column: usize) -> Result<Balance, Failure> {
    parsed(row, column, "a balance", Balance::new)
}

fn flow(row: &Row<'_>, column: usize) -> Result<Flow, Failure> {
    parsed(row, column, "a flow", |code: i16| Flow::from_code(code).ok_or("no such code"))
}

fn reference(row: &Row<'_>, column: usize) -> Result<Option<Reference>, Failure> {
    parsed_if_any(row, column, "a reference", |text: String| Reference::new(&text))
}

fn description(row: &Row<'_>, column: usize) -> Result<Option<Description>, Failure> {
    parsed_if_any(row, column, "a description", |text: String| Description::new(&text))
}

pub(crate) fn moment(row: &Row<'_>, column: usize) -> Result<Timestamp, Failure> {
    Ok(Timestamp::from_micros(row.get(column)?))
}

/// What a row's hashes are, by the columns of root and previous.
pub(crate) fn seal(row: &Row<'_>, root: usize, previous: usize) -> Result<Option<Seal>, Failure> {
    let [root, previous]: [Option<Vec<u8>>; 2] = [row.get(root)?, row.get(previous)?];
    Seal::from_stored(root.as_deref(), previous.as_deref()).map_err(|why| Failure::unreadable("a commit's hashes", why))
}

/// How a commit's number carries its lane in the high bits.
const COMMIT_BITS: u32 = 48;

/// A commit's number as it is stored.
pub(crate) fn commit_key(lane: i16, number: i64) -> i64 {
    (i64::from(lane) << COMMIT_BITS).saturating_add(number.min((1 << COMMIT_BITS) - 1))
}

/// The lane of a stored number, and the number in that lane.
pub(crate) fn commit_place(key: i64) -> Result<(i16, i64), Failure> {
    let lane = i16::try_from(key >> COMMIT_BITS).map_err(|why| Failure::unreadable("a commit's lane", why))?;
    Ok((lane, key & ((1 << COMMIT_BITS) - 1)))
}

/// A commit in the chain: number as it is stored, transaction_count, created_at, root, previous. None if it has no hashes.
pub(crate) fn link(row: &Row<'_>) -> Result<Option<ChainLink>, Failure> {
    let Some(seal) = seal(row, 3, 4)? else { return Ok(None) };
    let count: i64 = row.get(1)?;
    let count = usize::try_from(count).map_err(|why| Failure::unreadable("a commit's count", why))?;
    let (lane, number) = commit_place(row.get(0)?)?;
    Ok(Some(ChainLink { lane, number, created_at: moment(row, 2)?, count, seal }))
}

/// Like [`moment`], for a column that may be null.
pub(crate) fn moment_if_any(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, Failure> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_micros))
}

pub(crate) fn transaction_id(row: &Row<'_>, column: usize) -> Result<TransactionId, Failure> {
    let bytes: [u8; 16] = row.get(column)?;
    Ok(TransactionId::from_uuid(Uuid::from_bytes(bytes)))
}

/// What is allowed with an asset, by a column that is null where nothing is said.
pub(crate) fn policy(row: &Row<'_>, column: usize) -> Result<Policy, Failure> {
    Ok(parsed_if_any(row, column, "a policy", |json: String| Policy::from_json(&json))?.unwrap_or_default())
}

/// What was used of limits, by a column that is null where nothing was.
pub(crate) fn usage(row: &Row<'_>, column: usize) -> Result<Option<Usage>, Failure> {
    parsed_if_any(row, column, "what was used of limits", |json: String| Usage::from_json(&json))
}

/// A change: number, at, actor, reason, action, owner, asset, before, after.
pub(crate) fn change(row: &Row<'_>) -> Result<ChangeRecord, Failure> {
    let note = ChangeNote {
        actor: parsed(row, 2, "an actor", |text: String| Actor::new(&text))?,
        reason: parsed_if_any(row, 3, "a reason", |text: String| Description::new(&text))?,
    };
    let change = Change {
        action: parsed(row, 4, "an action", |name: String| ChangeAction::from_name(&name).ok_or("no such action"))?,
        owner: parsed_if_any(row, 5, "an owner", |text: String| OwnerId::new(&text))?,
        asset: asset_code(row, 6)?,
        before: row.get(7)?,
        after: row.get(8)?,
    };
    Ok(ChangeRecord { number: row.get(0)?, at: moment(row, 1)?, note, change })
}

/// An asset: code, name, description, policy.
pub(crate) fn asset(row: &Row<'_>) -> Result<Asset, Failure> {
    Ok(Asset {
        code: asset_code(row, 0)?,
        name: parsed(row, 1, "an asset's name", |text: String| Name::new(&text))?,
        description: description(row, 2)?,
        policy: policy(row, 3)?,
    })
}

/// A wallet's state: id, balance, held, debt, floor, sequence, version, status, last_entry_at.
pub(crate) fn wallet_state(row: &Row<'_>) -> Result<WalletState, Failure> {
    Ok(WalletState {
        id: WalletId::from_value(row.get(0)?),
        balance: balance(row, 1)?,
        held: row.get(2)?,
        debt: row.get(3)?,
        floor: balance(row, 4)?,
        sequence: row.get(5)?,
        version: row.get(6)?,
        status: parsed(row, 7, "a status", |code: i16| WalletStatus::from_code(code).ok_or("no such code"))?,
        last_entry_at: moment(row, 8)?,
    })
}

/// A wallet: its state, owner, asset's code.
pub(crate) fn wallet(row: &Row<'_>) -> Result<Wallet, Failure> {
    Ok(Wallet { owner: owner(row, 9)?, asset: asset_code(row, 10)?, state: wallet_state(row)? })
}

/// An entry: wallet_id, owner, asset's code, amount, balance_after, sequence.
pub(crate) fn entry(row: &Row<'_>) -> Result<Entry, Failure> {
    Ok(Entry {
        wallet: WalletId::from_value(row.get(0)?),
        owner: owner(row, 1)?,
        asset: asset_code(row, 2)?,
        amount: row.get(3)?,
        balance_after: balance(row, 4)?,
        sequence: row.get(5)?,
    })
}

/// A statement's line of a known wallet: wallet_id, sequence, previous, amount, balance_after, transaction's id, flow,
/// reference, description, created_at, metadata.
pub(crate) fn statement_line(row: &Row<'_>, wallet: &Wallet) -> Result<StatementLine, Failure> {
    let entry = Entry {
        wallet: wallet.state.id,
        owner: wallet.owner.clone(),
        asset: wallet.asset.clone(),
        amount: row.get(3)?,
        balance_after: balance(row, 4)?,
        sequence: row.get(1)?,
    };
    Ok(StatementLine {
        entry,
        transaction: transaction_id(row, 5)?,
        flow: flow(row, 6)?,
        reference: reference(row, 7)?,
        description: description(row, 8)?,
        metadata: parsed_if_any(row, 10, "metadata", |text: String| Metadata::parse(&text))?,
        created_at: moment(row, 9)?,
    })
}

/// A claim: id, kind, wallet_id, amount, taken, status, expires_at.
pub(crate) fn claim(row: &Row<'_>) -> Result<Claim, Failure> {
    Ok(Claim {
        id: transaction_id(row, 0)?,
        kind: parsed(row, 1, "a claim's kind", |code: i16| ClaimKind::from_code(code).ok_or("no such code"))?,
        wallet: WalletId::from_value(row.get(2)?),
        amount: row.get(3)?,
        taken: row.get(4)?,
        status: parsed(row, 5, "a claim's status", |code: i16| ClaimStatus::from_code(code).ok_or("no such code"))?,
        expires_at: moment_if_any(row, 6)?,
    })
}

/// An open hold: its claim, created_at, reference, description.
pub(crate) fn open_hold(row: &Row<'_>) -> Result<OpenHold, Failure> {
    Ok(OpenHold {
        claim: claim(row)?,
        created_at: moment(row, 7)?,
        reference: reference(row, 8)?,
        description: description(row, 9)?,
    })
}

/// A row of `transactions`, whose entries are still to be read.
pub(crate) struct Recorded {
    command: Command,
    created_at: Timestamp,
    result: Result<EntryRange, Rejection>,
    effects: Option<Effects>,
}

/// Which entries a posted transaction has, by their numbers.
#[derive(Clone, Copy)]
pub(crate) struct EntryRange {
    /// The first one.
    pub(crate) first: i64,
    /// The one after the last.
    pub(crate) end: i64,
}

impl Recorded {
    /// Which entries are to be read; none of a rejected transaction.
    pub(crate) fn entries(&self) -> Option<EntryRange> {
        self.result.as_ref().ok().copied()
    }

    /// What was asked.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    /// The transaction, with the entries that were read.
    pub(crate) fn with_entries(self, entries: Vec<Entry>) -> Result<Transaction, Failure> {
        let Self { command, created_at, result, effects } = self;
        let posting = match result {
            Err(rejection) => return Ok(Transaction { command, created_at, result: Err(rejection) }),
            Ok(_) => Posting::of(command.owner(), entries, effects),
        };
        let why = || Failure::unreadable("a posted transaction", "its owner has no entry in it, and it has no effects");
        let result = Ok(posting.ok_or_else(why)?);
        Ok(Transaction { command, created_at, result })
    }
}

/// A row of `transactions`: id, owner, idempotency_key, fingerprint, flow, status, asset's code, amount, reference,
/// description, metadata, first_entry, entry_count, rejection, created_at, terms, effects, about, origin.
pub(crate) fn recorded(row: &Row<'_>) -> Result<Recorded, Failure> {
    let rejection = parsed_if_any(row, 13, "a rejection", |json: String| Rejection::from_json(&json))?;
    let result = match (row.get::<_, i64>(5)?, rejection) {
        (POSTED, None) => {
            let first: i64 = row.get(11)?;
            Ok(EntryRange { first, end: first.saturating_add(row.get(12)?) })
        }
        (REJECTED, Some(rejection)) => Err(rejection),
        (status, _) => return Err(Failure::unreadable("a transaction", format!("status {status} and its rejection"))),
    };
    let asset = match (row.get::<_, Option<String>>(6)?, &result) {
        (Some(_), _) => asset_code(row, 6)?,
        (None, Err(Rejection::AssetNotFound { asset })) => asset.clone(),
        (None, _) => return Err(Failure::unreadable("a transaction", "its asset is not there")),
    };
    let command = Command::stored(
        flow(row, 4)?,
        parsed(row, 2, "an idempotency key", |text: String| IdempotencyKey::internal(&text))?,
        owner(row, 1)?,
        asset,
        parsed(row, 7, "an amount", |minor: i64| Amount::new(u64::try_from(minor).unwrap_or_default()))?,
        parsed_if_any(row, 15, "terms", |json: String| Terms::from_json(&json))?,
        Details {
            reference: reference(row, 8)?,
            description: description(row, 9)?,
            metadata: parsed_if_any(row, 10, "metadata", |text: String| Metadata::parse(&text))?,
        },
    )
    .map_err(|why| Failure::unreadable("a transaction's request", why))?;
    let origin = parsed_if_any(row, 18, "an origin", |json: String| Origin::from_json(&json))?;
    let command = origin.into_iter().fold(command, |command, origin| command.by(origin.into()));
    if transaction_id(row, 0)? != command.id() {
        return Err(Failure::unreadable("a transaction", "its id is not the name of its owner and key"));
    }
    if Fingerprint::from_bytes(row.get(3)?) != command.fingerprint() {
        return Err(Failure::unreadable("a transaction", "its fingerprint is not that of what it says was asked"));
    }
    // Neither the fingerprint nor the chain covers the column, so it has to be what the terms say.
    let about: Option<[u8; 16]> = row.get(17)?;
    if command.about().map(|id| id.as_uuid().into_bytes()) != about {
        return Err(Failure::unreadable("a transaction", "it is filed as about another one"));
    }
    let effects = parsed_if_any(row, 16, "effects", |json: String| Effects::from_json(&json))?;
    Ok(Recorded { command, created_at: moment(row, 14)?, result, effects })
}
