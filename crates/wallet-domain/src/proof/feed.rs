//! The feed: every commit and every change has one position, and along it each wallet moves on to what it is.
//!
//! Commits are proven in the order of the feed, so that it is followed by what is read anyway. What is wrong with commits
//! and entries shows in the feed, too, and is named where it is: of the feed something is told only if all else is sound.

use std::collections::{HashMap, VecDeque};

use super::findings::{Check, Findings};
use super::rollups::folded;
use super::transactions;
use crate::ports::journal::{CommitRecord, LaneHead, TransactionRecord, WalletRecord};
use crate::rollup::{Folded, LabelKeys};
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;

/// How many wallets are followed along the feed: the first that it moves. About 40 bytes each.
const WALLETS_MAX: usize = 4_000_000;

/// What the feed comes to.
#[derive(Debug, Default)]
pub(super) struct Fold {
    /// By wallet, the sequence and the balance of its latest entry.
    entries: HashMap<i64, (i64, i64)>,
    /// What players' wallets have held and owe; nothing if both are nothing.
    kept: HashMap<(OwnerId, AssetCode), (i64, i64)>,
    /// The numbers of the changes that are still to come.
    changes: VecDeque<i64>,
    last_change: i64,
    /// The first thing that was found wrong.
    wrong: Option<(String, String)>,
}

/// What a commit did, as far as the feed is followed by it.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) number: i64,
    entries: Vec<(i64, i64, i64, i64)>,
    kept: Vec<((OwnerId, AssetCode), (i64, i64))>,
    /// What its transactions add to rollups, in order; nothing if the store has none.
    pub(super) folded: Vec<Folded>,
}

impl Followed {
    pub(super) fn of(commit: &CommitRecord) -> Self {
        Self { number: commit.number, entries: Vec::new(), kept: Vec::new(), folded: Vec::new() }
    }

    pub(super) fn add(&mut self, record: &TransactionRecord, keys: Option<&LabelKeys>) {
        self.folded.extend(keys.and_then(|keys| folded(record, keys)));
        let legs = record.legs.iter().map(|leg| (leg.wallet, leg.sequence, leg.amount, leg.balance_after));
        self.entries.extend(legs);
        self.kept.extend(transactions::kept(record));
    }
}

impl Fold {
    fn tell(&mut self, subject: String, detail: String) {
        self.wrong.get_or_insert((subject, detail));
    }

    /// A position, and the one before it.
    pub(super) fn place(&mut self, position: i64, before: i64) {
        if position != before + 1 {
            self.tell(format!("position {position} of the feed"), format!("it follows position {before}"));
        }
    }

    /// Notes changes that there are, by number: those that were made by the time at which the feed is read.
    pub(super) fn expect_changes(&mut self, numbers: impl Iterator<Item = i64>) {
        self.changes.extend(numbers);
        self.last_change = self.changes.back().copied().unwrap_or_default();
    }

    /// A change is at a position; false if it is to be looked up, as it may have been made meanwhile.
    pub(super) fn change(&mut self, position: i64, number: i64) -> bool {
        match self.changes.pop_front() {
            Some(next) if next == number => true,
            Some(next) => {
                let detail = format!("it has change {number}, where change {next} is the next");
                self.tell(format!("position {position} of the feed"), detail);
                true
            }
            None => {
                number <= self.last_change && {
                    self.is_gone(position, format_args!("change {number}"));
                    true
                }
            }
        }
    }

    /// A position has something that is not there, or has a position before.
    pub(super) fn is_gone(&mut self, position: i64, what: impl std::fmt::Display) {
        let detail = format!("it has {what}, which is not there or has a position before");
        self.tell(format!("position {position} of the feed"), detail);
    }

    /// A commit of a lane has no position.
    pub(super) fn is_without(&mut self, lane: &LaneHead, number: i64) {
        let detail = "it has no position in the feed".to_owned();
        self.tell(format!("commit {number} of lane {}", lane.lane), detail);
    }

    /// A position has a commit, and `commit` is the next of its lane.
    pub(super) fn follow(&mut self, position: i64, (lane, number): (i16, i64), commit: Followed) {
        if number != commit.number {
            let detail = format!("it has commit {number} of lane {lane}, where commit {} is the next", commit.number);
            self.tell(format!("position {position} of the feed"), detail);
        }
        for (wallet, sequence, amount, balance_after) in commit.entries {
            let is_full = self.entries.len() >= WALLETS_MAX && !self.entries.contains_key(&wallet);
            if is_full {
                continue;
            }
            let (latest, balance) = self.entries.entry(wallet).or_default();
            let follows = sequence == *latest + 1 && balance.checked_add(amount) == Some(balance_after);
            let detail = format!("it has entry {sequence} of wallet {wallet}, which follows entry {latest} there");
            (*latest, *balance) = (sequence, balance_after);
            if !follows {
                self.tell(format!("position {position} of the feed"), detail);
            }
        }
        for (name, kept) in commit.kept {
            if kept == (0, 0) {
                self.kept.remove(&name);
            } else {
                self.kept.insert(name, kept);
            }
        }
    }

    /// A wallet as it is where the feed ends.
    pub(super) fn compare(&mut self, record: &WalletRecord) {
        let Ok(wallet) = &record.wallet else { return };
        let state = &wallet.state;
        let folded = self.entries.get(&record.id.value()).copied();
        if folded.is_none() && (self.entries.len() >= WALLETS_MAX || state.sequence == 0) {
            return;
        }
        let (sequence, balance) = folded.unwrap_or_default();
        let name = (wallet.owner.clone(), wallet.asset.clone());
        let (held, debt) = self.kept.get(&name).copied().unwrap_or_default();
        let is = (state.sequence, state.balance.minor(), state.held, state.debt);
        if (sequence, balance, held, debt) != is {
            let (last, has, holds, owes) = is;
            let detail = format!(
                "the feed comes to entry {sequence} with {balance}, of which {held} are held, and a debt of {debt}; it is \
                 at entry {last} with {has}, of which {holds} are held, and a debt of {owes}"
            );
            self.tell(format!("wallet {} {}", name.0, name.1), detail);
        }
    }

    /// Tells what was found wrong, if nothing else was.
    pub(super) fn close(self, findings: &mut Findings) {
        let without = |number| (format!("change {number}"), "it has no position in the feed".to_owned());
        let wrong = self.wrong.or_else(|| self.changes.front().map(without));
        if let Some((subject, detail)) = wrong.filter(|_| findings.is_empty()) {
            findings.add(Check::Feed, subject, detail);
        }
    }
}
