//! Calls an operation by its name, with arguments of the vectors. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde_json::Value;

use super::vectors::Arguments;
use crate::call::Answer;
use crate::client::Client;
use crate::error::Error;

/// Every operation that this client has.
pub(super) const OPERATIONS: &[&str] = &[
    "createTopUp",
    "createBonus",
    "createSpend",
    "createPurchase",
    "createConversion",
    "createGift",
    "createHold",
    "createMint",
    "createAllocation",
    "captureHold",
    "releaseHold",
    "listReversals",
    "createReversal",
    "getHold",
    "listHolds",
    "originalTopUp",
    "originalBonus",
    "originalSpend",
    "getOriginalBalance",
    "executeBatch",
    "searchWallets",
    "openWallets",
    "queryWallets",
    "freezeWallets",
    "unfreezeWallets",
    "closeWallets",
    "reopenWallets",
    "freezeWallet",
    "unfreezeWallet",
    "closeWallet",
    "reopenWallet",
    "listWallets",
    "getWallet",
    "openWallet",
    "listEntries",
    "getBalance",
    "getStatement",
    "searchTransactions",
    "getTransaction",
    "getPayment",
    "exportTransactions",
    "exportEntries",
    "exportWallets",
    "listAssets",
    "createAsset",
    "getAsset",
    "changeAsset",
    "listEvents",
    "listChanges",
    "getAudit",
    "requestVerification",
    "getFlows",
    "getSupply",
    "getVelocity",
    "getDistribution",
    "getTopHolders",
    "listHolderDays",
    "getDebts",
    "getOpenHolds",
    "listNotes",
    "createNote",
    "listWebhooks",
    "createWebhook",
    "getWebhook",
    "changeWebhook",
    "deleteWebhook",
    "rotateWebhookSecret",
    "pingWebhook",
    "replayWebhook",
    "stopWebhookReplay",
    "listWebhookDeliveries",
    "listParkedDeliveries",
    "getAlert",
    "putAlert",
    "deleteAlert",
    "listAlerts",
    "getOwnKey",
    "listKeys",
    "createKey",
    "rotateKey",
    "revokeKey",
    "listApprovals",
    "createApproval",
    "getApproval",
    "approveCommand",
    "rejectCommand",
    "getHealth",
    "getLiveness",
    "getReadiness",
    "getMetrics",
    "getDocument",
];

pub(super) async fn call(client: &Client, operation: &str, given: &Arguments) -> Result<Answer<Value>, Error> {
    if let Some(answer) = flows(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = holds(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = transactions(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = original(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = wallets(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = exports(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = assets(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = events(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = analytics(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = webhooks(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = keys(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = approvals(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = health(client, operation, given).await {
        return answer;
    }
    if let Some(answer) = docs(client, operation, given).await {
        return answer;
    }
    panic!("there is no method for {operation}")
}

async fn flows(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "createTopUp" => {
            super::vectors::json(
                given.tried(given.personal(given.conditional(given.keyed(client.create_top_up(&given.body()))))),
            )
            .await
        }
        "createBonus" => {
            super::vectors::json(
                given.tried(given.personal(given.conditional(given.keyed(client.create_bonus(&given.body()))))),
            )
            .await
        }
        "createSpend" => {
            super::vectors::json(
                given.tried(given.personal(given.conditional(given.keyed(client.create_spend(&given.body()))))),
            )
            .await
        }
        "createPurchase" => {
            super::vectors::json(given.tried(given.personal(given.keyed(client.create_purchase(&given.body()))))).await
        }
        "createConversion" => {
            super::vectors::json(given.tried(given.personal(given.keyed(client.create_conversion(&given.body())))))
                .await
        }
        "createGift" => {
            super::vectors::json(given.tried(given.personal(given.keyed(client.create_gift(&given.body()))))).await
        }
        "createMint" => {
            super::vectors::json(given.tried(given.personal(given.keyed(client.create_mint(&given.body()))))).await
        }
        "createAllocation" => {
            super::vectors::json(given.tried(given.personal(given.keyed(client.create_allocation(&given.body())))))
                .await
        }
        "executeBatch" => super::vectors::json(given.tried(given.personal(client.execute_batch(&given.body())))).await,
        _ => return None,
    })
}

async fn holds(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "createHold" => {
            super::vectors::json(
                given.tried(given.personal(given.conditional(given.keyed(client.create_hold(&given.body()))))),
            )
            .await
        }
        "captureHold" => {
            super::vectors::json(
                given.tried(given.personal(given.keyed(client.capture_hold(given.path(0), &given.body())))),
            )
            .await
        }
        "releaseHold" => {
            super::vectors::json(
                given.tried(given.personal(given.keyed(client.release_hold(given.path(0), &given.body())))),
            )
            .await
        }
        "getHold" => super::vectors::json(client.get_hold(given.path(0))).await,
        "listHolds" => super::vectors::json(client.list_holds(given.path(0), given.path(1), &given.query())).await,
        _ => return None,
    })
}

async fn transactions(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "listReversals" => super::vectors::json(client.list_reversals(given.path(0))).await,
        "createReversal" => {
            super::vectors::json(
                given.tried(given.personal(given.keyed(client.create_reversal(given.path(0), &given.body())))),
            )
            .await
        }
        "searchTransactions" => super::vectors::json(given.newer(client.search_transactions(&given.query()))).await,
        "getTransaction" => super::vectors::json(client.get_transaction(given.path(0))).await,
        "getPayment" => super::vectors::json(client.get_payment(given.path(0))).await,
        _ => return None,
    })
}

async fn original(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "originalTopUp" => {
            super::vectors::json(given.tried(given.personal(given.keyed(client.original_top_up(&given.body()))))).await
        }
        "originalBonus" => {
            super::vectors::json(given.tried(given.personal(given.keyed(client.original_bonus(&given.body()))))).await
        }
        "originalSpend" => {
            super::vectors::json(given.tried(given.personal(given.keyed(client.original_spend(&given.body()))))).await
        }
        "getOriginalBalance" => super::vectors::json(client.get_original_balance(given.path(0), &given.query())).await,
        _ => return None,
    })
}

async fn wallets(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "searchWallets" => super::vectors::json(given.newer(client.search_wallets(&given.query()))).await,
        "openWallets" => super::vectors::json(given.tried(client.open_wallets(&given.body()))).await,
        "queryWallets" => super::vectors::json(client.query_wallets(&given.body())).await,
        "freezeWallets" => super::vectors::json(given.tried(client.freeze_wallets(given.path(0), &given.body()))).await,
        "unfreezeWallets" => {
            super::vectors::json(given.tried(client.unfreeze_wallets(given.path(0), &given.body()))).await
        }
        "closeWallets" => super::vectors::json(given.tried(client.close_wallets(given.path(0), &given.body()))).await,
        "reopenWallets" => super::vectors::json(given.tried(client.reopen_wallets(given.path(0), &given.body()))).await,
        "freezeWallet" => {
            super::vectors::json(given.tried(client.freeze_wallet(given.path(0), given.path(1), &given.body()))).await
        }
        "unfreezeWallet" => {
            super::vectors::json(given.tried(client.unfreeze_wallet(given.path(0), given.path(1), &given.body()))).await
        }
        "closeWallet" => {
            super::vectors::json(given.tried(client.close_wallet(given.path(0), given.path(1), &given.body()))).await
        }
        "reopenWallet" => {
            super::vectors::json(given.tried(client.reopen_wallet(given.path(0), given.path(1), &given.body()))).await
        }
        "listWallets" => super::vectors::json(client.list_wallets(given.path(0))).await,
        "getWallet" => super::vectors::json(client.get_wallet(given.path(0), given.path(1))).await,
        "openWallet" => super::vectors::json(given.tried(client.open_wallet(given.path(0), given.path(1)))).await,
        "listEntries" => {
            super::vectors::json(given.newer(client.list_entries(given.path(0), given.path(1), &given.query()))).await
        }
        "getBalance" => super::vectors::json(client.get_balance(given.path(0), given.path(1), &given.query())).await,
        "getStatement" => {
            super::vectors::json(given.newer(client.get_statement(given.path(0), given.path(1), &given.query()))).await
        }
        "listNotes" => super::vectors::json(client.list_notes(given.path(0), &given.query())).await,
        "createNote" => super::vectors::json(client.create_note(given.path(0), &given.body())).await,
        _ => return None,
    })
}

async fn exports(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "exportTransactions" => super::vectors::plain(given.newer(client.export_transactions(&given.query()))).await,
        "exportEntries" => super::vectors::plain(given.newer(client.export_entries(&given.query()))).await,
        "exportWallets" => super::vectors::plain(given.newer(client.export_wallets(&given.query()))).await,
        _ => return None,
    })
}

async fn assets(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "listAssets" => super::vectors::json(client.list_assets()).await,
        "createAsset" => super::vectors::json(given.tried(client.create_asset(&given.body()))).await,
        "getAsset" => super::vectors::json(client.get_asset(given.path(0))).await,
        "changeAsset" => {
            super::vectors::json(given.tried(given.conditional(client.change_asset(given.path(0), &given.body()))))
                .await
        }
        "listChanges" => super::vectors::json(client.list_changes(&given.query())).await,
        "getAudit" => super::vectors::json(client.get_audit()).await,
        "requestVerification" => super::vectors::json(client.request_verification()).await,
        _ => return None,
    })
}

async fn events(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "listEvents" => super::vectors::json(client.list_events(&given.query())).await,
        _ => return None,
    })
}

async fn analytics(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "getFlows" => super::vectors::json(given.newer(client.get_flows(&given.query()))).await,
        "getSupply" => super::vectors::json(given.newer(client.get_supply(&given.query()))).await,
        "getVelocity" => super::vectors::json(given.newer(client.get_velocity(&given.query()))).await,
        "getDistribution" => super::vectors::json(given.newer(client.get_distribution(&given.query()))).await,
        "getTopHolders" => super::vectors::json(given.newer(client.get_top_holders(&given.query()))).await,
        "listHolderDays" => super::vectors::json(given.newer(client.list_holder_days(&given.query()))).await,
        "getDebts" => super::vectors::json(given.newer(client.get_debts(&given.query()))).await,
        "getOpenHolds" => super::vectors::json(given.newer(client.get_open_holds(&given.query()))).await,
        _ => return None,
    })
}

async fn webhooks(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "listWebhooks" => super::vectors::json(client.list_webhooks()).await,
        "createWebhook" => super::vectors::json(client.create_webhook(&given.body())).await,
        "getWebhook" => super::vectors::json(client.get_webhook(given.path(0))).await,
        "changeWebhook" => super::vectors::json(client.change_webhook(given.path(0), &given.body())).await,
        "deleteWebhook" => super::vectors::json(client.delete_webhook(given.path(0))).await,
        "rotateWebhookSecret" => super::vectors::json(client.rotate_webhook_secret(given.path(0), &given.body())).await,
        "pingWebhook" => super::vectors::json(client.ping_webhook(given.path(0))).await,
        "replayWebhook" => super::vectors::json(client.replay_webhook(given.path(0), &given.body())).await,
        "stopWebhookReplay" => super::vectors::json(client.stop_webhook_replay(given.path(0))).await,
        "listWebhookDeliveries" => {
            super::vectors::json(client.list_webhook_deliveries(given.path(0), &given.query())).await
        }
        "listParkedDeliveries" => {
            super::vectors::json(client.list_parked_deliveries(given.path(0), &given.query())).await
        }
        "getAlert" => super::vectors::json(client.get_alert(given.path(0))).await,
        "putAlert" => super::vectors::json(client.put_alert(given.path(0), &given.body())).await,
        "deleteAlert" => super::vectors::json(client.delete_alert(given.path(0))).await,
        "listAlerts" => super::vectors::json(client.list_alerts()).await,
        _ => return None,
    })
}

async fn keys(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "getOwnKey" => super::vectors::json(client.get_own_key()).await,
        "listKeys" => super::vectors::json(client.list_keys()).await,
        "createKey" => super::vectors::json(client.create_key(&given.body())).await,
        "rotateKey" => super::vectors::json(client.rotate_key(given.path(0), &given.body())).await,
        "revokeKey" => super::vectors::json(client.revoke_key(given.path(0))).await,
        _ => return None,
    })
}

async fn approvals(client: &Client, operation: &str, given: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "listApprovals" => super::vectors::json(client.list_approvals(&given.query())).await,
        "createApproval" => super::vectors::json(given.personal(client.create_approval(&given.body()))).await,
        "getApproval" => super::vectors::json(client.get_approval(given.path(0))).await,
        "approveCommand" => super::vectors::json(client.approve_command(given.path(0), &given.body())).await,
        "rejectCommand" => super::vectors::json(client.reject_command(given.path(0), &given.body())).await,
        _ => return None,
    })
}

async fn health(client: &Client, operation: &str, _: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "getHealth" => super::vectors::json(client.get_health()).await,
        "getLiveness" => super::vectors::json(client.get_liveness()).await,
        "getReadiness" => super::vectors::json(client.get_readiness()).await,
        "getMetrics" => super::vectors::plain(client.get_metrics()).await,
        _ => return None,
    })
}

async fn docs(client: &Client, operation: &str, _: &Arguments) -> Option<Result<Answer<Value>, Error>> {
    Some(match operation {
        "getDocument" => super::vectors::json(client.get_document()).await,
        _ => return None,
    })
}
