//! How a database is opened, with measured defaults.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many times `checkpoint_bytes` the write-ahead log may hold before the writer waits for readers.
const LOG_FACTOR_MAX: u64 = 4;
/// A page of a new database. A command writes a few rows at random places, and each costs a whole page in the log, in
/// the checkpoint and, in a large store, a read of it: half of SQLite's usual page is the fastest. `docs/decisions/0023`.
pub(crate) const PAGE_BYTES: u32 = 2048;

/// The access to a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reads and writes.
    Write,
    /// Neither the file nor its folder may be written: only proofs and reads work.
    Read,
}

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct SqliteConfig {
    /// The database's file. Its write-ahead log and its locks are beside it.
    pub path: PathBuf,
    /// How many threads read, each with a connection of its own.
    pub readers: usize,
    /// The writer's page cache in MiB; each reader has a quarter of it.
    pub cache_mib: u32,
    /// The bytes that the write-ahead log gathers before its pages are copied into the database's file.
    pub checkpoint_bytes: u64,
    /// How long to wait for another process that is writing.
    pub busy_timeout: Duration,
    /// The access to it.
    pub access: Access,
}

impl SqliteConfig {
    /// The defaults, measured with `examples/throughput.rs`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: 2,
            cache_mib: 32,
            checkpoint_bytes: 80 << 20,
            busy_timeout: Duration::from_secs(5),
            access: Access::Write,
        }
    }

    /// The same as a number of pages.
    pub(crate) fn checkpoint_pages(&self, page_bytes: u32) -> i32 {
        i32::try_from(self.checkpoint_bytes / u64::from(page_bytes)).unwrap_or(i32::MAX).max(1)
    }

    /// How many bytes the write-ahead log may have before the writer waits for readers to let go of it.
    pub(crate) fn log_bytes_max(&self) -> u64 {
        self.checkpoint_bytes * LOG_FACTOR_MAX
    }

    /// The file beside the database that has its name and this suffix.
    pub(crate) fn beside(&self, suffix: &str) -> PathBuf {
        beside(&self.path, suffix)
    }
}

/// The file beside `path` that has its name and this suffix.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
