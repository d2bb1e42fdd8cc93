//! The commit queue: turns single requests into batches and bounds the waiting.
//!
//! Every flow touches the treasury or the revenue wallet, so a service that takes one database transaction a request
//! queues on one row. Here requests queue in memory instead: whatever has gathered while the last batch committed
//! becomes the next one, and shares its locks and its flush to disk. A lone request waits for nobody.
//!
//! Only writes pass through here; reads call their port directly.

mod batch;
mod error;
mod pace;
mod queue;
mod usage;
mod worker;

pub use error::SubmitError;
pub use queue::{CommitQueue, QueueLimits};
pub use usage::Leftover;
