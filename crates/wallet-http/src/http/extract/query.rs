//! The query. Unknown parameters are refused: a mistyped one must not quietly give another answer.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev, web};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::http::problem::{Code, Problem};

/// The query's parameters.
#[derive(Debug)]
pub struct QueryOf<T>(pub T);

impl<T: DeserializeOwned> FromRequest for QueryOf<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(parse_query(request.query_string()).map(Self))
    }
}

/// Reads a query's parameters.
pub(crate) fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    // The reading below would put U+FFFD in the place of what is no text.
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(malformed("a parameter is not UTF-8"));
    }
    match web::Query::<T>::from_query(query) {
        Ok(query) => Ok(query.into_inner()),
        Err(actix_web::error::QueryPayloadError::Deserialize(error)) => Err(malformed(&error.to_string())),
        Err(error) => Err(malformed(&error.to_string())),
    }
}

/// Takes the conditions on metadata out of a query: `metadata.<name>=<value>`, `metadata[<name>]=<value>`, or, as generated
/// clients write it, `metadata=<name>=<value>`. Gives the rest of the query, and names with values.
pub(crate) fn split_members(query: &str) -> Result<(String, Vec<(String, String)>), Problem> {
    let (mut rest, mut members) = (Vec::new(), Vec::new());
    for part in query.split('&') {
        let pairs: Vec<(String, String)> = parse_query(part)?;
        let member = match pairs.into_iter().next() {
            Some((name, value)) if name == "metadata" => Some(written_out(&value)?),
            Some((name, value)) => member_of(&name).map(|member| (member.to_owned(), value)),
            None => None,
        };
        match member {
            Some(member) => members.push(member),
            None => rest.push(part),
        }
    }
    Ok((rest.join("&"), members))
}

/// A member and its value in one text. A name that has an equals sign itself needs one of the other forms.
fn written_out(text: &str) -> Result<(String, String), Problem> {
    let member = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, value) = member.ok_or_else(|| {
        Problem::new(Code::MalformedQuery, "`metadata` must be a member's name, = and its value.".to_owned())
    })?;
    Ok((name.to_owned(), value.to_owned()))
}

fn member_of(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("metadata")?;
    rest.strip_prefix('.').or_else(|| rest.strip_prefix('[')?.strip_suffix(']'))
}

/// The query of a route that has no parameters: none.
#[derive(Debug)]
pub struct NoQuery;

impl FromRequest for NoQuery {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let empty = request.query_string().is_empty();
        ready(if empty { Ok(Self) } else { Err(malformed("this route has no parameters")) })
    }
}

/// Whether a write is only tried and records nothing: `?dry_run=true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DryRun {
    /// It is.
    Yes,
    /// It is meant.
    No,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DryRunQuery {
    #[serde(default)]
    dry_run: bool,
}

impl FromRequest for DryRun {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        if request.query_string().is_empty() {
            return ready(Ok(Self::No));
        }
        let query = QueryOf::<DryRunQuery>::from_request(request, payload).into_inner();
        let dry_run = query.map(|QueryOf(query)| if query.dry_run { Self::Yes } else { Self::No });
        if let Ok(dry_run) = dry_run {
            // For the header of the answer, whatever becomes of the request.
            request.extensions_mut().insert(dry_run);
        }
        ready(dry_run)
    }
}

fn malformed(reason: &str) -> Problem {
    let reason: String = reason.chars().take(300).collect();
    Problem::new(Code::MalformedQuery, format!("The query cannot be read: {reason}."))
}
