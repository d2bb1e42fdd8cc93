//! The feed: everything that happened, in one order for the whole ledger, to be read again and again.

use async_trait::async_trait;

use crate::ports::error::StoreError;
use crate::record::event::{Event, EventCursor, EventId};
use crate::value::time::Timestamp;

/// The feed. Every commit that recorded transactions, and every change by an operator, has one position of its own:
/// 1, 2, 3, ... without gaps. A commit's transactions are its events in the order in which they were decided.
///
/// MUST give a position to nothing that depends on something without one, and to each of both after what it depends on:
/// along the feed each wallet's sequences rise by one. MUST never change what is at a position, nor show a position
/// before it is durable.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Feed: Send + Sync {
    /// Gives a position to whatever is committed and has none. A store that numbers in the commit itself has nothing to
    /// do. MUST be safe to call at any time from several servers at once, and to abandon; one of them does the work, and
    /// the others need not wait for it.
    async fn sequence(&self) -> Result<Sequenced, StoreError>;

    /// The latest position; 0 if nothing has happened.
    async fn head(&self) -> Result<i64, StoreError>;

    /// Events in the order of their ids, those behind `after`, `limit` at most. MUST give one at least if there is one.
    /// May give fewer than there are.
    async fn read_events(&self, after: EventId, limit: usize) -> Result<Vec<Event>, StoreError>;
}

/// What was numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sequenced {
    /// The latest position after it.
    pub head: i64,
    /// How many commits and changes were given a position by this call.
    pub numbered: i64,
    /// The time of the oldest of them.
    pub oldest: Option<Timestamp>,
}

/// A position of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedPlace {
    /// Its number, from 1.
    pub position: i64,
    /// What is there.
    pub holds: PlaceHolds,
}

/// What is at a position of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceHolds {
    /// A commit.
    Commit {
        /// The number of its lane.
        lane: i16,
        /// Its number in the lane.
        number: i64,
    },
    /// The change of that number.
    Change(i64),
}

/// Why a cursor is of no use with this ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaleCursor {
    /// No event is there.
    #[error(
        "The ledger has no event {id}: the cursor is of another ledger, or of this one before it was restored from a backup."
    )]
    NoEvent {
        /// The id in the cursor.
        id: EventId,
    },
    /// Another event is there.
    #[error(
        "Event {id} is another one: the cursor is of another ledger, or of this one before it was restored from a backup."
    )]
    OtherEvent {
        /// The id in the cursor.
        id: EventId,
    },
}

impl EventCursor {
    /// The same with its mark, if the feed has the cursor's event.
    pub async fn find_in(self, feed: &dyn Feed) -> Result<Result<Self, StaleCursor>, StoreError> {
        let id = self.id;
        if id == EventId::START {
            return Ok(Ok(Self::START));
        }
        if id.position < 1 {
            return Ok(Err(StaleCursor::NoEvent { id }));
        }
        Ok(self.judge(feed.read_events(id.before(), 1).await?.first()))
    }

    /// The same with its mark, by the first event that the feed has behind [`EventId::before`] of its id.
    pub fn judge(self, found: Option<&Event>) -> Result<Self, StaleCursor> {
        let Self { id, mark } = self;
        let found = found.filter(|event| event.id == id).map(Self::from).ok_or(StaleCursor::NoEvent { id })?;
        let is_same = mark.is_none() || mark == found.mark;
        if is_same { Ok(found) } else { Err(StaleCursor::OtherEvent { id }) }
    }

    /// The cursor of the feed's end.
    pub async fn end_of(feed: &dyn Feed) -> Result<Self, StoreError> {
        let mut cursor = Self::START;
        let mut after = EventId::end_of(feed.head().await? - 1);
        // A commit has many events at most, and the last page is read again if others come meanwhile.
        loop {
            let events = feed.read_events(after, PAGE).await?;
            let Some(last) = events.last() else { return Ok(cursor) };
            (cursor, after) = (Self::from(last), last.id);
        }
    }
}

/// How many events one read brings to the end of a commit.
const PAGE: usize = 1_000;

/// The [mark](Event::mark) of the ledger's first event, by which this ledger is told from another; none if nothing has happened.
/// A copy of a ledger and a ledger restored from a backup have the same.
pub async fn ledger_mark(feed: &dyn Feed) -> Result<Option<u32>, StoreError> {
    let mut first = feed.read_events(EventId::START, 1).await?;
    if first.is_empty() {
        // What has just happened may have no position yet.
        feed.sequence().await?;
        first = feed.read_events(EventId::START, 1).await?;
    }
    Ok(first.first().map(Event::mark))
}
