-- find_claim   ?1 id
-- In a batch the write lock of the file is held, so nobody changes it meanwhile.
SELECT id, kind, wallet_id, amount, taken, status, expires_at FROM claims WHERE id = ?1
