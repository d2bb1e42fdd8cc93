//! The seed service's routes, kept exactly so that its clients need no change.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::{AssetCode, Outcome, OwnerId, Rejection};

use super::Answer;
use super::flows::render;
use crate::http::app::App;
use crate::http::extract::{AnyOwner, DryRun, JsonBody, QueryOf, RequestKey};
use crate::http::problem::Problem;
use crate::http::wire::{self, KeyedRequest};

/// The user bought credits with real money.
#[utoipa::path(post, path = "/wallet/topup", tag = "seed", request_body = wire::SeedTopUp,
    responses((status = 200, description = "Posted", body = wire::SeedPosted)))]
pub(crate) async fn seed_top_up(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<wire::SeedTopUp>()?.into_command(key.0)?;
    posted(&app.submit(&request, command, dry_run).await?)
}

/// Free credits for the user.
#[utoipa::path(post, path = "/wallet/bonus", tag = "seed", request_body = wire::SeedBonus,
    responses((status = 200, description = "Posted", body = wire::SeedPosted)))]
pub(crate) async fn seed_bonus(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<wire::SeedBonus>()?.into_command(key.0)?;
    posted(&app.submit(&request, command, dry_run).await?)
}

/// The user buys something.
#[utoipa::path(post, path = "/wallet/spend", tag = "seed", request_body = wire::SeedSpend,
    responses((status = 200, description = "Posted", body = wire::SeedPosted)))]
pub(crate) async fn seed_spend(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<wire::SeedSpend>()?.into_command(key.0)?;
    posted(&app.submit(&request, command, dry_run).await?)
}

/// Which balance.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BalanceQuery {
    /// Of this asset alone; of all if it is empty.
    #[param(pattern = "^([A-Z][A-Z0-9_]{0,49})?$", example = "GOLD_COINS")]
    asset: Option<String>,
}

impl BalanceQuery {
    /// The asset that is asked for.
    pub(crate) fn asset(self) -> Option<String> {
        self.asset.filter(|asset| !asset.is_empty())
    }
}

/// The user's balances, or the one of an asset.
#[utoipa::path(get, path = "/wallet/balance/{userId}", tag = "seed",
    params(("userId" = String, Path, pattern = "^(system:debt:)?[!-~]{1,100}$", description = "Whose",
            example = "user_001"), BalanceQuery),
    responses((status = 200, description = "Every balance; with `asset`, that one",
        body = wire::SeedBalanceAnswer)))]
pub(crate) async fn seed_balance(app: Data<App>, user: AnyOwner, query: QueryOf<BalanceQuery>) -> Answer {
    match query.0.asset() {
        Some(asset) => one_balance(&app, user.0, AssetCode::new(&asset)?).await,
        None => all_balances(&app, user.0).await,
    }
}

async fn all_balances(app: &App, user: OwnerId) -> Answer {
    let wallets = app.read(|store| store.list_wallets(std::slice::from_ref(&user))).await?;
    let balances = wallets
        .iter()
        .map(|wallet| wire::SeedBalance { asset_code: wallet.asset.as_str(), balance: wallet.state.balance.minor() });
    let answer = wire::SeedBalances { user_id: user.as_str(), balances: balances.collect() };
    Ok(wire::json(StatusCode::OK, &wire::SeedBalanceAnswer::All(answer)))
}

async fn one_balance(app: &App, user: OwnerId, asset: AssetCode) -> Answer {
    let wallet = app.read(|store| store.find_wallet(&user, &asset)).await?;
    let Some(wallet) = wallet else {
        return Err(Problem::of_read(&Rejection::WalletNotFound { owner: user, asset }));
    };
    let balance = wallet.state.balance.minor();
    let answer = wire::SeedWallet { user_id: user.as_str(), asset_code: asset.as_str(), balance };
    Ok(wire::json(StatusCode::OK, &wire::SeedBalanceAnswer::One(answer)))
}

fn posted(outcome: &Outcome) -> Answer {
    render(outcome, StatusCode::OK, |response, transaction, posting| {
        let answer = wire::SeedPosted { transaction_id: transaction.id(), new_balance: posting.balance.minor() };
        wire::json_with(response, &answer)
    })
}
