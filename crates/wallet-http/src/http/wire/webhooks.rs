//! Webhooks and alerts as they are told, by the routes and by `wallet webhooks` and `wallet alerts`.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain::webhook as domain;
use wallet_domain::webhook::{EndpointStatus, Threshold};
use wallet_domain::{Description, OwnerId, Timestamp};
use wallet_service::webhook_admin::EndpointView;

use super::text::{moment, rfc3339};

/// Where events are sent to, and how far that has got.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhook<'a> {
    /// Its name.
    #[schema(example = "3f9a0c81d2e4")]
    id: String,
    /// Where to.
    #[schema(example = "https://game.example/hooks/wallet")]
    url: &'a str,
    /// Which events: names, prefixes such as `spend.*`, or `*` for all.
    #[schema(example = json!(["spend.*", "top_up.posted"]))]
    types: &'a [String],
    /// How much of an event is sent: `full`, all of it; `thin`, its id, type and time.
    #[schema(example = "full")]
    payload: &'static str,
    /// What it is for.
    description: Option<&'a str>,
    /// When it was made.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Whether it is sent anything: `active`; `paused` by an operator; `disabled`, until an operator resumes it.
    #[schema(example = "active")]
    status: &'static str,
    /// Why it was disabled: `gone`, it answered 410; `failing`, it took nothing for five days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "failing")]
    disabled_reason: Option<&'static str>,
    /// When it was disabled.
    #[serde(serialize_with = "moment", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    disabled_at: Option<Timestamp>,
    /// Since when nothing was taken, if the latest attempt failed.
    #[serde(serialize_with = "moment", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    failing_since: Option<Timestamp>,
    /// How many deliveries were taken, without those of replays.
    #[schema(example = 1390)]
    delivered: u64,
    /// How many deliveries are parked, counted up to 1,000: they were given up, and a replay makes them good.
    #[schema(example = 0)]
    parked: usize,
    /// How many that were parked replays have made good.
    #[schema(example = 0)]
    recovered: u64,
    /// All that it is to be sent up to this position of the feed was taken or parked.
    #[schema(example = 1391)]
    done_position: i64,
    /// How many positions of the feed are behind that.
    #[schema(example = 0)]
    positions_behind: i64,
    /// In how many of its 16 places by owner something failed and waits to be tried again.
    #[schema(example = 0)]
    places_failing: usize,
    /// When the first of them is tried again.
    #[serde(serialize_with = "moment", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    next_attempt_at: Option<Timestamp>,
    /// What is sent once more, while that lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    replay: Option<WebhookReplay>,
    /// Until when deliveries are also signed with the secret before, after a rotation.
    #[serde(serialize_with = "moment", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    old_secret_until: Option<Timestamp>,
}

/// A range of the feed, both ends included.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookReplay {
    /// The first event.
    #[schema(example = "1204.0")]
    from: String,
    /// The last event.
    #[schema(example = "1391.0")]
    to: String,
}

/// A webhook with its secret, which is told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewWebhook<'a> {
    /// What signs: `whsec_` and the base64 of its bytes.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: String,
    /// The webhook.
    pub webhook: Webhook<'a>,
}

/// An attempt to deliver, or a run of attempts that all went well.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookAttempt<'a> {
    /// The `webhook-id` of what was sent; of a run, the first one's.
    #[schema(example = "1204.0")]
    id: &'a str,
    /// Of a run, the last one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "1206.0")]
    to: Option<&'a str>,
    /// How many.
    #[schema(example = 1)]
    count: u32,
    /// The type of the event; of a run, the last one's.
    #[serde(rename = "type")]
    #[schema(example = "spend.posted")]
    kind: &'a str,
    /// When it began; of a run, the last one.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Which attempt it was, from 1.
    #[schema(example = 1)]
    attempt: u32,
    /// The status, if there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 204)]
    status: Option<u16>,
    /// What went wrong, if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "timeout: no answer in time")]
    error: Option<&'a str>,
    /// How long it took, in milliseconds; of a run, the slowest.
    #[schema(example = 12)]
    took_ms: u32,
}

/// A delivery that was given up.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParkedDelivery<'a> {
    /// The `webhook-id`.
    #[schema(example = "1204.0")]
    id: String,
    /// The type of the event.
    #[serde(rename = "type")]
    #[schema(example = "spend.posted")]
    kind: &'a str,
    /// When it was given up.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    parked_at: Timestamp,
    /// How often it was tried.
    #[schema(example = 10)]
    attempts: u32,
    /// The latest status, if there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 500)]
    status: Option<u16>,
    /// What went wrong, if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "timeout: no answer in time")]
    error: Option<&'a str>,
}

/// A line that balances cross.
#[derive(Debug, Serialize, ToSchema)]
pub struct Alert<'a> {
    /// Its name.
    #[schema(example = "low-gold")]
    id: &'a str,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Whose balance; every player's if it is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "user_001")]
    owner: Option<&'a str>,
    /// It is told when a balance falls below this, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 100)]
    below: Option<i64>,
    /// It is told when a balance rises above this, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 5000)]
    above: Option<i64>,
    /// Since when it watches.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl<'a> From<&'a EndpointView> for Webhook<'a> {
    fn from(view: &'a EndpointView) -> Self {
        let endpoint = &view.endpoint;
        let (reason, disabled_at) = match endpoint.status {
            EndpointStatus::Disabled { reason, at } => (Some(reason.name()), Some(at)),
            EndpointStatus::Active | EndpointStatus::Paused => (None, None),
        };
        Self {
            id: endpoint.id.to_string(),
            url: endpoint.url.as_str(),
            types: endpoint.types.names(),
            payload: endpoint.payload.name(),
            description: endpoint.description.as_ref().map(Description::as_str),
            created_at: endpoint.created_at,
            status: endpoint.status.name(),
            disabled_reason: reason,
            disabled_at,
            failing_since: endpoint.failing_since,
            delivered: view.delivered,
            parked: view.parked,
            recovered: endpoint.recovered,
            done_position: view.done.event.position,
            positions_behind: view.behind,
            places_failing: view.failing,
            next_attempt_at: view.again_at,
            replay: endpoint.replay.as_ref().map(WebhookReplay::from),
            old_secret_until: endpoint.secrets.previous.as_ref().map(|(_, until)| *until),
        }
    }
}

impl From<&domain::Replay> for WebhookReplay {
    fn from(replay: &domain::Replay) -> Self {
        Self { from: replay.from.to_string(), to: replay.to.to_string() }
    }
}

impl<'a> From<&'a domain::Attempt> for WebhookAttempt<'a> {
    fn from(attempt: &'a domain::Attempt) -> Self {
        let domain::Attempt { id, to, count, event_type, at, attempt, status, error, took_ms } = attempt;
        Self {
            id,
            to: to.as_deref(),
            count: *count,
            kind: event_type,
            at: *at,
            attempt: *attempt,
            status: *status,
            error: error.as_deref(),
            took_ms: *took_ms,
        }
    }
}

impl<'a> From<&'a domain::Parked> for ParkedDelivery<'a> {
    fn from(parked: &'a domain::Parked) -> Self {
        let domain::Parked { mark, event_type, at, attempts, status, error } = parked;
        Self {
            id: mark.to_string(),
            kind: event_type,
            parked_at: *at,
            attempts: *attempts,
            status: *status,
            error: error.as_deref(),
        }
    }
}

impl<'a> From<&'a domain::Alert> for Alert<'a> {
    fn from(alert: &'a domain::Alert) -> Self {
        let domain::Alert { id, asset, owner, threshold, since } = alert;
        let (below, above) = match threshold {
            Threshold::Below(minor) => (Some(*minor), None),
            Threshold::Above(minor) => (None, Some(*minor)),
        };
        let owner = owner.as_ref().map(OwnerId::as_str);
        Self { id: id.as_str(), asset: asset.as_str(), owner, below, above, since: *since }
    }
}
