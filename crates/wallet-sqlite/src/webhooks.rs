//! Webhooks: the port `Webhooks` over the tables `webhooks`, `webhook_partitions`, `webhook_parked`, `webhook_attempts` and
//! `alerts`. What they hold is the domain's JSON; only the embedded store's one writer changes it.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::{Connection, Row, Transaction as WriteTransaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wallet_domain::webhook::{
    Alert, AlertId, Attempt, ENDPOINTS_MAX, Endpoint, EndpointChange, EndpointCreation, Holder, Mark, PARTITIONS,
    Parked, Partition, PartitionKey, Progress, Replay, ReplayStart, Report, Saved, WebhookId, Webhooks,
};
use wallet_domain::{Clock, StoreError};

use crate::error::Failure;
use crate::rows::parsed;
use crate::tx::{self, End};
use crate::{SqliteLedger, sql};

#[async_trait]
impl Webhooks for SqliteLedger {
    async fn create_endpoint(&self, endpoint: &Endpoint, done: &Mark) -> Result<EndpointCreation, StoreError> {
        let (endpoint, progress) = (endpoint.clone(), Progress::from(done.clone()));
        self.run_tx("create_endpoint", move |transaction, _| create(transaction, &endpoint, &progress)).await
    }

    async fn list_endpoints(&self) -> Result<Vec<Endpoint>, StoreError> {
        self.read(list).await
    }

    async fn change_endpoint(&self, id: WebhookId, change: &EndpointChange) -> Result<Option<Endpoint>, StoreError> {
        let change = change.clone();
        self.run_tx("change_endpoint", move |transaction, _| {
            update(transaction, id, |endpoint| endpoint.change(&change)).map(End::Commit)
        })
        .await
    }

    async fn delete_endpoint(&self, id: WebhookId) -> Result<bool, StoreError> {
        self.run_tx("delete_endpoint", move |transaction, _| {
            Ok(End::Commit(transaction.prepare_cached(sql::DELETE_WEBHOOK)?.execute([id.to_string()])? > 0))
        })
        .await
    }

    async fn start_replay(&self, id: WebhookId, replay: &Replay) -> Result<ReplayStart, StoreError> {
        let replay = replay.clone();
        self.run_tx("start_replay", move |transaction, _| start_replay(transaction, id, &replay)).await
    }

    async fn stop_replay(&self, id: WebhookId) -> Result<Option<Endpoint>, StoreError> {
        self.run_tx("stop_replay", move |transaction, _| {
            transaction.prepare_cached(sql::DELETE_REPLAY)?.execute([id.to_string()])?;
            update(transaction, id, |endpoint| endpoint.replay = None).map(End::Commit)
        })
        .await
    }

    async fn list_partitions(&self, id: WebhookId) -> Result<Vec<Partition>, StoreError> {
        self.read(move |snapshot| tx::list(snapshot, sql::LIST_WEBHOOK_PARTITIONS, [id.to_string()], partition)).await
    }

    async fn list_parked(&self, id: WebhookId, after: Option<Mark>, max: u32) -> Result<Vec<Parked>, StoreError> {
        self.read(move |snapshot| {
            let (position, place_in, step) = after.as_ref().map_or((-1, 0, ""), columns);
            let params = params![id.to_string(), position, place_in, step, max];
            tx::list(snapshot, sql::LIST_PARKED, params, |row| record(row, 0, "what is parked"))
        })
        .await
    }

    async fn list_attempts(&self, id: WebhookId) -> Result<Vec<Attempt>, StoreError> {
        self.read(move |snapshot| {
            tx::list(snapshot, sql::LIST_ATTEMPTS, [id.to_string()], |row| record(row, 0, "an attempt"))
        })
        .await
    }

    async fn lease(&self, holder: &Holder, of: &[WebhookId], time: Duration) -> Result<Vec<Partition>, StoreError> {
        let (holder, of) = (holder.clone(), of.to_vec());
        self.run_tx("lease", move |transaction, clock| {
            let now = clock.now().as_micros();
            let until = now.saturating_add(micros(time));
            let mut leased = Vec::new();
            for id in &of {
                let params = params![id.to_string(), holder.0, now, until];
                leased.extend(tx::list(transaction, sql::LEASE_WEBHOOK_PARTITIONS, params, partition)?);
            }
            leased.sort_unstable_by_key(|partition| partition.key);
            Ok(if leased.is_empty() { End::RollBack(leased) } else { End::Commit(leased) })
        })
        .await
    }

    async fn save(&self, holder: &Holder, report: &Report, time: Duration) -> Result<Saved, StoreError> {
        let (holder, report) = (holder.clone(), report.clone());
        self.run_tx("save_webhooks", move |transaction, clock| {
            save(transaction, clock, &holder, &report, time).map(End::Commit)
        })
        .await
    }

    async fn release(&self, holder: &Holder) -> Result<(), StoreError> {
        let holder = holder.clone();
        self.run_tx("release", move |transaction, _| {
            transaction.prepare_cached(sql::RELEASE_WEBHOOK_PARTITIONS)?.execute([&holder.0])?;
            Ok(End::Commit(()))
        })
        .await
    }

    async fn put_alert(&self, alert: &Alert) -> Result<Option<Alert>, StoreError> {
        let alert = alert.clone();
        self.run_tx("put_alert", move |transaction, _| {
            let alerts = list_alerts(transaction)?;
            let (before, others): (Vec<_>, Vec<_>) = alerts.into_iter().partition(|other| other.id == alert.id);
            if others.len() >= Alert::ALERTS_MAX {
                return Ok(End::RollBack(None));
            }
            let alert = alert.in_place_of(before.first());
            transaction.prepare_cached(sql::UPSERT_ALERT)?.execute(params![alert.id.as_str(), json(&alert)])?;
            Ok(End::Commit(Some(alert)))
        })
        .await
    }

    async fn list_alerts(&self) -> Result<Vec<Alert>, StoreError> {
        self.read(list_alerts).await
    }

    async fn delete_alert(&self, id: &AlertId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.run_tx("delete_alert", move |transaction, _| {
            Ok(End::Commit(transaction.prepare_cached(sql::DELETE_ALERT)?.execute([id.as_str()])? > 0))
        })
        .await
    }
}

fn create(
    transaction: &WriteTransaction<'_>,
    endpoint: &Endpoint,
    progress: &Progress,
) -> Result<End<EndpointCreation>, Failure> {
    let endpoints = list(transaction)?;
    if endpoints.iter().any(|other| other.id == endpoint.id) {
        return Ok(End::RollBack(EndpointCreation::Created));
    }
    if endpoints.len() >= ENDPOINTS_MAX {
        return Ok(End::RollBack(EndpointCreation::TooMany));
    }
    transaction.prepare_cached(sql::INSERT_WEBHOOK)?.execute(params![endpoint.id.to_string(), json(endpoint)])?;
    insert_partitions(transaction, endpoint.id, 0..PARTITIONS, progress)?;
    Ok(End::Commit(EndpointCreation::Created))
}

fn start_replay(
    transaction: &WriteTransaction<'_>,
    id: WebhookId,
    replay: &Replay,
) -> Result<End<ReplayStart>, Failure> {
    let Some(endpoint) = find(transaction, id)? else { return Ok(End::RollBack(ReplayStart::NotFound)) };
    if let Some(running) = endpoint.replay {
        return Ok(End::RollBack(ReplayStart::Running(running)));
    }
    let Some(begun) = update(transaction, id, |endpoint| endpoint.begin_replay(replay))? else {
        return Ok(End::RollBack(ReplayStart::NotFound));
    };
    insert_partitions(transaction, id, begun.replay_places(), &replay.progress())?;
    Ok(End::Commit(ReplayStart::Started(Box::new(begun))))
}

fn insert_partitions(
    transaction: &WriteTransaction<'_>,
    id: WebhookId,
    places: std::ops::Range<i16>,
    progress: &Progress,
) -> Result<(), Failure> {
    let mut insert = transaction.prepare_cached(sql::INSERT_WEBHOOK_PARTITION)?;
    let progress = json(progress);
    for place in places {
        insert.execute(params![id.to_string(), place, progress])?;
    }
    Ok(())
}

/// Saves what a holder reports of its partitions, then what that means for their endpoints.
fn save(
    transaction: &WriteTransaction<'_>,
    clock: &dyn Clock,
    holder: &Holder,
    report: &Report,
    time: Duration,
) -> Result<Saved, Failure> {
    let until = clock.now().as_micros().saturating_add(micros(time));
    let mut held = BTreeSet::new();
    let mut over = BTreeSet::new();
    for (key, progress) in &report.held {
        let kept = progress.as_ref().map(json);
        let params = params![key.webhook.to_string(), key.place, holder.0, until, kept];
        if transaction.prepare_cached(sql::SAVE_WEBHOOK_PARTITION)?.execute(params)? == 0 {
            continue;
        }
        held.insert(*key);
        if progress.as_ref().is_some_and(Progress::is_over) {
            let params = params![key.webhook.to_string(), key.place];
            transaction.prepare_cached(sql::DELETE_WEBHOOK_PARTITION)?.execute(params)?;
            over.insert(key.webhook);
        }
    }
    for (key, number, attempt) in report.attempts.iter().filter(|it| held.contains(&it.0)) {
        let params = params![key.webhook.to_string(), key.place, slot(*number), json(attempt)];
        transaction.prepare_cached(sql::UPSERT_ATTEMPT)?.execute(params)?;
    }
    for (key, parked) in report.parked.iter().filter(|it| held.contains(&it.0)) {
        let (position, place_in, step) = columns(&parked.mark);
        let params = params![key.webhook.to_string(), position, place_in, step, json(parked)];
        transaction.prepare_cached(sql::UPSERT_PARKED)?.execute(params)?;
    }
    for (key, mark) in report.recovered.iter().filter(|it| held.contains(&it.0)) {
        let (position, place_in, step) = columns(mark);
        let params = params![key.webhook.to_string(), position, place_in, step];
        if transaction.prepare_cached(sql::DELETE_PARKED)?.execute(params)? > 0 {
            update(transaction, key.webhook, |endpoint| endpoint.recovered += 1)?;
        }
    }
    for id in over {
        let has_replay = transaction.prepare_cached(sql::HAS_REPLAY)?.exists([id.to_string()])?;
        if !has_replay {
            update(transaction, id, |endpoint| endpoint.replay = None)?;
        }
    }
    let mut judged = Vec::new();
    for (id, verdict) in &report.verdicts {
        judged.extend(update(transaction, *id, |endpoint| endpoint.note(verdict))?);
    }
    Ok(Saved { held: held.into_iter().collect(), judged })
}

fn list(connection: &Connection) -> Result<Vec<Endpoint>, Failure> {
    let mut endpoints = tx::list(connection, sql::LIST_WEBHOOKS, [], endpoint)?;
    endpoints.sort_by_key(|endpoint| (endpoint.created_at, endpoint.id));
    Ok(endpoints)
}

fn find(connection: &Connection, id: WebhookId) -> Result<Option<Endpoint>, Failure> {
    tx::find(connection, sql::FIND_WEBHOOK, [id.to_string()], endpoint)
}

/// Changes an endpoint, if it is there.
fn update(
    transaction: &WriteTransaction<'_>,
    id: WebhookId,
    change: impl FnOnce(&mut Endpoint),
) -> Result<Option<Endpoint>, Failure> {
    let Some(mut endpoint) = find(transaction, id)? else { return Ok(None) };
    change(&mut endpoint);
    transaction.prepare_cached(sql::UPDATE_WEBHOOK)?.execute(params![id.to_string(), json(&endpoint)])?;
    Ok(Some(endpoint))
}

fn list_alerts(connection: &Connection) -> Result<Vec<Alert>, Failure> {
    tx::list(connection, sql::LIST_ALERTS, [], |row| record(row, 0, "an alert"))
}

fn endpoint(row: &Row<'_>) -> Result<Endpoint, Failure> {
    record(row, 0, "a webhook")
}

/// A partition: webhook, place, progress.
fn partition(row: &Row<'_>) -> Result<Partition, Failure> {
    let webhook = parsed(row, 0, "a webhook's id", |text: String| WebhookId::new(&text))?;
    Ok(Partition {
        key: PartitionKey { webhook, place: row.get(1)? },
        progress: record(row, 2, "a partition's progress")?,
    })
}

fn record<T: DeserializeOwned>(row: &Row<'_>, column: usize, what: &str) -> Result<T, Failure> {
    parsed(row, column, what, |text: String| serde_json::from_str(&text))
}

fn json<T: Serialize>(record: &T) -> String {
    serde_json::to_string(record).expect("texts, numbers and lists of them are JSON")
}

fn columns(mark: &Mark) -> (i64, u32, &str) {
    (mark.event.position, mark.event.index, &mark.step)
}

/// The place of an attempt in its partition's ring.
fn slot(number: u64) -> i64 {
    i64::try_from(number % Attempt::KEPT).expect("a ring is short")
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
