//! The rows of keys and of approvals: who may do what, and what another has to approve.

use actix_web::http::Method;
use serde_json::json;
use wallet_domain::access::Scope;

use super::super::row::{Assets, OF_KEYS, Row, codes, handler};
use super::super::{approvals, keys};
use super::{READ, kept};
use crate::http::access::Needs;

/// Who may do what.
pub(super) fn of_keys() -> Vec<Row> {
    let keys = Needs::Scope(Scope::Keys);
    let row = |method, path, handler| Row {
        dry_run: false,
        assets: Assets::Handler,
        ..Row::write(method, path, handler, ("keys", keys))
    };
    let action = |path, handler| Row { has_optional_body: true, ..row(Method::POST, path, handler) };
    vec![
        Row::get("/v1/keys/self", handler!(keys::get_own_key), "keys", Needs::Key),
        row(Method::POST, "/v1/keys", handler!(keys::create_key))
            .problems(codes!(InvalidName InvalidAsset InvalidKeyTerms ExceedsOwnKey OutcomeUnknown))
            .example(json!({"name": "ada, economy", "role": "economist"})),
        kept(Row::get("/v1/keys", handler!(keys::list_keys), "keys", keys)),
        action("/v1/keys/{id}/rotate", handler!(keys::rotate_key))
            .problems(codes!(InvalidKeyTerms ExceedsOwnKey KeyNotFound KeyNotLive OutcomeUnknown)),
        action("/v1/keys/{id}/revoke", handler!(keys::revoke_key)).problems(
            codes!(MalformedBody RequestTimeout BodyTooLarge UnsupportedMediaType KeyNotFound OutcomeUnknown),
        ),
    ]
}

/// What another has to approve.
pub(super) fn of_approvals() -> Vec<Row> {
    const ONE: &str = "/v1/approvals/{id}";
    let approve = Needs::Scope(Scope::Approve);
    let row = |path, handler, needs| Row {
        dry_run: false,
        assets: Assets::Handler,
        ..Row::write(Method::POST, path, handler, ("approvals", needs))
    };
    vec![
        row("/v1/approvals", handler!(approvals::create_approval), Needs::Commands)
            .problems(codes!(InvalidAmount InvalidOwner InvalidAsset InvalidFlow InvalidDescription InvalidReference
                             InvalidMetadata InvalidIdempotencyKey InvalidShare TicketRequired AssetNotAllowed
                             TransactionNotFound NotReversible IdempotencyKeyReused))
            .example(json!({"command": {"flow": "bonus", "idempotency_key": "case-77", "owner": "user_001",
                                        "asset": "GOLD_COINS", "amount": 5, "reason": "an outage"}})),
        Row::get("/v1/approvals", handler!(approvals::list_approvals), "approvals", READ)
            .problems(codes!(InvalidLimit)),
        Row::get(ONE, handler!(approvals::get_approval), "approvals", READ).problems(codes!(ApprovalNotFound)),
        row("/v1/approvals/{id}/approve", handler!(approvals::approve_command), approve)
            .problems(
                [
                    codes!(ApprovalNotFound OwnApproval ApprovalChanged ApprovalSettled ApprovalExpired
                              AssetNotAllowed LimitExceeded InsufficientFunds TreasuryExhausted BudgetExhausted
                              RevenueExhausted CeilingExceeded PaymentRefUsed TransactionNotFound AlreadyReversed
                              ReversalExceedsOriginal ShareNotWhole),
                    OF_KEYS[4..].to_vec(),
                ]
                .concat(),
            )
            .example(json!({"digest": "ed2b08a978195f493ece465a71135252f37ce86d2ca8037210f9202a3bfc6da2"})),
        Row {
            has_optional_body: true,
            ..row("/v1/approvals/{id}/reject", handler!(approvals::reject_command), approve)
                .problems(codes!(InvalidDescription ApprovalNotFound OwnApproval ApprovalSettled ApprovalExpired))
        },
    ]
}
