//! The players of a small game: how keen each is, when each comes and goes, and what each has.

use std::sync::LazyLock;

use fastrand::Rng;
use wallet_domain::{AssetCode, Outcome, OwnerId};

/// An asset of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coin {
    Gold,
    Gems,
    Points,
}

impl Coin {
    pub(super) const ALL: [Self; 3] = [Self::Gold, Self::Gems, Self::Points];

    /// The asset's code in `seed/demo.toml`.
    pub(super) fn code(self) -> &'static AssetCode {
        static CODES: LazyLock<[AssetCode; 3]> = LazyLock::new(|| {
            ["GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"].map(|code| AssetCode::new(code).expect("it is one"))
        });
        &CODES[self as usize]
    }

    fn of(code: &AssetCode) -> Option<Self> {
        Self::ALL.into_iter().find(|coin| coin.code() == code)
    }
}

/// How keen a player is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Casual,
    Regular,
    /// One of the few who pay for most of it.
    Whale,
}

impl Kind {
    fn any(rng: &mut Rng) -> Self {
        match rng.u32(0..100) {
            0..70 => Self::Casual,
            70..95 => Self::Regular,
            _ => Self::Whale,
        }
    }

    /// How probable it is that such a player comes on a day, in a thousand.
    pub(super) fn comes(self) -> u32 {
        match self {
            Self::Casual => 150,
            Self::Regular => 350,
            Self::Whale => 650,
        }
    }

    /// After about how many days such a player loses interest.
    pub(super) fn stays_days(self) -> u32 {
        match self {
            Self::Casual => 28,
            Self::Regular => 70,
            Self::Whale => 200,
        }
    }

    /// The least and the most that such a player does in a session.
    pub(super) fn acts(self) -> std::ops::RangeInclusive<u32> {
        match self {
            Self::Casual => 1..=3,
            Self::Regular => 2..=5,
            Self::Whale => 3..=7,
        }
    }
}

/// A player's place in the list of players.
pub(super) type Id = usize;

/// A player.
pub(super) struct Player {
    pub(super) owner: OwnerId,
    pub(super) kind: Kind,
    /// The first day, counted from the first that is played.
    pub(super) joins: i64,
    /// Whether the player has stopped playing.
    pub(super) has_left: bool,
    /// Whether the player stays whatever happens: one of those whom the plot needs.
    pub(super) is_cast: bool,
    holdings: [Holding; 3],
}

#[derive(Clone, Copy, Default)]
struct Holding {
    balance: i64,
    held: i64,
    /// What commands that are not decided yet will take.
    promised: i64,
}

impl Player {
    /// What the player can spend, in minor units.
    pub(super) fn available(&self, coin: Coin) -> i64 {
        let Holding { balance, held, promised } = self.holdings[coin as usize];
        balance - held - promised
    }

    /// Counts on what a command takes that is not decided yet.
    pub(super) fn promise(&mut self, coin: Coin, minor: i64) {
        self.holdings[coin as usize].promised += minor;
    }

    /// Holds more of it, or less.
    pub(super) fn hold(&mut self, coin: Coin, minor: i64) {
        self.holdings[coin as usize].held += minor;
    }

    pub(super) fn plays_on(&self, day: i64) -> bool {
        self.joins <= day && !self.has_left
    }
}

/// All players.
pub(super) struct Players(Vec<Player>);

impl Players {
    /// So many of them, who join day by day: more of them early than late, and some at the beginning.
    pub(super) fn any(count: u16, days: i64, rng: &mut Rng) -> Self {
        let player = |number: u16, rng: &mut Rng| {
            let (one, other) = (rng.i64(0..days), rng.i64(0..days));
            let joins = if rng.u32(0..100) < 18 { 0 } else { one.min(other.max(one / 3)) };
            Player {
                owner: OwnerId::player(&format!("user_{number:04}")).expect("a short name"),
                kind: Kind::any(rng),
                joins,
                has_left: false,
                is_cast: false,
                holdings: [Holding::default(); 3],
            }
        };
        Self((1..=count).map(|number| player(number, rng)).collect())
    }

    /// The player of that number, from 1.
    pub(super) fn numbered(number: usize) -> Id {
        number - 1
    }

    pub(super) fn get(&self, id: Id) -> &Player {
        &self.0[id]
    }

    pub(super) fn get_mut(&mut self, id: Id) -> &mut Player {
        &mut self.0[id]
    }

    pub(super) fn ids(&self) -> std::ops::Range<Id> {
        0..self.0.len()
    }

    /// Somebody who plays on that day and is not `but`; none if nobody was found in a few tries.
    pub(super) fn anyone(&self, day: i64, but: Id, rng: &mut Rng) -> Option<Id> {
        (0..8).map(|_| rng.usize(self.ids())).find(|id| *id != but && self.get(*id).plays_on(day))
    }

    /// The player whose wallets these are; none of the service's own, and of players of other demo data.
    fn find(&self, owner: &OwnerId) -> Option<Id> {
        let digits = owner.as_str().strip_prefix("user_").filter(|digits| digits.len() >= 4)?;
        let id = Self::numbered(digits.parse::<usize>().ok().filter(|number| *number > 0)?);
        self.0.get(id).filter(|player| player.owner == *owner).map(|_| id)
    }

    /// Takes in what a command did to everybody's balances.
    pub(super) fn learn(&mut self, outcome: &Outcome) {
        let Ok((_, posting)) = outcome.result() else { return };
        for entry in &posting.entries {
            if let (Some(id), Some(coin)) = (self.find(&entry.owner), Coin::of(&entry.asset)) {
                self.0[id].holdings[coin as usize].balance = entry.balance_after.minor();
            }
        }
    }

    /// Forgets what was promised: all of it is decided.
    pub(super) fn settle(&mut self, id: Id) {
        self.0[id].holdings.iter_mut().for_each(|holding| holding.promised = 0);
    }
}
