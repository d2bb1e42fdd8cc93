//! A partition in memory: what it has still to send, what it tried, and what of that is not saved yet.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::future::AbortHandle;
use tokio::time::Instant;
use wallet_domain::Timestamp;
use wallet_domain::record::event::EventId;
use wallet_domain::webhook::{Attempt, Failing, Gap, Mark, Parked, Partition, PartitionKey, Progress, Report};

use super::message::{Delivery, Message};
use super::{SendFailure, is_good};

/// How many deliveries wait in a partition at most. What does not fit is read again later.
pub(crate) const QUEUE_MAX: usize = 192;
/// With so many it wants more. Between the two is room for several shares of a page, so that partitions of one pace take
/// each page together, and it is read once for all of them.
const HUNGRY_MAX: usize = 32;

/// A partition that this server holds.
pub(crate) struct Track {
    pub(crate) key: PartitionKey,
    pub(crate) progress: Progress,
    /// Whether the progress differs from what is saved.
    pub(crate) is_dirty: bool,
    queue: VecDeque<Delivery>,
    /// All events up to here are in the queue or done.
    pub(crate) read_through: EventId,
    /// What is being sent.
    pub(crate) sending: Option<AbortHandle>,
    /// When what failed is tried again.
    pub(crate) waits_until: Option<Instant>,
    /// Nothing may be sent from then on, unless the lease is renewed.
    pub(crate) held_until: Instant,
    /// Tells what was begun for this track from what was begun for an earlier one of its key.
    pub(crate) generation: u64,
    unsaved: Unsaved,
}

/// What happened since the latest save.
#[derive(Default)]
struct Unsaved {
    attempts: Vec<(u64, Attempt)>,
    parked: Vec<Parked>,
    recovered: Vec<Mark>,
}

/// What came of an attempt.
pub(crate) struct Tried {
    pub(crate) began_at: Timestamp,
    pub(crate) took: Duration,
    pub(crate) answer: Result<u16, SendFailure>,
}

impl Tried {
    /// The status, or why there was none.
    pub(crate) fn outcome(&self) -> String {
        self.answer.as_ref().map_or_else(ToString::to_string, ToString::to_string)
    }
}

/// What follows from an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// It was taken; since when it could be.
    Taken(Timestamp),
    /// It is tried again after that time.
    Again(Duration),
    /// It is given up.
    GivenUp,
}

impl Track {
    pub(crate) fn new(partition: Partition, held_until: Instant, generation: u64) -> Self {
        let Partition { key, progress } = partition;
        let mut track = Self {
            key,
            read_through: EventId::START,
            progress,
            is_dirty: false,
            queue: VecDeque::new(),
            sending: None,
            waits_until: None,
            held_until,
            generation,
            unsaved: Unsaved::default(),
        };
        track.forget_queue();
        track
    }

    /// Whether nobody else can have it.
    pub(crate) fn is_held(&self, now: Instant) -> bool {
        now < self.held_until
    }

    /// Whether what is next may be sent.
    pub(crate) fn may_send(&self, now: Instant) -> bool {
        self.is_held(now) && self.sending.is_none() && self.waits_until.is_none_or(|until| until <= now)
    }

    /// Gives up what is being sent. It is sent again if the lease turns out to be this server's still.
    pub(crate) fn give_up_sending(&mut self) {
        if let Some(sending) = self.sending.take() {
            sending.abort();
        }
    }

    /// Forgets what failed before its endpoint was resumed: it is tried at once, as if for the first time.
    pub(crate) fn begin_anew(&mut self, resumed: u64) {
        if self.progress.failing.take_if(|failing| failing.resumed != resumed).is_some() {
            self.waits_until = None;
            self.is_dirty = true;
        }
    }

    /// Forgets a gap that a replay has closed, and goes on behind it.
    pub(crate) fn close_gap(&mut self, mark: &Mark) {
        if self.progress.gap.take_if(|gap| gap.mark == *mark).is_some() {
            self.progress.failing = None;
            self.waits_until = None;
            self.is_dirty = true;
        }
    }

    /// Empties the queue; what was in it is read again.
    pub(crate) fn forget_queue(&mut self) {
        self.queue.clear();
        let done = &self.progress.done;
        // Alerts of the same event may be left.
        self.read_through = if *done == Mark::behind(done.event) { done.event } else { done.event.before() };
    }

    /// Whether more of the feed is of use to it now.
    pub(crate) fn is_hungry(&self) -> bool {
        self.takes_up_to(HUNGRY_MAX)
    }

    /// Whether it takes its part of a page that is there.
    pub(crate) fn has_room(&self) -> bool {
        self.takes_up_to(QUEUE_MAX - 1)
    }

    fn takes_up_to(&self, most: usize) -> bool {
        let has_room = if self.progress.failing.is_some() { self.queue.is_empty() } else { self.queue.len() <= most };
        let is_read = self.progress.until.as_ref().is_some_and(|until| self.read_through >= until.event);
        has_room && !is_read
    }

    /// Takes what is its own of a page of the feed that ends at `end`.
    pub(crate) fn take(&mut self, page: &[Delivery], end: EventId) {
        let until = self.progress.until.clone();
        let is_before_end = |mark: &Mark| until.as_ref().is_none_or(|until| mark <= until);
        let is_new = |mark: &Mark, track: &Self| mark.event > track.read_through && *mark > track.progress.done;
        let start = page.partition_point(|delivery| delivery.mark.event <= self.read_through);
        let mut last: Option<EventId> = None;
        for delivery in &page[start..] {
            // An event and its alerts are taken together, so that the queue ends between two events.
            if self.queue.len() >= QUEUE_MAX && last.is_some_and(|last| last != delivery.mark.event) {
                self.read_through = last.unwrap_or(self.read_through);
                return;
            }
            if delivery.slot == self.key.slot() && is_before_end(&delivery.mark) && is_new(&delivery.mark, self) {
                self.queue.push_back(delivery.clone());
                last = Some(delivery.mark.event);
            }
        }
        self.read_through = self.read_through.max(end);
    }

    /// Whether all of a replay is sent, or was for nobody.
    pub(crate) fn is_at_its_end(&self) -> bool {
        let is_read = self.progress.until.as_ref().is_some_and(|until| self.read_through >= until.event);
        is_read && !self.progress.is_over()
    }

    /// Notes how far it has got where nothing was for it.
    pub(crate) fn advance(&mut self) {
        if !self.queue.is_empty() || self.sending.is_some() || self.progress.gap.is_some() {
            return;
        }
        let read = Mark::behind(self.read_through);
        let done = self.progress.until.clone().map_or(read.clone(), |until| read.min(until));
        if done > self.progress.done {
            self.progress.done = done;
            self.is_dirty = true;
        }
    }

    /// What is to be sent next: what was given up is told first.
    pub(crate) fn next(&self) -> Option<Message> {
        if let Some(gap) = &self.progress.gap {
            return Some(Message::Gap(gap.clone()));
        }
        Some(self.queue.front()?.message.clone())
    }

    /// Since when what is next could have been sent, if there is something.
    pub(crate) fn oldest(&self) -> Option<Timestamp> {
        self.queue.front().map(|delivery| delivery.message.at())
    }

    /// Takes note of an attempt to send what is next.
    pub(crate) fn note(
        &mut self,
        tried: &Tried,
        now: Timestamp,
        resumed: u64,
        pause_after: impl FnOnce(u32) -> Option<Duration>,
    ) -> Then {
        self.is_dirty = true;
        let number = self.progress.failing.as_ref().map_or(1, |failing| failing.attempts + 1);
        let next = self.next().expect("what was tried is there until it is noted");
        self.record(tried, &next, number);
        if tried.answer.as_ref().is_ok_and(|status| is_good(*status)) {
            return self.take_off(next.at());
        }
        let Some(pause) = pause_after(number) else {
            self.give_up(tried, now, number);
            return Then::GivenUp;
        };
        let again_at = now.as_micros() + i64::try_from(pause.as_micros()).unwrap_or(i64::MAX / 2);
        self.progress.failing = Some(Failing { attempts: number, again_at: Timestamp::from_micros(again_at), resumed });
        self.keep_first();
        Then::Again(pause)
    }

    fn take_off(&mut self, since: Timestamp) -> Then {
        self.progress.failing = None;
        if self.progress.gap.take().is_none()
            && let Some(delivery) = self.queue.pop_front()
        {
            self.progress.delivered += 1;
            if self.key.is_replay() {
                self.unsaved.recovered.push(delivery.mark.clone());
            }
            self.progress.done = delivery.mark;
        }
        Then::Taken(since)
    }

    fn give_up(&mut self, tried: &Tried, now: Timestamp, attempts: u32) {
        self.progress.failing = None;
        // A gap that cannot be told is in the list of what is parked all the same.
        if self.progress.gap.take().is_some() {
            return;
        }
        let Some(delivery) = self.queue.pop_front() else { return };
        let (event_type, mark) = (delivery.message.event_type(), delivery.mark);
        let (status, error) = outcome(&tried.answer);
        let parked = Parked { mark: mark.clone(), event_type: event_type.clone(), at: now, attempts, status, error };
        self.unsaved.parked.push(parked);
        if !self.key.is_replay() {
            self.progress.gap = Some(Gap { mark: mark.clone(), event_type, at: now });
        }
        self.progress.done = mark;
    }

    /// Forgets all of the queue but what failed, and its alerts: an endpoint that takes nothing is to cost little.
    fn keep_first(&mut self) {
        if let Some(first) = self.queue.front().map(|delivery| delivery.mark.event) {
            self.queue.retain(|delivery| delivery.mark.event == first);
            self.read_through = first;
        } else {
            self.forget_queue();
        }
    }

    /// Records an attempt; those that went well one after the other are one record.
    fn record(&mut self, tried: &Tried, next: &Message, attempt: u32) {
        let (status, error) = outcome(&tried.answer);
        let took_ms = u32::try_from(tried.took.as_millis()).unwrap_or(u32::MAX);
        let is_plain = attempt == 1 && status.is_some_and(is_good);
        if let Some((_, run)) = self.unsaved.attempts.last_mut()
            && is_plain
            && run.attempt == 1
            && run.status == status
        {
            run.to = Some(next.id());
            run.count += 1;
            run.event_type = next.event_type();
            run.at = tried.began_at;
            run.took_ms = run.took_ms.max(took_ms);
            return;
        }
        let record = Attempt {
            id: next.id(),
            to: None,
            count: 1,
            event_type: next.event_type(),
            at: tried.began_at,
            attempt,
            status,
            error,
            took_ms,
        };
        self.unsaved.attempts.push((self.progress.recorded, record));
        self.progress.recorded += 1;
    }

    /// Moves what is not saved into a report.
    pub(crate) fn report(&mut self, report: &mut Report) {
        let is_dirty = std::mem::take(&mut self.is_dirty);
        report.held.push((self.key, is_dirty.then(|| self.progress.clone())));
        let unsaved = std::mem::take(&mut self.unsaved);
        report.attempts.extend(unsaved.attempts.into_iter().map(|(number, attempt)| (self.key, number, attempt)));
        report.parked.extend(unsaved.parked.into_iter().map(|parked| (self.key, parked)));
        report.recovered.extend(unsaved.recovered.into_iter().map(|mark| (self.key, mark)));
    }

    /// Takes back what could not be saved.
    pub(crate) fn unreport(&mut self, report: &Report) {
        self.is_dirty |= report.held.iter().any(|(key, progress)| *key == self.key && progress.is_some());
        let attempts = report.attempts.iter().filter(|it| it.0 == self.key);
        let attempts: Vec<_> = attempts.map(|(_, number, attempt)| (*number, attempt.clone())).collect();
        self.unsaved.attempts.splice(0..0, attempts);
        let parked = report.parked.iter().filter(|it| it.0 == self.key);
        self.unsaved.parked.splice(0..0, parked.map(|it| it.1.clone()).collect::<Vec<_>>());
        let recovered = report.recovered.iter().filter(|it| it.0 == self.key);
        self.unsaved.recovered.splice(0..0, recovered.map(|it| it.1.clone()).collect::<Vec<_>>());
    }
}

impl Drop for Track {
    /// What is not this server's any more is not sent by it.
    fn drop(&mut self) {
        self.give_up_sending();
    }
}

fn outcome(answer: &Result<u16, SendFailure>) -> (Option<u16>, Option<String>) {
    match answer {
        Ok(status) => (Some(*status), None),
        Err(failure) => (None, Some(failure.to_string())),
    }
}
