//! The table of problems' codes, and which refusal is which.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use wallet_domain::{InvalidMetadata, Rejection};

/// A row that is `decided` is the code of the [`Rejection`] of its name.
macro_rules! codes {
    ($($name:ident = $status:literal $code:literal $title:literal $($decided:ident)?;)*) => {
        /// The code of a problem: a stable name that callers may rely on.
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

            /// The code of a refusal.
            pub fn of(rejection: &Rejection) -> Self {
                match rejection {
                    $($(Rejection::$name { .. } => {
                        const _: &str = stringify!($decided);
                        Self::$name
                    })?)*
                }
            }

            /// The general meaning, for people; the same for every problem with this code.
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
    InvalidEventType = 400 "invalid_event_type" "There is no such type of events";
    InvalidCursor = 400 "invalid_cursor" "The cursor is not valid";
    InvalidUrl = 400 "invalid_url" "The URL is not valid";
    ForbiddenAddress = 400 "forbidden_address" "The URL leads where no webhook may go";
    InvalidSecret = 400 "invalid_secret" "The secret is not valid";
    InvalidAlert = 400 "invalid_alert" "The alert is not valid";
    InvalidExpiry = 400 "invalid_expiry" "The hold's time is not valid";
    InvalidSums = 400 "invalid_sums" "What is paid or received is not valid";
    InvalidShare = 400 "invalid_share" "The share is not valid";
    InvalidPolicy = 400 "invalid_policy" "The policy is not valid";
    RateCycle = 400 "rate_cycle" "The rates would pay in a circle";
    InvalidIfMatch = 400 "invalid_if_match" "The condition is not valid";
    InvalidIfNewerThan = 400 "invalid_if_newer_than" "If-Newer-Than is no transaction's id";
    InvalidPerson = 400 "invalid_person" "The person behind the request is not valid";
    InvalidKeyTerms = 400 "invalid_key_terms" "What the API key would allow is not valid";
    TicketRequired = 400 "ticket_required" "A reason and a ticket are needed";
    Unauthorized = 401 "unauthorized" "The API key is missing or not good";
    InsufficientFunds = 402 "insufficient_funds" "The wallet has too little available" decided;
    Forbidden = 403 "forbidden" "The API key does not allow this";
    AddressNotAllowed = 403 "address_not_allowed" "The API key is not for this address";
    AssetNotAllowed = 403 "asset_not_allowed" "The API key is not for this asset";
    ExceedsOwnKey = 403 "exceeds_own_key" "The key would allow more than yours";
    OwnApproval = 403 "own_approval" "Nobody approves their own request";
    CapExceeded = 403 "cap_exceeded" "A cap of the API key is used up" decided;
    ApprovalRequired = 403 "approval_required" "Another has to approve this" decided;
    ForeignOrigin = 403 "foreign_origin" "Another site's page sends this";
    RouteNotFound = 404 "route_not_found" "There is no such route";
    WalletNotFound = 404 "wallet_not_found" "There is no such wallet" decided;
    AssetNotFound = 404 "asset_not_found" "There is no such asset" decided;
    TransactionNotFound = 404 "transaction_not_found" "There is no such transaction" decided;
    HoldNotFound = 404 "hold_not_found" "There is no such hold" decided;
    PaymentNotFound = 404 "payment_not_found" "Nothing was credited for this payment";
    WebhookNotFound = 404 "webhook_not_found" "There is no such webhook";
    AlertNotFound = 404 "alert_not_found" "There is no such alert";
    ApprovalNotFound = 404 "approval_not_found" "There is no such approval";
    KeyNotFound = 404 "key_not_found" "There is no such API key";
    MethodNotAllowed = 405 "method_not_allowed" "The route does not know this method";
    RequestTimeout = 408 "request_timeout" "The request took too long to arrive";
    BatchRefused = 409 "batch_refused" "A command of the batch was refused" decided;
    RequestInProgress = 409 "request_in_progress" "A request with this key is in progress";
    SameWallet = 409 "same_wallet" "Source and destination are one wallet" decided;
    WalletFrozen = 409 "wallet_frozen" "The wallet is frozen" decided;
    WalletClosed = 409 "wallet_closed" "The wallet is closed" decided;
    WalletNotEmpty = 409 "wallet_not_empty" "The wallet still holds something";
    WalletInDebt = 409 "wallet_in_debt" "The wallet's owner owes something";
    NotTransferable = 409 "not_transferable" "The asset cannot be given away" decided;
    PaymentRefUsed = 409 "payment_ref_used" "The payment was credited already" decided;
    NoRate = 409 "no_rate" "There is no rate between the assets" decided;
    ConversionTooSmall = 409 "conversion_too_small" "The conversion comes to nothing" decided;
    RateBelowMinimum = 409 "rate_below_minimum" "The conversion comes to less than is wanted" decided;
    LimitExceeded = 409 "limit_exceeded" "A limit of the asset is used up" decided;
    CeilingExceeded = 409 "ceiling_exceeded" "The wallet may not be filled so far" decided;
    BalanceLimitExceeded = 409 "balance_limit_exceeded" "The wallet cannot hold this much" decided;
    TreasuryExhausted = 409 "treasury_exhausted" "The treasury holds too little" decided;
    BudgetExhausted = 409 "budget_exhausted" "The budget holds too little" decided;
    RevenueExhausted = 409 "revenue_exhausted" "Revenue holds too little" decided;
    HoldSettled = 409 "hold_settled" "Nothing is left of the hold" decided;
    HoldExpired = 409 "hold_expired" "The hold's time is over" decided;
    CaptureExceedsHold = 409 "capture_exceeds_hold" "The hold has less left" decided;
    NotReversible = 409 "not_reversible" "The transaction cannot be reversed";
    AlreadyReversed = 409 "already_reversed" "The transaction has been reversed in full" decided;
    ReversalExceedsOriginal = 409 "reversal_exceeds_original" "The transaction has less left to reverse" decided;
    ShareNotWhole = 409 "share_not_whole" "The transaction cannot be divided so" decided;
    AssetExists = 409 "asset_exists" "The asset's code is taken";
    TooManyWebhooks = 409 "too_many_webhooks" "There are as many webhooks as there may be";
    TooManyAlerts = 409 "too_many_alerts" "There are as many alerts as there may be";
    ReplayRunning = 409 "replay_running" "The webhook replays something already";
    ApprovalChanged = 409 "approval_changed" "The approval is about another command";
    ApprovalSettled = 409 "approval_settled" "The approval has been decided";
    ApprovalExpired = 409 "approval_expired" "The approval's time is over";
    KeyNotLive = 409 "key_not_live" "The API key cannot be rotated";
    VersionMismatch = 412 "version_mismatch" "The wallet has changed" decided;
    AssetChanged = 412 "asset_changed" "The asset has changed";
    BodyTooLarge = 413 "body_too_large" "The request's body is too large";
    UnsupportedMediaType = 415 "unsupported_media_type" "The request's body is not JSON";
    MisdirectedRequest = 421 "misdirected_request" "The server does not answer to this host";
    IdempotencyKeyReused = 422 "idempotency_key_reused" "The idempotency key belongs to another request" decided;
    RateLimited = 429 "rate_limited" "Too many requests";
    InternalError = 500 "internal_error" "The service failed";
    Overloaded = 503 "overloaded" "The service is busy";
    OutcomeUnknown = 503 "outcome_unknown" "The outcome is not known yet";
    StoreUnavailable = 503 "store_unavailable" "The store cannot be reached";
    WritesStopped = 503 "writes_stopped" "Nothing is booked for the time being";
}

impl Code {
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
    pub(super) fn is_passing(self) -> bool {
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
