//! The past of a wallet: its entries by a filter, its balance at a moment, its statement.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use wallet_domain::history::{
    Filter, HistoryPage, HistoryRequest, Order, Rising, Standing, list_history, standing_at, standings_before,
};
use wallet_domain::{Description, OwnerId, PageRequest, Reference, StatementLine, Timestamp, TransactionId};

use super::answer::{Answer, IN_TABLE};
use super::conditions::{self, span, time};
use super::wallets::{limit_of, missing};
use crate::http::app::App;
use crate::http::extract::{
    Cursor, EntriesRequest, HistoryCursor, LedgerMark, Listing, NewerThan, QueryOf, WalletPath, wants_csv,
};
use crate::http::problem::{Code, Problem};
use crate::http::replicas::Source;
use crate::http::wire;
use crate::http::wire::csv::{self, Cell, Terminator};

/// Which entries of a wallet, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EntriesQuery {
    /// How many entries at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before, with the same filters.
    #[param(min_length = 12, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
    /// Of which flow.
    #[param(value_type = Option<wire::names::Flow>, example = "spend")]
    flow: Option<String>,
    /// From when on, RFC 3339, or a date, which is its first moment in UTC: what was decided then is among them.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-11-01T00:00:00Z")]
    from: Option<String>,
    /// Until when: what was decided then is not.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-12-01T00:00:00Z")]
    to: Option<String>,
    /// Of how much at least, whichever way it went.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    min_amount: Option<String>,
    /// Of how much at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    max_amount: Option<String>,
    /// With which reference: a top-up's payment_ref, a bonus's reason.
    #[param(min_length = 1, max_length = 255, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "pay_8271")]
    reference: Option<String>,
    /// With which member at the top of the metadata, `name=value`: `7`, `true` and `null` are what JSON has them for, `"7"`
    /// in quotes and anything else is a text.
    #[param(pattern = "^[^=]+=", example = "shop=hats")]
    metadata: Option<String>,
    /// `desc`, the newest first, which it is if it is not given, or `asc`.
    #[param(value_type = Option<wire::names::EntryOrder>, example = "desc")]
    order: Option<String>,
}

impl EntriesQuery {
    pub(crate) fn parse(&self, ledger: LedgerMark, path: &WalletPath) -> Result<(EntriesRequest, Listing), Problem> {
        let limit = limit_of(self.limit.as_deref())?;
        let (filter, order) = (self.filter()?, self.order()?);
        let cursor = self.cursor.as_deref();
        let listing = Listing::of(ledger, &(&path.owner, &path.asset, &filter, order));
        if filter == Filter::default() && order == Order::Newest {
            let before = cursor.map(|text| Cursor::decode(text, listing)).transpose()?.map(|cursor| cursor.0);
            return Ok((EntriesRequest::All(PageRequest { before, limit }), listing));
        }
        let after = cursor.map(|text| HistoryCursor::decode(text, listing)).transpose()?.map(|cursor| cursor.0);
        Ok((EntriesRequest::Some(HistoryRequest { filter, order, after, limit }), listing))
    }

    fn filter(&self) -> Result<Filter, Problem> {
        let metadata = |text: &String| {
            let detail = "`metadata` must be a member's name, = and its value.";
            wire::parse_member(text).ok_or_else(|| Problem::new(Code::MalformedQuery, detail))
        };
        let (from, to) = span(self.from.as_deref(), self.to.as_deref())?;
        let min_amount = self.min_amount.as_deref().map(conditions::amount).transpose()?;
        let max_amount = self.max_amount.as_deref().map(conditions::amount).transpose()?;
        conditions::check_order("amount", min_amount, max_amount)?;
        Ok(Filter {
            flow: self.flow.as_deref().map(conditions::flow).transpose()?,
            from,
            to,
            min_amount,
            max_amount,
            reference: self.reference.as_deref().map(|it| conditions::reference("reference", it)).transpose()?,
            metadata: self.metadata.as_ref().map(metadata).transpose()?,
        })
    }

    fn order(&self) -> Result<Order, Problem> {
        match self.order.as_deref() {
            None | Some("desc") => Ok(Order::Newest),
            Some("asc") => Ok(Order::Oldest),
            Some(_) => Err(Problem::new(Code::MalformedQuery, "`order` must be asc or desc.")),
        }
    }
}

/// A wallet's entries, the newest first or the oldest, all of them or those that a filter asks for.
///
/// A filter looks at 5,000 entries at most: a page may be short, or empty, and have a `next_cursor` all the same.
#[utoipa::path(get, path = IN_TABLE, params(EntriesQuery),
    responses((status = 200, description = "A page of entries", body = wire::EntryPage)))]
pub(crate) async fn list_entries(
    app: Data<App>,
    path: WalletPath,
    query: QueryOf<EntriesQuery>,
    newer_than: NewerThan,
) -> Answer {
    let (request, listing) = query.0.parse(app.ledger().await?, &path)?;
    let of = async |source: &Source| page_of(&app, source, &path, &request, listing).await;
    app.answer_late(newer_than, of).await
}

async fn page_of(app: &App, source: &Source, path: &WalletPath, request: &EntriesRequest, listing: Listing) -> Answer {
    let (lines, next_cursor) = match request {
        EntriesRequest::All(request) => {
            let page =
                app.read_from(source, |store| store.list_entries(&path.owner, &path.asset, request.clone())).await?;
            let page = page.ok_or_else(|| missing(path))?;
            (page.lines, page.next.map(|position| Cursor(position).encode(listing)))
        }
        EntriesRequest::Some(request) => {
            let page = app.read_from(source, |store| list_history(store, &path.owner, &path.asset, request)).await?;
            let HistoryPage { lines, next } = page.ok_or_else(|| missing(path))?;
            (lines, next.map(|position| HistoryCursor(position).encode(listing)))
        }
    };
    let data = lines.iter().map(wire::WalletEntry::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::EntryPage { data, next_cursor }))
}

/// As of when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BalanceAtQuery {
    /// RFC 3339, or a date, which is its first moment in UTC: with what was decided in that very microsecond.
    #[param(value_type = String, format = DateTime, example = "2026-11-25T12:00:00Z")]
    at: String,
}

/// What a wallet held at a moment. It is found by the entries alone, at any depth as fast.
#[utoipa::path(get, path = IN_TABLE, params(BalanceAtQuery),
    responses((status = 200, description = "The balance", body = wire::BalanceAt)))]
pub(crate) async fn get_balance(app: Data<App>, path: WalletPath, query: QueryOf<BalanceAtQuery>) -> Answer {
    let at = time("at", Some(&query.0.at))?.expect("it was given");
    let standing = app.read(|store| standing_at(store, &path.owner, &path.asset, at)).await?;
    let Standing { sequence, balance } = standing.ok_or_else(|| missing(&path))?;
    let (owner, asset) = (path.owner.as_str(), path.asset.as_str());
    let sequence = (!path.owner.is_striped()).then_some(sequence);
    Ok(wire::json(StatusCode::OK, &wire::BalanceAt { owner, asset, at, balance, sequence }))
}

/// Of which time, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatementQuery {
    /// From when on, RFC 3339 or a date; from the wallet's first entry on if it is not given.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-11-01T00:00:00Z")]
    from: Option<String>,
    /// Until when: what was decided then is not in it; until now if it is not given.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-12-01T00:00:00Z")]
    to: Option<String>,
    /// `json` or `csv`; if it is not given, what `Accept` prefers, and else JSON.
    #[param(value_type = Option<wire::names::StatementFormat>, example = "json")]
    format: Option<String>,
}

/// A wallet's statement: what it held before, every entry in between, the oldest first, and what it held after.
///
/// It is sent as it is read, so that it may be of any length, and is of one moment all the same: entries that come meanwhile are
/// not in it.
#[utoipa::path(get, path = IN_TABLE, params(StatementQuery),
    responses((status = 200, description = "The statement",
               content((wire::Statement = "application/json"), (String = "text/csv")))))]
pub(crate) async fn get_statement(
    app: Data<App>,
    path: WalletPath,
    request: HttpRequest,
    query: QueryOf<StatementQuery>,
    newer_than: NewerThan,
) -> Answer {
    let StatementQuery { from, to, format } = query.0;
    let (from, to) = span(from.as_deref(), to.as_deref())?;
    let is_csv = wants_csv(&request, format.as_deref())?;
    let of = async |source: &Source| statement(&app, source, &path, (from, to), is_csv).await;
    app.answer_late(newer_than, of).await
}

async fn statement(
    app: &Data<App>,
    source: &Source,
    path: &WalletPath,
    (from, to): (Option<Timestamp>, Option<Timestamp>),
    is_csv: bool,
) -> Answer {
    let until = to.unwrap_or(Timestamp::from_micros(i64::MAX));
    let before =
        async |moment| app.read_from(source, |store| standings_before(store, &path.owner, &path.asset, moment)).await;
    let closing = before(until).await?.ok_or_else(|| missing(path))?;
    let opening = match from {
        Some(from) => before(from).await?,
        None => None,
    };
    let rising = Rising::between(opening.unwrap_or_default(), &closing);
    let (opening, closing) = (rising.standing(), rising.last(&closing));
    let (head, tail) = if is_csv {
        let [opening, closing] = [("opening", from, opening), ("closing", to, closing)].map(|(flow, at, standing)| {
            let row = CsvRow { created_at: at, flow, balance_after: standing.balance, ..CsvRow::default() };
            csv::write([row], Terminator::CRLF)
        });
        (format!("{CSV_HEAD}{opening}"), closing)
    } else {
        let balances = (opening.balance, closing.balance);
        (wire::Statement::head(path, (from, to), balances), "]}".to_owned())
    };
    let mut response = HttpResponse::Ok();
    if is_csv {
        let name = format!("attachment; filename=\"statement-{}.csv\"", path.asset);
        response.content_type("text/csv; charset=utf-8").insert_header((header::CONTENT_DISPOSITION, name));
    } else {
        response.content_type("application/json");
    }
    let (app, path, source) = (app.clone(), path.clone(), source.clone());
    let parts = Parts { app, path, source, is_csv, head: Some(head), tail, rising, ended: false };
    Ok(response.streaming(stream::try_unfold(parts, Parts::next)))
}

/// A statement on its way.
struct Parts {
    app: Data<App>,
    path: WalletPath,
    source: Source,
    is_csv: bool,
    head: Option<String>,
    tail: String,
    rising: Rising,
    ended: bool,
}

impl Parts {
    /// Reads on. What a standby began the store itself ends: it has all that the standby had.
    async fn fill(&mut self) -> Result<(), Problem> {
        let Self { app, path, source, rising, .. } = self;
        let filled = app.read_from(source, |store| rising.fill(store, &path.owner, &path.asset)).await;
        if filled.is_ok() {
            return Ok(());
        }
        *source = app.primary().clone();
        app.read_from(source, |store| rising.fill(store, &path.owner, &path.asset)).await
    }

    /// The next part, and what is left after it. A store that fails ends the answer in the middle, which a client sees.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        if self.ended {
            return Ok(None);
        }
        let mut text = String::new();
        let is_first = self.head.is_some();
        if let Some(head) = self.head.take() {
            text.push_str(&head);
        }
        if self.rising.has_more() {
            self.fill().await.map_err(|problem| std::io::Error::other(problem.to_string()))?;
            let lines: Vec<StatementLine> = std::iter::from_fn(|| self.rising.take_next()).collect();
            if self.is_csv {
                text.push_str(&csv::write(lines.iter().map(CsvRow::from), Terminator::CRLF));
            } else {
                for (number, line) in lines.iter().enumerate() {
                    if !is_first || number > 0 {
                        text.push(',');
                    }
                    text.push_str(&String::from_utf8_lossy(&wire::to_json(&wire::WalletEntry::from(line))));
                }
            }
        }
        if !self.rising.has_more() {
            self.ended = true;
            text.push_str(&self.tail);
        }
        Ok(Some((Bytes::from(text), self)))
    }
}

const CSV_HEAD: &str =
    "sequence,created_at,flow,amount,balance_after,counterparty,transaction_id,reference,description\r\n";

#[derive(Default, Serialize)]
struct CsvRow<'a> {
    sequence: Option<i64>,
    #[serde(serialize_with = "wire::moment")]
    created_at: Option<Timestamp>,
    flow: &'static str,
    amount: Option<i64>,
    balance_after: i64,
    counterparty: Cell<'a>,
    transaction_id: Option<TransactionId>,
    reference: Cell<'a>,
    description: Cell<'a>,
}

impl<'a> From<&'a StatementLine> for CsvRow<'a> {
    fn from(line: &'a StatementLine) -> Self {
        let (entry, details) = (line.shown_entry(), line.command.details());
        Self {
            sequence: entry.sequence,
            created_at: Some(line.created_at),
            flow: line.command.flow().name(),
            amount: Some(line.entry.amount),
            balance_after: line.entry.balance_after.minor(),
            counterparty: Cell(entry.counterparty.map_or("", OwnerId::as_str)),
            transaction_id: Some(line.transaction()),
            reference: Cell(details.reference.as_ref().map_or("", Reference::as_str)),
            description: Cell(details.description.as_ref().map_or("", Description::as_str)),
        }
    }
}
