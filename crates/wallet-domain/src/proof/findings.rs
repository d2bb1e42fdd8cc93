//! What a proof has found, bounded by kind.

use std::collections::BTreeMap;

use crate::ports::journal::AssetRecord;
use crate::record::audit::{Finding, Invariant, Verification};

/// The kinds of findings: of each, the first [`Verification::FINDINGS_MAX`] are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// A posted transaction's entries sum to zero per asset.
    Sums,
    /// A transaction has the entries that it names: two or more if it is posted, none if it is rejected.
    Legs,
    /// A transaction moves what was asked for, between those it is for.
    Moves,
    /// No entry is zero.
    Zeros,
    /// Every entry is one of its transaction's.
    Orphans,
    /// Every entry is in a wallet that there is.
    Strays,
    /// A wallet is what its entries make of it.
    Wallets,
    /// Sequences have no gaps, and each balance follows from the one before.
    Chains,
    /// Floors are the domain's, and hold.
    Floors,
    /// The wallets of an asset sum to zero.
    Assets,
    /// Triggers and constraints are there.
    Schema,
    /// Commits have no gaps and hold what they say.
    Commits,
    /// Every transaction is in one commit.
    Committed,
    /// Every commit follows from the one before and from the transactions that it holds.
    Chain,
    /// The commits that were noted elsewhere are there, unchanged.
    Heads,
    /// An entry's time is its transaction's.
    Times,
    /// Claims are what their transactions make of them, and what is held is what open holds have left.
    Claims,
    /// What players owe is what the wallets of their debts lack.
    Debts,
    /// A transaction is what its id and its fingerprint name.
    Identities,
    /// The feed has every commit and every change once, and along it each wallet moves on.
    Feed,
    /// Each credit of a payment is filed under its own ordinal.
    Payments,
    /// The figures of days are what the feed comes to.
    Rollups,
}

impl Check {
    /// The invariant that it is about.
    pub fn invariant(self) -> Invariant {
        match self {
            Self::Sums | Self::Legs | Self::Moves | Self::Zeros | Self::Orphans | Self::Strays => {
                Invariant::TransactionsBalance
            }
            Self::Wallets | Self::Chains => Invariant::WalletsMatchEntries,
            Self::Floors | Self::Assets => Invariant::FloorsHold,
            Self::Schema | Self::Commits | Self::Committed | Self::Chain | Self::Heads | Self::Times => {
                Invariant::RecordsAreImmutable
            }
            Self::Claims => Invariant::ClaimsMatchTransactions,
            Self::Debts => Invariant::DebtsMatchWallets,
            Self::Feed => Invariant::FeedIsWhole,
            Self::Rollups => Invariant::RollupsMatchFeed,
            Self::Identities | Self::Payments => Invariant::KeysNameTransactions,
        }
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub struct Findings {
    found: BTreeMap<Check, Vec<Finding>>,
}

impl Findings {
    /// Notes the assets whose wallets do not sum to zero.
    pub(super) fn judge_assets(&mut self, assets: &[AssetRecord]) {
        for asset in assets.iter().filter(|asset| !asset.proof.in_balance) {
            let detail = format!("its wallets sum to {}, not to zero", asset.sum);
            self.add(Check::Assets, format!("asset {}", asset.proof.asset), detail);
        }
    }

    /// Keeps a finding, unless there are enough of its kind.
    pub fn add(&mut self, check: Check, subject: impl Into<String>, detail: impl Into<String>) {
        let kind = self.found.entry(check).or_default();
        let max = usize::try_from(Verification::FINDINGS_MAX).expect("a small number");
        if kind.len() < max {
            kind.push(Finding { invariant: check.invariant(), subject: subject.into(), detail: detail.into() });
        }
    }

    /// Whether another finding of that kind would be kept.
    pub(super) fn has_room(&self, check: Check) -> bool {
        let found = self.found.get(&check).map_or(0, Vec::len);
        i64::try_from(found).is_ok_and(|found| found < Verification::FINDINGS_MAX)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, by invariant.
    pub fn into_list(self) -> Vec<Finding> {
        self.found.into_values().flatten().collect()
    }
}
