//! What operators set up: assets and wallets.

use async_trait::async_trait;

use crate::asset::Asset;
use crate::asset::change::{AssetChange, ChangeNote, ChangeRecord};
use crate::asset::rates::{AssetRefusal, RateCycles};
use crate::ports::error::{StoreError, StoreErrorKind};
use crate::record::status::{StatusChange, StatusRefusal};
use crate::record::wallet::Wallet;
use crate::value::asset_code::AssetCode;
use crate::value::origin::Origin;
use crate::value::owner::OwnerId;
use crate::value::text::NoteText;

/// What exists before anything can be booked: assets and wallets. Every call is safe to repeat.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Registry: Send + Sync {
    /// Creates an asset with its system wallets ([`OwnerId::system`]), or leaves the one that has its code as it is. That
    /// it was created is kept in the list of changes, by [`Change::creation`](crate::Change::creation).
    ///
    /// MUST hold all assets while it judges, as [`Registry::change_asset`] does.
    async fn create_asset_by(
        &self,
        asset: &Asset,
        cycles: RateCycles,
        note: &ChangeNote,
    ) -> Result<AssetCreation, StoreError>;

    /// The same on the service's own behalf.
    async fn create_asset(&self, asset: &Asset) -> Result<AssetCreation, StoreError> {
        self.create_asset_by(asset, RateCycles::Refuse, &ChangeNote::service()).await
    }

    /// Changes an asset by [`AssetChange::apply`], and keeps that in the list of changes, in one commit: the asset as it
    /// is after it.
    ///
    /// MUST hold all assets from before they are read until the commit, so that of two changes at once the later sees
    /// what the earlier has done, and two rates that were set at once never pay in a circle unseen.
    async fn change_asset(
        &self,
        code: &AssetCode,
        change: &AssetChange,
        note: &ChangeNote,
    ) -> Result<Result<Asset, AssetRefusal>, StoreError>;

    /// Changes the wallet of `owner` in `asset`, or all that the owner has, by [`StatusChange::apply`], and keeps that in
    /// the list of changes, in one commit: the wallets as they are after it, by asset. With one refusal nothing changes.
    ///
    /// MUST hold the wallets while it judges, as a batch does. Is not for owners whose wallets have stripes.
    ///
    /// If [`StatusChange::capped`] says that `by` has caps, MUST lock what its key has used behind the wallets, as a batch
    /// does, have [`StatusChange::count`] judge it, and keep what that gives in the same commit.
    async fn change_wallets_by(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
        by: &Origin,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError>;

    /// The same by an actor without caps.
    async fn change_wallets(
        &self,
        owner: &OwnerId,
        asset: Option<AssetCode>,
        change: StatusChange,
        note: &ChangeNote,
    ) -> Result<Result<Vec<Wallet>, StatusRefusal>, StoreError> {
        self.change_wallets_by(owner, asset, change, note, &Origin::service()).await
    }

    /// Writes a note about an owner into the list of changes, by [`OwnerNote::change`](crate::OwnerNote::change): the record
    /// of it, which is the earlier one if the note was written already. `None` if the owner has no wallet.
    ///
    /// MUST let no other change of the owner come between the latest that it judges by and its commit.
    async fn add_note(
        &self,
        owner: &OwnerId,
        text: &NoteText,
        by: &ChangeNote,
    ) -> Result<Option<ChangeRecord>, StoreError>;

    /// Opens empty wallets, each by its owner and asset, or leaves those that are there as they are.
    ///
    /// MUST answer one opening per name, in order; a name's repeats find what its first has opened. MUST make all of
    /// it durable in one commit before it answers, or none of it. A name whose asset is missing spoils no other.
    /// Callers that open the same wallets in any order MUST NOT deadlock.
    async fn open_wallets(&self, names: &[(OwnerId, AssetCode)]) -> Result<Vec<WalletOpening>, StoreError>;

    /// Opens one.
    async fn open_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<WalletOpening, StoreError> {
        let name = (owner.clone(), asset.clone());
        let openings = self.open_wallets(std::slice::from_ref(&name)).await?;
        let missing = || StoreError::new(StoreErrorKind::Corrupt, "the store answered no opening for a wallet");
        openings.into_iter().next().ok_or_else(missing)
    }
}

/// What came of [`Registry::create_asset`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetCreation {
    /// It is new.
    Created,
    /// The code was taken, by this asset.
    Existing(Asset),
    /// Its rates are not allowed.
    Refused(AssetRefusal),
}

/// What came of one name of [`Registry::open_wallets`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalletOpening {
    /// It is new.
    Opened(Wallet),
    /// It was there.
    Existing(Wallet),
    /// There is no such asset.
    AssetNotFound,
}
