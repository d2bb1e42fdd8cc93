//! The OpenAPI document, and a page to read and try it with: Swagger UI, vendored among the demo page's files.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;

use super::answer::{Answer, IN_TABLE};
use crate::http::app::App;

/// What Swagger UI needs and no more: it has its icons as data URLs.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                   connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("../../../../../web-demo/docs.html");

/// This document.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub(crate) async fn get_document(app: Data<App>) -> Answer {
    Ok(HttpResponse::Ok().content_type("application/json").body(app.document()))
}

/// The page. Its files are the demo page's.
pub(crate) async fn docs_page() -> Answer {
    let mut response = HttpResponse::Ok();
    response.content_type("text/html; charset=utf-8");
    response.insert_header((header::CACHE_CONTROL, "no-cache")).insert_header((header::CONTENT_SECURITY_POLICY, CSP));
    Ok(response.body(PAGE))
}
