//! Problems as the document tells them: a response a status, with an example a code.

use std::collections::BTreeMap;

use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContentBuilder, Ref, Response, ResponseBuilder};
use wallet_domain::{Flow, Period, Rejection, Timestamp};

use crate::http::problem::{Code, Problem};

/// The problems of every body.
pub(super) const OF_BODIES: [Code; 5] =
    [Code::MalformedBody, Code::InvalidAsset, Code::RequestTimeout, Code::BodyTooLarge, Code::UnsupportedMediaType];

/// Adds a response for each status that some of the codes have, and one for any other problem.
pub(super) fn add(operation: &mut Operation, codes: &[Code]) {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for &code in codes {
        by_status.entry(code.status()).or_default().push(code);
    }
    for (status, codes) in by_status {
        operation.responses.responses.insert(status.to_string(), response(&codes).into());
    }
    operation.responses.responses.insert("default".into(), response(&[]).into());
}

/// A response with each of these problems for an example; any other problem if there is none.
fn response(codes: &[Code]) -> Response {
    let lines: Vec<String> = codes.iter().map(|code| format!("`{}`: {}", code.name(), code.title())).collect();
    let description = if lines.is_empty() { "Any other problem".to_owned() } else { lines.join("\n\n") };
    let examples = codes.iter().map(|&code| (code.name(), example(code)));
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).examples_from_iter(examples).build();
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}

/// A problem with this code: as it would be if the code has figures, else in its title's words.
fn example(code: Code) -> Example {
    let problem = match code {
        Code::InsufficientFunds => {
            Problem::from(&Rejection::InsufficientFunds { available: 10, required: 30, asset: None })
        }
        Code::BalanceLimitExceeded => Problem::from(&Rejection::BalanceLimitExceeded { headroom: 5 }),
        Code::CeilingExceeded => Problem::from(&Rejection::CeilingExceeded { max_balance: 500, headroom: 5 }),
        Code::RateBelowMinimum => Problem::from(&Rejection::RateBelowMinimum { would_receive: 5 }),
        Code::LimitExceeded => Problem::from(&Rejection::LimitExceeded {
            flow: Flow::Bonus,
            per: Period::Day,
            is_count: false,
            limit: 500,
            used: 480,
            resets_at: Timestamp::from_micros(1_796_083_200_000_000),
        }),
        Code::CaptureExceedsHold => Problem::from(&Rejection::CaptureExceedsHold { remaining: 5 }),
        Code::ReversalExceedsOriginal => Problem::from(&Rejection::ReversalExceedsOriginal { remaining: 5 }),
        Code::RateLimited => Problem::limited(format!("{}.", code.title()), 3),
        _ => Problem::new(code, format!("{}.", code.title())),
    };
    ExampleBuilder::new().summary(code.title()).value(serde_json::to_value(problem.body()).ok()).build()
}
