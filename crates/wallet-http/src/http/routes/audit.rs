//! The audit: where every asset's supply is. It reads the system's own wallets and those of players who owe something.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::Wallets;

use super::answer::{Answer, IN_TABLE};
use crate::http::app::App;
use crate::http::extract::NoQuery;
use crate::http::wire;

/// Per asset: supply, treasury, revenue, what operators' own wallets hold, what players hold and what they owe; and what the latest `wallet verify` found.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "The audit", body = wire::Audit)))]
pub(crate) async fn get_audit(app: Data<App>, _: NoQuery) -> Answer {
    let system = app.read(Wallets::sum_system_wallets).await?;
    let last_verification = app.last_verification().await?.map(wire::Verification::from);
    let audits = system.found.audit();
    let assets = audits.iter().map(|(asset, audit)| wire::AssetAudit::new(asset, *audit)).collect();
    Ok(wire::json(StatusCode::OK, &wire::Audit { assets, last_verification, approximate: system.is_approximate }))
}
