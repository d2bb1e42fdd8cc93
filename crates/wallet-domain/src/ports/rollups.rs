//! The port: where rollups are kept.

use async_trait::async_trait;

use crate::ports::error::StoreError;
use crate::rollup::{FoldStep, LabelKind, RollupState, RollupView, Span, StoredFold, Terms};
use crate::value::asset_code::AssetCode;

/// Where rollups are kept. No call may wait for a commit of the ledger, or lock what commits of the ledger lock.
#[async_trait]
pub trait Rollups: Send + Sync {
    /// How far the rollups are; `None` before the first [`Rollups::begin_rollups`].
    async fn find_rollup_state(&self) -> Result<Option<RollupState>, StoreError>;

    /// Begins rollups with nothing in them, if there are none. Repeating the call MUST be harmless. Returns the state that
    /// there is then: of two callers one begins, and both get its terms.
    async fn begin_rollups(&self, terms: &Terms) -> Result<RollupState, StoreError>;

    /// Forgets all rollups and begins anew, in one commit: the state is an empty one that was built once more.
    async fn reset_rollups(&self, terms: &Terms) -> Result<RollupState, StoreError>;

    /// All that a fold goes on with, as of one moment; `None` if none was begun.
    async fn load_fold(&self) -> Result<Option<StoredFold>, StoreError>;

    /// Writes a step, in one commit, if the rollups are where its `from` says. MUST write nothing otherwise: so of those who
    /// fold the same events one does. Returns whether it was written.
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
