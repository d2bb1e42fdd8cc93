//! Temporary: stands where the adapters will.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unused_async)]
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use wallet_domain::{Clock, StoreError, StoreErrorKind};

use crate::store::Store;

fn to_come() -> StoreError {
    StoreError::new(StoreErrorKind::Refused, "to come")
}

pub struct SqliteConfig {
    pub path: PathBuf,
    pub readers: usize,
    pub cache_mib: u32,
    pub checkpoint_pages: u32,
    pub busy_timeout: Duration,
}

impl SqliteConfig {
    pub fn at(path: &Path) -> Self {
        let busy_timeout = Duration::from_secs(1);
        Self { path: path.into(), readers: 1, cache_mib: 1, checkpoint_pages: 1000, busy_timeout }
    }
}

pub struct SqliteLedger;
impl SqliteLedger {
    pub fn open(_: SqliteConfig, _: Arc<dyn Clock>) -> Result<Store, StoreError> {
        Err(to_come())
    }
}

pub struct ServerLock;
impl Drop for ServerLock {
    fn drop(&mut self) {}
}
impl ServerLock {
    pub fn acquire(_: &Path) -> Result<Self, StoreError> {
        Err(to_come())
    }
}

pub mod sqlite {
    pub fn migrate(_: &super::SqliteConfig) -> Result<Vec<String>, super::StoreError> {
        Err(super::to_come())
    }
}

pub struct PgConfig {
    pub url: String,
    pub pool_max: usize,
    pub connect_timeout: Duration,
    pub statement_timeout: Duration,
    pub lock_timeout: Duration,
}

impl PgConfig {
    pub fn new(url: String) -> Self {
        let second = Duration::from_secs(1);
        Self { url, pool_max: 1, connect_timeout: second, statement_timeout: second, lock_timeout: second }
    }
}

pub struct PgLedger;
impl PgLedger {
    pub async fn connect(_: PgConfig, _: Arc<dyn Clock>) -> Result<Store, StoreError> {
        Err(to_come())
    }
}

pub async fn migrate(_: &PgConfig) -> Result<Vec<String>, StoreError> {
    Err(to_come())
}
