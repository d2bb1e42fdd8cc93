//! Holds: credits are kept for later, then captured, released, or over.

use serde::{Deserialize, Serialize};

use crate::flow::invalid::{HOLD_S_MAX, InvalidCommand};
use crate::flow::{Flow, Leg, Main};
use crate::value::key::TransactionId;

/// Keeps the amount for later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// For how long, in seconds.
    pub expires_in_s: u32,
}

/// Takes of what a hold keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// The hold, by its transaction.
    pub hold: TransactionId,
    /// Whether it takes all that is left; the command's amount is the hold's then.
    pub whole: bool,
    /// Whether the rest is let go.
    pub last: bool,
}

/// Lets the rest of a hold go. The command's amount is the hold's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The hold, by its transaction.
    pub hold: TransactionId,
}

/// Records that a hold's time is over. The command's amount is the hold's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expire {
    /// The hold, by its transaction.
    pub hold: TransactionId,
}

impl Hold {
    pub(crate) fn check(&self) -> Result<(), InvalidCommand> {
        if (1..=HOLD_S_MAX).contains(&self.expires_in_s) { Ok(()) } else { Err(InvalidCommand::HoldTime) }
    }
}

impl Capture {
    /// The leg of any capture.
    pub(crate) fn leg(main: Main<'_>) -> Option<Leg<'_>> {
        Flow::Capture.route(main.owner).map(|route| main.leg(route))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_lasts_a_second_to_seven_days() {
        let check = |expires_in_s| Hold { expires_in_s }.check();
        assert_eq!([check(1), check(604_800)], [Ok(()), Ok(())]);
        assert_eq!([check(0), check(604_801)], [Err(InvalidCommand::HoldTime), Err(InvalidCommand::HoldTime)]);
    }
}
