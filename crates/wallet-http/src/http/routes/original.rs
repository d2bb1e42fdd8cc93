//! The balance route of the original service, kept exactly so that its clients need no change.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::{AssetCode, OwnerId, Rejection};

use super::answer::{Answer, IN_TABLE};
use crate::http::app::App;
use crate::http::extract::{AnyOwner, QueryOf};
use crate::http::problem::Problem;
use crate::http::wire;

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
#[utoipa::path(get, path = IN_TABLE, params(BalanceQuery),
    responses((status = 200, description = "Every balance; with `asset`, that one",
        body = wire::OriginalBalanceAnswer)))]
pub(crate) async fn get_original_balance(app: Data<App>, user: AnyOwner, query: QueryOf<BalanceQuery>) -> Answer {
    match query.0.asset() {
        Some(asset) => one_balance(&app, user.0, AssetCode::new(&asset)?).await,
        None => all_balances(&app, user.0).await,
    }
}

async fn all_balances(app: &App, user: OwnerId) -> Answer {
    let wallets = app.read(|store| store.list_wallets(std::slice::from_ref(&user))).await?;
    let balances = wallets.iter().map(|wallet| wire::OriginalBalance {
        asset_code: wallet.asset.as_str(),
        balance: wallet.state.balance.minor(),
    });
    let answer = wire::OriginalBalances { user_id: user.as_str(), balances: balances.collect() };
    Ok(wire::json(StatusCode::OK, &wire::OriginalBalanceAnswer::All(answer)))
}

async fn one_balance(app: &App, user: OwnerId, asset: AssetCode) -> Answer {
    let wallet = app.read(|store| store.find_wallet(&user, &asset)).await?;
    let Some(wallet) = wallet else {
        return Err(Problem::of_read(&Rejection::WalletNotFound { owner: user, asset }));
    };
    let balance = wallet.state.balance.minor();
    let answer = wire::OriginalWallet { user_id: user.as_str(), asset_code: asset.as_str(), balance };
    Ok(wire::json(StatusCode::OK, &wire::OriginalBalanceAnswer::One(answer)))
}
