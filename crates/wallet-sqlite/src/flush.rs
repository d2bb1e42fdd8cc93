//! Has the disk write a database's file, beside SQLite.
//!
//! SQLite syncs the file only at the end of a checkpoint that has copied all of the log. Beside a busy writer those of the
//! thread never have, and the one that ends them, the writer's, would wait for the disk to write all that they copied.

use std::io;
use std::path::Path;

/// Waits until the disk has what was written to the file. Nothing depends on it: SQLite syncs the file by itself before the
/// log begins anew, and then has little left to wait for.
#[cfg(unix)]
pub(crate) fn flush(path: &Path) -> io::Result<()> {
    use std::collections::BTreeMap;
    use std::fs::{File, metadata};
    use std::os::unix::fs::MetadataExt;
    use std::sync::{Arc, Mutex, PoisonError};

    /// Files by device and number. They stay open until the process ends: closing any descriptor of a file gives up all locks
    /// that the process has on it, and SQLite's are of that kind (`https://sqlite.org/howtocorrupt.html`, 2.2).
    static OPEN: Mutex<BTreeMap<(u64, u64), Arc<File>>> = Mutex::new(BTreeMap::new());

    let found = metadata(path)?;
    let key = (found.dev(), found.ino());
    let file = {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get(&key) {
            Some(file) => Arc::clone(file),
            None => Arc::clone(open.entry(key).or_insert(Arc::new(File::open(path)?))),
        }
    };
    file.sync_data()
}

/// Elsewhere a file's locks do not allow it.
#[cfg(not(unix))]
pub(crate) fn flush(_: &Path) -> io::Result<()> {
    Ok(())
}
