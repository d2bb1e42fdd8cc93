//! Holds as they stand: one, and the open ones of a wallet.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::Wallets;

use super::answer::{Answer, IN_TABLE};
use super::earlier::{ABOUT_MAX, find_earlier, missing_earlier};
use super::wallets::{limit_of, missing};
use crate::http::app::App;
use crate::http::extract::{HoldCursor, Listing, NoQuery, QueryOf, TransactionName, WalletPath};
use crate::http::wire::{self, Earlier};

/// A hold: what is left of it, until when, and the transactions about it, the first 1,000 in the order of their times.
#[utoipa::path(get, path = IN_TABLE, params(("id" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 200, description = "The hold", body = wire::Hold)))]
pub(crate) async fn get_hold(app: Data<App>, name: TransactionName, _: NoQuery) -> Answer {
    let made = find_earlier(&app, name.0, Earlier::Hold).await?;
    let claim = app.read(|store| store.find_claim(name.0)).await?;
    let claim = claim.ok_or_else(|| missing_earlier(name.0, Earlier::Hold))?;
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
#[utoipa::path(get, path = IN_TABLE, params(HoldsQuery),
    responses((status = 200, description = "A page of holds", body = wire::HoldPage)))]
pub(crate) async fn list_holds(app: Data<App>, path: WalletPath, query: QueryOf<HoldsQuery>) -> Answer {
    let limit = limit_of(query.0.limit.as_deref())?;
    let listing = Listing::of(app.ledger().await?, &(&path.owner, &path.asset));
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
    Ok(wire::json(StatusCode::OK, &wire::HoldPage { data, next_cursor }))
}
