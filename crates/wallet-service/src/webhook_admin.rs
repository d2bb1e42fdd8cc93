//! What operators do with webhooks and alerts: routes and the command line both end here.
//!
//! Texts are parsed before; what needs the store, the feed or the network is judged here, in one place. No call waits for
//! a commit of the ledger.

use std::sync::Arc;
use std::time::{Duration, Instant};

use wallet_domain::webhook::{
    Alert, AlertId, Attempt, Endpoint, EndpointChange, EndpointCreation, EndpointStatus, Failing, Mark, Parked,
    Payload, Replay, ReplayStart, Secret, Secrets, Subscription, Threshold, WebhookId, WebhookUrl,
};
use wallet_domain::{
    AssetCode, Description, EventCursor, EventId, InvalidEventId, OwnerId, StaleCursor, StoreError, Timestamp, Wallets,
};

use crate::jobs::webhooks::{Message, Outgoing, Ports, SendFailure, UrlRefused};

/// What an operator does with webhooks and alerts.
#[derive(Clone)]
pub struct WebhookAdmin {
    ports: Ports,
    wallets: Arc<dyn Wallets>,
}

/// Where a new endpoint begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAt {
    /// With what happens from now on.
    Now,
    /// With the first event of the ledger.
    Beginning,
    /// With this event.
    Event(EventCursor),
}

impl std::str::FromStr for StartAt {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        match text {
            "now" => Ok(Self::Now),
            "beginning" => Ok(Self::Beginning),
            text => text.parse().map(Self::Event),
        }
    }
}

/// An endpoint to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEndpoint {
    /// Where to.
    pub url: WebhookUrl,
    /// What of.
    pub types: Subscription,
    /// How much of it.
    pub payload: Payload,
    /// What it is for.
    pub description: Option<Description>,
    /// Where it begins.
    pub start: StartAt,
    /// What signs; one is drawn if none is given.
    pub secret: Option<Secret>,
}

/// An alert to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAlert {
    /// Its name.
    pub id: AlertId,
    /// Of which asset.
    pub asset: AssetCode,
    /// Whose balance; every player's if there is none.
    pub owner: Option<OwnerId>,
    /// The line.
    pub threshold: Threshold,
}

/// An endpoint and how far it has got.
#[derive(Debug, Clone)]
pub struct EndpointView {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// How many deliveries were taken, without those of replays.
    pub delivered: u64,
    /// Behind which place of the feed there may be something left for it.
    pub done: Mark,
    /// How many positions of the feed are behind that place.
    pub behind: i64,
    /// How many of its partitions wait to try something again.
    pub failing: usize,
    /// When the first of them does, if the endpoint is delivered to.
    pub again_at: Option<Timestamp>,
    /// How many deliveries are parked, counted up to [`EndpointView::PARKED_MAX`].
    pub parked: usize,
}

impl EndpointView {
    /// So many parked deliveries are counted; more are told as this.
    pub const PARKED_MAX: u32 = 1_000;
}

/// What an endpoint was sent lately, and what was given up.
#[derive(Debug, Clone)]
pub struct Deliveries {
    /// The latest attempts of each partition, the latest first.
    pub attempts: Vec<Attempt>,
    /// What is parked, in the feed's order.
    pub parked: Vec<Parked>,
}

/// What came of a ping.
#[derive(Debug, Clone)]
pub struct Pinged {
    /// The `webhook-id` of the ping.
    pub id: String,
    /// The status of the answer, or why there was none.
    pub answer: Result<u16, SendFailure>,
    /// How long it took.
    pub took: Duration,
}

/// Why something cannot be done with a webhook or an alert. Each says so in a sentence.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// Deliveries may not go there.
    #[error("{0}")]
    Url(#[from] UrlRefused),
    /// The ledger has not got the event of a cursor.
    #[error("{0}")]
    Cursor(#[from] StaleCursor),
    /// A range ends before it begins.
    #[error("The range ends at {to}, before it begins at {from}.")]
    Range {
        /// The first event.
        from: EventId,
        /// The last event.
        to: EventId,
    },
    /// Nothing has happened that could be sent again.
    #[error("Nothing has happened yet, so there is nothing to replay.")]
    NoEvents,
    /// There are as many endpoints as there may be.
    #[error(
        "There are {} webhooks, and there may be no more. Delete one first.",
        wallet_domain::webhook::ENDPOINTS_MAX
    )]
    TooMany,
    /// There are as many alerts as there may be.
    #[error("There are {} alerts, and there may be no more. Delete one first.", Alert::ALERTS_MAX)]
    TooManyAlerts,
    /// There is no such endpoint.
    #[error("There is no webhook {0}.")]
    NotFound(WebhookId),
    /// There is no such alert.
    #[error("There is no alert {0}.")]
    AlertNotFound(AlertId),
    /// Another replay is not over yet.
    #[error("The webhook replays {} to {} already. Wait until that is over, or stop it.", .0.from, .0.to)]
    ReplayRunning(Replay),
    /// There is no such asset.
    #[error("There is no asset {0}.")]
    UnknownAsset(AssetCode),
    /// An alert of a wallet of the service.
    #[error("An alert watches players' wallets, and {0} is the service's own.")]
    SystemOwner(OwnerId),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl WebhookAdmin {
    /// How many random bytes a new endpoint takes: those of its id, and of its secret.
    pub const RANDOM_BYTES: usize = 6 + Self::SECRET_BYTES;
    /// How many random bytes a new secret takes.
    pub const SECRET_BYTES: usize = 32;

    /// On those ports.
    pub fn of(ports: Ports, wallets: Arc<dyn Wallets>) -> Self {
        Self { ports, wallets }
    }

    /// Makes an endpoint, and returns it with its secret.
    pub async fn create(&self, new: NewEndpoint, random: [u8; Self::RANDOM_BYTES]) -> Result<Endpoint, WebhookError> {
        self.check(&new.url).await?;
        let done = self.start(new.start).await?;
        let (id, secret) = random.split_first_chunk().expect("the first of its bytes are the id's");
        let endpoint = Endpoint {
            id: WebhookId::from_random(*id),
            url: new.url,
            types: new.types,
            payload: new.payload,
            description: new.description,
            created_at: self.ports.clock.now(),
            secrets: Secrets::new(new.secret.unwrap_or_else(|| drawn(secret))),
            status: EndpointStatus::Active,
            failing_since: None,
            replay: None,
            recovered: 0,
            resumed: 0,
            replays: 0,
        };
        match self.ports.webhooks.create_endpoint(&endpoint, &done).await? {
            EndpointCreation::Created => Ok(endpoint),
            EndpointCreation::TooMany => Err(WebhookError::TooMany),
        }
    }

    /// Every endpoint, by when it was made.
    pub async fn list(&self) -> Result<Vec<EndpointView>, WebhookError> {
        let head = self.ports.feed.head().await?;
        let mut views = Vec::new();
        for endpoint in self.ports.webhooks.list_endpoints().await? {
            views.push(self.view(endpoint, head).await?);
        }
        Ok(views)
    }

    /// One endpoint.
    pub async fn show(&self, id: WebhookId) -> Result<EndpointView, WebhookError> {
        let endpoint = self.find(id).await?;
        let head = self.ports.feed.head().await?;
        self.view(endpoint, head).await
    }

    /// Changes an endpoint, and returns it as it now is.
    pub async fn change(&self, id: WebhookId, change: &EndpointChange) -> Result<Endpoint, WebhookError> {
        if let Some(url) = &change.url {
            self.check(url).await?;
        }
        let changed = self.ports.webhooks.change_endpoint(id, change).await?;
        changed.ok_or(WebhookError::NotFound(id))
    }

    /// Puts another secret into use: the given one, or one that is drawn. For a day the one before signs too.
    pub async fn rotate(
        &self,
        id: WebhookId,
        secret: Option<Secret>,
        random: [u8; Self::SECRET_BYTES],
    ) -> Result<Endpoint, WebhookError> {
        let secret = secret.unwrap_or_else(|| drawn(&random));
        let change = EndpointChange { secret: Some((secret, self.ports.clock.now())), ..EndpointChange::default() };
        self.change(id, &change).await
    }

    /// Deletes an endpoint with all that is known of it.
    pub async fn delete(&self, id: WebhookId) -> Result<(), WebhookError> {
        if self.ports.webhooks.delete_endpoint(id).await? { Ok(()) } else { Err(WebhookError::NotFound(id)) }
    }

    /// Sends an endpoint a message of its own, once, whether or not it is active. Nothing is recorded of it.
    pub async fn ping(&self, id: WebhookId) -> Result<Pinged, WebhookError> {
        let endpoint = self.find(id).await?;
        let now = self.ports.clock.now();
        let ping = format!("ping.{}", now.as_micros());
        let message = Message::Ping { id: ping.clone(), at: now };
        let outgoing = Outgoing {
            id: ping.clone(),
            timestamp_s: now.as_micros() / 1_000_000,
            body: self.ports.render.render(&message, endpoint.payload).into(),
            secrets: endpoint.secrets.signing(now).cloned().collect(),
        };
        let began = Instant::now();
        let answer = self.ports.sender.send(&endpoint.url, outgoing).await;
        Ok(Pinged { id: ping, answer, took: began.elapsed() })
    }

    /// Sends a range once more, both ends included: to the latest event if no end is given. Replays run beside the live
    /// deliveries, one at a time.
    pub async fn replay(
        &self,
        id: WebhookId,
        from: EventCursor,
        to: Option<EventCursor>,
    ) -> Result<Endpoint, WebhookError> {
        self.find(id).await?;
        self.ports.feed.sequence().await?;
        let to = match to {
            Some(to) => to,
            None => EventCursor::end_of(&*self.ports.feed).await?,
        };
        let (from, to) = (self.find_event(from).await?, self.find_event(to).await?);
        if to == EventId::START {
            return Err(WebhookError::NoEvents);
        }
        if to < from {
            return Err(WebhookError::Range { from, to });
        }
        match self.ports.webhooks.start_replay(id, &Replay { from, to }).await? {
            ReplayStart::Started(endpoint) => Ok(*endpoint),
            ReplayStart::Running(running) => Err(WebhookError::ReplayRunning(running)),
            ReplayStart::NotFound => Err(WebhookError::NotFound(id)),
        }
    }

    /// Stops the replay of an endpoint, if it has one, and returns it as it now is. What was delivered of it stays delivered.
    pub async fn stop_replay(&self, id: WebhookId) -> Result<Endpoint, WebhookError> {
        self.ports.webhooks.stop_replay(id).await?.ok_or(WebhookError::NotFound(id))
    }

    /// The latest attempts, and what is parked behind a place, at most so many.
    pub async fn deliveries(
        &self,
        id: WebhookId,
        parked_after: Option<Mark>,
        parked_max: u32,
    ) -> Result<Deliveries, WebhookError> {
        self.find(id).await?;
        let mut attempts = self.ports.webhooks.list_attempts(id).await?;
        attempts.sort_by(|one, other| (other.at, &other.id).cmp(&(one.at, &one.id)));
        let parked = self.ports.webhooks.list_parked(id, parked_after, parked_max).await?;
        Ok(Deliveries { attempts, parked })
    }

    /// Puts an alert, in the place of the one of its id if there is one. One that says the same watches on.
    pub async fn put_alert(&self, new: NewAlert) -> Result<Alert, WebhookError> {
        let NewAlert { id, asset, owner, threshold } = new;
        if let Some(owner) = owner.as_ref().filter(|owner| owner.is_system()) {
            return Err(WebhookError::SystemOwner(owner.clone()));
        }
        if !self.wallets.list_assets().await?.iter().any(|known| known.code == asset) {
            return Err(WebhookError::UnknownAsset(asset));
        }
        // By the ledger's clock, as the events are.
        let since = self.wallets.read_clock().await?;
        let alert = Alert { id, asset, owner, threshold, since };
        self.ports.webhooks.put_alert(&alert).await?.ok_or(WebhookError::TooManyAlerts)
    }

    /// Every alert, by id.
    pub async fn alerts(&self) -> Result<Vec<Alert>, WebhookError> {
        Ok(self.ports.webhooks.list_alerts().await?)
    }

    /// Deletes an alert.
    pub async fn delete_alert(&self, id: &AlertId) -> Result<(), WebhookError> {
        let was_there = self.ports.webhooks.delete_alert(id).await?;
        if was_there { Ok(()) } else { Err(WebhookError::AlertNotFound(id.clone())) }
    }

    async fn check(&self, url: &WebhookUrl) -> Result<(), WebhookError> {
        Ok(self.ports.sender.check(url).await?)
    }

    async fn find(&self, id: WebhookId) -> Result<Endpoint, WebhookError> {
        let endpoints = self.ports.webhooks.list_endpoints().await?;
        endpoints.into_iter().find(|endpoint| endpoint.id == id).ok_or(WebhookError::NotFound(id))
    }

    async fn find_event(&self, cursor: EventCursor) -> Result<EventId, WebhookError> {
        Ok(cursor.find_in(&*self.ports.feed).await??.id)
    }

    /// What an endpoint that begins there need not be sent.
    async fn start(&self, start: StartAt) -> Result<Mark, WebhookError> {
        // What was committed before is no part of what comes from now on.
        self.ports.feed.sequence().await?;
        Ok(match start {
            StartAt::Beginning => Mark::behind(EventId::START),
            StartAt::Now => Mark::behind(EventCursor::end_of(&*self.ports.feed).await?.id),
            StartAt::Event(cursor) => match self.find_event(cursor).await? {
                EventId::START => Mark::behind(EventId::START),
                event => Mark::before(event),
            },
        })
    }

    async fn view(&self, endpoint: Endpoint, head: i64) -> Result<EndpointView, WebhookError> {
        let id = endpoint.id;
        let partitions = self.ports.webhooks.list_partitions(id).await?;
        let parked = self.ports.webhooks.list_parked(id, None, EndpointView::PARKED_MAX).await?;
        let live = || partitions.iter().filter(|partition| !partition.key.is_replay());
        let done = live().map(|partition| &partition.progress.done).min().cloned();
        let done = done.unwrap_or_else(|| Mark::behind(EventId::START));
        let waits = |failing: &&Failing| endpoint.waits_for(failing);
        let failing = || partitions.iter().filter_map(|partition| partition.progress.failing.as_ref()).filter(waits);
        let is_active = endpoint.status == EndpointStatus::Active;
        Ok(EndpointView {
            delivered: live().map(|partition| partition.progress.delivered).sum(),
            behind: (head - done.event.position).max(0),
            done,
            failing: failing().count(),
            again_at: failing().map(|failing| failing.again_at).min().filter(|_| is_active),
            parked: parked.len(),
            endpoint,
        })
    }
}

fn drawn(random: &[u8]) -> Secret {
    Secret::new(random).expect("the system drew as many bytes as a secret has")
}

#[cfg(test)]
mod tests;
