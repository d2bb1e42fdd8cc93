//! Searches transactions across players, the latest first, without an index: it reads the commits of a span of time
//! backwards.
//!
//! An index that only support needs would cost every commit. Commits are numbered and timed, so a time is found by
//! halving; from there each request looks at a bounded number of transactions and returns where the next one continues.

use wallet_domain::copy::{CommitCopy, LaneEnd};
use wallet_domain::{Journal, StoreError, Timestamp, Transaction};

/// How many transactions one request looks at before it answers with those it has found.
const LOOKED_AT_MAX: usize = 5_000;
/// How many commits of a lane one read brings at first.
const COMMITS: i64 = 16;
/// How many it brings at most, where commits are small.
const COMMITS_MAX: i64 = 1_024;

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after the span.
    pub to: Timestamp,
}

impl Span {
    fn has(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// Where a search continues in a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanePlace {
    /// The lane.
    pub lane: i16,
    /// The number of the commit after the next one.
    pub below: i64,
    /// How many of the latest transactions of that next commit were passed already.
    pub passed: u32,
}

/// A page of transactions.
#[derive(Debug)]
pub struct Found {
    /// The transactions, those of the latest commits first.
    pub transactions: Vec<Transaction>,
    /// Where the next page continues; `None` at the span's end.
    pub next: Option<Vec<LanePlace>>,
}

/// Up to `limit` transactions of the span that are `wanted`, the latest commits first, from `place` on.
pub async fn search(
    source: &dyn Journal,
    span: Span,
    place: Option<Vec<LanePlace>>,
    limit: usize,
    wanted: impl Fn(&Transaction) -> bool,
) -> Result<Found, StoreError> {
    let places = match place {
        Some(places) => places,
        None => begin(source, span.to).await?,
    };
    let mut lanes: Vec<Lane> = places.into_iter().map(Lane::at).collect();
    let (mut transactions, mut looked_at) = (Vec::new(), 0);
    loop {
        for lane in &mut lanes {
            lane.load(source, span.from).await?;
        }
        let latest = lanes.iter_mut().filter(|lane| lane.time().is_some()).max_by_key(|lane| lane.time());
        let Some(lane) = latest else { return Ok(Found { transactions, next: None }) };
        if looked_at >= LOOKED_AT_MAX || transactions.len() >= limit {
            let next = lanes.into_iter().map(|lane| lane.place).collect();
            return Ok(Found { transactions, next: Some(next) });
        }
        let transaction = lane.pop();
        looked_at += 1;
        transactions.extend(transaction.filter(|it| span.has(it.created_at) && wanted(it)));
    }
}

/// The place after the latest commit of each lane from before `to`. Commits of a lane follow each other in time.
async fn begin(source: &dyn Journal, to: Timestamp) -> Result<Vec<LanePlace>, StoreError> {
    let mut places = Vec::new();
    for LaneEnd { lane, number } in source.read_lanes().await? {
        // The commits up to `before` are from before `to`, those from `behind` on are not.
        let (mut before, mut behind) = (0, number + 1);
        while behind - before > 1 {
            // The last one first: mostly all of them are from before `to`.
            let middle = if behind == number + 1 { number } else { before + (behind - before) / 2 };
            let commits = source.read_commits(lane, middle - 1, 1).await?;
            if commits.first().is_some_and(|commit| commit.created_at < to) {
                before = middle;
            } else {
                behind = middle;
            }
        }
        places.push(LanePlace { lane, below: behind, passed: 0 });
    }
    Ok(places)
}

/// A lane that is walked back.
struct Lane {
    place: LanePlace,
    /// The commits read below the place, ascending.
    commits: Vec<CommitCopy>,
    /// How many commits the next read asks for.
    count: i64,
    is_done: bool,
}

impl Lane {
    fn at(place: LanePlace) -> Self {
        Self { place, commits: Vec::new(), count: COMMITS, is_done: false }
    }

    /// Reads the commit below the place, unless the lane has none that may be in the span.
    async fn load(&mut self, source: &dyn Journal, from: Timestamp) -> Result<(), StoreError> {
        while !self.is_done && self.time().is_none() {
            if let Some(passed) = self.commits.pop() {
                self.place = LanePlace { below: passed.number, passed: 0, ..self.place };
                continue;
            }
            let mut after = (self.place.below - 1 - self.count).max(0);
            while after < self.place.below - 1 {
                let read = source.read_commits(self.place.lane, after, LOOKED_AT_MAX).await?;
                let Some(last) = read.last() else { break };
                after = last.number;
                self.commits.extend(read.into_iter().filter(|commit| commit.number < self.place.below));
            }
            let held: usize = self.commits.iter().map(|commit| commit.transactions.len()).sum();
            self.count = if held * 4 < LOOKED_AT_MAX { (self.count * 2).min(COMMITS_MAX) } else { COMMITS };
            self.is_done = self.commits.is_empty();
        }
        // A commit from before the span's first moment ends the walk.
        self.is_done |= self.commits.last().is_some_and(|commit| commit.created_at < from);
        Ok(())
    }

    /// The time of the next transaction's commit, if one was read.
    fn time(&self) -> Option<Timestamp> {
        let commit = self.commits.last().filter(|_| !self.is_done)?;
        (commit.transactions.len() > self.place.passed as usize).then_some(commit.created_at)
    }

    fn pop(&mut self) -> Option<Transaction> {
        let commit = self.commits.last()?;
        let at = commit.transactions.len().checked_sub(self.place.passed as usize + 1)?;
        self.place.passed += 1;
        Some(commit.transactions[at].clone())
    }
}
