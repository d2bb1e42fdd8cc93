//! Going through the whole ledger, commit by commit, also beside running servers: for what no index leads to.

use std::collections::VecDeque;

use wallet_domain::copy::{CommitCopy, Exporter, LaneEnd};
use wallet_domain::history::Filter;
use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{AssetCode, StoreError, Transaction};

/// How many transactions one read brings.
pub(crate) const CHUNK: usize = 1_000;

/// A walk through every commit that there was when it began, lane by lane, the oldest first.
pub(crate) struct Scan<'s> {
    source: &'s dyn Exporter,
    watch: &'s dyn Watch,
    ends: Vec<LaneEnd>,
    lanes: VecDeque<LaneEnd>,
    /// The number of the latest commit of the first lane that was read.
    after: i64,
    done: i64,
    total: i64,
}

impl<'s> Scan<'s> {
    pub(crate) async fn begin(source: &'s dyn Exporter, watch: &'s dyn Watch) -> Result<Self, StoreError> {
        Ok(Self::of(source, watch, source.export_lanes().await?))
    }

    fn of(source: &'s dyn Exporter, watch: &'s dyn Watch, ends: Vec<LaneEnd>) -> Self {
        let total = ends.iter().map(|end| end.number).sum();
        let lanes = ends.clone().into();
        Self { source, watch, ends, lanes, after: 0, done: 0, total }
    }

    /// The same walk once more: over the commits that there were when this one began.
    pub(crate) fn again(self) -> Self {
        Self::of(self.source, self.watch, self.ends)
    }

    /// The next commits; none when all were read.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<CommitCopy>>, StoreError> {
        while let Some(LaneEnd { lane, number: end }) = self.lanes.front() {
            if self.after < *end {
                let commits = self.source.export_commits(*lane, self.after, CHUNK).await?;
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
pub(crate) fn transactions_of(commits: &[CommitCopy]) -> impl Iterator<Item = &Transaction> {
    commits.iter().flat_map(|commit| &commit.transactions)
}

/// Whether a transaction, posted or refused, is one of those.
pub(crate) fn fits(filter: &Filter, asset: Option<&AssetCode>, transaction: &Transaction) -> bool {
    asset.is_none_or(|wanted| wanted == transaction.command.asset()) && filter.matches_transaction(transaction)
}
