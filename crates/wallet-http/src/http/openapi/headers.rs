//! Headers of answers that many operations have, each once in the components.

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::{Ref, RefOr, Response};

/// What each is called in the components and on the wire, and what it says.
const HEADERS: [(&str, &str, &str); 6] = [
    ("DryRun", "Dry-Run", "`true` if this is what would come of it: nothing is recorded, no key is used."),
    ("IdempotentReplayed", "Idempotent-Replayed", "`true` if it was decided before, and this is that answer again."),
    (
        "RateLimitPolicy",
        "RateLimit-Policy",
        "The rate limits in force, by draft-ietf-httpapi-ratelimit-headers-10; not sent if there are none.",
    ),
    (
        "RateLimit",
        "RateLimit",
        "What is left of those that this request was counted for, and in how many seconds all of it is back.",
    ),
    (
        "WalletReadLagMs",
        "Wallet-Read-Lag-Ms",
        "What was acknowledged longer ago than so many milliseconds is in the answer; 0 if the primary answered, or an \
         embedded store. `If-Newer-Than` asks for what a transaction has done.",
    ),
    ("RetryAfter", "Retry-After", "In how many seconds another try is worth it."),
];

/// The headers as the components have them.
pub(super) fn components() -> impl Iterator<Item = (String, RefOr<Header>)> {
    HEADERS.into_iter().map(|(name, _, text)| {
        let header = HeaderBuilder::new().schema(Some(Object::with_type(Type::String))).description(Some(text));
        (name.to_owned(), header.build().into())
    })
}

/// Has a response name headers of the components.
pub(super) fn say_headers(response: &mut Response, names: &[&str]) {
    for (name, on_wire, _) in HEADERS.iter().filter(|(name, ..)| names.contains(name)) {
        let reference = Ref::new(format!("#/components/headers/{name}"));
        response.headers.insert((*on_wire).to_owned(), RefOr::Ref(reference));
    }
}
