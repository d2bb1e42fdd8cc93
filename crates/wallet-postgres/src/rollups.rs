//! Rollups: the port [`Rollups`] over the tables `rollup_state`, `rollups`, `rollup_days` and `rollup_active`. The row of the
//! state is locked first, that of those that are read before that of a rebuild; nothing of the ledger is. All other rows say
//! by `built` of which state they are.

use async_trait::async_trait;
use tokio_postgres::Row;
use wallet_domain::rollup::{
    Close, Day, DayClose, FoldMark, FoldStep, Group, LabelKind, RollupRow, RollupState, RollupView, Span, StoredFold,
    Sums, Terms,
};
use wallet_domain::{AssetCode, EventId, Rollups, StoreError};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::pool::Lent;
use crate::rows::{get, parse, timestamp_if_any, to_system_time};
use crate::sql::{
    ADVANCE_ROLLUP_STATE, BEGIN_REBUILD, CLEAR_ROLLUP_ACTIVE, DELETE_ROLLUPS, END_REBUILD, FIND_ROLLUP_STATE,
    FINISH_REBUILD, INSERT_ROLLUP_ACTIVE, INSERT_ROLLUP_STATE, LIST_ASSETS, LIST_BUILT, LIST_ROLLED_DAYS,
    LIST_ROLLUP_ACTIVE, LIST_ROLLUP_DAYS, LIST_ROLLUPS, LOCK_ROLLUP_STATE, SWEEP_ROLLUP_ACTIVE, SWEEP_ROLLUP_DAYS,
    SWEEP_ROLLUPS, Statement, UPSERT_ROLLUP_DAYS, UPSERT_ROLLUPS,
};
use crate::tx::{self, Connection, End};

/// The numbers of the states: of the rollups that are read, and of those that a rebuild folds beside them.
const READ: i16 = 1;
const BESIDE: i16 = 2;

#[async_trait]
impl Rollups for PgLedger {
    async fn find_rollup_state(&self) -> Result<Option<RollupState>, StoreError> {
        let rows = self.read(FIND_ROLLUP_STATE, &[&READ]).await?;
        rows.first().map(state).transpose().map_err(Failure::into_store_error)
    }

    async fn begin_rollups(&self, terms: &Terms) -> Result<RollupState, StoreError> {
        self.run_tx("begin_rollups", |connection| async move {
            let state = begin(&connection, INSERT_ROLLUP_STATE, terms, READ).await?;
            Ok(End::Commit(connection, state))
        })
        .await
    }

    async fn begin_rebuild(&self, terms: &Terms) -> Result<RollupState, StoreError> {
        self.run_tx("begin_rebuild", |connection| async move {
            begin(&connection, INSERT_ROLLUP_STATE, terms, READ).await?;
            tx::write(&connection, LOCK_ROLLUP_STATE, &[]).await?;
            let state = begin(&connection, BEGIN_REBUILD, terms, BESIDE).await?;
            Ok(End::Commit(connection, state))
        })
        .await
    }

    async fn find_rebuild(&self) -> Result<Option<RollupState>, StoreError> {
        let rows = self.read(FIND_ROLLUP_STATE, &[&BESIDE]).await?;
        rows.first().map(state).transpose().map_err(Failure::into_store_error)
    }

    async fn finish_rebuild(&self, rebuilt: FoldMark, read: FoldMark) -> Result<bool, StoreError> {
        self.run_tx("finish_rebuild", |connection| async move {
            let places = [rebuilt, read].map(|mark| i64::from(mark.event.index));
            let params: Params<'_, 6> =
                [&rebuilt.built, &rebuilt.event.position, &places[0], &read.built, &read.event.position, &places[1]];
            if tx::write(&connection, FINISH_REBUILD, &params).await?.is_empty() {
                return Ok(End::RollBack(connection, false));
            }
            tx::write(&connection, END_REBUILD, &[]).await?;
            Ok(End::Commit(connection, true))
        })
        .await
    }

    async fn sweep_rollups(&self, max: i64) -> Result<u64, StoreError> {
        self.run_tx("sweep_rollups", |connection| async move {
            let swept = sweep(&connection, max).await?;
            Ok(End::Commit(connection, swept))
        })
        .await
    }

    async fn load_fold(&self) -> Result<Option<StoredFold>, StoreError> {
        self.read_moment(|connection| async move {
            let fold = load(&connection).await?;
            Ok((connection, fold))
        })
        .await
    }

    async fn save_fold(&self, step: &FoldStep) -> Result<bool, StoreError> {
        self.run_tx("save_fold", |connection| save(connection, step)).await
    }

    async fn read_rollups(
        &self,
        asset: &AssetCode,
        span: Span,
        kind: Option<LabelKind>,
    ) -> Result<Option<RollupView>, StoreError> {
        self.read_moment(|connection| async move {
            let view = view(&connection, asset, span, kind).await?;
            Ok((connection, view))
        })
        .await
    }
}

/// Begins rollups by a statement, and gives the state that is there then under a number.
async fn begin(
    connection: &impl Connection,
    statement: Statement,
    terms: &Terms,
    number: i16,
) -> Result<RollupState, Failure> {
    tx::write(connection, statement, &[&terms.zone.name(), &terms.labels.to_string()]).await?;
    let state = find_state(connection, number).await?;
    state.ok_or_else(|| Failure::corrupt("the state of rollups was written and is not there"))
}

/// Deletes rows of no state. A state's number is above all that were before it, so what is below the greatest and is none of
/// them is of nobody, also if another rebuild begins meanwhile.
async fn sweep(connection: &impl Connection, max: i64) -> Result<u64, Failure> {
    let (mut swept, mut from) = (0, 0);
    for row in tx::read(connection, LIST_BUILT, &[]).await? {
        let built: i64 = get(&row, "built")?;
        for statement in [SWEEP_ROLLUPS, SWEEP_ROLLUP_DAYS, SWEEP_ROLLUP_ACTIVE] {
            swept += tx::write(connection, statement, &[&from, &built, &max]).await?.len() as u64;
        }
        from = built + 1;
    }
    Ok(swept)
}

async fn view(
    connection: &Lent,
    asset: &AssetCode,
    span: Span,
    kind: Option<LabelKind>,
) -> Result<Option<RollupView>, Failure> {
    let Some(state) = find_state(connection, READ).await? else { return Ok(None) };
    let (built, assets) = (state.mark.built, [asset.as_str()]);
    let rows = list_rows(connection, built, &assets, [None].into_iter().chain(kind.map(Some)), span).await?;
    let closes = list_closes(connection, built, &assets, span).await?;
    let latest = match state.day {
        Some(day) => list_closes(connection, built, &assets, Span::of(day)).await?.pop(),
        None => None,
    };
    let latest = latest.map(|it| it.close).unwrap_or_default();
    Ok(Some(RollupView { state, rows, closes, latest }))
}

async fn save(connection: Lent, step: &FoldStep) -> Result<End<bool>, Failure> {
    let (from, state) = (step.from, &step.state);
    let (place, to_place) = (i64::from(from.event.index), i64::from(state.mark.event.index));
    let (at, day) = (state.at.map(to_system_time), state.day.map(|day| day.to_string()));
    let mut is_advanced = false;
    // Nearly all steps are of those that are read.
    for number in [READ, BESIDE] {
        let (after, to) = (&from.event.position, &state.mark.event.position);
        let params: Params<'_, 8> = [&from.built, after, &place, to, &to_place, &at, &day, &number];
        is_advanced = is_advanced || !tx::write(&connection, ADVANCE_ROLLUP_STATE, &params).await?.is_empty();
    }
    if !is_advanced {
        return Ok(End::RollBack(connection, false));
    }
    let built = &from.built;
    let dropped = RowColumns::of(built, &step.dropped);
    tx::write_if(!step.dropped.is_empty(), &connection, DELETE_ROLLUPS, &dropped.keys()).await?;
    let rows = RowColumns::of(built, &step.rows);
    tx::write_if(!step.rows.is_empty(), &connection, UPSERT_ROLLUPS, &rows.params()).await?;
    let closes = CloseColumns::of(built, &step.closes);
    tx::write_if(!step.closes.is_empty(), &connection, UPSERT_ROLLUP_DAYS, &closes.params()).await?;
    tx::write_if(step.is_new_day, &connection, CLEAR_ROLLUP_ACTIVE, &[built]).await?;
    tx::write_if(!step.active.is_empty(), &connection, INSERT_ROLLUP_ACTIVE, &[built, &step.active]).await?;
    Ok(End::Commit(connection, true))
}

async fn find_state(connection: &impl Connection, number: i16) -> Result<Option<RollupState>, Failure> {
    tx::read(connection, FIND_ROLLUP_STATE, &[&number]).await?.first().map(state).transpose()
}

/// All that a fold goes on with.
pub(crate) async fn load(connection: &impl Connection) -> Result<Option<StoredFold>, Failure> {
    let Some(state) = find_state(connection, READ).await? else { return Ok(None) };
    let built = state.mark.built;
    let mut fold = StoredFold { state, closes: Vec::new(), rows: Vec::new(), active: Vec::new() };
    if let Some(day) = fold.state.day {
        let found = tx::read(connection, LIST_ASSETS, &[]).await?;
        let assets = found.iter().map(|row| get(row, "code")).collect::<Result<Vec<&str>, _>>()?;
        fold.rows = list_rows(connection, built, &assets, every_kind(), Span::of(day)).await?;
        // Of each asset those up to the day, the latest last.
        let closes = list_closes(connection, built, &assets, Span::of(day)).await?.into_iter();
        let mut latest: Vec<DayClose> = Vec::new();
        for close in closes {
            latest.pop_if(|before| before.asset == close.asset);
            latest.push(close);
        }
        fold.closes = latest;
        let active = tx::read(connection, LIST_ROLLUP_ACTIVE, &[&built]).await?;
        fold.active = active.iter().map(|row| get(row, "wallet_id")).collect::<Result<_, _>>()?;
    }
    Ok(Some(fold))
}

/// All rows of an asset and a day, and its close, of those that are read.
pub(crate) async fn read_day(
    connection: &impl Connection,
    asset: &AssetCode,
    day: Day,
) -> Result<(Vec<RollupRow>, Option<DayClose>), Failure> {
    let Some(state) = find_state(connection, READ).await? else { return Ok(Default::default()) };
    let (built, assets) = (state.mark.built, [asset.as_str()]);
    let rows = list_rows(connection, built, &assets, every_kind(), Span::of(day)).await?;
    let closes = list_closes(connection, built, &assets, Span::of(day)).await?.into_iter();
    Ok((rows, closes.filter(|close| close.day == day).last()))
}

/// The assets and days of which there is anything.
pub(crate) async fn list_rolled_days(connection: &impl Connection) -> Result<Vec<(String, String)>, Failure> {
    let rows = tx::read(connection, LIST_ROLLED_DAYS, &[]).await?;
    rows.iter().map(|row| Ok((get(row, "asset")?, get(row, "day")?))).collect()
}

fn every_kind() -> impl Iterator<Item = Option<LabelKind>> {
    [None].into_iter().chain(LabelKind::ALL.map(Some))
}

async fn list_rows(
    connection: &impl Connection,
    built: i64,
    assets: &[&str],
    kinds: impl Iterator<Item = Option<LabelKind>>,
    span: Span,
) -> Result<Vec<RollupRow>, Failure> {
    let kinds: Vec<&str> = kinds.map(|kind| kind.map_or(Group::ALL_OF_IT, LabelKind::name)).collect();
    let (from, to) = (span.from().to_string(), span.to().to_string());
    tx::read(connection, LIST_ROLLUPS, &[&built, &assets, &kinds, &from, &to]).await?.iter().map(rollup).collect()
}

/// Of each asset the latest close before the span, and those in it.
async fn list_closes(
    connection: &impl Connection,
    built: i64,
    assets: &[&str],
    span: Span,
) -> Result<Vec<DayClose>, Failure> {
    let (from, to) = (span.from().to_string(), span.to().to_string());
    tx::read(connection, LIST_ROLLUP_DAYS, &[&built, &assets, &from, &to]).await?.iter().map(close).collect()
}

fn state(row: &Row) -> Result<RollupState, Failure> {
    let index = u32::try_from(get::<i64>(row, "place")?).map_err(|why| Failure::corrupt(why.to_string()))?;
    let mark = FoldMark { built: get(row, "built")?, event: EventId { position: get(row, "position")?, index } };
    let zone = parse(row, "zone", |name: &str| name.to_owned().try_into())?;
    let terms = Terms { zone, labels: parse(row, "labels", str::parse)? };
    let day: Option<&str> = get(row, "day")?;
    let day = day.map(str::parse).transpose().map_err(|why| Failure::corrupt(format!("the day of rollups: {why}")))?;
    Ok(RollupState { mark, terms, at: timestamp_if_any(row, "at")?, day })
}

fn rollup(row: &Row) -> Result<RollupRow, Failure> {
    let group = Group::stored(get(row, "asset")?, get(row, "kind")?, get(row, "flow")?).map_err(Failure::corrupt)?;
    let sums = Sums { count: get(row, "count")?, credited: get(row, "credited")?, debited: get(row, "debited")? };
    Ok(RollupRow { day: parse(row, "day", str::parse)?, group, label: get::<&str>(row, "label")?.into(), sums })
}

fn close(row: &Row) -> Result<DayClose, Failure> {
    let close = Close {
        credited: get(row, "credited")?,
        debited: get(row, "debited")?,
        spent: get(row, "spent")?,
        active: get(row, "active")?,
        supply: get(row, "supply")?,
        treasury: get(row, "treasury")?,
        revenue: get(row, "revenue")?,
        minted: get(row, "minted")?,
        system_entries: get(row, "system_entries")?,
    };
    Ok(DayClose { day: parse(row, "day", str::parse)?, asset: parse(row, "asset", AssetCode::new)?, close })
}

/// The parameters of `upsert_rollups` and `delete_rollups`.
struct RowColumns<'a> {
    built: &'a i64,
    days: Vec<String>,
    assets: Vec<&'a str>,
    flows: Vec<i16>,
    kinds: Vec<&'static str>,
    labels: Vec<&'a str>,
    counts: Vec<i64>,
    credited: Vec<i64>,
    debited: Vec<i64>,
}

impl<'a> RowColumns<'a> {
    fn of(built: &'a i64, rows: &'a [RollupRow]) -> Self {
        let mut columns = Self {
            built,
            days: Vec::new(),
            assets: Vec::new(),
            flows: Vec::new(),
            kinds: Vec::new(),
            labels: Vec::new(),
            counts: Vec::new(),
            credited: Vec::new(),
            debited: Vec::new(),
        };
        for RollupRow { day, group, label, sums } in rows {
            columns.days.push(day.to_string());
            columns.assets.push(group.asset.as_str());
            columns.flows.push(group.flow);
            columns.kinds.push(group.kind_name());
            columns.labels.push(label);
            columns.counts.push(sums.count);
            columns.credited.push(sums.credited);
            columns.debited.push(sums.debited);
        }
        columns
    }

    fn keys(&self) -> Params<'_, 6> {
        [&self.days, &self.assets, &self.flows, &self.kinds, &self.labels, self.built]
    }

    fn params(&self) -> Params<'_, 9> {
        let [days, assets, flows, kinds, labels, built] = self.keys();
        [days, assets, flows, kinds, labels, &self.counts, &self.credited, &self.debited, built]
    }
}

/// The parameters of `upsert_rollup_days`.
struct CloseColumns<'a> {
    built: &'a i64,
    days: Vec<String>,
    assets: Vec<&'a str>,
    figures: [Vec<i64>; 9],
}

impl<'a> CloseColumns<'a> {
    fn of(built: &'a i64, closes: &'a [DayClose]) -> Self {
        let mut columns = Self { built, days: Vec::new(), assets: Vec::new(), figures: Default::default() };
        for DayClose { day, asset, close } in closes {
            columns.days.push(day.to_string());
            columns.assets.push(asset.as_str());
            let Close { credited, debited, spent, active, supply, treasury, revenue, minted, system_entries } = *close;
            let figures = [credited, debited, spent, active, supply, treasury, revenue, minted, system_entries];
            columns.figures.iter_mut().zip(figures).for_each(|(column, figure)| column.push(figure));
        }
        columns
    }

    fn params(&self) -> Params<'_, 12> {
        let [credited, debited, spent, active, supply, treasury, revenue, minted, entries] = &self.figures;
        let (days, assets) = (&self.days, &self.assets);
        [days, assets, credited, debited, spent, active, supply, treasury, revenue, minted, entries, self.built]
    }
}
