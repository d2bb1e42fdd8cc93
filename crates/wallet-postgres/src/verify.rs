//! The proof that the store keeps invariants 1 to 5. The domain judges (`wallet_domain::proof`); this streams the
//! records, on a connection outside of the pool, so that it may take its time. Each call is one short snapshot, every
//! statement a walk along a key or look-ups by one, so nobody waits for it and no old row version has to be kept.

mod records;

use std::sync::Arc;

use async_trait::async_trait;
use wallet_domain::proof::{Inclusion, Watch, include, prove, prove_since};
use wallet_domain::{
    BackupRecord, Head, StoreError, TransactionId, Verification, VerificationRecord, Verifier, Wallets,
};

use crate::PgLedger;
use crate::error::{Failure, Step};
use crate::pool::connect_for_maintenance;
use crate::row;
use crate::statements::{LAST_BACKUP, LAST_VERIFICATION, LIST_HEADS};
pub(crate) use records::PgRecords;

#[async_trait]
impl Verifier for PgLedger {
    async fn verify_against(&self, known: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError> {
        let records = PgRecords::connect(&self.config).await?;
        let verification = prove(&records, known, &*watch).await?.finished_at(self.read_clock().await?);
        records.record(&verification, true).await?;
        Ok(verification)
    }

    async fn verify_since(&self, proven: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError> {
        let records = PgRecords::connect(&self.config).await?;
        let verification = prove_since(&records, proven, &*watch).await?.finished_at(self.read_clock().await?);
        records.record(&verification, false).await?;
        Ok(verification)
    }

    async fn record_backup(&self, backup: BackupRecord) -> Result<(), StoreError> {
        let client = connect_for_maintenance(&self.config).await?;
        let at = row::to_system_time(backup.finished_at);
        let record = "INSERT INTO backups (finished_at, findings) VALUES ($1, $2)";
        let recorded = client.execute(record, &[&at, &backup.findings]).await;
        recorded.map_err(|error| Failure::of(&Step::Write("insert_backup"), error).into_store_error())?;
        Ok(())
    }

    async fn last_backup(&self) -> Result<Option<BackupRecord>, StoreError> {
        let rows = self.read(LAST_BACKUP, &[]).await?;
        let record = |found| {
            let finished_at = row::timestamp(found, "finished_at")?;
            Ok(BackupRecord { finished_at, findings: row::get(found, "findings")? })
        };
        rows.first().map(record).transpose().map_err(Failure::into_store_error)
    }

    async fn last_verification(&self) -> Result<Option<VerificationRecord>, StoreError> {
        let rows = self.read(LAST_VERIFICATION, &[]).await?;
        let record = |found| {
            let heads: Option<String> = row::get(found, "heads")?;
            Ok(VerificationRecord {
                finished_at: row::timestamp(found, "finished_at")?,
                findings: row::get(found, "findings")?,
                heads: heads.as_deref().and_then(Head::parse_list).unwrap_or_default(),
            })
        };
        rows.first().map(record).transpose().map_err(Failure::into_store_error)
    }

    async fn prove_inclusion(&self, id: TransactionId, known: &[Head]) -> Result<Option<Inclusion>, StoreError> {
        include(&PgRecords::connect(&self.config).await?, id, known).await
    }

    async fn list_heads(&self) -> Result<Vec<Head>, StoreError> {
        let rows = self.read(LIST_HEADS, &[]).await?;
        let head = |found| {
            Ok(Head {
                lane: row::get(found, "lane")?,
                number: row::get(found, "number")?,
                created_at: row::timestamp(found, "created_at")?,
                hash: row::hash(found, "head")?.ok_or_else(|| Failure::corrupt("a lane without a hash"))?,
            })
        };
        rows.iter().map(head).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }
}
