//! A lane's chain, commit by commit: each follows from the one before and from the transactions that it holds.

use super::findings::{Check, Findings};
use crate::ports::journal::{CommitRecord, LaneHead};
use crate::record::chain::{ChainHash, ChainLink, Head, root};

/// How many of a commit's transactions are named: the tree tells that one of them is not as it was, not which.
const NAMED_MAX: usize = 5;

/// How far a lane's chain was followed.
pub(super) struct LaneChain<'a> {
    lane: i16,
    /// The latest commit that has hashes.
    head: Option<Head>,
    /// The commits that were noted elsewhere and are still to come, by number.
    known: std::iter::Peekable<std::vec::IntoIter<&'a Head>>,
}

impl<'a> LaneChain<'a> {
    pub(super) fn of(lane: i16, known: &'a [Head]) -> Self {
        let mut known: Vec<&Head> = known.iter().filter(|head| head.lane == lane).collect();
        known.sort_by_key(|head| head.number);
        Self { lane, head: None, known: known.into_iter().peekable() }
    }

    /// A lane whose chain was followed to that commit before.
    pub(super) fn behind(lane: i16, head: Option<Head>) -> Self {
        Self { lane, head, known: Vec::new().into_iter().peekable() }
    }

    /// Follows the chain by one commit, with the leaves of the transactions that it names: none of one that is not
    /// there or cannot be read.
    pub(super) fn follow(&mut self, commit: &CommitRecord, leaves: &[Option<ChainHash>], findings: &mut Findings) {
        if let Some(complaint) = self.advance(commit, leaves) {
            findings.add(Check::Chain, self.subject(commit.number), complaint);
        }
        while let Some(known) = self.known.next_if(|known| known.number <= commit.number) {
            let found = self.head.filter(|head| head.number == known.number).map(|head| head.hash);
            if found != Some(known.hash) {
                let found = found.map_or_else(|| "none".to_owned(), |hash| hash.to_string());
                let detail = format!("its hash was noted as {} and is {found}", known.hash);
                findings.add(Check::Heads, self.subject(known.number), detail);
            }
        }
    }

    /// What is wrong with the commit, if anything is.
    fn advance(&mut self, commit: &CommitRecord, leaves: &[Option<ChainHash>]) -> Option<String> {
        let seal = match &commit.seal {
            Ok(Some(seal)) => *seal,
            Ok(None) => return self.head.map(|head| format!("it has no hashes, and commit {} has", head.number)),
            Err(why) => return Some(why.clone()),
        };
        let before = self.head.map_or(ChainHash::ZERO, |head| head.hash);
        let link = ChainLink {
            lane: self.lane,
            number: commit.number,
            created_at: commit.created_at,
            count: commit.size,
            seal,
        };
        self.head = Some(Head::from(&link));
        let leaves: Option<Vec<ChainHash>> = leaves.iter().copied().collect();
        if leaves.is_none_or(|leaves| root(&leaves) != seal.root) {
            let named: Vec<String> = commit.transactions.iter().take(NAMED_MAX).map(ToString::to_string).collect();
            let others = commit.transactions.len() - named.len();
            let others = if others == 0 { String::new() } else { format!(" and {others} others") };
            return Some(format!("what it holds is not what was committed: {}{others}", named.join(", ")));
        }
        (seal.previous != before).then(|| "it does not follow from the commit before".to_owned())
    }

    /// The lane's latest commit, once all were followed.
    pub(super) fn close(mut self, lane: &LaneHead, findings: &mut Findings) -> Option<Head> {
        for known in self.known.by_ref() {
            let detail = format!("it was noted, and the lane ends with commit {}", lane.latest);
            findings.add(Check::Heads, format!("commit {} of lane {}", known.number, known.lane), detail);
        }
        if let (Some(says), Some(head)) = (lane.hash, self.head)
            && says != head.hash
        {
            let detail =
                format!("it says that the hash of commit {} is {says}, and that is {}", head.number, head.hash);
            findings.add(Check::Chain, format!("lane {}", lane.lane), detail);
        }
        self.head
    }

    fn subject(&self, number: i64) -> String {
        format!("commit {number} of lane {}", self.lane)
    }
}

#[cfg(test)]
mod tests;
