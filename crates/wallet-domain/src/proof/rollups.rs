//! Rollups are what the feed folds to.
//!
//! The walk over commits follows the feed anyway. Once a day is over, its refolded figures are compared with the stored ones;
//! the day that is not over, where the stored rollups were when the proof began.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::findings::{Check, Findings};
use crate::ports::error::StoreError;
use crate::ports::journal::{Journal, TransactionRecord};
use crate::record::event::EventId;
use crate::rollup::{Close, Day, DayClose, Fold, Folded, Group, LabelKeys, RollupRow, RollupState, StoredFold, Sums};
use crate::value::asset_code::AssetCode;
use crate::value::time::Timestamp;

/// The feed folded once more, up to where the stored rollups were.
#[derive(Debug)]
pub(super) struct Refold {
    stored: StoredFold,
    fold: Fold,
    is_done: bool,
    /// The assets and days that the feed has, as text.
    seen: BTreeSet<(String, String)>,
    /// What was found wrong, by subject.
    wrong: Vec<(String, String)>,
}

/// What a transaction adds; nothing if its row cannot be read back, which is a finding of its own.
pub(super) fn folded(record: &TransactionRecord, keys: &LabelKeys) -> Option<Folded> {
    let command = record.command.as_ref().ok()?;
    let legs = record.legs.iter().filter_map(|leg| {
        let asset = AssetCode::new(leg.asset.as_deref()?).ok()?;
        Some((leg.wallet, leg.owner.as_deref()?, asset, leg.amount))
    });
    Some(Folded::by_parts(record.created_at, command, keys, legs))
}

impl Refold {
    /// Begins where the feed does; none if nothing is folded.
    pub(super) async fn begin(journal: &dyn Journal) -> Result<Option<Self>, StoreError> {
        let Some(stored) = journal.prove_rollups().await? else { return Ok(None) };
        let empty = RollupState::empty(stored.state.terms.clone(), stored.state.mark.built);
        let is_done = stored.state.mark.event == EventId::START;
        let (seen, wrong) = (BTreeSet::new(), Vec::new());
        Ok(Some(Self { fold: Fold::begin(empty), stored, is_done, seen, wrong }))
    }

    /// Where labels are read.
    pub(super) fn keys(&self) -> &LabelKeys {
        &self.stored.state.terms.labels
    }

    /// Adds what a position of the feed has; of a change nothing.
    pub(super) async fn add(
        &mut self,
        id: EventId,
        folded: Option<&Folded>,
        journal: &dyn Journal,
    ) -> Result<(), StoreError> {
        let end = self.stored.state.mark.event;
        if self.is_done || id > end {
            return Ok(());
        }
        match folded {
            Some(folded) => self.fold.add(id, folded),
            None => self.fold.pass(id, Timestamp::from_micros(0)),
        }
        for closed in self.fold.take_closed() {
            self.compare_day(closed.day, closed.rows, closed.closes, journal).await?;
        }
        if id == end {
            self.is_done = true;
            self.compare_open();
        }
        Ok(())
    }

    async fn compare_day(
        &mut self,
        day: Day,
        rows: Vec<RollupRow>,
        closes: Vec<DayClose>,
        journal: &dyn Journal,
    ) -> Result<(), StoreError> {
        let (mut stored_rows, mut stored_closes) = (Vec::new(), Vec::new());
        for close in &closes {
            self.seen.insert((close.asset.to_string(), day.to_string()));
            let (rows, close) = journal.prove_rollup_day(&close.asset, day).await?;
            stored_rows.extend(rows);
            stored_closes.extend(close);
        }
        self.compare(rows, closes, stored_rows, stored_closes);
        Ok(())
    }

    fn compare_open(&mut self) {
        let (rows, closes) = self.fold.open_day();
        for close in &closes {
            self.seen.insert((close.asset.to_string(), close.day.to_string()));
        }
        let stored_rows = std::mem::take(&mut self.stored.rows);
        let day = self.stored.state.day;
        let of_day = std::mem::take(&mut self.stored.closes).into_iter().filter(|close| Some(close.day) == day);
        let stored_closes = of_day.collect();
        self.compare(rows, closes, stored_rows, stored_closes);
    }

    fn compare(
        &mut self,
        rows: Vec<RollupRow>,
        closes: Vec<DayClose>,
        stored_rows: Vec<RollupRow>,
        stored_closes: Vec<DayClose>,
    ) {
        let by_row = |rows: Vec<RollupRow>| -> BTreeMap<(Day, Group, Box<str>), Sums> {
            rows.into_iter().map(|row| ((row.day, row.group, row.label), row.sums)).collect()
        };
        self.differ(by_row(rows), by_row(stored_rows), |(day, group, label)| {
            let by = group.kind.map_or_else(String::new, |kind| format!(" with the {} {label:?}", kind.name()));
            format!("{} of {} on {day}{by}", group.flow_name(), group.asset)
        });
        let by_asset = |closes: Vec<DayClose>| -> BTreeMap<(AssetCode, Day), Close> {
            closes.into_iter().map(|close| ((close.asset, close.day), close.close)).collect()
        };
        self.differ(by_asset(closes), by_asset(stored_closes), |(asset, day)| format!("{asset} on {day}"));
    }

    fn differ<K: Ord, V: PartialEq + std::fmt::Debug>(
        &mut self,
        expected: BTreeMap<K, V>,
        mut stored: BTreeMap<K, V>,
        name: impl Fn(&K) -> String,
    ) {
        for (key, figures) in expected {
            match stored.remove(&key) {
                Some(kept) if kept == figures => {}
                Some(kept) => {
                    self.tell(&name(&key), format_args!("it has {kept:?}, and the feed comes to {figures:?}"));
                }
                None => self.tell(&name(&key), format_args!("it has no figures, and the feed comes to {figures:?}")),
            }
        }
        for (key, kept) in stored {
            self.tell(&name(&key), format_args!("it has {kept:?}, and the feed comes to nothing"));
        }
    }

    fn tell(&mut self, subject: &str, detail: impl Display) {
        self.wrong.push((format!("rollup of {subject}"), detail.to_string()));
        self.wrong.truncate(1_000);
    }

    /// What was found wrong, unless something else was, which shows in rollups, too; or unless they were begun anew meanwhile.
    pub(super) async fn close(mut self, journal: &dyn Journal, findings: &mut Findings) -> Result<(), StoreError> {
        if !findings.is_empty() {
            return Ok(());
        }
        if !self.is_done {
            let end = self.stored.state.mark.event;
            self.tell("the feed", format_args!("they are at event {end}, which is not there"));
        }
        let days = journal.list_rolled_days().await?;
        let Some(latest) = journal.prove_rollups().await?.map(|fold| fold.state) else { return Ok(()) };
        if latest.mark.built != self.stored.state.mark.built {
            return Ok(());
        }
        let text = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        // What was folded meanwhile is the next proof's.
        let (then, now) = (text(self.stored.state.day), text(latest.day));
        for (asset, day) in days {
            let is_new = day >= then && day <= now;
            if !self.seen.contains(&(asset.clone(), day.clone())) && !is_new {
                self.tell(&format!("{asset} on {day}"), "it has figures, and the feed comes to nothing");
            }
        }
        for (subject, detail) in self.wrong {
            findings.add(Check::Rollups, subject, detail);
        }
        Ok(())
    }
}
