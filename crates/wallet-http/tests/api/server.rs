//! The real application on a port of its own, over a store of the test's choice.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use async_trait::async_trait;
use futures_util::FutureExt;
use tokio::sync::Semaphore;
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, ApprovalRecord, Approvals};
use wallet_domain::mocks::MockVerifier;
use wallet_domain::testing::{
    MemoryApprovals, MemoryKeys, MemoryLedger, MemoryWebhooks, SetClock, api_key, approvals_contract, asset,
    asset_named, bonus, mint, owner, webhooks_contract,
};
use wallet_domain::webhook::{Alert, AlertId, Mark, Threshold, WebhookUrl, Webhooks};
use wallet_domain::{
    Asset, AssetCode, CapUsage, ChainHash, ChangeRecord, ChangeSubject, Claim, Clock, Command, EventId, Feed, Group,
    Head, HoldPosition, Ledger, OpenHold, Outcome, OwnerId, PageRequest, Reference, Registry, Rollups, Search,
    Snapshots, StatementLine, StoreError, StoreErrorKind, SystemWallets, Timestamp, Transaction, TransactionId,
    VerificationRecord, Verifier, Wallet, Wallets,
};
use wallet_http::http::access::KeyPolicy;
use wallet_http::http::app::{HttpLimits, Ports};
use wallet_http::http::edge::rates::Ticks;
use wallet_http::http::health::Checks;
use wallet_http::http::replicas::Replicas;
use wallet_http::http::server::start;
use wallet_http::http::wire::Messages;
use wallet_service::jobs::sweep::Sweeper;
use wallet_service::jobs::webhooks::{Outgoing, Ports as WebhookPorts, SendFailure, Sender, UrlRefused};
use wallet_service::{CommitQueue, FeedingLedger, LiveFeed, QueueLimits, WebhookAdmin};
use wallet_webhooks::{Guard, HttpSender, Lookup, SenderOptions};

use harness::http::{Request, Response};

/// What a server stands on.
pub(crate) struct Parts {
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) wallets: Arc<dyn Wallets>,
    pub(crate) registry: Arc<dyn Registry>,
    pub(crate) verifier: Arc<dyn Verifier>,
    pub(crate) keys: Arc<dyn ApiKeys>,
    pub(crate) approvals: Arc<dyn Approvals>,
    pub(crate) keys_at_start: Vec<ApiKey>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ticks: Ticks,
    pub(crate) checks: Arc<Checks>,
    pub(crate) search: Arc<dyn Search>,
    pub(crate) snapshots: Arc<dyn Snapshots>,
    pub(crate) replicas: Option<Arc<dyn Replicas>>,
    pub(crate) feed: Option<Arc<dyn Feed>>,
    pub(crate) rollups: Option<Arc<dyn Rollups>>,
    pub(crate) webhooks: Option<WebhookPorts>,
    pub(crate) policy: KeyPolicy,
    pub(crate) queue: QueueLimits,
    pub(crate) http: HttpLimits,
}

impl Parts {
    /// All of it in one store.
    pub(crate) fn of<S: Ledger + Wallets + Search + Feed + Rollups + Snapshots + Registry + 'static>(
        store: &Arc<S>,
    ) -> Self {
        Self {
            ledger: store.clone(),
            wallets: store.clone(),
            registry: store.clone(),
            verifier: Arc::new(verified_once()),
            approvals: Arc::new(MemoryApprovals::of(waiting())),
            keys: Arc::new(MemoryKeys::of([api_key(200, "turned", "keys").0, asker()])),
            keys_at_start: Vec::new(),
            clock: Arc::new(SetClock::at(1_700_000_000_000_000)),
            ticks: Ticks::start(),
            checks: Arc::default(),
            search: store.clone(),
            snapshots: store.clone(),
            replicas: None,
            feed: Some(store.clone()),
            rollups: Some(store.clone()),
            webhooks: Some(webhooks(store.clone())),
            policy: KeyPolicy::Optional,
            queue: QueueLimits { batch_max: 1000, queued_max: 20_000, deadline: Duration::from_secs(10) },
            http: HttpLimits { workers: 1, shutdown_timeout_s: 5, ..HttpLimits::default() },
        }
    }
}

/// Webhooks in memory, two of them and an alert, whose sender answers 204 to whatever may be sent.
fn webhooks(feed: Arc<dyn Feed>) -> WebhookPorts {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let webhooks = MemoryWebhooks::new(clock.clone());
    let begin = Mark::behind(EventId::START);
    for seed in [1, 2] {
        let created = webhooks.create_endpoint(&webhooks_contract::endpoint(seed), &begin).now_or_never();
        created.expect("memory waits for nothing").expect("memory works");
    }
    let alert = Alert {
        id: AlertId::new("low_gold").expect("an id"),
        asset: asset("GOLD_COINS"),
        owner: None,
        threshold: Threshold::Below(100),
        since: clock.now(),
    };
    webhooks.put_alert(&alert).now_or_never().expect("memory waits for nothing").expect("memory works");
    let sender = SenderOptions { lookup: Arc::new(OneAddress), ..SenderOptions::new(Guard::default()) };
    let sender = Arc::new(Nowhere(HttpSender::new(sender).expect("it starts")));
    WebhookPorts { feed, webhooks: Arc::new(webhooks), sender, render: Arc::new(Messages), clock }
}

/// Every name leads to one address of the public internet; those of this machine lead to it.
struct OneAddress;

#[async_trait]
impl Lookup for OneAddress {
    async fn lookup(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok(match name {
            "localhost" => vec![IpAddr::from([127, 0, 0, 1])],
            "nowhere.example" => Vec::new(),
            _ => vec![IpAddr::from([8, 8, 8, 8])],
        })
    }
}

/// Judges URLs as servers do, and sends nothing.
struct Nowhere(HttpSender);

#[async_trait]
impl Sender for Nowhere {
    async fn check(&self, to: &WebhookUrl) -> Result<(), UrlRefused> {
        self.0.check(to).await
    }

    async fn send(&self, _: &WebhookUrl, _: Outgoing) -> Result<u16, SendFailure> {
        Ok(204)
    }
}

fn verified_once() -> MockVerifier {
    let mut verifier = MockVerifier::new();
    let record = VerificationRecord {
        finished_at: Timestamp::from_micros(1_700_000_000_000_001),
        findings: 0,
        heads: Vec::new(),
    };
    verifier.expect_last_verification().returning(move || Ok(Some(record.clone())));
    let hash = ChainHash::from_bytes(&[7; 32]).expect("32 bytes");
    verifier.expect_list_heads().returning(move || {
        Ok(vec![Head { lane: 0, number: 3, created_at: Timestamp::from_micros(1_700_000_000_000_000), hash }])
    });
    verifier
}

/// A server; dropping it stops it.
pub(crate) struct TestServer {
    pub(crate) address: SocketAddr,
    pub(crate) queue: Arc<CommitQueue>,
    wallets: Arc<dyn Wallets>,
    runtime: Arc<tokio::runtime::Runtime>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    /// Over a ledger in memory that holds the demo.
    pub(crate) fn demo() -> Self {
        Self::start(Parts::of(&demo_ledger()))
    }

    pub(crate) fn start(parts: Parts) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = Arc::new(runtime.expect("a runtime"));
        let (sender, started) = mpsc::channel();
        let wallets = parts.wallets.clone();
        let thread = std::thread::spawn({
            let runtime = runtime.clone();
            move || {
                runtime.block_on(async move {
                    let feed = parts.feed.map(LiveFeed::of);
                    let ledger = match &feed {
                        Some(feed) => Arc::new(FeedingLedger::of(parts.ledger, feed.clone())),
                        None => parts.ledger,
                    };
                    if let Some(feed) = &feed {
                        tokio::spawn(feed.clone().run());
                    }
                    let queue = Arc::new(CommitQueue::start(ledger, parts.queue));
                    let webhooks = parts.webhooks.map(|ports| WebhookAdmin::of(ports, parts.wallets.clone()));
                    let app = Ports {
                        queue: queue.clone(),
                        wallets: parts.wallets,
                        registry: parts.registry,
                        verifier: parts.verifier,
                        verify_now: Arc::default(),
                        keys: parts.keys,
                        approvals: Some(parts.approvals),
                        keys_at_start: parts.keys_at_start,
                        clock: parts.clock,
                        ticks: parts.ticks,
                        checks: parts.checks,
                        search: parts.search,
                        snapshots: parts.snapshots,
                        replicas: parts.replicas,
                        feed: feed.clone(),
                        rollups: parts.rollups,
                        webhooks,
                    };
                    let server = start(listener, app, parts.policy, parts.http).expect("the server starts");
                    sender.send((server.handle(), queue)).expect("the test waits for this");
                    server.await.expect("the server ends well");
                });
            }
        });
        let (handle, queue) = started.recv().expect("the server starts");
        Self { address, queue, wallets, runtime, handle, thread: Some(thread) }
    }

    pub(crate) fn send(&self, request: &Request) -> Response {
        request.send(self.address)
    }

    pub(crate) fn get(&self, target: &str) -> Response {
        self.send(&Request::get(target))
    }

    /// A write under a key.
    pub(crate) fn post(&self, target: &str, key: &str, json: &str) -> Response {
        self.send(&Request::post(target, json).key(key))
    }

    /// One round of the sweeper: how many holds it has ended.
    pub(crate) fn sweep(&self) -> usize {
        let mut sweeper = Sweeper::new(self.wallets.clone(), self.queue.clone());
        self.block_on(sweeper.sweep()).expect("the store works")
    }

    /// Runs a future on the server's runtime.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(std::thread::panicking() || ended.is_ok(), "the server's thread panicked");
        }
    }
}

/// GOLD_COINS with user_001 holding 500 and user_002 none; 1,000 are left in the treasury. And DIAMONDS, of which there
/// are none.
pub(crate) fn demo_ledger() -> Arc<MemoryLedger> {
    demo_ledger_at(Arc::new(SetClock::at(1_700_000_000_000_000)))
}

/// The same by a clock of the test's.
pub(crate) fn demo_ledger_at(clock: Arc<SetClock>) -> Arc<MemoryLedger> {
    let ledger = Arc::new(MemoryLedger::new(clock));
    let opening = async {
        for code in ["GOLD_COINS", "DIAMONDS"] {
            ledger.create_asset(&asset_named(code)).await.expect("memory works");
            for player in ["user_001", "user_002"] {
                ledger.open_wallet(&owner(player), &asset(code)).await.expect("memory works");
            }
            ledger.open_wallet(&owner("system:event"), &asset(code)).await.expect("memory works");
        }
        let commands = [mint("GOLD_COINS", 1500, "demo mint"), bonus("user_001", "GOLD_COINS", 500, "demo grant")];
        let outcomes = ledger.execute(&commands).await.expect("memory works");
        assert!(outcomes.iter().all(|outcome| outcome.result().is_ok()), "{outcomes:?}");
    };
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(opening);
    ledger
}

/// A ledger that commits nothing until it is let: for each commit it says that it has begun, and waits for a permit.
pub(crate) struct GatedLedger {
    inner: Arc<MemoryLedger>,
    gate: Semaphore,
    begun: mpsc::Sender<usize>,
}

impl GatedLedger {
    /// The gate, closed, and where it tells the size of each batch that has come to it.
    pub(crate) fn before(inner: Arc<MemoryLedger>) -> (Arc<Self>, mpsc::Receiver<usize>) {
        let (begun, batches) = mpsc::channel();
        (Arc::new(Self { inner, gate: Semaphore::new(0), begun }), batches)
    }

    /// Lets every commit through from now on.
    pub(crate) fn open(&self) {
        self.gate.add_permits(Semaphore::MAX_PERMITS / 2);
    }
}

#[async_trait]
impl Ledger for GatedLedger {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        // A test that has seen enough no longer listens.
        let _ = self.begun.send(commands.len());
        self.gate.acquire().await.expect("the gate is never closed for good").forget();
        self.inner.execute_grouped(commands, groups).await
    }
}

/// The commands of two approvals that wait, by another's key.
pub(crate) const WAITING: [(&str, &str); 2] = [
    ("waits", r#"{"flow":"bonus","idempotency_key":"waits","owner":"user_001","asset":"GOLD_COINS","amount":1}"#),
    (
        "is-refused",
        r#"{"flow":"bonus","idempotency_key":"is-refused","owner":"user_001","asset":"GOLD_COINS","amount":1}"#,
    ),
];

/// The key that has asked for them.
pub(crate) fn asker() -> ApiKey {
    let id = approvals_contract::actor(0xaa).key().and_then(|id| ApiKeyId::new(id).ok()).expect("a key");
    ApiKey { id, ..api_key(201, "person 170", "grant").0 }
}

/// Approvals that any test's server has.
pub(crate) fn waiting() -> Vec<ApprovalRecord> {
    let maker = approvals_contract::actor(0xaa);
    let made = WAITING.map(|(name, text)| {
        let command = bonus("user_001", "GOLD_COINS", 1, name);
        let digest = command.fingerprint().to_string();
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        ApprovalRecord::new(command.id(), (text.to_owned(), digest), &maker, at)
    });
    made.into()
}

/// A read side that never answers.
pub(crate) struct StuckWallets;

#[async_trait]
impl Wallets for StuckWallets {
    async fn read_clock(&self) -> Result<Timestamp, StoreError> {
        std::future::pending().await
    }

    async fn find_cap_usage(&self, _: &str, _: &str) -> Result<CapUsage, StoreError> {
        std::future::pending().await
    }

    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        std::future::pending().await
    }

    async fn list_wallets(&self, _: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        std::future::pending().await
    }

    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError> {
        std::future::pending().await
    }

    async fn find_wallet(&self, _: &OwnerId, _: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        std::future::pending().await
    }

    async fn list_stripes(
        &self,
        _: &OwnerId,
        _: &AssetCode,
        _: PageRequest,
    ) -> Result<Option<Vec<Vec<StatementLine>>>, StoreError> {
        std::future::pending().await
    }

    async fn list_holds(
        &self,
        _: &OwnerId,
        _: &AssetCode,
        _: Option<HoldPosition>,
        _: u32,
    ) -> Result<Option<Vec<OpenHold>>, StoreError> {
        std::future::pending().await
    }

    async fn find_claim(&self, _: TransactionId) -> Result<Option<Claim>, StoreError> {
        std::future::pending().await
    }

    async fn list_lapsed(&self, _: u32) -> Result<Vec<Command>, StoreError> {
        std::future::pending().await
    }

    async fn list_about(&self, _: TransactionId, _: u32) -> Result<Vec<Transaction>, StoreError> {
        std::future::pending().await
    }

    async fn list_payments(&self, _: &Reference, _: u32) -> Result<Vec<Transaction>, StoreError> {
        std::future::pending().await
    }

    async fn list_changes(&self, _: ChangeSubject, _: Option<i64>, _: u32) -> Result<Vec<ChangeRecord>, StoreError> {
        std::future::pending().await
    }

    async fn find_transaction(&self, _: TransactionId) -> Result<Option<Transaction>, StoreError> {
        std::future::pending().await
    }

    async fn find_transactions(&self, _: &[TransactionId]) -> Result<Vec<Transaction>, StoreError> {
        std::future::pending().await
    }
}

/// A store's failure of that kind, with a cause that no caller may see.
pub(crate) fn failure(kind: StoreErrorKind) -> StoreError {
    StoreError::new(kind, "password of db-7")
}
