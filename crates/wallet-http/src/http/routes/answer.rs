//! What handlers answer.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use wallet_domain::{Outcome, Posting, Transaction};

use crate::http::problem::Problem;
use crate::http::wire;

/// The `path` that handlers name where the document's macro wants one: theirs is in the table.
pub(super) const IN_TABLE: &str = "";

/// A response, or the problem that it becomes.
pub(crate) type Answer = Result<HttpResponse, Problem>;

/// OPTIONS asks for the methods, so it is told them; every other method is not one of them.
pub(super) fn refuse_method(request: &HttpRequest, allow: &'static str) -> Answer {
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish());
    }
    Err(Problem::method_not_allowed(allow))
}

/// The transaction of a posted outcome, with 201.
pub(super) fn created(outcome: &Outcome) -> Answer {
    render(outcome, StatusCode::CREATED, |response, transaction, _| {
        wire::json_with(response, &wire::Transaction::from(transaction))
    })
}

/// A posted outcome in the caller's words, a refusal as its problem; both marked if they were decided before.
pub(super) fn render(
    outcome: &Outcome,
    status: StatusCode,
    body: impl FnOnce(HttpResponseBuilder, &Transaction, &Posting) -> HttpResponse,
) -> Answer {
    match outcome.result() {
        Ok((transaction, posting)) => {
            let mut response = HttpResponseBuilder::new(status);
            if outcome.is_replay() {
                response.insert_header(wire::REPLAYED);
            }
            Ok(body(response, transaction, posting))
        }
        Err(rejection) => Err(Problem::of_outcome(outcome, &rejection)),
    }
}
