//! Problems: every refusal and failure as RFC 9457 `application/problem+json`.
//!
//! `codes` is the one table of status, code and title, `from` says which error is which row, `body` is what is sent: made of
//! the refusal alone (no request id, no time), so that a replayed one is the same byte for byte.

mod body;
mod codes;
mod detail;
mod from;

use std::borrow::Cow;
use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use wallet_domain::{AssetCode, Outcome, Rejection};

use crate::http::health::CheckList;
use crate::http::wire;

pub use body::{Body, Figures};
pub use codes::{Code, RetryWith};

/// A refusal or a failure on its way to the caller.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: Cow<'static, str>,
    retry_with: Option<RetryWith>,
    figures: Option<Box<Figures>>,
    spoiler: Option<Box<Spoiler>>,
    replayed: bool,
    hint: Option<Hint>,
    cause: Option<Box<Cause>>,
}

/// The command that spoiled a batch which stands or falls together.
#[derive(Debug, Clone)]
struct Spoiler {
    index: usize,
    /// Why it was refused, if that is not what the problem itself says.
    refusal: Option<Problem>,
}

/// A header that tells the caller what to do.
#[derive(Debug, Clone, Copy)]
enum Hint {
    Allow(&'static str),
    RetryAfterS(u32),
}

/// The cause of a problem for the request log; never part of an answer.
#[derive(Debug, Clone)]
pub(crate) struct Cause(pub(crate) Box<str>);

impl Problem {
    /// A problem with a sentence that says what to do.
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            retry_with: None,
            figures: None,
            spoiler: None,
            replayed: false,
            hint: None,
            cause: None,
        }
    }

    /// A failure whose cause only the log tells.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let detail = "Something went wrong on our side. The log has the details under the X-Request-Id of this answer.";
        Self::new(Code::InternalError, detail).because(cause)
    }

    /// A method that a route does not have.
    pub fn method_not_allowed(allow: &'static str) -> Self {
        let detail = format!("This route has the methods {allow}.");
        Self { hint: Some(Hint::Allow(allow)), ..Self::new(Code::MethodNotAllowed, detail) }
    }

    /// Something that is over a rate limit, and when it no longer is.
    pub(crate) fn limited(detail: String, retry_after_s: u32) -> Self {
        Self { hint: Some(Hint::RetryAfterS(retry_after_s)), ..Self::new(Code::RateLimited, detail) }
    }

    /// A refusal that was decided, just now or before.
    pub fn of_decision(rejection: &Rejection, replayed: bool) -> Self {
        Self { replayed, ..Self::from(rejection) }
    }

    /// A refusal as a read tells it: nothing is recorded of it.
    pub fn of_read(rejection: &Rejection) -> Self {
        Self::from(rejection).read()
    }

    /// The same for a read, which has no key to try again with.
    pub(crate) fn read(self) -> Self {
        Self { retry_with: None, ..self }
    }

    /// A refusal in an outcome. Of a trial, and of a refusal about the set-up, nothing is recorded: the key is still free.
    pub(crate) fn of_outcome(outcome: &Outcome, rejection: &Rejection) -> Self {
        match outcome {
            Outcome::Tried(_) => Self::of_read(rejection),
            Outcome::Unrecorded(_) => Self::of_read(rejection).same_key(),
            Outcome::Decided(_) | Outcome::Replayed(_) | Outcome::KeyReused | Outcome::Undone { .. } => {
                Self::of_decision(rejection, outcome.is_replay())
            }
        }
    }

    /// The same as the refusal of a whole batch for the command at `index`.
    pub(crate) fn at(self, index: usize) -> Self {
        let spoiler = Some(Box::new(Spoiler { index, refusal: None }));
        let detail = format!("Nothing of this batch was carried out. The command at index {index}: {}", self.detail);
        Self { spoiler, detail: detail.into(), ..self }
    }

    /// The same with the assets of a circle of rates, if there are some.
    pub(crate) fn with_cycle(self, assets: &[AssetCode]) -> Self {
        if assets.is_empty() {
            return self;
        }
        let cycle = Some(assets.iter().map(ToString::to_string).collect());
        Self { figures: Some(Box::new(Figures { cycle, ..Figures::default() })), ..self }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self.hint? {
            Hint::RetryAfterS(seconds) => Some(seconds),
            Hint::Allow(_) => None,
        }
    }

    /// The stable name.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Whether this is a recorded refusal, told again.
    pub fn is_replay(&self) -> bool {
        self.replayed
    }

    /// The body as it is on the wire.
    pub fn body(&self) -> Body<'_> {
        Body {
            kind: self.code,
            title: self.code.title(),
            status: self.code.status(),
            detail: &self.detail,
            code: self.code,
            error: &self.detail,
            retry_with: self.retry_with,
            figures: self.figures.as_deref().cloned().unwrap_or_default(),
            retry_after: self.retry_after_s(),
            index: self.spoiler.as_ref().map(|spoiler| spoiler.index),
            refusal: self.spoiler.as_ref().and_then(|spoiler| Some(Box::new(spoiler.refusal.as_ref()?.body()))),
            checks: None,
        }
    }

    /// The same with the checks that made it one.
    pub(crate) fn body_with<'a>(&'a self, checks: &'a CheckList) -> Body<'a> {
        Body { checks: Some(checks), ..self.body() }
    }

    /// The same, with what the log alone says of it.
    pub(crate) fn because(self, cause: impl fmt::Display) -> Self {
        Self { cause: Some(Box::new(Cause(cause.to_string().into()))), ..self }
    }

    pub(crate) fn same_key(self) -> Self {
        Self { retry_with: Some(RetryWith::SameKey), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status_code());
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        if self.code.is_passing() {
            response.insert_header((header::RETRY_AFTER, self.retry_after_s().unwrap_or(1)));
        }
        if self.code == Code::Unauthorized {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(Hint::Allow(allow)) = self.hint {
            response.insert_header((header::ALLOW, allow));
        }
        if self.replayed {
            response.insert_header(wire::REPLAYED);
        }
        if matches!(self.code, Code::RequestTimeout | Code::BodyTooLarge) {
            // The rest of this body is not worth reading, so the connection ends here.
            response.force_close();
        }
        let mut response = response.body(wire::to_json(&self.body()));
        response.extensions_mut().insert(self.code);
        if let Some(cause) = &self.cause {
            response.extensions_mut().insert(Cause::clone(cause));
        }
        response
    }
}
