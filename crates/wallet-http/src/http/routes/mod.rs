//! The routes: a file a topic. A handler parses, calls and renders.

mod assets;
mod audit;
mod batches;
mod changes;
mod docs;
mod flows;
mod health;
mod history;
mod holds;
mod openings;
mod page;
mod payments;
mod search;
mod seed;
mod transactions;
mod wallets;

use std::future::ready;

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::web::{self, ServiceConfig};
use actix_web::{Error, HttpRequest, HttpResponse, Resource};

use crate::http::edge::Gate;
use crate::http::problem::Problem;

pub(crate) use assets::*;
pub(crate) use audit::*;
pub(crate) use batches::*;
pub(crate) use changes::*;
pub(crate) use docs::*;
pub(crate) use flows::*;
pub(crate) use health::*;
pub(crate) use history::*;
pub(crate) use holds::*;
pub(crate) use openings::*;
pub(crate) use payments::*;
pub(crate) use seed::*;
pub(crate) use transactions::*;
pub(crate) use wallets::*;

/// How many transactions about an earlier one are shown.
const ABOUT_MAX: u32 = 1_000;

/// What handlers answer.
pub(crate) type Answer = Result<HttpResponse, Problem>;

/// Puts every route into place; what none of them takes is the page's, or a 404.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(post("/v1/top-ups").route(web::post().to(top_up)))
        .service(post("/v1/bonuses").route(web::post().to(bonus)))
        .service(post("/v1/spends").route(web::post().to(spend)))
        .service(post("/v1/mints").route(web::post().to(mint)))
        .service(post("/v1/purchases").route(web::post().to(purchase)))
        .service(post("/v1/conversions").route(web::post().to(convert)))
        .service(post("/v1/gifts").route(web::post().to(give)))
        .service(post("/v1/allocations").route(web::post().to(allocate)))
        .service(post("/v1/holds").route(web::post().to(hold)))
        .service(both(get("/v1/holds/{id}"), || web::to(get_hold)))
        .service(post("/v1/holds/{id}/capture").route(web::post().to(capture)))
        .service(post("/v1/holds/{id}/release").route(web::post().to(release)))
        .service(post("/v1/batches").route(web::post().to(execute_batch)))
        .service(post("/wallet/topup").route(web::post().to(seed_top_up)))
        .service(post("/wallet/bonus").route(web::post().to(seed_bonus)))
        .service(post("/wallet/spend").route(web::post().to(seed_spend)))
        .service(both(get("/wallet/balance/{userId}"), || web::to(seed_balance)))
        .service(post("/v1/wallets").route(web::post().to(open_wallets)))
        .service(
            both(resource("/v1/wallets/query", "POST, OPTIONS"), || web::to(list_wallets_of_query))
                .route(web::post().to(query_wallets)),
        )
        .service(both(get("/v1/wallets/{owner}"), || web::to(list_wallets)))
        // Before wallets, whose assets have no small letters.
        .service(post("/v1/wallets/{owner}/freeze").route(web::post().to(freeze_all)))
        .service(post("/v1/wallets/{owner}/unfreeze").route(web::post().to(unfreeze_all)))
        .service(post("/v1/wallets/{owner}/close").route(web::post().to(close_all)))
        .service(post("/v1/wallets/{owner}/reopen").route(web::post().to(reopen_all)))
        .service(post("/v1/wallets/{owner}/{asset}/freeze").route(web::post().to(freeze)))
        .service(post("/v1/wallets/{owner}/{asset}/unfreeze").route(web::post().to(unfreeze)))
        .service(post("/v1/wallets/{owner}/{asset}/close").route(web::post().to(close)))
        .service(post("/v1/wallets/{owner}/{asset}/reopen").route(web::post().to(reopen)))
        .service(
            both(resource("/v1/wallets/{owner}/{asset}", "GET, HEAD, PUT, OPTIONS"), || web::to(get_wallet))
                .route(web::put().to(open_wallet)),
        )
        .service(both(get("/v1/wallets/{owner}/{asset}/entries"), || web::to(list_entries)))
        .service(both(get("/v1/wallets/{owner}/{asset}/balance"), || web::to(get_balance)))
        .service(both(get("/v1/wallets/{owner}/{asset}/statement"), || web::to(get_statement)))
        .service(both(get("/v1/wallets/{owner}/{asset}/holds"), || web::to(list_holds)))
        .service(both(get("/v1/transactions"), || web::to(find_transaction)))
        .service(both(get("/v1/transactions/{id}"), || web::to(get_transaction)))
        .service(both(get("/v1/payments/{payment_ref}"), || web::to(get_payment)))
        .service(
            both(resource("/v1/transactions/{id}/reversals", "GET, HEAD, POST, OPTIONS"), || web::to(list_reversals))
                .route(web::post().to(reverse)),
        )
        .service(
            both(resource("/v1/assets", "GET, HEAD, POST, OPTIONS"), || web::to(list_assets))
                .route(web::post().to(create_asset)),
        )
        .service(
            both(resource("/v1/assets/{code}", "GET, HEAD, PATCH, OPTIONS"), || web::to(get_asset))
                .route(web::patch().to(change_asset)),
        )
        .service(both(get("/v1/changes"), || web::to(list_changes)))
        .service(both(get("/v1/audit"), || web::to(get_audit)))
        .service(both(get("/health"), || web::to(health)))
        .service(both(get("/health/live"), || web::to(live)))
        .service(both(get("/health/ready"), || web::to(check_ready)))
        .service(both(get("/metrics"), || web::to(render_metrics)))
        .service(both(get("/openapi.json"), || web::to(openapi)))
        .service(both(get("/docs"), || web::to(docs_index)))
        .service(both(get("/docs/{file}"), || web::to(docs_file)))
        .default_service(web::to(page::page));
}

fn get(path: &'static str) -> Resource<impl Routed> {
    resource(path, "GET, HEAD, OPTIONS")
}

fn post(path: &'static str) -> Resource<impl Routed> {
    resource(path, "POST, OPTIONS")
}

/// What stands behind a resource's gate.
trait Routed:
    ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse, Error = Error, InitError = ()>
{
}

impl<T> Routed for T where
    T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse, Error = Error, InitError = ()>
{
}

/// A resource under its template's name, which logs and metrics show, that tells a wrong method the right ones, behind
/// a gate that lets in whom the template's scope allows.
fn resource(path: &'static str, allow: &'static str) -> Resource<impl Routed> {
    web::resource(path)
        .name(path)
        .default_service(web::to(move |request: HttpRequest| ready(refuse_method(&request, allow))))
        .wrap(Gate(path))
}

/// GET, and HEAD, which is the same without the body.
fn both<T: Routed>(resource: Resource<T>, handler: impl Fn() -> actix_web::Route) -> Resource<T> {
    resource.route(handler().method(Method::GET)).route(handler().method(Method::HEAD))
}

/// OPTIONS asks for the methods, so it is told them; every other method is not one of them.
pub(crate) fn refuse_method(request: &HttpRequest, allow: &'static str) -> Answer {
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish());
    }
    Err(Problem::method_not_allowed(allow))
}
