//! A copy of the database in another file, taken while servers write.
//!
//! ```text
//! FILE.partial    locked, the pages of one snapshot copied into it, proven by the caller
//! FILE            the same file under its name, once it and its folder are on the disk
//! ```
//! SQLite's backup API copies pages as they are, from a snapshot that is held meanwhile: so the copy is of one moment,
//! never begins anew because somebody writes, and the writer waits for nothing. Only its log cannot begin anew before
//! the copy is done. `VACUUM INTO` would be of one moment as well, and about as quick; but it does not tell how far it is,
//! and makes every tree anew, while what is kept as evidence should be as it was found.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup as PageCopy, StepResult};
use rusqlite::{Connection, OpenFlags};
use wallet_domain::StoreError;
use wallet_domain::proof::{Progress, Watch};

use crate::config::{SqliteConfig, beside};
use crate::connection::{Role, connect};
use crate::error::Failure;

/// How many pages are copied between two looks at how far it is: 8 MiB.
const PAGES_PER_STEP: i32 = 4096;

/// What happens if the backup's name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave what is there.
    Refuse,
    /// Put the backup in its place.
    Replace,
}

/// No backup was made, and under its name is what was there before; but for [`BackupError::NotSynced`].
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The name is taken.
    #[error("{} is there already; name another file, or use --force to replace it", .0.display())]
    Exists(PathBuf),
    /// The name is that of the store itself.
    #[error("{} is the store itself", .0.display())]
    Itself(PathBuf),
    /// A log beside it would be played into the backup as soon as it is opened.
    #[error("{} is there: it belongs to a database of the backup's name that is in use, or was not closed", .0.display())]
    HasLog(PathBuf),
    /// Another process makes a backup of this name.
    #[error("another process is writing {}", .0.display())]
    Taken(PathBuf),
    /// There is no such folder. None is made: nobody would notice that a disk is not mounted.
    #[error("there is no folder {} to put it into", .0.display())]
    NoFolder(PathBuf),
    /// The backup has its name, but the name may not outlast a loss of power.
    #[error(
        "{} is there and whole, but its folder cannot be synced: after a loss of power it may be gone, or be what it \
         replaced; do not rely on it, make another: {source}",
        .file.display()
    )]
    NotSynced {
        /// The backup.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file cannot be made, written or renamed.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Why not.
        source: io::Error,
    },
    /// The store cannot be read, or the copy cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A finished copy without its final name. It is removed if it is dropped before it has one.
#[derive(Debug)]
pub struct BackupDraft {
    file: PathBuf,
    partial: PathBuf,
    existing: Existing,
    /// The partial file, locked until the end.
    lock: File,
}

/// Copies the database of `config` into a file beside `file`, which [`BackupDraft::publish`] gives its name.
pub fn backup(
    config: &SqliteConfig,
    file: &Path,
    existing: Existing,
    watch: &dyn Watch,
) -> Result<BackupDraft, BackupError> {
    check_name(config, file, existing)?;
    let partial = beside(file, ".partial");
    let draft = BackupDraft { lock: take(&partial)?, file: file.to_owned(), partial, existing };
    let failed = |source| io_error("cannot write", &draft.partial, source);
    draft.lock.set_len(0).map_err(failed)?;
    // The copy gets the permissions of the store's file.
    let permissions = fs::metadata(&config.path).map_err(|source| io_error("cannot read", &config.path, source))?;
    draft.lock.set_permissions(permissions.permissions()).map_err(failed)?;
    copy_pages(config, &draft.partial, watch).map_err(StoreError::from)?;
    Ok(draft)
}

impl BackupDraft {
    /// How the copy is opened, to prove it.
    pub fn config(&self) -> SqliteConfig {
        SqliteConfig::at(&self.partial)
    }

    /// SQLite's own complaints about the copy's pages.
    pub fn find_damage(&self) -> Result<Option<String>, StoreError> {
        let check = || {
            let connection = connect(&self.config(), Role::Reader)?;
            let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            Ok::<_, Failure>((found != "ok").then_some(found))
        };
        Ok(check()?)
    }

    /// Gives the copy its name, once all of it is on the disk.
    pub fn publish(self) -> Result<(), BackupError> {
        let failed = |source| io_error("cannot write", &self.file, source);
        self.lock.sync_all().map_err(failed)?;
        check_log(&self.file)?;
        match self.existing {
            Existing::Replace => fs::rename(&self.partial, &self.file).map_err(failed)?,
            Existing::Refuse => self.link()?,
        }
        sync_folder_of(&self.file).map_err(|source| BackupError::NotSynced { file: self.file.clone(), source })
    }

    /// A second name replaces nothing; the first goes with the draft.
    fn link(&self) -> Result<(), BackupError> {
        match fs::hard_link(&self.partial, &self.file) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(BackupError::Exists(self.file.clone())),
            // A file system without second names.
            Err(_) if !self.file.exists() => {
                fs::rename(&self.partial, &self.file).map_err(|source| io_error("cannot write", &self.file, source))
            }
            Err(_) => Err(BackupError::Exists(self.file.clone())),
        }
    }
}

impl Drop for BackupDraft {
    fn drop(&mut self) {
        if !is_named(&self.lock, &self.partial).unwrap_or(false) {
            return;
        }
        for suffix in ["", "-wal", "-shm", "-journal"] {
            // Most of them are not there; what cannot be removed is written over by the next backup.
            let _ = fs::remove_file(beside(&self.partial, suffix));
        }
    }
}

fn check_name(config: &SqliteConfig, file: &Path, existing: Existing) -> Result<(), BackupError> {
    let is_itself = || Ok::<_, io::Error>(fs::canonicalize(file)? == fs::canonicalize(&config.path)?);
    if is_itself().unwrap_or(false) {
        return Err(BackupError::Itself(file.to_owned()));
    }
    if existing == Existing::Refuse && file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    if !folder_of(file).is_dir() {
        return Err(BackupError::NoFolder(folder_of(file).to_owned()));
    }
    check_log(file)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn check_log(file: &Path) -> Result<(), BackupError> {
    let logs = ["-wal", "-journal"].map(|suffix| beside(file, suffix));
    match logs.into_iter().find(|log| log.exists()) {
        Some(log) => Err(BackupError::HasLog(log)),
        None => Ok(()),
    }
}

/// Makes the file, in place of what a backup that was killed has left.
fn take(partial: &Path) -> Result<File, BackupError> {
    let failed = |source| io_error("cannot make", partial, source);
    let mut file = make_locked(partial)?;
    if file.metadata().map_err(failed)?.len() > 0 {
        // Never emptied: one that was killed just after it had its name has left a second name of a whole backup.
        fs::remove_file(partial).map_err(failed)?;
        file = make_locked(partial)?;
    }
    for suffix in ["-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(beside(partial, suffix));
    }
    Ok(file)
}

fn make_locked(partial: &Path) -> Result<File, BackupError> {
    let failed = |source| io_error("cannot make", partial, source);
    let file = File::options().create(true).truncate(false).write(true).open(partial).map_err(failed)?;
    let is_ours = file.try_lock().is_ok() && is_named(&file, partial).map_err(failed)?;
    if is_ours { Ok(file) } else { Err(BackupError::Taken(partial.to_owned())) }
}

/// Whether it still has this name: the one who held its lock may have given it another just now.
#[cfg(unix)]
fn is_named(file: &File, name: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (own, named) = (file.metadata()?, fs::metadata(name)?);
    Ok((own.dev(), own.ino()) == (named.dev(), named.ino()))
}

/// On other systems an open file cannot be renamed.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn is_named(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// A name is on the disk once its folder is.
#[cfg(unix)]
fn sync_folder_of(file: &Path) -> io::Result<()> {
    File::open(folder_of(file))?.sync_all()
}

/// On other systems a folder cannot be opened.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn sync_folder_of(_: &Path) -> io::Result<()> {
    Ok(())
}

fn copy_pages(config: &SqliteConfig, to: &Path, watch: &dyn Watch) -> Result<(), Failure> {
    let mut source = connect(config, Role::Reader)?;
    let snapshot = source.transaction()?;
    // From here on it is of this moment.
    snapshot.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let mut copy =
        Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // A copy that is not finished is thrown away, and one that is finished is synced before it gets its name.
    copy.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
    copy.pragma_update(None, "synchronous", "OFF")?;
    let pages = PageCopy::new(&snapshot, &mut copy)?;
    loop {
        let step = pages.step(PAGES_PER_STEP)?;
        let progress = pages.progress();
        let (total, left) = (i64::from(progress.pagecount), i64::from(progress.remaining));
        watch.reached(Progress { phase: "pages", done: total - left, total: Some(total) });
        match step {
            StepResult::Done => break,
            StepResult::More => {}
            // Nobody else knows the copy, and readers of the source wait for nobody.
            other => return Err(Failure::Schema(format!("the copy cannot be made: {other:?}"))),
        }
    }
    drop(pages);
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn io_error(what: &str, path: &Path, source: io::Error) -> BackupError {
    BackupError::Io { what: format!("{what} {}", path.display()), source }
}
