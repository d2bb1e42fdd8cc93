//! What is measured, for `GET /metrics` in Prometheus' text format.
//!
//! | name | kind | labels | counts |
//! |---|---|---|---|
//! | `wallet_http_requests_total` | counter | `route`, `method`, `status` | answered requests; `route` is the template, such as `/v1/wallets/{owner}`, or `page`, or `none` |
//! | `wallet_http_request_duration_seconds` | histogram | `route`, `method` | from the request's head to the answer's |
//! | `wallet_commands_total` | counter | `flow`, `outcome` | commands answered, those of batches too; `outcome` is `posted` or a problem's code |
//! | `wallet_command_replays_total` | counter | `flow` | of those, the ones whose recorded outcome was told again |
//! | `wallet_batch_commands` | histogram | | commands in each batch that the commit queue has made |
//! | `wallet_commit_seconds` | histogram | | how long each of those took the store |
//! | `wallet_connections` | gauge | | connections that are open now |
//! | `wallet_connections_cut_total` | counter | `reason` | connections that the server ended: `idle` (nothing came), `slow_head`, `slow_reader`, `malformed`, `head_too_large` |
//! | `wallet_rate_limited_total` | counter | `limit` | what was refused for a rate limit, once a request, and once a player of a batch; `limit` is `key`, `owner` or `unknown_keys` |
//! | `wallet_holds_expired_total` | counter | | holds that the sweeper found to be over, and recorded so |
//! | `wallet_late_reads_total` | counter | `outcome` | reads that a standby may answer, where there is one: `answered`, or why the primary did: `lagging`, `unreachable`, `not_there_yet` (`If-Newer-Than`), `not_found` (it may be new), `failed` |
//! | `wallet_standby_lag_seconds` | gauge | `standby` | how far a standby of `postgres.read_url` is behind, at most; infinite while it is not read |
//! | `wallet_store_retries_total` | counter | `remedy` | PostgreSQL: batches that did not go through at once, by what was done about it |
//! | `wallet_store_writable` | gauge | | 1, or 0 while the latest batch could not be committed or writes are stopped |
//! | `wallet_store_database_bytes` | gauge | | the embedded store's file |
//! | `wallet_store_log_bytes` | gauge | | the embedded store's write-ahead log |
//! | `wallet_store_disk_free_bytes` | gauge | | what is free on the embedded store's disk |
//! | `wallet_system_balance` | gauge | `owner`, `asset` | what a treasury, revenue or a budget holds, in minor units; read every 15 s |
//! | `wallet_system_days_left` | gauge | `owner`, `asset` | how many days that of a treasury or a budget lasts, by what went out during the last day or since the start |
//! | `wallet_verification_timestamp_seconds` | gauge | | when the latest recorded verification ended, since 1970; 0 if there is none |
//! | `wallet_verification_findings` | gauge | | how many findings it had |
//! | `wallet_backup_timestamp_seconds` | gauge | | when the latest known backup was made, since 1970; 0 if none is known |
//! | `wallet_backup_findings` | gauge | | how many findings the proof of that copy had |
//! | `wallet_snapshot_timestamp_seconds` | gauge | | when the newest snapshot of who holds what was taken, since 1970; 0 if there is none |
//! | `wallet_feed_position` | gauge | | the latest position of the feed of events |
//! | `wallet_feed_lag_seconds` | gauge | | how long the oldest commit of the latest numbering had waited for its position; while none can be numbered, for how long that is so |
//! | `wallet_rollups_lag_seconds` | gauge | | how old the last event is that rollups have, while there are more; 0 at the end of the feed |
//! | `wallet_webhook_deliveries_total` | counter | `result` | attempts to deliver to webhooks; `result` is `good` or `failed` |
//! | `wallet_webhook_delay_seconds` | histogram | | from an event to the good answer to its first attempt |
//! | `wallet_webhook_lag_seconds` | gauge | | for how long the oldest delivery waits that this server has to make |
//! | `wallet_webhook_parked_total` | counter | | deliveries that were given up |
//! | `wallet_webhooks_disabled` | gauge | | webhooks that are disabled |
//! | `wallet_time_ahead_seconds` | gauge | | by how much the ledger's latest time is ahead of its clock; 0 as it should be |
//! | `wallet_queue_commands` | gauge | | commands that wait or are being committed |
//! | `wallet_queue_commands_max` | gauge | | the most that may, `queue.queued_max` |
//! | `wallet_connections_max` | gauge | | the most connections that there may be |
//! | `wallet_pool_connections` | gauge | `state` | connections to PostgreSQL that are `used` and `idle` |
//! | `wallet_pool_connections_max` | gauge | | the most connections to PostgreSQL that there may be, `postgres.pool_max` |
//! | `wallet_pool_waiting` | gauge | | who waits for a connection to PostgreSQL |
//! | `process_cpu_seconds_total` | gauge | | time on a processor; this and the following on Linux |
//! | `process_resident_memory_bytes` | gauge | | resident memory |
//! | `process_open_fds` | gauge | | open files, connections among them |
//! | `process_max_fds` | gauge | | the most open files that there may be |
//! | `process_threads` | gauge | | threads |
//! | `process_start_time_seconds` | gauge | | when the process began, since 1970 |
//!
//! Labels come from small fixed sets, so the number of series is bounded. A request costs a look-up among a thread's
//! own handles and a few atomic additions: no lock, no allocation.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use actix_web::http::Method;
use metrics::{
    Counter, Gauge, Histogram, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use wallet_domain::{Flow, Outcome};
use wallet_service::measures;

use crate::http::problem::{Code, Problem};

const REQUESTS: &str = "wallet_http_requests_total";
const DURATION: &str = "wallet_http_request_duration_seconds";
const COMMANDS: &str = "wallet_commands_total";
const REPLAYS: &str = "wallet_command_replays_total";
const CONNECTIONS: &str = "wallet_connections";
const CUT: &str = "wallet_connections_cut_total";
const LIMITED: &str = "wallet_rate_limited_total";
const RETRIES: &str = "wallet_store_retries_total";
const LATE_READS: &str = "wallet_late_reads_total";
const STANDBY_LAG: &str = "wallet_standby_lag_seconds";

/// Upper bounds in seconds: from a read out of memory to a caller's patience.
const BUCKETS: [f64; 13] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The commit queue's batches: a lone request up to the largest.
const BATCH_BUCKETS: [f64; 12] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 5000.0, 10_000.0];

const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the process's recorder, once; later calls do nothing.
pub fn install() -> &'static PrometheusHandle {
    RECORDER.get_or_init(|| {
        let batches = Matcher::Full(measures::BATCH_COMMANDS.into());
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).expect("there are buckets");
        let builder = builder.set_buckets_for_metric(batches, &BATCH_BUCKETS).expect("there are buckets");
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        // Another recorder can only be there if the embedding program set one; then that one counts.
        if metrics::set_global_recorder(recorder).is_ok() {
            describe();
            begin();
            keep_up(handle.clone());
        }
        handle
    })
}

fn describe() {
    describe_counter!(REQUESTS, "Answered requests.");
    describe_histogram!(DURATION, metrics::Unit::Seconds, "From the request's head to the answer's.");
    describe_counter!(COMMANDS, "Commands answered, those of batches too.");
    describe_counter!(REPLAYS, "Commands whose recorded outcome was told again.");
    describe_gauge!(CONNECTIONS, "Connections that are open now.");
    describe_counter!(CUT, "Connections that the server ended.");
    describe_counter!(LIMITED, "What was refused for a rate limit.");
    measures::describe();
    describe_counter!(LATE_READS, "Reads that a standby may answer, by what came of it.");
    describe_gauge!(STANDBY_LAG, metrics::Unit::Seconds, "How far a standby is behind, at most.");
    describe_counter!(RETRIES, "Batches that did not go through at once, by what was done about it.");
}

/// Begins what alerts ask for at zero: what is not there yet does not rise.
fn begin() {
    measures::begin();
    for remedy in ["decide_again", "ask_coordinator", "learn_lanes", "reconnect", "find_out", "give_up"] {
        counter!(RETRIES, "remedy" => remedy).increment(0);
    }
    for outcome in ["answered", "lagging", "unreachable", "failed"] {
        counter!(LATE_READS, "outcome" => outcome).increment(0);
    }
    for flow in Flow::ALL {
        for outcome in ["posted", "internal_error", "outcome_unknown", "treasury_exhausted", "idempotency_key_reused"] {
            counter!(COMMANDS, "flow" => flow.name(), "outcome" => outcome).increment(0);
        }
    }
}

/// Histograms keep every sample until they are drained; without this, memory would grow while no one scrapes.
fn keep_up(handle: PrometheusHandle) {
    let upkeep = move || {
        loop {
            std::thread::sleep(UPKEEP_INTERVAL);
            handle.run_upkeep();
        }
    };
    if let Err(error) = std::thread::Builder::new().name("metrics-upkeep".into()).spawn(upkeep) {
        tracing::warn!(%error, "histograms are drained by scrapes alone");
    }
}

/// Counts an answered request.
pub(crate) fn count_request(route: &str, method: &Method, status: u16, duration: Duration) {
    SERIES.with_borrow_mut(|routes| {
        let method = method_label(method);
        if !routes.contains_key(route) {
            routes.insert(route.into(), Vec::new());
        }
        let Some(series) = routes.get_mut(route) else { return };
        let known = series.iter().position(|one| one.status == status && one.method == method);
        let position = known.unwrap_or_else(|| {
            series.push(Series::register(route, method, status));
            series.len() - 1
        });
        series[position].requests.increment(1);
        series[position].duration.record(duration);
    });
}

/// Counts what came of a command.
pub(crate) fn count_outcome(flow: Flow, answer: &Result<Outcome, Problem>) {
    static OUTCOMES: [[OnceLock<Counter>; Code::ALL.len() + 1]; Flow::ALL.len()] =
        [const { [const { OnceLock::new() }; Code::ALL.len() + 1] }; Flow::ALL.len()];
    static REPLAYED: [OnceLock<Counter>; Flow::ALL.len()] = [const { OnceLock::new() }; Flow::ALL.len()];

    let refused = match answer {
        Ok(outcome) => outcome.result().err().map(|rejection| Code::of(&rejection)),
        Err(problem) => Some(problem.code()),
    };
    let row = flow as usize;
    let column = refused.map_or(Code::ALL.len(), |code| code as usize);
    let name = refused.map_or("posted", Code::name);
    OUTCOMES[row][column].get_or_init(|| counter!(COMMANDS, "flow" => flow.name(), "outcome" => name)).increment(1);
    if answer.as_ref().is_ok_and(Outcome::is_replay) {
        REPLAYED[row].get_or_init(|| counter!(REPLAYS, "flow" => flow.name())).increment(1);
    }
}

/// Counts a read that a standby may answer.
pub(crate) fn count_late_read(outcome: &'static str) {
    counter!(LATE_READS, "outcome" => outcome).increment(1);
}

/// Counts what was over a limit.
pub(crate) fn count_limited(limit: &'static str) {
    counter!(LIMITED, "limit" => limit).increment(1);
}

/// Counts a connection that was ended from here.
pub(crate) fn count_cut(reason: &'static str) {
    counter!(CUT, "reason" => reason).increment(1);
}

/// Counts an open connection for as long as it lives.
pub(crate) struct OpenConnection(Gauge);

impl OpenConnection {
    pub(crate) fn count() -> Self {
        let open = gauge!(CONNECTIONS);
        open.increment(1.0);
        Self(open)
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

struct Series {
    method: &'static str,
    status: u16,
    requests: Counter,
    duration: Histogram,
}

impl Series {
    fn register(route: &str, method: &'static str, status: u16) -> Self {
        let route = route.to_owned();
        Self {
            method,
            status,
            requests: counter!(
                REQUESTS, "route" => route.clone(), "method" => method, "status" => status.to_string()
            ),
            duration: histogram!(DURATION, "route" => route, "method" => method),
        }
    }
}

thread_local! {
    /// A thread's own handles by route: a handful of methods and statuses each.
    static SERIES: RefCell<HashMap<Box<str>, Vec<Series>>> = RefCell::default();
}

/// A caller can invent methods; a series each would be without bound.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}
