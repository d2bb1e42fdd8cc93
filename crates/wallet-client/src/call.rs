//! A call: a request that is made, given its options, and then awaited.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::client::Client;
use crate::error::Error;
use crate::operation::Operation;
use crate::world::{Boxed, random_bytes};

/// Which options a call takes: each is its marker, or `()` where the route does not take it.
pub struct Takes<K = (), I = (), P = (), D = ()>(PhantomData<(K, I, P, D)>);
/// The route takes an idempotency key.
pub enum Key {}
/// The route takes an `ETag` that the wallet or asset must still have.
pub enum IfMatch {}
/// The route may answer late, and takes a transaction that it must show.
pub enum NewerThan {}
/// The route records the person behind a request.
pub enum Person {}
/// The route can be asked what would come of it.
pub enum DryRun {}

/// An answer that is a text: CSV, metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub String);
/// An answer without a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nothing;

/// What an answer's body is read as.
pub trait Readable: Sized {
    /// Reads it; in words, why that does not go.
    fn read(body: &[u8]) -> Result<Self, String>;
}

impl<T: DeserializeOwned> Readable for T {
    fn read(body: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(body).map_err(|error| error.to_string())
    }
}

impl Readable for Text {
    fn read(body: &[u8]) -> Result<Self, String> {
        String::from_utf8(body.to_vec()).map(Self).map_err(|error| error.to_string())
    }
}

impl Readable for Nothing {
    fn read(_: &[u8]) -> Result<Self, String> {
        Ok(Self)
    }
}

/// What is beside an answer's body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meta {
    /// The key that the command was sent under: yours, or the one that was made.
    pub idempotency_key: Option<String>,
    /// How many requests were sent.
    pub attempts: u32,
    /// The answer's status.
    pub status: u16,
    /// Whether the command had been carried out before, and this is its outcome again.
    pub replayed: bool,
    /// The answer's `ETag`, for [`Call::if_match`].
    pub etag: Option<String>,
    /// How many milliseconds old the answer is at most: it has every command that was acknowledged before. 0 from the
    /// primary; none of a route that standbys do not answer.
    pub read_lag_ms: Option<u64>,
    /// The answer's `X-Request-Id`, under which the server's log has the request.
    pub request_id: Option<String>,
}

/// An answer's body, and what is beside it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The body.
    pub body: T,
    /// What is beside it.
    pub meta: Meta,
}

/// A request, as far as it is known.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) operation: Operation,
    path: String,
    /// Why the path cannot be asked for.
    fault: Option<String>,
    query: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) key: Option<String>,
    pub(crate) if_match: Option<String>,
    pub(crate) newer_than: Option<String>,
    pub(crate) on_behalf_of: Option<String>,
    pub(crate) deadline: Option<Duration>,
}

impl Draft {
    pub(crate) fn new(operation: Operation, path: &[&str]) -> Self {
        let mut parts = path.iter();
        let mut fault = None;
        let segments = operation.path.split('/').map(|segment| {
            let Some(part) = segment.starts_with('{').then(|| parts.next()).flatten() else {
                return segment.to_owned();
            };
            // A URL does not keep them.
            if matches!(*part, "" | "." | "..") {
                fault = Some(format!("{part:?} cannot stand for {segment} in {}", operation.path));
            }
            byte_serialize(part.as_bytes()).collect::<String>().replace('+', "%20")
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let (query, body) = (Vec::new(), None);
        let (key, if_match, newer_than, on_behalf_of, deadline) = (None, None, None, None, None);
        Self { operation, path, fault, query, body, key, if_match, newer_than, on_behalf_of, deadline }
    }

    /// The path and the query.
    pub(crate) fn target(&self) -> Result<String, Error> {
        if let Some(fault) = &self.fault {
            return Err(Error::Invalid(fault.clone()));
        }
        if self.query.is_empty() {
            return Ok(self.path.clone());
        }
        let query = Serializer::new(String::new()).extend_pairs(&self.query).finish();
        Ok(format!("{}?{query}", self.path))
    }

    /// Sets a parameter, whatever it was.
    pub(crate) fn parameter(&mut self, name: &str, value: &str) {
        self.query.retain(|(other, _)| other != name);
        self.query.push((name.to_owned(), value.to_owned()));
    }

    fn add_query(&mut self, query: &impl Serialize) {
        let value = serde_json::to_value(query).expect("a query is a struct of texts and numbers");
        let Value::Object(members) = value else { unreachable!("a struct is an object") };
        for (name, value) in members {
            match value {
                Value::String(text) => self.parameter(&name, &text),
                Value::Array(texts) => {
                    self.query.retain(|(other, _)| *other != name);
                    let texts = texts.iter().filter_map(Value::as_str).map(|text| (name.clone(), text.to_owned()));
                    self.query.extend(texts);
                }
                other => self.parameter(&name, &other.to_string()),
            }
        }
    }
}

/// A call of one route: give it its options, then `.await` it.
///
/// `T` is what it answers, `O` which options it takes. Nothing is sent before it is awaited.
#[must_use = "nothing is sent before a call is awaited"]
pub struct Call<'a, T, O = Takes> {
    client: &'a Client,
    draft: Draft,
    kind: PhantomData<fn() -> (T, O)>,
}

impl<'a, T, O> Call<'a, T, O> {
    pub(crate) fn new(client: &'a Client, mut draft: Draft) -> Self {
        draft.key = draft.operation.key.map(|_| new_key());
        Self { client, draft, kind: PhantomData }
    }

    pub(crate) fn body(mut self, body: &impl Serialize) -> Self {
        self.draft.body = Some(serde_json::to_vec(body).expect("what is sent has texts as names"));
        self
    }

    pub(crate) fn query(mut self, query: &impl Serialize) -> Self {
        self.draft.add_query(query);
        self
    }

    /// A parameter that the query's struct has no member for, such as one that a newer server takes.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.draft.parameter(name, value);
        self
    }

    /// How long the call may take with all its attempts, instead of the client's.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.draft.deadline = Some(deadline);
        self
    }

    pub(crate) fn into_parts(self) -> (&'a Client, Draft) {
        (self.client, self.draft)
    }
}

impl<T, I, P, D> Call<'_, T, Takes<Key, I, P, D>> {
    /// Names the one thing that shall happen once, such as an order's id. Without it, a random UUID is the key.
    pub fn idempotency_key(mut self, key: &str) -> Self {
        self.draft.key = Some(key.to_owned());
        self
    }

    /// The key that it will be sent under.
    pub fn key(&self) -> &str {
        self.draft.key.as_deref().unwrap_or_default()
    }
}

impl<T, K, P, D> Call<'_, T, Takes<K, IfMatch, P, D>> {
    /// Carried out only if the wallet or asset still has this `ETag`.
    pub fn if_match(mut self, etag: &str) -> Self {
        self.draft.if_match = Some(etag.to_owned());
        self
    }
}

impl<T, K, P, D> Call<'_, T, Takes<K, NewerThan, P, D>> {
    /// The answer has what the transaction of this id did, though a standby may answer.
    pub fn newer_than(mut self, transaction: &str) -> Self {
        self.draft.newer_than = Some(transaction.to_owned());
        self
    }
}

impl<T, K, I, D> Call<'_, T, Takes<K, I, Person, D>> {
    /// Records the person behind the request, such as a support agent.
    pub fn on_behalf_of(mut self, person: &str) -> Self {
        self.draft.on_behalf_of = Some(person.to_owned());
        self
    }
}

impl<T, K, I, P> Call<'_, T, Takes<K, I, P, DryRun>> {
    /// Only asks what would come of it.
    pub fn dry_run(self) -> Self {
        self.parameter("dry_run", "true")
    }
}

impl<T: Readable, O> Call<'_, T, O> {
    /// Sends it until there is an outcome: the body, and what is beside it.
    pub async fn answer(self) -> Result<Answer<T>, Error> {
        let (body, meta) = self.client.send(&self.draft).await?;
        match T::read(&body) {
            Ok(body) => Ok(Answer { body, meta }),
            Err(reason) => Err(Error::Unreadable { reason, meta: Box::new(meta) }),
        }
    }
}

impl<'a, T: Readable + 'a, O: 'a> IntoFuture for Call<'a, T, O> {
    type Output = Result<T, Error>;
    type IntoFuture = Boxed<'a, Self::Output>;

    /// Sends it until there is an outcome: the body alone.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.answer().await.map(|answer| answer.body) })
    }
}

impl<T, O> fmt::Debug for Call<'_, T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.draft.operation.method, self.draft.path)
    }
}

/// A new idempotency key, a random UUID.
fn new_key() -> String {
    let number = u128::from_be_bytes(random_bytes());
    let number = number & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let digits = format!("{number:032x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}
