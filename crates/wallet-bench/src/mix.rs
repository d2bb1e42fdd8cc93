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
    /// The request before, sent again under its key.
    Replay,
    /// Keeping credits back.
    Hold,
    /// A capture: part of a hold goes from the player to revenue, and the rest of the hold is released.
    Capture,
    /// Taking a part of a spend back: revenue -> player.
    Reversal,
}

/// What a mix of shares is made of, in the order in which it is written.
const SHARED: [Operation; 5] =
    [Operation::TopUp, Operation::Bonus, Operation::Spend, Operation::Balance, Operation::Entries];

/// What is done with a player in turn: what follows a request refers to it.
const LIFE: [Operation; 8] = [
    Operation::TopUp,
    Operation::Spend,
    Operation::Replay,
    Operation::Hold,
    Operation::Capture,
    Operation::Reversal,
    Operation::Balance,
    Operation::Entries,
];

impl Operation {
    /// What moves credits or keeps them back.
    pub(crate) const COMMANDS: [Self; 6] =
        [Self::TopUp, Self::Bonus, Self::Spend, Self::Hold, Self::Capture, Self::Reversal];

    /// The name in a mix; a command's is also its flow's.
    pub fn name(self) -> &'static str {
        match self {
            Self::TopUp => "top_up",
            Self::Bonus => "bonus",
            Self::Spend => "spend",
            Self::Balance => "balance",
            Self::Entries => "entries",
            Self::Replay => "replay",
            Self::Hold => "hold",
            Self::Capture => "capture",
            Self::Reversal => "reversal",
        }
    }

    /// Whether it only reads.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Balance | Self::Entries)
    }

    /// What becomes of the player's balance.
    pub fn change(self, amount: i64) -> i64 {
        match self {
            Self::TopUp | Self::Bonus | Self::Reversal => amount,
            Self::Spend | Self::Capture => -amount,
            Self::Balance | Self::Entries | Self::Replay | Self::Hold => 0,
        }
    }
}

/// Which operations come, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mix {
    /// Each of `SHARED` as often as its weight says, in relation to the others.
    Shares([u32; 5]),
    /// Top-up, spend, the spend again, hold, capture, reversal of the spend, balance and entries, in turn.
    Lifecycle,
}

/// A weight above this says nothing that a smaller one could not say.
const WEIGHT_MAX: u32 = 1_000_000;

impl Mix {
    /// Whether any operation of the mix only reads.
    pub fn has_reads(&self) -> bool {
        match self {
            Self::Shares(weights) => SHARED.iter().zip(weights).any(|(it, weight)| it.is_read() && *weight > 0),
            Self::Lifecycle => true,
        }
    }

    /// Whether any operation of the mix moves credits.
    pub fn has_commands(&self) -> bool {
        match self {
            Self::Shares(weights) => SHARED.iter().zip(weights).any(|(it, weight)| !it.is_read() && *weight > 0),
            Self::Lifecycle => true,
        }
    }

    /// How many requests go one after the other over one connection, as each may refer to those before it.
    pub(crate) fn steps(&self) -> u64 {
        match self {
            Self::Shares(_) => 1,
            Self::Lifecycle => LIFE.len() as u64,
        }
    }

    /// The operation of that number; of shares the one that `random`, evenly spread over all numbers, stands for.
    pub(crate) fn choose(&self, number: u64, random: u32) -> Operation {
        let weights = match self {
            Self::Shares(weights) => weights,
            Self::Lifecycle => return LIFE[usize::try_from(number % self.steps()).expect("a few")],
        };
        let total: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
        let mut point = (u64::from(random) * total) >> 32;
        for (operation, weight) in SHARED.into_iter().zip(weights) {
            let weight = u64::from(*weight);
            if point < weight {
                return operation;
            }
            point -= weight;
        }
        unreachable!("the point is below the sum of the weights")
    }

    /// What an operation moves, of the amount of its player's turn: no more is captured than held, nor reversed than spent.
    pub(crate) fn amount(&self, operation: Operation, amount: i64) -> i64 {
        match (self, operation) {
            (Self::Lifecycle, Operation::TopUp | Operation::Hold) => 2 * amount,
            (Self::Lifecycle, Operation::Reversal) => (amount + 1) / 2,
            _ => amount,
        }
    }
}

impl Default for Mix {
    /// Half spends, a quarter each top-ups and bonuses.
    fn default() -> Self {
        Self::Shares([1, 1, 2, 0, 0])
    }
}

impl FromStr for Mix {
    type Err = BenchError;

    fn from_str(text: &str) -> Result<Self, BenchError> {
        if text.trim() == "lifecycle" {
            return Ok(Self::Lifecycle);
        }
        let mut weights = [None; 5];
        for part in text.split(',') {
            let (name, weight) = part.split_once('=').unwrap_or((part, "1"));
            let place = SHARED.iter().position(|operation| operation.name() == name.trim());
            let place = place.ok_or_else(|| {
                BenchError::options(format!(
                    "--mix: there is no {:?}; a mix is lifecycle, or made of top_up, bonus, spend, balance and entries",
                    name.trim()
                ))
            })?;
            let weight = weight.trim().parse().ok().filter(|weight| (1..=WEIGHT_MAX).contains(weight));
            let weight = weight.ok_or_else(|| {
                BenchError::options(format!("--mix: the share of {name} must be from 1 to {WEIGHT_MAX}"))
            })?;
            if weights[place].replace(weight).is_some() {
                return Err(BenchError::options(format!("--mix names {} twice", SHARED[place].name())));
            }
        }
        Ok(Self::Shares(weights.map(Option::unwrap_or_default)))
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Shares(weights) = self else { return f.write_str("lifecycle") };
        let mut separator = "";
        for (operation, weight) in SHARED.into_iter().zip(weights).filter(|(_, weight)| **weight > 0) {
            write!(f, "{separator}{}={weight}", operation.name())?;
            separator = ",";
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
            ("lifecycle", "lifecycle"),
        ] {
            assert_eq!(text.parse::<Mix>().expect("a good mix").to_string(), written);
        }
        assert_eq!(Mix::default().to_string(), "top_up=1,bonus=1,spend=2");
    }

    #[test]
    fn a_bad_mix_is_refused_by_name() {
        assert!(complaint("transfer=1").contains("\"transfer\""));
        assert!(complaint("lifecycle,spend").contains("\"lifecycle\""));
        assert!(complaint("").contains("there is no \"\""));
        assert!(complaint("spend=0").contains("the share of spend"));
        assert!(complaint("spend=-1").contains("the share of spend"));
        assert!(complaint("spend=1,spend=2").contains("twice"));
    }

    #[test]
    fn operations_come_as_often_as_their_shares_say() {
        let mix: Mix = "top_up=1,bonus=1,spend=2".parse().expect("a good mix");
        let chosen: Vec<Operation> = (0..4000_u32).map(|step| mix.choose(0, step * 1_073_742)).collect();
        let counts = SHARED.map(|operation| chosen.iter().filter(|it| **it == operation).count());
        assert_eq!(counts, [1000, 1000, 2000, 0, 0]);
        assert_eq!(mix.choose(0, u32::MAX), Operation::Spend);
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
        assert_eq!(of("lifecycle"), (true, true));
    }
}
