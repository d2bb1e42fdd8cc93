//! The feed, followed without an end.

use std::collections::VecDeque;
use std::time::Duration;

use crate::call::{Draft, Readable};
use crate::client::Client;
use crate::error::Error;
use crate::types::{Event, EventPage, ListEventsQuery};

/// How long the server waits for an event: less than an attempt waits for its answer.
const WAIT_S: i64 = 10;
const LIMIT: i64 = 200;
/// The shortest pause after a call without an outcome, however few attempts a call may make.
const PAUSE_MIN: Duration = Duration::from_secs(1);

/// Goes through the feed: every event, in order, behind the one that the query's `after` names.
pub struct Events {
    client: Client,
    draft: Draft,
    items: VecDeque<Event>,
}

impl Client {
    /// Follows the feed without an end. Each request waits at the server until something happens. Keep the `cursor` of the
    /// last event that you have dealt with, and begin behind it.
    pub fn follow_events(&self, query: &ListEventsQuery) -> Events {
        let query = ListEventsQuery { limit: Some(LIMIT), wait_s: Some(WAIT_S), ..query.clone() };
        let (client, draft) = self.list_events(&query).into_parts();
        Events { client: client.clone(), draft, items: VecDeque::new() }
    }
}

impl Events {
    /// The next event, as soon as there is one. An outage is waited for, and what the server asks for by
    /// `Retry-After`; a problem, such as a cursor of another ledger, is an error. Dropping a call of `next` loses nothing.
    pub async fn next(&mut self) -> Result<Event, Error> {
        loop {
            if let Some(event) = self.items.pop_front() {
                return Ok(event);
            }
            let (body, meta) = match self.client.send(&self.draft).await {
                Err(Error::NoOutcome(error)) => {
                    self.client.shared.world.sleep(error.retry_after.max(PAUSE_MIN)).await;
                    continue;
                }
                answer => answer?,
            };
            let unreadable = |reason| Error::Unreadable { reason, meta: Box::new(meta) };
            let page = EventPage::read(&body).map_err(unreadable)?;
            self.draft.parameter("after", &page.next_cursor);
            self.items = page.data.into();
        }
    }
}
