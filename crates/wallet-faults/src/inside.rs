//! The real application on a port of this machine, inside of this process: for what can only be reached there, such as
//! the clock.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use wallet_domain::access::ApiKeys;
use wallet_domain::{Clock, Feed, Ledger, Registry, Search, Snapshots, Verifier, Wallets};
use wallet_http::http::access::KeyPolicy;
use wallet_http::http::app::{HttpLimits, Ports};
use wallet_http::http::edge::rates::Ticks;
use wallet_http::http::server;
use wallet_service::{CommitQueue, FeedingLedger, LiveFeed, QueueLimits};

use crate::Verdict;

/// All that a server stands on.
pub(crate) struct Parts {
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) wallets: Arc<dyn Wallets>,
    pub(crate) search: Arc<dyn Search>,
    pub(crate) snapshots: Arc<dyn Snapshots>,
    pub(crate) registry: Arc<dyn Registry>,
    pub(crate) verifier: Arc<dyn Verifier>,
    pub(crate) keys: Arc<dyn ApiKeys>,
    pub(crate) feed: Arc<dyn Feed>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Parts {
    /// All of it in one store.
    pub(crate) fn of<S: Ledger + Wallets + Search + Snapshots + Registry + Verifier + ApiKeys + Feed + 'static>(
        store: S,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let store = Arc::new(store);
        Self {
            ledger: store.clone(),
            wallets: store.clone(),
            search: store.clone(),
            snapshots: store.clone(),
            registry: store.clone(),
            verifier: store.clone(),
            keys: store.clone(),
            feed: store,
            clock,
        }
    }
}

/// A server; dropping it stops it, once what it has accepted is recorded.
pub(crate) struct Inside {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Inside {
    /// Serves what is opened on the server's own runtime.
    pub(crate) fn start(
        open: impl AsyncFnOnce() -> Verdict<Parts> + Send + 'static,
        deadline: Duration,
    ) -> Verdict<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| format!("no port: {error}"))?;
        let address = listener.local_addr().map_err(|error| format!("no port: {error}"))?;
        let (stop, asked_to_stop) = oneshot::channel();
        let (sender, started) = channel();
        let thread = std::thread::spawn(move || {
            let runtime = Runtime::new().expect("a runtime can be had");
            let ended = runtime.block_on(async {
                let opened = open().await?;
                let limits = QueueLimits { batch_max: 2000, queued_max: 20_000, deadline };
                let feed = LiveFeed::of(opened.feed);
                tokio::spawn(feed.clone().run());
                let ledger = Arc::new(FeedingLedger::of(opened.ledger, feed.clone()));
                let queue = Arc::new(CommitQueue::start(ledger, limits));
                let ports = Ports {
                    queue: queue.clone(),
                    wallets: opened.wallets,
                    registry: opened.registry,
                    verifier: opened.verifier,
                    verify_now: Arc::default(),
                    keys: opened.keys,
                    keys_at_start: Vec::new(),
                    clock: opened.clock,
                    ticks: Ticks::start(),
                    checks: Arc::default(),
                    search: opened.search,
                    snapshots: opened.snapshots,
                    replicas: None,
                    feed: Some(feed),
                    rollups: None,
                    webhooks: None,
                    approvals: None,
                };
                let limits = HttpLimits { workers: 1, shutdown_timeout_s: 1, ..HttpLimits::default() };
                let server = server::start(listener, ports, KeyPolicy::Optional, limits);
                let server = server.map_err(|error| format!("the server does not start: {error}"))?;
                let handle = server.handle();
                tokio::spawn(async move {
                    let _ = asked_to_stop.await;
                    handle.stop(true).await;
                });
                // Whoever started this waits.
                let _ = sender.send(Ok(()));
                let ended = server.await.map_err(|error| format!("the server failed: {error}"));
                queue.close().await;
                ended
            });
            // If it is not heard, the server ran and its end is of no interest.
            let _ = sender.send(ended);
        });
        let inside = Self { address, stop: Some(stop), thread: Some(thread) };
        started.recv().map_err(|_| "the server's thread panicked".to_owned())??;
        Ok(inside)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Nobody hears it if the server has ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
