//! The ports: traits that a store implements, each with what an implementer MUST keep.

#[cfg(feature = "access")]
pub mod approvals;
#[cfg(feature = "copy")]
pub mod chunk;
pub mod entries;
pub mod error;
pub mod feed;
#[cfg(feature = "copy")]
pub mod import;
#[cfg(feature = "access")]
pub mod journal;
#[cfg(feature = "access")]
pub mod keys;
pub mod ledger;
pub mod registry;
pub mod rollups;
pub mod search;
pub mod snapshots;
pub mod verifier;
pub mod wallets;
pub mod watch;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use entries::{Page, PageRequest, Position};
pub use error::{StoreError, StoreErrorKind};
pub use feed::{Feed, FeedPlace, PlaceHolds, Sequenced, StaleCursor, ledger_mark};
#[cfg(feature = "access")]
pub use journal::Journal;
pub use ledger::{DiskUsage, Ledger, PoolUsage};
pub use registry::{AssetCreation, Registry, WalletOpening};
pub use rollups::Rollups;
pub use search::{
    Found, Search, TransactionFilter, TransactionPlace, TransactionSearch, TransactionStatus, WalletFilter,
    WalletPlace, WalletSearch,
};
pub use snapshots::Snapshots;
pub use verifier::{BackupRecord, VerificationRecord, Verifier};
pub use wallets::{ChangeSubject, HoldPosition, Moment, OpenHold, Wallets};

/// A mock of each port, by mockall.
#[cfg(feature = "mocks")]
pub mod mocks {
    #[cfg(feature = "access")]
    pub use super::keys::MockApiKeys;
    #[cfg(feature = "webhooks")]
    pub use super::webhooks::MockWebhooks;
    pub use super::{
        feed::MockFeed, ledger::MockLedger, registry::MockRegistry, verifier::MockVerifier, wallets::MockWallets,
    };
}

use std::pin::Pin;

/// The future of a long job. An `async fn` is compiled again in every crate that awaits it, with all that it awaits; a
/// boxed one is compiled once, where it is written.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
