//! Commands that wait for an approval: the port `Approvals` over the table `approvals`. Each step is one commit with
//! its row among the changes.

use async_trait::async_trait;
use rusqlite::{Connection, Row, Transaction as WriteTransaction, params};
use wallet_domain::access::{Approval, ApprovalRecord, ApprovalStatus, Approvals};
use wallet_domain::{Clock, StoreError, Timestamp, TransactionId};

use crate::error::Failure;
use crate::registry::insert_change;
use crate::rows::{parsed, transaction_id};
use crate::tx::{self, End};
use crate::{SqliteLedger, sql};

#[async_trait]
impl Approvals for SqliteLedger {
    async fn create_approval(&self, record: &ApprovalRecord) -> Result<ApprovalRecord, StoreError> {
        let record = record.clone();
        self.run_tx("create_approval", move |transaction, clock| {
            let params = params![
                record.id.as_uuid().into_bytes(),
                record.status.name(),
                record.made_at().as_micros(),
                record.approval.to_json()
            ];
            let inserted = transaction.prepare_cached(sql::INSERT_APPROVAL)?.execute(params)?;
            if inserted > 0 {
                note(transaction, clock, &record)?;
            }
            let there = find(transaction, record.id)?;
            there.map(End::Commit).ok_or_else(|| Failure::corrupt("an approval", "it was inserted and is not there"))
        })
        .await
    }

    async fn find_approval(&self, id: TransactionId) -> Result<Option<ApprovalRecord>, StoreError> {
        self.read(move |snapshot| find(snapshot, id)).await
    }

    async fn list_stale_approvals(&self, made: Timestamp, limit: u32) -> Result<Vec<ApprovalRecord>, StoreError> {
        self.read(move |snapshot| {
            tx::list(snapshot, sql::LIST_STALE_APPROVALS, params![made.as_micros(), limit], record)
        })
        .await
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
        self.run_tx("advance_approval", move |transaction, clock| {
            let id = record.id.as_uuid().into_bytes();
            let params = params![id, from.name(), record.status.name(), record.approval.to_json()];
            let advanced = transaction.prepare_cached(sql::ADVANCE_APPROVAL)?.execute(params)?;
            if advanced > 0 {
                note(transaction, clock, &record)?;
            }
            find(transaction, record.id).map(End::Commit)
        })
        .await
    }
}

/// Records the step that has brought an approval to its status.
fn note(transaction: &WriteTransaction<'_>, clock: &dyn Clock, record: &ApprovalRecord) -> Result<(), Failure> {
    let (note, change) = record.change().map_err(|why| Failure::corrupt("an approval", why))?;
    insert_change(transaction, None, clock.now(), &note, &change).map(|_| ())
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
