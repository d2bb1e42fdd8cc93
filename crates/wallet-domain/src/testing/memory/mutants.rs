//! Stores that break a promise in a few lines each. The contract finds every one of them: a promise that could be
//! broken unseen would be none.

mod feed;
mod registry;
mod rewritten;
mod snapshots;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;

use self::rewritten::{without_as_much_as, without_details};
use super::{MemoryLedger, State};
use crate::testing::{SetClock, contract};
use crate::{
    Asset, AssetCode, Boxed, CapUsage, ChangeRecord, ChangeSubject, Claim, ClaimKind, Clock, Command, Flow, Found,
    Group, GroupKind, HoldPosition, Ledger, OpenHold, Outcome, OwnerId, PageRequest, Position, Reference, Search,
    StatementLine, StoreError, StoreErrorKind, SystemWallets, Timestamp, Transaction, TransactionId, TransactionPlace,
    TransactionSearch, Wallet, WalletPlace, WalletSearch, Wallets,
};

macro_rules! faults {
    ($($fault:ident)*) => {
        /// What a mutant does wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum Fault {
            $($fault),*
        }

        use Fault::*;

        const FAULTS: &[Fault] = &[$($fault),*];
    };
}

faults! {
    // When it is opened again.
    KeepsNothing ForgetsWhatWasUsed ForgetsClaims ForgetsChanges
    // When it decides.
    AnswersOutOfOrder
    FailsOnNoCommands
    CallsReplaysDecided
    RecordsTrials
    LosesGroups LosesRefusals LosesFingerprints LosesOrigins
    ForgetsAsMuchAs
    DropsEffects
    LosesWhatLegsMoved
    LosesClaimsOfReversals
    CountsUsageTwice
    ForgetsPayments
    ForgetsCaps
    HoldsNothing
    NumbersOpeningsTwice
    // When it is read.
    ListsWalletsBackwards
    RepeatsAnEntry
    ListsLapsedBackwards
    ListsAboutBackwards
    ListsPaymentsBackwards
    FindsNoReversedClaim
    HoldsWhatIsOver
    OwesNothing
    ReadsAnotherClock
    SearchesBackwards
    SearchesSkipEqualTimes
    SearchesEndEarly
    SearchesRefusalsNot
    SearchesAnyMetadata
    SearchesCommandsOfOwnersAlone
    SearchesWalletsBackwards
    SearchesOwnersAsWholes
    SearchesDebtorsNot
    // When operators change it.
    ShowsHalfAnAsset
    OverwritesAssets
    LosesRacingChanges
    IgnoresConditions
    ChangesWalletsOneByOne
    KeepsNotesAsOftenAsTheyCome
    // When it looks at all wallets.
    SurveysPlayersAlone
    SurveysNoHolds
    KeepsOlderSnapshots
    LetsEveryoneTakeSnapshots
    KeepsNoDays
    // When it tells the feed.
    ForgetsTheFeed
    LeavesChangesOutOfTheFeed
    LeavesRefusalsOutOfTheFeed
    LeavesGapsInTheFeed
    TellsAnEventTwice
    TellsCommitsTheWrongWayRound
    TellsWhatIsTheLatest
    TellsTooMuchAtOnce
    EndsInTheMiddleOfACommit
    KnowsNoEndOfTheFeed
    HoldsBackTheReceiver
}

/// The model with a fault.
struct Mutant {
    model: MemoryLedger,
    clock: Arc<SetClock>,
    fault: Fault,
}

impl Mutant {
    fn with(fault: Fault) -> Self {
        let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
        Self { model: MemoryLedger::new(clock.clone()), clock, fault }
    }

    fn reopen(self) -> Self {
        let model = self.model.fork();
        {
            let mut state = model.lock();
            match self.fault {
                KeepsNothing => *state = State::default(),
                ForgetsWhatWasUsed => state.usages.clear(),
                ForgetsClaims => state.claims.clear(),
                ForgetsChanges => state.changes.clear(),
                ForgetsTheFeed => state.feed.clear(),
                _ => {}
            }
        }
        Self { model, ..self }
    }

    /// Spoils what a batch has left.
    fn spoil(&self, state: &mut State, before: &State) {
        self.spoil_feed(state, before);
        let transactions = state.transactions.values_mut();
        match self.fault {
            LosesRefusals => state.transactions.retain(|_, it| it.result.is_ok()),
            LosesFingerprints => transactions.for_each(|it| it.command = without_details(&it.command)),
            LosesOrigins => {
                transactions.for_each(|it| it.command = it.command.clone().by(crate::Origin::anyone()));
            }
            ForgetsAsMuchAs => transactions.for_each(|it| it.command = without_as_much_as(&it.command)),
            DropsEffects => transactions.filter_map(|it| it.result.as_mut().ok()).for_each(|it| it.effects = None),
            LosesWhatLegsMoved => {
                let posted = transactions.filter_map(|it| it.result.as_mut().ok());
                posted.filter_map(|it| it.effects.as_mut()).for_each(|it| it.moved.clear());
            }
            LosesClaimsOfReversals => {
                let is_reversal = |id: &TransactionId| state.transactions[id].command.flow() == Flow::Reversal;
                state.claims.retain(|id, _| !is_reversal(id));
            }
            CountsUsageTwice => {
                let changed =
                    state.usages.iter_mut().filter(|(wallet, usage)| before.usages.get(wallet) != Some(usage));
                changed.flat_map(|(_, usage)| &mut usage.0).for_each(|used| used.amount *= 2);
            }
            ForgetsPayments => state.payments.clear(),
            ForgetsCaps => state.cap_usages.clear(),
            HoldsNothing => state.wallets.values_mut().for_each(|wallet| wallet.held = 0),
            NumbersOpeningsTwice => {
                let first = state.names.values().min().copied();
                let new = state.names.iter_mut().filter(|(name, _)| !before.names.contains_key(name)).skip(1);
                new.zip(first).for_each(|((_, id), first)| *id = first);
            }
            _ => {}
        }
    }
}

#[async_trait]
impl Ledger for Mutant {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        if commands.is_empty() && self.fault == FailsOnNoCommands {
            return Err(StoreError::new(StoreErrorKind::Refused, "no commands"));
        }
        let is_lost = |group: &&Group| match self.fault {
            RecordsTrials => group.kind.is_trial(),
            LosesGroups => group.kind == GroupKind::AllOrNothing,
            _ => false,
        };
        let groups: Vec<Group> = groups.iter().filter(|group| !is_lost(group)).cloned().collect();
        let before = self.model.lock().clone();
        let mut outcomes = self.model.execute_grouped(commands, &groups).await?;
        self.spoil(&mut self.model.lock(), &before);
        match self.fault {
            AnswersOutOfOrder => outcomes.reverse(),
            CallsReplaysDecided => outcomes.iter_mut().for_each(|outcome| {
                if let Outcome::Replayed(transaction) = outcome {
                    *outcome = Outcome::Decided(transaction.clone());
                }
            }),
            _ => {}
        }
        Ok(outcomes)
    }
}

#[async_trait]
impl Wallets for Mutant {
    async fn read_clock(&self) -> Result<Timestamp, StoreError> {
        let ahead = i64::from(self.fault == ReadsAnotherClock);
        Ok(Timestamp::from_micros(self.clock.now().as_micros() + ahead))
    }

    async fn find_cap_usage(&self, key: &str, owner: &str) -> Result<CapUsage, StoreError> {
        self.model.find_cap_usage(key, owner).await
    }

    async fn list_assets(&self) -> Result<Vec<Asset>, StoreError> {
        self.model.list_assets().await
    }

    async fn list_wallets(&self, owners: &[OwnerId]) -> Result<Vec<Wallet>, StoreError> {
        let mut wallets = self.model.list_wallets(owners).await?;
        if self.fault == ListsWalletsBackwards {
            wallets.reverse();
        }
        Ok(wallets)
    }

    async fn list_system_wallets(&self) -> Result<SystemWallets, StoreError> {
        let mut system = self.model.list_system_wallets().await?;
        if self.fault == OwesNothing {
            system.debts.clear();
        }
        Ok(system)
    }

    async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        let mut wallet = self.model.find_wallet(owner, asset).await?;
        if let Some(wallet) = wallet.as_mut().filter(|_| self.fault == HoldsWhatIsOver) {
            wallet.state.held = self.model.lock().wallets[&wallet.state.id].held;
        }
        Ok(wallet)
    }

    async fn list_stripes(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        mut request: PageRequest,
    ) -> Result<Option<Vec<Vec<StatementLine>>>, StoreError> {
        if let Some(Position(below)) = request.before.as_mut().filter(|_| self.fault == RepeatsAnEntry) {
            below[0] += 1;
        }
        self.model.list_stripes(owner, asset, request).await
    }

    async fn list_holds(
        &self,
        owner: &OwnerId,
        asset: &AssetCode,
        after: Option<HoldPosition>,
        limit: u32,
    ) -> Result<Option<Vec<OpenHold>>, StoreError> {
        self.model.list_holds(owner, asset, after, limit).await
    }

    async fn find_claim(&self, id: TransactionId) -> Result<Option<Claim>, StoreError> {
        let claim = self.model.find_claim(id).await?;
        Ok(claim.filter(|claim| self.fault != FindsNoReversedClaim || claim.kind == ClaimKind::Hold))
    }

    async fn list_lapsed(&self, limit: u32) -> Result<Vec<Command>, StoreError> {
        let mut lapsed = self.model.list_lapsed(limit).await?;
        if self.fault == ListsLapsedBackwards {
            lapsed.reverse();
        }
        Ok(lapsed)
    }

    async fn list_about(&self, id: TransactionId, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let mut about = self.model.list_about(id, limit).await?;
        if self.fault == ListsAboutBackwards {
            about.reverse();
        }
        Ok(about)
    }

    async fn list_payments(&self, payment_ref: &Reference, limit: u32) -> Result<Vec<Transaction>, StoreError> {
        let mut payments = self.model.list_payments(payment_ref, limit).await?;
        if self.fault == ListsPaymentsBackwards {
            payments.reverse();
        }
        Ok(payments)
    }

    async fn list_changes(
        &self,
        of: ChangeSubject,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        self.model.list_changes(of, before, limit).await
    }

    async fn find_transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        self.model.find_transaction(id).await
    }

    async fn find_transactions(&self, ids: &[TransactionId]) -> Result<Vec<Transaction>, StoreError> {
        self.model.find_transactions(ids).await
    }
}

#[async_trait]
impl Search for Mutant {
    async fn search_transactions(
        &self,
        request: &TransactionSearch,
    ) -> Result<Found<Transaction, TransactionPlace>, StoreError> {
        let mut request = request.clone();
        match self.fault {
            SearchesAnyMetadata => request.filter.metadata.clear(),
            SearchesSkipEqualTimes => {
                request.after.iter_mut().for_each(|place| place.id = TransactionId::from_bytes([0; 16]));
            }
            _ => {}
        }
        let mut found = self.model.search_transactions(&request).await?;
        match self.fault {
            SearchesBackwards => found.found.reverse(),
            SearchesEndEarly => found.next = None,
            SearchesCommandsOfOwnersAlone => {
                let owner = request.filter.owner.as_ref();
                found.found.retain(|it| owner.is_none_or(|owner| it.command.owner() == owner));
            }
            SearchesRefusalsNot => found.found.retain(|it| it.result.is_ok()),
            _ => {}
        }
        Ok(found)
    }

    async fn search_wallets(&self, request: &WalletSearch) -> Result<Found<Wallet, WalletPlace>, StoreError> {
        let mut found = self.model.search_wallets(request).await?;
        match self.fault {
            SearchesWalletsBackwards => found.found.reverse(),
            SearchesOwnersAsWholes => found.next.iter_mut().for_each(|place| place.asset = None),
            SearchesDebtorsNot => found.found.retain(|it| it.state.debt == 0),
            _ => {}
        }
        Ok(found)
    }
}

type Promise = fn(Mutant) -> Boxed<'static, ()>;

macro_rules! promises {
    ($mutant:path; ledger { $($of_ledger:ident)* } store { $($of_store:ident)* }) => {
        const PROMISES: &[Promise] = &[
            $(|mutant: $mutant| Box::pin(async move {
                contract::prepare(&mutant).await;
                contract::$of_ledger(&mutant, &mutant.clock).await;
                contract::reads_agree(&mutant).await;
            }),)*
            $(|mutant| Box::pin(async move {
                contract::$of_store(&mutant, &mutant.clock).await;
            }),)*
            |mutant| Box::pin(async move {
                let told = contract::write_everything(&mutant, &mutant.clock).await;
                contract::read_everything_again(&mutant.reopen(), told).await;
            }),
        ];
    };
}

crate::ledger_contract! { with [promises!] Mutant }

#[tokio::test]
async fn no_mutant_passes_the_contract() {
    let mut survivors = Vec::new();
    for fault in FAULTS {
        let mut is_found = false;
        for promise in PROMISES {
            is_found |= AssertUnwindSafe(promise(Mutant::with(*fault))).catch_unwind().await.is_err();
        }
        if !is_found {
            survivors.push(*fault);
        }
    }
    assert_eq!(survivors, []);
}
