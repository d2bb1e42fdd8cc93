//! Time, given from outside: the rules never read a clock.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

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

/// Writes it as RFC 3339 does.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = jiff::Timestamp::from_microsecond(self.0).expect("its bounds are within those of jiff");
        write!(f, "{at}")
    }
}

/// Reads what RFC 3339 writes.
impl FromStr for Timestamp {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let at: jiff::Timestamp = text.parse().map_err(|_| InvalidTime)?;
        Ok(Self::from_micros(at.as_microsecond()))
    }
}

/// A text that is no [`Timestamp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A time is written as in 2026-11-30T00:00:00Z.")]
pub struct InvalidTime;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The time now. It may jump back: what is recorded stays monotone within a player's wallet all the same, see
    /// [`decide`](fn@crate::decide).
    fn now(&self) -> Timestamp;
}
