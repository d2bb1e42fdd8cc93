//! How far a proof is, for who wants to know.

use async_trait::async_trait;

/// How far a proof is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being read.
    pub phase: &'static str,
    /// How many were read.
    pub done: i64,
    /// About how many there are; none if that is not known.
    pub total: Option<i64>,
}

/// Who wants to know how far a proof is, and how long it rests between its reads.
#[async_trait]
pub trait Watch: Send + Sync {
    /// Called after every read.
    fn reached(&self, progress: Progress);

    /// Called right after it: the proof goes on when this returns.
    async fn rest(&self) {}
}

/// Nobody wants to know.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn reached(&self, _: Progress) {}
}
