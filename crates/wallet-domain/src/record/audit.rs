//! What can be proven of a ledger: the report of a verification, and the audit of the money supply.

use std::collections::BTreeMap;
use std::fmt;

use crate::record::chain::Head;
use crate::record::wallet::Wallet;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;

/// The invariants that a verification proves. Their numbers are those of the crate's documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// 1: a posted transaction has at least two entries, none zero, and they sum to zero per asset.
    TransactionsBalance,
    /// 2: a wallet's balance is the sum of its entries and the last one's `balance_after`; sequences have no gaps.
    WalletsMatchEntries,
    /// 3: no wallet is below its floor, and each asset's wallets sum to zero.
    FloorsHold,
    /// 4: what is booked cannot be changed or deleted.
    RecordsAreImmutable,
    /// 5: a transaction's id is the name of its owner and key, and a rejected one has no entries.
    KeysNameTransactions,
    /// 7: a wallet holds back what its open holds have left, no more than its balance, and a claim is what its
    /// transactions make of it.
    ClaimsMatchTransactions,
    /// 8: what a player owes is what the wallet of that debt lacks, which holds nothing or less.
    DebtsMatchWallets,
    /// 9: every commit and every change has one position in the feed, and along it each wallet's sequences rise by one, up
    /// to what it is.
    FeedIsWhole,
    /// 10: the figures of each day are what the feed comes to.
    RollupsMatchFeed,
}

impl Invariant {
    /// Its number.
    pub fn number(self) -> u8 {
        match self {
            Self::TransactionsBalance => 1,
            Self::WalletsMatchEntries => 2,
            Self::FloorsHold => 3,
            Self::RecordsAreImmutable => 4,
            Self::KeysNameTransactions => 5,
            Self::ClaimsMatchTransactions => 7,
            Self::DebtsMatchWallets => 8,
            Self::FeedIsWhole => 9,
            Self::RollupsMatchFeed => 10,
        }
    }
}

/// One place where an invariant does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which one.
    pub invariant: Invariant,
    /// The wallet, transaction, asset or table, by name.
    pub subject: String,
    /// What is wrong with it.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invariant {}: {}: {}", self.invariant.number(), self.subject, self.detail)
    }
}

/// What a verification found of one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetProof {
    /// The asset.
    pub asset: AssetCode,
    /// Minor units in existence: the negated balance of issuance.
    pub supply: i64,
    /// How many wallets hold it or could.
    pub wallets: i64,
    /// How many entries those have.
    pub entries: i64,
    /// Whether its wallets sum to zero.
    pub in_balance: bool,
}

/// The report of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// A line per asset, by code.
    pub assets: Vec<AssetProof>,
    /// How many transactions there are, rejected ones included.
    pub transactions: i64,
    /// Where an invariant does not hold: at most [`Verification::FINDINGS_MAX`] of each kind of check.
    pub findings: Vec<Finding>,
    /// The latest commit of every lane that has one, by lane.
    pub heads: Vec<Head>,
    /// When it ended.
    pub finished_at: Timestamp,
}

impl Verification {
    /// How many findings a single check reports: the first ones tell enough.
    pub const FINDINGS_MAX: i64 = 100;
}

/// What a proof came to.
#[derive(Debug)]
pub struct Proof {
    /// A line per asset, by code.
    pub assets: Vec<AssetProof>,
    /// How many transactions there are.
    pub transactions: i64,
    /// Where an invariant does not hold, by invariant.
    pub findings: Vec<Finding>,
    /// The latest commit of every lane that has one, by lane.
    pub heads: Vec<Head>,
}

impl Proof {
    /// This proof with only those of its findings that the one before it had, too, by invariant and subject. Where a ledger is
    /// on several machines a proof may see one before a commit and another behind it: such a finding is not there again.
    #[must_use]
    pub fn seen_again(mut self, before: &Self) -> Self {
        self.findings.retain(|finding| {
            let is_same = |other: &Finding| (other.invariant, &other.subject) == (finding.invariant, &finding.subject);
            before.findings.iter().any(is_same)
        });
        self
    }

    /// The report of a verification that ended at that time.
    pub fn finished_at(self, finished_at: Timestamp) -> Verification {
        let Self { assets, transactions, findings, heads } = self;
        Verification { assets, transactions, findings, heads, finished_at }
    }
}

/// Where an asset's supply is: `supply + debts = treasury + revenue + budgets + players`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SupplyAudit {
    /// Minor units in existence.
    pub supply: i64,
    /// What the treasury holds and can still grant.
    pub treasury: i64,
    /// What players have spent.
    pub revenue: i64,
    /// What operators' own wallets hold.
    pub budgets: i64,
    /// What players hold.
    pub players: i64,
    /// What players owe: so much more is held by all than there is.
    pub debts: i64,
}

/// The service's own wallets and the operators', and what players owe, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemWallets {
    /// By owner, then by asset code: a few for each asset. Stripes are shown as the one wallet that they are.
    pub wallets: Vec<Wallet>,
    /// What players owe, in minor units. Assets of which nobody owes anything may be left out.
    pub debts: BTreeMap<AssetCode, i64>,
}

impl SystemWallets {
    /// The audit of every asset by these alone: as all wallets sum to zero, players hold what the others do not.
    pub fn audit(&self) -> BTreeMap<AssetCode, SupplyAudit> {
        let mut audits: BTreeMap<AssetCode, SupplyAudit> = BTreeMap::new();
        for Wallet { owner, asset, state } in &self.wallets {
            let audit = audits.entry(asset.clone()).or_default();
            let balance = state.balance.minor();
            if owner == OwnerId::issuance() {
                audit.supply = -balance;
            } else if owner == OwnerId::treasury() {
                audit.treasury = balance;
            } else if owner == OwnerId::revenue() {
                audit.revenue = balance;
            } else {
                audit.budgets += balance;
            }
        }
        for (asset, audit) in &mut audits {
            audit.debts = self.debts.get(asset).copied().unwrap_or(0);
            audit.players = audit.supply + audit.debts - audit.treasury - audit.revenue - audit.budgets;
        }
        audits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_counts_if_it_is_there_again_whatever_its_figures() {
        let proof = |found: &[(&str, &str)]| Proof {
            assets: Vec::new(),
            transactions: 0,
            findings: (found.iter())
                .map(|(subject, detail)| Finding {
                    invariant: Invariant::FloorsHold,
                    subject: (*subject).to_owned(),
                    detail: (*detail).to_owned(),
                })
                .collect(),
            heads: Vec::new(),
        };
        let first = proof(&[("asset A", "off by 1"), ("asset B", "off by 2")]);
        let second = proof(&[("asset B", "off by 5"), ("asset C", "off by 1")]).seen_again(&first);
        assert_eq!(second.findings.iter().map(|it| &*it.subject).collect::<Vec<_>>(), ["asset B"]);
    }
}
