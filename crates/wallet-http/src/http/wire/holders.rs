//! Who holds an asset, as the newest snapshot of all wallets has it.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain::holdings::{HolderDay, Ownership, PERMILLES, SnapshotMoment, Tally, TallyPart, millionths};
use wallet_domain::rollup::Day;
use wallet_domain::{AssetCode, OwnerId, Timestamp, Zone};

/// Of which moment figures are.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnapshotAsOf {
    /// The latest event that had a place in the feed, or one of the same commit: all up to it are counted.
    #[schema(example = "4711.0")]
    event: String,
    /// The time.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// What all answers of a snapshot begin with.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnapshotHead<'a> {
    /// Which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Of which moment it is; null before the first snapshot, and then the rest is empty.
    as_of: Option<SnapshotAsOf>,
    /// The zone of the days.
    #[schema(example = "UTC")]
    zone: &'a str,
}

/// Whether the figures add up to the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnapshotCheck {
    /// What players hold by all other wallets, since all wallets sum to zero.
    ledger_minor: i64,
    /// What players' wallets hold together.
    holdings_minor: i64,
    /// Whether both are the same. Only a ledger on several machines may answer false, as they do not answer as of one moment.
    equal: bool,
}

/// How an asset is distributed among those who hold it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Distribution<'a> {
    #[serde(flatten)]
    head: SnapshotHead<'a>,
    /// How many wallets players have.
    wallets: i64,
    /// How many of them hold something: all that follows is about these.
    holders: i64,
    /// What they hold together, in minor units.
    total: i64,
    check: Option<SnapshotCheck>,
    /// The Gini coefficient: 0 if all hold the same, near 1 if one holds nearly everything. Null if nobody holds anything.
    gini: Option<f64>,
    /// What so many percent of the holders have at most.
    percentiles: Vec<Percentile>,
    /// What the poorest so many percent of the holders have of the total: the Lorenz curve.
    lorenz: Vec<LorenzPoint>,
}

/// What so many percent of the holders have at most.
#[derive(Debug, Serialize, ToSchema)]
pub struct Percentile {
    /// So many percent of the holders.
    #[schema(example = 99.9)]
    percent: f64,
    /// In minor units.
    balance: i64,
}

/// A point of the Lorenz curve.
#[derive(Debug, Serialize, ToSchema)]
pub struct LorenzPoint {
    /// So many percent of the holders, the poorest first.
    holders_percent: u32,
    /// Have so many percent of the total.
    #[schema(example = 12.3456)]
    balance_percent: f64,
}

/// The largest holders of an asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopHolders<'a> {
    #[serde(flatten)]
    head: SnapshotHead<'a>,
    /// The largest first; of equal ones by name.
    pub items: Vec<TopHolder<'a>>,
}

/// One of the largest holders.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopHolder<'a> {
    #[schema(example = "user_001")]
    pub(crate) owner: &'a str,
    /// What the wallet holds, in minor units.
    pub(crate) balance: i64,
    /// What of that its open holds keep.
    pub(crate) held: i64,
    /// What the owner owes of the asset.
    pub(crate) debt: i64,
    /// How many percent of what all players hold.
    #[schema(example = 1.25)]
    pub(crate) share_percent: f64,
}

/// How many held an asset, by day.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolderDays<'a> {
    #[serde(flatten)]
    head: SnapshotHead<'a>,
    /// The days that have a snapshot, in order.
    pub days: Vec<HoldersOfDay>,
}

/// How many held an asset on a day, by its latest snapshot.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldersOfDay {
    #[schema(example = "2026-11-30")]
    pub(crate) day: String,
    /// Whether it never changes any more.
    #[serde(rename = "final")]
    pub(crate) is_final: bool,
    /// How many wallets of players held something.
    pub(crate) holders: i64,
    /// How many wallets players had.
    pub(crate) wallets: i64,
}

/// What players owe of an asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct Debts<'a> {
    #[serde(flatten)]
    head: SnapshotHead<'a>,
    /// How many players owe something.
    count: i64,
    /// What they owe together, in minor units.
    total: i64,
    /// By the age of the debt, each part apart from the others: since it last grew or was repaid in part.
    pub ages: Vec<DebtsOfAge>,
}

/// The debts of an age.
#[derive(Debug, Serialize, ToSchema)]
pub struct DebtsOfAge {
    /// At most so many days, and more than the part before; null is any more.
    pub(crate) days_max: Option<u16>,
    pub(crate) count: i64,
    /// In minor units.
    pub(crate) amount: i64,
}

/// What open holds keep of an asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldsByEnd<'a> {
    #[serde(flatten)]
    head: SnapshotHead<'a>,
    /// How many are open and not over.
    count: i64,
    /// What they have left, in minor units.
    total: i64,
    /// By when they end, each part apart from the others.
    pub ends: Vec<HoldsOfEnd>,
}

/// The holds that end within a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldsOfEnd {
    /// Within so many days, and not within those of the part before; null is any later.
    pub(crate) within_days: Option<u16>,
    pub(crate) count: i64,
    /// In minor units.
    pub(crate) amount: i64,
}

/// Millionths as a share of one.
fn share(millionths: u32) -> f64 {
    f64::from(millionths) / 1_000_000.0
}

/// Millionths as percent.
fn percent(millionths: u32) -> f64 {
    f64::from(millionths) / 10_000.0
}

impl<'a> SnapshotHead<'a> {
    /// Of an asset as of that moment, if there is one.
    pub fn of(asset: &'a AssetCode, moment: Option<SnapshotMoment>, zone: &'a Zone) -> Self {
        let as_of = moment.map(|moment| SnapshotAsOf { event: moment.event(), at: moment.at });
        Self { asset: asset.as_str(), as_of, zone: zone.name() }
    }
}

impl<'a> Distribution<'a> {
    /// How it is distributed; empty before the first snapshot.
    pub fn of(head: SnapshotHead<'a>, of: Option<&Ownership>) -> Self {
        let check =
            of.map(|of| SnapshotCheck { ledger_minor: of.ledger, holdings_minor: of.total, equal: of.is_in_balance() });
        let spread = of.map(|of| &of.spread);
        let percentile =
            |(permille, balance): (u16, &i64)| Percentile { percent: f64::from(permille) / 10.0, balance: *balance };
        let point = |(holders_percent, millionths): (u32, &u32)| LorenzPoint {
            holders_percent,
            balance_percent: percent(*millionths),
        };
        Self {
            head,
            wallets: of.map_or(0, |of| of.wallets),
            holders: of.map_or(0, |of| of.holders),
            total: of.map_or(0, |of| of.total),
            check,
            gini: spread.and_then(|spread| spread.gini).map(share),
            percentiles: spread
                .map(|spread| PERMILLES.into_iter().zip(&spread.percentiles).map(percentile).collect())
                .unwrap_or_default(),
            lorenz: spread.map(|spread| (0..).zip(&spread.lorenz).map(point).collect()).unwrap_or_default(),
        }
    }

    /// The same as rows of a measure, percent and a value.
    pub fn rows(&self) -> Vec<(&'static str, Option<f64>, Figure)> {
        let minor = Figure::Minor;
        let one = |name, value| (name, None, minor(value));
        let counts = [("wallets", self.wallets), ("holders", self.holders), ("total", self.total)];
        let counts = counts.map(|(name, value)| one(name, value));
        let gini = self.gini.map(|gini| ("gini", None, Figure::Share(gini)));
        let percentiles = self.percentiles.iter().map(|it| ("percentile", Some(it.percent), minor(it.balance)));
        let lorenz = self
            .lorenz
            .iter()
            .map(|it| ("lorenz", Some(f64::from(it.holders_percent)), Figure::Share(it.balance_percent)));
        counts.into_iter().chain(gini).chain(percentiles).chain(lorenz).collect()
    }
}

/// A figure of a row of CSV.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub enum Figure {
    /// Minor units, or a count.
    Minor(i64),
    /// A share or percent.
    Share(f64),
}

impl<'a> TopHolders<'a> {
    /// The first so many of them.
    pub fn of(head: SnapshotHead<'a>, of: Option<&'a Ownership>, limit: usize) -> Self {
        let holder = |of: &Ownership, it: &'a wallet_domain::holdings::TopHolder| {
            let (part, whole) = (it.balance.unsigned_abs().into(), of.total.unsigned_abs().into());
            TopHolder {
                owner: OwnerId::as_str(&it.owner),
                balance: it.balance,
                held: it.held,
                debt: it.debt,
                share_percent: percent(millionths(part, whole)),
            }
        };
        let items = of.map(|of| of.top.iter().take(limit).map(|it| holder(of, it)).collect());
        Self { head, items: items.unwrap_or_default() }
    }
}

impl<'a> HolderDays<'a> {
    /// These days, of which those before `open` are over.
    pub fn of(head: SnapshotHead<'a>, days: &[HolderDay], open: Option<Day>) -> Self {
        let row = |it: &HolderDay| HoldersOfDay {
            day: it.day.to_string(),
            is_final: open.is_some_and(|open| it.day < open),
            holders: it.holders,
            wallets: it.wallets,
        };
        Self { head, days: days.iter().map(row).collect() }
    }
}

impl<'a> Debts<'a> {
    /// The debts of a snapshot.
    pub fn of(head: SnapshotHead<'a>, of: Option<&Ownership>) -> Self {
        let Tally { count, amount: total, parts } = of.map_or_else(Tally::default, |of| of.debts.clone());
        let age = |TallyPart { days_max, count, amount }| DebtsOfAge { days_max, count, amount };
        Self { head, count, total, ages: parts.into_iter().map(age).collect() }
    }
}

impl<'a> HoldsByEnd<'a> {
    /// The holds of a snapshot.
    pub fn of(head: SnapshotHead<'a>, of: Option<&Ownership>) -> Self {
        let Tally { count, amount: total, parts } = of.map_or_else(Tally::default, |of| of.holds.clone());
        let end = |TallyPart { days_max, count, amount }| HoldsOfEnd { within_days: days_max, count, amount };
        Self { head, count, total, ends: parts.into_iter().map(end).collect() }
    }
}
