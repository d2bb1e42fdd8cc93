//! Stories: what a transaction says of itself. Answers, histories, exports and events are all made of this one view.
//!
//! A command tells what its order said, its effects tell what came of it. The treasury's and revenue's stripes are one
//! wallet here: a grant that several stripes pay is one debit of the amount. Their balance at that moment is nobody's to
//! tell, because other lanes book at the same time; [`history`](crate::history) tells it in the order of their entries.

#[cfg(test)]
mod tests;

use crate::flow::Flow;
use crate::flow::allocation::Allocation;
use crate::flow::command::Command;
use crate::flow::conversion::Conversion;
use crate::flow::gift::Gift;
use crate::flow::purchase::{Purchase, Sum};
use crate::flow::reversal::{OnShortfall, Reversal};
use crate::flow::terms::Order;
use crate::record::transaction::{Effects, Posting, Transaction};
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;
use crate::value::text::Reference;

/// What a transaction says beyond its flow, its owner and its asset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Story<'a> {
    /// How much of the command's asset moved, was held or was let go, in minor units; of a refusal, how much was asked for.
    pub amount: i64,
    /// A gift's receiver, or the asset that a conversion gives.
    pub to: Option<&'a str>,
    /// What a gift costs its giver beside the amount, in minor units.
    pub fee: Option<i64>,
    /// The least that a conversion had to give.
    pub min_receive: Option<i64>,
    /// How much a conversion gave.
    pub received: Option<i64>,
    /// How much a conversion left to its owner, because it would have bought nothing.
    pub left: Option<i64>,
    /// How much of a bonus did not fit under the asset's `max_balance`.
    pub clipped: Option<i64>,
    /// What a purchase pays.
    pub pay: Vec<(&'a AssetCode, i64)>,
    /// What a purchase gives.
    pub receive: Vec<(&'a AssetCode, i64)>,
    /// What a purchase is of.
    pub sku: Option<&'a Reference>,
    /// The operators' own wallet in the place of the treasury's or revenue's.
    pub budget: Option<&'a OwnerId>,
    /// Whether an allocation goes back to the treasury.
    pub is_back: bool,
    /// Whether it is the balance that a wallet begins with, as the asset's policy says.
    pub is_starting_balance: bool,
    /// The hold that is captured, released or over.
    pub hold: Option<TransactionId>,
    /// The transaction that is taken back.
    pub reverses: Option<TransactionId>,
    /// That transaction's flow.
    pub reversed_flow: Option<Flow>,
    /// What a reversal does about what its player no longer has, if its caller said it.
    pub on_shortfall: Option<OnShortfall>,
}

impl<'a> Story<'a> {
    /// The story of a command with the effects that it had, if any: a refused one has none.
    pub fn of(command: &'a Command, effects: Option<&Effects>) -> Self {
        let asked = command.amount().minor();
        let amount = effects.and_then(Effects::amount).unwrap_or(asked);
        let rest = Some(asked - amount).filter(|rest| *rest != 0);
        let of_flow = |flow| command.flow() == flow;
        let about = command.refers_to();
        let story = Self {
            amount,
            clipped: rest.filter(|_| of_flow(Flow::Bonus)),
            left: rest.filter(|_| of_flow(Flow::Conversion)),
            received: effects.and_then(|it| it.moved.get(1).copied()).filter(|_| of_flow(Flow::Conversion)),
            sku: command.details().reference.as_ref().filter(|_| of_flow(Flow::Purchase)),
            budget: command.via(),
            is_starting_balance: command.is_starting_balance(),
            hold: about.filter(|_| !of_flow(Flow::Reversal)),
            reverses: about.filter(|_| of_flow(Flow::Reversal)),
            ..Self::default()
        };
        story.with_order(command)
    }

    fn with_order(self, command: &'a Command) -> Self {
        match command.order() {
            Some(Order::Gift(Gift { to, fee })) => Self { to: Some(to.as_str()), fee: fee.map(Amount::minor), ..self },
            Some(Order::Conversion(Conversion { to, min })) => {
                Self { to: Some(to.as_str()), min_receive: min.map(Amount::minor), ..self }
            }
            Some(Order::Purchase(Purchase { pay, receive })) => {
                let sum = |Sum { asset, amount }: &'a Sum| (asset, amount.minor());
                let first = (command.asset(), command.amount().minor());
                let pay = std::iter::once(first).chain(pay.iter().map(sum)).collect();
                Self { pay, receive: receive.iter().map(sum).collect(), ..self }
            }
            Some(Order::Reversal(Reversal { flow, on_shortfall, .. })) => {
                let on_shortfall = Some(*on_shortfall).filter(|it| *it != OnShortfall::default());
                Self { reversed_flow: Some(*flow), on_shortfall, ..self }
            }
            Some(Order::Allocate(Allocation { back })) => Self { is_back: *back, ..self },
            Some(Order::Hold(_) | Order::Capture(_) | Order::Release(_) | Order::Expire(_)) | None => self,
        }
    }
}

/// One leg of a transaction as its readers see it: in one wallet of an owner and asset, however many stripes that has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownEntry<'a> {
    /// Whose wallet it is in.
    pub owner: &'a OwnerId,
    /// Of which asset.
    pub asset: &'a AssetCode,
    /// Minor units: negative for a debit, positive for a credit.
    pub amount: i64,
    /// The wallet's balance after it, in minor units; none of the treasury and revenue.
    pub balance_after: Option<i64>,
    /// Its number among the wallet's entries; none of the treasury and revenue.
    pub sequence: Option<i64>,
    /// Who is on the other side.
    pub counterparty: Option<&'a OwnerId>,
}

/// What a transaction's owner has of its asset after it, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// What the wallet holds.
    pub balance: i64,
    /// What of that is held.
    pub held: i64,
    /// What the owner owes.
    pub debt: i64,
}

impl Transaction {
    /// What it says of itself.
    pub fn story(&self) -> Story<'_> {
        Story::of(&self.command, self.result.as_ref().ok().and_then(|posting| posting.effects.as_deref()))
    }

    /// Its legs as readers see them, debits first; none if it was rejected.
    pub fn shown_entries(&self) -> impl Iterator<Item = ShownEntry<'_>> {
        let entries = self.entries();
        entries.iter().enumerate().filter_map(move |(place, entry)| {
            let is_striped = entry.owner.is_striped();
            let same = |other: &&crate::Entry| (&other.owner, &other.asset) == (&entry.owner, &entry.asset);
            if is_striped && entries[..place].iter().any(|other| same(&other)) {
                return None;
            }
            let amount =
                if is_striped { entries.iter().filter(same).map(|stripe| stripe.amount).sum() } else { entry.amount };
            Some(ShownEntry {
                owner: &entry.owner,
                asset: &entry.asset,
                amount,
                balance_after: (!is_striped).then(|| entry.balance_after.minor()),
                sequence: (!is_striped).then_some(entry.sequence),
                counterparty: self.command.counterparty(&entry.owner, &entry.asset),
            })
        })
    }

    /// What its owner has after it; none if it was rejected.
    pub fn holding(&self) -> Option<Holding> {
        let posting: &Posting = self.result.as_ref().ok()?;
        Some(Holding { balance: posting.balance.minor(), held: posting.held(), debt: posting.debt() })
    }

    /// Whether an owner sees it in their history: it was theirs to ask for, or it moved one of their wallets, or their debt.
    pub fn concerns(&self, owner: &OwnerId) -> bool {
        let is_theirs = |of: &OwnerId| of == owner || of.debtor() == Some(owner.as_str());
        self.command.owner() == owner || self.entries().iter().any(|entry| is_theirs(&entry.owner))
    }
}

impl Command {
    /// Whether it gives a wallet the balance that it begins with: the service asks for that under a key of its own.
    pub fn is_starting_balance(&self) -> bool {
        self.flow() == Flow::Bonus && self.key().as_str().starts_with(Self::STARTING)
    }

    /// Who is on the other side of `owner`'s entry of `asset`: the other end of the command's first leg that touches the two.
    /// A debt's entry is its debtor's. `None` if no leg does.
    pub fn counterparty(&self, owner: &OwnerId, asset: &AssetCode) -> Option<&OwnerId> {
        let owner = owner.debtor().unwrap_or(owner.as_str());
        let mut found = None;
        self.each_leg(|leg| {
            if found.is_none() && leg.asset == asset {
                if leg.source.as_str() == owner {
                    found = Some(leg.destination);
                } else if leg.destination.as_str() == owner {
                    found = Some(leg.source);
                }
            }
        });
        found
    }
}
