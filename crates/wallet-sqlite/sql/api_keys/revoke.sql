-- revoke_api_key   ?1 id, ?2 revoked_at
-- The first time counts.
UPDATE api_keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL
