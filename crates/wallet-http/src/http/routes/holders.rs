//! Who holds an asset, by the newest snapshot of all wallets: one row is read, however many wallets there are.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use wallet_domain::holdings::{Ownership, SnapshotMoment};
use wallet_domain::rollup::Day;
use wallet_domain::{AssetCode, AssetRefusal, Wallets, Zone};

use super::answer::{Answer, IN_TABLE};
use super::wallets::limit_within;
use crate::http::app::App;
use crate::http::extract::{NewerThan, QueryOf, prefers};
use crate::http::problem::{Code, Problem};
use crate::http::replicas::Source;
use crate::http::wire::csv::{self, Cell, Terminator};
use crate::http::wire::{self, SnapshotHead};

/// How many of the largest holders are told.
const TOP_MAX: u32 = 100;
/// How many days are told if no first one is asked for.
const DAYS_DEFAULT: i64 = 90;

/// Of which asset, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SnapshotQuery {
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: String,
    /// `json` or `csv`; if it is not given, what `Accept` prefers, and else JSON.
    #[param(value_type = Option<wire::names::StatementFormat>, example = "json")]
    format: Option<String>,
}

/// The same, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TopQuery {
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: String,
    /// How many at most: 1 to 100, and 100 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// `json` or `csv`; if it is not given, what `Accept` prefers, and else JSON.
    #[param(value_type = Option<wire::names::StatementFormat>, example = "json")]
    format: Option<String>,
}

/// The same, and of which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HolderDaysQuery {
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: String,
    /// From which day on; 90 days up to `to` if it is not given.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-01")]
    from: Option<String>,
    /// Up to which day, which is among them; up to today if it is not given.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-30")]
    to: Option<String>,
    /// `json` or `csv`; if it is not given, what `Accept` prefers, and else JSON.
    #[param(value_type = Option<wire::names::StatementFormat>, example = "json")]
    format: Option<String>,
}

/// How an asset is distributed among those who hold it: percentiles, the Lorenz curve, the Gini coefficient.
#[utoipa::path(get, path = IN_TABLE, params(SnapshotQuery),
    responses((status = 200, description = "The distribution",
               content((wire::Distribution = "application/json"), (String = "text/csv")))))]
pub(crate) async fn get_distribution(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<SnapshotQuery>,
    newer_than: NewerThan,
) -> Answer {
    app.answer_late(newer_than, async |source: &Source| distribution(&app, source, &request, &query.0).await).await
}

async fn distribution(app: &App, source: &Source, request: &HttpRequest, query: &SnapshotQuery) -> Answer {
    let (asked, of) = look(app, source, request, &query.asset, query.format.as_deref()).await?;
    let of = wire::Distribution::of(asked.head(), of.as_ref().map(|(_, of)| of));
    Ok(asked.answer("distribution", &of, "measure,percent,value", of.rows()))
}

/// The largest holders of an asset: what each holds, has on hold, and owes.
#[utoipa::path(get, path = IN_TABLE, params(TopQuery),
    responses((status = 200, description = "The holders",
               content((wire::TopHolders = "application/json"), (String = "text/csv")))))]
pub(crate) async fn get_top_holders(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<TopQuery>,
    newer_than: NewerThan,
) -> Answer {
    app.answer_late(newer_than, async |source: &Source| top_holders(&app, source, &request, &query.0).await).await
}

async fn top_holders(app: &App, source: &Source, request: &HttpRequest, query: &TopQuery) -> Answer {
    let TopQuery { asset, limit, format } = query;
    let limit = limit_within(limit.as_deref(), TOP_MAX, TOP_MAX)?;
    let (asked, of) = look(app, source, request, asset, format.as_deref()).await?;
    let top = wire::TopHolders::of(asked.head(), of.as_ref().map(|(_, of)| of), limit as usize);
    let rows = top.items.iter().map(|it| (Cell(it.owner), it.balance, it.held, it.debt, it.share_percent));
    Ok(asked.answer("top", &top, "owner,balance,held,debt,share_percent", rows))
}

/// How many players held an asset, by day: as of the latest snapshot of each.
#[utoipa::path(get, path = IN_TABLE, params(HolderDaysQuery),
    responses((status = 200, description = "The days",
               content((wire::HolderDays = "application/json"), (String = "text/csv")))))]
pub(crate) async fn list_holder_days(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<HolderDaysQuery>,
    newer_than: NewerThan,
) -> Answer {
    app.answer_late(newer_than, async |source: &Source| holder_days(&app, source, &request, &query.0).await).await
}

async fn holder_days(app: &App, source: &Source, request: &HttpRequest, query: &HolderDaysQuery) -> Answer {
    let HolderDaysQuery { asset, from, to, format } = query;
    let (from, to) = (day("from", from.as_deref())?, day("to", to.as_deref())?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Problem::new(Code::MalformedQuery, "`from` is after `to`. Exchange them."));
    }
    let (asked, of) = look(app, source, request, asset, format.as_deref()).await?;
    let to = match to {
        Some(to) => to,
        None => Day::of(app.read_from(source, Wallets::read_clock).await?, app.zone()),
    };
    let from = from.unwrap_or_else(|| to.plus(1 - DAYS_DEFAULT));
    let days = app.snapshots(source, |store| store.list_holder_days(&asked.asset, from, to)).await?;
    let open = of.as_ref().map(|(moment, _)| Day::of(moment.at, app.zone()));
    let days = wire::HolderDays::of(asked.head(), &days, open);
    let rows = days.days.iter().map(|it| (&it.day, it.is_final, it.holders, it.wallets));
    Ok(asked.answer("holders", &days, "day,final,holders,wallets", rows))
}

/// What players owe of an asset, by age.
#[utoipa::path(get, path = IN_TABLE, params(SnapshotQuery),
    responses((status = 200, description = "The debts",
               content((wire::Debts = "application/json"), (String = "text/csv")))))]
pub(crate) async fn get_debts(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<SnapshotQuery>,
    newer_than: NewerThan,
) -> Answer {
    app.answer_late(newer_than, async |source: &Source| debts(&app, source, &request, &query.0).await).await
}

async fn debts(app: &App, source: &Source, request: &HttpRequest, query: &SnapshotQuery) -> Answer {
    let (asked, of) = look(app, source, request, &query.asset, query.format.as_deref()).await?;
    let debts = wire::Debts::of(asked.head(), of.as_ref().map(|(_, of)| of));
    let rows = debts.ages.iter().map(|it| (it.days_max, it.count, it.amount));
    Ok(asked.answer("debts", &debts, "days_max,count,amount", rows))
}

/// What open holds keep of an asset, by when they end.
#[utoipa::path(get, path = IN_TABLE, params(SnapshotQuery),
    responses((status = 200, description = "The holds",
               content((wire::HoldsByEnd = "application/json"), (String = "text/csv")))))]
pub(crate) async fn get_open_holds(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<SnapshotQuery>,
    newer_than: NewerThan,
) -> Answer {
    app.answer_late(newer_than, async |source: &Source| open_holds(&app, source, &request, &query.0).await).await
}

async fn open_holds(app: &App, source: &Source, request: &HttpRequest, query: &SnapshotQuery) -> Answer {
    let (asked, of) = look(app, source, request, &query.asset, query.format.as_deref()).await?;
    let holds = wire::HoldsByEnd::of(asked.head(), of.as_ref().map(|(_, of)| of));
    let rows = holds.ends.iter().map(|it| (it.within_days, it.count, it.amount));
    Ok(asked.answer("holds", &holds, "within_days,count,amount", rows))
}

/// What is asked for.
struct Asked {
    asset: AssetCode,
    is_csv: bool,
    moment: Option<SnapshotMoment>,
    zone: Zone,
}

type Found = Option<(SnapshotMoment, Ownership)>;

/// Who holds the asset that a query names; none before the first snapshot that has it.
async fn look(
    app: &App,
    source: &Source,
    request: &HttpRequest,
    asset: &str,
    format: Option<&str>,
) -> Result<(Asked, Found), Problem> {
    let asset = AssetCode::new(asset)?;
    let is_csv = match format {
        Some("csv") => true,
        Some("json") => false,
        None => prefers(request, "text/csv"),
        Some(_) => return Err(Problem::new(Code::MalformedQuery, "`format` must be json or csv.")),
    };
    let found = app.snapshots(source, |store| store.find_ownership(&asset)).await?;
    if found.is_none() && !app.read_from(source, Wallets::list_assets).await?.iter().any(|it| it.code == asset) {
        return Err(AssetRefusal::NotFound { asset }.into());
    }
    let moment = found.as_ref().map(|(moment, _)| *moment);
    Ok((Asked { asset, is_csv, moment, zone: app.zone().clone() }, found))
}

fn day(name: &str, text: Option<&str>) -> Result<Option<Day>, Problem> {
    let parse = |text: &str| text.parse();
    text.map(parse)
        .transpose()
        .map_err(|_| Problem::new(Code::MalformedQuery, format!("`{name}` must be a day such as 2026-11-30.")))
}

impl Asked {
    fn head(&self) -> SnapshotHead<'_> {
        SnapshotHead::of(&self.asset, self.moment, &self.zone)
    }

    /// The answer as JSON, or its rows as CSV, whose headers tell the moment that they are of.
    fn answer<T: Serialize, R: Serialize>(
        &self,
        name: &str,
        json: &T,
        head: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> HttpResponse {
        if !self.is_csv {
            return wire::json(StatusCode::OK, json);
        }
        let file = format!("attachment; filename=\"{name}-{}.csv\"", self.asset);
        let rows = csv::write(rows, Terminator::CRLF);
        let mut response = HttpResponse::Ok();
        if let Some(moment) = self.moment {
            response.insert_header(("Wallet-As-Of", moment.event()));
        }
        response
            .content_type("text/csv; charset=utf-8")
            .insert_header((header::CONTENT_DISPOSITION, file))
            .insert_header(("Wallet-Zone", self.zone.name()))
            .body(format!("{head}\r\n{rows}"))
    }
}
