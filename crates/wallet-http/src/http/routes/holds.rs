//! Holds: credits that are kept for later, spent in parts, or let go.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::{Command, Flow, Rejection, Transaction, TransactionId, Wallets};

use super::flows::created;
use super::wallets::{limit_of, missing};
use super::{ABOUT_MAX, Answer};
use crate::http::app::App;
use crate::http::extract::{
    DryRun, HoldCursor, IfMatch, JsonBody, Listing, NoQuery, OptionalBody, QueryOf, RequestKey, TransactionName,
    WalletPath,
};
use crate::http::problem::Problem;
use crate::http::wire::{self, KeyedRequest, OrderRequest};

/// Keeps credits of a player for later: they are the player's still, and cannot be spent otherwise.
///
/// The transaction's id is the hold's. It is over when `expires_at` has come, whether or not anyone looks.
#[utoipa::path(post, path = "/v1/holds", tag = "holds", request_body = wire::HoldRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn hold(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    condition: IfMatch,
    dry_run: DryRun,
) -> Answer {
    let command = condition.applied_to(body.parse::<wire::HoldRequest>()?.into_command(key.0)?);
    created(&app.submit(&request, command, dry_run).await?)
}

/// Spends of what a hold keeps, in one part or in several, until the final one or until nothing is left.
#[utoipa::path(post, path = "/v1/holds/{id}/capture", tag = "holds", request_body = wire::CaptureRequest,
    params(("id" = String, Path, description = "The hold")),
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn capture(
    app: Data<App>,
    request: HttpRequest,
    name: TransactionName,
    key: RequestKey,
    body: OptionalBody,
    dry_run: DryRun,
) -> Answer {
    let order = body.parse::<wire::CaptureRequest>()?;
    let hold = find_hold(&app, name.0).await.map_err(Problem::same_key)?;
    let command = order.into_command(&hold.command, key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

/// Lets go what a hold has left.
#[utoipa::path(post, path = "/v1/holds/{id}/release", tag = "holds", request_body = wire::ReleaseRequest,
    params(("id" = String, Path, description = "The hold")),
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn release(
    app: Data<App>,
    request: HttpRequest,
    name: TransactionName,
    key: RequestKey,
    body: OptionalBody,
    dry_run: DryRun,
) -> Answer {
    let order = body.parse::<wire::ReleaseRequest>()?;
    let hold = find_hold(&app, name.0).await.map_err(Problem::same_key)?;
    let command = order.into_command(&hold.command, key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

/// A hold: what is left of it, until when, and the transactions about it, the first 1,000 in the order of their times.
#[utoipa::path(get, path = "/v1/holds/{id}", tag = "holds", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The hold", body = wire::Hold)))]
pub(crate) async fn get_hold(app: Data<App>, name: TransactionName, _: NoQuery) -> Answer {
    let made = find_hold(&app, name.0).await?;
    let claim = app.read(|store| store.find_claim(name.0)).await?.ok_or_else(|| not_found(name.0))?;
    let about = app.read(|store| store.list_about(name.0, ABOUT_MAX)).await?;
    let now = app.read(Wallets::read_clock).await?;
    Ok(wire::json(StatusCode::OK, &wire::Hold::of(&made, &claim, &about, now)))
}

/// Which page of a wallet's holds.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HoldsQuery {
    /// How many holds at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 12, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

/// The open holds of a wallet, in the order in which they end. Those that are over are not among them.
#[utoipa::path(get, path = "/v1/wallets/{owner}/{asset}/holds", tag = "holds",
    params(("owner" = String, Path, pattern = "^(system:debt:)?[!-~]{1,100}$", description = "Whose",
            example = "user_001"),
           ("asset" = String, Path, pattern = "^[A-Z][A-Z0-9_]{0,49}$", description = "Of which asset",
            example = "GOLD_COINS"), HoldsQuery),
    responses((status = 200, description = "A page of holds", body = wire::Holds)))]
pub(crate) async fn list_holds(app: Data<App>, path: WalletPath, query: QueryOf<HoldsQuery>) -> Answer {
    let limit = limit_of(query.0.limit.as_deref())?;
    let listing = Listing::of(&(&path.owner, &path.asset));
    let after = query.0.cursor.as_deref().map(|text| HoldCursor::decode(text, listing)).transpose()?;
    let after = after.map(|HoldCursor(position)| position);
    // One more than asked for tells whether there is another page.
    let found = app.read(|store| store.list_holds(&path.owner, &path.asset, after, limit + 1)).await?;
    let mut holds = found.ok_or_else(|| missing(&path))?;
    let has_more = holds.len() > limit as usize;
    holds.truncate(limit as usize);
    let last = holds.last().filter(|_| has_more).and_then(HoldCursor::behind);
    let next_cursor = last.map(|cursor| cursor.encode(listing));
    let data = holds.iter().map(|hold| wire::OpenHold::of(&path, hold)).collect();
    Ok(wire::json(StatusCode::OK, &wire::Holds { data, next_cursor }))
}

/// The transaction that made a hold. It never changes, so a look that is stale when the order is decided is right still.
async fn find_hold(app: &App, id: TransactionId) -> Result<Transaction, Problem> {
    let found = app.read(|store| store.find_transaction(id)).await?;
    let is_hold = |command: &Command| command.flow() == Flow::Hold;
    found.filter(|made| made.result.is_ok() && is_hold(&made.command)).ok_or_else(|| not_found(id))
}

fn not_found(id: TransactionId) -> Problem {
    Problem::of_read(&Rejection::HoldNotFound { id })
}
