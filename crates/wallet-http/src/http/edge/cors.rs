//! CORS: what a browser lets the pages of the operator's origins send and read.
//!
//! The headers are those that a client of the API needs. Credentials are off: a key comes in `Authorization`, which the
//! page's script sets itself, and there are no cookies.

use actix_cors::{Cors, CorsError};
use actix_web::dev::ServiceResponse;
use actix_web::http::Method;

use crate::http::access::Origins;
use crate::http::problem::{Code, Problem};

/// How long a browser may keep the answer to a preflight, in seconds. Chromium keeps none longer.
const PREFLIGHT_S: usize = 2 * 60 * 60;

/// What a page may send.
const SENT: [&str; 10] = [
    "authorization",
    "content-type",
    "idempotency-key",
    "x-idempotency-key",
    "if-match",
    "if-newer-than",
    "if-none-match",
    "last-event-id",
    "wallet-on-behalf-of",
    "x-request-id",
];

/// What a page may read, beside what every page may.
const READ: [&str; 11] = [
    "content-disposition",
    "dry-run",
    "etag",
    "idempotent-replayed",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "wallet-export-end",
    "wallet-read-lag-ms",
    "www-authenticate",
    "x-request-id",
];

/// The middleware, for the pages of these origins.
pub(super) fn cors(origins: &Origins) -> Cors {
    let methods = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let cors = Cors::default().allowed_methods(methods).allowed_headers(SENT).expose_headers(READ);
    let cors = cors.max_age(PREFLIGHT_S).block_on_origin_mismatch(false);
    origins.iter().fold(cors, Cors::allowed_origin)
}

/// Why the middleware refuses a preflight, if it does: it answers in plain text by itself.
pub(super) fn refusal<B>(response: &ServiceResponse<B>) -> Option<Problem> {
    let why = match response.response().error()?.as_error::<CorsError>()? {
        CorsError::OriginNotAllowed | CorsError::MissingOrigin => {
            "Pages of this origin may not use the API. Its operator names those that may in server.cors_origins."
        }
        CorsError::MethodNotAllowed | CorsError::MissingRequestMethod | CorsError::BadRequestMethod => {
            "Access-Control-Request-Method must name a method of the API: GET, HEAD, POST, PUT, PATCH or DELETE."
        }
        _ => {
            "Access-Control-Request-Headers names a header that pages may not send: the answer to a preflight without it \
             lists those that they may."
        }
    };
    Some(Problem::new(Code::ForeignOrigin, why))
}
