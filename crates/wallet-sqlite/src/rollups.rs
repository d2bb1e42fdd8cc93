//! Rollups: the port [`Rollups`] over the tables `rollup_state`, `rollups`, `rollup_days` and `rollup_active`.

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

#[async_trait]
impl Rollups for SqliteLedger {
    async fn find_rollup_state(&self) -> Result<Option<RollupState>, StoreError> {
        self.read(find_state).await
    }

    async fn begin_rollups(&self, terms: &Terms) -> Result<RollupState, StoreError> {
        let terms = terms.clone();
        self.run_tx("begin_rollups", move |transaction, _| write_state(transaction, sql::INSERT_ROLLUP_STATE, &terms))
            .await
    }

    async fn reset_rollups(&self, terms: &Terms) -> Result<RollupState, StoreError> {
        let terms = terms.clone();
        self.run_tx("reset_rollups", move |transaction, _| {
            for clear in [sql::CLEAR_ROLLUPS, sql::CLEAR_ROLLUP_DAYS, sql::CLEAR_ROLLUP_ACTIVE] {
                transaction.prepare_cached(clear)?.execute([])?;
            }
            write_state(transaction, sql::RESET_ROLLUP_STATE, &terms)
        })
        .await
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
            let Some(state) = find_state(snapshot)? else { return Ok(None) };
            let mut rows = Vec::new();
            for kind in [None].into_iter().chain(kind.map(Some)) {
                rows.extend(list_rows(snapshot, &asset, kind, span)?);
            }
            let mut closes = Vec::new();
            closes.extend(find_last_close(snapshot, &asset, span.from())?);
            closes.extend(list_closes(snapshot, &asset, span)?);
            let latest = match state.day {
                Some(day) => find_last_close(snapshot, &asset, day.next())?,
                None => None,
            };
            let latest = latest.map(|it| it.close).unwrap_or_default();
            Ok(Some(RollupView { state, rows, closes, latest }))
        })
        .await
    }
}

fn find_state(connection: &Connection) -> Result<Option<RollupState>, Failure> {
    tx::find(connection, sql::FIND_ROLLUP_STATE, [], |row| {
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

fn write_state(transaction: &WriteTransaction<'_>, sql: &str, terms: &Terms) -> Result<End<RollupState>, Failure> {
    transaction.prepare_cached(sql)?.execute(params![terms.zone.name(), terms.labels.to_string()])?;
    let state = find_state(transaction)?;
    state.map(End::Commit).ok_or_else(|| Failure::corrupt("the state of rollups", "it was written and is not there"))
}

fn save(transaction: &WriteTransaction<'_>, step: &FoldStep) -> Result<End<bool>, Failure> {
    let (from, state) = (step.from, &step.state);
    let to = state.mark.event;
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
        delete.execute(params![day.to_string(), group.asset.as_str(), group.flow, group.kind_name(), label])?;
    }
    let mut upsert = transaction.prepare_cached(sql::UPSERT_ROLLUP)?;
    for RollupRow { day, group, label, sums } in &step.rows {
        let Sums { count, credited, debited } = sums;
        let (day, asset, kind) = (day.to_string(), group.asset.as_str(), group.kind_name());
        upsert.execute(params![day, asset, group.flow, kind, label, count, credited, debited])?;
    }
    let mut upsert = transaction.prepare_cached(sql::UPSERT_ROLLUP_DAY)?;
    for DayClose { day, asset, close } in &step.closes {
        let Close { credited, debited, spent, active, supply, treasury, revenue, minted, system_entries } = close;
        upsert.execute(params![
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
        transaction.prepare_cached(sql::CLEAR_ROLLUP_ACTIVE)?.execute([])?;
    }
    let mut insert = transaction.prepare_cached(sql::INSERT_ROLLUP_ACTIVE)?;
    for wallet in &step.active {
        insert.execute([wallet])?;
    }
    Ok(End::Commit(true))
}

pub(crate) fn load(snapshot: &Connection) -> Result<Option<StoredFold>, Failure> {
    let Some(state) = find_state(snapshot)? else { return Ok(None) };
    let mut fold = StoredFold { state, closes: Vec::new(), rows: Vec::new(), active: Vec::new() };
    if let Some(day) = fold.state.day {
        for asset in wallets::list_assets(snapshot)? {
            fold.rows.extend(list_day(snapshot, &asset.code, day)?);
            fold.closes.extend(find_last_close(snapshot, &asset.code, day.next())?);
        }
        fold.active = tx::list(snapshot, sql::LIST_ROLLUP_ACTIVE, [], |row| Ok(row.get(0)?))?;
    }
    Ok(Some(fold))
}

/// All rows of an asset and a day, and its close.
pub(crate) fn read_day(
    snapshot: &Connection,
    asset: &AssetCode,
    day: Day,
) -> Result<(Vec<RollupRow>, Option<DayClose>), Failure> {
    let rows = list_day(snapshot, asset, day)?;
    Ok((rows, list_closes(snapshot, asset, Span::of(day))?.pop()))
}

/// The assets and days of which there is anything.
pub(crate) fn list_rolled_days(snapshot: &Connection) -> Result<Vec<(String, String)>, Failure> {
    tx::list(snapshot, sql::LIST_ROLLED_DAYS, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn list_day(snapshot: &Connection, asset: &AssetCode, day: Day) -> Result<Vec<RollupRow>, Failure> {
    let mut rows = Vec::new();
    for kind in [None].into_iter().chain(LabelKind::ALL.map(Some)) {
        rows.extend(list_rows(snapshot, asset, kind, Span::of(day))?);
    }
    Ok(rows)
}

fn list_rows(
    snapshot: &Connection,
    asset: &AssetCode,
    kind: Option<LabelKind>,
    span: Span,
) -> Result<Vec<RollupRow>, Failure> {
    let kind = kind.map_or(Group::ALL_OF_IT, LabelKind::name);
    let params = params![asset.as_str(), kind, span.from().to_string(), span.to().to_string()];
    tx::list(snapshot, sql::LIST_ROLLUPS, params, rollup)
}

fn list_closes(snapshot: &Connection, asset: &AssetCode, span: Span) -> Result<Vec<DayClose>, Failure> {
    let params = params![asset.as_str(), span.from().to_string(), span.to().to_string()];
    tx::list(snapshot, sql::LIST_ROLLUP_DAYS, params, close)
}

fn find_last_close(snapshot: &Connection, asset: &AssetCode, before: Day) -> Result<Option<DayClose>, Failure> {
    tx::find(snapshot, sql::FIND_LAST_ROLLUP_DAY, params![asset.as_str(), before.to_string()], close)
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
