//! The economy by days: what flows moved, what players hold, how much of it they spend.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use wallet_domain::rollup::{
    Close, Day, FlowFigures, LabelKind, RollupState, RollupView, ShownDay, Span, Terms, compare, show_closes,
    show_flows,
};
use wallet_domain::{AssetCode, AssetRefusal, Wallets};

use super::answer::{Answer, IN_TABLE};
use crate::http::app::App;
use crate::http::deadline::within;
use crate::http::extract::{NewerThan, QueryOf, wants_csv};
use crate::http::problem::{Code, Problem};
use crate::http::replicas::Source;
use crate::http::wire;
use crate::http::wire::csv::{self, Cell, Terminator};

/// How many days are told if nothing else is asked for.
const DAYS_DEFAULT: i64 = 28;

/// Of which asset and days, told apart by what, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FlowsQuery {
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: String,
    /// The first day; 27 days before the last if it is not given.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-01")]
    from: Option<String>,
    /// The last day, which is among them; today if it is not given. At most 1,100 days.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-30")]
    to: Option<String>,
    /// What rows are told apart by beside their flow; by nothing else if it is not given.
    #[param(value_type = Option<wire::names::AnalyticsBy>, example = "reason")]
    by: Option<String>,
    /// `json` or `csv`; if it is not given, what `Accept` prefers, and else JSON.
    #[param(value_type = Option<wire::names::StatementFormat>, example = "json")]
    format: Option<String>,
}

/// Of which asset and days, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DaysQuery {
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: String,
    /// The first day; 27 days before the last if it is not given.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-01")]
    from: Option<String>,
    /// The last day, which is among them; today if it is not given. At most 1,100 days.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-30")]
    to: Option<String>,
    /// `json` or `csv`; if it is not given, what `Accept` prefers, and else JSON.
    #[param(value_type = Option<wire::names::StatementFormat>, example = "json")]
    format: Option<String>,
}

/// What each flow credited to players and debited from them, by day, and by a kind of labels if one is named.
#[utoipa::path(get, path = IN_TABLE, params(FlowsQuery),
    responses((status = 200, description = "The flows",
               content((wire::FlowsAnswer = "application/json"), (String = "text/csv")))))]
pub(crate) async fn get_flows(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<FlowsQuery>,
    newer_than: NewerThan,
) -> Answer {
    app.answer_late(newer_than, async |source: &Source| flows(&app, source, &request, &query.0).await).await
}

async fn flows(app: &App, source: &Source, request: &HttpRequest, query: &FlowsQuery) -> Answer {
    let FlowsQuery { asset, from, to, by, format } = query;
    let is_csv = wants_csv(request, format.as_deref())?;
    let kind = match by.as_deref() {
        None | Some("flow") => None,
        Some(name) => Some(LabelKind::from_name(name).ok_or_else(|| {
            Problem::new(Code::MalformedQuery, "`by` must be flow, reason, sink, source, campaign or item.")
        })?),
    };
    let read = Reading::of(app, source, asset, (from.as_deref(), to.as_deref()), kind).await?;
    let days = show_flows(&read.view, read.span, kind);
    if is_csv {
        let rows = days.iter().flat_map(|day| day.figures.iter().map(move |row| FlowCsv::of(day, row)));
        return Ok(read.csv("flows", "day,final,flow,label,count,in,out", rows));
    }
    let by = kind.map_or("flow", LabelKind::name);
    let answer = wire::FlowsAnswer { head: read.head(), by, days: days.iter().map(wire::FlowsDay::from).collect() };
    Ok(wire::json(StatusCode::OK, &answer))
}

/// What players hold at the end of each day, what came and went on it, and what the treasury and revenue hold.
#[utoipa::path(get, path = IN_TABLE, params(DaysQuery),
    responses((status = 200, description = "The supply",
               content((wire::SupplyAnswer = "application/json"), (String = "text/csv")))))]
pub(crate) async fn get_supply(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<DaysQuery>,
    newer_than: NewerThan,
) -> Answer {
    app.answer_late(newer_than, async |source: &Source| supply(&app, source, &request, &query.0).await).await
}

async fn supply(app: &App, source: &Source, request: &HttpRequest, query: &DaysQuery) -> Answer {
    let (read, days, is_csv) = closes(app, source, request, query).await?;
    let days = days.iter().map(wire::SupplyDay::from);
    if is_csv {
        return Ok(read.csv("supply", "day,final,in,out,net,supply,treasury,revenue,minted", days));
    }
    Ok(wire::json(StatusCode::OK, &wire::SupplyAnswer { head: read.head(), days: days.collect() }))
}

/// By day: the share of their credits that players spend, and how many of their wallets had an entry.
#[utoipa::path(get, path = IN_TABLE, params(DaysQuery),
    responses((status = 200, description = "The velocity",
               content((wire::VelocityAnswer = "application/json"), (String = "text/csv")))))]
pub(crate) async fn get_velocity(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<DaysQuery>,
    newer_than: NewerThan,
) -> Answer {
    app.answer_late(newer_than, async |source: &Source| velocity(&app, source, &request, &query.0).await).await
}

async fn velocity(app: &App, source: &Source, request: &HttpRequest, query: &DaysQuery) -> Answer {
    let (read, days, is_csv) = closes(app, source, request, query).await?;
    let days = days.iter().map(wire::VelocityDay::from);
    if is_csv {
        return Ok(read.csv("velocity", "day,final,active_wallets,spent,supply,velocity", days));
    }
    Ok(wire::json(StatusCode::OK, &wire::VelocityAnswer { head: read.head(), days: days.collect() }))
}

async fn closes(
    app: &App,
    source: &Source,
    request: &HttpRequest,
    query: &DaysQuery,
) -> Result<(Reading, Vec<ShownDay<Close>>, bool), Problem> {
    let is_csv = wants_csv(request, query.format.as_deref())?;
    let read = Reading::of(app, source, &query.asset, (query.from.as_deref(), query.to.as_deref()), None).await?;
    let days = show_closes(&read.view, read.span);
    Ok((read, days, is_csv))
}

/// The rollups of an asset, compared with the ledger.
struct Reading {
    asset: AssetCode,
    span: Span,
    view: RollupView,
    check: wire::AnalyticsCheck,
}

impl Reading {
    async fn of(
        app: &App,
        source: &Source,
        asset: &str,
        days: (Option<&str>, Option<&str>),
        kind: Option<LabelKind>,
    ) -> Result<Self, Problem> {
        let asset = AssetCode::new(asset)?;
        let assets = app.read_from(source, Wallets::list_assets).await?;
        if assets.iter().all(|it| it.code != asset) {
            return Err(AssetRefusal::NotFound { asset }.into());
        }
        let rollups = source.rollups()?;
        let patience = app.limits().read_timeout;
        let empty = || RollupState::empty(Terms::default(), 0);
        let state = within(patience, rollups.find_rollup_state()).await?.unwrap_or_else(empty);
        let span = span(days, &state, app)?;
        let view = within(patience, rollups.read_rollups(&asset, span, kind)).await?;
        let nothing = || RollupView { state, rows: Vec::new(), closes: Vec::new(), latest: Close::default() };
        let view = view.unwrap_or_else(nothing);
        let system = app.read_from(source, Wallets::sum_system_wallets).await?;
        let mut comparison = compare(&view.latest, &system.found, &asset);
        comparison.equal = comparison.equal.filter(|_| !system.is_approximate);
        // A gift that repays a debt moves no wallet of the system's, so its events are not compared either. What has no
        // place in the feed yet a standby cannot tell.
        if comparison.equal == Some(false) && !app.is_primary(source) {
            return Err(Problem::new(Code::StoreUnavailable, "The figures of the standby do not add up."));
        }
        if comparison.equal == Some(false) && app.has_happened_since(view.state.mark.event).await? {
            comparison.equal = None;
        }
        Ok(Self { asset, span, view, check: comparison.into() })
    }

    fn head(&self) -> wire::AnalyticsHead<'_> {
        let state = &self.view.state;
        let (as_of, zone) = (wire::AsOf::from(state), state.terms.zone.name());
        wire::AnalyticsHead { asset: self.asset.as_str(), as_of, zone, check: self.check }
    }

    /// The figures as CSV; headers tell the moment that they are of.
    fn csv<T: Serialize>(&self, name: &str, head: &str, rows: impl IntoIterator<Item = T>) -> HttpResponse {
        let equal = match self.check.equal {
            Some(true) => "equal",
            Some(false) => "different",
            None => "behind",
        };
        let file = format!("attachment; filename=\"{name}-{}.csv\"", self.asset);
        HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8")
            .insert_header((header::CONTENT_DISPOSITION, file))
            .insert_header(("Wallet-As-Of", self.view.state.mark.event.to_string()))
            .insert_header(("Wallet-Zone", self.view.state.terms.zone.name()))
            .insert_header(("Wallet-Check", equal))
            .body(format!("{head}\r\n{}", csv::write(rows, Terminator::CRLF)))
    }
}

/// The days that are asked for.
fn span((from, to): (Option<&str>, Option<&str>), state: &RollupState, app: &App) -> Result<Span, Problem> {
    let day = |name: &str, text: Option<&str>| -> Result<Option<Day>, Problem> {
        let told = |why| Problem::new(Code::MalformedQuery, format!("`{name}`: {why}"));
        text.map(|text| text.parse().map_err(told)).transpose()
    };
    let today = Day::of(app.now(), &state.terms.zone);
    let to = day("to", to)?.unwrap_or_else(|| state.day.map_or(today, |open| open.max(today)));
    let from = day("from", from)?.unwrap_or_else(|| to.plus(1 - DAYS_DEFAULT));
    Span::new(from, to).map_err(|why| Problem::new(Code::MalformedQuery, why.to_string()))
}

/// A row of flows as CSV.
#[derive(Serialize)]
struct FlowCsv<'a> {
    day: String,
    is_final: bool,
    flow: &'a str,
    label: Cell<'a>,
    count: i64,
    credited: i64,
    debited: i64,
}

impl<'a> FlowCsv<'a> {
    fn of(day: &ShownDay<Vec<FlowFigures>>, row: &'a FlowFigures) -> Self {
        Self {
            day: day.day.to_string(),
            is_final: day.is_final,
            flow: &row.flow,
            label: Cell(&row.label),
            count: row.sums.count,
            credited: row.sums.credited,
            debited: row.sums.debited,
        }
    }
}
