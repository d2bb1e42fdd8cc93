//! The model's feed: its mutex is the order.

use async_trait::async_trait;

use super::MemoryLedger;
use crate::{Event, EventId, Feed, Sequenced, StoreError};

#[async_trait]
impl Feed for MemoryLedger {
    async fn sequence(&self) -> Result<Sequenced, StoreError> {
        Ok(Sequenced { head: self.head().await?, ..Sequenced::default() })
    }

    async fn head(&self) -> Result<i64, StoreError> {
        Ok(i64::try_from(self.lock().feed.len()).expect("memory ends before"))
    }

    async fn read_events(&self, after: EventId, limit: usize) -> Result<Vec<Event>, StoreError> {
        let state = self.lock();
        let first = after.position.max(1);
        let skipped = usize::try_from(first - 1).expect("it is 0 at least");
        let positions = (first..).zip(state.feed.iter().skip(skipped));
        let events = positions.flat_map(|(position, happened)| {
            let ids = (0..).map(move |index| EventId { position, index });
            ids.zip(happened).map(|(id, what)| Event { id, what: what.clone() })
        });
        Ok(events.skip_while(|event| event.id <= after).take(limit).collect())
    }
}
