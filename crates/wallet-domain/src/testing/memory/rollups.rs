//! The model of where rollups are kept.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use super::MemoryLedger;
use crate::rollup::{
    Close, Day, DayClose, FoldMark, FoldStep, Group, LabelKind, RollupRow, RollupState, RollupView, Span, StoredFold,
    Sums, Terms,
};
use crate::{AssetCode, Rollups, StoreError};

/// What is kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Rolled {
    read: Option<Kept>,
    /// What a rebuild has folded so far.
    beside: Option<Kept>,
}

#[derive(Debug, Clone)]
struct Kept {
    state: RollupState,
    rows: BTreeMap<(Day, Group, Box<str>), Sums>,
    closes: BTreeMap<(AssetCode, Day), Close>,
    active: BTreeSet<i64>,
}

impl Kept {
    fn empty(state: RollupState) -> Self {
        Self { state, rows: BTreeMap::new(), closes: BTreeMap::new(), active: BTreeSet::new() }
    }

    fn rows(&self, is_wanted: impl Fn(Day, &Group) -> bool) -> Vec<RollupRow> {
        let rows = self.rows.iter().filter(|((day, group, _), _)| is_wanted(*day, group));
        rows.map(|((day, group, label), sums)| {
            let (group, label) = (group.clone(), label.clone());
            RollupRow { day: *day, group, label, sums: *sums }
        })
        .collect()
    }

    fn closes<'a>(&'a self, asset: &AssetCode, from: Option<Day>, to: Day) -> impl Iterator<Item = DayClose> + 'a {
        let asset = asset.clone();
        let of_asset = self.closes.iter().filter(move |((of, _), _)| *of == asset);
        let found = of_asset.filter(move |((_, day), _)| from.is_none_or(|from| from <= *day) && *day <= to);
        found.map(|((asset, day), close)| DayClose { day: *day, asset: asset.clone(), close: *close })
    }
}

impl Rolled {
    fn begin(&mut self, terms: &Terms) -> &Kept {
        self.read.get_or_insert_with(|| Kept::empty(RollupState::empty(terms.clone(), 1)))
    }
}

#[async_trait]
impl Rollups for MemoryLedger {
    async fn find_rollup_state(&self) -> Result<Option<RollupState>, StoreError> {
        Ok(self.lock().rollups.read.as_ref().map(|kept| kept.state.clone()))
    }

    async fn begin_rollups(&self, terms: &Terms) -> Result<RollupState, StoreError> {
        Ok(self.lock().rollups.begin(terms).state.clone())
    }

    async fn begin_rebuild(&self, terms: &Terms) -> Result<RollupState, StoreError> {
        let mut ledger = self.lock();
        let read = ledger.rollups.begin(terms).state.mark.built;
        let built = ledger.rollups.beside.as_ref().map_or(read, |kept| kept.state.mark.built) + 1;
        let empty = RollupState::empty(terms.clone(), built);
        ledger.rollups.beside = Some(Kept::empty(empty.clone()));
        Ok(empty)
    }

    async fn find_rebuild(&self) -> Result<Option<RollupState>, StoreError> {
        Ok(self.lock().rollups.beside.as_ref().map(|kept| kept.state.clone()))
    }

    async fn finish_rebuild(&self, rebuilt: FoldMark, read: FoldMark) -> Result<bool, StoreError> {
        let mut ledger = self.lock();
        let Rolled { read: kept, beside } = &mut ledger.rollups;
        if kept.as_ref().is_none_or(|kept| kept.state.mark != read) {
            return Ok(false);
        }
        let Some(whole) = beside.take_if(|kept| kept.state.mark == rebuilt) else { return Ok(false) };
        *kept = Some(whole);
        Ok(true)
    }

    async fn sweep_rollups(&self, _: i64) -> Result<u64, StoreError> {
        // What is not read any more is gone at once.
        Ok(0)
    }

    async fn load_fold(&self) -> Result<Option<StoredFold>, StoreError> {
        let ledger = self.lock();
        let Some(kept) = &ledger.rollups.read else { return Ok(None) };
        let state = kept.state.clone();
        let rows = kept.rows(|day, _| Some(day) == state.day);
        let latest = |asset| state.day.and_then(|day| kept.closes(asset, None, day).last());
        let closes = ledger.assets.keys().filter_map(latest).collect();
        Ok(Some(StoredFold { closes, rows, active: kept.active.iter().copied().collect(), state }))
    }

    async fn save_fold(&self, step: &FoldStep) -> Result<bool, StoreError> {
        let mut ledger = self.lock();
        let Rolled { read, beside } = &mut ledger.rollups;
        let mut both = [read, beside].into_iter().flatten();
        let Some(kept) = both.find(|kept| kept.state.mark == step.from) else { return Ok(false) };
        kept.state = step.state.clone();
        for row in &step.dropped {
            kept.rows.remove(&(row.day, row.group.clone(), row.label.clone()));
        }
        let rows = step.rows.iter().map(|row| ((row.day, row.group.clone(), row.label.clone()), row.sums));
        kept.rows.extend(rows);
        kept.closes.extend(step.closes.iter().map(|it| ((it.asset.clone(), it.day), it.close)));
        if step.is_new_day {
            kept.active.clear();
        }
        kept.active.extend(&step.active);
        Ok(true)
    }

    async fn read_rollups(
        &self,
        asset: &AssetCode,
        span: Span,
        kind: Option<LabelKind>,
    ) -> Result<Option<RollupView>, StoreError> {
        let ledger = self.lock();
        let Some(kept) = &ledger.rollups.read else { return Ok(None) };
        let rows = kept.rows(|day, group| {
            let is_wanted = group.kind.is_none() || group.kind == kind;
            group.asset == *asset && is_wanted && (span.from()..=span.to()).contains(&day)
        });
        let before = kept.closes(asset, None, span.from().plus(-1)).last();
        let closes = before.into_iter().chain(kept.closes(asset, Some(span.from()), span.to())).collect();
        let state = kept.state.clone();
        let latest = state.day.and_then(|day| kept.closes(asset, None, day).last());
        let latest = latest.map(|it| it.close).unwrap_or_default();
        Ok(Some(RollupView { state, rows, closes, latest }))
    }
}
