//! Assets: what can be held.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wallet_domain::{Asset, AssetChange, AssetCreation, AssetRefusal, Change, Policy, Wallets};

use super::answer::{Answer, IN_TABLE};
use super::changes::note;
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{AssetPath, DryRun, IfAsset, JsonBody, NoQuery, OptionalBody, is_fresh, preconditions_hold};
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// Every asset, by code.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "The assets", body = wire::AssetList)))]
pub(crate) async fn list_assets(app: Data<App>, _: NoQuery) -> Answer {
    let assets = app.read(Wallets::list_assets).await?;
    let assets = assets.iter().map(wire::Asset::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::AssetList { assets }))
}

/// One asset. Its `ETag` names what it says: `If-None-Match` asks for a change, `If-Match` for none.
#[utoipa::path(get, path = IN_TABLE, params(("If-None-Match" = Option<String>, Header, description = "Answer 304 if this is its ETag still"),
           ("If-Match" = Option<String>, Header, description = "Answer 412 unless this is its ETag still")),
    responses((status = 200, description = "The asset", body = wire::Asset,
               headers(("ETag" = String, description = "Its state, quoted"))),
              (status = 304, description = "It has not changed")))]
pub(crate) async fn get_asset(app: Data<App>, path: AssetPath, request: HttpRequest, _: NoQuery) -> Answer {
    let assets = app.read(Wallets::list_assets).await?;
    let asset = assets.into_iter().find(|asset| asset.code == path.0);
    let asset = asset.ok_or(AssetRefusal::NotFound { asset: path.0 })?;
    let tag = tag_of(&asset);
    if !preconditions_hold(request.headers(), &tag) {
        return Err(AssetRefusal::Changed { asset: asset.code }.into());
    }
    if is_fresh(request.headers(), &tag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish());
    }
    Ok(render_asset(StatusCode::OK, &asset))
}

/// Changes an asset's name, description or policy. Only what is named changes; the list of changes tells who did it.
/// With `If-Match` it is changed only if it is in that state still.
#[utoipa::path(patch, path = IN_TABLE, request_body = wire::ChangeAssetRequest,
    responses((status = 200, description = "The asset as it is now", body = wire::Asset,
               headers(("ETag" = String, description = "Its state, quoted")))))]
pub(crate) async fn change_asset(
    app: Data<App>,
    path: AssetPath,
    caller: Caller,
    condition: IfAsset,
    body: OptionalBody,
    dry_run: DryRun,
) -> Answer {
    let (change, reason) = body.parse::<wire::ChangeAssetRequest>()?.into_change()?;
    let change = AssetChange { only_if: condition.0, ..change };
    permit_rates(&caller, &change)?;
    let changed = match dry_run {
        DryRun::Yes => change.apply(&path.0, &app.read(Wallets::list_assets).await?).map(|(asset, _)| asset),
        DryRun::No => {
            let note = note(&caller, reason);
            app.register(|registry| registry.change_asset(&path.0, &change, &note)).await?
        }
    };
    Ok(render_asset(StatusCode::OK, &changed?))
}

/// Fails if the change sets a rate to an asset that the caller's key is not for: a rate gives that asset away.
fn permit_rates(caller: &Caller, change: &AssetChange) -> Result<(), Problem> {
    let Some(policy) = &change.policy else { return Ok(()) };
    let named = policy.apply(&Policy::default())?;
    named.rates.iter().try_for_each(|rate| caller.permit_asset(&rate.to))
}

/// An asset with its tag.
fn render_asset(status: StatusCode, asset: &Asset) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::ETAG, tag_of(asset)));
    wire::json_with(response, &wire::Asset::from(asset))
}

fn tag_of(asset: &Asset) -> String {
    format!("\"{}\"", asset.tag())
}

/// Creates an asset with its system wallets. Its code makes a retry safe, so it needs no idempotency key.
#[utoipa::path(post, path = IN_TABLE, request_body = wire::CreateAssetRequest,
    responses((status = 201, description = "Created", body = wire::Asset),
              (status = 200, description = "It was there, just so", body = wire::Asset)))]
pub(crate) async fn create_asset(app: Data<App>, caller: Caller, body: JsonBody, dry_run: DryRun) -> Answer {
    let request = body.parse::<wire::CreateAssetRequest>()?;
    let cycles = request.cycles();
    let asset = request.into_asset()?;
    let creation = match dry_run {
        DryRun::No => {
            let note = note(&caller, None);
            app.register(|registry| registry.create_asset_by(&asset, cycles, &note)).await?
        }
        DryRun::Yes => {
            let assets = app.read(Wallets::list_assets).await?;
            match assets.iter().find(|other| other.code == asset.code) {
                Some(existing) => AssetCreation::Existing(existing.clone()),
                None => match Change::creation(&asset, cycles, &assets) {
                    Ok(_) => AssetCreation::Created,
                    Err(refusal) => AssetCreation::Refused(refusal),
                },
            }
        }
    };
    match creation {
        AssetCreation::Created => Ok(render_asset(StatusCode::CREATED, &asset)),
        AssetCreation::Existing(same) if same == asset => Ok(render_asset(StatusCode::OK, &same)),
        AssetCreation::Refused(refusal) => Err(refusal.into()),
        AssetCreation::Existing(other) => {
            let detail = format!("{} is there already, with another name, description or policy.", other.code);
            Err(Problem::new(Code::AssetExists, detail))
        }
    }
}
