//! The model of where webhooks are kept.

pub mod contract;

use std::collections::{BTreeMap, HashMap};
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;

use crate::webhook::{
    Alert, AlertId, Attempt, ENDPOINTS_MAX, Endpoint, EndpointChange, EndpointCreation, Holder, Mark, PARTITIONS,
    Parked, Partition, PartitionKey, Progress, Replay, ReplayStart, Report, Saved, WebhookId, Webhooks,
};
use crate::{Clock, StoreError, StoreErrorKind, Timestamp};

/// Webhooks in memory.
pub struct MemoryWebhooks {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    cut_off: Mutex<HashMap<Holder, CutOff>>,
}

/// What keeps a holder from the store.
#[derive(Debug, Clone, Copy)]
pub enum CutOff {
    /// Each of its calls fails.
    Refused,
    /// None of its calls is answered.
    Silent,
}

#[derive(Default)]
struct State {
    endpoints: BTreeMap<WebhookId, Endpoint>,
    partitions: BTreeMap<PartitionKey, Kept>,
    parked: BTreeMap<(WebhookId, Mark), Parked>,
    attempts: BTreeMap<(PartitionKey, u64), Attempt>,
    alerts: BTreeMap<AlertId, Alert>,
}

struct Kept {
    progress: Progress,
    lease: Option<(Holder, Timestamp)>,
}

impl State {
    fn insert(&mut self, key: PartitionKey, progress: Progress) {
        self.partitions.insert(key, Kept { progress, lease: None });
    }

    fn of(webhook: WebhookId) -> std::ops::RangeInclusive<PartitionKey> {
        PartitionKey { webhook, place: 0 }..=PartitionKey { webhook, place: i16::MAX }
    }

    fn save_partitions(&mut self, holder: &Holder, report: &Report, until: Timestamp) -> Vec<PartitionKey> {
        let mut held = Vec::new();
        for (key, progress) in &report.held {
            let Some(kept) = self.partitions.get_mut(key) else { continue };
            if kept.lease.as_ref().is_some_and(|(by, _)| by == holder) {
                kept.lease = Some((holder.clone(), until));
                kept.progress = progress.clone().unwrap_or_else(|| kept.progress.clone());
                held.push(*key);
            }
        }
        held.sort_unstable();
        held
    }

    /// Forgets the replays that are over.
    fn end_replays(&mut self) {
        self.partitions.retain(|_, kept| !kept.progress.is_over());
        for (id, endpoint) in &mut self.endpoints {
            let is_running = self.partitions.keys().any(|key| key.webhook == *id && key.is_replay());
            endpoint.replay = endpoint.replay.take().filter(|_| is_running);
        }
    }
}

impl MemoryWebhooks {
    /// None yet, by that clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default(), cut_off: Mutex::default() }
    }

    /// Cuts a holder off from its leases, or lets it reach them again.
    pub fn cut_off(&self, holder: &Holder, how: Option<CutOff>) {
        let mut cut_off = self.cut_off.lock().expect("no test panics while it cuts a holder off");
        match how {
            Some(how) => cut_off.insert(holder.clone(), how),
            None => cut_off.remove(holder),
        };
    }

    async fn reach(&self, holder: &Holder) -> Result<(), StoreError> {
        let how = self.cut_off.lock().expect("no test panics while it cuts a holder off").get(holder).copied();
        match how {
            None => Ok(()),
            Some(CutOff::Refused) => Err(StoreError::new(StoreErrorKind::Unavailable, "it is cut off")),
            Some(CutOff::Silent) => pending().await,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics while it holds the webhooks")
    }

    fn after(&self, time: Duration) -> Timestamp {
        let time_us = i64::try_from(time.as_micros()).expect("a test's lease is short");
        Timestamp::from_micros(self.clock.now().as_micros() + time_us)
    }
}

#[async_trait]
impl Webhooks for MemoryWebhooks {
    async fn create_endpoint(&self, endpoint: &Endpoint, done: &Mark) -> Result<EndpointCreation, StoreError> {
        let mut state = self.lock();
        if state.endpoints.contains_key(&endpoint.id) {
            return Ok(EndpointCreation::Created);
        }
        if state.endpoints.len() >= ENDPOINTS_MAX {
            return Ok(EndpointCreation::TooMany);
        }
        state.endpoints.insert(endpoint.id, endpoint.clone());
        for place in 0..PARTITIONS {
            state.insert(PartitionKey { webhook: endpoint.id, place }, Progress::from(done.clone()));
        }
        Ok(EndpointCreation::Created)
    }

    async fn list_endpoints(&self) -> Result<Vec<Endpoint>, StoreError> {
        let mut endpoints: Vec<Endpoint> = self.lock().endpoints.values().cloned().collect();
        endpoints.sort_by_key(|endpoint| (endpoint.created_at, endpoint.id));
        Ok(endpoints)
    }

    async fn change_endpoint(&self, id: WebhookId, change: &EndpointChange) -> Result<Option<Endpoint>, StoreError> {
        let mut state = self.lock();
        let Some(endpoint) = state.endpoints.get_mut(&id) else { return Ok(None) };
        endpoint.change(change);
        Ok(Some(endpoint.clone()))
    }

    async fn delete_endpoint(&self, id: WebhookId) -> Result<bool, StoreError> {
        let mut state = self.lock();
        state.partitions.retain(|key, _| key.webhook != id);
        state.attempts.retain(|(key, _), _| key.webhook != id);
        state.parked.retain(|(webhook, _), _| *webhook != id);
        Ok(state.endpoints.remove(&id).is_some())
    }

    async fn start_replay(&self, id: WebhookId, replay: &Replay) -> Result<ReplayStart, StoreError> {
        let mut state = self.lock();
        let Some(endpoint) = state.endpoints.get_mut(&id) else { return Ok(ReplayStart::NotFound) };
        if let Some(running) = &endpoint.replay {
            return Ok(ReplayStart::Running(running.clone()));
        }
        endpoint.begin_replay(replay);
        let endpoint = endpoint.clone();
        for place in endpoint.replay_places() {
            state.insert(PartitionKey { webhook: id, place }, replay.progress());
        }
        Ok(ReplayStart::Started(Box::new(endpoint)))
    }

    async fn stop_replay(&self, id: WebhookId) -> Result<Option<Endpoint>, StoreError> {
        let mut state = self.lock();
        let Some(endpoint) = state.endpoints.get_mut(&id) else { return Ok(None) };
        endpoint.replay = None;
        let endpoint = endpoint.clone();
        state.partitions.retain(|key, _| key.webhook != id || !key.is_replay());
        Ok(Some(endpoint))
    }

    async fn list_partitions(&self, id: WebhookId) -> Result<Vec<Partition>, StoreError> {
        let state = self.lock();
        let of = state.partitions.range(State::of(id));
        Ok(of.map(|(key, kept)| Partition { key: *key, progress: kept.progress.clone() }).collect())
    }

    async fn list_parked(&self, id: WebhookId, after: Option<Mark>, max: u32) -> Result<Vec<Parked>, StoreError> {
        let state = self.lock();
        let of = state.parked.iter().filter(|((webhook, _), _)| *webhook == id);
        let behind = of.filter(|((_, mark), _)| after.as_ref().is_none_or(|after| mark > after));
        Ok(behind.map(|(_, parked)| parked.clone()).take(max as usize).collect())
    }

    async fn list_attempts(&self, id: WebhookId) -> Result<Vec<Attempt>, StoreError> {
        let state = self.lock();
        let of = state.attempts.iter().filter(|((key, _), _)| key.webhook == id);
        Ok(of.map(|(_, attempt)| attempt.clone()).collect())
    }

    async fn lease(&self, holder: &Holder, of: &[WebhookId], time: Duration) -> Result<Vec<Partition>, StoreError> {
        self.reach(holder).await?;
        let (now, until) = (self.clock.now(), self.after(time));
        let mut state = self.lock();
        let free = state.partitions.iter_mut().filter(|(key, kept)| {
            of.contains(&key.webhook) && kept.lease.as_ref().is_none_or(|(by, until)| *until <= now || by == holder)
        });
        let lease = |(key, kept): (&PartitionKey, &mut Kept)| {
            kept.lease = Some((holder.clone(), until));
            Partition { key: *key, progress: kept.progress.clone() }
        };
        Ok(free.map(lease).collect())
    }

    async fn save(&self, holder: &Holder, report: &Report, time: Duration) -> Result<Saved, StoreError> {
        self.reach(holder).await?;
        let until = self.after(time);
        let mut state = self.lock();
        let held = state.save_partitions(holder, report, until);
        for (key, number, attempt) in report.attempts.iter().filter(|it| held.contains(&it.0)) {
            state.attempts.insert((*key, number % Attempt::KEPT), attempt.clone());
        }
        for (key, parked) in report.parked.iter().filter(|it| held.contains(&it.0)) {
            state.parked.insert((key.webhook, parked.mark.clone()), parked.clone());
        }
        for (key, mark) in report.recovered.iter().filter(|it| held.contains(&it.0)) {
            let is_recovered = state.parked.remove(&(key.webhook, mark.clone())).is_some();
            if let Some(endpoint) = state.endpoints.get_mut(&key.webhook).filter(|_| is_recovered) {
                endpoint.recovered += 1;
            }
        }
        let mut judged = Vec::new();
        for (id, verdict) in &report.verdicts {
            if let Some(endpoint) = state.endpoints.get_mut(id) {
                endpoint.note(verdict);
                judged.push(endpoint.clone());
            }
        }
        state.end_replays();
        Ok(Saved { held, judged })
    }

    async fn release(&self, holder: &Holder) -> Result<(), StoreError> {
        self.reach(holder).await?;
        for kept in self.lock().partitions.values_mut() {
            kept.lease = kept.lease.take().filter(|(by, _)| by != holder);
        }
        Ok(())
    }

    async fn put_alert(&self, alert: &Alert) -> Result<Option<Alert>, StoreError> {
        let mut state = self.lock();
        let others = state.alerts.keys().filter(|id| **id != alert.id).count();
        if others >= Alert::ALERTS_MAX {
            return Ok(None);
        }
        let alert = alert.in_place_of(state.alerts.get(&alert.id));
        state.alerts.insert(alert.id.clone(), alert.clone());
        Ok(Some(alert))
    }

    async fn list_alerts(&self) -> Result<Vec<Alert>, StoreError> {
        Ok(self.lock().alerts.values().cloned().collect())
    }

    async fn delete_alert(&self, id: &AlertId) -> Result<bool, StoreError> {
        Ok(self.lock().alerts.remove(id).is_some())
    }
}
