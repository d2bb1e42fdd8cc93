//! The journal: the port through which everything that a store keeps is read, in order.

use async_trait::async_trait;

use crate::access::key::ApiKey;
use crate::asset::Asset;
use crate::asset::change::ChangeRecord;
use crate::asset::usage::Usage;
use crate::flow::command::Command;
use crate::ports::error::StoreError;
use crate::ports::feed::FeedPlace;
use crate::record::audit::AssetProof;
use crate::record::chain::{ChainHash, ChainLink, Head, Seal};
use crate::record::claim::Claim;
use crate::record::transaction::Transaction;
use crate::record::wallet::Wallet;
use crate::rollup::{Day, DayClose, RollupRow, StoredFold};
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// The number of the latest commit of each lane.
pub type Heads = Vec<(i16, i64)>;

/// Everything that a store keeps, in order, in chunks: proofs, copies, scans and searches read it. Every call MUST be one
/// short read of one snapshot, newer than those of the calls before it.
///
/// `read_` gives sound records: what cannot be read back MUST be an error. `prove_`, `has_` and `find_` are for a proof:
/// they MUST give what cannot be read back as such, not as an error.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Every lane, in order, also one that has no commit.
    async fn read_lanes(&self) -> Result<Vec<LaneEnd>, StoreError>;

    /// Every asset, by code.
    async fn read_assets(&self) -> Result<Vec<AssetCopy>, StoreError>;

    /// Wallets by ascending id, those after `after`.
    async fn read_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<Vec<WalletCopy>, StoreError>;

    /// Commits of a lane in order, those after number `after`, up to the one that brings it to `limit` transactions or
    /// fewer. MUST give one at least if there is one.
    async fn read_commits(&self, lane: i16, after: i64, limit: usize) -> Result<Vec<CommitCopy>, StoreError>;

    /// Claims by id, those after `after`.
    async fn read_claims(&self, after: Option<TransactionId>, limit: i64) -> Result<Vec<Claim>, StoreError>;

    /// What operators have changed, by number, those after `after`.
    async fn read_changes(&self, after: i64, limit: i64) -> Result<Vec<ChangeRecord>, StoreError>;

    /// The feed's positions in order, those after `after`, and behind them whatever has none yet, as
    /// [`Feed::sequence`](crate::Feed::sequence) would number it.
    async fn read_feed(&self, after: i64, limit: i64) -> Result<Vec<FeedPlace>, StoreError>;

    /// Every API key, by time and id.
    async fn read_keys(&self) -> Result<Vec<ApiKey>, StoreError>;

    /// The totals of every asset, by code.
    async fn prove_assets(&self) -> Result<Vec<AssetRecord>, StoreError>;

    /// The guards against changes that the schema lacks: the name of each, and its fault.
    async fn prove_schema(&self) -> Result<Vec<(String, String)>, StoreError>;

    /// Every lane, in order, as it says where it is and as its commits do.
    async fn prove_lanes(&self) -> Result<Vec<LaneHead>, StoreError>;

    /// Wallets by ascending id, those after `after`.
    async fn prove_wallets(&self, after: Option<WalletId>, limit: i64) -> Result<WalletChunk, StoreError>;

    /// Whether there is a wallet of that id.
    async fn has_wallet(&self, id: WalletId) -> Result<bool, StoreError>;

    /// Entries in the order of their keys, those after `after` and up to the wallet `last`. A store that finds a wallet's
    /// entries by links gives those that the links lead to, and MUST implement [`Journal::find_loose`].
    async fn prove_entries(&self, after: EntryKey, last: EntryKey, limit: i64) -> Result<Vec<EntryRecord>, StoreError>;

    /// Ids of transactions in order, those after `after`.
    async fn prove_ids(&self, after: Option<Filed>, limit: i64) -> Result<IdChunk, StoreError>;

    /// Commits of a lane in order, those after number `after` and up to number `to`.
    async fn prove_commits(&self, lane: i16, after: i64, to: i64, limit: i64) -> Result<Vec<CommitRecord>, StoreError>;

    /// The transactions of `ids` that there are, in any order.
    async fn prove_transactions(&self, ids: &[TransactionId]) -> Result<Vec<TransactionRecord>, StoreError>;

    /// Claims in the order of their ids, those after `after`, each with the transaction that it is against and those that
    /// are about it, all as of one moment.
    async fn prove_claims(&self, after: Option<Filed>, limit: i64) -> Result<Vec<ClaimRecord>, StoreError>;

    /// Looks through `limit` entries after `after`, up to the wallet `last`, for those that are no leg of their
    /// transaction. A store that implements [`Journal::find_loose`] gives them there.
    async fn find_orphans(&self, after: EntryKey, last: EntryKey, limit: i64) -> Result<OrphanChunk, StoreError>;

    /// All that a fold of rollups goes on with; `None` if none was begun.
    async fn prove_rollups(&self) -> Result<Option<StoredFold>, StoreError> {
        Ok(None)
    }

    /// The rows of an asset and a day, and its close.
    async fn prove_rollup_day(
        &self,
        asset: &AssetCode,
        day: Day,
    ) -> Result<(Vec<RollupRow>, Option<DayClose>), StoreError> {
        let _ = (asset, day);
        Ok(Default::default())
    }

    /// The assets and days, as text, of which rollups have anything.
    async fn list_rolled_days(&self) -> Result<Vec<(String, String)>, StoreError> {
        Ok(Vec::new())
    }

    /// Looks through `limit` entries in the order of the store's own numbers, those after number `after`, for loose ones:
    /// of all, those of no wallet and those that are no leg of their transaction; of the latter, and of those of the
    /// wallets in `doubtful` (ranges in order), those that their wallet does not lead to. A store whose
    /// [`Journal::prove_entries`] gives whatever there is has nothing to look for.
    async fn find_loose(&self, doubtful: &[WalletRange], after: i64, limit: i64) -> Result<LooseChunk, StoreError> {
        let _ = (doubtful, after, limit);
        Ok(LooseChunk::default())
    }
}

/// An asset with the time of its creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetCopy {
    /// The asset.
    pub asset: Asset,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A wallet, one of its owner's stripes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletCopy {
    /// The wallet. Its id is kept.
    pub wallet: Wallet,
    /// Its stripe among its owner's wallets of the asset.
    pub stripe: i16,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Its owner's usage of limits.
    pub usage: Option<Usage>,
}

/// A commit with its transactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitCopy {
    /// The number of its lane.
    pub lane: i16,
    /// Its number in the lane.
    pub number: i64,
    /// When it was decided.
    pub created_at: Timestamp,
    /// Its hashes in the chain; none if it has none.
    pub seal: Option<Seal>,
    /// Its transactions, in the order in which they were decided.
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
    /// The shard key of its stripes.
    pub stripe_key: i16,
}

/// An asset with the sum of its wallets.
#[derive(Debug, Clone)]
pub struct AssetRecord {
    /// Its line in the report.
    pub proof: AssetProof,
    /// The sum of its wallets, as text: a damaged one may be out of all bounds.
    pub sum: String,
}

/// A lane: where it says it is, and where its commits are.
#[derive(Debug, Clone, Copy)]
pub struct LaneHead {
    /// Its number among the lanes.
    pub lane: i16,
    /// The number of its latest commit, as its row says.
    pub number: i64,
    /// The number of the latest commit that is there.
    pub latest: i64,
    /// The hash of its latest commit, as its row says; none if the row has none.
    pub hash: Option<ChainHash>,
}

/// A chunk of wallets, as of one moment.
#[derive(Debug, Clone)]
pub struct WalletChunk {
    /// Where the lanes were at that moment.
    pub heads: Heads,
    /// The wallets, by ascending id.
    pub wallets: Vec<WalletRecord>,
}

/// A wallet.
#[derive(Debug, Clone)]
pub struct WalletRecord {
    /// The store's name for it.
    pub id: WalletId,
    /// Its stripe among its owner's wallets of the asset.
    pub stripe: i16,
    /// The wallet, or why its row is corrupt.
    pub wallet: Result<Wallet, String>,
    /// What its open holds have left, in minor units.
    pub claimed: i64,
    /// For a wallet whose owner owes something: the amount that the debt's wallet lacks, in minor units. For a debt's
    /// wallet: the debt that the player's wallet says. 0 if the other wallet is not there, and for all other wallets.
    pub owed: i64,
    /// The greatest sequence among its entries, 0 if it has none; as far as the store finds it without a walk.
    pub latest: i64,
}

impl WalletRecord {
    /// Whether there are entries beyond those that the wallet counts.
    pub(crate) fn has_uncounted_entries(&self) -> bool {
        self.wallet.as_ref().is_ok_and(|wallet| self.latest > wallet.state.sequence)
    }
}

/// A claim with the transactions that it follows from.
#[derive(Debug, Clone)]
pub struct ClaimRecord {
    /// Where its row is.
    pub filed: Filed,
    /// The claim, or why its row is corrupt.
    pub claim: Result<Claim, String>,
    /// Its own transaction, if that is there, and those about it in the order of their times; or why one of their rows is
    /// corrupt.
    pub transactions: Result<Vec<Transaction>, String>,
}

/// Where an entry is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryKey {
    /// The shard key of its row.
    pub shard: i16,
    /// The wallet's id.
    pub wallet: i64,
    /// Its number in the wallet.
    pub sequence: i64,
}

impl EntryKey {
    /// Before all entries.
    pub const FIRST: Self = Self { shard: i16::MIN, wallet: i64::MIN, sequence: i64::MIN };
    /// Behind all entries.
    pub const LAST: Self = Self { shard: i16::MAX, wallet: i64::MAX, sequence: i64::MAX };

    /// Behind all entries of a wallet.
    pub fn end_of(wallet: WalletId) -> Self {
        Self { shard: wallet.shard_key(), wallet: wallet.value(), sequence: i64::MAX }
    }
}

/// An entry.
#[derive(Debug, Clone, Copy)]
pub struct EntryRecord {
    /// Where it is filed.
    pub key: EntryKey,
    /// Minor units.
    pub amount: i64,
    /// The wallet's balance after it.
    pub balance_after: i64,
}

/// A transaction's id, and the shard key of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filed {
    /// The shard key of its row.
    pub shard: i16,
    /// Its id.
    pub id: TransactionId,
}

/// A chunk of ids, as of one moment.
#[derive(Debug, Clone)]
pub struct IdChunk {
    /// Where the lanes were at that moment.
    pub heads: Heads,
    /// The ids, in order.
    pub ids: Vec<Filed>,
}

/// A commit.
#[derive(Debug, Clone)]
pub struct CommitRecord {
    /// Its number in its lane.
    pub number: i64,
    /// The number of its transactions, as its row says.
    pub size: usize,
    /// Those that are there, in the order in which they were decided.
    pub transactions: Vec<TransactionId>,
    /// When it was decided.
    pub created_at: Timestamp,
    /// Its hashes in the chain, or why they are corrupt; none if it has none.
    pub seal: Result<Option<Seal>, String>,
    /// The store's own complaint about it.
    pub complaint: Option<String>,
}

/// A transaction.
#[derive(Debug, Clone)]
pub struct TransactionRecord {
    /// The id of its row.
    pub id: TransactionId,
    /// The command, read back as a replay would; or why its row is corrupt.
    pub command: Result<Command, String>,
    /// When it was decided.
    pub created_at: Timestamp,
    /// Whether it was rejected.
    pub is_rejected: bool,
    /// The refusal as it was stored, if there is one.
    pub rejection: Option<String>,
    /// Its effects as they are stored, if it has any.
    pub effects: Option<String>,
    /// Whether its claim is missing: one that it made or is about.
    pub lacks_claim: bool,
    /// The ordinal of its credit of a payment; none if none is filed.
    pub payment: Option<i64>,
    /// The number of entries that it names.
    pub named: usize,
    /// The named entries that are there and point back at it.
    pub legs: Vec<Leg>,
}

/// An entry as a leg of its transaction.
#[derive(Debug, Clone)]
pub struct Leg {
    /// The wallet's id.
    pub wallet: i64,
    /// Its number in the wallet.
    pub sequence: i64,
    /// Minor units.
    pub amount: i64,
    /// The wallet's balance after it.
    pub balance_after: i64,
    /// Its own time; none if the store keeps none for entries.
    pub created_at: Option<Timestamp>,
    /// The wallet's owner; none if there is no such wallet.
    pub owner: Option<String>,
    /// The wallet's asset.
    pub asset: Option<String>,
}

/// Wallets from behind one, if any, up to and with another.
pub type WalletRange = (Option<WalletId>, WalletId);

/// The result of a look through entries in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub struct LooseChunk {
    /// Entries of a wallet that is not there.
    pub strays: Vec<EntryKey>,
    /// Entries that are no leg of their transaction, and why.
    pub orphans: Vec<(EntryKey, String)>,
    /// Entries that their wallet does not lead to.
    pub unlinked: Vec<EntryKey>,
    /// The number of the last entry looked at, after which to go on; none if there were no more at that moment.
    pub next: Option<i64>,
}

/// The result of a look through entries.
#[derive(Debug, Clone)]
pub struct OrphanChunk {
    /// Entries that are no leg of their transaction, and why.
    pub orphans: Vec<(EntryKey, String)>,
    /// The last entry looked at; none if there were no more.
    pub last: Option<EntryKey>,
}
