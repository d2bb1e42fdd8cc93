-- read_wallet_number
-- The next of the store's own numbers; wallets are never deleted, so none is given twice.
SELECT 1 + coalesce(max(number), 0) FROM wallets
