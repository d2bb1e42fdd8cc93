//! Transactions, by id or by the key they were asked for under.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::{IdempotencyKey, OwnerId, TransactionId};

use super::Answer;
use crate::app::App;
use crate::extract::{NoQuery, QueryOf, TransactionName};
use crate::problem::{Code, Problem};
use crate::wire;

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

async fn find(app: &App, id: TransactionId) -> Answer {
    match app.read(|store| store.find_transaction(id)).await? {
        Some(transaction) => Ok(wire::json(StatusCode::OK, &wire::Transaction::from(&transaction))),
        None => Err(Problem::new(Code::TransactionNotFound, "There is no such transaction.")),
    }
}
