//! Shortfalls: a player no longer has what a reversal takes back.

use serde::{Deserialize, Serialize};

/// What happens if a player no longer has what a reversal takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnShortfall {
    /// The reversal is refused.
    #[default]
    Refuse,
    /// It takes what is available.
    TakeAvailable,
    /// It takes all: the player owes what is not available, and later credits repay it.
    Debt,
}

impl OnShortfall {
    /// Every answer to a shortfall.
    pub const ALL: [Self; 3] = [Self::Refuse, Self::TakeAvailable, Self::Debt];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
