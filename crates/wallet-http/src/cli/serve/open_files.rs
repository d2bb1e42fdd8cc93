//! How many files the process may have open: each connection is one.

/// How many files the store, the log and the listener need.
#[cfg(unix)]
const OTHERS: usize = 256;

/// Raises the limit of open files as far as the system allows. Returns how many of the wanted connections it is enough
/// for.
#[cfg(unix)]
pub(super) fn enough_for(connections: usize) -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};

    let mut limit = getrlimit(Resource::Nofile);
    let raised = rustix::process::Rlimit { current: limit.maximum, ..limit };
    if limit.current != raised.current && setrlimit(Resource::Nofile, raised).is_ok() {
        limit = raised;
    }
    // `None` is no limit.
    let files = limit.current.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX));
    let enough = connections.min(files.saturating_sub(OTHERS).max(files / 2));
    if enough < connections {
        tracing::warn!(
            "the system allows {files} open files, so there can be {enough} connections at once and not {connections} \
             (server.connections_max); ulimit -n allows more"
        );
    }
    enough
}

/// Elsewhere connections are not counted as files.
#[cfg(not(unix))]
pub(super) fn enough_for(connections: usize) -> usize {
    connections
}
