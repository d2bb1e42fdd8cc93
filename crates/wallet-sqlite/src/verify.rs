//! The proof that the store keeps invariants 1 to 5 and 7. The domain judges (`wallet_domain::proof`), by what it reads
//! from the journal; this keeps what it found.

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, params};
use wallet_domain::proof::{Inclusion, Proof, Watch, include, prove, prove_since};
use wallet_domain::{
    BackupRecord, Head, StoreError, Timestamp, TransactionId, Verification, VerificationRecord, Verifier,
};

use crate::config::Access;
use crate::connection::Link;
use crate::error::Failure;
use crate::tx::{self, End};
use crate::{SqliteLedger, sql, wallets};

#[async_trait]
impl Verifier for SqliteLedger {
    async fn verify_against(&self, known: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError> {
        let proof = prove(self, known, &*watch).await;
        self.record(proof, true).await
    }

    async fn verify_since(&self, proven: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError> {
        let proof = prove_since(self, proven, &*watch).await;
        self.record(proof, false).await
    }

    async fn record_backup(&self, backup: BackupRecord) -> Result<(), StoreError> {
        self.run_tx("record_backup", move |transaction, _| {
            let params = params![backup.finished_at.as_micros(), backup.findings];
            transaction.prepare_cached(sql::INSERT_BACKUP)?.execute(params)?;
            Ok(End::Commit(()))
        })
        .await
    }

    async fn last_backup(&self) -> Result<Option<BackupRecord>, StoreError> {
        self.read(find_last_backup).await
    }

    async fn last_verification(&self) -> Result<Option<VerificationRecord>, StoreError> {
        self.read(find_last_verification).await
    }

    async fn prove_inclusion(&self, id: TransactionId, known: &[Head]) -> Result<Option<Inclusion>, StoreError> {
        let inclusion = include(self, id, known).await;
        self.end_of_proof().await?;
        inclusion
    }

    async fn list_heads(&self) -> Result<Vec<Head>, StoreError> {
        let links = self.read(wallets::list_last_links).await?;
        Ok(links.iter().map(Head::from).collect())
    }
}

impl SqliteLedger {
    /// Records a proof that has ended.
    async fn record(&self, proof: Result<Proof, StoreError>, is_whole: bool) -> Result<Verification, StoreError> {
        self.end_of_proof().await?;
        let verification = proof?.finished_at(self.clock.now());
        if self.access == Access::Write {
            let findings = i64::try_from(verification.findings.len()).expect("findings are bounded");
            let (at, heads) = (verification.finished_at.as_micros(), Head::list_to_text(&verification.heads));
            self.run_tx("record_verification", move |transaction, _| {
                transaction
                    .prepare_cached(sql::INSERT_VERIFICATION)?
                    .execute(params![at, findings, heads, is_whole])?;
                Ok(End::Commit(()))
            })
            .await?;
        }
        Ok(verification)
    }

    /// Proofs are rare; their connection and what that has cached need not wait for the next time.
    async fn end_of_proof(&self) -> Result<(), StoreError> {
        let disconnect = |link: &mut Link| {
            link.disconnect();
            Ok(())
        };
        self.verifier.run(disconnect).await
    }
}

fn find_last_verification(connection: &Connection) -> Result<Option<VerificationRecord>, Failure> {
    tx::find(connection, sql::FIND_LAST_VERIFICATION, [], |row| {
        let heads: Option<String> = row.get(2)?;
        Ok(VerificationRecord {
            finished_at: Timestamp::from_micros(row.get(0)?),
            findings: row.get(1)?,
            heads: heads.as_deref().and_then(Head::parse_list).unwrap_or_default(),
        })
    })
}

fn find_last_backup(connection: &Connection) -> Result<Option<BackupRecord>, Failure> {
    tx::find(connection, sql::FIND_LAST_BACKUP, [], |row| {
        Ok(BackupRecord { finished_at: Timestamp::from_micros(row.get(0)?), findings: row.get(1)? })
    })
}
