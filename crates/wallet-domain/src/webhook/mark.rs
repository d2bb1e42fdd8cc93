//! Where a partition is in the feed: at an event, or at something that follows from one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::record::event::{EventId, InvalidEventId};

/// A place in what an endpoint is sent. An event has the step `""`; the alerts that it sets off come right behind it, in
/// the order of their steps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// The event.
    #[serde(with = "as_text")]
    pub event: EventId,
    /// What follows from the event: the alert's id and the owner. Empty for the event itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub step: String,
}

/// Behind every step: those begin with a small letter, a digit, an underscore or a hyphen.
const LAST_STEP: &str = "~";

impl Mark {
    /// The event itself.
    pub fn of(event: EventId) -> Self {
        Self { event, step: String::new() }
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
        let alert = Mark { event, step: "low.user_001".to_owned() };
        let order = [
            Mark::before(event),
            Mark::of(event),
            alert.clone(),
            Mark::behind(event),
            Mark::of(EventId { position: 7, index: 1 }),
        ];
        assert!(order.is_sorted_by(|one, next| one < next));
        assert_eq!((Mark::of(event).to_string(), alert.to_string()), ("7.0".into(), "7.0.low.user_001".into()));
        for mark in [Mark::of(event), alert.clone()] {
            assert_eq!(mark.to_string().parse(), Ok(mark));
        }
        assert_eq!("7".parse::<Mark>(), Err(InvalidEventId));
        let text = serde_json::to_string(&alert).expect("JSON");
        assert_eq!(text, r#"{"event":"7.0","step":"low.user_001"}"#);
        assert_eq!(serde_json::from_str::<Mark>(&text).expect("as it was written"), alert);
    }
}
