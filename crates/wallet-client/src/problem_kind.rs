//! What a problem is about, by its code. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::problem::{Problem, figure};
use crate::types::Check;

/// What a problem is about, by its code, with its figures.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// `malformed_body`, 400: The request's body cannot be read.
    MalformedBody,
    /// `malformed_query`, 400: The request's query cannot be read.
    MalformedQuery,
    /// `invalid_amount`, 400: The amount is not valid.
    InvalidAmount,
    /// `invalid_asset`, 400: The asset's code is not valid.
    InvalidAsset,
    /// `invalid_owner`, 400: The owner is not valid here.
    InvalidOwner,
    /// `invalid_flow`, 400: There is no such flow.
    InvalidFlow,
    /// `invalid_name`, 400: The name is not valid.
    InvalidName,
    /// `invalid_description`, 400: The description is not valid.
    InvalidDescription,
    /// `invalid_reference`, 400: The reference is not valid.
    InvalidReference,
    /// `invalid_metadata`, 400: The metadata is not valid.
    InvalidMetadata,
    /// `missing_idempotency_key`, 400: The idempotency key is missing.
    MissingIdempotencyKey,
    /// `invalid_idempotency_key`, 400: The idempotency key is not valid.
    InvalidIdempotencyKey,
    /// `too_many_commands`, 400: The batch holds too many commands.
    TooManyCommands,
    /// `too_many_wallets`, 400: The request names too many wallets.
    TooManyWallets,
    /// `invalid_limit`, 400: The page's size is not valid.
    InvalidLimit,
    /// `invalid_event_type`, 400: There is no such type of events.
    InvalidEventType,
    /// `invalid_cursor`, 400: The cursor is not valid.
    InvalidCursor,
    /// `invalid_url`, 400: The URL is not valid.
    InvalidUrl,
    /// `forbidden_address`, 400: The URL leads where no webhook may go.
    ForbiddenAddress,
    /// `invalid_secret`, 400: The secret is not valid.
    InvalidSecret,
    /// `invalid_alert`, 400: The alert is not valid.
    InvalidAlert,
    /// `invalid_expiry`, 400: The hold's time is not valid.
    InvalidExpiry,
    /// `invalid_sums`, 400: What is paid or received is not valid.
    InvalidSums,
    /// `invalid_share`, 400: The share is not valid.
    InvalidShare,
    /// `invalid_policy`, 400: The policy is not valid.
    InvalidPolicy,
    /// `rate_cycle`, 400: The rates would pay in a circle.
    RateCycle {
        /// `rate_cycle`: the assets along the circle; the first comes again as the last.
        cycle: Vec<String>,
    },
    /// `invalid_if_match`, 400: The condition is not valid.
    InvalidIfMatch,
    /// `invalid_if_newer_than`, 400: If-Newer-Than is no transaction's id.
    InvalidIfNewerThan,
    /// `invalid_person`, 400: The person behind the request is not valid.
    InvalidPerson,
    /// `invalid_key_terms`, 400: What the API key would allow is not valid.
    InvalidKeyTerms,
    /// `ticket_required`, 400: A reason and a ticket are needed.
    TicketRequired,
    /// `unauthorized`, 401: The API key is missing or not good.
    Unauthorized,
    /// `insufficient_funds`, 402: The wallet has too little available.
    InsufficientFunds {
        /// `insufficient_funds`: what can be taken out.
        available: i64,
        /// `insufficient_funds`, `cap_exceeded`, `approval_required`: what was asked for.
        required: i64,
    },
    /// `forbidden`, 403: The API key does not allow this.
    Forbidden,
    /// `address_not_allowed`, 403: The API key is not for this address.
    AddressNotAllowed,
    /// `asset_not_allowed`, 403: The API key is not for this asset.
    AssetNotAllowed,
    /// `exceeds_own_key`, 403: The key would allow more than yours.
    ExceedsOwnKey,
    /// `own_approval`, 403: Nobody approves their own request.
    OwnApproval,
    /// `cap_exceeded`, 403: A cap of the API key is used up.
    CapExceeded {
        /// `limit_exceeded`, `ceiling_exceeded`, `cap_exceeded`, `approval_required`: the most that there may be.
        limit: i64,
        /// `insufficient_funds`, `cap_exceeded`, `approval_required`: what was asked for.
        required: i64,
        /// `limit_exceeded`, `cap_exceeded`: what of it is used.
        used: i64,
    },
    /// `approval_required`, 403: Another has to approve this.
    ApprovalRequired {
        /// `limit_exceeded`, `ceiling_exceeded`, `cap_exceeded`, `approval_required`: the most that there may be.
        limit: i64,
        /// `insufficient_funds`, `cap_exceeded`, `approval_required`: what was asked for.
        required: i64,
    },
    /// `foreign_origin`, 403: Another site's page sends this.
    ForeignOrigin,
    /// `route_not_found`, 404: There is no such route.
    RouteNotFound,
    /// `wallet_not_found`, 404: There is no such wallet.
    WalletNotFound,
    /// `asset_not_found`, 404: There is no such asset.
    AssetNotFound,
    /// `transaction_not_found`, 404: There is no such transaction.
    TransactionNotFound,
    /// `hold_not_found`, 404: There is no such hold.
    HoldNotFound,
    /// `payment_not_found`, 404: Nothing was credited for this payment.
    PaymentNotFound,
    /// `webhook_not_found`, 404: There is no such webhook.
    WebhookNotFound,
    /// `alert_not_found`, 404: There is no such alert.
    AlertNotFound,
    /// `approval_not_found`, 404: There is no such approval.
    ApprovalNotFound,
    /// `key_not_found`, 404: There is no such API key.
    KeyNotFound,
    /// `method_not_allowed`, 405: The route does not know this method.
    MethodNotAllowed,
    /// `request_timeout`, 408: The request took too long to arrive.
    RequestTimeout,
    /// `batch_refused`, 409: A command of the batch was refused.
    BatchRefused {
        /// Of a batch that stands or falls together: the position of the command that spoiled it, from 0.
        index: i64,
        /// `batch_refused`: the problem of the command at `index`.
        refusal: Box<Problem>,
    },
    /// `request_in_progress`, 409: A request with this key is in progress.
    RequestInProgress,
    /// `same_wallet`, 409: Source and destination are one wallet.
    SameWallet,
    /// `wallet_frozen`, 409: The wallet is frozen.
    WalletFrozen,
    /// `wallet_closed`, 409: The wallet is closed.
    WalletClosed,
    /// `wallet_not_empty`, 409: The wallet still holds something.
    WalletNotEmpty,
    /// `wallet_in_debt`, 409: The wallet's owner owes something.
    WalletInDebt,
    /// `not_transferable`, 409: The asset cannot be given away.
    NotTransferable,
    /// `payment_ref_used`, 409: The payment was credited already.
    PaymentRefUsed {
        /// `payment_ref_used`: the transaction that credited the payment.
        transaction: String,
    },
    /// `no_rate`, 409: There is no rate between the assets.
    NoRate,
    /// `conversion_too_small`, 409: The conversion comes to nothing.
    ConversionTooSmall,
    /// `rate_below_minimum`, 409: The conversion comes to less than is wanted.
    RateBelowMinimum {
        /// `rate_below_minimum`: what the conversion would come to.
        would_receive: i64,
    },
    /// `limit_exceeded`, 409: A limit of the asset is used up.
    LimitExceeded {
        /// `limit_exceeded`, `ceiling_exceeded`, `cap_exceeded`, `approval_required`: the most that there may be.
        limit: i64,
        /// `limit_exceeded`, `cap_exceeded`: when all of it can be used again.
        resets_at: String,
        /// `limit_exceeded`, `cap_exceeded`: what of it is used.
        used: i64,
    },
    /// `ceiling_exceeded`, 409: The wallet may not be filled so far.
    CeilingExceeded {
        /// `balance_limit_exceeded`, `ceiling_exceeded`: what would still fit.
        headroom: i64,
        /// `limit_exceeded`, `ceiling_exceeded`, `cap_exceeded`, `approval_required`: the most that there may be.
        limit: i64,
    },
    /// `balance_limit_exceeded`, 409: The wallet cannot hold this much.
    BalanceLimitExceeded {
        /// `balance_limit_exceeded`, `ceiling_exceeded`: what would still fit.
        headroom: i64,
    },
    /// `treasury_exhausted`, 409: The treasury holds too little.
    TreasuryExhausted,
    /// `budget_exhausted`, 409: The budget holds too little.
    BudgetExhausted,
    /// `revenue_exhausted`, 409: Revenue holds too little.
    RevenueExhausted,
    /// `hold_settled`, 409: Nothing is left of the hold.
    HoldSettled,
    /// `hold_expired`, 409: The hold's time is over.
    HoldExpired,
    /// `capture_exceeds_hold`, 409: The hold has less left.
    CaptureExceedsHold {
        /// `capture_exceeds_hold`, `reversal_exceeds_original`: what is left.
        remaining: i64,
    },
    /// `not_reversible`, 409: The transaction cannot be reversed.
    NotReversible,
    /// `already_reversed`, 409: The transaction has been reversed in full.
    AlreadyReversed,
    /// `reversal_exceeds_original`, 409: The transaction has less left to reverse.
    ReversalExceedsOriginal {
        /// `capture_exceeds_hold`, `reversal_exceeds_original`: what is left.
        remaining: i64,
    },
    /// `share_not_whole`, 409: The transaction cannot be divided so.
    ShareNotWhole {
        /// `share_not_whole`: what is taken back is a multiple of this.
        step: i64,
    },
    /// `asset_exists`, 409: The asset's code is taken.
    AssetExists,
    /// `too_many_webhooks`, 409: There are as many webhooks as there may be.
    TooManyWebhooks,
    /// `too_many_alerts`, 409: There are as many alerts as there may be.
    TooManyAlerts,
    /// `replay_running`, 409: The webhook replays something already.
    ReplayRunning,
    /// `approval_changed`, 409: The approval is about another command.
    ApprovalChanged,
    /// `approval_settled`, 409: The approval has been decided.
    ApprovalSettled,
    /// `approval_expired`, 409: The approval's time is over.
    ApprovalExpired,
    /// `key_not_live`, 409: The API key cannot be rotated.
    KeyNotLive,
    /// `version_mismatch`, 412: The wallet has changed.
    VersionMismatch {
        /// `version_mismatch`: the version that the wallet has.
        version: Option<i64>,
    },
    /// `asset_changed`, 412: The asset has changed.
    AssetChanged,
    /// `body_too_large`, 413: The request's body is too large.
    BodyTooLarge,
    /// `unsupported_media_type`, 415: The request's body is not JSON.
    UnsupportedMediaType,
    /// `misdirected_request`, 421: The server does not answer to this host.
    MisdirectedRequest,
    /// `idempotency_key_reused`, 422: The idempotency key belongs to another request.
    IdempotencyKeyReused,
    /// `rate_limited`, 429: Too many requests.
    RateLimited {
        /// `rate_limited`: in how many seconds the same would be let through.
        retry_after: i64,
    },
    /// `internal_error`, 500: The service failed.
    InternalError,
    /// `overloaded`, 503: The service is busy.
    Overloaded,
    /// `outcome_unknown`, 503: The outcome is not known yet.
    OutcomeUnknown,
    /// `store_unavailable`, 503: The store cannot be reached.
    StoreUnavailable {
        /// `/health/ready`: every check, by name.
        checks: Option<BTreeMap<String, Check>>,
    },
    /// `writes_stopped`, 503: Nothing is booked for the time being.
    WritesStopped,
    /// An answer that is none of the service: a proxy's page, a redirect.
    NoProblem,
    /// What this client does not know yet: see [`Problem::code`].
    Other,
}

impl ProblemKind {
    pub(crate) fn known(code: &str, members: &Map<String, Value>) -> Option<Self> {
        Self::malformed(code, members)
            .or_else(|| Self::denied(code, members))
            .or_else(|| Self::refused(code, members))
            .or_else(|| Self::failed(code, members))
    }

    /// One whose status is 400.
    fn malformed(code: &str, members: &Map<String, Value>) -> Option<Self> {
        Some(match code {
            "malformed_body" => Self::MalformedBody,
            "malformed_query" => Self::MalformedQuery,
            "invalid_amount" => Self::InvalidAmount,
            "invalid_asset" => Self::InvalidAsset,
            "invalid_owner" => Self::InvalidOwner,
            "invalid_flow" => Self::InvalidFlow,
            "invalid_name" => Self::InvalidName,
            "invalid_description" => Self::InvalidDescription,
            "invalid_reference" => Self::InvalidReference,
            "invalid_metadata" => Self::InvalidMetadata,
            "missing_idempotency_key" => Self::MissingIdempotencyKey,
            "invalid_idempotency_key" => Self::InvalidIdempotencyKey,
            "too_many_commands" => Self::TooManyCommands,
            "too_many_wallets" => Self::TooManyWallets,
            "invalid_limit" => Self::InvalidLimit,
            "invalid_event_type" => Self::InvalidEventType,
            "invalid_cursor" => Self::InvalidCursor,
            "invalid_url" => Self::InvalidUrl,
            "forbidden_address" => Self::ForbiddenAddress,
            "invalid_secret" => Self::InvalidSecret,
            "invalid_alert" => Self::InvalidAlert,
            "invalid_expiry" => Self::InvalidExpiry,
            "invalid_sums" => Self::InvalidSums,
            "invalid_share" => Self::InvalidShare,
            "invalid_policy" => Self::InvalidPolicy,
            "rate_cycle" => Self::RateCycle { cycle: figure(members, "cycle")? },
            "invalid_if_match" => Self::InvalidIfMatch,
            "invalid_if_newer_than" => Self::InvalidIfNewerThan,
            "invalid_person" => Self::InvalidPerson,
            "invalid_key_terms" => Self::InvalidKeyTerms,
            "ticket_required" => Self::TicketRequired,
            _ => return None,
        })
    }

    /// One whose status is 401 to 408.
    fn denied(code: &str, members: &Map<String, Value>) -> Option<Self> {
        Some(match code {
            "unauthorized" => Self::Unauthorized,
            "insufficient_funds" => Self::InsufficientFunds {
                available: figure(members, "available")?,
                required: figure(members, "required")?,
            },
            "forbidden" => Self::Forbidden,
            "address_not_allowed" => Self::AddressNotAllowed,
            "asset_not_allowed" => Self::AssetNotAllowed,
            "exceeds_own_key" => Self::ExceedsOwnKey,
            "own_approval" => Self::OwnApproval,
            "cap_exceeded" => Self::CapExceeded {
                limit: figure(members, "limit")?,
                required: figure(members, "required")?,
                used: figure(members, "used")?,
            },
            "approval_required" => {
                Self::ApprovalRequired { limit: figure(members, "limit")?, required: figure(members, "required")? }
            }
            "foreign_origin" => Self::ForeignOrigin,
            "route_not_found" => Self::RouteNotFound,
            "wallet_not_found" => Self::WalletNotFound,
            "asset_not_found" => Self::AssetNotFound,
            "transaction_not_found" => Self::TransactionNotFound,
            "hold_not_found" => Self::HoldNotFound,
            "payment_not_found" => Self::PaymentNotFound,
            "webhook_not_found" => Self::WebhookNotFound,
            "alert_not_found" => Self::AlertNotFound,
            "approval_not_found" => Self::ApprovalNotFound,
            "key_not_found" => Self::KeyNotFound,
            "method_not_allowed" => Self::MethodNotAllowed,
            "request_timeout" => Self::RequestTimeout,
            _ => return None,
        })
    }

    /// One whose status is 409.
    fn refused(code: &str, members: &Map<String, Value>) -> Option<Self> {
        Some(match code {
            "batch_refused" => {
                Self::BatchRefused { index: figure(members, "index")?, refusal: figure(members, "refusal")? }
            }
            "request_in_progress" => Self::RequestInProgress,
            "same_wallet" => Self::SameWallet,
            "wallet_frozen" => Self::WalletFrozen,
            "wallet_closed" => Self::WalletClosed,
            "wallet_not_empty" => Self::WalletNotEmpty,
            "wallet_in_debt" => Self::WalletInDebt,
            "not_transferable" => Self::NotTransferable,
            "payment_ref_used" => Self::PaymentRefUsed { transaction: figure(members, "transaction")? },
            "no_rate" => Self::NoRate,
            "conversion_too_small" => Self::ConversionTooSmall,
            "rate_below_minimum" => Self::RateBelowMinimum { would_receive: figure(members, "would_receive")? },
            "limit_exceeded" => Self::LimitExceeded {
                limit: figure(members, "limit")?,
                resets_at: figure(members, "resets_at")?,
                used: figure(members, "used")?,
            },
            "ceiling_exceeded" => {
                Self::CeilingExceeded { headroom: figure(members, "headroom")?, limit: figure(members, "limit")? }
            }
            "balance_limit_exceeded" => Self::BalanceLimitExceeded { headroom: figure(members, "headroom")? },
            "treasury_exhausted" => Self::TreasuryExhausted,
            "budget_exhausted" => Self::BudgetExhausted,
            "revenue_exhausted" => Self::RevenueExhausted,
            "hold_settled" => Self::HoldSettled,
            "hold_expired" => Self::HoldExpired,
            "capture_exceeds_hold" => Self::CaptureExceedsHold { remaining: figure(members, "remaining")? },
            "not_reversible" => Self::NotReversible,
            "already_reversed" => Self::AlreadyReversed,
            "reversal_exceeds_original" => Self::ReversalExceedsOriginal { remaining: figure(members, "remaining")? },
            "share_not_whole" => Self::ShareNotWhole { step: figure(members, "step")? },
            "asset_exists" => Self::AssetExists,
            "too_many_webhooks" => Self::TooManyWebhooks,
            "too_many_alerts" => Self::TooManyAlerts,
            "replay_running" => Self::ReplayRunning,
            "approval_changed" => Self::ApprovalChanged,
            "approval_settled" => Self::ApprovalSettled,
            "approval_expired" => Self::ApprovalExpired,
            "key_not_live" => Self::KeyNotLive,
            _ => return None,
        })
    }

    /// One whose status is 410 to 599.
    fn failed(code: &str, members: &Map<String, Value>) -> Option<Self> {
        Some(match code {
            "version_mismatch" => Self::VersionMismatch { version: figure(members, "version") },
            "asset_changed" => Self::AssetChanged,
            "body_too_large" => Self::BodyTooLarge,
            "unsupported_media_type" => Self::UnsupportedMediaType,
            "misdirected_request" => Self::MisdirectedRequest,
            "idempotency_key_reused" => Self::IdempotencyKeyReused,
            "rate_limited" => Self::RateLimited { retry_after: figure(members, "retry_after")? },
            "internal_error" => Self::InternalError,
            "overloaded" => Self::Overloaded,
            "outcome_unknown" => Self::OutcomeUnknown,
            "store_unavailable" => Self::StoreUnavailable { checks: figure(members, "checks") },
            "writes_stopped" => Self::WritesStopped,
            "no_problem" => Self::NoProblem,
            _ => return None,
        })
    }
}
