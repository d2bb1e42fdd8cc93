//! `wallet openapi`: the document that a running server has at `/openapi.json`, with an address for its server.

use super::{Failure, say};

pub(super) fn run() -> Result<(), Failure> {
    let document = crate::http::openapi::printed_document()
        .to_pretty_json()
        .map_err(|error| Failure::Failed(format!("the document cannot be written: {error}")))?;
    say(&document);
    Ok(())
}
