//! Operations: docs. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde_json::{Map, Value};

use crate::call::{Call, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};

const GET_DOCUMENT: Operation = Operation::new(Method::GET, "/openapi.json");

impl Client {
    /// This document.
    pub fn get_document(&self) -> Call<'_, Map<String, Value>, Takes> {
        self.call(GET_DOCUMENT, &[])
    }
}
