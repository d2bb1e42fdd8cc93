//! Stories: what a transaction says of itself. Answers, histories, exports and events are all made of this one view.
//!
//! A command tells what its order said, its effects tell what came of it. The treasury's and revenue's stripes are one
//! wallet here: a grant that several stripes pay is one debit of the amount. Their balance at that moment is nobody's to
//! tell, because other lanes book at the same time; [`history`](crate::history) tells it in the order of their entries.

#[cfg(test)]
mod tests;

use crate::flow::Flow;
use crate::flow::command::Command;
use crate::flow::story::{Facts, Story};
use crate::record::transaction::{Effects, Posting, Transaction};
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;

impl<'a> Story<'a> {
    /// The story of a command with the effects that it had, if any: a refused one has none.
    pub fn of(command: &'a Command, effects: Option<&Effects>) -> Self {
        let asked = command.amount().minor();
        let amount = effects.and_then(Effects::amount).unwrap_or(asked);
        let rest = Some(asked - amount).filter(|rest| *rest != 0);
        let mut story = Self {
            amount,
            requested: command.is_as_much_as().then_some(asked),
            clipped: rest.filter(|_| command.flow().is_clipped()),
            budget: command.via(),
            is_starting_balance: command.is_starting_balance(),
            ..Self::default()
        };
        if let Some(order) = command.order() {
            let (main, reference) = (command.main(), command.details().reference.as_ref());
            let moved = effects.map_or(&[][..], |effects| &effects.moved);
            order.tell(&Facts { main, reference, moved, rest }, &mut story);
        }
        story
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
