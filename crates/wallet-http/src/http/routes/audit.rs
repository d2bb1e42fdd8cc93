//! The audit: where every asset's supply is, and what was proven. It reads the system's own wallets and those of players who owe
//! something.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::Wallets;

use super::answer::{Answer, IN_TABLE};
use crate::http::app::App;
use crate::http::extract::{NoQuery, OptionalBody};
use crate::http::wire;

/// Per asset: supply, treasury, revenue, what operators' own wallets hold, what players hold and what they owe; what the latest
/// verification found; and the heads of the chain of commits.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "The audit", body = wire::Audit)))]
pub(crate) async fn get_audit(app: Data<App>, _: NoQuery) -> Answer {
    let system = app.read(Wallets::sum_system_wallets).await?;
    let last_verification = app.last_verification().await?.map(wire::Verification::from);
    let heads = app.list_heads().await?.iter().map(wire::AuditHead::from).collect();
    let audits = system.found.audit();
    let assets = audits.iter().map(|(asset, audit)| wire::AssetAudit::new(asset, *audit)).collect();
    let (version, approximate) = (env!("CARGO_PKG_VERSION"), system.is_approximate);
    Ok(wire::json(StatusCode::OK, &wire::Audit { assets, last_verification, approximate, heads, version }))
}

/// Starts a verification of all commits since the latest one, in the time that traffic leaves.
///
/// It does not wait for the end. Several requests at once are one verification.
#[utoipa::path(post, path = IN_TABLE,
    responses((status = 202, description = "It was asked for", body = wire::VerificationRequested)))]
pub(crate) async fn request_verification(app: Data<App>, body: OptionalBody, _: NoQuery) -> Answer {
    let wire::EmptyBody {} = body.parse()?;
    let before = app.last_verification().await?.map(wire::Verification::from);
    app.verify_now();
    Ok(wire::json(StatusCode::ACCEPTED, &wire::VerificationRequested { before }))
}
