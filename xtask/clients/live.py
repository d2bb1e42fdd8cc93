"""The Python client that openapi-generator makes, against the server that is named: writes, refusals, reads."""

import sys

import wallet_api
from wallet_api.models.batch_command import BatchCommand
from wallet_api.models.batch_request import BatchRequest
from wallet_api.models.bonus_command import BonusCommand
from wallet_api.models.spend_request import SpendRequest
from wallet_api.models.top_up_request import TopUpRequest

with wallet_api.ApiClient(wallet_api.Configuration(host=sys.argv[1])) as client:
    flows, wallets = wallet_api.FlowsApi(client), wallet_api.WalletsApi(client)
    transactions = wallet_api.TransactionsApi(client)
    top_up = TopUpRequest(owner="user_001", asset="GOLD_COINS", amount=100, metadata={"shop": {"hats": [1, "x"]}})
    bought = flows.create_top_up("generated-1", top_up)
    assert bought.status == "posted" and bought.metadata == {"shop": {"hats": [1, "x"]}}, bought
    again = flows.create_top_up("generated-1", top_up)
    assert again.id == bought.id

    found = transactions.get_transaction(bought.id).actual_instance
    assert isinstance(found, wallet_api.PostedTransaction) and found.balance == bought.balance, found
    try:
        flows.create_spend("generated-2", SpendRequest(owner="user_001", asset="GOLD_COINS", amount=10**9))
        raise AssertionError("it must be refused")
    except wallet_api.ApiException as refused:
        assert refused.status == 402 and '"code":"insufficient_funds"' in refused.body, refused.body

    command = BonusCommand(flow="bonus", idempotency_key="generated-3", owner="user_001", asset="GOLD_COINS", amount=1)
    results = flows.execute_batch(BatchRequest(commands=[BatchCommand(command)])).results
    assert results[0].status == 201 and results[0].transaction.flow == wallet_api.Flow.BONUS, results

    wallet = wallets.get_wallet("user_001", "GOLD_COINS")
    assert wallet.status == wallet_api.WalletStatus.OPEN and wallet.balance == bought.balance + 1, wallet
    entries = wallets.list_entries("user_001", "GOLD_COINS", limit=2).data
    assert [entry.flow for entry in entries] == ["bonus", "top_up"], entries
