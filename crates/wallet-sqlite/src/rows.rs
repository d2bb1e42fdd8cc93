//! Rows to the domain's types. What a row must satisfy is the domain's to say (`wallet_domain::record::stored`).

use std::fmt::Display;

use rusqlite::Row;
use uuid::Uuid;
use wallet_domain::ports::search::Columns;
use wallet_domain::record::stored::{
    self, InvalidRow, Recorded, StoredAsset, StoredChange, StoredClaim, StoredDetails, StoredEntry, StoredState,
    StoredTransaction,
};
use wallet_domain::{
    Asset, ChainLink, ChangeRecord, Claim, Details, Entry, OpenHold, OwnerId, Policy, Seal, StatementLine, StripePart,
    Timestamp, TransactionId, Usage, Wallet, WalletState,
};

use crate::error::Failure;

impl From<InvalidRow> for Failure {
    fn from(invalid: InvalidRow) -> Self {
        Self::Corrupt(invalid.to_string())
    }
}

/// Reads a column and parses it. `what` names it in the error.
pub(crate) fn parsed<R: rusqlite::types::FromSql, T, E: Display>(
    row: &Row<'_>,
    column: usize,
    what: &str,
    parse: impl FnOnce(R) -> Result<T, E>,
) -> Result<T, Failure> {
    parse(row.get(column)?).map_err(|why| Failure::corrupt(what, why))
}

/// A text, as long as the row is at hand.
pub(crate) fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, Failure> {
    Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)
}

/// Like [`text`], for a column that may be null.
fn text_if_any<'r>(row: &'r Row<'_>, column: usize) -> Result<Option<&'r str>, Failure> {
    Ok(row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?)
}

pub(crate) fn moment(row: &Row<'_>, column: usize) -> Result<Timestamp, Failure> {
    Ok(Timestamp::from_micros(row.get(column)?))
}

/// A commit's hashes, by the columns of root and previous.
pub(crate) fn seal(row: &Row<'_>, root: usize, previous: usize) -> Result<Option<Seal>, Failure> {
    let [root, previous]: [Option<Vec<u8>>; 2] = [row.get(root)?, row.get(previous)?];
    Seal::from_stored(root.as_deref(), previous.as_deref()).map_err(|why| Failure::corrupt("a commit's hashes", why))
}

/// A commit's number carries its lane above this many bits.
const COMMIT_BITS: u32 = 48;

/// A commit's number as it is stored.
pub(crate) fn commit_key(lane: i16, number: i64) -> i64 {
    (i64::from(lane) << COMMIT_BITS).saturating_add(number.min((1 << COMMIT_BITS) - 1))
}

/// The lane of a stored number, and the number in that lane.
pub(crate) fn commit_place(key: i64) -> Result<(i16, i64), Failure> {
    let lane = i16::try_from(key >> COMMIT_BITS).map_err(|why| Failure::corrupt("a commit's lane", why))?;
    Ok((lane, key & ((1 << COMMIT_BITS) - 1)))
}

/// A commit in the chain: number as it is stored, transaction_count, created_at, root, previous. None if it has no hashes.
pub(crate) fn link(row: &Row<'_>) -> Result<Option<ChainLink>, Failure> {
    let Some(seal) = seal(row, 3, 4)? else { return Ok(None) };
    let count: i64 = row.get(1)?;
    let count = usize::try_from(count).map_err(|why| Failure::corrupt("a commit's count", why))?;
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

/// An asset's policy, by a column that is null for the default one.
pub(crate) fn policy(row: &Row<'_>, column: usize) -> Result<Policy, Failure> {
    Ok(stored::policy(text_if_any(row, column)?)?)
}

/// The usage of limits, by a column that is null where nothing was used.
pub(crate) fn usage(row: &Row<'_>, column: usize) -> Result<Option<Usage>, Failure> {
    Ok(stored::usage(text_if_any(row, column)?)?)
}

/// A change: number, at, actor, actor_name, reason, action, owner, asset, object, before, after.
pub(crate) fn change(row: &Row<'_>) -> Result<ChangeRecord, Failure> {
    let change = StoredChange {
        number: row.get(0)?,
        at: moment(row, 1)?,
        actor: text(row, 2)?,
        actor_name: text_if_any(row, 3)?,
        reason: text_if_any(row, 4)?,
        action: text(row, 5)?,
        owner: text_if_any(row, 6)?,
        asset: text_if_any(row, 7)?,
        object: text_if_any(row, 8)?,
        before: row.get(9)?,
        after: row.get(10)?,
    };
    Ok(change.check()?)
}

/// An asset: code, name, description, policy.
pub(crate) fn asset(row: &Row<'_>) -> Result<Asset, Failure> {
    let (code, name) = (text(row, 0)?, text(row, 1)?);
    Ok(StoredAsset { code, name, description: text_if_any(row, 2)?, policy: text_if_any(row, 3)? }.check()?)
}

fn state(row: &Row<'_>) -> Result<StoredState, Failure> {
    Ok(StoredState {
        id: row.get(0)?,
        balance: row.get(1)?,
        held: row.get(2)?,
        debt: row.get(3)?,
        floor: row.get(4)?,
        sequence: row.get(5)?,
        version: row.get(6)?,
        status: row.get(7)?,
        last_entry_at: moment(row, 8)?,
    })
}

/// A wallet's state: id, balance, held, debt, floor, sequence, version, status, last_entry_at.
pub(crate) fn wallet_state(row: &Row<'_>) -> Result<WalletState, Failure> {
    Ok(state(row)?.check()?)
}

/// A wallet: its state, owner, asset's code.
pub(crate) fn wallet(row: &Row<'_>) -> Result<Wallet, Failure> {
    Ok(state(row)?.check_of(text(row, 9)?, text(row, 10)?)?)
}

/// An entry: wallet_id, owner, asset's code, amount, balance_after, sequence.
pub(crate) fn entry(row: &Row<'_>) -> Result<Entry, Failure> {
    let entry = StoredEntry {
        wallet: row.get(0)?,
        owner: text(row, 1)?,
        asset: text(row, 2)?,
        amount: row.get(3)?,
        balance_after: row.get(4)?,
        sequence: row.get(5)?,
    };
    Ok(entry.check()?)
}

/// A statement's line of a known wallet: the columns of [`recorded`] but origin, then wallet_id, sequence, previous, amount,
/// balance_after. `parts` are the transaction's entries in stripes of the wallet.
pub(crate) fn statement_line(row: &Row<'_>, wallet: &Wallet, parts: Vec<StripePart>) -> Result<StatementLine, Failure> {
    let entry = StoredEntry {
        wallet: wallet.state.id.value(),
        owner: wallet.owner.as_str(),
        asset: wallet.asset.as_str(),
        amount: row.get(21)?,
        balance_after: row.get(22)?,
        sequence: row.get(19)?,
    };
    Ok(stored(row)?.check_line(entry.check_of(&wallet.owner, &wallet.asset)?, parts)?)
}

/// The caller's details, by the columns of reference, description and metadata.
fn details<'r>(row: &'r Row<'_>, columns: [usize; 3]) -> Result<StoredDetails<'r>, Failure> {
    let [reference, description, metadata] = columns.map(|column| text_if_any(row, column));
    Ok(StoredDetails { reference: reference?, description: description?, metadata: metadata? })
}

/// A claim: id, kind, wallet_id, amount, taken, status, expires_at.
pub(crate) fn claim(row: &Row<'_>) -> Result<Claim, Failure> {
    let claim = StoredClaim {
        id: transaction_id(row, 0)?,
        kind: row.get(1)?,
        wallet: row.get(2)?,
        amount: row.get(3)?,
        taken: row.get(4)?,
        status: row.get(5)?,
        expires_at: moment_if_any(row, 6)?,
    };
    Ok(claim.check()?)
}

/// An open hold: its claim, created_at, reference, description.
pub(crate) fn open_hold(row: &Row<'_>) -> Result<OpenHold, Failure> {
    let details = StoredDetails { reference: text_if_any(row, 8)?, description: text_if_any(row, 9)?, metadata: None };
    let Details { reference, description, .. } = details.check()?;
    Ok(OpenHold { claim: claim(row)?, created_at: moment(row, 7)?, reference, description })
}

/// A row of `search_transactions`, as a sieve tries it: from owner on.
pub(crate) fn columns<'r>(row: &'r Row<'_>) -> Result<Columns<'r>, Failure> {
    Ok(Columns {
        owner: text(row, 2)?,
        flow: row.get(3)?,
        status: row.get(4)?,
        asset: text_if_any(row, 5)?,
        amount: row.get(6)?,
        reference: text_if_any(row, 7)?,
        metadata: text_if_any(row, 8)?,
        origin: text_if_any(row, 9)?,
        has_effects: row.get(10)?,
        terms: text_if_any(row, 11)?,
    })
}

/// An owner, by a column.
pub(crate) fn owner(row: &Row<'_>, column: usize) -> Result<OwnerId, Failure> {
    OwnerId::new(text(row, column)?).map_err(|why| Failure::corrupt("an owner", why))
}

/// A row of `transactions`: id, owner, idempotency_key, fingerprint, flow, status, asset's code, amount, reference,
/// description, metadata, first_entry, entry_count, rejection, created_at, terms, effects, about, origin.
pub(crate) fn recorded(row: &Row<'_>) -> Result<Recorded, Failure> {
    let recorded = StoredTransaction { origin: text_if_any(row, 18)?, ..stored(row)? }.check()?;
    if recorded.is_posted() && entry_range(row)?.is_none() {
        return Err(Failure::corrupt("a posted transaction", "it names no first entry"));
    }
    Ok(recorded)
}

/// The same row, not checked yet and without its origin.
fn stored<'r>(row: &'r Row<'_>) -> Result<StoredTransaction<'r>, Failure> {
    let about: Option<[u8; 16]> = row.get(17)?;
    Ok(StoredTransaction {
        id: transaction_id(row, 0)?,
        owner: text(row, 1)?,
        idempotency_key: text(row, 2)?,
        fingerprint: row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?,
        flow: row.get(4)?,
        status: row.get(5)?,
        asset: text_if_any(row, 6)?,
        amount: row.get(7)?,
        details: details(row, [8, 9, 10])?,
        rejection: text_if_any(row, 13)?,
        created_at: moment(row, 14)?,
        terms: text_if_any(row, 15)?,
        effects: text_if_any(row, 16)?,
        about: about.map(|id| TransactionId::from_uuid(Uuid::from_bytes(id))),
        origin: None,
    })
}

/// The numbers of a transaction's first entry and of the one after its last, by its row; none if it was not posted.
pub(crate) fn entry_range(row: &Row<'_>) -> Result<Option<[i64; 2]>, Failure> {
    let (first, count): (Option<i64>, i64) = (row.get(11)?, row.get(12)?);
    Ok(first.map(|first| [first, first.saturating_add(count)]))
}
