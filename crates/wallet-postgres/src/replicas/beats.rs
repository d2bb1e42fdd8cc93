//! Where the primary's log was when.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

/// How many are kept: those of some minutes at least.
const BEATS_MAX: usize = 4_096;

/// A timeline of the database, and its name, which no other database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timeline {
    pub(crate) number: i32,
    pub(crate) name: Uuid,
}

/// A moment, and a position of the log that everything lies below which was acknowledged before it.
#[derive(Debug, Clone, Copy)]
struct Beat {
    at: Instant,
    position: u64,
}

/// Where the primary's log was when, as far as anybody has asked, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Beats(Mutex<Log>);

#[derive(Debug, Default)]
struct Log {
    timeline: Option<Timeline>,
    beats: VecDeque<Beat>,
}

impl Beats {
    /// Notes that the log was at `position` when it was asked at `at`, or later.
    pub(crate) fn note(&self, timeline: Timeline, at: Instant, position: u64) {
        let mut log = self.log();
        if log.timeline != Some(timeline) {
            *log = Log { timeline: Some(timeline), beats: VecDeque::new() };
        }
        // One that is not behind this in the log says nothing that this does not: the log stood still, or what was written
        // was lost in a crash.
        while log.beats.back().is_some_and(|last| last.position >= position) {
            log.beats.pop_back();
        }
        if log.beats.len() >= BEATS_MAX {
            log.beats.pop_front();
        }
        log.beats.push_back(Beat { at, position });
    }

    /// The primary's timeline; none before it was asked.
    pub(crate) fn timeline(&self) -> Option<Timeline> {
        self.log().timeline
    }

    /// For how long, at most, what was acknowledged may be missing below a position: everything older is there. None if all
    /// that is known is behind it, or of another timeline.
    pub(crate) fn age(&self, timeline: Timeline, position: u64) -> Option<Duration> {
        let log = self.log();
        if log.timeline != Some(timeline) {
            return None;
        }
        let known = log.beats.partition_point(|beat| beat.position <= position);
        Some(log.beats.get(known.checked_sub(1)?)?.at.elapsed())
    }

    /// The first position known below which all lies that was acknowledged before `then`; none if nobody has asked since.
    pub(crate) fn position_since(&self, then: Instant) -> Option<(Timeline, u64)> {
        let log = self.log();
        let beat = log.beats.iter().find(|beat| beat.at >= then)?;
        Some((log.timeline?, beat.position))
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Timeline = Timeline { number: 1, name: Uuid::nil() };

    #[tokio::test(start_paused = true)]
    async fn what_a_standby_shows_is_as_old_as_the_beat_that_it_has_replayed() {
        let beats = Beats::default();
        assert_eq!(beats.age(ONE, 100), None, "nobody has asked");
        let pause = async || tokio::time::sleep(Duration::from_secs(1)).await;
        for position in [10, 20, 30] {
            beats.note(ONE, Instant::now(), position);
            pause().await;
        }
        let ages = [9, 10, 19, 20, 30, 99].map(|position| beats.age(ONE, position).map(|age| age.as_secs()));
        assert_eq!(ages, [None, Some(3), Some(3), Some(2), Some(1), Some(1)]);
        let other = Timeline { number: 2, ..ONE };
        assert_eq!(beats.age(other, 99), None, "positions of two timelines are not compared");
        beats.note(other, Instant::now(), 25);
        assert_eq!((beats.age(ONE, 99), beats.age(other, 24)), (None, None));
    }

    #[tokio::test(start_paused = true)]
    async fn a_log_that_stands_still_makes_nobody_old() {
        let beats = Beats::default();
        let began = Instant::now();
        for _ in 0..3 {
            beats.note(ONE, Instant::now(), 10);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        assert_eq!(beats.age(ONE, 10).map(|age| age.as_secs()), Some(1));
        assert_eq!(beats.position_since(began), Some((ONE, 10)));
        assert_eq!(beats.position_since(Instant::now()), None);
    }
}
