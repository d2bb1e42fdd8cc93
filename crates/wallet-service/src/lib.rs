//! What the service does with the ports of a store.
//!
//! - [`CommitQueue`] turns single requests into batches and bounds the waiting: `queue`, `worker`, `crowd`, `batch`, `pace`, `usage`.
//! - [`jobs`] run beside requests, or are started by an operator.
//! - [`scan`] looks through the ledger: all of it, or a part for a page of a search.
//! - [`LiveFeed`] numbers the feed after each commit, and wakes those who wait for its next event.
//! - [`webhook_admin`] is what operators do with webhooks and alerts.
//! - [`demo`] fills a fresh store.
//!
//! Every flow touches the treasury or the revenue wallet, so a service with one database transaction a request queues on
//! one row. Here requests queue in memory instead: the commands that arrive while a batch commits become the next batch,
//! and share its locks and its flush to disk. A lone request waits for nobody. Reads call their port directly.

mod batch;
mod crowd;
pub mod demo;
mod error;
mod feed;
pub mod jobs;
pub mod measures;
mod pace;
mod queue;
pub mod scan;
mod submission;
mod trouble;
mod usage;
pub mod webhook_admin;
mod worker;

pub use error::SubmitError;
pub use feed::{FeedingLedger, LiveFeed};
pub use queue::{CommitQueue, QueueLimits};
pub use usage::Leftover;
pub use webhook_admin::WebhookAdmin;
