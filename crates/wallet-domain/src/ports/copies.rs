//! The ports of copying: what a store gives away, and what another takes in.

use async_trait::async_trait;

use crate::asset::Asset;
use crate::asset::change::ChangeRecord;
use crate::asset::usage::Usage;
use crate::ports::chunk::Chunk;
use crate::ports::error::StoreError;
use crate::ports::keys::ApiKeys;
use crate::ports::watch::Watch;
use crate::record::audit::Proof;
use crate::record::chain::{ChainHash, ChainLink, Head, Seal};
use crate::record::claim::Claim;
use crate::record::transaction::Transaction;
use crate::record::wallet::{Wallet, WalletState};
use crate::value::key::TransactionId;
use crate::value::lane::Lanes;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// An asset as it is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetCopy {
    /// The asset.
    pub asset: Asset,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A wallet as it is copied, one of its owner's stripes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletCopy {
    /// The wallet. Its id is kept.
    pub wallet: Wallet,
    /// Which of its owner's wallets of the asset.
    pub stripe: i16,
    /// When it was opened.
    pub created_at: Timestamp,
    /// What its owner has used of limits.
    pub usage: Option<Usage>,
}

/// A commit as it is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitCopy {
    /// The number of its lane.
    pub lane: i16,
    /// Its number in the lane.
    pub number: i64,
    /// When it was decided.
    pub created_at: Timestamp,
    /// What it holds of the chain; none if it is from before there was one.
    pub seal: Option<Seal>,
    /// What it holds, in the order in which that was decided.
    pub transactions: Vec<Transaction>,
}

impl CommitCopy {
    /// The commit in the chain, if it is in it.
    pub fn link(&self) -> Option<ChainLink> {
        let Self { lane, number, created_at, .. } = *self;
        self.seal.map(|seal| ChainLink { lane, number, created_at, count: self.transactions.len(), seal })
    }

    /// Its hash, if it is in the chain.
    pub fn hash(&self) -> Option<ChainHash> {
        self.link().map(|link| link.hash())
    }

    /// Its lane's head if it is the latest commit, and in the chain.
    pub(crate) fn head(&self) -> Option<Head> {
        self.link().as_ref().map(Head::from)
    }
}

/// Where a lane is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneEnd {
    /// Its number.
    pub lane: i16,
    /// The number of its latest commit; 0 if it has none.
    pub number: i64,
}

/// What a store gives away. What cannot be read back is an error: a copy of it would be none.
#[async_trait]
pub trait Exporter: Send + Sync {
    /// Every asset, by code.
    async fn export_assets(&self) -> Result<Vec<AssetCopy>, StoreError>;

    /// Every lane, in order, also one that has no commit.
    async fn export_lanes(&self) -> Result<Vec<LaneEnd>, StoreError>;

    /// Wallets by ascending id, those after `after`.
    async fn export_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<Vec<WalletCopy>, StoreError>;

    /// Commits of a lane in order, those after number `after`, up to the one that brings it to `limit` transactions or
    /// fewer. MUST give one at least if there is one.
    async fn export_commits(&self, lane: i16, after: i64, limit: usize) -> Result<Vec<CommitCopy>, StoreError>;

    /// Claims by id, those after `after`: what of them follows from transactions is in both stores, and yet compared.
    async fn export_claims(&self, after: Option<TransactionId>, limit: i64) -> Result<Vec<Claim>, StoreError>;

    /// What operators have changed, by number, those after `after`.
    async fn export_changes(&self, after: i64, limit: i64) -> Result<Vec<ChangeRecord>, StoreError>;

    /// Its API keys.
    fn keys(&self) -> &dyn ApiKeys;
}

/// What a store takes in. Every call MUST be one durable commit, all or nothing, and safe to repeat; MUST leave the
/// store's own guards against bad rows in force; and MUST leave a store that does not say it is a copy as it is.
#[async_trait]
pub trait Importer: Exporter {
    /// Whether the store is empty, a copy, or something of its own.
    async fn copy_status(&self) -> Result<CopyStatus, StoreError>;

    /// Makes an empty store the unfinished copy of `source`, a name for people. From then on nobody else may open it,
    /// until the copy is finished.
    async fn begin_copy(&self, source: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Gives it just as many lanes, as long as those that are too many have no commits.
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

    /// Sets what of a wallet does not follow from its entries: what is held and owed, version, status, when it last moved, and what
    /// is used of limits.
    async fn settle_wallets(&self, wallets: &[WalletCopy]) -> Result<(), StoreError>;

    /// Keeps changes under their numbers, or leaves those that are there.
    async fn import_changes(&self, changes: &[ChangeRecord]) -> Result<(), StoreError>;

    /// Proves what was copied, as [`Verifier`](crate::Verifier) does, without recording that.
    async fn prove_copy(&self, known: &[Head], watch: &dyn Watch) -> Result<Proof, StoreError>;

    /// The copy is whole: it is a store like any other from now on.
    async fn finish_copy(&self, at: Timestamp) -> Result<(), StoreError>;
}

/// What a store is to a copy.
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
