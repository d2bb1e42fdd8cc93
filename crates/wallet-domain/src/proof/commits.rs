//! The walk over commits, in the order of the feed: each with its transactions and their legs.

use std::collections::{HashMap, VecDeque};

use super::chain::LaneChain;
use super::feed::Followed;
use super::findings::{Check, Findings};
use super::rollups::Refold;
use super::transactions;
use super::walk::{WALLETS_MAX, Walk};
use crate::asset::change::ChangeRecord;
use crate::ports::error::StoreError;
use crate::ports::feed::{FeedPlace, PlaceHolds};
use crate::ports::journal::{CommitRecord, LaneHead};
use crate::ports::watch::Progress;
use crate::record::chain::{ChainHash, Head};
use crate::record::event::EventId;
use crate::rollup::Folded;
use crate::value::key::TransactionId;
use crate::value::wallet_id::WalletId;

/// Transactions come with their texts and legs. So many a read; and so many commits that there are about as many.
const TRANSACTIONS_MAX: usize = 2_000;
/// How many positions of the feed one read brings at most.
const PLACES_MAX: i64 = 10_000;

/// A lane's commits on their way along the feed.
struct Line<'a> {
    at: &'a LaneHead,
    chain: LaneChain<'a>,
    after: i64,
    limit: i64,
    /// Proven, and not followed yet.
    ready: VecDeque<Followed>,
    is_read: bool,
}

impl<'a> Line<'a> {
    fn of(at: &'a LaneHead, known: &'a [Head]) -> Self {
        let chain = LaneChain::of(at.lane, known);
        Self { at, chain, after: 0, limit: 16, ready: VecDeque::new(), is_read: false }
    }
}

impl Walk<'_> {
    /// The commits of all lanes in the order of the feed, and those that it lacks behind them. Their lanes' latest.
    pub(super) async fn prove_commits(&mut self, lanes: &[LaneHead], known: &[Head]) -> Result<Vec<Head>, StoreError> {
        let total = lanes.iter().map(|lane| lane.latest).sum();
        let mut queues: Vec<Line<'_>> = lanes.iter().map(|lane| Line::of(lane, known)).collect();
        for LaneHead { lane, number, latest, .. } in lanes.iter().filter(|lane| lane.number != lane.latest) {
            let detail = format!("it is at commit {number}, and its latest is {latest}");
            self.findings.add(Check::Commits, format!("lane {lane}"), detail);
        }
        self.expect_changes().await?;
        let mut before = 0;
        loop {
            let places = self.journal.read_feed(before, PLACES_MAX).await?;
            if places.is_empty() {
                break;
            }
            for place in places {
                self.prove_place(&mut queues, place, before, total).await?;
                before = place.position;
            }
        }
        let mut heads = Vec::new();
        for mut line in queues {
            loop {
                self.fill(&mut line, total).await?;
                let Some(next) = line.ready.pop_front() else { break };
                self.feed.is_without(line.at, next.number);
            }
            heads.extend(line.chain.close(line.at, &mut self.findings));
        }
        Ok(heads)
    }

    /// Reads the changes that the feed is to have: they are few.
    async fn expect_changes(&mut self) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let changes = self.journal.read_changes(after, PLACES_MAX).await?;
            let Some(last) = changes.last() else { return Ok(()) };
            after = last.number;
            let told = changes.iter().filter(|change| change.change.action.event().is_some());
            self.feed.expect_changes(told.map(|change| change.number));
        }
    }

    /// A position of the feed behind another.
    async fn prove_place(
        &mut self,
        queues: &mut [Line<'_>],
        FeedPlace { position, holds }: FeedPlace,
        before: i64,
        total: i64,
    ) -> Result<(), StoreError> {
        self.feed.place(position, before);
        match holds {
            PlaceHolds::Change(number) => {
                self.refold(position, None).await?;
                if !self.feed.change(position, number) {
                    let found = self.journal.read_changes(number - 1, 1).await?;
                    let is_it = |it: &ChangeRecord| it.number == number && it.change.action.event().is_some();
                    if !found.first().is_some_and(is_it) {
                        self.feed.is_gone(position, format_args!("change {number}"));
                    }
                }
            }
            PlaceHolds::Commit { lane, number } => {
                let line = queues.iter_mut().find(|line| line.at.lane == lane && number <= line.at.latest);
                // What was committed meanwhile is the next proof's.
                let Some(line) = line else { return Ok(()) };
                self.fill(line, total).await?;
                match line.ready.pop_front() {
                    Some(next) => {
                        self.refold(position, Some(&next.folded)).await?;
                        self.feed.follow(position, (lane, number), next);
                    }
                    None => self.feed.is_gone(position, format_args!("commit {number} of lane {lane}")),
                }
            }
        }
        Ok(())
    }

    /// Folds what a position of the feed has: of a commit its transactions, in order; nothing of a change.
    async fn refold(&mut self, position: i64, transactions: Option<&[Folded]>) -> Result<(), StoreError> {
        let Some(refold) = &mut self.refold else { return Ok(()) };
        let Some(transactions) = transactions else {
            return refold.add(EventId { position, index: 0 }, None, self.journal).await;
        };
        for (index, folded) in (0..).zip(transactions) {
            refold.add(EventId { position, index }, Some(folded), self.journal).await?;
        }
        Ok(())
    }

    /// Proves a lane's next commits, if none is ready.
    async fn fill(&mut self, line: &mut Line<'_>, total: i64) -> Result<(), StoreError> {
        let LaneHead { lane, latest, .. } = *line.at;
        if !line.ready.is_empty() || line.is_read {
            return Ok(());
        }
        let commits = self.journal.prove_commits(lane, line.after, latest, line.limit).await?;
        if commits.is_empty() {
            line.is_read = true;
            return Ok(());
        }
        for commit in &commits {
            judge_commit(&mut self.findings, lane, line.after, commit);
            line.after = commit.number;
        }
        let held = (commits.iter())
            .flat_map(|commit| commit.transactions.iter().map(|&id| (id, (lane, commit.number))))
            .collect::<Vec<_>>();
        line.ready.extend(commits.iter().map(Followed::of));
        let mut leaves = Vec::with_capacity(held.len());
        for held in held.chunks(TRANSACTIONS_MAX) {
            self.prove_transactions(held, &mut leaves, &mut line.ready).await?;
        }
        let mut leaves = &leaves[..];
        for commit in &commits {
            let (own, rest) = leaves.split_at(commit.transactions.len());
            line.chain.follow(commit, own, &mut self.findings);
            leaves = rest;
        }
        // As many commits as make a chunk, by what these held.
        let wanted = TRANSACTIONS_MAX * commits.len() / held.len().max(1);
        line.limit = i64::try_from(wanted.clamp(1, TRANSACTIONS_MAX)).expect("a small number");
        self.commits += i64::try_from(commits.len()).expect("a chunk is small");
        self.watch.reached(Progress { phase: "commits", done: self.commits, total: Some(total) });
        self.watch.rest().await;
        Ok(())
    }

    /// Compares wallets with what the feed comes to, as long as they stand where it ends.
    pub(super) async fn compare_feed(&mut self, lanes: &[LaneHead]) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let chunk = self.journal.prove_wallets(after, WALLETS_MAX).await?;
            let is_still = lanes.iter().all(|lane| chunk.heads.contains(&(lane.lane, lane.latest)));
            let Some(last) = chunk.wallets.last().map(|wallet| wallet.id).filter(|_| is_still) else { return Ok(()) };
            after = Some(last);
            chunk.wallets.iter().for_each(|wallet| self.feed.compare(wallet));
        }
    }

    /// Transactions with the commits that hold them. Notes the leaf of each, or that it has none.
    async fn prove_transactions(
        &mut self,
        held: &[(TransactionId, (i16, i64))],
        leaves: &mut Vec<Option<ChainHash>>,
        ready: &mut VecDeque<Followed>,
    ) -> Result<(), StoreError> {
        let ids: Vec<TransactionId> = held.iter().map(|(id, _)| *id).collect();
        let mut found: HashMap<TransactionId, _> =
            self.journal.prove_transactions(&ids).await?.into_iter().map(|record| (record.id, record)).collect();
        for &(id, commit) in held {
            self.ids.take(id, &id, commit);
            let Some(record) = found.remove(&id) else {
                let detail = format!("it is in commit {} of lane {}, and not there once for it", commit.1, commit.0);
                self.findings.add(Check::Committed, format!("transaction {id}"), detail);
                leaves.push(None);
                continue;
            };
            transactions::judge(&record, &mut self.findings);
            leaves.push(transactions::leaf(&record));
            // Commits stand in the order of their numbers.
            let place = ready.partition_point(|followed| followed.number < commit.1);
            if let Some(followed) = ready.get_mut(place) {
                followed.add(&record, self.refold.as_ref().map(Refold::keys));
            }
            for leg in &record.legs {
                self.entries.take(WalletId::from_value(leg.wallet), &(leg.wallet, leg.sequence), commit);
            }
        }
        Ok(())
    }
}

/// A commit follows the one before, and holds what it says.
pub(super) fn judge_commit(findings: &mut Findings, lane: i16, before: i64, commit: &CommitRecord) {
    let subject = format!("commit {} of lane {lane}", commit.number);
    if commit.number != before + 1 {
        findings.add(Check::Commits, subject, format!("it follows commit {before}"));
    } else if let Some(complaint) = &commit.complaint {
        findings.add(Check::Commits, subject, complaint);
    } else if commit.size != commit.transactions.len() {
        let detail = format!("it holds {} transactions, and {} are there", commit.size, commit.transactions.len());
        findings.add(Check::Commits, subject, detail);
    }
}
