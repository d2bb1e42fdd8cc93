//! Deliveries to webhooks beside requests: they begin once the store is open, and end before it is closed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use wallet_domain::SystemClock;
use wallet_domain::webhook::Holder;
use wallet_service::jobs::webhooks::{Deliveries, Pace, Ports};
use wallet_webhooks::{HttpSender, SenderOptions};

use super::super::Failure;
use crate::config::Settings;
use crate::http::wire::Messages;
use crate::store::Store;

/// How long the end may take: what is on its way has two seconds of it, the store the rest.
const ENDING_MAX: Duration = Duration::from_secs(8);

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

/// The deliveries of this server.
pub(super) struct Delivering {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Delivering {
    /// Begins to deliver, on the runtime that this is called in.
    pub(super) fn start(ports: Ports) -> Result<Self, Failure> {
        let mut name = [0; 8];
        getrandom::fill(&mut name)
            .map_err(|error| Failure::Failed(format!("the system has no random numbers: {error}")))?;
        let holder = Holder(format!("{:016x}", u64::from_be_bytes(name)));
        let (stop, stopped) = oneshot::channel();
        let deliveries = Deliveries::new(ports, holder, Pace::default());
        let task = tokio::spawn(deliveries.run(async {
            // An end without a word is an end.
            let _ = stopped.await;
        }));
        Ok(Self { stop, task })
    }

    /// Lets what is on its way arrive, saves how far each webhook has got, and gives them to other servers.
    pub(super) async fn end(self) {
        let Self { stop, task } = self;
        drop(stop);
        match timeout(ENDING_MAX, task).await {
            Ok(Ok(())) => {}
            Ok(Err(panicked)) => tracing::error!("deliveries to webhooks had ended: {panicked}"),
            Err(_) => tracing::warn!("how far webhooks have got was not saved in time: a part is delivered again"),
        }
    }
}
