-- find_claim   ?1 id
-- in a batch the write lock of the whole file is held, so no one can change it meanwhile
SELECT id, kind, wallet_id, amount, taken, status, expires_at FROM claims WHERE id = ?1
