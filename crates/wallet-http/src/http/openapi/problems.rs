//! Problems as the document tells them: a response a status, with an example a code, which every operation that has one
//! of them names; and for each operation the list of its own, `x-problems`.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use wallet_domain::{Flow, Period, Rejection, Timestamp};

use super::case::pascal_case;
use super::headers::say_headers;
use crate::http::problem::{Code, Problem};

/// The problems of every body.
pub(super) const OF_BODIES: [Code; 5] =
    [Code::MalformedBody, Code::InvalidAsset, Code::RequestTimeout, Code::BodyTooLarge, Code::UnsupportedMediaType];

/// The name of the response to any other problem.
const ANY: &str = "AnyProblem";

/// The extension that lists the codes of the problems of an operation.
const LIST: &str = "x-problems";

/// Has an operation list its problems, and name the response of each of their statuses, and of any other problem.
pub(super) fn add(operation: &mut Operation, codes: &[Code]) {
    let own = || Code::ALL.iter().filter(|code| codes.contains(code));
    for code in own() {
        let response = Ref::from_response_name(name_of(code.status()));
        operation.responses.responses.insert(code.status().to_string(), response.into());
    }
    operation.responses.responses.insert("default".into(), Ref::from_response_name(ANY).into());
    let names: Vec<&str> = own().map(|code| code.name()).collect();
    operation.extensions.get_or_insert_default().insert(LIST.to_owned(), names.into());
}

/// The responses that operations name.
pub(super) fn responses() -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    // Two are of no operation: a route that there is not, and a method that a route does not know.
    for code in Code::ALL.iter().filter(|code| **code != Code::MethodNotAllowed) {
        by_status.entry(code.status()).or_default().push(*code);
    }
    let named = by_status.into_iter().map(|(status, codes)| {
        let mut response = response(&codes);
        match status {
            429 => say_headers(&mut response, &["RateLimitPolicy", "RateLimit", "RetryAfter"]),
            409 | 503 => say_headers(&mut response, &["RetryAfter"]),
            _ => {}
        }
        (name_of(status), response.into())
    });
    named.chain([(ANY.to_owned(), response(&[]).into())]).collect()
}

/// A status as the name of its response, such as `PaymentRequired`.
fn name_of(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    pascal_case(reason.expect("each status of a problem has a name"))
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
            Problem::from(&Rejection::InsufficientFunds { available: 10, required: 30, asset: None, owner: None })
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
        Code::ShareNotWhole => Problem::from(&Rejection::ShareNotWhole { step: 10 }),
        Code::RateLimited => Problem::limited(format!("{}.", code.title()), 3),
        _ => Problem::new(code, format!("{}.", code.title())),
    };
    ExampleBuilder::new().summary(code.title()).value(serde_json::to_value(problem.body()).ok()).build()
}
