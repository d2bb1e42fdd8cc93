-- revoke_api_key   ?1 id, ?2 revoked_at, ?3 revoked_by
-- The first time counts.
UPDATE api_keys SET revoked_at = ?2, revoked_by = ?3 WHERE id = ?1 AND revoked_at IS NULL
