//! `wallet serve`: opens the store, serves, and ends in good order.
//!
//! [`run`] reads as the way of a start and of an end. `listen` has the port and the signals, `limits` what the settings
//! bound, `deliveries` webhooks.
//!
//! The store and the commit queue live on a runtime of their own: each HTTP worker is single-threaded, and a write
//! must be finished even if the connection that asked for it is gone. A shutdown goes the way of a request: stop
//! accepting, answer what was accepted, finish the queue, close the store.

mod deliveries;
mod limits;
mod listen;
mod open_files;

pub(super) use deliveries::ports as webhook_ports;
pub(super) use listen::stop_signal;

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use wallet_domain::Clock;
use wallet_domain::access::ApiKey;
use wallet_service::jobs::approvals::Expiring;
use wallet_service::jobs::clock::ClockWatch;
use wallet_service::jobs::economy::Economy;
use wallet_service::jobs::rollups::{Folder, Folding};
use wallet_service::jobs::snapshots::Snapshotting;
use wallet_service::jobs::sweep::Sweeper;
use wallet_service::jobs::verification::Verifying;
use wallet_service::{CommitQueue, FeedingLedger, LiveFeed, WebhookAdmin};

use super::{Failure, seed, store_runtime};
use crate::config::{InvalidSettings, Settings};
use crate::http::access::KeyPolicy;
use crate::http::app::Ports;
use crate::http::edge::rates::Ticks;
use crate::http::health::Checks;
use crate::http::metrics;
use crate::store::{self, Store, StoreUrl};
use deliveries::Delivering;
use wallet_domain::SystemClock;

/// How far a clock may be away from the database's before it is noted.
const CLOCK_AWAY_NOTED: Duration = Duration::from_secs(1);
/// How long the store's threads have to end; a driver's thread that hangs must not keep the process.
const CLOSING_MAX: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet serve --port 0              any free port; the line \"listening on http://...\" says which
  DATABASE_URL=postgres://app@db/wallet wallet serve

On 127.0.0.1 nobody is asked for an API key unless auth.required is true; then the server answers to localhost, to
loopback addresses and to server.allowed_hosts only, so that no web page can use it. On an address that others can reach everybody
is, and one must be there before the server starts: wallet keys create --help. --insecure lifts that for networks that
are safe by other means, such as a container whose port is published on 127.0.0.1.

All other settings are keys of wallet.toml, or variables made of the same words: queue.batch_max is
WALLET__QUEUE__BATCH_MAX. wallet.toml.example in the sources has each with its default, its bounds and its meaning.

  server    host, allowed_hosts, cors_origins, port, workers, deadline_ms, head_timeout_ms, body_timeout_ms, write_timeout_ms, keep_alive_s, connections_max, shutdown_timeout_s
  auth      required
  store     url, start_wait_s, seed, time_ahead_max_s
  postgres  pool_max, lanes, connect_timeout_ms, statement_timeout_ms, lock_timeout_ms, retry_for_ms, read_url, read_lag_max
  sqlite    readers, cache_mib, checkpoint_mib, busy_timeout_ms
  queue     batch_max, queued_max
  holds     sweep_interval_s
  verify    every, on_finding
  webhooks  allow_http, allow_networks
  analytics fold, zone, labels, snapshot_interval_s
  limits    key_per_minute, key_burst, owner_per_minute, owner_burst, unknown_keys_per_minute
  log       format, level, commands")]
pub(super) struct Options {
    /// The address to listen on [default: 127.0.0.1]
    #[arg(long, env = "HOST")]
    host: Option<String>,
    /// The port to listen on, 0 for any free one [default: 3000]
    #[arg(long, env = "PORT")]
    port: Option<String>,
    /// Ask for no API keys on addresses that others can reach
    #[arg(long)]
    insecure: bool,
    /// Leave a new embedded store empty, without the demo data
    #[arg(long)]
    no_seed: bool,
    /// Put the demo data into a new database of PostgreSQL, too
    #[arg(long, conflicts_with = "no_seed")]
    seed: bool,
}

impl Options {
    /// Lets the command line have the last word.
    pub(super) fn apply_to(&self, settings: &mut Settings) -> Result<(), InvalidSettings> {
        if let Some(host) = &self.host {
            settings.server.host.clone_from(host);
        }
        if let Some(port) = &self.port {
            settings.server.port = port.parse().map_err(|_| {
                InvalidSettings::new(format!("the port (--port or PORT) is {port:?} and must be from 0 to 65535"))
            })?;
        }
        if self.no_seed {
            settings.store.seed = false;
        }
        Ok(())
    }
}

pub(super) fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let address = listen::address_of(settings)?;
    let reach = if address.ip().is_loopback() || options.insecure { Reach::Trusted } else { Reach::Others };
    metrics::install();
    let runtime = store_runtime()?;
    // Before a store is made: if the port is taken, nothing is left behind. Anything else that is wrong with the address is
    // said once it is clear who may call.
    let socket = runtime.block_on(async { listen::bind(address) });
    if let Err(taken) = &socket
        && taken.kind() == std::io::ErrorKind::AddrInUse
    {
        return Err(listen::no_port(address, taken));
    }
    let lock = store::lock(url).map_err(Failure::Failed)?;
    let store = runtime.block_on(open(settings, url, options.seed))?;
    let (policy, keys_at_start) = runtime.block_on(admit(&store, url, settings, reach))?;
    let listener = runtime.block_on(async { socket.and_then(listen::listen) });
    let listener = listener.map_err(|error| listen::no_port(address, &error))?;
    let limits = limits::queue_limits(settings);
    let feed = LiveFeed::of(store.feed.clone());
    let ledger = Arc::new(FeedingLedger::of(store.ledger.clone(), feed.clone()));
    let queue = runtime.block_on(async { Arc::new(CommitQueue::start(ledger, limits)) });
    let checks = Arc::<Checks>::default();
    let verify_now = Arc::<Notify>::default();
    let mut jobs = runtime.block_on(start_jobs(&store, &queue, &checks, &verify_now, settings))?;
    runtime.block_on(async { jobs.spawn(feed.clone().run()) });
    if settings.analytics.fold {
        let folder = Folder::of(store.rollups.clone(), store.feed.clone(), settings.analytics.terms()?);
        let clock = Arc::new(SystemClock);
        let folding = Folding::new(folder, feed.clone(), queue.clone(), checks.clone(), clock);
        runtime.block_on(async { jobs.spawn(folding.run()) });
    }
    let webhooks = webhook_ports(&store, settings)?;
    let stopping_max = Duration::from_secs(settings.server.shutdown_timeout_s);
    let mut delivering = Delivering::start(webhooks.clone(), stopping_max)?;
    let ports = Ports {
        queue: queue.clone(),
        wallets: store.wallets.clone(),
        registry: store.registry.clone(),
        verifier: store.verifier.clone(),
        verify_now: verify_now.clone(),
        keys: store.keys.clone(),
        keys_at_start,
        clock: Arc::new(SystemClock),
        ticks: Ticks::start(),
        checks,
        search: store.search.clone(),
        snapshots: store.snapshots.clone(),
        replicas: store.replicas.clone(),
        feed: Some(feed.clone()),
        rollups: Some(store.rollups.clone()),
        webhooks: Some(WebhookAdmin::of(webhooks, store.wallets.clone())),
        approvals: Some(store.approvals.clone()),
    };
    let served =
        actix_web::rt::System::new().block_on(listen::serve(listener, ports, policy, settings, &mut delivering));
    tracing::info!("finishing what is queued");
    jobs.abort_all();
    runtime.block_on(async {
        queue.close().await;
        // What was committed last is numbered before it is left alone.
        feed.look().await;
        delivering.end().await;
    });
    tracing::info!("closing the store");
    drop((jobs, queue, feed, store));
    runtime.shutdown_timeout(CLOSING_MAX);
    drop(lock);
    served.map_err(|error| Failure::Failed(format!("the server failed: {error}")))?;
    tracing::info!("stopped");
    Ok(())
}

/// Migrates and opens the store, waiting for it if need be. A new store gets the demo data: an embedded one unless the
/// settings say otherwise, a database only if `seed` asks for them.
async fn open(settings: &Settings, url: &StoreUrl, seed: bool) -> Result<Store, Failure> {
    tracing::info!("opening the store {url}");
    let applied = store::patiently(settings, async || store::migrate(url, settings).await).await?;
    for migration in applied {
        tracing::info!("applied the migration {migration}");
    }
    let store = store::patiently(settings, async || Store::open_to_serve(url, settings).await).await?;
    if let Some(sentence) = clock_warning(store.clock_ahead_us) {
        tracing::warn!("{sentence}");
    }
    let wanted = seed || (settings.store.seed && matches!(url, StoreUrl::Sqlite(_)));
    let failed = |error: &dyn std::fmt::Display| Failure::Failed(format!("{url}: {error}"));
    let demo = seed::demo()?;
    if wanted && store.is_new(&demo).await.map_err(|error| failed(&error))? {
        let report = demo.apply(store.registry.as_ref(), store.ledger.as_ref()).await;
        let report = report.map_err(|error| failed(&error))?;
        tracing::info!("the store is new and has got the demo data: {report}");
    }
    Ok(store)
}

/// Who can reach the server.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// This machine alone, or a network that the operator says is safe.
    Trusted,
    /// Anybody.
    Others,
}

/// Whether requests need an API key, and the keys that there are if they do. Fails where others can reach the server and
/// nobody has a key.
async fn admit(
    store: &Store,
    url: &StoreUrl,
    settings: &Settings,
    reach: Reach,
) -> Result<(KeyPolicy, Vec<ApiKey>), Failure> {
    if reach == Reach::Trusted && !settings.auth.required {
        return Ok((KeyPolicy::Optional, Vec::new()));
    }
    let keys = store.keys.list_keys().await.map_err(|error| Failure::Failed(format!("{url}: {error}")))?;
    let now = SystemClock.now();
    if !keys.iter().any(|key| key.is_live(now)) {
        if reach == Reach::Others {
            return Err(Failure::Settings(no_key(&settings.server.host)));
        }
        tracing::warn!("auth.required is true and there is no API key: wallet keys create makes one");
    }
    Ok((KeyPolicy::Required, keys))
}

/// Starts the jobs of a server. Each has looked once before this returns, so that the checks and gauges are known before
/// the first request.
async fn start_jobs(
    store: &Store,
    queue: &Arc<CommitQueue>,
    checks: &Arc<Checks>,
    verify_now: &Arc<Notify>,
    settings: &Settings,
) -> Result<JoinSet<()>, InvalidSettings> {
    let verifying = Verifying {
        verifier: store.verifier.clone(),
        queue: queue.clone(),
        health: checks.clone(),
        clock: Arc::new(SystemClock),
        every: settings.verify.every()?,
        asked: verify_now.clone(),
        on_finding: settings.verify.on_finding,
    };
    if let Err(error) = verifying.look().await {
        tracing::warn!(%error, "what was verified could not be looked up");
    }
    let mut economy = Economy::of(store.wallets.clone());
    economy.look().await;
    let ahead_max = Duration::from_secs(settings.store.time_ahead_max_s);
    let mut clock = ClockWatch::new(store.wallets.clone(), store.verifier.clone(), checks.clone(), ahead_max);
    clock.look().await;

    let mut jobs = JoinSet::new();
    let sweep_interval = Duration::from_secs(settings.holds.sweep_interval_s);
    if !sweep_interval.is_zero() {
        jobs.spawn(Sweeper::new(store.wallets.clone(), queue.clone()).run(sweep_interval));
        jobs.spawn(Expiring::new(store.approvals.clone(), Arc::new(SystemClock)).run(sweep_interval));
    }
    let snapshot_interval = Duration::from_secs(settings.analytics.snapshot_interval_s);
    if !snapshot_interval.is_zero() {
        let snapshotting = Snapshotting {
            snapshots: store.snapshots.clone(),
            queue: queue.clone(),
            clock: Arc::new(SystemClock),
            every: snapshot_interval,
            zone: settings.analytics.terms()?.zone,
        };
        jobs.spawn(snapshotting.run());
    }
    jobs.spawn(verifying.run());
    jobs.spawn(economy.run());
    jobs.spawn(clock.run());
    Ok(jobs)
}

/// A warning if this machine's clock is away from the database's, which decides.
fn clock_warning(ahead_us: i64) -> Option<String> {
    let (away, way) =
        (Duration::from_micros(ahead_us.unsigned_abs()), if ahead_us > 0 { "ahead of" } else { "behind" });
    (away > CLOCK_AWAY_NOTED).then(|| {
        format!(
            "this machine's clock is {:.1} s {way} the database's, by which everything is booked; API keys expire by this \
             machine's",
            away.as_secs_f64()
        )
    })
}

fn no_key(host: &str) -> InvalidSettings {
    InvalidSettings::new(format!(
        "server.host {host} can be reached by others and there is no API key yet: make one with \
         `wallet keys create --name NAME --scopes read,spend,grant,operate`, or listen on 127.0.0.1, or add --insecure \
         if the network is safe by other means"
    ))
}

#[cfg(test)]
mod tests {
    use super::clock_warning;

    #[test]
    fn a_clock_that_is_away_from_the_databases_is_told_in_words() {
        for close in [0, 1_000_000, -1_000_000] {
            assert_eq!(clock_warning(close), None);
        }
        for (ahead_us, words) in [(60_100_000, "60.1 s ahead of"), (-86_400_000_000, "86400.0 s behind")] {
            let sentence = clock_warning(ahead_us).expect("it is away");
            assert!(sentence.contains(words), "{sentence}");
        }
    }
}
