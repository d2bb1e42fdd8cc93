//! The read side of a store, and the pages that it gives.

use async_trait::async_trait;

use crate::asset::Asset;
use crate::asset::change::{ChangeAction, ChangeRecord};
use crate::flow::command::Command;
use crate::ports::entries::{Page, PageRequest};
use crate::ports::error::StoreError;
use crate::record::audit::SystemWallets;
use crate::record::claim::Claim;
use crate::record::line::StatementLine;
use crate::record::note::OwnerNote;
use crate::record::transaction::Transaction;
use crate::record::wallet::Wallet;
use crate::value::asset_code::AssetCode;
use crate::value::caps::CapUsage;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;
use crate::value::text::{Actor, Description, ObjectId, Reference};
use crate::value::time::Timestamp;

/// How many changes one look for notes reads.
const NOTES_LOOKED_AT: u32 = 200;

/// What a read found, and whether all of it is of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment<T> {
    /// What was found.
    pub found: T,
    /// Whether parts of it may be of other moments than the rest, because they are on several machines and commits that
    /// touch several came in between.
    pub is_approximate: bool,
}

impl<T> Moment<T> {
    /// All of it is of one moment.
    pub fn one(found: T) -> Self {
        Self { found, is_approximate: false }
    }
}

/// The read side. Every answer is of committed facts only.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Wallets: Send + Sync {
    /// The time now by the ledger's clock, which is one for all who use the ledger: that by which decisions are made and
    /// by which these reads tell what is over.
    async fn read_clock(&self) -> Result<Timestamp, StoreError>;

    /// What a key with caps has used of them, by the key's id: in all if the owner is empty, else for that owner. None of one
    /// that has used nothing. It may be of a day that is over ([`CapUsage::today`]).
    async fn find_cap_usage(&self, key: &str, owner: &str) -> Result<CapUsage, StoreError>;

    /// Every asset, by code.
    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError>;

    /// The wallets of `owners` as of one moment, by owner, then by asset code. Unknown owners have none. What holds keep
    /// that are over now is not held any more ([`WalletState::held`](crate::WalletState)). Stripes are
    /// shown as the one wallet that they are ([`Wallet::of_stripes`]).
    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError>;

    /// The wallets of the service's own owners and of the operators', and what players owe, as of one moment. What a
    /// single player owes is not among them.
    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError>;

    /// [`Wallets::list_wallets`] for a caller who adds them up. A store on several machines MUST say if they may be of several
    /// moments.
    async fn sum_wallets(&self, owners: &[OwnerId]) -> Result<Moment<Vec<Wallet>>, StoreError> {
        Ok(Moment::one(self.list_wallets(owners).await?))
    }

    /// [`Wallets::list_system_wallets`] for a caller who adds them up, as [`Wallets::sum_wallets`].
    async fn sum_system_wallets(&self) -> Result<Moment<SystemWallets>, StoreError> {
        Ok(Moment::one(self.list_system_wallets().await?))
    }

    /// The wallet of `owner` in `asset`.
    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError>;

    /// For each stripe of a wallet, the first one first, its entries below the request's position: the newest first, and up to
    /// the limit of each. `None` if there is no such wallet. MUST be of one moment, and any page as fast.
    async fn list_stripes(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Vec<Vec<StatementLine>>>, StoreError>;

    /// A page of a wallet's entries, the newest first, its stripes as the one wallet that they are; `None` if there is no such
    /// wallet.
    async fn list_entries(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Page>, StoreError> {
        let stripes = self.list_stripes(owner, asset, request.and_one_more()).await?;
        Ok(stripes.map(|stripes| Page::merge(stripes, &request)))
    }

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

    /// The notes about an owner, the latest first, below the number `before`. They are looked for among the owner's changes,
    /// which are few.
    async fn list_notes(
        &self,
        owner: &OwnerId,
        mut before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<OwnerNote>, StoreError> {
        let of = ChangeSubject::of_owner(owner);
        let mut notes = Vec::new();
        loop {
            let changes = self.list_changes(of.clone(), before, NOTES_LOOKED_AT).await?;
            before = changes.last().map(|last| last.number);
            notes.extend(changes.iter().filter_map(OwnerNote::of));
            if changes.len() < NOTES_LOOKED_AT as usize || notes.len() >= limit as usize {
                notes.truncate(limit as usize);
                return Ok(notes);
            }
        }
    }

    /// The transaction of that id, posted or rejected, with its entries. It is how a caller finds out what became of a
    /// command: MUST be as durable as the answer to the command is.
    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError>;

    /// Those of these transactions that are recorded, in the order of the ids, each as often as it is named. One read,
    /// however many they are.
    async fn find_transactions(&self, ids: &[TransactionId]) -> Result<Vec<Transaction>, StoreError>;
}

/// Which changes are asked for. Each has an index that serves it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ChangeSubject {
    /// All.
    #[default]
    All,
    /// Changes of an owner's wallets, and of the owner, such as notes.
    Owner(OwnerId),
    /// Those of one asset, and of wallets of it.
    Asset(AssetCode),
    /// Those of one wallet.
    Wallet(OwnerId, AssetCode),
    /// What one actor has done.
    Actor(Actor),
    /// What was done so.
    Action(ChangeAction),
    /// Those of a key or an approval, by its id.
    Object(ObjectId),
}

impl ChangeSubject {
    /// Those of one owner.
    pub fn of_owner(owner: &OwnerId) -> Self {
        Self::Owner(owner.clone())
    }

    /// Whether a change is asked for.
    pub fn covers(&self, ChangeRecord { note, change, .. }: &ChangeRecord) -> bool {
        match self {
            Self::All => true,
            Self::Owner(owner) => change.owner.as_ref() == Some(owner),
            Self::Asset(asset) => change.asset.as_ref() == Some(asset),
            Self::Wallet(owner, asset) => change.owner.as_ref() == Some(owner) && change.asset.as_ref() == Some(asset),
            Self::Actor(actor) => note.actor == *actor,
            Self::Action(action) => change.action == *action,
            Self::Object(id) => change.object.as_ref() == Some(id),
        }
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
