//! Exports of any length: transactions, entries and wallets, sent as they are read.
//!
//! An export reads in short reads. Of the store itself it gives way to writes between two of them; what a standby began the
//! store itself ends, if that fails. It ends when the caller's key no longer holds or the server stops: then without its last
//! line, so that nobody takes a part for the whole.

use actix_web::http::{Method, header};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use utoipa::IntoParams;
use wallet_domain::access::Scope;
use wallet_domain::{AssetCode, InvalidEventId, OwnerId, StaleCursor, TransactionFilter, WalletFilter};
use wallet_service::Leftover;
use wallet_service::scan::export::{EntryFilter, FeedExport, Place};

use super::answer::{Answer, IN_TABLE};
use super::conditions::span;
use super::search::{MembersQuery, TransactionsQuery, prefix};
use crate::http::access::{Caller, Pass};
use crate::http::app::App;
use crate::http::deadline::within;
use crate::http::exports::{Export, Walk};
use crate::http::extract::{NewerThan, QueryOf, parse_query, split_members};
use crate::http::problem::{Code, Problem};
use crate::http::replicas::Source;
use crate::http::wire;
use crate::http::wire::export::{ExportFormat, Mark};

/// The feed's position at which an export ends.
const END: &str = "Wallet-Export-End";

/// Which transactions, and where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TransactionExportQuery {
    /// `jsonl`, an object a line, which it is if it is not given, or `csv`.
    #[param(value_type = Option<wire::names::ExportFormat>, example = "jsonl")]
    format: Option<String>,
    /// Behind which row: its `cursor`. From the beginning if it is not given. An event's cursor is good for it, too.
    #[param(pattern = "^(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,8})(\\.[0-9a-f]{8})?$", example = "0.0")]
    after: Option<String>,
    /// Whose command it was, or whose wallets or debt it moved.
    #[param(min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "user_001")]
    owner: Option<String>,
    /// Of which flow.
    #[param(value_type = Option<wire::names::Flow>, example = "spend")]
    flow: Option<String>,
    /// Posted or rejected.
    #[param(value_type = Option<wire::TransactionStatus>, example = "posted")]
    status: Option<String>,
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Option<String>,
    /// From when on, RFC 3339, or a date, which is its first moment in UTC.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<String>,
    /// Until when: what was decided then is not among them.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<String>,
    /// Of how much at least.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    min_amount: Option<String>,
    /// Of how much at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    max_amount: Option<String>,
    /// With which reference: a top-up's payment_ref, a bonus's reason.
    #[param(min_length = 1, max_length = 255, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "pay_8271")]
    reference: Option<String>,
    /// Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it.
    #[param(min_length = 1, max_length = 100)]
    actor: Option<String>,
}

impl From<TransactionExportQuery> for TransactionsQuery {
    fn from(query: TransactionExportQuery) -> Self {
        let TransactionExportQuery { owner, flow, status, asset, from, to, .. } = query;
        let TransactionExportQuery { min_amount, max_amount, reference, actor, .. } = query;
        Self {
            owner,
            idempotency_key: None,
            flow,
            status,
            asset,
            from,
            to,
            min_amount,
            max_amount,
            reference,
            payment_ref: None,
            actor,
            limit: None,
            cursor: None,
        }
    }
}

/// Which entries, and where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EntryExportQuery {
    /// `jsonl`, an object a line, which it is if it is not given, or `csv`.
    #[param(value_type = Option<wire::names::ExportFormat>, example = "jsonl")]
    format: Option<String>,
    /// Behind which row: its `cursor`. From the beginning if it is not given. An event's cursor is good for it, too.
    #[param(pattern = "^(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,8})(\\.[0-9a-f]{8})?(:[0-9]{1,6})?$", example = "0.0")]
    after: Option<String>,
    /// Of whose wallets.
    #[param(min_length = 1, max_length = 112, pattern = "^[!-~]+$", example = "user_001")]
    owner: Option<String>,
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Option<String>,
    /// From when on, RFC 3339, or a date, which is its first moment in UTC.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<String>,
    /// Until when: what was decided then is not among them.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<String>,
}

/// Which wallets, and where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WalletExportQuery {
    /// `jsonl`, an object a line, which it is if it is not given, or `csv`.
    #[param(value_type = Option<wire::names::ExportFormat>, example = "jsonl")]
    format: Option<String>,
    /// Behind which row: its `cursor`, with the same filters. From the beginning if it is not given.
    #[param(min_length = 12, pattern = "^[A-Za-z0-9_-]+$")]
    after: Option<String>,
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Option<String>,
    /// With what the owner's name begins.
    #[param(min_length = 1, max_length = 112, pattern = "^[!-~]+$", example = "user_")]
    prefix: Option<String>,
}

/// Every transaction that fits, posted or refused, the oldest first: as lines of JSON, as `GET /v1/transactions/{id}` shows each, or as CSV.
///
/// It is sent as it is read, so that it may be of any length. Each row has a `cursor`; who was cut off asks for the rest with
/// `after`, and so does who wants what happened since. The last line is a mark: `{"mark":"end",...}`, or `#end` in the first
/// cell. Without it the export is not whole. What is booked meanwhile is not in it: it ends with the feed's position that
/// `Wallet-Export-End` tells, and the number before the first dot of a cursor says how far it is.
#[utoipa::path(get, path = IN_TABLE, params(TransactionExportQuery, MembersQuery),
    responses((status = 200, description = "The transactions",
               headers(("Wallet-Export-End" = i64, description = "The feed's position at which it ends.")),
               content((String = "application/x-ndjson"), (String = "text/csv")))))]
pub(crate) async fn export_transactions(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    newer_than: NewerThan,
) -> Answer {
    let (rest, members) = split_members(request.query_string())?;
    let query: TransactionExportQuery = parse_query(&rest)?;
    let format = format_of(query.format.as_deref())?;
    let after = place_of(query.after.as_deref())?;
    if after.entries.is_some() {
        return Err(Problem::new(Code::InvalidCursor, "This is a cursor of entries. Use one of a transaction's row."));
    }
    let within = caller.assets().to_vec();
    let filter = TransactionFilter { within, ..TransactionsQuery::from(query).filter(members)? };
    let of = async |source: &Source| {
        let export = begin(&app, source, after).await?;
        send(&app, source, &request, format, Walk::Transactions { export, filter: Box::new(filter.clone()) })
    };
    app.answer_late(newer_than, of).await
}

/// Every entry that fits, the oldest first: as lines of JSON, with what its transaction says of itself, or as CSV.
///
/// As for transactions. An entry's cursor says which of its transaction's entries it is.
#[utoipa::path(get, path = IN_TABLE, params(EntryExportQuery),
    responses((status = 200, description = "The entries",
               headers(("Wallet-Export-End" = i64, description = "The feed's position at which it ends.")),
               content((String = "application/x-ndjson"), (String = "text/csv")))))]
pub(crate) async fn export_entries(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<EntryExportQuery>,
    newer_than: NewerThan,
) -> Answer {
    let EntryExportQuery { format, after, owner, asset, from, to } = query.0;
    let (format, after) = (format_of(format.as_deref())?, place_of(after.as_deref())?);
    let owner = owner.as_deref().map(OwnerId::new).transpose()?;
    let filter = EntryFilter { owner, asset: asset.as_deref().map(AssetCode::new).transpose()? };
    let (from, to) = span(from.as_deref(), to.as_deref())?;
    let when = Box::new(TransactionFilter { from, to, ..TransactionFilter::default() });
    let of = async |source: &Source| {
        let export = begin(&app, source, after).await?;
        send(&app, source, &request, format, Walk::Entries { export, when: when.clone(), filter: filter.clone() })
    };
    app.answer_late(newer_than, of).await
}

/// Every wallet that fits, by owner and asset, the service's own among them: as lines of JSON, or as CSV.
///
/// As for transactions, but each wallet is as it is when it is read, and nobody knows how many there are.
#[utoipa::path(get, path = IN_TABLE, params(WalletExportQuery),
    responses((status = 200, description = "The wallets",
               content((String = "application/x-ndjson"), (String = "text/csv")))))]
pub(crate) async fn export_wallets(
    app: Data<App>,
    request: HttpRequest,
    query: QueryOf<WalletExportQuery>,
    newer_than: NewerThan,
) -> Answer {
    let WalletExportQuery { format, after, asset, prefix: begin } = query.0;
    let format = format_of(format.as_deref())?;
    let asset = asset.as_deref().map(AssetCode::new).transpose()?;
    let filter = WalletFilter { asset, prefix: begin.as_deref().map(prefix).transpose()?, ..WalletFilter::default() };
    let ledger = app.ledger().await?;
    let of = async |source: &Source| {
        let walk = Walk::of_wallets(ledger, filter.clone(), after.as_deref())?;
        send(&app, source, &request, format, walk)
    };
    app.answer_late(newer_than, of).await
}

fn format_of(text: Option<&str>) -> Result<ExportFormat, Problem> {
    match text {
        None | Some("jsonl") => Ok(ExportFormat::Jsonl),
        Some("csv") => Ok(ExportFormat::Csv),
        Some(_) => Err(Problem::new(Code::MalformedQuery, "`format` must be jsonl or csv.")),
    }
}

fn place_of(text: Option<&str>) -> Result<Place, Problem> {
    let refused = |why: InvalidEventId| Problem::new(Code::InvalidCursor, why.to_string());
    text.map_or(Ok(Place::START), |text| text.parse().map_err(refused))
}

async fn begin(app: &App, source: &Source, after: Place) -> Result<FeedExport, Problem> {
    let (feed, patience) = (source.feed()?, app.limits().read_timeout);
    if app.is_primary(source) {
        let begun = within(patience, FeedExport::begin(feed, after)).await?;
        return begun.map_err(|why: StaleCursor| Problem::new(Code::InvalidCursor, why.to_string()));
    }
    let begun = within(patience, FeedExport::begin_late(feed, after)).await?;
    // It may be too new for the standby.
    begun.map_err(|why: StaleCursor| Problem::new(Code::StoreUnavailable, why.to_string()))
}

/// An export on its way.
struct Exporting {
    app: Data<App>,
    source: Source,
    export: Export,
    pass: Pass,
    leftover: Leftover,
    _place: OwnedSemaphorePermit,
}

fn send(app: &Data<App>, source: &Source, request: &HttpRequest, format: ExportFormat, walk: Walk) -> Answer {
    let (place, leftover) = app.export_place()?;
    let mut response = HttpResponse::Ok();
    let name = format!("attachment; filename=\"{}.{}\"", walk.of().name(), format.extension());
    response.content_type(format.media_type()).insert_header((header::CONTENT_DISPOSITION, name));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(end) = walk.end() {
        response.insert_header((END, end));
    }
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let pass = Pass::of(request.headers(), app.ring(), Scope::Read)?;
    let export = Export::begin(walk, format);
    let (app, source) = (app.clone(), source.clone());
    let exporting = Exporting { app, source, export, pass, leftover, _place: place };
    let pieces = stream::try_unfold(exporting, async |mut exporting: Exporting| {
        // A store that fails ends the answer in the middle, which a client sees.
        let piece = exporting.next().await.map_err(|problem| std::io::Error::other(problem.to_string()))?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, exporting)))
    });
    Ok(response.streaming(Box::pin(pieces)))
}

impl Exporting {
    /// The next lines; none after the last.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let until = Instant::now() + self.app.limits().heartbeat;
        while !self.export.is_over() {
            // The names of the cells come first.
            if let Some(lines) = self.export.take() {
                return Ok(Some(Bytes::from(lines)));
            }
            self.pass.check().await?;
            if self.app.feed()?.is_closed() {
                return Err(Problem::new(Code::StoreUnavailable, "The server stops."));
            }
            self.read().await?;
            if Instant::now() >= until && !self.export.has_lines() {
                self.export.mark(Mark::At);
            }
        }
        Ok(self.export.take().map(Bytes::from))
    }

    /// Reads on. A standby has no writes to give way to.
    async fn read(&mut self) -> Result<(), Problem> {
        let Self { app, source, export, leftover, .. } = self;
        if !app.is_primary(source) {
            if within(app.limits().read_timeout, export.read(source.feed()?, &*source.search)).await.is_ok() {
                return Ok(());
            }
            *source = app.primary().clone();
        }
        let began = Instant::now();
        within(app.limits().read_timeout, export.read(source.feed()?, &*source.search)).await?;
        leftover.pause(began.elapsed(), 0).await;
        Ok(())
    }
}
