//! `wallet openapi`: the document that a running server has at `/openapi.json`.

use super::{Failure, say};

pub(super) fn run() -> Result<(), Failure> {
    let document = crate::http::openapi::document()
        .to_pretty_json()
        .map_err(|error| Failure::Failed(format!("the document cannot be written: {error}")))?;
    say(&document);
    Ok(())
}
