//! Time, given from outside: the rules never read a clock.

use serde::{Deserialize, Serialize};

/// A moment, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Timestamp(i64);

impl Timestamp {
    /// 9999-12-31T23:59:59.999999Z, the last moment that RFC 3339 can write.
    const MICROS_MAX: i64 = 253_402_300_799_999_999;

    /// A moment by its microseconds, brought into 1970 to 9999: a clock that is out of its mind must not make a row
    /// that no one can print.
    pub const fn from_micros(micros: i64) -> Self {
        let latest = if micros > Self::MICROS_MAX { Self::MICROS_MAX } else { micros };
        Self(if latest < 0 { 0 } else { latest })
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn as_micros(self) -> i64 {
        self.0
    }
}

impl From<i64> for Timestamp {
    fn from(micros: i64) -> Self {
        Self::from_micros(micros)
    }
}

impl From<Timestamp> for i64 {
    fn from(at: Timestamp) -> Self {
        at.0
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The time now. It may jump back: what is recorded stays monotone within a player's wallet all the same, see
    /// [`decide`](crate::decide).
    fn now(&self) -> Timestamp;
}
