//! Looks through the ledger, also beside running servers: for questions that no index answers.
//!
//! [`Scan`] goes through all commits, the oldest first; [`search`] goes through a part of the transactions or wallets, page
//! by page; [`export`] gives all of them, row by row.

pub mod export;
pub mod search;

use std::collections::VecDeque;

use wallet_domain::copy::{CommitCopy, LaneEnd};
use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{Journal, StoreError, Transaction};

/// How many transactions one read brings, about.
pub(crate) const CHUNK: usize = 1_000;

/// A walk through every commit that was there when it began, lane by lane, the oldest first.
pub struct Scan<'s> {
    source: &'s dyn Journal,
    watch: &'s dyn Watch,
    ends: Vec<LaneEnd>,
    lanes: VecDeque<LaneEnd>,
    /// The number of the latest commit that was read of the first lane.
    after: i64,
    done: i64,
    total: i64,
}

impl<'s> Scan<'s> {
    /// Begins at the first commit of the first lane; `watch` hears of the progress.
    pub async fn begin(source: &'s dyn Journal, watch: &'s dyn Watch) -> Result<Self, StoreError> {
        Ok(Self::of(source, watch, source.read_lanes().await?))
    }

    fn of(source: &'s dyn Journal, watch: &'s dyn Watch, ends: Vec<LaneEnd>) -> Self {
        let total = ends.iter().map(|end| end.number).sum();
        let lanes = ends.clone().into();
        Self { source, watch, ends, lanes, after: 0, done: 0, total }
    }

    /// The same walk once more, over the same commits.
    pub(crate) fn again(self) -> Self {
        Self::of(self.source, self.watch, self.ends)
    }

    /// The next commits; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<CommitCopy>>, StoreError> {
        while let Some(LaneEnd { lane, number: end, .. }) = self.lanes.front() {
            if self.after < *end {
                let commits = self.source.read_commits(*lane, self.after, CHUNK).await?;
                if let Some(last) = commits.last() {
                    self.done += last.number - self.after;
                    self.after = last.number;
                    self.watch.reached(Progress { phase: "commits", done: self.done, total: Some(self.total) });
                    return Ok(Some(commits));
                }
            }
            self.lanes.pop_front();
            self.after = 0;
        }
        Ok(None)
    }
}

/// The transactions of some commits, in order.
pub fn transactions_of(commits: &[CommitCopy]) -> impl Iterator<Item = &Transaction> {
    commits.iter().flat_map(|commit| &commit.transactions)
}
