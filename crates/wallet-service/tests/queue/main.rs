//! The commit queue, before ledgers that a test watches and holds.

mod batches;
mod crowd;
mod groups;
mod lanes;
mod slow_store;
mod waiting;
