//! The proof that the store keeps invariants 1 to 5 and 7. The domain judges (`wallet_domain::proof`), by what it reads
//! from the journal; this keeps what it found.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_postgres::Row;
use wallet_domain::proof::{Inclusion, Watch, include, prove, prove_since};
use wallet_domain::record::audit::Proof;
use wallet_domain::{
    BackupRecord, Boxed, Head, StoreError, TransactionId, Verification, VerificationRecord, Verifier, Wallets,
};

use crate::PgLedger;
use crate::engine::Dialect;
use crate::error::Failure;
use crate::journal::PgJournal;
use crate::rows;
use crate::sql::{INSERT_BACKUP, INSERT_VERIFICATION, LAST_BACKUP, LAST_VERIFICATION, LIST_HEADS};

#[async_trait]
impl Verifier for PgLedger {
    async fn verify_against(&self, known: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError> {
        let journal = PgJournal::connect(&self.config).await?;
        let proven = self.look_twice(|| prove(&journal, known, &*watch)).await?;
        let verification = proven.finished_at(self.read_clock().await?);
        self.record(&verification, true).await?;
        Ok(verification)
    }

    async fn verify_since(&self, proven: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError> {
        let journal = PgJournal::connect(&self.config).await?;
        let proven = self.look_twice(|| prove_since(&journal, proven, &*watch)).await?;
        let verification = proven.finished_at(self.read_clock().await?);
        self.record(&verification, false).await?;
        Ok(verification)
    }

    async fn record_backup(&self, backup: BackupRecord) -> Result<(), StoreError> {
        self.write(INSERT_BACKUP, &[&rows::to_system_time(backup.finished_at), &backup.findings]).await.map(|_| ())
    }

    async fn last_backup(&self) -> Result<Option<BackupRecord>, StoreError> {
        let rows = self.read(LAST_BACKUP, &[]).await?;
        let record = |found| {
            let finished_at = rows::timestamp(found, "finished_at")?;
            Ok(BackupRecord { finished_at, findings: rows::get(found, "findings")? })
        };
        rows.first().map(record).transpose().map_err(Failure::into_store_error)
    }

    async fn last_verification(&self) -> Result<Option<VerificationRecord>, StoreError> {
        let rows = self.read(LAST_VERIFICATION, &[]).await?;
        let record = |found| {
            let heads: Option<String> = rows::get(found, "heads")?;
            Ok(VerificationRecord {
                finished_at: rows::timestamp(found, "finished_at")?,
                findings: rows::get(found, "findings")?,
                heads: heads.as_deref().and_then(Head::parse_list).unwrap_or_default(),
            })
        };
        rows.first().map(record).transpose().map_err(Failure::into_store_error)
    }

    async fn prove_inclusion(&self, id: TransactionId, known: &[Head]) -> Result<Option<Inclusion>, StoreError> {
        include(&PgJournal::connect(&self.config).await?, id, known).await
    }

    async fn list_heads(&self) -> Result<Vec<Head>, StoreError> {
        let rows = self.read(LIST_HEADS, &[]).await?;
        rows.iter().map(head).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }
}

/// A lane's latest commit, by a row of `list_heads`.
pub(crate) fn head(row: &Row) -> Result<Head, Failure> {
    Ok(Head {
        lane: rows::get(row, "lane")?,
        number: rows::get(row, "number")?,
        created_at: rows::timestamp(row, "created_at")?,
        hash: rows::hash(row, "head")?.ok_or_else(|| Failure::corrupt("a lane without a hash"))?,
    })
}

impl PgLedger {
    /// Proves, and on a distributed ledger proves again before it tells of findings: shards do not answer as of one moment,
    /// so what others write between two of their answers may look wrong, and does not the second time.
    async fn look_twice<'a, F>(&self, prove: F) -> Result<Proof, StoreError>
    where
        F: Fn() -> Boxed<'a, Result<Proof, StoreError>> + Send + Sync,
    {
        let proof = prove().await?;
        if proof.findings.is_empty() || self.engine.dialect() == Dialect::Plain {
            return Ok(proof);
        }
        tracing::warn!(
            findings = proof.findings.len(),
            "the proof of a distributed ledger has findings; it is made again"
        );
        Ok(prove().await?.seen_again(&proof))
    }

    /// Keeps a proof's result. A standby cannot keep any: there whoever asked is told, and nobody else.
    pub(crate) async fn record(&self, verification: &Verification, is_whole: bool) -> Result<(), StoreError> {
        if self.is_standby().await? {
            tracing::info!("this is a standby, so the verification is not recorded");
            return Ok(());
        }
        let count = i64::try_from(verification.findings.len()).expect("findings are bounded");
        let at = rows::to_system_time(verification.finished_at);
        let heads = Head::list_to_text(&verification.heads);
        self.write(INSERT_VERIFICATION, &[&at, &count, &heads, &is_whole]).await.map(|_| ())
    }
}
