#![doc = include_str!("../README.md")]
#![doc = "---"]
//! The rooms: `types` and `operations` are made from the OpenAPI document, `call` is how a request is made of them,
//! `retry` sends it until there is an outcome, `world` is what that takes from outside: time, chance and the network.

mod call;
mod client;
mod error;
mod events;
mod operation;
mod operations;
mod pages;
mod problem;
mod problem_kind;
mod retry;
mod text_enum;
mod types;
mod webhook;
mod world;

#[cfg(test)]
mod tests;

pub use call::{Answer, Call, DryRun, IfMatch, Key, Meta, NewerThan, Nothing, Person, Readable, Takes, Text};
pub use client::{Client, Settings};
pub use error::{Error, NoOutcomeError, ProblemError};
pub use events::Events;
pub use pages::{Paged, Pages};
pub use problem::Problem;
pub use problem_kind::ProblemKind;
/// The HTTP client that this one sends with, for [`Settings::http`].
pub use reqwest;
pub use types::*;
pub use webhook::{WebhookError, WebhookMessage, verify_webhook};
