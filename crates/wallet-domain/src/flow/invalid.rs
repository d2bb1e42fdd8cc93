//! Why a command cannot be, and the bounds of orders.

use crate::flow::Flow;
use crate::value::owner::InvalidOwner;

/// The longest time of a hold: 7 days, in seconds.
pub(crate) const HOLD_S_MAX: u32 = 7 * 24 * 60 * 60;
/// The most sums that a purchase pays, and that it receives.
pub(crate) const SUMS_MAX: usize = 10;

/// Parts that make no [`Command`](crate::Command).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCommand {
    /// The owner may not be this flow's.
    #[error(transparent)]
    Owner(#[from] InvalidOwner),
    /// The flow and the terms do not belong together.
    #[error("A {0} does not have these terms.")]
    Terms(Flow),
    /// A hold's time is out of bounds.
    #[error("A hold lasts 1 to {} seconds.", HOLD_S_MAX)]
    HoldTime,
    /// The transaction to capture or release is no hold.
    #[error("The transaction is a {0}, not a hold.")]
    NotAHold(Flow),
    /// The transaction to reverse is of a flow that has no way back.
    #[error("A {0} cannot be reversed.")]
    NotReversible(Flow),
    /// The transaction to reverse has taken a reversal back: it is the last.
    #[error("This reversal took a reversal back, which is done once: it cannot be reversed.")]
    LastReversal,
    /// A fee is to be returned of what had none.
    #[error("return_fee must be false: a {} has no fee to return.", .0.name())]
    NoFee(Flow),
    /// A capture of all that its hold has left is to be of as much as some amount.
    #[error("as_much_as must be sent with an amount: without one, all that the hold has left is captured.")]
    AsMuchAsWhat,
    /// The sums of a purchase are too few, too many, or of one asset.
    #[error("A purchase pays 1 to {max} sums and receives up to {max}, each of another asset.", max = SUMS_MAX)]
    Sums,
    /// A conversion is to the asset that is paid.
    #[error("A conversion is to another asset than the one that is paid.")]
    SameAsset,
}
