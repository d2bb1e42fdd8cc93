-- find_wallet_state   ?1 owner, ?2 asset_id, ?3 stripe
-- what a decision needs of a wallet; the write lock of the whole file is held, so no one can change it meanwhile
SELECT id, balance, held, debt, floor, sequence, version, status, last_entry_at, last_entry, usage
FROM wallets
WHERE owner = ?1 AND asset_id = ?2 AND stripe = ?3
