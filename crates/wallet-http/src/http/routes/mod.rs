//! The routes. `table` has them all, `row` says what a row is; then a file a topic: a handler parses, calls and renders.

mod alerts;
mod analytics;
mod answer;
mod approvals;
mod assets;
mod audit;
mod batches;
mod changes;
mod conditions;
mod docs;
mod earlier;
mod events;
mod exports;
mod flows;
mod health;
mod history;
mod holders;
mod holds;
mod keys;
mod notes;
mod openings;
mod original;
mod page;
mod payments;
mod row;
mod search;
mod table;
mod transactions;
mod wallets;
mod webhooks;

use std::future::ready;

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, guard};

use crate::http::edge::Gate;

#[cfg(feature = "testing")]
pub(crate) use history::EntriesQuery;
#[cfg(feature = "testing")]
pub(crate) use original::BalanceQuery;
pub use row::Row;
pub(crate) use row::{Asks, Assets, Condition, OF_KEYS};
#[cfg(feature = "testing")]
pub(crate) use search::{TransactionsRequest, WalletsQuery};
pub use table::TABLE;

/// Puts every route into place; what none of them takes is the page's, or a 404.
pub fn configure(config: &mut ServiceConfig) {
    for rows in TABLE.chunk_by(|one, next| one.path == next.path) {
        config.service(resource(rows));
    }
    config.default_service(web::to(page::page));
}

/// A resource under its template's name, which logs and metrics show, that tells a wrong method the right ones, behind
/// a gate that lets in those whom its rows allow.
fn resource(rows: &'static [Row]) -> impl actix_web::dev::HttpServiceFactory {
    let allow = allowed(rows);
    let wrong = move |request: HttpRequest| ready(answer::refuse_method(&request, allow));
    let resource = web::resource(rows[0].path).name(rows[0].path).default_service(web::to(wrong));
    let resource = rows.iter().fold(resource, |resource, row| {
        resource.route((row.handler)().guard(guard::fn_guard(move |context| row.answers(&context.head().method))))
    });
    resource.wrap(Gate(rows))
}

/// The methods of a path, as `Allow` lists them: those in the document, and all of a path that is not in it.
fn allowed(rows: &[Row]) -> &'static str {
    let is_documented = rows.iter().any(|row| row.operation().is_some());
    let has =
        |method: Method| rows.iter().any(|row| row.method == method && row.operation().is_some() == is_documented);
    let is_deleted = has(Method::DELETE);
    match (has(Method::GET), has(Method::POST), has(Method::PUT)) {
        (true, _, true) if is_deleted => "GET, HEAD, PUT, DELETE, OPTIONS",
        (true, ..) if is_deleted && has(Method::PATCH) => "GET, HEAD, PATCH, DELETE, OPTIONS",
        (true, true, _) => "GET, HEAD, POST, OPTIONS",
        (true, _, true) => "GET, HEAD, PUT, OPTIONS",
        (true, ..) if has(Method::PATCH) => "GET, HEAD, PATCH, OPTIONS",
        (true, ..) => "GET, HEAD, OPTIONS",
        _ if is_deleted => "POST, DELETE, OPTIONS",
        _ => "POST, OPTIONS",
    }
}
