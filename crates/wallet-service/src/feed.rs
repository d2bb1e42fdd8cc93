//! The feed while it grows: it is numbered after every commit, and whoever waits for its next event is woken.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use async_trait::async_trait;
use metrics::gauge;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use wallet_domain::{
    Command, DiskUsage, Feed, Group, Lanes, Ledger, Outcome, PoolUsage, Sequenced, StoreError, Timestamp,
};

use crate::measures::{self, figure};
use crate::trouble::Trouble;

/// How often the feed is looked at though nobody has committed here: for what other servers did.
const LOOK_INTERVAL: Duration = Duration::from_millis(250);
/// The least time between two numberings: commits that come meanwhile are numbered together.
const REST: Duration = Duration::from_millis(50);
/// How many followers there may be at once.
const FOLLOWERS_MAX: usize = 256;

/// A feed that grows, and those who follow it.
pub struct LiveFeed {
    feed: Arc<dyn Feed>,
    end: watch::Sender<End>,
    committed: Notify,
    followers: Arc<Semaphore>,
    trouble: Trouble,
    /// When it was numbered last.
    numbered_at: Mutex<Instant>,
}

/// How far the feed is.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    head: i64,
    is_closed: bool,
}

impl LiveFeed {
    /// The feed of a store. It grows while [`run`](Self::run) is polled.
    pub fn of(feed: Arc<dyn Feed>) -> Arc<Self> {
        let (end, _) = watch::channel(End::default());
        let followers = Arc::new(Semaphore::new(FOLLOWERS_MAX));
        let trouble = Trouble::of("the feed cannot be numbered");
        Arc::new(Self {
            feed,
            end,
            committed: Notify::new(),
            followers,
            trouble,
            numbered_at: Mutex::new(Instant::now()),
        })
    }

    /// The store's feed.
    pub fn feed(&self) -> &dyn Feed {
        &*self.feed
    }

    /// The same to be kept.
    pub fn source(&self) -> Arc<dyn Feed> {
        self.feed.clone()
    }

    /// A place among the followers; none if there are too many.
    pub fn follow(&self) -> Option<OwnedSemaphorePermit> {
        self.followers.clone().try_acquire_owned().ok()
    }

    /// Waits until something is behind `position`. False if the feed is closed.
    pub async fn wait_beyond(&self, position: i64) -> bool {
        let mut end = self.end.subscribe();
        let found = end.wait_for(|end| end.is_closed || end.head > position).await;
        found.is_ok_and(|end| !end.is_closed)
    }

    /// Whether followers are to end.
    pub fn is_closed(&self) -> bool {
        self.end.borrow().is_closed
    }

    /// Ends those who wait, as the server stops.
    pub fn close(&self) {
        self.end.send_modify(|end| end.is_closed = true);
    }

    /// Numbers what is committed, and wakes those who wait, for as long as it is polled.
    pub async fn run(self: Arc<Self>) {
        loop {
            self.look().await;
            tokio::time::sleep(REST).await;
            // A commit during the rest has left its notice. Other servers' commits send none, so the wait has an end.
            let _ = tokio::time::timeout(LOOK_INTERVAL, self.committed.notified()).await;
        }
    }

    /// Numbers what is committed.
    pub async fn look(&self) {
        let sequenced = self.feed.sequence().await;
        self.trouble.note(&sequenced);
        let mut numbered_at = self.numbered_at.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(Sequenced { head, oldest, .. }) = sequenced else {
            gauge!(measures::FEED_LAG).set(numbered_at.elapsed().as_secs_f64());
            return;
        };
        *numbered_at = Instant::now();
        drop(numbered_at);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let waited = oldest.map_or(Duration::ZERO, |oldest| now.saturating_sub(since_1970(oldest)));
        gauge!(measures::FEED_HEAD).set(figure(head));
        gauge!(measures::FEED_LAG).set(waited.as_secs_f64());
        self.end.send_if_modified(|end| std::mem::replace(&mut end.head, head) != head);
    }
}

fn since_1970(at: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(at.as_micros()).unwrap_or_default())
}

/// A ledger whose commits are told to the feed.
pub struct FeedingLedger {
    ledger: Arc<dyn Ledger>,
    feed: Arc<LiveFeed>,
}

impl FeedingLedger {
    /// The same ledger, telling `feed` of each commit.
    pub fn of(ledger: Arc<dyn Ledger>, feed: Arc<LiveFeed>) -> Self {
        Self { ledger, feed }
    }
}

#[async_trait]
impl Ledger for FeedingLedger {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        let outcomes = self.ledger.execute_grouped(commands, groups).await;
        self.feed.committed.notify_one();
        outcomes
    }

    fn lanes(&self) -> Lanes {
        self.ledger.lanes()
    }

    fn pool(&self) -> Option<PoolUsage> {
        self.ledger.pool()
    }

    fn disk(&self) -> Option<DiskUsage> {
        self.ledger.disk()
    }
}
