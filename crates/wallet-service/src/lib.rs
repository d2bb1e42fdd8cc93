//! The commit queue: turns single requests into batches and bounds the waiting.

mod error;
mod queue;

pub use error::SubmitError;
pub use queue::{CommitQueue, QueueLimits};
