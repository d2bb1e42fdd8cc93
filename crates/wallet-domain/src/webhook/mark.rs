//! Where a partition is in the feed: at an event, or at something that follows from one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::record::event::{EventCursor, EventId, InvalidEventId};
use crate::value::key_id::to_hex;
use crate::value::owner::OwnerId;
use crate::webhook::alert::AlertId;

/// A place in what an endpoint is sent. An event has the step `""`; the alerts that it sets off come right behind it, in
/// the order of their steps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// The event.
    #[serde(with = "as_text")]
    pub event: EventId,
    /// What follows from the event: of an alert, [a digest](Self::of_alert) of 16 digits. Empty for the event itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub step: String,
}

/// Behind every step: those are hexadecimal digits.
const LAST_STEP: &str = "~";
/// How long a step is.
const STEP_DIGITS: usize = 16;

impl Mark {
    /// The event itself.
    pub fn of(event: EventId) -> Self {
        Self { event, step: String::new() }
    }

    /// An alert that the event sets off for a wallet of that owner. Ids are signed with full stops between them and what
    /// follows, so callers' texts are in none: this one has a digest of the alert's id and the owner.
    pub fn of_alert(event: EventId, alert: &AlertId, owner: &OwnerId) -> Self {
        let digest = <[u8; 32]>::from(Sha256::digest(format!("{alert} {owner}")));
        Self { event, step: to_hex(&digest[..STEP_DIGITS / 2]) }
    }

    /// Behind the event and all that follows from it.
    pub fn behind(event: EventId) -> Self {
        Self { event, step: LAST_STEP.to_owned() }
    }

    /// Behind all that comes before the event.
    pub fn before(event: EventId) -> Self {
        Self::behind(event.before())
    }
}

/// The `webhook-id`: the event's id, and the step behind it.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.step.is_empty() { self.event.fmt(f) } else { write!(f, "{}.{}", self.event, self.step) }
    }
}

/// The event that a text names: an event's id, a cursor, or the `webhook-id` of what was sent or given up, which is about
/// that event.
pub fn named_event(text: &str) -> Result<EventCursor, InvalidEventId> {
    let text = text.strip_prefix("gap.").unwrap_or(text);
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    match text.rsplit_once('.') {
        Some((id, step)) if step.len() == STEP_DIGITS && step.bytes().all(is_digit) => {
            Ok(EventCursor { id: id.parse()?, mark: None })
        }
        _ => text.parse(),
    }
}

/// A `webhook-id`.
impl FromStr for Mark {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        let event_ends = text.match_indices('.').nth(1).map_or(text.len(), |(dot, _)| dot);
        let step = text[event_ends..].strip_prefix('.').unwrap_or_default().to_owned();
        Ok(Self { event: text[..event_ends].parse()?, step })
    }
}

/// An event's id as its text.
pub(crate) mod as_text {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::record::event::EventId;

    pub(crate) fn serialize<S: Serializer>(event: &EventId, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(event)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EventId, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_events_alerts_come_behind_it_and_before_the_next_event() {
        let event = EventId { position: 7, index: 0 };
        let id = AlertId::new("low").expect("an id");
        let alert = Mark::of_alert(event, &id, &OwnerId::new("user_001").expect("an owner"));
        let order = [
            Mark::before(event),
            Mark::of(event),
            alert.clone(),
            Mark::behind(event),
            Mark::of(EventId { position: 7, index: 1 }),
        ];
        assert!(order.is_sorted_by(|one, next| one < next));
        assert_eq!((Mark::of(event).to_string(), alert.to_string()), ("7.0".into(), "7.0.0debd23116441e35".into()));
        for mark in [Mark::of(event), alert.clone()] {
            assert_eq!(mark.to_string().parse(), Ok(mark));
        }
        assert_eq!("7".parse::<Mark>(), Err(InvalidEventId));
        let text = serde_json::to_string(&alert).expect("JSON");
        assert_eq!(text, r#"{"event":"7.0","step":"0debd23116441e35"}"#);
        assert_eq!(serde_json::from_str::<Mark>(&text).expect("as it was written"), alert);
    }
    #[test]
    fn an_id_names_its_event_whatever_it_is_of() {
        let event = EventId { position: 1992, index: 0 };
        let bare = EventCursor { id: event, mark: None };
        let alert = Mark { event, step: "0123456789abcdef".to_owned() };
        for text in ["1992.0".to_owned(), alert.to_string(), format!("gap.{alert}"), "gap.1992.0".to_owned()] {
            assert_eq!(named_event(&text), Ok(bare), "{text}");
        }
        assert_eq!(named_event("1992.0.9f86d081"), Ok(EventCursor { id: event, mark: Some(0x9f86_d081) }));
        for bad in
            ["", "gap.", "1992", "1992.0.low.user_002", "ping.1", "1992.0.0123456789abcdeF", "1.0.0.0123456789abcdef"]
        {
            assert_eq!(named_event(bad), Err(InvalidEventId), "{bad}");
        }
    }
}
