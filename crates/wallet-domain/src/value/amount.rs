//! Amounts and balances in minor units, bounded so that every JSON client can hold them exactly.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The largest amount and the largest balance: 2^53 - 1, the last integer that a JSON number holds exactly in every
/// client (RFC 8259, section 6).
pub const MINOR_MAX: i64 = (1 << 53) - 1;

/// What one command moves, in minor units: `1 ..= 2^53 - 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "i64")]
pub struct Amount(i64);

/// A number that is no [`Amount`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The amount must be a whole number of minor units from 1 to {MINOR_MAX}.")]
pub struct InvalidAmount;

impl Amount {
    /// The smallest.
    pub const ONE: Self = Self(1);

    /// An amount of `minor` units.
    pub fn new(minor: u64) -> Result<Self, InvalidAmount> {
        match i64::try_from(minor) {
            Ok(minor @ 1..=MINOR_MAX) => Ok(Self(minor)),
            _ => Err(InvalidAmount),
        }
    }

    /// The amount in minor units, always positive.
    pub fn minor(self) -> i64 {
        self.0
    }
}

impl TryFrom<u64> for Amount {
    type Error = InvalidAmount;

    fn try_from(minor: u64) -> Result<Self, Self::Error> {
        Self::new(minor)
    }
}

impl From<Amount> for i64 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a wallet holds, in minor units: within `-(2^53 - 1) ..= 2^53 - 1`. Arithmetic is checked, never wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Balance(i64);

/// A number that is no [`Balance`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A balance lies within -(2^53 - 1) and 2^53 - 1.")]
pub struct InvalidBalance;

impl Balance {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The most that a wallet can hold.
    pub const MAX: Self = Self(MINOR_MAX);
    /// The least that the contra wallet can hold.
    pub const MIN: Self = Self(-MINOR_MAX);

    /// A balance of `minor` units.
    pub fn new(minor: i64) -> Result<Self, InvalidBalance> {
        if (-MINOR_MAX..=MINOR_MAX).contains(&minor) { Ok(Self(minor)) } else { Err(InvalidBalance) }
    }

    /// The balance in minor units.
    pub fn minor(self) -> i64 {
        self.0
    }

    /// This balance moved by a signed number of minor units, or `None` outside of the bounds.
    pub fn checked_add(self, minor: i64) -> Option<Self> {
        self.0.checked_add(minor).and_then(|sum| Self::new(sum).ok())
    }
}

impl TryFrom<i64> for Balance {
    type Error = InvalidBalance;

    fn try_from(minor: i64) -> Result<Self, Self::Error> {
        Self::new(minor)
    }
}

impl From<Balance> for i64 {
    fn from(balance: Balance) -> Self {
        balance.0
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_one_to_two_to_the_53_minus_one() {
        assert_eq!(Amount::new(0), Err(InvalidAmount));
        assert_eq!(Amount::new(1).map(Amount::minor), Ok(1));
        assert_eq!(Amount::new(9_007_199_254_740_991).map(Amount::minor), Ok(MINOR_MAX));
        assert_eq!(Amount::new(9_007_199_254_740_992), Err(InvalidAmount));
        assert_eq!(Amount::new(u64::MAX), Err(InvalidAmount));
    }

    #[test]
    fn a_balance_never_leaves_its_bounds() {
        assert_eq!(Balance::MAX.checked_add(1), None);
        assert_eq!(Balance::MIN.checked_add(-1), None);
        assert_eq!(Balance::MAX.checked_add(i64::MAX), None);
        assert_eq!(Balance::MAX.checked_add(-MINOR_MAX), Some(Balance::ZERO));
    }
}
