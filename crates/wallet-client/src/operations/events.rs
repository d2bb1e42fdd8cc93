//! Operations: events. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::types::{EventPage, ListEventsQuery};

const LIST_EVENTS: Operation = Operation::new(Method::GET, "/v1/events");

impl Client {
    /// Everything that happened, the oldest first: every transaction, posted or refused, and every change by an
    /// operator.
    pub fn list_events(&self, query: &ListEventsQuery) -> Call<'_, EventPage, Takes> {
        self.call(LIST_EVENTS, &[]).query(query)
    }
}
