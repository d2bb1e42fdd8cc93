//! Single transactions, and what was taken back of them.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::TransactionId;

use super::answer::{Answer, IN_TABLE};
use super::earlier::{ABOUT_MAX, find_earlier};
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{NoQuery, TransactionName};
use crate::http::problem::{Code, Problem};
use crate::http::wire::{self, Earlier};

/// A transaction with its entries, posted or rejected.
#[utoipa::path(get, path = IN_TABLE, params(("id" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 200, description = "The transaction", body = wire::Transaction)))]
pub(crate) async fn get_transaction(app: Data<App>, name: TransactionName, caller: Caller, _: NoQuery) -> Answer {
    find(&app, name.0, &caller).await
}

/// What was taken back of a transaction.
#[utoipa::path(get, path = IN_TABLE, params(("id" = String, Path, format = "uuid", description = "What was taken back")),
    responses((status = 200, description = "Its reversals", body = wire::ReversalList)))]
pub(crate) async fn list_reversals(app: Data<App>, name: TransactionName, _: NoQuery) -> Answer {
    let original = find_earlier(&app, name.0, Earlier::Transaction).await?;
    original.command.check_reversible().map_err(|error| Problem::from(error).read())?;
    let claim = app.read(|store| store.find_claim(name.0)).await?;
    let about = app.read(|store| store.list_about(name.0, ABOUT_MAX)).await?;
    let moved = original.result.as_ref().map_or(0, |posting| posting.moved_by(&original.command));
    let reversed = claim.map_or(0, |claim| claim.taken);
    let data = about.iter().map(wire::Transaction::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::ReversalList { reversed, remaining: moved - reversed, data }))
}

/// Answers with the transaction of that id.
pub(super) async fn find(app: &App, id: TransactionId, caller: &Caller) -> Answer {
    match app.read(|store| store.find_transaction(id)).await? {
        Some(transaction) => {
            transaction.assets().try_for_each(|asset| caller.permit_asset(asset))?;
            Ok(wire::json(StatusCode::OK, &wire::Transaction::from(&transaction)))
        }
        None => Err(Problem::new(Code::TransactionNotFound, "There is no such transaction.")),
    }
}
