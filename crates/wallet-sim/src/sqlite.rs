//! The embedded store: processes that die, at rest and in the middle of a commit; a file that someone else has locked;
//! commits that fail before or after they were durable; callers that go away.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::Connection;
use tempfile::TempDir;
use wallet_domain::testing::Store;
use wallet_domain::{Command, Ledger, Outcome, Registry, StoreError, StoreErrorKind, Verification, Verifier};
use wallet_sqlite::{AroundCommit, CommitFault, SqliteConfig, SqliteLedger, migrate};

use crate::clock::SimClock;
use crate::model::Verdict;
use crate::serial::{Fault, Subject};

const REOPENED: &str = "process ended and started anew";
const KILLED: &str = "process killed at rest";
const TORN: &str = "process killed within a commit";
const UNHEARD: &str = "process killed after a commit";
const LOCKED: &str = "file locked by someone else";
const FAILED_BEFORE: &str = "commit failed before it was durable";
const FAILED_AFTER: &str = "commit failed after it was durable";
const FAILED_TWICE_BEFORE: &str = "commit failed twice, never durable";
const FAILED_TWICE_AFTER: &str = "commit failed twice, durable";
const ABANDONED: &str = "caller went away";

const FAULTS: [&str; 10] = [
    REOPENED,
    KILLED,
    TORN,
    UNHEARD,
    LOCKED,
    FAILED_BEFORE,
    FAILED_AFTER,
    FAILED_TWICE_BEFORE,
    FAILED_TWICE_AFTER,
    ABANDONED,
];

pub(crate) struct Sqlite {
    // Dropped before the folder goes; absent only while it is opened anew.
    ledger: Option<SqliteLedger>,
    clock: Arc<SimClock>,
    commits: Arc<Commits>,
    folder: TempDir,
    /// How often the files were moved: the newest ones are in the folder of that number.
    moves: u32,
}

/// What the commits to come meet.
#[derive(Default)]
struct Commits {
    fail_before: AtomicU32,
    fail_after: AtomicU32,
}

impl AroundCommit for Commits {
    fn fault(&self) -> Option<CommitFault> {
        let take = |left: &AtomicU32| {
            left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
        };
        if take(&self.fail_before) {
            Some(CommitFault::Before)
        } else if take(&self.fail_after) {
            Some(CommitFault::After)
        } else {
            None
        }
    }
}

impl Sqlite {
    pub(crate) fn new(clock: Arc<SimClock>) -> Verdict<Self> {
        let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
        let mut subject = Self { ledger: None, clock, commits: Arc::default(), folder, moves: 0 };
        migrate(&subject.config()).map_err(|error| error.to_string())?;
        subject.open().map_err(|error| error.to_string())?;
        Ok(subject)
    }

    fn config(&self) -> SqliteConfig {
        // Nobody lets go of a lock while we wait for it.
        SqliteConfig { busy_timeout: Duration::from_millis(5), ..SqliteConfig::at(self.file("")) }
    }

    /// The database's file, or one beside it.
    fn file(&self, suffix: &str) -> PathBuf {
        self.folder.path().join(self.moves.to_string()).join(format!("wallet.db{suffix}"))
    }

    fn ledger(&self) -> &SqliteLedger {
        self.ledger.as_ref().expect("it is open but while it is opened anew")
    }

    /// Opens the store as a new process would.
    fn open(&mut self) -> Result<(), StoreError> {
        self.ledger = None;
        let ledger = SqliteLedger::open(self.config(), self.clock.clone())?;
        self.ledger = Some(ledger.with_around_commit(self.commits.clone()));
        Ok(())
    }

    fn log_bytes(&self) -> u64 {
        fs::metadata(self.file("-wal")).map_or(0, |file| file.len())
    }

    /// Opens the store on what is on the disk at this moment, with only the first bytes of the write-ahead log: what a
    /// process finds whose predecessor was killed when it had written so much. That one's files are copied, as we
    /// cannot be killed ourselves, and it never hears of it.
    fn kill(&mut self, log_bytes: u64) -> Result<(), StoreError> {
        let unusable = |error: io::Error| StoreError::new(StoreErrorKind::Unavailable, error);
        let (database, log) = (self.file(""), self.file("-wal"));
        self.moves += 1;
        fs::create_dir_all(self.file("").with_file_name("")).map_err(unusable)?;
        fs::copy(database, self.file("")).map_err(unusable)?;
        if log.exists() {
            fs::copy(log, self.file("-wal")).map_err(unusable)?;
            let copy = File::options().write(true).open(self.file("-wal")).map_err(unusable)?;
            copy.set_len(log_bytes).map_err(unusable)?;
        }
        self.open()?;
        fs::remove_dir_all(self.folder.path().join((self.moves - 1).to_string())).map_err(unusable)
    }

    /// Executes a batch in a process that is killed when it has written a part of the commit, or all of it.
    async fn execute_killed(&mut self, commands: &[Command], fault: Fault) -> Result<Vec<Outcome>, StoreError> {
        let before = self.log_bytes();
        self.ledger().execute(commands).await?;
        let after = self.log_bytes();
        let written = if fault.name == TORN && after > before { before + fault.dice % (after - before) } else { after };
        self.kill(written)?;
        Err(lost())
    }

    async fn execute_locked(&self, commands: &[Command]) -> Result<Vec<Outcome>, StoreError> {
        let unusable = |error: rusqlite::Error| StoreError::new(StoreErrorKind::Unavailable, error);
        let other = Connection::open(self.file("")).map_err(unusable)?;
        other.execute_batch("BEGIN IMMEDIATE").map_err(unusable)?;
        let answer = self.ledger().execute(commands).await;
        other.execute_batch("ROLLBACK").map_err(unusable)?;
        answer
    }

    /// Asks, and does not wait for the answer. The writer does what is queued, one after the other: so once it has done
    /// the next, it has done this.
    async fn execute_abandoned(&self, commands: &[Command]) -> Result<Vec<Outcome>, StoreError> {
        {
            let mut asked = std::pin::pin!(self.ledger().execute(commands));
            std::future::poll_fn(|context| {
                let _ = asked.as_mut().poll(context);
                std::task::Poll::Ready(())
            })
            .await;
        }
        self.ledger().open_wallets(&[]).await?;
        Err(lost())
    }
}

/// What a caller knows who was not answered.
fn lost() -> StoreError {
    StoreError::new(StoreErrorKind::Unknown, "nobody answered")
}

#[async_trait(?Send)]
impl Subject for Sqlite {
    fn store(&self) -> &dyn Store {
        self.ledger()
    }

    fn faults(&self) -> &'static [&'static str] {
        &FAULTS
    }

    async fn execute(&mut self, commands: &[Command], fault: Option<Fault>) -> Result<Vec<Outcome>, StoreError> {
        let Some(fault) = fault else { return self.ledger().execute(commands).await };
        let Commits { fail_before, fail_after } = &*self.commits;
        let failing = match fault.name {
            FAILED_BEFORE => Some((fail_before, 1)),
            FAILED_AFTER => Some((fail_after, 1)),
            FAILED_TWICE_BEFORE => Some((fail_before, 2)),
            FAILED_TWICE_AFTER => Some((fail_after, 2)),
            _ => None,
        };
        if let Some((counter, times)) = failing {
            counter.store(times, Ordering::SeqCst);
            let answer = self.ledger().execute(commands).await;
            counter.store(0, Ordering::SeqCst);
            return answer;
        }
        match fault.name {
            REOPENED => self.open()?,
            KILLED => self.kill(self.log_bytes())?,
            LOCKED => return self.execute_locked(commands).await,
            ABANDONED => return self.execute_abandoned(commands).await,
            _ => return self.execute_killed(commands, fault).await,
        }
        self.ledger().execute(commands).await
    }

    async fn verify(&self) -> Result<Option<Verification>, StoreError> {
        self.ledger().verify().await.map(Some)
    }
}
