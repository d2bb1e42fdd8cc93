//! The feed (port [`Feed`]), and the sequencer that gives commits and changes their positions in it (decision 0054).
//!
//! ```text
//! BEGIN · lock_sequencer         one server numbers at a time; the others go on without
//! list_unplaced                  what this statement's snapshot shows, in the order of the ordinals
//! insert_feed · COMMIT           durable before any reader sees it
//! ```
//! An ordinal is drawn when a commit's row, or a change's, is inserted: behind all locks of that database transaction, and
//! before its end. So of two of which one depends on the other, the other has the lower ordinal, whatever clocks do; and a
//! snapshot that shows the one shows the other.

use async_trait::async_trait;
use futures_util::future::try_join;
use tokio_postgres::Row;
use uuid::Uuid;
use wallet_domain::{
    Event, EventId, Feed, FeedPlace, Happening, PlaceHolds, Sequenced, StoreError, Transaction, TransactionId,
};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::pool::Lent;
use crate::rows;
use crate::sql::{FIND_FEED_HEAD, FIND_TRANSACTIONS, INSERT_FEED, LIST_EVENTS, LIST_UNPLACED, LOCK_SEQUENCER};
use crate::standbys::Place;
use crate::tx::{self, End};

/// How many positions one commit of the sequencer gives at most.
const PLACES_MAX: i64 = 5_000;
/// How many positions one read looks at, at most.
const POSITIONS_MAX: usize = 256;
/// How many it looks at first. A busy ledger has many events a position, and each of a position's ids is a part of the row.
const POSITIONS_FIRST: usize = 16;
/// From how many events on two connections look them up, each a half: a page is mostly work of PostgreSQL's, which does
/// one connection's on one processor.
const HALVES_MIN: usize = 64;

#[async_trait]
impl Feed for PgLedger {
    async fn sequence(&self) -> Result<Sequenced, StoreError> {
        let mut all = Sequenced::default();
        loop {
            let Some(numbered) = self.run_tx("sequence", number).await? else {
                all.head = self.head().await?;
                return Ok(all);
            };
            self.safe_feed.note(numbered.head);
            all.oldest = all.oldest.or(numbered.oldest);
            all.numbered += numbered.numbered;
            if numbered.numbered < PLACES_MAX {
                all.head = if numbered.numbered > 0 { numbered.head } else { self.head().await? };
                return Ok(all);
            }
        }
    }

    async fn head(&self) -> Result<i64, StoreError> {
        let rows = self.read(FIND_FEED_HEAD, &[]).await?;
        let head = rows.first().map(|row| rows::get(row, "head"));
        head.unwrap_or(Ok(0)).map_err(Failure::into_store_error)
    }

    async fn read_events(&self, after: EventId, limit: usize) -> Result<Vec<Event>, StoreError> {
        let (mut events, mut ids) = (Vec::new(), Vec::new());
        let (mut from, mut looked, mut most) = (after.position, 0, POSITIONS_FIRST.min(limit));
        loop {
            // Of the first all may have been read.
            let positions = i64::try_from(most + 1).expect("it is small");
            let places = self.read(LIST_EVENTS, &[&from, &positions]).await?;
            self.await_safe(&places).await?;
            for place in &places {
                if events.len() + ids.len() >= limit {
                    break;
                }
                let position = rows::get(place, "position").map_err(Failure::into_store_error)?;
                let skipped = if position == after.position { after.index.saturating_add(1) } else { 0 };
                match Found::of(place, position, skipped).map_err(Failure::into_store_error)? {
                    Found::Change(event) => events.push(event),
                    Found::Commit(commit) => ids.extend(commit.into_iter().take(limit - events.len() - ids.len())),
                }
                from = position + 1;
            }
            looked += places.len();
            if places.len() <= most || events.len() + ids.len() >= limit || looked >= POSITIONS_MAX {
                break;
            }
            most *= 4;
        }
        events.extend(self.find_events(&ids).await?);
        events.sort_unstable_by_key(|event| event.id);
        Ok(events)
    }
}

/// What a place holds.
enum Found {
    Commit(Vec<(EventId, Uuid)>),
    Change(Event),
}

impl Found {
    /// What is at a position, without its first `skipped` events.
    fn of(row: &Row, position: i64, skipped: u32) -> Result<Self, Failure> {
        if let Some(ids) = rows::get::<Option<Vec<Uuid>>>(row, "transaction_ids")? {
            let ids = (0..).map(|index| EventId { position, index }).zip(ids);
            return Ok(Self::Commit(ids.filter(|(id, _)| id.index >= skipped).collect()));
        }
        if skipped > 0 {
            return Ok(Self::Commit(Vec::new()));
        }
        let what = Happening::Change(Box::new(rows::change(row)?));
        Ok(Self::Change(Event { id: EventId { position, index: 0 }, what }))
    }
}

/// Gives positions to whatever has none; nothing if another server is about it.
async fn number(connection: Lent) -> Result<End<Option<Sequenced>>, Failure> {
    if tx::read(&connection, LOCK_SEQUENCER, &[]).await?.is_empty() {
        return Ok(End::RollBack(connection, None));
    }
    let rows = tx::read(&connection, LIST_UNPLACED, &[&PLACES_MAX]).await?;
    let places = rows.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    let oldest = rows.first().map(|row| rows::timestamp(row, "at")).transpose()?;
    let Some(last) = places.last() else {
        return Ok(End::RollBack(connection, Some(Sequenced::default())));
    };
    let numbered = i64::try_from(places.len()).expect("they are few");
    let sequenced = Sequenced { head: last.position, numbered, oldest };
    let columns = PlaceColumns::of(&places);
    tx::write(&connection, INSERT_FEED, &columns.params()).await?;
    Ok(End::Commit(connection, Some(sequenced)))
}

/// A position of the feed, from its row.
pub(crate) fn place(row: &Row) -> Result<FeedPlace, Failure> {
    let position = rows::get(row, "position")?;
    let holds = match rows::get::<Option<i64>>(row, "change")? {
        Some(number) => PlaceHolds::Change(number),
        None => PlaceHolds::Commit { lane: rows::get(row, "lane")?, number: rows::get(row, "number")? },
    };
    Ok(FeedPlace { position, holds })
}

/// The parameters of `insert_feed`.
#[derive(Default)]
pub(crate) struct PlaceColumns {
    positions: Vec<i64>,
    lanes: Vec<Option<i16>>,
    numbers: Vec<Option<i64>>,
    changes: Vec<Option<i64>>,
}

impl PlaceColumns {
    pub(crate) fn of(places: &[FeedPlace]) -> Self {
        let mut columns = Self::default();
        for FeedPlace { position, holds } in places {
            let (lane, number, change) = match holds {
                PlaceHolds::Commit { lane, number } => (Some(*lane), Some(*number), None),
                PlaceHolds::Change(number) => (None, None, Some(*number)),
            };
            columns.positions.push(*position);
            columns.lanes.push(lane);
            columns.numbers.push(number);
            columns.changes.push(change);
        }
        columns
    }

    pub(crate) fn params(&self) -> Params<'_, 4> {
        [&self.positions, &self.lanes, &self.numbers, &self.changes]
    }
}

impl PgLedger {
    /// Waits until the standbys have these places. What is told of the feed must not be lost with the primary.
    async fn await_safe(&self, places: &[Row]) -> Result<(), StoreError> {
        let last = places.last().map(|place| rows::get::<i64>(place, "position")).transpose();
        match last.map_err(Failure::into_store_error)? {
            Some(last) if !self.safe_feed.covers(last) => {
                self.await_standbys(Place::Feed).await?;
                self.safe_feed.note(last);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn find_events(&self, ids: &[(EventId, Uuid)]) -> Result<Vec<Event>, StoreError> {
        if ids.len() < HALVES_MIN {
            return if ids.is_empty() { Ok(Vec::new()) } else { self.find_some(ids).await };
        }
        let (first, second) = ids.split_at(ids.len() / 2);
        let (mut events, others) = try_join(self.find_some(first), self.find_some(second)).await?;
        events.extend(others);
        Ok(events)
    }

    async fn find_some(&self, ids: &[(EventId, Uuid)]) -> Result<Vec<Event>, StoreError> {
        let uuids: Vec<Uuid> = ids.iter().map(|(_, id)| *id).collect();
        let shards: Vec<i16> = uuids.iter().map(|id| TransactionId::from_uuid(*id).shard_key()).collect();
        let rows = self.read(FIND_TRANSACTIONS, &[&shards, &uuids]).await?;
        let event = |row: &Row| -> Result<Event, Failure> {
            let transaction: Transaction = rows::transaction(row)?;
            Ok(Event { id: ids[rows::slot(row)?].0, what: Happening::Transaction(Box::new(transaction)) })
        };
        let events: Vec<Event> = rows.iter().map(event).collect::<Result<_, _>>().map_err(Failure::into_store_error)?;
        if events.len() == ids.len() {
            return Ok(events);
        }
        let why = format!("{} transactions of the feed are not there", ids.len() - events.len());
        Err(Failure::corrupt(why).into_store_error())
    }
}
