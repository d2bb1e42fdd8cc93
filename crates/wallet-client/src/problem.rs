//! Problems: what the service answers instead of carrying a request out.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::problem_kind::ProblemKind;
use crate::types::RetryWith;

/// A "no" of the service.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// The stable name to program against, also of kinds that this client does not know.
    pub code: String,
    /// What it is about, with its figures.
    pub kind: ProblemKind,
    /// What it means in general.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, and what to do, for people.
    pub detail: String,
    /// How to get another try, if there is one.
    pub retry_with: Option<RetryWith>,
    /// All of it, as it came.
    pub members: Map<String, Value>,
}

impl Problem {
    /// The problem that these members are; `None` if they have no code.
    pub(crate) fn of(members: Map<String, Value>) -> Option<Self> {
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let code = text("code").filter(|code| !code.is_empty())?;
        let status = members.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        Some(Self {
            kind: ProblemKind::known(&code, &members).unwrap_or(ProblemKind::Other),
            title: text("title").unwrap_or_default(),
            status: status.unwrap_or_default(),
            detail: text("detail").unwrap_or_default(),
            retry_with: text("retry_with").map(RetryWith::from),
            code,
            members,
        })
    }

    /// What stands for an answer that is no problem of the service: a proxy's page, a redirect.
    pub(crate) fn of_no_service(status: u16) -> Self {
        let detail = format!("Something between here and the service answered with {status}.");
        let members = json!({
            "type": "about:blank",
            "title": "No answer of the service",
            "status": status,
            "detail": detail,
            "code": "no_problem",
            "error": detail,
        });
        let Value::Object(members) = members else { unreachable!("an object is written above") };
        Self::of(members).expect("its code is written above")
    }
}

/// A figure of a problem; `None` if it is not there, or not of this kind.
pub(crate) fn figure<T: DeserializeOwned>(members: &Map<String, Value>, name: &str) -> Option<T> {
    T::deserialize(members.get(name)?).ok()
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.members.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(Map::deserialize(deserializer)?).ok_or_else(|| D::Error::missing_field("code"))
    }
}
