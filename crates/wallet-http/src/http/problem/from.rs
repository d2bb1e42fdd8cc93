//! The problems that the domain's and the service's refusals and errors become.

use wallet_domain::{
    CapExcess, InvalidAmount, InvalidAsset, InvalidCommand, InvalidKey, InvalidMetadata, InvalidOwner, InvalidShare,
    Rejection, StoreError, StoreErrorKind,
};
use wallet_service::SubmitError;
use wallet_service::jobs::webhooks::UrlRefused;
use wallet_service::webhook_admin::WebhookError;

use super::body::Figures;
use super::codes::{Code, RetryWith};
use super::detail::detail;
use super::{Problem, Spoiler};

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
            Rejection::InsufficientFunds { available, required, ref asset, ref owner } => {
                let (asset, owner) = (asset.as_ref().map(ToString::to_string), owner.as_ref().map(ToString::to_string));
                Figures { available: Some(available), required: Some(required), asset, owner, ..Figures::default() }
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
            Rejection::ShareNotWhole { step } => Figures { step: Some(step), ..Figures::default() },
            Rejection::PaymentRefUsed { transaction } => {
                Figures { transaction: Some(transaction.to_string()), ..Figures::default() }
            }
            Rejection::CapExceeded(CapExcess { cap, used, asked, resets_at, .. }) => {
                let (limit, used, required) = (Some(cap), Some(used), Some(asked));
                Figures { required, limit, used, resets_at, ..Figures::default() }
            }
            Rejection::ApprovalRequired { over, asked } => {
                Figures { limit: Some(over), required: Some(asked), ..Figures::default() }
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
        Self { retry_with, figures, spoiler, ..Self::new(code, detail(rejection)) }
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

/// Values that are not valid, with the code of each; they say themselves what is wrong.
macro_rules! invalid {
    ($($error:ident => $code:ident;)*) => {$(
        impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self::new(Code::$code, error.to_string())
            }
        }
    )*};
}

invalid! {
    InvalidAmount => InvalidAmount;
    InvalidAsset => InvalidAsset;
    InvalidOwner => InvalidOwner;
    InvalidShare => InvalidShare;
    InvalidKey => InvalidIdempotencyKey;
}

impl From<InvalidCommand> for Problem {
    fn from(error: InvalidCommand) -> Self {
        let code = match &error {
            InvalidCommand::Owner(invalid) => return Self::from(*invalid),
            InvalidCommand::NotReversible(_) | InvalidCommand::LastReversal => {
                return Self::new(Code::NotReversible, error.to_string()).same_key();
            }
            InvalidCommand::Terms(_) => Code::InvalidFlow,
            InvalidCommand::HoldTime => Code::InvalidExpiry,
            InvalidCommand::NotAHold(_) => Code::HoldNotFound,
            InvalidCommand::NoFee(_) | InvalidCommand::AsMuchAsWhat => Code::MalformedBody,
            InvalidCommand::Sums => Code::InvalidSums,
            InvalidCommand::SameAsset => Code::InvalidAsset,
        };
        Self::new(code, error.to_string())
    }
}

impl From<WebhookError> for Problem {
    fn from(error: WebhookError) -> Self {
        let code = match error {
            WebhookError::Store(error) => return error.into(),
            WebhookError::UnknownAsset(asset) => return Self::of_read(&Rejection::AssetNotFound { asset }),
            WebhookError::Url(UrlRefused::Url(_)) => Code::InvalidUrl,
            WebhookError::Url(UrlRefused::Address(_)) => Code::ForbiddenAddress,
            WebhookError::Cursor(_) | WebhookError::Range { .. } | WebhookError::NoEvents => Code::InvalidCursor,
            WebhookError::SystemOwner(_) => Code::InvalidOwner,
            WebhookError::NotFound(_) => Code::WebhookNotFound,
            WebhookError::AlertNotFound(_) => Code::AlertNotFound,
            WebhookError::TooMany => Code::TooManyWebhooks,
            WebhookError::TooManyAlerts => Code::TooManyAlerts,
            WebhookError::ReplayRunning(_) => Code::ReplayRunning,
        };
        Self::new(code, error.to_string())
    }
}

impl From<InvalidMetadata> for Problem {
    fn from(error: InvalidMetadata) -> Self {
        Self::new(Code::of_metadata(&error), error.to_string())
    }
}
