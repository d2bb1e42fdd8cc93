//! The port: where commands are kept that wait for an approval.

use async_trait::async_trait;

use crate::access::approval::{ApprovalRecord, ApprovalStatus};
use crate::ports::error::StoreError;
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;

/// Where approvals are kept. Every call is safe to repeat. Each step of an approval MUST be in the list of changes by the same
/// commit, as [`ApprovalRecord::change`].
#[async_trait]
pub trait Approvals: Send + Sync {
    /// Keeps an approval, or leaves the one that has its id as it is; answers the one that is there. MUST be durable.
    async fn create_approval(&self, record: &ApprovalRecord) -> Result<ApprovalRecord, StoreError>;

    /// The approval of that id.
    async fn find_approval(&self, id: TransactionId) -> Result<Option<ApprovalRecord>, StoreError>;

    /// The approvals that nobody has decided, asked for at `made` or before, the oldest first.
    async fn list_stale_approvals(&self, made: Timestamp, limit: u32) -> Result<Vec<ApprovalRecord>, StoreError>;

    /// The latest approvals, the newest first, of that status if one is named.
    async fn list_approvals(
        &self,
        status: Option<ApprovalStatus>,
        limit: u32,
    ) -> Result<Vec<ApprovalRecord>, StoreError>;

    /// Gives an approval its new status if it still has the status `from`, and returns it as it now is; `None` if there is none.
    /// Of two at once, one MUST count. MUST be durable.
    async fn advance_approval(
        &self,
        from: ApprovalStatus,
        record: &ApprovalRecord,
    ) -> Result<Option<ApprovalRecord>, StoreError>;
}
