//! Problems: every refusal and failure as RFC 9457 `application/problem+json`.
//!
//! [`Code`] is the one table from errors to status, code and title; the conversions below it say which error is which
//! row. A body is made of the refusal alone (no request id, no time), so that a replayed one is the same byte for byte.

use std::borrow::Cow;
use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use wallet_domain::InvalidAmount;
use wallet_domain::{
    AssetCode, InvalidAsset, InvalidCommand, InvalidKey, InvalidMetadata, InvalidOwner, Outcome, Rejection, StoreError,
    StoreErrorKind, Timestamp,
};
use wallet_service::SubmitError;

use crate::http::health::{Check, CheckList};
use crate::http::wire;

macro_rules! codes {
    ($($name:ident = $status:literal $code:literal $title:literal;)*) => {
        /// What went wrong: the stable names that callers may rely on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", $code, "`, status ", $status, ": ", $title, ".")] $name,)*
        }

        impl Code {
            /// Every code, by status.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// The stable name on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// What it means in general, for people; the same for every problem with this code.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

codes! {
    MalformedBody = 400 "malformed_body" "The request's body cannot be read";
    MalformedQuery = 400 "malformed_query" "The request's query cannot be read";
    InvalidAmount = 400 "invalid_amount" "The amount is not valid";
    InvalidAsset = 400 "invalid_asset" "The asset's code is not valid";
    InvalidOwner = 400 "invalid_owner" "The owner is not valid here";
    InvalidFlow = 400 "invalid_flow" "There is no such flow";
    InvalidName = 400 "invalid_name" "The name is not valid";
    InvalidDescription = 400 "invalid_description" "The description is not valid";
    InvalidReference = 400 "invalid_reference" "The reference is not valid";
    InvalidMetadata = 400 "invalid_metadata" "The metadata is not valid";
    MissingIdempotencyKey = 400 "missing_idempotency_key" "The idempotency key is missing";
    InvalidIdempotencyKey = 400 "invalid_idempotency_key" "The idempotency key is not valid";
    TooManyCommands = 400 "too_many_commands" "The batch holds too many commands";
    TooManyWallets = 400 "too_many_wallets" "The request names too many wallets";
    InvalidLimit = 400 "invalid_limit" "The page's size is not valid";
    InvalidCursor = 400 "invalid_cursor" "The cursor is not valid";
    InvalidExpiry = 400 "invalid_expiry" "The hold's time is not valid";
    InvalidSums = 400 "invalid_sums" "What is paid or received is not valid";
    InvalidPolicy = 400 "invalid_policy" "The policy is not valid";
    RateCycle = 400 "rate_cycle" "The rates would pay in a circle";
    InvalidIfMatch = 400 "invalid_if_match" "The condition is not valid";
    InvalidPerson = 400 "invalid_person" "The person behind the request is not valid";
    Unauthorized = 401 "unauthorized" "The API key is missing or not good";
    InsufficientFunds = 402 "insufficient_funds" "The wallet has too little available";
    Forbidden = 403 "forbidden" "The API key does not allow this";
    ForeignOrigin = 403 "foreign_origin" "Another site's page sends this";
    RouteNotFound = 404 "route_not_found" "There is no such route";
    WalletNotFound = 404 "wallet_not_found" "There is no such wallet";
    AssetNotFound = 404 "asset_not_found" "There is no such asset";
    TransactionNotFound = 404 "transaction_not_found" "There is no such transaction";
    HoldNotFound = 404 "hold_not_found" "There is no such hold";
    PaymentNotFound = 404 "payment_not_found" "Nothing was credited for this payment";
    MethodNotAllowed = 405 "method_not_allowed" "The route does not know this method";
    RequestTimeout = 408 "request_timeout" "The request took too long to arrive";
    BatchRefused = 409 "batch_refused" "A command of the batch was refused";
    RequestInProgress = 409 "request_in_progress" "A request with this key is in progress";
    SameWallet = 409 "same_wallet" "Source and destination are one wallet";
    WalletFrozen = 409 "wallet_frozen" "The wallet is frozen";
    WalletClosed = 409 "wallet_closed" "The wallet is closed";
    WalletNotEmpty = 409 "wallet_not_empty" "The wallet still holds something";
    WalletInDebt = 409 "wallet_in_debt" "The wallet's owner owes something";
    NotTransferable = 409 "not_transferable" "The asset cannot be given away";
    PaymentRefUsed = 409 "payment_ref_used" "The payment was credited already";
    NoRate = 409 "no_rate" "There is no rate between the assets";
    ConversionTooSmall = 409 "conversion_too_small" "The conversion comes to nothing";
    RateBelowMinimum = 409 "rate_below_minimum" "The conversion comes to less than is wanted";
    LimitExceeded = 409 "limit_exceeded" "A limit of the asset is used up";
    CeilingExceeded = 409 "ceiling_exceeded" "The wallet may not be filled so far";
    BalanceLimitExceeded = 409 "balance_limit_exceeded" "The wallet cannot hold this much";
    TreasuryExhausted = 409 "treasury_exhausted" "The treasury holds too little";
    BudgetExhausted = 409 "budget_exhausted" "The budget holds too little";
    RevenueExhausted = 409 "revenue_exhausted" "Revenue holds too little";
    HoldSettled = 409 "hold_settled" "Nothing is left of the hold";
    HoldExpired = 409 "hold_expired" "The hold's time is over";
    CaptureExceedsHold = 409 "capture_exceeds_hold" "The hold has less left";
    NotReversible = 409 "not_reversible" "The transaction cannot be reversed";
    AlreadyReversed = 409 "already_reversed" "The transaction has been reversed in full";
    ReversalExceedsOriginal = 409 "reversal_exceeds_original" "The transaction has less left to reverse";
    AssetExists = 409 "asset_exists" "The asset's code is taken";
    VersionMismatch = 412 "version_mismatch" "The wallet has changed";
    AssetChanged = 412 "asset_changed" "The asset has changed";
    BodyTooLarge = 413 "body_too_large" "The request's body is too large";
    UnsupportedMediaType = 415 "unsupported_media_type" "The request's body is not JSON";
    MisdirectedRequest = 421 "misdirected_request" "The server does not answer to this host";
    IdempotencyKeyReused = 422 "idempotency_key_reused" "The idempotency key belongs to another request";
    RateLimited = 429 "rate_limited" "Too many requests";
    InternalError = 500 "internal_error" "The service failed";
    Overloaded = 503 "overloaded" "The service is busy";
    OutcomeUnknown = 503 "outcome_unknown" "The outcome is not known yet";
    StoreUnavailable = 503 "store_unavailable" "The store cannot be reached";
    WritesStopped = 503 "writes_stopped" "Nothing is booked for the time being";
}

impl Code {
    /// The code of a refusal.
    pub fn of(rejection: &Rejection) -> Self {
        match rejection {
            Rejection::IdempotencyKeyReused => Self::IdempotencyKeyReused,
            Rejection::BatchRefused { .. } => Self::BatchRefused,
            Rejection::AssetNotFound { .. } => Self::AssetNotFound,
            Rejection::WalletNotFound { .. } => Self::WalletNotFound,
            Rejection::TransactionNotFound { .. } => Self::TransactionNotFound,
            Rejection::HoldNotFound { .. } => Self::HoldNotFound,
            Rejection::HoldSettled { .. } => Self::HoldSettled,
            Rejection::HoldExpired => Self::HoldExpired,
            Rejection::AlreadyReversed => Self::AlreadyReversed,
            Rejection::ReversalExceedsOriginal { .. } => Self::ReversalExceedsOriginal,
            Rejection::CaptureExceedsHold { .. } => Self::CaptureExceedsHold,
            Rejection::PaymentRefUsed { .. } => Self::PaymentRefUsed,
            Rejection::NoRate { .. } => Self::NoRate,
            Rejection::ConversionTooSmall { .. } => Self::ConversionTooSmall,
            Rejection::RateBelowMinimum { .. } => Self::RateBelowMinimum,
            Rejection::SameWallet => Self::SameWallet,
            Rejection::NotTransferable { .. } => Self::NotTransferable,
            Rejection::WalletFrozen { .. } => Self::WalletFrozen,
            Rejection::WalletClosed { .. } => Self::WalletClosed,
            Rejection::VersionMismatch { .. } => Self::VersionMismatch,
            Rejection::LimitExceeded { .. } => Self::LimitExceeded,
            Rejection::InsufficientFunds { .. } => Self::InsufficientFunds,
            Rejection::TreasuryExhausted { .. } => Self::TreasuryExhausted,
            Rejection::BudgetExhausted { .. } => Self::BudgetExhausted,
            Rejection::RevenueExhausted { .. } => Self::RevenueExhausted,
            Rejection::CeilingExceeded { .. } => Self::CeilingExceeded,
            Rejection::BalanceLimitExceeded { .. } => Self::BalanceLimitExceeded,
        }
    }

    /// The code of metadata that is not valid: in a body what is no object of single members is malformed, as elsewhere.
    pub(crate) fn of_metadata(error: &InvalidMetadata) -> Self {
        match error {
            InvalidMetadata::NotAnObject | InvalidMetadata::NotJson(_) | InvalidMetadata::Doubled(_) => {
                Self::MalformedBody
            }
            InvalidMetadata::TooLong
            | InvalidMetadata::TooDeep
            | InvalidMetadata::ControlCharacter
            | InvalidMetadata::Number(_) => Self::InvalidMetadata,
        }
    }

    /// Whether the same request is worth another try in a moment.
    fn is_passing(self) -> bool {
        self.status() == 503 || matches!(self, Self::RequestInProgress | Self::RateLimited)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// How a caller gets another try at what was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetryWith {
    /// Nothing is recorded: the same request with the same key, however often, once the reason is mended or has passed.
    SameKey,
    /// The refusal is recorded under this key for good: a new try needs a new key.
    NewKey,
}

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

/// What an answer's head says of what to do.
#[derive(Debug, Clone, Copy)]
enum Hint {
    Allow(&'static str),
    RetryAfterS(u32),
}

/// The numbers of a refusal; amounts are in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Figures {
    /// `insufficient_funds`: what can be taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    available: Option<i64>,
    /// `insufficient_funds`: what was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<i64>,
    /// `insufficient_funds` of a command that pays in several assets: of which.
    #[serde(skip_serializing_if = "Option::is_none")]
    asset: Option<String>,
    /// `balance_limit_exceeded`, `ceiling_exceeded`: what would still fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    headroom: Option<i64>,
    /// `limit_exceeded`, `ceiling_exceeded`: the most that there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    /// `limit_exceeded`: what of it is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    used: Option<i64>,
    /// `limit_exceeded`: when all of it can be used again.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "wire::moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    resets_at: Option<Timestamp>,
    /// `rate_below_minimum`: what the conversion would come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    would_receive: Option<i64>,
    /// `capture_exceeds_hold`, `reversal_exceeds_original`: what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining: Option<i64>,
    /// `payment_ref_used`: the transaction that credited the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction: Option<String>,
    /// `version_mismatch`: the version that the wallet has.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    /// `rate_cycle`: the assets along the circle; the first comes again as the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<Vec<String>>,
}

/// What the request log shows of a problem beside its code; never part of an answer.
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

    /// A failure that the caller is told nothing of; the log is.
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

    /// What a read did not find, in the words of the refusal. Nothing is recorded of it.
    pub fn of_read(rejection: &Rejection) -> Self {
        Self::from(rejection).read()
    }

    /// The same to a read, which has no key to try again with.
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

    /// The same of one of the commands of a batch that stands or falls together.
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

/// A problem's body, `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Body<'a> {
    /// `urn:wallet:problem:` and the code.
    #[serde(rename = "type", serialize_with = "problem_type")]
    #[schema(value_type = String, example = "urn:wallet:problem:insufficient_funds")]
    kind: Code,
    /// What it means in general.
    #[schema(example = "The wallet has too little available")]
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 402)]
    status: u16,
    /// What happened, and what to do.
    #[schema(example = "The wallet has 10 available and 30 are needed.")]
    detail: &'a str,
    /// The stable name to program against.
    #[schema(value_type = String, example = "insufficient_funds")]
    code: Code,
    /// The same as `detail`.
    #[schema(example = "The wallet has 10 available and 30 are needed.")]
    error: &'a str,
    /// How to get another try, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_with: Option<RetryWith>,
    #[serde(flatten)]
    figures: Figures,
    /// `rate_limited`: in how many seconds the same would be let through.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    /// Of a batch that stands or falls together: the position of the command that spoiled it, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    /// `batch_refused`: the problem of the command at `index`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    refusal: Option<Box<Body<'a>>>,
    /// `/health/ready`: every check, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Check>>)]
    checks: Option<&'a CheckList>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn problem_type<S: Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("urn:wallet:problem:{}", code.name()))
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
            // What is still to come of this body is not worth reading, so the connection ends here.
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

impl From<&Rejection> for Problem {
    fn from(rejection: &Rejection) -> Self {
        let code = Code::of(rejection);
        // A reused key is a caller's mistake, not a refusal of this request: a client that answered it with a new
        // key by itself could do twice what it meant to do once.
        let is_reused = |refusal: &Rejection| *refusal == Rejection::IdempotencyKeyReused;
        let retry_with = match code {
            Code::IdempotencyKeyReused => None,
            Code::BatchRefused if matches!(rejection, Rejection::BatchRefused { refusal, .. } if is_reused(refusal)) => {
                None
            }
            // Nothing is recorded of it, so its keys are free, and what refused it may pass.
            Code::BatchRefused => Some(RetryWith::SameKey),
            _ => Some(RetryWith::NewKey),
        };
        let figures = match *rejection {
            Rejection::InsufficientFunds { available, required, ref asset } => {
                let asset = asset.as_ref().map(ToString::to_string);
                Figures { available: Some(available), required: Some(required), asset, ..Figures::default() }
            }
            Rejection::BalanceLimitExceeded { headroom } => Figures { headroom: Some(headroom), ..Figures::default() },
            Rejection::CeilingExceeded { max_balance, headroom } => {
                Figures { limit: Some(max_balance), headroom: Some(headroom), ..Figures::default() }
            }
            Rejection::LimitExceeded { limit, used, resets_at, .. } => {
                Figures { limit: Some(limit), used: Some(used), resets_at: Some(resets_at), ..Figures::default() }
            }
            Rejection::RateBelowMinimum { would_receive } => {
                Figures { would_receive: Some(would_receive), ..Figures::default() }
            }
            Rejection::ReversalExceedsOriginal { remaining } | Rejection::CaptureExceedsHold { remaining } => {
                Figures { remaining: Some(remaining), ..Figures::default() }
            }
            Rejection::PaymentRefUsed { transaction } => {
                Figures { transaction: Some(transaction.to_string()), ..Figures::default() }
            }
            Rejection::VersionMismatch { found, .. } => Figures { version: Some(found), ..Figures::default() },
            Rejection::IdempotencyKeyReused
            | Rejection::TransactionNotFound { .. }
            | Rejection::HoldNotFound { .. }
            | Rejection::HoldSettled { .. }
            | Rejection::HoldExpired
            | Rejection::AlreadyReversed
            | Rejection::RevenueExhausted { .. }
            | Rejection::BatchRefused { .. }
            | Rejection::AssetNotFound { .. }
            | Rejection::WalletNotFound { .. }
            | Rejection::NoRate { .. }
            | Rejection::ConversionTooSmall { .. }
            | Rejection::SameWallet
            | Rejection::NotTransferable { .. }
            | Rejection::BudgetExhausted { .. }
            | Rejection::WalletFrozen { .. }
            | Rejection::WalletClosed { .. }
            | Rejection::TreasuryExhausted { .. } => Figures::default(),
        };
        let spoiler = match rejection {
            Rejection::BatchRefused { index, refusal } => {
                Some(Box::new(Spoiler { index: *index, refusal: Some(Self::of_read(refusal)) }))
            }
            _ => None,
        };
        let figures = (figures != Figures::default()).then(|| Box::new(figures));
        Self { retry_with, figures, spoiler, ..Self::new(code, rejection.to_string()) }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        let problem = match error {
            SubmitError::Overloaded => {
                Self::new(Code::Overloaded, "The service is busy and nothing was recorded. Send the request again.")
            }
            SubmitError::Closed => Self::new(
                Code::Overloaded,
                "The service is shutting down and nothing was recorded. Send the request again.",
            ),
            SubmitError::Stopped => Self::new(
                Code::WritesStopped,
                "The ledger is not in order, so nothing is booked until an operator has looked into it. Nothing was \
                 recorded. Send the request again later.",
            ),
            SubmitError::InProgress => Self::new(
                Code::RequestInProgress,
                "A request with this key is being carried out. Send it again with the same key for its outcome.",
            ),
            SubmitError::OutcomeUnknown => Self::unknown(),
            SubmitError::Store(error) => Self::from(error),
        };
        if problem.code.is_passing() { problem.same_key() } else { problem }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let problem = match error.kind {
            StoreErrorKind::Unavailable => Self::unavailable(),
            StoreErrorKind::Busy => {
                Self::new(Code::Overloaded, "The store is busy and nothing was recorded. Send the request again.")
            }
            StoreErrorKind::Unknown => Self::unknown(),
            StoreErrorKind::Refused | StoreErrorKind::Corrupt => return Self::internal(error),
        };
        problem.because(error)
    }
}

impl Problem {
    /// The store did not answer, or not in time.
    pub(crate) fn unavailable() -> Self {
        Self::new(Code::StoreUnavailable, "The store cannot be reached at the moment. Send the request again.")
    }

    fn unknown() -> Self {
        Self::new(
            Code::OutcomeUnknown,
            "Whether the request was carried out is not known yet. Send it again with the same key: it cannot be \
             carried out twice.",
        )
    }
}

impl From<InvalidAmount> for Problem {
    fn from(error: InvalidAmount) -> Self {
        Self::new(Code::InvalidAmount, error.to_string())
    }
}

impl From<InvalidAsset> for Problem {
    fn from(error: InvalidAsset) -> Self {
        Self::new(Code::InvalidAsset, error.to_string())
    }
}

impl From<InvalidOwner> for Problem {
    fn from(error: InvalidOwner) -> Self {
        Self::new(Code::InvalidOwner, error.to_string())
    }
}

impl From<InvalidKey> for Problem {
    fn from(error: InvalidKey) -> Self {
        Self::new(Code::InvalidIdempotencyKey, error.to_string())
    }
}

impl From<InvalidCommand> for Problem {
    fn from(error: InvalidCommand) -> Self {
        let code = match &error {
            InvalidCommand::Owner(invalid) => return Self::from(*invalid),
            InvalidCommand::NotReversible(_) => return Self::new(Code::NotReversible, error.to_string()).same_key(),
            InvalidCommand::Terms(_) => Code::InvalidFlow,
            InvalidCommand::HoldTime => Code::InvalidExpiry,
            InvalidCommand::NotAHold(_) => Code::HoldNotFound,
            InvalidCommand::Sums => Code::InvalidSums,
            InvalidCommand::SameAsset => Code::InvalidAsset,
        };
        Self::new(code, error.to_string())
    }
}

impl From<InvalidMetadata> for Problem {
    fn from(error: InvalidMetadata) -> Self {
        Self::new(Code::of_metadata(&error), error.to_string())
    }
}
