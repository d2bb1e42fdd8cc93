//! The port: where endpoints are kept, how far each has got, and who delivers to it.

use std::time::Duration;

use async_trait::async_trait;

use crate::ports::error::StoreError;
use crate::webhook::alert::{Alert, AlertId};
use crate::webhook::endpoint::{Endpoint, EndpointChange, Replay, Verdict};
use crate::webhook::id::WebhookId;
use crate::webhook::mark::Mark;
use crate::webhook::progress::{Attempt, Holder, Parked, Partition, PartitionKey, Progress};

/// Where webhooks are kept. No call may wait for a commit of the ledger, or make one wait for longer than a row's write.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// Records an endpoint whose partitions all begin behind `done`. There MUST be no more than
    /// [`ENDPOINTS_MAX`](crate::webhook::ENDPOINTS_MAX). Repeating the call MUST be harmless.
    async fn create_endpoint(&self, endpoint: &Endpoint, done: &Mark) -> Result<EndpointCreation, StoreError>;

    /// Every endpoint, by when it was made, then by id.
    async fn list_endpoints(&self) -> Result<Vec<Endpoint>, StoreError>;

    /// Changes an endpoint and answers what it now is; `None` if there is none.
    async fn change_endpoint(&self, id: WebhookId, change: &EndpointChange) -> Result<Option<Endpoint>, StoreError>;

    /// Deletes an endpoint with all that is known of it. Returns whether there was one.
    async fn delete_endpoint(&self, id: WebhookId) -> Result<bool, StoreError>;

    /// Begins a replay: its partitions, in the endpoint's [`replay_places`](Endpoint::replay_places), begin behind what comes
    /// before its first event. There MUST be one at a time.
    async fn start_replay(&self, id: WebhookId, replay: &Replay) -> Result<ReplayStart, StoreError>;

    /// Ends a replay before it is over, with its partitions: nothing that a server still holds of it is saved. Answers the
    /// endpoint as it now is, also if there was no replay; `None` if there is no endpoint.
    async fn stop_replay(&self, id: WebhookId) -> Result<Option<Endpoint>, StoreError>;

    /// Every partition of an endpoint, by place.
    async fn list_partitions(&self, id: WebhookId) -> Result<Vec<Partition>, StoreError>;

    /// What an endpoint has parked behind that place, in order, at most so many.
    async fn list_parked(&self, id: WebhookId, after: Option<Mark>, max: u32) -> Result<Vec<Parked>, StoreError>;

    /// The latest attempts of an endpoint, [`Attempt::KEPT`] a partition, in any order.
    async fn list_attempts(&self, id: WebhookId) -> Result<Vec<Attempt>, StoreError>;

    /// Leases every partition of these endpoints that nobody else holds, or whose lease is over, for so long. Two holders
    /// MUST never have one at once. Returns what the caller now holds of them.
    async fn lease(&self, holder: &Holder, of: &[WebhookId], time: Duration) -> Result<Vec<Partition>, StoreError>;

    /// Saves what a holder has done and renews its leases for so long, in one commit; also one that is over, if nobody else
    /// has taken it. Of a partition that is not its own any more, nothing is saved. A replay that is
    /// [over](Progress::is_over) is forgotten.
    async fn save(&self, holder: &Holder, report: &Report, time: Duration) -> Result<Saved, StoreError>;

    /// Ends the leases of a holder.
    async fn release(&self, holder: &Holder) -> Result<(), StoreError>;

    /// Records an alert, or changes the one of its id. One that says the same as before keeps its `since`. `None` if there
    /// are [`Alert::ALERTS_MAX`] others.
    async fn put_alert(&self, alert: &Alert) -> Result<Option<Alert>, StoreError>;

    /// Every alert, by id.
    async fn list_alerts(&self) -> Result<Vec<Alert>, StoreError>;

    /// Deletes an alert. Returns whether there was one.
    async fn delete_alert(&self, id: &AlertId) -> Result<bool, StoreError>;
}

/// What came of [`Webhooks::create_endpoint`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointCreation {
    /// It is there, by this call or by one like it before.
    Created,
    /// There are as many as there may be.
    TooMany,
}

/// What came of [`Webhooks::start_replay`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplayStart {
    /// It begins.
    Started(Box<Endpoint>),
    /// Another one is not over yet.
    Running(Replay),
    /// There is no such endpoint.
    NotFound,
}

/// What a holder has done since it saved last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Every partition that it holds, with its progress if that has changed.
    pub held: Vec<(PartitionKey, Option<Progress>)>,
    /// Attempts, each with its number in its partition.
    pub attempts: Vec<(PartitionKey, u64, Attempt)>,
    /// What it gave up.
    pub parked: Vec<(PartitionKey, Parked)>,
    /// What a replay has delivered: it is parked no longer.
    pub recovered: Vec<(PartitionKey, Mark)>,
    /// What deliveries say about endpoints.
    pub verdicts: Vec<(WebhookId, Verdict)>,
}

/// What came of [`Webhooks::save`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    /// The partitions that it holds still, in order.
    pub held: Vec<PartitionKey>,
    /// The endpoints that it gave a verdict on, as they now are.
    pub judged: Vec<Endpoint>,
}
