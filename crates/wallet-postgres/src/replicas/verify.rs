//! Proving the ledger by what a standby has (port [`Verifier`]): its records are read there, and the result is kept on the
//! primary, from where everything else is read.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{Instant, sleep};
use wallet_domain::proof::{Inclusion, Watch, prove, prove_since};
use wallet_domain::{
    BackupRecord, Head, StoreError, TransactionId, Verification, VerificationRecord, Verifier, Wallets,
};

use super::PgReplicas;
use crate::journal::PgJournal;

/// How long a standby may take to have what the primary had when it was asked.
const CATCHING_UP_MAX: Duration = Duration::from_secs(10);
/// The pause between two looks whether it has.
const PAUSE: Duration = Duration::from_millis(20);

impl PgReplicas {
    /// The journal of a standby that has whatever was acknowledged before this was called; or the primary's, if no standby comes
    /// so far.
    pub async fn journal(&self) -> Result<PgJournal, StoreError> {
        let began = Instant::now();
        while began.elapsed() < CATCHING_UP_MAX {
            if let Some((timeline, goal)) = self.beats.position_since(began) {
                for standby in &self.standbys {
                    let (gate, config) = (&standby.gate, &standby.ledger.config);
                    if gate.timeline() != Some(timeline) || gate.position() < goal {
                        continue;
                    }
                    let Ok(journal) = PgJournal::connect(config).await else { continue };
                    if journal.position().await.is_ok_and(|position| position >= goal) {
                        tracing::info!("the journal is read from a standby");
                        return Ok(journal);
                    }
                }
            }
            sleep(PAUSE).await;
        }
        tracing::warn!("no standby has what the primary has, so the journal is read from the primary");
        PgJournal::connect(&self.primary.config).await
    }
}

#[async_trait]
impl Verifier for PgReplicas {
    async fn verify_against(&self, known: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError> {
        let verification = prove(&self.journal().await?, known, &*watch).await?;
        let verification = verification.finished_at(self.primary.read_clock().await?);
        self.primary.record(&verification, true).await?;
        Ok(verification)
    }

    async fn verify_since(&self, proven: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError> {
        let verification = prove_since(&self.journal().await?, proven, &*watch).await?;
        let verification = verification.finished_at(self.primary.read_clock().await?);
        self.primary.record(&verification, false).await?;
        Ok(verification)
    }

    async fn record_backup(&self, backup: BackupRecord) -> Result<(), StoreError> {
        self.primary.record_backup(backup).await
    }

    async fn last_backup(&self) -> Result<Option<BackupRecord>, StoreError> {
        self.primary.last_backup().await
    }

    async fn last_verification(&self) -> Result<Option<VerificationRecord>, StoreError> {
        self.primary.last_verification().await
    }

    async fn prove_inclusion(&self, id: TransactionId, known: &[Head]) -> Result<Option<Inclusion>, StoreError> {
        self.primary.prove_inclusion(id, known).await
    }

    async fn list_heads(&self) -> Result<Vec<Head>, StoreError> {
        self.primary.list_heads().await
    }
}
