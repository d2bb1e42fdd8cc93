//! The flows, each a request of `wire`: parsed, submitted, rendered. Which path takes which is in the table.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::answer::{Answer, created, render};
use super::earlier::find_earlier;
use crate::http::app::App;
use crate::http::extract::{DryRun, IfMatch, JsonBody, OptionalBody, RequestKey, TransactionName};
use crate::http::problem::Problem;
use crate::http::wire::{self, AboutRequest, FlowRequest};

/// A flow. The gate lets no condition through to one that has none.
pub(super) async fn submit<R: FlowRequest>(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    condition: IfMatch,
    dry_run: DryRun,
) -> Answer {
    let command = condition.applied_to(body.parse::<R>()?.into_command(key.0)?);
    created(&app.submit(&request, command, dry_run).await?)
}

/// A flow about the transaction that the path names.
pub(super) async fn submit_about<R: AboutRequest>(
    app: Data<App>,
    request: HttpRequest,
    name: TransactionName,
    key: RequestKey,
    body: OptionalBody,
    dry_run: DryRun,
) -> Answer {
    let order = body.parse::<R>()?;
    let earlier = find_earlier(&app, name.0, R::EARLIER).await.map_err(Problem::same_key)?;
    let command = order.into_command(&earlier.command, key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

/// A flow of the original service, answered as that did.
pub(super) async fn submit_original<R: FlowRequest>(
    app: Data<App>,
    request: HttpRequest,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let command = body.parse::<R>()?.into_command(key.0)?;
    render(&app.submit(&request, command, dry_run).await?, StatusCode::OK, |response, transaction, posting| {
        let answer = wire::OriginalPosted { transaction_id: transaction.id(), new_balance: posting.balance.minor() };
        wire::json_with(response, &answer)
    })
}
