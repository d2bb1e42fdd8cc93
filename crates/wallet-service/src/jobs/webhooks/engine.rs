//! The loop: leases partitions, reads the feed for them, sends, and saves how far each has got.
//!
//! [`Deliveries::run`] owns all state and waits for what it has begun: a look at the endpoints, a lease, a page, an answer, a
//! retry that is due, a save. What comes back is noted, and what that makes possible is begun.

mod endpoints;
mod gaps;
mod pages;
mod saving;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::abortable;
use futures_util::stream::FuturesUnordered;
use metrics::{counter, gauge, histogram};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use wallet_domain::ports::Feed;
use wallet_domain::webhook::{
    Endpoint, EndpointStatus, Holder, Mark, Partition, PartitionKey, Saved, Verdict, WebhookId, Webhooks,
};
use wallet_domain::{Clock, StoreError, StoreErrorKind, Timestamp};

use self::saving::{Saving, UnsavedSince};

use super::message::Interest;
use super::reading::Page;
use super::track::{Then, Track, Tried};
use super::{Outgoing, Pace, Render, Sender};
use crate::measures;
use crate::trouble::Trouble;

/// How often leases, saves and the lag are looked at.
const TICK: Duration = Duration::from_millis(100);
/// How often cursors are moved on over what was for nobody, where nothing else is to be saved.
const ADVANCE_EVERY: Duration = Duration::from_secs(10);
/// The status that says: never again.
const GONE: u16 = 410;

/// What deliveries need.
#[derive(Clone)]
pub struct Ports {
    /// What happened.
    pub feed: Arc<dyn Feed>,
    /// Who is told.
    pub webhooks: Arc<dyn Webhooks>,
    /// How messages are sent.
    pub sender: Arc<dyn Sender>,
    /// How they are written.
    pub render: Arc<dyn Render>,
    /// The time, for retries and signatures.
    pub clock: Arc<dyn Clock>,
}

/// The deliveries of one server.
pub struct Deliveries {
    ports: Ports,
    holder: Holder,
    pace: Pace,
    endpoints: BTreeMap<WebhookId, Known>,
    interests: BTreeMap<WebhookId, Interest>,
    tracks: BTreeMap<PartitionKey, Track>,
    begun: FuturesUnordered<Pin<Box<dyn Future<Output = Happened> + Send>>>,
    busy: BTreeSet<Busy>,
    is_stopping: bool,
    saved_at: Instant,
    unsaved_since: UnsavedSince,
    advanced_at: Instant,
    refreshed_at: Option<Instant>,
    generation: u64,
    troubles: Troubles,
}

/// What the store may refuse, each told once.
struct Troubles {
    listing: Trouble,
    leasing: Trouble,
    reading: Trouble,
    saving: Trouble,
}

/// An endpoint, and what its deliveries say since the latest save.
struct Known {
    endpoint: Arc<Endpoint>,
    verdict: Verdict,
}

/// Which of the two readers of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reader {
    Tail,
    Behind,
}

/// What is begun once at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Busy {
    Refreshing,
    Saving,
    Reading(Reader),
}

/// What was waited for.
enum Happened {
    Listed(Result<Vec<Endpoint>, StoreError>),
    Leased(Instant, Result<Vec<Partition>, StoreError>),
    Read(Reader, Result<Page, StoreError>),
    Sent(PartitionKey, u64, Tried),
    /// Nothing comes of it: it was given up as the lease may be over, or a gap is still open.
    Abandoned,
    Due(PartitionKey),
    /// What a gap tells of is parked no longer.
    Closed(PartitionKey, u64, Mark),
    Saved(Saving, Result<Saved, StoreError>),
}

impl Deliveries {
    /// The deliveries of a server of that name.
    pub fn new(ports: Ports, holder: Holder, pace: Pace) -> Self {
        let now = Instant::now();
        Self {
            ports,
            holder,
            pace,
            endpoints: BTreeMap::new(),
            interests: BTreeMap::new(),
            tracks: BTreeMap::new(),
            begun: FuturesUnordered::new(),
            busy: BTreeSet::new(),
            is_stopping: false,
            saved_at: now,
            unsaved_since: UnsavedSince::default(),
            advanced_at: now,
            refreshed_at: None,
            generation: 0,
            troubles: Troubles {
                listing: Trouble::of("webhooks cannot be looked up"),
                leasing: Trouble::of("no partitions of webhooks can be leased"),
                reading: Trouble::of("the feed cannot be read for webhooks"),
                saving: Trouble::of("how far webhooks have got cannot be saved"),
            },
        }
    }

    /// Delivers until `stop` is there. Then sends nothing more, waits for the answers to what is on its way, as long as may be and
    /// `cut` is not there, saves, and gives its leases back.
    pub async fn run(mut self, stop: impl Future<Output = ()>, cut: impl Future<Output = ()>) {
        tokio::select! {
            biased;
            () = stop => {}
            () = self.deliver() => {}
        }
        self.is_stopping = true;
        let stopping_max = self.pace.stopping_max;
        tokio::select! {
            biased;
            // Leases are renewed meanwhile, so that nobody else sends the same.
            () = self.deliver() => {}
            () = cut => {}
            () = sleep(stopping_max) => {}
        }
        self.finish().await;
    }

    /// Delivers for ever; if the server stops, until nothing is on its way.
    async fn deliver(&mut self) {
        let mut tick_at = Instant::now();
        while !self.is_stopping || self.tracks.values().any(|track| track.sending.is_some()) {
            // By the clock, not by turns: however much happens, saves and leases are not late.
            if tick_at <= Instant::now() {
                self.tick();
                tick_at = Instant::now() + TICK;
            }
            tokio::select! {
                biased;
                Some(happened) = self.begun.next(), if !self.begun.is_empty() => self.note(happened),
                () = sleep_until(tick_at) => {}
            }
        }
    }

    async fn finish(&mut self) {
        self.tracks.values_mut().for_each(Track::give_up_sending);
        // It ends in time, with an answer of the store or without one.
        while self.is(Busy::Saving) {
            let Some(happened) = self.begun.next().await else { break };
            self.note(happened);
        }
        self.advance();
        let report = self.report();
        let saved = self.ports.webhooks.save(&self.holder, &report, self.pace.lease).await;
        let released = self.ports.webhooks.release(&self.holder).await;
        if let Err(error) = saved.map(|_| ()).and(released) {
            tracing::warn!(%error, "how far webhooks have got was not saved: a part is delivered again");
        }
    }

    fn is(&self, busy: Busy) -> bool {
        self.busy.contains(&busy)
    }

    fn begin(&mut self, work: impl Future<Output = Happened> + Send + 'static) {
        self.begun.push(Box::pin(work));
    }

    /// What is looked at from time to time.
    fn tick(&mut self) {
        let now = Instant::now();
        self.tracks.values_mut().filter(|track| !track.is_held(now)).for_each(Track::give_up_sending);
        if !self.is(Busy::Refreshing) && self.refreshed_at.is_none_or(|at| at + self.pace.refresh_every <= now) {
            self.busy.insert(Busy::Refreshing);
            self.tell_lag();
            let webhooks = self.ports.webhooks.clone();
            self.begin(async move { Happened::Listed(webhooks.list_endpoints().await) });
        }
        if self.advanced_at + ADVANCE_EVERY <= now {
            self.advance();
        }
        // Whoever waits for a replay is told soon that it is over.
        self.tracks.values_mut().filter(|track| track.is_at_its_end()).for_each(Track::advance);
        if self.is_save_due(now) {
            self.save();
        }
        self.read();
    }

    fn advance(&mut self) {
        self.advanced_at = Instant::now();
        self.tracks.values_mut().for_each(Track::advance);
    }

    fn note(&mut self, happened: Happened) {
        match happened {
            Happened::Listed(listed) => self.note_listed(listed),
            Happened::Leased(began, leased) => self.note_leased(began, leased),
            Happened::Read(reader, page) => self.note_page(reader, &page),
            Happened::Sent(key, generation, tried) => self.note_sent(key, generation, &tried),
            Happened::Abandoned => {}
            Happened::Due(key) => {
                self.send(key);
                self.read();
            }
            Happened::Closed(key, generation, mark) => self.note_closed(key, generation, &mark),
            Happened::Saved(saving, saved) => self.note_saved(&saving, saved),
        }
    }

    /// Lets what failed in a partition wait.
    fn wait(&mut self, key: PartitionKey, time: Duration) {
        let until = Instant::now() + time;
        if let Some(track) = self.tracks.get_mut(&key) {
            track.waits_until = Some(until);
        }
        self.begin(async move {
            sleep_until(until).await;
            Happened::Due(key)
        });
    }

    fn is_active(&self, webhook: WebhookId) -> bool {
        self.endpoints.get(&webhook).is_some_and(|known| known.endpoint.status == EndpointStatus::Active)
    }

    /// Begins to send what is next in a partition, if it may.
    fn send(&mut self, key: PartitionKey) {
        let now = Instant::now();
        let Some(known) = self.endpoints.get(&key.webhook) else { return };
        let is_active = known.endpoint.status == EndpointStatus::Active;
        let may_be_more = !self.unsaved_since.is_longer_than(self.pace.unsaved_max, now);
        let Some(track) = self.tracks.get_mut(&key) else { return };
        let may = is_active && may_be_more && !self.is_stopping && track.may_send(now);
        let Some(next) = track.next().filter(|_| may) else { return };
        let (endpoint, began_at) = (known.endpoint.clone(), self.ports.clock.now());
        let outgoing = Outgoing {
            id: next.id(),
            timestamp_s: began_at.as_micros() / 1_000_000,
            body: self.ports.render.render(&next, endpoint.payload).into(),
            secrets: endpoint.secrets.signing(began_at).cloned().collect(),
        };
        let (sender, generation) = (self.ports.sender.clone(), track.generation);
        let (sending, abort) = abortable(async move {
            let began = Instant::now();
            let answer = sender.send(&endpoint.url, outgoing).await;
            Tried { began_at, took: began.elapsed(), answer }
        });
        track.sending = Some(abort);
        self.begin(
            async move { sending.await.map_or(Happened::Abandoned, |tried| Happened::Sent(key, generation, tried)) },
        );
    }

    fn note_sent(&mut self, key: PartitionKey, generation: u64, tried: &Tried) {
        let now = self.ports.clock.now();
        let pause_after = self.pace.pause_after;
        let resumed = self.endpoints.get(&key.webhook).map_or(0, |known| known.endpoint.resumed);
        let Some(track) = self.tracks.get_mut(&key).filter(|track| track.generation == generation) else { return };
        track.sending = None;
        let is_first = track.progress.failing.is_none();
        let jitter = jitter(key, now);
        let then = track.note(tried, now, resumed, |attempts| pause_after(attempts, jitter));
        self.unsaved_since.note(Instant::now());
        self.judge(key, tried, now);
        match then {
            Then::Taken(since) => {
                counter!(measures::WEBHOOK_DELIVERIES, "result" => "good").increment(1);
                if is_first && !key.is_replay() {
                    histogram!(measures::WEBHOOK_DELAY).record(seconds_between(since, now));
                }
            }
            Then::Again(pause) => {
                counter!(measures::WEBHOOK_DELIVERIES, "result" => "failed").increment(1);
                self.wait(key, pause);
            }
            Then::GivenUp => {
                counter!(measures::WEBHOOK_DELIVERIES, "result" => "failed").increment(1);
                counter!(measures::WEBHOOKS_PARKED).increment(1);
                let webhook = key.webhook.to_string();
                tracing::warn!(webhook, "a delivery was given up and is parked; a replay can make it good");
            }
        }
        self.send(key);
        // A partition that has room again reads on; most of the time the tail is being read anyway.
        self.read();
    }

    /// Tells for how long the oldest waits of what could have been sent.
    fn tell_lag(&self) {
        let now = self.ports.clock.now();
        let live = self.tracks.values().filter(|track| !track.key.is_replay() && self.is_active(track.key.webhook));
        let oldest = live.filter_map(Track::oldest).min();
        gauge!(measures::WEBHOOK_LAG).set(oldest.map_or(0.0, |at| seconds_between(at, now)));
    }
}

/// What the store answers. If it says nothing, nobody knows what has come of it: the same is asked again.
async fn answer_of<T>(call: impl Future<Output = Result<T, StoreError>>, limit: Duration) -> Result<T, StoreError> {
    let silence = |_| Err(StoreError::new(StoreErrorKind::Unknown, "no answer in time"));
    timeout(limit, call).await.unwrap_or_else(silence)
}

/// Some number between 0 and 1 that differs from partition to partition and from try to try.
fn jitter(key: PartitionKey, now: Timestamp) -> f64 {
    let spread = now.as_micros().unsigned_abs().wrapping_add(u64::from(key.place.unsigned_abs()) << 32);
    let mixed = spread.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    f64::from(u32::try_from(mixed).expect("the upper half")) / f64::from(u32::MAX)
}

fn seconds_between(since: Timestamp, now: Timestamp) -> f64 {
    let micros = u64::try_from(now.as_micros() - since.as_micros()).unwrap_or(0);
    Duration::from_micros(micros).as_secs_f64()
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
