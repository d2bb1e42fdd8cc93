//! Deliveries to webhooks beside requests: they begin once the store is open, and end before it is closed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;
use wallet_domain::SystemClock;
use wallet_domain::webhook::Holder;
use wallet_service::jobs::webhooks::{Deliveries, Pace, Ports};
use wallet_webhooks::{HttpSender, SenderOptions};

use super::super::Failure;
use crate::config::Settings;
use crate::http::wire::Messages;
use crate::store::Store;

/// How long the store may take to save how far webhooks have got at the end, after what is on its way was answered or cut.
const SAVING_MAX: Duration = Duration::from_secs(12);

/// What webhooks need of a store and of the settings.
pub(in crate::cli) fn ports(store: &Store, settings: &Settings) -> Result<Ports, Failure> {
    let sender = HttpSender::new(SenderOptions::new(settings.webhooks.guard()?));
    let sender = sender.map_err(|error| Failure::Failed(format!("webhooks cannot be sent: {error}")))?;
    Ok(Ports {
        feed: store.feed.clone(),
        webhooks: store.webhooks.clone(),
        sender: Arc::new(sender),
        render: Arc::new(Messages),
        clock: Arc::new(SystemClock),
    })
}

/// The deliveries of this server, on a thread of their own.
pub(super) struct Delivering {
    stop: Option<oneshot::Sender<()>>,
    cut: Option<oneshot::Sender<()>>,
    ended: oneshot::Receiver<()>,
    stopping_max: Duration,
}

impl Delivering {
    /// Begins to deliver. A webhook must not slow a write, so the thread takes what time of the processors others leave.
    /// What is on its way when it is stopped has `stopping_max` to be answered.
    pub(super) fn start(ports: Ports, stopping_max: Duration) -> Result<Self, Failure> {
        let no_thread =
            |error: std::io::Error| Failure::Failed(format!("no thread for webhooks could be started: {error}"));
        let mut name = [0; 8];
        getrandom::fill(&mut name)
            .map_err(|error| Failure::Failed(format!("the system has no random numbers: {error}")))?;
        let holder = Holder(format!("{:016x}", u64::from_be_bytes(name)));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(no_thread)?;
        let ((stop, stopped), (cut, is_cut), (end, ended)) =
            (oneshot::channel::<()>(), oneshot::channel::<()>(), oneshot::channel());
        let pace = Pace { stopping_max, ..Pace::default() };
        let deliver = move || {
            give_way();
            // An end without a word is an end.
            let (stopped, is_cut) = (async { drop(stopped.await) }, async { drop(is_cut.await) });
            runtime.block_on(Deliveries::new(ports, holder, pace).run(stopped, is_cut));
            // The server may have stopped waiting for it.
            let _ = end.send(());
        };
        std::thread::Builder::new().name("wallet-webhooks".into()).spawn(deliver).map_err(no_thread)?;
        Ok(Self { stop: Some(stop), cut: Some(cut), ended, stopping_max })
    }

    /// Sends nothing more, and waits for the answers to what is on its way.
    pub(super) fn stop(&mut self) {
        self.stop = None;
    }

    /// Waits for no answers any more.
    pub(super) fn cut(&mut self) {
        self.cut = None;
    }

    /// Lets what is on its way arrive, saves how far each webhook has got, and gives them to other servers.
    pub(super) async fn end(mut self) {
        self.stop();
        match timeout(self.stopping_max + SAVING_MAX, self.ended).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => tracing::error!("deliveries to webhooks had ended: their thread panicked"),
            Err(_) => tracing::warn!("how far webhooks have got was not saved in time: a part is delivered again"),
        }
    }
}

/// Lets the system prefer every other thread to this one: beside a busy one it gets a tenth of a processor, which is enough
/// to renew its leases in time. On Linux alone a thread has a priority of its own.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        tracing::warn!(%error, "webhooks have the priority of requests");
    }
}
