//! Wallets: balances and opening.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wallet_domain::access::Scope;
use wallet_domain::{OwnerId, Rejection, Wallet, WalletOpening};

use super::answer::{Answer, IN_TABLE};
use super::openings::open_names;
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{
    AnyOwner, BATCH_BYTES_MAX, DryRun, JsonBody, NoQuery, OperatedWallet, OptionalBody, WalletPath, is_fresh,
    preconditions_hold,
};
use crate::http::problem::{Code, Problem};
use crate::http::wire;

const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 200;

/// An owner's wallets, by asset; none if the owner is not known.
#[utoipa::path(get, path = IN_TABLE,
    responses((status = 200, description = "The wallets", body = wire::OwnerWallets)))]
pub(crate) async fn list_wallets(app: Data<App>, caller: Caller, owner: AnyOwner, _: NoQuery) -> Answer {
    let wallets = app.read(|store| store.list_wallets(std::slice::from_ref(&owner.0))).await?;
    let wallets = wallets.iter().filter(|wallet| caller.allow_asset(&wallet.asset)).map(wire::Wallet::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::OwnerWallets { owner: owner.0.as_str(), wallets }))
}

/// One wallet. Its `ETag` is its version, and what is held if anything is: `If-None-Match` asks for a change, `If-Match`
/// for none.
#[utoipa::path(get, path = IN_TABLE, params(("If-None-Match" = Option<String>, Header, description = "Answer 304 if this is still the version"),
           ("If-Match" = Option<String>, Header, description = "Answer 412 unless this is still the version")),
    responses((status = 200, description = "The wallet", body = wire::Wallet,
                  headers(("ETag" = String, description = "Its version, quoted"))),
              (status = 304, description = "It has not changed")))]
pub(crate) async fn get_wallet(app: Data<App>, path: WalletPath, request: HttpRequest, _: NoQuery) -> Answer {
    let wallet = app.read(|store| store.find_wallet(&path.owner, &path.asset)).await?;
    let wallet = wallet.ok_or_else(|| missing(&path))?;
    let tag = tag_of(&wallet);
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
/// is. The path says all, so a body is empty or an object without members.
#[utoipa::path(put, path = IN_TABLE,
    responses((status = 201, description = "Opened", body = wire::Wallet),
              (status = 200, description = "It was open", body = wire::Wallet)))]
pub(crate) async fn open_wallet(
    app: Data<App>,
    path: OperatedWallet,
    caller: Caller,
    body: OptionalBody,
    dry_run: DryRun,
) -> Answer {
    let wire::EmptyBody {} = body.parse()?;
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

/// How many a page may have at most, as the query says it.
pub(super) fn limit_of(limit: Option<&str>) -> Result<u32, Problem> {
    limit_within(limit, LIMIT_DEFAULT, LIMIT_MAX)
}

/// A limit within a bound of its own.
pub(super) fn limit_within(limit: Option<&str>, default: u32, max: u32) -> Result<u32, Problem> {
    // Rust's own reading would take a sign, too.
    let digits = |limit: &str| limit.bytes().all(|byte| byte.is_ascii_digit()).then(|| limit.parse().ok())?;
    let within = |limit: &str| digits(limit).filter(|limit| (1..=max).contains(limit));
    limit
        .map_or(Some(default), within)
        .ok_or_else(|| Problem::new(Code::InvalidLimit, format!("limit must be a whole number from 1 to {max}.")))
}

/// The wallets of up to 1,000 owners, all as of one moment. Only a ledger on several machines may fail to, and then says
/// `approximate`.
#[utoipa::path(post, path = IN_TABLE, request_body = wire::QueryWalletsRequest,
    responses((status = 200, description = "The wallets of each owner, in order", body = wire::QueryWalletsAnswer)))]
pub(crate) async fn query_wallets(
    app: Data<App>,
    request: HttpRequest,
    caller: Caller,
    body: JsonBody<BATCH_BYTES_MAX>,
    _: NoQuery,
) -> Answer {
    let owners = body.parse::<wire::QueryWalletsRequest>()?.into_owners()?;
    app.rates().count_batch(&request, &caller, owners.len(), Code::TooManyWallets)?;
    let mut wallets = app.read(|store| store.sum_wallets(&owners)).await?;
    wallets.found.retain(|wallet| caller.allow_asset(&wallet.asset));
    let of = |owner: &OwnerId| {
        wallets.found.iter().filter(|wallet| wallet.owner == *owner).map(wire::Wallet::from).collect()
    };
    let data = owners.iter().map(|owner| wire::OwnerWallets { owner: owner.as_str(), wallets: of(owner) }).collect();
    Ok(wire::json(StatusCode::OK, &wire::QueryWalletsAnswer { data, approximate: wallets.is_approximate }))
}

/// The wallets of a player who is called `query`, as any other's.
pub(crate) async fn list_wallets_of_query(app: Data<App>, caller: Caller, query: NoQuery) -> Answer {
    list_wallets(app, caller, AnyOwner(OwnerId::new("query")?), query).await
}

pub(super) fn missing(path: &WalletPath) -> Problem {
    Problem::of_read(&Rejection::WalletNotFound { owner: path.owner.clone(), asset: path.asset.clone() })
}

fn render(status: StatusCode, wallet: &Wallet) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::ETAG, tag_of(wallet)));
    wire::json_with(response, &wire::Wallet::from(wallet))
}

/// What is held changes without a new version when a hold's time is over, and an `ETag` names all that is shown.
fn tag_of(wallet: &Wallet) -> String {
    match wallet.state.held {
        0 => format!("\"{}\"", wallet.state.version),
        held => format!("\"{}.{held}\"", wallet.state.version),
    }
}
