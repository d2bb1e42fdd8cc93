//! The read side of a store, and the pages that it gives.

use async_trait::async_trait;

use crate::asset::Asset;
use crate::asset::change::{Change, ChangeRecord};
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::ports::error::StoreError;
use crate::record::audit::SystemWallets;
use crate::record::claim::Claim;
use crate::record::story::ShownEntry;
use crate::record::transaction::{Entry, Transaction};
use crate::record::wallet::Wallet;
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::metadata::Metadata;
use crate::value::owner::OwnerId;
use crate::value::text::{Description, Reference};
use crate::value::time::Timestamp;

/// The read side. Every answer is of committed facts only.
#[cfg_attr(feature = "mocks", mockall::automock)]
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

    /// Those of these transactions that are recorded, in the order of the ids, each as often as it is named. One read,
    /// however many they are.
    async fn find_transactions(&self, ids: &[TransactionId]) -> Result<Vec<Transaction>, StoreError>;
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

impl StatementLine {
    /// The entry as readers see it.
    pub fn shown_entry(&self) -> ShownEntry<'_> {
        let Entry { owner, asset, amount, balance_after, sequence, .. } = &self.entry;
        let sequence = (!owner.is_striped()).then_some(*sequence);
        let balance_after = Some(balance_after.minor());
        ShownEntry { owner, asset, amount: *amount, balance_after, sequence, counterparty: None }
    }
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
