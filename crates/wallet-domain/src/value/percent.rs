//! Shares of an amount.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A share, from 0 to 100 percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

/// A number that is no [`Percent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A percentage is a whole number from 0 to 100.")]
pub struct InvalidPercent;

impl Percent {
    /// All of it.
    pub const ALL: Self = Self(100);

    /// That many percent.
    pub fn new(percent: u8) -> Result<Self, InvalidPercent> {
        if percent > 100 { Err(InvalidPercent) } else { Ok(Self(percent)) }
    }

    /// How many percent.
    pub fn value(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Percent {
    type Error = InvalidPercent;

    fn try_from(percent: u8) -> Result<Self, InvalidPercent> {
        Self::new(percent)
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}
