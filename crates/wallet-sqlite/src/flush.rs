//! Syncs a database's file beside SQLite.
//!
//! SQLite syncs the file only at the end of a checkpoint that has copied the whole log. The thread's checkpoints end before the
//! writer's latest commit, so they sync nothing. The writer's checkpoint copies the rest and syncs the file: without this
//! module, commits would wait there until the disk has written all pages that the thread copied.

use std::io;
use std::path::Path;

/// Waits until the pages that were copied into the file are on the disk. Durability does not depend on this call: SQLite syncs
/// the file again before the log begins anew, and that sync is short then.
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

/// Does nothing: on other systems the writer's checkpoint waits for the disk.
#[cfg(not(unix))]
pub(crate) fn flush(_: &Path) -> io::Result<()> {
    Ok(())
}
