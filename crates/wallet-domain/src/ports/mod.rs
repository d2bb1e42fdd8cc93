//! The ports: traits that a store implements, each with what an implementer MUST keep.

pub mod chunk;
pub mod error;
pub mod import;
pub mod journal;
pub mod keys;
pub mod ledger;
pub mod registry;
pub mod verifier;
pub mod wallets;
pub mod watch;

pub use error::{StoreError, StoreErrorKind};
pub use journal::Journal;
pub use ledger::{DiskUsage, Ledger, PoolUsage};
pub use registry::{AssetCreation, Registry, WalletOpening};
pub use verifier::{BackupRecord, VerificationRecord, Verifier};
pub use wallets::{ChangeSubject, HoldPosition, OpenHold, Page, PageRequest, Position, StatementLine, Wallets};

#[cfg(feature = "testing")]
pub use {ledger::MockLedger, registry::MockRegistry, verifier::MockVerifier, wallets::MockWallets};

use std::pin::Pin;

/// The future of a long job. An `async fn` is compiled again in every crate that awaits it, with all that it awaits; a
/// boxed one is compiled once, where it is written.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
