//! Sends a request, the same bytes under the same key, until there is an outcome.

use std::time::{Duration, SystemTime};

use reqwest::Request;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH, RETRY_AFTER,
};
use serde::de::IgnoredAny;
use url::Url;

use crate::call::{Draft, Meta};
use crate::client::Client;
use crate::error::{Error, NoOutcomeError, ProblemError};
use crate::operation::Operation;
use crate::problem::Problem;
use crate::world::Received;

const BACKOFF_FIRST: Duration = Duration::from_millis(100);
const BACKOFF_MAX: Duration = Duration::from_secs(5);

/// Answers that say that nothing was recorded: another attempt is safe whatever the route.
const UNRECORDED: [&str; 5] = ["rate_limited", "request_timeout", "overloaded", "store_unavailable", "writes_stopped"];
/// Answers that say nothing about an earlier attempt that was let through.
const AT_THE_DOOR: [&str; 6] =
    ["unauthorized", "forbidden", "foreign_origin", "misdirected_request", "route_not_found", "method_not_allowed"];

/// What an attempt came to.
enum Verdict {
    Outcome,
    Refusal {
        problem: Problem,
        settles_nothing: bool,
    },
    Open {
        last: Result<Problem, String>,
        /// Whether the command may have been carried out.
        is_unclear: bool,
        retry_after: Duration,
    },
}

impl Client {
    /// The body of the outcome, and what is beside it.
    pub(crate) async fn send(&self, draft: &Draft) -> Result<(Vec<u8>, Meta), Error> {
        let (world, settings) = (&self.shared.world, &self.shared.settings);
        let operation = &draft.operation;
        let deadline = world.elapsed() + draft.deadline.unwrap_or(settings.deadline);
        let request = self.request(draft)?;
        let mut meta = Meta { idempotency_key: draft.key.clone(), ..Meta::default() };
        let mut may_be_recorded = false;
        loop {
            meta.attempts += 1;
            let patience = settings.attempt_timeout.min(deadline.saturating_sub(world.elapsed()));
            let attempt = request.try_clone().expect("a body of bytes can be sent again");
            let received = world.send(attempt, patience).await;
            if let Ok(received) = &received {
                meta.tell(received);
            }
            match judge(operation, &received, world.date()) {
                Verdict::Outcome => return Ok((received.map(|answer| answer.body).unwrap_or_default(), meta)),
                Verdict::Refusal { problem, settles_nothing } => {
                    let may_be_recorded = may_be_recorded && settles_nothing;
                    return Err(Error::Problem(Box::new(ProblemError { problem, may_be_recorded, meta })));
                }
                Verdict::Open { last, is_unclear, retry_after } => {
                    may_be_recorded |= is_unclear;
                    let wait = backoff(meta.attempts, world.random()).max(retry_after);
                    let may_try_again = operation.is_repeatable || !is_unclear;
                    let is_last = settings.attempts_max.is_some_and(|max| meta.attempts >= max);
                    if !may_try_again || is_last || world.elapsed() + wait >= deadline {
                        let what = format!("{} {}", operation.method, operation.path);
                        let error = NoOutcomeError::new(what, last, may_be_recorded, wait, meta);
                        return Err(Error::NoOutcome(Box::new(error)));
                    }
                    world.sleep(wait).await;
                }
            }
        }
    }

    fn request(&self, draft: &Draft) -> Result<Request, Error> {
        let Operation { method, key, answers_json, .. } = &draft.operation;
        let target = format!("{}{}", self.shared.base, draft.target()?);
        let url = Url::parse(&target).map_err(|error| Error::Invalid(format!("{target} is no URL: {error}")))?;
        let mut request = Request::new(method.clone(), url);
        let headers = request.headers_mut();
        let kinds = if *answers_json { "application/json" } else { "text/csv, text/plain" };
        put(headers, ACCEPT, &format!("{kinds}, application/problem+json"))?;
        if let Some(api_key) = &self.shared.settings.api_key {
            put(headers, AUTHORIZATION, &format!("Bearer {api_key}"))?;
        }
        if let Some(etag) = &draft.if_match {
            put(headers, IF_MATCH, etag)?;
        }
        if let Some(transaction) = &draft.newer_than {
            put(headers, HeaderName::from_static("if-newer-than"), transaction)?;
        }
        if let Some(person) = &draft.on_behalf_of {
            put(headers, HeaderName::from_static("wallet-on-behalf-of"), person)?;
        }
        if let (Some(header), Some(value)) = (key, &draft.key) {
            let name = HeaderName::from_bytes(header.as_bytes()).expect("the document's headers have good names");
            put(headers, name, &in_header(value, header))?;
        }
        if let Some(body) = &draft.body {
            put(headers, CONTENT_TYPE, "application/json")?;
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, text: &str) -> Result<(), Error> {
    let Ok(value) = HeaderValue::from_str(text) else {
        return Err(Error::Invalid(format!("{name} holds a character that no header can carry")));
    };
    headers.insert(name, value);
    Ok(())
}

impl Meta {
    fn tell(&mut self, received: &Received) {
        let text = |name: &str| Some(received.headers.get(name)?.to_str().ok()?.to_owned());
        self.status = received.status;
        self.replayed = text("idempotent-replayed").as_deref() == Some("true");
        self.etag = text(ETAG.as_str());
        self.read_lag_ms = text("wallet-read-lag-ms").and_then(|lag| lag.parse().ok());
        self.request_id = text("x-request-id");
    }
}

fn judge(operation: &Operation, received: &Result<Received, String>, now: SystemTime) -> Verdict {
    let unclear = |reason: String| Verdict::Open { last: Err(reason), is_unclear: true, retry_after: Duration::ZERO };
    let received = match received {
        Ok(received) => received,
        Err(reason) => return unclear(reason.clone()),
    };
    let Received { status, headers, body } = received;
    if (200..300).contains(status) {
        if operation.answers_json && serde_json::from_slice::<IgnoredAny>(body).is_err() {
            // An answer from somewhere else.
            return unclear(format!("the answer {status} is no JSON"));
        }
        return Verdict::Outcome;
    }
    let problem = serde_json::from_slice(body).ok().and_then(Problem::of);
    let is_plain = problem.is_none();
    let problem = problem.unwrap_or_else(|| Problem::of_no_service(*status));
    let code = problem.code.as_str();
    if is_open(*status) || code == "request_in_progress" {
        let is_unclear = !UNRECORDED.contains(&code);
        let asked = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = asked.map_or(Duration::ZERO, |text| wait_asked(text, now));
        return Verdict::Open { last: Ok(problem), is_unclear, retry_after };
    }
    let settles_nothing = is_plain || AT_THE_DOOR.contains(&code);
    Verdict::Refusal { problem, settles_nothing }
}

/// Whether a status is no outcome, whoever answers it.
fn is_open(status: u16) -> bool {
    matches!(status, 408 | 425 | 429) || (status >= 500 && !matches!(status, 501 | 505))
}

/// Doubles up to a bound; a half of it is left to chance, so that callers do not come in step.
fn backoff(attempts: u32, random: f64) -> Duration {
    let full = BACKOFF_FIRST.saturating_mul(2_u32.saturating_pow(attempts - 1)).min(BACKOFF_MAX);
    full.mul_f64(0.5 + random / 2.0)
}

/// `Retry-After`: a number of seconds, or a date.
fn wait_asked(text: &str, now: SystemTime) -> Duration {
    if let Ok(seconds) = text.parse::<u32>() {
        return Duration::from_secs(seconds.into());
    }
    let date = httpdate::parse_http_date(text).ok();
    date.and_then(|date| date.duration_since(now).ok()).unwrap_or_default()
}

/// A key as the header wants it: in quotes if it holds a comma, which separates keys, or a quote.
fn in_header(key: &str, header: &str) -> String {
    if header != "Idempotency-Key" || !key.contains([',', '"']) {
        return key.to_owned();
    }
    format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))
}
