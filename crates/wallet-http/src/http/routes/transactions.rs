//! Transactions, by id or by the key they were asked for under.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::{IdempotencyKey, InvalidCommand, OwnerId, TransactionId};

use super::answer::{Answer, IN_TABLE};
use super::earlier::{ABOUT_MAX, find_earlier};
use super::search::{SearchQuery, list_by_actor};
use crate::http::app::App;
use crate::http::extract::{NoQuery, QueryOf, TransactionName};
use crate::http::problem::{Code, Problem};
use crate::http::wire::{self, Earlier};

/// A transaction with its entries, posted or rejected.
#[utoipa::path(get, path = IN_TABLE, params(("id" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 200, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn get_transaction(app: Data<App>, name: TransactionName, _: NoQuery) -> Answer {
    find(&app, name.0).await
}

/// No name that is recorded is longer.
const ACTOR_CHARS_MAX: usize = 100;

/// One transaction by `owner` and `idempotency_key`, or all of an `actor`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TransactionsQuery {
    /// Whose command it was; `system:treasury` for a mint.
    #[param(min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "user_001")]
    owner: Option<String>,
    /// The key it was asked for under.
    #[param(min_length = 1, max_length = 255, pattern = "^[ -~]+$", example = "example-spends")]
    idempotency_key: Option<String>,
    /// Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it.
    #[param(min_length = 1, max_length = 100)]
    actor: Option<String>,
    /// Of an actor: from when on; 31 days before `to` if it is not given.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Of an actor: until when; now if it is not given.
    #[param(format = DateTime)]
    to: Option<String>,
    /// Of an actor: how many at most, 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

/// What the query asks for.
#[derive(Debug)]
pub(crate) enum TransactionsRequest<'a> {
    /// What came of a key.
    Key(OwnerId, IdempotencyKey),
    /// What an actor asked for.
    Actor(SearchQuery<'a>),
}

impl TransactionsQuery {
    pub(crate) fn parse(&self) -> Result<TransactionsRequest<'_>, Problem> {
        let [from, to] = [self.from.as_deref(), self.to.as_deref()];
        let (limit, cursor) = (self.limit.as_deref(), self.cursor.as_deref());
        match (&self.owner, &self.idempotency_key, &self.actor) {
            // Keys of the service's own hold spaces: a caller cannot use them, but may read what was done under them.
            (Some(owner), Some(key), None) if [from, to, limit, cursor] == [None; 4] => {
                Ok(TransactionsRequest::Key(OwnerId::new(owner)?, IdempotencyKey::internal(key)?))
            }
            (None, None, Some(actor)) if !(1..=ACTOR_CHARS_MAX).contains(&actor.chars().count()) => {
                let detail = format!("`actor` is a name of 1 to {ACTOR_CHARS_MAX} characters.");
                Err(Problem::new(Code::MalformedQuery, detail))
            }
            (None, None, Some(actor)) => Ok(TransactionsRequest::Actor(SearchQuery { actor, from, to, limit, cursor })),
            _ => {
                let detail = "Ask by `owner` and `idempotency_key` for one transaction, or by `actor`, with `from`, `to`, \
                              `limit` and `cursor`, for all that one asked for.";
                Err(Problem::new(Code::MalformedQuery, detail))
            }
        }
    }
}

/// What came of a key: the same transaction that a retry would be answered with. Or, by `actor`, all that one asked for
/// within a time, the latest first: `Transactions` then.
#[utoipa::path(get, path = IN_TABLE, params(TransactionsQuery),
    responses((status = 200, description = "The transaction; by `actor`, a page of them", body = wire::FoundTransactions)))]
pub(crate) async fn search_transactions(app: Data<App>, query: QueryOf<TransactionsQuery>) -> Answer {
    match query.0.parse()? {
        TransactionsRequest::Key(owner, key) => find(&app, TransactionId::of(&owner, &key)).await,
        TransactionsRequest::Actor(query) => list_by_actor(&app, query).await,
    }
}

/// What was taken back of a transaction.
#[utoipa::path(get, path = IN_TABLE, params(("id" = String, Path, format = "uuid", description = "What was taken back")),
    responses((status = 200, description = "Its reversals", body = wire::ReversalList)))]
pub(crate) async fn list_reversals(app: Data<App>, name: TransactionName, _: NoQuery) -> Answer {
    let original = find_earlier(&app, name.0, Earlier::Transaction).await?;
    let Some(moved) = original.command.reversible() else {
        return Err(Problem::from(InvalidCommand::NotReversible(original.command.flow())).read());
    };
    let claim = app.read(|store| store.find_claim(name.0)).await?;
    let about = app.read(|store| store.list_about(name.0, ABOUT_MAX)).await?;
    let moved = original.result.as_ref().map_or(moved, |posting| posting.moved_by(&original.command));
    let reversed = claim.map_or(0, |claim| claim.taken);
    let data = about.iter().map(wire::Transaction::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::ReversalList { reversed, remaining: moved - reversed, data }))
}

async fn find(app: &App, id: TransactionId) -> Answer {
    match app.read(|store| store.find_transaction(id)).await? {
        Some(transaction) => Ok(wire::json(StatusCode::OK, &wire::Transaction::from(&transaction))),
        None => Err(Problem::new(Code::TransactionNotFound, "There is no such transaction.")),
    }
}
