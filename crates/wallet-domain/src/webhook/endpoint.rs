//! The endpoint: where deliveries go, what changes it, and when it is disabled.

use std::ops::Range;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::record::event::EventId;
use crate::value::text::Description;
use crate::value::time::Timestamp;
use crate::webhook::id::WebhookId;
use crate::webhook::mark::{Mark, as_text};
use crate::webhook::progress::{Failing, PARTITIONS, Progress};
use crate::webhook::secret::{Secret, Secrets};
use crate::webhook::subscription::Subscription;

/// The most endpoints of a ledger.
pub const ENDPOINTS_MAX: usize = 50;

/// Where events are delivered to. The serialised form is what stores keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its name.
    pub id: WebhookId,
    /// Where to.
    pub url: WebhookUrl,
    /// What of.
    pub types: Subscription,
    /// How much of it.
    pub payload: Payload,
    /// What it is for.
    #[serde(default, with = "described", skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// When it was made.
    pub created_at: Timestamp,
    /// What deliveries are signed with.
    pub secrets: Secrets,
    /// Whether it is delivered to.
    pub status: EndpointStatus,
    /// The first failure since something was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// What is delivered once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<Replay>,
    /// How many deliveries that were parked a replay has made good.
    #[serde(default)]
    pub recovered: u64,
    /// How often its deliveries began anew: it was resumed, or has got another URL. What had failed before is tried at once.
    #[serde(default)]
    pub resumed: u64,
    /// How many replays were begun.
    #[serde(default)]
    pub replays: u64,
}

/// How much of an event is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payload {
    /// The event as the feed has it.
    #[default]
    Full,
    /// Its id, type and time.
    Thin,
}

impl Payload {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Full, Self::Thin];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Thin => "thin",
        }
    }
}

/// Whether an endpoint is delivered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointStatus {
    /// It is.
    Active,
    /// Not for now, by an operator's will.
    Paused,
    /// Not any more, until an operator resumes it.
    Disabled {
        /// Why.
        reason: DisabledReason,
        /// Since when.
        at: Timestamp,
    },
}

impl EndpointStatus {
    /// The stable names, in the order of what may become of an endpoint.
    pub const NAMES: [&str; 3] = ["active", "paused", "disabled"];

    /// The stable name.
    pub fn name(self) -> &'static str {
        let [active, paused, disabled] = Self::NAMES;
        match self {
            Self::Active => active,
            Self::Paused => paused,
            Self::Disabled { .. } => disabled,
        }
    }
}

/// Why an endpoint was disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// It answered 410 Gone.
    Gone,
    /// It took nothing for five days.
    Failing,
}

impl DisabledReason {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

/// A range that is delivered once more, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The first event.
    #[serde(with = "as_text")]
    pub from: EventId,
    /// The last event.
    #[serde(with = "as_text")]
    pub to: EventId,
}

impl Replay {
    /// Where each of its partitions begins.
    pub fn progress(&self) -> Progress {
        Progress { until: Some(Mark::behind(self.to)), ..Progress::from(Mark::before(self.from)) }
    }
}

/// What deliveries say about an endpoint, since this was saved last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Something was delivered, and nothing failed since.
    pub is_good: bool,
    /// The first failure since something was delivered.
    pub failed_at: Option<Timestamp>,
    /// It answered 410 Gone at this time.
    pub gone_at: Option<Timestamp>,
}

impl Verdict {
    /// This one, and a later one after it.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        Self {
            is_good: self.is_good || later.is_good,
            failed_at: later.failed_at.or(self.failed_at.filter(|_| !later.is_good)),
            gone_at: self.gone_at.or(later.gone_at),
        }
    }
}

/// What is changed of an endpoint. What is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EndpointChange {
    /// Where to.
    pub url: Option<WebhookUrl>,
    /// What of.
    pub types: Option<Subscription>,
    /// How much of it.
    pub payload: Option<Payload>,
    /// What it is for; `Some(None)` takes that away.
    pub description: Option<Option<Description>>,
    /// Whether it is paused, or goes on.
    pub is_paused: Option<bool>,
    /// Another secret, from this time on.
    pub secret: Option<(Secret, Timestamp)>,
}

impl Endpoint {
    /// How long an endpoint may take nothing before it is disabled.
    pub const FAILING_MAX: Duration = Duration::from_hours(5 * 24);

    /// Applies a change.
    pub fn change(&mut self, change: &EndpointChange) {
        let change = change.clone();
        if let Some(url) = change.url.filter(|url| *url != self.url) {
            self.url = url;
            self.begin_anew();
        }
        if let Some(types) = change.types {
            self.types = types;
        }
        if let Some(payload) = change.payload {
            self.payload = payload;
        }
        if let Some(description) = change.description {
            self.description = description;
        }
        match change.is_paused {
            Some(true) => self.status = EndpointStatus::Paused,
            Some(false) => {
                self.status = EndpointStatus::Active;
                self.begin_anew();
            }
            None => {}
        }
        if let Some((secret, at)) = change.secret {
            self.secrets.rotate(&secret, at);
        }
    }

    /// Begins a replay, whose partitions are in [`replay_places`](Self::replay_places).
    pub fn begin_replay(&mut self, replay: &Replay) {
        self.replay = Some(replay.clone());
        self.replays += 1;
    }

    /// The places of the latest replay. Two that follow one another have none in common, so that what a server still reports
    /// of one that was stopped is not taken for the next one's.
    pub fn replay_places(&self) -> Range<i16> {
        let first = if self.replays % 2 == 1 { PARTITIONS } else { 2 * PARTITIONS };
        first..first + PARTITIONS
    }

    /// What is known of its failures counts no more.
    fn begin_anew(&mut self) {
        self.failing_since = None;
        self.resumed += 1;
    }

    /// Whether something that failed waits for its time. It does not if the endpoint was resumed since.
    pub fn waits_for(&self, failing: &Failing) -> bool {
        failing.resumed == self.resumed
    }

    /// Takes note of what became of deliveries: an endpoint that is gone, or that has taken nothing for
    /// [`Endpoint::FAILING_MAX`], is disabled.
    pub fn note(&mut self, verdict: &Verdict) {
        let is_active = self.status == EndpointStatus::Active;
        if let Some(at) = verdict.gone_at.filter(|_| is_active) {
            self.status = EndpointStatus::Disabled { reason: DisabledReason::Gone, at };
            return;
        }
        if verdict.is_good {
            self.failing_since = None;
        }
        let Some(at) = verdict.failed_at else { return };
        let since = *self.failing_since.get_or_insert(at);
        let failing_us = u128::try_from(at.as_micros() - since.as_micros()).unwrap_or(0);
        if is_active && failing_us >= Self::FAILING_MAX.as_micros() {
            self.status = EndpointStatus::Disabled { reason: DisabledReason::Failing, at };
        }
    }
}

/// The URL of an endpoint, as it was given. Whether deliveries may go there is judged by whoever sends them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebhookUrl(String);

/// A text that is no [`WebhookUrl`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A webhook's url is an absolute https URL of at most {} characters.", WebhookUrl::CHARS_MAX)]
pub struct InvalidUrl;

impl WebhookUrl {
    /// The most characters.
    pub const CHARS_MAX: usize = 2_000;

    /// A URL of visible ASCII characters.
    pub fn new(text: &str) -> Result<Self, InvalidUrl> {
        let is_url = (1..=Self::CHARS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_url { Ok(Self(text.to_owned())) } else { Err(InvalidUrl) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebhookUrl {
    type Error = InvalidUrl;

    fn try_from(text: String) -> Result<Self, InvalidUrl> {
        Self::new(&text)
    }
}

impl From<WebhookUrl> for String {
    fn from(url: WebhookUrl) -> Self {
        url.0
    }
}

/// A description as its text.
mod described {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::value::text::Description;

    #[expect(clippy::ref_option, reason = "serde asks for it")]
    pub(super) fn serialize<S: Serializer>(text: &Option<Description>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text.as_ref().map_or("", Description::as_str))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Description>, D::Error> {
        Description::new(&String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000_000;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn endpoint() -> Endpoint {
        Endpoint {
            id: WebhookId::new("00050a0f1419").expect("an id"),
            url: WebhookUrl::new("https://example.com/hook").expect("a URL"),
            types: Subscription::all(),
            payload: Payload::Full,
            description: Some(Description::new("the shop's").expect("a text")),
            created_at: at(1),
            secrets: Secrets::new(Secret::new(&[7; 32]).expect("long enough")),
            status: EndpointStatus::Active,
            failing_since: None,
            replay: Some(Replay { from: EventId { position: 1, index: 0 }, to: EventId { position: 9, index: 3 } }),
            recovered: 0,
            resumed: 0,
            replays: 0,
        }
    }

    #[test]
    fn an_endpoint_is_stored_and_read_back() {
        let disabled = EndpointStatus::Disabled { reason: DisabledReason::Gone, at: at(3) };
        let bare = Endpoint { description: None, replay: None, status: disabled, ..endpoint() };
        for endpoint in [endpoint(), bare] {
            let text = serde_json::to_string(&endpoint).expect("JSON");
            assert_eq!(serde_json::from_str::<Endpoint>(&text).expect("as it was written"), endpoint, "{text}");
        }
    }

    #[test]
    fn five_days_of_nothing_good_disable_an_endpoint_and_one_good_answer_begins_them_anew() {
        let mut endpoint = endpoint();
        let failed = |micros| Verdict { failed_at: Some(at(micros)), ..Verdict::default() };
        endpoint.note(&failed(10));
        endpoint.note(&failed(10 + 5 * DAY - 1));
        assert_eq!((endpoint.status, endpoint.failing_since), (EndpointStatus::Active, Some(at(10))));
        endpoint.note(&Verdict { is_good: true, failed_at: Some(at(20 + 5 * DAY)), ..Verdict::default() });
        assert_eq!(endpoint.failing_since, Some(at(20 + 5 * DAY)));
        endpoint.note(&failed(20 + 10 * DAY));
        let disabled = EndpointStatus::Disabled { reason: DisabledReason::Failing, at: at(20 + 10 * DAY) };
        assert_eq!(endpoint.status, disabled);
        endpoint.change(&EndpointChange { is_paused: Some(false), ..EndpointChange::default() });
        assert_eq!((endpoint.status, endpoint.failing_since), (EndpointStatus::Active, None));
    }

    #[test]
    fn what_failed_waits_until_its_endpoint_is_resumed_or_goes_elsewhere() {
        let url = |text: &str| Some(WebhookUrl::new(text).expect("a URL"));
        let same = url(endpoint().url.as_str());
        let change = EndpointChange::default;
        for (change, waits) in [
            (EndpointChange { is_paused: Some(false), ..change() }, false),
            (EndpointChange { url: url("https://example.org/"), ..change() }, false),
            (EndpointChange { url: same, is_paused: Some(true), payload: Some(Payload::Thin), ..change() }, true),
        ] {
            let mut endpoint = Endpoint { failing_since: Some(at(9)), ..endpoint() };
            let failing = Failing { attempts: 2, again_at: at(99), resumed: endpoint.resumed };
            endpoint.change(&change);
            assert_eq!((endpoint.waits_for(&failing), endpoint.failing_since.is_some()), (waits, waits), "{change:?}");
        }
    }

    #[test]
    fn gone_disables_an_endpoint_at_once_unless_it_is_paused() {
        let gone = Verdict { gone_at: Some(at(4)), ..Verdict::default() };
        let mut active = endpoint();
        active.note(&gone);
        assert_eq!(active.status, EndpointStatus::Disabled { reason: DisabledReason::Gone, at: at(4) });
        let mut paused = Endpoint { status: EndpointStatus::Paused, ..endpoint() };
        paused.note(&gone);
        assert_eq!(paused.status, EndpointStatus::Paused);
    }

    #[test]
    fn a_url_has_no_blanks_and_an_end() {
        for bad in ["", "https://a b", "https://ä", &"h".repeat(2_001)] {
            assert_eq!(WebhookUrl::new(bad), Err(InvalidUrl), "{bad:?}");
        }
    }
}
