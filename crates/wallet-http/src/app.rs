//! The HTTP application: what it needs, and how it is started on a listener.

use std::future::Future;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::KeepAlive;
use actix_web::web::Data;
use actix_web::{App as Actix, HttpServer};
use wallet_domain::access::ApiKeys;
use wallet_domain::{Clock, Command, Outcome, Registry, StoreError, Verifier, Wallets};
use wallet_service::CommitQueue;

use crate::access::{KeyPolicy, KeyRing};
use crate::middleware::Edge;
use crate::problem::Problem;
use crate::{metrics, routes};

/// All that handlers call: the commit queue for writes, the ports for the rest.
#[derive(Clone)]
pub struct Ports {
    /// Where commands are submitted.
    pub queue: Arc<CommitQueue>,
    /// The read side.
    pub wallets: Arc<dyn Wallets>,
    /// Assets and the opening of wallets.
    pub registry: Arc<dyn Registry>,
    /// When the invariants were last proven.
    pub verifier: Arc<dyn Verifier>,
    /// Who may call.
    pub keys: Arc<dyn ApiKeys>,
    /// What keys expire by.
    pub clock: Arc<dyn Clock>,
}

/// Bounds of the HTTP side.
#[derive(Debug, Clone, Copy)]
pub struct HttpLimits {
    /// How many threads serve connections.
    pub workers: usize,
    /// How long a graceful shutdown waits for requests in flight, in seconds.
    pub shutdown_timeout_s: u64,
    /// How long a request's head may take to arrive; at least a second.
    pub head_timeout: Duration,
    /// How long a request's body may take to arrive.
    pub body_timeout: Duration,
    /// How long an idle connection is kept.
    pub keep_alive: Duration,
    /// How long a read may wait for the store.
    pub read_timeout: Duration,
    /// How long `/health/ready` waits for the store.
    pub ready_timeout: Duration,
    /// How long what was read of an API key is believed: a revocation takes effect within it.
    pub key_life: Duration,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            shutdown_timeout_s: 30,
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(10),
            keep_alive: Duration::from_secs(75),
            read_timeout: Duration::from_secs(10),
            ready_timeout: Duration::from_secs(2),
            key_life: Duration::from_secs(5),
        }
    }
}

/// What every handler is given.
pub struct App {
    ports: Ports,
    limits: HttpLimits,
    ring: Arc<KeyRing>,
}

impl App {
    pub(crate) fn limits(&self) -> &HttpLimits {
        &self.limits
    }

    pub(crate) fn ring(&self) -> &Arc<KeyRing> {
        &self.ring
    }

    /// Submits a command. Once submitted it is decided, whether or not anyone still waits for the answer.
    pub(crate) async fn submit(&self, command: Command) -> Result<Outcome, Problem> {
        let flow = command.flow();
        let answer = self.ports.queue.submit(command).await.map_err(Problem::from);
        metrics::count_outcome(flow, &answer);
        answer
    }

    /// Submits many commands, in order.
    pub(crate) async fn submit_all(&self, commands: Vec<Command>) -> Vec<Result<Outcome, Problem>> {
        let flows: Vec<_> = commands.iter().map(Command::flow).collect();
        let answers = self.ports.queue.submit_all(commands).await;
        let answers: Vec<_> = answers.into_iter().map(|answer| answer.map_err(Problem::from)).collect();
        for (flow, answer) in flows.into_iter().zip(&answers) {
            metrics::count_outcome(flow, answer);
        }
        answers
    }

    /// What the read side says, unless it takes too long.
    pub(crate) async fn read<'a, T, F>(&'a self, ask: impl FnOnce(&'a dyn Wallets) -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, StoreError>> + 'a,
    {
        within(self.limits.read_timeout, ask(&*self.ports.wallets)).await
    }

    /// What the registry says, unless it takes too long. Its calls are safe to repeat.
    pub(crate) async fn register<'a, T, F>(&'a self, ask: impl FnOnce(&'a dyn Registry) -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, StoreError>> + 'a,
    {
        within(self.limits.read_timeout, ask(&*self.ports.registry)).await
    }

    /// What the latest verification found, unless that takes too long to find out.
    pub(crate) async fn last_verification(&self) -> Result<Option<wallet_domain::VerificationRecord>, Problem> {
        within(self.limits.read_timeout, self.ports.verifier.last_verification()).await
    }

    /// Whether the store answers a small question in time.
    pub(crate) async fn check_ready(&self) -> Result<(), Problem> {
        within(self.limits.ready_timeout, self.ports.wallets.list_assets()).await.map(|_| ())
    }
}

/// A store that takes too long is as good as one that cannot be reached.
pub(crate) async fn within<T>(
    timeout: Duration,
    answer: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, Problem> {
    match tokio::time::timeout(timeout, answer).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Problem::unavailable()),
    }
}

/// The server tells this time by a clock that it reads twice a second: a shorter one could end before it began.
const HEAD_TIMEOUT_MIN: Duration = Duration::from_secs(1);

/// Starts serving on `listener`; the caller awaits the server and stops it by its handle. Signals are the caller's.
///
/// Needs a tokio runtime to be called in; the connections are served by threads of their own.
pub fn start(listener: TcpListener, ports: Ports, policy: KeyPolicy, limits: HttpLimits) -> std::io::Result<Server> {
    metrics::install();
    let ring = Arc::new(KeyRing::new(ports.keys.clone(), ports.clock.clone(), policy, &limits));
    let app = Data::new(App { ports, limits, ring });
    let server = HttpServer::new(move || Actix::new().app_data(app.clone()).configure(routes::configure).wrap(Edge))
        .workers(limits.workers)
        .shutdown_timeout(limits.shutdown_timeout_s)
        .client_request_timeout(limits.head_timeout.max(HEAD_TIMEOUT_MIN))
        .keep_alive(KeepAlive::Timeout(limits.keep_alive))
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}
