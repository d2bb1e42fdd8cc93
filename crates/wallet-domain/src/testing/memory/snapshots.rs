//! Who holds what in the model.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::MemoryLedger;
use crate::holdings::{HolderDay, Ownership, Snapshot, SnapshotMoment, Survey, SurveyedHold, SurveyedWallet};
use crate::rollup::Day;
use crate::{AssetCode, Snapshots, StoreError, Timestamp};

/// What the model keeps of snapshots.
#[derive(Clone, Default)]
pub(super) struct Kept {
    pub(super) newest: Option<Snapshot>,
    pub(super) claimed_until: Option<Timestamp>,
    pub(super) days: BTreeMap<(AssetCode, Day), HolderDay>,
}

#[async_trait]
impl Snapshots for MemoryLedger {
    async fn take_snapshot(&self) -> Result<Snapshot, StoreError> {
        let state = self.lock();
        let position = i64::try_from(state.feed.len()).expect("memory ends before");
        let mut survey = Survey::of(SnapshotMoment { at: self.clock.now(), position, is_approximate: false });
        for ((owner, asset, _), id) in &state.names {
            let wallet = &state.wallets[id];
            survey.wallet(SurveyedWallet {
                owner,
                asset,
                balance: wallet.balance.minor(),
                held: wallet.held,
                debt: wallet.debt,
                last_entry_at: wallet.last_entry_at,
            });
        }
        for ((owner, asset, _), id) in &state.names {
            for claim in state.open_holds(Some(id)) {
                let expires_at = claim.expires_at.expect("a hold ends");
                survey.hold(SurveyedHold { owner, asset, left: claim.left(), expires_at });
            }
        }
        Ok(survey.finish())
    }

    async fn claim_snapshot(&self, due: Timestamp, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
        let kept = &mut self.lock().snapshots;
        let is_due = kept.newest.as_ref().is_none_or(|newest| newest.moment.at <= due);
        let is_free = kept.claimed_until.is_none_or(|until| until <= now);
        if is_due && is_free {
            kept.claimed_until = Some(until);
        }
        Ok(is_due && is_free)
    }

    async fn keep_snapshot(&self, snapshot: &Snapshot, day: Day) -> Result<bool, StoreError> {
        let kept = &mut self.lock().snapshots;
        if kept.newest.as_ref().is_some_and(|newest| newest.moment.at >= snapshot.moment.at) {
            return Ok(false);
        }
        for (asset, of) in &snapshot.assets {
            kept.days.insert((asset.clone(), day), of.on(day));
        }
        (kept.newest, kept.claimed_until) = (Some(snapshot.clone()), None);
        Ok(true)
    }

    async fn last_snapshot(&self) -> Result<Option<SnapshotMoment>, StoreError> {
        Ok(self.lock().snapshots.newest.as_ref().map(|newest| newest.moment))
    }

    async fn find_ownership(&self, asset: &AssetCode) -> Result<Option<(SnapshotMoment, Ownership)>, StoreError> {
        let state = self.lock();
        let Some(newest) = &state.snapshots.newest else { return Ok(None) };
        let found = newest.assets.iter().find(|(code, _)| code == asset);
        Ok(found.map(|(_, of)| (newest.moment, of.clone())))
    }

    async fn list_holder_days(&self, asset: &AssetCode, from: Day, to: Day) -> Result<Vec<HolderDay>, StoreError> {
        let state = self.lock();
        let is_meant = |row: &&HolderDay| (from..=to).contains(&row.day);
        let of_asset = state.snapshots.days.iter().filter(|((code, _), _)| code == asset);
        Ok(of_asset.map(|(_, row)| row).filter(is_meant).cloned().collect())
    }
}
