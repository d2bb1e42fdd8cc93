//! Commits in an order in which another store can take them.
//!
//! Lanes have no order between them, but a wallet has: its sequences. A commit is due when each of its entries is the
//! next of its wallet. Wallets were locked until their commits, so some lane's next commit is always due: one that did not
//! wait for any other.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::ports::journal::CommitCopy;
use crate::record::chain::ChainHash;
use crate::record::wallet::WalletState;
use crate::value::wallet_id::WalletId;

/// Commits to be booked as they were booked, and what their wallets are after them.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    commits: Vec<CommitCopy>,
    wallets: BTreeMap<WalletId, WalletStep>,
    lanes: BTreeMap<i16, LaneStep>,
    transactions: usize,
}

/// A wallet before and after a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalletStep {
    /// Its sequence before.
    pub from: i64,
    /// What it is after.
    pub to: WalletState,
}

/// A lane before and after a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneStep {
    /// Which.
    pub lane: i16,
    /// The number of its latest commit before.
    pub from: i64,
    /// And after.
    pub to: i64,
    /// The hash of its latest commit after, if that is in the chain.
    pub head: Option<ChainHash>,
}

/// Where a store is, seen from a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Just before it.
    Before,
    /// It has it already.
    Behind,
    /// Elsewhere: somebody else writes to it.
    Elsewhere,
}

impl Chunk {
    /// The commits, in the order in which they are to be booked.
    pub fn commits(&self) -> &[CommitCopy] {
        &self.commits
    }

    /// The wallets that they move, by ascending id.
    pub fn wallets(&self) -> impl Iterator<Item = &WalletStep> {
        self.wallets.values()
    }

    /// The lanes that they are in.
    pub fn lanes(&self) -> impl Iterator<Item = &LaneStep> {
        self.lanes.values()
    }

    /// Where a store is whose lanes' latest commits have these numbers.
    pub fn place(&self, number_of: impl Fn(i16) -> Option<i64>) -> Place {
        let is_at = |number: fn(&LaneStep) -> i64| self.lanes().all(|step| number_of(step.lane) == Some(number(step)));
        if is_at(|step| step.from) {
            Place::Before
        } else if is_at(|step| step.to) {
            Place::Behind
        } else {
            Place::Elsewhere
        }
    }

    /// How many transactions they hold.
    pub(crate) fn transactions(&self) -> usize {
        self.transactions
    }

    /// Takes in the first of a lane's commits, if it is due with the wallets as they are.
    pub(crate) fn take_first(
        &mut self,
        commits: &mut VecDeque<CommitCopy>,
        states: &mut States,
    ) -> Result<bool, Undue> {
        let Some(moved) = commits.front().map(|first| states.follow(first)).transpose()?.flatten() else {
            return Ok(false);
        };
        let commit = commits.pop_front().expect("it was looked at just now");
        for (id, state) in moved {
            let before = states.0.insert(id, state).expect("it was found when the commit was followed");
            self.wallets.entry(id).or_insert(WalletStep { from: before.sequence, to: before }).to = state;
        }
        let step = LaneStep { lane: commit.lane, from: commit.number - 1, to: commit.number, head: None };
        let step = self.lanes.entry(commit.lane).or_insert(step);
        (step.to, step.head) = (commit.number, commit.hash());
        self.transactions += commit.transactions.len();
        self.commits.push(commit);
        Ok(true)
    }
}

/// An entry that does not follow from the one before, and never will.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("commit {number} of lane {lane}: entry {sequence} of wallet {wallet} does not follow from the one before")]
pub struct Undue {
    pub(crate) lane: i16,
    pub(crate) number: i64,
    wallet: i64,
    sequence: i64,
}

/// Wallets as they are in the target, as far as they are looked at.
#[derive(Debug, Default)]
pub(crate) struct States(pub(crate) HashMap<WalletId, WalletState>);

impl States {
    /// What a commit makes of the wallets that it moves; none if one of its entries is not the next of its wallet yet.
    fn follow(&self, commit: &CommitCopy) -> Result<Option<HashMap<WalletId, WalletState>>, Undue> {
        let mut moved: HashMap<WalletId, WalletState> = HashMap::new();
        for transaction in &commit.transactions {
            for entry in transaction.entries() {
                let Some(state) = moved.get(&entry.wallet).or_else(|| self.0.get(&entry.wallet)) else {
                    return Ok(None);
                };
                if entry.sequence > state.sequence + 1 {
                    return Ok(None);
                }
                let follows = entry.sequence == state.sequence + 1
                    && state.balance.checked_add(entry.amount) == Some(entry.balance_after);
                if !follows {
                    return Err(Undue {
                        lane: commit.lane,
                        number: commit.number,
                        wallet: entry.wallet.value(),
                        sequence: entry.sequence,
                    });
                }
                let state = WalletState {
                    balance: entry.balance_after,
                    // What is held and owed is settled in the end, with the claims.
                    held: 0,
                    debt: 0,
                    sequence: entry.sequence,
                    version: state.version + 1,
                    last_entry_at: transaction.created_at,
                    ..*state
                };
                moved.insert(entry.wallet, state);
            }
        }
        Ok(Some(moved))
    }
}

#[cfg(test)]
mod tests;
