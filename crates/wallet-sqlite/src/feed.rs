//! The feed (port [`Feed`]): a commit, or a change, takes the next position when it is written, as there is one writer.

use async_trait::async_trait;
use rusqlite::{Connection, Row, Transaction as WriteTransaction, params};
use wallet_domain::{Event, EventId, Feed, FeedPlace, Happening, PlaceHolds, Sequenced, StoreError};

use crate::error::Failure;
use crate::{SqliteLedger, rows, sql, tx, wallets};

/// How many positions one read looks at, at most.
const POSITIONS_MAX: usize = 256;

#[async_trait]
impl Feed for SqliteLedger {
    async fn sequence(&self) -> Result<Sequenced, StoreError> {
        Ok(Sequenced { head: self.head().await?, ..Sequenced::default() })
    }

    async fn head(&self) -> Result<i64, StoreError> {
        let head = |snapshot: &Connection| tx::find(snapshot, sql::FIND_FEED_HEAD, [], |row| Ok(row.get(0)?));
        Ok(self.read(head).await?.unwrap_or_default())
    }

    async fn read_events(&self, after: EventId, limit: usize) -> Result<Vec<Event>, StoreError> {
        self.read(move |snapshot| read_events(snapshot, after, limit)).await
    }
}

/// Gives a commit, or a change, the next position.
pub(crate) fn append(transaction: &WriteTransaction<'_>, holds: PlaceHolds) -> Result<(), Failure> {
    insert(transaction, None, holds)
}

/// Gives a commit, or a change, that position.
pub(crate) fn insert(
    transaction: &WriteTransaction<'_>,
    position: Option<i64>,
    holds: PlaceHolds,
) -> Result<(), Failure> {
    let (commit, change) = match holds {
        PlaceHolds::Commit { lane, number } => (Some(rows::commit_key(lane, number)), None),
        PlaceHolds::Change(number) => (None, Some(number)),
    };
    transaction.prepare_cached(sql::INSERT_FEED)?.execute(params![position, commit, change])?;
    Ok(())
}

/// A position: its number, and the numbers of a commit and of a change.
fn place(row: &Row<'_>) -> Result<FeedPlace, Failure> {
    let holds = if let Some(number) = row.get(2)? {
        PlaceHolds::Change(number)
    } else {
        let (lane, number) = rows::commit_place(row.get(1)?)?;
        PlaceHolds::Commit { lane, number }
    };
    Ok(FeedPlace { position: row.get(0)?, holds })
}

pub(crate) fn read_places(snapshot: &Connection, after: i64, limit: i64) -> Result<Vec<FeedPlace>, Failure> {
    tx::list(snapshot, sql::LIST_FEED, [after, limit], place)
}

fn read_events(snapshot: &Connection, after: EventId, limit: usize) -> Result<Vec<Event>, Failure> {
    // Of the first all may have been read.
    let positions = i64::try_from(limit.min(POSITIONS_MAX) + 1).expect("it is small");
    let mut events: Vec<Event> = Vec::new();
    for FeedPlace { position, holds } in read_places(snapshot, after.position.saturating_sub(1), positions)? {
        if events.len() >= limit {
            break;
        }
        let skipped = if position == after.position { after.index.saturating_add(1) } else { 0 };
        let wanted = limit - events.len();
        match holds {
            PlaceHolds::Change(_) if skipped > 0 => {}
            PlaceHolds::Change(number) => {
                let found = tx::find(snapshot, sql::EXPORT_CHANGES, [number - 1, 1], rows::change)?;
                let found = found.filter(|change| change.number == number);
                let change =
                    found.ok_or_else(|| Failure::corrupt("the feed", format!("change {number} is missing")))?;
                let what = Happening::Change(Box::new(change));
                events.push(Event { id: EventId { position, index: 0 }, what });
            }
            PlaceHolds::Commit { lane, number } => {
                events.extend(read_commit(snapshot, position, rows::commit_key(lane, number), (skipped, wanted))?);
            }
        }
    }
    Ok(events)
}

/// The events of a commit but for the first `skipped`, `wanted` at most.
fn read_commit(
    snapshot: &Connection,
    position: i64,
    key: i64,
    (skipped, wanted): (u32, usize),
) -> Result<Vec<Event>, Failure> {
    let range = tx::find(snapshot, sql::EXPORT_COMMITS, [key - 1, key, 1], |row| Ok([row.get(1)?, row.get(2)?]))?;
    let missing = || Failure::corrupt("the feed", format!("commit {key} is missing"));
    let [first, count]: [i64; 2] = range.ok_or_else(missing)?;
    let begin = first.saturating_add(i64::from(skipped));
    let end = first.saturating_add(count).min(begin.saturating_add(i64::try_from(wanted).unwrap_or(i64::MAX)));
    if begin >= end {
        return Ok(Vec::new());
    }
    let ids = (skipped..).map(|index| EventId { position, index });
    let found =
        tx::list(snapshot, sql::EXPORT_TRANSACTIONS, [begin, end, key], |row| wallets::transaction(snapshot, row))?;
    if i64::try_from(found.len()) != Ok(end - begin) {
        return Err(Failure::corrupt("the feed", format!("of commit {key} transactions are missing")));
    }
    let events = ids.zip(found).map(|(id, it)| Event { id, what: Happening::Transaction(Box::new(it)) });
    Ok(events.collect())
}
