//! The demo page and the console, embedded: clients of the public API and nothing more. Also what answers unknown routes.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::GzEncoder;
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

/// A file of the pages, or a 404. It answers every request that no route takes.
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
    let digest = BASE64_URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..18]);
    let is_squeezed = takes_gzip(request.headers());
    // The two forms are two representations, so each has a tag of its own.
    let tag = if is_squeezed { format!("\"{digest}.gz\"") } else { format!("\"{digest}\"") };
    let fresh = is_fresh(request.headers(), &tag);
    let mut response = if fresh { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "Accept-Encoding"))
        // Asked for each time and sent only when it has changed: a page and its modules are never of two versions.
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, CSP));
    if fresh {
        return response.finish();
    }
    response.content_type(content_type(name));
    if is_squeezed {
        response.insert_header((header::CONTENT_ENCODING, "gzip")).body(squeeze(digest, &file.data))
    } else {
        response.body(file.data)
    }
}

/// The files as gzip, by digest; each is compressed when it is first asked for.
static SQUEEZED: Mutex<BTreeMap<String, Bytes>> = Mutex::new(BTreeMap::new());

/// A file in the form of gzip.
fn squeeze(digest: String, data: &[u8]) -> Bytes {
    let mut squeezed = SQUEEZED.lock().unwrap_or_else(PoisonError::into_inner);
    let made = || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(data).expect("memory takes every byte");
        Bytes::from(encoder.finish().expect("memory takes every byte"))
    };
    squeezed.entry(digest).or_insert_with(made).clone()
}

/// Whether the caller names gzip among the codings that it takes.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let texts = headers.get_all(header::ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let refused = quality.trim().strip_prefix("q=").is_some_and(|quality| quality.parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
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
    fn gzip_is_sent_to_those_who_name_it() {
        let takes = |text: &str| {
            let value = header::HeaderValue::from_str(text).expect("a value");
            takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]))
        };
        for yes in ["gzip", "deflate, GZIP;q=0.5", "gzip, br", "br;q=1.0, gzip;q=0.8"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "br", "identity", "gzip;q=0", "gzip;q=0.000, br", "x-gzip"] {
            assert!(!takes(no), "{no}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

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
