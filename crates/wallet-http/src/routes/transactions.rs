//! Transactions, by id or by the key they were asked for under.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::{IdempotencyKey, InvalidCommand, OwnerId, Rejection, Transaction, TransactionId};

use super::flows::created;
use super::{ABOUT_MAX, Answer};
use crate::app::App;
use crate::extract::{DryRun, JsonBody, NoQuery, QueryOf, RequestKey, TransactionName};
use crate::problem::{Code, Problem};
use crate::wire::{self, OrderRequest};

/// A transaction with its entries, posted or rejected.
#[utoipa::path(get, path = "/v1/transactions/{id}", tag = "transactions",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn get_transaction(app: Data<App>, name: TransactionName, _: NoQuery) -> Answer {
    find(&app, name.0).await
}

/// Whose request, and under which key.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KeyQuery {
    /// Whose command it was; `system:treasury` for a mint.
    #[param(min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "user_001")]
    owner: String,
    /// The key it was asked for under.
    #[param(min_length = 1, max_length = 255, pattern = "^[ -~]+$")]
    idempotency_key: String,
}

impl KeyQuery {
    pub(crate) fn parse(&self) -> Result<(OwnerId, IdempotencyKey), Problem> {
        // Keys of the service's own hold spaces: a caller cannot use them, but may read what was done under them.
        Ok((OwnerId::new(&self.owner)?, IdempotencyKey::internal(&self.idempotency_key)?))
    }
}

/// What came of a key: the same transaction that a retry would be answered with.
#[utoipa::path(get, path = "/v1/transactions", tag = "transactions", params(KeyQuery),
    responses((status = 200, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn find_transaction(app: Data<App>, query: QueryOf<KeyQuery>) -> Answer {
    let (owner, key) = query.0.parse()?;
    find(&app, TransactionId::of(&owner, &key)).await
}

/// Takes a spend, a capture, a bonus or a top-up back, in full or in part. Any number of reversals take no more than there
/// was.
#[utoipa::path(post, path = "/v1/transactions/{id}/reversals", tag = "transactions",
    request_body = wire::ReversalRequest, params(("id" = String, Path, description = "What is taken back")),
    responses((status = 201, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn reverse(
    app: Data<App>,
    request: HttpRequest,
    name: TransactionName,
    key: RequestKey,
    body: JsonBody,
    dry_run: DryRun,
) -> Answer {
    let order = body.parse::<wire::ReversalRequest>()?;
    let original = find_posted(&app, name.0).await.map_err(Problem::same_key)?;
    let command = order.into_command(&original.command, key.0)?;
    created(&app.submit(&request, command, dry_run).await?)
}

/// What was taken back of a transaction.
#[utoipa::path(get, path = "/v1/transactions/{id}/reversals", tag = "transactions",
    params(("id" = String, Path, description = "What was taken back")),
    responses((status = 200, description = "Its reversals", body = wire::Reversals)))]
pub(crate) async fn list_reversals(app: Data<App>, name: TransactionName, _: NoQuery) -> Answer {
    let original = find_posted(&app, name.0).await?;
    let Some(moved) = original.command.reversible() else {
        return Err(Problem::from(InvalidCommand::NotReversible(original.command.flow())).read());
    };
    let claim = app.read(|store| store.find_claim(name.0)).await?;
    let about = app.read(|store| store.list_about(name.0, ABOUT_MAX)).await?;
    let moved = original.result.as_ref().map_or(moved, |posting| posting.moved_by(&original.command));
    let reversed = claim.map_or(0, |claim| claim.taken);
    let data = about.iter().map(wire::Transaction::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::Reversals { reversed, remaining: moved - reversed, data }))
}

/// A posted transaction. It never changes, so a look that is stale when the order is decided is right still.
async fn find_posted(app: &App, id: TransactionId) -> Result<Transaction, Problem> {
    let found = app.read(|store| store.find_transaction(id)).await?;
    found
        .filter(|transaction| transaction.result.is_ok())
        .ok_or_else(|| Problem::of_read(&Rejection::TransactionNotFound { id }))
}

async fn find(app: &App, id: TransactionId) -> Answer {
    match app.read(|store| store.find_transaction(id)).await? {
        Some(transaction) => Ok(wire::json(StatusCode::OK, &wire::Transaction::from(&transaction))),
        None => Err(Problem::new(Code::TransactionNotFound, "There is no such transaction.")),
    }
}
