//! Backs an embedded store up: a copy of one moment, proven before it gets its name.

use std::path::Path;
use std::sync::Arc;

use wallet_domain::proof::{Watch, prove};
use wallet_domain::{Clock, StoreError, Verification};
pub use wallet_sqlite::Existing;
use wallet_sqlite::{BackupError, SqliteLedger};

use super::{OpenError, StoreUrl, sqlite_config, with_causes};
use crate::config::Settings;
use wallet_domain::SystemClock;

/// A backup that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct Backup<'a> {
    /// Where to.
    pub file: &'a Path,
    /// What to do if something is there.
    pub existing: Existing,
    /// Whether the copy is proven before it gets its name.
    pub proving: Proving,
}

/// Whether a copy is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proving {
    /// It is; one that is not in order is thrown away.
    Prove,
    /// It is taken as it is.
    Leave,
}

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum NoBackup {
    /// The store is not there.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// PostgreSQL has its own means.
    #[error(
        "a store on PostgreSQL is backed up by PostgreSQL's own programs, pg_dump or pg_basebackup with archived WAL; \
         docs/operations.md has both under \"Backup and restore\""
    )]
    NotEmbedded,
    /// The copy could not be made.
    #[error(transparent)]
    Copy(#[from] BackupError),
    /// The copy is there and cannot be proven.
    #[error("the copy cannot be verified, and --no-verify takes it as it is: {}", with_causes(.0))]
    Proof(StoreError),
    /// The copy's pages are damaged, and so are the store's.
    #[error("the copy is damaged, and --no-verify takes it as it is: {0}")]
    Damaged(String),
}

/// Copies an embedded store as it is at this moment, while others may write. Returns the proof of the copy, if one was
/// asked for; a copy with findings gets no name.
pub async fn back_up(
    url: &StoreUrl,
    settings: &Settings,
    backup: &Backup<'_>,
    watch: Arc<dyn Watch>,
) -> Result<Option<Verification>, NoBackup> {
    let path = match url {
        StoreUrl::Sqlite(path) if path.exists() => path,
        StoreUrl::Sqlite(path) => return Err(OpenError::Missing(path.clone()).into()),
        StoreUrl::Postgres(_) => return Err(NoBackup::NotEmbedded),
    };
    let draft = wallet_sqlite::backup(&sqlite_config(path, settings), backup.file, backup.existing, &*watch)?;
    let verification = match backup.proving {
        Proving::Leave => None,
        Proving::Prove => {
            if let Some(damage) = draft.find_damage().map_err(NoBackup::Proof)? {
                return Err(NoBackup::Damaged(damage));
            }
            let copy = SqliteLedger::open(draft.config(), Arc::new(SystemClock)).map_err(NoBackup::Proof)?;
            let proof = prove(&copy, &[], &*watch).await.map_err(NoBackup::Proof)?;
            Some(proof.finished_at(SystemClock.now()))
        }
    };
    if verification.as_ref().is_none_or(|verification| verification.findings.is_empty()) {
        draft.publish()?;
    }
    Ok(verification)
}
