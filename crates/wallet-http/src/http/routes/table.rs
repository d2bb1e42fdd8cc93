//! THE table of routes. A row says all that is particular to an operation: its path and method, its handler, the scope
//! that it needs, its key, condition and dry run, its tag and its problems. The router ([`super::configure`]), the gate
//! and the OpenAPI document are made of it.
//!
//! A new route is a handler and a row here. A new flow under `/v1` is a request in `wire/flows.rs` and a row here.
//!
//! # Names in the document
//!
//! Clients are generated from it, so its names are those of their methods and types.
//! - The id of an operation is the handler's name, or the one in a flow's row, in camel case: `list_entries` becomes
//!   `listEntries`. It is a verb and what the verb acts on: `create_` for a POST to a collection (`create_top_up`), `get_`
//!   for one, `list_` for the page or list below a path, `search_` for a filter across owners, `change_` for a PATCH, and the
//!   path's last word for an action (`capture_hold`, `freeze_wallet`). Plural, if it acts on several: `freeze_wallets`.
//!   Those of the original service have `original` in them.
//! - A schema is named as its Rust type, after what it is for a reader: a body is `...Request`, what answers a request for
//!   many is `...Answer`, a page with a cursor `...Page`, a list without one `...List`, a command of a batch `...Command`.
//!   An enum has a name of its own (`Flow`, `WalletStatus`).

mod access;
mod economy;
mod owners;

use std::sync::LazyLock;

use actix_web::http::Method;
use actix_web::web;
use serde_json::json;
use wallet_domain::access::Scope;

use super::row::{Asks, Assets, Condition, Row, codes, handler};
use super::{
    alerts, assets, audit, batches, changes, docs, events, exports, health, history, holds, openings, original,
};
use super::{payments, search, transactions, wallets, webhooks};
use crate::http::access::Needs;
use crate::http::problem::Code;
use crate::http::wire;

const READ: Needs = Needs::Scope(Scope::Read);
const GRANT: Needs = Needs::Scope(Scope::Grant);
const OPERATE: Needs = Needs::Scope(Scope::Operate);
const EVENTS: Needs = Needs::Scope(Scope::Events);
const WEBHOOKS: Needs = Needs::Scope(Scope::Webhooks);

/// Every route. Rows of one path stand together; of two paths that fit a request, the first is taken.
pub static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let topics = [player_flows(), operator_flows(), about_earlier(), hold_reads(), originals(), many()];
    let topics = topics.into_iter().chain([statuses(), wallets_of_players(), transaction_reads(), of_exports()]);
    topics
        .chain([
            of_assets(),
            economy::of_analytics(),
            owners::of_owners(),
            of_webhooks(),
            of_alerts(),
            access::of_keys(),
            access::of_approvals(),
            of_the_service(),
        ])
        .flatten()
        .collect()
});

/// What a player's money does.
fn player_flows() -> Vec<Row> {
    let reversible = [("reversal", "create_reversal"), ("reversals", "list_reversals")];
    vec![
        Row::flow::<wire::TopUpRequest>(
            "/v1/top-ups",
            "create_top_up",
            "Credits that a player bought with real money, paid elsewhere.",
        )
        .condition(Condition::Wallet)
        .links(reversible)
        .problems(codes!(InvalidOwner InvalidReference InvalidMetadata PaymentRefUsed LimitExceeded TreasuryExhausted))
        .example(json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 100, "payment_ref": "pay_8271"})),
        Row::flow::<wire::BonusRequest>("/v1/bonuses", "create_bonus", "Free credits, such as a referral's.")
            .condition(Condition::Wallet)
            .links(reversible)
            .problems(codes!(InvalidOwner InvalidReference InvalidMetadata LimitExceeded TreasuryExhausted
                             BudgetExhausted CeilingExceeded))
            .example(json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 50, "reason": "referral"})),
        Row::flow::<wire::SpendRequest>("/v1/spends", "create_spend", "What a player buys in the application.")
            .condition(Condition::Wallet)
            .links(reversible)
            .problems(codes!(InvalidOwner InvalidMetadata LimitExceeded InsufficientFunds))
            .example(json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 30, "description": "a sword"})),
        Row::flow::<wire::PurchaseRequest>(
            "/v1/purchases",
            "create_purchase",
            "Pays in one or several assets and receives in others, all of it or nothing.",
        )
        .links(reversible)
        .problems(codes!(InvalidOwner InvalidReference InvalidMetadata InvalidSums LimitExceeded InsufficientFunds
                         TreasuryExhausted CeilingExceeded))
        .example(json!({
            "owner": "user_001", "pay": [{"asset": "GOLD_COINS", "amount": 50}],
            "receive": [{"asset": "DIAMONDS", "amount": 1}], "sku": "starter_pack",
        })),
        Row::flow::<wire::ConversionRequest>(
            "/v1/conversions",
            "create_conversion",
            "Changes one asset into another at the configured rate, rounded down.",
        )
        .links(reversible)
        .problems(codes!(InvalidOwner InvalidReference InvalidMetadata NoRate ConversionTooSmall RateBelowMinimum
                         LimitExceeded InsufficientFunds TreasuryExhausted CeilingExceeded))
        .example(
            json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 100, "to": "DIAMONDS", "min_receive": 1}),
        ),
        Row::flow::<wire::GiftRequest>(
            "/v1/gifts",
            "create_gift",
            "Gives credits to another player, where the asset's policy allows it.",
        )
        .links(reversible)
        .problems(codes!(InvalidOwner InvalidReference InvalidMetadata SameWallet NotTransferable LimitExceeded
                         InsufficientFunds CeilingExceeded))
        .example(json!({"owner": "user_001", "to": "user_002", "asset": "GOLD_COINS", "amount": 10, "fee": 1})),
        Row::flow::<wire::HoldRequest>(
            "/v1/holds",
            "create_hold",
            "Keeps credits of a player for later: they are the player's still, and cannot be spent otherwise.\n\n\
             The transaction's id is the hold's. It is over when `expires_at` has come, whether or not anyone looks.",
        )
        .tag("holds")
        .condition(Condition::Wallet)
        .links([("hold", "get_hold"), ("capture", "capture_hold"), ("release", "release_hold")])
        .problems(codes!(InvalidOwner InvalidReference InvalidMetadata InvalidExpiry LimitExceeded InsufficientFunds))
        .example(
            json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 30, "expires_in_s": 900, "reference": "order_77"}),
        ),
    ]
}

/// What operators and the treasury do.
fn operator_flows() -> Vec<Row> {
    vec![
        Row::flow::<wire::MintRequest>("/v1/mints", "create_mint", "Supply for the treasury, by an operator.")
            .example(json!({"asset": "GOLD_COINS", "amount": 1000})),
        Row::flow::<wire::AllocationRequest>(
            "/v1/allocations",
            "create_allocation",
            "Funds an operator's own wallet from the treasury, or takes back what it holds.",
        )
        .problems(codes!(InvalidOwner TreasuryExhausted BudgetExhausted))
        .example(json!({"budget": "system:event_summer", "asset": "GOLD_COINS", "amount": 1000})),
    ]
}

/// What is done about an earlier transaction.
fn about_earlier() -> Vec<Row> {
    vec![
        Row::about::<wire::CaptureRequest>(
            "/v1/holds/{id}/capture",
            "capture_hold",
            "Spends of what a hold keeps, in one part or in several, until the final one or until nothing is left.",
            "The hold",
        )
        .tag("holds")
        .problems(codes!(InvalidReference InvalidMetadata HoldNotFound TransactionNotFound HoldSettled HoldExpired
                         CaptureExceedsHold LimitExceeded))
        .example(json!({"amount": 25, "final": true})),
        Row::about::<wire::ReleaseRequest>(
            "/v1/holds/{id}/release",
            "release_hold",
            "Lets go what a hold has left.",
            "The hold",
        )
        .tag("holds")
        .problems(codes!(InvalidReference InvalidMetadata HoldNotFound TransactionNotFound HoldSettled HoldExpired)),
        Row::about::<wire::ReversalRequest>(
            REVERSALS,
            "create_reversal",
            "Takes a transaction back, in full, in part or by a share of it: what it gave is taken from whoever received \
             it, what it\ncost is returned. Any number of reversals take no more than there was. A reversal is taken back \
             once.",
            "What is taken back",
        )
        .tag("transactions")
        .problems(of_reversals())
        .example(json!({"reason": "refund"})),
        Row::get(REVERSALS, handler!(transactions::list_reversals), "transactions", READ)
            .problems(codes!(TransactionNotFound NotReversible)),
    ]
}

const REVERSALS: &str = "/v1/transactions/{id}/reversals";

fn of_reversals() -> Vec<Code> {
    codes!(InvalidReference InvalidMetadata InvalidShare TransactionNotFound NotReversible AlreadyReversed
           ReversalExceedsOriginal ShareNotWhole InsufficientFunds TreasuryExhausted BudgetExhausted RevenueExhausted)
}

fn hold_reads() -> Vec<Row> {
    vec![
        Row::get("/v1/holds/{id}", handler!(holds::get_hold), "holds", READ)
            .problems(codes!(HoldNotFound TransactionNotFound)),
        Row::get("/v1/wallets/{owner}/{asset}/holds", handler!(holds::list_holds), "holds", READ)
            .problems(codes!(InvalidOwner InvalidAsset InvalidLimit InvalidCursor WalletNotFound)),
    ]
}

/// The routes of the original service, kept exactly.
fn originals() -> Vec<Row> {
    vec![
        Row::original::<wire::OriginalTopUp>(
            "/wallet/topup",
            "original_top_up",
            "The user bought credits with real money.",
        )
        .problems(codes!(InvalidOwner InvalidReference InvalidMetadata PaymentRefUsed LimitExceeded
                             TreasuryExhausted))
        .example(json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 100, "paymentRef": "pay_8272"})),
        Row::original::<wire::OriginalBonus>("/wallet/bonus", "original_bonus", "Free credits for the user.")
            .problems(codes!(InvalidOwner InvalidReference InvalidMetadata LimitExceeded TreasuryExhausted
                             BudgetExhausted CeilingExceeded))
            .example(json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 50, "reason": "referral"})),
        Row::original::<wire::OriginalSpend>("/wallet/spend", "original_spend", "The user buys something.")
            .problems(codes!(InvalidOwner InvalidMetadata LimitExceeded InsufficientFunds))
            .example(json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 30, "description": "a sword"})),
        Row::get("/wallet/balance/{userId}", handler!(original::get_original_balance), "original", READ)
            .problems(codes!(InvalidOwner InvalidAsset WalletNotFound)),
    ]
}

/// Many at once.
fn many() -> Vec<Row> {
    vec![
        Row::write(Method::POST, "/v1/batches", handler!(batches::execute_batch), ("flows", Needs::Commands))
            .problems(codes!(InvalidAmount InvalidOwner InvalidFlow InvalidDescription InvalidReference InvalidMetadata
                             InvalidIdempotencyKey InvalidExpiry InvalidSums InvalidShare TooManyCommands HoldNotFound
                             TransactionNotFound NotReversible BatchRefused RequestInProgress Overloaded
                             OutcomeUnknown))
            .example(json!({
                "commands": [
                    {"flow": "bonus", "idempotency_key": "example-batch-1", "owner": "user_001", "asset": "GOLD_COINS",
                     "amount": 5, "reason": "daily"},
                    {"flow": "spend", "idempotency_key": "example-batch-2", "owner": "user_002", "asset": "GOLD_COINS",
                     "amount": 20, "description": "a hat"},
                    {"flow": "hold", "idempotency_key": "example-batch-3", "owner": "user_001", "asset": "GOLD_COINS",
                     "amount": 10, "expires_in_s": 900},
                ],
                "atomic": true,
            })),
        Row::late("/v1/wallets", handler!(search::search_wallets), "wallets")
            .problems(codes!(InvalidOwner InvalidAsset InvalidAmount InvalidLimit InvalidCursor)),
        // In bulk it is an operator's matter, such as a migration from another service.
        Row::write(Method::POST, "/v1/wallets", handler!(openings::open_wallets), ("wallets", OPERATE))
            .problems(codes!(InvalidOwner TooManyWallets))
            .example(json!({"wallets": [{"owner": "user_003", "asset": "GOLD_COINS"}]})),
        Row {
            dry_run: false,
            assets: Assets::Handler,
            ..Row::write(Method::POST, "/v1/wallets/query", handler!(wallets::query_wallets), ("wallets", READ))
        }
        .problems(codes!(InvalidOwner TooManyWallets))
        .example(json!({"owners": ["user_001", "user_002"]})),
        // A player may be called `query`.
        Row::file(Method::GET, "/v1/wallets/query", READ, || web::to(wallets::list_wallets_of_query)),
    ]
}

/// Whether wallets take part. Before wallets of one asset, whose code has no small letters.
fn statuses() -> Vec<Row> {
    let freeze = json!({"block": "debits", "reason": "a dispute"});
    let row = |path, handler| Row {
        has_optional_body: true,
        ..Row::write(Method::POST, path, handler, ("wallets", OPERATE))
    };
    let helps = |row: Row| Row { helps: true, ..row };
    let rows = [
        helps(row("/v1/wallets/{owner}/freeze", handler!(changes::freeze_wallets)).example(freeze.clone())),
        row("/v1/wallets/{owner}/unfreeze", handler!(changes::unfreeze_wallets)).example(json!({"reason": "settled"})),
        row("/v1/wallets/{owner}/close", handler!(changes::close_wallets)),
        row("/v1/wallets/{owner}/reopen", handler!(changes::reopen_wallets)),
        helps(row("/v1/wallets/{owner}/{asset}/freeze", handler!(changes::freeze_wallet)).example(freeze)),
        row("/v1/wallets/{owner}/{asset}/unfreeze", handler!(changes::unfreeze_wallet))
            .example(json!({"reason": "settled"})),
        row("/v1/wallets/{owner}/{asset}/close", handler!(changes::close_wallet)),
        row("/v1/wallets/{owner}/{asset}/reopen", handler!(changes::reopen_wallet)),
    ];
    let problems = |path: &str| match path.rsplit('/').next() {
        Some("close") => codes!(InvalidOwner InvalidDescription WalletNotFound WalletNotEmpty WalletInDebt),
        Some("reopen") => codes!(InvalidOwner InvalidDescription WalletNotFound),
        _ => codes!(InvalidOwner InvalidDescription WalletNotFound WalletClosed),
    };
    rows.into_iter()
        .map(|row| {
            let own = problems(row.path);
            row.problems(own)
        })
        .collect()
}

fn wallets_of_players() -> Vec<Row> {
    let of_the_past = || codes!(InvalidOwner InvalidAsset WalletNotFound);
    vec![
        kept(Row::get("/v1/wallets/{owner}", handler!(wallets::list_wallets), "wallets", READ))
            .problems(codes!(InvalidOwner)),
        Row::get("/v1/wallets/{owner}/{asset}", handler!(wallets::get_wallet), "wallets", READ)
            .problems(codes!(InvalidOwner InvalidAsset WalletNotFound VersionMismatch)),
        // One by one they are opened by those who grant: a player's first credits need a place.
        Row::write(Method::PUT, "/v1/wallets/{owner}/{asset}", handler!(wallets::open_wallet), ("wallets", GRANT))
            .problems(codes!(MalformedBody InvalidOwner InvalidAsset AssetNotFound RequestTimeout BodyTooLarge
                             UnsupportedMediaType)),
        Row::late("/v1/wallets/{owner}/{asset}/entries", handler!(history::list_entries), "wallets")
            .problems(codes!(InvalidOwner InvalidAsset InvalidFlow InvalidAmount InvalidReference
                             InvalidLimit InvalidCursor WalletNotFound)),
        Row::get("/v1/wallets/{owner}/{asset}/balance", handler!(history::get_balance), "wallets", READ)
            .problems(of_the_past()),
        Row::late("/v1/wallets/{owner}/{asset}/statement", handler!(history::get_statement), "wallets")
            .problems(of_the_past()),
    ]
}

fn transaction_reads() -> Vec<Row> {
    vec![
        Row::late("/v1/transactions", handler!(search::search_transactions), "transactions").problems(
            codes!(InvalidOwner InvalidIdempotencyKey InvalidAsset InvalidFlow InvalidAmount InvalidReference
                             InvalidMetadata InvalidLimit InvalidCursor TransactionNotFound),
        ),
        kept(Row::get("/v1/transactions/{id}", handler!(transactions::get_transaction), "transactions", READ))
            .problems(codes!(TransactionNotFound)),
        Row::get("/v1/payments/{payment_ref}", handler!(payments::get_payment), "transactions", READ)
            .problems(codes!(InvalidReference PaymentNotFound)),
    ]
}

fn of_exports() -> Vec<Row> {
    vec![
        Row::late("/v1/exports/transactions", handler!(exports::export_transactions), "exports").problems(
            codes!(InvalidOwner InvalidAsset InvalidFlow InvalidAmount InvalidReference InvalidMetadata InvalidCursor Overloaded),
        ),
        Row::late("/v1/exports/entries", handler!(exports::export_entries), "exports")
            .problems(codes!(InvalidOwner InvalidAsset InvalidCursor Overloaded)),
        Row::late("/v1/exports/wallets", handler!(exports::export_wallets), "exports")
            .problems(codes!(InvalidOwner InvalidAsset InvalidCursor Overloaded)),
    ]
}

fn of_assets() -> Vec<Row> {
    vec![
        // What there is, is no secret.
        kept(Row::get("/v1/assets", handler!(assets::list_assets), "assets", READ)),
        Row::write(Method::POST, "/v1/assets", handler!(assets::create_asset), ("assets", OPERATE))
            .problems(codes!(InvalidName InvalidDescription InvalidPolicy RateCycle AssetExists))
            .example(json!({"code": "EVENT_TOKENS", "name": "Event tokens", "description": "Of the summer's event"})),
        Row::get("/v1/assets/{code}", handler!(assets::get_asset), "assets", READ)
            .problems(codes!(InvalidAsset AssetNotFound AssetChanged)),
        Row::write(Method::PATCH, "/v1/assets/{code}", handler!(assets::change_asset), ("assets", OPERATE))
            .condition(Condition::Asset)
            .problems(codes!(InvalidName InvalidDescription InvalidPolicy RateCycle InvalidIfMatch AssetNotFound
                             AssetChanged))
            .example(json!({"reason": "launch", "policy": {"max_balance": 100_000, "over_max": "clip"}})),
        Row::get("/v1/events", handler!(events::list_events), "events", EVENTS)
            .problems(codes!(InvalidOwner InvalidLimit InvalidEventType InvalidCursor Overloaded)),
        Row::get("/v1/changes", handler!(changes::list_changes), "assets", OPERATE)
            .problems(codes!(InvalidOwner InvalidAsset InvalidLimit InvalidCursor)),
        Row::get("/v1/audit", handler!(audit::get_audit), "assets", OPERATE),
        Row {
            dry_run: false,
            has_optional_body: true,
            ..Row::write(Method::POST, "/v1/verifications", handler!(audit::request_verification), ("assets", OPERATE))
        }
        .problems(codes!(MalformedBody RequestTimeout BodyTooLarge UnsupportedMediaType)),
    ]
}

/// What is sent elsewhere.
fn of_webhooks() -> Vec<Row> {
    const ONE: &str = "/v1/webhooks/{id}";
    let of = ("webhooks", WEBHOOKS);
    let row = |method, path, handler| Row { dry_run: false, ..Row::write(method, path, handler, of) };
    let action = |path, handler| Row { has_optional_body: true, ..row(Method::POST, path, handler) };
    let rows = [
        row(Method::POST, "/v1/webhooks", handler!(webhooks::create_webhook))
            .problems(
                codes!(InvalidUrl ForbiddenAddress InvalidSecret InvalidEventType InvalidCursor InvalidDescription
                             TooManyWebhooks OutcomeUnknown),
            )
            .example(json!({"url": "https://shop.example/hooks/wallet", "types": ["spend.*", "top_up.posted"]})),
        Row::get("/v1/webhooks", handler!(webhooks::list_webhooks), "webhooks", WEBHOOKS),
        Row::get(ONE, handler!(webhooks::get_webhook), "webhooks", WEBHOOKS),
        row(Method::PATCH, ONE, handler!(webhooks::change_webhook))
            .problems(
                codes!(InvalidUrl ForbiddenAddress InvalidEventType InvalidDescription InvalidIfMatch OutcomeUnknown),
            )
            .example(json!({"paused": true})),
        row(Method::DELETE, ONE, handler!(webhooks::delete_webhook)).problems(codes!(OutcomeUnknown)),
        action("/v1/webhooks/{id}/rotate", handler!(webhooks::rotate_webhook_secret))
            .problems(codes!(InvalidSecret OutcomeUnknown)),
        action("/v1/webhooks/{id}/ping", handler!(webhooks::ping_webhook))
            .problems(codes!(MalformedBody RequestTimeout BodyTooLarge UnsupportedMediaType Overloaded)),
        row(Method::POST, "/v1/webhooks/{id}/replay", handler!(webhooks::replay_webhook))
            .problems(codes!(InvalidCursor ReplayRunning OutcomeUnknown))
            .example(json!({"from": "1.0"})),
        row(Method::DELETE, "/v1/webhooks/{id}/replay", handler!(webhooks::stop_webhook_replay))
            .problems(codes!(OutcomeUnknown)),
        Row::get("/v1/webhooks/{id}/deliveries", handler!(webhooks::list_webhook_deliveries), "webhooks", WEBHOOKS)
            .problems(codes!(InvalidLimit)),
        Row::get("/v1/webhooks/{id}/parked", handler!(webhooks::list_parked_deliveries), "webhooks", WEBHOOKS)
            .problems(codes!(InvalidLimit InvalidCursor)),
    ];
    let named = |mut row: Row| {
        row.problems.extend(row.path.contains("{id}").then_some(Code::WebhookNotFound));
        row
    };
    rows.into_iter().map(named).collect()
}

/// Lines that balances cross.
fn of_alerts() -> Vec<Row> {
    const ONE: &str = "/v1/alerts/{id}";
    let of = ("webhooks", WEBHOOKS);
    let row = |method, handler| Row { dry_run: false, ..Row::write(method, ONE, handler, of) };
    vec![
        Row {
            has_optional_body: false,
            ..row(Method::PUT, handler!(alerts::put_alert))
                .problems(codes!(InvalidAlert InvalidAsset InvalidOwner AssetNotFound TooManyAlerts OutcomeUnknown))
                .example(json!({"asset": "GOLD_COINS", "owner": "user_001", "below": 100}))
        },
        Row::get(ONE, handler!(alerts::get_alert), "webhooks", WEBHOOKS).problems(codes!(AlertNotFound)),
        row(Method::DELETE, handler!(alerts::delete_alert)).problems(codes!(AlertNotFound OutcomeUnknown)),
        Row::get("/v1/alerts", handler!(alerts::list_alerts), "webhooks", WEBHOOKS),
    ]
}

/// Whose handler keeps to the assets of the caller's key.
fn kept(row: Row) -> Row {
    Row { assets: Assets::Handler, ..row }
}

/// What says nothing of the ledger, and needs no key.
fn of_the_service() -> Vec<Row> {
    let open = Needs::Nothing;
    vec![
        Row { asks: Asks::Nothing, ..Row::get("/health", handler!(health::get_health), "health", open) },
        Row { asks: Asks::Nothing, ..Row::get("/health/live", handler!(health::get_liveness), "health", open) },
        Row::get("/health/ready", handler!(health::get_readiness), "health", open),
        Row { asks: Asks::Nothing, ..Row::get("/metrics", handler!(health::get_metrics), "health", open) },
        Row { asks: Asks::Nothing, ..Row::get("/openapi.json", handler!(docs::get_document), "docs", open) },
        Row::file(Method::GET, "/docs", open, || web::to(docs::docs_page)),
    ]
}
