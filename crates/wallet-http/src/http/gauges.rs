//! Gauges that are looked up when somebody asks for the metrics: how full and how busy the server is at that moment.
//!
//! The names are in the table of [`crate::http::metrics`]. What takes a while to find out (treasuries, verifications) is set by
//! the jobs of `wallet-service`.

use metrics::{describe_gauge, gauge};

use crate::http::app::App;
use crate::http::metrics::install;

const WRITABLE: &str = "wallet_store_writable";
const QUEUED: &str = "wallet_queue_commands";
const QUEUED_MAX: &str = "wallet_queue_commands_max";
const CONNECTIONS_MAX: &str = "wallet_connections_max";
const DATABASE_BYTES: &str = "wallet_store_database_bytes";
const LOG_BYTES: &str = "wallet_store_log_bytes";
const FREE_BYTES: &str = "wallet_store_disk_free_bytes";
const POOL: &str = "wallet_pool_connections";
const POOL_MAX: &str = "wallet_pool_connections_max";
const POOL_WAITING: &str = "wallet_pool_waiting";

pub(crate) fn describe() {
    describe_gauge!(WRITABLE, "1, or 0 if the latest batch could not be committed.");
    describe_gauge!(QUEUED, "Commands that wait or are being committed.");
    describe_gauge!(QUEUED_MAX, "The most that may (queue.queued_max).");
    describe_gauge!(CONNECTIONS_MAX, "The most connections that there may be.");
    describe_gauge!(DATABASE_BYTES, metrics::Unit::Bytes, "The embedded store's file.");
    describe_gauge!(LOG_BYTES, metrics::Unit::Bytes, "The embedded store's write-ahead log.");
    describe_gauge!(FREE_BYTES, metrics::Unit::Bytes, "What is free on the embedded store's disk.");
    describe_gauge!(POOL, "Connections to PostgreSQL, by what they do.");
    describe_gauge!(POOL_MAX, "The most connections to PostgreSQL that there may be (postgres.pool_max).");
    describe_gauge!(POOL_WAITING, "Who waits for a connection to PostgreSQL.");
    process::describe();
}

/// Everything measured so far, as Prometheus reads it.
pub(crate) fn render(app: &App) -> String {
    let handle = install();
    observe(app);
    handle.render()
}

/// Sets them all.
fn observe(app: &App) {
    let queue = app.queue();
    gauge!(WRITABLE).set(if queue.takes_writes() && !queue.is_stopped() { 1.0 } else { 0.0 });
    gauge!(QUEUED).set(float(queue.waiting()));
    gauge!(QUEUED_MAX).set(float(queue.places()));
    gauge!(CONNECTIONS_MAX).set(float(app.limits().connections_max));
    if let Some(disk) = queue.disk() {
        gauge!(DATABASE_BYTES).set(bytes(disk.database_bytes));
        gauge!(LOG_BYTES).set(bytes(disk.log_bytes));
        if let Some(free) = disk.free_bytes {
            gauge!(FREE_BYTES).set(bytes(free));
        }
    }
    if let Some(pool) = queue.pool() {
        gauge!(POOL, "state" => "used").set(float(pool.open.saturating_sub(pool.idle)));
        gauge!(POOL, "state" => "idle").set(float(pool.idle));
        gauge!(POOL_MAX).set(float(pool.max));
        gauge!(POOL_WAITING).set(float(pool.waiting));
    }
    process::observe();
}

#[expect(clippy::cast_precision_loss, reason = "counts of things in memory are far smaller than 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "no disk has 2^52 bytes")]
fn bytes(count: u64) -> f64 {
    count as f64
}

/// The process, under the names that Prometheus' own libraries use.
#[cfg(target_os = "linux")]
mod process {
    use std::fs;

    use metrics::{describe_gauge, gauge};

    const CPU: &str = "process_cpu_seconds_total";
    const MEMORY: &str = "process_resident_memory_bytes";
    const FILES: &str = "process_open_fds";
    const FILES_MAX: &str = "process_max_fds";
    const THREADS: &str = "process_threads";
    const STARTED: &str = "process_start_time_seconds";

    /// How many ticks /proc counts a second, on every machine that Rust knows.
    const TICKS_A_SECOND: f64 = 100.0;

    pub(super) fn describe() {
        describe_gauge!(CPU, metrics::Unit::Seconds, "Time on a processor, of the user and of the system.");
        describe_gauge!(MEMORY, metrics::Unit::Bytes, "Resident memory.");
        describe_gauge!(FILES, "Open files, connections among them.");
        describe_gauge!(FILES_MAX, "The most open files that there may be.");
        describe_gauge!(THREADS, "Threads.");
        describe_gauge!(STARTED, metrics::Unit::Seconds, "When the process began, since 1970.");
    }

    /// A figure that cannot be read keeps its last value.
    pub(super) fn observe() {
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // The name of the program stands in parentheses and may hold anything.
        let fields: Vec<f64> = stat.rsplit_once(')').map_or_else(Vec::new, |(_, rest)| {
            rest.split_whitespace().map(|field| field.parse().unwrap_or_default()).collect()
        });
        // Fields 14, 15, 20 and 22 of proc(5), whose third is the first here.
        if let [Some(user), Some(system), Some(threads), Some(start)] = [11, 12, 17, 19].map(|at| fields.get(at)) {
            gauge!(CPU).set((user + system) / TICKS_A_SECOND);
            gauge!(THREADS).set(*threads);
            if let Some(boot) = line_of("/proc/stat", "btime ") {
                gauge!(STARTED).set(boot + start / TICKS_A_SECOND);
            }
        }
        if let Some(kib) = line_of("/proc/self/status", "VmRSS:") {
            gauge!(MEMORY).set(kib * 1024.0);
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            gauge!(FILES).set(super::float(files.count()));
        }
        if let Some(limit) = line_of("/proc/self/limits", "Max open files") {
            gauge!(FILES_MAX).set(limit);
        }
    }

    /// The first number of the line that begins so.
    fn line_of(file: &str, begin: &str) -> Option<f64> {
        let text = fs::read_to_string(file).ok()?;
        let rest = text.lines().find_map(|line| line.strip_prefix(begin))?;
        rest.split_whitespace().next()?.parse().ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod process {
    pub(super) fn describe() {}
    pub(super) fn observe() {}
}
