//! The port: where rollups are kept.

use async_trait::async_trait;

use crate::ports::error::StoreError;
use crate::rollup::{FoldMark, FoldStep, LabelKind, RollupState, RollupView, Span, StoredFold, Terms};
use crate::value::asset_code::AssetCode;

/// Where rollups are kept: those that are read, and beside them those that a rebuild folds until they take their place. No call may wait for a commit of the ledger, or lock what commits of the ledger lock.
#[async_trait]
pub trait Rollups: Send + Sync {
    /// How far the rollups are; `None` before the first [`Rollups::begin_rollups`].
    async fn find_rollup_state(&self) -> Result<Option<RollupState>, StoreError>;

    /// Begins rollups with nothing in them, if there are none. Repeating the call MUST be harmless. Returns the state that
    /// there is then: of two callers one begins, and both get its terms.
    async fn begin_rollups(&self, terms: &Terms) -> Result<RollupState, StoreError>;

    /// Begins a rebuild: empty rollups beside those that are read, with a `built` above every one before. They replace an
    /// earlier rebuild that was not finished. MUST NOT change the rollups that are read; if there are none, begins those, too.
    async fn begin_rebuild(&self, terms: &Terms) -> Result<RollupState, StoreError>;

    /// How far the rollups are that were begun beside those that are read.
    async fn find_rebuild(&self) -> Result<Option<RollupState>, StoreError>;

    /// Has the rollups that were begun beside be read from now on, in one commit, if they are at `rebuilt` and those that
    /// are read at `read`. MUST change nothing otherwise. Returns whether they are read now.
    async fn finish_rebuild(&self, rebuilt: FoldMark, read: FoldMark) -> Result<bool, StoreError>;

    /// Deletes figures that are neither read nor being rebuilt, at most so many of each kind. Returns how many were deleted:
    /// none if there are no more.
    async fn sweep_rollups(&self, max: i64) -> Result<u64, StoreError>;

    /// All that a fold of the rollups that are read goes on with, as of one moment; `None` if none was begun.
    async fn load_fold(&self) -> Result<Option<StoredFold>, StoreError>;

    /// Writes a step, in one commit, if the rollups of its `from.built` are where `from` says, those that are read or those
    /// beside. MUST write nothing otherwise: so of those who fold the same events one does. Returns whether it was written.
    async fn save_fold(&self, step: &FoldStep) -> Result<bool, StoreError>;

    /// The rollups of an asset, as of one moment: the rows of all of each flow, and those of one kind if it is given; `None`
    /// if none were begun.
    async fn read_rollups(
        &self,
        asset: &AssetCode,
        span: Span,
        kind: Option<LabelKind>,
    ) -> Result<Option<RollupView>, StoreError>;
}
