-- list_open_holds   ?1 wallet_id
-- The open holds of the wallet.
SELECT id, kind, wallet_id, amount, taken, status, expires_at FROM claims WHERE wallet_id = ?1 AND kind = 1 AND status = 1
