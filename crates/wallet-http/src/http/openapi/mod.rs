//! The OpenAPI 3.1 document, made from the table of routes, the handlers and the wire types.
//!
//! `words` has what an operation says of itself, `operation` adds what its row says: the key of writes, the scope that the API key needs and the problems come
//! from there, and not from each handler; `parameters` has those that rows tell. `problems` describes problems, whose list is
//! [`Code`](crate::http::problem::Code). `shape` makes schemas what generators ask for, and `share` moves what operations have
//! in common into the components.

pub(crate) mod case;
mod headers;
mod operation;
mod parameters;
mod problems;
mod shape;
mod share;
pub(crate) mod words;

use actix_web::http::Method;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;

use crate::http::routes::TABLE;
use crate::http::{problem, wire};
use operation::API_KEY;

/// The document without its operations.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Wallet",
        description = "A closed-loop wallet: virtual credits, double entry, every command idempotent.\n\n\
                       Send each write with an idempotency key of its own and repeat it with the same key until an \
                       answer comes: it is carried out once. A repeated answer is the same, byte for byte, and has \
                       the header `Idempotent-Replayed: true`. Every refusal is `application/problem+json`; program \
                       against its `code`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "flows", description = "What moves credits"),
        (name = "holds", description = "Credits that are kept for later"),
        (name = "wallets", description = "Balances and statements"),
        (name = "transactions", description = "What was decided"),
        (name = "events", description = "Everything that happened, in one order"),
        (name = "analytics", description = "The economy in figures"),
        (name = "exports", description = "All of it, in files of any length"),
        (name = "webhooks", description = "What happened, sent to you; and alerts on balances"),
        (name = "assets", description = "What can be held, and how much of it there is"),
        (name = "approvals", description = "What another has to approve"),
        (name = "keys", description = "Who may do what"),
        (name = "original", description = "The routes of the original service, kept exactly for its clients"),
        (name = "health", description = "For whoever runs the service"),
        (name = "docs", description = "This document"),
    ),
    // The server that the document is from.
    servers((url = "/", description = "This server")),
    components(schemas(problem::Body)),
)]
struct Frame;

/// The document.
pub fn document() -> OpenApi {
    let mut document = Frame::openapi();
    let components = document.components.get_or_insert_default();
    let scheme =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("wlt_<id>_<secret>").description(Some(
            "An API key, which an operator makes with `wallet keys create`. An operation's scopes are all that its key \
         needs. A server that listens on 127.0.0.1 alone asks for none unless `auth.required` is set; a key that is \
         sent is always checked.",
        ));
    components.add_security_scheme(API_KEY, SecurityScheme::Http(scheme.build()));
    for row in TABLE.iter() {
        let Some((operation, schemas)) = operation::of(row) else { continue };
        components.schemas.extend(schemas);
        let item = document.paths.paths.entry(row.path.to_owned()).or_default();
        let place = match row.method {
            Method::GET => &mut item.get,
            Method::PUT => &mut item.put,
            Method::PATCH => &mut item.patch,
            Method::DELETE => &mut item.delete,
            _ => &mut item.post,
        };
        *place = Some(operation);
    }
    let components = document.components.get_or_insert_default();
    components.schemas.extend(wire::names::schemas());
    components.schemas.extend(wire::outcomes::schemas());
    shape::shape_all(&mut components.schemas);
    components.responses = problems::responses();
    components.headers.extend(headers::components());
    share::share_parameters(&mut document);
    share::drop_unused(&mut document);
    document
}

/// The document as it is printed: its server is `wallet serve`, as it starts by itself.
pub fn printed_document() -> OpenApi {
    let server = ServerBuilder::new().url("http://127.0.0.1:3000").description(Some("`wallet serve`")).build();
    let mut document = document();
    document.servers = Some(vec![server]);
    document
}

/// The document of a server that lets in callers without a key.
pub fn open_document() -> OpenApi {
    let mut document = document();
    for operation in share::operations(&mut document) {
        let security = operation.security.get_or_insert_default();
        if !security.is_empty() {
            security.push(SecurityRequirement::default());
        }
    }
    document
}
