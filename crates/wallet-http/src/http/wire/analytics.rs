//! Answers about the economy, by days.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain::Timestamp;
use wallet_domain::rollup::{Close, Comparison, FlowFigures, RollupState, ShownDay};

use super::names;

/// How far figures are folded.
#[derive(Debug, Serialize, ToSchema)]
pub struct AsOf {
    /// The last event that is in them, by its id in the feed; `0.0` if there is none.
    #[schema(example = "1204.0")]
    pub event: String,
    /// When it happened.
    #[serde(serialize_with = "super::text::moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
}

impl From<&RollupState> for AsOf {
    fn from(state: &RollupState) -> Self {
        Self { event: state.mark.event.to_string(), at: state.at }
    }
}

/// What players hold, by the ledger's balances and by these figures.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct AnalyticsCheck {
    /// By the ledger: what all other wallets lack, as the wallets of an asset sum to zero.
    pub ledger_minor: i64,
    /// By the figures.
    pub rollups_minor: i64,
    /// Whether they are equal; null while the figures are behind the ledger.
    pub equal: Option<bool>,
}

impl From<Comparison> for AnalyticsCheck {
    fn from(Comparison { ledger, rollups, equal }: Comparison) -> Self {
        Self { ledger_minor: ledger, rollups_minor: rollups, equal }
    }
}

/// What all answers of figures of days begin with.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnalyticsHead<'a> {
    /// Of which asset.
    pub asset: &'a str,
    /// How far the figures are.
    pub as_of: AsOf,
    /// The time zone of the days.
    pub zone: &'a str,
    /// Whether they add up to the ledger.
    pub check: AnalyticsCheck,
}

/// What each flow moved, by day.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowsAnswer<'a> {
    /// Whose they are.
    #[serde(flatten)]
    pub head: AnalyticsHead<'a>,
    /// What rows are told apart by beside their flow.
    #[schema(value_type = names::AnalyticsBy)]
    pub by: &'static str,
    /// The days.
    pub days: Vec<FlowsDay<'a>>,
}

/// What each flow moved on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowsDay<'a> {
    /// The day.
    #[schema(format = Date, example = "2026-11-30")]
    day: String,
    /// Whether its figures never change again.
    #[serde(rename = "final")]
    is_final: bool,
    /// A row a flow and label; largest first of each flow.
    rows: Vec<FlowRow<'a>>,
}

/// What a flow moved under a label.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowRow<'a> {
    /// The flow.
    #[schema(value_type = names::Flow)]
    flow: &'a str,
    /// The label: empty where none is given, `other` for all but the 200 largest of the day.
    label: &'a str,
    /// How many transactions.
    count: i64,
    /// Credited to players, in minor units.
    #[serde(rename = "in")]
    credited: i64,
    /// Debited from players.
    #[serde(rename = "out")]
    debited: i64,
}

impl<'a> From<&'a ShownDay<Vec<FlowFigures>>> for FlowsDay<'a> {
    fn from(shown: &'a ShownDay<Vec<FlowFigures>>) -> Self {
        let rows = shown.figures.iter().map(|FlowFigures { flow, label, sums }| FlowRow {
            flow,
            label,
            count: sums.count,
            credited: sums.credited,
            debited: sums.debited,
        });
        Self { day: shown.day.to_string(), is_final: shown.is_final, rows: rows.collect() }
    }
}

/// What players hold, by day.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupplyAnswer<'a> {
    /// Whose they are.
    #[serde(flatten)]
    pub head: AnalyticsHead<'a>,
    /// The days.
    pub days: Vec<SupplyDay>,
}

/// What players held at the end of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupplyDay {
    /// The day.
    #[schema(format = Date, example = "2026-11-30")]
    day: String,
    /// Whether its figures never change again.
    #[serde(rename = "final")]
    is_final: bool,
    /// Credited to players on the day, in minor units.
    #[serde(rename = "in")]
    credited: i64,
    /// Debited from players on the day.
    #[serde(rename = "out")]
    debited: i64,
    /// The first without the second.
    net: i64,
    /// What players hold at its end.
    supply: i64,
    /// What the treasury holds then.
    treasury: i64,
    /// What revenue holds then.
    revenue: i64,
    /// What was minted until then.
    minted: i64,
}

impl From<&ShownDay<Close>> for SupplyDay {
    fn from(shown: &ShownDay<Close>) -> Self {
        let Close { credited, debited, supply, treasury, revenue, minted, .. } = shown.figures;
        let (day, net) = (shown.day.to_string(), credited.saturating_sub(debited));
        Self { day, is_final: shown.is_final, credited, debited, net, supply, treasury, revenue, minted }
    }
}

/// How much of what players hold is spent, by day.
#[derive(Debug, Serialize, ToSchema)]
pub struct VelocityAnswer<'a> {
    /// Whose they are.
    #[serde(flatten)]
    pub head: AnalyticsHead<'a>,
    /// The days.
    pub days: Vec<VelocityDay>,
}

/// How much was spent on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct VelocityDay {
    /// The day.
    #[schema(format = Date, example = "2026-11-30")]
    day: String,
    /// Whether its figures never change again.
    #[serde(rename = "final")]
    is_final: bool,
    /// How many wallets of players moved.
    active_wallets: i64,
    /// What players spent, in minor units: spends, captures, and the prices of purchases.
    spent: i64,
    /// What they hold at its end.
    supply: i64,
    /// The first by the second; null if they hold nothing.
    velocity: Option<f64>,
}

impl From<&ShownDay<Close>> for VelocityDay {
    fn from(shown: &ShownDay<Close>) -> Self {
        let Close { active, spent, supply, .. } = shown.figures;
        #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
        let velocity = (supply > 0).then(|| (spent as f64 / supply as f64 * 10_000.0).round() / 10_000.0);
        let (day, active_wallets) = (shown.day.to_string(), active);
        Self { day, is_final: shown.is_final, active_wallets, spent, supply, velocity }
    }
}
