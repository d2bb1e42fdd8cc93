//! The ports: what the outside must implement, with what it MUST keep.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;

use crate::asset::{Asset, AssetCode};
use crate::audit::{SystemWallets, Verification};
use crate::chain::Head;
use crate::change::{AssetChange, AssetRefusal, Change, ChangeNote, ChangeRecord, StatusChange, StatusRefusal};
use crate::claim::Claim;
use crate::command::Command;
use crate::flow::Flow;
use crate::group::Group;
use crate::key::TransactionId;
use crate::lane::Lanes;
use crate::metadata::Metadata;
use crate::owner::OwnerId;
use crate::proof::{Inclusion, Unwatched, Watch};
use crate::rates::RateCycles;
use crate::text::{Description, Reference};
use crate::time::Timestamp;
use crate::transaction::{Entry, Outcome, Transaction};
use crate::wallet::Wallet;

/// The future of a long job. An `async fn` is compiled again in every crate that awaits it, with all that it awaits; a
/// boxed one is compiled once, where it is written.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The write side. One call is one durable commit.
#[cfg_attr(feature = "testing", mockall::automock)]
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Decides and records `commands`, in order, those in `groups` together: [`Footprint::with_groups`](crate::Footprint::with_groups) tells
    /// [`decide`](crate::decide()) of them, and nothing else has to be done about them.
    ///
    /// MUST answer one outcome per command, in order. MUST make all of it durable before it answers, or none of it.
    /// MUST hold every wallet it decides on until the commit, locked in ascending id order. MUST read recorded
    /// transactions after the locks were obtained. MUST be safe to repeat after any error, and to abandon: a caller
    /// that stops polling leaves everything or nothing. No commands at all are a way to ask whether the store can be
    /// reached: MUST answer [`StoreErrorKind::Unavailable`] if it would to a batch, and change nothing.
    ///
    /// # Errors
    /// [`StoreErrorKind`] says whether something may have become durable. For [`StoreErrorKind::Refused`] and
    /// [`StoreErrorKind::Corrupt`] nothing has, and the caller may try the batch's halves.
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError>;

    /// The same with each command alone.
    async fn execute(&self, commands: &[Command]) -> Result<Vec<Outcome>, StoreError> {
        self.execute_grouped(commands, &[]).await
    }

    /// How many batches it commits side by side: callers that keep the commands of different lanes in different batches
    /// ([`Lanes::lane_of`]) keep them from waiting for each other. A matter of speed alone: any batch may be executed.
    fn lanes(&self) -> Lanes {
        Lanes::ONE
    }

    /// How its connections to a database are used at this moment; none if it has no such thing.
    fn pool(&self) -> Option<PoolUsage> {
        None
    }

    /// How much it takes of a disk of this machine; none if it is elsewhere.
    fn disk(&self) -> Option<DiskUsage> {
        None
    }
}

/// The read side. Every answer is of committed facts only.
#[cfg_attr(feature = "testing", mockall::automock)]
#[async_trait]
pub trait Wallets: Send + Sync {
    /// The time now by the ledger's clock, which is one for all who use the ledger: that by which decisions are made and
    /// by which these reads tell what is over.
    async fn read_clock(&self) -> Result<Timestamp, StoreError>;

    /// Every asset, by code.
    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError>;

    /// The wallets of `owners` as of one moment, by owner, then by asset code. Unknown owners have none. What holds keep
    /// that are over now is not held any more ([`WalletState::held`](crate::WalletState)). Stripes are
    /// shown as the one wallet that they are ([`Wallet::of_stripes`]).
    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError>;

    /// The wallets of the service's own owners and of the operators', and what players owe, as of one moment. What a
    /// single player owes is not among them.
    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError>;

    /// The wallet of `owner` in `asset`.
    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError>;

    /// A page of a wallet's entries, the newest first; `None` if there is no such wallet.
    async fn list_entries(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Page>, StoreError>;

    /// The open holds of a wallet that are not over yet, in the order in which they end, those after `after`; `None` if
    /// there is no such wallet.
    async fn list_holds(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        after: Option<HoldPosition>,
        limit: u32,
    ) -> Result<Option<Vec<OpenHold>>, StoreError>;

    /// How much is left of the hold, or of the reversed transaction, of that id, as it was decided last; `None` if it is
    /// neither.
    async fn find_claim(&self, id: TransactionId) -> Result<Option<Claim>, StoreError>;

    /// Holds that are still open though their time is over, the longest over first: for whoever records that
    /// ([`Command::expire`]).
    async fn list_lapsed(&self, limit: u32) -> Result<Vec<Command>, StoreError>;

    /// What took of an earlier transaction, let it go or reversed it: the first of the transactions about `id` in the
    /// order of their times, each with its entries.
    async fn list_about(&self, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, StoreError>;

    /// The top-ups that credited a payment, the latest first, posted ones alone.
    async fn list_payments(&self, payment_ref: &Reference, limit: u32) -> Result<Vec<Transaction>, StoreError>;

    /// What operators have changed, the latest first: of `of` alone, below the number `before`.
    async fn list_changes(
        &self,
        of: ChangeSubject,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError>;

    /// The transaction of that id, posted or rejected, with its entries.
    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError>;
}

/// What exists before anything can be booked: assets and wallets. Every call is safe to repeat.
#[cfg_attr(feature = "testing", mockall::automock)]
#[async_trait]
pub trait Registry: Send + Sync {
    /// Creates an asset with its system wallets ([`OwnerId::system`]), or leaves the one that has its code as it is. That
    /// it was created is kept in the list of changes, by [`Change::creation`].
    ///
    /// MUST hold all assets while it judges, as [`Registry::change_asset`] does.
    async fn create_asset_by(
        &self,
        asset: &Asset,
        cycles: RateCycles,
        note: &ChangeNote,
    ) -> Result<AssetCreation, StoreError>;

    /// The same on the service's own behalf.
    async fn create_asset(&self, asset: &Asset) -> Result<AssetCreation, StoreError> {
        self.create_asset_by(asset, RateCycles::Refuse, &ChangeNote::service()).await
    }

    /// Changes an asset by [`AssetChange::apply`], and keeps that in the list of changes, in one commit: the asset as it
    /// is after it.
    ///
    /// MUST hold all assets from before they are read until the commit, so that of two changes at once the later sees
    /// what the earlier has done, and two rates that were set at once never pay in a circle unseen.
    async fn change_asset(
        &self,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<Result<Asset, AssetRefusal>, StoreError>;

    /// Changes the wallet of `owner` in `asset`, or all that the owner has, by [`StatusChange::apply`], and keeps that in
    /// the list of changes, in one commit: the wallets as they are after it, by asset. With one refusal nothing changes.
    ///
    /// MUST hold the wallets while it judges, as a batch does. Is not for owners whose wallets have stripes.
    async fn change_wallets(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError>;

    /// Opens empty wallets, each by its owner and asset, or leaves those that are there as they are.
    ///
    /// MUST answer one opening per name, in order; a name's repeats find what its first has opened. MUST make all of
    /// it durable in one commit before it answers, or none of it. A name whose asset is missing spoils no other.
    /// Callers that open the same wallets in any order MUST NOT deadlock.
    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError>;

    /// Opens one.
    async fn open_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<WalletOpening, StoreError> {
        let name = (owner.clone(), asset.clone());
        let openings = self.open_wallets(std::slice::from_ref(&name)).await?;
        let missing = || StoreError::new(StoreErrorKind::Corrupt, "the store answered no opening for a wallet");
        openings.into_iter().next().ok_or_else(missing)
    }
}

/// The proof that a store keeps the invariants.
#[cfg_attr(feature = "testing", mockall::automock)]
#[async_trait]
pub trait Verifier: Send + Sync {
    /// Proves invariants 1 to 5 by [`prove`](crate::proof::prove), while others may write, and records that it did.
    /// The commits that were noted elsewhere, `known`, are to be there unchanged.
    async fn verify_against(&self, known: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError>;

    /// Proves by [`prove_since`](crate::proof::prove_since) what was committed behind `proven`, the heads of the latest
    /// recorded verification if that had no findings, and records that it did; MUST NOT
    /// take the place of findings that were recorded meanwhile.
    async fn verify_since(&self, proven: &[Head], watch: Arc<dyn Watch>) -> Result<Verification, StoreError>;

    /// The same by what the store holds alone, with nobody watching how far it is.
    async fn verify(&self) -> Result<Verification, StoreError> {
        self.verify_against(&[], Arc::new(Unwatched)).await
    }

    /// The latest commit of every lane that has one with hashes, by lane: to be kept elsewhere.
    async fn list_heads(&self) -> Result<Vec<Head>, StoreError>;

    /// The proof that the transaction is in the ledger of a head, by [`include`](crate::proof::include); `None` if no
    /// commit holds it.
    async fn prove_inclusion(&self, id: TransactionId, known: &[Head]) -> Result<Option<Inclusion>, StoreError>;

    /// What the latest recorded verification found.
    async fn last_verification(&self) -> Result<Option<VerificationRecord>, StoreError>;

    /// Keeps that a backup was made.
    async fn record_backup(&self, backup: BackupRecord) -> Result<(), StoreError>;

    /// The latest backup that is known of.
    async fn last_backup(&self) -> Result<Option<BackupRecord>, StoreError>;
}

/// How much a store takes of its disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskUsage {
    /// The database's file.
    pub database_bytes: u64,
    /// The write-ahead log.
    pub log_bytes: u64,
    /// What is free for the service on that disk; none if the system does not say.
    pub free_bytes: Option<u64>,
}

/// How connections to a database are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUsage {
    /// The most that there may be.
    pub max: usize,
    /// How many there are.
    pub open: usize,
    /// How many of those nobody uses.
    pub idle: usize,
    /// How many callers wait for one.
    pub waiting: usize,
}

/// What came of [`Registry::create_asset`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetCreation {
    /// It is new.
    Created,
    /// The code was taken, by this asset.
    Existing(Asset),
    /// Its rates are not allowed.
    Refused(AssetRefusal),
}

/// What came of one name of [`Registry::open_wallets`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalletOpening {
    /// It is new.
    Opened(Wallet),
    /// It was there.
    Existing(Wallet),
    /// There is no such asset.
    AssetNotFound,
}

/// Whose changes are asked for; nothing named is nothing left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeSubject {
    /// Those of the wallets of one owner.
    pub owner: Option<OwnerId>,
    /// Those of one asset, or of wallets of it.
    pub asset: Option<AssetCode>,
}

impl ChangeSubject {
    /// Whether a change is asked for.
    pub fn covers(&self, change: &Change) -> bool {
        self.owner.as_ref().is_none_or(|owner| change.owner.as_ref() == Some(owner))
            && self.asset.as_ref().is_none_or(|asset| change.asset == *asset)
    }
}

/// A hold that something is left of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenHold {
    /// What is left, and until when.
    pub claim: Claim,
    /// When it was made.
    pub created_at: Timestamp,
    /// The caller's own handle.
    pub reference: Option<Reference>,
    /// What it is for.
    pub description: Option<Description>,
}

/// A place in a wallet's list of holds: when the last one shown ends, and which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HoldPosition {
    /// When it ends.
    pub expires_at: Timestamp,
    /// Which.
    pub id: TransactionId,
}

/// Which page of a wallet's entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Where the page before ended; `None` from the newest on.
    pub before: Option<Position>,
    /// How many at most, at least 1.
    pub limit: u32,
}

/// A place in a wallet's entries: for each of its stripes, the sequence below which it goes on. A player's wallet has
/// one stripe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position(pub Vec<i64>);

impl PageRequest {
    /// The sequence below which a stripe's entries are asked for. A stripe that came after the position was taken
    /// holds nothing older than it.
    pub fn below(&self, stripe: usize) -> i64 {
        self.before.as_ref().map_or(i64::MAX, |position| position.0.get(stripe).copied().unwrap_or(0))
    }
}

/// A page of a wallet's entries, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The entries with what their transactions say of them.
    pub lines: Vec<StatementLine>,
    /// [`PageRequest::before`] of the next page; `None` on the last one.
    pub next: Option<Position>,
}

impl Page {
    /// Makes a page of up to `limit + 1` lines a stripe, the newest first: the line too many only tells that there are
    /// more. Stripes are merged by time; a stripe's own order is that of its sequences.
    pub fn merge(stripes: Vec<Vec<StatementLine>>, request: &PageRequest) -> Self {
        let limit = usize::try_from(request.limit).expect("32 bits fit into a usize");
        let mut next: Vec<i64> = (stripes.iter().enumerate())
            .map(|(stripe, lines)| match (&request.before, lines.first()) {
                (Some(_), _) => request.below(stripe),
                // Entries that come while the caller reads on are newer than this page: they are not part of it.
                (None, newest) => newest.map_or(1, |line| line.entry.sequence + 1),
            })
            .collect();
        let available: usize = stripes.iter().map(Vec::len).sum();
        let mut stripes: Vec<_> = stripes.into_iter().map(|lines| lines.into_iter().peekable()).collect();
        let mut lines = Vec::with_capacity(available.min(limit));
        while lines.len() < limit {
            let newest = (0..stripes.len())
                .filter_map(|stripe| stripes[stripe].peek().map(|line| (line.created_at, stripe)))
                .max()
                .and_then(|(_, stripe)| Some((stripe, stripes[stripe].next()?)));
            let Some((stripe, line)) = newest else { break };
            next[stripe] = line.entry.sequence;
            lines.push(line);
        }
        let next = (available > lines.len()).then_some(Position(next));
        Self { lines, next }
    }
}

/// An entry as a statement shows it: with what its transaction says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The entry.
    pub entry: Entry,
    /// The transaction that it is a leg of.
    pub transaction: TransactionId,
    /// That transaction's business reason.
    pub flow: Flow,
    /// That transaction's reference.
    pub reference: Option<Reference>,
    /// That transaction's description.
    pub description: Option<Description>,
    /// What the caller attached to it.
    pub metadata: Option<Metadata>,
    /// When it was decided.
    pub created_at: Timestamp,
}

impl Transaction {
    /// Its entries as a statement shows them.
    pub fn lines(&self) -> impl Iterator<Item = StatementLine> {
        let details = self.command.details();
        self.entries().iter().map(|entry| StatementLine {
            entry: entry.clone(),
            transaction: self.id(),
            flow: self.command.flow(),
            reference: details.reference.clone(),
            description: details.description.clone(),
            metadata: details.metadata.clone(),
            created_at: self.created_at,
        })
    }
}

/// A verification as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationRecord {
    /// When it ended.
    pub finished_at: Timestamp,
    /// How many findings it had; 0 means that every invariant held.
    pub findings: i64,
    /// How far it has proven the lanes: what is not behind these was proven. None is known of verifications by a version
    /// that did not keep them.
    pub heads: Vec<Head>,
}

/// A backup as it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupRecord {
    /// When it was made.
    pub finished_at: Timestamp,
    /// How many findings the proof of the copy had; none if it was not proven.
    pub findings: Option<i64>,
}

/// A store could not do what it was asked. The driver's own error is the source, for the log only.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{kind}: {source}")]
pub struct StoreError {
    /// What it means for the caller.
    pub kind: StoreErrorKind,
    source: Arc<dyn Error + Send + Sync>,
}

impl StoreError {
    /// An error of that kind with its cause.
    pub fn new(kind: StoreErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: Arc::from(source.into()) }
    }
}

/// What a store's failure means for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum StoreErrorKind {
    /// The store cannot be reached. Nothing of this call is durable.
    #[error("the store is unavailable")]
    Unavailable,
    /// Locks or a place in line were not had in time. Nothing of this call is durable.
    #[error("the store is busy")]
    Busy,
    /// The connection was lost around the commit: all of this call is durable, or none. The same call tells which.
    #[error("the outcome is unknown")]
    Unknown,
    /// The store refused just this: a constraint, or data that it cannot hold. Nothing of this call is durable.
    #[error("the store refused the request")]
    Refused,
    /// What is stored cannot be read back: a bug, or a hand in the tables. Nothing of this call is durable.
    #[error("stored data is not as it should be")]
    Corrupt,
}
