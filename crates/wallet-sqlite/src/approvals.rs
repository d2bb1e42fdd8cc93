//! Commands that wait for an approval: the port `Approvals` over the table `approvals`.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use wallet_domain::access::{Approval, ApprovalRecord, ApprovalStatus, Approvals};
use wallet_domain::{StoreError, TransactionId};

use crate::error::Failure;
use crate::rows::{parsed, transaction_id};
use crate::tx::{self, End};
use crate::{SqliteLedger, sql};

#[async_trait]
impl Approvals for SqliteLedger {
    async fn create_approval(&self, record: &ApprovalRecord) -> Result<ApprovalRecord, StoreError> {
        let record = record.clone();
        self.run_tx("create_approval", move |transaction, _| {
            let params = params![
                record.id.as_uuid().into_bytes(),
                record.status.name(),
                record.made_at().as_micros(),
                record.approval.to_json()
            ];
            transaction.prepare_cached(sql::INSERT_APPROVAL)?.execute(params)?;
            let there = find(transaction, record.id)?;
            there.map(End::Commit).ok_or_else(|| Failure::corrupt("an approval", "it was inserted and is not there"))
        })
        .await
    }

    async fn find_approval(&self, id: TransactionId) -> Result<Option<ApprovalRecord>, StoreError> {
        self.read(move |snapshot| find(snapshot, id)).await
    }

    async fn list_approvals(
        &self,
        status: Option<ApprovalStatus>,
        limit: u32,
    ) -> Result<Vec<ApprovalRecord>, StoreError> {
        self.read(move |snapshot| {
            tx::list(snapshot, sql::LIST_APPROVALS, params![status.map(ApprovalStatus::name), limit], record)
        })
        .await
    }

    async fn advance_approval(
        &self,
        from: ApprovalStatus,
        record: &ApprovalRecord,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        let record = record.clone();
        self.run_tx("advance_approval", move |transaction, _| {
            let id = record.id.as_uuid().into_bytes();
            let params = params![id, from.name(), record.status.name(), record.approval.to_json()];
            transaction.prepare_cached(sql::ADVANCE_APPROVAL)?.execute(params)?;
            find(transaction, record.id).map(End::Commit)
        })
        .await
    }
}

fn find(connection: &Connection, id: TransactionId) -> Result<Option<ApprovalRecord>, Failure> {
    tx::find(connection, sql::FIND_APPROVAL, [id.as_uuid().into_bytes()], record)
}

/// An approval: id, status, approval.
fn record(row: &Row<'_>) -> Result<ApprovalRecord, Failure> {
    Ok(ApprovalRecord {
        id: transaction_id(row, 0)?,
        status: parsed(row, 1, "an approval's status", |name: String| {
            ApprovalStatus::from_name(&name).ok_or("there is no such status")
        })?,
        approval: parsed(row, 2, "an approval", |json: String| Approval::from_json(&json))?,
    })
}
