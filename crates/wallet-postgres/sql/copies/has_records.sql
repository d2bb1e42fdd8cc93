-- has_records
-- Whether the store holds anything.
SELECT EXISTS (SELECT 1 FROM assets) OR EXISTS (SELECT 1 FROM wallets) OR EXISTS (SELECT 1 FROM transactions)
    OR EXISTS (SELECT 1 FROM ledger_entries) OR EXISTS (SELECT 1 FROM commits) OR EXISTS (SELECT 1 FROM api_keys)
