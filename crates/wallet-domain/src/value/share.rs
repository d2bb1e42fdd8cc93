//! Shares: a part of a whole by two whole numbers, such as 2/5.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::amount::MINOR_MAX;

/// A part of a whole: more than nothing and at most all of it, in lowest terms. Written `2/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share {
    parts: i64,
    of: i64,
}

/// A text that is no [`Share`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A share is two whole numbers such as 2/5, from 1 to {MINOR_MAX}, and the first is not the larger one.")]
pub struct InvalidShare;

impl Share {
    /// A share as it is written: `4/10` is the same as `2/5`.
    pub fn new(text: &str) -> Result<Self, InvalidShare> {
        let number = |digits: &str| {
            let is_plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|number| is_plain && (1..=MINOR_MAX).contains(number)).ok_or(InvalidShare)
        };
        let (parts, of) = text.split_once('/').ok_or(InvalidShare)?;
        let (parts, of): (i64, i64) = (number(parts)?, number(of)?);
        if parts > of {
            return Err(InvalidShare);
        }
        let common = gcd(parts, of);
        Ok(Self { parts: parts / common, of: of / common })
    }

    /// The share of so many minor units, rounded up; and whether that is exact.
    pub fn of(self, minor: i64) -> (i64, bool) {
        let product = i128::from(minor) * i128::from(self.parts);
        let (of, more) = (i128::from(self.of), product % i128::from(self.of) != 0);
        let minor = i64::try_from(product / of + i128::from(more)).expect("a share is at most the whole");
        (minor, !more)
    }
}

/// The largest number that divides both; the other one if one is 0.
pub(crate) fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { gcd(other, one % other) }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.parts, self.of)
    }
}

impl From<Share> for String {
    fn from(share: Share) -> Self {
        share.to_string()
    }
}

impl TryFrom<String> for Share {
    type Error = InvalidShare;

    fn try_from(text: String) -> Result<Self, InvalidShare> {
        Self::new(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_in_lowest_terms() {
        for (text, read) in [("2/5", "2/5"), ("4/10", "2/5"), ("1/1", "1/1"), ("7/7", "1/1")] {
            assert_eq!(Share::new(text).map(|share| share.to_string()), Ok(read.to_owned()), "{text}");
        }
        let most = format!("1/{MINOR_MAX}");
        assert_eq!(Share::new(&most).expect("in bounds").to_string(), most);
    }

    #[test]
    fn what_is_no_share_is_refused() {
        let more = format!("1/{}", MINOR_MAX + 1);
        for text in ["", "/", "1", "1/", "/2", "0/1", "1/0", "3/2", "01/2", "+1/2", "-1/2", "1/2/3", "1 /2", "½", &more]
        {
            assert_eq!(Share::new(text), Err(InvalidShare), "{text}");
        }
    }

    #[test]
    fn a_share_of_an_amount_says_whether_it_is_exact() {
        let share = |text: &str, minor| Share::new(text).expect("valid").of(minor);
        assert_eq!([share("2/5", 50), share("2/5", 51), share("1/3", 1)], [(20, true), (21, false), (1, false)]);
        assert_eq!(share("1/1", MINOR_MAX), (MINOR_MAX, true));
    }
}
