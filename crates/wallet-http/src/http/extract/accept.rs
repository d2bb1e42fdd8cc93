//! What a caller would rather be answered with.

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, Header, Quality};

use crate::http::problem::{Code, Problem};

/// Whether the answer is to be CSV and not JSON: by the parameter `format`, or else by what is accepted.
pub(crate) fn wants_csv(request: &HttpRequest, format: Option<&str>) -> Result<bool, Problem> {
    match format {
        Some("csv") => Ok(true),
        Some("json") => Ok(false),
        None => Ok(prefers(request, "text/csv")),
        Some(_) => Err(Problem::new(Code::MalformedQuery, "`format` must be json or csv.")),
    }
}

/// Whether a media type is what a caller accepts most: of those alike the first, and one by its name before a `*`.
pub(crate) fn prefers(request: &HttpRequest, media_type: &str) -> bool {
    let Ok(Accept(mut accepted)) = Accept::parse(request) else { return false };
    accepted.retain(|it| it.quality > Quality::ZERO);
    Accept(accepted).ranked().first().is_some_and(|most| most.essence_str() == media_type)
}
