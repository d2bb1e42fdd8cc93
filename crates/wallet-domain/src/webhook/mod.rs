//! Webhooks: who is told of which events, how far each has got, and when an event is given up. No rule about money is in
//! here.
//!
//! An endpoint has [`PARTITIONS`] partitions by owner, each with a cursor of its own ([`Progress`]): what fails holds back
//! only the owners of its partition. A replay is a second set of as many places beside them.
//!
//! - [`endpoint`]: the endpoint, what changes it, and when it is disabled.
//! - [`id`]: its name.
//! - [`secret`]: what deliveries are signed with.
//! - [`subscription`]: the types that an endpoint asks for.
//! - [`mark`]: where a partition is in the feed.
//! - [`progress`]: how far a partition has got, what it tried, and what it gave up.
//! - [`schedule`]: when a failed delivery is tried again.
//! - [`alert`]: balances that are told of when they cross a line.

pub mod alert;
pub mod endpoint;
pub mod id;
pub mod mark;
pub mod progress;
pub mod schedule;
pub mod secret;
pub mod subscription;

pub use crate::ports::webhooks::{EndpointCreation, ReplayStart, Report, Saved, Webhooks};
pub use alert::{Alert, AlertId, InvalidAlertId, InvalidLine, Threshold};
pub use endpoint::{
    DisabledReason, ENDPOINTS_MAX, Endpoint, EndpointChange, EndpointStatus, InvalidUrl, Payload, Replay, Verdict,
    WebhookUrl,
};
pub use id::{InvalidWebhookId, WebhookId};
pub use mark::{Mark, named_event};
pub use progress::{Attempt, Failing, Gap, Holder, PARTITIONS, Parked, Partition, PartitionKey, Progress};
pub use schedule::{ATTEMPTS_MAX, pause_after};
pub use secret::{InvalidSecret, Secret, Secrets};
pub use subscription::{Subscription, UnknownType};
