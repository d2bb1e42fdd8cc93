//! Which part of the feed is read next, for whom.
//!
//! Most partitions wait at the end of the feed and share each page. Those that are behind, after a failure or from the
//! beginning, are served by pages of their own, the furthest behind first; one page serves all that are within it.

use std::collections::BTreeMap;
use std::sync::Arc;

use wallet_domain::record::event::{Event, EventId};
use wallet_domain::webhook::{Alert, PartitionKey, WebhookId};

use super::message::{Delivery, Interest};
use super::track::Track;

/// How many events a page has at most.
pub(crate) const PAGE: usize = 500;

/// Where pages are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Behind what most have read.
    pub(crate) tail: EventId,
    /// Behind what the furthest behind has read, if that is less.
    pub(crate) behind: Option<EventId>,
}

/// Where pages are wanted by those tracks, if any is hungry.
pub(crate) fn wanted<'a>(tracks: impl Iterator<Item = &'a Track>) -> Option<Wanted> {
    let places = tracks.filter(|track| track.is_hungry()).map(|track| track.read_through);
    let (least, most) = places.fold(None, |range: Option<(EventId, EventId)>, place| {
        let (least, most) = range.unwrap_or((place, place));
        Some((least.min(place), most.max(place)))
    })?;
    Some(Wanted { tail: most, behind: (least < most).then_some(least) })
}

/// A page of the feed, and the alerts that there were when it was read.
pub(crate) struct Page {
    pub(crate) after: EventId,
    pub(crate) events: Vec<Arc<Event>>,
    pub(crate) alerts: Vec<Arc<Alert>>,
}

impl Page {
    /// Gives each track that has room what is its own. Returns the tracks that took part.
    pub(crate) fn hand_out(
        &self,
        interests: &BTreeMap<WebhookId, Interest>,
        tracks: &mut BTreeMap<PartitionKey, Track>,
    ) -> Vec<PartitionKey> {
        let Some(end) = self.events.last().map(|event| event.id) else { return Vec::new() };
        let mut served = Vec::new();
        let mut of_endpoint: Option<(WebhookId, Vec<Delivery>)> = None;
        for (key, track) in tracks.iter_mut() {
            let is_within = self.after <= track.read_through && track.read_through < end;
            let Some(interest) = interests.get(&key.webhook).filter(|_| is_within && track.has_room()) else {
                continue;
            };
            if of_endpoint.as_ref().is_none_or(|(webhook, _)| *webhook != key.webhook) {
                let deliveries = self.events.iter().flat_map(|event| interest.deliveries(event, &self.alerts));
                of_endpoint = Some((key.webhook, deliveries.collect()));
            }
            if let Some((_, deliveries)) = &of_endpoint {
                track.take(deliveries, end);
                served.push(*key);
            }
        }
        served
    }
}
