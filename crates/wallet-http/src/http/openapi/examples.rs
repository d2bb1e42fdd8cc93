//! Examples that work: each body, sent as it stands to a server that was just started with the demo data, does what it is
//! for. The documentation's page fills its forms with them; without one it would make texts up from their patterns.

use serde_json::{Value, json};
use utoipa::Modify;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{OpenApi, RefOr};

use super::{operations, takes_key};

pub(super) struct Examples;

impl Modify for Examples {
    fn modify(&self, document: &mut OpenApi) {
        for (path, item) in &mut document.paths.paths {
            for (_, operation) in operations(item) {
                if let Some(RefOr::T(body)) = &mut operation.request_body {
                    for content in body.content.values_mut() {
                        if let RefOr::T(content) = content {
                            content.example = Some(body_of(path));
                        }
                    }
                }
                if takes_key(path) {
                    name_key(path, operation);
                }
            }
        }
    }
}

/// Gives each route a key of its own: one key for two requests of a player would be refused.
fn name_key(path: &str, operation: &mut Operation) {
    let name = path.rsplit('/').next().unwrap_or_default();
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.parameter_in == ParameterIn::Header
            && parameter.name.ends_with("Idempotency-Key")
            && let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema
        {
            schema.example = Some(json!(format!("example-{name}")));
        }
    }
}

fn body_of(path: &str) -> Value {
    match path {
        "/v1/top-ups" => json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 100, "payment_ref": "pay_8271"}),
        "/v1/bonuses" => json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 50, "reason": "referral"}),
        "/v1/spends" => json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 30, "description": "a sword"}),
        "/v1/mints" => json!({"asset": "GOLD_COINS", "amount": 1000}),
        "/v1/purchases" => json!({
            "owner": "user_001", "pay": [{"asset": "GOLD_COINS", "amount": 50}],
            "receive": [{"asset": "DIAMONDS", "amount": 1}], "sku": "starter_pack",
        }),
        "/v1/conversions" => {
            json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 100, "to": "DIAMONDS", "min_receive": 1})
        }
        "/v1/gifts" => json!({"owner": "user_001", "to": "user_002", "asset": "GOLD_COINS", "amount": 10, "fee": 1}),
        "/v1/allocations" => json!({"budget": "system:event_summer", "asset": "GOLD_COINS", "amount": 1000}),
        "/v1/holds" => {
            json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 30, "expires_in_s": 900, "reference": "order_77"})
        }
        "/v1/holds/{id}/capture" => json!({"amount": 25, "final": true}),
        "/v1/transactions/{id}/reversals" => json!({"reason": "refund"}),
        "/v1/batches" => json!({
            "commands": [
                {"flow": "bonus", "idempotency_key": "example-batch-1", "owner": "user_001", "asset": "GOLD_COINS",
                 "amount": 5, "reason": "daily"},
                {"flow": "spend", "idempotency_key": "example-batch-2", "owner": "user_002", "asset": "GOLD_COINS",
                 "amount": 20, "description": "a hat"},
            ],
            "atomic": true,
        }),
        "/v1/wallets" => json!({"wallets": [{"owner": "user_003", "asset": "GOLD_COINS"}]}),
        "/v1/wallets/query" => json!({"owners": ["user_001", "user_002"]}),
        "/v1/assets" => json!({"code": "EVENT_TOKENS", "name": "Event tokens", "description": "Of the summer's event"}),
        "/v1/assets/{code}" => json!({"reason": "launch", "policy": {"max_balance": 100_000, "over_max": "clip"}}),
        "/v1/wallets/{owner}/freeze" | "/v1/wallets/{owner}/{asset}/freeze" => {
            json!({"block": "debits", "reason": "a dispute"})
        }
        "/v1/wallets/{owner}/unfreeze" | "/v1/wallets/{owner}/{asset}/unfreeze" => json!({"reason": "settled"}),
        "/wallet/topup" => {
            json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 100, "paymentRef": "pay_8272"})
        }
        "/wallet/bonus" => json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 50, "reason": "referral"}),
        "/wallet/spend" => {
            json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 30, "description": "a sword"})
        }
        // All that there is may be left out.
        _ => json!({}),
    }
}
