-- list_claims   ?1 the id before, ?2 how many
-- In the order of the primary key.
SELECT id, kind, wallet_id, amount, taken, status, expires_at FROM claims WHERE id > ?1 ORDER BY id LIMIT ?2
