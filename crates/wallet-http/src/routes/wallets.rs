//! Wallets: balances, opening, statements.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::access::Scope;
use wallet_domain::{PageRequest, Rejection, Wallet, WalletOpening};

use super::Answer;
use super::openings::open_names;
use crate::access::Caller;
use crate::app::App;
use crate::extract::{
    AnyOwner, Cursor, DryRun, NoQuery, OperatedWallet, QueryOf, WalletPath, is_fresh, preconditions_hold,
};
use crate::problem::{Code, Problem};
use crate::wire;

const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 200;

/// An owner's wallets, by asset; none if the owner is not known.
#[utoipa::path(get, path = "/v1/wallets/{owner}", tag = "wallets",
    params(("owner" = String, Path, min_length = 1, max_length = 100, pattern = "^[!-~]+$", description = "Whose",
            example = "user_001")),
    responses((status = 200, description = "The wallets", body = wire::Wallets)))]
pub(crate) async fn list_wallets(app: Data<App>, owner: AnyOwner, _: NoQuery) -> Answer {
    let wallets = app.read(|store| store.list_wallets(std::slice::from_ref(&owner.0))).await?;
    let wallets = wallets.iter().map(wire::Wallet::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::Wallets { owner: owner.0.as_str(), wallets }))
}

/// One wallet. Its `ETag` is its version: `If-None-Match` asks for a change, `If-Match` for none.
#[utoipa::path(get, path = "/v1/wallets/{owner}/{asset}", tag = "wallets",
    params(("owner" = String, Path, min_length = 1, max_length = 100, pattern = "^[!-~]+$", description = "Whose",
            example = "user_001"),
           ("asset" = String, Path, pattern = "^[A-Z][A-Z0-9_]{0,49}$", description = "Of which asset",
            example = "GOLD_COINS"),
           ("If-None-Match" = Option<String>, Header, description = "Answer 304 if this is still the version"),
           ("If-Match" = Option<String>, Header, description = "Answer 412 unless this is still the version")),
    responses((status = 200, description = "The wallet", body = wire::Wallet,
                  headers(("ETag" = String, description = "Its version, quoted"))),
              (status = 304, description = "It has not changed")))]
pub(crate) async fn get_wallet(app: Data<App>, path: WalletPath, request: HttpRequest, _: NoQuery) -> Answer {
    let wallet = app.read(|store| store.find_wallet(&path.owner, &path.asset)).await?;
    let wallet = wallet.ok_or_else(|| missing(&path))?;
    let tag = format!("\"{}\"", wallet.state.version);
    if !preconditions_hold(request.headers(), &tag) {
        let detail = format!("The wallet is at version {tag} and If-Match asks for another.");
        return Err(Problem::new(Code::VersionMismatch, detail));
    }
    if is_fresh(request.headers(), &tag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish());
    }
    Ok(render(StatusCode::OK, &wallet))
}

/// Opens a player's wallet, or an operator's own, which needs the scope `operate`; or leaves the one that is there as it
/// is.
#[utoipa::path(put, path = "/v1/wallets/{owner}/{asset}", tag = "wallets",
    params(("owner" = String, Path, min_length = 1, max_length = 100, 
            pattern = "^(?!system:(issuance|treasury|revenue)$)[!-~]+$",
            description = "Whose; a player, or a budget such as system:event_summer", example = "user_001"),
           ("asset" = String, Path, pattern = "^[A-Z][A-Z0-9_]{0,49}$", description = "Of which asset",
            example = "GOLD_COINS")),
    responses((status = 201, description = "Opened", body = wire::Wallet),
              (status = 200, description = "It was open", body = wire::Wallet)))]
pub(crate) async fn open_wallet(app: Data<App>, path: OperatedWallet, caller: Caller, dry_run: DryRun) -> Answer {
    if path.owner.is_budget() {
        caller.permit(Scope::Operate)?;
    }
    let name = (path.owner.clone(), path.asset.clone());
    match open_names(&app, std::slice::from_ref(&name), dry_run).await?.pop() {
        Some(WalletOpening::Opened(wallet)) => Ok(render(StatusCode::CREATED, &wallet)),
        Some(WalletOpening::Existing(wallet)) => Ok(render(StatusCode::OK, &wallet)),
        Some(WalletOpening::AssetNotFound) => Err(Problem::of_read(&Rejection::AssetNotFound { asset: path.asset })),
        None => Err(Problem::internal("the store answered no opening for a wallet")),
    }
}

/// Which page of a statement.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatementQuery {
    /// How many entries at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 12, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

impl StatementQuery {
    pub(crate) fn parse(&self) -> Result<PageRequest, Problem> {
        let limit = limit_of(self.limit.as_deref())?;
        let cursor = self.cursor.as_deref().map(Cursor::decode).transpose()?;
        Ok(PageRequest { before: cursor.map(|cursor| cursor.0), limit })
    }
}

/// How many a page may have at most, as the query says it.
pub(super) fn limit_of(limit: Option<&str>) -> Result<u32, Problem> {
    // Rust's own reading would take a sign, too.
    let digits = |limit: &str| limit.bytes().all(|byte| byte.is_ascii_digit()).then(|| limit.parse().ok())?;
    let within = |limit: &str| digits(limit).filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit
        .map_or(Some(LIMIT_DEFAULT), within)
        .ok_or_else(|| Problem::new(Code::InvalidLimit, format!("limit must be a whole number from 1 to {LIMIT_MAX}.")))
}

/// A wallet's entries, the newest first.
#[utoipa::path(get, path = "/v1/wallets/{owner}/{asset}/entries", tag = "wallets",
    params(("owner" = String, Path, min_length = 1, max_length = 100, pattern = "^[!-~]+$", description = "Whose",
            example = "user_001"),
           ("asset" = String, Path, pattern = "^[A-Z][A-Z0-9_]{0,49}$", description = "Of which asset",
            example = "GOLD_COINS"), StatementQuery),
    responses((status = 200, description = "A page of entries", body = wire::Statement)))]
pub(crate) async fn list_entries(app: Data<App>, path: WalletPath, query: QueryOf<StatementQuery>) -> Answer {
    let request = query.0.parse()?;
    let page = app.read(|store| store.list_entries(&path.owner, &path.asset, request)).await?;
    let page = page.ok_or_else(|| missing(&path))?;
    let next_cursor = page.next.map(|position| Cursor(position).encode());
    let data = page.lines.iter().map(wire::StatementLine::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::Statement { data, next_cursor }))
}

pub(super) fn missing(path: &WalletPath) -> Problem {
    Problem::of_read(&Rejection::WalletNotFound { owner: path.owner.clone(), asset: path.asset.clone() })
}

fn render(status: StatusCode, wallet: &Wallet) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::ETAG, format!("\"{}\"", wallet.state.version)));
    wire::json_with(response, &wire::Wallet::from(wallet))
}
