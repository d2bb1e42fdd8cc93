//! A backup is of one moment, whoever writes meanwhile, and there is a whole one or none.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use crate::common::Fixture;
use tokio::runtime::Handle;
use wallet_domain::proof::{Progress, Unwatched, Watch};
use wallet_domain::testing::{bonus, play};
use wallet_domain::{Ledger, Outcome, Verifier};
use wallet_sqlite::{BackupError, Existing, SqliteConfig, SqliteLedger, backup};

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000 key m         -> posted 1000
    wallet user_001 GOLD_COINS 100
";

/// Books one more bonus whenever it is told how far a backup is.
struct Busy<'a> {
    ledger: &'a SqliteLedger,
    runtime: Handle,
    reached: AtomicI64,
}

impl Watch for Busy<'_> {
    fn reached(&self, progress: Progress) {
        assert!(progress.total.is_some_and(|total| (1..=total).contains(&progress.done)), "{progress:?}");
        let number = self.reached.fetch_add(1, Ordering::SeqCst);
        let batch = [bonus("user_001", "GOLD_COINS", 1, &format!("during {number}"))];
        let outcomes = self.runtime.block_on(self.ledger.execute(&batch)).expect("the writer waits for nobody");
        assert!(matches!(outcomes[..], [Outcome::Decided(_)]));
    }
}

fn target(fixture: &Fixture) -> PathBuf {
    fixture.config.path.with_file_name("backup.db")
}

fn partial(file: &Path) -> PathBuf {
    file.with_file_name("backup.db.partial")
}

fn open(fixture: &Fixture, file: &Path) -> SqliteLedger {
    SqliteLedger::open(SqliteConfig::at(file), fixture.clock.clone()).expect("a backup is a store")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_of_the_moment_when_it_began_and_the_writer_waits_for_nothing() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, STORY).await;
    // More than one step's pages, in a table of somebody else's.
    let filler = "CREATE TABLE filler (x); INSERT INTO filler VALUES (zeroblob(40000000))";
    fixture.by_hand().execute_batch(filler).expect("done");
    let file = target(&fixture);
    let runtime = Handle::current();
    let busy = Busy { ledger: &fixture.ledger, runtime, reached: AtomicI64::new(0) };
    tokio::task::block_in_place(|| {
        let draft = backup(&fixture.config, &file, Existing::Refuse, &busy).expect("a backup");
        assert!(!file.exists(), "it has no name before it is published");
        assert_eq!(draft.find_damage().expect("readable"), None);
        draft.publish().expect("published");
    });
    let steps = busy.reached.load(Ordering::SeqCst);
    assert!(steps >= 3, "{steps}");
    let copy = open(&fixture, &file);
    let proof = copy.verify().await.expect("the copy works");
    assert_eq!((proof.findings, proof.transactions), (vec![], 2));
    let proof = fixture.ledger.verify().await.expect("the store works");
    assert_eq!((proof.findings, proof.transactions), (vec![], 2 + steps));
    assert!(!partial(&file).exists());
}

#[tokio::test]
async fn a_draft_that_is_not_published_leaves_nothing() {
    let fixture = Fixture::new();
    let file = target(&fixture);
    let draft = backup(&fixture.config, &file, Existing::Refuse, &Unwatched).expect("a backup");
    let taken = backup(&fixture.config, &file, Existing::Refuse, &Unwatched);
    assert!(matches!(taken, Err(BackupError::Taken(_))), "{taken:?}");
    drop(draft);
    assert!(!file.exists() && !partial(&file).exists());
}

#[tokio::test]
async fn what_is_there_stays_unless_it_is_to_be_replaced() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, STORY).await;
    let file = target(&fixture);
    fs::write(&file, "mine").expect("written");
    let refused = backup(&fixture.config, &file, Existing::Refuse, &Unwatched);
    assert!(matches!(refused, Err(BackupError::Exists(_))), "{refused:?}");
    // One that comes while the copy is made is not replaced either.
    fs::remove_file(&file).expect("removed");
    let draft = backup(&fixture.config, &file, Existing::Refuse, &Unwatched).expect("a backup");
    fs::write(&file, "mine").expect("written");
    let refused = draft.publish();
    assert!(matches!(refused, Err(BackupError::Exists(_))), "{refused:?}");
    assert_eq!(fs::read_to_string(&file).expect("read"), "mine");
    let draft = backup(&fixture.config, &file, Existing::Replace, &Unwatched).expect("a backup");
    draft.publish().expect("published");
    let copy = open(&fixture, &file);
    assert_eq!(copy.verify().await.expect("the copy works").transactions, 2);
    // The copy is in use: its log would be played into whatever is put in its place.
    let refused = backup(&fixture.config, &file, Existing::Replace, &Unwatched);
    assert!(matches!(refused, Err(BackupError::HasLog(_))), "{refused:?}");
    let refused = backup(&fixture.config, &fixture.config.path, Existing::Replace, &Unwatched);
    assert!(matches!(refused, Err(BackupError::Itself(_))), "{refused:?}");
}

#[tokio::test]
async fn what_a_killed_backup_left_is_thrown_away_and_a_whole_backup_of_that_name_is_not() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, STORY).await;
    let file = target(&fixture);
    backup(&fixture.config, &file, Existing::Refuse, &Unwatched).expect("a backup").publish().expect("published");
    let whole = fs::read(&file).expect("read");
    // Killed between its two names.
    fs::hard_link(&file, partial(&file)).expect("linked");
    let left = ["-wal", "-shm", "-journal"].map(|suffix| file.with_file_name(format!("backup.db.partial{suffix}")));
    for name in &left {
        fs::write(name, "left").expect("written");
    }
    let draft = backup(&fixture.config, &file, Existing::Replace, &Unwatched).expect("a backup");
    assert!(left.iter().all(|name| !name.exists()));
    drop(draft);
    assert!(!partial(&file).exists());
    assert_eq!(fs::read(&file).expect("read"), whole);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named_and_not_made() {
    let fixture = Fixture::new();
    let folder = fixture.config.path.with_file_name("nowhere");
    let refused =
        backup(&fixture.config, &folder.join("backup.db"), Existing::Refuse, &Unwatched).expect_err("no folder");
    assert_eq!(refused.to_string(), format!("there is no folder {} to put it into", folder.display()));
    assert!(!folder.exists());
}
