//! The port of copying: what a store takes in.

use async_trait::async_trait;

use crate::access::key::ApiKey;
use crate::asset::change::ChangeRecord;
use crate::ports::chunk::Chunk;
use crate::ports::error::StoreError;
use crate::ports::feed::FeedPlace;
use crate::ports::journal::{AssetCopy, Journal, WalletCopy};
use crate::ports::keys::KeyCreation;
use crate::record::claim::Claim;
use crate::record::wallet::WalletState;
use crate::value::lane::Lanes;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// Takes another store's journal in. Every call MUST be one durable commit, all or nothing, and safe to repeat; MUST leave
/// the store's own guards against bad rows in force; and MUST refuse a store that does not say it is a copy.
#[async_trait]
pub trait Importer: Send + Sync {
    /// The store's own journal: what it holds by now.
    fn journal(&self) -> &dyn Journal;

    /// Whether the store is empty, a copy, or something of its own.
    async fn copy_status(&self) -> Result<CopyStatus, StoreError>;

    /// Makes an empty store the unfinished copy of `source`, a name for people. From then on nobody else may open it,
    /// until the copy is finished.
    async fn begin_copy(&self, source: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Gives it just these lanes, with their stripe keys, as long as those that are too many have no commits.
    async fn import_lanes(&self, lanes: Lanes) -> Result<(), StoreError>;

    /// Creates assets without wallets, or brings those that are there to what they are by now.
    async fn import_assets(&self, assets: &[AssetCopy]) -> Result<(), StoreError>;

    /// Opens wallets under their ids, each empty whatever it holds by now, or leaves those that are there.
    async fn import_wallets(&self, wallets: &[WalletCopy]) -> Result<(), StoreError>;

    /// The wallets of these ids that there are, in any order.
    async fn find_states(&self, ids: &[WalletId]) -> Result<Vec<WalletState>, StoreError>;

    /// Books commits as they were booked, with their wallets as they are after them. MUST refuse what does not follow
    /// from where its lanes and wallets are ([`Chunk::place`]).
    async fn import_commits(&self, chunk: &Chunk) -> Result<(), StoreError>;

    /// Makes or changes claims.
    async fn settle_claims(&self, claims: &[Claim]) -> Result<(), StoreError>;

    /// Sets the parts of a wallet that do not follow from its entries: held, debt, version, status, the time of its last
    /// entry, and the usage of limits.
    async fn settle_wallets(&self, wallets: &[WalletCopy]) -> Result<(), StoreError>;

    /// Keeps changes under their numbers, or leaves those that are there.
    async fn import_changes(&self, changes: &[ChangeRecord]) -> Result<(), StoreError>;

    /// Keeps an API key as it is by now, or brings the one that has its id to that. Is not in the list of changes: what was
    /// done to the key is copied with the others.
    async fn import_key(&self, key: &ApiKey) -> Result<KeyCreation, StoreError>;

    /// Gives commits and changes that were copied their positions in the feed, or leaves those that have theirs.
    async fn import_feed(&self, places: &[FeedPlace]) -> Result<(), StoreError>;

    /// The copy is whole: it is a store like any other from now on.
    async fn finish_copy(&self, at: Timestamp) -> Result<(), StoreError>;
}

/// The state of a store that may be a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyStatus {
    /// It holds nothing.
    Empty,
    /// It holds a ledger of its own.
    Occupied,
    /// It is the copy of that source, and not whole yet.
    Unfinished(String),
    /// It was copied from that source, and may have gone on by itself.
    Finished(String),
}
