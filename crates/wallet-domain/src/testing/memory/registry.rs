//! What the model holds before anything is booked, and how operators change it.

use async_trait::async_trait;

use super::MemoryLedger;
use crate::{
    Asset, AssetChange, AssetCode, AssetCreation, AssetRefusal, CapUsages, Change, ChangeNote, ChangeRecord, NoteText,
    Origin, OwnerId, OwnerNote, RateCycles, Registry, StatusChange, StatusRefusal, StoreError, Stripe, Wallet,
    WalletOpening,
};

#[async_trait]
impl Registry for MemoryLedger {
    async fn create_asset_by(
        &self,
        asset: &Asset,
        cycles: RateCycles,
        note: &ChangeNote,
    ) -> Result<AssetCreation, StoreError> {
        let mut state = self.lock();
        if let Some(existing) = state.assets.get(&asset.code) {
            return Ok(AssetCreation::Existing(existing.clone()));
        }
        let change = match Change::creation(asset, cycles, &state.all_assets()) {
            Ok(change) => change,
            Err(refusal) => return Ok(AssetCreation::Refused(refusal)),
        };
        state.assets.insert(asset.code.clone(), asset.clone());
        let now = self.clock.now();
        state.note(now, note, change);
        for owner in OwnerId::system() {
            for stripe in Stripe::all_of(owner, self.lanes) {
                state.open(owner, &asset.code, stripe, now);
            }
        }
        Ok(AssetCreation::Created)
    }

    async fn change_asset(
        &self,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<Result<Asset, AssetRefusal>, StoreError> {
        let mut state = self.lock();
        let (after, change) = match change.apply(code, &state.all_assets()) {
            Ok(applied) => applied,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(change) = change {
            state.assets.insert(code.clone(), after.clone());
            state.note(self.clock.now(), note, change);
        }
        Ok(Ok(after))
    }

    async fn change_wallets_by(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
        by: &Origin,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError> {
        let now = self.clock.now();
        let mut state = self.lock();
        let is_meant = |name: &(OwnerId, AssetCode, Stripe)| {
            name.0 == *owner && asset.as_ref().is_none_or(|asset| name.1 == *asset)
        };
        let names: Vec<_> = state.names.iter().filter(|(name, _)| is_meant(name)).collect();
        let names: Vec<_> = names.into_iter().map(|(name, id)| (name.clone(), *id)).collect();
        let mut applied = Vec::new();
        for (name, id) in &names {
            match change.apply(&state.wallet(name, *id)) {
                Ok(change) => applied.extend(change),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        if let Some((key, caps)) = change.capped(by) {
            let before = CapUsages { day: state.cap_usage(key, ""), player: state.cap_usage(key, owner.as_str()) };
            match StatusChange::count(caps, applied.len(), &before, now) {
                Ok(CapUsages { day, player }) => {
                    state.cap_usages.insert((key.to_owned(), String::new()), day);
                    state.cap_usages.insert((key.to_owned(), owner.as_str().to_owned()), player);
                }
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        for (wallet, change) in applied {
            state.wallets.insert(wallet.id, wallet);
            state.note(now, note, change);
        }
        Ok(Ok(names.iter().map(|(name, id)| state.wallet_at(name, *id, now)).collect()))
    }

    async fn add_note(
        &self,
        owner: &OwnerId,
        text: &NoteText,
        by: &ChangeNote,
    ) -> Result<Option<ChangeRecord>, StoreError> {
        let now = self.clock.now();
        let mut state = self.lock();
        if !state.names.keys().any(|(it, ..)| it == owner) {
            return Ok(None);
        }
        let latest = state.changes.iter().rev().find(|record| record.change.owner.as_ref() == Some(owner)).cloned();
        Ok(match OwnerNote::change(owner, text, by, now, latest.as_ref()) {
            Some(change) => Some(state.note(now, by, change)),
            None => latest,
        })
    }

    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError> {
        let now = self.clock.now();
        let mut state = self.lock();
        Ok(names.iter().map(|(owner, asset)| state.open(owner, asset, Stripe::FIRST, now)).collect())
    }
}
