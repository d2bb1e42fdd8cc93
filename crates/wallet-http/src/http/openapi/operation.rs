//! An operation of the document, made of its row in the table of routes.

use serde_json::json;
use utoipa::openapi::link::Link;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, RefOr, Required};
use wallet_domain::access::Scope;

use super::case::camel_case;
use super::headers::say_headers;
use super::words::Words;
use super::{parameters, problems, shape};
use crate::http::access::Needs;
use crate::http::problem::Code;
use crate::http::routes::{Asks, Condition, OF_KEYS, Row};

/// The name of the security scheme.
pub(super) const API_KEY: &str = "api_key";

/// The operation, and the schemas that it refers to; none of a row that is not in the document.
pub(super) fn of(row: &Row) -> Option<Words> {
    let (mut operation, schemas) = row.words.as_ref()?();
    operation.tags = Some(vec![row.tag.to_owned()]);
    operation.operation_id = operation.operation_id.as_deref().map(camel_case);
    let own = operation.parameters.take().unwrap_or_default();
    let named: Vec<&str> = own.iter().filter_map(name_of).collect();
    let parameters: Vec<_> = parameters::of(row, &named).into_iter().map(RefOr::from).chain(own.clone()).collect();
    operation.parameters = (!parameters.is_empty()).then_some(parameters);
    operation.security = Some(match row.needs {
        Needs::Nothing => Vec::new(),
        Needs::Scope(scope) => {
            let scopes = std::iter::once(scope).chain(row.helps.then_some(Scope::Support));
            scopes.map(|scope| SecurityRequirement::new(API_KEY, [scope.name()])).collect()
        }
        // Of a batch it is in the body which ones.
        Needs::Key | Needs::Commands => vec![SecurityRequirement::new(API_KEY, [] as [&str; 0])],
    });
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        if row.has_optional_body {
            body.required = Some(Required::False);
        }
        for content in body.content.values_mut() {
            if let RefOr::T(content) = content {
                // All that there is may be left out where there is no example.
                content.example = Some(row.example.clone().unwrap_or_else(|| json!({})));
            }
        }
    }
    say_of_success(row, &mut operation);
    let codes = problems_of(row, &operation);
    problems::add(&mut operation, &codes);
    link(row, &mut operation);
    Some((operation, schemas))
}

/// The name of a parameter of the operation's own.
fn name_of(parameter: &RefOr<Parameter>) -> Option<&str> {
    match parameter {
        RefOr::T(parameter) => Some(&parameter.name),
        RefOr::Ref(_) => None,
    }
}

/// The headers of every 2xx response, and the shape of what it has.
fn say_of_success(row: &Row, operation: &mut Operation) {
    let mut names = Vec::new();
    if row.dry_run {
        names.push("DryRun");
    }
    if row.key_header().is_some() {
        names.push("IdempotentReplayed");
    }
    if row.asks == Asks::Standby {
        names.push("WalletReadLagMs");
    }
    if row.needs != Needs::Nothing {
        names.extend(["RateLimitPolicy", "RateLimit"]);
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with('2') {
            say_headers(response, &names);
        }
        for content in response.content.values_mut() {
            if let RefOr::T(Content { schema: Some(schema), .. }) = content {
                shape::shape(schema);
            }
        }
    }
}

/// The problems that an operation can answer with: those of every body, key and condition, and its own.
fn problems_of(row: &Row, operation: &Operation) -> Vec<Code> {
    let mut codes = Vec::new();
    // A read takes the query that it knows, if any, and no other; a dry run is asked for in it.
    if row.dry_run || row.needs != Needs::Nothing {
        codes.push(Code::MalformedQuery);
    }
    if operation.request_body.is_some() {
        codes.extend(problems::OF_BODIES);
    }
    if row.key_header().is_some() {
        codes.extend(OF_KEYS);
    }
    if row.names_person() {
        codes.push(Code::InvalidPerson);
    }
    if row.condition == Some(Condition::Wallet) {
        codes.extend([Code::InvalidIfMatch, Code::VersionMismatch]);
    }
    if row.asks == Asks::Standby {
        codes.push(Code::InvalidIfNewerThan);
    }
    codes.extend(&row.problems);
    if row.asks != Asks::Nothing {
        codes.extend([Code::InternalError, Code::StoreUnavailable]);
    }
    codes.push(Code::MisdirectedRequest);
    if !row.method.is_safe() {
        codes.push(Code::ForeignOrigin);
    }
    if row.needs != Needs::Nothing {
        codes.extend([Code::Unauthorized, Code::Forbidden, Code::RateLimited]);
    }
    codes
}

/// Says that the transaction which a flow answers with can be read again, and what can be done about it.
fn link(row: &Row, operation: &mut Operation) {
    let (status, id) = match row.key {
        None => return,
        Some("Idempotency-Key") => ("201", "$response.body#/id"),
        Some(_) => ("200", "$response.body#/transactionId"),
    };
    if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status) {
        for (name, operation) in [("transaction", "get_transaction")].iter().chain(&row.links) {
            let link = Link::builder().operation_id(camel_case(operation)).parameter("id", id).build();
            response.links.insert((*name).into(), link.into());
        }
    }
}
