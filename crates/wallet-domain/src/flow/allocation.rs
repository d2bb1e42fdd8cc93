//! Allocations: an operator funds a budget, or takes back the rest of it.

use serde::{Deserialize, Serialize};

use crate::flow::{Leg, Main, Route};
use crate::value::owner::OwnerId;

/// Funds a budget, the command's owner, from the treasury.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// Whether it goes back to the treasury instead.
    #[serde(default, skip_serializing_if = "is_false")]
    pub back: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Allocation {
    pub(crate) fn leg<'a>(&self, main: Main<'a>) -> Leg<'a> {
        let funding = Route { source: OwnerId::treasury(), destination: main.owner };
        main.leg(if self.back { funding.reversed() } else { funding })
    }
}
