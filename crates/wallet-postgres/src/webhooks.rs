//! Webhooks: the port `Webhooks` over the tables `webhooks`, `webhook_partitions`, `webhook_parked`, `webhook_attempts` and
//! `alerts`. What they hold is the domain's JSON, changed under the lock of the row.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use wallet_domain::webhook::{
    Alert, AlertId, Attempt, ENDPOINTS_MAX, Endpoint, EndpointChange, EndpointCreation, Holder, Mark, PARTITIONS,
    Parked, Partition, PartitionKey, Progress, Replay, ReplayStart, Report, Saved, WebhookId, Webhooks,
};
use wallet_domain::{StoreError, Timestamp};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::pool::Lent;
use crate::rows::{get, parse, to_system_time};
use crate::sql::{
    BAR_WEBHOOKS, DELETE_ALERT, DELETE_PARKED, DELETE_REPLAY, DELETE_WEBHOOK, DELETE_WEBHOOK_PARTITIONS,
    INSERT_WEBHOOK, INSERT_WEBHOOK_PARTITIONS, LEASE_WEBHOOK_PARTITIONS, LIST_ALERTS, LIST_ATTEMPTS, LIST_PARKED,
    LIST_REPLAYS, LIST_WEBHOOK_PARTITIONS, LIST_WEBHOOKS, LOCK_WEBHOOKS, RELEASE_WEBHOOK_PARTITIONS,
    SAVE_WEBHOOK_PARTITIONS, UPDATE_WEBHOOK, UPSERT_ALERT, UPSERT_ATTEMPTS, UPSERT_PARKED,
};
use crate::tx::{self, End};

#[async_trait]
impl Webhooks for PgLedger {
    async fn create_endpoint(&self, endpoint: &Endpoint, done: &Mark) -> Result<EndpointCreation, StoreError> {
        let progress = Progress::from(done.clone());
        self.run_tx("create_endpoint", |connection| create(connection, endpoint, &progress)).await
    }

    async fn list_endpoints(&self) -> Result<Vec<Endpoint>, StoreError> {
        let rows = self.read(LIST_WEBHOOKS, &[]).await?;
        let mut endpoints: Vec<Endpoint> = records(&rows, "endpoint").map_err(Failure::into_store_error)?;
        endpoints.sort_by_key(|endpoint| (endpoint.created_at, endpoint.id));
        Ok(endpoints)
    }

    async fn change_endpoint(&self, id: WebhookId, change: &EndpointChange) -> Result<Option<Endpoint>, StoreError> {
        self.run_tx("change_endpoint", |connection| async move {
            let mut endpoints = Endpoints::lock(&connection).await?;
            let changed = endpoints.change(id, |endpoint| endpoint.change(change));
            endpoints.save(&connection).await?;
            Ok(End::Commit(connection, changed))
        })
        .await
    }

    async fn delete_endpoint(&self, id: WebhookId) -> Result<bool, StoreError> {
        Ok(!self.write(DELETE_WEBHOOK, &[&id.to_string()]).await?.is_empty())
    }

    async fn start_replay(&self, id: WebhookId, replay: &Replay) -> Result<ReplayStart, StoreError> {
        self.run_tx("start_replay", |connection| start_replay(connection, id, replay)).await
    }

    async fn stop_replay(&self, id: WebhookId) -> Result<Option<Endpoint>, StoreError> {
        self.run_tx("stop_replay", |connection| stop_replay(connection, id)).await
    }

    async fn list_partitions(&self, id: WebhookId) -> Result<Vec<Partition>, StoreError> {
        let rows = self.read(LIST_WEBHOOK_PARTITIONS, &[&id.to_string()]).await?;
        rows.iter().map(partition).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn list_parked(&self, id: WebhookId, after: Option<Mark>, max: u32) -> Result<Vec<Parked>, StoreError> {
        let (position, place_in, step) = after.as_ref().map_or((-1, 0, ""), columns);
        let params: Params<'_, 5> = [&id.to_string(), &position, &place_in, &step, &i64::from(max)];
        records(&self.read(LIST_PARKED, &params).await?, "parked").map_err(Failure::into_store_error)
    }

    async fn list_attempts(&self, id: WebhookId) -> Result<Vec<Attempt>, StoreError> {
        let rows = self.read(LIST_ATTEMPTS, &[&id.to_string()]).await?;
        records(&rows, "attempt").map_err(Failure::into_store_error)
    }

    async fn lease(&self, holder: &Holder, of: &[WebhookId], time: Duration) -> Result<Vec<Partition>, StoreError> {
        let of: Vec<String> = of.iter().map(ToString::to_string).collect();
        self.run_tx("lease", |connection| async move {
            let now = self.clock.now(&connection).await?;
            let (from, until) = (to_system_time(now), after(now, time));
            let rows = tx::write(&connection, LEASE_WEBHOOK_PARTITIONS, &[&of, &holder.0, &from, &until]).await?;
            let mut leased = rows.iter().map(partition).collect::<Result<Vec<_>, _>>()?;
            leased.sort_unstable_by_key(|partition| partition.key);
            Ok(End::Commit(connection, leased))
        })
        .await
    }

    async fn save(&self, holder: &Holder, report: &Report, time: Duration) -> Result<Saved, StoreError> {
        self.run_tx("save_webhooks", |connection| async move {
            let until = after(self.clock.now(&connection).await?, time);
            let saved = save(&connection, holder, report, until).await?;
            Ok(End::Commit(connection, saved))
        })
        .await
    }

    async fn release(&self, holder: &Holder) -> Result<(), StoreError> {
        self.write(RELEASE_WEBHOOK_PARTITIONS, &[&holder.0]).await.map(|_| ())
    }

    async fn put_alert(&self, alert: &Alert) -> Result<Option<Alert>, StoreError> {
        self.run_tx("put_alert", |connection| async move {
            tx::write(&connection, BAR_WEBHOOKS, &[]).await?;
            let alerts: Vec<Alert> = records(&tx::write(&connection, LIST_ALERTS, &[]).await?, "alert")?;
            let (before, others): (Vec<_>, Vec<_>) = alerts.into_iter().partition(|other| other.id == alert.id);
            if others.len() >= Alert::ALERTS_MAX {
                return Ok(End::RollBack(connection, None));
            }
            let alert = alert.in_place_of(before.first());
            tx::write(&connection, UPSERT_ALERT, &[&alert.id.as_str(), &json(&alert)]).await?;
            Ok(End::Commit(connection, Some(alert)))
        })
        .await
    }

    async fn list_alerts(&self) -> Result<Vec<Alert>, StoreError> {
        records(&self.read(LIST_ALERTS, &[]).await?, "alert").map_err(Failure::into_store_error)
    }

    async fn delete_alert(&self, id: &AlertId) -> Result<bool, StoreError> {
        Ok(!self.write(DELETE_ALERT, &[&id.as_str()]).await?.is_empty())
    }
}

async fn create(connection: Lent, endpoint: &Endpoint, progress: &Progress) -> Result<End<EndpointCreation>, Failure> {
    tx::write(&connection, BAR_WEBHOOKS, &[]).await?;
    let others: Vec<Endpoint> = records(&tx::write(&connection, LIST_WEBHOOKS, &[]).await?, "endpoint")?;
    if others.iter().any(|other| other.id == endpoint.id) {
        return Ok(End::RollBack(connection, EndpointCreation::Created));
    }
    if others.len() >= ENDPOINTS_MAX {
        return Ok(End::RollBack(connection, EndpointCreation::TooMany));
    }
    tx::write(&connection, INSERT_WEBHOOK, &[&endpoint.id.to_string(), &json(endpoint)]).await?;
    insert_partitions(&connection, endpoint.id, 0, progress).await?;
    Ok(End::Commit(connection, EndpointCreation::Created))
}

async fn start_replay(connection: Lent, id: WebhookId, replay: &Replay) -> Result<End<ReplayStart>, Failure> {
    let mut endpoints = Endpoints::lock(&connection).await?;
    let started = match endpoints.0.get(&id).map(|(endpoint, _)| endpoint.replay.clone()) {
        None => ReplayStart::NotFound,
        Some(Some(running)) => ReplayStart::Running(running),
        Some(None) => {
            let begun = endpoints.change(id, |endpoint| endpoint.begin_replay(replay));
            endpoints.save(&connection).await?;
            if let Some(begun) = &begun {
                insert_partitions(&connection, id, begun.replay_places().start, &replay.progress()).await?;
            }
            begun.map_or(ReplayStart::NotFound, |endpoint| ReplayStart::Started(Box::new(endpoint)))
        }
    };
    Ok(End::Commit(connection, started))
}

/// Deletes the partitions before it locks the endpoints, as a save does.
async fn stop_replay(connection: Lent, id: WebhookId) -> Result<End<Option<Endpoint>>, Failure> {
    tx::write(&connection, DELETE_REPLAY, &[&id.to_string()]).await?;
    let mut endpoints = Endpoints::lock(&connection).await?;
    let stopped = endpoints.change(id, |endpoint| endpoint.replay = None);
    endpoints.save(&connection).await?;
    Ok(End::Commit(connection, stopped))
}

/// Inserts a set of places, from the first on.
async fn insert_partitions(connection: &Lent, id: WebhookId, first: i16, progress: &Progress) -> Result<(), Failure> {
    let last = first + PARTITIONS - 1;
    let params: Params<'_, 4> = [&id.to_string(), &first, &last, &json(progress)];
    tx::write(connection, INSERT_WEBHOOK_PARTITIONS, &params).await.map(|_| ())
}

/// Saves what a holder reports of its partitions, then what that means for their endpoints.
async fn save(connection: &Lent, holder: &Holder, report: &Report, until: SystemTime) -> Result<Saved, Failure> {
    let held = save_partitions(connection, holder, report, until).await?;
    save_attempts(connection, report, &held).await?;
    park(connection, report, &held).await?;
    let recovered = unpark(connection, report, &held).await?;
    let over = end_replays(connection, report, &held).await?;
    let mut judged = Vec::new();
    if !(recovered.is_empty() && over.is_empty() && report.verdicts.is_empty()) {
        let mut endpoints = Endpoints::lock(connection).await?;
        for id in recovered {
            endpoints.change(id, |endpoint| endpoint.recovered += 1);
        }
        for id in over {
            endpoints.change(id, |endpoint| endpoint.replay = None);
        }
        let verdicts = report.verdicts.iter();
        judged = verdicts.filter_map(|(id, verdict)| endpoints.change(*id, |it| it.note(verdict))).collect();
        endpoints.save(connection).await?;
    }
    Ok(Saved { held: held.into_iter().collect(), judged })
}

async fn save_partitions(
    connection: &Lent,
    holder: &Holder,
    report: &Report,
    until: SystemTime,
) -> Result<BTreeSet<PartitionKey>, Failure> {
    let (webhooks, places) = keys(report.held.iter().map(|(key, _)| key));
    let progress: Vec<Option<String>> = report.held.iter().map(|(_, progress)| progress.as_ref().map(json)).collect();
    let params: Params<'_, 5> = [&webhooks, &places, &progress, &holder.0, &until];
    let rows = tx::write_if(!webhooks.is_empty(), connection, SAVE_WEBHOOK_PARTITIONS, &params).await?;
    rows.iter().map(key).collect()
}

async fn save_attempts(connection: &Lent, report: &Report, held: &BTreeSet<PartitionKey>) -> Result<(), Failure> {
    // One statement may write a row once alone: of those that share a slot the latest stays.
    let attempts: BTreeMap<(PartitionKey, i16), &Attempt> = (report.attempts.iter())
        .filter(|(key, ..)| held.contains(key))
        .map(|(key, number, attempt)| ((*key, slot(*number)), attempt))
        .collect();
    let (webhooks, places) = keys(attempts.keys().map(|(key, _)| key));
    let slots: Vec<i16> = attempts.keys().map(|(_, slot)| *slot).collect();
    let attempts: Vec<String> = attempts.values().map(json).collect();
    let params: Params<'_, 4> = [&webhooks, &places, &slots, &attempts];
    tx::write_if(!attempts.is_empty(), connection, UPSERT_ATTEMPTS, &params).await.map(|_| ())
}

async fn park(connection: &Lent, report: &Report, held: &BTreeSet<PartitionKey>) -> Result<(), Failure> {
    let parked: BTreeMap<(WebhookId, &Mark), &Parked> = (report.parked.iter())
        .filter(|(key, _)| held.contains(key))
        .map(|(key, parked)| ((key.webhook, &parked.mark), parked))
        .collect();
    let marks = Marks::of(parked.keys().map(|(webhook, mark)| (*webhook, *mark)));
    let records: Vec<String> = parked.values().map(json).collect();
    let params: Params<'_, 5> = [&marks.webhooks, &marks.positions, &marks.places_in, &marks.steps, &records];
    tx::write_if(!records.is_empty(), connection, UPSERT_PARKED, &params).await.map(|_| ())
}

/// Forgets what a replay has delivered. Returns the endpoint of each.
async fn unpark(connection: &Lent, report: &Report, held: &BTreeSet<PartitionKey>) -> Result<Vec<WebhookId>, Failure> {
    let recovered = report.recovered.iter().filter(|(key, _)| held.contains(key));
    let marks = Marks::of(recovered.map(|(key, mark)| (key.webhook, mark)));
    let params: Params<'_, 4> = [&marks.webhooks, &marks.positions, &marks.places_in, &marks.steps];
    let rows = tx::write_if(!marks.webhooks.is_empty(), connection, DELETE_PARKED, &params).await?;
    rows.iter().map(|row| parse(row, "webhook", WebhookId::new)).collect()
}

/// Forgets the partitions of replays that are over. Returns the endpoints that have none left.
async fn end_replays(
    connection: &Lent,
    report: &Report,
    held: &BTreeSet<PartitionKey>,
) -> Result<BTreeSet<WebhookId>, Failure> {
    let is_over = |progress: &Option<Progress>| progress.as_ref().is_some_and(Progress::is_over);
    let over = report.held.iter().filter(|(key, progress)| held.contains(key) && is_over(progress)).map(|(key, _)| key);
    let (webhooks, places) = keys(over.clone());
    if webhooks.is_empty() {
        return Ok(BTreeSet::new());
    }
    tx::write(connection, DELETE_WEBHOOK_PARTITIONS, &[&webhooks, &places]).await?;
    let rows = tx::write(connection, LIST_REPLAYS, &[]).await?;
    let running: BTreeSet<WebhookId> =
        rows.iter().map(|row| parse(row, "webhook", WebhookId::new)).collect::<Result<_, _>>()?;
    Ok(over.map(|key| key.webhook).filter(|id| !running.contains(id)).collect())
}

/// All endpoints, locked, and which of them have changed.
struct Endpoints(BTreeMap<WebhookId, (Endpoint, bool)>);

impl Endpoints {
    async fn lock(connection: &Lent) -> Result<Self, Failure> {
        let endpoints: Vec<Endpoint> = records(&tx::write(connection, LOCK_WEBHOOKS, &[]).await?, "endpoint")?;
        Ok(Self(endpoints.into_iter().map(|endpoint| (endpoint.id, (endpoint, false))).collect()))
    }

    /// Changes one, if it is there, and answers what it now is.
    fn change(&mut self, id: WebhookId, change: impl FnOnce(&mut Endpoint)) -> Option<Endpoint> {
        let (endpoint, is_changed) = self.0.get_mut(&id)?;
        change(endpoint);
        *is_changed = true;
        Some(endpoint.clone())
    }

    async fn save(&self, connection: &Lent) -> Result<(), Failure> {
        for (endpoint, _) in self.0.values().filter(|(_, is_changed)| *is_changed) {
            tx::write(connection, UPDATE_WEBHOOK, &[&endpoint.id.to_string(), &json(endpoint)]).await?;
        }
        Ok(())
    }
}

/// The columns of places in what an endpoint is sent.
#[derive(Default)]
struct Marks<'a> {
    webhooks: Vec<String>,
    positions: Vec<i64>,
    places_in: Vec<i64>,
    steps: Vec<&'a str>,
}

impl<'a> Marks<'a> {
    fn of(marks: impl Iterator<Item = (WebhookId, &'a Mark)>) -> Self {
        let mut all = Self::default();
        for (webhook, mark) in marks {
            let (position, place_in, step) = columns(mark);
            all.webhooks.push(webhook.to_string());
            all.positions.push(position);
            all.places_in.push(place_in);
            all.steps.push(step);
        }
        all
    }
}

fn keys<'a>(keys: impl Iterator<Item = &'a PartitionKey>) -> (Vec<String>, Vec<i16>) {
    keys.map(|key| (key.webhook.to_string(), key.place)).unzip()
}

fn key(row: &Row) -> Result<PartitionKey, Failure> {
    Ok(PartitionKey { webhook: parse(row, "webhook", WebhookId::new)?, place: get(row, "place")? })
}

fn partition(row: &Row) -> Result<Partition, Failure> {
    let progress = parse(row, "progress", |text: &str| serde_json::from_str(text))?;
    Ok(Partition { key: key(row)?, progress })
}

fn records<T: DeserializeOwned>(rows: &[Row], column: &'static str) -> Result<Vec<T>, Failure> {
    rows.iter().map(|row| parse(row, column, |text: &str| serde_json::from_str(text))).collect()
}

fn json<T: Serialize>(record: &T) -> String {
    serde_json::to_string(record).expect("texts, numbers and lists of them are JSON")
}

fn columns(mark: &Mark) -> (i64, i64, &str) {
    (mark.event.position, i64::from(mark.event.index), &mark.step)
}

/// The place of an attempt in its partition's ring.
fn slot(number: u64) -> i16 {
    i16::try_from(number % Attempt::KEPT).expect("a ring is short")
}

fn after(now: Timestamp, time: Duration) -> SystemTime {
    to_system_time(now) + time
}
