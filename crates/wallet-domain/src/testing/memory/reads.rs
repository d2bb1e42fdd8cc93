//! What the model answers to reads.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::MemoryLedger;
use crate::{
    Asset, AssetCode, CapUsage, ChangeRecord, ChangeSubject, Claim, Command, Details, HoldPosition, OpenHold, OwnerId,
    PageRequest, Reference, StatementLine, StoreError, Stripe, SystemWallets, Timestamp, Transaction, TransactionId,
    Wallet, WalletId, Wallets,
};

#[async_trait]
impl Wallets for MemoryLedger {
    async fn read_clock(&self) -> Result<Timestamp, StoreError> {
        Ok(self.clock.now())
    }

    async fn find_cap_usage(&self, key: &str, owner: &str) -> Result<CapUsage, StoreError> {
        Ok(self.lock().cap_usage(key, owner))
    }

    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        Ok(self.lock().assets.values().cloned().collect())
    }

    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        let state = self.lock();
        let names: Vec<_> = state.names.iter().filter(|((owner, ..), _)| owners.contains(owner)).collect();
        let same_wallet = |one: &(&(OwnerId, AssetCode, Stripe), _), other: &(&(OwnerId, AssetCode, Stripe), _)| {
            (&one.0.0, &one.0.1) == (&other.0.0, &other.0.1)
        };
        let now = self.clock.now();
        let whole = |stripes: &[(&_, &WalletId)]| {
            Wallet::of_stripes(stripes.iter().map(|(name, id)| state.wallet_at(name, **id, now)))
        };
        Ok(names.chunk_by(same_wallet).filter_map(whole).collect())
    }

    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError> {
        let mut debts = BTreeMap::new();
        let owners: Vec<OwnerId> = {
            let state = self.lock();
            for ((_, asset, _), id) in &state.names {
                *debts.entry(asset.clone()).or_default() += state.wallets[id].debt;
            }
            let owners = state.names.keys().map(|(owner, ..)| owner);
            owners.filter(|owner| owner.is_system() && !owner.is_debt()).cloned().collect()
        };
        Ok(SystemWallets { wallets: self.list_wallets(&owners).await?, debts })
    }

    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        let wallets = self.list_wallets(std::slice::from_ref(owner)).await?;
        Ok(wallets.into_iter().find(|wallet| wallet.asset == *asset))
    }

    async fn list_stripes(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        request: PageRequest,
    ) -> Result<Option<Vec<Vec<StatementLine>>>, StoreError> {
        let state = self.lock();
        let stripes = Stripe::all_of(owner, self.lanes);
        let ids = stripes.filter_map(|stripe| state.names.get(&(owner.clone(), asset.clone(), stripe)));
        let lines: Vec<_> = (ids.enumerate())
            .map(|(stripe, id)| {
                let entries = state.entries.get(id).into_iter().flatten().rev();
                entries
                    .filter(|(entry, _)| entry.sequence < request.below(stripe))
                    .take(request.limit as usize)
                    .flat_map(|(entry, id)| state.transactions[id].lines().filter(|line| line.entry == *entry))
                    .collect()
            })
            .collect();
        Ok((!lines.is_empty()).then_some(lines))
    }

    async fn list_holds(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        after: Option<HoldPosition>,
        limit: u32,
    ) -> Result<Option<Vec<OpenHold>>, StoreError> {
        let now = self.clock.now();
        let state = self.lock();
        let Some(id) = state.names.get(&(owner.clone(), asset.clone(), Stripe::FIRST)) else { return Ok(None) };
        let mut holds: Vec<(HoldPosition, Claim)> = (state.open_holds(Some(id)))
            .filter(|claim| !claim.has_lapsed(now))
            .filter_map(|claim| Some((HoldPosition { expires_at: claim.expires_at?, id: claim.id }, claim)))
            .filter(|(position, _)| after.is_none_or(|after| *position > after))
            .collect();
        holds.sort_unstable_by_key(|(position, _)| *position);
        let open = |claim: Claim| {
            let transaction = &state.transactions[&claim.id];
            let Details { reference, description, .. } = transaction.command.details().clone();
            OpenHold { claim, created_at: transaction.created_at, reference, description }
        };
        Ok(Some(holds.into_iter().take(limit as usize).map(|(_, claim)| open(claim)).collect()))
    }

    async fn find_claim(&self, id: TransactionId) -> Result<Option<Claim>, StoreError> {
        Ok(self.lock().claims.get(&id).copied())
    }

    async fn list_lapsed(&self, limit: u32) -> Result<Vec<Command>, StoreError> {
        let now = self.clock.now();
        let state = self.lock();
        let mut lapsed: Vec<Claim> = state.claims.values().filter(|claim| claim.has_lapsed(now)).copied().collect();
        lapsed.sort_unstable_by_key(|claim| (claim.expires_at, claim.id));
        Ok(lapsed.iter().take(limit as usize).map(|claim| state.transactions[&claim.id].command.clone()).collect())
    }

    async fn list_about(&self, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let state = self.lock();
        let about = |transaction: &&Transaction| transaction.command.refers_to() == Some(id);
        let mut found: Vec<Transaction> = state.transactions.values().filter(about).cloned().collect();
        found.sort_unstable_by_key(|transaction| (transaction.created_at, transaction.id()));
        found.truncate(limit as usize);
        Ok(found)
    }

    async fn list_changes(
        &self,
        of: ChangeSubject,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        let state = self.lock();
        let is_meant = |record: &&ChangeRecord| of.covers(record) && before.is_none_or(|before| record.number < before);
        Ok(state.changes.iter().rev().filter(is_meant).take(limit as usize).cloned().collect())
    }

    async fn list_payments(&self, payment_ref: &Reference, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let state = self.lock();
        let credits = state.payments.get(payment_ref).into_iter().flatten().rev().take(limit as usize);
        Ok(credits.map(|id| state.transactions[id].clone()).collect())
    }

    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        Ok(self.lock().transactions.get(&id).cloned())
    }

    async fn find_transactions(&self, ids: &[TransactionId]) -> Result<Vec<Transaction>, StoreError> {
        let state = self.lock();
        Ok(ids.iter().filter_map(|id| state.transactions.get(id).cloned()).collect())
    }
}
