//! What endpoints there are, which of their partitions this server holds, and what answers say of them.

use std::sync::Arc;
use std::time::Duration;

use metrics::gauge;
use tokio::time::Instant;
use wallet_domain::webhook::{Endpoint, EndpointStatus, PARTITIONS, Partition, PartitionKey, Verdict, WebhookId};
use wallet_domain::{StoreError, Timestamp};

use super::super::is_good;
use super::super::message::Interest;
use super::super::track::{Track, Tried};
use super::{Busy, Deliveries, GONE, Happened, Known, answer_of, count};
use crate::measures;

impl Deliveries {
    /// Takes over what endpoints there are, and leases their partitions.
    pub(super) fn note_listed(&mut self, listed: Result<Vec<Endpoint>, StoreError>) {
        self.refreshed_at = Some(Instant::now());
        self.troubles.listing.note(&listed);
        let Ok(endpoints) = listed else {
            self.busy.remove(&Busy::Refreshing);
            return;
        };
        let ids: Vec<WebhookId> = endpoints.iter().map(|endpoint| endpoint.id).collect();
        self.endpoints.retain(|id, _| ids.contains(id));
        self.interests.retain(|id, _| ids.contains(id));
        self.tracks.retain(|key, _| ids.contains(&key.webhook));
        for endpoint in endpoints {
            self.take_over(endpoint);
        }
        let has_disabled = |known: &&Known| matches!(known.endpoint.status, EndpointStatus::Disabled { .. });
        gauge!(measures::WEBHOOKS_DISABLED).set(count(self.endpoints.values().filter(has_disabled).count()));
        let missing = self.endpoints.values().filter(|known| self.lacks_partitions(&known.endpoint));
        let missing: Vec<WebhookId> = missing.map(|known| known.endpoint.id).collect();
        // What has become of leases that may be over is told by the next save.
        let is_unsure = self.tracks.values().any(|track| !track.is_held(Instant::now()));
        if missing.is_empty() || is_unsure || self.is_stopping {
            self.busy.remove(&Busy::Refreshing);
            return;
        }
        let (webhooks, holder, lease) = (self.ports.webhooks.clone(), self.holder.clone(), self.pace.lease);
        let began = Instant::now();
        self.begin(
            async move { Happened::Leased(began, answer_of(webhooks.lease(&holder, &missing, lease), lease).await) },
        );
    }

    pub(super) fn take_over(&mut self, endpoint: Endpoint) {
        let id = endpoint.id;
        let known = self.endpoints.get(&id);
        // What was found out since the latest save counts until it is saved.
        let verdict = known.map(|known| known.verdict).unwrap_or_default();
        let has_recovered = known.is_none_or(|known| known.endpoint.recovered != endpoint.recovered);
        let has_other_types = known.is_none_or(|known| known.endpoint.types != endpoint.types);
        let mut endpoint = endpoint;
        endpoint.note(&verdict);
        if has_other_types {
            self.interests.insert(id, Interest::of(&endpoint));
            self.tracks_of(id).filter(|track| track.sending.is_none()).for_each(Track::forget_queue);
        }
        if endpoint.status != EndpointStatus::Active {
            self.tracks_of(id).filter(|track| track.sending.is_none()).for_each(Track::forget_queue);
        }
        // A replay that was stopped, and perhaps another was begun.
        let is_over = |key: &PartitionKey| {
            key.is_replay() && (endpoint.replay.is_none() || !endpoint.replay_places().contains(&key.place))
        };
        self.tracks.retain(|key, _| key.webhook != id || !is_over(key));
        let resumed = endpoint.resumed;
        self.tracks_of(id).for_each(|track| track.begin_anew(resumed));
        self.endpoints.insert(id, Known { endpoint: Arc::new(endpoint), verdict });
        if has_recovered {
            self.check_gaps(id);
        }
        // Those of an endpoint that was resumed have something to send now.
        let keys: Vec<PartitionKey> = self.tracks_of(id).map(|track| track.key).collect();
        for key in keys {
            self.send(key);
        }
    }

    pub(super) fn tracks_of(&mut self, webhook: WebhookId) -> impl Iterator<Item = &mut Track> {
        let of = PartitionKey { webhook, place: 0 }..=PartitionKey { webhook, place: i16::MAX };
        self.tracks.range_mut(of).map(|(_, track)| track)
    }

    /// Whether an endpoint that is delivered to has partitions that this server does not hold.
    pub(super) fn lacks_partitions(&self, endpoint: &Endpoint) -> bool {
        let of =
            PartitionKey { webhook: endpoint.id, place: 0 }..=PartitionKey { webhook: endpoint.id, place: i16::MAX };
        let held = self.tracks.range(of);
        let has_replay = endpoint.replay.is_some();
        let held_of_replay = held.clone().filter(|(key, _)| key.is_replay()).count();
        let places = usize::try_from(PARTITIONS).expect("a few");
        // How many of a replay's partitions are left is not known here.
        let lacks = held.count() - held_of_replay < places || (has_replay && held_of_replay == 0);
        endpoint.status == EndpointStatus::Active && lacks
    }

    pub(super) fn note_leased(&mut self, began: Instant, leased: Result<Vec<Partition>, StoreError>) {
        self.busy.remove(&Busy::Refreshing);
        self.troubles.leasing.note(&leased);
        let Ok(leased) = leased else { return };
        let now = Instant::now();
        for partition in leased {
            let key = partition.key;
            // What it holds already it knows better than the store. Of what it held too long it knows less.
            let is_held = self.tracks.get(&key).is_some_and(|track| track.is_held(now));
            if is_held || !self.endpoints.contains_key(&key.webhook) {
                continue;
            }
            self.generation += 1;
            let mut track = Track::new(partition, began + self.pace.holds(), self.generation);
            track.begin_anew(self.endpoints.get(&key.webhook).map_or(0, |known| known.endpoint.resumed));
            let again_at = track.progress.failing.as_ref().map(|failing| failing.again_at);
            self.tracks.insert(key, track);
            if let Some(again_at) = again_at {
                let left_us = again_at.as_micros() - self.ports.clock.now().as_micros();
                self.wait(key, Duration::from_micros(u64::try_from(left_us).unwrap_or(0)));
            }
            self.check_gap(key);
            self.send(key);
        }
        self.read();
    }

    /// Takes note of what an answer says about its endpoint.
    pub(super) fn judge(&mut self, key: PartitionKey, tried: &Tried, now: Timestamp) {
        let Some(known) = self.endpoints.get_mut(&key.webhook) else { return };
        let status = tried.answer.as_ref().ok().copied();
        if status.is_some_and(is_good) {
            if known.endpoint.failing_since.is_none() && known.verdict == Verdict::default() {
                return;
            }
            known.verdict.is_good = true;
            known.verdict.failed_at = None;
        } else {
            known.verdict.failed_at = Some(now);
            known.verdict.gone_at = known.verdict.gone_at.or(Some(now).filter(|_| status == Some(GONE)));
        }
        let mut endpoint = Endpoint::clone(&known.endpoint);
        endpoint.note(&known.verdict);
        let webhook = key.webhook.to_string();
        match (known.endpoint.failing_since, endpoint.failing_since) {
            (None, Some(_)) => {
                let cause = tried.outcome();
                tracing::warn!(webhook, cause, "a webhook begins to fail; what it does not take is tried again");
            }
            (Some(_), None) => tracing::info!(webhook, "a webhook takes deliveries again"),
            _ => {}
        }
        if let EndpointStatus::Disabled { reason, .. } = endpoint.status
            && known.endpoint.status == EndpointStatus::Active
        {
            let reason = reason.name();
            tracing::warn!(webhook, reason, "a webhook is disabled; `wallet webhooks resume` goes on where it is");
        }
        known.endpoint = Arc::new(endpoint);
    }
}
