//! Checkpoints: a thread beside the writer copies the pages of the write-ahead log into the file.
//!
//! SQLite itself does that within the commit that made the log long enough, and nobody is answered meanwhile. The log begins
//! anew only when all of it is copied, and while the writer writes it never is. So the thread copies until little is left,
//! each time waiting for the disk, and the writer copies that rest between two commits.
//!
//! ```text
//! writer   commit  commit  ...  the log is long: ask   commit  commit  commit  commit  commit   the rest   commit (the log begins anew)
//! thread                                          |-- copy, sync -- copy what came since, sync --| ready
//! ```

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use rusqlite::hooks::Wal;

use crate::config::SqliteConfig;
use crate::connection::{Link, Role};
use crate::error::Failure;
use crate::flush::flush;

/// A rest of fewer pages is for the writer: 1 MiB, which takes it a few milliseconds.
const REST_PAGES: usize = 512;
/// How often the thread copies what came since, at most: each time it is less, unless the disk is slower than the writer.
const PASSES_MAX: usize = 5;
/// How many times the length of a checkpoint the log may reach before the writer waits for the thread.
const LENGTHS_MAX: usize = 3;

/// What writer and thread know of each other.
#[derive(Default)]
struct Shared {
    /// The pages in the log after the writer's latest commit.
    pages: AtomicUsize,
    stage: Mutex<Stage>,
    changed: Condvar,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The log is short, or its rest has been copied.
    #[default]
    Idle,
    /// The writer has asked, and the thread copies.
    Copying,
    /// The thread has left a rest to the writer.
    Ready,
    /// The store closes, or the thread has died. From now on `writer::bound_log` alone keeps the log short.
    Closing,
}

impl Shared {
    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, stage: Stage) {
        *self.stage() = stage;
        self.changed.notify_all();
    }

    fn wait_while(&self, is_so: impl Fn(Stage) -> bool) -> Stage {
        let stage = self.changed.wait_while(self.stage(), |stage| is_so(*stage));
        *stage.unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread that copies. Dropping it lets it finish and waits for it.
pub(crate) struct Checkpointer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    /// Starts the thread.
    pub(crate) fn start(config: Arc<SqliteConfig>) -> Result<Self, Failure> {
        let shared = Arc::new(Shared::default());
        // A checkpoint needs no right to write, and no pages of its own.
        let mut link = Link::new(config, Role::Reader);
        let serve = {
            let shared = shared.clone();
            move || {
                let _ending = Ending(&shared);
                while copy_when_asked(&shared, &mut link) {}
            }
        };
        let thread = std::thread::Builder::new().name("wallet-checkpoint".into()).spawn(serve);
        let what = || "cannot start the thread wallet-checkpoint".to_owned();
        let thread = thread.map_err(|source| Failure::File { what: what(), source })?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// The writer's side.
    pub(crate) fn log(&self) -> Log {
        Log { shared: self.shared.clone(), length: usize::MAX, pages_before: 0, due: None }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.shared.enter(Stage::Closing);
        if let Some(thread) = self.thread.take() {
            // A thread that died has been reported by its panic.
            let _ = thread.join();
        }
    }
}

/// However the thread ends, the writer waits for it no more.
struct Ending<'a>(&'a Shared);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.enter(Stage::Closing);
    }
}

/// Waits until the writer asks, and copies. False once the store closes.
fn copy_when_asked(shared: &Shared, link: &mut Link) -> bool {
    if shared.wait_while(|stage| matches!(stage, Stage::Idle | Stage::Ready)) == Stage::Closing {
        return false;
    }
    let mut copied = 0;
    for _ in 0..PASSES_MAX {
        match link.run(|connection| checkpoint(connection)) {
            // Readers keep it from more.
            Ok(pages) if pages <= copied => break,
            Ok(pages) => {
                copied = pages;
                flush_file(link);
            }
            Err(failure) => {
                tracing::warn!(%failure, "the write-ahead log could not be copied into the database");
                break;
            }
        }
        if shared.pages.load(Ordering::Relaxed).saturating_sub(copied) <= REST_PAGES {
            break;
        }
    }
    let mut stage = shared.stage();
    if *stage == Stage::Closing {
        return false;
    }
    *stage = Stage::Ready;
    drop(stage);
    shared.changed.notify_all();
    true
}

/// Waits for the disk, so that the writer need not.
fn flush_file(link: &Link) {
    if let Err(error) = flush(&link.config().path) {
        tracing::warn!(%error, "the database could not be synced beside the writer");
    }
}

/// Copies as much as readers permit, without waiting for anyone. Answers how many of the log's pages are copied by now.
fn checkpoint(connection: &Connection) -> Result<usize, Failure> {
    let copied = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, i64>(2))?;
    // -1 if there is no log.
    Ok(usize::try_from(copied).unwrap_or(0))
}

/// The writer's side of a checkpoint: it asks for one, and ends it.
pub(crate) struct Log {
    shared: Arc<Shared>,
    /// The pages at which a log is copied.
    length: usize,
    pages_before: usize,
    /// The pages at which the next checkpoint is asked for, if that is not a usual log's length.
    due: Option<usize>,
}

impl Log {
    /// Has the writer's connection tell how long the log is, instead of copying it at the length that it is set to.
    pub(crate) fn watch(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let length: i64 = connection.pragma_query_value(None, "wal_autocheckpoint", |row| row.get(0))?;
        self.length = usize::try_from(length).unwrap_or(usize::MAX);
        let shared = self.shared.clone();
        let note = move |_: &mut Wal, pages| {
            shared.pages.store(usize::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        };
        Ok(connection.wal_hook(Some(note))?)
    }

    /// Asks for a checkpoint if the log is long enough; ends one that is ready by `copy_rest`.
    pub(crate) fn after_commit(&mut self, copy_rest: impl FnOnce()) {
        let pages = self.shared.pages.load(Ordering::Relaxed);
        if pages < self.pages_before {
            // It has begun anew.
            self.due = None;
        }
        self.pages_before = pages;
        let due = self.due.unwrap_or(self.length);
        let mut stage = *self.shared.stage();
        if stage == Stage::Idle && pages >= due {
            stage = Stage::Copying;
            self.shared.enter(stage);
        }
        if stage == Stage::Copying && pages >= self.length.saturating_mul(LENGTHS_MAX) {
            stage = self.shared.wait_while(|stage| stage == Stage::Copying);
        }
        if stage == Stage::Ready {
            copy_rest();
            // If a reader keeps the log from beginning anew, it is tried again a little later.
            self.due = Some(pages + self.length / 8);
            self.shared.enter(Stage::Idle);
        }
    }
}

/// Copies the rest that the thread has left, on the writer's connection.
pub(crate) fn copy_rest(connection: &Connection) -> Result<(), Failure> {
    checkpoint(connection).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{migrate, writer};

    /// Pages at which the tests' logs are copied.
    const LENGTH: usize = 32;

    struct Fixture {
        // Dropped in this order: the writer closes last.
        checkpointer: Checkpointer,
        link: Link,
        config: Arc<SqliteConfig>,
        _folder: tempfile::TempDir,
    }

    fn fixture() -> Fixture {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = SqliteConfig::at(folder.path().join("wallet.db"));
        migrate(&config).expect("the migrations apply");
        config.checkpoint_bytes = LENGTH as u64 * u64::from(crate::config::PAGE_BYTES);
        let config = Arc::new(config);
        let checkpointer = Checkpointer::start(config.clone()).expect("a thread starts");
        let link = Link::new(config.clone(), Role::Writer).with_log(checkpointer.log());
        Fixture { checkpointer, link, config, _folder: folder }
    }

    /// Commits a page, and answers how many the log has then.
    fn commit(fixture: &mut Fixture) -> usize {
        let touch = |connection: &mut Connection| Ok(connection.pragma_update(None, "user_version", 7)?);
        writer::write(&mut fixture.link, touch).expect("the store works");
        fixture.checkpointer.shared.pages.load(Ordering::Relaxed)
    }

    #[test]
    fn a_long_log_is_copied_and_begins_anew_while_the_writer_goes_on() {
        let mut fixture = fixture();
        let mut restarts = 0;
        let mut before = 0;
        for _ in 0..LENGTH * 20 {
            let pages = commit(&mut fixture);
            restarts += usize::from(pages < before);
            before = pages;
            assert!(pages <= LENGTH * LENGTHS_MAX, "the writer waits rather than let the log grow: {pages}");
        }
        assert!(restarts >= 20 / LENGTHS_MAX - 1, "{restarts}");
    }

    #[test]
    fn a_reader_holds_the_log_and_the_writer_goes_on_until_it_lets_go() {
        let mut fixture = fixture();
        commit(&mut fixture);
        let mut reader = Link::new(fixture.config.clone(), Role::Reader);
        let look = "BEGIN; SELECT count(*) FROM assets";
        reader.run(|connection| Ok(connection.execute_batch(look)?)).expect("a snapshot");
        let held = (0..LENGTH * 6).map(|_| commit(&mut fixture)).last().expect("commits");
        assert!(held > LENGTH * 5, "the log grows: {held}");
        reader.run(|connection| Ok(connection.execute_batch("COMMIT")?)).expect("it lets go");
        let anew = (0..LENGTH * 4).any(|_| commit(&mut fixture) < held);
        assert!(anew, "the log begins anew once nobody reads it");
    }

    #[test]
    fn a_store_that_closes_ends_the_thread_and_leaves_no_log() {
        let mut fixture = fixture();
        (0..LENGTH * 2).for_each(|_| _ = commit(&mut fixture));
        let log = fixture.config.beside("-wal");
        drop(fixture.checkpointer);
        drop(fixture.link);
        assert!(!log.exists(), "whoever closes last copies all of it");
    }
}
