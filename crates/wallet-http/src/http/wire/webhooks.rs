//! Webhooks: what is asked for, and how they stand, told by the routes and by `wallet webhooks`. A secret is told once, when it is
//! made.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::webhook::{Endpoint, EndpointChange, EndpointStatus, Payload, Secret, Subscription, UnknownType};
use wallet_domain::{Description, EventCursor, Timestamp};
use wallet_service::webhook_admin::{EndpointView, NewEndpoint, Pinged, StartAt};
use wallet_webhooks::secret;

use super::fields::{Field, HookPayload, HookSecret, HookStart, HookUrl, Note, Place, optional};
use super::names;
use super::object::Patched;
use super::request::request;
use super::text::{display, moment, rfc3339};
use crate::http::problem::{Code, Problem};

request! {
    /// `POST /v1/webhooks`: where events are delivered to, and which.
    CreateWebhookRequest {
        /// An https URL on the public internet, without a user name. An operator can allow more by settings.
        url: Field<HookUrl>,
        /// The types of events: names and prefixes such as `spend.*`, `wallet.below` and `wallet.above` of alerts among them. All if it
        /// is not given.
        types: Option<Vec<String>> = ["spend.*", "top_up.posted"],
        /// How much of an event is sent; `full` if it is not given.
        payload: Option<Field<HookPayload>>,
        /// With which event it begins: `now` for those to come, which it is if it is not given; `beginning`; or an event's id.
        from: Option<Field<HookStart>>,
        description: Option<Field<Note>>,
        /// What signs: `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given.
        secret: Option<Field<HookSecret>>,
    }

    /// `PATCH /v1/webhooks/{id}`: what is to be changed. What is not named stays.
    ChangeWebhookRequest {
        url: Option<Field<HookUrl>>,
        /// The types of events, in the place of those before. What was read of the feed before the last
        /// seconds is not looked at again.
        types: Option<Vec<String>> = ["spend.*"],
        /// How much of an event is sent.
        payload: Option<Field<HookPayload>>,
        /// What it is for; null takes it away.
        #[serde(default)]
        description: Patched<Field<Note>>,
        /// Whether deliveries stop where they are, or go on from there. `false` also takes a disabled webhook into use again, and
        /// tries at once what failed, as another `url` does.
        paused: Option<bool>,
    }

    /// `POST /v1/webhooks/{id}/rotate`: what signs from now on. The secret before signs, too, for 24 hours.
    RotateSecretRequest {
        /// `whsec_` and the base64 of 24 to 64 random bytes. One is drawn if it is not given.
        secret: Option<Field<HookSecret>>,
    }

    /// `POST /v1/webhooks/{id}/replay`: the part of the feed to deliver once more.
    ReplayWebhookRequest {
        /// The id of the first event, or of a delivery of it or a gap; `0.0` is the beginning.
        from: Field<Place>,
        /// The id of the last event, or of a delivery of it; the latest one if it is not given.
        to: Option<Field<Place>>,
    }
}

impl CreateWebhookRequest {
    /// The endpoint, or what is wrong with a value.
    pub fn into_endpoint(self) -> Result<NewEndpoint, Problem> {
        Ok(NewEndpoint {
            url: self.url.get()?,
            types: self.types.map(Subscription::new).transpose()?.unwrap_or_default(),
            payload: optional(self.payload)?.unwrap_or_default(),
            start: optional(self.from)?.unwrap_or(StartAt::Now),
            description: optional(self.description)?,
            secret: optional(self.secret)?,
        })
    }
}

impl ChangeWebhookRequest {
    /// The change, or what is wrong with a value.
    pub fn into_change(self) -> Result<EndpointChange, Problem> {
        Ok(EndpointChange {
            url: optional(self.url)?,
            types: self.types.map(Subscription::new).transpose()?,
            payload: optional(self.payload)?,
            description: self.description.read(Field::get)?,
            is_paused: self.paused,
            secret: None,
        })
    }
}

impl RotateSecretRequest {
    /// The secret, if one is given.
    pub fn into_secret(self) -> Result<Option<Secret>, Problem> {
        optional(self.secret)
    }
}

impl ReplayWebhookRequest {
    /// The first event and the last one.
    pub fn into_range(self) -> Result<(EventCursor, Option<EventCursor>), Problem> {
        Ok((self.from.get()?, optional(self.to)?))
    }
}

impl From<UnknownType> for Problem {
    fn from(error: UnknownType) -> Self {
        Self::new(Code::InvalidEventType, error.to_string())
    }
}

/// Every webhook.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookList {
    /// By when they were made.
    pub data: Vec<Webhook>,
}

/// A webhook, and what signs its deliveries: told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookWithSecret {
    /// The secret: `whsec_` and base64. Keep it where the receiver finds it.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: String,
    /// The webhook.
    webhook: Webhook,
}

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhook {
    /// Its name.
    #[schema(example = "0a1b2c3d4e5f")]
    id: String,
    /// Where deliveries go.
    #[schema(example = "https://shop.example/hooks/wallet")]
    url: String,
    /// The types of events that it is sent.
    types: Vec<String>,
    /// How much of an event it is sent.
    #[schema(value_type = names::WebhookPayload)]
    payload: Payload,
    /// What it is for.
    description: Option<String>,
    /// Whether it is delivered to.
    #[schema(value_type = names::WebhookStatus)]
    status: &'static str,
    /// Why it was disabled, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<names::DisabledReason>)]
    disabled_reason: Option<&'static str>,
    /// Since when it is disabled, if it is.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    disabled_at: Option<Timestamp>,
    /// The first failure since something was delivered.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    failing_since: Option<Timestamp>,
    /// When it was made.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Until when the secret before the last rotation signs, too.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    previous_secret_until: Option<Timestamp>,
    /// What is delivered once more at the moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    replay: Option<WebhookReplay>,
    /// How many parked deliveries replays have made good.
    recovered: u64,
    /// How far it has got, where one webhook or the list of them is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    progress: Option<WebhookProgress>,
}

/// A range of the feed, both ends included.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookReplay {
    /// The first event.
    #[serde(serialize_with = "display")]
    #[schema(value_type = String, example = "1.0")]
    from: domain::EventId,
    /// The last event.
    #[serde(serialize_with = "display")]
    #[schema(value_type = String, example = "12.0")]
    to: domain::EventId,
}

/// How far a webhook has got.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookProgress {
    /// How many deliveries were taken, without those of replays.
    delivered: u64,
    /// Up to this event all that it asks for is delivered or parked.
    #[serde(serialize_with = "display")]
    #[schema(value_type = String, example = "12.0")]
    done: domain::EventId,
    /// How many positions of the feed are behind that.
    behind: i64,
    /// How many of its 16 partitions wait to try something again.
    failing: usize,
    /// When the first of them does; absent while it is paused or disabled.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// How many deliveries are parked, up to 1,000.
    parked: usize,
}

impl From<&Endpoint> for Webhook {
    fn from(endpoint: &Endpoint) -> Self {
        let disabled = match endpoint.status {
            EndpointStatus::Active | EndpointStatus::Paused => None,
            EndpointStatus::Disabled { reason, at } => Some((reason.name(), at)),
        };
        Self {
            id: endpoint.id.to_string(),
            url: endpoint.url.as_str().to_owned(),
            types: endpoint.types.names().to_vec(),
            payload: endpoint.payload,
            description: endpoint.description.as_ref().map(Description::as_str).map(str::to_owned),
            status: endpoint.status.name(),
            disabled_reason: disabled.map(|(reason, _)| reason),
            disabled_at: disabled.map(|(_, at)| at),
            failing_since: endpoint.failing_since,
            created_at: endpoint.created_at,
            previous_secret_until: endpoint.secrets.previous.as_ref().map(|(_, until)| *until),
            replay: endpoint.replay.as_ref().map(|replay| WebhookReplay { from: replay.from, to: replay.to }),
            recovered: endpoint.recovered,
            progress: None,
        }
    }
}

impl From<&EndpointView> for Webhook {
    fn from(view: &EndpointView) -> Self {
        let progress = WebhookProgress {
            delivered: view.delivered,
            done: view.done.event,
            behind: view.behind,
            failing: view.failing,
            next_attempt_at: view.again_at,
            parked: view.parked,
        };
        Self { progress: Some(progress), ..Self::from(&view.endpoint) }
    }
}

impl From<&Endpoint> for WebhookWithSecret {
    fn from(endpoint: &Endpoint) -> Self {
        Self { secret: secret::reveal(&endpoint.secrets.current), webhook: Webhook::from(endpoint) }
    }
}

/// What was tried lately.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookAttemptList<'a> {
    /// The latest first.
    pub data: Vec<WebhookAttempt<'a>>,
}

/// An attempt to deliver, or a run of attempts that all went well.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookAttempt<'a> {
    /// The `webhook-id` of the message; of several in one row, of the first.
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

impl<'a> From<&'a domain::webhook::Attempt> for WebhookAttempt<'a> {
    fn from(attempt: &'a domain::webhook::Attempt) -> Self {
        let domain::webhook::Attempt { id, to, count, event_type, at, attempt, status, error, took_ms } = attempt;
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

/// A page of what was given up, in the order of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParkedPage<'a> {
    /// The deliveries.
    pub data: Vec<ParkedDelivery<'a>>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// A delivery that was given up. A replay can make it good.
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

impl<'a> From<&'a domain::webhook::Parked> for ParkedDelivery<'a> {
    fn from(parked: &'a domain::webhook::Parked) -> Self {
        let domain::webhook::Parked { mark, event_type, at, attempts, status, error } = parked;
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

/// What came of a ping.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ping {
    /// Its `webhook-id`.
    #[schema(example = "ping.1793491200000000")]
    id: String,
    /// Whether it was taken: the answer is 2xx.
    delivered: bool,
    /// The status of the answer, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 204)]
    status: Option<u16>,
    /// What went wrong, if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error: Option<String>,
    /// How long it took, in milliseconds.
    took_ms: u32,
}

impl From<Pinged> for Ping {
    fn from(pinged: Pinged) -> Self {
        let Pinged { id, answer, took } = pinged;
        let status = answer.as_ref().ok().copied();
        Self {
            id,
            delivered: status.is_some_and(wallet_service::jobs::webhooks::is_good),
            status,
            error: answer.err().map(|failure| failure.to_string()),
            took_ms: u32::try_from(took.as_millis()).unwrap_or(u32::MAX),
        }
    }
}

/// What was deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deleted {
    /// Its name.
    pub id: String,
    /// True.
    #[schema(example = true)]
    pub deleted: bool,
}
