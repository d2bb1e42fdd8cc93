//! How a mutant tells the feed.

use async_trait::async_trait;

use super::Fault::{
    EndsInTheMiddleOfACommit, HoldsBackTheReceiver, KnowsNoEndOfTheFeed, LeavesChangesOutOfTheFeed,
    LeavesGapsInTheFeed, LeavesRefusalsOutOfTheFeed, TellsAnEventTwice, TellsCommitsTheWrongWayRound,
    TellsTooMuchAtOnce, TellsWhatIsTheLatest,
};
use super::{Mutant, State};
use crate::{Event, EventId, EventType, Feed, Happening, Posting, Sequenced, StoreError};

#[async_trait]
impl Feed for Mutant {
    async fn sequence(&self) -> Result<Sequenced, StoreError> {
        self.model.sequence().await
    }

    async fn head(&self) -> Result<i64, StoreError> {
        Ok(if self.fault == KnowsNoEndOfTheFeed { 0 } else { self.model.head().await? })
    }

    async fn read_events(&self, after: EventId, limit: usize) -> Result<Vec<Event>, StoreError> {
        let after = match self.fault {
            TellsAnEventTwice if after.index > 0 => after.before(),
            EndsInTheMiddleOfACommit => EventId::end_of(after.position),
            _ => after,
        };
        let limit = if self.fault == TellsTooMuchAtOnce { limit + 1 } else { limit };
        let mut events = self.model.read_events(after, limit).await?;
        match self.fault {
            LeavesChangesOutOfTheFeed => events.retain(|event| matches!(event.what, Happening::Transaction(_))),
            LeavesRefusalsOutOfTheFeed => {
                events.retain(|event| !matches!(event.event_type(), EventType::Rejected(_)));
            }
            LeavesGapsInTheFeed => events.iter_mut().for_each(|event| event.id.position *= 2),
            TellsWhatIsTheLatest => events.reverse(),
            _ => {}
        }
        Ok(events)
    }
}

impl Mutant {
    /// Spoils what a batch has left in the feed.
    pub(super) fn spoil_feed(&self, state: &mut State, before: &State) {
        match self.fault {
            TellsCommitsTheWrongWayRound => {
                let from = before.feed.len();
                let is_commit = |place: &[Happening]| matches!(place.first(), Some(Happening::Transaction(_)));
                if from > 0
                    && state.feed.len() > from
                    && is_commit(&state.feed[from])
                    && is_commit(&state.feed[from - 1])
                {
                    state.feed.swap(from - 1, from);
                }
            }
            HoldsBackTheReceiver => {
                let told = state.feed.iter_mut().flatten();
                told.for_each(|it| {
                    if let Happening::Transaction(it) = it
                        && let Ok(Posting { effects: Some(effects), .. }) = &mut it.result
                    {
                        effects.others.clear();
                    }
                });
            }
            _ => {}
        }
    }
}
