//! What is sent: an event of the feed, or what follows from one.

use std::sync::Arc;

use wallet_domain::Timestamp;
use wallet_domain::record::event::{Event, EventTypes, Happening, Standing};
use wallet_domain::webhook::{Alert, Endpoint, Gap, Mark, PartitionKey};

/// A message.
#[derive(Debug, Clone)]
pub enum Message {
    /// An event as it is in the feed.
    Event(Arc<Event>),
    /// A balance crossed an alert's line in an event.
    Alert {
        /// The event.
        event: Arc<Event>,
        /// The alert.
        alert: Arc<Alert>,
        /// The wallet before and after.
        standing: Box<Standing>,
    },
    /// Something was given up.
    Gap(Gap),
    /// An operator wants to know whether it arrives.
    Ping {
        /// Its id.
        id: String,
        /// When it was asked for.
        at: Timestamp,
    },
}

impl Message {
    /// Its `webhook-id`, which its body has too.
    pub fn id(&self) -> String {
        match self {
            Self::Event(event) => event.id.to_string(),
            Self::Alert { event, alert, standing } => of_alert(event, alert, standing).to_string(),
            Self::Gap(gap) => gap.id(),
            Self::Ping { id, .. } => id.clone(),
        }
    }

    /// Its type.
    pub fn event_type(&self) -> String {
        match self {
            Self::Event(event) => event.event_type().name(),
            Self::Alert { alert, .. } => alert.threshold.event_type().to_owned(),
            Self::Gap(_) => Gap::EVENT_TYPE.to_owned(),
            Self::Ping { .. } => "webhook.ping".to_owned(),
        }
    }

    /// When what it tells of happened.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Event(event) | Self::Alert { event, .. } => event.at(),
            Self::Gap(gap) => gap.at,
            Self::Ping { at, .. } => *at,
        }
    }
}

/// Where what an alert tells is: behind the event that crossed its line.
fn of_alert(event: &Event, alert: &Alert, standing: &Standing) -> Mark {
    Mark::of_alert(event.id, &alert.id, &standing.owner)
}

/// Something to be delivered, and where it belongs.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) mark: Mark,
    /// Which owners' partition it is in.
    pub(crate) slot: i16,
    pub(crate) message: Message,
}

/// What an endpoint is interested in, resolved once.
#[derive(Debug, Clone)]
pub(crate) struct Interest {
    of_feed: Option<EventTypes>,
    below: bool,
    above: bool,
}

impl Interest {
    pub(crate) fn of(endpoint: &Endpoint) -> Self {
        Self {
            of_feed: endpoint.types.of_feed(),
            below: endpoint.types.covers_alert("wallet.below"),
            above: endpoint.types.covers_alert("wallet.above"),
        }
    }

    /// Whether any alert interests it.
    pub(crate) fn has_alerts(&self) -> bool {
        self.below || self.above
    }

    fn covers(&self, alert: &Alert) -> bool {
        if alert.threshold.event_type() == "wallet.below" { self.below } else { self.above }
    }

    /// What follows from an event for such an endpoint, in the order of the marks.
    pub(crate) fn deliveries(&self, event: &Arc<Event>, alerts: &[Arc<Alert>]) -> Vec<Delivery> {
        let is_asked_for = self.of_feed.as_ref().is_some_and(|types| types.cover(event.event_type()));
        let own = is_asked_for.then(|| Delivery {
            mark: Mark::of(event.id),
            slot: PartitionKey::place_of(event.owner()),
            message: Message::Event(event.clone()),
        });
        let mut deliveries: Vec<Delivery> = own.into_iter().collect();
        if self.has_alerts() && !alerts.is_empty() {
            deliveries.extend(self.set_off(event, alerts));
            deliveries.sort_by(|one, other| one.mark.cmp(&other.mark));
        }
        deliveries
    }

    fn set_off(&self, event: &Arc<Event>, alerts: &[Arc<Alert>]) -> Vec<Delivery> {
        let Happening::Transaction(transaction) = &event.what else { return Vec::new() };
        let mut deliveries = Vec::new();
        for standing in transaction.standings() {
            for alert in alerts.iter().filter(|alert| self.covers(alert) && alert.is_set_off(&standing, event.at())) {
                deliveries.push(Delivery {
                    mark: of_alert(event, alert, &standing),
                    slot: PartitionKey::place_of(Some(&standing.owner)),
                    message: Message::Alert {
                        event: event.clone(),
                        alert: alert.clone(),
                        standing: Box::new(standing.clone()),
                    },
                });
            }
        }
        deliveries
    }
}
