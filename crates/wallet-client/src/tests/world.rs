//! A world without a network, in which time stands still but for waits and lost answers.

use std::collections::BTreeSet;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::form_urlencoded;

use super::vectors::Attempt;
use crate::client::{Client, Settings};
use crate::world::{Boxed, Received, World};

/// What was sent, and how long was waited.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) requests: Vec<Request>,
    pub(super) waits_ms: Vec<u128>,
    /// How long each attempt would have waited for its answer.
    pub(super) patience: Vec<Duration>,
    elapsed: Duration,
}

pub(super) struct FakeWorld {
    attempts: Vec<Attempt>,
    chance: f64,
    began: SystemTime,
    seen: Mutex<Seen>,
}

impl FakeWorld {
    /// A world in which the attempts come to these, and the last for ever.
    pub(super) fn new(attempts: Vec<Attempt>, chance: f64, began: SystemTime) -> Arc<Self> {
        Arc::new(Self { attempts, chance, began, seen: Mutex::default() })
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no test panics with it")
    }

    /// A client that lives in it.
    pub(super) fn client(self: &Arc<Self>, settings: Settings) -> Client {
        let settings = Settings { api_key: Some("wk_1".to_owned()), ..settings };
        Client::in_world("http://wallet.test/", settings, Box::new(Arc::clone(self)))
    }

    pub(super) fn targets(&self) -> Vec<Target> {
        self.seen().requests.iter().map(|request| Target::of(request.url().as_str())).collect()
    }
}

impl World for Arc<FakeWorld> {
    fn elapsed(&self) -> Duration {
        self.seen().elapsed
    }

    fn date(&self) -> SystemTime {
        self.began + self.elapsed()
    }

    fn random(&self) -> f64 {
        self.chance
    }

    fn sleep(&self, wait: Duration) -> Boxed<'_, ()> {
        let mut seen = self.seen();
        seen.waits_ms.push(wait.as_millis());
        seen.elapsed += wait;
        Box::pin(ready(()))
    }

    fn send(&self, request: Request, patience: Duration) -> Boxed<'_, Result<Received, String>> {
        let mut seen = self.seen();
        let attempt = &self.attempts[seen.requests.len().min(self.attempts.len() - 1)];
        seen.requests.push(request);
        seen.patience.push(patience);
        if attempt.lost {
            seen.elapsed += Duration::from_millis(attempt.after_ms);
            return Box::pin(ready(Err("the connection is lost".to_owned())));
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &attempt.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
        }
        let body = attempt.body.as_ref().map(ToString::to_string).or_else(|| attempt.text.clone()).unwrap_or_default();
        Box::pin(ready(Ok(Received { status: attempt.status, headers, body: body.into_bytes() })))
    }
}

/// A request's path, whose parts are as they are written, and its query, whose order says nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    path: String,
    query: BTreeSet<(String, String)>,
}

impl Target {
    pub(super) fn of(url: &str) -> Self {
        let target = url.strip_prefix("http://wallet.test").unwrap_or(url);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self { path: path.to_owned(), query: form_urlencoded::parse(query.as_bytes()).into_owned().collect() }
    }
}
