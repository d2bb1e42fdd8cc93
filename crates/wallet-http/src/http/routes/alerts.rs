//! Balance alerts: put, listed, deleted.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_service::WebhookAdmin;
use wallet_service::webhook_admin::WebhookError;

use super::answer::{Answer, IN_TABLE};
use super::webhooks::{change, look};
use crate::http::app::App;
use crate::http::extract::{AlertName, JsonBody, NoQuery};
use crate::http::wire;

/// Has `wallet.below` or `wallet.above` told to webhooks once a crossing, in the place of the alert of this id if there is
/// one. One that says the same as before watches on. There are 100 at most.
#[utoipa::path(put, path = IN_TABLE,
    params(("id" = String, Path, pattern = "^[a-z0-9_-]{1,50}$", example = "low_gold", description = "Its id, of your choice")),
    request_body = wire::PutAlertRequest, responses((status = 200, description = "The alert", body = wire::Alert)))]
pub(crate) async fn put_alert(app: Data<App>, name: AlertName, body: JsonBody, _: NoQuery) -> Answer {
    let new = body.parse::<wire::PutAlertRequest>()?.into_alert(name.0)?;
    let alert = change(&app, async |admin| admin.put_alert(new).await).await?;
    Ok(wire::json(StatusCode::OK, &wire::Alert::from(&alert)))
}

/// Every alert, by id.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "The alerts", body = wire::AlertList)))]
pub(crate) async fn list_alerts(app: Data<App>, _: NoQuery) -> Answer {
    let alerts = look(&app, WebhookAdmin::alerts).await?;
    let data = alerts.iter().map(wire::Alert::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::AlertList { data }))
}

/// An alert.
#[utoipa::path(get, path = IN_TABLE,
    params(("id" = String, Path, pattern = "^[a-z0-9_-]{1,50}$", example = "low_gold", description = "Its id")),
    responses((status = 200, description = "The alert", body = wire::Alert)))]
pub(crate) async fn get_alert(app: Data<App>, name: AlertName, _: NoQuery) -> Answer {
    let alerts = look(&app, WebhookAdmin::alerts).await?;
    let alert = alerts.into_iter().find(|alert| alert.id == name.0);
    let alert = alert.ok_or(WebhookError::AlertNotFound(name.0))?;
    Ok(wire::json(StatusCode::OK, &wire::Alert::from(&alert)))
}

/// Deletes an alert.
#[utoipa::path(delete, path = IN_TABLE,
    params(("id" = String, Path, pattern = "^[a-z0-9_-]{1,50}$", example = "low_gold", description = "Its id")),
    responses((status = 200, description = "It was deleted", body = wire::Deleted)))]
pub(crate) async fn delete_alert(app: Data<App>, name: AlertName, _: NoQuery) -> Answer {
    change(&app, async |admin| admin.delete_alert(&name.0).await).await?;
    Ok(wire::json(StatusCode::OK, &wire::Deleted { id: name.0.to_string(), deleted: true }))
}
