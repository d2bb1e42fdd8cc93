-- list_api_keys
-- A small table.
SELECT id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at
FROM api_keys
ORDER BY created_at, id
