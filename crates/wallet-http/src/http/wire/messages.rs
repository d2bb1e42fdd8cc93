//! What webhooks send: an event as the feed tells it, an alert, a gap, a ping. A thin one says what happened to which
//! transaction, and leaves the rest to whoever asks the API for it.

use serde::Serialize;
use wallet_domain as domain;
use wallet_domain::webhook::{Alert, Gap, Payload, Threshold};
use wallet_domain::{Happening, Timestamp};
use wallet_service::jobs::webhooks::{Message, Render};

use super::events::{Event, VERSION, WalletAfter};
use super::text::{display, rfc3339, to_json};

/// Writes what webhooks send.
#[derive(Debug, Clone, Copy, Default)]
pub struct Messages;

impl Render for Messages {
    fn render(&self, message: &Message, payload: Payload) -> Vec<u8> {
        match (message, payload) {
            (Message::Event(event), Payload::Full) => to_json(&Event::from(&**event)),
            (Message::Event(event), Payload::Thin) => to_json(&Told::of(message, ThinEvent::of(event))),
            (Message::Alert { event, alert, standing }, Payload::Full) => {
                let wallet = WalletAfter::from(domain::Standing::clone(standing));
                to_json(&Told::of(message, Crossing { of: ThinCrossing::of(event, alert), wallet }))
            }
            (Message::Alert { event, alert, .. }, Payload::Thin) => {
                to_json(&Told::of(message, ThinCrossing::of(event, alert)))
            }
            (Message::Gap(gap), _) => to_json(&Told::of(message, Missing::of(gap))),
            (Message::Ping { .. }, _) => to_json(&Told::of(message, Nothing {})),
        }
    }
}

/// A message in the form of an event.
#[derive(Serialize)]
struct Told<D> {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    version: u8,
    #[serde(serialize_with = "rfc3339")]
    created_at: Timestamp,
    data: D,
}

impl<D> Told<D> {
    fn of(message: &Message, data: D) -> Self {
        Self { id: message.id(), kind: message.event_type(), version: VERSION, created_at: message.at(), data }
    }
}

/// What an event is about, by its name.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum ThinEvent {
    /// A transaction, for `GET /v1/transactions/{id}`.
    TransactionId(String),
    /// A change, by its number in `GET /v1/changes`.
    ChangeNumber(i64),
}

impl ThinEvent {
    fn of(event: &domain::Event) -> Self {
        match &event.what {
            Happening::Transaction(transaction) => Self::TransactionId(transaction.id().to_string()),
            Happening::Change(change) => Self::ChangeNumber(change.number),
        }
    }
}

/// A balance has crossed a line.
#[derive(Serialize)]
struct ThinCrossing<'a> {
    alert: &'a str,
    #[serde(flatten)]
    line: Threshold,
    #[serde(serialize_with = "display")]
    event: domain::EventId,
    #[serde(flatten)]
    about: ThinEvent,
}

impl<'a> ThinCrossing<'a> {
    fn of(event: &domain::Event, alert: &'a Alert) -> Self {
        Self { alert: alert.id.as_str(), line: alert.threshold, event: event.id, about: ThinEvent::of(event) }
    }
}

/// The same with the wallet.
#[derive(Serialize)]
struct Crossing<'a> {
    #[serde(flatten)]
    of: ThinCrossing<'a>,
    wallet: WalletAfter,
}

/// Something was given up; a replay can make it good.
#[derive(Serialize)]
struct Missing<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'a str,
}

impl<'a> Missing<'a> {
    fn of(gap: &'a Gap) -> Self {
        Self { id: gap.mark.to_string(), kind: &gap.event_type }
    }
}

#[derive(Serialize)]
struct Nothing {}
