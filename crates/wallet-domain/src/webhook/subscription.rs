//! The types of events that an endpoint asks for.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::record::event::{EventType, EventTypes, quoted};

/// Names of event types and prefixes such as `spend.*`; `*` is all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Subscription(Vec<String>);

/// A [`Subscription`] that names nothing that there is, or too much.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownType {
    /// No event has the type.
    #[error(
        "No event has the type {0:?}. Types are names such as top_up.posted, or prefixes such as spend.*; * is all of \
         them."
    )]
    Name(String),
    /// None at all, or more than there are types.
    #[error("A webhook names 1 to {} types.", Subscription::TYPES_MAX)]
    Count,
}

/// What only endpoints are sent: the two of alerts.
pub const OF_ALERTS: [&str; 2] = ["wallet.below", "wallet.above"];

impl Subscription {
    /// The most names.
    pub const TYPES_MAX: usize = 100;

    /// Checks names and prefixes.
    pub fn new(names: Vec<String>) -> Result<Self, UnknownType> {
        if names.is_empty() || names.len() > Self::TYPES_MAX {
            return Err(UnknownType::Count);
        }
        let is_known = |name: &&String| {
            EventTypes::of([name.as_str()]).is_ok() || OF_ALERTS.iter().any(|alert| names_it(name, alert))
        };
        match names.iter().find(|name| !is_known(name)) {
            Some(unknown) => Err(UnknownType::Name(quoted(unknown))),
            None => Ok(Self(names)),
        }
    }

    /// All types.
    pub fn all() -> Self {
        Self(vec!["*".to_owned()])
    }

    /// The names as they were given.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The types of the feed that it asks for, resolved once for many events.
    pub fn of_feed(&self) -> Option<EventTypes> {
        let of_feed = self.0.iter().map(String::as_str).filter(|name| EventTypes::of([*name]).is_ok());
        let of_feed: Vec<&str> = of_feed.collect();
        // None of them is of the feed: then nothing of the feed is asked for.
        if of_feed.is_empty() { None } else { EventTypes::of(of_feed).ok() }
    }

    /// Whether it asks for that type of an alert.
    pub fn covers_alert(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| names_it(pattern, name))
    }
}

impl Default for Subscription {
    fn default() -> Self {
        Self::all()
    }
}

impl<'de> Deserialize<'de> for Subscription {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Whether a name or a prefix names that type.
fn names_it(pattern: &str, name: &str) -> bool {
    let prefix = pattern.strip_suffix('*').filter(|prefix| prefix.is_empty() || prefix.ends_with('.'));
    prefix.map_or(pattern == name, |prefix| name.starts_with(prefix))
}

/// Every type that an endpoint can ask for.
pub fn every_type() -> impl Iterator<Item = String> {
    EventType::all().map(EventType::name).chain(OF_ALERTS.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(names: &[&str]) -> Result<Subscription, UnknownType> {
        Subscription::new(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn names_and_prefixes_choose_types() {
        let spends = subscription(&["spend.*", "wallet.below"]).expect("they are known");
        let of_feed = spends.of_feed().expect("spends are of the feed");
        let chosen: Vec<String> = EventType::all().filter(|it| of_feed.cover(*it)).map(EventType::name).collect();
        assert_eq!(chosen, ["spend.posted", "spend.rejected"]);
        assert_eq!(OF_ALERTS.map(|name| spends.covers_alert(name)), [true, false]);
        let alerts = subscription(&["wallet.above"]).expect("it is known");
        assert_eq!((alerts.of_feed(), alerts.covers_alert("wallet.above")), (None, true));
        let wallets = subscription(&["wallet.*"]).expect("they are known");
        assert!(wallets.of_feed().is_some() && OF_ALERTS.iter().all(|name| wallets.covers_alert(name)));
        assert!(OF_ALERTS.iter().all(|name| Subscription::all().covers_alert(name)));
    }

    #[test]
    fn unknown_names_are_refused_by_name() {
        for bad in ["", "spend", "spend.", "spend.done", "spend*", "Spend.*", "nothing.*", "wallet.below.*"] {
            assert_eq!(subscription(&["spend.*", bad]), Err(UnknownType::Name(bad.to_owned())), "{bad:?}");
        }
        assert_eq!(subscription(&[]), Err(UnknownType::Count));
    }
}
