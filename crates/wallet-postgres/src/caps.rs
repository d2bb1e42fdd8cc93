//! What capped keys have used: locked behind the wallets, in ascending order, and written with what used it. Of a batch without
//! capped keys nothing is sent.

use tokio_postgres::Row;
use wallet_domain::{
    Book, CapName, CapRow, CapUsage, CapUsages, Caps, Footprint, OwnerId, StatusChange, StatusRefusal, Timestamp,
};

use crate::columns::Params;
use crate::error::Failure;
use crate::pool::Lent;
use crate::rows;
use crate::sql::{LOCK_CAP_USAGES, SAVE_CAP_USAGES};
use crate::tx;

/// Locks the rows that a footprint names.
pub(crate) async fn lock(connection: &Lent, names: &[CapName<'_>]) -> Result<Vec<Row>, Failure> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<&str> = names.iter().map(|name| name.key).collect();
    let owners: Vec<&str> = names.iter().map(|name| name.owner).collect();
    tx::read(connection, LOCK_CAP_USAGES, &[&keys, &owners]).await
}

/// Puts the locked rows into the book.
pub(crate) fn put(book: &mut Book<'_>, footprint: &Footprint<'_>, found: &[Row]) -> Result<(), Failure> {
    for row in found {
        let name = CapName { key: rows::get(row, "key")?, owner: rows::get(row, "owner")? };
        let slot = footprint.cap_usages().binary_search(&name);
        let slot = slot.map_err(|_| Failure::corrupt("a usage of caps was locked that nobody asked for"))?;
        book.put_cap_usage(slot, usage(row)?);
    }
    Ok(())
}

/// A row's usage: none if it was made to be locked.
pub(crate) fn usage(row: &Row) -> Result<CapUsage, Failure> {
    let usage = rows::parse(row, "usage", |json: Option<&str>| json.map(CapUsage::from_json).transpose())?;
    Ok(usage.unwrap_or_default())
}

/// Writes usages.
pub(crate) async fn save(connection: &Lent, usages: &[CapRow]) -> Result<(), Failure> {
    let keys: Vec<&str> = usages.iter().map(|row| row.key.as_str()).collect();
    let owners: Vec<&str> = usages.iter().map(|row| row.owner.as_str()).collect();
    let usages: Vec<String> = usages.iter().map(|row| row.usage.to_json()).collect();
    let params: Params<'_, 3> = [&keys, &owners, &usages];
    tx::write_if(!keys.is_empty(), connection, SAVE_CAP_USAGES, &params).await.map(|_| ())
}

/// Counts the freezes of wallets that are locked.
pub(crate) async fn count_freezes(
    connection: &Lent,
    (key, caps): (&str, &Caps),
    (owner, changed): (&OwnerId, usize),
    now: Timestamp,
) -> Result<Result<(), StatusRefusal>, Failure> {
    let names = CapName::pair(key, owner.as_str());
    let mut before = CapUsages::default();
    for row in &lock(connection, &names).await? {
        let is_all = rows::get::<&str>(row, "owner")?.is_empty();
        *(if is_all { &mut before.day } else { &mut before.player }) = usage(row)?;
    }
    let CapUsages { day, player } = match StatusChange::count(caps, changed, &before, now) {
        Ok(after) => after,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let [of_day, of_player] = CapName::pair(key, owner.as_str());
    save(connection, &[of_day.row(day), of_player.row(player)]).await.map(Ok)
}
