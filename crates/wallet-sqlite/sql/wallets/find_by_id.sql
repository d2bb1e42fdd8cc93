-- find_wallet_by_id   ?1 id
-- As find_wallet_state.
SELECT id, balance, held, debt, floor, sequence, version, status, last_entry_at, last_entry FROM wallets WHERE id = ?1
