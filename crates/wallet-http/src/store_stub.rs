//! Temporary: stands where the adapters will.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unused_async)]
use std::sync::Arc;
use std::time::Duration;

use wallet_domain::{Clock, StoreError, StoreErrorKind};

use crate::store::Store;

fn to_come() -> StoreError {
    StoreError::new(StoreErrorKind::Refused, "to come")
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
