//! The vectors, and the arguments of their calls.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::call::{Answer, Call, DryRun, IfMatch, Key, NewerThan, Person, Readable, Takes};
use crate::error::Error;

#[derive(Deserialize)]
pub(super) struct Vectors {
    pub(super) client: Times,
    pub(super) requests: Vec<RequestVector>,
    pub(super) retries: Vec<RetryVector>,
    pub(super) pages: Vec<PageVector>,
    pub(super) events: Vec<EventsVector>,
    pub(super) signatures: Vec<SignatureVector>,
}

#[derive(Deserialize)]
pub(super) struct Times {
    pub(super) deadline_ms: u64,
    pub(super) attempt_timeout_ms: u64,
    pub(super) now: String,
}

#[derive(Deserialize)]
pub(super) struct RequestVector {
    pub(super) operation: String,
    pub(super) arguments: Arguments,
    pub(super) request: Expected,
}

#[derive(Deserialize)]
pub(super) struct Expected {
    pub(super) method: String,
    pub(super) target: String,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct RetryVector {
    pub(super) name: String,
    pub(super) operation: String,
    pub(super) arguments: Arguments,
    pub(super) random: f64,
    pub(super) attempts: Vec<Attempt>,
    pub(super) waits_ms: Vec<u128>,
    pub(super) outcome: Expectation,
    #[serde(default)]
    pub(super) meta: Map<String, Value>,
    #[serde(default)]
    pub(super) client: Patience,
}

#[derive(Default, Deserialize)]
pub(super) struct Patience {
    pub(super) deadline_ms: Option<u64>,
    pub(super) attempts_max: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Expectation {
    pub(super) body: Option<Map<String, Value>>,
    pub(super) problem: Option<Map<String, Value>>,
    #[serde(default)]
    pub(super) may_be_recorded: bool,
    pub(super) no_outcome: Option<NoOutcome>,
}

#[derive(Deserialize)]
pub(super) struct NoOutcome {
    pub(super) may_be_recorded: bool,
    pub(super) code: Option<String>,
}

/// What comes of an attempt.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Attempt {
    pub(super) lost: bool,
    pub(super) after_ms: u64,
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Option<Value>,
    pub(super) text: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct PageVector {
    pub(super) name: String,
    pub(super) arguments: Arguments,
    pub(super) answers: Vec<Value>,
    pub(super) targets: Vec<String>,
    pub(super) amounts: Vec<i64>,
}

#[derive(Deserialize)]
pub(super) struct EventsVector {
    pub(super) name: String,
    pub(super) query: Value,
    pub(super) attempts: Vec<Attempt>,
    pub(super) targets: Vec<String>,
    pub(super) waits_ms: Vec<u128>,
    pub(super) ids: Vec<String>,
    pub(super) problem: Option<String>,
    #[serde(default)]
    pub(super) client: Patience,
}

#[derive(Deserialize)]
pub(super) struct SignatureVector {
    pub(super) name: String,
    pub(super) genuine: bool,
    pub(super) secrets: Vec<String>,
    pub(super) now_s: u64,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

pub(super) fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../clients/vectors.json")).expect("the vectors are of this form")
}

/// The arguments of a call.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Arguments {
    path: Vec<String>,
    query: Option<Value>,
    body: Option<Value>,
    idempotency_key: Option<String>,
    if_match: Option<String>,
    newer_than: Option<String>,
    on_behalf_of: Option<String>,
    dry_run: bool,
}

impl Arguments {
    /// Arguments that fit no case of the file.
    pub(super) fn new(path: &[&str], body: Option<Value>) -> Self {
        Self { path: path.iter().map(|part| (*part).to_owned()).collect(), body, ..Self::default() }
    }

    pub(super) fn path(&self, place: usize) -> &str {
        &self.path[place]
    }

    /// The body as the operation's type, so that a member that it lacks is found.
    pub(super) fn body<T: DeserializeOwned>(&self) -> T {
        typed(self.body.clone())
    }

    pub(super) fn query<T: DeserializeOwned>(&self) -> T {
        typed(self.query.clone())
    }

    pub(super) fn keyed<'a, T, I, P, D>(
        &self,
        call: Call<'a, T, Takes<Key, I, P, D>>,
    ) -> Call<'a, T, Takes<Key, I, P, D>> {
        match &self.idempotency_key {
            Some(key) => call.idempotency_key(key),
            None => call,
        }
    }

    pub(super) fn conditional<'a, T, K, P, D>(
        &self,
        call: Call<'a, T, Takes<K, IfMatch, P, D>>,
    ) -> Call<'a, T, Takes<K, IfMatch, P, D>> {
        match &self.if_match {
            Some(etag) => call.if_match(etag),
            None => call,
        }
    }

    pub(super) fn newer<'a, T, K, P, D>(
        &self,
        call: Call<'a, T, Takes<K, NewerThan, P, D>>,
    ) -> Call<'a, T, Takes<K, NewerThan, P, D>> {
        match &self.newer_than {
            Some(transaction) => call.newer_than(transaction),
            None => call,
        }
    }

    pub(super) fn personal<'a, T, K, I, D>(
        &self,
        call: Call<'a, T, Takes<K, I, Person, D>>,
    ) -> Call<'a, T, Takes<K, I, Person, D>> {
        match &self.on_behalf_of {
            Some(person) => call.on_behalf_of(person),
            None => call,
        }
    }

    pub(super) fn tried<'a, T, K, I, P>(
        &self,
        call: Call<'a, T, Takes<K, I, P, DryRun>>,
    ) -> Call<'a, T, Takes<K, I, P, DryRun>> {
        if self.dry_run { call.dry_run() } else { call }
    }
}

fn typed<T: DeserializeOwned>(value: Option<Value>) -> T {
    serde_json::from_value(value.unwrap_or_else(|| Map::new().into())).expect("the type has the vector's members")
}

/// Sends a call that answers JSON.
pub(super) async fn json<T: Readable + serde::Serialize, O>(call: Call<'_, T, O>) -> Result<Answer<Value>, Error> {
    let Answer { body, meta } = call.answer().await?;
    Ok(Answer { body: serde_json::to_value(body).expect("it was JSON"), meta })
}

/// Sends a call that answers no JSON.
pub(super) async fn plain<T: Readable, O>(call: Call<'_, T, O>) -> Result<Answer<Value>, Error> {
    call.answer().await.map(|answer| Answer { body: Value::Null, meta: answer.meta })
}
