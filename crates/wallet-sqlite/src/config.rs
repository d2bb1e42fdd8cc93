//! How a database is opened, with measured defaults.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many times `checkpoint_pages` the write-ahead log may hold before the writer waits for readers.
const LOG_FACTOR_MAX: u64 = 4;
/// A page with its frame's header in the log.
const FRAME_BYTES: u64 = 4096 + 24;

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct SqliteConfig {
    /// The database's file. Its write-ahead log and its locks are beside it.
    pub path: PathBuf,
    /// How many threads read, each with a connection of its own.
    pub readers: usize,
    /// The writer's page cache in MiB; each reader has a quarter of it.
    pub cache_mib: u32,
    /// How many pages the write-ahead log gathers before they are copied into the database's file.
    pub checkpoint_pages: u32,
    /// How long to wait for another process that is writing.
    pub busy_timeout: Duration,
}

impl SqliteConfig {
    /// The defaults, measured with `examples/throughput.rs`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: 2,
            cache_mib: 32,
            checkpoint_pages: 20_000,
            busy_timeout: Duration::from_secs(5),
        }
    }

    /// How many bytes the write-ahead log may have before the writer waits for readers to let go of it.
    pub(crate) fn log_bytes_max(&self) -> u64 {
        u64::from(self.checkpoint_pages) * FRAME_BYTES * LOG_FACTOR_MAX
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
