//! `wallet serve`: opens the store, serves, and ends in good order.
//!
//! The store and the commit queue live on a runtime of their own: each HTTP worker is single-threaded, and a write
//! must be finished also when the connection that asked for it is gone. A shutdown goes the way of a request: stop
//! accepting, answer what was accepted, finish the queue, close the store.

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpSocket;
use tokio::runtime::Runtime;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use wallet_domain::Clock;
use wallet_domain::access::ApiKey;
use wallet_service::jobs::clock::ClockWatch;
use wallet_service::jobs::economy::Economy;
use wallet_service::jobs::sweep::Sweeper;
use wallet_service::jobs::verification::Verifying;
use wallet_service::{CommitQueue, QueueLimits};

use super::{Failure, open_files, say, seed, store_runtime};
use crate::config::{InvalidSettings, LimitSettings, LogFormat, Settings};
use crate::http::access::{Hosts, KeyPolicy};
use crate::http::app::{self, HttpLimits, Ports};
use crate::http::edge::rates::{Rate, RateSettings, Ticks};
use crate::http::health::Checks;
use crate::http::metrics;
use crate::store::{self, Store, StoreUrl};
use crate::telemetry::SystemClock;

/// How many connections may wait to be accepted: as many as clients that begin at one moment.
const BACKLOG: u32 = 1024;

/// From where on this machine's clock is so far from the database's that it is worth a warning.
const CLOCK_AWAY_NOTED: Duration = Duration::from_secs(1);

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

  server    host, allowed_hosts, port, workers, deadline_ms, head_timeout_ms, body_timeout_ms, write_timeout_ms, keep_alive_s, connections_max, shutdown_timeout_s
  auth      required
  store     url, start_wait_s, seed, time_ahead_max_s
  postgres  pool_max, lanes, connect_timeout_ms, statement_timeout_ms, lock_timeout_ms, retry_for_ms
  sqlite    readers, cache_mib, checkpoint_mib, busy_timeout_ms
  queue     batch_max, queued_max
  holds     sweep_interval_s
  verify    every, on_finding
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
    let address = address_of(settings)?;
    let is_open = !address.ip().is_loopback() && !options.insecure;
    let policy = if is_open || settings.auth.required { KeyPolicy::Required } else { KeyPolicy::Optional };
    metrics::install();
    let runtime = store_runtime()?;
    // Before a store is made: who finds the port taken leaves nothing behind. What else is wrong with the address is said
    // once it is clear who may come.
    let socket = runtime.block_on(async { bind(address) });
    if let Err(taken) = &socket
        && taken.kind() == std::io::ErrorKind::AddrInUse
    {
        return Err(no_port(address, taken));
    }
    let lock = store::lock(url).map_err(Failure::Failed)?;
    let store = runtime.block_on(open(settings, url, options.seed))?;
    let mut keys_at_start = Vec::new();
    if policy == KeyPolicy::Required {
        keys_at_start = runtime.block_on(list_keys(&store, url))?;
        let now = SystemClock.now();
        match keys_at_start.iter().any(|key| key.is_live(now)) {
            false if is_open => return Err(Failure::Settings(no_key(&settings.server.host))),
            false => tracing::warn!("auth.required is true and there is no API key: wallet keys create makes one"),
            true => {}
        }
    }
    let listener = runtime.block_on(async { socket.and_then(listen) }).map_err(|error| no_port(address, &error))?;
    let queue = runtime.block_on(async { Arc::new(CommitQueue::start(store.ledger.clone(), queue_limits(settings))) });
    let interval = Duration::from_secs(settings.holds.sweep_interval_s);
    let sweeping = Sweeper::new(store.wallets.clone(), queue.clone()).run(interval);
    let sweeper = (!interval.is_zero()).then(|| runtime.spawn(sweeping));
    let checks = Arc::<Checks>::default();
    let verifying = Verifying {
        verifier: store.verifier.clone(),
        queue: queue.clone(),
        health: checks.clone(),
        clock: Arc::new(SystemClock),
        every: settings.verify.every()?,
        on_finding: settings.verify.on_finding,
    };
    // Earlier findings, and what the gauges tell, are known before the first request.
    if let Err(error) = runtime.block_on(verifying.look()) {
        tracing::warn!(%error, "what was verified could not be looked up");
    }
    let mut economy = Economy::of(store.wallets.clone());
    runtime.block_on(economy.look());
    let most = Duration::from_secs(settings.store.time_ahead_max_s);
    let mut clock = ClockWatch::new(store.wallets.clone(), store.verifier.clone(), checks.clone(), most);
    runtime.block_on(clock.look());
    let jobs = [runtime.spawn(verifying.run()), runtime.spawn(economy.run()), runtime.spawn(clock.run())];
    let ports = Ports {
        queue: queue.clone(),
        wallets: store.wallets.clone(),
        registry: store.registry.clone(),
        verifier: store.verifier.clone(),
        keys: store.keys.clone(),
        keys_at_start,
        clock: Arc::new(SystemClock),
        ticks: Ticks::start(),
        checks,
        past: store::past(url, settings),
    };
    let served = actix_web::rt::System::new().block_on(serve(listener, ports, policy, settings));
    tracing::info!("finishing what is queued");
    for job in jobs.into_iter().chain(sweeper) {
        job.abort();
    }
    runtime.block_on(queue.close());
    tracing::info!("closing the store");
    drop((queue, store));
    close(runtime);
    drop(lock);
    served.map_err(|error| Failure::Failed(format!("the server failed: {error}")))?;
    tracing::info!("stopped");
    Ok(())
}

/// Migrates and opens the store, waiting for it if need be, and fills a new one with the demo data: an embedded one unless
/// the settings say otherwise, any one if `seed` asks for it.
async fn open(settings: &Settings, url: &StoreUrl, seed: bool) -> Result<Store, Failure> {
    tracing::info!("opening the store {url}");
    let applied = store::patiently(settings, async || store::migrate(url, settings).await).await?;
    for migration in applied {
        tracing::info!("applied the migration {migration}");
    }
    let store = store::patiently(settings, async || Store::open(url, settings).await).await?;
    if let Some(sentence) = clock_warning(store.clock_ahead_us) {
        tracing::warn!("{sentence}");
    }
    let wanted = seed || (settings.store.seed && matches!(url, StoreUrl::Sqlite(_)));
    let failed = |error: String| Failure::Failed(format!("{url}: {error}"));
    let demo = seed::demo()?;
    if wanted && store.is_new(&demo).await.map_err(|error| failed(error.to_string()))? {
        let report = demo.apply(store.registry.as_ref(), store.ledger.as_ref()).await;
        let report = report.map_err(|error| failed(error.to_string()))?;
        tracing::info!("the store is new and has got the demo data: {report}");
    }
    Ok(store)
}

/// What to say of a clock that is away from the database's. What is booked goes by the database's.
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

/// The keys that anyone could come in with.
async fn list_keys(store: &Store, url: &StoreUrl) -> Result<Vec<ApiKey>, Failure> {
    store.keys.list_keys().await.map_err(|error| Failure::Failed(format!("{url}: {error}")))
}

fn no_key(host: &str) -> InvalidSettings {
    InvalidSettings::new(format!(
        "server.host {host} can be reached by others and there is no API key yet: make one with \
         `wallet keys create --name NAME --scopes read,spend,grant,operate`, or listen on 127.0.0.1, or add --insecure \
         if the network is safe by other means"
    ))
}

/// Serves until a signal comes or the server fails.
async fn serve(listener: TcpListener, ports: Ports, policy: KeyPolicy, settings: &Settings) -> std::io::Result<()> {
    let mut signals = Signals::new()?;
    let address = listener.local_addr()?;
    let server = app::start(listener, ports, policy, http_limits(settings, address))?;
    let handle = server.handle();
    announce(address, policy, settings.log.format);
    let stop = async {
        let name = signals.next().await;
        tracing::info!("{name}: stopping; requests in flight are answered");
        // What this returns tells when the workers are done, as the end of `server` does.
        drop(handle.stop(true));
        let name = signals.next().await;
        tracing::warn!("{name} again: requests in flight are cut; what they asked for is still recorded");
    };
    tokio::select! {
        ended = server => ended,
        () = stop => Ok(()),
    }
}

/// Says where the server is: in the log, and to whoever reads standard output, unless both are one stream of JSON.
fn announce(address: SocketAddr, policy: KeyPolicy, format: LogFormat) {
    match policy {
        KeyPolicy::Required => tracing::info!("listening on http://{address}; every request needs an API key"),
        KeyPolicy::Optional if address.ip().is_loopback() => {
            tracing::info!("listening on http://{address} for this machine only; no API keys are asked for");
        }
        KeyPolicy::Optional => {
            tracing::warn!("listening on http://{address} without API keys: whoever can reach it can move credits");
        }
    }
    if format == LogFormat::Text {
        say(&format!("listening on http://{address}"));
    }
}

fn address_of(settings: &Settings) -> Result<SocketAddr, InvalidSettings> {
    let host = settings.server.host.as_str();
    let unknown =
        |reason: String| InvalidSettings::new(format!("server.host is {host} and cannot be resolved: {reason}"));
    let mut addresses = (host, settings.server.port).to_socket_addrs().map_err(|error| unknown(error.to_string()))?;
    addresses.next().ok_or_else(|| unknown("it has no address".into()))
}

/// Takes the port; nobody is answered there yet.
fn bind(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

fn listen(socket: TcpSocket) -> std::io::Result<TcpListener> {
    socket.listen(BACKLOG)?.into_std()
}

fn no_port(address: SocketAddr, error: &std::io::Error) -> Failure {
    Failure::Failed(match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("port {} is in use: stop what listens there, or choose another with --port", address.port())
        }
        _ => format!("cannot listen on {address}: {error}"),
    })
}

/// What a process is asked to stop with.
struct Signals {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }

    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            // Without a handler the system ends the process by itself.
            Err(_) => std::future::pending().await,
        }
    }
}

/// Ends the store's threads; a driver's thread that hangs must not keep the process.
fn close(runtime: Runtime) {
    runtime.shutdown_timeout(Duration::from_secs(5));
}

fn queue_limits(settings: &Settings) -> QueueLimits {
    QueueLimits {
        batch_max: settings.queue.batch_max,
        queued_max: settings.queue.queued_max,
        deadline: Duration::from_millis(settings.server.deadline_ms),
    }
}

fn http_limits(settings: &Settings, address: SocketAddr) -> HttpLimits {
    let server = &settings.server;
    let defaults = HttpLimits::default();
    HttpLimits {
        workers: if server.workers == 0 { defaults.workers } else { server.workers },
        shutdown_timeout_s: server.shutdown_timeout_s,
        head_timeout: Duration::from_millis(server.head_timeout_ms),
        body_timeout: Duration::from_millis(server.body_timeout_ms),
        keep_alive: Duration::from_secs(server.keep_alive_s),
        write_timeout: Duration::from_millis(server.write_timeout_ms),
        connections_max: open_files::enough_for(server.connections_max),
        read_timeout: Duration::from_millis(server.deadline_ms),
        rates: rate_settings(&settings.limits),
        log_commands: settings.log.commands,
        // The settings were checked, so the list is good.
        hosts: Hosts::parse(&server.allowed_hosts).unwrap_or_default().listening_on(&server.host, address),
        ..defaults
    }
}

fn rate_settings(limits: &LimitSettings) -> RateSettings {
    RateSettings {
        key: Rate::new(limits.key_per_minute, limits.key_burst),
        owner: Rate::new(limits.owner_per_minute, limits.owner_burst),
        unknown_keys: Rate::new(limits.unknown_keys_per_minute, limits.unknown_keys_per_minute),
    }
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
