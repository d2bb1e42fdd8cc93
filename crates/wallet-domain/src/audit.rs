//! What can be proven of a ledger: the report of a verification, and the audit of the money supply.

use std::fmt;

use crate::asset::AssetCode;
use crate::chain::Head;
use crate::time::Timestamp;

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

/// Where an asset's supply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

impl SupplyAudit {
    /// The audit of an asset by the balances of its system wallets alone: as all wallets sum to zero, players hold
    /// what the others do not.
    pub fn new(issuance: i64, treasury: i64, revenue: i64, budgets: i64) -> Self {
        let supply = -issuance;
        Self { supply, treasury, revenue, budgets, players: supply - treasury - revenue - budgets }
    }
}
