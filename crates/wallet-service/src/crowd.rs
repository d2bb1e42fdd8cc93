//! One batch of a crowd that would else become two.
//!
//! Callers who send their next command when the last is answered fall into two halves: while the one is committed, the
//! other waits, and every batch is half as large as it could be. What a batch costs is shared by half as many. So behind a
//! batch of some size the worker waits until most of its callers have come again, and commits both halves together.
//!
//! - It does not wait long: an eighth of what the last batch took, or a moment if that was short.
//! - It does not wait for a crowd that did not come again, for longer and longer.
//! - A lone command waits for nobody.
//! - Nobody waits before a store of one lane. An embedded one is that: its batches make no trips, and requests use the
//!   processors while it writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};
use wallet_domain::Lanes;

/// As many answered commands are a crowd.
const CROWD_MIN: usize = 16;
/// The part of a crowd whose return is awaited: a few may be late.
const MOST: (usize, usize) = (7, 8);
/// How long their return is awaited at least: the clock of the runtime is no finer.
const PATIENCE_MIN: Duration = Duration::from_millis(1);
/// How long it is awaited at most.
const PATIENCE_MAX: Duration = Duration::from_millis(5);
/// For how many batches at most nobody is awaited, after crowds that did not come again.
const DOUBT_MAX: u32 = 256;

/// How many commands wait, and whoever waits for there to be some number of them.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Commands that wait or are being committed.
    count: AtomicUsize,
    /// How many are awaited; 0 if nobody waits for that.
    awaited: AtomicUsize,
    are_there: Notify,
}

impl Line {
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, commands: usize) {
        self.count.fetch_add(commands, Ordering::SeqCst);
    }

    /// Tells of commands that were added, once they can be taken.
    pub(crate) fn tell(&self) {
        let awaited = self.awaited.load(Ordering::SeqCst);
        if awaited > 0 && self.count.load(Ordering::SeqCst) >= awaited {
            self.are_there.notify_one();
        }
    }

    pub(crate) fn remove(&self, commands: usize) {
        self.count.fetch_sub(commands, Ordering::Relaxed);
    }

    /// Returns when there are as many, or at `give_up_at`: then false.
    async fn reach(&self, awaited: usize, give_up_at: Instant) -> bool {
        self.awaited.store(awaited, Ordering::SeqCst);
        let is_reached = async {
            // One that came just before it was awaited has told nobody, and one of an earlier wait may still be told of.
            while self.count.load(Ordering::SeqCst) < awaited {
                self.are_there.notified().await;
            }
        };
        let is_reached = timeout_at(give_up_at, is_reached).await.is_ok();
        self.awaited.store(0, Ordering::SeqCst);
        is_reached
    }
}

/// What the worker of a lane knows of its callers.
#[derive(Debug)]
pub(crate) struct Crowd {
    line: Arc<Line>,
    /// Whether crowds are awaited at all.
    is_awaited: bool,
    /// The number of commands to await, and until when.
    next: Option<(usize, Instant)>,
    /// How many batches go by before a crowd is awaited again.
    pauses: u32,
    /// How many that will be after the next disappointment.
    doubt: u32,
}

impl Crowd {
    pub(crate) fn new(line: Arc<Line>, lanes: Lanes) -> Self {
        Self { line, is_awaited: lanes.count() > 1, next: None, pauses: 0, doubt: 1 }
    }

    /// Notes a batch of `commands` that took `took`, before they are answered: whoever comes again afterwards must not be
    /// counted twice.
    pub(crate) fn note_batch(&mut self, commands: usize, took: Duration) {
        self.next = None;
        if !self.is_awaited || commands < CROWD_MIN {
            return;
        }
        if self.pauses > 0 {
            self.pauses -= 1;
            return;
        }
        let all = self.line.count();
        let patience = (took / 8).clamp(PATIENCE_MIN, PATIENCE_MAX);
        self.next = Some((all * MOST.0 / MOST.1, Instant::now() + patience));
    }

    /// Waits for those who were answered last, as long as that may pay; not for more than the `most` that a batch takes.
    pub(crate) async fn gather(&mut self, most: usize) {
        let Some((awaited, give_up_at)) = self.next.take() else { return };
        if self.line.reach(awaited.min(most), give_up_at).await {
            self.doubt = 1;
        } else {
            self.pauses = self.doubt;
            self.doubt = (self.doubt * 2).min(DOUBT_MAX);
        }
    }
}
