-- has_records
-- Whether the store holds anything.
SELECT EXISTS (SELECT FROM assets) OR EXISTS (SELECT FROM wallets) OR EXISTS (SELECT FROM transactions)
    OR EXISTS (SELECT FROM ledger_entries) OR EXISTS (SELECT FROM commits) OR EXISTS (SELECT FROM api_keys)
