//! What every run has, whatever its store: the seed's numbers, the clock, the callers, the model, the trace.

use std::collections::BTreeSet;
use std::sync::Arc;

use fastrand::Rng;
use wallet_domain::testing::{Store, asset, asset_named, owner};
use wallet_domain::{
    Asset, AssetChange, AssetCode, Block, ChangeNote, ChangeSubject, Command, Group, GroupKind, Lanes, OpenHold,
    Outcome, OwnerId, PageRequest, Policy, PolicyChange, Registry, StatusChange, StatusRefusal, StoreError,
    StoreErrorKind, TransactionId, Verification, Wallet, Wallets,
};

use crate::clock::SimClock;
use crate::model::{
    Model, Verdict, name, plain_opening, plain_outcomes, plain_page, plain_transaction, plain_wallet, same,
    same_outcomes, shown,
};
use crate::reckoning;
use crate::trace::{Tally, Trace};
use crate::workload::{
    ASSETS, BUDGET, LATE_ASSET, LATE_PLAYERS, PLAYERS, POLICIES, Workload, any_asset, any_groups, everyone, player,
    recent,
};

/// One batch in so many percent has groups.
pub(crate) const GROUPS_PERCENT: u8 = 25;
/// The most commands that wait for being sent again.
const LOST_MAX: usize = 8;

pub(crate) struct World {
    pub(crate) random: Rng,
    pub(crate) clock: Arc<SimClock>,
    pub(crate) model: Model,
    pub(crate) trace: Trace,
    pub(crate) tally: Tally,
    workload: Workload,
    /// Batches that were answered with an error: their callers send them again.
    lost: Vec<Vec<Command>>,
    /// What callers were told since the last inspection.
    told: BTreeSet<TransactionId>,
    /// Whether credits may open wallets. Not where two servers are stepped: what a batch did not find nobody has locked,
    /// so the order of commits would not tell what it saw.
    opens: bool,
}

impl World {
    pub(crate) fn new(seed: u64, lanes: Lanes, show: Option<fn(&str)>) -> Self {
        Self {
            random: Rng::with_seed(seed),
            clock: Arc::new(SimClock::new()),
            model: Model::new(lanes),
            trace: Trace::new(show),
            tally: Tally::default(),
            workload: Workload::default(),
            lost: Vec::new(),
            told: BTreeSet::new(),
            opens: true,
        }
    }

    /// The same world, in which no credit opens a wallet.
    pub(crate) fn without_openings(mut self) -> Self {
        self.opens = false;
        self
    }

    /// Whether something happens that does so in `percent` of all cases.
    pub(crate) fn chance(&mut self, percent: u8) -> bool {
        self.random.u8(0..100) < percent
    }

    pub(crate) fn shift_clock(&mut self) {
        let micros = self.clock.shift(&mut self.random);
        self.trace.note(format_args!("the clock shows {micros}"));
    }

    /// What a caller sends next: something new, or what an error was answered to.
    pub(crate) fn next_batch(&mut self) -> Vec<Command> {
        if !self.lost.is_empty() && (self.lost.len() > LOST_MAX || self.chance(40)) {
            let position = self.random.usize(0..self.lost.len());
            return self.lost.swap_remove(position);
        }
        self.workload.next_batch(&mut self.random)
    }

    /// One of the batches that an error was answered to, while there are any.
    /// Groups for a batch of so many commands. What does not last of them must leave no trace: the model would show it in
    /// whatever comes later.
    pub(crate) fn next_groups(&mut self, count: usize) -> Vec<Group> {
        let groups = any_groups(&mut self.random, count);
        self.trace.note(format_args!("groups: {groups:?}"));
        for group in &groups {
            self.tally.event(match group.kind {
                GroupKind::AllOrNothing => "group of all or nothing",
                GroupKind::Trial => "trial",
                GroupKind::AllOrNothingTrial => "trial of all or nothing",
            });
        }
        groups
    }

    pub(crate) fn next_lost(&mut self) -> Option<Vec<Command>> {
        self.lost.pop()
    }

    /// A caller was answered with an error, and will send the same again.
    pub(crate) fn told_error(&mut self, commands: &[Command], kind: StoreErrorKind) {
        self.trace.note(format_args!("answered: {kind:?}"));
        self.tally.batches += 1;
        *self.tally.errors.entry(format!("{kind:?}")).or_default() += 1;
        self.lost.push(commands.to_vec());
    }

    /// A caller went away before it was answered; it comes back and sends the same again.
    pub(crate) fn told_nothing(&mut self, commands: &[Command]) {
        self.lost.push(commands.to_vec());
    }

    /// A caller was answered with outcomes, which must be the model's.
    pub(crate) fn told_outcomes(&mut self, commands: &[Command], found: Vec<Outcome>, expected: &[Outcome]) -> Verdict {
        let found = plain_outcomes(found);
        let names: Vec<String> = found.iter().map(name).collect();
        self.trace.note(format_args!("answered: {}", names.join(", ")));
        self.trace.absorb(&format!("{found:?}"));
        same_outcomes(commands, &found, expected)?;
        self.tally.batches += 1;
        self.tally.commands += commands.len() as u64;
        for name in names {
            *self.tally.outcomes.entry(name).or_default() += 1;
        }
        for outcome in found.iter().filter(|outcome| matches!(outcome, Outcome::Decided(_))) {
            let Ok((transaction, _)) = outcome.result() else { continue };
            for entry in transaction.entries().iter().filter(|entry| entry.owner.is_debt()) {
                self.tally.event(if entry.amount < 0 { "debt made" } else { "debt repaid, in full or in part" });
            }
            let story = transaction.story();
            if let Some(reversed) = story.reversed_flow {
                self.tally.event(&format!("reversal of a {reversed}"));
            }
            if story.requested.is_some_and(|most| most > story.amount) {
                self.tally.event(&format!("less than a {}", transaction.command.flow()));
            }
        }
        let told = found.iter().filter_map(|outcome| match outcome {
            Outcome::Decided(transaction) | Outcome::Replayed(transaction) => Some(transaction.id()),
            Outcome::KeyReused | Outcome::Tried(_) | Outcome::Undone { .. } | Outcome::Unrecorded(_) => None,
        });
        self.told.extend(told);
        Ok(())
    }

    pub(crate) fn note_batch(&mut self, how: &str, commands: &[Command]) {
        let shown: Vec<String> = commands.iter().take(4).map(shown).collect();
        let more = if commands.len() > 4 { format!(", and {} more", commands.len() - 4) } else { String::new() };
        self.trace.note(format_args!("{how}: {}{more}", shown.join("; ")));
        self.trace.absorb(&format!("{commands:?}"));
    }

    /// Opens what the workload's first commands find.
    pub(crate) async fn open(&mut self, store: &dyn Store) -> Verdict {
        for code in ASSETS {
            self.create_asset(store, &asset_named(code)).await?;
            let names: Vec<_> = (0..PLAYERS).map(|number| (player(number), asset(code))).collect();
            self.open_wallets(store, &names).await?;
        }
        // Rates are to assets that are there.
        for (code, policy) in ASSETS.into_iter().zip(POLICIES) {
            self.set_policy(store, asset(code), policy).await?;
        }
        self.open_wallets(store, &[(owner(BUDGET), asset(ASSETS[0]))]).await
    }

    fn policy(&self, text: &str) -> Policy {
        let policy = Policy::from_json(text).expect("it is valid");
        Policy { opens_on_credit: policy.opens_on_credit && self.opens, ..policy }
    }

    /// Opens wallets or creates an asset, most of which are there.
    pub(crate) async fn register(&mut self, store: &dyn Store) -> Verdict {
        if self.chance(15) {
            return self.change_asset(store).await;
        }
        if self.chance(25) {
            return self.change_wallets(store).await;
        }
        if self.chance(10) {
            return self.create_asset(store, &asset_named(LATE_ASSET)).await;
        }
        let count = self.random.u64(1..=4);
        let names: Vec<_> = (0..count)
            .map(|_| (player(self.random.u64(0..PLAYERS + LATE_PLAYERS)), any_asset(&mut self.random)))
            .collect();
        self.open_wallets(store, &names).await
    }

    async fn create_asset(&mut self, store: &dyn Store, asset: &Asset) -> Verdict {
        self.model.set_clock(self.clock.micros());
        let expected = works(self.model.ledger.create_asset(asset).await)?;
        let found = works(store.create_asset(asset).await)?;
        self.trace.note(format_args!("asset {}: {found:?}", asset.code));
        same("the creation of an asset", &found, &expected)
    }

    /// An operator allows something else, or is refused: a rate to the asset itself, to none, or in a circle that pays.
    async fn change_asset(&mut self, store: &dyn Store) -> Verdict {
        let (code, text) = (any_asset(&mut self.random), POLICIES[self.random.usize(0..POLICIES.len())]);
        self.set_policy(store, code, text).await
    }

    async fn set_policy(&mut self, store: &dyn Store, code: AssetCode, text: &str) -> Verdict {
        let policy = Some(PolicyChange::Whole(self.policy(text)));
        let change = AssetChange { policy, ..AssetChange::default() };
        self.model.set_clock(self.clock.micros());
        let expected = works(self.model.ledger.change_asset(&code, &change, &ChangeNote::service()).await)?;
        let found = works(store.change_asset(&code, &change, &ChangeNote::service()).await)?;
        self.trace.note(format_args!("asset {code} changed: {found:?}"));
        self.tally.event("policy changed");
        same("the change of an asset", &found, &expected)
    }

    /// An operator stops wallets, or lets them take part again.
    async fn change_wallets(&mut self, store: &dyn Store) -> Verdict {
        let of = player(self.random.u64(0..PLAYERS));
        let asset = self.random.bool().then(|| any_asset(&mut self.random));
        let change = match self.random.u8(0..8) {
            0 => StatusChange::Freeze([Block::Debits, Block::Credits, Block::All][self.random.usize(0..3)]),
            1 => StatusChange::Close,
            2..5 => StatusChange::Unfreeze,
            _ => StatusChange::Reopen,
        };
        self.model.set_clock(self.clock.micros());
        let note = ChangeNote::service();
        let expected = works(self.model.ledger.change_wallets(&of, asset.clone(), change, &note).await)?;
        let found = works(store.change_wallets(&of, asset, change, &note).await)?;
        let plain = |changed: Result<Vec<Wallet>, StatusRefusal>| {
            changed.map(|wallets| wallets.into_iter().map(plain_wallet).collect::<Vec<_>>())
        };
        self.trace.note(format_args!("wallets of {of}: {change:?}"));
        self.tally.event("wallets frozen, closed or opened again");
        same("the change of wallets", &plain(found), &plain(expected))?;
        let of = ChangeSubject::Owner(of);
        let [found, expected] = [
            works(store.list_changes(of.clone(), None, 9).await)?,
            works(self.model.ledger.list_changes(of, None, 9).await)?,
        ]
        .map(|changes| changes.into_iter().map(|record| (record.at, record.change)).collect::<Vec<_>>());
        same("the list of changes", &found, &expected)
    }

    async fn open_wallets(&mut self, store: &dyn Store, names: &[(OwnerId, AssetCode)]) -> Verdict {
        self.model.set_clock(self.clock.micros());
        let expected = works(self.model.ledger.open_wallets(names).await)?;
        let found = works(store.open_wallets(names).await)?;
        let [found, expected] =
            [found, expected].map(|openings| openings.into_iter().map(plain_opening).collect::<Vec<_>>());
        self.trace.note(format_args!("opened {} wallets", found.len()));
        self.trace.absorb(&format!("{found:?}"));
        same("the opening of wallets", &found, &expected)
    }

    /// Reads something, and compares it with what the model answers.
    pub(crate) async fn read(&mut self, store: &dyn Store) -> Verdict {
        self.tally.reads += 1;
        match self.random.u8(0..10) {
            0..2 => self.read_wallets(store).await,
            2..4 => self.read_wallet(store).await,
            4..7 => self.read_entries(store).await,
            7..9 if self.random.bool() => self.read_holds(store).await,
            7..9 => self.read_transaction(store).await,
            _ => {
                let (found, expected) = (store.list_assets().await, self.model.ledger.list_assets().await);
                same("the assets", &works(found)?, &works(expected)?)
            }
        }
    }

    async fn read_wallets(&mut self, store: &dyn Store) -> Verdict {
        let mut owners = everyone();
        self.random.shuffle(&mut owners);
        owners.truncate(self.random.usize(0..5));
        self.same_wallets(store, &owners).await
    }

    async fn same_wallets(&mut self, store: &dyn Store, owners: &[OwnerId]) -> Verdict {
        // What is held depends on what is over by now.
        self.model.set_clock(self.clock.micros());
        let found = works(store.list_wallets(owners).await)?;
        let expected = works(self.model.ledger.list_wallets(owners).await)?;
        let [found, expected] =
            [found, expected].map(|wallets| wallets.into_iter().map(plain_wallet).collect::<Vec<_>>());
        self.trace.absorb(&format!("{found:?}"));
        for (found, expected) in found.iter().zip(&expected) {
            same("a wallet", found, expected)?;
        }
        same("the number of wallets", &found.len(), &expected.len())
    }

    /// Reads the open holds of a wallet, and what of all holds is over.
    async fn read_holds(&mut self, store: &dyn Store) -> Verdict {
        let (owner, asset) = (self.any_owner(), any_asset(&mut self.random));
        self.model.set_clock(self.clock.micros());
        let plain = |holds: Option<Vec<OpenHold>>| {
            let claims = holds?.into_iter().map(|hold| (hold.claim.id, hold.claim.left(), hold.claim.expires_at));
            Some(claims.collect::<Vec<_>>())
        };
        let found = plain(works(store.list_holds(&owner, &asset, None, 20).await)?);
        let expected = plain(works(self.model.ledger.list_holds(&owner, &asset, None, 20).await)?);
        self.trace.absorb(&format!("{found:?}"));
        same(&format!("the holds of {owner} {asset}"), &found, &expected)?;
        let lapsed = |holds: Vec<Command>| holds.iter().map(Command::id).collect::<Vec<_>>();
        let found = lapsed(works(store.list_lapsed(20).await)?);
        same("the holds that are over", &found, &lapsed(works(self.model.ledger.list_lapsed(20).await)?))
    }

    async fn read_wallet(&mut self, store: &dyn Store) -> Verdict {
        let (owner, asset) = (self.any_owner(), any_asset(&mut self.random));
        self.model.set_clock(self.clock.micros());
        let found = works(store.find_wallet(&owner, &asset).await)?.map(plain_wallet);
        let expected = works(self.model.ledger.find_wallet(&owner, &asset).await)?.map(plain_wallet);
        self.trace.absorb(&format!("{found:?}"));
        same(&format!("the wallet {owner} {asset}"), &found, &expected)
    }

    /// Reads a wallet's entries from the newest on, for some pages.
    async fn read_entries(&mut self, store: &dyn Store) -> Verdict {
        let (owner, asset) = (self.any_owner(), any_asset(&mut self.random));
        let mut request = PageRequest { before: None, limit: self.random.u32(1..=20) };
        for number in 0..self.random.u32(1..=4) {
            let found = works(store.list_entries(&owner, &asset, request.clone()).await)?.map(plain_page);
            let model = self.model.ledger.list_entries(&owner, &asset, request.clone()).await;
            let expected = works(model)?.map(plain_page);
            self.trace.absorb(&format!("{found:?}"));
            same(&format!("page {number} of {owner} {asset}"), &found, &expected)?;
            let Some(next) = found.and_then(|page| page.next) else { break };
            request.before = Some(next);
        }
        Ok(())
    }

    async fn read_transaction(&mut self, store: &dyn Store) -> Verdict {
        let commands = self.workload.past();
        let Some(position) = recent(&mut self.random, commands.len(), 60) else { return Ok(()) };
        let id = commands[position].id();
        self.same_transaction(store, id).await
    }

    async fn same_transaction(&mut self, store: &dyn Store, id: TransactionId) -> Verdict {
        let found = works(store.find_transaction(id).await)?.map(plain_transaction);
        self.trace.absorb(&format!("{found:?}"));
        same(&format!("transaction {id}"), &found.as_ref(), &self.model.durable.get(&id))
    }

    fn any_owner(&mut self) -> OwnerId {
        let owners = everyone();
        owners[self.random.usize(0..owners.len())].clone()
    }

    /// After a fault: the store's own proof has no finding, all totals are the model's, and whatever was told since the
    /// last inspection is there, equal in every field.
    pub(crate) async fn inspect(&mut self, store: &dyn Store, proof: Option<Verification>) -> Verdict {
        if let Some(proof) = proof {
            reckoning::same_proof(&proof, &self.model)?;
        }
        self.same_wallets(store, &everyone()).await?;
        for id in std::mem::take(&mut self.told) {
            self.same_transaction(store, id).await?;
        }
        Ok(())
    }

    /// At the end: everything once more, by reading all of it.
    pub(crate) async fn reckon(&mut self, store: &dyn Store, proof: Option<Verification>) -> Verdict {
        self.inspect(store, proof).await?;
        let ids: Vec<TransactionId> = self.model.durable.keys().copied().collect();
        for id in ids {
            self.same_transaction(store, id).await?;
        }
        reckoning::reckon(store, &self.model).await
    }
}

/// The answer of a call that no fault was to touch.
pub(crate) fn works<T>(answer: Result<T, StoreError>) -> Verdict<T> {
    answer.map_err(|error| format!("a call failed that nothing had disturbed: {error}"))
}
