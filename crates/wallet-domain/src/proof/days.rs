//! What a proof of what is new tells of rollups without the feed: the figures of the days that it met add up.
//!
//! Of each asset and day: the flows come to what the day has, no kind of labels has more than its flow, and what players hold
//! follows from the day before. That the feed comes to these figures only the whole proof tells.

use std::collections::BTreeMap;

use super::findings::{Check, Findings};
use crate::ports::error::StoreError;
use crate::ports::journal::Journal;
use crate::rollup::{Close, Day, RollupRow, Sums};
use crate::value::asset_code::AssetCode;
use crate::value::time::Timestamp;

/// Proves that the figures add up from the day of `since` on.
pub(super) async fn prove_sums(
    journal: &dyn Journal,
    since: Timestamp,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let Some(stored) = journal.prove_rollups().await? else { return Ok(()) };
    let Some(open) = stored.state.day else { return Ok(()) };
    let first = Day::of(since, &stored.state.terms.zone).min(open);
    let mut wrong = Vec::new();
    for latest in &stored.closes {
        let mut sums = DaySums { asset: &latest.asset, supply: None, wrong: &mut wrong };
        // What was held when the first day began.
        let (_, before) = journal.prove_rollup_day(&latest.asset, first.plus(-1)).await?;
        sums.supply = before.map(|it| it.close.supply);
        let mut day = first;
        while day < open {
            let (rows, close) = journal.prove_rollup_day(&latest.asset, day).await?;
            sums.judge(day, rows.iter(), close.map(|it| it.close));
            day = day.next();
        }
        // Of the day that is not over all is of one moment, as somebody may be folding.
        let rows = stored.rows.iter().filter(|row| row.group.asset == latest.asset);
        sums.judge(open, rows, (latest.day == open).then_some(latest.close));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    // A rebuild may have taken the place of what was being read.
    let built = journal.prove_rollups().await?.map(|fold| fold.state.mark.built);
    if built == Some(stored.state.mark.built) {
        for (subject, detail) in wrong {
            findings.add(Check::Rollups, subject, detail);
        }
    }
    Ok(())
}

/// The days of an asset, one after the other.
struct DaySums<'a> {
    asset: &'a AssetCode,
    /// What players held at the end of the latest day, if it is known.
    supply: Option<i64>,
    wrong: &'a mut Vec<(String, String)>,
}

impl DaySums<'_> {
    fn judge<'r>(&mut self, day: Day, rows: impl Iterator<Item = &'r RollupRow>, close: Option<Close>) {
        let (mut all, mut flows, mut labels) = (Sums::default(), BTreeMap::new(), BTreeMap::new());
        for RollupRow { group, sums, .. } in rows {
            match group.kind {
                None => {
                    all.add(*sums);
                    flows.insert(group.flow, *sums);
                }
                Some(kind) => labels.entry((group.flow, kind.name())).or_insert_with(Sums::default).add(*sums),
            }
        }
        for ((flow, kind), sums) in labels {
            let flow = flows.get(&flow).copied().unwrap_or_default();
            if sums.count > flow.count || sums.credited > flow.credited || sums.debited > flow.debited {
                self.tell(day, format!("labels of the kind {kind} come to {sums:?}, and their flow to {flow:?}"));
            }
        }
        let Close { credited, debited, supply, .. } = close.unwrap_or_default();
        if (all.credited, all.debited) != (credited, debited) {
            let flows = format!("its flows come to {} in and {} out", all.credited, all.debited);
            self.tell(day, format!("{flows}, and the day to {credited} and {debited}"));
        }
        if close.is_none() {
            return;
        }
        if let Some(before) = self.supply.replace(supply)
            && before.saturating_add(credited).saturating_sub(debited) != supply
        {
            let came = format!("players held {before} before it, {credited} came and {debited} went");
            self.tell(day, format!("{came}, and it has {supply}"));
        }
    }

    fn tell(&mut self, day: Day, detail: String) {
        self.wrong.push((format!("rollup of {} on {day}", self.asset), detail));
        self.wrong.truncate(1_000);
    }
}
