//! Rollups: the port [`Rollups`] over the tables `rollup_state`, `rollups`, `rollup_days` and `rollup_active`. All rows say by
//! `built` of which state they are.

use async_trait::async_trait;
use rusqlite::{Connection, Row, Transaction as WriteTransaction, params};
use wallet_domain::rollup::{
    Close, Day, DayClose, FoldMark, FoldStep, Group, LabelKind, RollupRow, RollupState, RollupView, Span, StoredFold,
    Sums, Terms,
};
use wallet_domain::{AssetCode, EventId, Rollups, StoreError, Timestamp};

use crate::error::Failure;
use crate::rows::{moment_if_any, parsed};
use crate::tx::{self, End};
use crate::{SqliteLedger, sql, wallets};

/// The numbers of the states: of the rollups that are read, and of those that a rebuild folds beside them.
const READ: i16 = 1;
const BESIDE: i16 = 2;

#[async_trait]
impl Rollups for SqliteLedger {
    async fn find_rollup_state(&self) -> Result<Option<RollupState>, StoreError> {
        self.read(|snapshot| find_state(snapshot, READ)).await
    }

    async fn begin_rollups(&self, terms: &Terms) -> Result<RollupState, StoreError> {
        let terms = terms.clone();
        self.run_tx("begin_rollups", move |transaction, _| {
            begin(transaction, sql::INSERT_ROLLUP_STATE, &terms, READ).map(End::Commit)
        })
        .await
    }

    async fn begin_rebuild(&self, terms: &Terms) -> Result<RollupState, StoreError> {
        let terms = terms.clone();
        self.run_tx("begin_rebuild", move |transaction, _| {
            begin(transaction, sql::INSERT_ROLLUP_STATE, &terms, READ)?;
            begin(transaction, sql::BEGIN_REBUILD, &terms, BESIDE).map(End::Commit)
        })
        .await
    }

    async fn find_rebuild(&self) -> Result<Option<RollupState>, StoreError> {
        self.read(|snapshot| find_state(snapshot, BESIDE)).await
    }

    async fn finish_rebuild(&self, rebuilt: FoldMark, read: FoldMark) -> Result<bool, StoreError> {
        self.run_tx("finish_rebuild", move |transaction, _| {
            let mut finish = transaction.prepare_cached(sql::FINISH_REBUILD)?;
            let [(built, from), (built_read, at)] = [rebuilt, read].map(|mark| (mark.built, mark.event));
            let params = params![built, from.position, from.index, built_read, at.position, at.index];
            if finish.execute(params)? == 0 {
                return Ok(End::RollBack(false));
            }
            transaction.prepare_cached(sql::END_REBUILD)?.execute([])?;
            Ok(End::Commit(true))
        })
        .await
    }

    async fn sweep_rollups(&self, max: i64) -> Result<u64, StoreError> {
        self.run_tx("sweep_rollups", move |transaction, _| sweep(transaction, max).map(End::Commit)).await
    }

    async fn load_fold(&self) -> Result<Option<StoredFold>, StoreError> {
        self.read(load).await
    }

    async fn save_fold(&self, step: &FoldStep) -> Result<bool, StoreError> {
        let step = step.clone();
        self.run_tx("save_fold", move |transaction, _| save(transaction, &step)).await
    }

    async fn read_rollups(
        &self,
        asset: &AssetCode,
        span: Span,
        kind: Option<LabelKind>,
    ) -> Result<Option<RollupView>, StoreError> {
        let asset = asset.clone();
        self.read(move |snapshot| {
            let Some(state) = find_state(snapshot, READ)? else { return Ok(None) };
            let built = state.mark.built;
            let mut rows = Vec::new();
            for kind in [None].into_iter().chain(kind.map(Some)) {
                rows.extend(list_rows(snapshot, built, &asset, kind, span)?);
            }
            let mut closes = Vec::new();
            closes.extend(find_last_close(snapshot, built, &asset, span.from())?);
            closes.extend(list_closes(snapshot, built, &asset, span)?);
            let latest = match state.day {
                Some(day) => find_last_close(snapshot, built, &asset, day.next())?,
                None => None,
            };
            let latest = latest.map(|it| it.close).unwrap_or_default();
            Ok(Some(RollupView { state, rows, closes, latest }))
        })
        .await
    }
}

fn find_state(connection: &Connection, number: i16) -> Result<Option<RollupState>, Failure> {
    tx::find(connection, sql::FIND_ROLLUP_STATE, [number], |row| {
        let terms = Terms {
            zone: parsed(row, 1, "the zone of rollups", |text: String| text.try_into())?,
            labels: parsed(row, 2, "the labels of rollups", |text: String| text.parse())?,
        };
        let event = EventId { position: row.get(3)?, index: row.get(4)? };
        let mark = FoldMark { built: row.get(0)?, event };
        let day: Option<String> = row.get(6)?;
        let day = day.map(|day| day.parse()).transpose().map_err(|why| Failure::corrupt("the day of rollups", why))?;
        Ok(RollupState { mark, terms, at: moment_if_any(row, 5)?, day })
    })
}

/// Begins rollups by a statement, and gives the state that is there then under a number.
fn begin(transaction: &WriteTransaction<'_>, sql: &str, terms: &Terms, number: i16) -> Result<RollupState, Failure> {
    transaction.prepare_cached(sql)?.execute(params![terms.zone.name(), terms.labels.to_string()])?;
    let state = find_state(transaction, number)?;
    state.ok_or_else(|| Failure::corrupt("the state of rollups", "it was written and is not there"))
}

/// Deletes rows of no state: those below the greatest that are of none.
fn sweep(transaction: &WriteTransaction<'_>, max: i64) -> Result<u64, Failure> {
    let (mut swept, mut from) = (0, 0);
    let states: Vec<i64> = tx::list(transaction, sql::LIST_BUILT, [], |row| Ok(row.get(0)?))?;
    for built in states {
        for sweep in [sql::SWEEP_ROLLUPS, sql::SWEEP_ROLLUP_DAYS, sql::SWEEP_ROLLUP_ACTIVE] {
            swept += transaction.prepare_cached(sweep)?.execute([from, built, max])? as u64;
        }
        from = built + 1;
    }
    Ok(swept)
}

fn save(transaction: &WriteTransaction<'_>, step: &FoldStep) -> Result<End<bool>, Failure> {
    let (from, state) = (step.from, &step.state);
    let (built, to) = (from.built, state.mark.event);
    let advanced = transaction.prepare_cached(sql::ADVANCE_ROLLUP_STATE)?.execute(params![
        from.built,
        from.event.position,
        from.event.index,
        to.position,
        to.index,
        state.at.map(Timestamp::as_micros),
        state.day.map(|day| day.to_string()),
    ])?;
    if advanced == 0 {
        return Ok(End::RollBack(false));
    }
    let mut delete = transaction.prepare_cached(sql::DELETE_ROLLUP)?;
    for RollupRow { day, group, label, .. } in &step.dropped {
        delete.execute(params![built, day.to_string(), group.asset.as_str(), group.flow, group.kind_name(), label])?;
    }
    let mut upsert = transaction.prepare_cached(sql::UPSERT_ROLLUP)?;
    for RollupRow { day, group, label, sums } in &step.rows {
        let Sums { count, credited, debited } = sums;
        let (day, asset, kind) = (day.to_string(), group.asset.as_str(), group.kind_name());
        upsert.execute(params![built, day, asset, group.flow, kind, label, count, credited, debited])?;
    }
    let mut upsert = transaction.prepare_cached(sql::UPSERT_ROLLUP_DAY)?;
    for DayClose { day, asset, close } in &step.closes {
        let Close { credited, debited, spent, active, supply, treasury, revenue, minted, system_entries } = close;
        upsert.execute(params![
            built,
            day.to_string(),
            asset.as_str(),
            credited,
            debited,
            spent,
            active,
            supply,
            treasury,
            revenue,
            minted,
            system_entries
        ])?;
    }
    if step.is_new_day {
        transaction.prepare_cached(sql::CLEAR_ROLLUP_ACTIVE)?.execute([built])?;
    }
    let mut insert = transaction.prepare_cached(sql::INSERT_ROLLUP_ACTIVE)?;
    for wallet in &step.active {
        insert.execute([built, *wallet])?;
    }
    Ok(End::Commit(true))
}

pub(crate) fn load(snapshot: &Connection) -> Result<Option<StoredFold>, Failure> {
    let Some(state) = find_state(snapshot, READ)? else { return Ok(None) };
    let built = state.mark.built;
    let mut fold = StoredFold { state, closes: Vec::new(), rows: Vec::new(), active: Vec::new() };
    if let Some(day) = fold.state.day {
        for asset in wallets::list_assets(snapshot)? {
            fold.rows.extend(list_day(snapshot, built, &asset.code, day)?);
            fold.closes.extend(find_last_close(snapshot, built, &asset.code, day.next())?);
        }
        fold.active = tx::list(snapshot, sql::LIST_ROLLUP_ACTIVE, [built], |row| Ok(row.get(0)?))?;
    }
    Ok(Some(fold))
}

/// All rows of an asset and a day, and its close, of those that are read.
pub(crate) fn read_day(
    snapshot: &Connection,
    asset: &AssetCode,
    day: Day,
) -> Result<(Vec<RollupRow>, Option<DayClose>), Failure> {
    let Some(state) = find_state(snapshot, READ)? else { return Ok(Default::default()) };
    let rows = list_day(snapshot, state.mark.built, asset, day)?;
    Ok((rows, list_closes(snapshot, state.mark.built, asset, Span::of(day))?.pop()))
}

/// The assets and days of which there is anything.
pub(crate) fn list_rolled_days(snapshot: &Connection) -> Result<Vec<(String, String)>, Failure> {
    tx::list(snapshot, sql::LIST_ROLLED_DAYS, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn list_day(snapshot: &Connection, built: i64, asset: &AssetCode, day: Day) -> Result<Vec<RollupRow>, Failure> {
    let mut rows = Vec::new();
    for kind in [None].into_iter().chain(LabelKind::ALL.map(Some)) {
        rows.extend(list_rows(snapshot, built, asset, kind, Span::of(day))?);
    }
    Ok(rows)
}

fn list_rows(
    snapshot: &Connection,
    built: i64,
    asset: &AssetCode,
    kind: Option<LabelKind>,
    span: Span,
) -> Result<Vec<RollupRow>, Failure> {
    let kind = kind.map_or(Group::ALL_OF_IT, LabelKind::name);
    let params = params![built, asset.as_str(), kind, span.from().to_string(), span.to().to_string()];
    tx::list(snapshot, sql::LIST_ROLLUPS, params, rollup)
}

fn list_closes(snapshot: &Connection, built: i64, asset: &AssetCode, span: Span) -> Result<Vec<DayClose>, Failure> {
    let params = params![built, asset.as_str(), span.from().to_string(), span.to().to_string()];
    tx::list(snapshot, sql::LIST_ROLLUP_DAYS, params, close)
}

fn find_last_close(
    snapshot: &Connection,
    built: i64,
    asset: &AssetCode,
    before: Day,
) -> Result<Option<DayClose>, Failure> {
    tx::find(snapshot, sql::FIND_LAST_ROLLUP_DAY, params![built, asset.as_str(), before.to_string()], close)
}

fn day(row: &Row<'_>) -> Result<Day, Failure> {
    parsed(row, 0, "a rollup's day", |text: String| text.parse())
}

/// A row: day, asset, flow, kind, label, count, credited, debited.
fn rollup(row: &Row<'_>) -> Result<RollupRow, Failure> {
    let (asset, flow, kind): (String, i16, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let group = Group::stored(&asset, &kind, flow).map_err(Failure::Corrupt)?;
    let sums = Sums { count: row.get(5)?, credited: row.get(6)?, debited: row.get(7)? };
    Ok(RollupRow { day: day(row)?, group, label: row.get::<_, String>(4)?.into(), sums })
}

/// A row: day, asset, and the figures in their order.
fn close(row: &Row<'_>) -> Result<DayClose, Failure> {
    let asset = parsed(row, 1, "a rollup's asset", |text: String| AssetCode::new(&text))?;
    let close = Close {
        credited: row.get(2)?,
        debited: row.get(3)?,
        spent: row.get(4)?,
        active: row.get(5)?,
        supply: row.get(6)?,
        treasury: row.get(7)?,
        revenue: row.get(8)?,
        minted: row.get(9)?,
        system_entries: row.get(10)?,
    };
    Ok(DayClose { day: day(row)?, asset, close })
}
