//! An operation of the document, made of its row in the table of routes.

use serde_json::{Value, json};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::link::Link;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{RefOr, Required};

use super::problems;
use super::words::Words;
use crate::http::access::Needs;
use crate::http::problem::Code;
use crate::http::routes::{Condition, OF_KEYS, Row};

/// The name of the security scheme.
pub(super) const API_KEY: &str = "api_key";

/// The operation, and the schemas that it refers to; none of a row that is not in the document.
pub(super) fn of(row: &Row) -> Option<Words> {
    let (mut operation, schemas) = row.words.as_ref()?();
    operation.tags = Some(vec![row.tag.to_owned()]);
    operation.operation_id = operation.operation_id.as_deref().map(camel_case);
    let mut parameters = operation.parameters.take().unwrap_or_default();
    parameters.extend(parameters_of(row).into_iter().map(RefOr::from));
    operation.parameters = (!parameters.is_empty()).then_some(parameters);
    operation.security = Some(match row.needs {
        Needs::Nothing => Vec::new(),
        Needs::Scope(scope) => vec![SecurityRequirement::new(API_KEY, [scope.name()])],
        // Which ones is in the body.
        Needs::Commands => vec![SecurityRequirement::new(API_KEY, [] as [&str; 0])],
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
    if row.dry_run {
        say_of_success(&mut operation, "Dry-Run", DRY_RUN);
    }
    let codes = problems_of(row, &operation);
    problems::add(&mut operation, &codes);
    if row.needs != Needs::Nothing {
        say_of_limits(&mut operation);
    }
    link(row, &mut operation);
    Some((operation, schemas))
}

/// The name of a function here as one of a method in a client: `list_entries` is `listEntries`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |id, word| id + &capitalized(word))
}

/// A word with a capital letter.
pub(crate) fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn parameter(name: &str, place: ParameterIn, description: &str, schema: impl Into<Schema>) -> Parameter {
    let is_required = name.ends_with("Idempotency-Key");
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(if is_required { Required::True } else { Required::False })
        .description(Some(description))
        .schema(Some(schema.into()))
        .build()
}

/// The key, the condition, the person behind the request and the dry run, where the row has them.
fn parameters_of(row: &Row) -> Vec<Parameter> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let header =
        |name: &str, description: &str, schema: Schema| parameter(name, ParameterIn::Header, description, schema);
    let mut parameters = Vec::new();
    if let Some(name) = row.key {
        // Quoted as a structured field's string is, or bare; the original's header is always bare. A comma parts keys
        // but in quotes.
        let (chars_max, pattern) = match name {
            "Idempotency-Key" => (512, r#"^([!#-+.-~-][!-+.-~-]{0,254}|"([!#-\[\]-~]|\\["\\]){1,255}")$"#),
            _ => (255, "^[!-+.-~-]+$"),
        };
        let schema = text().min_length(Some(1)).max_length(Some(chars_max)).pattern(Some(pattern));
        // A key of its own for each route: one key for two requests of a player would be refused.
        let description = "A new one, such as a UUID, for each thing to be done, and the same one for each retry of it; \
                           Idempotency-Key and X-Idempotency-Key are the same.";
        let mut schema = schema.build();
        schema.example = Some(example_of_key(row.path));
        parameters.push(header(name, description, schema.into()));
    }
    if let Some(condition) = row.condition {
        let (pattern, description) = match condition {
            Condition::Wallet => (
                r#"^("[0-9]{1,18}(\.[0-9]{1,16})?"|[0-9]{1,18}(\.[0-9]{1,16})?|\*)$"#,
                "The ETag of the owner's wallet: it is carried out only if that is its version still, else refused with 412.",
            ),
            Condition::Asset => (
                r#"^(\*|(W/)?"[!#-+.-~-]*"(, ?(W/)?"[!#-+.-~-]*")*)$"#,
                "The asset's ETag, or several: it is changed only if that is its state still, else refused with 412.",
            ),
        };
        parameters.push(header("If-Match", description, text().pattern(Some(pattern)).into()));
    }
    if row.names_person() {
        let schema = text().min_length(Some(1)).max_length(Some(100)).pattern(Some("^[!-~]([ -~]*[!-~])?$"));
        let description = "The person behind the request, such as a support agent: recorded with the transaction.";
        parameters.push(header("Wallet-On-Behalf-Of", description, schema.into()));
    }
    if row.dry_run {
        let schema = ObjectBuilder::new().schema_type(Type::Boolean);
        let description = "Whether only to say what would come of it, recording nothing.";
        parameters.push(parameter("dry_run", ParameterIn::Query, description, schema));
    }
    parameters
}

fn example_of_key(path: &str) -> Value {
    json!(format!("example-{}", path.rsplit('/').next().unwrap_or_default()))
}

const DRY_RUN: &str = "`true` if this is what would come of it: nothing is recorded, no key is used.";

/// A header of every 2xx response.
fn say_of_success(operation: &mut Operation, name: &str, text: &str) {
    for (status, response) in &mut operation.responses.responses {
        if let (true, RefOr::T(response)) = (status.starts_with('2'), response) {
            response.headers.insert(name.into(), header(text));
        }
    }
}

fn header(text: &str) -> RefOr<utoipa::openapi::Header> {
    let schema = Object::with_type(Type::String);
    RefOr::T(HeaderBuilder::new().schema(Some(schema)).description(Some(text)).build())
}

/// The header fields of rate limits: on what was done, and on what came too often.
fn say_of_limits(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let is_limited = status == "429";
        if is_limited {
            response.headers.insert("Retry-After".into(), header("In how many seconds it would be let through."));
        }
        if is_limited || status.starts_with('2') {
            let policy =
                "The rate limits in force, by draft-ietf-httpapi-ratelimit-headers-10; not sent if there are none.";
            response.headers.insert("RateLimit-Policy".into(), header(policy));
            let left =
                "What is left of those that this request was counted for, and in how many seconds all of it is back.";
            response.headers.insert("RateLimit".into(), header(left));
        }
    }
}

/// The problems that an operation can answer with: those of every body, key and condition, and its own.
fn problems_of(row: &Row, operation: &Operation) -> Vec<Code> {
    let mut codes = Vec::new();
    if row.dry_run {
        codes.push(Code::MalformedQuery);
    }
    if operation.request_body.is_some() {
        codes.extend(problems::OF_BODIES);
    }
    if row.takes_key() {
        codes.extend(OF_KEYS);
    }
    if row.names_person() {
        codes.push(Code::InvalidPerson);
    }
    if row.condition == Some(Condition::Wallet) {
        codes.extend([Code::InvalidIfMatch, Code::VersionMismatch]);
    }
    codes.extend(&row.problems);
    if row.has_store {
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
