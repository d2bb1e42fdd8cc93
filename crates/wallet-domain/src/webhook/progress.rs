//! How far a partition has got, what it tried, and what it gave up.

use serde::{Deserialize, Serialize};

use crate::value::owner::{OwnerId, ShardKey};
use crate::value::time::Timestamp;
use crate::webhook::id::WebhookId;
use crate::webhook::mark::Mark;

/// How many partitions an endpoint has.
pub const PARTITIONS: i16 = 16;

/// A partition of an endpoint. Places from [`PARTITIONS`] on are those of its replays, by turns two sets of as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionKey {
    /// Of which endpoint.
    pub webhook: WebhookId,
    /// Its place, from 0.
    pub place: i16,
}

impl PartitionKey {
    /// The place of an owner's events. What is nobody's has the first.
    pub fn place_of(owner: Option<&OwnerId>) -> i16 {
        owner.map_or(0, |owner| ShardKey::of(owner).value() % PARTITIONS)
    }

    /// Whether it is a part of the replay.
    pub fn is_replay(self) -> bool {
        self.place >= PARTITIONS
    }

    /// Which owners it has, by their [place](Self::place_of).
    pub fn slot(self) -> i16 {
        self.place % PARTITIONS
    }
}

/// Who delivers: a server, by a name that it draws when it starts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Holder(pub String);

/// How far a partition has got. The serialised form is what stores keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// All up to here that matches is delivered or parked.
    pub done: Mark,
    /// A replay ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Mark>,
    /// The next one, if it has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
    /// What was parked and is not told yet, by a `webhook.gap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
    /// How many were delivered.
    #[serde(default)]
    pub delivered: u64,
    /// How many attempts were recorded, which says where the next one is kept.
    #[serde(default)]
    pub recorded: u64,
}

impl Progress {
    /// A partition that begins behind a place.
    pub fn from(done: Mark) -> Self {
        Self { done, until: None, failing: None, gap: None, delivered: 0, recorded: 0 }
    }

    /// The partition has nothing left to do, for good.
    pub fn is_over(&self) -> bool {
        self.until.as_ref().is_some_and(|until| self.done >= *until)
    }
}

/// The failed attempts of the next delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// How often.
    pub attempts: u32,
    /// When it is tried again.
    pub again_at: Timestamp,
    /// How often its endpoint had been [resumed](crate::webhook::Endpoint::resumed) then.
    #[serde(default)]
    pub resumed: u64,
}

/// What the receiver will not get unless it is replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// What was parked.
    pub mark: Mark,
    /// Its type.
    pub event_type: String,
    /// When it was parked.
    pub at: Timestamp,
}

impl Gap {
    /// The type of the message that tells of it.
    pub const EVENT_TYPE: &str = "webhook.gap";

    /// The `webhook-id` of that message.
    pub fn id(&self) -> String {
        format!("gap.{}", self.mark)
    }
}

/// A partition as it is leased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// Which.
    pub key: PartitionKey,
    /// How far it has got.
    pub progress: Progress,
}

/// A delivery that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// What.
    pub mark: Mark,
    /// Its type.
    pub event_type: String,
    /// When it was given up.
    pub at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// The latest status, if there was an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong, if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// An attempt, or a run of attempts that all went well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The `webhook-id` of what was sent; of the first one of a run.
    pub id: String,
    /// That of the last one of a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How many.
    pub count: u32,
    /// The type of the last one.
    pub event_type: String,
    /// When the last one began.
    pub at: Timestamp,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The status, if there was an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong, if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How long the slowest took, in milliseconds.
    pub took_ms: u32,
}

impl Attempt {
    /// How many are kept of a partition; later ones take the places of earlier ones.
    pub const KEPT: u64 = 32;
}
