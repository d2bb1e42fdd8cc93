//! The proof of invariants 1 to 5 and 7 to 9, in chunks: what it reads is short and bounded, what it finds is judged here alone.
//!
//! A store streams its records through the port [`Journal`](crate::Journal); [`prove`] walks them and judges. Its walks, each in the
//! order of a key, each read its own snapshot, so that neither a long snapshot nor a lock holds anybody up:
//!
//! ```text
//! wallets        a chunk of wallets, then their entries up to the sequence that each had: chains, sums, floors
//! claims         a chunk of claims, each with its transactions: what they make of it
//! ids            every transaction's id
//! commits        along the feed, each lane's up to one that is there; their transactions with their legs; the chain
//! wallets        once more, if nothing was booked meanwhile: what the feed comes to
//! numbers        every entry in the store's own order, if a walk over wallets does not meet them all by itself
//! ```
//! - **No false alarm while others write**: what lies below a sequence or a commit that was read is immutable, and what
//!   lies above is the next proof's.
//! - **Completeness without a look-up per row**: that every entry is a leg of its transaction, and every transaction in
//!   one commit, is proven by sums of keyed hashes per chunk (`cover`): what the first walks read must be just
//!   what the commits up to the same moment hold. Only a chunk whose sums differ is read again, to name the culprits.
//! - **Memory** is that of one chunk of each kind, a few dozen bytes per chunk walked and per wallet (of 4 million
//!   at most), and
//!   [`Verification::FINDINGS_MAX`](crate::Verification::FINDINGS_MAX) findings of each [`Check`].
//! - A row that cannot be read back is a finding that names it, not the end of the proof.

mod chain;
mod claims;
mod commits;
mod cover;
mod days;
mod feed;
mod findings;
mod inclusion;
mod rollups;
mod since;
mod transactions;
mod walk;
mod wallets;

pub use findings::{Check, Findings};
pub use inclusion::include;
pub use since::prove_since;
pub use walk::prove;

pub use crate::ports::journal::{
    AssetRecord, ClaimRecord, CommitRecord, EntryKey, EntryRecord, Filed, Heads, IdChunk, LaneHead, Leg, LooseChunk,
    OrphanChunk, TransactionRecord, WalletChunk, WalletRange, WalletRecord,
};
pub use crate::ports::watch::{Progress, Unwatched, Watch};
pub use crate::record::audit::Proof;
pub use crate::record::inclusion::{Inclusion, Unproven};
