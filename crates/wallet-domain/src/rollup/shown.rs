//! Rollups as they are read: every day of a span, and the comparison with the ledger.

use std::collections::BTreeMap;

use crate::record::audit::SystemWallets;
use crate::rollup::day::Day;
use crate::rollup::label::LabelKind;
use crate::rollup::row::{Close, RollupRow, RollupView, Sums, largest};
use crate::value::asset_code::AssetCode;

/// Days from one to another, both of them included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Day,
    to: Day,
}

/// Days that are no [`Span`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`to` must be `from` or a later day, and there must be at most {} days.", Span::DAYS_MAX)]
pub struct InvalidSpan;

impl Span {
    /// The most days.
    pub const DAYS_MAX: i64 = 1_100;

    /// The days from one to another.
    pub fn new(from: Day, to: Day) -> Result<Self, InvalidSpan> {
        if (0..Self::DAYS_MAX).contains(&to.days_after(from)) { Ok(Self { from, to }) } else { Err(InvalidSpan) }
    }

    /// One day.
    pub fn of(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// The first.
    pub fn from(self) -> Day {
        self.from
    }

    /// The last.
    pub fn to(self) -> Day {
        self.to
    }

    fn days(self) -> impl Iterator<Item = Day> {
        (0..=self.to.days_after(self.from)).map(move |days| self.from.plus(days))
    }
}

/// A day as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownDay<T> {
    /// The day.
    pub day: Day,
    /// Whether its figures never change again.
    pub is_final: bool,
    /// The figures.
    pub figures: T,
}

/// What a flow moved under a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowFigures {
    /// The flow's name.
    pub flow: String,
    /// The label; empty for a whole flow, and for transactions without one.
    pub label: Box<str>,
    /// The figures.
    pub sums: Sums,
}

/// What each flow moved on each day of a span, by label: largest first of each flow.
pub fn show_flows(view: &RollupView, span: Span, kind: Option<LabelKind>) -> Vec<ShownDay<Vec<FlowFigures>>> {
    let mut of_days: BTreeMap<Day, BTreeMap<i16, Vec<&RollupRow>>> = BTreeMap::new();
    for row in &view.rows {
        of_days.entry(row.day).or_default().entry(row.group.flow).or_default().push(row);
    }
    let day = |day| {
        let flows = of_days.get(&day).into_iter().flatten();
        let figures = flows.flat_map(|(_, rows)| show_flow(rows, kind)).collect();
        ShownDay { day, is_final: view.state.is_final(day), figures }
    };
    span.days().map(day).collect()
}

/// A flow's rows of a day: by label, and last the one of transactions without a label.
fn show_flow(rows: &[&RollupRow], kind: Option<LabelKind>) -> Vec<FlowFigures> {
    let Some(first) = rows.first() else { return Vec::new() };
    let flow = first.group.flow_name();
    let mut all = Sums::default();
    rows.iter().filter(|row| row.group.kind.is_none()).for_each(|row| all.add(row.sums));
    let of_kind = rows.iter().filter(|row| kind.is_some() && row.group.kind == kind);
    let labels = largest(of_kind.map(|row| (row.label.clone(), row.sums)));
    let mut rest = all;
    for (_, sums) in &labels {
        rest = rest.without(*sums);
    }
    let mut shown: Vec<FlowFigures> =
        labels.into_iter().map(|(label, sums)| FlowFigures { flow: flow.clone(), label, sums }).collect();
    if rest.count > 0 {
        shown.push(FlowFigures { flow, label: "".into(), sums: rest });
    }
    shown
}

/// What an asset was at the end of each day of a span: on a day on which nothing moved, what it was before.
pub fn show_closes(view: &RollupView, span: Span) -> Vec<ShownDay<Close>> {
    let mut closes = view.closes.iter().peekable();
    let mut latest = Close::default();
    let day = |day| {
        latest = latest.carried();
        while let Some(it) = closes.next_if(|it| it.day <= day) {
            latest = if it.day == day { it.close } else { it.close.carried() };
        }
        ShownDay { day, is_final: view.state.is_final(day), figures: latest }
    };
    span.days().map(day).collect()
}

/// What players hold by the ledger and by the rollups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// By the ledger, in minor units: what its other wallets lack, as all of them sum to zero.
    pub ledger: i64,
    /// By the rollups.
    pub rollups: i64,
    /// Whether they are equal; none if they are not of the same moment.
    pub equal: Option<bool>,
}

/// Compares the latest close of an asset with the ledger's wallets. They are of the same moment if both know as many entries
/// of the system's wallets.
pub fn compare(close: &Close, system: &SystemWallets, asset: &AssetCode) -> Comparison {
    let ledger = system.audit().get(asset).map_or(0, |audit| audit.players);
    let entries: i64 = (system.wallets.iter()).filter(|it| it.asset == *asset).map(|it| it.state.sequence).sum();
    let equal = (entries == close.system_entries).then_some(ledger == close.supply);
    Comparison { ledger, rollups: close.supply, equal }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_a_bound_and_does_not_run_back() {
        let day: Day = "2026-03-01".parse().expect("a day");
        assert_eq!(Span::new(day, day).expect("one day").days().count(), 1);
        let longest = Span::new(day, day.plus(Span::DAYS_MAX - 1)).expect("the longest");
        assert_eq!(i64::try_from(longest.days().count()), Ok(Span::DAYS_MAX));
        assert_eq!(longest.days().last(), Some(longest.to()));
        for to in [day.plus(-1), day.plus(Span::DAYS_MAX)] {
            assert_eq!(Span::new(day, to), Err(InvalidSpan));
        }
    }
}
