//! The flows: top-ups, bonuses, spends, purchases, conversions, gifts, mints and allocations.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use wallet_domain::{Outcome, Posting, Transaction};

use super::Answer;
use crate::http::app::App;
use crate::http::extract::{DryRun, IfMatch, JsonBody, RequestKey};
use crate::http::problem::Problem;
use crate::http::wire::{self, KeyedRequest};

/// Credits that a player bought with real money, paid elsewhere.
#[utoipa::path(post, path = "/v1/top-ups", tag = "flows", request_body = wire::TopUpRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn top_up(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    condition: IfMatch,
    dry_run: DryRun,
) -> Answer {
    let command = condition.applied_to(body.parse::<wire::TopUpRequest>()?.into_command(key.0)?);
    created(&app.submit(&request, command, dry_run).await?)
}

/// Free credits, such as a referral's.
#[utoipa::path(post, path = "/v1/bonuses", tag = "flows", request_body = wire::BonusRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn bonus(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    condition: IfMatch,
    dry_run: DryRun,
) -> Answer {
    let command = condition.applied_to(body.parse::<wire::BonusRequest>()?.into_command(key.0)?);
    created(&app.submit(&request, command, dry_run).await?)
}

/// What a player buys in the application.
#[utoipa::path(post, path = "/v1/spends", tag = "flows", request_body = wire::SpendRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn spend(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    condition: IfMatch,
    dry_run: DryRun,
) -> Answer {
    let command = condition.applied_to(body.parse::<wire::SpendRequest>()?.into_command(key.0)?);
    created(&app.submit(&request, command, dry_run).await?)
}

/// Supply for the treasury, by an operator.
#[utoipa::path(post, path = "/v1/mints", tag = "flows", request_body = wire::MintRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn mint(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<wire::MintRequest>()?.into_command(key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

/// Pays in one or several assets and receives in others, all of it or nothing.
#[utoipa::path(post, path = "/v1/purchases", tag = "flows", request_body = wire::PurchaseRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn purchase(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<wire::PurchaseRequest>()?.into_command(key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

/// Changes one asset into another at the configured rate, rounded down.
#[utoipa::path(post, path = "/v1/conversions", tag = "flows", request_body = wire::ConversionRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn convert(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<wire::ConversionRequest>()?.into_command(key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

/// Gives credits to another player, where the asset's policy allows it.
#[utoipa::path(post, path = "/v1/gifts", tag = "flows", request_body = wire::GiftRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn give(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<wire::GiftRequest>()?.into_command(key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

/// Funds an operator's own wallet from the treasury, or takes back what it holds.
#[utoipa::path(post, path = "/v1/allocations", tag = "flows", request_body = wire::AllocationRequest,
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn allocate(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<wire::AllocationRequest>()?.into_command(key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

pub(super) fn created(outcome: &Outcome) -> Answer {
    render(outcome, StatusCode::CREATED, |response, transaction, _| {
        wire::json_with(response, &wire::Transaction::from(transaction))
    })
}

/// A posted outcome in the caller's words, a refusal as its problem; both marked if they were decided before.
pub(super) fn render(
    outcome: &Outcome,
    status: StatusCode,
    body: impl FnOnce(HttpResponseBuilder, &Transaction, &Posting) -> HttpResponse,
) -> Answer {
    match outcome.result() {
        Ok((transaction, posting)) => {
            let mut response = HttpResponseBuilder::new(status);
            if outcome.is_replay() {
                response.insert_header(wire::REPLAYED);
            }
            Ok(body(response, transaction, posting))
        }
        Err(rejection) => Err(Problem::of_outcome(outcome, &rejection)),
    }
}
