//! How a mutant looks at all wallets.

use async_trait::async_trait;

use super::Fault::{KeepsNoDays, KeepsOlderSnapshots, LetsEveryoneTakeSnapshots, SurveysNoHolds, SurveysPlayersAlone};
use super::Mutant;
use crate::holdings::{HolderDay, Ownership, Snapshot, SnapshotMoment};
use crate::rollup::Day;
use crate::{AssetCode, Snapshots, StoreError, Timestamp};

#[async_trait]
impl Snapshots for Mutant {
    async fn take_snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut snapshot = self.model.take_snapshot().await?;
        for (_, of) in &mut snapshot.assets {
            match self.fault {
                SurveysPlayersAlone => of.ledger = 0,
                SurveysNoHolds => of.holds.count = 0,
                _ => {}
            }
        }
        Ok(snapshot)
    }

    async fn claim_snapshot(&self, due: Timestamp, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
        let is_told = self.model.claim_snapshot(due, now, until).await?;
        Ok(is_told || self.fault == LetsEveryoneTakeSnapshots)
    }

    async fn keep_snapshot(&self, snapshot: &Snapshot, day: Day) -> Result<bool, StoreError> {
        if self.fault == KeepsOlderSnapshots {
            self.model.lock().snapshots.newest = None;
        }
        let is_kept = self.model.keep_snapshot(snapshot, day).await?;
        if self.fault == KeepsNoDays {
            self.model.lock().snapshots.days.clear();
        }
        Ok(is_kept)
    }

    async fn last_snapshot(&self) -> Result<Option<SnapshotMoment>, StoreError> {
        self.model.last_snapshot().await
    }

    async fn find_ownership(&self, asset: &AssetCode) -> Result<Option<(SnapshotMoment, Ownership)>, StoreError> {
        self.model.find_ownership(asset).await
    }

    async fn list_holder_days(&self, asset: &AssetCode, from: Day, to: Day) -> Result<Vec<HolderDay>, StoreError> {
        self.model.list_holder_days(asset, from, to).await
    }
}
