//! The fold: rollups in memory, from one step to the next.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::flow::Flow;
use crate::record::event::{Event, EventId, Happening};
use crate::rollup::day::{Day, Days};
use crate::rollup::folded::{Folded, Holder};
use crate::rollup::label::{LABELS_OPEN_MAX, LabelKind, OTHER};
use crate::rollup::row::{Close, DayClose, FoldMark, Group, RollupRow, RollupState, StoredFold, Sums, largest};
use crate::value::asset_code::AssetCode;
use crate::value::time::Timestamp;

/// Rollups as they are after the last event that was added: all of the day that is not over, and what each asset's wallets
/// hold. Its size is that of a day's labels and active wallets, however long the feed is.
#[derive(Debug)]
pub struct Fold {
    state: RollupState,
    /// The state as it is kept.
    kept: FoldMark,
    days: Days,
    accounts: BTreeMap<AssetCode, Account>,
    groups: HashMap<Group, Labels>,
    active: HashSet<i64>,
    newly_active: Vec<i64>,
    closed: Vec<ClosedDay>,
}

/// An asset.
#[derive(Debug)]
struct Account {
    /// The latest day on which something of it moved.
    day: Day,
    close: Close,
    is_changed: bool,
}

/// The rows of a group, by label.
#[derive(Debug, Default)]
struct Labels(HashMap<Box<str>, Cell>);

#[derive(Debug, Default)]
struct Cell {
    sums: Sums,
    is_changed: bool,
    /// Whether the store has the row.
    is_kept: bool,
}

/// A day that is over, with all of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDay {
    /// The day.
    pub day: Day,
    /// Its rows.
    pub rows: Vec<RollupRow>,
    /// The assets of which something moved.
    pub closes: Vec<DayClose>,
    /// Rows that an earlier step has kept, and that are none of the largest: without figures.
    pub dropped: Vec<RollupRow>,
}

/// What a store is to write, in one commit, if it is where `from` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldStep {
    /// Where the store has to be.
    pub from: FoldMark,
    /// Where it is then.
    pub state: RollupState,
    /// Rows as they are then.
    pub rows: Vec<RollupRow>,
    /// Rows that are no more.
    pub dropped: Vec<RollupRow>,
    /// Assets' days as they are then.
    pub closes: Vec<DayClose>,
    /// Whether the wallets that moved on an earlier day are to be forgotten.
    pub is_new_day: bool,
    /// Wallets that moved on the day that is not over, and are not kept yet.
    pub active: Vec<i64>,
}

impl Fold {
    /// A fold with nothing in it.
    pub fn begin(state: RollupState) -> Self {
        Self::of(StoredFold { state, closes: Vec::new(), rows: Vec::new(), active: Vec::new() })
    }

    /// A fold that goes on where another ended.
    pub fn of(stored: StoredFold) -> Self {
        let StoredFold { state, closes, rows, active } = stored;
        let account = |it: DayClose| (it.asset, Account { day: it.day, close: it.close, is_changed: false });
        let mut groups: HashMap<Group, Labels> = HashMap::new();
        for RollupRow { group, label, sums, .. } in rows {
            groups.entry(group).or_default().0.insert(label, Cell { sums, is_changed: false, is_kept: true });
        }
        Self {
            kept: state.mark,
            days: Days::of(state.terms.zone.clone()),
            state,
            accounts: closes.into_iter().map(account).collect(),
            groups,
            active: active.into_iter().collect(),
            newly_active: Vec::new(),
            closed: Vec::new(),
        }
    }

    /// How far it is.
    pub fn state(&self) -> &RollupState {
        &self.state
    }

    /// Adds the next event of the feed.
    pub fn add_event(&mut self, event: &Event) {
        match &event.what {
            Happening::Transaction(transaction) => {
                let folded = Folded::of(transaction, &self.state.terms.labels);
                self.add(event.id, &folded);
            }
            Happening::Change(change) => self.pass(event.id, change.at),
        }
    }

    /// Passes an event that moves nothing and begins no day: a change by an operator.
    pub fn pass(&mut self, id: EventId, at: Timestamp) {
        (self.state.mark.event, self.state.at) = (id, Some(at));
    }

    /// Adds the next transaction of the feed.
    pub fn add(&mut self, id: EventId, folded: &Folded) {
        self.pass(id, folded.at);
        let day = self.days.day_of(folded.at);
        let day = self.state.day.map_or(day, |open| day.max(open));
        if let Some(over) = self.state.day.replace(day).filter(|over| *over < day) {
            self.close(over);
        }
        let mut assets: Vec<(&AssetCode, Sums)> = Vec::with_capacity(2);
        for it in &folded.moves {
            let account = Account::of(&mut self.accounts, &it.asset, day);
            account.is_changed = true;
            let close = &mut account.close;
            let place = assets.iter().position(|(asset, _)| **asset == it.asset).unwrap_or_else(|| {
                assets.push((&it.asset, Sums { count: 1, ..Sums::default() }));
                assets.len() - 1
            });
            let sums = &mut assets[place].1;
            let held = match it.holder {
                Holder::Player => {
                    let amount = i64::try_from(it.amount.unsigned_abs()).unwrap_or(i64::MAX);
                    let (side, of_day) = if it.amount < 0 {
                        (&mut sums.debited, &mut close.debited)
                    } else {
                        (&mut sums.credited, &mut close.credited)
                    };
                    (*side, *of_day) = (side.saturating_add(amount), of_day.saturating_add(amount));
                    if it.amount < 0 && matches!(folded.flow, Flow::Spend | Flow::Capture | Flow::Purchase) {
                        close.spent = close.spent.saturating_add(amount);
                    }
                    if self.active.insert(it.wallet) {
                        self.newly_active.push(it.wallet);
                        close.active += 1;
                    }
                    Some(&mut close.supply)
                }
                Holder::Treasury => Some(&mut close.treasury),
                Holder::Revenue => Some(&mut close.revenue),
                Holder::Issuance => {
                    close.minted = close.minted.saturating_sub(it.amount);
                    None
                }
                Holder::Debt | Holder::Operators => None,
            };
            if let Some(held) = held {
                *held = held.saturating_add(it.amount);
            }
            close.system_entries += i64::from(!matches!(it.holder, Holder::Player | Holder::Debt));
        }
        for (asset, sums) in assets {
            let group = |kind| Group { asset: asset.clone(), kind, flow: folded.flow.code() };
            self.groups.entry(group(None)).or_default().add("", sums);
            for (kind, label) in LabelKind::ALL.into_iter().zip(&folded.labels) {
                if let Some(label) = label {
                    self.groups.entry(group(Some(kind))).or_default().add(label, sums);
                }
            }
        }
    }

    /// Ends a day: of its labels the largest stay.
    fn close(&mut self, day: Day) {
        let (mut rows, mut dropped) = (Vec::new(), Vec::new());
        for (group, Labels(cells)) in self.groups.drain() {
            let row = |label, sums| RollupRow { day, group: group.clone(), label, sums };
            let kept: Vec<Box<str>> = cells.iter().filter(|(_, cell)| cell.is_kept).map(|it| it.0.clone()).collect();
            let labels = largest(cells.into_iter().map(|(label, cell)| (label, cell.sums)));
            let gone = kept.into_iter().filter(|label| labels.iter().all(|(other, _)| other != label));
            dropped.extend(gone.map(|label| row(label, Sums::default())));
            rows.extend(labels.into_iter().map(|(label, sums)| row(label, sums)));
        }
        let of_day = self.accounts.iter_mut().filter(|(_, account)| account.day == day);
        let closes = of_day.map(|(asset, account)| {
            account.is_changed = false;
            DayClose { day, asset: asset.clone(), close: account.close }
        });
        self.closed.push(ClosedDay { day, rows, closes: closes.collect(), dropped });
        self.active.clear();
        self.newly_active.clear();
    }

    /// The days that are over since the last time, or since the last step.
    pub fn take_closed(&mut self) -> Vec<ClosedDay> {
        std::mem::take(&mut self.closed)
    }

    /// The rows of the day that is not over, and its assets.
    pub fn open_day(&self) -> (Vec<RollupRow>, Vec<DayClose>) {
        let Some(day) = self.state.day else { return (Vec::new(), Vec::new()) };
        let rows = self.groups.iter().flat_map(|(group, labels)| labels.rows(day, group, |_| true));
        let closes = self.accounts.iter().filter(|(_, account)| account.day == day);
        let closes = closes.map(|(asset, it)| DayClose { day, asset: asset.clone(), close: it.close });
        (rows.collect(), closes.collect())
    }

    /// What has changed since the last step; none if nothing has.
    pub fn take_step(&mut self) -> Option<FoldStep> {
        let from = std::mem::replace(&mut self.kept, self.state.mark);
        if from == self.kept {
            return None;
        }
        let (mut rows, mut dropped, mut closes) = (Vec::new(), Vec::new(), Vec::new());
        let over = self.take_closed();
        let is_new_day = !over.is_empty();
        for day in over {
            rows.extend(day.rows);
            dropped.extend(day.dropped);
            closes.extend(day.closes);
        }
        if let Some(day) = self.state.day {
            for (group, labels) in &mut self.groups {
                rows.extend(labels.rows(day, group, |cell| cell.is_changed));
                for cell in labels.0.values_mut() {
                    (cell.is_changed, cell.is_kept) = (false, true);
                }
            }
            for (asset, account) in self.accounts.iter_mut().filter(|(_, account)| account.is_changed) {
                account.is_changed = false;
                closes.push(DayClose { day: account.day, asset: asset.clone(), close: account.close });
            }
        }
        let active = std::mem::take(&mut self.newly_active);
        Some(FoldStep { from, state: self.state.clone(), rows, dropped, closes, is_new_day, active })
    }
}

impl Account {
    /// The account of an asset on a day.
    fn of<'a>(accounts: &'a mut BTreeMap<AssetCode, Self>, asset: &AssetCode, day: Day) -> &'a mut Self {
        if !accounts.contains_key(asset) {
            accounts.insert(asset.clone(), Self { day, close: Close::default(), is_changed: false });
        }
        let account = accounts.get_mut(asset).expect("it was put there");
        if account.day < day {
            (account.day, account.close) = (day, account.close.carried());
        }
        account
    }
}

impl Labels {
    fn add(&mut self, label: &str, sums: Sums) {
        let is_there = self.0.contains_key(label);
        let label = if is_there || self.0.len() < LABELS_OPEN_MAX { label } else { OTHER };
        if !is_there && !self.0.contains_key(label) {
            self.0.insert(label.into(), Cell::default());
        }
        let cell = self.0.get_mut(label).expect("it was put there");
        cell.sums.add(sums);
        cell.is_changed = true;
    }

    fn rows<'a>(
        &'a self,
        day: Day,
        group: &'a Group,
        is_wanted: impl Fn(&Cell) -> bool + 'a,
    ) -> impl Iterator<Item = RollupRow> + 'a {
        let cells = self.0.iter().filter(move |(_, cell)| is_wanted(cell));
        cells.map(move |(label, cell)| RollupRow { day, group: group.clone(), label: label.clone(), sums: cell.sums })
    }
}
