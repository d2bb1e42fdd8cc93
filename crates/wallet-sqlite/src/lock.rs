//! One server a file: two servers on one database would answer correctly, but starve each other at its lock.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::config::beside;

/// Held by the one server of a database. Released when dropped, or when the process ends in whatever way.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

/// The lock could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ServerLockError {
    /// Another process holds it.
    #[error("another wallet server is using {}; stop it first or give this one another file", path.display())]
    Taken {
        /// The database.
        path: PathBuf,
    },
    /// The lock's file cannot be made or locked.
    #[error("cannot lock {}: {source}", path.display())]
    Io {
        /// The lock's file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl ServerLock {
    /// Takes the lock of the database at `path`, a file beside it with `.lock` added to its name. The file stays when
    /// the lock is released: removing it would let two servers lock two files of one name.
    pub fn acquire(path: &Path) -> Result<Self, ServerLockError> {
        // Two ways to one file, such as a symbolic link, must lead to one lock.
        let name = beside(&fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()), ".lock");
        let failed = |source| ServerLockError::Io { path: name.clone(), source };
        let file = open(&name).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(ServerLockError::Taken { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// Opens a lock's file, creating it and its folder.
pub(crate) fn open(name: &Path) -> io::Result<File> {
    if let Some(folder) = name.parent() {
        fs::create_dir_all(folder)?;
    }
    File::options().create(true).truncate(false).write(true).open(name)
}
