//! Assets: what can be held.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::{AssetCreation, Wallets};

use super::Answer;
use super::changes::note;
use crate::access::Caller;
use crate::app::App;
use crate::extract::{DryRun, JsonBody, NoQuery};
use crate::problem::{Code, Problem};
use crate::wire;

/// Every asset, by code.
#[utoipa::path(get, path = "/v1/assets", tag = "assets",
    responses((status = 200, description = "The assets", body = wire::Assets)))]
pub(crate) async fn list_assets(app: Data<App>, _: NoQuery) -> Answer {
    let assets = app.read(Wallets::list_assets).await?;
    let assets = assets.iter().map(wire::Asset::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::Assets { assets }))
}

/// Creates an asset with its system wallets. Its code makes a retry safe, so it needs no idempotency key.
#[utoipa::path(post, path = "/v1/assets", tag = "assets", request_body = wire::CreateAssetRequest,
    responses((status = 201, description = "Created", body = wire::Asset),
              (status = 200, description = "It was there, just so", body = wire::Asset)))]
pub(crate) async fn create_asset(app: Data<App>, caller: Caller, body: JsonBody, dry_run: DryRun) -> Answer {
    let asset = body.parse::<wire::CreateAssetRequest>()?.into_asset()?;
    let creation = match dry_run {
        DryRun::No => {
            let note = note(caller, None)?;
            app.register(|registry| registry.create_asset_by(&asset, &note)).await?
        }
        DryRun::Yes => {
            let assets = app.read(Wallets::list_assets).await?;
            let existing = assets.into_iter().find(|other| other.code == asset.code);
            existing.map_or(AssetCreation::Created, AssetCreation::Existing)
        }
    };
    match creation {
        AssetCreation::Created => Ok(wire::json(StatusCode::CREATED, &wire::Asset::from(&asset))),
        AssetCreation::Existing(same) if same == asset => Ok(wire::json(StatusCode::OK, &wire::Asset::from(&same))),
        AssetCreation::Existing(other) => {
            let detail = format!("{} is there already, with another name, description or policy.", other.code);
            Err(Problem::new(Code::AssetExists, detail))
        }
    }
}
