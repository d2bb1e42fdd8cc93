"""Made from the OpenAPI document by ``cargo xtask clients``; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class Base(TypedDict):
    """What every problem has beside its ``code``."""

    #: ``urn:wallet:problem:`` and the code.
    type: str
    #: What it means in general.
    title: str
    #: The HTTP status.
    status: int
    #: What happened, and what to do, for people.
    detail: str
    #: The same as ``detail``.
    error: str


class MalformedBodyProblem(Base):
    """400: The request's body cannot be read."""

    code: Literal["malformed_body"]


class MalformedQueryProblem(Base):
    """400: The request's query cannot be read."""

    code: Literal["malformed_query"]


class InvalidAmountProblem(Base):
    """400: The amount is not valid."""

    code: Literal["invalid_amount"]


class InvalidAssetProblem(Base):
    """400: The asset's code is not valid."""

    code: Literal["invalid_asset"]


class InvalidOwnerProblem(Base):
    """400: The owner is not valid here."""

    code: Literal["invalid_owner"]


class InvalidFlowProblem(Base):
    """400: There is no such flow."""

    code: Literal["invalid_flow"]


class InvalidNameProblem(Base):
    """400: The name is not valid."""

    code: Literal["invalid_name"]


class InvalidDescriptionProblem(Base):
    """400: The description is not valid."""

    code: Literal["invalid_description"]


class InvalidReferenceProblem(Base):
    """400: The reference is not valid."""

    code: Literal["invalid_reference"]


class InvalidMetadataProblem(Base):
    """400: The metadata is not valid."""

    code: Literal["invalid_metadata"]


class MissingIdempotencyKeyProblem(Base):
    """400: The idempotency key is missing."""

    code: Literal["missing_idempotency_key"]


class InvalidIdempotencyKeyProblem(Base):
    """400: The idempotency key is not valid."""

    code: Literal["invalid_idempotency_key"]


class TooManyCommandsProblem(Base):
    """400: The batch holds too many commands."""

    code: Literal["too_many_commands"]


class TooManyWalletsProblem(Base):
    """400: The request names too many wallets."""

    code: Literal["too_many_wallets"]


class InvalidLimitProblem(Base):
    """400: The page's size is not valid."""

    code: Literal["invalid_limit"]


class InvalidEventTypeProblem(Base):
    """400: There is no such type of events."""

    code: Literal["invalid_event_type"]


class InvalidCursorProblem(Base):
    """400: The cursor is not valid."""

    code: Literal["invalid_cursor"]


class InvalidUrlProblem(Base):
    """400: The URL is not valid."""

    code: Literal["invalid_url"]


class ForbiddenAddressProblem(Base):
    """400: The URL leads where no webhook may go."""

    code: Literal["forbidden_address"]


class InvalidSecretProblem(Base):
    """400: The secret is not valid."""

    code: Literal["invalid_secret"]


class InvalidAlertProblem(Base):
    """400: The alert is not valid."""

    code: Literal["invalid_alert"]


class InvalidExpiryProblem(Base):
    """400: The hold's time is not valid."""

    code: Literal["invalid_expiry"]


class InvalidSumsProblem(Base):
    """400: What is paid or received is not valid."""

    code: Literal["invalid_sums"]


class InvalidShareProblem(Base):
    """400: The share is not valid."""

    code: Literal["invalid_share"]


class InvalidPolicyProblem(Base):
    """400: The policy is not valid."""

    code: Literal["invalid_policy"]


class RateCycleProblem(Base):
    """400: The rates would pay in a circle."""

    code: Literal["rate_cycle"]
    cycle: list[str]


class InvalidIfMatchProblem(Base):
    """400: The condition is not valid."""

    code: Literal["invalid_if_match"]


class InvalidIfNewerThanProblem(Base):
    """400: If-Newer-Than is no transaction's id."""

    code: Literal["invalid_if_newer_than"]


class InvalidPersonProblem(Base):
    """400: The person behind the request is not valid."""

    code: Literal["invalid_person"]


class InvalidKeyTermsProblem(Base):
    """400: What the API key would allow is not valid."""

    code: Literal["invalid_key_terms"]


class TicketRequiredProblem(Base):
    """400: A reason and a ticket are needed."""

    code: Literal["ticket_required"]


class UnauthorizedProblem(Base):
    """401: The API key is missing or not good."""

    code: Literal["unauthorized"]


class InsufficientFundsProblem(Base):
    """402: The wallet has too little available."""

    code: Literal["insufficient_funds"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    available: int
    required: int


class ForbiddenProblem(Base):
    """403: The API key does not allow this."""

    code: Literal["forbidden"]


class AddressNotAllowedProblem(Base):
    """403: The API key is not for this address."""

    code: Literal["address_not_allowed"]


class AssetNotAllowedProblem(Base):
    """403: The API key is not for this asset."""

    code: Literal["asset_not_allowed"]


class ExceedsOwnKeyProblem(Base):
    """403: The key would allow more than yours."""

    code: Literal["exceeds_own_key"]


class OwnApprovalProblem(Base):
    """403: Nobody approves their own request."""

    code: Literal["own_approval"]


class CapExceededProblem(Base):
    """403: A cap of the API key is used up."""

    code: Literal["cap_exceeded"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]
    limit: int
    required: int
    used: int


class ApprovalRequiredProblem(Base):
    """403: Another has to approve this."""

    code: Literal["approval_required"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]
    limit: int
    required: int


class ForeignOriginProblem(Base):
    """403: Another site's page sends this."""

    code: Literal["foreign_origin"]


class RouteNotFoundProblem(Base):
    """404: There is no such route."""

    code: Literal["route_not_found"]


class WalletNotFoundProblem(Base):
    """404: There is no such wallet."""

    code: Literal["wallet_not_found"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class AssetNotFoundProblem(Base):
    """404: There is no such asset."""

    code: Literal["asset_not_found"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class TransactionNotFoundProblem(Base):
    """404: There is no such transaction."""

    code: Literal["transaction_not_found"]


class HoldNotFoundProblem(Base):
    """404: There is no such hold."""

    code: Literal["hold_not_found"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class PaymentNotFoundProblem(Base):
    """404: Nothing was credited for this payment."""

    code: Literal["payment_not_found"]


class WebhookNotFoundProblem(Base):
    """404: There is no such webhook."""

    code: Literal["webhook_not_found"]


class AlertNotFoundProblem(Base):
    """404: There is no such alert."""

    code: Literal["alert_not_found"]


class ApprovalNotFoundProblem(Base):
    """404: There is no such approval."""

    code: Literal["approval_not_found"]


class KeyNotFoundProblem(Base):
    """404: There is no such API key."""

    code: Literal["key_not_found"]


class MethodNotAllowedProblem(Base):
    """405: The route does not know this method."""

    code: Literal["method_not_allowed"]


class RequestTimeoutProblem(Base):
    """408: The request took too long to arrive."""

    code: Literal["request_timeout"]


class BatchRefusedProblem(Base):
    """409: A command of the batch was refused."""

    code: Literal["batch_refused"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]
    index: int
    refusal: dict[str, Any]


class RequestInProgressProblem(Base):
    """409: A request with this key is in progress."""

    code: Literal["request_in_progress"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class SameWalletProblem(Base):
    """409: Source and destination are one wallet."""

    code: Literal["same_wallet"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]


class WalletFrozenProblem(Base):
    """409: The wallet is frozen."""

    code: Literal["wallet_frozen"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class WalletClosedProblem(Base):
    """409: The wallet is closed."""

    code: Literal["wallet_closed"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class WalletNotEmptyProblem(Base):
    """409: The wallet still holds something."""

    code: Literal["wallet_not_empty"]


class WalletInDebtProblem(Base):
    """409: The wallet's owner owes something."""

    code: Literal["wallet_in_debt"]


class NotTransferableProblem(Base):
    """409: The asset cannot be given away."""

    code: Literal["not_transferable"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class PaymentRefUsedProblem(Base):
    """409: The payment was credited already."""

    code: Literal["payment_ref_used"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]
    transaction: str


class NoRateProblem(Base):
    """409: There is no rate between the assets."""

    code: Literal["no_rate"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class ConversionTooSmallProblem(Base):
    """409: The conversion comes to nothing."""

    code: Literal["conversion_too_small"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]


class RateBelowMinimumProblem(Base):
    """409: The conversion comes to less than is wanted."""

    code: Literal["rate_below_minimum"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    would_receive: int


class LimitExceededProblem(Base):
    """409: A limit of the asset is used up."""

    code: Literal["limit_exceeded"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    limit: int
    resets_at: str
    used: int


class CeilingExceededProblem(Base):
    """409: The wallet may not be filled so far."""

    code: Literal["ceiling_exceeded"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    headroom: int
    limit: int


class BalanceLimitExceededProblem(Base):
    """409: The wallet cannot hold this much."""

    code: Literal["balance_limit_exceeded"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    headroom: int


class TreasuryExhaustedProblem(Base):
    """409: The treasury holds too little."""

    code: Literal["treasury_exhausted"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class BudgetExhaustedProblem(Base):
    """409: The budget holds too little."""

    code: Literal["budget_exhausted"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class RevenueExhaustedProblem(Base):
    """409: Revenue holds too little."""

    code: Literal["revenue_exhausted"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]


class HoldSettledProblem(Base):
    """409: Nothing is left of the hold."""

    code: Literal["hold_settled"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]


class HoldExpiredProblem(Base):
    """409: The hold's time is over."""

    code: Literal["hold_expired"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]


class CaptureExceedsHoldProblem(Base):
    """409: The hold has less left."""

    code: Literal["capture_exceeds_hold"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    remaining: int


class NotReversibleProblem(Base):
    """409: The transaction cannot be reversed."""

    code: Literal["not_reversible"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class AlreadyReversedProblem(Base):
    """409: The transaction has been reversed in full."""

    code: Literal["already_reversed"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]


class ReversalExceedsOriginalProblem(Base):
    """409: The transaction has less left to reverse."""

    code: Literal["reversal_exceeds_original"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    remaining: int


class ShareNotWholeProblem(Base):
    """409: The transaction cannot be divided so."""

    code: Literal["share_not_whole"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    step: int


class AssetExistsProblem(Base):
    """409: The asset's code is taken."""

    code: Literal["asset_exists"]


class TooManyWebhooksProblem(Base):
    """409: There are as many webhooks as there may be."""

    code: Literal["too_many_webhooks"]


class TooManyAlertsProblem(Base):
    """409: There are as many alerts as there may be."""

    code: Literal["too_many_alerts"]


class ReplayRunningProblem(Base):
    """409: The webhook replays something already."""

    code: Literal["replay_running"]


class ApprovalChangedProblem(Base):
    """409: The approval is about another command."""

    code: Literal["approval_changed"]


class ApprovalSettledProblem(Base):
    """409: The approval has been decided."""

    code: Literal["approval_settled"]


class ApprovalExpiredProblem(Base):
    """409: The approval's time is over."""

    code: Literal["approval_expired"]


class KeyNotLiveProblem(Base):
    """409: The API key cannot be rotated."""

    code: Literal["key_not_live"]


class VersionMismatchProblem(Base):
    """412: The wallet has changed."""

    code: Literal["version_mismatch"]
    #: How to get another try.
    retry_with: NotRequired[Literal["new_key"]]
    version: NotRequired[int]


class AssetChangedProblem(Base):
    """412: The asset has changed."""

    code: Literal["asset_changed"]


class BodyTooLargeProblem(Base):
    """413: The request's body is too large."""

    code: Literal["body_too_large"]


class UnsupportedMediaTypeProblem(Base):
    """415: The request's body is not JSON."""

    code: Literal["unsupported_media_type"]


class MisdirectedRequestProblem(Base):
    """421: The server does not answer to this host."""

    code: Literal["misdirected_request"]


class IdempotencyKeyReusedProblem(Base):
    """422: The idempotency key belongs to another request."""

    code: Literal["idempotency_key_reused"]


class RateLimitedProblem(Base):
    """429: Too many requests."""

    code: Literal["rate_limited"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]
    retry_after: int


class InternalErrorProblem(Base):
    """500: The service failed."""

    code: Literal["internal_error"]


class OverloadedProblem(Base):
    """503: The service is busy."""

    code: Literal["overloaded"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class OutcomeUnknownProblem(Base):
    """503: The outcome is not known yet."""

    code: Literal["outcome_unknown"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class StoreUnavailableProblem(Base):
    """503: The store cannot be reached."""

    code: Literal["store_unavailable"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]
    checks: NotRequired[Any]


class WritesStoppedProblem(Base):
    """503: Nothing is booked for the time being."""

    code: Literal["writes_stopped"]
    #: How to get another try.
    retry_with: NotRequired[Literal["same_key"]]


class NoProblem(Base):
    """What stands for an answer that is none of the service: a proxy's page, a redirect."""

    code: Literal["no_problem"]


#: Every problem that this client knows, told apart by ``code``.
Problem: TypeAlias = (
    MalformedBodyProblem
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
    | NoProblem
)
