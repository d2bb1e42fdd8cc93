//! Commands that take an earlier one back.

use crate::flow::Flow;
use crate::flow::command::{Command, CommandParts};
use crate::flow::details::Details;
use crate::flow::invalid::InvalidCommand;
use crate::flow::reversal::{OnShortfall, Original, Part, Reversal};
use crate::flow::terms::{Order, Terms};
use crate::value::key::IdempotencyKey;

impl Command {
    /// Takes a part of the transaction of `original` back, or all that is left of it. A gift's fee is not returned, see
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
        let (of, flow, carried) = (original.id, original.flow, original.order().and_then(Order::as_original));
        let reversal = Reversal { of, flow, whole, on_shortfall, share, return_fee: false, original: carried };
        let (owner, asset) = (original.owner.clone(), original.asset.clone());
        let terms = Terms { via: original.via().cloned(), order: Some(Order::Reversal(reversal)), ..Terms::default() };
        CommandParts { flow: Flow::Reversal, key, owner, asset, amount, terms: Some(terms), details }.build()
    }

    /// The same reversal of a gift, with its fee returned as well: built anew, as that is part of its terms.
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
        match self.order() {
            _ if !self.flow.is_reversible() => Err(InvalidCommand::NotReversible(self.flow)),
            Some(Order::Reversal(Reversal { original: Some(Original::Reversal(_)), .. })) => {
                Err(InvalidCommand::LastReversal)
            }
            _ => Ok(()),
        }
    }

    /// Its order, if it is a reversal.
    pub(crate) fn as_reversal(&self) -> Option<&Reversal> {
        if let Some(Order::Reversal(reversal)) = self.order() { Some(reversal) } else { None }
    }

    /// Whether it is a reversal of that command: what it says of its original is so.
    pub fn takes_back(&self, original: &Self) -> bool {
        let carried = || original.order().and_then(Order::as_original);
        self.as_reversal().is_some_and(|Reversal { of, flow, original: told, .. }| {
            (*of, *flow) == (original.id, original.flow) && *told == carried()
        }) && self.holding() == original.holding()
    }

    /// Of a reversal, what each leg moves if the amount that is taken goes from the first number to the second, `sums`
    /// being what its original's legs moved ([`Reversal::parts`]).
    pub(crate) fn parts_of(&self, sums: &[i64], between: (i64, i64)) -> Vec<i64> {
        self.as_reversal().map_or_else(Vec::new, |reversal| reversal.parts(self.main(), sums, between))
    }

    /// Whether commands of other owners may need its credits: those of its flow, or of a gift that is taken back.
    pub fn feeds_others(&self) -> bool {
        let began_with = self.as_reversal().map_or(self.flow, Reversal::root);
        began_with.feeds_others()
    }

    /// Whether a player may owe what this command takes.
    pub(crate) fn may_owe(&self) -> bool {
        self.as_reversal().is_some_and(|reversal| reversal.on_shortfall == OnShortfall::Debt)
    }
}
