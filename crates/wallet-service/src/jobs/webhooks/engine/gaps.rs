//! Gaps that are closed before they are told: a replay has delivered what was parked, here or on another server.

use std::time::Duration;

use wallet_domain::webhook::{Mark, PartitionKey, WebhookId};

use super::{Deliveries, Happened, seconds_between};

/// What was parked so long ago is saved: nothing is sent behind answers that are not for half as long.
const SAVED_AFTER: Duration = Duration::from_secs(2);
/// How many of an event's deliveries are looked through. An event has few alerts.
const OF_EVENT_MAX: u32 = 1_000;

impl Deliveries {
    /// Looks whether what the gaps of an endpoint tell of is still parked.
    pub(super) fn check_gaps(&mut self, webhook: WebhookId) {
        let keys: Vec<PartitionKey> = self.tracks_of(webhook).map(|track| track.key).collect();
        for key in keys {
            self.check_gap(key);
        }
    }

    /// Looks whether what a partition's gap tells of is still parked, if it has one.
    pub(super) fn check_gap(&mut self, key: PartitionKey) {
        let now = self.ports.clock.now();
        let Some(track) = self.tracks.get(&key) else { return };
        let is_saved = |at| seconds_between(at, now) >= SAVED_AFTER.as_secs_f64();
        let Some(gap) = track.progress.gap.as_ref().filter(|gap| is_saved(gap.at)) else { return };
        let (webhooks, mark, generation) = (self.ports.webhooks.clone(), gap.mark.clone(), track.generation);
        self.begin(async move {
            let parked = webhooks.list_parked(key.webhook, Some(Mark::before(mark.event)), OF_EVENT_MAX).await;
            // If nobody knows, it is told.
            if parked.map_or(true, |parked| parked.iter().any(|it| it.mark == mark)) {
                return Happened::Abandoned;
            }
            Happened::Closed(key, generation, mark)
        });
    }

    /// Forgets a gap, unless it is being told.
    pub(super) fn note_closed(&mut self, key: PartitionKey, generation: u64, mark: &Mark) {
        let Some(track) = self.tracks.get_mut(&key).filter(|track| track.generation == generation) else { return };
        if track.sending.is_none() {
            track.close_gap(mark);
            self.send(key);
        }
    }
}
