//! Reading the feed for whoever is hungry.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use wallet_domain::StoreError;
use wallet_domain::record::event::{Event, EventId};
use wallet_domain::webhook::Alert;

use super::super::message::Interest;
use super::super::reading::{PAGE, Page, wanted};
use super::super::track::Track;
use super::{Busy, Deliveries, Happened, Reader};

impl Deliveries {
    /// Begins to read where tracks are hungry.
    pub(super) fn read(&mut self) {
        let is_reading = [Reader::Tail, Reader::Behind].map(|reader| self.is(Busy::Reading(reader)));
        if self.is_stopping || is_reading == [true; 2] {
            return;
        }
        let is_active = |track: &&Track| self.is_active(track.key.webhook);
        let Some(wanted) = wanted(self.tracks.values().filter(is_active)) else { return };
        if !is_reading[0] {
            self.begin_reading(Reader::Tail, wanted.tail, Duration::ZERO);
        }
        if let Some(behind) = wanted.behind.filter(|_| !is_reading[1]) {
            self.begin_reading(Reader::Behind, behind, Duration::ZERO);
        }
    }

    pub(super) fn begin_reading(&mut self, reader: Reader, after: EventId, pause: Duration) {
        let (feed, webhooks) = (self.ports.feed.clone(), self.ports.webhooks.clone());
        self.busy.insert(Busy::Reading(reader));
        let with_alerts = self.interests.values().any(Interest::has_alerts);
        self.begin(async move {
            sleep(pause).await;
            let read = async {
                let events: Vec<Arc<Event>> = feed.read_events(after, PAGE).await?.into_iter().map(Arc::new).collect();
                // Read after the page, so that an alert that was there before an event is known with it.
                let alerts: Vec<Alert> =
                    if with_alerts && !events.is_empty() { webhooks.list_alerts().await? } else { Vec::new() };
                Ok(Page { after, events, alerts: alerts.into_iter().map(Arc::new).collect() })
            };
            Happened::Read(reader, read.await)
        });
    }

    pub(super) fn note_page(&mut self, reader: Reader, page: &Result<Page, StoreError>) {
        self.troubles.reading.note(page);
        let is_empty = page.as_ref().ok().is_none_or(|page| page.events.is_empty());
        if let Ok(page) = page {
            for key in page.hand_out(&self.interests, &mut self.tracks) {
                self.send(key);
            }
        }
        let pause = if page.is_err() { self.pace.refresh_every } else { self.pace.poll_every };
        let is_active = |track: &&Track| self.is_active(track.key.webhook);
        let wanted = wanted(self.tracks.values().filter(is_active)).filter(|_| !self.is_stopping);
        let after = match reader {
            Reader::Tail => wanted.map(|wanted| wanted.tail),
            Reader::Behind => wanted.and_then(|wanted| wanted.behind),
        };
        self.busy.remove(&Busy::Reading(reader));
        if let Some(after) = after {
            self.begin_reading(reader, after, if is_empty { pause } else { Duration::ZERO });
        }
        self.read();
    }
}
