//! Mixes: which operations a load is made of, and how often each comes.

use std::fmt;
use std::str::FromStr;

use crate::BenchError;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Credits that a player bought: treasury -> player.
    TopUp,
    /// Free credits: treasury -> player.
    Bonus,
    /// A purchase: player -> revenue.
    Spend,
    /// Reading a wallet.
    Balance,
    /// Reading the first page of a wallet's entries.
    Entries,
}

impl Operation {
    /// Every operation, in the order in which a mix is written.
    pub const ALL: [Self; 5] = [Self::TopUp, Self::Bonus, Self::Spend, Self::Balance, Self::Entries];

    /// The name in a mix; a command's is also its flow's.
    pub fn name(self) -> &'static str {
        match self {
            Self::TopUp => "top_up",
            Self::Bonus => "bonus",
            Self::Spend => "spend",
            Self::Balance => "balance",
            Self::Entries => "entries",
        }
    }

    /// Whether it only reads.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Balance | Self::Entries)
    }

    /// What becomes of the player's balance.
    pub fn change(self, amount: i64) -> i64 {
        match self {
            Self::TopUp | Self::Bonus => amount,
            Self::Spend => -amount,
            Self::Balance | Self::Entries => 0,
        }
    }

    fn index(self) -> usize {
        match self {
            Self::TopUp => 0,
            Self::Bonus => 1,
            Self::Spend => 2,
            Self::Balance => 3,
            Self::Entries => 4,
        }
    }
}

/// How often each operation comes, in relation to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    weights: [u32; 5],
}

/// A weight above this says nothing that a smaller one could not say.
const WEIGHT_MAX: u32 = 1_000_000;

impl Mix {
    /// Whether any operation of the mix only reads.
    pub fn has_reads(&self) -> bool {
        Operation::ALL.iter().any(|operation| operation.is_read() && self.weights[operation.index()] > 0)
    }

    /// Whether any operation of the mix moves credits.
    pub fn has_commands(&self) -> bool {
        Operation::ALL.iter().any(|operation| !operation.is_read() && self.weights[operation.index()] > 0)
    }

    /// The operation that `random`, evenly spread over all numbers, stands for.
    pub(crate) fn choose(&self, random: u32) -> Operation {
        let total: u64 = self.weights.iter().map(|&weight| u64::from(weight)).sum();
        let mut point = (u64::from(random) * total) >> 32;
        for operation in Operation::ALL {
            let weight = u64::from(self.weights[operation.index()]);
            if point < weight {
                return operation;
            }
            point -= weight;
        }
        unreachable!("the point is below the sum of the weights")
    }
}

impl Default for Mix {
    /// Half spends, a quarter each top-ups and bonuses.
    fn default() -> Self {
        Self { weights: [1, 1, 2, 0, 0] }
    }
}

impl FromStr for Mix {
    type Err = BenchError;

    fn from_str(text: &str) -> Result<Self, BenchError> {
        let mut weights = [None; 5];
        for part in text.split(',') {
            let (name, weight) = part.split_once('=').unwrap_or((part, "1"));
            let operation = Operation::ALL.into_iter().find(|operation| operation.name() == name.trim());
            let operation = operation.ok_or_else(|| {
                BenchError::options(format!(
                    "--mix: there is no {:?}; a mix is made of top_up, bonus, spend, balance and entries",
                    name.trim()
                ))
            })?;
            let weight = weight.trim().parse().ok().filter(|weight| (1..=WEIGHT_MAX).contains(weight));
            let weight = weight.ok_or_else(|| {
                BenchError::options(format!("--mix: the share of {name} must be from 1 to {WEIGHT_MAX}"))
            })?;
            if weights[operation.index()].replace(weight).is_some() {
                return Err(BenchError::options(format!("--mix names {} twice", operation.name())));
            }
        }
        Ok(Self { weights: weights.map(Option::unwrap_or_default) })
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for operation in Operation::ALL {
            let weight = self.weights[operation.index()];
            if weight > 0 {
                write!(f, "{separator}{}={weight}", operation.name())?;
                separator = ",";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        text.parse::<Mix>().expect_err("a bad mix").to_string()
    }

    #[test]
    fn a_mix_is_written_as_it_is_read() {
        for (text, written) in [
            ("spend=2,top_up=1,bonus=1", "top_up=1,bonus=1,spend=2"),
            ("balance", "balance=1"),
            ("balance = 9, spend = 1", "spend=1,balance=9"),
            ("entries=3", "entries=3"),
        ] {
            assert_eq!(text.parse::<Mix>().expect("a good mix").to_string(), written);
        }
        assert_eq!(Mix::default().to_string(), "top_up=1,bonus=1,spend=2");
    }

    #[test]
    fn a_bad_mix_is_refused_by_name() {
        assert!(complaint("transfer=1").contains("\"transfer\""));
        assert!(complaint("").contains("there is no \"\""));
        assert!(complaint("spend=0").contains("the share of spend"));
        assert!(complaint("spend=-1").contains("the share of spend"));
        assert!(complaint("spend=1,spend=2").contains("twice"));
    }

    #[test]
    fn operations_come_as_often_as_their_shares_say() {
        let mix: Mix = "top_up=1,bonus=1,spend=2".parse().expect("a good mix");
        let mut counts = [0_u32; 5];
        for step in 0..4000_u32 {
            counts[mix.choose(step * 1_073_742).index()] += 1;
        }
        assert_eq!(counts, [1000, 1000, 2000, 0, 0]);
        assert_eq!(mix.choose(u32::MAX), Operation::Spend);
    }

    #[test]
    fn a_mix_knows_whether_it_reads_and_whether_it_moves_credits() {
        let of = |text: &str| {
            let mix: Mix = text.parse().expect("a good mix");
            (mix.has_reads(), mix.has_commands())
        };
        assert_eq!(of("balance=1"), (true, false));
        assert_eq!(of("spend=1"), (false, true));
        assert_eq!(of("balance=9,spend=1"), (true, true));
    }
}
