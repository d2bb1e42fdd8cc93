//! What the model answers to searches.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::MemoryLedger;
use crate::{
    Found, OwnerId, Search, StoreError, Transaction, TransactionPlace, TransactionSearch, Wallet, WalletPlace,
    WalletSearch, Wallets,
};

#[async_trait]
impl Search for MemoryLedger {
    async fn search_transactions(
        &self,
        request: &TransactionSearch,
    ) -> Result<Found<Transaction, TransactionPlace>, StoreError> {
        let state = self.lock();
        let is_ahead = |transaction: &&Transaction| TransactionPlace::of(transaction) < request.below();
        let mut found: Vec<&Transaction> = state.transactions.values().filter(is_ahead).collect();
        found.retain(|transaction| request.filter.matches(transaction));
        found.sort_unstable_by_key(|transaction| std::cmp::Reverse(TransactionPlace::of(transaction)));
        let limit = request.limit as usize;
        let next = (found.len() > limit).then(|| TransactionPlace::of(found[limit - 1]));
        Ok(Found { found: found.into_iter().take(limit).cloned().collect(), next })
    }

    async fn search_wallets(&self, request: &WalletSearch) -> Result<Found<Wallet, WalletPlace>, StoreError> {
        let (first, end) = (request.first_owner(), request.owners_end());
        let owners: BTreeSet<OwnerId> = {
            let state = self.lock();
            let owners = state.names.keys().map(|(owner, ..)| owner);
            owners.filter(|owner| (first.as_str()..end.as_str()).contains(&owner.as_str())).cloned().collect()
        };
        let owners: Vec<OwnerId> = owners.into_iter().collect();
        Ok(request.answer(self.list_wallets(&owners).await?, None))
    }
}
