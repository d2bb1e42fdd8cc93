//! Who holds an asset: what a store keeps of a look at all wallets of one moment.
//!
//! ```text
//! a store reads wallets, then open holds, of one moment -> Survey -> Snapshot -> the newest is kept, and a row a day
//! ```
//! Reading it back is one row, so an answer takes as long for a million wallets as for ten. Nothing of it decides anything.
//!
//! Players' wallets alone are counted. Holders are those that hold something: percentiles, the Lorenz curve and the Gini
//! coefficient are about holders, as most wallets of a game may be empty ones. Everything is counted in whole numbers, and
//! rounded once, where a share is told in millionths.

mod spread;
mod survey;

use serde::{Deserialize, Serialize};

use crate::rollup::Day;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;

pub use spread::{millionths, spread_of};
pub use survey::{Survey, SurveyedHold, SurveyedWallet};

/// How many of the largest holders are kept.
pub const TOP_MAX: usize = 100;
/// The percentiles that are kept, in thousandths of the holders.
pub const PERMILLES: [u16; 11] = [10, 50, 100, 250, 500, 750, 900, 950, 990, 999, 1_000];
/// The bounds of the ages of debts, in days; the last part has all older ones.
pub const DEBT_DAYS: [u16; 5] = [1, 7, 30, 90, 365];
/// The bounds of the times until holds end, in days; what ends later is behind the last.
pub const HOLD_DAYS: [u16; 3] = [1, 3, 7];

/// Who holds each asset, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Which moment.
    pub moment: SnapshotMoment,
    /// By code, each asset that has a wallet.
    pub assets: Vec<(AssetCode, Ownership)>,
}

/// The moment of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapshotMoment {
    /// The time, by the ledger's clock.
    pub at: Timestamp,
    /// The latest position that the feed had. All events up to it are in the snapshot; events that had no position yet may
    /// be, too.
    pub position: i64,
    /// Whether parts of it may be of other moments than the rest, because they are on several machines.
    pub is_approximate: bool,
}

impl SnapshotMoment {
    /// The id of the first event at the latest position, as the feed writes it.
    pub fn event(self) -> String {
        format!("{}.0", self.position)
    }
}

/// Who holds an asset. Amounts are minor units; sums stop at the greatest number that there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ownership {
    /// How many wallets players have, closed ones too.
    pub wallets: i64,
    /// How many of them hold something.
    pub holders: i64,
    /// What they hold together.
    pub total: i64,
    /// The same by all other wallets: as all wallets sum to zero, players hold what the others do not.
    pub ledger: i64,
    /// How unequal it is among holders.
    pub spread: Spread,
    /// The largest holders, the largest first; of equal ones by name.
    pub top: Vec<TopHolder>,
    /// What players owe, by for how long: since the debt last grew or was repaid in part.
    pub debts: Tally,
    /// What open holds have left, by when they end.
    pub holds: Tally,
}

/// How unequal the balances of holders are. Of no holders everything is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spread {
    /// The Gini coefficient, in millionths: 0 if all hold the same.
    pub gini: Option<u32>,
    /// For each of [`PERMILLES`], what that many of the holders have at most: the balance of the last of them.
    pub percentiles: Vec<i64>,
    /// The share of the total, in millionths, that the poorest 0 to 100 percent of the holders hold.
    pub lorenz: Vec<u32>,
}

/// One of the largest holders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopHolder {
    /// Who.
    pub owner: OwnerId,
    /// What the wallet holds.
    pub balance: i64,
    /// What of that its open holds keep.
    pub held: i64,
    /// What the owner owes of the asset.
    pub debt: i64,
}

/// Amounts by days: their number, their sum, and both for each part.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub count: i64,
    /// What they come to.
    pub amount: i64,
    /// Each apart from the others, the shortest time first.
    pub parts: Vec<TallyPart>,
}

/// The part of a tally within a bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TallyPart {
    /// At most so many days; none behind the last bound.
    pub days_max: Option<u16>,
    /// How many.
    pub count: i64,
    /// What they come to.
    pub amount: i64,
}

/// How many held an asset on a day: as of the latest snapshot of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderDay {
    /// The day.
    pub day: Day,
    /// How many wallets players had.
    pub wallets: i64,
    /// How many of them held something.
    pub holders: i64,
    /// What they held together.
    pub total: i64,
}

impl Ownership {
    /// The row of a day whose latest snapshot this is of.
    pub fn on(&self, day: Day) -> HolderDay {
        HolderDay { day, wallets: self.wallets, holders: self.holders, total: self.total }
    }

    /// Whether what players hold is what all other wallets say.
    pub fn is_in_balance(&self) -> bool {
        self.total == self.ledger
    }
}

impl Tally {
    /// Nothing, by these bounds.
    fn of(days: &[u16]) -> Self {
        let bounds = days.iter().copied().map(Some).chain([None]);
        let parts = bounds.map(|days_max| TallyPart { days_max, count: 0, amount: 0 }).collect();
        Self { count: 0, amount: 0, parts }
    }

    /// Adds one of so much, so many microseconds long.
    fn add(&mut self, amount: i64, micros: i64) {
        const DAY_US: i64 = 86_400_000_000;
        let is_within = |part: &&mut TallyPart| part.days_max.is_none_or(|days| micros <= i64::from(days) * DAY_US);
        let part = self.parts.iter_mut().find(is_within).expect("the last part has no bound");
        for (count, sum) in [(&mut part.count, &mut part.amount), (&mut self.count, &mut self.amount)] {
            *count += 1;
            *sum = sum.saturating_add(amount);
        }
    }
}
