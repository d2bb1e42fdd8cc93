//! The proof that one transaction is in a ledger of a known head, checked without the ledger.

use crate::flow::command::Command;
use crate::record::chain::{ChainHash, ChainLink, Head, LeafEntry, leaf_of, root_of_path};
use crate::record::rejection::Rejection;
use crate::record::transaction::Effects;
use crate::value::time::Timestamp;

/// A transaction with its way up to a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// What was asked for.
    pub command: Command,
    /// When it was decided.
    pub created_at: Timestamp,
    /// Its entries, or why it was refused.
    pub outcome: Result<Vec<LeafEntry>, Rejection>,
    /// What it did beside its entries.
    pub effects: Option<Effects>,
    /// Its place among the transactions of its commit, from 0.
    pub index: usize,
    /// What its commit's root is made of beside it, from the leaf upwards.
    pub path: Vec<ChainHash>,
    /// Its commit, and those of the lane after it, in order.
    pub links: Vec<ChainLink>,
}

/// Why an [`Inclusion`] proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// It names no commit.
    #[error("it names no commit")]
    NoCommit,
    /// The transaction, or its place, is not what its commit holds.
    #[error("the transaction is not what its commit holds in that place")]
    NotInCommit,
    /// A commit does not follow from the one before.
    #[error("commit {0} does not follow from the one before")]
    BrokenChain(i64),
}

impl Inclusion {
    /// The head that it leads to, which the reader must know from elsewhere for the proof to be worth anything.
    pub fn head(&self) -> Result<Head, Unproven> {
        let (first, later) = self.links.split_first().ok_or(Unproven::NoCommit)?;
        let outcome = match &self.outcome {
            Ok(entries) => Ok(entries.clone()),
            Err(rejection) => Err(rejection),
        };
        let effects = self.effects.as_ref();
        let leaf = leaf_of(&self.command, self.created_at, outcome, effects);
        if !can_be(first) || root_of_path(leaf, self.index, first.count, &self.path) != Some(first.seal.root) {
            return Err(Unproven::NotInCommit);
        }
        let mut latest = first;
        for link in later {
            let follows = can_be(link)
                && (link.lane, link.seal.previous) == (latest.lane, latest.hash())
                && Some(link.number) == latest.number.checked_add(1);
            if !follows {
                return Err(Unproven::BrokenChain(link.number));
            }
            latest = link;
        }
        Ok(Head::from(latest))
    }
}

/// Whether a commit can hold that many: whoever wrote the proof may have written any number, and a hash covers 32 bits.
fn can_be(link: &ChainLink) -> bool {
    u32::try_from(link.count).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Origin;
    use crate::record::chain::{Seal, path, root};
    use crate::testing::spend;

    fn entry(wallet: i64, amount: i64) -> LeafEntry {
        LeafEntry { wallet, sequence: 1, amount, balance_after: 100 }
    }

    /// The second of three transactions, whose commit two others follow.
    fn inclusion() -> Inclusion {
        let (command, created_at) = (spend("user_001", "GOLD_COINS", 30, "k"), Timestamp::from_micros(9));
        let entries = vec![entry(9, -30), entry(3, 30)];
        let leaf = leaf_of(&command, created_at, Ok(entries.clone()), None);
        let leaves = [ChainHash::ZERO, leaf, ChainHash::ZERO];
        let mut previous = ChainHash::ZERO;
        let links = [(7, root(&leaves), 3), (8, ChainHash::ZERO, 1), (9, leaf, 1)].map(|(number, root, count)| {
            let link = ChainLink { lane: 1, number, created_at, count, seal: Seal { root, previous } };
            previous = link.hash();
            link
        });
        let path = path(&leaves, 1).expect("there are three");
        Inclusion { command, created_at, outcome: Ok(entries), effects: None, index: 1, path, links: links.into() }
    }

    fn judged(change: impl FnOnce(&mut Inclusion)) -> Result<Head, Unproven> {
        let mut changed = inclusion();
        change(&mut changed);
        changed.head()
    }

    #[test]
    fn a_proof_leads_to_the_head_that_its_last_commit_is() {
        assert_eq!(inclusion().head(), Ok(Head::from(&inclusion().links[2])));
        assert_eq!(judged(|it| it.links.truncate(1)), Ok(Head::from(&inclusion().links[0])));
    }

    #[test]
    fn another_transaction_or_another_place_is_not_proven() {
        for judged in [
            judged(|it| it.command = spend("user_001", "GOLD_COINS", 31, "k")),
            judged(|it| it.command = it.command.clone().by(Origin::anyone())),
            judged(|it| it.created_at = Timestamp::from_micros(8)),
            judged(|it| it.outcome = Ok(vec![entry(9, -31), entry(3, 31)])),
            judged(|it| it.outcome = Err(Rejection::SameWallet)),
            judged(|it| it.index = 0),
            judged(|it| it.index = 3),
            judged(|it| it.links[0].count = 2),
            judged(|it| it.path.clear()),
        ] {
            assert_eq!(judged, Err(Unproven::NotInCommit));
        }
    }

    #[test]
    fn a_chain_with_a_gap_or_a_commit_of_ones_own_is_not_proven() {
        assert_eq!(judged(|it| it.links.retain(|link| link.number != 8)), Err(Unproven::BrokenChain(9)));
        assert_eq!(judged(|it| it.links[1].seal.root = it.links[2].seal.root), Err(Unproven::BrokenChain(9)));
        assert_eq!(judged(|it| it.links[2].lane = 0), Err(Unproven::BrokenChain(9)));
        assert_eq!(judged(|it| it.links.clear()), Err(Unproven::NoCommit));
    }

    #[test]
    fn numbers_that_no_commit_can_have_are_not_proven() {
        let most = 1 << 32;
        assert_eq!(judged(|it| it.links[2].count = most), Err(Unproven::BrokenChain(9)));
        assert_eq!(judged(|it| it.links[0].number = i64::MAX), Err(Unproven::BrokenChain(8)));
        let alone = |it: &mut Inclusion| {
            let entries = it.outcome.clone().expect("it was posted");
            let leaf = leaf_of(&it.command, it.created_at, Ok(entries), None);
            (it.index, it.path) = (0, vec![ChainHash::ZERO; 32]);
            it.links.truncate(1);
            it.links[0].count = most;
            it.links[0].seal.root = root_of_path(leaf, 0, most, &it.path).expect("a path of that length");
        };
        assert_eq!(judged(alone), Err(Unproven::NotInCommit));
    }
}
