//! The OpenAPI document, and a page to read and try it with: Swagger UI, embedded, no other host asked for anything.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa_swagger_ui::Config;

use super::answer::{Answer, IN_TABLE};
use crate::http::app::App;
use crate::http::problem::{Code, Problem};

/// What Swagger UI needs and no more: it has its icons as data URLs.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                   connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const INDEX: &str = include_str!("docs/index.html");

/// Our files beside Swagger UI's.
const OWN_FILES: [(&str, &str, &str); 2] = [
    ("start.js", "text/javascript; charset=utf-8", include_str!("docs/start.js")),
    ("page.css", "text/css; charset=utf-8", include_str!("docs/page.css")),
];

/// Of Swagger UI's files, the ones that the page asks for.
const UI_FILES: [&str; 3] = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

/// This document.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub(crate) async fn get_document(app: Data<App>) -> Answer {
    Ok(HttpResponse::Ok().content_type("application/json").body(app.document()))
}

/// The page.
pub(crate) async fn docs_index() -> Answer {
    Ok(file("text/html; charset=utf-8").body(INDEX))
}

/// The page's files.
pub(crate) async fn docs_file(request: HttpRequest) -> Answer {
    let missing = || Problem::new(Code::RouteNotFound, "There is no such route. GET /docs is the documentation.");
    let name = request.match_info().get("file").unwrap_or_default();
    if let Some((_, content_type, text)) = OWN_FILES.into_iter().find(|(own, ..)| *own == name) {
        return Ok(file(content_type).body(text));
    }
    if !UI_FILES.contains(&name) {
        return Err(missing());
    }
    let found = utoipa_swagger_ui::serve(name, Arc::new(Config::from("/openapi.json"))).map_err(Problem::internal)?;
    let found = found.ok_or_else(missing)?;
    Ok(file(&found.content_type).body(found.bytes.into_owned()))
}

fn file(content_type: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, CSP));
    response
}
