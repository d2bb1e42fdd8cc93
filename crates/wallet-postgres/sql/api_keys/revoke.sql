-- revoke_api_key   $1 id, $2 time, $3 who
-- The first time counts.
UPDATE api_keys SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING id
