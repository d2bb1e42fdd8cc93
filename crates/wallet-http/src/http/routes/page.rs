//! The demo page and the console, embedded: clients of the public API and nothing more. Also what answers unknown routes.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::answer::{Answer, refuse_method};
use crate::http::extract::is_fresh;
use crate::http::problem::{Code, Problem};

/// Its own files and its own API; no inline script or style, no frame, no other host.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                   base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[derive(RustEmbed)]
#[folder = "../../web-demo"]
#[include = "index.html"]
#[include = "console/index.html"]
#[include = "*.js"]
#[include = "*.css"]
#[include = "*.svg"]
#[include = "vendor/*"]
#[exclude = "node_modules/*"]
#[exclude = "test/*"]
#[exclude = "package*.json"]
#[exclude = ".*"]
struct Page;

/// A file of the pages, or a 404: this is asked for whatever no route takes.
pub(super) async fn page(request: HttpRequest) -> Answer {
    let name = match request.path().strip_prefix('/').unwrap_or_default() {
        "" => "index.html",
        "console" | "console/" => "console/index.html",
        path => path,
    };
    // While developing, files come from the folder itself, where `..` would lead out of what is included.
    let plain = !name.split('/').any(|part| matches!(part, "" | "." | ".."));
    match Page::get(name).filter(|_| plain) {
        None => Err(Problem::new(Code::RouteNotFound, "There is no such route. GET /docs shows the ones there are.")),
        Some(_) if !matches!(*request.method(), Method::GET | Method::HEAD) => {
            refuse_method(&request, "GET, HEAD, OPTIONS")
        }
        Some(file) => Ok(render(&request, name, file)),
    }
}

fn render(request: &HttpRequest, name: &str, file: EmbeddedFile) -> HttpResponse {
    let tag = format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..18]));
    let fresh = is_fresh(request.headers(), &tag);
    let mut response = if fresh { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, tag))
        // Asked for each time and sent only when it has changed: a page and its modules are never of two versions.
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, CSP));
    if fresh { response.finish() } else { response.content_type(content_type(name)).body(file.data) }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_page_is_embedded() {
        let names: Vec<_> = Page::iter().collect();
        for wanted in ["index.html", "app.js", "console/index.html", "console/console.js", "vendor/preact.LICENSE.txt"]
        {
            assert!(names.iter().any(|name| name == wanted), "{wanted} is not in {names:?}");
        }
        for name in &names {
            let shipped = !name.contains("node_modules") && !name.starts_with("test/") && !name.starts_with('.');
            assert!(shipped && content_type(name) != "application/octet-stream", "{name}");
        }
    }
}
