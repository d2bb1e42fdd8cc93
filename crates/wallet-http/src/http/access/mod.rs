//! Access: the scope that a route needs, the caller of a request, and the refusal of a caller who lacks it.
//!
//! `needs` says what an operation can ask for (the table of routes says what each does), `ring` knows the keys, and the
//! middleware `Gate`, which every route has, asks both. `pass` is for answers that go on for longer than a key may.
//! `commands` is what a key's terms ask of a command. `hosts` is what stands in for keys where none are asked for; `origins` are the other sites whose pages may use the API.

mod commands;
mod hosts;
mod needs;
mod origins;
mod pass;
mod ring;

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev};
use wallet_domain::access::{ApiKeyId, Credential, Denial, KeyHolder, Scope};
use wallet_domain::{Flow, Origin, Person};

use crate::http::problem::{Code, Problem};

pub(crate) use commands::no_ticket;
pub use hosts::Hosts;
pub(crate) use needs::Needs;
pub use origins::Origins;
pub(crate) use pass::Pass;
pub(crate) use ring::{Judged, KeyBelief, KeyRing};

/// Whether a request may come without a key. One that comes with a key is judged by it in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPolicy {
    /// Every caller may do everything.
    Optional,
    /// Only callers with a key, and only what it allows.
    Required,
}

/// The caller of a request, put into it by the gate.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// No key was sent and none is required.
    Anyone,
    /// A key's holder.
    Holder(KeyHolder, Arc<Origin>),
}

impl Caller {
    /// Fails if the caller lacks that scope.
    pub(crate) fn permit(&self, scope: Scope) -> Result<(), Problem> {
        match self {
            Self::Anyone => Ok(()),
            Self::Holder(holder, _) => Ok(holder.permit(scope)?),
        }
    }

    /// Fails if the caller may not ask for commands of that flow.
    pub(crate) fn permit_flow(&self, flow: Flow) -> Result<(), Problem> {
        match self {
            Self::Anyone => Ok(()),
            Self::Holder(holder, _) => Ok(holder.permit_flow(flow)?),
        }
    }

    /// The id of its key.
    pub(crate) fn key(&self) -> Option<ApiKeyId> {
        match self {
            Self::Anyone => None,
            Self::Holder(holder, _) => Some(holder.id),
        }
    }

    /// The origin of the request's commands: the key, and the person whom the caller names.
    pub(crate) fn origin(&self, headers: &HeaderMap) -> Result<Arc<Origin>, Problem> {
        let origin = match self {
            Self::Anyone => Origin::anyone(),
            Self::Holder(_, origin) => origin.clone(),
        };
        Ok(person(headers)?.map_or(origin.clone(), |person| origin.on_behalf_of(&person)))
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let caller = request.extensions().get::<Self>().cloned();
        ready(caller.ok_or_else(|| Problem::internal("the route has no gate")))
    }
}

/// The header that names the person behind a request.
const ON_BEHALF_OF: &str = "wallet-on-behalf-of";

/// The person whom the caller names: one header of UTF-8, or none.
fn person(headers: &HeaderMap) -> Result<Option<Person>, Problem> {
    let mut values = headers.get_all(ON_BEHALF_OF);
    let Some(value) = values.next() else { return Ok(None) };
    let text = std::str::from_utf8(value.as_bytes()).ok().filter(|_| values.next().is_none());
    let person = text.and_then(|text| Person::new(text.trim()).ok());
    person.map(Some).ok_or_else(|| {
        Problem::new(
            Code::InvalidPerson,
            "Wallet-On-Behalf-Of must be one text of 1 to 100 characters without control characters.",
        )
    })
}

/// The one key that the request shows. Another scheme's credentials, such as a proxy's, are not for us.
pub(crate) fn find_credential(headers: &HeaderMap) -> Result<Option<Credential>, Problem> {
    let mut found = None;
    for value in headers.get_all(header::AUTHORIZATION) {
        let text = value.to_str().map_err(|_| malformed())?.trim();
        let (scheme, key) = text.split_once(' ').unwrap_or((text, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            continue;
        }
        let credential = Credential::parse(key.trim()).map_err(|_| malformed())?;
        if found.replace(credential).is_some() {
            return Err(malformed());
        }
    }
    Ok(found)
}

fn malformed() -> Problem {
    Problem::new(
        Code::Unauthorized,
        "The header must be Authorization: Bearer wlt_..., with one API key just as it was printed.",
    )
}

fn missing() -> Problem {
    Problem::new(
        Code::Unauthorized,
        "Send an API key with the header Authorization: Bearer wlt_...; an operator makes one with wallet keys create.",
    )
}

/// A caller without the secret does not learn whether there is such a key; the log does.
impl From<Denial> for Problem {
    fn from(denial: Denial) -> Self {
        let problem = match denial {
            Denial::Unknown(_) | Denial::WrongSecret(_) => Self::new(Code::Unauthorized, "There is no such API key."),
            Denial::Revoked(id) => Self::new(Code::Unauthorized, format!("The API key {id} has been revoked.")),
            Denial::Expired(id) => Self::new(Code::Unauthorized, format!("The API key {id} has expired.")),
            Denial::MissingScope(id, scope) => {
                Self::new(Code::Forbidden, format!("This needs the scope {scope}, which the API key {id} lacks."))
            }
        };
        problem.because(denial)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn found(values: &[&str]) -> Result<Option<String>, &'static str> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).expect("a value"));
        }
        let found = find_credential(&headers).map_err(|problem| problem.code().name())?;
        Ok(found.map(|credential| credential.reveal()))
    }

    #[test]
    fn a_key_is_the_one_bearer_of_the_request() {
        let key = Credential::from_random([7; Credential::RANDOM_BYTES]).reveal();
        for values in [
            vec![format!("Bearer {key}")],
            vec![format!("bearer   {key} ")],
            vec!["Basic d2FsbGV0OndhbGxldA==".to_owned(), format!("Bearer {key}")],
        ] {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            assert_eq!(found(&values), Ok(Some(key.clone())), "{values:?}");
        }
        for values in [vec![], vec!["Basic d2FsbGV0OndhbGxldA=="], vec![""], vec![key.as_str()]] {
            assert_eq!(found(&values), Ok(None), "{values:?}");
        }
    }

    #[test]
    fn a_bearer_that_is_no_key_and_more_than_one_are_refused() {
        let key = Credential::from_random([7; Credential::RANDOM_BYTES]).reveal();
        let good = format!("Bearer {key}");
        for values in [
            vec!["Bearer"],
            vec!["Bearer "],
            vec!["Bearer hush"],
            vec![&good[..good.len() - 1]],
            vec![&format!("Bearer {key} {key}")],
            vec![&format!("Bearer \"{key}\"")],
            vec!["Bearer wlt_ü"],
            vec![&good, &good],
        ] {
            assert_eq!(found(&values), Err("unauthorized"), "{values:?}");
        }
    }
}
