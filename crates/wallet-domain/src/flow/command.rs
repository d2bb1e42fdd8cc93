//! Commands: what a caller asks for, with the key that makes a retry safe.

mod reversing;
#[cfg(feature = "serde")]
mod written;

use std::sync::Arc;

use crate::flow::conversion::Conversion;
use crate::flow::details::Details;
use crate::flow::fingerprint::Fingerprint;
use crate::flow::hold::{Capture, Expire, Hold, Release};
use crate::flow::invalid::InvalidCommand;
use crate::flow::purchase::{Purchase, Sum};
use crate::flow::terms::{Order, Terms};
use crate::flow::{Flow, Leg, Main};
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::key::{IdempotencyKey, TransactionId};
use crate::value::lane::{Lane, Lanes};
use crate::value::origin::Origin;
use crate::value::owner::{InvalidOwner, OwnerId, ShardKey};
use crate::value::text::Reference;

/// What a caller asks for. Its parts are valid by their types; its id and fingerprint are made once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "written::Written", into = "written::Written")
)]
pub struct Command {
    id: TransactionId,
    fingerprint: Fingerprint,
    key: IdempotencyKey,
    flow: Flow,
    owner: OwnerId,
    asset: AssetCode,
    amount: Amount,
    terms: Option<Arc<Terms>>,
    details: Details,
    origin: Option<Arc<Origin>>,
}

/// The parts of a command. [`CommandParts::build`] checks and hashes them, once.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CommandParts {
    /// The business reason.
    pub flow: Flow,
    /// The idempotency key, scoped to the owner.
    pub key: IdempotencyKey,
    /// Whose command it is.
    pub owner: OwnerId,
    /// What it moves.
    pub asset: AssetCode,
    /// How much of it.
    pub amount: Amount,
    /// What it asks for beyond that.
    pub terms: Option<Terms>,
    /// What the caller attaches.
    pub details: Details,
}

impl CommandParts {
    /// The command.
    ///
    /// # Errors
    /// The owner may not be the flow's, or the terms are not of the flow or out of bounds.
    pub fn build(self) -> Result<Command, InvalidCommand> {
        self.check()?;
        Ok(self.hash())
    }

    /// The command whose terms are stored as this text. In another form than the canonical one they have another fingerprint.
    pub(crate) fn build_stored(self, terms: Option<&str>) -> Result<Command, InvalidCommand> {
        self.check()?;
        Ok(self.hash_with(terms))
    }

    fn check(&self) -> Result<(), InvalidCommand> {
        let flow = self.flow;
        flow.check_owner(&self.owner)?;
        let order = self.terms.as_ref().and_then(|terms| terms.order.as_ref());
        match order {
            None if flow.is_plain() => {}
            Some(order) if order.flow() == flow => order.check(&self.asset)?,
            _ => return Err(InvalidCommand::Terms(flow)),
        }
        if let Some(via) = self.terms.as_ref().and_then(|terms| terms.via.as_ref()) {
            let paid_by = if let Some(Order::Reversal(reversal)) = order { reversal.root() } else { flow };
            if !paid_by.is_budgeted() {
                return Err(InvalidCommand::Terms(flow));
            }
            if !via.is_budget() {
                return Err(InvalidOwner::NoBudget.into());
            }
        }
        if self.terms.as_ref().is_some_and(|terms| terms.as_much_as) {
            match order {
                _ if !flow.takes_at_most() => return Err(InvalidCommand::Terms(flow)),
                Some(Order::Capture(Capture { whole: true, .. })) => return Err(InvalidCommand::AsMuchAsWhat),
                _ => {}
            }
        }
        Ok(())
    }

    /// A command that callers cannot make, to test the rules behind the checks.
    #[cfg(test)]
    pub(crate) fn unchecked(self) -> Command {
        self.hash()
    }

    fn hash(self) -> Command {
        let terms = self.terms.as_ref().map(Terms::to_json);
        self.hash_with(terms.as_deref())
    }

    fn hash_with(self, terms_text: Option<&str>) -> Command {
        let Self { flow, key, owner, asset, amount, terms, details } = self;
        let id = TransactionId::of(&owner, &key);
        let fingerprint = Fingerprint::of(flow, &owner, &asset, amount, terms_text, &details);
        Command { id, fingerprint, key, flow, owner, asset, amount, terms: terms.map(Arc::new), details, origin: None }
    }
}

impl Command {
    /// A mint, top-up, bonus or spend of `owner` under `key`. A mint is the treasury's, all else a player's.
    pub fn new(
        flow: Flow,
        key: IdempotencyKey,
        owner: OwnerId,
        asset: AssetCode,
        amount: Amount,
        details: Details,
    ) -> Result<Self, InvalidCommand> {
        CommandParts { flow, key, owner, asset, amount, terms: None, details }.build()
    }

    /// A command of the flow that `order` belongs to. It moves `amount` of `owner`.
    pub fn ordered(
        order: impl Into<Order>,
        key: IdempotencyKey,
        owner: OwnerId,
        asset: AssetCode,
        amount: Amount,
        details: Details,
    ) -> Result<Self, InvalidCommand> {
        let order = order.into();
        let flow = order.flow();
        let terms = Some(Terms { order: Some(order), ..Terms::default() });
        CommandParts { flow, key, owner, asset, amount, terms, details }.build()
    }

    /// Keeps `amount` of what a player holds, for that many seconds.
    pub fn hold(
        key: IdempotencyKey,
        owner: OwnerId,
        asset: AssetCode,
        amount: Amount,
        expires_in_s: u32,
        details: Details,
    ) -> Result<Self, InvalidCommand> {
        Self::ordered(Hold { expires_in_s }, key, owner, asset, amount, details)
    }

    /// Spends `amount` of what `hold` keeps, or all that is left of it. What is left after the `last` is let go.
    pub fn capture(
        hold: &Self,
        key: IdempotencyKey,
        amount: Option<Amount>,
        last: bool,
        details: Details,
    ) -> Result<Self, InvalidCommand> {
        let whole = amount.is_none();
        let order = Capture { hold: hold.held()?, whole, last: last || whole };
        let (owner, asset) = (hold.owner.clone(), hold.asset.clone());
        Self::ordered(order, key, owner, asset, amount.unwrap_or(hold.amount), details)
    }

    /// Lets go what `hold` has left.
    pub fn release(hold: &Self, key: IdempotencyKey, details: Details) -> Result<Self, InvalidCommand> {
        let order = Release { hold: hold.held()? };
        Self::ordered(order, key, hold.owner.clone(), hold.asset.clone(), hold.amount, details)
    }

    /// Records that the time of `hold` is over. Its key is the service's own: it holds a space.
    pub fn expire(hold: &Self) -> Result<Self, InvalidCommand> {
        let id = hold.held()?;
        Ok(Self::expiry(id, hold.owner.clone(), hold.asset.clone(), hold.amount.minor()))
    }

    /// The same by what a hold's claim tells.
    pub(crate) fn expiry(hold: TransactionId, owner: OwnerId, asset: AssetCode, minor: i64) -> Self {
        let key = IdempotencyKey::internal(&format!("expire {hold}")).expect("a word, a space and a UUID");
        let amount = u64::try_from(minor).ok().and_then(|minor| Amount::new(minor).ok()).expect("it was held");
        let terms = Some(Terms { order: Some(Order::Expire(Expire { hold })), ..Terms::default() });
        let details = Details::default();
        CommandParts { flow: Flow::Expire, key, owner, asset, amount, terms, details }.hash().by(Origin::service())
    }

    /// Pays all of `pay` and receives all of `receive`, each of another asset.
    pub fn purchase(
        key: IdempotencyKey,
        owner: OwnerId,
        pay: Vec<Sum>,
        receive: Vec<Sum>,
        details: Details,
    ) -> Result<Self, InvalidCommand> {
        let mut pay = pay;
        if pay.is_empty() {
            return Err(InvalidCommand::Sums);
        }
        let Sum { asset, amount } = pay.remove(0);
        Self::ordered(Purchase { pay, receive }, key, owner, asset, amount, details)
    }

    /// What the key of a starting balance begins with. It holds a space, which no caller's key does.
    pub(crate) const STARTING: &str = "starting ";

    /// What a player is given before the first credit. Its key is the service's own: it holds a space.
    pub(crate) fn starting_bonus(owner: OwnerId, asset: AssetCode, amount: Amount) -> Self {
        let key = IdempotencyKey::internal(&format!("{}{asset}", Self::STARTING)).expect("a word, a space and a code");
        let (flow, details) = (Flow::Bonus, Details::default());
        CommandParts { flow, key, owner, asset, amount, terms: None, details }.hash().by(Origin::service())
    }

    /// The same, asked for by `origin`. That is recorded with it and is part of no fingerprint: a retry may come from
    /// another key.
    #[must_use]
    pub fn by(self, origin: Arc<Origin>) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// The same, without who asked for it.
    pub(crate) fn by_nobody(self) -> Self {
        Self { origin: None, ..self }
    }

    /// The same, to be carried out only if the owner's wallet has that version: built anew, as that is part of its terms.
    #[must_use]
    pub fn if_version(self, version: i64) -> Self {
        let (parts, origin) = self.with_terms(|terms| terms.if_version = Some(version));
        Self { origin, ..parts.hash() }
    }

    /// The same, with an operator's own wallet in the place of the treasury's or revenue's: built anew, as that is part of
    /// its terms.
    pub fn through(self, budget: OwnerId) -> Result<Self, InvalidCommand> {
        let (parts, origin) = self.with_terms(|terms| terms.via = Some(budget));
        Ok(Self { origin, ..parts.build()? })
    }

    /// The same spend or capture, which takes what there is, at most its amount: built anew, as that is part of its terms.
    pub fn as_much_as(self) -> Result<Self, InvalidCommand> {
        let (parts, origin) = self.with_terms(|terms| terms.as_much_as = true);
        Ok(Self { origin, ..parts.build()? })
    }

    fn with_terms(self, change: impl FnOnce(&mut Terms)) -> (CommandParts, Option<Arc<Origin>>) {
        let Self { key, flow, owner, asset, amount, details, origin, .. } = self;
        let mut terms = self.terms.map(Arc::unwrap_or_clone).unwrap_or_default();
        change(&mut terms);
        (CommandParts { flow, key, owner, asset, amount, terms: Some(terms), details }, origin)
    }

    /// Its id, if it is a hold.
    fn held(&self) -> Result<TransactionId, InvalidCommand> {
        if self.flow == Flow::Hold { Ok(self.id) } else { Err(InvalidCommand::NotAHold(self.flow)) }
    }

    /// The id that the transaction has, or will have: made from owner and key.
    pub fn id(&self) -> TransactionId {
        self.id
    }

    /// The digest of all but the key.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The digest's bytes, for a store that writes them from where they are.
    pub fn fingerprint_bytes(&self) -> &[u8; 32] {
        self.fingerprint.as_bytes()
    }

    /// The idempotency key, scoped to the owner.
    pub fn key(&self) -> &IdempotencyKey {
        &self.key
    }

    /// The business reason.
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// Whose command it is.
    pub fn owner(&self) -> &OwnerId {
        &self.owner
    }

    /// What it moves, leg by leg. A leg's credits come from its source and go to its destination; an asset's legs may
    /// have either in common.
    pub fn each_leg<'a>(&'a self, mut visit: impl FnMut(Leg<'a>)) {
        let main = self.main();
        match self.order() {
            None => self.flow.route(&self.owner).into_iter().for_each(|route| visit(main.leg(route))),
            Some(order) => order.each_leg(main, visit),
        }
    }

    /// Its legs, collected.
    pub fn legs(&self) -> Vec<Leg<'_>> {
        let mut legs = Vec::new();
        self.each_leg(|leg| legs.push(leg));
        legs
    }

    /// What is asked beyond flow, asset and amount.
    pub fn terms(&self) -> Option<&Terms> {
        self.terms.as_deref()
    }

    /// What its flow needed to be told.
    pub fn order(&self) -> Option<&Order> {
        self.terms.as_ref()?.order.as_ref()
    }

    /// Whose wallet stands in for the treasury's or revenue's.
    pub fn via(&self) -> Option<&OwnerId> {
        self.terms.as_ref()?.via.as_ref()
    }

    /// Whether it takes what there is, at most its amount.
    pub fn is_as_much_as(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.as_much_as)
    }

    pub(crate) fn main(&self) -> Main<'_> {
        Main { owner: &self.owner, asset: &self.asset, amount: self.amount, via: self.via() }
    }

    /// Whose credits of which asset it is about, and through which budget.
    pub(crate) fn holding(&self) -> (&OwnerId, &AssetCode, Option<&OwnerId>) {
        (&self.owner, &self.asset, self.via())
    }

    /// The earlier transaction that it refers to: a hold, or what is reversed.
    pub fn refers_to(&self) -> Option<TransactionId> {
        self.terms.as_ref()?.refers_to()
    }

    /// The asset that a conversion is to, and how much of it there must be at least.
    pub(crate) fn conversion_target(&self) -> Option<(&AssetCode, Option<Amount>)> {
        if let Some(Order::Conversion(Conversion { to, min })) = self.order() { Some((to, *min)) } else { None }
    }

    /// What is moved.
    pub fn asset(&self) -> &AssetCode {
        &self.asset
    }

    /// How much of it.
    pub fn amount(&self) -> Amount {
        self.amount
    }

    /// Who asked for it; none if nobody said.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_deref()
    }

    /// The payment that a top-up credits, if it names one.
    pub fn payment_ref(&self) -> Option<&Reference> {
        self.details.reference.as_ref().filter(|_| self.flow == Flow::TopUp)
    }

    /// What the caller attached.
    pub fn details(&self) -> &Details {
        &self.details
    }
}

impl Lanes {
    /// The lane of a player's commands.
    pub fn lane_of(self, command: &Command) -> Lane {
        self.lane_of_key(command.id().shard_key())
    }

    /// Whether all that a command names lies in its lane. Where lanes are shards, whatever else it names is on another
    /// machine.
    pub fn hold_all_of(self, command: &Command) -> bool {
        let lane = self.lane_of(command);
        let is_here = |owner: &OwnerId| owner.is_striped() || self.lane_of_key(ShardKey::of(owner).value()) == lane;
        let payment = command.payment_ref().map(|payment| self.lane_of_key(ShardKey::of_payment(payment).value()));
        let mut all = payment.is_none_or(|filed| filed == lane);
        command.each_leg(|leg| all = all && is_here(leg.source) && is_here(leg.destination));
        all
    }
}

#[cfg(test)]
mod tests;
