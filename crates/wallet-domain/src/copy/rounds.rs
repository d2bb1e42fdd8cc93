//! The copying itself, round by round until the source stands still.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::copy::error::CopyError;
use crate::ports::chunk::{Chunk, States};
use crate::ports::error::{StoreError, StoreErrorKind};
use crate::ports::import::Importer;
use crate::ports::journal::{AssetCopy, CommitCopy, Journal, LaneEnd, WalletCopy};
use crate::ports::watch::{Progress, Watch};
use crate::record::wallet::WalletState;
use crate::value::lane::Lanes;
use crate::value::wallet_id::WalletId;

/// How many wallets one call moves.
pub(super) const WALLETS_MAX: i64 = 5_000;
/// How many positions of the feed one call moves.
pub(super) const PLACES_MAX: i64 = 10_000;
/// About how many transactions one chunk holds, of all lanes.
const TRANSACTIONS_MAX: usize = 5_000;
/// After how many rounds a source that still moves on is taken to be served.
const ROUNDS_MAX: usize = 3;

pub(super) struct Rounds<'a> {
    pub(super) source: &'a dyn Journal,
    pub(super) target: &'a dyn Importer,
    pub(super) watch: &'a dyn Watch,
}

/// Where the source stood when the target had all of it.
pub(super) struct CaughtUp {
    pub(super) ends: Vec<LaneEnd>,
    pub(super) source_moved: bool,
}

/// A lane's commits on their way.
struct Line {
    lane: i16,
    /// The latest that was read.
    read: i64,
    /// The latest that is to be read.
    end: i64,
    commits: VecDeque<CommitCopy>,
}

impl Line {
    /// Takes in what was read, which has no gaps, and is something.
    fn take_in(&mut self, commits: impl Iterator<Item = CommitCopy>) -> Result<(), CopyError> {
        for commit in commits {
            let number = self.read + 1;
            if commit.number != number {
                return Err(CopyError::NeverDue { lane: self.lane, number });
            }
            self.read = number;
            self.commits.push_back(commit);
        }
        let missing = || CopyError::NeverDue { lane: self.lane, number: self.read + 1 };
        if self.commits.is_empty() { Err(missing()) } else { Ok(()) }
    }
}

impl Rounds<'_> {
    /// Whether an unfinished copy is one of this source: what it ends with is there.
    pub(super) async fn check_origin(&self, from: &str) -> Result<(), CopyError> {
        let other = |what: String| CopyError::OtherLedger { from: from.to_owned(), what };
        let known = self.source.read_assets().await.map_err(CopyError::Source)?;
        let copied = self.target.journal().read_assets().await.map_err(CopyError::Target)?;
        let is_known = |copy: &&AssetCopy| {
            known.iter().any(|asset| (&asset.asset.code, asset.created_at) == (&copy.asset.code, copy.created_at))
        };
        if let Some(asset) = copied.iter().find(|asset| !is_known(asset)) {
            return Err(other(format!("asset {} is not this source's", asset.asset.code)));
        }
        for LaneEnd { lane, number, .. } in self.target.journal().read_lanes().await.map_err(CopyError::Target)? {
            if number > 0 {
                let copied =
                    self.target.journal().read_commits(lane, number - 1, 1).await.map_err(CopyError::Target)?;
                let known = self.source.read_commits(lane, number - 1, 1).await.map_err(CopyError::Source)?;
                if copied.first() != known.first() {
                    return Err(other(format!("commit {number} of lane {lane} is not this source's")));
                }
            }
        }
        Ok(())
    }

    /// Copies all that moves with entries, again and again until the source has not moved meanwhile.
    pub(super) async fn catch_up(&self) -> Result<CaughtUp, CopyError> {
        let mut ends = self.source.read_lanes().await.map_err(CopyError::Source)?;
        for round in 0..ROUNDS_MAX {
            self.copy_up_to(&ends).await?;
            let now = self.source.read_lanes().await.map_err(CopyError::Source)?;
            if now == ends {
                return Ok(CaughtUp { ends, source_moved: round > 0 });
            }
            if round + 1 < ROUNDS_MAX {
                ends = now;
            }
        }
        self.check_still(&ends).await?;
        Ok(CaughtUp { ends, source_moved: true })
    }

    /// Whether the source is still where it was.
    pub(super) async fn check_still(&self, ends: &[LaneEnd]) -> Result<(), CopyError> {
        let now = self.source.read_lanes().await.map_err(CopyError::Source)?;
        if now == ends {
            return Ok(());
        }
        let sum = |ends: &[LaneEnd]| ends.iter().map(|end| end.number).sum::<i64>();
        Err(CopyError::Moving { commits: sum(&now) - sum(ends) })
    }

    async fn copy_up_to(&self, ends: &[LaneEnd]) -> Result<(), CopyError> {
        let stripe_keys: Vec<i16> = ends.iter().map(|end| end.stripe_key).collect();
        let lanes = Lanes::of_stripe_keys(&stripe_keys).map_err(|_| {
            CopyError::Source(StoreError::new(StoreErrorKind::Corrupt, "it has no lanes, or more than there can be"))
        })?;
        self.target.import_lanes(lanes).await.map_err(CopyError::Target)?;
        let assets = self.source.read_assets().await.map_err(CopyError::Source)?;
        self.target.import_assets(&assets).await.map_err(CopyError::Target)?;
        let (mut after, mut done) = (None, 0);
        loop {
            let wallets = self.source.read_wallets(after, WALLETS_MAX).await.map_err(CopyError::Source)?;
            let Some(last) = wallets.last() else { break };
            after = Some(last.wallet.state.id);
            self.target.import_wallets(&wallets).await.map_err(CopyError::Target)?;
            done += count(wallets.len());
            self.watch.reached(Progress { phase: "wallets", done, total: None });
        }
        self.copy_commits(ends).await
    }

    async fn copy_commits(&self, ends: &[LaneEnd]) -> Result<(), CopyError> {
        let copied = self.target.journal().read_lanes().await.map_err(CopyError::Target)?;
        let number_of = |lane| copied.iter().find(|end| end.lane == lane).map_or(0, |end| end.number);
        let mut lines: Vec<Line> = (ends.iter())
            .map(|&LaneEnd { lane, number, .. }| Line {
                lane,
                read: number_of(lane),
                end: number,
                commits: VecDeque::new(),
            })
            .collect();
        let total = ends.iter().map(|end| end.number).sum();
        let mut done = lines.iter().map(|line| line.read).sum();
        loop {
            self.fill(&mut lines).await?;
            let Some(waiting) = lines.iter().find_map(|line| line.commits.front()) else { return Ok(()) };
            let (lane, number) = (waiting.lane, waiting.number);
            let chunk = self.next_chunk(&mut lines).await?;
            if chunk.commits().is_empty() {
                return Err(CopyError::NeverDue { lane, number });
            }
            self.target.import_commits(&chunk).await.map_err(CopyError::Target)?;
            done += count(chunk.commits().len());
            self.watch.reached(Progress { phase: "commits", done, total: Some(total) });
        }
    }

    /// Reads on in each lane that has nothing on its way.
    async fn fill(&self, lines: &mut [Line]) -> Result<(), CopyError> {
        let share = (TRANSACTIONS_MAX / lines.len().max(1)).max(1);
        for line in lines.iter_mut().filter(|line| line.commits.is_empty() && line.read < line.end) {
            let commits = self.source.read_commits(line.lane, line.read, share).await.map_err(CopyError::Source)?;
            let end = line.end;
            // Of a source that moves on, what comes behind the end is the next round's.
            line.take_in(commits.into_iter().filter(|commit| commit.number <= end))?;
        }
        Ok(())
    }

    /// Whatever of the lines is due, as much as fits into a chunk.
    async fn next_chunk(&self, lines: &mut [Line]) -> Result<Chunk, CopyError> {
        let ids: BTreeSet<WalletId> = (lines.iter().flat_map(|line| &line.commits))
            .flat_map(|commit| &commit.transactions)
            .flat_map(|transaction| transaction.entries().iter().map(|entry| entry.wallet))
            .collect();
        let mut states = States(self.find_states(ids).await?);
        let mut chunk = Chunk::default();
        loop {
            let before = chunk.commits().len();
            for line in &mut *lines {
                while chunk.transactions() < TRANSACTIONS_MAX && chunk.take_first(&mut line.commits, &mut states)? {}
            }
            if chunk.commits().len() == before {
                return Ok(chunk);
            }
        }
    }

    async fn find_states(&self, ids: BTreeSet<WalletId>) -> Result<HashMap<WalletId, WalletState>, CopyError> {
        let ids: Vec<WalletId> = ids.into_iter().collect();
        let states = self.target.find_states(&ids).await.map_err(CopyError::Target)?;
        Ok(states.into_iter().map(|state| (state.id, state)).collect())
    }

    /// Brings the claims to what they are by now, all of them: they are few beside transactions, and change.
    pub(super) async fn settle_claims(&self) -> Result<(), CopyError> {
        let (mut after, mut done) = (None, 0);
        loop {
            let claims = self.source.read_claims(after, WALLETS_MAX).await.map_err(CopyError::Source)?;
            let Some(last) = claims.last() else { return Ok(()) };
            after = Some(last.id);
            self.target.settle_claims(&claims).await.map_err(CopyError::Target)?;
            done += count(claims.len());
            self.watch.reached(Progress { phase: "claims", done, total: None });
        }
    }

    /// Sets what of the wallets does not follow from their entries.
    pub(super) async fn settle(&self) -> Result<(), CopyError> {
        let mut after = None;
        loop {
            let wallets = self.source.read_wallets(after, WALLETS_MAX).await.map_err(CopyError::Source)?;
            let Some(last) = wallets.last() else { return Ok(()) };
            after = Some(last.wallet.state.id);
            let copies = self.find_states(wallets.iter().map(|copy| copy.wallet.state.id).collect()).await?;
            let of_itself = |state: &WalletState| {
                let WalletState { held, debt, version, status, last_entry_at, .. } = *state;
                (held, debt, version, status, last_entry_at)
            };
            let differs = |copy: &&WalletCopy| {
                let state = &copy.wallet.state;
                copy.usage.is_some() || copies.get(&state.id).is_some_and(|there| of_itself(there) != of_itself(state))
            };
            let differing: Vec<WalletCopy> = wallets.iter().filter(differs).cloned().collect();
            if !differing.is_empty() {
                self.target.settle_wallets(&differing).await.map_err(CopyError::Target)?;
            }
        }
    }

    /// Copies what operators have changed, all of it again: they are few.
    pub(super) async fn copy_changes(&self) -> Result<(), CopyError> {
        let mut after = 0;
        loop {
            let changes = self.source.read_changes(after, WALLETS_MAX).await.map_err(CopyError::Source)?;
            let Some(last) = changes.last() else { return Ok(()) };
            after = last.number;
            self.target.import_changes(&changes).await.map_err(CopyError::Target)?;
        }
    }

    /// Copies the feed, so that the copy's events have the ids that they have here.
    pub(super) async fn copy_feed(&self) -> Result<(), CopyError> {
        let mut after = 0;
        loop {
            let places = self.source.read_feed(after, PLACES_MAX).await.map_err(CopyError::Source)?;
            let Some(last) = places.last() else { return Ok(()) };
            after = last.position;
            self.target.import_feed(&places).await.map_err(CopyError::Target)?;
            self.watch.reached(Progress { phase: "feed", done: after, total: None });
        }
    }
}

pub(super) fn count(things: usize) -> i64 {
    i64::try_from(things).expect("what is in memory is far below 2^63")
}
