//! Commands that wait for an approval: the port `Approvals` over the table `approvals`. Each step is one
//! commit with its row among the changes, which are made one after the other.

use async_trait::async_trait;
use tokio_postgres::Row;
use wallet_domain::access::{Approval, ApprovalRecord, ApprovalStatus, Approvals};
use wallet_domain::{StoreError, Timestamp, TransactionId};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::lanes::lock_first_lane;
use crate::registry::insert_change;
use crate::rows::{get, parse, to_system_time};
use crate::sql::{ADVANCE_APPROVAL, FIND_APPROVAL, INSERT_APPROVAL, LIST_APPROVALS, LIST_STALE_APPROVALS, Statement};
use crate::tx::{self, End, Values};

#[async_trait]
impl Approvals for PgLedger {
    async fn create_approval(&self, record: &ApprovalRecord) -> Result<ApprovalRecord, StoreError> {
        let (id, json) = (record.id.as_uuid(), record.approval.to_json());
        let (status, made_at) = (record.status.name(), to_system_time(record.made_at()));
        let params: Params<'_, 4> = [&id, &status, &made_at, &json];
        self.step("create_approval", record, (INSERT_APPROVAL, &params)).await?;
        let there = self.find_approval(record.id).await?;
        there.ok_or_else(|| Failure::corrupt("an approval was inserted and is not there").into_store_error())
    }

    async fn find_approval(&self, id: TransactionId) -> Result<Option<ApprovalRecord>, StoreError> {
        let rows = self.read(FIND_APPROVAL, &[&id.as_uuid()]).await?;
        rows.first().map(record).transpose().map_err(Failure::into_store_error)
    }

    async fn list_stale_approvals(&self, made: Timestamp, limit: u32) -> Result<Vec<ApprovalRecord>, StoreError> {
        let rows = self.read(LIST_STALE_APPROVALS, &[&to_system_time(made), &i64::from(limit)]).await?;
        rows.iter().map(record).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn list_approvals(
        &self,
        status: Option<ApprovalStatus>,
        limit: u32,
    ) -> Result<Vec<ApprovalRecord>, StoreError> {
        let rows = self.read(LIST_APPROVALS, &[&status.map(ApprovalStatus::name), &i64::from(limit)]).await?;
        rows.iter().map(record).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn advance_approval(
        &self,
        from: ApprovalStatus,
        record: &ApprovalRecord,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        let (id, json) = (record.id.as_uuid(), record.approval.to_json());
        let (before, after) = (from.name(), record.status.name());
        let params: Params<'_, 4> = [&id, &before, &after, &json];
        self.step("advance_approval", record, (ADVANCE_APPROVAL, &params)).await?;
        self.find_approval(record.id).await
    }
}

impl PgLedger {
    /// Brings an approval to its status, and records that if the statement has changed something.
    async fn step(
        &self,
        name: &'static str,
        to: &ApprovalRecord,
        (statement, params): (Statement, Values<'_>),
    ) -> Result<(), StoreError> {
        let (note, change) = to.change().map_err(|why| Failure::corrupt(why).into_store_error())?;
        let (note, change) = (&note, &change);
        self.run_tx(name, |connection| async move {
            lock_first_lane(&connection).await?;
            if tx::write(&connection, statement, params).await?.is_empty() {
                return Ok(End::RollBack(connection, ()));
            }
            insert_change(&connection, self.clock.now(&connection).await?, note, change).await?;
            Ok(End::Commit(connection, ()))
        })
        .await
    }
}

/// A row of `approvals`.
fn record(row: &Row) -> Result<ApprovalRecord, Failure> {
    let status = |name: &str| ApprovalStatus::from_name(name).ok_or("no status");
    Ok(ApprovalRecord {
        id: TransactionId::from_uuid(get(row, "id")?),
        status: parse(row, "status", status)?,
        approval: parse(row, "approval", Approval::from_json)?,
    })
}
