//! Why a copy did not come about.

use crate::ports::chunk::Undue;
use crate::ports::error::StoreError;
use crate::record::audit::Finding;

/// Why a store is no copy, or not yet.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The source cannot be read.
    #[error("the source: {0}")]
    Source(#[source] StoreError),
    /// The target cannot be read or written.
    #[error("the target: {0}")]
    Target(#[source] StoreError),
    /// The target holds a ledger.
    #[error("the target holds a ledger of its own; copy into an empty store")]
    Occupied,
    /// The target is the copy of another ledger.
    #[error("the target is a copy of another ledger, {from}: {what}")]
    OtherLedger {
        /// What it says it was copied from.
        from: String,
        /// What the source does not have.
        what: String,
    },
    /// The source's records do not follow from each other.
    #[error("the source is not in order, see what `wallet verify` says of it: {0}")]
    Undue(#[from] Undue),
    /// The source's commits wait for each other, or for wallets that are not there.
    #[error(
        "the source is not in order, see what `wallet verify` says of it: commit {number} of lane {lane} is never due"
    )]
    NeverDue {
        /// The lane.
        lane: i16,
        /// The commit.
        number: i64,
    },
    /// The source does not stand still.
    #[error(
        "the source is {commits} commits further by now: stop its servers and run the same again, it goes on from here"
    )]
    Moving {
        /// By how many.
        commits: i64,
    },
    /// The two are not the same.
    #[error("the copy is NOT the same as the source: {0}")]
    Differs(String),
    /// The copy breaks invariants.
    #[error("the copy is not in order")]
    NotInOrder(Vec<Finding>),
}
