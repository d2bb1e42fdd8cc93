//! How a mutant is set up and changed.

use async_trait::async_trait;

use super::Fault::{
    ChangesWalletsOneByOne, IgnoresConditions, KeepsNotesAsOftenAsTheyCome, LosesRacingChanges, OverwritesAssets,
    ShowsHalfAnAsset,
};
use super::Mutant;
use crate::testing::contract::give_way;
use crate::{
    Asset, AssetChange, AssetCode, AssetCreation, AssetRefusal, ChangeNote, ChangeRecord, NoteText, Origin, OwnerId,
    RateCycles, Registry, StatusChange, StatusRefusal, StoreError, Wallet, WalletOpening, Wallets,
};

#[async_trait]
impl Registry for Mutant {
    async fn create_asset_by(
        &self,
        asset: &Asset,
        cycles: RateCycles,
        note: &ChangeNote,
    ) -> Result<AssetCreation, StoreError> {
        let is_new = !self.model.lock().assets.contains_key(&asset.code);
        match self.fault {
            ShowsHalfAnAsset if is_new => {
                self.model.lock().assets.insert(asset.code.clone(), asset.clone());
                give_way().await;
                self.model.lock().assets.remove(&asset.code);
            }
            OverwritesAssets if !is_new => {
                self.model.lock().assets.insert(asset.code.clone(), asset.clone());
            }
            _ => {}
        }
        self.model.create_asset_by(asset, cycles, note).await
    }

    async fn change_asset(
        &self,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<Result<Asset, AssetRefusal>, StoreError> {
        let mut change = change.clone();
        match self.fault {
            IgnoresConditions => change.only_if = None,
            LosesRacingChanges => {
                let read = self.model.lock().assets.clone();
                give_way().await;
                self.model.lock().assets = read;
            }
            _ => {}
        }
        self.model.change_asset(code, &change, note).await
    }

    async fn change_wallets_by(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
        by: &Origin,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError> {
        if self.fault == ChangesWalletsOneByOne && asset.is_none() {
            for wallet in self.model.list_wallets(std::slice::from_ref(owner)).await? {
                self.model.change_wallets(owner, Some(wallet.asset), change, note).await?.ok();
            }
        }
        self.model.change_wallets_by(owner, asset, change, note, by).await
    }

    async fn add_note(
        &self,
        owner: &OwnerId,
        text: &NoteText,
        by: &ChangeNote,
    ) -> Result<Option<ChangeRecord>, StoreError> {
        let written = self.model.add_note(owner, text, by).await?;
        if let Some(written) = written.as_ref().filter(|_| self.fault == KeepsNotesAsOftenAsTheyCome) {
            return Ok(Some(self.model.lock().note(written.at, by, written.change.clone())));
        }
        Ok(written)
    }

    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError> {
        let before = self.model.lock().clone();
        let openings = self.model.open_wallets(names).await?;
        self.spoil(&mut self.model.lock(), &before);
        Ok(openings)
    }
}
