//! What capped keys have used: read and written under the file's one write lock. Of a batch without capped keys nothing is.

use rusqlite::{Connection, Transaction as WriteTransaction, params};
use wallet_domain::{
    Book, CapName, CapRow, CapUsage, CapUsages, Caps, Footprint, OwnerId, StatusChange, StatusRefusal, Timestamp,
};

use crate::error::Failure;
use crate::{rows, sql, tx};

/// Puts the rows that a footprint names into the book.
pub(crate) fn load(
    transaction: &WriteTransaction<'_>,
    footprint: &Footprint<'_>,
    book: &mut Book<'_>,
) -> Result<(), Failure> {
    for (slot, name) in footprint.cap_usages().iter().enumerate() {
        book.put_cap_usage(slot, find(transaction, name.key, name.owner)?);
    }
    Ok(())
}

/// What a key has used for an owner, or in all.
pub(crate) fn find(connection: &Connection, key: &str, owner: &str) -> Result<CapUsage, Failure> {
    let read = |row: &rusqlite::Row<'_>| {
        rows::parsed(row, 0, "the usage of a key's caps", |json: String| CapUsage::from_json(&json))
    };
    Ok(tx::find(connection, sql::FIND_CAP_USAGE, [key, owner], read)?.unwrap_or_default())
}

/// Writes usages.
pub(crate) fn save(transaction: &WriteTransaction<'_>, usages: &[CapRow]) -> Result<(), Failure> {
    for CapRow { key, owner, usage } in usages {
        transaction.prepare_cached(sql::SAVE_CAP_USAGE)?.execute(params![key, owner, usage.to_json()])?;
    }
    Ok(())
}

/// Counts the freezes of wallets.
pub(crate) fn count_freezes(
    transaction: &WriteTransaction<'_>,
    (key, caps): (&str, &Caps),
    (owner, changed): (&OwnerId, usize),
    now: Timestamp,
) -> Result<Result<(), StatusRefusal>, Failure> {
    let before = CapUsages { day: find(transaction, key, "")?, player: find(transaction, key, owner.as_str())? };
    let CapUsages { day, player } = match StatusChange::count(caps, changed, &before, now) {
        Ok(after) => after,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let [of_day, of_player] = CapName::pair(key, owner.as_str());
    save(transaction, &[of_day.row(day), of_player.row(player)]).map(Ok)
}
