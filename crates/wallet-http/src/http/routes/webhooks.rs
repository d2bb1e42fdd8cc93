//! Webhooks: made, changed, looked at, tried.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use tokio::time::timeout;
use utoipa::IntoParams;
use wallet_domain::StoreErrorKind;
use wallet_domain::webhook::Mark;
use wallet_service::WebhookAdmin;
use wallet_service::webhook_admin::WebhookError;

use super::answer::{Answer, IN_TABLE};
use super::wallets::limit_of;
use crate::http::app::App;
use crate::http::extract::{JsonBody, Listing, NoQuery, OptionalBody, ParkedCursor, QueryOf, WebhookName};
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// Looks something up; fails if it takes too long.
pub(super) async fn look<T>(
    app: &App,
    ask: impl AsyncFnOnce(&WebhookAdmin) -> Result<T, WebhookError>,
) -> Result<T, Problem> {
    match timeout(app.limits().read_timeout, ask(app.webhooks()?)).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Problem::unavailable()),
    }
}

/// Changes something. There is no key under which it could be asked for again, so who asked is told where to look if nobody
/// knows what came of it.
pub(super) async fn change<T>(
    app: &App,
    act: impl AsyncFnOnce(&WebhookAdmin) -> Result<T, WebhookError>,
) -> Result<T, Problem> {
    match timeout(app.limits().read_timeout, act(app.webhooks()?)).await {
        Ok(Err(WebhookError::Store(error))) if error.kind == StoreErrorKind::Unknown => Err(unsettled().because(error)),
        Ok(done) => Ok(done?),
        Err(_) => Err(unsettled()),
    }
}

fn unsettled() -> Problem {
    let detail = "The store has not answered in time, so it is not known whether this was done. Look before you ask again: \
                  GET /v1/webhooks, GET /v1/alerts.";
    Problem::new(Code::OutcomeUnknown, detail)
}

fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(bytes)
}

/// Has events delivered to a URL, signed by Standard Webhooks 1.0.0, in order for each owner who asked. There are 50 at most.
///
/// A gift is its giver's: its receiver's next events may come before it.
///
/// The answer has the secret, this once. A webhook is sent what the feed has, of every owner: the scope `webhooks` is as good
/// as `events`.
#[utoipa::path(post, path = IN_TABLE, request_body = wire::CreateWebhookRequest,
    responses((status = 201, description = "The webhook and its secret", body = wire::WebhookWithSecret)))]
pub(crate) async fn create_webhook(app: Data<App>, body: JsonBody, _: NoQuery) -> Answer {
    let new = body.parse::<wire::CreateWebhookRequest>()?.into_endpoint()?;
    let random = random()?;
    let endpoint = change(&app, async |admin| admin.create(new, random).await).await?;
    Ok(wire::json(StatusCode::CREATED, &wire::WebhookWithSecret::from(&endpoint)))
}

/// Every webhook, and how far each has got.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "The webhooks", body = wire::WebhookList)))]
pub(crate) async fn list_webhooks(app: Data<App>, _: NoQuery) -> Answer {
    let views = look(&app, WebhookAdmin::list).await?;
    let data = views.iter().map(wire::Webhook::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::WebhookList { data }))
}

/// A webhook, and how far it has got.
#[utoipa::path(get, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    responses((status = 200, description = "The webhook", body = wire::Webhook)))]
pub(crate) async fn get_webhook(app: Data<App>, name: WebhookName, _: NoQuery) -> Answer {
    let view = look(&app, async |admin| admin.show(name.0).await).await?;
    Ok(wire::json(StatusCode::OK, &wire::Webhook::from(&view)))
}

/// Changes a webhook: its URL, its types, or whether it is paused.
#[utoipa::path(patch, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    request_body = wire::ChangeWebhookRequest,
    responses((status = 200, description = "The webhook as it is now", body = wire::Webhook)))]
pub(crate) async fn change_webhook(app: Data<App>, name: WebhookName, body: OptionalBody, _: NoQuery) -> Answer {
    let changes = body.parse::<wire::ChangeWebhookRequest>()?.into_change()?;
    let endpoint = change(&app, async |admin| admin.change(name.0, &changes).await).await?;
    Ok(wire::json(StatusCode::OK, &wire::Webhook::from(&endpoint)))
}

/// Deletes a webhook with all that is known of its deliveries.
#[utoipa::path(delete, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    responses((status = 200, description = "It was deleted", body = wire::Deleted)))]
pub(crate) async fn delete_webhook(app: Data<App>, name: WebhookName, _: NoQuery) -> Answer {
    change(&app, async |admin| admin.delete(name.0).await).await?;
    Ok(wire::json(StatusCode::OK, &wire::Deleted { id: name.0.to_string(), deleted: true }))
}

/// Puts another secret into use. For 24 hours the one before signs, too: a receiver that knows either takes every delivery.
///
/// The answer has the secret, this once.
#[utoipa::path(post, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    request_body = wire::RotateSecretRequest,
    responses((status = 200, description = "The webhook and its secret", body = wire::WebhookWithSecret)))]
pub(crate) async fn rotate_webhook_secret(app: Data<App>, name: WebhookName, body: OptionalBody, _: NoQuery) -> Answer {
    let secret = body.parse::<wire::RotateSecretRequest>()?.into_secret()?;
    let random = random()?;
    let endpoint = change(&app, async |admin| admin.rotate(name.0, secret, random).await).await?;
    Ok(wire::json(StatusCode::OK, &wire::WebhookWithSecret::from(&endpoint)))
}

/// Sends a webhook a `webhook.ping`, once, paused or not, and tells what was answered.
#[utoipa::path(post, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    responses((status = 200, description = "What came of it", body = wire::Ping)))]
pub(crate) async fn ping_webhook(app: Data<App>, name: WebhookName, body: OptionalBody, _: NoQuery) -> Answer {
    let wire::EmptyBody {} = body.parse()?;
    let _place = app.ping_place()?;
    // The sender bounds the wait for the answer.
    let pinged = app.webhooks()?.ping(name.0).await?;
    Ok(wire::json(StatusCode::OK, &wire::Ping::from(pinged)))
}

/// Delivers a range of the feed once more, beside the deliveries of what happens, one range at a time.
///
/// Its id can be a delivery's or a gap's: the event of it is meant. A webhook that is paused or disabled, as `status` of the
/// answer tells, is sent the range once it is resumed.
#[utoipa::path(post, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    request_body = wire::ReplayWebhookRequest,
    responses((status = 202, description = "It has begun", body = wire::Webhook)))]
pub(crate) async fn replay_webhook(app: Data<App>, name: WebhookName, body: JsonBody, _: NoQuery) -> Answer {
    let (from, to) = body.parse::<wire::ReplayWebhookRequest>()?.into_range()?;
    let endpoint = change(&app, async |admin| admin.replay(name.0, from, to).await).await?;
    Ok(wire::json(StatusCode::ACCEPTED, &wire::Webhook::from(&endpoint)))
}

/// Stops a webhook's replay, if one runs. What was delivered of it stays delivered, and what happens is delivered as ever.
#[utoipa::path(delete, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    responses((status = 200, description = "The webhook as it is now", body = wire::Webhook)))]
pub(crate) async fn stop_webhook_replay(app: Data<App>, name: WebhookName, _: NoQuery) -> Answer {
    let endpoint = change(&app, async |admin| admin.stop_replay(name.0).await).await?;
    Ok(wire::json(StatusCode::OK, &wire::Webhook::from(&endpoint)))
}

/// How many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AttemptsQuery {
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// What was tried lately to deliver to a webhook: 32 attempts are kept of each of its 16 partitions. What was answered
/// beside the status is never kept.
#[utoipa::path(get, path = IN_TABLE,
    params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id"), AttemptsQuery),
    responses((status = 200, description = "The attempts", body = wire::WebhookAttemptList)))]
pub(crate) async fn list_webhook_deliveries(
    app: Data<App>,
    name: WebhookName,
    query: QueryOf<AttemptsQuery>,
) -> Answer {
    let limit = limit_of(query.0.limit.as_deref())?;
    let found = look(&app, async |admin| admin.deliveries(name.0, None, 0).await).await?;
    let data = found.attempts.iter().take(limit as usize).map(wire::WebhookAttempt::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::WebhookAttemptList { data }))
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ParkedQuery {
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What was given up after ten attempts: its receiver has not got it, unless a replay makes it good.
#[utoipa::path(get, path = IN_TABLE,
    params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id"), ParkedQuery),
    responses((status = 200, description = "A page of it", body = wire::ParkedPage)))]
pub(crate) async fn list_parked_deliveries(app: Data<App>, name: WebhookName, query: QueryOf<ParkedQuery>) -> Answer {
    let ParkedQuery { limit, cursor } = query.0;
    let (limit, listing) = (limit_of(limit.as_deref())?, Listing::of(app.ledger().await?, &("parked", name.0)));
    let after: Option<Mark> =
        cursor.map(|text| ParkedCursor::decode(&text, listing)).transpose()?.map(|cursor| cursor.0);
    let found = look(&app, async |admin| admin.deliveries(name.0, after, limit + 1).await).await?;
    let has_more = found.parked.len() > limit as usize;
    let page = &found.parked[..found.parked.len().min(limit as usize)];
    let last = page.last().filter(|_| has_more);
    let next_cursor = last.map(|last| ParkedCursor(last.mark.clone()).encode(listing));
    let data = page.iter().map(wire::ParkedDelivery::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::ParkedPage { data, next_cursor }))
}
