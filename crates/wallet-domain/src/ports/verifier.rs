//! The proof that a store keeps the invariants, and when it was last made.

use std::sync::Arc;

use async_trait::async_trait;

use crate::ports::error::StoreError;
use crate::ports::watch::{Unwatched, Watch};
use crate::record::audit::Verification;
use crate::record::chain::Head;
use crate::record::inclusion::Inclusion;
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;

/// The proof that a store keeps the invariants.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Verifier: Send + Sync {
    /// Proves invariants 1 to 5 by `proof::prove`, while others may write, and records that it did.
    /// The commits that were noted elsewhere, `known`, are to be there unchanged.
    async fn verify_against(&self, known: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError>;

    /// Proves by `proof::prove_since` what was committed behind `proven`, the heads of the latest
    /// recorded verification if that had no findings, and records that it did; MUST NOT
    /// take the place of findings that were recorded meanwhile.
    async fn verify_since(&self, proven: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError>;

    /// The same by what the store holds alone, with nobody watching how far it is.
    async fn verify(&self) -> Result<Verification, StoreError> {
        self.verify_against(&[], Arc::new(Unwatched)).await
    }

    /// The latest commit of every lane that has one with hashes, by lane: to be kept elsewhere.
    async fn list_heads(&self) -> Result<Vec<Head>, StoreError>;

    /// The proof that the transaction is in the ledger of a head, by `proof::include`; `None` if no
    /// commit holds it.
    async fn prove_inclusion(&self, id: TransactionId, known: &[Head]) -> Result<Option<Inclusion>, StoreError>;

    /// What the latest recorded verification found.
    async fn last_verification(&self) -> Result<Option<VerificationRecord>, StoreError>;

    /// Keeps that a backup was made.
    async fn record_backup(&self, backup: BackupRecord) -> Result<(), StoreError>;

    /// The latest backup that is known of.
    async fn last_backup(&self) -> Result<Option<BackupRecord>, StoreError>;
}

/// A verification as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationRecord {
    /// When it ended.
    pub finished_at: Timestamp,
    /// How many findings it had; 0 means that every invariant held.
    pub findings: i64,
    /// How far it has proven the lanes: what is not behind these was proven. None is known of verifications by a version
    /// that did not keep them.
    pub heads: Vec<Head>,
}

/// A backup as it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupRecord {
    /// When it was made.
    pub finished_at: Timestamp,
    /// How many findings the proof of the copy had; none if it was not proven.
    pub findings: Option<i64>,
}
