//! Who holds what: snapshots of all wallets, of which the newest is kept.

use async_trait::async_trait;

use crate::holdings::{HolderDay, Ownership, Snapshot, SnapshotMoment};
use crate::ports::error::StoreError;
use crate::rollup::Day;
use crate::value::asset_code::AssetCode;
use crate::value::time::Timestamp;

/// Takes snapshots of who holds what, and keeps the newest. They are derived: losing them loses no fact.
#[async_trait]
pub trait Snapshots: Send + Sync {
    /// Looks at all wallets, and then at all open holds, by a [`Survey`](crate::holdings::Survey).
    ///
    /// MUST be of one moment; a store on several machines MUST say that it may be of several. MUST give the survey every
    /// wallet once, and every hold that is open by its record, also one whose time is over. MUST make no batch wait, and
    /// need no more memory for more wallets than the survey does.
    async fn take_snapshot(&self) -> Result<Snapshot, StoreError>;

    /// Whether the caller is to take the next snapshot: if the newest was taken at `due` or before, and nobody was told so
    /// whose time, `until`, is not over by `now`.
    ///
    /// MUST tell one of several callers at once.
    async fn claim_snapshot(&self, due: Timestamp, now: Timestamp, until: Timestamp) -> Result<bool, StoreError>;

    /// Keeps a snapshot in the place of the one before, and for each asset the row of `day` in the place of that day's
    /// earlier one, in one commit. Then it is nobody's turn. Keeps nothing, and answers false, if one that is as new is
    /// kept already.
    async fn keep_snapshot(&self, snapshot: &Snapshot, day: Day) -> Result<bool, StoreError>;

    /// The moment of the newest; none before the first.
    async fn last_snapshot(&self) -> Result<Option<SnapshotMoment>, StoreError>;

    /// Who holds an asset by the newest snapshot, and its moment, read at once; none if the asset is in none.
    async fn find_ownership(&self, asset: &AssetCode) -> Result<Option<(SnapshotMoment, Ownership)>, StoreError>;

    /// The rows of an asset from one day to another, both among them, by day.
    async fn list_holder_days(&self, asset: &AssetCode, from: Day, to: Day) -> Result<Vec<HolderDay>, StoreError>;
}
