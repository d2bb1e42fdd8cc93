//! How far a proof is, for who wants to know.

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

/// Who wants to know how far a proof is.
pub trait Watch: Send + Sync {
    /// Called after every read.
    fn reached(&self, progress: Progress);
}

/// Nobody wants to know.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn reached(&self, _: Progress) {}
}
