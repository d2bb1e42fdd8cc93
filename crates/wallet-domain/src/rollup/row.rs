//! What stores keep of rollups.

use crate::asset::period::Zone;
use crate::flow::Flow;
use crate::record::event::EventId;
use crate::rollup::day::Day;
use crate::rollup::label::{LABELS_MAX, LabelKeys, LabelKind, OTHER};
use crate::value::asset_code::AssetCode;
use crate::value::time::Timestamp;

/// In which words a feed is folded: the zone of its days, and where labels are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// The zone of the days.
    pub zone: Zone,
    /// Where labels are read.
    pub labels: LabelKeys,
}

/// How far a store's rollups are, and in which of its folds from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoldMark {
    /// How often they were begun anew.
    pub built: i64,
    /// The last event that is in them.
    pub event: EventId,
}

/// The state of a store's rollups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollupState {
    /// How far they are.
    pub mark: FoldMark,
    /// In which words.
    pub terms: Terms,
    /// When the last event in them happened; none before the first.
    pub at: Option<Timestamp>,
    /// The day that is not over; none before the first transaction. The days before it are final.
    pub day: Option<Day>,
}

impl RollupState {
    /// That of rollups with nothing in them.
    pub fn empty(terms: Terms, built: i64) -> Self {
        Self { mark: FoldMark { built, event: EventId::START }, terms, at: None, day: None }
    }

    /// Whether a day's figures never change again.
    pub fn is_final(&self, day: Day) -> bool {
        self.day.is_some_and(|open| day < open)
    }
}

/// How often, how much to players and how much from them, in minor units. Sums stop at the greatest number that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// How many transactions.
    pub count: i64,
    /// Credited to players.
    pub credited: i64,
    /// Debited from players.
    pub debited: i64,
}

impl Sums {
    /// All that moved.
    pub fn amount(&self) -> i64 {
        self.credited.saturating_add(self.debited)
    }

    /// Adds others.
    pub fn add(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.credited = self.credited.saturating_add(other.credited);
        self.debited = self.debited.saturating_add(other.debited);
    }

    /// What is left without others.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_sub(other.count).max(0),
            credited: self.credited.saturating_sub(other.credited).max(0),
            debited: self.debited.saturating_sub(other.debited).max(0),
        }
    }
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    /// The asset.
    pub asset: AssetCode,
    /// By what its label is; none for all of the flow.
    pub kind: Option<LabelKind>,
    /// The flow, by its code.
    pub flow: i16,
}

impl Group {
    /// What a row of all of a flow has in place of a kind.
    pub const ALL_OF_IT: &'static str = "flow";

    /// The name of its kind in stores.
    pub fn kind_name(&self) -> &'static str {
        self.kind.map_or(Self::ALL_OF_IT, LabelKind::name)
    }

    /// A group by its parts, as it was stored.
    pub fn stored(asset: &str, kind: &str, flow: i16) -> Result<Self, String> {
        let asset = AssetCode::new(asset).map_err(|error| format!("a rollup's asset {asset:?}: {error}"))?;
        let kind = match kind {
            Self::ALL_OF_IT => None,
            name => Some(LabelKind::from_name(name).ok_or_else(|| format!("a rollup of the kind {name:?}"))?),
        };
        Ok(Self { asset, kind, flow })
    }

    /// The name of its flow; the code of one that this program does not know.
    pub fn flow_name(&self) -> String {
        Flow::from_code(self.flow).map_or_else(|| self.flow.to_string(), |flow| flow.name().to_owned())
    }
}

/// A row of rollups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollupRow {
    /// The day.
    pub day: Day,
    /// What it is about.
    pub group: Group,
    /// The label; empty for all of a flow.
    pub label: Box<str>,
    /// The figures.
    pub sums: Sums,
}

/// An asset at the end of a day on which something of it moved. In minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Close {
    /// Credited to players on the day.
    pub credited: i64,
    /// Debited from players on the day.
    pub debited: i64,
    /// What players spent on the day: spends, captures, and the prices of purchases.
    pub spent: i64,
    /// How many wallets of players moved on the day.
    pub active: i64,
    /// What players hold.
    pub supply: i64,
    /// What the treasury holds.
    pub treasury: i64,
    /// What revenue holds.
    pub revenue: i64,
    /// What was minted.
    pub minted: i64,
    /// How many entries the wallets of the service and of operators have, debts aside.
    pub system_entries: i64,
}

impl Close {
    /// As a new day begins: what is held stays, what moved is of the day before.
    #[must_use]
    pub fn carried(self) -> Self {
        Self { credited: 0, debited: 0, spent: 0, active: 0, ..self }
    }
}

/// An asset's figures at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayClose {
    /// The day.
    pub day: Day,
    /// The asset.
    pub asset: AssetCode,
    /// The figures.
    pub close: Close,
}

/// All that a fold needs to go on where another ended, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFold {
    /// How far it is.
    pub state: RollupState,
    /// Of each asset the latest day.
    pub closes: Vec<DayClose>,
    /// The rows of the day that is not over.
    pub rows: Vec<RollupRow>,
    /// The wallets of players that moved on that day.
    pub active: Vec<i64>,
}

/// What is read of an asset's rollups, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollupView {
    /// How far they are.
    pub state: RollupState,
    /// The rows of the days that were asked for, by day: all of each flow, and those of the kind that was asked for.
    pub rows: Vec<RollupRow>,
    /// The latest day before the first that was asked for, and those that were, by day.
    pub closes: Vec<DayClose>,
    /// What it is now.
    pub latest: Close,
}

/// The largest labels, by what moved and then by name, and [`OTHER`] for all that are not among them.
pub(crate) fn largest(labels: impl IntoIterator<Item = (Box<str>, Sums)>) -> Vec<(Box<str>, Sums)> {
    let (others, mut kept): (Vec<_>, Vec<_>) = labels.into_iter().partition(|(label, _)| &**label == OTHER);
    kept.sort_unstable_by(|(label, sums), (other, of_other)| (of_other.amount(), label).cmp(&(sums.amount(), other)));
    let cut = kept.split_off(kept.len().min(LABELS_MAX));
    if !others.is_empty() || !cut.is_empty() {
        let mut rest = Sums::default();
        others.into_iter().chain(cut).for_each(|(_, sums)| rest.add(sums));
        kept.push((OTHER.into(), rest));
    }
    kept
}
