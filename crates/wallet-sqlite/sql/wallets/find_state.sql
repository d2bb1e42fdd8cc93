-- find_wallet_state   ?1 owner, ?2 asset_id, ?3 stripe
-- The write lock of the file is held, so nobody changes the wallet meanwhile.
SELECT id, balance, held, debt, floor, sequence, version, status, last_entry_at, last_entry, usage
FROM wallets
WHERE owner = ?1 AND asset_id = ?2 AND stripe = ?3
