//! What a caller would rather be answered with.

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, Header, Quality};

/// Whether a media type is what a caller accepts most: of those alike the first, and one by its name before a `*`.
pub(crate) fn prefers(request: &HttpRequest, media_type: &str) -> bool {
    let Ok(Accept(mut accepted)) = Accept::parse(request) else { return false };
    accepted.retain(|it| it.quality > Quality::ZERO);
    Accept(accepted).ranked().first().is_some_and(|most| most.essence_str() == media_type)
}
