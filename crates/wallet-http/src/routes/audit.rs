//! The audit: where every asset's supply is. Constant time, as it reads the system's own wallets alone.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::{AssetCode, OwnerId, SupplyAudit, Wallet, Wallets};

use super::Answer;
use crate::app::App;
use crate::extract::NoQuery;
use crate::wire;

/// Per asset: supply, treasury, revenue, what operators' own wallets hold and what players do; and what the latest `wallet verify` found.
#[utoipa::path(get, path = "/v1/audit", tag = "assets",
    responses((status = 200, description = "The audit", body = wire::Audit)))]
pub(crate) async fn get_audit(app: Data<App>, _: NoQuery) -> Answer {
    let wallets = app.read(Wallets::list_system_wallets).await?;
    let last_verification = app.last_verification().await?.map(wire::LastVerification::from);
    let audits = audit(&wallets);
    let assets = audits.into_iter().map(|(asset, audit)| wire::AssetAudit::new(asset, audit)).collect();
    Ok(wire::json(StatusCode::OK, &wire::Audit { assets, last_verification }))
}

fn audit(wallets: &[Wallet]) -> BTreeMap<&AssetCode, SupplyAudit> {
    let mut balances: BTreeMap<&AssetCode, BTreeMap<&OwnerId, i64>> = BTreeMap::new();
    for wallet in wallets {
        balances.entry(&wallet.asset).or_default().insert(&wallet.owner, wallet.state.balance.minor());
    }
    (balances.into_iter())
        .map(|(asset, held)| {
            let [issuance, treasury, revenue] = OwnerId::system().map(|owner| held.get(owner).copied().unwrap_or(0));
            let budgets = held.iter().filter(|(owner, _)| owner.is_budget()).map(|(_, balance)| balance).sum();
            (asset, SupplyAudit::new(issuance, treasury, revenue, budgets))
        })
        .collect()
}
