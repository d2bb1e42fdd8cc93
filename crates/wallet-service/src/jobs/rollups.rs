//! Rollups: folds what the feed has into the figures of days, a page after the other.
//!
//! Any number of servers may fold one ledger: a step is written only where the one before it ended, so each event is folded
//! once. Who finds that another was faster leaves it the work for a while. The job can wait, so beside traffic it takes only
//! the time that is left ([`Leftover`]); behind the feed it may be then, and says by how much.

use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics::gauge;
use tokio::time::{sleep, timeout};
use wallet_domain::proof::{Progress, Watch};
use wallet_domain::rollup::{Fold, RollupState, Terms};
use wallet_domain::{Clock, Feed, Rollups, StoreError, Timestamp};

use super::Health;
use crate::trouble::Trouble;
use crate::{CommitQueue, Leftover, LiveFeed, measures};

/// How many events one read brings at most.
const PAGE: usize = 1_000;
/// How many events are folded before they are written.
const STEP: usize = 10_000;
/// The least time between two steps at the end of the feed: what comes meanwhile is one step.
const REST: Duration = Duration::from_secs(1);
/// For how long another server that folds is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(10);
/// How many rows of figures that are read no more are deleted in one commit.
const SWEEP: i64 = 1_000;
/// After how long at the feed's end the job looks whether somebody has begun the rollups anew.
const LOOK_INTERVAL: Duration = Duration::from_secs(10);
/// How long the job waits when it cannot fold.
const WAIT: Duration = Duration::from_secs(5);
/// The name of the health check.
const CHECK: &str = "rollups";

/// Why nothing is folded.
#[derive(Debug, thiserror::Error)]
pub enum NoFold {
    /// The store's rollups are in other words than those of the settings.
    #[error(
        "the rollups are of the days of {} with the labels {}, and the settings say {} and {}: run `wallet rollups rebuild`, or \
         set analytics.zone and analytics.labels as they were",
        .kept.zone, .kept.labels, .asked.zone, .asked.labels
    )]
    OtherTerms {
        /// Those of the store.
        kept: Box<Terms>,
        /// Those of the settings.
        asked: Box<Terms>,
    },
    /// Somebody else rebuilds them since, from the beginning.
    #[error("another rebuild of the rollups was begun meanwhile, and goes on in the place of this one")]
    AnotherRebuild,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What came of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// There is more.
    More,
    /// That was the end of the feed, and all of it is written.
    End,
    /// Somebody else has folded meanwhile, or begun anew: it goes on from there.
    Overtaken,
}

/// A fold of a store's feed into its rollups.
pub struct Folder {
    rollups: Arc<dyn Rollups>,
    feed: Arc<dyn Feed>,
    terms: Terms,
    fold: Option<Fold>,
    /// How many events are folded and not written.
    pending: usize,
    /// How many events are read at once, and after how many they are written.
    page: usize,
    step: usize,
}

impl Folder {
    /// A fold in these words.
    pub fn of(rollups: Arc<dyn Rollups>, feed: Arc<dyn Feed>, terms: Terms) -> Self {
        Self { rollups, feed, terms, fold: None, pending: 0, page: PAGE, step: STEP }
    }

    /// How far it is, if it has begun.
    pub fn state(&self) -> Option<&RollupState> {
        self.fold.as_ref().map(Fold::state)
    }

    /// Folds the next page of the feed, and writes what is folded if that is much, or if the feed ends.
    ///
    /// # Errors
    /// Then nothing is lost: the next page begins where the store is.
    pub async fn fold_page(&mut self) -> Result<Page, NoFold> {
        let mut fold = match self.fold.take() {
            Some(fold) => fold,
            None => self.load().await?,
        };
        let events = self.feed.read_events(fold.state().mark.event, self.page).await?;
        for event in &events {
            fold.add_event(event);
        }
        self.pending += events.len();
        let is_end = events.is_empty();
        if (is_end || self.pending >= self.step)
            && let Some(step) = fold.take_step()
        {
            self.pending = 0;
            if !self.rollups.save_fold(&step).await? {
                return Ok(Page::Overtaken);
            }
        }
        self.fold = Some(fold);
        Ok(if is_end { Page::End } else { Page::More })
    }

    /// Goes on from where the store is, if somebody else has folded since.
    ///
    /// # Errors
    /// The store's.
    pub async fn look(&mut self) -> Result<(), StoreError> {
        if let Some(fold) = &self.fold {
            let kept = self.rollups.find_rollup_state().await?;
            if kept.is_none_or(|kept| kept.mark != fold.state().mark) {
                self.fold = None;
            }
        }
        Ok(())
    }

    async fn load(&mut self) -> Result<Fold, NoFold> {
        self.pending = 0;
        let begun = self.rollups.begin_rollups(&self.terms).await?;
        if begun.terms != self.terms {
            return Err(NoFold::OtherTerms { kept: Box::new(begun.terms), asked: Box::new(self.terms.clone()) });
        }
        let stored = self.rollups.load_fold().await?;
        // Between the two calls they may have been begun anew: then the next page says so.
        Ok(stored.map_or_else(|| Fold::begin(begun), Fold::of))
    }
}

/// Folds all of a ledger's feed once more, beside the rollups that are read, and has the result be read in their place once it
/// is whole. Servers fold those that are read meanwhile.
///
/// # Errors
/// Those of the store; then, as after a kill, what is read is what was read before, and another rebuild begins anew.
pub async fn rebuild(
    rollups: Arc<dyn Rollups>,
    feed: Arc<dyn Feed>,
    terms: Terms,
    watch: &dyn Watch,
) -> Result<RollupState, NoFold> {
    let head = feed.sequence().await?.head;
    let fold = Fold::begin(rollups.begin_rebuild(&terms).await?);
    sweep(&*rollups, watch).await?;
    let mut folder = Folder { fold: Some(fold), ..Folder::of(rollups.clone(), feed, terms) };
    let mut has_looked_again = false;
    loop {
        let page = folder.fold_page().await?;
        let Some(state) = folder.state().filter(|_| page != Page::Overtaken) else {
            return Err(NoFold::AnotherRebuild);
        };
        watch.reached(Progress { phase: "positions of the feed", done: state.mark.event.position, total: Some(head) });
        watch.rest().await;
        if page == Page::More {
            has_looked_again = false;
            continue;
        }
        let Some(read) = rollups.find_rollup_state().await?.map(|read| read.mark) else { continue };
        // What a server has folded since the feed's end was met is folded here, too, before it is read no more. If there is
        // nothing to fold, those that are read are wrong about where they are.
        if read.event > state.mark.event && !has_looked_again {
            has_looked_again = true;
            continue;
        }
        let state = state.clone();
        if rollups.finish_rebuild(state.mark, read).await? {
            sweep(&*rollups, watch).await?;
            return Ok(state);
        }
    }
}

/// Deletes figures that nobody reads, a few at once.
async fn sweep(rollups: &dyn Rollups, watch: &dyn Watch) -> Result<(), StoreError> {
    while rollups.sweep_rollups(SWEEP).await? > 0 {
        watch.rest().await;
    }
    Ok(())
}

/// Folds the feed of a server.
pub struct Folding {
    folder: Folder,
    feed: Arc<LiveFeed>,
    leftover: Leftover,
    health: Arc<dyn Health>,
    clock: Arc<dyn Clock>,
    trouble: Trouble,
    /// Whether the check says that the settings are others.
    is_warned: bool,
}

impl Folding {
    /// Folds beside the traffic of a queue.
    pub fn new(
        folder: Folder,
        feed: Arc<LiveFeed>,
        queue: Arc<CommitQueue>,
        health: Arc<dyn Health>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let trouble = Trouble::of("rollups cannot be folded");
        Self { folder, feed, leftover: Leftover::of(queue), health, clock, trouble, is_warned: false }
    }

    /// Folds for as long as it is polled, or until the feed is closed.
    pub async fn run(mut self) {
        while !self.feed.is_closed() {
            let began = Instant::now();
            match self.folder.fold_page().await {
                Ok(page) => {
                    self.trouble.note(&Ok(()));
                    self.tell(page);
                    match page {
                        Page::More => drop(self.leftover.pause(began.elapsed(), 0).await),
                        Page::End => self.await_more().await,
                        Page::Overtaken => sleep(LEFT_ALONE).await,
                    }
                }
                Err(NoFold::Store(error)) => {
                    self.trouble.note(&Err::<(), _>(error));
                    sleep(WAIT).await;
                }
                Err(other) => {
                    self.health.warn(CHECK, format!("{other}."));
                    self.is_warned = true;
                    sleep(WAIT).await;
                }
            }
        }
    }

    /// Waits for events, and a little longer for those behind them. A ledger that is quiet may still be rebuilt, in other words,
    /// so the wait has an end.
    async fn await_more(&mut self) {
        let position = self.folder.state().map_or(0, |state| state.mark.event.position);
        sleep(REST).await;
        let _ = timeout(LOOK_INTERVAL, self.feed.wait_beyond(position)).await;
        if let Err(error) = self.folder.look().await {
            tracing::debug!(%error, "how far the rollups are could not be looked up");
        }
    }

    fn tell(&mut self, page: Page) {
        // A check that was never wrong is not told.
        if std::mem::take(&mut self.is_warned) {
            self.health.ok(CHECK);
        }
        let behind = match (page, self.folder.state().and_then(|state| state.at)) {
            (Page::More, Some(at)) => since(at, self.clock.now()),
            _ => Duration::ZERO,
        };
        gauge!(measures::ROLLUPS_LAG).set(behind.as_secs_f64());
    }
}

fn since(at: Timestamp, now: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(now.as_micros() - at.as_micros()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use wallet_domain::rollup::StoredFold;
    use wallet_domain::testing::{MemoryLedger, SetClock, Workload, open_workload};
    use wallet_domain::{Ledger, Zone};

    use super::*;
    use crate::QueueLimits;
    use crate::jobs::testing::Latest;

    /// A ledger on which some days have happened.
    async fn ledger() -> Arc<MemoryLedger> {
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        let ledger = Arc::new(MemoryLedger::new(clock.clone()));
        open_workload(&*ledger).await;
        let mut workload = Workload::new(1);
        for number in 0..40 {
            clock.set(1_700_000_000_000_000 + number * 7_200_000_000);
            ledger.execute(&workload.next_batch(9)).await.expect("memory works");
        }
        ledger
    }

    fn folder(ledger: &Arc<MemoryLedger>) -> Folder {
        Folder { page: 7, step: 20, ..Folder::of(ledger.clone(), ledger.clone(), Terms::default()) }
    }

    async fn kept(ledger: &MemoryLedger) -> StoredFold {
        let mut kept = ledger.load_fold().await.expect("memory works").expect("it has begun");
        kept.state.mark.built = 0;
        kept
    }

    /// The same ledger's rollups, folded at once.
    async fn folded_at_once(ledger: &Arc<MemoryLedger>) -> StoredFold {
        let other = Arc::new(ledger.fork());
        let state = rebuild(other.clone(), other.clone(), Terms::default(), &wallet_domain::proof::Unwatched).await;
        assert_eq!(state.expect("memory works").mark.event, kept(&other).await.state.mark.event);
        kept(&other).await
    }

    #[tokio::test]
    async fn two_who_fold_at_once_fold_each_event_once() {
        let ledger = ledger().await;
        let (mut one, mut other) = (folder(&ledger), folder(&ledger));
        let (mut overtaken, mut ended) = (0, [false; 2]);
        for turn in 0.. {
            // One is a little faster.
            let place = usize::from(turn % 5 > 2);
            let page = [&mut one, &mut other][place].fold_page().await.expect("memory works");
            overtaken += u32::from(page == Page::Overtaken);
            ended[place] = page == Page::End;
            if ended == [true; 2] {
                break;
            }
        }
        assert!(overtaken > 2, "{overtaken}");
        assert_eq!(kept(&ledger).await, folded_at_once(&ledger).await);
    }

    /// Folds the days of another zone beside, so far as it is told.
    async fn begin_in_tokyo(ledger: &Arc<MemoryLedger>, pages: usize) -> Folder {
        let terms = Terms { zone: Zone::new("Asia/Tokyo").expect("a zone"), ..Terms::default() };
        let fold = Fold::begin(ledger.begin_rebuild(&terms).await.expect("memory works"));
        let mut folder = Folder { terms, fold: Some(fold), ..folder(ledger) };
        for _ in 0..pages {
            assert_eq!(folder.fold_page().await.expect("memory works"), Page::More);
        }
        folder
    }

    #[tokio::test]
    async fn a_rebuild_that_is_stopped_leaves_what_is_read_and_is_begun_anew() {
        let ledger = ledger().await;
        let mut server = folder(&ledger);
        while server.fold_page().await.expect("memory works") != Page::End {}
        let whole = kept(&ledger).await;
        let mut stopped = begin_in_tokyo(&ledger, 6).await;
        assert_eq!(kept(&ledger).await, whole);
        assert_eq!(server.fold_page().await.expect("memory works"), Page::End, "a server is not in its way");
        let mut other = begin_in_tokyo(&ledger, 2).await;
        while stopped.fold_page().await.expect("memory works") == Page::More {}
        assert!(stopped.state().is_none(), "its place is another's");
        while other.fold_page().await.expect("memory works") != Page::End {}
        assert_eq!(kept(&ledger).await, whole, "it is whole, and not read yet");
        let state =
            rebuild(ledger.clone(), ledger.clone(), other.terms.clone(), &wallet_domain::proof::Unwatched).await;
        let rebuilt = kept(&ledger).await.state;
        assert_eq!(
            (rebuilt.terms.zone.name(), rebuilt.mark.event),
            ("Asia/Tokyo", state.expect("memory works").mark.event)
        );
        assert!(matches!(server.look().await, Ok(())));
        assert!(matches!(server.fold_page().await, Err(NoFold::OtherTerms { .. })), "its words are not those any more");
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_folds_what_comes_and_says_if_its_settings_are_others() {
        let ledger = ledger().await;
        let feed = LiveFeed::of(ledger.clone());
        let limits = QueueLimits { batch_max: 10, queued_max: 10, deadline: Duration::from_secs(10) };
        let queue = Arc::new(CommitQueue::start(ledger.clone(), limits));
        let folding = |terms: Terms| {
            let health = Arc::new(Latest::default());
            let folder = Folder { terms, ..folder(&ledger) };
            let clock = Arc::new(SetClock::at(1_800_000_000_000_000));
            (Folding::new(folder, feed.clone(), queue.clone(), health.clone(), clock), health)
        };
        let numbering = tokio::spawn(feed.clone().run());
        let (first, health) = folding(Terms::default());
        let first = tokio::spawn(first.run());
        let end = async || {
            let mut workload = Workload::new(2);
            ledger.execute(&workload.next_batch(9)).await.expect("memory works");
            let head = ledger.head().await.expect("memory works");
            while ledger.find_rollup_state().await.expect("memory works").is_none_or(|it| it.mark.event.position < head)
            {
                sleep(Duration::from_millis(100)).await;
            }
        };
        for _ in 0..3 {
            end().await;
        }
        assert_eq!(health.report(), "", "there is nothing to tell");
        // Nothing happens any more, but somebody rebuilds them.
        let tokyo = Terms { zone: Zone::new("Asia/Tokyo").expect("a zone"), ..Terms::default() };
        for (terms, is_warned) in [(tokyo.clone(), true), (Terms::default(), false)] {
            let watch = &wallet_domain::proof::Unwatched;
            rebuild(ledger.clone(), ledger.clone(), terms, watch).await.expect("memory works");
            while health.report().starts_with("warn") != is_warned {
                sleep(Duration::from_millis(100)).await;
            }
        }
        first.abort();
        let (other, health) = folding(tokyo);
        let other = tokio::spawn(other.run());
        while health.report().is_empty() {
            sleep(Duration::from_millis(100)).await;
        }
        let told = health.report();
        assert!(told.starts_with("warn the rollups are of the days of UTC ") && told.contains("Asia/Tokyo"), "{told}");
        assert!(told.contains("run `wallet rollups rebuild`"), "{told}");
        other.abort();
        numbering.abort();
        assert_eq!(kept(&ledger).await, folded_at_once(&ledger).await);
    }
}
