//! Requests about earlier transactions: captures, releases and reversals.

use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use wallet_domain::{Command, Flow, IdempotencyKey, OnShortfall, Part};

use super::fields::{Attached, Field, Handle, Minor, Note, PartOf, Reason, Shortfall, details, optional};
use super::request::request;
use crate::http::problem::{Code, Problem};

/// What kind of transaction a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Earlier {
    /// A hold.
    Hold,
    /// Any that is reversed.
    Transaction,
}

impl Earlier {
    /// Whether a transaction's command is of that kind.
    pub(crate) fn fits(self, command: &Command) -> bool {
        self == Self::Transaction || command.flow() == Flow::Hold
    }
}

/// A body that becomes a command about an earlier one, under an idempotency key.
pub trait AboutRequest: DeserializeOwned + ToSchema {
    /// The flow.
    const FLOW: Flow;
    /// What it is about.
    const EARLIER: Earlier;
    /// The member of a batch's command that names it.
    const MEMBER: &'static str;

    /// The command, or what is wrong with a value.
    fn into_command(self, earlier: &Command, key: IdempotencyKey) -> Result<Command, Problem>;
}

request! {
    /// `POST /v1/holds/{id}/capture`: held credits that are spent.
    CaptureRequest {
        /// Minor units; all that the hold has left if it is not given.
        amount: Option<Field<Minor>> = 25,
        /// Whether it takes what the hold has left, at most the amount, instead of being refused if that is less; `false` if it
        /// is not given.
        #[serde(default)]
        as_much_as: bool,
        /// Whether this capture is the last one. If it is, the rest of the hold is released. `false` if it is not given.
        #[serde(default)]
        last as "final": bool,
        reference: Option<Field<Handle>>,
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }

    /// `POST /v1/holds/{id}/release`: what a hold has left is the player's to spend again.
    ReleaseRequest {
        reference: Option<Field<Handle>>,
        /// Why, for people.
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }

    /// `POST /v1/transactions/{id}/reversals`: a transaction that is taken back, in full or in part.
    ReversalRequest {
        /// Minor units of the transaction's own `amount`: of a purchase its first price, of a conversion the sum that was
        /// paid. All that is left of it if neither this nor `share` is given.
        amount: Option<Field<Minor>> = 10,
        /// Instead of `amount`, the share of all that there was, such as two of five items.
        share: Option<Field<PartOf>>,
        /// Why it is taken back.
        reason: Option<Field<Reason>> = "refund",
        /// What to do where the player no longer has it: `refuse`, if it is not given, `take_available`, or `debt`.
        on_shortfall: Option<Field<Shortfall>>,
        /// Whether the fee that was paid beside it is returned as well, or the same share of that.
        #[serde(default)]
        return_fee: bool,
        description: Option<Field<Note>>,
        metadata: Option<Field<Attached>>,
    }
}

impl AboutRequest for CaptureRequest {
    const FLOW: Flow = Flow::Capture;
    const EARLIER: Earlier = Earlier::Hold;
    const MEMBER: &'static str = "hold";

    fn into_command(self, hold: &Command, key: IdempotencyKey) -> Result<Command, Problem> {
        let amount = optional(self.amount)?;
        let details = details(self.reference, self.description, self.metadata)?;
        let capture = Command::capture(hold, key, amount, self.last, details)?;
        Ok(if self.as_much_as { capture.as_much_as()? } else { capture })
    }
}

impl AboutRequest for ReleaseRequest {
    const FLOW: Flow = Flow::Release;
    const EARLIER: Earlier = Earlier::Hold;
    const MEMBER: &'static str = "hold";

    fn into_command(self, hold: &Command, key: IdempotencyKey) -> Result<Command, Problem> {
        let details = details(self.reference, self.description, self.metadata)?;
        Ok(Command::release(hold, key, details)?)
    }
}

impl AboutRequest for ReversalRequest {
    const FLOW: Flow = Flow::Reversal;
    const EARLIER: Earlier = Earlier::Transaction;
    const MEMBER: &'static str = "reverses";

    fn into_command(self, original: &Command, key: IdempotencyKey) -> Result<Command, Problem> {
        let part = match (optional(self.amount)?, optional(self.share)?) {
            (Some(_), Some(_)) => {
                return Err(Problem::new(Code::InvalidShare, "Give amount or share, not both."));
            }
            (amount, None) => Part::from(amount),
            (None, Some(share)) => Part::Share(share),
        };
        let on_shortfall = optional(self.on_shortfall)?.unwrap_or(OnShortfall::Refuse);
        let details = details(self.reason, self.description, self.metadata)?;
        let reversal = Command::reversal(original, key, part, on_shortfall, details)?;
        Ok(if self.return_fee { reversal.returning_fee()? } else { reversal })
    }
}
