// Made from the OpenAPI document by `cargo xtask clients`; do not edit.

interface Base<Code extends string> {
  /** `urn:wallet:problem:` and the code. */
  type: string;
  /** What it means in general. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** What happened, and what to do, for people. */
  detail: string;
  /** The stable name to program against. */
  code: Code;
  /** The same as `detail`. */
  error: string;
}

/** 400: The request's body cannot be read. */
export interface MalformedBodyProblem extends Base<"malformed_body"> {}

/** 400: The request's query cannot be read. */
export interface MalformedQueryProblem extends Base<"malformed_query"> {}

/** 400: The amount is not valid. */
export interface InvalidAmountProblem extends Base<"invalid_amount"> {}

/** 400: The asset's code is not valid. */
export interface InvalidAssetProblem extends Base<"invalid_asset"> {}

/** 400: The owner is not valid here. */
export interface InvalidOwnerProblem extends Base<"invalid_owner"> {}

/** 400: There is no such flow. */
export interface InvalidFlowProblem extends Base<"invalid_flow"> {}

/** 400: The name is not valid. */
export interface InvalidNameProblem extends Base<"invalid_name"> {}

/** 400: The description is not valid. */
export interface InvalidDescriptionProblem extends Base<"invalid_description"> {}

/** 400: The reference is not valid. */
export interface InvalidReferenceProblem extends Base<"invalid_reference"> {}

/** 400: The metadata is not valid. */
export interface InvalidMetadataProblem extends Base<"invalid_metadata"> {}

/** 400: The idempotency key is missing. */
export interface MissingIdempotencyKeyProblem extends Base<"missing_idempotency_key"> {}

/** 400: The idempotency key is not valid. */
export interface InvalidIdempotencyKeyProblem extends Base<"invalid_idempotency_key"> {}

/** 400: The batch holds too many commands. */
export interface TooManyCommandsProblem extends Base<"too_many_commands"> {}

/** 400: The request names too many wallets. */
export interface TooManyWalletsProblem extends Base<"too_many_wallets"> {}

/** 400: The page's size is not valid. */
export interface InvalidLimitProblem extends Base<"invalid_limit"> {}

/** 400: There is no such type of events. */
export interface InvalidEventTypeProblem extends Base<"invalid_event_type"> {}

/** 400: The cursor is not valid. */
export interface InvalidCursorProblem extends Base<"invalid_cursor"> {}

/** 400: The URL is not valid. */
export interface InvalidUrlProblem extends Base<"invalid_url"> {}

/** 400: The URL leads where no webhook may go. */
export interface ForbiddenAddressProblem extends Base<"forbidden_address"> {}

/** 400: The secret is not valid. */
export interface InvalidSecretProblem extends Base<"invalid_secret"> {}

/** 400: The alert is not valid. */
export interface InvalidAlertProblem extends Base<"invalid_alert"> {}

/** 400: The hold's time is not valid. */
export interface InvalidExpiryProblem extends Base<"invalid_expiry"> {}

/** 400: What is paid or received is not valid. */
export interface InvalidSumsProblem extends Base<"invalid_sums"> {}

/** 400: The share is not valid. */
export interface InvalidShareProblem extends Base<"invalid_share"> {}

/** 400: The policy is not valid. */
export interface InvalidPolicyProblem extends Base<"invalid_policy"> {}

/** 400: The rates would pay in a circle. */
export interface RateCycleProblem extends Base<"rate_cycle"> {
  cycle: readonly string[];
}

/** 400: The condition is not valid. */
export interface InvalidIfMatchProblem extends Base<"invalid_if_match"> {}

/** 400: If-Newer-Than is no transaction's id. */
export interface InvalidIfNewerThanProblem extends Base<"invalid_if_newer_than"> {}

/** 400: The person behind the request is not valid. */
export interface InvalidPersonProblem extends Base<"invalid_person"> {}

/** 400: What the API key would allow is not valid. */
export interface InvalidKeyTermsProblem extends Base<"invalid_key_terms"> {}

/** 400: A reason and a ticket are needed. */
export interface TicketRequiredProblem extends Base<"ticket_required"> {}

/** 401: The API key is missing or not good. */
export interface UnauthorizedProblem extends Base<"unauthorized"> {}

/** 402: The wallet has too little available. */
export interface InsufficientFundsProblem extends Base<"insufficient_funds"> {
  /** How to get another try. */
  retry_with?: "new_key";
  available: number;
  required: number;
}

/** 403: The API key does not allow this. */
export interface ForbiddenProblem extends Base<"forbidden"> {}

/** 403: The API key is not for this address. */
export interface AddressNotAllowedProblem extends Base<"address_not_allowed"> {}

/** 403: The API key is not for this asset. */
export interface AssetNotAllowedProblem extends Base<"asset_not_allowed"> {}

/** 403: The key would allow more than yours. */
export interface ExceedsOwnKeyProblem extends Base<"exceeds_own_key"> {}

/** 403: Nobody approves their own request. */
export interface OwnApprovalProblem extends Base<"own_approval"> {}

/** 403: A cap of the API key is used up. */
export interface CapExceededProblem extends Base<"cap_exceeded"> {
  /** How to get another try. */
  retry_with?: "same_key";
  limit: number;
  required: number;
  used: number;
}

/** 403: Another has to approve this. */
export interface ApprovalRequiredProblem extends Base<"approval_required"> {
  /** How to get another try. */
  retry_with?: "same_key";
  limit: number;
  required: number;
}

/** 403: Another site's page sends this. */
export interface ForeignOriginProblem extends Base<"foreign_origin"> {}

/** 404: There is no such route. */
export interface RouteNotFoundProblem extends Base<"route_not_found"> {}

/** 404: There is no such wallet. */
export interface WalletNotFoundProblem extends Base<"wallet_not_found"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 404: There is no such asset. */
export interface AssetNotFoundProblem extends Base<"asset_not_found"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 404: There is no such transaction. */
export interface TransactionNotFoundProblem extends Base<"transaction_not_found"> {}

/** 404: There is no such hold. */
export interface HoldNotFoundProblem extends Base<"hold_not_found"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 404: Nothing was credited for this payment. */
export interface PaymentNotFoundProblem extends Base<"payment_not_found"> {}

/** 404: There is no such webhook. */
export interface WebhookNotFoundProblem extends Base<"webhook_not_found"> {}

/** 404: There is no such alert. */
export interface AlertNotFoundProblem extends Base<"alert_not_found"> {}

/** 404: There is no such approval. */
export interface ApprovalNotFoundProblem extends Base<"approval_not_found"> {}

/** 404: There is no such API key. */
export interface KeyNotFoundProblem extends Base<"key_not_found"> {}

/** 405: The route does not know this method. */
export interface MethodNotAllowedProblem extends Base<"method_not_allowed"> {}

/** 408: The request took too long to arrive. */
export interface RequestTimeoutProblem extends Base<"request_timeout"> {}

/** 409: A command of the batch was refused. */
export interface BatchRefusedProblem extends Base<"batch_refused"> {
  /** How to get another try. */
  retry_with?: "same_key";
  index: number;
  refusal: KnownProblem;
}

/** 409: A request with this key is in progress. */
export interface RequestInProgressProblem extends Base<"request_in_progress"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 409: Source and destination are one wallet. */
export interface SameWalletProblem extends Base<"same_wallet"> {
  /** How to get another try. */
  retry_with?: "new_key";
}

/** 409: The wallet is frozen. */
export interface WalletFrozenProblem extends Base<"wallet_frozen"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 409: The wallet is closed. */
export interface WalletClosedProblem extends Base<"wallet_closed"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 409: The wallet still holds something. */
export interface WalletNotEmptyProblem extends Base<"wallet_not_empty"> {}

/** 409: The wallet's owner owes something. */
export interface WalletInDebtProblem extends Base<"wallet_in_debt"> {}

/** 409: The asset cannot be given away. */
export interface NotTransferableProblem extends Base<"not_transferable"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 409: The payment was credited already. */
export interface PaymentRefUsedProblem extends Base<"payment_ref_used"> {
  /** How to get another try. */
  retry_with?: "same_key";
  transaction: string;
}

/** 409: There is no rate between the assets. */
export interface NoRateProblem extends Base<"no_rate"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 409: The conversion comes to nothing. */
export interface ConversionTooSmallProblem extends Base<"conversion_too_small"> {
  /** How to get another try. */
  retry_with?: "new_key";
}

/** 409: The conversion comes to less than is wanted. */
export interface RateBelowMinimumProblem extends Base<"rate_below_minimum"> {
  /** How to get another try. */
  retry_with?: "new_key";
  would_receive: number;
}

/** 409: A limit of the asset is used up. */
export interface LimitExceededProblem extends Base<"limit_exceeded"> {
  /** How to get another try. */
  retry_with?: "new_key";
  limit: number;
  resets_at: string;
  used: number;
}

/** 409: The wallet may not be filled so far. */
export interface CeilingExceededProblem extends Base<"ceiling_exceeded"> {
  /** How to get another try. */
  retry_with?: "new_key";
  headroom: number;
  limit: number;
}

/** 409: The wallet cannot hold this much. */
export interface BalanceLimitExceededProblem extends Base<"balance_limit_exceeded"> {
  /** How to get another try. */
  retry_with?: "new_key";
  headroom: number;
}

/** 409: The treasury holds too little. */
export interface TreasuryExhaustedProblem extends Base<"treasury_exhausted"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 409: The budget holds too little. */
export interface BudgetExhaustedProblem extends Base<"budget_exhausted"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 409: Revenue holds too little. */
export interface RevenueExhaustedProblem extends Base<"revenue_exhausted"> {
  /** How to get another try. */
  retry_with?: "new_key";
}

/** 409: Nothing is left of the hold. */
export interface HoldSettledProblem extends Base<"hold_settled"> {
  /** How to get another try. */
  retry_with?: "new_key";
}

/** 409: The hold's time is over. */
export interface HoldExpiredProblem extends Base<"hold_expired"> {
  /** How to get another try. */
  retry_with?: "new_key";
}

/** 409: The hold has less left. */
export interface CaptureExceedsHoldProblem extends Base<"capture_exceeds_hold"> {
  /** How to get another try. */
  retry_with?: "new_key";
  remaining: number;
}

/** 409: The transaction cannot be reversed. */
export interface NotReversibleProblem extends Base<"not_reversible"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 409: The transaction has been reversed in full. */
export interface AlreadyReversedProblem extends Base<"already_reversed"> {
  /** How to get another try. */
  retry_with?: "new_key";
}

/** 409: The transaction has less left to reverse. */
export interface ReversalExceedsOriginalProblem extends Base<"reversal_exceeds_original"> {
  /** How to get another try. */
  retry_with?: "new_key";
  remaining: number;
}

/** 409: The transaction cannot be divided so. */
export interface ShareNotWholeProblem extends Base<"share_not_whole"> {
  /** How to get another try. */
  retry_with?: "new_key";
  step: number;
}

/** 409: The asset's code is taken. */
export interface AssetExistsProblem extends Base<"asset_exists"> {}

/** 409: There are as many webhooks as there may be. */
export interface TooManyWebhooksProblem extends Base<"too_many_webhooks"> {}

/** 409: There are as many alerts as there may be. */
export interface TooManyAlertsProblem extends Base<"too_many_alerts"> {}

/** 409: The webhook replays something already. */
export interface ReplayRunningProblem extends Base<"replay_running"> {}

/** 409: The approval is about another command. */
export interface ApprovalChangedProblem extends Base<"approval_changed"> {}

/** 409: The approval has been decided. */
export interface ApprovalSettledProblem extends Base<"approval_settled"> {}

/** 409: The approval's time is over. */
export interface ApprovalExpiredProblem extends Base<"approval_expired"> {}

/** 409: The API key cannot be rotated. */
export interface KeyNotLiveProblem extends Base<"key_not_live"> {}

/** 412: The wallet has changed. */
export interface VersionMismatchProblem extends Base<"version_mismatch"> {
  /** How to get another try. */
  retry_with?: "new_key";
  version?: number;
}

/** 412: The asset has changed. */
export interface AssetChangedProblem extends Base<"asset_changed"> {}

/** 413: The request's body is too large. */
export interface BodyTooLargeProblem extends Base<"body_too_large"> {}

/** 415: The request's body is not JSON. */
export interface UnsupportedMediaTypeProblem extends Base<"unsupported_media_type"> {}

/** 421: The server does not answer to this host. */
export interface MisdirectedRequestProblem extends Base<"misdirected_request"> {}

/** 422: The idempotency key belongs to another request. */
export interface IdempotencyKeyReusedProblem extends Base<"idempotency_key_reused"> {}

/** 429: Too many requests. */
export interface RateLimitedProblem extends Base<"rate_limited"> {
  /** How to get another try. */
  retry_with?: "same_key";
  retry_after: number;
}

/** 500: The service failed. */
export interface InternalErrorProblem extends Base<"internal_error"> {}

/** 503: The service is busy. */
export interface OverloadedProblem extends Base<"overloaded"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 503: The outcome is not known yet. */
export interface OutcomeUnknownProblem extends Base<"outcome_unknown"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** 503: The store cannot be reached. */
export interface StoreUnavailableProblem extends Base<"store_unavailable"> {
  /** How to get another try. */
  retry_with?: "same_key";
  checks?: unknown;
}

/** 503: Nothing is booked for the time being. */
export interface WritesStoppedProblem extends Base<"writes_stopped"> {
  /** How to get another try. */
  retry_with?: "same_key";
}

/** What stands for an answer that is none of the service: a proxy's page, a redirect. */
export interface NoProblem extends Base<"no_problem"> {}

/** Every problem that this client knows, told apart by `code`. */
export type KnownProblem =
  | MalformedBodyProblem
  | MalformedQueryProblem
  | InvalidAmountProblem
  | InvalidAssetProblem
  | InvalidOwnerProblem
  | InvalidFlowProblem
  | InvalidNameProblem
  | InvalidDescriptionProblem
  | InvalidReferenceProblem
  | InvalidMetadataProblem
  | MissingIdempotencyKeyProblem
  | InvalidIdempotencyKeyProblem
  | TooManyCommandsProblem
  | TooManyWalletsProblem
  | InvalidLimitProblem
  | InvalidEventTypeProblem
  | InvalidCursorProblem
  | InvalidUrlProblem
  | ForbiddenAddressProblem
  | InvalidSecretProblem
  | InvalidAlertProblem
  | InvalidExpiryProblem
  | InvalidSumsProblem
  | InvalidShareProblem
  | InvalidPolicyProblem
  | RateCycleProblem
  | InvalidIfMatchProblem
  | InvalidIfNewerThanProblem
  | InvalidPersonProblem
  | InvalidKeyTermsProblem
  | TicketRequiredProblem
  | UnauthorizedProblem
  | InsufficientFundsProblem
  | ForbiddenProblem
  | AddressNotAllowedProblem
  | AssetNotAllowedProblem
  | ExceedsOwnKeyProblem
  | OwnApprovalProblem
  | CapExceededProblem
  | ApprovalRequiredProblem
  | ForeignOriginProblem
  | RouteNotFoundProblem
  | WalletNotFoundProblem
  | AssetNotFoundProblem
  | TransactionNotFoundProblem
  | HoldNotFoundProblem
  | PaymentNotFoundProblem
  | WebhookNotFoundProblem
  | AlertNotFoundProblem
  | ApprovalNotFoundProblem
  | KeyNotFoundProblem
  | MethodNotAllowedProblem
  | RequestTimeoutProblem
  | BatchRefusedProblem
  | RequestInProgressProblem
  | SameWalletProblem
  | WalletFrozenProblem
  | WalletClosedProblem
  | WalletNotEmptyProblem
  | WalletInDebtProblem
  | NotTransferableProblem
  | PaymentRefUsedProblem
  | NoRateProblem
  | ConversionTooSmallProblem
  | RateBelowMinimumProblem
  | LimitExceededProblem
  | CeilingExceededProblem
  | BalanceLimitExceededProblem
  | TreasuryExhaustedProblem
  | BudgetExhaustedProblem
  | RevenueExhaustedProblem
  | HoldSettledProblem
  | HoldExpiredProblem
  | CaptureExceedsHoldProblem
  | NotReversibleProblem
  | AlreadyReversedProblem
  | ReversalExceedsOriginalProblem
  | ShareNotWholeProblem
  | AssetExistsProblem
  | TooManyWebhooksProblem
  | TooManyAlertsProblem
  | ReplayRunningProblem
  | ApprovalChangedProblem
  | ApprovalSettledProblem
  | ApprovalExpiredProblem
  | KeyNotLiveProblem
  | VersionMismatchProblem
  | AssetChangedProblem
  | BodyTooLargeProblem
  | UnsupportedMediaTypeProblem
  | MisdirectedRequestProblem
  | IdempotencyKeyReusedProblem
  | RateLimitedProblem
  | InternalErrorProblem
  | OverloadedProblem
  | OutcomeUnknownProblem
  | StoreUnavailableProblem
  | WritesStoppedProblem
  | NoProblem;
