//! Deliveries: what the feed has is sent to whoever asked for it.
//!
//! - [`message`]: what is sent, and what of it follows from an event.
//! - `track`: a partition in memory: what it has still to send, what it tried.
//! - `reading`: which part of the feed is read next, for whom.
//! - `engine`: the loop that leases, reads, sends and saves.
//!
//! One loop has all of it, so nothing is locked and nothing of it waits for a write of the ledger: it reads the feed as any
//! other reader does, at most two pages at a time, and saves at most every half second, once for all partitions. What it
//! may send at once is bounded by the endpoints that there may be.
//!
//! A partition's cursor moves when an answer is good or an event is parked, and is saved with the next save: after a crash
//! what was answered since is sent again, under the same `webhook-id`. While saves fail nothing more is sent, so that this
//! is never more than [`Pace::unsaved_max`] brought. A server that stops waits for the answers to what it has sent.

mod engine;
pub mod message;
mod reading;
mod track;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use wallet_domain::webhook::{Payload, Secret, WebhookUrl, pause_after};

pub use engine::{Deliveries, Ports};
pub use message::Message;

/// Sends a message to an endpoint.
#[async_trait]
pub trait Sender: Send + Sync {
    /// Whether deliveries may go there, as far as that is known now.
    async fn check(&self, to: &WebhookUrl) -> Result<(), UrlRefused>;

    /// Sends a message once. Returns the status of the answer, whatever that is.
    async fn send(&self, to: &WebhookUrl, message: Outgoing) -> Result<u16, SendFailure>;
}

/// Why deliveries may not go somewhere, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefused {
    /// No delivery goes to such a URL, or its host has no address.
    #[error("{0}")]
    Url(String),
    /// It leads to an address that is not allowed.
    #[error("{0}")]
    Address(String),
}

/// A message on its way.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The `webhook-id`, the same for every attempt.
    pub id: String,
    /// When this attempt began, in seconds since 1970.
    pub timestamp_s: i64,
    /// The JSON.
    pub body: Arc<[u8]>,
    /// What signs it.
    pub secrets: Vec<Secret>,
}

/// There was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {detail}")]
pub struct SendFailure {
    /// A stable name, such as `timeout`.
    pub kind: &'static str,
    /// More, for people. It holds no secret.
    pub detail: String,
}

impl SendFailure {
    /// A failure of that kind; the detail is cut to a line.
    pub fn new(kind: &'static str, detail: &str) -> Self {
        Self { kind, detail: detail.chars().filter(|character| !character.is_control()).take(200).collect() }
    }
}

/// Writes messages. The same message MUST become the same bytes whenever it is asked for.
pub trait Render: Send + Sync {
    /// The JSON of a message.
    fn render(&self, message: &Message, payload: Payload) -> Vec<u8>;
}

/// How deliveries are paced. The default is what servers do.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long a lease is good without being renewed.
    pub lease: Duration,
    /// How often progress is saved, if there is any.
    pub save_every: Duration,
    /// How old an answer may be that is not saved. Nothing is sent behind one that is older.
    pub unsaved_max: Duration,
    /// How long the end of the feed is left alone after nothing was there.
    pub poll_every: Duration,
    /// How often endpoints are looked up.
    pub refresh_every: Duration,
    /// How long what is on its way has to be answered when the server stops.
    pub stopping_max: Duration,
    /// The pause after so many failed attempts, with jitter between 0 and 1; none gives the event up.
    pub pause_after: fn(u32, f64) -> Option<Duration>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(6),
            save_every: Duration::from_millis(500),
            unsaved_max: Duration::from_secs(1),
            poll_every: Duration::from_millis(40),
            refresh_every: Duration::from_secs(1),
            stopping_max: Duration::from_secs(30),
            pause_after,
        }
    }
}

impl Pace {
    /// How long a holder counts on its lease, from when it asked for it. The last sixth is left for what is on its way to
    /// arrive, before another server may send the same.
    pub(crate) fn holds(&self) -> Duration {
        self.lease * 5 / 6
    }
}

/// Whether an answer says that the message was taken.
pub fn is_good(status: u16) -> bool {
    (200..300).contains(&status)
}
