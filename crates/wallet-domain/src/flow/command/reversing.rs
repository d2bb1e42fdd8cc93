//! Commands that take an earlier one back.

use crate::flow::Flow;
use crate::flow::command::{Command, CommandParts};
use crate::flow::details::Details;
use crate::flow::invalid::InvalidCommand;
use crate::flow::reversal::Part;
use crate::flow::shortfall::OnShortfall;
use crate::flow::terms::{Order, Reversal, Terms};
use crate::value::key::IdempotencyKey;

impl Command {
    /// Takes a part of the transaction of `original` back, or all that is left of it. A fee is not returned, see
    /// [`returning_fee`](Self::returning_fee).
    pub fn reversal(
        original: &Self,
        key: IdempotencyKey,
        part: impl Into<Part>,
        on_shortfall: OnShortfall,
        details: Details,
    ) -> Result<Self, InvalidCommand> {
        original.check_reversible()?;
        let (whole, amount, share) = match part.into() {
            Part::Rest => (true, original.amount, None),
            Part::Amount(amount) => (false, amount, None),
            Part::Share(share) => (false, original.amount, Some(share)),
        };
        let (of, flow, told) = (original.id, original.flow, original.carried().cloned().map(Box::new));
        let reversal = Reversal { of, flow, whole, on_shortfall, share, return_fee: false, original: told };
        let (owner, asset) = (original.owner.clone(), original.asset.clone());
        let terms = Terms { via: original.via().cloned(), order: Some(Order::Reversal(reversal)), ..Terms::default() };
        CommandParts { flow: Flow::Reversal, key, owner, asset, amount, terms: Some(terms), details }.build()
    }

    /// The same reversal with the fee returned as well, if there was one: built anew, as that is part of its terms.
    pub fn returning_fee(self) -> Result<Self, InvalidCommand> {
        let flow = self.flow;
        let (parts, origin) = self.with_terms(|terms| {
            if let Some(Order::Reversal(reversal)) = &mut terms.order {
                reversal.return_fee = true;
            }
        });
        if flow != Flow::Reversal {
            return Err(InvalidCommand::Terms(flow));
        }
        Ok(Self { origin, ..parts.build()? })
    }

    /// Refuses a command that has no way back: of a flow that has none, or a reversal that took a reversal back.
    pub fn check_reversible(&self) -> Result<(), InvalidCommand> {
        if !self.flow.is_reversible() {
            return Err(InvalidCommand::NotReversible(self.flow));
        }
        let takes_reversal_back = self.as_reversal().is_some_and(|reversal| reversal.flow == Flow::Reversal);
        if takes_reversal_back { Err(InvalidCommand::LastReversal) } else { Ok(()) }
    }

    /// The order that a reversal of it carries.
    fn carried(&self) -> Option<&Order> {
        self.order().filter(|_| self.flow.is_carried())
    }

    /// Its order, if it is a reversal.
    pub(crate) fn as_reversal(&self) -> Option<&Reversal> {
        if let Some(Order::Reversal(reversal)) = self.order() { Some(reversal) } else { None }
    }

    /// Whether it is a reversal of that command: what it says of its original is so.
    pub fn takes_back(&self, original: &Self) -> bool {
        self.as_reversal().is_some_and(|Reversal { of, flow, original: told, .. }| {
            (*of, *flow) == (original.id, original.flow) && told.as_deref() == original.carried()
        }) && self.holding() == original.holding()
    }

    /// Of a reversal, what each leg moves if the amount that is taken goes from the first number to the second, `sums`
    /// being what its original's legs moved ([`Reversal::parts`]).
    pub(crate) fn parts_of(&self, sums: &[i64], between: (i64, i64)) -> Vec<i64> {
        self.as_reversal().map_or_else(Vec::new, |reversal| reversal.parts(self.main(), sums, between))
    }

    /// Whether commands of other owners may need its credits: its flow's, or that of what is taken back.
    pub fn feeds_others(&self) -> bool {
        let began_with = self.as_reversal().map_or(self.flow, Reversal::root);
        began_with.feeds_others()
    }

    /// Whether a player may owe what this command takes.
    pub(crate) fn may_owe(&self) -> bool {
        self.as_reversal().is_some_and(|reversal| reversal.on_shortfall == OnShortfall::Debt)
    }
}
