//! What is answered about webhooks and alerts. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde::{Deserialize, Serialize};

use super::words::{DisabledReason, WebhookPayload, WebhookStatus};

/// An alert on balances. Webhooks that ask for `wallet.below` and `wallet.above` are told of each crossing once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// The line, if it is told when the balance rises above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<i64>,
    /// Whether it watches every player's.
    pub all: bool,
    /// Of which asset.
    pub asset: String,
    /// The line, if it is told when the balance falls below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<i64>,
    /// Its name.
    pub id: String,
    /// Whose balance; absent if it watches every player's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Since when it watches for just this.
    pub since: String,
}

/// Every alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertList {
    /// By id.
    pub data: Vec<Alert>,
}

/// What was deleted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// True.
    pub deleted: bool,
    /// Its name.
    pub id: String,
}

/// A delivery that was given up. A replay can make it good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParkedDelivery {
    /// How often it was tried.
    pub attempts: i64,
    /// What went wrong, if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The `webhook-id`.
    pub id: String,
    /// When it was given up.
    pub parked_at: String,
    /// The latest status, if there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// The type of the event.
    pub r#type: String,
}

/// A page of what was given up, in the order of the feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParkedPage {
    /// The deliveries.
    pub data: Vec<ParkedDelivery>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// What came of a ping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ping {
    /// Whether it was taken: the answer is 2xx.
    pub delivered: bool,
    /// What went wrong, if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Its `webhook-id`.
    pub id: String,
    /// The status of the answer, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Webhook {
    /// When it was made.
    pub created_at: String,
    /// What it is for.
    pub description: Option<String>,
    /// Since when it is disabled, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<String>,
    /// Why it was disabled, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<DisabledReason>,
    /// The first failure since something was delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<String>,
    /// Its name.
    pub id: String,
    /// How much of an event it is sent.
    pub payload: WebhookPayload,
    /// Until when the secret before the last rotation signs, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_secret_until: Option<String>,
    /// How far it has got, where one webhook or the list of them is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<WebhookProgress>,
    /// How many parked deliveries replays have made good.
    pub recovered: i64,
    /// What is delivered once more at the moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay: Option<WebhookReplay>,
    /// Whether it is delivered to.
    pub status: WebhookStatus,
    /// The types of events that it is sent.
    pub types: Vec<String>,
    /// Where deliveries go.
    pub url: String,
}

/// An attempt to deliver, or a run of attempts that all went well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookAttempt {
    /// When it began; of a run, the last one.
    pub at: String,
    /// Which attempt it was, from 1.
    pub attempt: i64,
    /// How many.
    pub count: i64,
    /// What went wrong, if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The `webhook-id` of the message; of several in one row, of the first.
    pub id: String,
    /// The status, if there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// Of a run, the last one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How long it took, in milliseconds; of a run, the slowest.
    pub took_ms: i64,
    /// The type of the event; of a run, the last one's.
    pub r#type: String,
}

/// What was tried lately.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookAttemptList {
    /// The latest first.
    pub data: Vec<WebhookAttempt>,
}

/// Every webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookList {
    /// By when they were made.
    pub data: Vec<Webhook>,
}

/// How far a webhook has got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookProgress {
    /// How many positions of the feed are behind that.
    pub behind: i64,
    /// How many deliveries were taken, without those of replays.
    pub delivered: i64,
    /// Up to this event all that it asks for is delivered or parked.
    pub done: String,
    /// How many of its 16 partitions wait to try something again.
    pub failing: i64,
    /// When the first of them does; absent while it is paused or disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<String>,
    /// How many deliveries are parked, up to 1,000.
    pub parked: i64,
}

/// A range of the feed, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookReplay {
    /// The first event.
    pub from: String,
    /// The last event.
    pub to: String,
}

/// A webhook, and what signs its deliveries: told this once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookWithSecret {
    /// The secret: `whsec_` and base64. Keep it where the receiver finds it.
    pub secret: String,
    /// The webhook.
    pub webhook: Webhook,
}
