//! The application: what handlers call, and the bounds of it. `feed` has what they ask of the feed, `figures` what they
//! ask of snapshots.

mod feed;
mod figures;
mod keepers;

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use actix_web::dev::RequestHead;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use wallet_domain::access::{ApiKey, ApiKeys, Approvals};
use wallet_domain::{
    Clock, Command, Flow, GroupKind, Outcome, OwnerId, Registry, Rollups, Search, Snapshots, StoreError, Timestamp,
    Verifier, Wallets, Zone,
};
use wallet_service::{CommitQueue, Leftover, LiveFeed, SubmitError, WebhookAdmin};

use crate::http::access::{Caller, Hosts, KeyBelief, KeyPolicy, KeyRing, Origins};
use crate::http::command_log::{Asked, Subject};
use crate::http::deadline::within;
use crate::http::edge::rates::{RateSettings, Rates, Ticks};
use crate::http::extract::{DryRun, NewerThan};
use crate::http::health::{Check, CheckList, CheckStatus, Checks};
use crate::http::metrics;
use crate::http::problem::{Code, Problem};
use crate::http::replicas::{self, Replicas, Source};

/// All that handlers call: the commit queue for writes, the ports for the rest.
#[derive(Clone)]
pub struct Ports {
    /// The commit queue, which takes commands.
    pub queue: Arc<CommitQueue>,
    /// The read side.
    pub wallets: Arc<dyn Wallets>,
    /// Assets and the opening of wallets.
    pub registry: Arc<dyn Registry>,
    /// When the invariants were last proven.
    pub verifier: Arc<dyn Verifier>,
    /// Asks the job that proves them to do so now.
    pub verify_now: Arc<Notify>,
    /// The store of API keys.
    pub keys: Arc<dyn ApiKeys>,
    /// The keys that there were at the start. What is not among them counts as unknown until it was found once.
    pub keys_at_start: Vec<ApiKey>,
    /// The clock by which keys expire.
    pub clock: Arc<dyn Clock>,
    /// The clock of the rate limits.
    pub ticks: Ticks,
    /// The checks of `/health/ready` beside reads and writes.
    pub checks: Arc<Checks>,
    /// Searches across owners.
    pub search: Arc<dyn Search>,
    /// Who holds what.
    pub snapshots: Arc<dyn Snapshots>,
    /// Copies of the store for reads that may be late, if there are any.
    pub replicas: Option<Arc<dyn Replicas>>,
    /// The feed of events; none if the store has none.
    pub feed: Option<Arc<LiveFeed>>,
    /// The figures of days; none if the store keeps none.
    pub rollups: Option<Arc<dyn Rollups>>,
    /// Webhooks and alerts; none if the store has none.
    pub webhooks: Option<WebhookAdmin>,
    /// Where commands are kept that wait for an approval; none if the store has no place for them.
    pub approvals: Option<Arc<dyn Approvals>>,
}

/// How many searches run at once: others wait, so that they never take more than that of the store's time.
const SEARCHES_MAX: usize = 2;
/// How many exports run at once, each in the time that writes leave.
const EXPORTS_MAX: usize = 4;
/// How many webhooks are pinged at once.
const PINGS_MAX: usize = 4;

/// Bounds of the HTTP side.
#[derive(Debug, Clone)]
pub struct HttpLimits {
    /// How many threads serve connections.
    pub workers: usize,
    /// How long a graceful shutdown waits for requests in flight, in seconds.
    pub shutdown_timeout_s: u64,
    /// How long a request's head may take to arrive.
    pub head_timeout: Duration,
    /// How long a request's body may take to arrive.
    pub body_timeout: Duration,
    /// How long an idle connection is kept.
    pub keep_alive: Duration,
    /// How long a client may read nothing of its answer.
    pub write_timeout: Duration,
    /// How many connections there may be; more wait to be accepted.
    pub connections_max: usize,
    /// How long a read may wait for the store.
    pub read_timeout: Duration,
    /// How long `/health/ready` waits for the store.
    pub ready_timeout: Duration,
    /// How long what was read of an API key is believed: a revocation takes effect within it.
    pub key_life: Duration,
    /// How often a stream of events that has nothing to tell says that it is there.
    pub heartbeat: Duration,
    /// The zone of the days of figures.
    pub zone: Zone,
    /// How much a key, a player and an address may ask for.
    pub rates: RateSettings,
    /// Whether each command is a line of the log.
    pub log_commands: bool,
    /// The hosts that it answers to where no keys are asked for.
    pub hosts: Hosts,
    /// The other sites whose pages may use it.
    pub origins: Origins,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            shutdown_timeout_s: 30,
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(10),
            keep_alive: Duration::from_secs(75),
            write_timeout: Duration::from_secs(10),
            connections_max: 16_384,
            read_timeout: Duration::from_secs(10),
            ready_timeout: Duration::from_secs(2),
            key_life: Duration::from_secs(5),
            heartbeat: Duration::from_secs(15),
            zone: Zone::default(),
            rates: RateSettings::default(),
            log_commands: false,
            hosts: Hosts::default(),
            origins: Origins::default(),
        }
    }
}

/// The application's state, given to every handler.
pub struct App {
    ports: Ports,
    limits: HttpLimits,
    ring: Arc<KeyRing>,
    rates: Rates,
    primary: Source,
    searches: Semaphore,
    pings: Semaphore,
    exports: Arc<Semaphore>,
    /// The mark of the ledger's first event, from when there is one.
    ledger: OnceLock<u32>,
    document: LazyLock<Bytes>,
}

impl App {
    pub(crate) fn new(ports: Ports, policy: KeyPolicy, limits: HttpLimits, document: fn() -> Bytes) -> Self {
        let belief = KeyBelief { policy, life: limits.key_life, patience: limits.read_timeout };
        let ring = Arc::new(KeyRing::new(ports.keys.clone(), &ports.keys_at_start, ports.clock.clone(), belief));
        let rates = Rates::new(limits.rates, &ports.ticks);
        let (searches, pings) = (Semaphore::new(SEARCHES_MAX), Semaphore::new(PINGS_MAX));
        let primary = Source {
            wallets: ports.wallets.clone(),
            search: ports.search.clone(),
            snapshots: ports.snapshots.clone(),
            feed: ports.feed.as_ref().map(|feed| feed.source()),
            rollups: ports.rollups.clone(),
        };
        let (exports, ledger) = (Arc::new(Semaphore::new(EXPORTS_MAX)), OnceLock::new());
        Self {
            ports,
            limits,
            ring,
            rates,
            primary,
            searches,
            pings,
            exports,
            ledger,
            document: LazyLock::new(document),
        }
    }

    /// The OpenAPI document.
    pub(crate) fn document(&self) -> Bytes {
        self.document.clone()
    }

    pub(crate) fn limits(&self) -> &HttpLimits {
        &self.limits
    }

    pub(crate) fn queue(&self) -> &CommitQueue {
        &self.ports.queue
    }

    pub(crate) fn ring(&self) -> &Arc<KeyRing> {
        &self.ring
    }

    pub(crate) fn rates(&self) -> &Rates {
        &self.rates
    }

    /// Refuses what may come from another site's page, where nobody needs a key.
    pub(crate) fn check_source(&self, head: &RequestHead) -> Result<(), Problem> {
        match self.ring.policy() {
            KeyPolicy::Required => Ok(()),
            KeyPolicy::Optional => self.limits.hosts.check(head, &self.limits.origins),
        }
    }

    /// The time now by this machine's clock, for the log and for API keys: what is booked goes by the ledger's.
    pub(crate) fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// Submits the command of a request, unless its player has had too many. Once submitted it is decided, whether or
    /// not anyone still waits for the answer.
    pub(crate) async fn submit(
        &self,
        request: &HttpRequest,
        command: Command,
        dry_run: DryRun,
    ) -> Result<Outcome, Problem> {
        let caller = caller_of(request)?;
        caller.permit_command(&command)?;
        let command = command.by(caller.origin(request.headers())?);
        self.submit_as(request, command, dry_run).await
    }

    /// Has a command carried out that was approved: it is as its maker asked for it.
    pub(crate) async fn carry_out(&self, request: &HttpRequest, command: Command) -> Result<Outcome, Problem> {
        self.submit_as(request, command, DryRun::No).await
    }

    async fn submit_as(&self, request: &HttpRequest, command: Command, dry_run: DryRun) -> Result<Outcome, Problem> {
        let flow = command.flow();
        request.extensions_mut().insert(Subject::of(&command));
        let asked = self.limits.log_commands.then(|| Asked::of(&command));
        let answer = match (self.rates.count_command(request, &command), dry_run) {
            (Err(problem), _) => Err(problem),
            (Ok(()), DryRun::No) => self.ports.queue.submit(command).await.map_err(Problem::from),
            (Ok(()), DryRun::Yes) => {
                let mut answers = self.ports.queue.submit_group(vec![command], GroupKind::Trial).await;
                // A trial is no answered command, so it is not counted.
                return answers.pop().expect("a group of one command has one answer").map_err(Problem::from);
            }
        };
        metrics::count_outcome(flow, &answer);
        if let Some(asked) = asked {
            asked.answered(request, self.now(), &answer);
        }
        answer
    }

    /// Submits commands that are decided together, in order, unless a player of theirs has had too many.
    pub(crate) async fn submit_group(
        &self,
        request: &HttpRequest,
        commands: Vec<Command>,
        kind: GroupKind,
    ) -> Vec<Result<Outcome, Problem>> {
        let refused = self.rates.count_commands(&commands);
        if let Some(index) = commands.iter().position(|command| refused.contains_key(command.owner())) {
            let problem = &refused[commands[index].owner()];
            return vec![Err(problem.clone().at(index)); commands.len()];
        }
        let noted = self.note(&commands);
        let answers = self.ports.queue.submit_group(commands, kind).await;
        let answers: Vec<_> = answers.into_iter().map(|answer| answer.map_err(Problem::from)).collect();
        if !kind.is_trial() {
            self.report(request, noted, &answers);
        }
        answers
    }

    /// Keeps the flow and the log line of each command until it is answered.
    fn note(&self, commands: &[Command]) -> Vec<(Flow, Option<Asked>)> {
        let note = |command: &Command| (command.flow(), self.limits.log_commands.then(|| Asked::of(command)));
        commands.iter().map(note).collect()
    }

    /// Counts and logs the answers.
    fn report(&self, request: &HttpRequest, noted: Vec<(Flow, Option<Asked>)>, answers: &[Result<Outcome, Problem>]) {
        for ((flow, asked), answer) in noted.into_iter().zip(answers) {
            metrics::count_outcome(flow, answer);
            if let Some(asked) = asked {
                asked.answered(request, self.now(), answer);
            }
        }
    }

    /// Submits many commands, in order, but those of players who have had too many.
    pub(crate) async fn submit_all(
        &self,
        request: &HttpRequest,
        commands: Vec<Command>,
    ) -> Vec<Result<Outcome, Problem>> {
        let noted = self.note(&commands);
        let refused = self.rates.count_commands(&commands);
        let answers = if refused.is_empty() {
            self.ports
                .queue
                .submit_all(commands)
                .await
                .into_iter()
                .map(|answer| answer.map_err(Problem::from))
                .collect()
        } else {
            self.submit_others(commands, &refused).await
        };
        self.report(request, noted, &answers);
        answers
    }

    /// Submits the commands of all players but those who are refused.
    async fn submit_others(
        &self,
        commands: Vec<Command>,
        refused: &HashMap<OwnerId, Problem>,
    ) -> Vec<Result<Outcome, Problem>> {
        let mut places = Vec::with_capacity(commands.len());
        let mut admitted = Vec::with_capacity(commands.len());
        for command in commands {
            let place = refused.get(command.owner()).cloned().map_or(Ok(()), Err);
            if place.is_ok() {
                admitted.push(command);
            }
            places.push(place);
        }
        let mut answers = self.ports.queue.submit_all(admitted).await.into_iter();
        let mut next = || answers.next().expect("the queue answers each of them").map_err(Problem::from);
        places.into_iter().map(|place| place.and_then(|()| next())).collect()
    }

    /// Asks the read side; fails if it takes too long.
    pub(crate) async fn read<'a, T, F>(&'a self, ask: impl FnOnce(&'a dyn Wallets) -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, StoreError>> + 'a,
    {
        self.read_from(&self.primary, ask).await
    }

    /// Asks the read side of a source; fails if it takes too long.
    pub(crate) async fn read_from<'a, T, F>(
        &self,
        source: &'a Source,
        ask: impl FnOnce(&'a dyn Wallets) -> F,
    ) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, StoreError>> + 'a,
    {
        within(self.limits.read_timeout, ask(&*source.wallets)).await
    }

    /// The store itself as a source.
    pub(crate) fn primary(&self) -> &Source {
        &self.primary
    }

    /// Whether a source is the store itself.
    pub(crate) fn is_primary(&self, source: &Source) -> bool {
        Arc::ptr_eq(&source.wallets, &self.primary.wallets)
    }

    /// Answers a read that may be late, which it tells.
    pub(crate) async fn answer_late(
        &self,
        newer_than: NewerThan,
        ask: impl AsyncFn(&Source) -> Result<HttpResponse, Problem>,
    ) -> Result<HttpResponse, Problem> {
        // Half of the time is left for the store itself.
        let patience = self.limits.read_timeout / 2;
        replicas::answer(&self.primary, self.ports.replicas.as_deref(), newer_than, patience, ask).await
    }

    /// Refuses writes while nothing is booked.
    pub(crate) fn check_writes(&self) -> Result<(), Problem> {
        if self.ports.queue.is_stopped() { Err(SubmitError::Stopped.into()) } else { Ok(()) }
    }

    /// Searches across owners; fails if the search or the wait for its turn takes too long.
    pub(crate) async fn search<T>(
        &self,
        source: &Source,
        look: impl AsyncFnOnce(&dyn Search) -> Result<T, StoreError>,
    ) -> Result<T, Problem> {
        within(self.limits.read_timeout, async {
            let _turn = self.searches.acquire().await.expect("nobody closes it");
            look(&*source.search).await
        })
        .await
    }

    /// A place among those who export, and the pace of it; none if there are too many.
    pub(crate) fn export_place(&self) -> Result<(OwnedSemaphorePermit, Leftover), Problem> {
        let many =
            |_| Problem::new(Code::Overloaded, "Too many exports run at the moment. Try again when one is over.");
        let place = self.exports.clone().try_acquire_owned().map_err(many)?;
        Ok((place, Leftover::of(self.ports.queue.clone())))
    }

    /// Asks the registry, whose calls are safe to repeat; fails if it takes too long.
    pub(crate) async fn register<'a, T, F>(&'a self, ask: impl FnOnce(&'a dyn Registry) -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, StoreError>> + 'a,
    {
        within(self.limits.read_timeout, ask(&*self.ports.registry)).await
    }

    /// The latest commit of every lane; fails if reading them takes too long.
    pub(crate) async fn list_heads(&self) -> Result<Vec<wallet_domain::Head>, Problem> {
        within(self.limits.read_timeout, self.ports.verifier.list_heads()).await
    }

    /// Asks the server's own verification to prove now what is not proven yet.
    pub(crate) fn verify_now(&self) {
        self.ports.verify_now.notify_one();
    }

    /// Every check: whether the store answers a small read in time, whether it takes writes, and those that are kept.
    pub(crate) async fn check_ready(&self) -> Result<CheckList, (Problem, CheckList)> {
        let mut checks = self.ports.checks.list();
        let answered = within(self.limits.ready_timeout, self.ports.wallets.list_assets()).await;
        checks.insert("reads", if answered.is_ok() { Check::ok() } else { Check::failed(NO_READS) });
        let written = within(self.limits.ready_timeout, self.ports.queue.check_store()).await;
        checks.insert("writes", if written.is_ok() { Check::ok() } else { Check::failed(NO_WRITES) });
        if let Err(problem) = answered {
            return Err((problem, checks));
        }
        let code = if self.ports.queue.is_stopped() { Code::WritesStopped } else { Code::StoreUnavailable };
        let failed = checks.values().find(|check| check.status() == CheckStatus::Failed);
        match failed.map(|check| check.detail().unwrap_or(NO_WRITES).to_owned()) {
            None => Ok(checks),
            Some(detail) => Err((Problem::new(code, detail), checks)),
        }
    }
}

/// The sentences of the checks `reads` and `writes` when they fail.
const NO_READS: &str = "Nothing can be read at the moment: the log says why.";
const NO_WRITES: &str = "Nothing can be booked at the moment: the log says why.";

/// The caller of a request.
fn caller_of(request: &HttpRequest) -> Result<Caller, Problem> {
    let caller = request.extensions().get::<Caller>().cloned();
    caller.ok_or_else(|| Problem::internal("the route has no gate"))
}
